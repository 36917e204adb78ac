//! Areas, ladders, actions and the model that holds them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Number, NumberId, Question, QuestionId, Scale, Truth, TruthId};
use crate::exact::Rational;
use crate::source::{Sources, Span};

/// The version of the compiled form. Another one is refused with `M0021`.
pub const FORMAT_VERSION: u32 = 1;

/// The area that stands for the whole model.
pub const OVERALL: AreaId = AreaId(0);

/// A text a language; the key is the language (`sv`), in alphabetical order. Empty when there is none.
pub type Text = BTreeMap<String, String>;

/// The number of an area in [`Model::areas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AreaId(pub u32);

/// The number of a role in [`Model::roles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RoleId(pub u32);

/// The number of a ladder in [`Model::ladders`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LadderId(pub u32);

/// The number of a declared value in [`Model::values`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ValueId(pub u32);

/// The number of an action in [`Model::actions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ActionId(pub u32);

/// A set of roles.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Roles {
    /// Everybody, also in a model without roles.
    All,
    /// These, ascending.
    Only(Vec<RoleId>),
}

impl Roles {
    /// Whether a respondent with `role` (none in a model without roles) is among them.
    pub fn contains(&self, role: Option<RoleId>) -> bool {
        match self {
            Roles::All => true,
            Roles::Only(roles) => role.is_some_and(|role| roles.contains(&role)),
        }
    }
}

/// A compiled model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Model {
    /// [`FORMAT_VERSION`].
    pub format: u32,
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: Text,
    /// Its help text.
    pub guidance: Text,
    /// Its published number.
    pub code: Option<String>,
    /// Earlier names.
    pub was: Vec<String>,
    /// Its version, free text.
    pub version: Option<String>,
    /// Its languages; the first one is the default. At least one.
    pub languages: Vec<String>,
    /// Its roles; may be empty.
    pub roles: Vec<Role>,
    /// Scales, those in questions included.
    pub scales: Vec<Scale>,
    /// Ladders.
    pub ladders: Vec<Ladder>,
    /// Questions in the order of the text.
    pub questions: Vec<Question>,
    /// [`OVERALL`] first, then every area before its children, in the order of the text.
    pub areas: Vec<Area>,
    /// Declared values.
    pub values: Vec<Value>,
    /// Actions.
    pub actions: Vec<Action>,
    /// What must always hold.
    pub properties: Vec<Property>,
    /// The model's tests.
    pub examples: Vec<Example>,
    /// Number nodes. Equal nodes are one node.
    pub numbers: Vec<Number>,
    /// Condition nodes. Equal nodes are one node.
    pub truths: Vec<Truth>,
    /// The findings that its author argued away.
    #[serde(default)]
    pub allows: Vec<Allow>,
    /// The texts that it was compiled from; spans refer to them.
    pub sources: Sources,
}

impl Model {
    /// Every respondent's role: each role, or none alone in a model without roles.
    pub fn respondents(&self) -> Vec<Option<RoleId>> {
        match u32::try_from(self.roles.len()) {
            Ok(0) | Err(_) => vec![None],
            Ok(count) => (0..count).map(|role| Some(RoleId(role))).collect(),
        }
    }
}

/// An `allow`: findings of a code that are silenced where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Allow {
    /// The code, `M0407`.
    pub code: String,
    /// Whether it silenced something when the model was compiled.
    pub used: bool,
    /// The texts in which it silences.
    pub scopes: Vec<Span>,
    /// Where it was written: the code.
    pub span: Span,
}

/// A role of respondents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: Text,
    /// Earlier names.
    pub was: Vec<String>,
    /// Its help text.
    pub guidance: Text,
}

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Points, money, counts: shown as written.
    Points,
    /// A percentage: 1/4 is shown as 25%.
    Percent,
    /// The rank of a level of this ladder.
    Level(LadderId),
}

/// An ordered list of levels, lowest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ladder {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: Text,
    /// Its levels, lowest first; a level's rank is its index.
    pub levels: Vec<Level>,
    /// Earlier names.
    pub was: Vec<String>,
    /// Where it was declared: its name.
    pub span: Span,
}

/// A level of a ladder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: Text,
    /// What it means.
    pub guidance: Text,
    /// Its published number.
    pub code: Option<String>,
    /// Earlier names.
    pub was: Vec<String>,
    /// Where it was declared: its name.
    pub span: Span,
}

/// An area, or [`OVERALL`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Area {
    /// Its name, unique in its parent; `overall` for [`OVERALL`].
    pub name: String,
    /// What it is called in results: its name, or with its parents where the name alone is not unique in the model.
    pub key: String,
    /// Its text.
    pub text: Text,
    /// Its help text.
    pub guidance: Text,
    /// Its published number.
    pub code: Option<String>,
    /// Earlier names.
    pub was: Vec<String>,
    /// The area around it; [`OVERALL`] for the outermost, none for `OVERALL` itself.
    pub parent: Option<AreaId>,
    /// Its direct children.
    pub areas: Vec<AreaId>,
    /// Its direct questions.
    pub questions: Vec<QuestionId>,
    /// The questions in it at any depth: the numbers from the first up to, not including, the second.
    pub within: (u32, u32),
    /// Its weight in its parent, positive.
    pub weight: Rational,
    /// How it scores; none when nothing in it scores.
    pub score: Option<Score>,
    /// Its levels.
    pub adoption: Option<Adoption>,
    /// Its declared values.
    pub values: Vec<ValueId>,
    /// Its actions, those in its questions included.
    pub actions: Vec<ActionId>,
    /// Where it was declared: its name.
    pub span: Span,
}

