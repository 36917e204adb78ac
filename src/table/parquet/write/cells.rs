//! The cells of a batch as columns of a row group.

use bytes::Bytes;
use parquet::column::writer::{ColumnCloseResult, ColumnWriterImpl, get_column_writer, get_typed_column_writer};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use parquet::errors::Result;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use rustc_hash::FxHashMap;

use super::super::super::batch::Batch;
use super::super::super::carried::{Carried, CarriedKind};
use super::super::super::lines::unquoted;
use super::super::super::plan::From;
use super::super::super::write::packed;
use super::Encoder;
use super::coded::{self, Coded};
use crate::score::{Column, NO_NUMBER, NO_WIDE_NUMBER, Scores};

/// So many different numbers of a row group are worth a dictionary.
const MOST_ENTRIES: usize = 1 << 15;

/// A column of the output.
pub(super) fn encode(
    encoder: &Encoder,
    from: From,
    descriptor: ColumnDescPtr,
    batch: &Batch,
    scores: &Scores,
    rows: &[usize],
) -> Result<(Bytes, ColumnCloseResult)> {
    match from {
        From::Role => names(&encoder.names.roles, &batch.roles, rows).write(descriptor),
        From::Carried(place) => {
            let kind = encoder.carried.get(place).copied().unwrap_or(CarriedKind::Text);
            passing(encoder, batch.carried.get(place), kind, descriptor, rows)
        }
        From::Result(place) => match scores.columns().get(place) {
            Some(Column::Number(cells)) => numbers(encoder, cells, descriptor, rows),
            Some(Column::WideNumber(cells)) => {
                let number = |row: &usize| cells.get(*row).filter(|number| **number != NO_WIDE_NUMBER);
                let bytes = |number: &i128| FixedLenByteArray::from(number.to_be_bytes().to_vec());
                let cells = rows.iter().map(|row| number(row).map(bytes));
                stock::<FixedLenByteArrayType>(encoder, descriptor, cells)
            }
            Some(Column::Level(cells)) => {
                let levels = encoder.names.levels.get(place).map_or(&[][..], Vec::as_slice);
                names(levels, cells, rows).write(descriptor)
            }
            Some(Column::Count(cells)) => {
                let cells = rows.iter().map(|row| cells.get(*row).copied().map(i32::from));
                stock::<Int32Type>(encoder, descriptor, cells)
            }
            Some(Column::Truth(cells)) if rows.len() == cells.len() && !cells.contains(&u8::MAX) => {
                coded::plain(cells.len(), packed(cells), descriptor)
            }
            Some(Column::Truth(cells)) => {
                let cells = rows.iter().map(|row| match cells.get(*row) {
                    Some(0) => Some(false),
                    Some(1) => Some(true),
                    _ => None,
                });
                stock::<BoolType>(encoder, descriptor, cells)
            }
            Some(Column::Suggestions(suggestions)) => {
                let mut coded = Coded { rows: rows.len(), ..Coded::default() };
                encoder.names.actions.iter().for_each(|name| coded.text(name.as_bytes()));
                for row in rows {
                    let mut is_first = true;
                    for place in suggestions.places(*row) {
                        coded.places.push(u32::try_from(place).unwrap_or(0));
                        coded.levels.push(1);
                        coded.starts.push(u8::from(!std::mem::take(&mut is_first)));
                    }
                    if is_first {
                        coded.levels.push(0);
                        coded.starts.push(0);
                    }
                }
                coded.write(descriptor)
            }
            None => {
                Coded::<u32> { rows: rows.len(), levels: vec![0; rows.len()], ..Coded::default() }.write(descriptor)
            }
        },
    }
}

/// A column of few names, by their places; places that are beyond them are nothing.
fn names(names: &[String], cells: &[u8], rows: &[usize]) -> Coded<u8> {
    let mut coded = Coded { rows: rows.len(), ..Coded::default() };
    names.iter().for_each(|name| coded.text(name.as_bytes()));
    coded.places = match rows.len() == cells.len() {
        true => cells.to_vec(),
        false => rows.iter().filter_map(|row| cells.get(*row).copied()).collect(),
    };
    let is_name = |place: &u8| usize::from(*place) < names.len();
    if coded.places.iter().fold(false, |any, place| any | !is_name(place)) {
        coded.levels = coded.places.iter().map(|place| u8::from(is_name(place))).collect();
        coded.places.retain(is_name);
    }
    coded
}

