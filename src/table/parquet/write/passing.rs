//! Columns that pass through, by the library's writer: a row group at a time.

use std::sync::Arc;

use parquet::column::writer::{ColumnWriterImpl, get_column_writer, get_typed_column_writer};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::super::super::carried::{Carried, CarriedKind};
use super::super::super::lines::unquoted;
use super::footer::Chunk;
use super::schema::DIGITS;

/// A column of cells that passed through.
pub(super) fn seal(
    carried: &Carried,
    kind: CarriedKind,
    column: ColumnDescPtr,
    properties: &Arc<WriterProperties>,
    out: &mut Vec<u8>,
) -> Result<Chunk> {
    let stock = Stock { column, properties };
    match carried {
        Carried::Text(texts) => {
            let cells = (0..texts.len()).map(|row| {
                let cell = texts.get(row)?;
                if kind != CarriedKind::Json {
                    return Some(ByteArray::from(cell.to_vec()));
                }
                let value = String::from_utf8_lossy(cell);
                let text = unquoted(&value).map_or_else(|| value.to_string(), |text| text.into_owned());
                Some(ByteArray::from(text.into_bytes()))
            });
            stock.write::<ByteArrayType>(cells, out)
        }
        Carried::Whole(cells) => {
            // Parquet has no whole seconds.
            let factor = match kind {
                CarriedKind::Moment { per_second: 1, .. } | CarriedKind::Time { per_second: 1, .. } => 1000,
                _ => 1,
            };
            let cells = cells.iter().map(|cell| cell.map(|number| number.saturating_mul(factor)));
            match kind.is_narrow() {
                true => stock.write::<Int32Type>(cells.map(|cell| cell.and_then(|cell| i32::try_from(cell).ok())), out),
                false => stock.write::<Int64Type>(cells, out),
            }
        }
        Carried::Wide(cells) => match kind {
            CarriedKind::Decimal { digits, .. } if digits > DIGITS => {
                let bytes = |number: i128| FixedLenByteArray::from(number.to_be_bytes().to_vec());
                stock.write::<FixedLenByteArrayType>(cells.iter().map(|cell| cell.map(bytes)), out)
            }
            CarriedKind::Decimal { .. } => {
                let number = |number: i128| i64::try_from(number).ok();
                stock.write::<Int64Type>(cells.iter().map(|cell| cell.and_then(number)), out)
            }
            _ => {
                let number = |number: i128| u64::try_from(number).ok().map(u64::cast_signed);
                stock.write::<Int64Type>(cells.iter().map(|cell| cell.and_then(number)), out)
            }
        },
        Carried::Number(cells) => stock.write::<DoubleType>(cells.iter().copied(), out),
        Carried::Truth(cells) => stock.write::<BoolType>(cells.iter().copied(), out),
    }
}

struct Stock<'p> {
    column: ColumnDescPtr,
    properties: &'p Arc<WriterProperties>,
}

impl Stock<'_> {
    fn write<T: DataType>(self, cells: impl Iterator<Item = Option<T::T>>, out: &mut Vec<u8>) -> Result<Chunk> {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        for cell in cells {
            levels.push(i16::from(cell.is_some()));
            values.extend(cell);
        }
        let mut sink = TrackedWrite::new(Vec::new());
        let pages = Box::new(SerializedPageWriter::new(&mut sink));
        let writer = get_column_writer(Arc::clone(&self.column), Arc::clone(self.properties), pages);
        let mut writer: ColumnWriterImpl<'_, T> = get_typed_column_writer(writer);
        writer.write_batch(&values, Some(&levels), None)?;
        let close = writer.close()?;
        let start = i64::try_from(out.len()).unwrap_or(i64::MAX);
        out.extend_from_slice(&sink.into_inner()?);
        let metadata = close.metadata;
        Ok(Chunk {
            kind: metadata.column_type(),
            path: self.column.path().parts().to_vec(),
            encodings: metadata.encodings().collect(),
            compression: metadata.compression(),
            values: metadata.num_values(),
            size: metadata.compressed_size(),
            unpacked: metadata.uncompressed_size(),
            data: start.saturating_add(metadata.data_page_offset()),
            dictionary: metadata.dictionary_page_offset().map(|at| start.saturating_add(at)),
            statistics: metadata.statistics().cloned(),
        })
    }
}
