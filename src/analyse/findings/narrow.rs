//! What a condition needs, and whether that excludes itself: each need narrows what else can be, down the rules and up
//! again. It settles at little cost what would take a walk through all responses; what it leaves open says nothing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::intervals::{Bounds, Intervals};
use super::lattice;
use crate::analyse::graph::{Graph, Node, Op};
use crate::exact::{Compare, Rational};
use crate::model::deep;

/// So often what is known goes down the rules and up again.
const ROUNDS: usize = 4;

/// Whether no response fulfils a condition, as far as that can be told by bounds.
pub fn is_impossible(graph: &mut Graph, condition: Node) -> bool {
    if let Some(truth) = graph.as_truth(condition) {
        return !truth;
    }
    if lattice::is_missed(graph, condition) {
        return true;
    }
    let nodes = behind(graph, condition);
    let mut narrowing = Narrowing::default();
    for _ in 0..ROUNDS {
        if !narrowing.up(graph, &nodes) {
            return true;
        }
        narrowing.has_changed = false;
        narrowing.seen.clear();
        narrowing.holds(graph, condition);
        if narrowing.is_impossible {
            return true;
        }
        if !narrowing.has_changed {
            break;
        }
    }
    false
}

/// Everything that a node is worked out from, each behind what it is worked out from itself.
fn behind(graph: &Graph, node: Node) -> Vec<Node> {
    let (mut found, mut open) = (FxHashSet::default(), vec![node]);
    while let Some(node) = open.pop() {
        if found.insert(node) {
            open.extend(graph.children(node));
        }
    }
    let mut nodes: Vec<Node> = found.into_iter().collect();
    nodes.sort_unstable();
    nodes
}

/// What a value has to be.
#[derive(Debug, Clone, Default)]
struct Need {
    /// At least this; more than this where it is said.
    low: Option<(Rational, bool)>,
    /// At most this; less than this where it is said.
    high: Option<(Rational, bool)>,
    /// Not this.
    other_than: Option<Rational>,
    /// It may be none instead.
    may_lack: bool,
}

impl Need {
    /// Compares like this with a value that lies within bounds.
    fn compares(op: Compare, with: &Bounds, may_lack: bool) -> Need {
        let none = Need { may_lack, ..Need::default() };
        match op {
            Compare::Less | Compare::LessOrEqual => {
                Need { high: Some((with.high.clone(), op == Compare::Less)), ..none }
            }
            Compare::Greater | Compare::GreaterOrEqual => {
                Need { low: Some((with.low.clone(), op == Compare::Greater)), ..none }
            }
            Compare::Equal => {
                Need { low: Some((with.low.clone(), false)), high: Some((with.high.clone(), false)), ..none }
            }
            Compare::NotEqual => Need { other_than: (with.low == with.high).then(|| with.low.clone()), ..none },
        }
    }

    /// What is left of bounds; none where nothing is.
    fn of(&self, bounds: &Bounds) -> Option<Bounds> {
        let may_lack = bounds.may_lack && self.may_lack;
        let nothing = may_lack.then(|| Bounds::of(&None));
        if bounds.lacks {
            return nothing;
        }
        let mut left = Bounds { may_lack, ..bounds.clone() };
        if let Some((low, strictly)) = &self.low {
            if left.high < *low || (*strictly && left.high == *low) {
                return nothing;
            }
            left.low = left.low.max(low.clone());
        }
        if let Some((high, strictly)) = &self.high {
            if left.low > *high || (*strictly && left.low == *high) {
                return nothing;
            }
            left.high = left.high.min(high.clone());
        }
        if left.low > left.high || (left.low == left.high && self.other_than.as_ref() == Some(&left.low)) {
            return nothing;
        }
        Some(left)
    }
}

#[derive(Debug, Default)]
struct Narrowing {
    intervals: Intervals,
    /// What was found that a value has to lie within.
    needs: FxHashMap<Node, Bounds>,
    /// What was looked at on the way down.
    seen: FxHashSet<(Node, bool)>,
    has_changed: bool,
    is_impossible: bool,
}

impl Narrowing {
    /// Works the bounds of all nodes out again; false where one has none left.
    fn up(&mut self, graph: &Graph, nodes: &[Node]) -> bool {
        for node in nodes {
            let bounds = self.intervals.work_out(graph, *node);
            let bounds = match self.needs.get(node) {
                None => bounds,
                Some(needed) => match within(&bounds, needed) {
                    Some(bounds) => bounds,
                    None => return false,
                },
            };
            self.intervals.suppose(*node, bounds);
        }
        true
    }

