//! Numbers in cells: whole millionths.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::exact::Rational;
use crate::model::Unit;

/// How many decimals a number in a cell has.
pub(super) const DECIMALS: u32 = 6;

/// The number as a cell shows it: percentages as a number of percent, rounded half away from zero to six decimals.
pub(super) fn shown(value: &Rational, unit: Unit) -> Rational {
    (value * &scale(unit)).round(DECIMALS)
}

/// What a number is multiplied by before it is shown.
pub(super) fn scale(unit: Unit) -> Rational {
    match unit {
        Unit::Percent => Rational::from(100),
        Unit::Points | Unit::Level(_) => Rational::ONE,
    }
}

/// A number with at most six decimals in millionths; none when 128 bits do not hold it.
pub(super) fn millionths(shown: &Rational) -> Option<i128> {
    (shown.to_big() * BigInt::from(1_000_000)).to_integer().to_i128()
}

/// Millionths as text, always with six decimals.
///
/// ```
/// assert_eq!(mognad::score::fixed(-62_500_000), "-62.500000");
/// assert_eq!(mognad::score::fixed(-1), "-0.000001");
/// ```
pub fn fixed(millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let magnitude = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", magnitude / 1_000_000, magnitude % 1_000_000)
}
