//! Batches and their scores as bytes.

mod csv;
mod lines;
mod names;
mod number;
mod words;

use std::borrow::Cow;

use super::arrow;
use super::batch::Batch;
use super::carried::CarriedKind;
use super::input::Format;
use super::parquet;
use super::plan::Plan;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::Model;
use crate::score::{Column, NO_NUMBER, NO_WIDE_NUMBER, Scores};
pub(super) use csv::text as csv_text;
pub(super) use names::{Names, wide};
use words::Words;

/// Lays out rows in a format.
#[derive(Debug, Clone)]
pub struct Writer {
    format: Format,
    plan: Plan,
    carried: Vec<CarriedKind>,
    words: Words,
    parquet: Option<parquet::Encoder>,
    arrow: Option<(arrow::Encoder, Vec<bool>)>,
}

/// Rows of a piece that are being laid out, and memory that is used again and again.
#[derive(Debug, Default)]
pub struct Draft {
    text: Vec<u8>,
    group: Option<parquet::Group>,
    sheets: Vec<arrow::Sheet>,
    /// What the next sheets are written into.
    memory: Vec<Vec<u8>>,
}

/// A piece, laid out.
#[derive(Debug, Default)]
pub struct Laid {
    /// Its rows; nothing of Arrow.
    bytes: Vec<u8>,
    /// What the end of a Parquet file says of them.
    group: Option<parquet::Facts>,
    /// Its rows as batches of Arrow.
    sheets: Vec<arrow::Sheet>,
    /// What batches were written into.
    memory: Vec<Vec<u8>>,
}

impl Draft {
    /// Leaves nothing in it.
    pub fn clear(&mut self) {
        self.text.clear();
        self.memory.extend(self.sheets.drain(..).map(|sheet| sheet.body));
        self.group.iter_mut().for_each(parquet::Group::clear);
    }
}

impl Laid {
    /// Leaves nothing in it, but keeps its memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.group = None;
        self.memory.extend(self.sheets.drain(..).map(|sheet| sheet.body));
    }

    /// Its bytes, in order.
    pub fn parts(&self) -> impl Iterator<Item = &[u8]> {
        let sheets = self.sheets.iter().flat_map(|sheet| [sheet.metadata.as_slice(), sheet.body.as_slice()]);
        std::iter::once(self.bytes.as_slice()).chain(sheets)
    }
}

impl Writer {
    /// A writer of these columns; `delimiter` separates the cells of CSV.
    ///
    /// # Errors
    /// When the format has no such columns.
    pub fn new(
        model: &Model,
        format: Format,
        plan: &Plan,
        carried: &[CarriedKind],
        delimiter: u8,
    ) -> Result<Writer, Diagnostic> {
        let parquet = match format {
            Format::Parquet => Some(parquet::Encoder::new(model, plan, carried).map_err(|error| unwritable(&error))?),
            _ => None,
        };
        let arrow = match format {
            Format::Arrow | Format::ArrowStream => {
                let encoder = arrow::Encoder::new(model, plan, carried, format == Format::ArrowStream);
                Some((encoder, wide(model, plan)))
            }
            _ => None,
        };
        Ok(Writer {
            format,
            plan: plan.clone(),
            carried: carried.to_vec(),
            words: Words::new(model, plan, format, delimiter),
            parquet,
            arrow,
        })
    }

    /// Lays out those rows of a batch that are good, behind those that the draft has.
    ///
    /// # Errors
    /// When the format cannot hold them.
    pub fn lay(&self, batch: &Batch, scores: &Scores, good: &Good<'_>, draft: &mut Draft) -> Result<(), Diagnostic> {
        match self.format {
            Format::Csv => csv::rows(self, batch, scores, good, &mut draft.text),
            Format::Lines => lines::rows(self, batch, scores, good, &mut draft.text),
            Format::Parquet => {
                if let Some(encoder) = &self.parquet {
                    let group = draft.group.get_or_insert_with(|| encoder.group());
                    encoder.lay(batch, scores, good, group);
                }
            }
            Format::Arrow | Format::ArrowStream => {
                if let Some((encoder, _)) = &self.arrow {
                    let memory = draft.memory.pop().unwrap_or_default();
                    draft.sheets.extend(encoder.encode(batch, scores, good, memory));
                }
            }
        }
        Ok(())
    }

    /// Makes bytes of a draft, which is empty then.
    ///
    /// # Errors
    /// When the format cannot hold them.
    pub fn seal(&self, draft: &mut Draft, laid: &mut Laid) -> Result<(), Diagnostic> {
        laid.clear();
        std::mem::swap(&mut laid.bytes, &mut draft.text);
        std::mem::swap(&mut laid.sheets, &mut draft.sheets);
        draft.memory.append(&mut laid.memory);
        if let (Some(encoder), Some(group)) = (&self.parquet, &mut draft.group) {
            laid.group = encoder.seal(group, &mut laid.bytes).map_err(|error| unwritable(&error))?;
        }
        draft.clear();
        Ok(())
    }

    /// What puts laid rows together, in order.
    ///
    /// # Errors
    /// When the format cannot hold them.
    pub fn binder(&self) -> Result<Binder, Diagnostic> {
        let sheet = self.parquet.as_ref().map(parquet::Encoder::sheet).transpose();
        let mut sheet = sheet.map_err(|error| unwritable(&error))?;
        let mut book = self.arrow.as_ref().map(|(encoder, wide)| encoder.book(wide));
        let start = match (self.format, &mut book, &mut sheet) {
            (Format::Csv, ..) => csv::header(self),
            (_, Some(book), _) => book.start(),
            (.., Some(sheet)) => sheet.start(),
            _ => Vec::new(),
        };
        Ok(Binder { start, sheet, book })
    }
}

