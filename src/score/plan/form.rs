//! What a number or a condition of a model is while columns are planned.

use std::rc::Rc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};

use super::near::Near;
use super::op::Place;
use crate::exact::Rational;

/// Why columns cannot hold a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(pub String);

/// What can be planned, or why not.
pub type Made<T> = Result<T, Unfit>;

/// A number.
#[derive(Debug, Clone)]
pub enum Num {
    /// The same in every row.
    Constant(Option<Rational>),
    /// A value, or none, for each code of a column: the usual case.
    Small(Small),
    /// A whole number of units.
    Fixed(Fixed),
    /// A quotient whose divisor differs from row to row.
    Fraction(Box<Fraction>),
    /// A double with a bound on its error, where the exact number needs more than 128 bits.
    Near(Box<Near>),
}

/// See [`Num::Small`].
#[derive(Debug, Clone)]
pub struct Small {
    /// Bytes, shorts or words.
    pub code: Place,
    /// What each code means.
    pub table: Rc<[Option<Rational>]>,
}

/// See [`Num::Fixed`].
#[derive(Debug, Clone)]
pub struct Fixed {
    /// Longs or wides. Where there is no value: any number within the bounds, or zero.
    pub place: Place,
    /// What one is worth, positive.
    pub unit: Rational,
    /// The smallest and the largest number of units.
    pub bounds: (i128, i128),
    /// Where there is a value.
    pub present: Cond,
}

/// See [`Num::Fraction`]: the mean of a changing set.
#[derive(Debug, Clone)]
pub struct Fraction {
    /// The sum; always present.
    pub sum: Fixed,
    /// The total weight; none where it is zero, and then there is no value.
    pub weight: Num,
    /// The smallest and the largest value.
    pub bounds: (Rational, Rational),
    /// Where there is a value.
    pub present: Cond,
}

/// A condition.
#[derive(Debug, Clone)]
pub enum Cond {
    /// The same in every row.
    Constant(bool),
    /// Yes or no for each code of a column.
    Coded {
        /// Bytes, shorts or words.
        code: Place,
        /// What each code means.
        table: Rc<[bool]>,
    },
}

impl Cond {
    /// A column of 1 and 0.
    pub fn mask(code: Place) -> Cond {
        Cond::Coded { code, table: [false, true].into() }
    }

    /// By code; constant where all codes say the same.
    pub fn coded(code: Place, table: impl IntoIterator<Item = bool>) -> Cond {
        let table: Rc<[bool]> = table.into_iter().collect();
        match table.first() {
            Some(first) if table.iter().all(|holds| holds == first) => Cond::Constant(*first),
            None => Cond::Constant(false),
            _ => Cond::Coded { code, table },
        }
    }

    /// The opposite.
    #[must_use]
    pub fn not(&self) -> Cond {
        match self {
            Cond::Constant(holds) => Cond::Constant(!holds),
            Cond::Coded { code, table } => Cond::coded(*code, table.iter().map(|holds| !holds)),
        }
    }
}

impl Small {
    /// By code; constant where all codes say the same.
    pub fn form(code: Place, table: impl IntoIterator<Item = Option<Rational>>) -> Num {
        let table: Rc<[Option<Rational>]> = table.into_iter().collect();
        match table.first() {
            Some(first) if table.iter().all(|value| value == first) => Num::Constant(first.clone()),
            None => Num::Constant(None),
            _ => Num::Small(Small { code, table }),
        }
    }

    /// Another value for each.
    pub fn map(&self, of: impl Fn(Option<&Rational>) -> Option<Rational>) -> Num {
        Small::form(self.code, self.table.iter().map(|value| of(value.as_ref())))
    }

    /// Where there is a value.
    pub fn present(&self) -> Cond {
        Cond::coded(self.code, self.table.iter().map(Option::is_some))
    }
}

impl Num {
    /// Where there is a value.
    pub fn present(&self) -> Cond {
        match self {
            Num::Constant(value) => Cond::Constant(value.is_some()),
            Num::Small(small) => small.present(),
            Num::Fixed(fixed) => fixed.present.clone(),
            Num::Fraction(fraction) => fraction.present.clone(),
            Num::Near(near) => near.present.clone(),
        }
    }

    /// The smallest and the largest value; none where there never is one.
    pub fn bounds(&self) -> Option<(Rational, Rational)> {
        match self {
            Num::Constant(value) => value.clone().map(|value| (value.clone(), value)),
            Num::Small(small) => {
                let values = || small.table.iter().flatten();
                Some((values().min()?.clone(), values().max()?.clone()))
            }
            Num::Fixed(fixed) => {
                let value = |units| &wide(units) * &fixed.unit;
                Some((value(fixed.bounds.0), value(fixed.bounds.1)))
            }
            Num::Fraction(fraction) => Some(fraction.bounds.clone()),
            Num::Near(near) => {
                let most = Rational::from(num_rational::BigRational::from_float(near.most)?);
                Some((-&most, most))
            }
        }
    }
}

/// The largest number of which all these are multiples; 1 where all are zero.
pub fn common_unit<'a>(values: impl IntoIterator<Item = &'a Rational>) -> Rational {
    let (mut above, mut below) = (0i128, 1i128);
    let mut big: Option<(BigInt, BigInt)> = None;
    for value in values {
        if let (None, Some((numerator, denominator))) = (&big, value.small()) {
            above = above.gcd(&i128::from(numerator));
            let more = i128::from(denominator).checked_div(below.gcd(&i128::from(denominator)));
            if let Some(wider) = more.and_then(|more| below.checked_mul(more)) {
                below = wider;
                continue;
            }
        }
        let (n, d) = big.get_or_insert_with(|| (BigInt::from(above), BigInt::from(below)));
        let value = value.to_big();
        *n = n.gcd(value.numer());
        *d = d.lcm(value.denom());
    }
    let (numerator, denominator) = big.unwrap_or_else(|| (BigInt::from(above), BigInt::from(below)));
    match numerator.abs() {
        none if none == BigInt::from(0) => Rational::ONE,
        numerator => Rational::from(num_rational::BigRational::new(numerator, denominator)),
    }
}

/// How many units a value is.
pub fn units(value: &Rational, unit: &Rational) -> Made<i128> {
    let quotient = value.checked_div(unit).unwrap_or_default();
    let whole = match quotient.small() {
        Some((numerator, _)) => Some(i128::from(numerator)),
        None => quotient.to_big().to_integer().to_i128(),
    };
    whole.filter(|whole| fits(*whole)).ok_or_else(too_large)
}

/// A whole number as a rational.
pub fn wide(whole: i128) -> Rational {
    match i64::try_from(whole) {
        Ok(narrow) => Rational::from(narrow),
        Err(_) => Rational::from(num_rational::BigRational::from(BigInt::from(whole))),
    }
}

/// Whether 128 bits hold a number with room to add and compare.
pub fn fits(whole: i128) -> bool {
    whole.unsigned_abs() < 1 << 124
}

/// Whether 64 bits do.
pub fn fits_long(whole: i128) -> bool {
    whole.unsigned_abs() < 1 << 60
}

/// The sum or product, where it fits.
pub fn checked(result: Option<i128>) -> Made<i128> {
    result.filter(|whole| fits(*whole)).ok_or_else(too_large)
}

pub fn too_large() -> Unfit {
    Unfit("its exact numbers may need more than 128 bits".to_owned())
}
