//! A row group that is read by whoever needs its rows: pages are unpacked in the thread that comes first.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::{Compression, ConvertedType, Type};
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescPtr;

use super::super::columns::{self, Part};
use super::super::fields::FieldKind;
use super::cursor::{Cursor, reads};
use super::source::{Shared, Source};
use super::stock::{self, Shape};

/// So many rows are read at a time, so that their answers and results stay in the cache.
pub(super) const BLOCK: usize = 1 << 14;

/// So many rows are taken at a time, if their row group has so many.
pub(super) const PIECE: usize = 1 << 17;

/// Where a column of a row group stands: what has to be known of it until it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk {
    start: u64,
    length: u64,
    data: i64,
    dictionary: Option<i64>,
    compression: Compression,
    /// Whether all of its encodings are read here.
    is_known: bool,
}

impl Chunk {
    pub fn new(metadata: &ColumnChunkMetaData) -> Chunk {
        let (start, length) = metadata.byte_range();
        Chunk {
            start,
            length,
            data: metadata.data_page_offset(),
            dictionary: metadata.dictionary_page_offset(),
            compression: metadata.compression(),
            is_known: metadata.encodings().all(reads),
        }
    }

    fn pages(&self, source: &Arc<dyn Source>, column: &ColumnDescPtr, rows: usize) -> Result<Pages, String> {
        let wrong = |error: parquet::errors::ParquetError| error.to_string();
        let metadata = ColumnChunkMetaData::builder(Arc::clone(column))
            .set_compression(self.compression)
            .set_data_page_offset(self.data)
            .set_dictionary_page_offset(self.dictionary)
            .set_total_compressed_size(i64::try_from(self.length).unwrap_or(i64::MAX))
            .build()
            .map_err(wrong)?;
        let ahead = Shared::ahead(source, self.start, self.length).map_err(wrong)?;
        SerializedPageReader::new(Arc::new(ahead), &metadata, rows, None).map_err(wrong)
    }
}

type Pages = SerializedPageReader<Shared>;

/// A column that is wanted.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Which it is.
    pub place: usize,
    pub descriptor: ColumnDescPtr,
    pub kind: FieldKind,
}

/// A row group.
pub(super) struct Group {
    source: Arc<dyn Source>,
    rows: usize,
    columns: Vec<(Column, Chunk, Mutex<Progress>)>,
}

/// How far a column has been read.
enum Progress {
    New,
    Texts(Cursor),
    /// The library's reader, the next row, and what was read before anybody asked for it, by its first row.
    Stock(Box<ColumnReader>, usize, BTreeMap<usize, VecDeque<columns::Segment>>),
    /// Every row was given away.
    Over,
}

impl Group {
    pub fn new(source: Arc<dyn Source>, rows: usize, columns: Vec<(Column, Chunk)>) -> Group {
        let new = |(column, chunk)| (column, chunk, Mutex::new(Progress::New));
        Group { source, rows, columns: columns.into_iter().map(new).collect() }
    }
}

/// Rows of a row group that are still in the file.
pub struct Piece {
    group: Arc<Group>,
    rows: Range<usize>,
}

impl Piece {
    /// The rows from one on; none at the end.
    pub(super) fn from(group: &Arc<Group>, first: usize) -> Option<Piece> {
        let end = group.rows.min(first.saturating_add(PIECE));
        (first < end).then(|| Piece { group: Arc::clone(group), rows: first..end })
    }

    pub(super) fn end(&self) -> usize {
        self.rows.end
    }

