//! Values in steps: sums of whole numbers never lie between two of them. That rules out what bounds alone do not.

use rustc_hash::FxHashMap;

use super::intervals::Intervals;
use crate::analyse::graph::{Graph, Node, Op, Value};
use crate::analyse::leaf::{Leaf, Worth};
use crate::exact::{Compare, Rational};
use crate::model::deep;

/// All values lie some whole number of steps from the offset; all are the offset where the step is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lattice {
    offset: Rational,
    step: Rational,
}

/// An end of what a value has to lie within, and whether the end itself is out.
type End = Option<(Rational, bool)>;

/// Whether the parts of a condition leave a node only an interval in which it has no value.
pub(super) fn is_missed(graph: &Graph, condition: Node) -> bool {
    let parts = match graph.op(condition) {
        Op::And(parts) => parts.clone(),
        _ => vec![condition],
    };
    let mut within: FxHashMap<Node, (End, End)> = FxHashMap::default();
    for part in parts {
        let Op::Compare(left, op, right) = *graph.op(part) else { continue };
        let Some(Some(value)) = graph.as_constant(right) else { continue };
        let (low, high) = within.entry(left).or_default();
        match op {
            Compare::Greater | Compare::GreaterOrEqual => raise(low, (value.clone(), op == Compare::Greater)),
            Compare::Less | Compare::LessOrEqual => lower(high, (value.clone(), op == Compare::Less)),
            Compare::Equal => {
                raise(low, (value.clone(), false));
                lower(high, (value.clone(), false));
            }
            Compare::NotEqual => {}
        }
    }
    let mut steps = Steps::default();
    within.into_iter().any(|(node, ends)| match ends {
        (Some(low), Some(high)) => steps.of(graph, node).is_some_and(|lattice| !lattice.has_within(&low, &high)),
        _ => false,
    })
}

fn raise(known: &mut End, end: (Rational, bool)) {
    if known.as_ref().is_none_or(|known| *known < end) {
        *known = Some(end);
    }
}

fn lower(known: &mut End, end: (Rational, bool)) {
    let is_lower = |known: &(Rational, bool)| end.0 < known.0 || (end.0 == known.0 && end.1);
    if known.as_ref().is_none_or(is_lower) {
        *known = Some(end);
    }
}

/// The steps of nodes, kept once worked out; none where there is no telling.
#[derive(Debug, Default)]
struct Steps {
    known: FxHashMap<Node, Option<Lattice>>,
    intervals: Intervals,
}

impl Steps {
    fn of(&mut self, graph: &Graph, node: Node) -> Option<Lattice> {
        if let Some(known) = self.known.get(&node) {
            return known.clone();
        }
        let lattice = deep(|| self.work_out(graph, node));
        self.known.insert(node, lattice.clone());
        lattice
    }

    fn work_out(&mut self, graph: &Graph, node: Node) -> Option<Lattice> {
        match graph.op(node) {
            Op::Constant(value) => Some(Lattice::of(value)),
            Op::Leaf(variable, leaf) => of_leaf(leaf, graph.answers(*variable).count),
            Op::Linear(constant, terms) => {
                let constant = Lattice { offset: constant.clone(), step: Rational::ZERO };
                self.sum(graph, constant, terms, &Rational::ONE)
            }
            Op::Sum(terms) => self.sum(graph, Lattice::of(&None), terms, &Rational::ONE),
            Op::Mean(terms) => {
                let is_sure = terms.iter().all(|(_, term)| !self.intervals.of(graph, *term).may_lack);
                let total = terms.iter().fold(Rational::ZERO, |sum, (weight, _)| &sum + weight);
                let part = Rational::ONE.checked_div(&total).filter(|_| is_sure)?;
                self.sum(graph, Lattice::of(&None), terms, &part)
            }
            Op::Min(terms) | Op::Max(terms) => self.any(graph, terms),
            Op::Round(_, digits) => {
                let step = Rational::new(1, 10i64.checked_pow(*digits)?)?;
                Some(Lattice { offset: Rational::ZERO, step })
            }
            Op::Else(one, other) | Op::If(_, one, other) => self.any(graph, &[*one, *other]),
            Op::And(_) | Op::Or(_) | Op::Not(_) | Op::Compare(..) | Op::Present(_) => {
                Some(Lattice { offset: Rational::ZERO, step: Rational::ONE })
            }
        }
    }

    fn any(&mut self, graph: &Graph, nodes: &[Node]) -> Option<Lattice> {
        let each: Option<Vec<Lattice>> = nodes.iter().map(|node| self.of(graph, *node)).collect();
        each?.into_iter().reduce(|one, other| one.or(&other))
    }

