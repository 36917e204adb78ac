//! One response to its result: the definition of what a model means.
//!
//! [`Evaluation`] is short and obvious on purpose. Everything fast is tested against it.

mod completions;
mod example;
mod failure;
mod leaves;
mod open;
mod outcome;
mod range;
mod row;
mod suggest;

pub use example::{ExampleOutcome, Unfulfilled, run_example, run_example_decided};
pub use leaves::leaves;
pub use open::{Decide, Query};
pub use outcome::{
    AreaOutcome, Completeness, Extent, MAX_COMPLETIONS, MissingForLevel, NextLevel, Outcome, Suggestion, ValueOutcome,
};
pub use row::{Answers, Evaluation, Presence, worth};
pub use suggest::in_order;
