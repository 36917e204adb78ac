//! Exact numbers.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact rational number of any size, always in lowest terms.
///
/// Numbers whose numerator and denominator fit 64 bits are kept inline: that is every number in every model we know
/// of, and makes evaluation fast. Larger ones spill over into big integers, so that no weighting can overflow.
///
/// ```
/// use mognad::exact::Rational;
/// let third = Rational::parse("1/3").unwrap();
/// assert_eq!(&(&third + &third) + &third, Rational::from(1));
/// assert_eq!(Rational::parse("0.25").unwrap().to_string(), "1/4");
/// ```
#[derive(Clone)]
pub struct Rational(Repr);

#[derive(Clone)]
enum Repr {
    /// Lowest terms, denominator positive.
    Small(i64, i64),
    /// Only what does not fit `Small`.
    Big(Box<BigRational>),
}

impl Rational {
    /// Zero.
    pub const ZERO: Rational = Rational(Repr::Small(0, 1));
    /// One.
    pub const ONE: Rational = Rational(Repr::Small(1, 1));

    /// `numerator / denominator`; none when the denominator is zero.
    pub fn new(numerator: i64, denominator: i64) -> Option<Rational> {
        let wide = || (denominator != 0).then(|| reduce(i128::from(numerator), i128::from(denominator)));
        lowest(numerator, denominator).or_else(wide)
    }

    /// Reads `12`, `-0.25`, `7/15`, `1_000`; none when it is none of these or the denominator is zero.
    pub fn parse(text: &str) -> Option<Rational> {
        if let Some((n, d)) = text.split_once('/') {
            return Rational::parse(n)?.checked_div(&Rational::parse(d)?);
        }
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || (digits.contains('.') && fraction.is_empty()) {
            return None;
        }
        let mut number = String::with_capacity(digits.len());
        let mut scale = 0u32;
        for (part, is_fraction) in [(whole, false), (fraction, true)] {
            for c in part.chars().filter(|c| *c != '_') {
                if !c.is_ascii_digit() {
                    return None;
                }
                number.push(c);
                scale = scale.saturating_add(u32::from(is_fraction));
            }
        }
        if number.is_empty() {
            return None;
        }
        let value = match (number.parse::<i64>(), 10i64.checked_pow(scale)) {
            (Ok(n), Some(d)) => lowest(n, d).unwrap_or_else(|| reduce(i128::from(n), i128::from(d))),
            _ => {
                let n: BigInt = number.parse().ok()?;
                from_big(BigRational::new(n, BigInt::from(10).pow(scale)))
            }
        };
        Some(if negative { -value } else { value })
    }

    /// The quotient; none when the divisor is zero.
    pub fn checked_div(&self, divisor: &Rational) -> Option<Rational> {
        if divisor.is_zero() {
            return None;
        }
        let narrow = || {
            let ((a, b), (c, d)) = (self.small()?, divisor.small()?);
            lowest(a.checked_mul(d)?, b.checked_mul(c)?)
        };
        narrow().or_else(|| Some(wide_quotient(self, divisor)))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0, _))
    }

    /// Whether it is less than zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n < 0,
            Repr::Big(b) => b.is_negative(),
        }
    }

    /// Whether it is more than zero.
    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    /// Whether it is a whole number.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small(_, d) => *d == 1,
            Repr::Big(b) => b.is_integer(),
        }
    }

    /// The whole number, when it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small(n, 1) => Some(*n),
            _ => None,
        }
    }

    /// Numerator and denominator, when it is kept inline.
    pub(crate) fn small(&self) -> Option<(i64, i64)> {
        match &self.0 {
            Repr::Small(n, d) => Some((*n, *d)),
            Repr::Big(_) => None,
        }
    }

    /// Numerator and denominator (positive), in lowest terms.
    pub fn to_big(&self) -> BigRational {
        match &self.0 {
            Repr::Small(n, d) => BigRational::new_raw(BigInt::from(*n), BigInt::from(*d)),
            Repr::Big(b) => (**b).clone(),
        }
    }

    /// The nearest double, for drawing only: no result is ever decided by it.
    pub fn to_f64(&self) -> f64 {
        self.to_big().to_f64().unwrap_or(0.0)
    }

    /// Rounded to `digits` decimals, half away from zero.
    #[must_use]
    pub fn round(&self, digits: u32) -> Rational {
        from_big(BigRational::new(self.scaled(digits), BigInt::from(10).pow(digits)))
    }

    /// As a decimal number rounded half away from zero to at most `digits` decimals, without trailing zeros.
    pub fn to_decimal(&self, digits: u32) -> String {
        let fixed = self.to_fixed(digits);
        match fixed.contains('.') {
            true => fixed.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => fixed,
        }
    }

    /// As a decimal number rounded half away from zero to exactly `digits` decimals.
    pub fn to_fixed(&self, digits: u32) -> String {
        let scaled = self.scaled(digits);
        let (whole, rest) = scaled.abs().div_rem(&BigInt::from(10).pow(digits));
        let sign = if scaled.is_negative() { "-" } else { "" };
        match digits {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{:0>width$}", rest.to_string(), width = digits as usize),
        }
    }

    /// `self × 10^digits`, rounded half away from zero to a whole number.
    fn scaled(&self, digits: u32) -> BigInt {
        let big = self.to_big();
        let numerator = big.numer() * BigInt::from(10).pow(digits);
        let (quotient, rest) = numerator.abs().div_rem(big.denom());
        let up = rest * 2 >= *big.denom();
        let magnitude = if up { quotient + 1 } else { quotient };
        if numerator.is_negative() { -magnitude } else { magnitude }
    }
}

