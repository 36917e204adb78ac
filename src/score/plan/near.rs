//! Numbers whose exact form needs more than 128 bits: doubles with a proved bound on their error.
//!
//! They decide nothing by themselves. Where one lies so near a threshold, or a number that rounding cuts at, that its
//! error could matter, the row is marked as doubtful and the row evaluator scores it.

use num_traits::ToPrimitive;

use super::builder::{Builder, Size};
use super::form::{Cond, Made, Num, Small, Unfit};
use super::op::{Op, Place, Values};
use crate::exact::{Compare, Rational};

/// A generous bound on the relative error of one step: reading a rational as a double, a product, a sum.
const STEP: f64 = 1.0 / (1u64 << 48) as f64;

/// Doubles above this are not whole any more, or overflow on the way.
const MOST: f64 = 1e15;

/// See [`Num::Near`].
#[derive(Debug, Clone)]
pub struct Near {
    /// Doubles; anything where there is no value.
    pub place: Place,
    /// How far from the true value they can be.
    pub error: f64,
    /// The largest magnitude.
    pub most: f64,
    /// Where there is a value.
    pub present: Cond,
}

/// The nearest double, with room for an error in the last places.
fn double(value: &Rational) -> f64 {
    value.to_big().to_f64().unwrap_or(f64::INFINITY)
}

