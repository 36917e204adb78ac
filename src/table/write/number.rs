//! Numbers in cells.

use crate::score::{NO_NUMBER, NO_WIDE_NUMBER, fixed};

/// Adds millionths as a number with six decimals; nothing where there is none.
pub(super) fn millionths(number: i64, out: &mut Vec<u8>) {
    if number == NO_NUMBER {
        return;
    }
    if number < 0 {
        out.push(b'-');
    }
    let size = number.unsigned_abs();
    whole(size / 1_000_000, out);
    let mut rest = size % 1_000_000;
    let mut digits = *b".000000";
    for digit in digits.iter_mut().skip(1).rev() {
        *digit = digit_of(rest % 10);
        rest /= 10;
    }
    out.extend_from_slice(&digits);
}

/// The same for wide numbers.
pub(super) fn wide(number: i128, out: &mut Vec<u8>) {
    if number != NO_WIDE_NUMBER {
        out.extend_from_slice(fixed(number).as_bytes());
    }
}

/// Adds a whole number.
pub(super) fn whole(mut number: u64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let mut used = 0usize;
    for digit in digits.iter_mut().rev() {
        *digit = digit_of(number % 10);
        number /= 10;
        used = used.wrapping_add(1);
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(digits.len().saturating_sub(used)..).unwrap_or_default());
}

#[expect(clippy::cast_possible_truncation, reason = "a digit")]
fn digit_of(number: u64) -> u8 {
    b'0'.wrapping_add(number as u8)
}

#[cfg(test)]
mod tests {
    use super::{millionths, whole};
    use crate::score::{NO_NUMBER, fixed};

    #[test]
    fn numbers_are_written_as_the_slow_way_writes_them() {
        for number in [0, 1, -1, 999_999, 1_000_000, -62_500_000, i64::MAX, i64::MIN + 1, 100_000_000, 33_333_333] {
            let mut out = Vec::new();
            millionths(number, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), fixed(i128::from(number)));
        }
        let mut out = Vec::new();
        millionths(NO_NUMBER, &mut out);
        whole(0, &mut out);
        whole(u64::MAX, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "018446744073709551615");
    }
}
