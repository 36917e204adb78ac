//! Columns of a file that has columns: cells as they are held there, to a batch.

use std::ops::Range;
use std::sync::Arc;

use super::batch::{Answers, Batch};
use super::carried::{Carried, Texts};
use super::codes;
use super::fault::FaultKind;
use super::layout::Use;
use super::reader::{Broken, Reader};
use super::{arrow, decimal, parquet};
use crate::model::QuestionId;
use crate::respond::Refusal;

/// Some rows of a file that has columns.
#[derive(Debug)]
pub struct Piece {
    pub(super) rows: usize,
    /// For the columns that are read: which it is, and its cells.
    pub(super) columns: Vec<(usize, Vec<Segment>)>,
}

/// Some cells of a column, perhaps still as they stand in the file.
#[derive(Debug)]
pub(super) enum Segment {
    Read(Part),
    Parquet(parquet::Segment),
    Arrow(arrow::Segment),
}

/// Some cells of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// Places in a dictionary; the place behind the last one is nothing.
    Coded(Arc<Dictionary>, Vec<u32>),
    Texts(Texts),
    Whole(Vec<Option<i64>>),
    /// Whole numbers, of which so many places are behind the point.
    Wide(Vec<Option<i128>>, u32),
    Number(Vec<Option<f64>>),
    Truth(Vec<Option<bool>>),
    /// Lists of texts; nothing for a list with something else in it.
    Lists(Vec<Option<Result<Vec<String>, ()>>>),
}

/// The texts that places stand for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Dictionary {
    pub texts: Texts,
    pub len: usize,
}

/// Codes of the places of a dictionary, kept for the next cells that use it.
pub(super) type Known = Option<(Arc<Dictionary>, Vec<u64>)>;

/// A place whose text is no answer.
const BAD: u64 = u64::MAX;

/// Reads a piece.
pub(super) fn read(reader: &mut Reader<'_>, piece: &Piece, batch: &mut Batch) -> Result<(), Broken> {
    for (column, segments) in &piece.columns {
        let mut row = 0usize;
        for segment in segments {
            let decoded;
            let part = match segment {
                Segment::Read(part) => part,
                Segment::Parquet(segment) => {
                    if parquet_codes(reader, *column, segment, batch).is_some() {
                        row = row.saturating_add(segment.rows());
                        continue;
                    }
                    decoded = segment.decode()?;
                    &decoded
                }
                Segment::Arrow(segment) => {
                    arrow_rows(reader, *column, segment, &mut row, batch)?;
                    continue;
                }
            };
            batch.rows = row;
            row = row.saturating_add(part.len());
            take(reader, *column, part, batch);
        }
    }
    batch.rows = piece.rows;
    if !reader.model.roles.is_empty() {
        batch.roles.resize(piece.rows, codes::NO_ROLE);
    }
    Ok(())
}

impl Segment {
    /// How many rows.
    pub fn rows(&self) -> usize {
        match self {
            Segment::Read(part) => part.len(),
            Segment::Parquet(segment) => segment.rows(),
            Segment::Arrow(segment) => segment.rows(),
        }
    }
}

impl Part {
    fn len(&self) -> usize {
        match self {
            Part::Coded(_, places) => places.len(),
            Part::Texts(texts) => texts.len(),
            Part::Whole(cells) => cells.len(),
            Part::Wide(cells, _) => cells.len(),
            Part::Number(cells) => cells.len(),
            Part::Truth(cells) => cells.len(),
            Part::Lists(cells) => cells.len(),
        }
    }
}

/// Takes the cells of a column; `batch.rows` is the row of the first.
fn take(reader: &mut Reader<'_>, column: usize, part: &Part, batch: &mut Batch) {
    match reader.uses.get(column).copied() {
        Some(Use::Answer(id)) => match part {
            Part::Coded(dictionary, places) => coded(reader, column, id, dictionary, places, batch),
            part => each(reader, column, part, batch),
        },
        Some(Use::Role) => each(reader, column, part, batch),
        Some(Use::Carried(place)) => {
            if let Some(carried) = batch.carried.get_mut(place) {
                carry(part, carried);
            }
        }
        Some(Use::Unused) | None => {}
    }
}

