//! Lines and columns of many offsets in one text.

use std::ops::Range;

use super::LineColumn;

/// Characters are counted at every so many bytes, so that a place in a very long line is found as fast as any other.
const BLOCK: usize = 1024;

/// Where the lines of a text begin, and how many characters stand before a byte.
#[derive(Debug, Clone)]
pub struct LineIndex<'a> {
    text: &'a str,
    /// The byte that each line begins with.
    starts: Vec<usize>,
    /// The characters that begin before each block of [`BLOCK`] bytes.
    characters: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// The index of a text.
    pub fn new(text: &'a str) -> LineIndex<'a> {
        let after = |(at, _): (usize, &str)| at.saturating_add(1);
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(after)).collect();
        let begins = |block: &[u8]| block.iter().filter(|byte| !is_continuation(**byte)).count();
        let counts = text.as_bytes().chunks(BLOCK).map(begins);
        let characters = std::iter::once(0)
            .chain(counts.scan(0_usize, |total, count| {
                *total = total.saturating_add(count);
                Some(*total)
            }))
            .collect();
        LineIndex { text, starts, characters }
    }

    /// The range of bytes nearest to `start..end` that lies in the text and splits no character.
    pub fn clamp(&self, start: usize, end: usize) -> Range<usize> {
        let mut start = start.min(self.text.len());
        let mut end = end.clamp(start, self.text.len());
        while !self.text.is_char_boundary(start) {
            start = start.saturating_sub(1);
        }
        while !self.text.is_char_boundary(end) {
            end = end.saturating_add(1);
        }
        start..end
    }

    /// Line and column of a byte; one past the end gives the last place.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let line = self.line(offset);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let column = self.characters_before(offset).saturating_sub(self.characters_before(start));
        LineColumn { line: line.saturating_add(1), column: column.saturating_add(1) }
    }

    /// The line of a byte, from zero.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line, counted from zero, without its end; empty when there is no such line.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let Some(start) = self.starts.get(line).copied() else {
            return self.text.len()..self.text.len();
        };
        let end = self.starts.get(line.saturating_add(1)).map_or(self.text.len(), |next| next.saturating_sub(1));
        let text = self.text.get(start..end).unwrap_or("");
        start..start.saturating_add(text.strip_suffix('\r').unwrap_or(text).len())
    }

    /// How many characters begin before a byte.
    pub fn characters_before(&self, offset: usize) -> usize {
        let offset = self.clamp(offset, offset).start;
        let block = offset / BLOCK;
        let counted = self.characters.get(block).copied().unwrap_or(0);
        let rest = self.text.as_bytes().get(block.saturating_mul(BLOCK)..offset).unwrap_or(&[]);
        counted.saturating_add(rest.iter().filter(|byte| !is_continuation(**byte)).count())
    }
}

/// Whether a byte of UTF-8 is not the first of its character.
fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Sources;

    #[test]
    fn lines_end_before_their_line_end() {
        let index = LineIndex::new("ett\r\ntvå\n\nfyra");
        let text = |line| index.text.get(index.line_range(line)).unwrap();
        assert_eq!([text(0), text(1), text(2), text(3), text(4)], ["ett", "två", "", "fyra", ""]);
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_simple_count(text in "[aå\u{1f600}\n\r]{0,3000}", offset in 0_usize..9000) {
            let mut sources = Sources::new();
            let file = sources.add("a", text.as_str());
            let simple = sources.line_column(file, u32::try_from(offset).unwrap());
            prop_assert_eq!(LineIndex::new(&text).line_column(offset), simple);
        }
    }
}
