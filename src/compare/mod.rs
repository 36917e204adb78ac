//! Two versions of a model: what is the same in both, what changed, and what that leads to.

mod accept;
mod actions;
mod answers;
mod areas;
mod change;
mod changes;
mod differ;
mod effects;
mod findings;
mod levels;
mod markdown;
mod meaning;
mod pairing;
mod pairs;
mod policies;
mod questions;
mod replay;
mod report;
mod scales;
mod summary;
mod text;
mod words;
mod written;

pub use accept::{Accepted, read_accepted};
pub use answers::AnswerMap;
pub use change::{Aspect, Change, Class, Place, Subject, SubjectKind, Tendency, What};
pub use changes::changes;
pub use effects::{ActionEffect, Direction, Effects, LevelEffect, LevelMove, Witness};
pub use findings::{code, finding, sentence};
pub use markdown::markdown;
pub use pairing::{Pairing, pair_levels};
pub use pairs::{Numbered, Pairs};
pub use replay::{AreaCount, AreaMove, Replay, Replayed, Way, replay};
pub use report::{Comparison, Holds, Judgement, ModelComparison, ReportedChange, Requirement};
pub use summary::summary;
pub use text::text;