impl Builder<'_> {
    /// A number as doubles; zero where there is no value and it is a table.
    pub fn near(&mut self, number: &Num) -> Made<Near> {
        let most = number.bounds().map_or(0.0, |(low, high)| double(&low).abs().max(double(&high).abs()));
        let near = match number {
            Num::Near(near) => return Ok((**near).clone()),
            Num::Constant(value) => {
                let place = self.nearly(double(&value.clone().unwrap_or_default()), Vec::new());
                Near { place, error: most * STEP, most, present: number.present() }
            }
            Num::Small(Small { code, table }) => {
                let bits = |value: &Option<Rational>| value.as_ref().map_or(0.0, double).to_bits();
                let place = self.gather(*code, Values::Doubles(table.iter().map(bits).collect()));
                Near { place, error: most * STEP, most, present: number.present() }
            }
            Num::Fixed(fixed) => {
                let place = self.nearly(0.0, vec![(fixed.place, double(&fixed.unit))]);
                Near { place, error: most * STEP * 4.0, most, present: fixed.present.clone() }
            }
            Num::Fraction(fraction) => {
                let sum = self.near(&Num::Fixed(fraction.sum.clone()))?;
                let weight = self.near(&fraction.weight)?;
                self.quotient(sum, weight, least_weight(&fraction.weight), most, fraction.present.clone())?
            }
        };
        match near.most < MOST && near.error < MOST {
            true => Ok(near),
            false => Err(Unfit("its numbers are too large for doubles".to_owned())),
        }
    }

    fn nearly(&mut self, constant: f64, parts: Vec<(Place, f64)>) -> Place {
        let parts: Vec<(Place, u64)> = parts.into_iter().map(|(place, factor)| (place, factor.to_bits())).collect();
        self.push(Size::Double, |out| Op::Nearly { constant: constant.to_bits(), parts: parts.clone(), out })
    }

    fn quotient(&mut self, sum: Near, weight: Near, least: f64, most: f64, present: Cond) -> Made<Near> {
        let (left, right) = (sum.place, weight.place);
        let place = self.push(Size::Double, |out| Op::Quotient { left, right, out });
        let error = (sum.error + most * weight.error) / least * 1.001 + most * STEP;
        match least > 0.0 && weight.error * 1000.0 < least {
            true => Ok(Near { place, error, most, present }),
            false => Err(Unfit("its weights are too far apart for doubles".to_owned())),
        }
    }

    /// `constant + Σ factor × term` over the terms that have a value, as doubles that are always present.
    fn near_total(&mut self, terms: &[(Rational, Num)], constant: &Rational) -> Made<Near> {
        let constant = double(constant);
        let (mut most, mut error) = (constant.abs(), 0.0);
        let mut parts = Vec::new();
        for (factor, term) in terms {
            let near = self.near(term)?;
            let factor = double(factor);
            error += factor.abs() * near.error;
            most += factor.abs() * near.most;
            let place = match &near.present {
                Cond::Constant(true) => near.place,
                Cond::Constant(false) => continue,
                present => {
                    let (mask, otherwise) = (self.mask(present), self.nearly(0.0, Vec::new()));
                    self.push(Size::Double, |out| Op::Select { mask, then: near.place, otherwise, out })
                }
            };
            parts.push((place, factor));
        }
        error += most * STEP * (parts.len() as f64 + 2.0);
        let place = self.nearly(constant, parts);
        Ok(Near { place, error, most, present: Cond::Constant(true) })
    }

    /// See [`Builder::sum`].
    pub fn near_sum(&mut self, terms: &[(Rational, Num)]) -> Made<Num> {
        self.near_total(terms, &Rational::ZERO).map(|near| Num::Near(Box::new(near)))
    }

    /// See [`Builder::linear`].
    pub fn near_linear(&mut self, constant: &Rational, terms: &[(Rational, Num)]) -> Made<Num> {
        let present = terms.iter().map(|(_, term)| term.present()).collect();
        let present = self.all(present)?;
        let near = self.near_total(terms, constant)?;
        Ok(Num::Near(Box::new(Near { present, ..near })))
    }

    /// See [`Builder::mean`].
    pub fn near_mean(&mut self, terms: &[(Rational, Num)]) -> Made<Num> {
        let sum = self.near_total(terms, &Rational::ZERO)?;
        let mut weights = Vec::new();
        let (mut least, mut most) = (f64::INFINITY, 0.0f64);
        for (weight, term) in terms {
            least = least.min(double(weight));
            most = most.max(self.near(term)?.most);
            let weight = match term.present() {
                Cond::Constant(holds) => Num::Constant(Some(if holds { weight.clone() } else { Rational::ZERO })),
                Cond::Coded { code, table } => {
                    let weight = |holds: &bool| Some(if *holds { weight.clone() } else { Rational::ZERO });
                    Small::form(code, table.iter().map(weight))
                }
            };
            weights.push((Rational::ONE, weight));
        }
        let present = terms.iter().map(|(_, term)| term.present()).collect();
        let present = self.any(present)?;
        let weight = self.near_total(&weights, &Rational::ZERO)?;
        self.quotient(sum, weight, least, most, present).map(|near| Num::Near(Box::new(near)))
    }

    /// See [`Builder::extreme`].
    pub fn near_extreme(&mut self, terms: &[Num], most: bool) -> Made<Num> {
        let mut best: Option<Near> = None;
        for term in terms {
            let near = self.near(term)?;
            let loses = if most { f64::NEG_INFINITY } else { f64::INFINITY };
            let (mask, otherwise) = (self.mask(&near.present), self.nearly(loses, Vec::new()));
            let place = self.push(Size::Double, |out| Op::Select { mask, then: near.place, otherwise, out });
            best = Some(match best {
                None => Near { place, ..near },
                Some(best) => Near {
                    place: self.push(Size::Double, |out| Op::Extreme { most, left: best.place, right: place, out }),
                    error: best.error.max(near.error),
                    most: best.most.max(near.most),
                    present: self.any(vec![best.present, near.present])?,
                },
            });
        }
        Ok(best.map_or(Num::Constant(None), |near| Num::Near(Box::new(near))))
    }

    /// See [`Builder::case`].
    pub fn near_case(&mut self, lines: &[(Cond, Num)], last: &Num) -> Made<Num> {
        let mut chosen = self.near(last)?;
        for (when, number) in lines.iter().rev() {
            let near = self.near(number)?;
            let (mask, then, otherwise) = (self.mask(when), near.place, chosen.place);
            chosen = Near {
                place: self.push(Size::Double, |out| Op::Select { mask, then, otherwise, out }),
                error: chosen.error.max(near.error),
                most: chosen.most.max(near.most),
                present: self.select(when, &near.present, &chosen.present)?,
            };
        }
        Ok(Num::Near(Box::new(chosen)))
    }

    /// A comparison with a constant; rows in which it is doubtful are marked.
    pub fn compare_near(&mut self, left: Near, op: Compare, right: &Rational) -> Made<Cond> {
        let constant = double(right);
        let error = (left.error + constant.abs() * STEP).to_bits();
        let present = self.mask(&left.present);
        let held = self.push(Size::Byte, |out| Op::CompareNear {
            left: left.place,
            op,
            constant: constant.to_bits(),
            error,
            present,
            out,
        });
        self.all(vec![Cond::mask(held), left.present])
    }

    /// Whole numbers of a unit, rounded half away from zero; rows in which that is doubtful are marked.
    pub fn round_near(&mut self, near: &Near, unit: &Rational) -> Made<super::form::Fixed> {
        let factor = Rational::ONE.checked_div(unit).map_or(f64::INFINITY, |factor| double(&factor));
        let most = near.most * factor;
        if most.is_nan() || most >= MOST {
            return Err(Unfit("its numbers are too large for doubles".to_owned()));
        }
        let error = (near.error * factor + most * STEP * 2.0).to_bits();
        let present = self.mask(&near.present);
        let place = self.push(Size::Long, |out| Op::RoundNear {
            left: near.place,
            factor: factor.to_bits(),
            error,
            present,
            out,
        });
        let bound = most as i128 + 1;
        Ok(super::form::Fixed { place, unit: unit.clone(), bounds: (-bound, bound), present: near.present.clone() })
    }
}

/// The smallest positive value of a weight.
fn least_weight(weight: &Num) -> f64 {
    match weight {
        Num::Constant(Some(weight)) => double(weight),
        Num::Small(Small { table, .. }) => {
            let weights = table.iter().flatten().filter(|weight| weight.is_positive());
            weights.min().map_or(0.0, double)
        }
        _ => 0.0,
    }
}
