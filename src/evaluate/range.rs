//! Sound ranges for incomplete responses with too many completions to try: interval arithmetic over the graph.
//!
//! Whatever the open questions are answered with, every number lies in its range and every condition is one of what is
//! possible; not everything in a range need be possible.

use std::cell::RefCell;

use super::completions::is_open;
use super::row::worth;
use super::{Answers, Extent};
use crate::exact::{Compare, Rational};
use crate::model::{
    Adoption, Answer, AreaId, Domain, Gating, Model, Number, NumberId, Question, QuestionId, QuestionState, Sign,
    StandIn, StatePolicy, Truth, TruthId,
};

/// What a condition can still be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Possible {
    /// Some completion may make it true.
    pub yes: bool,
    /// Some completion may make it false.
    pub no: bool,
}

impl Possible {
    fn only(value: bool) -> Possible {
        Possible { yes: value, no: !value }
    }

    const BOTH: Possible = Possible { yes: true, no: true };

    fn signed(self, sign: Sign) -> Possible {
        match sign {
            Sign::Is => self,
            Sign::IsNot => Possible { yes: self.no, no: self.yes },
        }
    }
}

/// A question's possible effective answers.
struct Effective {
    /// Single answers.
    some: Vec<u64>,
    /// Every answer of the domain.
    every: bool,
    /// It may be left out.
    none: bool,
    /// `na` may count with its own worth.
    na_worth: Option<Rational>,
}

/// Ranges over all completions of a response.
pub(super) struct Ranges<'a> {
    model: &'a Model,
    answers: &'a Answers,
    numbers: RefCell<Vec<Option<Extent>>>,
    truths: RefCell<Vec<Option<Possible>>>,
}

