//! Decimals of files that have columns, as texts: exact, and read by the rules of every other number.

use std::fmt::Display;

use super::carried::CarriedKind;

/// A number that passes through, with all of its decimal places.
pub(super) fn shown(kind: CarriedKind, units: i128) -> String {
    match kind {
        CarriedKind::Decimal { scale, .. } => {
            let (sign, whole, behind) = parts(units, scale);
            let point = if behind.is_empty() { "" } else { "." };
            format!("{sign}{whole}{point}{behind}")
        }
        _ => units.to_string(),
    }
}

/// A whole number of units, of which a whole has ten to the power of `scale`.
pub(super) fn text(units: impl Display, scale: u32) -> String {
    let (sign, whole, behind) = parts(units, scale);
    match behind.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        behind => format!("{sign}{whole}.{behind}"),
    }
}

/// The sign, the digits before the point, and those behind it.
fn parts(units: impl Display, scale: u32) -> (&'static str, String, String) {
    let units = units.to_string();
    let (sign, digits) = units.strip_prefix('-').map_or(("", units.as_str()), |digits| ("-", digits));
    let scale = usize::try_from(scale).unwrap_or(usize::MAX);
    let digits = format!("{}{digits}", "0".repeat(scale.saturating_add(1).saturating_sub(digits.len())));
    let (whole, behind) = digits.split_at(digits.len().saturating_sub(scale));
    (sign, whole.to_owned(), behind.to_owned())
}

/// A number of bytes, the highest first; none when 128 bits do not hold it.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<i128> {
    let sign = if bytes.first().is_some_and(|first| *first >= 0x80) { u8::MAX } else { 0 };
    let (more, last) = bytes.split_at(bytes.len().saturating_sub(16));
    let mut whole = [sign; 16];
    let start = whole.len().saturating_sub(last.len());
    whole.get_mut(start..)?.copy_from_slice(last);
    let number = i128::from_be_bytes(whole);
    let is_same = (number < 0) == (sign != 0) && more.iter().all(|byte| *byte == sign);
    is_same.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{CarriedKind, of_bytes, shown, text};

    #[test]
    fn what_passes_through_keeps_its_places() {
        let kind = CarriedKind::Decimal { digits: 9, scale: 2 };
        for (units, written) in [(250, "2.50"), (-5, "-0.05"), (0, "0.00")] {
            assert_eq!(shown(kind, units), written);
        }
        assert_eq!(shown(CarriedKind::Decimal { digits: 9, scale: 0 }, -12), "-12");
        assert_eq!(shown(CarriedKind::Unsigned, u64::MAX.into()), "18446744073709551615");
    }

    #[test]
    fn bytes_are_numbers_with_a_sign() {
        for number in [0, 1, -1, 127, 128, -128, -129, i128::MAX, i128::MIN] {
            let bytes = number.to_be_bytes();
            let shortest = (0..16).rev().find(|start| of_bytes(&bytes[*start..]) == Some(number)).unwrap();
            assert!((0..=shortest).all(|start| of_bytes(&bytes[start..]) == Some(number)), "{number}");
            let sign = if number < 0 { 255 } else { 0 };
            let longer = [&[sign; 3], bytes.as_slice()].concat();
            assert_eq!(of_bytes(&longer), Some(number));
            assert_eq!(of_bytes(&[&[1], bytes.as_slice()].concat()), None);
        }
        assert_eq!(of_bytes(&[]), Some(0));
    }

    #[test]
    fn decimals_are_written_exactly() {
        for (units, scale, written) in
            [(25, 1, "2.5"), (-5, 3, "-0.005"), (200, 2, "2"), (7, 0, "7"), (0, 4, "0"), (-1250, 2, "-12.5")]
        {
            assert_eq!(text(units, scale), written);
        }
    }
}
