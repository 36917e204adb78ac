//! Columns by the library: numbers, lists, and encodings that are not read here.

use num_bigint::BigInt;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::{ParquetError, Result};

use super::super::carried::{MOST_DIGITS, Texts};
use super::super::columns::Part;
use super::super::decimal;
use super::super::fields::FieldKind;

/// The next rows of a column.
pub(super) fn take(reader: &mut ColumnReader, kind: &FieldKind, rows: usize, shape: Shape) -> Result<Part> {
    if let FieldKind::Decimal { digits, scale } = kind {
        return decimals(reader, *digits, *scale, rows, shape);
    }
    Ok(match reader {
        ColumnReader::BoolColumnReader(reader) => Part::Truth(flat(reader, rows, shape)?),
        ColumnReader::Int32ColumnReader(reader) => {
            let cells: Vec<Option<i32>> = flat(reader, rows, shape)?;
            let number = |cell: i32| if shape.signed { i64::from(cell) } else { i64::from(cell.cast_unsigned()) };
            Part::Whole(cells.into_iter().map(|cell| cell.map(number)).collect())
        }
        ColumnReader::Int64ColumnReader(reader) if *kind == FieldKind::Unsigned => {
            let cells: Vec<Option<i64>> = flat(reader, rows, shape)?;
            let number = |cell: i64| i128::from(cell.cast_unsigned());
            Part::Wide(cells.into_iter().map(|cell| cell.map(number)).collect(), 0)
        }
        ColumnReader::Int64ColumnReader(reader) => Part::Whole(flat(reader, rows, shape)?),
        ColumnReader::FloatColumnReader(reader) => {
            let cells: Vec<Option<f32>> = flat(reader, rows, shape)?;
            // The shortest decimal that is this number: 0.1 stays 0.1.
            let widened = |cell: f32| cell.to_string().parse::<f64>().unwrap_or(f64::from(cell));
            Part::Number(cells.into_iter().map(|cell| cell.map(widened)).collect())
        }
        ColumnReader::DoubleColumnReader(reader) => Part::Number(flat(reader, rows, shape)?),
        ColumnReader::ByteArrayColumnReader(reader) if *kind == FieldKind::List => lists(reader, rows, shape)?,
        ColumnReader::ByteArrayColumnReader(reader) => {
            let cells: Vec<Option<ByteArray>> = flat(reader, rows, shape)?;
            let mut texts = Texts::default();
            cells.iter().for_each(|cell| texts.push(cell.as_ref().map(ByteArray::data)));
            Part::Texts(texts)
        }
        ColumnReader::Int96ColumnReader(reader) => {
            let cells: Vec<Option<Int96>> = flat(reader, rows, shape)?;
            Part::Whole(
                cells.into_iter().map(|cell| cell.as_ref().map(microseconds).transpose()).collect::<Result<_>>()?,
            )
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            let cells: Vec<Option<FixedLenByteArray>> = flat(reader, rows, shape)?;
            let mut texts = Texts::default();
            cells.iter().for_each(|cell| texts.push(cell.as_ref().map(|cell| uuid(cell.data())).as_deref()));
            Part::Texts(texts)
        }
    })
}

/// Microseconds since 1970. Parquet has them as nanoseconds of a Julian day.
fn microseconds(cell: &Int96) -> Result<i64> {
    const FIRST: i64 = 2_440_588;
    const DAY: i64 = 86_400_000_000;
    let [low, high, day] = [0, 1, 2].map(|at| cell.data().get(at).copied().unwrap_or(0));
    let nanoseconds = i64::from(high).wrapping_shl(32) | i64::from(low);
    if nanoseconds % 1_000 != 0 {
        return Err(ParquetError::General("a time is finer than microseconds".to_owned()));
    }
    let days = i64::from(day).saturating_sub(FIRST);
    Ok(days.saturating_mul(DAY).saturating_add(nanoseconds / 1_000))
}

/// The text of a UUID: its bytes in hexadecimal digits, in five groups.
fn uuid(bytes: &[u8]) -> Vec<u8> {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        text.push_str(if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" });
        text.push_str(&format!("{byte:02x}"));
    }
    text.into_bytes()
}

