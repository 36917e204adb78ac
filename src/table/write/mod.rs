//! Batches and their scores as bytes.

mod csv;
mod lines;
mod number;
mod words;

use super::batch::Batch;
use super::carried::CarriedKind;
use super::input::Format;
use super::plan::Plan;
use crate::model::Model;
use crate::score::{Column, Scores};
pub(super) use csv::text as csv_text;
use words::Words;

/// Lays out rows in a format.
#[derive(Debug, Clone)]
pub struct Writer {
    format: Format,
    plan: Plan,
    carried: Vec<CarriedKind>,
    words: Words,
}

/// Some rows, laid out.
#[derive(Debug, Clone, Default)]
pub struct Laid {
    /// As bytes to write after those before.
    pub bytes: Vec<u8>,
}

impl Writer {
    /// A writer of these columns; `delimiter` separates the cells of CSV.
    pub fn new(model: &Model, format: Format, plan: &Plan, carried: &[CarriedKind], delimiter: u8) -> Writer {
        Writer {
            format,
            plan: plan.clone(),
            carried: carried.to_vec(),
            words: Words::new(model, plan, format, delimiter),
        }
    }

    /// What stands before the first row.
    pub fn start(&self) -> Vec<u8> {
        match self.format {
            Format::Csv => csv::header(self),
            Format::Lines => Vec::new(),
        }
    }

    /// Lays out those rows of a batch that are good.
    pub fn lay(&self, batch: &Batch, scores: &Scores, good: &Good<'_>, laid: &mut Laid) {
        laid.bytes.clear();
        match self.format {
            Format::Csv => csv::rows(self, batch, scores, good, &mut laid.bytes),
            Format::Lines => lines::rows(self, batch, scores, good, &mut laid.bytes),
        }
    }

    /// What stands behind the last row.
    pub fn end(&self) -> Vec<u8> {
        Vec::new()
    }
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

/// The result at a place.
fn result(scores: &Scores, place: usize) -> Option<&Column> {
    scores.columns().get(place)
}