/// Numbers: by a dictionary when there are few different ones.
fn numbers(
    encoder: &Encoder,
    cells: &[i64],
    descriptor: ColumnDescPtr,
    rows: &[usize],
) -> Result<(Bytes, ColumnCloseResult)> {
    let mut places: FxHashMap<i64, u32> = FxHashMap::default();
    let mut coded = Coded { rows: rows.len(), ..Coded::default() };
    coded.places.reserve(rows.len());
    let mut gaps = false;
    for row in rows {
        let number = cells.get(*row).copied().unwrap_or(NO_NUMBER);
        if number == NO_NUMBER {
            gaps = true;
            continue;
        }
        let next = u32::try_from(places.len()).unwrap_or(u32::MAX);
        let place = *places.entry(number).or_insert(next);
        if place == next {
            coded.dictionary.extend_from_slice(&number.to_le_bytes());
        }
        coded.places.push(place);
        if places.len() > MOST_ENTRIES {
            let cells = rows.iter().map(|row| cells.get(*row).copied().filter(|number| *number != NO_NUMBER));
            return stock::<Int64Type>(encoder, descriptor, cells);
        }
    }
    coded.entries = places.len();
    if gaps {
        let level = |row: &usize| u8::from(cells.get(*row).is_some_and(|number| *number != NO_NUMBER));
        coded.levels = rows.iter().map(level).collect();
    }
    coded.write(descriptor)
}

fn passing(
    encoder: &Encoder,
    carried: Option<&Carried>,
    kind: CarriedKind,
    descriptor: ColumnDescPtr,
    rows: &[usize],
) -> Result<(Bytes, ColumnCloseResult)> {
    match carried {
        Some(Carried::Text(texts)) => {
            let cells = rows.iter().map(|row| {
                let cell = texts.get(*row)?;
                if kind != CarriedKind::Json {
                    return Some(ByteArray::from(cell.to_vec()));
                }
                let value = String::from_utf8_lossy(cell);
                let text = unquoted(&value).map_or_else(|| value.to_string(), |text| text.into_owned());
                Some(ByteArray::from(text.into_bytes()))
            });
            stock::<ByteArrayType>(encoder, descriptor, cells)
        }
        Some(Carried::Whole(cells)) if kind == CarriedKind::Day => {
            let day = |row: &usize| cells.get(*row).copied().flatten().and_then(|day| i32::try_from(day).ok());
            stock::<Int32Type>(encoder, descriptor, rows.iter().map(day))
        }
        Some(Carried::Whole(cells)) => {
            // Parquet has no whole seconds.
            let factor = if matches!(kind, CarriedKind::Moment { per_second: 1, .. }) { 1000 } else { 1 };
            let cell = |row: &usize| cells.get(*row).copied().flatten().map(|number| number.saturating_mul(factor));
            stock::<Int64Type>(encoder, descriptor, rows.iter().map(cell))
        }
        Some(Carried::Number(cells)) => {
            stock::<DoubleType>(encoder, descriptor, rows.iter().map(|row| cells.get(*row).copied().flatten()))
        }
        Some(Carried::Truth(cells)) => {
            stock::<BoolType>(encoder, descriptor, rows.iter().map(|row| cells.get(*row).copied().flatten()))
        }
        None => Coded::<u32> { rows: rows.len(), levels: vec![0; rows.len()], ..Coded::default() }.write(descriptor),
    }
}

/// A column by the library's writer.
fn stock<T: DataType>(
    encoder: &Encoder,
    descriptor: ColumnDescPtr,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<(Bytes, ColumnCloseResult)> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    let mut sink = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut sink));
    let writer = get_column_writer(descriptor, std::sync::Arc::clone(&encoder.properties), pages);
    let mut writer: ColumnWriterImpl<'_, T> = get_typed_column_writer(writer);
    writer.write_batch(&values, Some(&levels), None)?;
    let close = writer.close()?;
    Ok((sink.into_inner()?.into(), close))
}
