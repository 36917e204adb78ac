//! Arrow out: a record batch for each batch, encoded in the thread that has it, put together in order.

mod body;
mod book;
mod schema;

use body::Body;
pub(in super::super) use body::Sheet;
pub(in super::super) use book::Book;

use super::super::batch::Batch;
use super::super::carried::{Carried, CarriedKind};
use super::super::lines::unquoted;
use super::super::plan::{From, Plan};
use super::super::write::{Good, Names, packed};
use crate::model::Model;
use crate::score::{Column, NO_LEVEL, NO_NUMBER, NO_WIDE_NUMBER, Scores, Suggestions};

/// Encodes batches.
#[derive(Debug, Clone)]
pub(in super::super) struct Encoder {
    plan: Plan,
    carried: Vec<CarriedKind>,
    names: Names,
    is_stream: bool,
}

impl Encoder {
    pub fn new(model: &Model, plan: &Plan, carried: &[CarriedKind], is_stream: bool) -> Encoder {
        Encoder { plan: plan.clone(), carried: carried.to_vec(), names: Names::new(model, plan), is_stream }
    }

    /// The good rows of a batch; none when there are none.
    /// `memory` is written into.
    pub fn encode(&self, batch: &Batch, scores: &Scores, good: &Good<'_>, memory: Vec<u8>) -> Option<Sheet> {
        let count = good.count(batch.rows);
        if count == 0 {
            return None;
        }
        let mut body = Body::with(memory);
        for column in &self.plan.columns {
            self.column(column.from, batch, scores, good, &mut body);
        }
        Some(body.sheet(count, None))
    }

    fn column(&self, from: From, batch: &Batch, scores: &Scores, good: &Good<'_>, body: &mut Body) {
        match from {
            From::Role => body.numbers(&good.chosen(&batch.roles), |role| role < u8::MAX, u8::to_le_bytes),
            From::Carried(place) => {
                let kind = self.carried.get(place).copied().unwrap_or(CarriedKind::Text);
                let rows: Vec<usize> = good.rows(batch.rows).collect();
                passing(batch.carried.get(place), kind, &rows, body);
            }
            From::Result(place) => match scores.columns().get(place) {
                Some(Column::Number(cells)) => {
                    let bytes = |cell: i64| i128::from(cell).to_le_bytes();
                    body.numbers(&good.chosen(cells), |cell| cell != NO_NUMBER, bytes);
                }
                Some(Column::WideNumber(cells)) => {
                    body.numbers(&good.chosen(cells), |cell| cell != NO_WIDE_NUMBER, i128::to_le_bytes);
                }
                Some(Column::Level(cells)) => {
                    body.numbers(&good.chosen(cells), |cell| cell < NO_LEVEL, u8::to_le_bytes);
                }
                Some(Column::Count(cells)) => {
                    body.numbers(&good.chosen(cells), |_| true, |cell| i32::from(cell).to_le_bytes());
                }
                Some(Column::Truth(cells)) => {
                    let cells = good.chosen(cells);
                    match cells.contains(&u8::MAX) {
                        false => {
                            body.node(cells.len(), 0);
                            body.buffer(&[]);
                            body.buffer(&packed(&cells));
                        }
                        true => body.truths(cells.iter().map(|cell| (*cell < 2).then_some(*cell == 1)).collect()),
                    }
                }
                Some(Column::Suggestions(suggestions)) => {
                    let rows: Vec<usize> = good.rows(batch.rows).collect();
                    self.suggestions(suggestions, &rows, body);
                }
                None => body.numbers(&vec![NO_LEVEL; good.count(batch.rows)], |_| false, u8::to_le_bytes),
            },
        }
    }

    /// Lists of places in the dictionary of actions.
    fn suggestions(&self, suggestions: &Suggestions, rows: &[usize], body: &mut Body) {
        match schema::index_bytes(self.names.actions.len()) {
            1 => lists(suggestions, rows, body, |place| u8::try_from(place).unwrap_or(0).to_le_bytes()),
            _ => lists(suggestions, rows, body, |place| u32::try_from(place).unwrap_or(0).to_le_bytes()),
        }
    }
}

fn lists<const WIDTH: usize>(
    suggestions: &Suggestions,
    rows: &[usize],
    body: &mut Body,
    index: impl Fn(usize) -> [u8; WIDTH],
) {
    let mut ends: Vec<u8> = Vec::with_capacity(rows.len().saturating_add(1).saturating_mul(4));
    let mut places: Vec<[u8; WIDTH]> = Vec::new();
    ends.extend_from_slice(&0i32.to_le_bytes());
    for row in rows {
        for place in suggestions.places(*row) {
            places.push(index(place));
        }
        ends.extend_from_slice(&i32::try_from(places.len()).unwrap_or(i32::MAX).to_le_bytes());
    }
    body.node(rows.len(), 0);
    body.buffer(&[]);
    body.buffer(&ends);
    body.node(places.len(), 0);
    body.buffer(&[]);
    body.buffer(places.as_flattened());
}

fn passing(carried: Option<&Carried>, kind: CarriedKind, rows: &[usize], body: &mut Body) {
    match carried {
        Some(Carried::Text(texts)) if kind == CarriedKind::Json => {
            let plain = |row: &usize| {
                let value = String::from_utf8_lossy(texts.get(*row)?).into_owned();
                Some(unquoted(&value).map(|text| text.into_owned()).unwrap_or(value))
            };
            let plain: Vec<Option<String>> = rows.iter().map(plain).collect();
            body.texts(plain.iter().map(|text| text.as_ref().map(String::as_bytes)));
        }
        Some(Carried::Text(texts)) => body.texts(rows.iter().map(|row| texts.get(*row))),
        Some(Carried::Whole(cells)) if kind.is_narrow() => {
            let day = |row: &usize| cells.get(*row).copied().flatten().and_then(|day| i32::try_from(day).ok());
            body.cells(rows.iter().map(day), rows.len(), |cell, out| out.extend_from_slice(&cell.to_le_bytes()));
        }
        Some(Carried::Whole(cells)) => {
            let cells = rows.iter().map(|row| cells.get(*row).copied().flatten());
            body.cells(cells, rows.len(), |cell, out| out.extend_from_slice(&cell.to_le_bytes()));
        }
        Some(Carried::Wide(cells)) => {
            let cells = rows.iter().map(|row| cells.get(*row).copied().flatten());
            let width = if kind == CarriedKind::Unsigned { 8 } else { 16 };
            let put = |cell: i128, out: &mut Vec<u8>| out.extend(cell.to_le_bytes().into_iter().take(width));
            body.cells(cells, rows.len(), put);
        }
        Some(Carried::Number(cells)) => {
            let cells = rows.iter().map(|row| cells.get(*row).copied().flatten());
            body.cells(cells, rows.len(), |cell, out| out.extend_from_slice(&cell.to_le_bytes()));
        }
        Some(Carried::Truth(cells)) => body.truths(rows.iter().map(|row| cells.get(*row).copied().flatten()).collect()),
        None => body.texts(rows.iter().map(|_| None)),
    }
}
