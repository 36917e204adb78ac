//! Numbers of a model as fractions of whole numbers, with bounds that no row leaves.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::expression::Expr;
use crate::exact::Rational;

/// A number as `top / (fixed × the varying parts)`. The top is `NULL` where there is no number; the parts below never
/// are, and are at least 1.
#[derive(Debug, Clone)]
pub(super) struct Fraction {
    /// A whole number.
    pub top: Expr,
    /// The same in every row.
    pub fixed: BigInt,
    /// Different from row to row: the weight of what counts, each with the largest that it can be.
    pub varying: Vec<(Expr, BigInt)>,
    /// The least and the greatest that the number (not the top) can be.
    pub bounds: (Rational, Rational),
}

impl Fraction {
    /// A number that is the same in every row.
    pub fn constant(value: &Rational) -> Fraction {
        let big = value.to_big();
        Fraction {
            top: Expr::Integer(big.numer().clone()),
            fixed: big.denom().clone(),
            varying: Vec::new(),
            bounds: (value.clone(), value.clone()),
        }
    }

    /// The largest that everything below can be.
    pub fn largest_bottom(&self) -> BigInt {
        self.varying.iter().fold(self.fixed.clone(), |product, (_, largest)| product * largest)
    }

    /// The largest that the top can be, its sign apart.
    pub fn largest_top(&self) -> BigInt {
        largest(&self.bounds, &self.largest_bottom())
    }
}

/// The largest whole number that a value within bounds becomes when it is multiplied by this.
pub(super) fn largest(bounds: &(Rational, Rational), factor: &BigInt) -> BigInt {
    let size = |value: &Rational| {
        let big = value.to_big();
        (big.numer().abs() * factor).div_ceil(big.denom())
    };
    size(&bounds.0).max(size(&bounds.1))
}

/// What several fractions have in common below.
#[derive(Debug, Clone)]
pub(super) struct Common {
    /// The least common multiple of what is fixed.
    pub fixed: BigInt,
    /// Every varying part, once.
    pub varying: Vec<(Expr, BigInt)>,
}

impl Common {
    pub fn of<'f>(all: impl IntoIterator<Item = &'f Fraction>) -> Common {
        let mut common = Common { fixed: BigInt::one(), varying: Vec::new() };
        for fraction in all {
            common.fixed = common.fixed.lcm(&fraction.fixed);
            for part in &fraction.varying {
                if !common.varying.contains(part) {
                    common.varying.push(part.clone());
                }
            }
        }
        common
    }

    /// The largest that it can be.
    pub fn largest(&self) -> BigInt {
        self.varying.iter().fold(self.fixed.clone(), |product, (_, largest)| product * largest)
    }

    /// What a fraction's top is multiplied by: the number, and the varying parts that it lacks.
    pub fn lacking(&self, fraction: &Fraction) -> (BigInt, Vec<(Expr, BigInt)>) {
        let parts = self.varying.iter().filter(|part| !fraction.varying.contains(part)).cloned().collect();
        (&self.fixed / &fraction.fixed, parts)
    }
}

/// Numbers over their least common denominator: the whole numbers and the denominator.
pub(super) fn whole(values: &[Rational]) -> (Vec<BigInt>, BigInt) {
    let bigs: Vec<_> = values.iter().map(Rational::to_big).collect();
    let common = bigs.iter().fold(BigInt::one(), |common, big| common.lcm(big.denom()));
    (bigs.iter().map(|big| big.numer() * (&common / big.denom())).collect(), common)
}

/// Weights as whole numbers without a common divisor: only how they relate counts.
pub(super) fn whole_weights(weights: &[Rational]) -> Vec<BigInt> {
    let (weights, _) = whole(weights);
    let divisor = weights.iter().fold(BigInt::zero(), |divisor, weight| divisor.gcd(weight));
    match divisor.is_zero() {
        true => weights,
        false => weights.iter().map(|weight| weight / &divisor).collect(),
    }
}
