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

pub use example::{ExampleOutcome, Unfulfilled, run_example};
pub use outcome::{
    AreaOutcome, Completeness, Extent, MAX_COMPLETIONS, MissingForLevel, NextLevel, Outcome, Suggestion, ValueOutcome,
};
pub use row::{Answers, Evaluation, Presence, worth};

/// Runs a step of a walk over the graph, with more stack where it is needed: a model may chain thousands of values.
fn deep<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, step)
}
