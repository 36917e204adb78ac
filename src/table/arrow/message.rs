//! Messages: metadata, and behind it the body.

use std::sync::Arc;

use polars_arrow_format::ipc::planus::ReadAsRoot;
use polars_arrow_format::ipc::{CompressionType, FooterRef, Message, MessageRef, RecordBatch, Schema};

use super::super::parquet::Source;
use super::buffers::{Buffer, Packing};

/// Metadata is no larger than this.
const MOST_METADATA: usize = 256 << 20;

/// What stands before the length of metadata.
const CONTINUES: u32 = u32::MAX;

/// A message, where its body is, and where the next one begins.
pub(super) struct Found {
    pub message: Message,
    pub body: u64,
    pub next: u64,
}

fn bytes_at(source: &dyn Source, at: u64, length: usize) -> Option<Vec<u8>> {
    let end = at.checked_add(u64::try_from(length).ok()?)?;
    if length > MOST_METADATA || end > source.size() {
        return None;
    }
    let mut bytes = vec![0; length];
    source.read_at(at, &mut bytes).ok()?;
    Some(bytes)
}

fn word(source: &dyn Source, at: u64) -> Option<u32> {
    Some(u32::from_le_bytes(bytes_at(source, at, 4)?.try_into().ok()?))
}

/// The message at a place; an inner none at the end of a stream.
pub(super) fn message(source: &dyn Source, at: u64) -> Option<Option<Found>> {
    if at >= source.size() {
        return Some(None);
    }
    let (length, start) = match word(source, at)? {
        CONTINUES => (word(source, at.checked_add(4)?)?, at.checked_add(8)?),
        length => (length, at.checked_add(4)?),
    };
    if length == 0 {
        return Some(None);
    }
    let metadata = bytes_at(source, start, usize::try_from(length).ok()?)?;
    let message: Message = MessageRef::read_as_root(&metadata).ok()?.try_into().ok()?;
    let body = start.checked_add(u64::from(length))?;
    let next = body.checked_add(u64::try_from(message.body_length).ok()?)?;
    Some(Some(Found { message, body, next }))
}

/// The schema of a file, and where its dictionaries and batches are.
pub(super) fn footer(source: &dyn Source) -> Option<(Schema, Vec<u64>, Vec<u64>)> {
    let size = source.size();
    let length = word(source, size.checked_sub(10)?)?;
    let start = size.checked_sub(10)?.checked_sub(u64::from(length))?;
    let bytes = bytes_at(source, start, usize::try_from(length).ok()?)?;
    let footer: polars_arrow_format::ipc::Footer = FooterRef::read_as_root(&bytes).ok()?.try_into().ok()?;
    let places = |blocks: Option<Vec<polars_arrow_format::ipc::Block>>| {
        let blocks = blocks.unwrap_or_default().into_iter();
        blocks.map(|block| u64::try_from(block.offset).ok()).collect::<Option<Vec<u64>>>()
    };
    Some((*footer.schema?, places(footer.dictionaries)?, places(footer.record_batches)?))
}

/// The buffers of a batch whose body begins at `body`, not yet unpacked, and how they are packed.
pub(super) fn buffers(
    source: &Arc<dyn Source>,
    batch: &RecordBatch,
    body: u64,
) -> Option<(Vec<Buffer>, Option<Packing>)> {
    let packing = batch.compression.as_ref().map(|compression| match compression.codec {
        CompressionType::Lz4Frame => Packing::Lz4,
        CompressionType::Zstd => Packing::Zstd,
    });
    let buffer = |buffer: &polars_arrow_format::ipc::Buffer| {
        let at = body.checked_add(u64::try_from(buffer.offset).ok()?)?;
        let length = usize::try_from(buffer.length).ok()?;
        let end = at.checked_add(u64::try_from(length).ok()?)?;
        (end <= source.size()).then(|| Buffer::File { source: Arc::clone(source), at, length })
    };
    Some((batch.buffers.iter().flatten().map(buffer).collect::<Option<_>>()?, packing))
}
