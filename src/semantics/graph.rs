//! Building the expression graph: equal nodes are one node, constants are folded.

use std::collections::{HashMap, HashSet};

use crate::exact::{Compare, Rational};
use crate::model::{Number, NumberId, Truth, TruthId};

/// The graph while it grows.
#[derive(Default)]
pub(super) struct Graph {
    pub numbers: Vec<Number>,
    pub truths: Vec<Truth>,
    number_ids: HashMap<Number, NumberId>,
    truth_ids: HashMap<Truth, TruthId>,
}

impl Graph {
    pub fn number(&mut self, number: Number) -> NumberId {
        let next = NumberId(u32::try_from(self.numbers.len()).unwrap_or(u32::MAX));
        let numbers = &mut self.numbers;
        *self.number_ids.entry(number).or_insert_with_key(|number| {
            numbers.push(number.clone());
            next
        })
    }

    pub fn truth(&mut self, truth: Truth) -> TruthId {
        let next = TruthId(u32::try_from(self.truths.len()).unwrap_or(u32::MAX));
        let truths = &mut self.truths;
        *self.truth_ids.entry(truth).or_insert_with_key(|truth| {
            truths.push(truth.clone());
            next
        })
    }

    pub fn get(&self, id: NumberId) -> &Number {
        // Ids come from `number`, so the node is there; zero is harmless if a caller makes one up.
        const NOTHING: &Number = &Number::Constant(Rational::ZERO);
        self.numbers.get(id.0 as usize).unwrap_or(NOTHING)
    }

    pub fn get_truth(&self, id: TruthId) -> &Truth {
        const NOTHING: &Truth = &Truth::Constant(false);
        self.truths.get(id.0 as usize).unwrap_or(NOTHING)
    }

    pub fn constant(&mut self, value: Rational) -> NumberId {
        self.number(Number::Constant(value))
    }

    pub fn as_constant(&self, id: NumberId) -> Option<&Rational> {
        match self.get(id) {
            Number::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// `a × x + b × y`, flattened. A term with factor zero stays: where it has no value, the result has none.
    pub fn linear(&mut self, a: &Rational, x: NumberId, b: &Rational, y: NumberId) -> NumberId {
        let mut constant = Rational::ZERO;
        let mut terms: Vec<(Rational, NumberId)> = Vec::new();
        for (factor, id) in [(a, x), (b, y)] {
            match self.get(id).clone() {
                Number::Constant(value) => constant = &constant + &(factor * &value),
                Number::Linear { constant: inner, terms: inner_terms } => {
                    constant = &constant + &(factor * &inner);
                    for (inner_factor, term) in inner_terms {
                        add_term(&mut terms, &(factor * &inner_factor), term);
                    }
                }
                _ => add_term(&mut terms, factor, id),
            }
        }
        match terms.as_slice() {
            [] => self.constant(constant),
            [(factor, id)] if *factor == Rational::ONE && constant.is_zero() => *id,
            _ => self.number(Number::Linear { constant, terms }),
        }
    }

    /// `factor × x`.
    pub fn scale(&mut self, factor: &Rational, x: NumberId) -> NumberId {
        let zero = self.constant(Rational::ZERO);
        self.linear(factor, x, &Rational::ZERO, zero)
    }

    pub fn and(&mut self, parts: Vec<TruthId>) -> TruthId {
        self.junction(parts, true)
    }

    pub fn or(&mut self, parts: Vec<TruthId>) -> TruthId {
        self.junction(parts, false)
    }

    fn junction(&mut self, parts: Vec<TruthId>, and: bool) -> TruthId {
        let mut kept: Vec<TruthId> = Vec::new();
        let mut seen = HashSet::new();
        for part in parts {
            match self.get_truth(part) {
                Truth::Constant(value) if *value == and => {}
                Truth::Constant(value) => return self.truth(Truth::Constant(*value)),
                _ if seen.insert(part) => kept.push(part),
                _ => {}
            }
        }
        match kept.as_slice() {
            [] => self.truth(Truth::Constant(and)),
            [one] => *one,
            _ => self.truth(if and { Truth::And(kept) } else { Truth::Or(kept) }),
        }
    }

    pub fn compare(&mut self, left: NumberId, op: Compare, right: NumberId) -> TruthId {
        if let (Some(a), Some(b)) = (self.as_constant(left), self.as_constant(right)) {
            let holds = op.holds(a.cmp(b));
            return self.truth(Truth::Constant(holds));
        }
        self.truth(Truth::Compare(left, op, right))
    }
}

fn add_term(terms: &mut Vec<(Rational, NumberId)>, factor: &Rational, id: NumberId) {
    match terms.iter_mut().find(|(_, term)| *term == id) {
        Some((existing, _)) => *existing = &*existing + factor,
        None => terms.push((factor.clone(), id)),
    }
}
