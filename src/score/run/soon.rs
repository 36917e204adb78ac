//! Memory that will be read soon.

use std::ops::Range;

use crate::score::block::{Block, Codes};
use crate::score::plan::Plan;

/// Columns, in the order in which they will be read. They are asked for in small parts between other work: late enough that
/// they stay in the nearest cache, early enough that they are there in time.
#[derive(Debug, Default)]
pub struct Soon<'b> {
    columns: Vec<&'b [u8]>,
    /// The column that is asked for.
    place: usize,
    /// From this byte on.
    at: usize,
    /// Columns before this one may be asked for.
    end: usize,
}

/// So many columns ahead.
const AHEAD: usize = 12;
/// So many bytes at once.
const PART: usize = 256;

impl<'b> Soon<'b> {
    /// What is read while a chunk is worked on, and at the beginning of the next one.
    pub fn begin(&mut self, plan: &Plan, block: &'b Block<'b>, rows: Range<usize>) {
        let order = &plan.checked;
        let codes = |question: &u32, from: usize| match block.answers.get(*question as usize) {
            Some(Codes::Byte(codes)) => codes.get(from..codes.len().min(from + rows.len())).unwrap_or_default(),
            _ => &[],
        };
        let now = order.iter().skip(AHEAD).map(|question| codes(question, rows.start));
        let next = order.iter().take(AHEAD).map(|question| codes(question, rows.end));
        self.columns.clear();
        self.columns.extend(now.chain(next));
        (self.place, self.at, self.end) = (0, 0, 0);
    }

    /// Another column is read now.
    pub fn go_on(&mut self) {
        self.end += 1;
    }

    /// The next part to ask for, if it is time for it.
    #[inline(always)]
    pub fn part(&mut self) -> Option<&'b [u8]> {
        if self.place >= self.end {
            return None;
        }
        let column = self.columns.get(self.place)?;
        let end = column.len().min(self.at + PART);
        let part = column.get(self.at..end);
        (self.place, self.at) = if end == column.len() { (self.place + 1, 0) } else { (self.place, end) };
        part
    }
}
