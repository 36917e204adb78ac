//! Results over all completions of a response: tried one by one where there are few, as a sound range otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::completions::{complete, is_open};
use super::range::Ranges;
use super::{Answers, Evaluation, Extent};
use crate::exact::Rational;
use crate::model::{ActionId, AreaId, Model, QuestionId, Rule, TruthId, ValueId};

/// What is asked about the completions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Query {
    Score(AreaId),
    Level(AreaId),
    Value(ValueId),
    Action(ActionId),
    Truth(TruthId),
}

/// Conditions are answered as numbers: 1 when they hold, 0 when not.
pub(super) type Answered = BTreeMap<Query, Extent>;

/// The answer of each query over all completions of `answers`.
pub(super) fn over_completions(model: &Model, answers: &Answers, queries: &[Query]) -> Answered {
    let mut result = Answered::new();
    // Queries behind the same open questions share their completions.
    let ranges = Ranges::new(model, answers);
    let mut groups: BTreeMap<BTreeSet<QuestionId>, Vec<Query>> = BTreeMap::new();
    for query in queries {
        let behind = model.questions_behind(rules(model, *query));
        let open = behind.into_iter().filter(|id| may_matter(model, answers, &ranges, *id)).collect();
        groups.entry(open).or_default().push(*query);
    }
    let as_it_is = Evaluation::new(model, answers);
    for (open, queries) in groups {
        if open.is_empty() {
            result.extend(queries.iter().map(|query| (*query, single(ask(&as_it_is, *query)))));
            continue;
        }
        let mut seen: Vec<Option<Extent>> = vec![None; queries.len()];
        let all = complete(model, answers, &open, &mut |completion| {
            let evaluation = Evaluation::completed(model, answers, completion);
            for (query, seen) in queries.iter().zip(seen.iter_mut()) {
                let new = ask(&evaluation, *query);
                *seen = Some(match seen.take() {
                    None => single(new),
                    Some(known) => widen(known, new),
                });
            }
        });
        for (query, seen) in queries.iter().zip(seen) {
            let extent = match seen {
                Some(seen) if all => seen,
                _ => range(&ranges, *query),
            };
            result.insert(*query, extent);
        }
    }
    result
}

/// The open questions that a query depends on.
pub(super) fn open_behind(model: &Model, answers: &Answers, query: Query) -> Vec<QuestionId> {
    let ranges = Ranges::new(model, answers);
    let behind = model.questions_behind(rules(model, query));
    behind.into_iter().filter(|id| may_matter(model, answers, &ranges, *id)).collect()
}

/// Whether a question is open, and may be asked: one that stays hidden changes nothing.
fn may_matter(model: &Model, answers: &Answers, ranges: &Ranges<'_>, id: QuestionId) -> bool {
    is_open(model, answers, id) && ranges.may_be_asked(id)
}

fn rules(model: &Model, query: Query) -> Vec<Rule> {
    match query {
        Query::Score(area) => {
            let number =
                model.areas.get(area.0 as usize).and_then(|a| a.score.as_ref()).map(|s| Rule::Number(s.number));
            // Whether anything is left in the area depends on all its questions.
            model.questions_within(area).map(Rule::Question).chain(number).collect()
        }
        Query::Level(area) => vec![Rule::Area(area)],
        Query::Value(value) => {
            model.values.get(value.0 as usize).map(|value| Rule::Number(value.number)).into_iter().collect()
        }
        Query::Action(action) => {
            model.actions.get(action.0 as usize).map(|action| Rule::Truth(action.suggest_when)).into_iter().collect()
        }
        Query::Truth(truth) => vec![Rule::Truth(truth)],
    }
}

fn ask(evaluation: &Evaluation<'_>, query: Query) -> Option<Rational> {
    let truth = |holds: bool| Some(Rational::from(i64::from(holds)));
    match query {
        Query::Score(area) => evaluation.score(area),
        Query::Level(area) => evaluation.level(area).map(|rank| Rational::from(i64::from(rank))),
        Query::Value(value) => evaluation.value(value),
        Query::Action(action) => truth(evaluation.suggested(action)),
        Query::Truth(id) => truth(evaluation.truth(id)),
    }
}

fn range(ranges: &Ranges<'_>, query: Query) -> Extent {
    let truth = |possible: super::range::Possible| {
        let number = |holds: bool| Rational::from(i64::from(holds));
        let (low, high) = (number(!possible.no), number(possible.yes));
        Extent { exact: low == high, bounds: Some((low, high)), may_be_none: false }
    };
    match query {
        Query::Score(area) => ranges.score(area),
        Query::Level(area) => ranges.level(area),
        Query::Value(value) => ranges.value(value),
        Query::Action(action) => truth(ranges.suggested(action)),
        Query::Truth(id) => truth(ranges.truth(id)),
    }
}

fn single(value: Option<Rational>) -> Extent {
    Extent { may_be_none: value.is_none(), bounds: value.map(|value| (value.clone(), value)), exact: true }
}

fn widen(known: Extent, new: Option<Rational>) -> Extent {
    match (known.bounds, new) {
        (bounds, None) => Extent { bounds, may_be_none: true, exact: true },
        (None, Some(value)) => Extent { bounds: Some((value.clone(), value)), ..known },
        (Some((low, high)), Some(value)) => Extent { bounds: Some((low.min(value.clone()), high.max(value))), ..known },
    }
}
