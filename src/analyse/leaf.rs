//! What a variable can be answered with, what the answers cost, and what they are worth to a rule.

use std::cmp::Ordering;

use super::graph::{Value, truth};
use super::known::Known;
use crate::exact::{Compare, Rational};

/// What can be answered: the answers `0..count`, and after them `na`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// How many answers there are, `na` apart.
    pub count: u64,
    /// Whether `na` can be answered. It is the answer `count`.
    pub na: bool,
    /// What each answer costs in a smallest witness.
    pub cost: Cost,
}

/// What an answer costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cost {
    /// 1 unless it is this one.
    AwayFrom(u64),
    /// As many as its number.
    Steps,
    /// By answer.
    Each(Vec<u64>),
    /// By the first of these that the answer lies in; in no one it is impossible.
    Rising(Vec<Rise>),
}

/// Answers from the first to the last, each a step dearer than the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rise {
    /// The first answer.
    pub first: u64,
    /// The last answer.
    pub last: u64,
    /// What the first one costs.
    pub cost: u64,
    /// What each further one costs more.
    pub step: u64,
}

impl Rise {
    fn of(&self, answer: u64) -> u64 {
        self.cost.saturating_add(answer.saturating_sub(self.first).saturating_mul(self.step))
    }
}

impl Cost {
    /// An answer that costs this cannot be given.
    pub const IMPOSSIBLE: u64 = u64::MAX;

    /// The cheapest of a run of answers, and what it costs.
    pub(super) fn cheapest(&self, first: u64, size: u64) -> (u64, u64) {
        let end = first.saturating_add(size);
        let least = |answers: &mut dyn Iterator<Item = u64>| {
            let costs = answers.map(|answer| (answer, self.of(answer)));
            costs.min_by_key(|(_, cost)| *cost).unwrap_or((first, Cost::IMPOSSIBLE))
        };
        match self {
            Cost::AwayFrom(lowest) if (first..end).contains(lowest) => (*lowest, 0),
            Cost::AwayFrom(_) | Cost::Steps => (first, self.of(first)),
            Cost::Each(_) => least(&mut (first..end)),
            Cost::Rising(rises) => {
                let starts = rises.iter().flat_map(|rise| [rise.first, rise.last.saturating_add(1)]);
                least(&mut [first].into_iter().chain(starts).filter(|answer| (first..end).contains(answer)))
            }
        }
    }

    /// The cost of an answer.
    pub fn of(&self, answer: u64) -> u64 {
        match self {
            Cost::AwayFrom(lowest) => u64::from(answer != *lowest),
            Cost::Steps => answer,
            Cost::Each(costs) => usize::try_from(answer).ok().and_then(|i| costs.get(i)).copied().unwrap_or(0),
            Cost::Rising(rises) => {
                let rise = rises.iter().find(|rise| (rise.first..=rise.last).contains(&answer));
                rise.map_or(Cost::IMPOSSIBLE, |rise| rise.of(answer))
            }
        }
    }
}

/// What the answers of a variable are worth to a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// The answers.
    pub worth: Worth,
    /// Not applicable.
    pub na: Value,
}

/// See [`Leaf`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Worth {
    /// From the first answer to the last, both included; ascending and disjoint, and `otherwise` between them.
    Spans(Vec<(u64, u64, Value)>, Value),
    /// The first, and a step more for each further answer.
    Steps(Rational, Rational),
}

impl Leaf {
    /// The worth of an answer among `count`.
    pub fn of(&self, answer: u64, count: u64) -> Value {
        if answer >= count {
            return self.na.clone();
        }
        match &self.worth {
            Worth::Spans(spans, otherwise) => {
                let span = spans.iter().find(|(first, last, _)| (*first..=*last).contains(&answer));
                span.map_or_else(|| otherwise.clone(), |(_, _, value)| value.clone())
            }
            Worth::Steps(first, step) => {
                Some(first + &(step * &Rational::from(i64::try_from(answer).unwrap_or(i64::MAX))))
            }
        }
    }
}

impl Leaf {
    /// What is known of the worth of one of these answers, of which no span has only a part.
    pub(super) fn over(&self, first: u64, size: u64, count: u64) -> Known {
        let ends = [first, first.saturating_add(size).saturating_sub(1)].map(|answer| self.of(answer, count));
        match (&self.worth, ends) {
            (Worth::Steps(..), [Some(one), Some(other)]) if one > other => Known::between(other, one),
            (Worth::Steps(..), [Some(one), Some(other)]) => Known::between(one, other),
            (_, [value, _]) => Known::Exactly(value),
        }
    }

