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
    /// Decimals with so many decimal places.
    Decimal(u32),
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
            FieldKind::Whole => "whole numbers",
            FieldKind::Number => "numbers",
            FieldKind::Decimal(_) => "decimals",
            FieldKind::Truth => "yes or no (`true`, `false`)",
            FieldKind::Day => "dates",
            FieldKind::Moment { .. } => "points in time",
            FieldKind::List => "lists of texts",
            FieldKind::Nothing => "nothing",
            FieldKind::Other(words) => words,
        }
    }
}
