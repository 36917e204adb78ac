//! Numbers in responses: exact, from the characters in the file.

use crate::exact::Rational;

/// Longer numbers, and exponents beyond this, are refused: they would only cost memory.
const MAX_DIGITS: usize = 400;

/// Why a number cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberTrouble {
    /// It is none: `inf`, `nan`, or written in another base.
    NotDecimal,
    /// More digits or a larger exponent than any answer has.
    TooLong,
}

/// Reads `12`, `-0.25`, `1_000`, `+4.5`, `4.5e-1`.
pub(super) fn exact(text: &str) -> Result<Rational, NumberTrouble> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    if mantissa.len() > MAX_DIGITS {
        return Err(NumberTrouble::TooLong);
    }
    let mantissa = mantissa.strip_prefix('+').unwrap_or(mantissa);
    if mantissa.contains('/') {
        return Err(NumberTrouble::NotDecimal);
    }
    let mantissa = Rational::parse(mantissa).ok_or(NumberTrouble::NotDecimal)?;
    let Some(exponent) = exponent else { return Ok(mantissa) };
    let (negative, digits) = match exponent.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    let digits = digits.replace('_', "");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberTrouble::NotDecimal);
    }
    if mantissa.is_zero() {
        return Ok(mantissa);
    }
    let zeros = digits.parse::<usize>().ok().filter(|n| *n <= MAX_DIGITS).ok_or(NumberTrouble::TooLong)?;
    let power = Rational::parse(&format!("1{}", "0".repeat(zeros))).ok_or(NumberTrouble::TooLong)?;
    match negative {
        true => mantissa.checked_div(&power).ok_or(NumberTrouble::TooLong),
        false => Ok(&mantissa * &power),
    }
}

#[cfg(test)]
mod tests {
    use super::{NumberTrouble, exact};

    #[test]
    fn reads_what_both_formats_write() {
        for (text, shown) in [
            ("4.5", "9/2"),
            ("-0", "0"),
            ("+7", "7"),
            ("1_000_000", "1000000"),
            ("45e-1", "9/2"),
            ("4.5E+2", "450"),
            ("0e999999999999", "0"),
            ("0.1", "1/10"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(exact(text).map(|n| n.to_string()).as_deref(), Ok(shown), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_decimal_number_or_too_long() {
        for text in ["", "inf", "-nan", "0x10", "1/2", "e5", "1e", "1e+", "1e5.5", ".5"] {
            assert_eq!(exact(text), Err(NumberTrouble::NotDecimal), "{text}");
        }
        for text in ["1e401", "1e-99999999999999999999", &"9".repeat(401)] {
            assert_eq!(exact(text), Err(NumberTrouble::TooLong), "{text}");
        }
    }
}