    /// Whether `constant + factor × worth` compares with zero like this, for each of `count` answers; none where the
    /// worth does not rise or fall by steps. Without a worth it does not.
    pub(super) fn compared(&self, constant: &Rational, factor: &Rational, op: Compare, count: u64) -> Option<Leaf> {
        let Worth::Steps(first, step) = &self.worth else { return None };
        let (start, slope) = (constant + &(factor * first), factor * step);
        let holds = |value: &Rational| truth(op.holds(value.cmp(&Rational::ZERO)));
        let at = |answer: u64| &start + &(&slope * &Rational::from(i64::try_from(answer).unwrap_or(i64::MAX)));
        // What the worth rises or falls from, where it reaches zero, and where it goes on: each may be empty.
        let side = at(0).cmp(&Rational::ZERO);
        let zero = first_where(count, |answer| at(answer).cmp(&Rational::ZERO) != side);
        let past = first_where(count, |answer| ![side, Ordering::Equal].contains(&at(answer).cmp(&Rational::ZERO)));
        let spans = [(0, zero), (zero, past), (past, count)].into_iter().filter(|(from, to)| from < to);
        let spans = spans.map(|(from, to)| (from, to.saturating_sub(1), holds(&at(from))));
        let na = self.na.as_ref().map_or_else(|| truth(false), |na| holds(&(constant + &(factor * na))));
        Some(Leaf { worth: Worth::Spans(spans.collect(), truth(false)), na })
    }

    /// The worth that all answers have; none where they differ.
    pub(super) fn same(&self, offered: &Offered) -> Option<Value> {
        let Worth::Spans(spans, otherwise) = &self.worth else { return None };
        let covered = spans.iter().map(|(first, last, _)| last.saturating_sub(*first).saturating_add(1)).sum::<u64>();
        let mut values = spans.iter().map(|(_, _, value)| value);
        let mut rest = (covered < offered.count).then_some(otherwise).into_iter().chain(offered.na.then_some(&self.na));
        let first = values.next().or_else(|| rest.next())?;
        values.chain(rest).all(|value| value == first).then(|| first.clone())
    }

    /// Whether there is a worth.
    pub(super) fn presence(&self) -> Leaf {
        let is_some = |value: &Value| truth(value.is_some());
        let worth = match &self.worth {
            Worth::Steps(..) => Worth::Spans(Vec::new(), truth(true)),
            Worth::Spans(spans, otherwise) => {
                let spans = spans.iter().map(|(first, last, value)| (*first, *last, is_some(value)));
                Worth::Spans(spans.collect(), is_some(otherwise))
            }
        };
        Leaf { worth, na: is_some(&self.na) }
    }
}

/// The first of `count` answers that has what all after it have, too; `count` where none has.
fn first_where(count: u64, has: impl Fn(u64) -> bool) -> u64 {
    let (mut from, mut to) = (0, count);
    while from < to {
        let middle = from + (to - from) / 2;
        if has(middle) { to = middle } else { from = middle + 1 }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_turns_where_the_worth_reaches_zero() {
        let number = |numerator, denominator| Rational::new(numerator, denominator).unwrap();
        let ops = [
            Compare::Equal,
            Compare::NotEqual,
            Compare::Less,
            Compare::LessOrEqual,
            Compare::Greater,
            Compare::GreaterOrEqual,
        ];
        for (first, step, factor) in [(0, 1, 1), (-3, 1, 2), (0, 1, -1), (4, 2, -3), (5, 1, 1), (-1, 3, 1)] {
            for constant in -40..40 {
                let worth = Worth::Steps(number(first, 2), number(step, 3));
                let leaf = Leaf { worth, na: Some(number(1, 7)) };
                let (constant, factor) = (number(constant, 6), number(factor, 1));
                for op in ops {
                    let compared = leaf.compared(&constant, &factor, op, 9).unwrap();
                    for answer in 0..10 {
                        let value = &constant + &(&factor * &leaf.of(answer, 9).unwrap());
                        let expected = truth(op.holds(value.cmp(&Rational::ZERO)));
                        assert_eq!(compared.of(answer, 9), expected, "{leaf:?} {constant} {factor} {op:?} {answer}");
                    }
                }
            }
        }
    }
}
