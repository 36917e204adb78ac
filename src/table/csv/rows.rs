//! Rows of CSV to a batch.

use super::super::batch::Batch;
use super::super::fault::{Fault, FaultKind};
use super::super::reader::{Broken, Reader};
use super::cells::{Cells, Trouble};
use super::pieces::Piece;
use crate::diagnostics::Code;

/// Reads a piece.
pub(in super::super) fn read(reader: &mut Reader<'_>, piece: &Piece, batch: &mut Batch) -> Result<(), Broken> {
    let text = piece.bytes.get(..piece.end).unwrap_or_default();
    let is_utf8 = std::str::from_utf8(text).map_err(|error| error.valid_up_to());
    let mut cells = Cells::new(&piece.bytes, piece.end, piece.delimiter);
    let wanted = reader.uses.len();
    while cells.has_row() {
        if let Err(valid) = is_utf8
            && valid < row_end(text, cells.at())
        {
            return Err(not_utf8(batch.rows));
        }
        let mut found = 0usize;
        loop {
            let cell = cells.next().map_err(|trouble| broken(trouble, batch.rows))?;
            reader.text_cell(found, cells.text(&cell), cell.key, batch);
            found = found.wrapping_add(1);
            if cell.is_last {
                break;
            }
        }
        if found != wanted {
            (found..wanted).for_each(|column| reader.no_cell(column, batch));
            let kind = FaultKind::Cells { found, wanted };
            batch.faults.push(Fault { row: batch.rows, column: None, value: String::new(), kind });
        }
        batch.rows = batch.rows.wrapping_add(1);
    }
    match is_utf8 {
        Ok(_) => Ok(()),
        Err(_) => Err(not_utf8(batch.rows.saturating_sub(1))),
    }
}

/// Where the line at a place ends, at the latest.
fn row_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(text.len(), |end| at.saturating_add(end))
}

pub(super) fn not_utf8(row: usize) -> Broken {
    let message = "a text is not UTF-8".to_owned();
    Broken { row, code: Code::M0002, message, help: Some("save the table as CSV in UTF-8") }
}

pub(super) fn broken(trouble: Trouble, row: usize) -> Broken {
    let (message, help) = match trouble {
        Trouble::Open => {
            ("a quotation mark is not closed", "every cell that begins with a quotation mark ends with one")
        }
        Trouble::Stray => (
            "a quotation mark stands inside a cell",
            "a cell with quotation marks in it stands between quotation marks, and has them twice",
        ),
        Trouble::Behind => (
            "something stands behind a closing quotation mark",
            "a cell with quotation marks in it has them twice: `\"say \"\"yes\"\"\"`",
        ),
        Trouble::Return => (
            "a carriage return stands without a line feed behind it",
            "end lines with a line feed, or with both; a carriage return in a cell stands between quotation marks",
        ),
    };
    Broken { row, code: Code::M0916, message: message.to_owned(), help: Some(help) }
}
