//! What two comparisons say together: a sum that one wants large and the other one small says something of what is only
//! in one of them, which bounds of each alone do not tell.

use super::intervals::Intervals;
use crate::analyse::graph::{Graph, Node, Op};
use crate::exact::{Compare, Rational};

/// The most comparisons that are looked at in pairs.
const MOST: usize = 24;

/// `constant + Σ factor × term` is at least 0, or more.
struct Row {
    constant: Rational,
    terms: Vec<(Rational, Node)>,
    strictly: bool,
}

/// The same condition, with what each two of its comparisons say together.
pub fn together(graph: &mut Graph, condition: Node) -> Node {
    let mut rows = Vec::new();
    find(graph, &mut Intervals::default(), condition, true, &mut rows);
    rows.truncate(MOST);
    let mut parts = vec![condition];
    for (at, one) in rows.iter().enumerate() {
        for other in rows.iter().skip(at + 1) {
            if let Some(row) = one.with(other) {
                let op = if row.strictly { Compare::Greater } else { Compare::GreaterOrEqual };
                let sum = graph.linear(row.constant, row.terms);
                let zero = graph.constant(Some(Rational::ZERO));
                parts.push(graph.compare(sum, op, zero));
            }
        }
    }
    graph.and(parts)
}

/// The comparisons that have to hold where a condition holds, or does not.
fn find(graph: &Graph, intervals: &mut Intervals, condition: Node, holds: bool, rows: &mut Vec<Row>) {
    match graph.op(condition) {
        Op::And(parts) if holds => parts.iter().for_each(|part| find(graph, intervals, *part, true, rows)),
        Op::Or(parts) if !holds => parts.iter().for_each(|part| find(graph, intervals, *part, false, rows)),
        Op::Not(inner) => find(graph, intervals, *inner, !holds, rows),
        Op::Compare(left, op, right) => {
            // Where a value is missing, neither a comparison nor its opposite holds.
            let mut is_sure = |node: &Node| !intervals.of(graph, *node).may_lack;
            let is_told = holds || (is_sure(left) && is_sure(right));
            if !is_told {
                return;
            }
            let op = if holds { *op } else { op.opposite() };
            let ((left, mut terms), (right, subtracted)) = (graph.as_linear(*left), graph.as_linear(*right));
            add(&mut terms, &subtracted, &-Rational::ONE);
            let strictly = !op.holds(std::cmp::Ordering::Equal);
            let above = Row { constant: &left - &right, terms, strictly };
            match op {
                Compare::Greater | Compare::GreaterOrEqual => rows.push(above),
                Compare::Less | Compare::LessOrEqual => rows.push(above.turned()),
                Compare::Equal => rows.extend([above.turned(), above]),
                Compare::NotEqual => {}
            }
        }
        _ => {}
    }
}

impl Row {
    fn turned(&self) -> Row {
        let terms = self.terms.iter().map(|(factor, node)| (-factor, *node)).collect();
        Row { constant: -&self.constant, terms, strictly: self.strictly }
    }

    /// The sum of two, where a term of both goes and others with it.
    fn with(&self, other: &Row) -> Option<Row> {
        let times = self.terms.iter().find_map(|(factor, node)| {
            let (its, _) = other.terms.iter().find(|(_, its)| its == node)?;
            (-factor).checked_div(its).filter(Rational::is_positive)
        })?;
        let mut terms = self.terms.clone();
        add(&mut terms, &other.terms, &times);
        let says_more = terms.len() < self.terms.len().max(other.terms.len());
        let constant = &self.constant + &(&times * &other.constant);
        says_more.then_some(Row { constant, terms, strictly: self.strictly || other.strictly })
    }
}

/// Adds terms times a factor; what comes to nothing goes.
fn add(terms: &mut Vec<(Rational, Node)>, others: &[(Rational, Node)], times: &Rational) {
    for (factor, node) in others {
        let more = factor * times;
        match terms.iter_mut().find(|(_, its)| its == node) {
            Some((mine, _)) => *mine = &*mine + &more,
            None => terms.push((more, *node)),
        }
    }
    terms.retain(|(factor, _)| !factor.is_zero());
}
