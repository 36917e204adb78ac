//! The report's own words in a language, and numbers as that language writes them.

use std::cmp::Ordering;
use std::fmt;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::exact::Rational;
use crate::model::{Text, Unit};

/// The catalogues: a language and its messages. The first one stands in for languages that are not here.
pub(super) const CATALOGUES: [(&str, &str); 2] =
    [("en", include_str!("messages/en.ftl")), ("sv", include_str!("messages/sv.ftl"))];

/// Other numbers are rounded to this many decimals, unless more are needed to tell them from a threshold.
const DECIMALS: u32 = 2;

/// A number that has no more decimals than this is shown with all of them.
const EXACT_DECIMALS: u32 = 3;

/// However close a number is to a threshold, no more decimals are shown than this.
const MAX_DECIMALS: u32 = 12;

/// A language for texts of models and for the report's own words.
pub struct Words {
    language: String,
    fallback: String,
    bundle: FluentBundle<FluentResource>,
    decimal_comma: bool,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

/// What stands in for a placeable of a message.
#[derive(Debug, Clone)]
pub enum Arg<'a> {
    /// A text.
    Text(std::borrow::Cow<'a, str>),
    /// A count, which picks singular or plural.
    Count(u64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Arg<'a> {
        Arg::Text(text.into())
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Arg<'a> {
        Arg::Text(text.as_str().into())
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(text.into())
    }
}

impl From<u64> for Arg<'_> {
    fn from(count: u64) -> Self {
        Arg::Count(count)
    }
}

impl From<usize> for Arg<'_> {
    fn from(count: usize) -> Self {
        Arg::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

impl From<u32> for Arg<'_> {
    fn from(count: u32) -> Self {
        Arg::Count(u64::from(count))
    }
}

fn values<'a>(args: &[(&'a str, Arg<'_>)]) -> FluentArgs<'a> {
    let mut values = FluentArgs::new();
    for (name, arg) in args {
        match arg {
            Arg::Text(text) => values.set(*name, FluentValue::String(text.as_ref().to_owned().into())),
            Arg::Count(count) => values.set(*name, FluentValue::from(*count)),
        }
    }
    values
}

