//! What a response leads to, with the range of what is still possible where answers are missing.

use super::leaves::leaves;
use super::open::{Answered, Decide, Open, Query};
use super::suggest::order;
use super::{Answers, Evaluation, Presence};
use crate::exact::Rational;
use crate::model::{ActionId, AreaId, Bound, Domain, Model, QuestionId, TruthId, Unit, ValueId};

/// Up to this many completions of an incomplete response are tried one by one; above, what is not decided otherwise
/// is a range that is sound but may be wider than what can happen.
pub const MAX_COMPLETIONS: u64 = 10_000;

/// The result of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// One entry an area, in the model's order: `overall` first.
    pub areas: Vec<AreaOutcome>,
    /// One entry a declared value, in the model's order.
    pub values: Vec<ValueOutcome>,
    /// What is suggested, in the order in which it should be read: by priority, `after`, effort, then the text's order.
    pub suggestions: Vec<Suggestion>,
}

/// The result in an area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaOutcome {
    /// Which area.
    pub area: AreaId,
    /// How much of it is answered.
    pub completeness: Completeness,
    /// Its score; none for an area that does not score.
    pub score: Option<Extent>,
    /// The rank of its level; none for an area without levels.
    pub level: Option<Extent>,
    /// What separates it from the next level; none at the top, without levels, or while the level is open.
    pub next: Option<NextLevel>,
    /// It has questions, but none counts for this respondent: so it has no score and no level.
    pub nothing_left: bool,
}

/// How many of the questions that are asked are answered; `na` is an answer. Free text is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completeness {
    /// Answered.
    pub answered: u32,
    /// Asked.
    pub asked: u32,
}

/// A number over all completions of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// Lowest and highest value; none when no completion gives a value.
    pub bounds: Option<(Rational, Rational)>,
    /// Some completion gives no value.
    pub may_be_none: bool,
    /// Both bounds are reached; otherwise the truth lies within them.
    pub exact: bool,
}

impl Extent {
    /// The value when every completion gives the same (`Some(None)`: when none gives a value); none while it is open.
    pub fn known(&self) -> Option<Option<&Rational>> {
        match &self.bounds {
            None => Some(None),
            Some((lowest, highest)) if lowest == highest && !self.may_be_none => Some(Some(lowest)),
            Some(_) => None,
        }
    }
}

/// What separates an area from its next level.
#[derive(Debug, Clone, PartialEq)]
pub struct NextLevel {
    /// The rank of the next level.
    pub rank: u32,
    /// All of it, at least one.
    pub missing: Vec<MissingForLevel>,
}

/// One thing that separates an area from a level.
#[derive(Debug, Clone, PartialEq)]
pub enum MissingForLevel {
    /// The score is too low.
    Score {
        /// The threshold.
        bound: Bound,
        /// The score; none when there is none.
        score: Option<Rational>,
        /// The unit of both.
        unit: Unit,
    },
    /// The area's `level` formula gives a lower rank.
    Formula {
        /// What it gives.
        rank: Option<u32>,
    },
    /// A requirement does not hold.
    Requirement {
        /// Its rank: with cumulative gating a lower level's requirement can be in the way.
        rank: u32,
        /// Its number among that level's requirements.
        index: usize,
        /// The leaves of the condition that do not hold.
        unmet: Vec<TruthId>,
    },
}

/// A declared value of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueOutcome {
    /// Which value.
    pub value: ValueId,
    /// What it is.
    pub number: Extent,
}

/// An action that is suggested.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Which action.
    pub action: ActionId,
    /// Every completion leads to it; otherwise some may.
    pub certain: bool,
    /// The leaves of its condition that hold with the answers given so far: why it is suggested.
    pub reasons: Vec<TruthId>,
}

impl Outcome {
    /// Evaluates a response.
    pub fn of(model: &Model, answers: &Answers) -> Outcome {
        Outcome::decided(model, answers, &mut |_| None)
    }

