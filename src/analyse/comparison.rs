//! Comparisons, made as simple as they can be.

use super::graph::{Graph, Node, Op, Value};
use crate::exact::{Compare, Rational};

impl Graph {
    /// See [`Op::Compare`].
    pub fn compare(&mut self, left: Node, op: Compare, right: Node) -> Node {
        match (self.as_constant(left), self.as_constant(right)) {
            (Some(None), _) | (_, Some(None)) => Graph::NEVER,
            (Some(Some(left)), Some(Some(right))) => {
                let holds = op.holds(left.cmp(right));
                self.truth(holds)
            }
            _ if self.mean_is_between(left, op, right) => {
                let present = [self.has_value(left), self.has_value(right)];
                self.and(present)
            }
            _ => match self.compare_steps(left, op, right) {
                Some(node) => node,
                None => self.compare_rest(left, op, right),
            },
        }
    }

    /// A number that was given, against a constant: from the answer on where it turns, so that a long range need not
    /// be looked at number by number.
    fn compare_steps(&mut self, left: Node, op: Compare, right: Node) -> Option<Node> {
        let (constant, terms) = self.as_linear(left);
        let (other, subtracted) = self.as_linear(right);
        let (factor, node) = match (terms.as_slice(), subtracted.as_slice()) {
            ([(factor, node)], []) => (factor.clone(), *node),
            ([], [(factor, node)]) => (-factor, *node),
            _ => return None,
        };
        let Op::Leaf(variable, leaf) = self.op(node) else { return None };
        let variable = *variable;
        let leaf = leaf.compared(&(&constant - &other), &factor, op, self.answers(variable).count)?;
        let leaf = self.leaf(variable, leaf);
        let when = self.when(variable);
        Some(self.when_holds(when, leaf, Graph::NEVER))
    }

    /// A mean is at least the smallest and at most the largest of its terms.
    fn mean_is_between(&self, left: Node, op: Compare, right: Node) -> bool {
        let (low, high) = match op {
            Compare::LessOrEqual => (left, right),
            Compare::GreaterOrEqual => (right, left),
            _ => return false,
        };
        let nodes = |terms: &[(Rational, Node)]| {
            let positive = terms.iter().all(|(weight, _)| weight.is_positive());
            let mut nodes: Vec<Node> = terms.iter().map(|(_, node)| *node).collect();
            nodes.sort_unstable();
            nodes.dedup();
            positive.then_some(nodes)
        };
        let mean = |node: Node| match self.op(node) {
            Op::Mean(terms) => nodes(terms),
            Op::Linear(constant, terms) if constant.is_zero() => {
                let weight = terms.iter().fold(Rational::ZERO, |sum, (weight, _)| &sum + weight);
                nodes(terms).filter(|_| weight == Rational::ONE)
            }
            _ => None,
        };
        match (self.op(low), self.op(high)) {
            (Op::Min(least), _) if mean(high).as_ref() == Some(least) => true,
            (_, Op::Max(most)) => mean(low).as_ref() == Some(most),
            _ => false,
        }
    }

    /// What stands on both sides is taken from both: a difference of rules is simpler than the two.
    fn compare_rest(&mut self, left: Node, op: Compare, right: Node) -> Node {
        let (mut constant, mut terms) = self.as_linear(left);
        let (other, subtracted) = self.as_linear(right);
        constant = &constant - &other;
        for (factor, node) in subtracted {
            match terms.iter_mut().find(|(_, its)| *its == node) {
                Some((mine, _)) => *mine = &*mine - &factor,
                None => terms.push((-&factor, node)),
            }
        }
        let (gone, terms): (Vec<_>, Vec<_>) = terms.into_iter().partition(|(factor, _)| factor.is_zero());
        if gone.is_empty() {
            return self.add(Op::Compare(left, op, right));
        }
        let rest = self.linear(constant, terms);
        let zero = Graph::NEVER;
        let mut parts: Vec<Node> = gone.into_iter().map(|(_, node)| self.has_value(node)).collect();
        parts.push(self.compare(rest, op, zero));
        self.and(parts)
    }

    /// A node as a constant and terms that are no linear rules themselves.
    pub(super) fn as_linear(&self, node: Node) -> (Rational, Vec<(Rational, Node)>) {
        let mut constant = Rational::ZERO;
        let mut terms: Vec<(Rational, Node)> = Vec::new();
        let mut todo = vec![(Rational::ONE, node)];
        while let Some((factor, node)) = todo.pop() {
            match self.op(node) {
                Op::Constant(Some(value)) => constant = &constant + &(&factor * value),
                Op::Linear(own, inner) => {
                    constant = &constant + &(&factor * own);
                    todo.extend(inner.iter().map(|(weight, node)| (&factor * weight, *node)));
                }
                _ => match terms.iter_mut().find(|(_, its)| *its == node) {
                    Some((mine, _)) => *mine = &*mine + &factor,
                    None => terms.push((factor, node)),
                },
            }
        }
        (constant, terms)
    }

    /// Whether a node has this value.
    pub fn is(&mut self, node: Node, value: &Value) -> Node {
        match value {
            Some(value) => {
                let value = self.constant(Some(value.clone()));
                self.compare(node, Compare::Equal, value)
            }
            None => {
                let present = self.has_value(node);
                self.negation(present)
            }
        }
    }
}
