//! A column as a dictionary and one page of places in it, or as one page of plain values.

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::super::runs::{pack, same};

/// A column as it is to be written.
#[derive(Debug, Default)]
pub(super) struct Coded<P = u32> {
    /// How many rows there are.
    pub rows: usize,
    /// The values of the dictionary as plain bytes, one after the other, and how many there are.
    pub dictionary: Vec<u8>,
    pub entries: usize,
    /// For each value the place in the dictionary.
    pub places: Vec<P>,
    /// For each cell, or element of a list, whether it is there; empty when all are.
    pub levels: Vec<u8>,
    /// For each element of a list whether it begins no row (1) or one (0); empty when there are no lists.
    pub starts: Vec<u8>,
}

impl<P: Copy + PartialEq + Into<u32>> Coded<P> {
    /// Adds a text to the dictionary.
    pub fn text(&mut self, text: &[u8]) {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.dictionary.extend_from_slice(&length.to_le_bytes());
        self.dictionary.extend_from_slice(text);
        self.entries = self.entries.saturating_add(1);
    }

    /// The column as bytes, and what the file says of it.
    pub fn write(self, descriptor: ColumnDescPtr) -> Result<(Bytes, ColumnCloseResult)> {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let size = |length: u64| i64::try_from(length).unwrap_or(i64::MAX);
        let mut data = Vec::new();
        if descriptor.max_rep_level() > 0 {
            levels(&self.starts, &mut data);
        }
        // Every cell has a level, also where the column says nothing of them.
        let cells = if descriptor.max_rep_level() > 0 { self.starts.len() } else { self.rows };
        if descriptor.max_def_level() > 0 {
            match self.levels.is_empty() {
                true => all_there(cells, &mut data),
                false => levels(&self.levels, &mut data),
            }
        }
        let last = count(self.entries.saturating_sub(1));
        let width = 32u32.saturating_sub(last.leading_zeros());
        data.push(u8::try_from(width).unwrap_or(32));
        pack(&self.places, width, &mut data);

        let mut sink = TrackedWrite::new(Vec::new());
        let mut pages = SerializedPageWriter::new(&mut sink);
        let dictionary_size = self.dictionary.len();
        let dictionary = pages.write_page(CompressedPage::new(
            Page::DictionaryPage {
                buf: self.dictionary.into(),
                num_values: count(self.entries),
                encoding: Encoding::PLAIN,
                is_sorted: false,
            },
            dictionary_size,
        ))?;
        let data_size = data.len();
        let page = pages.write_page(CompressedPage::new(
            Page::DataPage {
                buf: data.into(),
                num_values: count(cells),
                encoding: Encoding::RLE_DICTIONARY,
                def_level_encoding: Encoding::RLE,
                rep_level_encoding: Encoding::RLE,
                statistics: None,
            },
            data_size,
        ))?;
        let written = dictionary.bytes_written.saturating_add(page.bytes_written);
        let metadata = ColumnChunkMetaData::builder(descriptor)
            .set_compression(Compression::UNCOMPRESSED)
            .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY])
            .set_num_values(i64::try_from(cells).unwrap_or(i64::MAX))
            .set_total_compressed_size(size(written))
            .set_total_uncompressed_size(size(written))
            .set_dictionary_page_offset(Some(0))
            .set_data_page_offset(size(page.offset))
            .build()?;
        let close = ColumnCloseResult {
            bytes_written: written,
            rows_written: u64::try_from(self.rows).unwrap_or(u64::MAX),
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok((sink.into_inner()?.into(), close))
    }
}

/// A column of cells that are all there, as one page of plain values.
pub(super) fn plain(rows: usize, values: Vec<u8>, descriptor: ColumnDescPtr) -> Result<(Bytes, ColumnCloseResult)> {
    let size = |length: u64| i64::try_from(length).unwrap_or(i64::MAX);
    let mut data = Vec::with_capacity(values.len().saturating_add(16));
    if descriptor.max_def_level() > 0 {
        all_there(rows, &mut data);
    }
    data.extend(values);
    let mut sink = TrackedWrite::new(Vec::new());
    let data_size = data.len();
    let page = SerializedPageWriter::new(&mut sink).write_page(CompressedPage::new(
        Page::DataPage {
            buf: data.into(),
            num_values: u32::try_from(rows).unwrap_or(u32::MAX),
            encoding: Encoding::PLAIN,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        },
        data_size,
    ))?;
    let metadata = ColumnChunkMetaData::builder(descriptor)
        .set_compression(Compression::UNCOMPRESSED)
        .set_encodings(vec![Encoding::PLAIN, Encoding::RLE])
        .set_num_values(i64::try_from(rows).unwrap_or(i64::MAX))
        .set_total_compressed_size(size(page.bytes_written))
        .set_total_uncompressed_size(size(page.bytes_written))
        .set_data_page_offset(size(page.offset))
        .build()?;
    let close = ColumnCloseResult {
        bytes_written: page.bytes_written,
        rows_written: u64::try_from(rows).unwrap_or(u64::MAX),
        metadata,
        bloom_filter: None,
        column_index: None,
        offset_index: None,
    };
    Ok((sink.into_inner()?.into(), close))
}

/// Levels of cells that are all there, after their length.
fn all_there(cells: usize, data: &mut Vec<u8>) {
    let mut packed = Vec::new();
    same(1, 1, cells, &mut packed);
    after_length(&packed, data);
}

/// Levels of one bit, after their length.
fn levels(levels: &[u8], data: &mut Vec<u8>) {
    let mut packed = Vec::new();
    pack(levels, 1, &mut packed);
    after_length(&packed, data);
}

fn after_length(packed: &[u8], data: &mut Vec<u8>) {
    data.extend_from_slice(&u32::try_from(packed.len()).unwrap_or(u32::MAX).to_le_bytes());
    data.extend_from_slice(packed);
}