    /// Reads and unpacks the pages of these rows.
    pub(in super::super) fn open(self) -> Result<Blocks, String> {
        let mut columns = Vec::with_capacity(self.group.columns.len());
        for (column, chunk, progress) in &self.group.columns {
            let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
            let segments = self.group.take(column, chunk, &mut progress, self.rows.clone())?;
            columns.push((column.place, segments));
        }
        Ok(Blocks { left: self.rows.len(), columns })
    }
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Piece").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Group {
    fn take(
        &self,
        column: &Column,
        chunk: &Chunk,
        progress: &mut Progress,
        rows: Range<usize>,
    ) -> Result<VecDeque<columns::Segment>, String> {
        let descriptor = &column.descriptor;
        if let Progress::New = progress {
            let pages = Box::new(chunk.pages(&self.source, descriptor, self.rows)?);
            let is_flat = descriptor.max_rep_level() == 0 && descriptor.max_def_level() <= 1;
            // A UUID is a text here, too, but has no length before its bytes.
            let is_text = column.kind == FieldKind::Text && descriptor.physical_type() == Type::BYTE_ARRAY;
            *progress = match is_text && is_flat && chunk.is_known {
                true => Progress::Texts(Cursor::new(pages, descriptor.max_def_level() == 1)),
                false => {
                    Progress::Stock(Box::new(get_column_reader(Arc::clone(descriptor), pages)), 0, BTreeMap::new())
                }
            };
        }
        let (segments, is_over) = match progress {
            Progress::Texts(cursor) => {
                let segments = cursor.take(rows)?.into_iter().map(columns::Segment::Parquet).collect();
                (segments, cursor.is_over(self.rows))
            }
            Progress::Stock(reader, next, kept) => {
                while *next <= rows.start {
                    let end = self.rows.min(next.saturating_add(PIECE));
                    kept.insert(*next, self.stock(column, reader, *next..end)?);
                    *next = end;
                }
                let segments = kept.remove(&rows.start).ok_or("a column was read twice")?;
                (segments, *next == self.rows && kept.is_empty())
            }
            Progress::New | Progress::Over => return Err("a column was read twice".to_owned()),
        };
        if is_over {
            *progress = Progress::Over;
        }
        Ok(segments)
    }

    /// Rows by the library, block by block.
    fn stock(
        &self,
        column: &Column,
        reader: &mut ColumnReader,
        rows: Range<usize>,
    ) -> Result<VecDeque<columns::Segment>, String> {
        let descriptor = &column.descriptor;
        let shape = Shape {
            value: descriptor.max_def_level(),
            element: descriptor.repeated_ancestor_def_level(),
            signed: descriptor.converted_type() != ConvertedType::UINT_32,
        };
        let mut segments = VecDeque::new();
        for first in rows.clone().step_by(BLOCK) {
            let count = rows.end.saturating_sub(first).min(BLOCK);
            let part: Part = stock::take(reader, &column.kind, count, shape).map_err(|error| error.to_string())?;
            segments.push_back(columns::Segment::Read(part));
        }
        Ok(segments)
    }
}

/// Rows whose pages are in memory.
#[derive(Debug)]
pub(in super::super) struct Blocks {
    left: usize,
    columns: Vec<(usize, VecDeque<columns::Segment>)>,
}

impl Blocks {
    /// The next rows; none at the end.
    pub fn next(&mut self) -> Result<Option<columns::Piece>, String> {
        let rows = self.left.min(BLOCK);
        if rows == 0 {
            return Ok(None);
        }
        let mut columns = Vec::with_capacity(self.columns.len());
        for (place, segments) in &mut self.columns {
            let mut given = Vec::new();
            let mut missing = rows;
            while missing > 0 {
                match segments.pop_front().ok_or("it has fewer rows than it says")? {
                    columns::Segment::Parquet(segment) if segment.rows() > missing => {
                        let (now, later) = segment.split(missing)?;
                        segments.push_front(columns::Segment::Parquet(later));
                        missing = 0;
                        given.push(columns::Segment::Parquet(now));
                    }
                    segment => {
                        missing = missing.saturating_sub(segment.rows());
                        given.push(segment);
                    }
                }
            }
            columns.push((*place, given));
        }
        self.left = self.left.saturating_sub(rows);
        Ok(Some(columns::Piece { rows, columns }))
    }
}
