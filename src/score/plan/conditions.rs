//! Conditions: bytes of 1 and 0, or no column at all where a table over one column says it.

use std::rc::Rc;

use num_traits::ToPrimitive;

use super::builder::{Builder, Size};
use super::form::{Cond, Fixed, Made, Num, Small, fits, too_large};
use super::op::{Combine, Op, Place, Table};
use crate::exact::{Compare, Rational};
use crate::model::{Sign, Truth};

impl Builder<'_> {
    pub(super) fn condition(&mut self, truth: &Truth) -> Made<Cond> {
        match truth {
            Truth::Constant(holds) => Ok(Cond::Constant(*holds)),
            Truth::And(parts) => {
                let parts = parts.iter().map(|part| self.truth(*part)).collect::<Made<_>>()?;
                self.all(parts)
            }
            Truth::Or(parts) => {
                let parts = parts.iter().map(|part| self.truth(*part)).collect::<Made<_>>()?;
                self.any(parts)
            }
            Truth::Compare(left, op, right) => {
                let (left, right) = (self.number(*left)?, self.number(*right)?);
                self.compare(left, *op, right)
            }
            Truth::Answer(question, spans) => {
                let is_one = |answer| spans.iter().any(|(first, last)| (*first..=*last).contains(&answer));
                self.answered_with(*question, &is_one, spans)
            }
            Truth::Has(question, option, sign) => {
                let has = |set: u64| (set.checked_shr(*option).unwrap_or(0) & 1 == 1) == (*sign == Sign::Is);
                self.answered_with(*question, &has, &[])
            }
            Truth::HasAtLeast(question, least, sign) => {
                let has = |set: u64| (set.count_ones() >= *least) == (*sign == Sign::Is);
                self.answered_with(*question, &has, &[])
            }
            Truth::State(question, state, sign) => self.state(*question, *state, *sign),
            Truth::Present(number, sign) => {
                let present = self.number(*number)?.present();
                Ok(if *sign == Sign::Is { present } else { present.not() })
            }
            Truth::Counts(question, sign) => self.counting(*question, *sign),
            Truth::Suggested(action, sign) => {
                let suggested = self.suggested(*action)?;
                Ok(if *sign == Sign::Is { suggested } else { suggested.not() })
            }
        }
    }

    /// All hold.
    pub fn all(&mut self, parts: Vec<Cond>) -> Made<Cond> {
        self.together(parts, false)
    }

    /// One of them holds.
    pub fn any(&mut self, parts: Vec<Cond>) -> Made<Cond> {
        self.together(parts, true)
    }

    /// Conditions over the same column become one table. `settles` is what one part is enough for.
    fn together(&mut self, parts: Vec<Cond>, settles: bool) -> Made<Cond> {
        let mut columns: Vec<(Place, Vec<bool>)> = Vec::new();
        for part in parts {
            match part {
                Cond::Constant(holds) if holds == settles => return Ok(Cond::Constant(settles)),
                Cond::Constant(_) => {}
                Cond::Coded { code, table } => match columns.iter_mut().find(|(place, _)| *place == code) {
                    None => columns.push((code, table.to_vec())),
                    Some((_, known)) => {
                        for (known, more) in known.iter_mut().zip(table.iter()) {
                            *known = if settles { *known | more } else { *known & more };
                        }
                    }
                },
            }
        }
        let mut terms: Vec<(Place, Table)> = Vec::new();
        let is_only = columns.len() == 1;
        for (code, table) in columns {
            match Cond::coded(code, table) {
                Cond::Constant(holds) if holds == settles => return Ok(Cond::Constant(settles)),
                Cond::Constant(_) => {}
                coded if is_only => return Ok(coded),
                Cond::Coded { code, table } => terms.push(self.byte_term(code, &table)),
            }
        }
        Ok(match terms.as_slice() {
            [] => Cond::Constant(!settles),
            _ => Cond::mask(self.lookup(if settles { Combine::Or } else { Combine::And }, terms)),
        })
    }

    /// A condition as a term of 1 and 0 over a column of bytes.
    pub fn byte_term(&mut self, code: Place, table: &Rc<[bool]>) -> (Place, Table) {
        let ones = |table: &[bool]| Table::new(table.iter().map(|holds| u8::from(*holds)));
        match code {
            Place::Answers(_) | Place::Roles | Place::Byte(_) => (code, ones(table)),
            _ => {
                let mask = self.mask(&Cond::Coded { code, table: Rc::clone(table) });
                (mask, ones(&[false, true]))
            }
        }
    }

    /// Whether both have a value and they compare so.
    pub fn compare(&mut self, left: Num, op: Compare, right: Num) -> Made<Cond> {
        let zero = Rational::ZERO;
        match (left, right) {
            (Num::Constant(None), _) | (_, Num::Constant(None)) => Ok(Cond::Constant(false)),
            (left, Num::Constant(Some(right))) => self.compare_with(left, op, &right),
            (Num::Constant(Some(left)), right) => {
                let difference = self.linear(&left, vec![(Rational::from(-1), right)])?;
                self.compare_with(difference, op, &zero)
            }
            (left, right) => {
                let difference = self.linear(&zero, vec![(Rational::ONE, left), (Rational::from(-1), right)])?;
                self.compare_with(difference, op, &zero)
            }
        }
    }

    /// A comparison with a constant.
    pub fn compare_with(&mut self, left: Num, op: Compare, right: &Rational) -> Made<Cond> {
        match left {
            Num::Constant(left) => Ok(Cond::Constant(left.is_some_and(|left| op.holds(left.cmp(right))))),
            Num::Small(Small { code, table }) => {
                let holds = |left: &Option<Rational>| left.as_ref().is_some_and(|left| op.holds(left.cmp(right)));
                Ok(Cond::coded(code, table.iter().map(holds)))
            }
            Num::Fixed(fixed) => {
                let Ok(held) = self.compare_units(&fixed, op, right) else {
                    let near = self.near(&Num::Fixed(fixed))?;
                    return self.compare_near(near, op, right);
                };
                self.all(vec![held, fixed.present])
            }
            Num::Near(near) => self.compare_near(*near, op, right),
            Num::Fraction(fraction) => {
                // sum / weight ⋛ right, where the weight is positive.
                let Ok(difference) = self.less_times(&fraction.sum, right, &fraction.weight) else {
                    let near = self.near(&Num::Fraction(fraction))?;
                    return self.compare_near(near, op, right);
                };
                let held = self.compare_with(difference, op, &Rational::ZERO)?;
                self.all(vec![held, fraction.present])
            }
        }
    }

    /// A comparison of a number of units, whether there is a value or not.
    fn compare_units(&mut self, left: &Fixed, op: Compare, right: &Rational) -> Made<Cond> {
        let exact = right.checked_div(&left.unit).unwrap_or_default();
        let below = exact.to_big().floor().to_integer().to_i128().filter(|below| fits(*below)).ok_or_else(too_large)?;
        // Between two whole numbers nothing is equal, and which side is meant is that of the nearest one.
        let (op, constant) = match op {
            _ if exact.is_integer() => (op, below),
            Compare::Equal => return Ok(Cond::Constant(false)),
            Compare::NotEqual => return Ok(Cond::Constant(true)),
            Compare::Less | Compare::LessOrEqual => (Compare::LessOrEqual, below),
            Compare::Greater | Compare::GreaterOrEqual => (Compare::Greater, below),
        };
        let (low, high) = left.bounds;
        let at = |bound: i128| op.holds(bound.cmp(&constant));
        let is_settled = match op {
            Compare::Equal | Compare::NotEqual => constant < low || constant > high,
            _ => at(low) == at(high),
        };
        if is_settled {
            return Ok(Cond::Constant(at(low)));
        }
        let mask = self.push(Size::Byte, |out| Op::Compare { left: left.place, op, constant, out });
        Ok(Cond::mask(mask))
    }
}
