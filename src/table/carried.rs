//! Columns that pass through: an id, a school, a date.

use super::fields::FieldKind;

/// What the cells of a column that passes through are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarriedKind {
    /// Texts.
    Text,
    /// JSON values, as they were written.
    Json,
    /// Whole numbers.
    Whole,
    /// Whole numbers of 64 bits without a sign.
    Unsigned,
    /// Numbers with decimals.
    Number,
    /// Decimals of at most 38 digits.
    Decimal {
        /// So many digits.
        digits: u32,
        /// So many of them behind the point.
        scale: u32,
    },
    /// Yes or no.
    Truth,
    /// Days since 1970.
    Day,
    /// Units since 1970.
    Moment {
        /// Units a second.
        per_second: i64,
        /// Whether in universal time.
        universal: bool,
    },
    /// Units since midnight.
    Time {
        /// Units a second.
        per_second: i64,
        /// Whether in universal time.
        universal: bool,
    },
}

/// So many digits 128 bits hold for sure.
pub(super) const MOST_DIGITS: u32 = 38;

impl CarriedKind {
    /// How cells of this kind pass through; none when they cannot.
    pub fn of(kind: &FieldKind) -> Option<CarriedKind> {
        Some(match kind {
            FieldKind::Text | FieldKind::Nothing => CarriedKind::Text,
            FieldKind::Json => CarriedKind::Json,
            FieldKind::Whole => CarriedKind::Whole,
            FieldKind::Unsigned => CarriedKind::Unsigned,
            FieldKind::Number => CarriedKind::Number,
            FieldKind::Decimal { digits, scale } if *digits <= MOST_DIGITS => {
                CarriedKind::Decimal { digits: *digits, scale: *scale }
            }
            FieldKind::Truth => CarriedKind::Truth,
            FieldKind::Day => CarriedKind::Day,
            FieldKind::Moment { per_second, universal } => {
                CarriedKind::Moment { per_second: *per_second, universal: *universal }
            }
            FieldKind::Time { per_second, universal } => {
                CarriedKind::Time { per_second: *per_second, universal: *universal }
            }
            FieldKind::Decimal { .. } | FieldKind::List | FieldKind::Other(_) => return None,
        })
    }

    /// Whether files that have columns keep it in 32 bits: a day, or a time of day that is not too fine.
    pub(super) fn is_narrow(self) -> bool {
        matches!(self, CarriedKind::Day | CarriedKind::Time { per_second: 1 | 1_000, .. })
    }

    /// An empty column.
    pub fn column(self) -> Carried {
        match self {
            CarriedKind::Text | CarriedKind::Json => Carried::Text(Texts::default()),
            CarriedKind::Whole | CarriedKind::Day | CarriedKind::Moment { .. } | CarriedKind::Time { .. } => {
                Carried::Whole(Vec::new())
            }
            CarriedKind::Unsigned | CarriedKind::Decimal { .. } => Carried::Wide(Vec::new()),
            CarriedKind::Number => Carried::Number(Vec::new()),
            CarriedKind::Truth => Carried::Truth(Vec::new()),
        }
    }
}

/// The cells of a column that passes through.
#[derive(Debug, Clone, PartialEq)]
pub enum Carried {
    /// Texts, or JSON values.
    Text(Texts),
    /// Whole numbers, days, units of time.
    Whole(Vec<Option<i64>>),
    /// Whole numbers without a sign; decimals, in units of their last place.
    Wide(Vec<Option<i128>>),
    /// Numbers with decimals.
    Number(Vec<Option<f64>>),
    /// Yes or no.
    Truth(Vec<Option<bool>>),
}

impl Carried {
    /// Leaves nothing in it.
    pub fn clear(&mut self) {
        match self {
            Carried::Text(texts) => texts.clear(),
            Carried::Whole(cells) => cells.clear(),
            Carried::Wide(cells) => cells.clear(),
            Carried::Number(cells) => cells.clear(),
            Carried::Truth(cells) => cells.clear(),
        }
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        match self {
            Carried::Text(texts) => texts.ends.len(),
            Carried::Whole(cells) => cells.len(),
            Carried::Wide(cells) => cells.len(),
            Carried::Number(cells) => cells.len(),
            Carried::Truth(cells) => cells.len(),
        }
    }

    /// Whether it has no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a cell with nothing in it.
    pub fn push_nothing(&mut self) {
        match self {
            Carried::Text(texts) => texts.push(None),
            Carried::Whole(cells) => cells.push(None),
            Carried::Wide(cells) => cells.push(None),
            Carried::Number(cells) => cells.push(None),
            Carried::Truth(cells) => cells.push(None),
        }
    }

    /// Adds some rows of another column of the same kind.
    pub fn extend(&mut self, other: &Carried, rows: impl Iterator<Item = usize>) {
        match (self, other) {
            (Carried::Text(texts), Carried::Text(other)) => rows.for_each(|row| texts.push(other.get(row))),
            (Carried::Whole(cells), Carried::Whole(other)) => {
                cells.extend(rows.map(|row| other.get(row).copied().flatten()));
            }
            (Carried::Wide(cells), Carried::Wide(other)) => {
                cells.extend(rows.map(|row| other.get(row).copied().flatten()));
            }
            (Carried::Number(cells), Carried::Number(other)) => {
                cells.extend(rows.map(|row| other.get(row).copied().flatten()));
            }
            (Carried::Truth(cells), Carried::Truth(other)) => {
                cells.extend(rows.map(|row| other.get(row).copied().flatten()));
            }
            (carried, _) => rows.for_each(|_| carried.push_nothing()),
        }
    }

    /// Adds a text.
    pub fn push_text(&mut self, text: Option<&[u8]>) {
        if let Carried::Text(texts) = self {
            texts.push(text);
        }
    }
}

/// Texts one after the other in one piece of memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The cells with nothing in them, ascending.
    nothing: Vec<usize>,
}

impl Texts {
    /// Adds a cell.
    #[inline]
    pub fn push(&mut self, text: Option<&[u8]>) {
        match text {
            Some(text) => self.bytes.extend_from_slice(text),
            None => self.nothing.push(self.ends.len()),
        }
        self.ends.push(self.bytes.len());
    }

    /// The text in a row.
    pub fn get(&self, row: usize) -> Option<&[u8]> {
        let end = *self.ends.get(row)?;
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        if start == end && self.nothing.binary_search(&row).is_ok() {
            return None;
        }
        self.bytes.get(start..end)
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.nothing.clear();
    }
}