impl Words {
    /// Words in `language` (`sv`); texts of the model that are not there are taken in `fallback`, its first language.
    /// Where there is no catalogue for the language, the report's own words are English.
    pub fn new(language: &str, fallback: &str) -> Words {
        let source = CATALOGUES.iter().find(|(tag, _)| *tag == language).or(CATALOGUES.first());
        let (tag, source) = source.map_or(("en", ""), |(tag, source)| (*tag, *source));
        let locale: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![locale]);
        // The marks around placeables would show in terminals and get in the way of copying.
        bundle.set_use_isolating(false);
        // A test reads every catalogue without errors; here the part that can be read is used.
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Words { language: language.to_owned(), fallback: fallback.to_owned(), bundle, decimal_comma: tag == "sv" }
    }

    /// The languages that the report's own words come in.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        CATALOGUES.iter().map(|(tag, _)| *tag)
    }

    /// The language, as in `lang` of HTML.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether decimals stand after a comma.
    pub fn decimal_comma(&self) -> bool {
        self.decimal_comma
    }

    /// A message without placeables.
    pub fn say(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A message with its placeables.
    pub fn with(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        self.bundle.format_pattern(pattern, Some(&values(args)), &mut Vec::new()).into_owned()
    }

    /// A clause with its placeables, as it stands after "because" and "when" where the language tells the two apart.
    pub fn subordinate(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let message = self.bundle.get_message(id);
        let Some(attribute) = message.and_then(|message| message.get_attribute("subordinate")) else {
            return self.with(id, args);
        };
        self.bundle.format_pattern(attribute.value(), Some(&values(args)), &mut Vec::new()).into_owned()
    }

    /// A text of the model in the language, else in its first language, else in any.
    pub fn text<'t>(&self, text: &'t Text) -> Option<&'t str> {
        let found = text.get(&self.language).or_else(|| text.get(&self.fallback)).or_else(|| text.values().next());
        found.map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// Several things in a row: `a, b and c`.
    pub fn and(&self, parts: &[String]) -> String {
        self.row(parts, "and")
    }

    /// Several things to choose from: `a, b or c`.
    pub fn or(&self, parts: &[String]) -> String {
        self.row(parts, "or")
    }

    fn row(&self, parts: &[String], word: &str) -> String {
        match parts {
            [] => String::new(),
            [only] => only.clone(),
            [rest @ .., last] => format!("{} {} {last}", rest.join(", "), self.say(word)),
        }
    }

    /// A number in its unit: `62.5%`, `1,250`. Levels have no number; their rank is shown.
    pub fn number(&self, number: &Rational, unit: Unit) -> String {
        self.number_beside(number, unit, &[])
    }

    /// A number with enough decimals to tell it from `marks`: a score just below 50% is never shown as 50%.
    pub fn number_beside(&self, number: &Rational, unit: Unit, marks: &[&Rational]) -> String {
        match unit {
            Unit::Percent => {
                let scale = |number: &Rational| number * &Rational::from(100);
                let marks: Vec<Rational> = marks.iter().map(|mark| scale(mark)).collect();
                let decimal = self.decimal(&scale(number), &marks.iter().collect::<Vec<_>>());
                self.percent_sign(&decimal)
            }
            Unit::Points | Unit::Level(_) => self.decimal(number, marks),
        }
    }

    fn percent_sign(&self, decimal: &str) -> String {
        if self.decimal_comma { format!("{decimal}\u{a0}%") } else { format!("{decimal}%") }
    }

    /// A plain number, rounded to two decimals or as many as tell it from `marks`.
    pub fn decimal(&self, number: &Rational, marks: &[&Rational]) -> String {
        let faithful = |digits: u32| {
            let rounded = number.round(digits);
            let same = |mark: &&Rational| rounded.cmp(mark) == number.cmp(mark);
            (number.is_zero() || !rounded.is_zero()) && marks.iter().all(same)
        };
        let digits = match number.round(EXACT_DECIMALS) == *number {
            true => EXACT_DECIMALS,
            false => (DECIMALS..MAX_DECIMALS).find(|digits| faithful(*digits)).unwrap_or(MAX_DECIMALS),
        };
        self.written(&number.to_decimal(digits))
    }

    /// Whether a number is shown rounded.
    pub fn is_rounded(number: &Rational, unit: Unit) -> bool {
        let shown = if unit == Unit::Percent { number * &Rational::from(100) } else { number.clone() };
        shown.round(EXACT_DECIMALS) != shown
    }

    /// A decimal number (`-1234.5`) as the language writes it.
    pub fn written(&self, decimal: &str) -> String {
        let (sign, digits) = match decimal.strip_prefix('-') {
            Some(digits) => ("\u{2212}", digits),
            None => ("", decimal),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let (separator, point) = if self.decimal_comma { ('\u{a0}', ",") } else { (',', ".") };
        let mut grouped = String::from(sign);
        let length = whole.len();
        for (index, digit) in whole.chars().enumerate() {
            let left = length.saturating_sub(index);
            if index > 0 && length > 4 && left.checked_rem(3) == Some(0) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        if !fraction.is_empty() {
            grouped.push_str(point);
            grouped.push_str(fraction);
        }
        grouped
    }

    /// A number with all its decimals, or as a fraction where it has no end.
    pub fn written_exactly(&self, number: &Rational) -> String {
        let decimal = crate::model::notation::decimal(number);
        if decimal.contains('/') { decimal } else { self.written(&decimal) }
    }

    /// A percentage (1/4 is 25%) with all its decimals.
    pub fn percent_exactly(&self, number: &Rational) -> String {
        self.percent_sign(&self.written_exactly(&(number * &Rational::from(100))))
    }

    /// How much is missing from `number` to `threshold`: never shown as nothing.
    pub fn missing(&self, number: &Rational, threshold: &Rational, unit: Unit) -> String {
        let missing = threshold - number;
        match (unit, missing.cmp(&Rational::ZERO)) {
            (Unit::Percent, Ordering::Greater) => self.percentage_points(&missing),
            _ => self.decimal(&missing, &[]),
        }
    }

    /// A difference of percentages: 1/4 is 25 percentage points.
    pub fn percentage_points(&self, difference: &Rational) -> String {
        let points = difference * &Rational::from(100);
        let count: u64 = if points == Rational::ONE { 1 } else { 2 };
        let number = self.decimal(&points, &[]);
        self.with("percentage-points", &[("number", number.into()), ("count", count.into())])
    }

    /// A text in the quotation marks of the language.
    pub fn quoted(&self, text: &str) -> String {
        if self.decimal_comma { format!("”{text}”") } else { format!("“{text}”") }
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::exact::Rational;
    use crate::model::Unit;

    fn number(text: &str) -> Rational {
        Rational::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_written_as_in_the_language() {
        let (sv, en) = (Words::new("sv", "sv"), Words::new("en", "sv"));
        for (text, unit, in_swedish, in_english) in [
            ("0.625", Unit::Percent, "62,5\u{a0}%", "62.5%"),
            ("2/3", Unit::Percent, "66,67\u{a0}%", "66.67%"),
            ("1", Unit::Percent, "100\u{a0}%", "100%"),
            ("-203", Unit::Points, "\u{2212}203", "\u{2212}203"),
            ("1250", Unit::Points, "1250", "1250"),
            ("12500", Unit::Points, "12\u{a0}500", "12,500"),
            ("1234567.891", Unit::Points, "1\u{a0}234\u{a0}567,891", "1,234,567.891"),
            ("1/8", Unit::Points, "0,125", "0.125"),
            ("1/3000", Unit::Points, "0,0003", "0.0003"),
        ] {
            assert_eq!(sv.number(&number(text), unit), in_swedish);
            assert_eq!(en.number(&number(text), unit), in_english);
        }
    }

    #[test]
    fn not_stands_before_the_verb_of_a_subordinate_clause() {
        let said = |words: &Words, id: &str| {
            (words.with(id, &[("question", "x".into())]), words.subordinate(id, &[("question", "x".into())]))
        };
        let pair = |main: &str, subordinate: &str| (main.to_owned(), subordinate.to_owned());
        assert_eq!(said(&Words::new("sv", "sv"), "clause-counts-not"), pair("x räknas inte", "x inte räknas"));
        assert_eq!(said(&Words::new("en", "en"), "clause-counts-not"), pair("x does not count", "x does not count"));
    }

    #[test]
    fn a_number_beside_a_threshold_is_never_shown_on_its_other_side() {
        let en = Words::new("en", "en");
        let half = number("1/2");
        assert_eq!(en.number_beside(&number("0.4999999"), Unit::Percent, &[&half]), "49.99999%");
        assert_eq!(en.number_beside(&number("0.5000001"), Unit::Percent, &[&half]), "50.00001%");
        assert_eq!(en.number_beside(&half, Unit::Percent, &[&half]), "50%");
        assert_eq!(en.missing(&number("0.4999999"), &half, Unit::Percent), "0.00001 percentage points");
        assert_eq!(en.missing(&number("1"), &number("4/3"), Unit::Points), "0.33");
        assert_eq!(en.missing(&number("0.49"), &half, Unit::Percent), "1 percentage point");
        assert_eq!(Words::new("sv", "sv").missing(&number("0.49"), &half, Unit::Percent), "1 procentenhet");
    }
}