    /// A sum of terms times their factors; one that may be missing adds 0.
    fn sum(
        &mut self,
        graph: &Graph,
        constant: Lattice,
        terms: &[(Rational, Node)],
        part: &Rational,
    ) -> Option<Lattice> {
        let mut sum = constant;
        for (factor, term) in terms {
            let (factor, its) = (factor * part, self.of(graph, *term)?);
            let mut its = Lattice { offset: &factor * &its.offset, step: size(&(&factor * &its.step)) };
            if self.intervals.of(graph, *term).may_lack {
                its = its.or(&Lattice::of(&None));
            }
            sum = Lattice { offset: &sum.offset + &its.offset, step: common(&sum.step, &its.step) };
        }
        Some(sum)
    }
}

fn of_leaf(leaf: &Leaf, count: u64) -> Option<Lattice> {
    let worths = match &leaf.worth {
        Worth::Steps(first, step) => Lattice { offset: first.clone(), step: size(step) },
        Worth::Spans(spans, otherwise) => {
            let covered = spans
                .iter()
                .fold(0u64, |sum, (first, last, _)| sum.saturating_add(last.saturating_sub(*first).saturating_add(1)));
            let otherwise = (covered < count).then_some(otherwise);
            let each = spans.iter().map(|(_, _, value)| value).chain(otherwise).filter(|value| value.is_some());
            each.map(Lattice::of).reduce(|one, other| one.or(&other))?
        }
    };
    Some(if leaf.na.is_some() { worths.or(&Lattice::of(&leaf.na)) } else { worths })
}

impl Lattice {
    /// Just this value; 0 for none.
    fn of(value: &Value) -> Lattice {
        Lattice { offset: value.clone().unwrap_or_default(), step: Rational::ZERO }
    }

    /// The values of both, and perhaps more.
    fn or(&self, other: &Lattice) -> Lattice {
        let apart = size(&(&self.offset - &other.offset));
        Lattice { offset: self.offset.clone(), step: common(&common(&self.step, &other.step), &apart) }
    }

    fn has_within(&self, (low, low_is_out): &(Rational, bool), (high, high_is_out): &(Rational, bool)) -> bool {
        // The first value that is not below.
        let first = match (low - &self.offset).checked_div(&self.step) {
            None => self.offset.clone(),
            Some(steps) => {
                let up = &self.offset + &(&Rational::from(steps.to_big().ceil()) * &self.step);
                if *low_is_out && up == *low { &up + &self.step } else { up }
            }
        };
        let is_above = if *low_is_out { first > *low } else { first >= *low };
        is_above && if *high_is_out { first < *high } else { first <= *high }
    }
}

fn size(value: &Rational) -> Rational {
    if value.is_negative() { -value } else { value.clone() }
}

/// The largest step of which both are multiples.
fn common(one: &Rational, other: &Rational) -> Rational {
    let (mut one, mut other) = (one.clone(), other.clone());
    while let Some(times) = one.checked_div(&other) {
        let rest = &one - &(&Rational::from(times.to_big().floor()) * &other);
        (one, other) = (other, rest);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Rational {
        let (top, bottom) = text.split_once('/').unwrap_or((text, "1"));
        Rational::new(top.parse().unwrap(), bottom.parse().unwrap()).unwrap()
    }

    #[test]
    fn steps_have_a_common_one() {
        for (one, other, both) in
            [("6", "4", "2"), ("1/2", "1/3", "1/6"), ("0", "3", "3"), ("5", "0", "5"), ("0", "0", "0")]
        {
            assert_eq!(common(&number(one), &number(other)), number(both));
        }
    }

    #[test]
    fn values_in_steps_miss_what_lies_between() {
        let lattice = Lattice { offset: number("1/2"), step: number("3") };
        let has = |low: &str, low_is_out, high: &str, high_is_out| {
            lattice.has_within(&(number(low), low_is_out), &(number(high), high_is_out))
        };
        assert!(has("1/2", false, "1/2", false) && has("-10", true, "-5/2", false) && has("1", true, "4", true));
        assert!(!has("1/2", true, "7/2", true) && !has("1", false, "3", false) && !has("7/2", true, "6", false));
        let single = Lattice::of(&Some(number("2")));
        assert!(single.has_within(&(number("2"), false), &(number("3"), true)));
        assert!(!single.has_within(&(number("2"), true), &(number("3"), true)));
    }
}
