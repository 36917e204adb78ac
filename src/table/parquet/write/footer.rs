//! The file around the row groups: what its end says of them is kept as bytes, however many they are.

use std::sync::Arc;

use parquet::basic::{Compression, Encoding, Type as Physical};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::TypePtr;

use super::compact::{self, Struct};

/// What a file begins and ends with.
const MAGIC: &[u8; 4] = b"PAR1";

/// How the end of an empty file says that there is no row, and no row group.
const NO_ROWS: [u8; 4] = [0x16, 0, 0x19, 0x0c];

/// A column of a row group as the file tells of it. Places count from the first byte of the row group.
#[derive(Debug)]
pub(super) struct Chunk {
    pub kind: Physical,
    pub path: Vec<String>,
    pub encodings: Vec<Encoding>,
    pub compression: Compression,
    pub values: i64,
    pub size: i64,
    pub unpacked: i64,
    pub data: i64,
    pub dictionary: Option<i64>,
    pub statistics: Option<Statistics>,
}

/// A row group as the file tells of it.
#[derive(Debug)]
pub struct Facts {
    pub(super) rows: usize,
    pub(super) size: usize,
    pub(super) chunks: Vec<Chunk>,
}

/// A Parquet file that is being put together.
#[derive(Debug)]
pub struct Sheet {
    /// The end of an empty file, before and behind its rows.
    before: Vec<u8>,
    behind: Vec<u8>,
    position: i64,
    rows: usize,
    count: usize,
    groups: Vec<u8>,
}

impl Sheet {
    /// An empty file of this schema.
    pub(super) fn new(root: TypePtr, properties: Arc<WriterProperties>) -> Result<Sheet> {
        let mut empty = SerializedFileWriter::new(Vec::new(), root, properties)?;
        empty.finish()?;
        let file = std::mem::take(empty.inner_mut());
        let split = || {
            let (file, _) = file.split_last_chunk::<8>()?;
            let footer = file.get(MAGIC.len()..)?;
            let at = footer.windows(NO_ROWS.len()).rposition(|bytes| bytes == NO_ROWS)?;
            let (before, rest) = footer.split_at_checked(at)?;
            Some((before.to_vec(), rest.get(NO_ROWS.len()..)?.to_vec()))
        };
        let (before, behind) = split().ok_or_else(|| ParquetError::General("an empty file has an end".to_owned()))?;
        Ok(Sheet { before, behind, position: 0, rows: 0, count: 0, groups: Vec::new() })
    }

    /// What stands before the first row group.
    pub(in super::super::super) fn start(&mut self) -> Vec<u8> {
        self.position = wide(MAGIC.len());
        MAGIC.to_vec()
    }

    /// Notes the row group that is written next.
    pub(in super::super::super) fn add(&mut self, facts: &Facts) {
        let start = self.position;
        let total = |size: fn(&Chunk) -> i64| facts.chunks.iter().map(size).fold(0, i64::saturating_add);
        compact::within(&mut self.groups, |group| {
            group.each(1, &facts.chunks, |chunk, column| {
                column.long(2, 0);
                column.within(3, |metadata| told(chunk, start, metadata));
            });
            group.long(2, total(|chunk| chunk.unpacked));
            group.long(3, wide(facts.rows));
            group.long(5, start);
            group.long(6, total(|chunk| chunk.size));
        });
        self.position = start.saturating_add(wide(facts.size));
        self.rows = self.rows.saturating_add(facts.rows);
        self.count = self.count.saturating_add(1);
    }

    /// The last bytes.
    pub(in super::super::super) fn end(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.before);
        let [rows, _, groups, _] = NO_ROWS;
        bytes.push(rows);
        compact::signed_of(self.rows, &mut bytes);
        bytes.push(groups);
        compact::structs(self.count, &mut bytes);
        bytes.append(&mut self.groups);
        bytes.append(&mut self.behind);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(MAGIC);
        bytes
    }
}

fn told(chunk: &Chunk, start: i64, metadata: &mut Struct<'_>) {
    metadata.word(1, chunk.kind as i32);
    metadata.words(2, &chunk.encodings.iter().map(|encoding| *encoding as i32).collect::<Vec<i32>>());
    metadata.texts(3, &chunk.path);
    // The only ones that are written.
    metadata.word(4, if chunk.compression == Compression::SNAPPY { 1 } else { 0 });
    metadata.long(5, chunk.values);
    metadata.long(6, chunk.unpacked);
    metadata.long(7, chunk.size);
    metadata.long(9, start.saturating_add(chunk.data));
    if let Some(dictionary) = chunk.dictionary {
        metadata.long(11, start.saturating_add(dictionary));
    }
    if let Some(statistics) = &chunk.statistics {
        metadata.within(12, |bounds| {
            if let Some(nothing) = statistics.null_count_opt() {
                bounds.long(3, i64::try_from(nothing).unwrap_or(i64::MAX));
            }
            if let (Some(max), Some(min)) = (statistics.max_bytes_opt(), statistics.min_bytes_opt()) {
                bounds.bytes(5, max);
                bounds.bytes(6, min);
                bounds.truth(7, statistics.max_is_exact());
                bounds.truth(8, statistics.min_is_exact());
            }
        });
    }
}

fn wide(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
