//! Results as JSON, for other programs: exact numbers as rational strings, beside them rounded ones and the words.

use schemars::JsonSchema;
use serde::Serialize;

use crate::exact::Rational;

/// The version of this form.
pub const RESULT_FORMAT: u32 = 1;

/// The results of one or more responses to a model.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Results {
    /// The version of this form.
    pub format: u32,
    /// The model.
    pub model: ModelRef,
    /// The language of the texts.
    pub language: String,
    /// One entry a response: in the order given, or sorted as asked for.
    pub results: Vec<ResultOf>,
}

/// Which model.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ModelRef {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Its text.
    pub text: String,
}

/// The result of one response.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ResultOf {
    /// The file that it was read from.
    pub response: String,
    /// The role of the respondent.
    pub role: Option<String>,
    /// The version of the model that the response says it answers.
    pub version: Option<String>,
    /// The metadata of the response.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// Whether every question that is asked is answered.
    pub complete: bool,
    /// `overall` first, then every area in the model's order.
    pub areas: Vec<AreaResult>,
    /// Declared values, in the model's order.
    pub values: Vec<ValueResult>,
    /// Suggestions, in the order in which they should be read.
    pub suggestions: Vec<SuggestionResult>,
}

/// The result in an area.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AreaResult {
    /// What the area is called in results; `overall` for the whole.
    pub area: String,
    /// Its text.
    pub text: String,
    /// The area around it; none for the whole.
    pub parent: Option<String>,
    /// How many questions are answered, `na` included.
    pub answered: u32,
    /// How many questions are asked.
    pub asked: u32,
    /// It has questions, but none counts for this respondent.
    pub nothing_left: bool,
    /// Its score; none for an area that does not score.
    pub score: Option<NumberResult>,
    /// Its level; none for an area without levels.
    pub level: Option<LevelResult>,
    /// What separates it from the next level; none at the top, without levels, or while the level is open.
    pub next: Option<NextResult>,
}

/// A number over every way to answer what is unanswered.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NumberResult {
    /// What it means.
    pub unit: UnitName,
    /// The number, when it is certain.
    pub value: Option<Exact>,
    /// The lowest number; none when there is none in any case.
    pub lowest: Option<Exact>,
    /// The highest number.
    pub highest: Option<Exact>,
    /// In some cases there is no number.
    pub may_be_none: bool,
    /// Lowest and highest are reached; otherwise the truth lies within them.
    pub exact_range: bool,
    /// In words.
    pub shown: String,
}

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitName {
    /// Points, money, counts.
    Points,
    /// A share: 1/4 is 25%.
    Percent,
    /// The rank of a level, 0 the lowest.
    Level,
}

/// An exact number.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Exact {
    /// The number itself: a share for percentages (`1/4` is 25%).
    pub exact: Rational,
    /// Rounded to six decimals. Nothing is decided by it.
    pub rounded: serde_json::Number,
}

/// A level over every way to answer what is unanswered.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LevelResult {
    /// The ladder.
    pub ladder: String,
    /// The level, when it is certain.
    pub value: Option<LevelRef>,
    /// The lowest level that is possible; none when there is none in any case.
    pub lowest: Option<LevelRef>,
    /// The highest level that is possible.
    pub highest: Option<LevelRef>,
    /// In some cases there is no level.
    pub may_be_none: bool,
    /// Lowest and highest are reached; otherwise the truth lies within them.
    pub exact_range: bool,
    /// In words.
    pub shown: String,
}

/// A level of a ladder.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LevelRef {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its place in the ladder, 0 the lowest.
    pub rank: u32,
}

/// What separates an area from its next level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NextResult {
    /// The next level.
    pub level: LevelRef,
    /// All that is missing.
    pub missing: Vec<MissingResult>,
}

/// One thing that separates an area from a level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MissingResult {
    /// The score is too low.
    Score {
        /// The threshold.
        threshold: Exact,
        /// Whether a score exactly on it is enough.
        inclusive: bool,
        /// The score; none when there is none.
        score: Option<Exact>,
        /// Threshold less score.
        missing: Option<Exact>,
        /// The unit of all three.
        unit: UnitName,
        /// In words.
        text: String,
    },
    /// The area's own rule gives a lower level.
    Rule {
        /// The author's formula.
        formula: Option<String>,
        /// The level that it gives.
        gives: Option<LevelRef>,
        /// In words.
        text: String,
        /// What holds it back, in words.
        details: Vec<String>,
    },
    /// A requirement does not hold.
    Requirement {
        /// The level that has the requirement: the next one, or with cumulative gating one below it.
        level: LevelRef,
        /// The author's condition.
        condition: Option<String>,
        /// In words.
        text: String,
        /// The parts of the condition that do not hold, in words.
        unmet: Vec<String>,
    },
}

/// A declared value.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueResult {
    /// What it is called in results.
    pub value: String,
    /// Its text.
    pub text: String,
    /// The number.
    pub number: NumberResult,
}

/// An action that is suggested.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SuggestionResult {
    /// Its name.
    pub action: String,
    /// What to do.
    pub text: String,
    /// How.
    pub guidance: Option<String>,
    /// Its area.
    pub area: String,
    /// Every way to answer the rest leads to it.
    pub certain: bool,
    /// Lower comes first.
    pub priority: Option<u32>,
    /// How much work it is.
    pub effort: Option<u32>,
    /// Actions that come before it.
    pub after: Vec<String>,
    /// What it raises.
    pub raises: Vec<RaisesResult>,
    /// Why it is suggested, in words.
    pub because: Vec<String>,
}

/// What an action raises.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RaisesResult {
    /// The question.
    pub question: String,
    /// To which answer; none: to the highest.
    pub to: Option<String>,
}
