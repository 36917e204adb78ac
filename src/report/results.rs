//! What a response led to, brought into the form of the JSON.

use super::Words;
use super::compose::Composer;
use super::naming::Naming;
use super::result::{
    AreaResult, Exact, LevelRef, LevelResult, MissingResult, ModelRef, NextResult, NumberResult, RESULT_FORMAT,
    RaisesResult, ResultOf, Results, SuggestionResult, UnitName, ValueResult,
};
use super::table::Evaluated;
use crate::evaluate::{AreaOutcome, Extent, MissingForLevel, Outcome};
use crate::exact::Rational;
use crate::model::{Adoption, Area, LadderId, Model, Unit};
use crate::respond::Response;

/// The decimals of rounded numbers.
const DECIMALS: u32 = 6;

/// The results of responses, each with the file that it was read from.
pub fn results(model: &Model, responses: &[Evaluated], words: &Words) -> Results {
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

pub(super) fn level_ref(composer: &Composer<'_>, ladder: LadderId, rank: u32) -> Option<LevelRef> {
    let level = composer.naming.model.ladders.get(ladder.0 as usize)?.levels.get(rank as usize)?;
    Some(LevelRef { name: level.name.clone(), text: composer.naming.level_title(level), rank })
}

pub(super) fn level(composer: &Composer<'_>, adoption: &Adoption, extent: &Extent) -> LevelResult {
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
