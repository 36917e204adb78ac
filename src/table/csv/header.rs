//! The first line of CSV.

use std::io::Read;

use super::super::fields::{Field, FieldKind};
use super::super::input::Settings;
use super::super::reader::Broken;
use super::cells::Cells;
use super::pieces::{Lines, Piece};
use super::rows::{broken, not_utf8};
use crate::diagnostics::{Code, Diagnostic};

/// What may separate cells, the likeliest first.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// CSV whose header was read.
pub(in super::super) struct Input {
    lines: Lines,
    delimiter: u8,
    /// What came with the header.
    first: Option<Vec<u8>>,
}

impl Input {
    /// Reads the header.
    pub fn open(
        name: &str,
        reader: Box<dyn Read + Send>,
        settings: Settings,
    ) -> Result<(Vec<Field>, Input), Diagnostic> {
        let (lines, bytes) = beginning(name, reader, settings, true)?;
        let delimiter = settings.delimiter.unwrap_or_else(|| sniff(&bytes));
        let piece = Piece::new(bytes, delimiter);
        let mut cells = Cells::new(&piece.bytes, piece.end, delimiter);
        let mut fields = Vec::new();
        if !cells.has_row() {
            return Err(Diagnostic::new(Code::M0916, format!("`{name}` is empty"))
                .help("the first line names the columns: the questions, and what else there is"));
        }
        loop {
            let first_line = |broken: Broken| {
                let diagnostic = Diagnostic::new(broken.code, format!("`{name}` cannot be read: {}", broken.message));
                broken.help.map_or(diagnostic.clone(), |help| diagnostic.help(help)).note("in the first line")
            };
            let cell = cells.next().map_err(|trouble| first_line(broken(trouble, 0)))?;
            let text = std::str::from_utf8(cells.text(&cell)).map_err(|_| first_line(not_utf8(0)))?;
            fields.push(Field { name: text.to_owned(), kind: FieldKind::Text });
            if cell.is_last {
                break;
            }
        }
        let rest = piece.bytes.get(cells.at()..piece.end).unwrap_or_default().to_vec();
        Ok((fields, Input { lines, delimiter, first: Some(rest) }))
    }

    /// The next rows.
    pub fn next_piece(&mut self, name: &str) -> Result<Option<Piece>, Diagnostic> {
        if let Some(first) = self.first.take().filter(|first| !first.is_empty()) {
            return Ok(Some(Piece::new(first, self.delimiter)));
        }
        Ok(self.lines.next(name)?.map(|bytes| Piece::new(bytes, self.delimiter)))
    }
}

/// A stream of lines and its first piece, which tells whether it is a text. With `quoted`, lines may stand between
/// quotation marks.
pub(in super::super) fn beginning(
    name: &str,
    reader: Box<dyn Read + Send>,
    settings: Settings,
    quoted: bool,
) -> Result<(Lines, Vec<u8>), Diagnostic> {
    let mut lines = Lines::new(reader, settings.piece, quoted);
    let bytes = lines.next(name)?.unwrap_or_default();
    encoding(name, &bytes)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(bytes);
    Ok((lines, bytes))
}

/// Refuses what is not UTF-8, as far as the beginning tells.
fn encoding(name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
    let what = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16",
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => "it is compressed",
        [b'P', b'K', 3, 4, ..] => "it is a spreadsheet or an archive",
        _ if bytes.iter().take(4096).any(|byte| *byte == 0) => "it has zero bytes in it",
        _ => return Ok(()),
    };
    let help = match what {
        "it is compressed" => "unpack it first; `-` reads standard input",
        _ => "save it as CSV in UTF-8",
    };
    Err(Diagnostic::new(Code::M0002, format!("`{name}` is not UTF-8: {what}")).help(help))
}

/// What separates the cells of the first line, outside quotation marks.
fn sniff(bytes: &[u8]) -> u8 {
    let mut is_inside = false;
    let mut counts = [0usize; DELIMITERS.len()];
    for byte in bytes {
        match byte {
            b'"' => is_inside = !is_inside,
            b'\n' if !is_inside && counts.iter().any(|count| *count > 0) => break,
            _ if is_inside => {}
            byte => {
                let place = DELIMITERS.iter().position(|delimiter| delimiter == byte);
                if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                    *count = count.saturating_add(1);
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let found = DELIMITERS.iter().zip(counts).find(|(_, count)| *count == most);
    found.map_or(b',', |(delimiter, _)| *delimiter)
}

#[cfg(test)]
mod tests {
    use super::sniff;

    #[test]
    fn the_commonest_delimiter_outside_quotation_marks_is_taken() {
        for (text, delimiter) in
            [("a,b;c,d\n", b','), ("\"a,b,c\";d;e\n1,2,3,4\n", b';'), ("a\tb\n", b'\t'), ("alone\n", b',')]
        {
            assert_eq!(sniff(text.as_bytes()), delimiter, "{text}");
        }
    }
}
