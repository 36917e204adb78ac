//! From one cell to the next. Where cells may end is found for all bytes at once.

use memchr::memchr;

use super::super::codes::{self, Key};
use crate::score::{self, Instructions};

/// Walks over the cells of lines. The bytes end with a line end and [`PADDING`] zeros behind `end`.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    bytes: &'a [u8],
    /// A bit a byte: whether it may end a cell, or is a quotation mark.
    stops: Vec<u64>,
    end: usize,
    at: usize,
    delimiter: u8,
    /// What stood between quotation marks with quotation marks in it.
    scratch: Vec<u8>,
}

/// Zeros behind the last line, so that keys can be read at every place.
pub(super) const PADDING: usize = 16;

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    start: usize,
    end: usize,
    in_scratch: bool,
    /// Its key, when it is short.
    pub key: Option<Key>,
    /// Whether the row ends with it.
    pub is_last: bool,
}

/// Why there is no next cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A quotation mark that nothing closes.
    Open,
    /// A quotation mark in a cell that does not begin with one.
    Stray,
    /// Something behind a closing quotation mark.
    Behind,
    /// A carriage return that is not followed by a line end.
    Return,
}

impl<'a> Cells<'a> {
    pub fn new(bytes: &'a [u8], end: usize, delimiter: u8) -> Cells<'a> {
        let mut stops = Vec::new();
        score::places(Instructions::best(), bytes, [delimiter, b'\n', b'\r', b'"'], &mut stops);
        Cells { bytes, stops, end, at: 0, delimiter, scratch: Vec::new() }
    }

    /// Whether there is another row. Blank lines are none.
    pub fn has_row(&mut self) -> bool {
        while self.at < self.end {
            match self.bytes.get(self.at) {
                Some(b'\n') => self.at = self.at.wrapping_add(1),
                Some(b'\r') if self.bytes.get(self.at.wrapping_add(1)) == Some(&b'\n') => {
                    self.at = self.at.wrapping_add(2);
                }
                _ => return true,
            }
        }
        false
    }

    /// How far it has come.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The bytes of a cell, which are there until the next one is taken.
    #[inline(always)]
    pub fn text(&self, cell: &Cell) -> &[u8] {
        let bytes = if cell.in_scratch { &self.scratch } else { self.bytes };
        bytes.get(cell.start..cell.end).unwrap_or_default()
    }

    /// The first byte from a place on that may end a cell.
    #[inline(always)]
    fn stop(&self, from: usize) -> usize {
        let mut word = from >> 6;
        let mut skipped = u64::MAX << (from & 63);
        while let Some(stops) = self.stops.get(word) {
            let stops = stops & skipped;
            if stops != 0 {
                return (word << 6).wrapping_add(stops.trailing_zeros() as usize);
            }
            skipped = u64::MAX;
            word = word.wrapping_add(1);
        }
        self.end
    }

    /// The next cell of the row.
    #[inline(always)]
    pub fn next(&mut self) -> Result<Cell, Trouble> {
        let start = self.at;
        let end = self.stop(start);
        self.plain(start, end, codes::key_at(self.bytes, &(start..end)))
    }

    /// A cell up to the first byte that ends one.
    #[inline(always)]
    fn plain(&mut self, start: usize, end: usize, key: Option<Key>) -> Result<Cell, Trouble> {
        let is_last = match self.bytes.get(end) {
            Some(byte) if *byte == self.delimiter => false,
            Some(b'\n') => true,
            Some(b'"') if start == end => return self.quoted(start.wrapping_add(1)),
            Some(b'"') => return Err(Trouble::Stray),
            _ => return self.carriage_return(start, end, key),
        };
        self.at = end.wrapping_add(1);
        Ok(Cell { start, end, in_scratch: false, key, is_last })
    }

    #[cold]
    fn carriage_return(&mut self, start: usize, end: usize, key: Option<Key>) -> Result<Cell, Trouble> {
        if self.bytes.get(end.wrapping_add(1)) != Some(&b'\n') {
            return Err(Trouble::Return);
        }
        self.at = end.wrapping_add(2);
        Ok(Cell { start, end, in_scratch: false, key, is_last: true })
    }

    /// A cell between quotation marks, from behind the first.
    fn quoted(&mut self, start: usize) -> Result<Cell, Trouble> {
        self.scratch.clear();
        let mut from = start;
        loop {
            let rest = self.bytes.get(from..self.end).unwrap_or_default();
            let mark = from.wrapping_add(memchr(b'"', rest).ok_or(Trouble::Open)?);
            let next = mark.wrapping_add(1);
            if self.bytes.get(next) == Some(&b'"') {
                self.scratch.extend_from_slice(self.bytes.get(from..next).unwrap_or_default());
                from = next.wrapping_add(1);
                continue;
            }
            let in_scratch = from != start;
            let (start, end) = if in_scratch {
                self.scratch.extend_from_slice(self.bytes.get(from..mark).unwrap_or_default());
                (0, self.scratch.len())
            } else {
                (start, mark)
            };
            let (at, is_last) = match (self.bytes.get(next), self.bytes.get(next.wrapping_add(1))) {
                (Some(byte), _) if *byte == self.delimiter => (next.wrapping_add(1), false),
                (Some(b'\n'), _) => (next.wrapping_add(1), true),
                (Some(b'\r'), Some(b'\n')) => (next.wrapping_add(2), true),
                (Some(b'\r'), _) => return Err(Trouble::Return),
                _ => return Err(Trouble::Behind),
            };
            self.at = at;
            let mut cell = Cell { start, end, in_scratch, key: None, is_last };
            cell.key = codes::key(self.text(&cell));
            return Ok(cell);
        }
    }
}
