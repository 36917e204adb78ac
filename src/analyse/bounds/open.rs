//! On which variable it depends most what a node is.

use rustc_hash::FxHashSet;

use super::intervals::{Bounds, Intervals};
use crate::analyse::graph::{Graph, Node, Op, Variable};
use crate::analyse::leaf::Leaf;
use crate::exact::Rational;
use crate::model::deep;

/// A variable whose answers leave a node open, by the bounds of these nodes: the one that moves it furthest, as far as
/// can be told from step to step. With it comes the leaf that reads it.
pub fn open_variable(graph: &Graph, intervals: &mut Intervals, node: Node) -> Option<(Variable, Leaf)> {
    let mut seen = FxHashSet::default();
    deep(|| descend(graph, intervals, node, &mut seen))
}

fn descend(
    graph: &Graph,
    intervals: &mut Intervals,
    node: Node,
    seen: &mut FxHashSet<Node>,
) -> Option<(Variable, Leaf)> {
    if intervals.of(graph, node).is_settled() || !seen.insert(node) {
        return None;
    }
    if let Op::Leaf(variable, leaf) = graph.op(node) {
        return (intervals.left(graph, *variable).size() > 1).then(|| (*variable, leaf.clone()));
    }
    let mut children: Vec<(Rational, Node)> = Vec::new();
    let mut add = |factor: &Rational, child: Node| {
        let bounds = intervals.of(graph, child);
        if !bounds.is_settled() {
            children.push((reach(&bounds, factor), child));
        }
    };
    match graph.op(node) {
        Op::Linear(_, terms) | Op::Sum(terms) | Op::Mean(terms) => {
            terms.iter().for_each(|(factor, term)| add(factor, *term));
        }
        // What else matters depends on it.
        Op::If(condition, then, otherwise) => {
            if !intervals.of(graph, *condition).is_settled() {
                children.push((Rational::ZERO, *condition));
            }
            children.extend([*then, *otherwise].map(|branch| (Rational::ZERO, branch)));
        }
        _ => graph.children(node).into_iter().for_each(|child| add(&Rational::ONE, child)),
    }
    // Stable: of those that reach as far, the first one.
    children.sort_by(|(one, _), (other, _)| other.cmp(one));
    children.into_iter().find_map(|(_, child)| deep(|| descend(graph, intervals, child, seen)))
}

/// How far a term moves a sum.
fn reach(bounds: &Bounds, factor: &Rational) -> Rational {
    let (mut low, mut high) = bounds.times(factor);
    if bounds.may_lack {
        (low, high) = (low.min(Rational::ZERO), high.max(Rational::ZERO));
    }
    &high - &low
}