/// Puts laid rows together.
#[derive(Debug)]
pub struct Binder {
    start: Vec<u8>,
    sheet: Option<parquet::Sheet>,
    book: Option<arrow::Book>,
}

impl Binder {
    /// What stands before the first row.
    pub fn start(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.start)
    }

    /// Notes the rows that are written next.
    pub fn bind(&mut self, laid: &mut Laid) {
        if let (Some(sheet), Some(facts)) = (&mut self.sheet, laid.group.take()) {
            sheet.add(&facts);
        }
        if let Some(book) = &mut self.book {
            laid.sheets.iter().for_each(|sheet| book.add(sheet.metadata.len(), sheet.body.len()));
        }
    }

    /// What stands behind the last row.
    ///
    /// # Errors
    /// When the format cannot hold it.
    pub fn end(&mut self) -> Result<Vec<u8>, Diagnostic> {
        if let Some(book) = &mut self.book {
            return Ok(book.end());
        }
        Ok(self.sheet.as_mut().map_or(Vec::new(), parquet::Sheet::end))
    }
}

fn unwritable(error: &::parquet::errors::ParquetError) -> Diagnostic {
    Diagnostic::new(Code::M0916, format!("the results cannot be written as Parquet: {error}"))
}

/// Which rows of a batch are good.
#[derive(Debug, Clone, Copy)]
pub enum Good<'a> {
    /// All.
    All,
    /// All but these, ascending.
    But(&'a [usize]),
}

impl Good<'_> {
    /// How many of so many rows.
    pub(super) fn count(&self, rows: usize) -> usize {
        match self {
            Good::All => rows,
            Good::But(bad) => rows.saturating_sub(bad.len()),
        }
    }

    /// The cells of the good ones.
    pub(super) fn chosen<'c, T: Copy>(&self, cells: &'c [T]) -> Cow<'c, [T]> {
        match self {
            Good::All => Cow::Borrowed(cells),
            Good::But(_) => Cow::Owned(self.rows(cells.len()).filter_map(|row| cells.get(row).copied()).collect()),
        }
    }

    /// The good ones of so many rows.
    pub(super) fn rows(&self, rows: usize) -> impl Iterator<Item = usize> + '_ {
        let mut bad = match self {
            Good::All => [].iter(),
            Good::But(bad) => bad.iter(),
        }
        .peekable();
        (0..rows).filter(move |row| {
            let is_bad = bad.peek() == Some(&row);
            if is_bad {
                bad.next();
            }
            !is_bad
        })
    }
}

/// Bytes of 0 and 1 as bits, the lowest first.
pub(super) fn packed(cells: &[u8]) -> Vec<u8> {
    let (eights, rest) = cells.as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(slot, cell)| *slot = *cell);
    let missing = if rest.is_empty() { None } else { Some(&last) };
    // Multiplied so, the eight bits come together in the highest byte.
    let byte = |eight: &[u8; 8]| {
        let [.., byte] = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080).to_le_bytes();
        byte
    };
    eights.iter().chain(missing).map(byte).collect()
}

/// The result at a place.
fn result(scores: &Scores, place: usize) -> Option<&Column> {
    scores.columns().get(place)
}

/// A result in a text format; nothing where it is empty. Suggestions stand between the `list`'s first and last, with the
/// middle one between them.
#[inline]
fn cell(
    writer: &Writer,
    column: Option<&Column>,
    place: usize,
    row: usize,
    [opens, between, closes]: [&str; 3],
    out: &mut Vec<u8>,
) {
    match column {
        Some(Column::Number(cells)) => number::millionths(cells.get(row).copied().unwrap_or(NO_NUMBER), out),
        Some(Column::WideNumber(cells)) => number::wide(cells.get(row).copied().unwrap_or(NO_WIDE_NUMBER), out),
        Some(Column::Level(cells)) => {
            let names = writer.words.levels.get(place);
            let name = cells.get(row).and_then(|level| names?.get(usize::from(*level)));
            name.inspect(|name| name.put(out));
        }
        Some(Column::Count(cells)) => number::whole(cells.get(row).copied().map_or(0, u64::from), out),
        Some(Column::Truth(cells)) => {
            let truth = cells.get(row).and_then(|truth| writer.words.truths.get(usize::from(*truth)));
            truth.inspect(|truth| truth.put(out));
        }
        Some(Column::Suggestions(suggestions)) => {
            out.extend_from_slice(opens.as_bytes());
            for (count, place) in suggestions.places(row).enumerate() {
                if count > 0 {
                    out.extend_from_slice(between.as_bytes());
                }
                writer.words.actions.get(place).inspect(|action| action.put(out));
            }
            out.extend_from_slice(closes.as_bytes());
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::packed;

    #[test]
    fn bits_come_in_the_order_of_the_cells() {
        let cells: Vec<u8> = (0..2_000u32).map(|n| (n * n % 7 % 2) as u8).collect();
        for length in [0, 1, 7, 8, 9, 2_000] {
            let bits = packed(&cells[..length]);
            assert_eq!(bits.len(), length.div_ceil(8));
            assert!((0..length).all(|place| bits[place / 8] >> (place % 8) & 1 == cells[place]), "{length}");
        }
    }
}
