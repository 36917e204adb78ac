//! Columns of results.

use super::outputs::{Kind, Output};
use super::run::Machine;
use crate::model::QuestionId;

/// A cell without a number.
pub const NO_NUMBER: i64 = i64::MIN;
/// A cell without a number, where numbers are wide.
pub const NO_WIDE_NUMBER: i128 = i128::MIN;
/// A cell without a level.
pub const NO_LEVEL: u8 = u8::MAX;

/// The results of a block of responses. Made once and filled again and again, it keeps its memory.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    pub(super) rows: usize,
    pub(super) columns: Vec<Column>,
    pub(super) misplaced: Vec<(usize, QuestionId)>,
    /// What the engine works with.
    pub(super) machine: Machine,
    /// Rows that it leaves to the row evaluator.
    pub(super) doubtful: Vec<usize>,
}

/// A column of results, a cell a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Millionths, or [`NO_NUMBER`].
    Number(Vec<i64>),
    /// Millionths that 64 bits may not hold, or [`NO_WIDE_NUMBER`].
    WideNumber(Vec<i128>),
    /// Ranks, or [`NO_LEVEL`].
    Level(Vec<u8>),
    /// Numbers of questions.
    Count(Vec<u16>),
    /// 1 for yes, 0 for no, 255 for empty.
    Truth(Vec<u8>),
    /// Actions.
    Suggestions(Suggestions),
}

/// Which actions are suggested, as bits: a byte a row for each eight actions in the order of suggestions, the first
/// one lowest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    pub(super) planes: Vec<Vec<u8>>,
}

impl Suggestions {
    /// For each eight actions a byte a row.
    pub fn planes(&self) -> &[Vec<u8>] {
        &self.planes
    }

    /// Whether the action at a place in the order of suggestions is suggested in a row.
    pub fn contains(&self, row: usize, place: usize) -> bool {
        let byte = self.planes.get(place >> 3).and_then(|plane| plane.get(row)).copied().unwrap_or(0);
        (byte >> (place & 7)) & 1 == 1
    }

    /// The places, in the order of suggestions, of the actions that are suggested in a row.
    #[inline]
    pub fn places(&self, row: usize) -> impl Iterator<Item = usize> + use<'_> {
        let mut places = Places { planes: &self.planes, row, first: 0, bits: 0 };
        places.fetch();
        places
    }
}

/// The bits of a row that are set, 64 of them at a time.
#[derive(Debug)]
struct Places<'a> {
    /// The planes that were not looked at yet.
    planes: &'a [Vec<u8>],
    row: usize,
    /// The place of the lowest of the bits.
    first: usize,
    bits: u64,
}

impl Places<'_> {
    #[inline]
    fn fetch(&mut self) {
        let (now, later) = self.planes.split_at_checked(8).unwrap_or((self.planes, &[]));
        let byte = |plane: &Vec<u8>| u64::from(plane.get(self.row).copied().unwrap_or(0));
        self.bits = now.iter().rev().fold(0, |bits, plane| bits << 8 | byte(plane));
        self.planes = later;
    }
}

impl Iterator for Places<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if self.planes.is_empty() {
                return None;
            }
            self.first = self.first.saturating_add(64);
            self.fetch();
        }
        let place = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits.wrapping_sub(1);
        Some(self.first.saturating_add(place))
    }
}

impl Scores {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// A column an output, in the order in which the scorer was asked for them.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows in which an answer is out of place (a code without a meaning, a question for other roles, a hidden
    /// one), ascending, each with its first such question. The cells of these rows mean nothing.
    pub fn misplaced(&self) -> &[(usize, QuestionId)] {
        &self.misplaced
    }

    /// Makes place for so many rows of these outputs. `wide` says which numbers are, `actions` how many there are.
    pub(super) fn prepare(&mut self, outputs: &[Output], wide: &[bool], actions: usize, rows: usize) {
        self.rows = rows;
        self.misplaced.clear();
        self.columns.resize(outputs.len(), Column::Truth(Vec::new()));
        for ((column, output), wide) in self.columns.iter_mut().zip(outputs).zip(wide) {
            column.prepare(output.kind, *wide, actions, rows);
        }
    }
}

impl Column {
    fn prepare(&mut self, kind: Kind, wide: bool, actions: usize, rows: usize) {
        match (kind, wide, &mut *self) {
            (Kind::Number, false, Column::Number(cells)) => cells.resize(rows, NO_NUMBER),
            (Kind::Number, true, Column::WideNumber(cells)) => cells.resize(rows, NO_WIDE_NUMBER),
            (Kind::Level(_), _, Column::Level(cells)) | (Kind::Truth, _, Column::Truth(cells)) => cells.resize(rows, 0),
            (Kind::Count, _, Column::Count(cells)) => cells.resize(rows, 0),
            (Kind::Actions, _, Column::Suggestions(suggestions)) => {
                suggestions.planes.resize_with(actions.div_ceil(8), Vec::new);
                suggestions.planes.iter_mut().for_each(|plane| plane.resize(rows, 0));
            }
            (Kind::Number, false, _) => *self = Column::Number(vec![NO_NUMBER; rows]),
            (Kind::Number, true, _) => *self = Column::WideNumber(vec![NO_WIDE_NUMBER; rows]),
            (Kind::Level(_), ..) => *self = Column::Level(vec![NO_LEVEL; rows]),
            (Kind::Count, ..) => *self = Column::Count(vec![0; rows]),
            (Kind::Truth, ..) => *self = Column::Truth(vec![0; rows]),
            (Kind::Actions, ..) => {
                *self = Column::Suggestions(Suggestions { planes: vec![vec![0; rows]; actions.div_ceil(8)] });
            }
        }
    }
}
