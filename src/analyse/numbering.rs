//! The answers that two versions of a question share, in the numbering of one of them.

use super::graph::Value;
use super::leaf::Worth;
use crate::exact::Rational;

/// What the answers of a variable are in a version of a question, by their indices there, ascending or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbering {
    /// One by one.
    Each(Vec<u64>),
    /// Every so many answers of a range, from the first on.
    Steps {
        /// The first.
        first: u64,
        /// From one to the next.
        stride: u64,
        /// How many there are.
        count: u64,
    },
}

impl Numbering {
    /// How many answers there are.
    pub fn count(&self) -> u64 {
        match self {
            Numbering::Each(each) => u64::try_from(each.len()).unwrap_or(u64::MAX),
            Numbering::Steps { count, .. } => *count,
        }
    }

    /// The index in the version of an answer of the variable.
    pub fn own(&self, answer: u64) -> u64 {
        match self {
            Numbering::Each(each) => usize::try_from(answer).ok().and_then(|at| each.get(at)).copied().unwrap_or(0),
            Numbering::Steps { first, stride, .. } => first.saturating_add(stride.saturating_mul(answer)),
        }
    }

    /// The answer of the variable that has this index in the version; none where it is not among them.
    pub fn shared(&self, own: u64) -> Option<u64> {
        match self {
            Numbering::Each(each) => {
                each.iter().position(|its| *its == own).and_then(|answer| u64::try_from(answer).ok())
            }
            Numbering::Steps { first, stride, count } => {
                let answer = own.checked_sub(*first)?.checked_div(*stride)?;
                (answer < *count && self.own(answer) == own).then_some(answer)
            }
        }
    }

    /// What answers are worth, said in the numbering of the version, in that of the variable. What is worth the same
    /// to both versions comes out equal, however it was written.
    pub(super) fn worth(&self, worth: Worth) -> Worth {
        match (worth, self) {
            (Worth::Steps(first, step), Numbering::Steps { first: from, stride, .. }) => {
                let times = |number: u64| Rational::from(i64::try_from(number).unwrap_or(i64::MAX));
                Worth::Steps(&first + &(&step * &times(*from)), &step * &times(*stride))
            }
            (Worth::Spans(spans, otherwise), Numbering::Steps { .. }) => {
                let spans = spans.into_iter().filter_map(|(first, last, value)| {
                    let (first, last) = self.between(first, last)?;
                    Some((first, last, value))
                });
                Worth::Spans(merged(spans.collect(), &otherwise), otherwise)
            }
            (worth, Numbering::Each(each)) => {
                let (spans, otherwise) = match worth {
                    Worth::Spans(spans, otherwise) => (spans, otherwise),
                    steps @ Worth::Steps(..) => return steps,
                };
                let of = |own: u64| {
                    let span = spans.iter().find(|(first, last, _)| (*first..=*last).contains(&own));
                    span.map_or_else(|| otherwise.clone(), |(_, _, value)| value.clone())
                };
                let single = (0..).zip(each).map(|(answer, own)| (answer, answer, of(*own)));
                Worth::Spans(merged(single.collect(), &otherwise), otherwise)
            }
        }
    }

    /// The first and the last answer of the variable between two indices of the version.
    fn between(&self, first: u64, last: u64) -> Option<(u64, u64)> {
        let Numbering::Steps { first: from, stride, count } = self else { return None };
        let low = first.saturating_sub(*from).div_ceil((*stride).max(1));
        let high = last.checked_sub(*from)?.checked_div(*stride)?.min(count.checked_sub(1)?);
        (low <= high).then_some((low, high))
    }
}

/// Neighbours of the same value together, and none that are worth what all others are.
fn merged(spans: Vec<(u64, u64, Value)>, otherwise: &Value) -> Vec<(u64, u64, Value)> {
    let mut merged: Vec<(u64, u64, Value)> = Vec::with_capacity(spans.len());
    for (first, last, value) in spans.into_iter().filter(|(_, _, value)| value != otherwise) {
        match merged.last_mut() {
            Some((_, end, its)) if end.saturating_add(1) == first && *its == value => *end = last,
            _ => merged.push((first, last, value)),
        }
    }
    merged
}
