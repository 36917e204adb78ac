//! A file that is put together: what stands before the batches, where they are, and what stands behind.

use polars_arrow_format::ipc::{Block, Endianness, Field, Footer, MessageHeader, MetadataVersion, Schema};

use super::body::{Body, flat, message};

/// What a file begins and ends with.
const MAGIC: &[u8; 6] = b"ARROW1";

/// A file that is being put together.
#[derive(Debug)]
pub(in super::super::super) struct Book {
    schema: Schema,
    is_stream: bool,
    position: u64,
    dictionaries: Vec<Block>,
    batches: Vec<Block>,
    start: Vec<u8>,
}

impl Book {
    /// A file with these columns and dictionaries.
    pub(super) fn new(fields: Vec<Field>, dictionaries: &[(i64, &[String])], is_stream: bool) -> Book {
        let schema =
            Schema { endianness: Endianness::Little, fields: Some(fields), custom_metadata: None, features: None };
        let mut book = Book {
            schema: schema.clone(),
            is_stream,
            position: 0,
            dictionaries: Vec::new(),
            batches: Vec::new(),
            start: Vec::new(),
        };
        if !is_stream {
            book.start.extend_from_slice(MAGIC);
            book.start.extend_from_slice(&[0, 0]);
        }
        book.start.extend(message(MessageHeader::Schema(Box::new(schema)), 0));
        for (id, names) in dictionaries {
            let mut body = Body::default();
            body.texts(names.iter().map(|name| Some(name.as_bytes())));
            let sheet = body.sheet(names.len(), Some(*id));
            let at = wide_of(book.start.len());
            book.dictionaries.push(block(at, sheet.metadata.len(), sheet.body.len()));
            book.start.extend_from_slice(&sheet.metadata);
            book.start.extend_from_slice(&sheet.body);
        }
        book.position = wide_of(book.start.len());
        book
    }

    /// What stands before the first batch.
    pub fn start(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.start)
    }

    /// Notes the batch that is written next: how long its metadata and its columns are.
    pub fn add(&mut self, metadata: usize, body: usize) {
        self.batches.push(block(self.position, metadata, body));
        self.position = self.position.saturating_add(wide_of(metadata)).saturating_add(wide_of(body));
    }

    /// The last bytes.
    pub fn end(&mut self) -> Vec<u8> {
        let mut bytes = u32::MAX.to_le_bytes().to_vec();
        bytes.extend_from_slice(&0u32.to_le_bytes());
        if self.is_stream {
            return bytes;
        }
        let footer = Footer {
            version: MetadataVersion::V5,
            schema: Some(Box::new(self.schema.clone())),
            dictionaries: Some(std::mem::take(&mut self.dictionaries)),
            record_batches: Some(std::mem::take(&mut self.batches)),
            custom_metadata: None,
        };
        let footer = flat(&footer);
        bytes.extend_from_slice(&footer);
        bytes.extend_from_slice(&u32::try_from(footer.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend_from_slice(MAGIC);
        bytes
    }
}

fn block(offset: u64, metadata: usize, body: usize) -> Block {
    Block {
        offset: i64::try_from(offset).unwrap_or(i64::MAX),
        meta_data_length: i32::try_from(metadata).unwrap_or(i32::MAX),
        body_length: i64::try_from(body).unwrap_or(i64::MAX),
    }
}

fn wide_of(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