/// So many rows of a column are read at once, so that what is read stays in the cache and reads are few.
const AT_ONCE: usize = 1 << 14;

/// Takes a column of Arrow from `row` on: likely answers straight from the file, everything else cell by cell.
fn arrow_rows(
    reader: &mut Reader<'_>,
    column: usize,
    segment: &arrow::Segment,
    row: &mut usize,
    batch: &mut Batch,
) -> Result<(), Broken> {
    for first in (0..segment.rows()).step_by(AT_ONCE) {
        let rows = first..first.saturating_add(AT_ONCE).min(segment.rows());
        batch.rows = *row;
        *row = row.saturating_add(rows.len());
        if arrow_codes(reader, column, segment, rows.clone(), batch).is_none() {
            let part = segment.decode(rows).map_err(|broken| Broken { row: batch.rows, ..broken })?;
            take(reader, column, &part, batch);
        }
    }
    Ok(())
}

/// Adds the codes of some answers if all of them are likely; none when something else is to be done.
fn arrow_codes(
    reader: &mut Reader<'_>,
    column: usize,
    segment: &arrow::Segment,
    rows: Range<usize>,
    batch: &mut Batch,
) -> Option<()> {
    let Some(Use::Answer(id)) = reader.uses.get(column).copied() else { return None };
    let Some(Answers::Byte(codes)) = batch.answers.get_mut(id.0 as usize) else { return None };
    match segment.dictionary() {
        None => segment.codes(rows, reader.cells.get(id.0 as usize)?, &mut reader.room, codes),
        Some(dictionary) => {
            learn(reader, column, id, dictionary);
            let (_, known) = reader.known.get(column)?.as_ref()?;
            segment.places(rows, known, &mut reader.room, codes)
        }
    }
}

/// The same for cells of Parquet that are places in a dictionary.
fn parquet_codes(reader: &mut Reader<'_>, column: usize, segment: &parquet::Segment, batch: &mut Batch) -> Option<()> {
    let Some(Use::Answer(id)) = reader.uses.get(column).copied() else { return None };
    let dictionary = segment.dictionary()?;
    learn(reader, column, id, dictionary);
    let Some(Answers::Byte(codes)) = batch.answers.get_mut(id.0 as usize) else { return None };
    let (_, known) = reader.known.get(column)?.as_ref()?;
    segment.places(known, codes)
}

/// Finds the codes of the texts of a column's dictionary, if it is not the same as before.
fn learn(reader: &mut Reader<'_>, column: usize, id: QuestionId, dictionary: &Arc<Dictionary>) {
    let is_known =
        reader.known.get(column).and_then(Option::as_ref).is_some_and(|known| Arc::ptr_eq(&known.0, dictionary));
    if !is_known {
        let codes = codes_of(reader, id, dictionary);
        if let Some(slot) = reader.known.get_mut(column) {
            *slot = Some((Arc::clone(dictionary), codes));
        }
    }
}

/// Answers by way of the codes of their dictionary.
fn coded(
    reader: &mut Reader<'_>,
    column: usize,
    id: QuestionId,
    dictionary: &Arc<Dictionary>,
    places: &[u32],
    batch: &mut Batch,
) {
    learn(reader, column, id, dictionary);
    let Some(known) = reader.known.get_mut(column).and_then(Option::take) else { return };
    if known.1.contains(&BAD) {
        for place in places {
            let text = dictionary.texts.get(index(*place));
            cell(reader, column, text, batch);
            batch.rows = batch.rows.wrapping_add(1);
        }
    } else if let Some(answers) = batch.answers.get_mut(id.0 as usize) {
        extend(answers, &known.1, places);
    }
    if let Some(slot) = reader.known.get_mut(column) {
        *slot = Some(known);
    }
}

/// The codes of the texts of a dictionary, and of nothing behind them.
fn codes_of(reader: &mut Reader<'_>, id: QuestionId, dictionary: &Dictionary) -> Vec<u64> {
    let Some(cells) = reader.cells.get_mut(id.0 as usize) else { return Vec::new() };
    let mut known: Vec<u64> = (0..dictionary.len)
        .map(|place| cells.text(dictionary.texts.get(place).unwrap_or_default()).unwrap_or(BAD))
        .collect();
    known.push(cells.unanswered());
    known
}

