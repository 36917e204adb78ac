//! Rounding half away from zero, by whole numbers.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use super::builder::Builder;
use super::expression::{Expr, Width};
use super::fraction::{Fraction, largest};
use crate::exact::{Compare, Rational};

/// `factor × number`, rounded to this many decimals. The number's top is read several times, so it should be short.
pub(super) fn rounded(builder: &mut Builder<'_>, number: &Fraction, factor: &Rational, digits: u32) -> Fraction {
    let unit = BigInt::from(10).pow(digits);
    let ratio = factor.to_big();
    let (mut up, mut fixed) = (&unit * ratio.numer(), &number.fixed * ratio.denom());
    let divisor = up.gcd(&fixed);
    (up, fixed) = (&up / &divisor, &fixed / &divisor);
    let scaled = Fraction { fixed, ..number.clone() };
    let bounds = ((&number.bounds.0 * factor).round(digits), (&number.bounds.1 * factor).round(digits));
    let top = match builder.bottom(&scaled) {
        None => builder.product(number.top.clone(), &number.largest_top(), &up, &[]).0,
        Some(bottom) => {
            let size = number.largest_top();
            if number.bounds.0.is_negative() {
                let negative =
                    quotient(builder, Expr::Minus(Box::new(number.top.clone())), &size, &scaled, &bottom, &up);
                let positive = quotient(builder, number.top.clone(), &size, &scaled, &bottom, &up);
                let below = Expr::compare(number.top.clone(), Compare::Less, Expr::int(0));
                Expr::Case(vec![(below, Expr::Minus(Box::new(negative)))], Box::new(positive))
            } else {
                quotient(builder, number.top.clone(), &size, &scaled, &bottom, &up)
            }
        }
    };
    Fraction { top, fixed: unit, varying: Vec::new(), bounds }
}

/// `top × up / bottom` to the nearest whole number, the half upwards; the top is not negative.
fn quotient(
    builder: &mut Builder<'_>,
    top: Expr,
    size: &BigInt,
    scaled: &Fraction,
    bottom: &Expr,
    up: &BigInt,
) -> Expr {
    let largest_bottom = scaled.largest_bottom();
    let result = size * up / &scaled.fixed + BigInt::one();
    let whole: BigInt = size * up * 2 + &largest_bottom * 2;
    if holds(builder, &whole) && quotient_fits(builder, &result) {
        return half_up(builder, top, size, up, bottom, &largest_bottom);
    }
    // Whole numbers first, then what is left, some decimals at a time.
    let chunks = chunks(builder, up, &largest_bottom);
    let width = builder.fit(size);
    if !quotient_fits(builder, &(size / &scaled.fixed)) {
        builder.refuse(size);
    }
    let mut rest = builder.widened(top, width);
    let mut rest_size = size.clone();
    let mut terms: Vec<(Expr, BigInt)> = Vec::new();
    let mut left = up.clone();
    let last = chunks.len().saturating_sub(1);
    let part = divided(builder, rest.clone(), &rest_size, bottom, &largest_bottom);
    terms.push(builder.product(part, size, &left, &[]));
    rest = Expr::Remainder(Box::new(rest), Box::new(bottom.clone()));
    rest_size = rest_size.min(largest_bottom.clone());
    for (at, chunk) in chunks.iter().enumerate() {
        left = &left / chunk;
        let (shifted, shifted_size) = builder.product(rest.clone(), &rest_size, chunk, &[]);
        if at == last {
            terms.push((half_up(builder, rest.clone(), &rest_size, chunk, bottom, &largest_bottom), chunk.clone()));
        } else {
            let part = divided(builder, shifted.clone(), &shifted_size, bottom, &largest_bottom);
            terms.push(builder.product(part, chunk, &left, &[]));
            rest = Expr::Remainder(Box::new(shifted), Box::new(bottom.clone()));
        }
    }
    builder.sum(terms).0
}

/// `(2 × up × top + bottom) / (2 × bottom)`.
fn half_up(
    builder: &mut Builder<'_>,
    top: Expr,
    size: &BigInt,
    up: &BigInt,
    bottom: &Expr,
    largest_bottom: &BigInt,
) -> Expr {
    let two = BigInt::from(2);
    if let Expr::Integer(number) = bottom
        && number.is_even()
    {
        let (shifted, size) = builder.product(top, size, up, &[]);
        let (sum, size) = builder.sum(vec![(shifted, size), (Expr::Integer(number / &two), number.clone())]);
        return divided(builder, sum, &size, bottom, largest_bottom);
    }
    let (shifted, size) = builder.product(top, size, &(up * &two), &[]);
    let (sum, size) = builder.sum(vec![(shifted, size), (bottom.clone(), largest_bottom.clone())]);
    let double = match bottom {
        Expr::Integer(number) => Expr::Integer(number * &two),
        other => builder.product(other.clone(), largest_bottom, &two, &[]).0,
    };
    divided(builder, sum, &size, &double, &(largest_bottom * 2))
}

fn divided(builder: &mut Builder<'_>, one: Expr, size: &BigInt, other: &Expr, largest_other: &BigInt) -> Expr {
    builder.fit(size);
    builder.fit(largest_other);
    let width = builder.steps.width_of(&one).max(builder.steps.width_of(other));
    Expr::Quotient(width, Box::new(one), Box::new(other.clone()))
}

/// The powers of ten (or what is left of them) that are taken one after the other.
fn chunks(builder: &Builder<'_>, up: &BigInt, largest_bottom: &BigInt) -> Vec<BigInt> {
    let mut left = up.clone();
    let mut chunks = Vec::new();
    while !left.is_one() && !left.is_zero() {
        let mut chunk = left.clone();
        // The largest divisor of what is left whose products still fit.
        for divisor in [2, 5].map(BigInt::from) {
            while !holds(builder, &(largest_bottom * &chunk * 2 + largest_bottom)) && (&chunk % &divisor).is_zero() {
                chunk /= &divisor;
            }
        }
        if chunk.is_one() {
            chunk =
                [2, 5].map(BigInt::from).into_iter().find(|prime| (&left % prime).is_zero()).unwrap_or(left.clone());
        }
        left = &left / &chunk;
        chunks.push(chunk);
    }
    if chunks.is_empty() { vec![BigInt::one()] } else { chunks }
}

/// Whether numbers of this size can be calculated with at all.
fn holds(builder: &Builder<'_>, size: &BigInt) -> bool {
    builder.dialect.width(&(size * 8)).is_some()
}

/// Spark's whole quotient has 64 bits, whatever is divided.
fn quotient_fits(builder: &Builder<'_>, result: &BigInt) -> bool {
    builder.dialect != super::Dialect::Spark || builder.dialect.width(&(result * 8)).is_none_or(|w| w < Width::Widest)
}

/// The millionths of a number as they are shown, and the largest that they can be.
pub(super) fn millionths(builder: &mut Builder<'_>, number: &Fraction, factor: &Rational) -> (Expr, BigInt) {
    let shown = rounded(builder, number, factor, 6);
    let size = largest(&shown.bounds, &BigInt::from(10).pow(6));
    (shown.top, size)
}
