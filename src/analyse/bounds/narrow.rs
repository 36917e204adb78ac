//! What a condition needs, and whether that excludes itself: each need narrows what else can be, down the rules and up
//! again. It settles at little cost what would take a walk through all responses; what it leaves open says nothing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::intervals::{Bounds, Intervals};
use super::lattice::{self, Lattices};
use super::left::Left;
use super::need::{Need, within};
use crate::analyse::graph::{Graph, Node, Op, Variable};
use crate::exact::Rational;
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
    Narrowing::default().rule_out(graph, &nodes, condition)
}

/// What a condition leaves of the answers, and in how many rounds that was found; none where nothing is left. `nodes`
/// are those [`behind`] the condition.
pub fn narrowed(
    graph: &mut Graph,
    nodes: &[Node],
    condition: Node,
    left: FxHashMap<Variable, Left>,
) -> (Option<FxHashMap<Variable, Left>>, usize) {
    let lattices = Some(Lattices::default());
    let mut narrowing = Narrowing { intervals: Intervals::within(left), lattices, ..Narrowing::default() };
    let is_impossible = narrowing.rule_out(graph, nodes, condition);
    ((!is_impossible).then(|| narrowing.intervals.into_left()), narrowing.rounds)
}

/// Everything that a node is worked out from, each behind what it is worked out from itself.
pub fn behind(graph: &Graph, node: Node) -> Vec<Node> {
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

#[derive(Debug, Default)]
pub struct Narrowing {
    pub intervals: Intervals,
    /// In which steps values come, where that is looked at.
    pub lattices: Option<Lattices>,
    rounds: usize,
    /// What was found that a value has to lie within.
    needs: FxHashMap<Node, Bounds>,
    /// What was looked at on the way down.
    seen: FxHashSet<(Node, bool)>,
    has_changed: bool,
    pub is_impossible: bool,
}

impl Narrowing {
    /// Whether what a condition needs excludes itself.
    fn rule_out(&mut self, graph: &mut Graph, nodes: &[Node], condition: Node) -> bool {
        for _ in 0..ROUNDS {
            self.rounds += 1;
            if !self.up(graph, nodes) {
                return true;
            }
            self.has_changed = false;
            self.seen.clear();
            if let Some(lattices) = &mut self.lattices {
                *lattices = Lattices::default();
            }
            self.holds(graph, condition);
            if self.is_impossible {
                return true;
            }
            if !self.has_changed {
                break;
            }
        }
        false
    }

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

    pub fn bounds(&mut self, graph: &Graph, node: Node) -> Bounds {
        self.intervals.of(graph, node)
    }

    /// A condition has to hold.
    fn holds(&mut self, graph: &mut Graph, node: Node) {
        self.settle(graph, node, true);
    }

    pub fn settle(&mut self, graph: &mut Graph, node: Node, holds: bool) {
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
                    if self.lattices.is_some() && [left, right].iter().all(|side| graph.as_constant(*side).is_none()) {
                        let terms = [(Rational::ONE, left), (-Rational::ONE, right)];
                        let need = Need::compares(op, &Bounds::of(&Some(Rational::ZERO)), false);
                        self.need_of_terms(graph, &Rational::ZERO, &terms, &need);
                    }
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
    pub fn need(&mut self, graph: &mut Graph, node: Node, need: &Need) {
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
                    _ if is_news || need.other_than.is_some() || need.on.is_some() => {
                        deep(|| self.need_of_parts(graph, node, need))
                    }
                    _ => {}
                }
            }
        }
    }

    fn need_of_parts(&mut self, graph: &mut Graph, node: Node, need: &Need) {
        match graph.op(node).clone() {
            Op::Leaf(variable, leaf) => {
                let known = self.intervals.left(graph, variable);
                let left = known.narrowed(&leaf, graph.answers(variable).count, need);
                if left.is_empty() {
                    self.settle(graph, graph.when(variable), false);
                } else if left != known {
                    self.has_changed = true;
                    self.intervals.suppose_left(variable, left);
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
                terms.iter().for_each(|term| self.need(graph, *term, &low));
                let high = Need { high: need.high.clone(), may_lack: need.may_lack, ..Need::default() };
                self.need_of_one(graph, &terms, &high);
            }
            Op::Max(terms) => {
                let high = Need { high: need.high.clone(), may_lack: true, ..Need::default() };
                terms.iter().for_each(|term| self.need(graph, *term, &high));
                let low = Need { low: need.low.clone(), may_lack: need.may_lack, ..Need::default() };
                self.need_of_one(graph, &terms, &low);
            }
            Op::Linear(constant, terms) if !need.may_lack => self.need_of_terms(graph, &constant, &terms, need),
            Op::Sum(terms) => self.need_of_sum(graph, &terms, need),
            Op::Mean(terms) if !need.may_lack => self.need_of_mean(graph, &terms, need),
            Op::Round(inner, digits) => self.need(graph, inner, &need.before_rounding(digits)),
            Op::Else(first, _) if !self.bounds(graph, first).may_lack => self.need(graph, first, need),
            _ => {}
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