impl<'a> Ranges<'a> {
    pub fn new(model: &'a Model, answers: &'a Answers) -> Ranges<'a> {
        Ranges {
            model,
            answers,
            numbers: RefCell::new(vec![None; model.numbers.len()]),
            truths: RefCell::new(vec![None; model.truths.len()]),
        }
    }

    fn question(&self, id: QuestionId) -> Option<&'a Question> {
        self.model.questions.get(id.0 as usize)
    }

    /// Whether the question may be asked, and may be hidden.
    fn asked(&self, question: &Question) -> Possible {
        question.ask_when.map_or(Possible::only(true), |condition| self.truth(condition))
    }

    fn effective(&self, id: QuestionId) -> Effective {
        let mut result = Effective { some: Vec::new(), every: false, none: false, na_worth: None };
        let Some(question) = self.question(id).filter(|q| q.roles.contains(self.answers.role)) else {
            result.none = true;
            return result;
        };
        let asked = self.asked(question);
        if asked.no {
            result.add(&question.policies.hidden);
        }
        if !asked.yes {
            return result;
        }
        let na = |result: &mut Effective| match (&question.policies.na, &question.na) {
            (None, Some(na)) if na.points.is_some() => result.na_worth = na.points.clone(),
            (policy, _) => result.add(policy),
        };
        match self.answers.get(id) {
            Some(Answer::Index(index)) => result.some.push(*index),
            Some(Answer::Na) => na(&mut result),
            Some(Answer::Text(_)) => result.none = true,
            None if is_open(self.model, self.answers, id) => {
                result.every = true;
                if question.na.is_some() {
                    na(&mut result);
                }
            }
            None => result.add(&question.policies.unanswered),
        }
        result
    }

    fn points(&self, id: QuestionId) -> Extent {
        let effective = self.effective(id);
        let Some(question) = self.question(id) else { return nothing() };
        let mut worths: Vec<Rational> =
            effective.some.iter().filter_map(|answer| worth(self.model, question, *answer)).collect();
        if effective.every {
            worths.extend(question.bounds.iter().flat_map(|(low, high)| [low.clone(), high.clone()]));
        }
        // A worth of `na` stands for `na` only: a hidden question is still left out.
        worths.extend(effective.na_worth);
        around(worths, effective.none)
    }

    /// Whether some completion asks the question.
    pub fn may_be_asked(&self, id: QuestionId) -> bool {
        self.question(id).is_some_and(|question| self.asked(question).yes)
    }

    /// The range of a number.
    pub fn number(&self, id: NumberId) -> Extent {
        if let Some(Some(known)) = self.numbers.borrow().get(id.0 as usize) {
            return known.clone();
        }
        let extent =
            crate::model::deep(|| self.model.numbers.get(id.0 as usize).map_or_else(nothing, |n| self.work_out(n)));
        if let Some(slot) = self.numbers.borrow_mut().get_mut(id.0 as usize) {
            *slot = Some(extent.clone());
        }
        extent
    }

    fn work_out(&self, number: &Number) -> Extent {
        match number {
            Number::Constant(value) => around(vec![value.clone()], false),
            Number::Points(question) => self.points(*question),
            Number::Share(id) => {
                let points = self.points(*id);
                let Some((low, high)) = self.question(*id).and_then(|q| q.bounds.as_ref()) else { return nothing() };
                let share = |value: &Rational| (value - low).checked_div(&(high - low)).unwrap_or_default();
                map(points, share)
            }
            Number::Given(id) => {
                let Some(Domain::Range(range)) = self.question(*id).map(|q| &q.domain) else { return nothing() };
                let effective = self.effective(*id);
                let mut values: Vec<Rational> = effective.some.iter().map(|steps| range.value(*steps)).collect();
                if effective.every {
                    values.extend([range.first.clone(), range.last()]);
                }
                around(values, effective.none || effective.na_worth.is_some())
            }
            Number::Score(area) => self.score(*area),
            Number::Level(area) => self.level(*area),
            Number::Value(value) => self.value(*value),
            Number::Linear { constant, terms } => {
                let start = around(vec![constant.clone()], false);
                terms.iter().fold(start, |sum, (factor, term)| add(&sum, &scale(factor, &self.number(*term))))
            }
            Number::Sum(terms) => {
                let start = around(vec![Rational::ZERO], false);
                terms.iter().fold(start, |sum, (weight, term)| {
                    let mut term = scale(weight, &self.number(*term));
                    if term.may_be_none {
                        term = either(&term, &around(vec![Rational::ZERO], false));
                        term.may_be_none = false;
                    }
                    add(&sum, &term)
                })
            }
            Number::Mean(terms) => self.mean(terms),
            Number::Min(terms) => self.extreme(terms, false),
            Number::Max(terms) => self.extreme(terms, true),
            Number::Round(inner, digits) => map(self.number(*inner), |value| value.round(*digits)),
            Number::Else(first, second) => {
                let first = self.number(*first);
                if !first.may_be_none {
                    return first;
                }
                let second = self.number(*second);
                let none = second.may_be_none;
                Extent { may_be_none: none, ..either(&first, &second) }
            }
            Number::Case { lines, otherwise } => {
                let mut result: Option<Extent> = None;
                let mut join = |extent: Extent| {
                    result = Some(result.as_ref().map_or_else(|| extent.clone(), |known| either(known, &extent)));
                };
                for (condition, number) in lines {
                    let possible = self.truth(*condition);
                    if possible.yes {
                        join(self.number(*number));
                    }
                    if !possible.no {
                        return result.unwrap_or_else(nothing);
                    }
                }
                join(self.number(*otherwise));
                result.unwrap_or_else(nothing)
            }
            Number::Count(conditions) => {
                let possible: Vec<Possible> = conditions.iter().map(|c| self.truth(*c)).collect();
                let least = possible.iter().filter(|p| !p.no).count();
                let most = possible.iter().filter(|p| p.yes).count();
                around(vec![whole(least), whole(most)], false)
            }
            Number::Proportion(members) => self.proportion(members),
        }
    }

    fn mean(&self, terms: &[(Rational, NumberId)]) -> Extent {
        let extents: Vec<Extent> = terms.iter().map(|(_, term)| self.number(*term)).collect();
        if extents.iter().all(|extent| !extent.may_be_none || extent.bounds.is_none()) {
            // The same terms take part in every completion, so the weights are fixed.
            let parts: Vec<_> = terms.iter().zip(&extents).filter(|(_, extent)| extent.bounds.is_some()).collect();
            let total = parts.iter().fold(Rational::ZERO, |sum, ((weight, _), _)| &sum + weight);
            let start = around(vec![Rational::ZERO], false);
            let sum = parts.iter().fold(start, |sum, ((weight, _), extent)| add(&sum, &scale(weight, extent)));
            return match parts.is_empty() {
                true => nothing(),
                false => map(sum, |value| value.checked_div(&total).unwrap_or_default()),
            };
        }
        let none = extents.iter().all(|extent| extent.may_be_none);
        let bounds = extents.into_iter().filter_map(|extent| extent.bounds).flat_map(|(low, high)| [low, high]);
        around(bounds.collect(), none)
    }

    fn extreme(&self, terms: &[NumberId], max: bool) -> Extent {
        let extents: Vec<Extent> = terms.iter().map(|term| self.number(*term)).collect();
        let none = extents.iter().all(|extent| extent.may_be_none);
        let all =
            around(extents.iter().filter_map(|e| e.bounds.clone()).flat_map(|(low, high)| [low, high]).collect(), none);
        let Some((low, high)) = all.bounds else { return nothing() };
        // A term that is always there holds the result on its side.
        let sure = extents.iter().filter(|extent| !extent.may_be_none).filter_map(|extent| extent.bounds.as_ref());
        let bounds = match max {
            true => (sure.map(|(low, _)| low.clone()).max().map_or(low.clone(), |b| b.max(low)), high),
            false => (low, sure.map(|(_, high)| high.clone()).min().map_or(high.clone(), |b| b.min(high))),
        };
        extent(Some(bounds), none)
    }

    fn proportion(&self, members: &[(TruthId, TruthId)]) -> Extent {
        let possible: Vec<(Possible, Possible)> =
            members.iter().map(|(present, holds)| (self.truth(*present), self.truth(*holds))).collect();
        let some = possible.iter().any(|(present, _)| present.yes);
        let none = possible.iter().all(|(present, _)| present.no);
        if !some {
            return nothing();
        }
        if possible.iter().all(|(present, _)| present.yes != present.no) {
            let members: Vec<&Possible> = possible.iter().filter(|(p, _)| p.yes).map(|(_, holds)| holds).collect();
            let total = whole(members.len());
            let share = |n: usize| whole(n).checked_div(&total).unwrap_or_default();
            let least = members.iter().filter(|holds| !holds.no).count();
            let most = members.iter().filter(|holds| holds.yes).count();
            return around(vec![share(least), share(most)], none);
        }
        around(vec![Rational::ZERO, Rational::ONE], none)
    }

    /// The range of an area's score.
    pub fn score(&self, id: AreaId) -> Extent {
        let Some(score) = self.model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref()) else {
            return nothing();
        };
        let left = self.something_left(id);
        if !left.yes {
            return nothing();
        }
        let mut extent = self.number(score.number);
        extent.may_be_none |= left.no;
        extent
    }

    fn something_left(&self, id: AreaId) -> Possible {
        let mut any = false;
        let mut possible = Possible::only(false);
        for question in self.model.questions_within(id) {
            any = true;
            let effective = self.effective(question);
            let counts = effective.every || !effective.some.is_empty() || effective.na_worth.is_some();
            if counts && !effective.none {
                return Possible::only(true);
            }
            if counts {
                possible = Possible::BOTH;
            }
        }
        if any { possible } else { Possible::only(true) }
    }

    /// The range of the rank of an area's level.
    pub fn level(&self, id: AreaId) -> Extent {
        let Some(adoption) = self.model.areas.get(id.0 as usize).and_then(|area| area.adoption.as_ref()) else {
            return nothing();
        };
        let left = self.something_left(id);
        if !left.yes {
            return nothing();
        }
        let mut none = left.no;
        let scored = adoption.level.is_none() && adoption.rules.iter().any(|rule| rule.lower.is_some());
        let decides = match adoption.level {
            Some(level) => Some(self.number(level)),
            None if scored => Some(self.score(id)),
            None => None,
        };
        if let Some(decides) = decides {
            if decides.bounds.is_none() {
                return nothing();
            }
            none |= decides.may_be_none;
        }
        let met: Vec<Possible> = (0..adoption.rules.len()).map(|rank| self.meets(id, adoption, rank)).collect();
        let ranks = || 1..met.len();
        let at = |rank: &usize| met.get(*rank).copied().unwrap_or(Possible::only(false));
        let (least, most) = match adoption.gating {
            Gating::Cumulative => {
                (ranks().take_while(|rank| !at(rank).no).last(), ranks().take_while(|rank| at(rank).yes).last())
            }
            Gating::Highest => (ranks().rfind(|rank| !at(rank).no), ranks().rfind(|rank| at(rank).yes)),
        };
        around(vec![whole(least.unwrap_or(0)), whole(most.unwrap_or(0))], none)
    }

    fn meets(&self, id: AreaId, adoption: &Adoption, rank: usize) -> Possible {
        let Some(rule) = adoption.rules.get(rank) else { return Possible::only(false) };
        let threshold = around(vec![whole(rank)], false);
        let reached = match (adoption.level, &rule.lower) {
            (Some(level), _) => compare(&self.number(level), Compare::GreaterOrEqual, &threshold),
            (None, None) => Possible::only(true),
            (None, Some(bound)) => {
                let op = if bound.inclusive { Compare::GreaterOrEqual } else { Compare::Greater };
                compare(&self.score(id), op, &around(vec![bound.value.clone()], false))
            }
        };
        let required = rule.requires.iter().filter(|r| r.roles.contains(self.answers.role));
        required.map(|r| self.truth(r.condition)).fold(reached, both)
    }

    /// What a condition can still be.
    pub fn truth(&self, id: TruthId) -> Possible {
        if let Some(Some(known)) = self.truths.borrow().get(id.0 as usize) {
            return *known;
        }
        let possible = crate::model::deep(|| {
            self.model.truths.get(id.0 as usize).map_or(Possible::only(false), |t| self.holds(t))
        });
        if let Some(slot) = self.truths.borrow_mut().get_mut(id.0 as usize) {
            *slot = Some(possible);
        }
        possible
    }

    fn holds(&self, truth: &Truth) -> Possible {
        match truth {
            Truth::Constant(value) => Possible::only(*value),
            Truth::And(parts) => parts.iter().map(|part| self.truth(*part)).fold(Possible::only(true), both),
            Truth::Or(parts) => {
                let any = |a: Possible, b: Possible| Possible { yes: a.yes || b.yes, no: a.no && b.no };
                parts.iter().map(|part| self.truth(*part)).fold(Possible::only(false), any)
            }
            Truth::Compare(left, op, right) => compare(&self.number(*left), *op, &self.number(*right)),
            Truth::Answer(question, spans) => self.answer(*question, |answer, count| {
                let inside = |answer: u64| spans.iter().any(|(first, last)| (*first..=*last).contains(&answer));
                match answer {
                    Some(answer) => Possible::only(inside(answer)),
                    None => Possible { yes: !spans.is_empty(), no: spans.as_slice() != [(0, count.saturating_sub(1))] },
                }
            }),
            Truth::Has(question, option, sign) => self.answer(*question, |answer, _| match answer {
                Some(set) => Possible::only(set.checked_shr(*option).unwrap_or(0) & 1 == 1).signed(*sign),
                None => Possible::BOTH,
            }),
            Truth::HasAtLeast(question, least, sign) => self.answer(*question, |answer, _| match answer {
                Some(set) => Possible::only(set.count_ones() >= *least).signed(*sign),
                None => Possible::BOTH,
            }),
            Truth::State(question, state, sign) => self.state(*question, *state).signed(*sign),
            Truth::Present(number, sign) => {
                let extent = self.number(*number);
                Possible { yes: extent.bounds.is_some(), no: extent.may_be_none }.signed(*sign)
            }
            Truth::Counts(question, sign) => {
                let effective = self.effective(*question);
                Possible {
                    yes: effective.every || !effective.some.is_empty(),
                    no: effective.none || effective.na_worth.is_some(),
                }
                .signed(*sign)
            }
            Truth::Suggested(action, sign) => self.suggested(*action).signed(*sign),
        }
    }

    /// What a test of the effective answer can be; false for a missing one. `test` gets an answer, or none for any.
    fn answer(&self, id: QuestionId, test: impl Fn(Option<u64>, u64) -> Possible) -> Possible {
        let effective = self.effective(id);
        let count = self.question(id).map_or(0, Question::answer_count);
        let mut result = Possible { yes: false, no: effective.none || effective.na_worth.is_some() };
        let every = effective.every.then_some(None);
        for possible in effective.some.iter().map(|answer| Some(*answer)).chain(every).map(|a| test(a, count)) {
            result = Possible { yes: result.yes || possible.yes, no: result.no || possible.no };
        }
        result
    }

    /// `is answered` and its like see the response as it is, not its completions; only whether a question is asked can
    /// still change.
    fn state(&self, id: QuestionId, state: QuestionState) -> Possible {
        let Some(question) = self.question(id).filter(|q| q.roles.contains(self.answers.role)) else {
            return Possible::only(false);
        };
        let asked = self.asked(question);
        let when_asked = match (self.answers.get(id), state) {
            (Some(_), QuestionState::Answered) | (None, QuestionState::Unanswered) => true,
            (Some(answer), QuestionState::Na) => *answer == Answer::Na,
            _ => false,
        };
        match state {
            QuestionState::Hidden => Possible { yes: asked.no, no: asked.yes },
            _ if when_asked => asked,
            _ => Possible::only(false),
        }
    }

    /// The range of a declared value.
    pub fn value(&self, id: crate::model::ValueId) -> Extent {
        self.model.values.get(id.0 as usize).map_or_else(nothing, |value| self.number(value.number))
    }

    /// Whether an action can still be suggested.
    pub fn suggested(&self, id: crate::model::ActionId) -> Possible {
        match self.model.actions.get(id.0 as usize) {
            Some(action) if action.roles.contains(self.answers.role) => self.truth(action.suggest_when),
            _ => Possible::only(false),
        }
    }
}

