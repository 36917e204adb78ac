//! One response to its result: the definition of what a model means.
//!
//! [`Evaluation`] is short and obvious on purpose. Everything fast is tested against it.

mod outcome;
mod row;

pub use outcome::{
    AreaOutcome, Completeness, Extent, MAX_COMPLETIONS, MissingForLevel, NextLevel, Outcome, Suggestion, ValueOutcome,
};
pub use row::{Answers, Evaluation, Presence};