/// Decimals, which are whole numbers of 32 or 64 bits, or bytes with the highest first.
fn decimals(reader: &mut ColumnReader, digits: u32, scale: u32, rows: usize, shape: Shape) -> Result<Part> {
    let damaged = || ParquetError::General("a column of decimals is damaged".to_owned());
    let narrow =
        |cells: Vec<Option<i64>>| Part::Wide(cells.into_iter().map(|cell| cell.map(i128::from)).collect(), scale);
    let cells: Vec<Option<ByteArray>> = match reader {
        ColumnReader::Int32ColumnReader(reader) => {
            let cells: Vec<Option<i32>> = flat(reader, rows, shape)?;
            return Ok(narrow(cells.into_iter().map(|cell| cell.map(i64::from)).collect()));
        }
        ColumnReader::Int64ColumnReader(reader) => return Ok(narrow(flat(reader, rows, shape)?)),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            let cells: Vec<Option<FixedLenByteArray>> = flat(reader, rows, shape)?;
            cells.into_iter().map(|cell| cell.map(ByteArray::from)).collect()
        }
        ColumnReader::ByteArrayColumnReader(reader) => flat(reader, rows, shape)?,
        _ => return Err(damaged()),
    };
    if digits <= MOST_DIGITS {
        let number = |cell: ByteArray| decimal::of_bytes(cell.data()).ok_or_else(damaged);
        return Ok(Part::Wide(
            cells.into_iter().map(|cell| cell.map(number).transpose()).collect::<Result<_>>()?,
            scale,
        ));
    }
    let text = |cell: ByteArray| decimal::text(BigInt::from_signed_bytes_be(cell.data()), scale);
    let mut texts = Texts::default();
    cells.into_iter().for_each(|cell| texts.push(cell.map(text).as_deref().map(str::as_bytes)));
    Ok(Part::Texts(texts))
}

/// How deep a column lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// The definition level of a value.
    pub value: i16,
    /// The definition level from which a list has an element.
    pub element: i16,
    /// Whether whole numbers have a sign.
    pub signed: bool,
}

fn flat<T: DataType>(reader: &mut ColumnReaderImpl<T>, rows: usize, shape: Shape) -> Result<Vec<Option<T::T>>> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let mut found = 0;
    while found < rows {
        let wanted = rows.saturating_sub(found);
        let (records, ..) = reader.read_records(wanted, Some(&mut levels), None, &mut values)?;
        if records == 0 {
            return Err(ParquetError::EOF("it has fewer rows than it says".to_owned()));
        }
        found = found.saturating_add(records);
    }
    if shape.value == 0 {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    Ok(levels.iter().map(|level| if *level == shape.value { values.next() } else { None }).collect())
}

fn lists(reader: &mut ColumnReaderImpl<parquet::data_type::ByteArrayType>, rows: usize, shape: Shape) -> Result<Part> {
    let (mut levels, mut starts, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut found = 0;
    while found < rows {
        let wanted = rows.saturating_sub(found);
        let (records, ..) = reader.read_records(wanted, Some(&mut levels), Some(&mut starts), &mut values)?;
        if records == 0 {
            return Err(ParquetError::EOF("it has fewer rows than it says".to_owned()));
        }
        found = found.saturating_add(records);
    }
    let mut values = values.into_iter();
    let mut cells: Vec<Option<std::result::Result<Vec<String>, ()>>> = Vec::with_capacity(rows);
    for (level, start) in levels.iter().zip(&starts) {
        if *start == 0 {
            // An empty list is defined one level above its elements; what is less is nothing.
            cells.push((*level >= shape.element.saturating_sub(1)).then(|| Ok(Vec::new())));
        }
        let Some(Some(cell)) = cells.last_mut().filter(|_| *level >= shape.element) else { continue };
        match (values_next(&mut values, *level == shape.value), cell.as_mut()) {
            (Some(text), Ok(list)) => list.push(text),
            (None, _) => *cell = Err(()),
            (Some(_), Err(())) => {}
        }
    }
    Ok(Part::Lists(cells))
}

fn values_next(values: &mut impl Iterator<Item = ByteArray>, is_there: bool) -> Option<String> {
    let value = if is_there { values.next()? } else { return None };
    Some(String::from_utf8_lossy(value.data()).into_owned())
}
