//! What nodes are for one response.

use rustc_hash::FxHashMap;

use crate::analyse::graph::{Graph, Node, Op, Value, Variable, truth};
use crate::exact::Rational;

/// The value of the last of some nodes for one response, each behind those that it is worked out from.
pub fn value_at(graph: &Graph, nodes: &[Node], answers: &FxHashMap<Variable, u64>) -> Value {
    let mut point = Point { nodes, values: Vec::with_capacity(nodes.len()) };
    for node in nodes {
        let value = point.work_out(graph, *node, answers);
        point.values.push(value);
    }
    point.values.pop().flatten()
}

struct Point<'n> {
    nodes: &'n [Node],
    values: Vec<Value>,
}

impl Point<'_> {
    fn of(&self, node: Node) -> Option<&Rational> {
        let place = self.nodes.binary_search(&node).ok()?;
        self.values.get(place)?.as_ref()
    }

    fn holds(&self, node: Node) -> bool {
        self.of(node).is_some_and(|value| !value.is_zero())
    }

    fn work_out(&self, graph: &Graph, node: Node, answers: &FxHashMap<Variable, u64>) -> Value {
        let there = |terms: &[(Rational, Node)]| {
            let there = terms.iter().filter_map(|(weight, term)| Some((weight, self.of(*term)?)));
            there.fold((Rational::ZERO, Rational::ZERO), |(sum, total), (weight, value)| {
                (&sum + &(weight * value), &total + weight)
            })
        };
        match graph.op(node) {
            Op::Constant(value) => value.clone(),
            Op::Leaf(variable, leaf) => leaf.of(*answers.get(variable)?, graph.answers(*variable).count),
            Op::Linear(constant, terms) => {
                let add = |sum: Rational, (factor, term): &(Rational, Node)| Some(&sum + &(factor * self.of(*term)?));
                terms.iter().try_fold(constant.clone(), add)
            }
            Op::Sum(terms) => Some(there(terms).0),
            Op::Mean(terms) => {
                let (sum, total) = there(terms);
                sum.checked_div(&total)
            }
            Op::Min(terms) => terms.iter().filter_map(|term| self.of(*term)).min().cloned(),
            Op::Max(terms) => terms.iter().filter_map(|term| self.of(*term)).max().cloned(),
            Op::Round(inner, digits) => self.of(*inner).map(|value| value.round(*digits)),
            Op::Else(first, second) => self.of(*first).or_else(|| self.of(*second)).cloned(),
            Op::If(condition, then, otherwise) => {
                self.of(if self.holds(*condition) { *then } else { *otherwise }).cloned()
            }
            Op::And(parts) => truth(parts.iter().all(|part| self.holds(*part))),
            Op::Or(parts) => truth(parts.iter().any(|part| self.holds(*part))),
            Op::Not(inner) => truth(!self.holds(*inner)),
            Op::Compare(left, op, right) => {
                truth(self.of(*left).zip(self.of(*right)).is_some_and(|(left, right)| op.holds(left.cmp(right))))
            }
            Op::Present(inner) => truth(self.of(*inner).is_some()),
        }
    }
}
