//! Results as JSON, for other programs: exact numbers as rational strings, beside them rounded ones and the words.

use schemars::JsonSchema;
use serde::Serialize;

use super::Words;
use super::compose::Composer;
use super::naming::Naming;
use crate::evaluate::{AreaOutcome, Extent, MissingForLevel, Outcome};
use crate::exact::Rational;
use crate::model::{Adoption, Area, LadderId, Model, Unit};
use crate::respond::Response;

/// The version of this form.
pub const RESULT_FORMAT: u32 = 1;

/// The decimals of rounded numbers.
const DECIMALS: u32 = 6;

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

/// The results of responses, each with the file that it was read from.
pub fn results(model: &Model, responses: &[(String, Response, Outcome)], words: &Words) -> Results {
    let naming = Naming::new(model, words);
    Results {
        format: RESULT_FORMAT,
        model: ModelRef { name: model.name.clone(), version: model.version.clone(), text: naming.model_title() },
        language: words.language().to_owned(),
        results: responses.iter().map(|(file, response, outcome)| one(model, file, response, outcome, words)).collect(),
    }
}

fn one(model: &Model, file: &str, response: &Response, outcome: &Outcome, words: &Words) -> ResultOf {
    let composer = Composer::new(model, response, outcome, words);
    let areas = model.areas.iter().zip(&outcome.areas).map(|(area, outcome)| area_result(&composer, area, outcome));
    let areas: Vec<AreaResult> = areas.collect();
    let values = model.values.iter().zip(&outcome.values).map(|(value, outcome)| ValueResult {
        value: value.key.clone(),
        text: composer.naming.named(None, &value.text, &value.name),
        number: number(&composer, &outcome.number, value.unit, &[]),
    });
    let values = values.collect();
    let role = response.answers.role.and_then(|id| model.roles.get(id.0 as usize));
    ResultOf {
        response: file.to_owned(),
        role: role.map(|role| role.name.clone()),
        version: response.version.clone(),
        metadata: response.metadata.iter().map(|(key, value)| (key.clone(), value.to_json())).collect(),
        complete: areas.first().is_none_or(|overall| overall.answered >= overall.asked),
        areas,
        values,
        suggestions: suggestions(&composer),
    }
}

fn exact(number: &Rational) -> Exact {
    let rounded = number.to_decimal(DECIMALS);
    let rounded = serde_json::from_str(&rounded).unwrap_or_else(|_| serde_json::Number::from(0));
    Exact { exact: number.clone(), rounded }
}

fn unit_name(unit: Unit) -> UnitName {
    match unit {
        Unit::Points => UnitName::Points,
        Unit::Percent => UnitName::Percent,
        Unit::Level(_) => UnitName::Level,
    }
}

fn number(composer: &Composer<'_>, extent: &Extent, unit: Unit, marks: &[&Rational]) -> NumberResult {
    NumberResult {
        unit: unit_name(unit),
        value: extent.known().flatten().map(exact),
        lowest: extent.bounds.as_ref().map(|(lowest, _)| exact(lowest)),
        highest: extent.bounds.as_ref().map(|(_, highest)| exact(highest)),
        may_be_none: extent.may_be_none,
        exact_range: extent.exact,
        shown: composer.extent(extent, unit, marks),
    }
}

fn level_ref(composer: &Composer<'_>, ladder: LadderId, rank: u32) -> Option<LevelRef> {
    let level = composer.naming.model.ladders.get(ladder.0 as usize)?.levels.get(rank as usize)?;
    Some(LevelRef { name: level.name.clone(), text: composer.naming.level_title(level), rank })
}

fn level(composer: &Composer<'_>, adoption: &Adoption, extent: &Extent) -> LevelResult {
    let ladder = composer.naming.model.ladders.get(adoption.ladder.0 as usize);
    let at = |number: &Rational| {
        let rank = number.to_i64().and_then(|rank| u32::try_from(rank).ok())?;
        level_ref(composer, adoption.ladder, rank)
    };
    LevelResult {
        ladder: ladder.map_or_else(String::new, |ladder| ladder.name.clone()),
        value: extent.known().flatten().and_then(at),
        lowest: extent.bounds.as_ref().and_then(|(lowest, _)| at(lowest)),
        highest: extent.bounds.as_ref().and_then(|(_, highest)| at(highest)),
        may_be_none: extent.may_be_none,
        exact_range: extent.exact,
        shown: composer.extent(extent, Unit::Level(adoption.ladder), &[]),
    }
}

