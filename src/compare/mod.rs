//! Two versions of a model: what is the same in both, and what changed.

mod actions;
mod answers;
mod areas;
mod change;
mod changes;
mod differ;
mod levels;
mod meaning;
mod pairing;
mod pairs;
mod policies;
mod questions;
mod scales;
mod written;

pub use answers::AnswerMap;
pub use change::{Aspect, Change, Class, Place, Subject, SubjectKind, Tendency, What};
pub use changes::changes;
pub use pairing::{Pairing, pair_levels};
pub use pairs::{Numbered, Pairs};