/// The product of two numbers, which 128 bits always hold.
fn product(a: i64, b: i64) -> i128 {
    i128::from(a).wrapping_mul(i128::from(b))
}

#[cold]
fn wide_sum(left: &Rational, right: &Rational) -> Rational {
    match (left.small(), right.small()) {
        (Some((a, b)), Some((c, d))) => reduce(product(a, d).wrapping_add(product(c, b)), product(b, d)),
        _ => from_big(left.to_big() + right.to_big()),
    }
}

#[cold]
fn wide_product(left: &Rational, right: &Rational) -> Rational {
    match (left.small(), right.small()) {
        (Some((a, b)), Some((c, d))) => reduce(product(a, c), product(b, d)),
        _ => from_big(left.to_big() * right.to_big()),
    }
}

/// `divisor` is not zero.
#[cold]
fn wide_quotient(dividend: &Rational, divisor: &Rational) -> Rational {
    match (dividend.small(), divisor.small()) {
        (Some((a, b)), Some((c, d))) => reduce(product(a, d), product(b, c)),
        _ => from_big(dividend.to_big() / divisor.to_big()),
    }
}

/// Brings a fraction into lowest terms; none when the denominator is not positive. Nearly every number takes this way:
/// dividing 64 bits is several times faster than dividing 128.
fn lowest(numerator: i64, denominator: i64) -> Option<Rational> {
    match denominator {
        ..=0 => None,
        1 => Some(Rational(Repr::Small(numerator, 1))),
        _ => {
            let divisor = i64::try_from(gcd(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
            Some(Rational(Repr::Small(numerator.checked_div(divisor)?, denominator.checked_div(divisor)?)))
        }
    }
}

/// Greatest common divisor; `b` is not zero. Shifts where one is a power of two, as most denominators are.
fn gcd(a: u64, b: u64) -> u64 {
    match b.is_power_of_two() {
        true => 1u64.checked_shl(a.trailing_zeros().min(b.trailing_zeros())).unwrap_or(1),
        false => a.gcd(&b),
    }
}

/// Brings a fraction of two `i128` into lowest terms. `denominator` is not zero and both are products of two `i64`
/// (or sums of two such), so that nothing here overflows.
fn reduce(numerator: i128, denominator: i128) -> Rational {
    let divisor = numerator.unsigned_abs().gcd(&denominator.unsigned_abs());
    // Dividing by a common divisor: exact, and never by zero as the denominator is not.
    let sign = if denominator < 0 { -1i128 } else { 1 };
    let divisor = i128::try_from(divisor).unwrap_or(1).wrapping_mul(sign);
    let n = numerator.checked_div(divisor).unwrap_or(numerator);
    let d = denominator.checked_div(divisor).unwrap_or(denominator);
    match (i64::try_from(n), i64::try_from(d)) {
        (Ok(n), Ok(d)) => Rational(Repr::Small(n, d)),
        _ => Rational(Repr::Big(Box::new(BigRational::new_raw(BigInt::from(n), BigInt::from(d))))),
    }
}

/// A big rational, kept inline when it fits.
fn from_big(big: BigRational) -> Rational {
    match (big.numer().to_i64(), big.denom().to_i64()) {
        (Some(n), Some(d)) => Rational(Repr::Small(n, d)),
        _ => Rational(Repr::Big(Box::new(big))),
    }
}

impl From<i64> for Rational {
    fn from(n: i64) -> Rational {
        Rational(Repr::Small(n, 1))
    }
}

impl From<BigRational> for Rational {
    fn from(big: BigRational) -> Rational {
        from_big(big)
    }
}

impl Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        let narrow = || {
            let ((a, b), (c, d)) = (self.small()?, other.small()?);
            match (a, b == d) {
                (0, _) => Some(Rational(Repr::Small(c, d))),
                (_, true) => lowest(a.checked_add(c)?, b),
                (_, false) => lowest(a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?),
            }
        };
        narrow().unwrap_or_else(|| wide_sum(self, other))
    }
}

impl Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        self + &-other
    }
}

impl Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        let narrow = || {
            let ((a, b), (c, d)) = (self.small()?, other.small()?);
            match (a, b) {
                (1, 1) => Some(Rational(Repr::Small(c, d))),
                _ => lowest(a.checked_mul(c)?, b.checked_mul(d)?),
            }
        };
        narrow().unwrap_or_else(|| wide_product(self, other))
    }
}

impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        match &self.0 {
            Repr::Small(n, d) => match n.checked_neg() {
                Some(n) => Rational(Repr::Small(n, *d)),
                None => from_big(-self.to_big()),
            },
            Repr::Big(b) => from_big(-(**b).clone()),
        }
    }
}

impl Neg for Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        -&self
    }
}

impl PartialEq for Rational {
    fn eq(&self, other: &Rational) -> bool {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => a == c && b == d,
            (Repr::Big(a), Repr::Big(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Rational {}

impl Hash for Rational {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Small(n, d) => (n, d).hash(state),
            Repr::Big(b) => b.hash(state),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => {
                if b == d {
                    a.cmp(c)
                } else {
                    product(*a, *d).cmp(&product(*c, *b))
                }
            }
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

/// `7/15`, or `3` when whole.
impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(n, 1) => write!(f, "{n}"),
            Repr::Small(n, d) => write!(f, "{n}/{d}"),
            Repr::Big(b) => write!(f, "{b}"),
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Default for Rational {
    fn default() -> Rational {
        Rational::ZERO
    }
}

impl Zero for Rational {
    fn zero() -> Rational {
        Rational::ZERO
    }
    fn is_zero(&self) -> bool {
        Rational::is_zero(self)
    }
}

impl Add for Rational {
    type Output = Rational;
    fn add(self, other: Rational) -> Rational {
        &self + &other
    }
}

impl Serialize for Rational {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rational {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rational, D::Error> {
        let text = String::deserialize(deserializer)?;
        Rational::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a rational number")))
    }
}

impl schemars::JsonSchema for Rational {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rational".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "an exact rational number in lowest terms, such as 3, -1/4 or 7/15",
            "pattern": "^-?[0-9]+(/[1-9][0-9]*)?$"
        })
    }
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;

    use super::Rational;

    #[test]
    fn parses_every_written_form() {
        for (text, shown) in [
            ("0", "0"),
            ("12", "12"),
            ("-0.25", "-1/4"),
            ("7/15", "7/15"),
            ("1_000.50", "2001/2"),
            ("-6/4", "-3/2"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(Rational::parse(text).map(|r| r.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in ["", "-", ".5", "1.", "1/0", "a", "1e3", "--1"] {
            assert_eq!(Rational::parse(text), None, "{text}");
        }
    }

    #[test]
    fn rounds_half_away_from_zero() {
        for (text, digits, shown) in [
            ("0.5", 0, "1"),
            ("-0.5", 0, "-1"),
            ("2.345", 2, "2.35"),
            ("-2.345", 2, "-2.35"),
            ("2.344", 2, "2.34"),
            ("1/3", 6, "0.333333"),
            ("2/3", 6, "0.666667"),
            ("5", 2, "5.00"),
            ("0.05", 1, "0.1"),
        ] {
            assert_eq!(Rational::parse(text).unwrap().to_fixed(digits), shown, "{text}");
        }
        assert_eq!(Rational::parse("2.50").unwrap().to_decimal(3), "2.5");
        assert_eq!(Rational::parse("-0.0001").unwrap().to_decimal(2), "0");
    }

    #[test]
    fn spills_over_and_comes_back() {
        let huge = Rational::from(i64::MAX);
        let product = &huge * &huge;
        assert_eq!(product.to_string(), "85070591730234615847396907784232501249");
        assert_eq!(product.checked_div(&huge).unwrap(), huge);
        assert_eq!(&(&huge + &huge) - &huge, huge);
        assert_eq!(-&Rational::from(i64::MIN), &Rational::from(i64::MAX) + &Rational::ONE);
        assert!(product > huge && -&product < huge);
    }

    #[test]
    fn calculates_as_big_rationals_do() {
        let wholes = [0, 1, -1, 2, 3, 4, 12, i64::MAX, i64::MIN, i64::MAX - 1, 1 << 32, 1 << 62, 6_700_417];
        let fractions = wholes.iter().flat_map(|n| wholes.iter().filter_map(|d| Rational::new(*n, *d)));
        let numbers: Vec<(Rational, BigRational)> = fractions.map(|number| (number.clone(), number.to_big())).collect();
        for (left, big_left) in &numbers {
            for (right, big_right) in &numbers {
                assert_eq!((left + right).to_big(), big_left + big_right, "{left} + {right}");
                assert_eq!((left - right).to_big(), big_left - big_right, "{left} - {right}");
                assert_eq!((left * right).to_big(), big_left * big_right, "{left} * {right}");
                assert_eq!(left.cmp(right), big_left.cmp(big_right), "{left} <=> {right}");
                let quotient = left.checked_div(right).map(|quotient| quotient.to_big());
                assert_eq!(quotient, (!right.is_zero()).then(|| big_left / big_right), "{left} / {right}");
            }
        }
    }
}
