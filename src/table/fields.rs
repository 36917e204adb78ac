//! The columns of an input, before they mean anything.

/// A column of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub name: String,
    /// What its cells are.
    pub kind: FieldKind,
}

/// What the cells of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// Texts.
    Text,
    /// JSON values of any kind.
    Json,
    /// Whole numbers.
    Whole,
    /// Numbers with decimals.
    Number,
    /// Whole numbers of 64 bits that may be too large for a sign.
    Unsigned,
    /// Decimals.
    Decimal {
        /// So many digits at the most.
        digits: u32,
        /// So many of them behind the point.
        scale: u32,
    },
    /// Yes or no.
    Truth,
    /// Days.
    Day,
    /// Days with a time: how many of its units a second has, and whether they are in universal time.
    Moment {
        /// Units a second.
        per_second: i64,
        /// Whether in universal time.
        universal: bool,
    },
    /// Times of day: how many of its units a second has, and whether they are in universal time.
    Time {
        /// Units a second.
        per_second: i64,
        /// Whether in universal time.
        universal: bool,
    },
    /// Lists of texts.
    List,
    /// Nothing at all.
    Nothing,
    /// What cannot be read, in words.
    Other(String),
}

impl FieldKind {
    /// What it holds, for messages.
    pub fn words(&self) -> &str {
        match self {
            FieldKind::Text => "texts",
            FieldKind::Json => "JSON values",
            FieldKind::Whole | FieldKind::Unsigned => "whole numbers",
            FieldKind::Number => "numbers",
            FieldKind::Decimal { .. } => "decimals",
            FieldKind::Truth => "yes or no (`true`, `false`)",
            FieldKind::Day => "dates",
            FieldKind::Moment { .. } => "points in time",
            FieldKind::Time { .. } => "times of day",
            FieldKind::List => "lists of texts",
            FieldKind::Nothing => "nothing",
            FieldKind::Other(words) => words,
        }
    }
}
