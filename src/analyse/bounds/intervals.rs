//! Between which values the nodes of a graph are, by interval arithmetic.

use rustc_hash::FxHashMap;

use super::left::Left;
use crate::analyse::graph::{Graph, Node, Op, Value, Variable};
use crate::analyse::leaf::Worth;
use crate::exact::{Compare, Rational};
use crate::model::deep;

/// Between which values a node always is, and whether it may have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The smallest value.
    pub low: Rational,
    /// The largest value.
    pub high: Rational,
    /// It may have none.
    pub may_lack: bool,
    /// It never has a value: the bounds say nothing.
    pub lacks: bool,
}

impl Bounds {
    /// Just this value.
    pub fn of(value: &Value) -> Bounds {
        match value {
            Some(value) => Bounds { low: value.clone(), high: value.clone(), may_lack: false, lacks: false },
            None => Bounds { low: Rational::ZERO, high: Rational::ZERO, may_lack: true, lacks: true },
        }
    }

    /// A condition that surely holds, surely does not, or either.
    pub fn truth(surely: bool, surely_not: bool) -> Bounds {
        let number = |truth: bool| if truth { Rational::ONE } else { Rational::ZERO };
        Bounds { low: number(surely), high: number(!surely_not), may_lack: false, lacks: false }
    }

    /// Whether the condition holds; none when that depends.
    pub fn as_truth(&self) -> Option<bool> {
        (self.low == self.high).then(|| !self.low.is_zero())
    }

    /// Whether there is one value, or surely none.
    pub fn is_settled(&self) -> bool {
        self.lacks || (self.low == self.high && !self.may_lack)
    }

    /// One of these values.
    pub fn over(values: impl IntoIterator<Item = Value>) -> Bounds {
        let mut all = values.into_iter().map(|value| Bounds::of(&value));
        let first = all.next().unwrap_or_else(|| Bounds::of(&None));
        all.fold(first, |hull, next| hull.either(next))
    }

    /// One or the other.
    pub fn either(self, other: Bounds) -> Bounds {
        match (self.lacks, other.lacks) {
            (true, _) => Bounds { may_lack: true, ..other },
            (false, true) => Bounds { may_lack: true, ..self },
            (false, false) => Bounds {
                low: self.low.min(other.low),
                high: self.high.max(other.high),
                may_lack: self.may_lack || other.may_lack,
                lacks: false,
            },
        }
    }

    /// The bounds times a factor.
    pub fn times(&self, factor: &Rational) -> (Rational, Rational) {
        let (a, b) = (factor * &self.low, factor * &self.high);
        if a <= b { (a, b) } else { (b, a) }
    }
}

/// The bounds of nodes, kept once worked out.
#[derive(Debug, Default)]
pub struct Intervals {
    known: FxHashMap<Node, Bounds>,
    left: FxHashMap<Variable, Left>,
}

impl Intervals {
    /// Says what is known of a node from elsewhere, before anything that depends on it is asked for.
    pub fn suppose(&mut self, node: Node, bounds: Bounds) {
        self.known.insert(node, bounds);
    }

    /// The bounds where variables have these answers left.
    pub fn within(left: FxHashMap<Variable, Left>) -> Intervals {
        Intervals { known: FxHashMap::default(), left }
    }

    /// The answers that a variable still has.
    pub fn left(&self, graph: &Graph, variable: Variable) -> Left {
        self.left.get(&variable).cloned().unwrap_or_else(|| Left::all(graph.answers(variable)))
    }

    /// What is left of the answers, where something is known of that.
    pub fn into_left(self) -> FxHashMap<Variable, Left> {
        self.left
    }

    /// Says that a variable has one of these answers, where it is asked: a bit each, `na` last. Whether that was news.
    pub fn suppose_answered(&mut self, variable: Variable, answers: u64) -> bool {
        self.suppose_left(variable, Left::Few(answers))
    }

    /// Says that a variable has one of these answers, where it is asked. Whether that was news.
    pub fn suppose_left(&mut self, variable: Variable, answers: Left) -> bool {
        let Some(known) = self.left.get_mut(&variable) else {
            self.left.insert(variable, answers);
            return true;
        };
        let both = known.both(&answers);
        let is_news = both != *known;
        *known = both;
        is_news
    }

