//! Two versions of a model: what is the same in both, and what changed.

mod answers;
mod pairing;
mod pairs;

pub use answers::AnswerMap;
pub use pairing::{Pairing, pair_levels};
pub use pairs::{Numbered, Pairs};
