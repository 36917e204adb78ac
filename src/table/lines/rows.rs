//! JSON lines to a batch.

use std::borrow::Cow;

use super::super::batch::Batch;
use super::super::carried::Carried;
use super::super::codes;
use super::super::fault::{Fault, FaultKind};
use super::super::layout::Use;
use super::super::reader::{Broken, Reader};
use super::input::Piece;
use super::object::{object, unquoted};
use crate::model::{Domain, QuestionId};
use crate::respond::Refusal;

/// Reads a piece.
pub(in super::super) fn read(reader: &mut Reader<'_>, piece: &Piece, batch: &mut Batch) -> Result<(), Broken> {
    let mut values: Vec<Option<&str>> = vec![None; reader.uses.len()];
    for line in piece.bytes.split(|byte| *byte == b'\n') {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        values.fill(None);
        let mut expected = 0usize;
        let mut faults: Vec<(String, FaultKind)> = Vec::new();
        let read = object(line, &mut |key, value| {
            let Some(column) = column(reader, &key, expected) else {
                faults.push((key.into_owned(), FaultKind::NewKey));
                return;
            };
            expected = column.saturating_add(1);
            if values.get_mut(column).is_some_and(|slot| slot.replace(value).is_some()) {
                faults.push((key.into_owned(), FaultKind::Twice));
            }
        });
        let row = batch.rows;
        if let Err(why) = read {
            values.fill(None);
            let value = String::from_utf8_lossy(line.get(..line.len().min(200)).unwrap_or_default()).into_owned();
            batch.faults.push(Fault { row, column: None, value, kind: FaultKind::Line(why) });
            (0..values.len()).for_each(|column| silent(reader, column, batch));
        } else {
            for (key, kind) in faults {
                batch.faults.push(Fault { row, column: Some(key), value: String::new(), kind });
            }
            for (column, value) in values.iter().enumerate() {
                match value {
                    None | Some("null") => reader.no_cell(column, batch),
                    Some(value) => cell(reader, column, value, batch),
                }
            }
        }
        batch.rows = batch.rows.wrapping_add(1);
    }
    Ok(())
}

/// Nothing, of which nothing need be said.
fn silent(reader: &Reader<'_>, column: usize, batch: &mut Batch) {
    let faults = batch.faults.len();
    reader.no_cell(column, batch);
    batch.faults.truncate(faults);
}

/// The column of a key: most lines have the same keys in the same order.
fn column(reader: &Reader<'_>, key: &str, expected: usize) -> Option<usize> {
    if reader.names.get(expected).is_some_and(|name| name == key) {
        return Some(expected);
    }
    reader.places.get(key).copied()
}

fn cell(reader: &mut Reader<'_>, column: usize, value: &str, batch: &mut Batch) {
    match reader.uses.get(column).copied() {
        Some(Use::Answer(id)) => answer(reader, id, column, value, batch),
        Some(Use::Role) => match unquoted(value) {
            Some(text) => reader.text_cell(column, text.as_bytes(), None, batch),
            None => reader.role_cell(column, value.as_bytes(), Err(FaultKind::Role(None)), batch),
        },
        Some(Use::Carried(place)) => match batch.carried.get_mut(place) {
            Some(carried @ Carried::Text(_)) => carried.push_text(Some(value.as_bytes())),
            Some(carried) => carried.push_nothing(),
            None => {}
        },
        Some(Use::Unused) | None => {}
    }
}

fn answer(reader: &mut Reader<'_>, id: QuestionId, column: usize, value: &str, batch: &mut Batch) {
    let first = value.as_bytes().first();
    match first {
        Some(b'"') => {
            let text = unquoted(value).unwrap_or(Cow::Borrowed(""));
            let key = codes::key(text.as_bytes());
            reader.text_cell(column, text.as_bytes(), key, batch);
        }
        Some(b'[') => {
            let names: Result<Vec<String>, _> = serde_json::from_str(value);
            let read = match (names, reader.cells.get(id.0 as usize)) {
                (Ok(names), Some(cells)) => cells.list(names.iter().map(String::as_str)),
                _ => Err(Refusal::OtherKind { kind: "a list of something else than texts", instead: None }),
            };
            reader.code_cell(id, column, value.as_bytes(), read, batch);
        }
        Some(b'-' | b'0'..=b'9') if !reader.is_text(id) => {
            reader.text_cell(column, value.as_bytes(), codes::key(value.as_bytes()), batch);
        }
        _ => {
            let kind = match first {
                Some(b't' | b'f') => "`true` or `false`",
                Some(b'{') => "an object",
                _ => "a number",
            };
            let read = Err(Refusal::OtherKind { kind, instead: None });
            reader.code_cell(id, column, value.as_bytes(), read, batch);
        }
    }
}

impl Reader<'_> {
    fn is_text(&self, id: QuestionId) -> bool {
        self.model.questions.get(id.0 as usize).is_some_and(|question| matches!(question.domain, Domain::Text))
    }
}
