//! JSON lines out.

use super::super::batch::Batch;
use super::super::carried::{Carried, CarriedKind};
use super::super::plan::From;
use super::super::{decimal, moment};
use super::{Good, Writer, cell, result};
use crate::score::Scores;

/// A text as a JSON string.
pub(super) fn string(text: &str) -> Vec<u8> {
    serde_json::Value::String(text.to_owned()).to_string().into_bytes()
}

/// A line a good row.
pub(super) fn rows(writer: &Writer, batch: &Batch, scores: &Scores, good: &Good<'_>, out: &mut Vec<u8>) {
    for row in good.rows(batch.rows) {
        out.push(b'{');
        for (place, (column, name)) in writer.plan.columns.iter().zip(&writer.words.columns).enumerate() {
            if place > 0 {
                out.push(b',');
            }
            out.extend_from_slice(name);
            out.push(b':');
            let before = out.len();
            match column.from {
                From::Role => {
                    let role = batch.roles.get(row).and_then(|role| writer.words.roles.get(usize::from(*role)));
                    role.inspect(|role| role.put(out));
                }
                From::Carried(place) => carried(writer, batch, place, row, out),
                From::Result(place) => cell(writer, result(scores, place), place, row, ["[", ",", "]"], out),
            }
            if out.len() == before {
                out.extend_from_slice(b"null");
            }
        }
        out.extend_from_slice(b"}\n");
    }
}

fn carried(writer: &Writer, batch: &Batch, place: usize, row: usize, out: &mut Vec<u8>) {
    let kind = writer.carried.get(place).copied().unwrap_or(CarriedKind::Text);
    match batch.carried.get(place) {
        Some(Carried::Text(texts)) => match texts.get(row) {
            Some(cell) if kind == CarriedKind::Json => out.extend_from_slice(cell),
            Some(cell) => out.extend_from_slice(&string(&String::from_utf8_lossy(cell))),
            None => {}
        },
        Some(Carried::Whole(cells)) => match (cells.get(row), kind) {
            (Some(Some(cell)), CarriedKind::Whole) => out.extend_from_slice(cell.to_string().as_bytes()),
            (Some(Some(cell)), _) => out.extend_from_slice(&string(&moment::shown(kind, *cell))),
            _ => {}
        },
        Some(Carried::Wide(cells)) => {
            if let Some(Some(cell)) = cells.get(row) {
                out.extend_from_slice(decimal::shown(kind, *cell).as_bytes());
            }
        }
        Some(Carried::Number(cells)) => {
            // JSON has neither infinity nor what is no number.
            if let Some(Some(cell)) = cells.get(row).filter(|cell| cell.is_some_and(f64::is_finite)) {
                out.extend_from_slice(cell.to_string().as_bytes());
            }
        }
        Some(Carried::Truth(cells)) => {
            if let Some(Some(cell)) = cells.get(row) {
                out.extend_from_slice(if *cell { b"true" } else { b"false" });
            }
        }
        None => {}
    }
}
