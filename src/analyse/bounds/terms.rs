//! What the terms of a sum have to be: each makes up for what the others cannot.

use super::lattice::{Lattice, common};
use super::narrow::Narrowing;
use super::need::Need;
use crate::analyse::graph::{Graph, Node};
use crate::exact::Rational;

/// Terms with their factors, and whether one that is missing adds nothing: else none may be missing.
struct Terms<'t> {
    terms: &'t [(Rational, Node)],
    may_lack: bool,
}

impl Narrowing {
    /// A sum whose terms are all there.
    pub fn need_of_terms(&mut self, graph: &mut Graph, constant: &Rational, terms: &[(Rational, Node)], need: &Need) {
        let all = Terms { terms, may_lack: false };
        let less = |end: &(Rational, bool)| (&end.0 - constant, end.1);
        self.at_least(graph, &all, &Rational::ZERO, need.low.as_ref().map(less));
        self.at_most(graph, &all, &Rational::ZERO, need.high.as_ref().map(less));
        self.on_steps(graph, constant, terms, need);
    }

    /// A sum over the terms that are there.
    pub fn need_of_sum(&mut self, graph: &mut Graph, terms: &[(Rational, Node)], need: &Need) {
        if terms.iter().all(|(_, term)| !self.bounds(graph, *term).may_lack) {
            return self.need_of_terms(graph, &Rational::ZERO, terms, need);
        }
        let there = Terms { terms, may_lack: true };
        self.at_least(graph, &there, &Rational::ZERO, need.low.clone());
        self.at_most(graph, &there, &Rational::ZERO, need.high.clone());
    }

    /// A mean over the terms that are there, of which there are some: it reaches a number where what they lie above it
    /// makes up for what others lie below it.
    pub fn need_of_mean(&mut self, graph: &mut Graph, terms: &[(Rational, Node)], need: &Need) {
        if !terms.iter().all(|(weight, _)| weight.is_positive()) {
            return;
        }
        let there = Terms { terms, may_lack: true };
        if let Some((low, strictly)) = &need.low {
            self.at_least(graph, &there, low, Some((Rational::ZERO, *strictly)));
        }
        if let Some((high, strictly)) = &need.high {
            self.at_most(graph, &there, high, Some((Rational::ZERO, *strictly)));
        }
        if terms.iter().all(|(_, term)| !self.bounds(graph, *term).may_lack) {
            let total = terms.iter().fold(Rational::ZERO, |sum, (weight, _)| &sum + weight);
            let part = |(weight, term): &(Rational, Node)| Some((weight.checked_div(&total)?, *term));
            let parts: Option<Vec<(Rational, Node)>> = terms.iter().map(part).collect();
            self.on_steps(graph, &Rational::ZERO, &parts.unwrap_or_default(), need);
        }
    }

    /// One of the terms has to be like this: where only one can be, it has to.
    pub fn need_of_one(&mut self, graph: &mut Graph, terms: &[Node], need: &Need) {
        if need.may_lack || (need.low.is_none() && need.high.is_none()) {
            return;
        }
        let mut can_be = terms.iter().filter(|term| need.of(&self.intervals.of(graph, **term)).is_some());
        if let (Some(only), None) = (can_be.next().copied(), can_be.next()) {
            self.need(graph, only, need);
        }
    }

    fn at_most(&mut self, graph: &mut Graph, of: &Terms<'_>, shift: &Rational, bound: Option<(Rational, bool)>) {
        let Some((bound, strictly)) = bound else { return };
        let turned: Vec<(Rational, Node)> = of.terms.iter().map(|(factor, term)| (-factor, *term)).collect();
        let turned = Terms { terms: &turned, may_lack: of.may_lack };
        self.at_least(graph, &turned, shift, Some((-bound, strictly)));
    }

    /// What the terms are above `shift`, times their factors, has to come to at least this.
    fn at_least(&mut self, graph: &mut Graph, of: &Terms<'_>, shift: &Rational, bound: Option<(Rational, bool)>) {
        let Some((bound, strictly)) = bound else { return };
        let mut most: Vec<(Rational, bool)> = Vec::with_capacity(of.terms.len());
        for (factor, term) in of.terms {
            let bounds = self.bounds(graph, *term);
            let may_lack = of.may_lack && bounds.may_lack;
            if bounds.lacks {
                most.push((Rational::ZERO, may_lack));
                continue;
            }
            let end = if factor.is_negative() { &bounds.low } else { &bounds.high };
            let high = factor * &(end - shift);
            most.push((if may_lack { high.max(Rational::ZERO) } else { high }, may_lack));
        }
        let highest = most.iter().fold(Rational::ZERO, |sum, (high, _)| &sum + high);
        for ((factor, term), (high, may_lack)) in of.terms.iter().zip(&most) {
            if self.is_impossible {
                return;
            }
            let needed = &bound - &(&highest - high);
            let is_enough = |value: &Rational| if strictly { *value > needed } else { *value >= needed };
            if *may_lack && is_enough(&Rational::ZERO) {
                continue;
            }
            let Some(at) = needed.checked_div(factor) else { continue };
            let end = Some((shift + &at, strictly));
            let need = match factor.is_negative() {
                true => Need { high: end, ..Need::default() },
                false => Need { low: end, ..Need::default() },
            };
            self.need(graph, *term, &need);
        }
    }

    /// Where few sums are left, each term comes in the steps of what the others leave.
    fn on_steps(&mut self, graph: &mut Graph, constant: &Rational, terms: &[(Rational, Node)], need: &Need) {
        let Some(lattices) = &mut self.lattices else { return };
        let is_open = need.on.is_none() && (need.low.is_none() || need.high.is_none());
        if is_open || self.is_impossible {
            return;
        }
        let mut each: Vec<Lattice> = Vec::with_capacity(terms.len());
        for (factor, term) in terms {
            let Some(lattice) = lattices.of(graph, &mut self.intervals, *term) else { return };
            each.push(lattice.times(factor));
        }
        let total = each.iter().fold(Lattice::of(&Some(constant.clone())), |sum, its| sum.plus(its));
        let mut target = need.on.clone();
        if let (Some(low), Some(high)) = (&need.low, &need.high) {
            match total.only_within(low, high) {
                Ok(None) => {
                    self.is_impossible = true;
                    return;
                }
                Ok(only) => target = Some(Lattice::of(&only)),
                Err(_) => {}
            }
        }
        let Some(target) = target else { return };
        // The steps of those before each term, and of those behind it.
        let mut behind = vec![Rational::ZERO];
        for its in each.iter().rev() {
            let last = behind.last().cloned().unwrap_or_default();
            behind.push(common(&last, &its.step));
        }
        let mut before = target.step.clone();
        for ((factor, term), its) in terms.iter().zip(&each) {
            behind.pop();
            let others = behind.last().map_or_else(|| before.clone(), |behind| common(&before, behind));
            before = common(&before, &its.step);
            if its.step.is_zero() || self.is_impossible {
                continue;
            }
            let offset = &target.offset - &(&total.offset - &its.offset);
            let Some(one) = Rational::ONE.checked_div(factor) else { continue };
            let on = Lattice { offset, step: others }.times(&one);
            self.need(graph, *term, &Need { on: Some(on), ..Need::default() });
        }
    }
}