#[expect(clippy::cast_possible_truncation, reason = "a column is as wide as its codes")]
fn extend(answers: &mut Answers, known: &[u64], places: &[u32]) {
    match answers {
        Answers::Byte(codes) => {
            let narrow: Vec<u8> = known.iter().map(|code| *code as u8).collect();
            codes.extend(places.iter().map(|place| narrow.get(index(*place)).copied().unwrap_or(u8::MAX)));
        }
        Answers::Word(codes) => {
            codes.extend(places.iter().map(|place| known.get(index(*place)).copied().unwrap_or(BAD) as u32));
        }
        Answers::Long(codes) => {
            codes.extend(places.iter().map(|place| known.get(index(*place)).copied().unwrap_or(BAD)));
        }
    }
}

fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

fn cell(reader: &mut Reader<'_>, column: usize, text: Option<&[u8]>, batch: &mut Batch) {
    match text {
        Some(text) => reader.text_cell(column, text, codes::key(text), batch),
        None => reader.no_cell(column, batch),
    }
}

/// Takes answers or roles cell by cell.
fn each(reader: &mut Reader<'_>, column: usize, part: &Part, batch: &mut Batch) {
    for row in 0..part.len() {
        match part {
            Part::Coded(dictionary, places) => {
                let place = places.get(row).copied().map_or(usize::MAX, index);
                cell(reader, column, dictionary.texts.get(place), batch);
            }
            Part::Texts(texts) => cell(reader, column, texts.get(row), batch),
            Part::Whole(cells) => {
                let text = cells.get(row).copied().flatten().map(|number| number.to_string());
                cell(reader, column, text.as_ref().map(String::as_bytes), batch);
            }
            Part::Wide(cells, scale) => {
                let text = cells.get(row).copied().flatten().map(|number| decimal::text(number, *scale));
                cell(reader, column, text.as_ref().map(String::as_bytes), batch);
            }
            Part::Number(cells) => {
                let text = cells.get(row).copied().flatten().map(|number| number.to_string());
                cell(reader, column, text.as_ref().map(String::as_bytes), batch);
            }
            Part::Truth(_) => reader.no_cell(column, batch),
            Part::Lists(cells) => list(reader, column, cells.get(row).and_then(Option::as_ref), batch),
        }
        batch.rows = batch.rows.wrapping_add(1);
    }
}

fn list(reader: &mut Reader<'_>, column: usize, list: Option<&Result<Vec<String>, ()>>, batch: &mut Batch) {
    let Some(Use::Answer(id)) = reader.uses.get(column).copied() else {
        return reader.role_cell(column, b"", Err(FaultKind::NoRole), batch);
    };
    let (shown, read) = match list {
        None => return reader.no_cell(column, batch),
        Some(Err(())) => {
            let why = Refusal::OtherKind { kind: "a list with nothing in one of its places", instead: None };
            (String::new(), Err(why))
        }
        Some(Ok(names)) => {
            let Some(cells) = reader.cells.get(id.0 as usize) else { return };
            (names.join(";"), cells.list(names.iter().map(String::as_str)))
        }
    };
    reader.code_cell(id, column, shown.as_bytes(), read, batch);
}

/// Passes cells through.
fn carry(part: &Part, carried: &mut Carried) {
    match (part, carried) {
        (Part::Coded(dictionary, places), Carried::Text(out)) => {
            places.iter().for_each(|place| out.push(dictionary.texts.get(index(*place))));
        }
        (Part::Texts(texts), Carried::Text(out)) => (0..texts.len()).for_each(|row| out.push(texts.get(row))),
        (Part::Whole(cells), Carried::Whole(out)) => out.extend_from_slice(cells),
        (Part::Wide(cells, _), Carried::Wide(out)) => out.extend_from_slice(cells),
        (Part::Number(cells), Carried::Number(out)) => out.extend_from_slice(cells),
        (Part::Truth(cells), Carried::Truth(out)) => out.extend_from_slice(cells),
        (part, carried) => (0..part.len()).for_each(|_| carried.push_nothing()),
    }
}