    /// Says that a condition on one answer does not hold; of other conditions nothing is concluded.
    pub fn suppose_not(&mut self, graph: &Graph, condition: Node) {
        match graph.op(condition) {
            Op::Leaf(variable, leaf) => {
                let answers = graph.answers(*variable);
                let count = answers.count.saturating_add(u64::from(answers.na));
                if count <= 63 {
                    let holds = |answer: &u64| leaf.of(*answer, answers.count) == Some(Rational::ONE);
                    let left = (0..count).filter(|answer| !holds(answer)).fold(0, |set, answer| set | 1u64 << answer);
                    self.suppose_answered(*variable, left);
                }
            }
            Op::Or(parts) => parts.iter().for_each(|part| self.suppose_not(graph, *part)),
            _ => {}
        }
    }

    /// Says that a condition holds, and with it all its parts.
    pub fn suppose_holds(&mut self, graph: &Graph, condition: Node) {
        if graph.as_truth(condition).is_some() {
            return;
        }
        self.suppose(condition, Bounds::truth(true, false));
        if let Op::And(parts) = graph.op(condition) {
            for part in parts {
                self.suppose_holds(graph, *part);
            }
        }
    }

    /// The bounds of a node.
    pub fn of(&mut self, graph: &Graph, node: Node) -> Bounds {
        if let Some(bounds) = self.known.get(&node) {
            return bounds.clone();
        }
        let bounds = deep(|| self.work_out(graph, node));
        self.known.insert(node, bounds.clone());
        bounds
    }

    /// The bounds of a node, worked out anew from those of its parts.
    pub fn work_out(&mut self, graph: &Graph, node: Node) -> Bounds {
        match graph.op(node) {
            Op::Constant(value) => Bounds::of(value),
            Op::Leaf(variable, leaf) => {
                let answers = graph.answers(*variable);
                if let Some(left) = self.left.get(variable) {
                    return Bounds::over(left.worths(leaf, answers.count));
                }
                let na = answers.na.then(|| leaf.na.clone());
                match &leaf.worth {
                    Worth::Steps(..) => {
                        let ends = [0, answers.count.saturating_sub(1)];
                        Bounds::over(ends.into_iter().map(|end| leaf.of(end, answers.count)).chain(na))
                    }
                    Worth::Spans(spans, otherwise) => {
                        let covered = spans.iter().fold(0u64, |sum, (first, last, _)| {
                            sum.saturating_add(last.saturating_sub(*first).saturating_add(1))
                        });
                        let otherwise = (covered < answers.count).then(|| otherwise.clone());
                        Bounds::over(spans.iter().map(|(_, _, value)| value.clone()).chain(otherwise).chain(na))
                    }
                }
            }
            Op::Linear(constant, terms) => {
                let mut all = Bounds::of(&Some(constant.clone()));
                for (factor, term) in terms {
                    let bounds = self.of(graph, *term);
                    let (low, high) = bounds.times(factor);
                    (all.low, all.high) = (&all.low + &low, &all.high + &high);
                    all.may_lack |= bounds.may_lack;
                    all.lacks |= bounds.lacks;
                }
                all
            }
            Op::Sum(terms) => {
                let mut all = Bounds::of(&Some(Rational::ZERO));
                for (weight, term) in terms {
                    let bounds = self.of(graph, *term);
                    let (mut low, mut high) = bounds.times(weight);
                    if bounds.may_lack {
                        (low, high) = (low.min(Rational::ZERO), high.max(Rational::ZERO));
                    }
                    (all.low, all.high) = (&all.low + &low, &all.high + &high);
                }
                all
            }
            Op::Mean(terms) => self.mean(graph, terms),
            Op::Min(terms) => self.extreme(graph, terms, false),
            Op::Max(terms) => self.extreme(graph, terms, true),
            Op::Round(inner, digits) => {
                let bounds = self.of(graph, *inner);
                Bounds { low: bounds.low.round(*digits), high: bounds.high.round(*digits), ..bounds }
            }
            Op::Else(first, second) => {
                let first = self.of(graph, *first);
                if !first.may_lack {
                    return first;
                }
                let second = self.of(graph, *second);
                let (may_lack, lacks) = (second.may_lack, first.lacks && second.lacks);
                Bounds { may_lack, lacks, ..first.either(second) }
            }
            Op::If(condition, then, otherwise) => match self.of(graph, *condition).as_truth() {
                Some(true) => self.of(graph, *then),
                Some(false) => self.of(graph, *otherwise),
                None => self.of(graph, *then).either(self.of(graph, *otherwise)),
            },
            Op::And(parts) => {
                let parts: Vec<Option<bool>> = parts.iter().map(|part| self.of(graph, *part).as_truth()).collect();
                Bounds::truth(parts.iter().all(|part| *part == Some(true)), parts.contains(&Some(false)))
            }
            Op::Or(parts) => {
                let parts: Vec<Option<bool>> = parts.iter().map(|part| self.of(graph, *part).as_truth()).collect();
                Bounds::truth(parts.contains(&Some(true)), parts.iter().all(|part| *part == Some(false)))
            }
            Op::Not(inner) => {
                let inner = self.of(graph, *inner).as_truth();
                Bounds::truth(inner == Some(false), inner == Some(true))
            }
            Op::Present(inner) => {
                let inner = self.of(graph, *inner);
                Bounds::truth(!inner.may_lack, inner.lacks)
            }
            Op::Compare(left, op, right) => {
                let (left, right) = (self.of(graph, *left), self.of(graph, *right));
                let may_lack = left.may_lack || right.may_lack;
                let surely = !may_lack && always(&left, *op, &right);
                Bounds::truth(surely, left.lacks || right.lacks || always(&left, op.opposite(), &right))
            }
        }
    }

