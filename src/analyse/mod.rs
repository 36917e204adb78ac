//! All possible responses at once: exact counts, and smallest responses that show something.
//!
//! A possible response is one role with every visible question answered (`na` included where it is offered; free text,
//! which never scores, is left open), hidden ones absent, each distinct one counted once.
//!
//! - [`Reading`] turns a model, as one role is asked it, into nodes of a [`Graph`] over one variable a question.
//! - A *plan* orders the variables so that little has to be remembered, and finds the parts that can be worked out by
//!   themselves.
//! - One *walk*, generic over what it carries, goes through all responses at once.
//! - [`Space`] asks the questions.
//! - A [`Union`] is two versions of a model over the questions of both.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "places in a plan and a graph are made by these modules alone; numbers that grow are rationals or checked"
)]

mod algebra;
mod areas;
mod automaton;
mod bounds;
mod comparison;
mod completions;
pub mod findings;
mod graph;
mod groups;
mod known;
mod leaf;
mod natural;
pub mod next;
mod numbering;
mod order;
mod plan;
mod reading;
mod rules;
mod run;
mod senses;
mod set;
mod space;
mod survey;
mod union;
mod walk;
mod witness;

pub use completions::{Completions, example, outcome};
pub use graph::{Graph, Node, Op, Value, Variable};
pub use leaf::{Cost, Leaf, Offered, Rise, Worth};
pub use natural::Natural;
pub use numbering::Numbering;
pub use reading::{Reading, Slot};
pub use set::Set;
pub use space::{Share, Space};
pub use survey::{
    ActionPart, AreaAdvice, AreaSpread, Broken, LevelAdvice, LevelChange, LevelPart, Part, PropertyVerdict,
    QuestionWeight, Ratio, RoleSurvey, SURVEY_FORMAT, Survey, SurveyOptions, Verdict, Why, survey,
};
pub use union::Union;
pub use walk::{Budget, Undecided};
pub use witness::{Witness, response};