impl Effective {
    fn add(&mut self, policy: &Option<StatePolicy>) {
        match policy {
            Some(StatePolicy { stand_in: StandIn::Answer(answer), .. }) => self.some.push(*answer),
            Some(StatePolicy { stand_in: StandIn::LeftOut, .. }) | None => self.none = true,
        }
    }
}

fn extent(bounds: Option<(Rational, Rational)>, may_be_none: bool) -> Extent {
    let exact = bounds.as_ref().is_none_or(|(low, high)| low == high && !may_be_none);
    Extent { bounds, may_be_none, exact }
}

fn nothing() -> Extent {
    extent(None, true)
}

/// The range around values; nothing around none.
fn around(values: Vec<Rational>, none: bool) -> Extent {
    match (values.iter().min(), values.iter().max()) {
        (Some(low), Some(high)) => extent(Some((low.clone(), high.clone())), none),
        _ => nothing(),
    }
}

fn either(a: &Extent, b: &Extent) -> Extent {
    let bounds = [a, b].into_iter().filter_map(|e| e.bounds.clone()).flat_map(|(low, high)| [low, high]).collect();
    around(bounds, a.may_be_none || b.may_be_none)
}

fn map(a: Extent, change: impl Fn(&Rational) -> Rational) -> Extent {
    extent(a.bounds.map(|(low, high)| (change(&low), change(&high))), a.may_be_none)
}

