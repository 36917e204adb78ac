//! The columns of a batch as bytes, and the metadata that says where they are.

use polars_arrow_format::ipc::planus::{Builder, WriteAsOffset};
use polars_arrow_format::ipc::{
    Buffer, DictionaryBatch, FieldNode, Message, MessageHeader, MetadataVersion, RecordBatch,
};

/// Buffers begin at multiples of this, so that they can be used as they lie.
const ALIGNMENT: usize = 64;

/// An encoded batch: its metadata, and its body.
#[derive(Debug)]
pub(in super::super::super) struct Sheet {
    pub metadata: Vec<u8>,
    pub body: Vec<u8>,
}

/// The columns of a batch, one after the other.
#[derive(Debug, Default)]
pub(super) struct Body {
    nodes: Vec<FieldNode>,
    buffers: Vec<Buffer>,
    bytes: Vec<u8>,
}

impl Body {
    /// No column yet; their bytes are put into this memory.
    pub fn with(mut memory: Vec<u8>) -> Body {
        memory.clear();
        Body { bytes: memory, ..Body::default() }
    }

    pub fn node(&mut self, length: usize, nothing: usize) {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.nodes.push(FieldNode { length: number(length), null_count: number(nothing) });
    }

    /// Notes a buffer of so many bytes, which come next.
    fn begin(&mut self, length: usize) {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.buffers.push(Buffer { offset: number(self.bytes.len()), length: number(length) });
    }

    pub fn buffer(&mut self, bytes: &[u8]) {
        self.begin(bytes.len());
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGNMENT), 0);
    }

    /// A node and which of its cells are there.
    pub fn validity(&mut self, there: &[bool]) {
        let nothing = there.iter().filter(|there| !**there).count();
        self.node(there.len(), nothing);
        if nothing == 0 { self.buffer(&[]) } else { self.buffer(&bits(there)) }
    }

    /// Numbers of one width each, which `bytes` gives; zeros where nothing is there.
    pub fn numbers<T: Copy, const WIDTH: usize>(
        &mut self,
        cells: &[T],
        is_there: impl Fn(T) -> bool,
        bytes: impl Fn(T) -> [u8; WIDTH],
    ) {
        if cells.iter().fold(true, |all, cell| all & is_there(*cell)) {
            self.node(cells.len(), 0);
            self.buffer(&[]);
        } else {
            self.validity(&cells.iter().map(|cell| is_there(*cell)).collect::<Vec<bool>>());
        }
        let (start, length) = (self.bytes.len(), cells.len().saturating_mul(WIDTH));
        self.begin(length);
        self.bytes.resize(start.saturating_add(length).next_multiple_of(ALIGNMENT), 0);
        let (slots, _) = self.bytes.get_mut(start..).unwrap_or_default().as_chunks_mut::<WIDTH>();
        for (slot, cell) in slots.iter_mut().zip(cells).filter(|(_, cell)| is_there(**cell)) {
            *slot = bytes(*cell);
        }
    }

    /// Cells of one width each; `put` writes one.
    pub fn cells<T: Copy + Default>(
        &mut self,
        cells: impl Iterator<Item = Option<T>>,
        count: usize,
        put: impl Fn(T, &mut Vec<u8>),
    ) {
        let mut there = Vec::with_capacity(count);
        let mut bytes = Vec::with_capacity(count.saturating_mul(size_of::<T>()));
        for cell in cells {
            there.push(cell.is_some());
            put(cell.unwrap_or_default(), &mut bytes);
        }
        self.validity(&there);
        self.buffer(&bytes);
    }

    pub fn truths(&mut self, cells: Vec<Option<bool>>) {
        self.validity(&cells.iter().map(Option::is_some).collect::<Vec<bool>>());
        self.buffer(&bits(&cells.iter().map(|cell| *cell == Some(true)).collect::<Vec<bool>>()));
    }

    pub fn texts<'t>(&mut self, texts: impl Iterator<Item = Option<&'t [u8]>>) {
        let (mut there, mut ends, mut bytes) = (Vec::new(), 0i32.to_le_bytes().to_vec(), Vec::new());
        for text in texts {
            there.push(text.is_some());
            bytes.extend_from_slice(text.unwrap_or_default());
            ends.extend_from_slice(&i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_le_bytes());
        }
        self.validity(&there);
        self.buffer(&ends);
        self.buffer(&bytes);
    }

    /// The batch, or the dictionary of this number.
    pub fn sheet(self, rows: usize, dictionary: Option<i64>) -> Sheet {
        let batch = Box::new(RecordBatch {
            length: i64::try_from(rows).unwrap_or(i64::MAX),
            nodes: Some(self.nodes),
            buffers: Some(self.buffers),
            compression: None,
            variadic_buffer_counts: None,
        });
        let header = match dictionary {
            None => MessageHeader::RecordBatch(batch),
            Some(id) => {
                MessageHeader::DictionaryBatch(Box::new(DictionaryBatch { id, data: Some(batch), is_delta: false }))
            }
        };
        Sheet { metadata: message(header, self.bytes.len()), body: self.bytes }
    }
}

fn bits(cells: &[bool]) -> Vec<u8> {
    let byte = |cells: &[bool]| cells.iter().rev().fold(0u8, |byte, cell| byte << 1 | u8::from(*cell));
    cells.chunks(8).map(byte).collect()
}

/// Metadata with what stands before it.
pub(super) fn message(header: MessageHeader, body: usize) -> Vec<u8> {
    let body_length = i64::try_from(body).unwrap_or(i64::MAX);
    let message = Message { version: MetadataVersion::V5, header: Some(header), body_length, custom_metadata: None };
    let metadata = flat(&message);
    let mut bytes = u32::MAX.to_le_bytes().to_vec();
    let length = metadata.len().saturating_add(8).next_multiple_of(ALIGNMENT).saturating_sub(8);
    bytes.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(&metadata);
    bytes.resize(length.saturating_add(8), 0);
    bytes
}

pub(super) fn flat<T>(root: impl WriteAsOffset<T>) -> Vec<u8> {
    Builder::new().finish(root, None).to_vec()
}