    /// Evaluates a response; what cannot be found by trying completions one by one is asked for.
    pub fn decided(model: &Model, answers: &Answers, decide: &mut Decide<'_>) -> Outcome {
        let as_it_is = Evaluation::new(model, answers);
        let ids = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
        let mut queries: Vec<Query> = Vec::new();
        queries.extend(ids(model.areas.len()).flat_map(|i| [Query::Score(AreaId(i)), Query::Level(AreaId(i))]));
        queries.extend(ids(model.values.len()).map(|i| Query::Value(ValueId(i))));
        let for_role =
            |i: &u32| model.actions.get(*i as usize).is_some_and(|action| action.roles.contains(answers.role));
        queries.extend(ids(model.actions.len()).filter(for_role).map(|i| Query::Action(ActionId(i))));
        let open = Open::new(model, answers);
        let answered = open.over_completions(&queries, decide);
        let areas = ids(model.areas.len()).map(|i| area(model, &open, &as_it_is, AreaId(i), &answered)).collect();
        let values = ids(model.values.len())
            .filter_map(|i| {
                let number = answered.get(&Query::Value(ValueId(i)))?.clone();
                Some(ValueOutcome { value: ValueId(i), number })
            })
            .collect();
        let suggestions = ids(model.actions.len())
            .filter_map(|i| {
                let action = ActionId(i);
                let (low, high) = answered.get(&Query::Action(action))?.bounds.as_ref()?;
                let condition = model.actions.get(i as usize)?.suggest_when;
                let holds = as_it_is.truth(condition);
                let reasons = if holds { leaves(model, &as_it_is, condition) } else { Vec::new() };
                (!high.is_zero()).then(|| Suggestion { action, certain: !low.is_zero(), reasons })
            })
            .collect();
        Outcome { areas, values, suggestions: order(model, suggestions) }
    }
}

fn area(model: &Model, open: &Open<'_>, as_it_is: &Evaluation<'_>, id: AreaId, answered: &Answered) -> AreaOutcome {
    let area = model.areas.get(id.0 as usize);
    let extent = |query: Query, has: bool| if has { answered.get(&query).cloned() } else { None };
    let level = extent(Query::Level(id), area.is_some_and(|area| area.adoption.is_some()));
    // While something behind the level is open, what is missing cannot be told.
    let next = match level.as_ref().and_then(Extent::known) {
        Some(Some(_)) if open.behind(Query::Level(id)).is_empty() => next_level(model, as_it_is, id),
        _ => None,
    };
    AreaOutcome {
        area: id,
        completeness: completeness(model, as_it_is, id),
        score: extent(Query::Score(id), area.is_some_and(|area| area.score.is_some())),
        level,
        next,
        // A free text never counts, whether it is there or not.
        nothing_left: as_it_is.nothing_left(id)
            && model.questions_within(id).all(|q| is_text(model, q) || as_it_is.presence(q) != Presence::Unanswered),
    }
}

fn is_text(model: &Model, id: QuestionId) -> bool {
    model.questions.get(id.0 as usize).is_none_or(|question| matches!(question.domain, Domain::Text))
}

fn completeness(model: &Model, evaluation: &Evaluation<'_>, id: AreaId) -> Completeness {
    let mut completeness = Completeness { answered: 0, asked: 0 };
    for question in model.questions_within(id) {
        if is_text(model, question) {
            continue;
        }
        let (answered, asked) = match evaluation.presence(question) {
            Presence::Outside | Presence::Hidden => (0, 0),
            Presence::Unanswered => (0, 1),
            Presence::Na | Presence::Answered => (1, 1),
        };
        completeness.answered = completeness.answered.saturating_add(answered);
        completeness.asked = completeness.asked.saturating_add(asked);
    }
    completeness
}

/// What separates an area from the level above the one that it has.
fn next_level(model: &Model, evaluation: &Evaluation<'_>, id: AreaId) -> Option<NextLevel> {
    let area = model.areas.get(id.0 as usize)?;
    let adoption = area.adoption.as_ref()?;
    let rank = evaluation.level(id)?.checked_add(1)?;
    let rule = adoption.rules.get(rank as usize)?;
    let mut missing = Vec::new();
    if !evaluation.reaches(id, adoption, rank as usize) {
        missing.extend(match (adoption.level, &rule.lower, &area.score) {
            (Some(level), ..) => Some(MissingForLevel::Formula {
                rank: evaluation.number(level).and_then(|rank| rank.to_i64()).and_then(|rank| u32::try_from(rank).ok()),
            }),
            (None, Some(bound), Some(score)) => Some(MissingForLevel::Score {
                bound: bound.clone(),
                score: evaluation.score(id).cloned(),
                unit: score.unit,
            }),
            _ => None,
        });
    }
    for (index, requirement) in rule.requires.iter().enumerate() {
        if requirement.roles.contains(evaluation.role()) && !evaluation.truth(requirement.condition) {
            let unmet = leaves(model, evaluation, requirement.condition);
            missing.push(MissingForLevel::Requirement { rank, index, unmet });
        }
    }
    Some(NextLevel { rank, missing })
}
