//! What is wrong with a model that only all possible responses together show.
//!
//! A group of findings is a file with one function over [`Finder`]. It asks whether a response of some role fulfils a
//! [`Condition`]; most are answered by samples, the rest by the exact analysis under one budget for the whole model.
//! Every response that is shown was first read by the row evaluator.

mod alike;
mod asked;
mod bands;
mod better;
mod condition;
mod coverage;
mod crossings;
mod effects;
mod evidence;
mod finder;
mod held;
mod implied;
mod influence;
mod land;
mod order;
mod outcomes;
mod parts;
mod passed;
mod properties;
mod respondents;
mod samples;
mod shown;
mod steps;
mod suggestions;
mod sums;
mod threshold;
mod unreachable;
mod weights;
mod words;

pub use condition::Condition;
pub use finder::{Exists, Finder, Shown};
pub use words::given;

pub use crate::analyse::bounds::is_impossible;
use crate::analyse::{Budget, Reading, Space, response};
use crate::diagnostics::{self, Code, Diagnostic};
use crate::evaluate::Evaluation;
use crate::model::{Model, RoleId};
use crate::source::Span;

/// So many steps take about a second.
pub const STEPS_A_SECOND: u64 = 2_000_000;
/// The part of a budget for a search before anything else is made ready.
const SEARCHED: u64 = 40;

/// The codes of findings that the analysis makes: an `allow` of one of them silences nothing before it has run.
pub const CODES: &[Code] = &[
    Code::M0303,
    Code::M0304,
    Code::M0311,
    Code::M0312,
    Code::M0313,
    Code::M0314,
    Code::M0315,
    Code::M0316,
    Code::M0317,
    Code::M0407,
    Code::M0411,
    Code::M0412,
    Code::M0413,
    Code::M0414,
    Code::M0415,
    Code::M0416,
    Code::M0417,
    Code::M0502,
    Code::M0504,
    Code::M0505,
    Code::M0506,
    Code::M0507,
    Code::M0508,
    Code::M0706,
    Code::M0707,
    Code::M0714,
];

/// How much is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Everything, as far as the budget goes.
    Full,
    /// What samples and small walks settle; the rest is passed over.
    Quick,
}

/// How a model is analysed.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// How much is done.
    pub effort: Effort,
    /// The budget for the whole model, in steps.
    pub steps: u64,
    /// Whether information that takes time is worked out, too: thresholds that no response lands on.
    pub information: bool,
    /// What was already said of the model: it is not said again.
    pub said: &'a [Diagnostic],
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { effort: Effort::Full, steps: STEPS_A_SECOND, information: false, said: &[] }
    }
}

/// What is wrong with a model, in the order of its text. Findings that the author argued away are left out.
pub fn find(model: &Model, options: &Options<'_>) -> Vec<Diagnostic> {
    let samples = samples::by_role(model);
    let mut finder = Finder::new(model, &samples, options);
    unreachable::find(&mut finder);
    properties::find(&mut finder);
    bands::find(&mut finder);
    evidence::find(&mut finder);
    passed::find(&mut finder);
    implied::find(&mut finder);
    asked::find(&mut finder);
    suggestions::find(&mut finder);
    order::find(&mut finder);
    coverage::find(&mut finder);
    better::find(&mut finder);
    influence::find(&mut finder);
    weights::find(&mut finder);
    if options.information {
        bands::find_thresholds(&mut finder);
    }
    let mut found = finder.finish();
    diagnostics::sort(&mut found);
    found
}

/// Whether some possible response of a role fulfils a condition: it is searched for, and then asked of samples and of
/// all responses as the findings do it, under a budget of so many steps.
pub fn exists(model: &Model, role: Option<RoleId>, condition: &Condition, steps: u64) -> Exists {
    let mut space = Space::default();
    let mut reading = Reading::new(&mut space.graph, model, role);
    let node = condition.node(&mut reading, &mut space.graph);
    let found = space.searched(node, &mut Budget::steps(steps / SEARCHED));
    let answers = found.as_ref().ok().map(|found| found.as_ref().map(|witness| response(&reading, witness)));
    match answers {
        Some(None) => return Exists::No,
        Some(Some(answers)) if condition.holds(&Evaluation::new(model, &answers)) => return Exists::Yes(answers),
        _ => {}
    }
    let samples = [(role, samples::samples(model, role))];
    let options = Options { steps: steps.saturating_mul(finder::PART), ..Options::default() };
    Finder::new(model, &samples, &options).exists(role, condition)
}

/// Names in backticks: `a`, `a` and `b`.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.pop() {
        None => String::new(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
    }
}

/// Whether one text stands in another.
fn within(inner: Span, outer: Span) -> bool {
    crate::semantics::covers(outer, inner)
}
