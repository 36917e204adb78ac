//! Shares and counts of responses in words.

use super::page::Cell;
use crate::analyse::{Part, Ratio, Why};
use crate::exact::Rational;
use crate::model::Unit;
use crate::report::Words;
use crate::report::naming::Naming;

/// Numbers of more digits are written as powers of ten.
const LONGEST: usize = 9;
const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// A whole number to read: `1,250`, `2.1 × 10⁴⁰`.
pub fn readable(digits: &str, words: &Words) -> String {
    if digits.len() <= LONGEST {
        return words.written(digits);
    }
    let digit = |at: usize| digits.as_bytes().get(at).map_or(0, |byte| byte.saturating_sub(b'0'));
    // Rounded to two digits; 9.96 becomes 10.
    let up = u32::from(digit(2) >= 5);
    let two = u32::from(digit(0)).saturating_mul(10).saturating_add(u32::from(digit(1))).saturating_add(up);
    let (two, exponent) = match two {
        100 => (10, digits.len()),
        two => (two, digits.len().saturating_sub(1)),
    };
    let exponent = exponent.to_string();
    let place = |c: char| c.to_digit(10).and_then(|digit| SUPERSCRIPTS.get(digit as usize)).copied().unwrap_or(c);
    let power: String = exponent.chars().map(place).collect();
    format!("{}\u{a0}×\u{a0}10{power}", words.written(&format!("{}.{}", two / 10, two % 10)))
}

/// A share for a table: `62.5%`, `<0.01%`, `40–45%`, `?`.
pub fn short(part: &Part, words: &Words) -> String {
    match part {
        Part::Exactly(ratio) => percent(ratio, words),
        Part::Between(least, most) => format!("{}–{}", percent(least, words), percent(most, words)),
        Part::Undecided(_) => "?".to_owned(),
    }
}

/// A share of a table.
pub fn cell(part: &Part, words: &Words) -> Cell {
    let drawn = |ratio: &Ratio| ratio.exact.to_f64().clamp(0.0, 1.0);
    let extent = match part {
        Part::Exactly(ratio) => (drawn(ratio), drawn(ratio)),
        Part::Between(least, most) => (drawn(least), drawn(most)),
        Part::Undecided(_) => (0.0, 1.0),
    };
    Cell { text: short(part, words), remark: None, extent }
}

/// A share in a sentence; a tiny one as one of so many.
pub fn full(part: &Part, naming: &Naming<'_>) -> String {
    let words = naming.words;
    match part {
        Part::Exactly(ratio) if is_tiny(ratio) => {
            let one_of = Rational::ONE.checked_div(&ratio.exact).unwrap_or_default().round(0);
            words.with("one-in", &[("number", readable(&one_of.to_decimal(0), words).into())])
        }
        Part::Undecided(why) => undecided(why, naming),
        part => short(part, words),
    }
}

/// That something is not decided, and why.
pub fn undecided(why: &Why, naming: &Naming<'_>) -> String {
    match why {
        Why::Work => naming.words.say("undecided-work"),
        Why::ManyAnswers { id, .. } => {
            naming.words.with("undecided-answers", &[("question", naming.question(*id).into())])
        }
    }
}

fn percent(ratio: &Ratio, words: &Words) -> String {
    let percent = |number: &Rational| words.number(number, Unit::Percent);
    let rest = &Rational::ONE - &ratio.exact;
    if is_tiny(ratio) {
        return format!("<{}", percent(&smallest()));
    }
    if rest.is_positive() && rest < smallest() {
        return format!(">{}", percent(&(&Rational::ONE - &smallest())));
    }
    words.number(&ratio.exact.round(4), Unit::Percent)
}

fn smallest() -> Rational {
    Rational::new(1, 10_000).unwrap_or_default()
}

fn is_tiny(ratio: &Ratio) -> bool {
    ratio.exact.is_positive() && ratio.exact < smallest()
}

#[cfg(test)]
mod tests {
    use super::readable;
    use crate::report::Words;

    #[test]
    fn long_numbers_are_powers_of_ten() {
        let (en, sv) = (Words::new("en", "en"), Words::new("sv", "sv"));
        let long = format!("2149{}", "0".repeat(37));
        assert_eq!(readable("96", &en), "96");
        assert_eq!(readable("123456789", &en), "123,456,789");
        assert_eq!(readable(&long, &en), "2.1\u{a0}×\u{a0}10⁴⁰");
        assert_eq!(readable(&long, &sv), "2,1\u{a0}×\u{a0}10⁴⁰");
        assert_eq!(readable("9960000000", &en), "1.0\u{a0}×\u{a0}10¹⁰");
    }
}
