//! Results over all completions of a response: tried one by one where there are few, as a sound range otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::completions::{complete, is_open};
use super::range::Ranges;
use super::{Answers, Evaluation, Extent};
use crate::exact::Rational;
use crate::model::{ActionId, AreaId, Model, QuestionId, Rule, TruthId, ValueId};

/// What is asked about the completions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Query {
    /// The score of an area.
    Score(AreaId),
    /// The rank of its level.
    Level(AreaId),
    /// A declared value.
    Value(ValueId),
    /// Whether an action is suggested: 1 or 0.
    Action(ActionId),
    /// Whether a condition holds: 1 or 0.
    Truth(TruthId),
}

impl Query {
    /// What it depends on.
    pub fn rules(self, model: &Model) -> Vec<Rule> {
        match self {
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
            Query::Action(action) => model
                .actions
                .get(action.0 as usize)
                .map(|action| Rule::Truth(action.suggest_when))
                .into_iter()
                .collect(),
            Query::Truth(truth) => vec![Rule::Truth(truth)],
        }
    }

    /// What one response answers.
    pub fn of(self, evaluation: &Evaluation<'_>) -> Option<Rational> {
        let truth = |holds: bool| Some(Rational::from(i64::from(holds)));
        match self {
            Query::Score(area) => evaluation.score(area).cloned(),
            Query::Level(area) => evaluation.level(area).map(|rank| Rational::from(i64::from(rank))),
            Query::Value(value) => evaluation.value(value).cloned(),
            Query::Action(action) => truth(evaluation.suggested(action)),
            Query::Truth(id) => truth(evaluation.truth(id)),
        }
    }
}

/// Says what a query can be over completions that are too many to be tried one by one; none: it cannot say, and a
/// sound range stands.
pub type Decide<'d> = dyn FnMut(Query) -> Option<Extent> + 'd;

/// Conditions are answered as numbers: 1 when they hold, 0 when not.
pub(super) type Answered = BTreeMap<Query, Extent>;

/// The questions of a response that are open and may be asked: one that stays hidden changes nothing.
pub(super) struct Open<'a> {
    model: &'a Model,
    answers: &'a Answers,
    ranges: Ranges<'a>,
    questions: BTreeSet<QuestionId>,
}

impl<'a> Open<'a> {
    pub fn new(model: &'a Model, answers: &'a Answers) -> Open<'a> {
        let ranges = Ranges::new(model, answers);
        let ids = (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId);
        let questions = ids.filter(|id| is_open(model, answers, *id) && ranges.may_be_asked(*id)).collect();
        Open { model, answers, ranges, questions }
    }

    /// The open questions that a query depends on.
    pub fn behind(&self, query: Query) -> BTreeSet<QuestionId> {
        // Most responses are complete: then there is nothing to look for.
        if self.questions.is_empty() {
            return BTreeSet::new();
        }
        let behind = self.model.questions_behind(query.rules(self.model));
        behind.intersection(&self.questions).copied().collect()
    }

    /// The answer of each query over all completions.
    pub fn over_completions(&self, queries: &[Query], decide: &mut Decide<'_>) -> Answered {
        let mut result = Answered::new();
        // Queries behind the same open questions share their completions.
        let mut groups: BTreeMap<BTreeSet<QuestionId>, Vec<Query>> = BTreeMap::new();
        for query in queries {
            groups.entry(self.behind(*query)).or_default().push(*query);
        }
        let as_it_is = Evaluation::new(self.model, self.answers);
        for (open, queries) in groups {
            match open.is_empty() {
                true => result.extend(queries.iter().map(|query| (*query, single(query.of(&as_it_is))))),
                false => result.extend(self.group(&open, &queries, decide)),
            }
        }
        result
    }

    /// Queries that depend on the same open questions: tried with every completion, or a range of each.
    fn group(&self, open: &BTreeSet<QuestionId>, queries: &[Query], decide: &mut Decide<'_>) -> Vec<(Query, Extent)> {
        let mut seen: Vec<Option<Extent>> = vec![None; queries.len()];
        let all = complete(self.model, self.answers, open, &mut |completion| {
            let evaluation = Evaluation::completed(self.model, self.answers, completion);
            for (query, seen) in queries.iter().zip(seen.iter_mut()) {
                let new = query.of(&evaluation);
                *seen = Some(match seen.take() {
                    None => single(new),
                    Some(known) => widen(known, new),
                });
            }
        });
        let extents = queries.iter().zip(seen).map(|(query, seen)| match seen {
            Some(seen) if all => (*query, seen),
            _ => {
                // Where the range is a single value, nothing needs to be decided.
                let range = range(&self.ranges, *query);
                let decided = if range.exact { None } else { decide(*query) };
                (*query, decided.unwrap_or(range))
            }
        });
        extents.collect()
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