/// How an area scores. An area with questions at any depth of which none counts for the respondent has no score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Score {
    /// The score.
    pub number: NumberId,
    /// Points or percent.
    pub unit: Unit,
    /// Bounds that no response can leave (not always reached).
    pub bounds: (Rational, Rational),
    /// The author's formula; none for the default, the weighted mean of the children.
    pub span: Option<Span>,
}

/// A ladder as an area uses it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Adoption {
    /// The ladder.
    pub ladder: LadderId,
    /// Whether a level needs all levels below it.
    pub gating: Gating,
    /// A rank that stands in place of the lower bounds: a level counts when its rank is at most this. None over
    /// nothing: then there is no level.
    pub level: Option<NumberId>,
    /// The author's formula of `level`.
    pub level_span: Option<Span>,
    /// A rule a level, in the ladder's order; the first one is empty but for an upper bound.
    pub rules: Vec<LevelRule>,
    /// Where the ladder is adopted.
    pub span: Span,
}

/// Whether a level needs all levels below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gating {
    /// The level is the highest one such that it and all below are met.
    Cumulative,
    /// The level is the highest one that is met.
    Highest,
}

/// When a level is met: the lower bound holds (or the area's `level` formula reaches its rank) and all requirements hold.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LevelRule {
    /// The lower bound.
    pub lower: Option<Bound>,
    /// The upper bound: a claim, which decides nothing.
    pub upper: Option<Bound>,
    /// The requirements.
    pub requires: Vec<Requirement>,
}

/// A bound of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Bound {
    /// The threshold, in the score's unit (25% is 1/4).
    pub value: Rational,
    /// Whether a score exactly on it is inside.
    pub inclusive: bool,
    /// Where it was written.
    pub span: Span,
}

/// A condition that a level needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Requirement {
    /// The condition.
    pub condition: TruthId,
    /// Whom it binds.
    pub roles: Roles,
    /// Where it was written: the condition.
    pub span: Span,
}

/// A declared value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Value {
    /// Its name.
    pub name: String,
    /// What it is called in results: `area.name`, the bare name in [`OVERALL`].
    pub key: String,
    /// Its text.
    pub text: Text,
    /// Its help text.
    pub guidance: Text,
    /// Earlier names.
    pub was: Vec<String>,
    /// The area that it stands in.
    pub area: AreaId,
    /// What it is.
    pub number: NumberId,
    /// What it means.
    pub unit: Unit,
    /// Bounds that no response can leave.
    pub bounds: (Rational, Rational),
    /// The author's formula.
    pub span: Span,
}

/// A suggestion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Action {
    /// Its name, unique in the model.
    pub name: String,
    /// What the reader is told to do.
    pub text: Text,
    /// How.
    pub guidance: Text,
    /// Its published number.
    pub code: Option<String>,
    /// Earlier names.
    pub was: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The area that it stands in.
    pub area: AreaId,
    /// The question that it stands in.
    pub question: Option<QuestionId>,
    /// Who may be told.
    pub roles: Roles,
    /// When.
    pub suggest_when: TruthId,
    /// Where the condition was written.
    pub suggest_span: Span,
    /// What it raises.
    pub raises: Vec<Raises>,
    /// How much work it is, a whole number.
    pub effort: Option<u32>,
    /// Lower comes first; those without come last.
    pub priority: Option<u32>,
    /// Actions that come before it.
    pub after: Vec<ActionId>,
    /// Where it was declared: its name.
    pub span: Span,
}

/// What an action raises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Raises {
    /// The question.
    pub question: QuestionId,
    /// To which answer (an index as in [`Domain`](super::Domain)); to the highest when none.
    pub to: Option<u64>,
    /// Where it was written.
    pub span: Span,
}

/// What must hold for every possible response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Property {
    /// What it says.
    pub text: Text,
    /// It must never hold, instead of always.
    pub never: bool,
    /// The condition.
    pub condition: TruthId,
    /// Where it was written: the condition.
    pub span: Span,
}

/// A test of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Example {
    /// What it says.
    pub text: Text,
    /// The respondent's role; none in a model without roles.
    pub role: Option<RoleId>,
    /// The answers, `others` resolved; a question that is not here is unanswered.
    pub answers: Vec<GivenAnswer>,
    /// What is expected.
    pub expectations: Vec<Expectation>,
    /// Where it was declared: its text.
    pub span: Span,
}

/// An answer in an example.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GivenAnswer {
    /// The question.
    pub question: QuestionId,
    /// Its answer.
    pub answer: Answer,
    /// Where it was written; none when it comes from `others`, and then it is given only if the question is asked.
    pub span: Option<Span>,
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// An index as in [`Domain`](super::Domain).
    Index(u64),
    /// Free text.
    Text(String),
    /// Not applicable.
    Na,
}

/// What an example expects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Expectation {
    /// The condition.
    pub condition: TruthId,
    /// Where it was written.
    pub span: Span,
}
