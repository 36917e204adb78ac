//! Which sums and means an outcome holds against which numbers, and what has to hold besides for that to decide.

use rustc_hash::FxHashSet;

use crate::analyse::graph::{Graph, Node, Op};
use crate::exact::{Compare, Rational};

/// A weight, and what it is given to.
type Term = (Rational, Node);

/// A sum or a mean that is held against a number.
#[derive(Debug, Clone)]
pub struct Held {
    /// The sum or the mean.
    pub number: Node,
    /// How they compare.
    pub op: Compare,
    /// The number.
    pub value: Rational,
    /// Where it decides: conditions that have to hold, or not. What is not said need not be so.
    pub needs: Vec<(Node, bool)>,
}

impl Held {
    /// Whether the other is the same but for its weights.
    pub fn is_reweighted(&self, graph: &Graph, other: &Held) -> bool {
        self.terms_beside(graph, other).is_some_and(|terms| terms.iter().all(|(one, other)| one.1 == other.1))
    }

    /// The only term that is another one in the other, and that one.
    pub fn only_other_term(&self, graph: &Graph, other: &Held) -> Option<(Node, Node)> {
        let terms = self.terms_beside(graph, other)?;
        let mut others = terms.iter().filter(|(one, other)| one != other);
        let (one, other) = others.next().filter(|(one, other)| one.0 == other.0)?;
        others.next().is_none().then_some((one.1, other.1))
    }

    /// The terms of both, if they are added up and held in the same way.
    fn terms_beside<'g>(&self, graph: &'g Graph, other: &Held) -> Option<Vec<(&'g Term, &'g Term)>> {
        let (one, its) = match (graph.op(self.number), graph.op(other.number)) {
            (Op::Mean(one), Op::Mean(other)) | (Op::Sum(one), Op::Sum(other)) => (one, other),
            (Op::Linear(constant, one), Op::Linear(its, other)) if constant == its => (one, other),
            _ => return None,
        };
        let is_same = (self.op, &self.value) == (other.op, &other.value) && one.len() == its.len();
        is_same.then(|| one.iter().zip(its).collect())
    }
}

/// A way from an outcome to what it depends on: a node, how it has to come out, and a part of it that is left aside.
type Way = Vec<(Node, bool, Option<Node>)>;

/// All that is held against a number on the way to an outcome, each by one of the ways to it.
pub fn held(graph: &Graph, outcome: Node) -> Vec<Held> {
    let mut found = Vec::new();
    let mut seen: FxHashSet<Node> = FxHashSet::default();
    let mut open: Vec<(Node, Way)> = vec![(outcome, Vec::new())];
    while let Some((node, way)) = open.pop() {
        if !seen.insert(node) {
            continue;
        }
        let with = |node: Node, holds: bool, but: Option<Node>| {
            let mut way = way.clone();
            way.push((node, holds, but));
            way
        };
        match graph.op(node) {
            Op::If(condition, then, otherwise) => {
                open.push((*otherwise, with(*condition, false, None)));
                open.push((*then, with(*condition, true, None)));
                open.push((*condition, way));
            }
            Op::And(parts) => open.extend(parts.iter().map(|part| (*part, with(node, true, Some(*part))))),
            Op::Or(parts) => open.extend(parts.iter().map(|part| (*part, with(node, false, Some(*part))))),
            Op::Compare(left, op, right) => {
                if let Some(Some(value)) = graph.as_constant(*right) {
                    hold(graph, (*left, *op, value.clone()), &way, &mut found);
                } else if let Some(Some(value)) = graph.as_constant(*left) {
                    hold(graph, (*right, op.turned(), value.clone()), &way, &mut found);
                }
                open.extend([*left, *right].map(|side| (side, way.clone())));
            }
            _ => open.extend(graph.children(node).into_iter().map(|child| (child, way.clone()))),
        }
    }
    found
}

/// What a comparison holds against a number, where nothing stands around it but factors.
pub fn directly(graph: &Graph, comparison: Node) -> Option<Held> {
    let Op::Compare(left, op, right) = *graph.op(comparison) else { return None };
    let value = graph.as_constant(right)?.clone()?;
    let mut number = left;
    while let Op::Linear(_, terms) = graph.op(number)
        && let [(_, term)] = terms.as_slice()
    {
        number = *term;
    }
    around(graph, (left, op, value)).pop().filter(|held| held.number == number)
}

/// What is held against a number where this is, whatever stands around it.
pub fn around(graph: &Graph, comparison: (Node, Compare, Rational)) -> Vec<Held> {
    let mut found = Vec::new();
    hold(graph, comparison, &Vec::new(), &mut found);
    found
}

/// Goes through what stands around a sum or a mean.
fn hold(graph: &Graph, (number, op, value): (Node, Compare, Rational), way: &Way, found: &mut Vec<Held>) {
    let mut with = |number: Node, op: Compare, value: Rational, need: Option<(Node, bool)>| {
        let mut way = way.clone();
        way.extend(need.map(|(node, holds)| (node, holds, None)));
        hold(graph, (number, op, value), &way, found);
    };
    match graph.op(number) {
        Op::If(condition, then, otherwise) => {
            with(*then, op, value.clone(), Some((*condition, true)));
            with(*otherwise, op, value, Some((*condition, false)));
        }
        Op::Else(first, second) => {
            with(*first, op, value.clone(), None);
            with(*second, op, value, None);
        }
        Op::Linear(constant, terms) if terms.len() == 1 => {
            let Some((factor, term)) = terms.first() else { return };
            let Some(value) = (&value - constant).checked_div(factor) else { return };
            with(*term, if factor.is_negative() { op.turned() } else { op }, value, None);
        }
        Op::Round(inner, digits) => {
            let Some(unit) = 10i64.checked_pow(*digits).and_then(|parts| Rational::new(1, parts)) else { return };
            // Where rounding begins to lead to the value, or past it.
            let half = &unit * &Rational::new(1, 2).unwrap_or_default();
            let at = value.round(*digits);
            with(*inner, Compare::GreaterOrEqual, &at - &half, None);
            with(*inner, Compare::GreaterOrEqual, &at + &half, None);
        }
        Op::Mean(terms) | Op::Sum(terms) | Op::Linear(_, terms) if terms.len() > 1 => {
            found.push(Held { number, op, value, needs: needs(graph, way) });
        }
        _ => {}
    }
}

/// What a way asks for, condition by condition. One of several being enough, nothing is asked for.
fn needs(graph: &Graph, way: &Way) -> Vec<(Node, bool)> {
    let mut found = Vec::new();
    let mut open = way.clone();
    while let Some((node, holds, but)) = open.pop() {
        match (graph.op(node), holds) {
            (Op::And(parts), true) | (Op::Or(parts), false) => {
                open.extend(parts.iter().filter(|part| Some(**part) != but).map(|part| (*part, holds, None)));
            }
            (Op::Not(inner), _) => open.push((*inner, !holds, None)),
            _ if graph.as_truth(node).is_none() && !found.contains(&(node, holds)) => found.push((node, holds)),
            _ => {}
        }
    }
    found
}
