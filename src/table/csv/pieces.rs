//! A stream of bytes in pieces that end where a line does.

use std::io::{self, Read};

use memchr::{memchr_iter, memrchr, memrchr2};

use super::cells::PADDING;
use crate::diagnostics::{Code, Diagnostic};

/// A longer row is no row: somebody forgot a quotation mark.
const LONGEST_ROW: usize = 16 << 20;

/// Whole lines of a table.
#[derive(Debug)]
pub struct Piece {
    /// The lines, the last one ended, and zeros behind.
    pub(super) bytes: Vec<u8>,
    pub(super) end: usize,
    pub(super) delimiter: u8,
}

impl Piece {
    pub(super) fn new(mut bytes: Vec<u8>, delimiter: u8) -> Piece {
        let end = bytes.len();
        bytes.resize(end.saturating_add(PADDING), 0);
        Piece { bytes, end, delimiter }
    }
}

/// A stream of bytes, line by line.
pub(in super::super) struct Lines {
    reader: Box<dyn Read + Send>,
    /// What was read and not given yet.
    rest: Vec<u8>,
    size: usize,
    is_done: bool,
    /// Whether a line may go on between quotation marks.
    quotes: bool,
}

impl Lines {
    pub fn new(reader: Box<dyn Read + Send>, size: usize, quotes: bool) -> Lines {
        Lines { reader, rest: Vec::new(), size: size.max(1 << 12), is_done: false, quotes }
    }

    /// The next lines, each one ended; none at the end.
    pub fn next(&mut self, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = self.size;
        loop {
            self.fill(&mut bytes, wanted).map_err(|error| unreadable(name, &error))?;
            if self.is_done {
                if bytes.is_empty() {
                    return Ok(None);
                }
                if bytes.last() != Some(&b'\n') {
                    bytes.push(b'\n');
                }
                return Ok(Some(bytes));
            }
            if let Some(end) = last_line(&bytes, self.quotes) {
                self.rest = Vec::with_capacity(self.size.saturating_add(PADDING));
                self.rest.extend_from_slice(bytes.get(end..).unwrap_or_default());
                bytes.truncate(end);
                return Ok(Some(bytes));
            }
            if bytes.len() > LONGEST_ROW {
                let message = format!("`{name}` has a row of more than {} MB", LONGEST_ROW >> 20);
                let diagnostic = Diagnostic::new(Code::M0916, message);
                return Err(match self.quotes {
                    true => diagnostic.help("a quotation mark is probably not closed"),
                    false => diagnostic,
                });
            }
            wanted = bytes.len().saturating_mul(2);
        }
    }

    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> io::Result<()> {
        while bytes.len() < wanted && !self.is_done {
            let before = bytes.len();
            let limit = u64::try_from(wanted.saturating_sub(before)).unwrap_or(u64::MAX);
            self.reader.by_ref().take(limit).read_to_end(bytes)?;
            self.is_done = bytes.len() < wanted;
        }
        Ok(())
    }
}

/// Where the last whole line ends. Lines begin outside quotation marks.
pub(in super::super) fn last_line(bytes: &[u8], quotes: bool) -> Option<usize> {
    let mut is_inside = quotes && memchr_iter(b'"', bytes).count() % 2 == 1;
    let mut end = bytes.len();
    loop {
        let before = bytes.get(..end)?;
        end = if is_inside {
            memrchr(b'"', before)
        } else if quotes {
            memrchr2(b'"', b'\n', before)
        } else {
            memrchr(b'\n', before)
        }?;
        match bytes.get(end) {
            Some(b'"') => is_inside = !is_inside,
            _ => return end.checked_add(1),
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::M0020, format!("`{name}` cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{Lines, last_line};

    #[test]
    fn a_line_end_between_quotation_marks_ends_no_line() {
        assert_eq!(last_line(b"a,b\nc,d", true), Some(4));
        assert_eq!(last_line(b"a,\"b\nc\",d\ne", true), Some(10));
        assert_eq!(last_line(b"x\na,\"b\nc", true), Some(2));
        assert_eq!(last_line(b"a,\"b\nc\nd", true), None);
        assert_eq!(last_line(b"{\"a\":\"\n", false), Some(7));
        assert_eq!(last_line(b"a\"\"\"\"\"\nb", true), None);
    }

    #[test]
    fn pieces_together_are_the_whole() {
        let text: String = (0..5000).map(|n| format!("{n},\"a\n\"\"{n}\"\n")).collect();
        let mut lines = Lines::new(Box::new(std::io::Cursor::new(text.clone().into_bytes())), 0, true);
        let mut whole = Vec::new();
        let mut pieces = 0;
        while let Some(piece) = lines.next("text").unwrap() {
            assert_eq!(piece.last(), Some(&b'\n'));
            whole.extend(piece);
            pieces += 1;
        }
        assert!(pieces > 5);
        assert_eq!(String::from_utf8(whole).unwrap(), text);
    }
}
