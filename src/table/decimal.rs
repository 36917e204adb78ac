//! Decimals of files that have columns, as texts: exact, and read by the rules of every other number.

use std::fmt::Display;

/// A whole number of units, of which a whole has ten to the power of `scale`.
pub(super) fn text(units: impl Display, scale: u32) -> String {
    let units = units.to_string();
    let (sign, digits) = units.strip_prefix('-').map_or(("", units.as_str()), |digits| ("-", digits));
    let scale = usize::try_from(scale).unwrap_or(usize::MAX);
    let digits = format!("{}{digits}", "0".repeat(scale.saturating_add(1).saturating_sub(digits.len())));
    let (whole, behind) = digits.split_at(digits.len().saturating_sub(scale));
    match behind.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        behind => format!("{sign}{whole}.{behind}"),
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn decimals_are_written_exactly() {
        for (units, scale, written) in
            [(25, 1, "2.5"), (-5, 3, "-0.005"), (200, 2, "2"), (7, 0, "7"), (0, 4, "0"), (-1250, 2, "-12.5")]
        {
            assert_eq!(text(units, scale), written);
        }
    }
}
