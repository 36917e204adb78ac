//! Why a value is no answer of its question: worded for a file in [`messages`](super::messages), for a dialogue by the
//! report's catalogues.

use crate::exact::Rational;

/// Why a value is no answer of its question.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Not applicable, which the question does not offer.
    NotApplicable,
    /// No option of the question.
    UnknownOption {
        /// What was written.
        name: String,
        /// The option that was perhaps meant.
        meant: Option<String>,
    },
    /// What no option is worth, where answers are written as points.
    OtherWorth {
        /// What was written.
        text: String,
    },
    /// An option that was chosen already.
    ChosenTwice {
        /// The option.
        option: String,
    },
    /// No decimal number.
    NotANumber {
        /// What was written.
        text: String,
    },
    /// A number that is longer than any answer.
    TooLong,
    /// A number outside the range.
    OutOfRange {
        /// The number as it was written.
        number: String,
    },
    /// A number between two steps of the range.
    BetweenSteps {
        /// The number as it was written.
        number: String,
        /// The step below it.
        below: Rational,
        /// The step above it.
        above: Rational,
    },
    /// A value of another kind, as only a file can hold it.
    OtherKind {
        /// What it is.
        kind: &'static str,
        /// What to write instead, when that is clear.
        instead: Option<Instead>,
    },
    /// In a list of options something else than an option.
    OtherElement {
        /// What it is.
        kind: &'static str,
    },
}

/// What stands in a file for a value of another kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// A number that stands in quotation marks.
    Bare(String),
    /// The same in another writing: an option's name, a list.
    Written(String),
}
