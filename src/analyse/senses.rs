//! In which direction a node's value is better, where a query wants only the best: then what is worse and dearer can
//! be dropped on the way.
//!
//! A state is dropped for another one when both remember the same, but for one node whose value is better in the other,
//! which is no dearer. Whatever comes then, the other one leads at least as far, as long as more of the node never
//! leads to less of what is asked for.

use rustc_hash::FxHashMap;

use super::automaton::Id;
use super::graph::{Graph, Node, Op};
use super::leaf::Leaf;
use crate::exact::{Compare, Rational};
use crate::model::deep;

/// Whether more of a node is better, less, both by turns, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense(u8);

impl Sense {
    /// More is better.
    pub const UP: Sense = Sense(1);
    /// Less is better.
    pub const DOWN: Sense = Sense(2);
    /// It depends.
    const BOTH: Sense = Sense(3);
    /// Only whether it has a value matters.
    const NEITHER: Sense = Sense(0);

    fn turned(self) -> Sense {
        match self {
            Sense::UP => Sense::DOWN,
            Sense::DOWN => Sense::UP,
            same => same,
        }
    }
}

/// The senses of all nodes below one.
#[derive(Debug, Clone, Default)]
pub struct Senses {
    known: FxHashMap<Node, Sense>,
    ranges: FxHashMap<Node, Option<(Rational, Rational)>>,
}

impl Senses {
    /// The senses when this is what one wants of a node.
    pub fn of(graph: &Graph, root: Node, sense: Sense) -> Senses {
        let mut senses = Senses::default();
        let mut todo = vec![(root, sense)];
        while let Some((node, sense)) = todo.pop() {
            let before = senses.known.get(&node).copied();
            let joined = Sense(before.map_or(0, |before| before.0) | sense.0);
            if before == Some(joined) {
                continue;
            }
            senses.known.insert(node, joined);
            senses.below(graph, node, joined, &mut todo);
        }
        senses
    }

    /// Whether more of a node is better (true) or less (false); none where it depends.
    pub fn wants_more(&self, node: Node) -> Option<bool> {
        match self.known.get(&node) {
            Some(&Sense::UP) => Some(true),
            Some(&Sense::DOWN) => Some(false),
            _ => None,
        }
    }

    fn below(&mut self, graph: &Graph, node: Node, sense: Sense, todo: &mut Vec<(Node, Sense)>) {
        match graph.op(node) {
            Op::Constant(_) => {}
            // Whether it is asked changes everything that it is in.
            Op::Leaf(variable, Leaf { .. }) => todo.push((graph.when(*variable), Sense::BOTH)),
            Op::Linear(_, terms) | Op::Sum(terms) => todo.extend(
                terms.iter().map(|(factor, term)| (*term, if factor.is_negative() { sense.turned() } else { sense })),
            ),
            Op::Mean(terms) => todo.extend(terms.iter().map(|(weight, term)| {
                (*term, if weight.is_negative() && sense != Sense::NEITHER { Sense::BOTH } else { sense })
            })),
            Op::Min(terms) | Op::Max(terms) | Op::And(terms) | Op::Or(terms) => {
                todo.extend(terms.iter().map(|term| (*term, sense)));
            }
            Op::Round(inner, _) => todo.push((*inner, sense)),
            Op::Else(first, second) => todo.extend([(*first, sense), (*second, sense)]),
            Op::Not(inner) => todo.push((*inner, sense.turned())),
            Op::Present(inner) => todo.push((*inner, Sense::NEITHER)),
            Op::Compare(left, op, right) => {
                let (of_left, of_right) = match (sense, op) {
                    (Sense::NEITHER, _) => (sense, sense),
                    (_, Compare::Greater | Compare::GreaterOrEqual) => (sense, sense.turned()),
                    (_, Compare::Less | Compare::LessOrEqual) => (sense.turned(), sense),
                    _ => (Sense::BOTH, Sense::BOTH),
                };
                todo.extend([(*left, of_left), (*right, of_right)]);
            }
            Op::If(condition, then, otherwise) => {
                todo.extend([(*then, sense), (*otherwise, sense)]);
                let ranges = (self.range(graph, *then), self.range(graph, *otherwise));
                let of_condition = match ranges {
                    (Some(_), Some(_)) if sense == Sense::NEITHER => sense,
                    (Some((low, _)), Some((_, high))) if low >= high => sense,
                    (Some((_, high)), Some((low, _))) if high <= low => sense.turned(),
                    // Which value it has, or whether any, turns on the condition.
                    _ => Sense::BOTH,
                };
                todo.push((*condition, of_condition));
            }
        }
    }

    /// The bounds of a node that surely has a value, where they are seen at once.
    fn range(&mut self, graph: &Graph, node: Node) -> Option<(Rational, Rational)> {
        if let Some(known) = self.ranges.get(&node) {
            return known.clone();
        }
        let range = match graph.op(node) {
            Op::Constant(value) => value.clone().map(|value| (value.clone(), value)),
            Op::And(_) | Op::Or(_) | Op::Not(_) | Op::Compare(..) | Op::Present(_) => {
                Some((Rational::ZERO, Rational::ONE))
            }
            Op::If(_, then, otherwise) => {
                let (then, otherwise) = (*then, *otherwise);
                let ranges = deep(|| self.range(graph, then).zip(self.range(graph, otherwise)));
                ranges.map(|((a, b), (c, d))| (a.min(c), b.max(d)))
            }
            _ => None,
        };
        self.ranges.insert(node, range.clone());
        range
    }
}

/// A state, as it stands against others that remember the same.
#[derive(Debug)]
pub struct Rival {
    /// What has to be the same.
    pub others: Vec<Id>,
    /// This, too.
    pub weight: Rational,
    /// What it costs.
    pub cost: u64,
    /// The value in which they differ; less is better.
    pub value: Rational,
}

/// Which of these others are better than; what is none has no rivals.
pub fn worse(rivals: impl Iterator<Item = Option<Rival>>) -> Vec<bool> {
    let mut worse = Vec::new();
    let mut rivals: Vec<(usize, Rival)> =
        rivals.inspect(|_| worse.push(false)).enumerate().filter_map(|(index, rival)| Some((index, rival?))).collect();
    rivals.sort_by(|(_, a), (_, b)| {
        let key = |rival: &Rival| (rival.cost, rival.value.clone());
        a.others.cmp(&b.others).then_with(|| a.weight.cmp(&b.weight)).then_with(|| key(a).cmp(&key(b)))
    });
    let mut best: Option<&Rival> = None;
    for (index, rival) in &rivals {
        let same = best.filter(|best| best.others == rival.others && best.weight == rival.weight);
        if same.is_some_and(|best| best.value <= rival.value) {
            worse[*index] = true;
        } else {
            best = Some(rival);
        }
    }
    worse
}