    fn bounds(&mut self, graph: &Graph, node: Node) -> Bounds {
        self.intervals.of(graph, node)
    }

    /// A condition has to hold.
    fn holds(&mut self, graph: &mut Graph, node: Node) {
        self.settle(graph, node, true);
    }

    fn settle(&mut self, graph: &mut Graph, node: Node, holds: bool) {
        if self.is_impossible || !self.seen.insert((node, holds)) {
            return;
        }
        // What does not hold of an answer may not be asked at all.
        if let (Op::Leaf(variable, _), false) = (graph.op(node), holds)
            && self.bounds(graph, graph.when(*variable)).as_truth() != Some(true)
        {
            return;
        }
        if let Some(known) = self.bounds(graph, node).as_truth() {
            self.is_impossible |= known != holds;
        }
        if self.is_impossible || graph.as_truth(node).is_some() {
            return;
        }
        self.keep(graph, node, Bounds::truth(holds, !holds));
        deep(|| self.settle_parts(graph, node, holds));
    }

    fn settle_parts(&mut self, graph: &mut Graph, node: Node, holds: bool) {
        match graph.op(node).clone() {
            Op::Not(inner) => self.settle(graph, inner, !holds),
            Op::And(parts) | Op::Or(parts) => {
                let all = matches!(graph.op(node), Op::And(_)) == holds;
                if all {
                    parts.into_iter().for_each(|part| self.settle(graph, part, holds));
                } else {
                    // Where all others are the other way, it has to be the one that is left.
                    let mut open =
                        parts.into_iter().filter(|part| self.bounds(graph, *part).as_truth() != Some(!holds));
                    if let (Some(only), None) = (open.next(), open.next()) {
                        self.settle(graph, only, holds);
                    }
                }
            }
            Op::Compare(left, op, right) => {
                let (one, other) = (self.bounds(graph, left), self.bounds(graph, right));
                if holds {
                    self.need(graph, left, &Need::compares(op, &other, false));
                    self.need(graph, right, &Need::compares(op.turned(), &one, false));
                    return;
                }
                if !other.may_lack {
                    self.need(graph, left, &Need::compares(op.opposite(), &other, true));
                }
                if !one.may_lack {
                    self.need(graph, right, &Need::compares(op.opposite().turned(), &one, true));
                }
            }
            Op::Present(inner) if holds => self.need(graph, inner, &Need::default()),
            Op::If(..) | Op::Leaf(..) => {
                let value = Rational::from(i64::from(holds));
                let need = Need { low: Some((value.clone(), false)), high: Some((value, false)), ..Need::default() };
                self.need_of_parts(graph, node, &need);
            }
            _ => {}
        }
    }

    /// A value has to be like this.
    fn need(&mut self, graph: &mut Graph, node: Node, need: &Need) {
        if self.is_impossible {
            return;
        }
        let bounds = self.bounds(graph, node);
        match need.of(&bounds) {
            None => self.is_impossible = true,
            Some(left) => {
                let is_news = left != bounds;
                if is_news {
                    self.keep(graph, node, left);
                }
                let is_truth =
                    matches!(graph.op(node), Op::And(_) | Op::Or(_) | Op::Not(_) | Op::Compare(..) | Op::Present(_));
                match self.bounds(graph, node).as_truth() {
                    Some(holds) if is_truth => deep(|| self.settle(graph, node, holds)),
                    _ if is_news || need.other_than.is_some() => deep(|| self.need_of_parts(graph, node, need)),
                    _ => {}
                }
            }
        }
    }