fn scale(factor: &Rational, a: &Extent) -> Extent {
    let bounds = a.bounds.as_ref().map(|(low, high)| {
        let (low, high) = (factor * low, factor * high);
        if low <= high { (low, high) } else { (high, low) }
    });
    extent(bounds, a.may_be_none)
}

fn add(a: &Extent, b: &Extent) -> Extent {
    let bounds = a.bounds.as_ref().zip(b.bounds.as_ref()).map(|(a, b)| (&a.0 + &b.0, &a.1 + &b.1));
    extent(bounds, a.may_be_none || b.may_be_none)
}

fn both(a: Possible, b: Possible) -> Possible {
    Possible { yes: a.yes && b.yes, no: a.no || b.no }
}

fn compare(a: &Extent, op: Compare, b: &Extent) -> Possible {
    let (Some((a_low, a_high)), Some((b_low, b_high))) = (&a.bounds, &b.bounds) else { return Possible::only(false) };
    let none = a.may_be_none || b.may_be_none;
    let fixed = a_low == a_high && b_low == b_high;
    let apart = a_high < b_low || b_high < a_low;
    let (yes, no) = match op {
        Compare::Less => (a_low < b_high, a_high >= b_low),
        Compare::LessOrEqual => (a_low <= b_high, a_high > b_low),
        Compare::Greater => (a_high > b_low, a_low <= b_high),
        Compare::GreaterOrEqual => (a_high >= b_low, a_low < b_high),
        Compare::Equal => (!apart, !(fixed && a_low == b_low)),
        Compare::NotEqual => (!(fixed && a_low == b_low), !apart),
    };
    Possible { yes, no: no || none }
}

fn whole(n: usize) -> Rational {
    Rational::from(i64::try_from(n).unwrap_or(i64::MAX))
}
