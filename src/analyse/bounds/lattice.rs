//! Values in steps: sums of whole numbers never lie between two of them. That rules out what bounds alone do not.

use rustc_hash::FxHashMap;

use super::intervals::Intervals;
use crate::analyse::graph::{Graph, Node, Op, Value};
use crate::exact::{Compare, Rational};
use crate::model::deep;

/// All values lie some whole number of steps from the offset; all are the offset where the step is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lattice {
    /// One of the values.
    pub offset: Rational,
    /// The step.
    pub step: Rational,
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
    let (mut steps, mut intervals) = (Lattices::default(), Intervals::default());
    within.into_iter().any(|(node, ends)| match ends {
        (Some(low), Some(high)) => {
            steps.of(graph, &mut intervals, node).is_some_and(|lattice| !lattice.has_within(&low, &high))
        }
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
pub struct Lattices {
    known: FxHashMap<Node, Option<Lattice>>,
}

impl Lattices {
    /// The steps of a node, where variables have the answers that these bounds leave them.
    pub fn of(&mut self, graph: &Graph, intervals: &mut Intervals, node: Node) -> Option<Lattice> {
        if let Some(known) = self.known.get(&node) {
            return known.clone();
        }
        let lattice = deep(|| self.work_out(graph, intervals, node));
        self.known.insert(node, lattice.clone());
        lattice
    }

    fn work_out(&mut self, graph: &Graph, intervals: &mut Intervals, node: Node) -> Option<Lattice> {
        match graph.op(node) {
            Op::Constant(value) => Some(Lattice::of(value)),
            Op::Leaf(variable, leaf) => intervals.left(graph, *variable).lattice(leaf, graph.answers(*variable).count),
            Op::Linear(constant, terms) => {
                let constant = Lattice { offset: constant.clone(), step: Rational::ZERO };
                self.sum((graph, intervals), constant, terms, &Rational::ONE)
            }
            Op::Sum(terms) => self.sum((graph, intervals), Lattice::of(&None), terms, &Rational::ONE),
            Op::Mean(terms) => {
                let is_sure = terms.iter().all(|(_, term)| !intervals.of(graph, *term).may_lack);
                let total = terms.iter().fold(Rational::ZERO, |sum, (weight, _)| &sum + weight);
                let part = Rational::ONE.checked_div(&total).filter(|_| is_sure)?;
                self.sum((graph, intervals), Lattice::of(&None), terms, &part)
            }
            Op::Min(terms) | Op::Max(terms) => self.any((graph, intervals), terms),
            Op::Round(_, digits) => {
                let step = Rational::new(1, 10i64.checked_pow(*digits)?)?;
                Some(Lattice { offset: Rational::ZERO, step })
            }
            Op::Else(one, other) | Op::If(_, one, other) => self.any((graph, intervals), &[*one, *other]),
            Op::And(_) | Op::Or(_) | Op::Not(_) | Op::Compare(..) | Op::Present(_) => {
                Some(Lattice { offset: Rational::ZERO, step: Rational::ONE })
            }
        }
    }

    fn any(&mut self, (graph, intervals): (&Graph, &mut Intervals), nodes: &[Node]) -> Option<Lattice> {
        let each: Option<Vec<Lattice>> = nodes.iter().map(|node| self.of(graph, intervals, *node)).collect();
        each?.into_iter().reduce(|one, other| one.or(&other))
    }

    /// A sum of terms times their factors; one that may be missing adds 0.
    fn sum(
        &mut self,
        (graph, intervals): (&Graph, &mut Intervals),
        constant: Lattice,
        terms: &[(Rational, Node)],
        part: &Rational,
    ) -> Option<Lattice> {
        let mut sum = constant;
        for (factor, term) in terms {
            let (factor, its) = (factor * part, self.of(graph, intervals, *term)?);
            let mut its = its.times(&factor);
            if intervals.of(graph, *term).may_lack {
                its = its.or(&Lattice::of(&None));
            }
            sum = sum.plus(&its);
        }
        Some(sum)
    }
}

impl Lattice {
    /// Just this value; 0 for none.
    pub fn of(value: &Value) -> Lattice {
        Lattice { offset: value.clone().unwrap_or_default(), step: Rational::ZERO }
    }

    /// A value and, as many steps as one likes away, another one.
    pub fn between(one: Rational, other: &Rational) -> Lattice {
        let step = size(&(other - &one));
        Lattice { offset: one, step }
    }

    /// These values, those that are there, and perhaps more; none where none is.
    pub fn over(values: &[Value]) -> Option<Lattice> {
        let there = values.iter().filter(|value| value.is_some());
        there.map(Lattice::of).reduce(|one, other| one.or(&other))
    }

    /// Each value times a factor.
    #[must_use]
    pub fn times(&self, factor: &Rational) -> Lattice {
        Lattice { offset: factor * &self.offset, step: size(&(factor * &self.step)) }
    }

    /// The sums of a value of each.
    #[must_use]
    pub fn plus(&self, other: &Lattice) -> Lattice {
        Lattice { offset: &self.offset + &other.offset, step: common(&self.step, &other.step) }
    }

    /// Whether it has a value.
    pub fn has(&self, value: &Rational) -> bool {
        match (value - &self.offset).checked_div(&self.step) {
            None => *value == self.offset,
            Some(steps) => steps.is_integer(),
        }
    }

    /// The first value from an end on.
    fn first_from(&self, low: &Rational, low_is_out: bool) -> Rational {
        match (low - &self.offset).checked_div(&self.step) {
            None => self.offset.clone(),
            Some(steps) => {
                let up = &self.offset + &(&Rational::from(steps.to_big().ceil()) * &self.step);
                if low_is_out && up == *low { &up + &self.step } else { up }
            }
        }
    }

    /// The values from one end to another where there are at most one; then it.
    pub fn only_within(
        &self,
        (low, low_is_out): &(Rational, bool),
        high: &(Rational, bool),
    ) -> Result<Option<Rational>, Several> {
        let first = self.first_from(low, *low_is_out);
        let is_within = |value: &Rational| if high.1 { *value < high.0 } else { *value <= high.0 };
        let is_above = if *low_is_out { first > *low } else { first >= *low };
        if !is_above || !is_within(&first) {
            return Ok(None);
        }
        match !self.step.is_zero() && is_within(&(&first + &self.step)) {
            true => Err(Several),
            false => Ok(Some(first)),
        }
    }

    /// The values of both, and perhaps more.
    pub fn or(&self, other: &Lattice) -> Lattice {
        let apart = size(&(&self.offset - &other.offset));
        Lattice { offset: self.offset.clone(), step: common(&common(&self.step, &other.step), &apart) }
    }

    fn has_within(&self, low: &(Rational, bool), high: &(Rational, bool)) -> bool {
        self.only_within(low, high) != Ok(None)
    }
}

/// More than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Several;

fn size(value: &Rational) -> Rational {
    if value.is_negative() { -value } else { value.clone() }
}

/// The largest step of which both are multiples.
pub fn common(one: &Rational, other: &Rational) -> Rational {
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