    fn need_of_parts(&mut self, graph: &mut Graph, node: Node, need: &Need) {
        match graph.op(node).clone() {
            Op::Leaf(variable, leaf) => {
                let answers = graph.answers(variable);
                let count = answers.count.saturating_add(u64::from(answers.na));
                if count <= 63 {
                    let fits = |answer: &u64| need.of(&Bounds::of(&leaf.of(*answer, answers.count))).is_some();
                    let left = (0..count).filter(fits).fold(0, |set, answer| set | 1u64 << answer);
                    self.has_changed |= self.intervals.suppose_answered(variable, left);
                }
            }
            Op::If(condition, then, otherwise) => {
                let fits = |this: &mut Self, node: Node| need.of(&this.bounds(graph, node)).is_some();
                match (fits(self, then), fits(self, otherwise)) {
                    (false, false) => self.is_impossible = true,
                    (true, false) => {
                        self.settle(graph, condition, true);
                        self.need(graph, then, need);
                    }
                    (false, true) => {
                        self.settle(graph, condition, false);
                        self.need(graph, otherwise, need);
                    }
                    (true, true) => match self.bounds(graph, condition).as_truth() {
                        Some(true) => self.need(graph, then, need),
                        Some(false) => self.need(graph, otherwise, need),
                        None => self.need_where_present(graph, (condition, then, otherwise), need),
                    },
                }
            }
            Op::Min(terms) => {
                let low = Need { low: need.low.clone(), may_lack: true, ..Need::default() };
                terms.into_iter().for_each(|term| self.need(graph, term, &low));
            }
            Op::Max(terms) => {
                let high = Need { high: need.high.clone(), may_lack: true, ..Need::default() };
                terms.into_iter().for_each(|term| self.need(graph, term, &high));
            }
            Op::Linear(constant, terms) if !need.may_lack => self.need_of_terms(graph, &constant, &terms, need),
            Op::Else(first, _) if !self.bounds(graph, first).may_lack => self.need(graph, first, need),
            _ => {}
        }
    }

    /// A sum whose terms are all there: each has to make up for what the others cannot.
    fn need_of_terms(&mut self, graph: &mut Graph, constant: &Rational, terms: &[(Rational, Node)], need: &Need) {
        let each: Vec<(Rational, Rational)> =
            terms.iter().map(|(factor, term)| self.bounds(graph, *term).times(factor)).collect();
        let lowest = each.iter().fold(constant.clone(), |sum, (low, _)| &sum + low);
        let highest = each.iter().fold(constant.clone(), |sum, (_, high)| &sum + high);
        for ((factor, term), (low, high)) in terms.iter().zip(&each) {
            let at_least = need.low.as_ref().map(|(needed, _)| needed - &(&highest - high));
            let at_most = need.high.as_ref().map(|(needed, _)| needed - &(&lowest - low));
            let divided = |bound: Option<Rational>| Some((bound?.checked_div(factor)?, false));
            let (mut low, mut high) = (divided(at_least), divided(at_most));
            if factor.is_negative() {
                std::mem::swap(&mut low, &mut high);
            }
            self.need(graph, *term, &Need { low, high, ..Need::default() });
        }
    }

    /// A level follows from a score where there is one: then so does what the score has to be, or it is none.
    fn need_where_present(&mut self, graph: &mut Graph, (condition, then, otherwise): (Node, Node, Node), need: &Need) {
        if graph.as_constant(otherwise) != Some(&None) {
            return;
        }
        let mut at = then;
        while let Op::If(reached, above, below) = graph.op(at).clone() {
            let fits = |this: &mut Self, node: Node| need.of(&this.bounds(graph, node)).is_some();
            let (holds, next) = match (fits(self, above), fits(self, below)) {
                (true, false) => (true, above),
                (false, true) => (false, below),
                _ => return,
            };
            let parts = match graph.op(reached) {
                Op::And(parts) if holds => parts.clone(),
                _ => vec![reached],
            };
            for part in parts {
                if let Op::Compare(score, op, threshold) = *graph.op(part)
                    && graph.as_constant(threshold).is_some()
                    && graph.has_value(score) == condition
                {
                    let bounds = self.bounds(graph, threshold);
                    let op = if holds { op } else { op.opposite() };
                    self.need(graph, score, &Need::compares(op, &bounds, true));
                }
            }
            at = next;
        }
    }

    fn keep(&mut self, graph: &Graph, node: Node, bounds: Bounds) {
        let known = self.needs.entry(node).or_insert_with(|| bounds.clone());
        match within(known, &bounds) {
            Some(both) => *known = both,
            None => self.is_impossible = true,
        }
        let now = self.intervals.of(graph, node);
        if let Some(both) = within(&now, &bounds)
            && both != now
        {
            self.has_changed = true;
            self.intervals.suppose(node, both);
        }
    }
}

/// What lies within both.
fn within(one: &Bounds, other: &Bounds) -> Option<Bounds> {
    if other.lacks {
        return one.may_lack.then(|| Bounds::of(&None));
    }
    let need = Need {
        low: Some((other.low.clone(), false)),
        high: Some((other.high.clone(), false)),
        may_lack: other.may_lack,
        ..Need::default()
    };
    need.of(one)
}
