//! The compiled model: what everything after the compiler reads.
//!
//! It is plain and serialisable: questions are numbered slots with finite domains, rules are two graphs of nodes over
//! exact rationals ([`Number`] and [`Truth`]), areas, ladders and actions refer to both by number. The evaluator, the
//! analysis, the comparison and every export are functions of it and of nothing else.

mod depends;
mod expression;
mod integrity;
pub(crate) mod notation;
mod question;
mod structure;

pub use depends::Rule;
pub use expression::{Number, NumberId, Sign, Truth, TruthId};
pub use question::{
    AnyOf, Choice, Domain, Met, NotApplicable, PointsRule, PolicyOrigin, Question, QuestionId, QuestionState, Range,
    Scale, ScaleId, ScaleOption, StandIn, StatePolicies, StatePolicy,
};
pub use structure::{
    Action, ActionId, Adoption, Allow, Answer, Area, AreaId, Bound, Example, Expectation, FORMAT_VERSION, Gating,
    GivenAnswer, Ladder, LadderId, Level, LevelRule, Model, OVERALL, Property, Raises, Requirement, Role, RoleId,
    Roles, Score, Text, Unit, Value, ValueId,
};

/// Runs a step of a walk over the graph, with more stack where it is needed: a model may chain thousands of values.
pub(crate) fn deep<T>(step: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(128 * 1024, 1024 * 1024, step)
}
