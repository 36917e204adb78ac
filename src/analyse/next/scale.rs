//! How far apart the answers of a question are: by worth, as written where that says nothing.

use crate::analyse::leaf::{Cost, Rise};
use crate::evaluate::worth;
use crate::exact::Rational;
use crate::model::{Answer, Domain, Model, Question, Range};

/// What a step costs. What is below one counts the answers that change: of two ways as long, the one with fewer
/// changed answers is taken.
pub const STEP: u64 = 1 << 20;
/// What a changed answer costs beside its steps.
const CHANGED: u64 = 1;

/// The answers of a question in the order of their worth, `any of` apart.
pub struct Places<'a> {
    question: &'a Question,
    /// The place of each option, where it is a choice.
    places: Vec<u64>,
    /// The distinct worths of a range, ascending; none where its numbers are their own worth.
    worths: Vec<Rational>,
}

impl<'a> Places<'a> {
    pub fn new(model: &Model, question: &'a Question) -> Places<'a> {
        let mut known = Places { question, places: Vec::new(), worths: Vec::new() };
        match &question.domain {
            Domain::Choice(_) => {
                let mut order: Vec<u64> = (0..question.answer_count()).collect();
                // Without points all are equal, and the sort keeps them as written.
                order.sort_by_key(|answer| worth(model, question, *answer));
                known.places = vec![0; order.len()];
                for (place, answer) in (0u64..).zip(&order) {
                    if let Some(slot) = usize::try_from(*answer).ok().and_then(|at| known.places.get_mut(at)) {
                        *slot = place;
                    }
                }
            }
            Domain::Range(range) => {
                known.worths = range.points.iter().map(|rule| rule.points.clone()).collect();
                known.worths.sort();
                known.worths.dedup();
            }
            Domain::AnyOf(_) | Domain::Text => {}
        }
        known
    }

    /// How many steps an answer is above the lowest.
    pub fn place(&self, answer: u64) -> u64 {
        match &self.question.domain {
            Domain::Range(range) if range.points.is_empty() => answer,
            Domain::Range(range) => self.place_of(&range.points(answer)),
            _ => usize::try_from(answer).ok().and_then(|at| self.places.get(at)).copied().unwrap_or(0),
        }
    }

    fn place_of(&self, worth: &Rational) -> u64 {
        self.worths.iter().position(|its| its == worth).and_then(|at| u64::try_from(at).ok()).unwrap_or(0)
    }

    fn top(&self) -> u64 {
        match &self.question.domain {
            Domain::Range(range) if range.points.is_empty() => range.count.saturating_sub(1),
            Domain::Range(_) => u64::try_from(self.worths.len()).unwrap_or(0).saturating_sub(1),
            _ => self.places.iter().copied().max().unwrap_or(0),
        }
    }

    /// What each answer costs, `na` last, for a respondent who has answered like this.
    pub fn costs(&self, from: Option<&Answer>) -> Cost {
        match &self.question.domain {
            Domain::Range(range) => self.range_costs(range, from),
            _ => {
                let count = self.question.answer_count();
                let mut costs: Vec<u64> =
                    (0..count).map(|answer| self.cost(from, answer, self.place(answer))).collect();
                costs.push(self.cost_of_na(from));
                Cost::Each(costs)
            }
        }
    }

    fn cost(&self, from: Option<&Answer>, answer: u64, place: u64) -> u64 {
        match from {
            Some(Answer::Index(given)) if *given == answer => 0,
            Some(Answer::Index(given)) => match place.saturating_sub(self.place(*given)) {
                0 => Cost::IMPOSSIBLE,
                steps => changed(steps),
            },
            // To become an answer at all is a step by itself.
            Some(_) => changed(place.saturating_add(1)),
            None if place == 0 => 0,
            None => changed(place),
        }
    }

    /// `na` is no better than an answer. What is unanswered may be `na`, but it is proposed only where no answer will do.
    fn cost_of_na(&self, from: Option<&Answer>) -> u64 {
        match from {
            Some(Answer::Na) => 0,
            Some(_) => Cost::IMPOSSIBLE,
            None => changed(self.top().saturating_add(1)),
        }
    }

    fn range_costs(&self, range: &Range, from: Option<&Answer>) -> Cost {
        let last = range.count.saturating_sub(1);
        let mut rises = vec![Rise { first: range.count, last: range.count, cost: self.cost_of_na(from), step: 0 }];
        if let Some(Answer::Index(given)) = from {
            rises.push(Rise { first: *given, last: *given, cost: 0, step: 0 });
        }
        if range.points.is_empty() {
            let first = match from {
                Some(Answer::Index(given)) => given.saturating_add(1),
                Some(_) => 0,
                None => {
                    rises.push(Rise { first: 0, last: 0, cost: 0, step: 0 });
                    1
                }
            };
            if first <= last {
                rises.push(Rise { first, last, cost: self.cost(from, first, first), step: STEP });
            }
        } else {
            for rule in &range.points {
                let cost = self.cost(from, rule.first, self.place_of(&rule.points));
                // The answer given is at the front already.
                let cost = if Some(&Answer::Index(rule.first)) == from { Cost::IMPOSSIBLE } else { cost };
                rises.push(Rise { first: rule.first, last: rule.last, cost, step: 0 });
            }
        }
        Cost::Rising(rises)
    }

    /// How many steps it is from an answer to a better one.
    pub fn steps(&self, model: &Model, from: Option<&Answer>, to: &Answer) -> u64 {
        if let Domain::AnyOf(any) = &self.question.domain {
            let lowest = options(any.count).filter(|option| lowers(model, self.question, *option));
            let lowest = lowest.fold(0, |set, option| set | bit(option));
            return match (from, to) {
                (Some(Answer::Index(from)), Answer::Index(to)) => u64::from((from ^ to).count_ones()),
                (Some(_), Answer::Index(to)) => u64::from((lowest ^ to).count_ones()).saturating_add(1),
                (None, Answer::Index(to)) => u64::from((lowest ^ to).count_ones()),
                (None, _) => u64::from(any.count).saturating_add(1),
                _ => 0,
            };
        }
        let cost = match to {
            Answer::Index(answer) => self.costs(from).of(*answer),
            Answer::Na => self.cost_of_na(from),
            Answer::Text(_) => return u64::from(from.is_none()),
        };
        cost.checked_div(STEP).unwrap_or(0)
    }

    /// The highest answer that is at least as good as both.
    pub fn best(&self, model: &Model, given: Option<&Answer>) -> u64 {
        match &self.question.domain {
            Domain::AnyOf(any) => {
                let given = if let Some(Answer::Index(given)) = given { *given } else { 0 };
                let taken = options(any.count).filter(|option| match worth(model, self.question, bit(*option)) {
                    None => true,
                    Some(points) => points.is_positive() || points.is_zero() && given & bit(*option) != 0,
                });
                taken.fold(0, |set, option| set | bit(option))
            }
            Domain::Range(range) if !range.points.is_empty() => {
                let best = range.points.iter().rfind(|rule| self.place_of(&rule.points) == self.top());
                best.map_or(0, |rule| rule.last)
            }
            _ => {
                let count = self.question.answer_count();
                match count > 1 && self.places.is_empty() {
                    true => count.saturating_sub(1),
                    false => (0..count).max_by_key(|answer| self.place(*answer)).unwrap_or(0),
                }
            }
        }
    }
}

/// What changed answers cost, so many steps up.
pub fn changed(steps: u64) -> u64 {
    steps.saturating_mul(STEP).saturating_add(CHANGED)
}

pub fn options(count: u32) -> impl Iterator<Item = u32> {
    0..count.min(63)
}

pub fn bit(option: u32) -> u64 {
    1u64.checked_shl(option).unwrap_or(0)
}

/// Whether taking an option of an `any of` lowers its worth.
pub fn lowers(model: &Model, question: &Question, option: u32) -> bool {
    worth(model, question, bit(option)).is_some_and(|points| points.is_negative())
}