fn area_result(composer: &Composer<'_>, area: &Area, outcome: &AreaOutcome) -> AreaResult {
    let model = composer.naming.model;
    let score = area.score.as_ref().zip(outcome.score.as_ref());
    let marks = super::compose::thresholds(area);
    AreaResult {
        area: area.key.clone(),
        text: composer.naming.area_title(area),
        parent: area.parent.and_then(|id| model.areas.get(id.0 as usize)).map(|parent| parent.key.clone()),
        answered: outcome.completeness.answered,
        asked: outcome.completeness.asked,
        nothing_left: outcome.nothing_left,
        score: score.map(|(score, extent)| number(composer, extent, score.unit, &marks)),
        level: area
            .adoption
            .as_ref()
            .zip(outcome.level.as_ref())
            .map(|(adoption, extent)| level(composer, adoption, extent)),
        next: next(composer, area, outcome),
    }
}

fn next(composer: &Composer<'_>, area: &Area, outcome: &AreaOutcome) -> Option<NextResult> {
    let (adoption, next) = (area.adoption.as_ref()?, outcome.next.as_ref()?);
    let level = level_ref(composer, adoption.ladder, next.rank)?;
    let missing = next.missing.iter().filter_map(|missing| {
        let words = composer.missing(area, next.rank, missing)?;
        Some(match missing {
            MissingForLevel::Score { bound, score, unit } => MissingResult::Score {
                threshold: exact(&bound.value),
                inclusive: bound.inclusive,
                score: score.as_ref().map(exact),
                missing: score.as_ref().map(|score| exact(&(&bound.value - score))),
                unit: unit_name(*unit),
                text: words.text,
            },
            MissingForLevel::Formula { rank } => MissingResult::Rule {
                formula: words.code,
                gives: rank.and_then(|rank| level_ref(composer, adoption.ladder, rank)),
                text: words.text,
                details: words.details,
            },
            MissingForLevel::Requirement { rank, unmet, .. } => MissingResult::Requirement {
                level: level_ref(composer, adoption.ladder, *rank)?,
                condition: words.code,
                text: words.text,
                unmet: composer.telling(unmet).iter().map(|leaf| composer.unmet(*leaf)).collect(),
            },
        })
    });
    Some(NextResult { level, missing: missing.collect() })
}

fn suggestions(composer: &Composer<'_>) -> Vec<SuggestionResult> {
    let model = composer.naming.model;
    let outcome = composer.outcome;
    let suggestion = |suggestion: &crate::evaluate::Suggestion| {
        let action = model.actions.get(suggestion.action.0 as usize)?;
        let after = action.after.iter().filter_map(|id| model.actions.get(id.0 as usize));
        let raises = action.raises.iter().filter_map(|raises| {
            let question = model.questions.get(raises.question.0 as usize)?;
            let to = raises.to.map(|to| model.answer_notation(question, to));
            Some(RaisesResult { question: question.key.clone(), to })
        });
        Some(SuggestionResult {
            action: action.name.clone(),
            text: composer.naming.action(suggestion.action),
            guidance: composer.naming.words.text(&action.guidance).map(super::compose::one_line),
            area: model.areas.get(action.area.0 as usize).map_or_else(String::new, |area| area.key.clone()),
            certain: suggestion.certain,
            priority: action.priority,
            effort: action.effort,
            after: after.map(|action| action.name.clone()).collect(),
            raises: raises.collect(),
            because: composer.telling(&suggestion.reasons).iter().map(|leaf| composer.fact(*leaf)).collect(),
        })
    };
    outcome.suggestions.iter().filter_map(suggestion).collect()
}