    /// The highest mean has all terms that are there for sure, and of the others those that lie above it.
    fn mean(&mut self, graph: &Graph, terms: &[(Rational, Node)]) -> Bounds {
        let bounds: Vec<(&Rational, Bounds)> =
            terms.iter().map(|(weight, term)| (weight, self.of(graph, *term))).filter(|(_, its)| !its.lacks).collect();
        if bounds.iter().all(|(_, bounds)| bounds.is_settled()) {
            let sum = bounds.iter().fold(Rational::ZERO, |sum, (weight, its)| &sum + &(*weight * &its.low));
            let total = bounds.iter().fold(Rational::ZERO, |sum, (weight, _)| &sum + weight);
            return Bounds::of(&sum.checked_div(&total));
        }
        let is_any_sure = bounds.iter().any(|(_, bounds)| !bounds.may_lack);
        if !is_any_sure || !terms.iter().all(|(weight, _)| weight.is_positive()) {
            let terms: Vec<Node> = terms.iter().map(|(_, term)| *term).collect();
            return self.hull(graph, &terms);
        }
        let mean = |highest: bool| {
            let end = |bounds: &Bounds| if highest { bounds.high.clone() } else { bounds.low.clone() };
            let (mut sum, mut total) = (Rational::ZERO, Rational::ZERO);
            let mut add = |weight: &Rational, value: &Rational| {
                (sum, total) = (&sum + &(weight * value), &total + weight);
                sum.checked_div(&total).unwrap_or_default()
            };
            let mut mean = Rational::ZERO;
            for (weight, bounds) in bounds.iter().filter(|(_, bounds)| !bounds.may_lack) {
                mean = add(weight, &end(bounds));
            }
            let mut others: Vec<(Rational, &Rational)> = bounds
                .iter()
                .filter(|(_, bounds)| bounds.may_lack)
                .map(|(weight, bounds)| (end(bounds), *weight))
                .collect();
            others.sort_by(|(one, _), (other, _)| if highest { other.cmp(one) } else { one.cmp(other) });
            for (value, weight) in others {
                if (highest && value <= mean) || (!highest && value >= mean) {
                    break;
                }
                mean = add(weight, &value);
            }
            mean
        };
        Bounds { low: mean(false), high: mean(true), may_lack: false, lacks: false }
    }

    /// The largest of terms is no smaller than any that is there for sure.
    fn extreme(&mut self, graph: &Graph, terms: &[Node], largest: bool) -> Bounds {
        let mut all = self.hull(graph, terms);
        for term in terms {
            let bounds = self.of(graph, *term);
            match largest {
                _ if bounds.may_lack => {}
                true => all.low = all.low.max(bounds.low),
                false => all.high = all.high.min(bounds.high),
            }
        }
        all
    }

    fn hull(&mut self, graph: &Graph, terms: &[Node]) -> Bounds {
        let bounds: Vec<Bounds> = terms.iter().map(|term| self.of(graph, *term)).collect();
        let may_lack = bounds.iter().all(|bounds| bounds.may_lack);
        let hull = bounds.into_iter().reduce(Bounds::either);
        hull.map_or_else(|| Bounds::of(&None), |hull| Bounds { may_lack, ..hull })
    }
}

/// Whether two values, wherever they are within their bounds, compare like this.
fn always(left: &Bounds, op: Compare, right: &Bounds) -> bool {
    if left.lacks || right.lacks {
        return false;
    }
    match op {
        Compare::Less => left.high < right.low,
        Compare::LessOrEqual => left.high <= right.low,
        Compare::Greater => left.low > right.high,
        Compare::GreaterOrEqual => left.low >= right.high,
        Compare::Equal => left.low == left.high && right.low == right.high && left.low == right.low,
        Compare::NotEqual => left.high < right.low || right.high < left.low,
    }
}
