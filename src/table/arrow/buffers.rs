//! Buffers of a batch: in the file, or unpacked in memory.

use std::io::Read;
use std::sync::Arc;

use super::super::parquet::Source;

/// So many zeros stand behind what is read, so that short texts can be read as one word.
pub(super) const PADDING: usize = 16;

/// A buffer.
#[derive(Clone)]
pub(super) enum Buffer {
    /// In the file.
    File { source: Arc<dyn Source>, at: u64, length: usize },
    /// In memory.
    Memory(Arc<Vec<u8>>),
}

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Buffer({})", self.len())
    }
}

/// How a batch is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Lz4,
    Zstd,
}

impl Buffer {
    pub fn len(&self) -> usize {
        match self {
            Buffer::File { length, .. } => *length,
            Buffer::Memory(bytes) => bytes.len(),
        }
    }

    /// Some of its bytes; none when there are not so many.
    pub fn read(&self, start: usize, length: usize) -> Option<Vec<u8>> {
        let end = start.checked_add(length)?;
        match self {
            Buffer::Memory(bytes) => bytes.get(start..end).map(<[u8]>::to_vec),
            Buffer::File { source, at, length: whole } => {
                if end > *whole {
                    return None;
                }
                let mut bytes = vec![0; length];
                source.read_at(at.checked_add(u64::try_from(start).ok()?)?, &mut bytes).ok()?;
                Some(bytes)
            }
        }
    }

    /// Puts some of its bytes into memory that is used again, with [`PADDING`] zeros behind; none when there are not so
    /// many.
    pub fn read_into<'r>(&self, start: usize, length: usize, room: &'r mut Vec<u8>) -> Option<&'r [u8]> {
        let end = start.checked_add(length)?;
        let padded = length.checked_add(PADDING)?;
        if end > self.len() {
            return None;
        }
        if room.len() < padded {
            room.resize(padded, 0);
        }
        let bytes = room.get_mut(..length)?;
        match self {
            Buffer::Memory(whole) => bytes.copy_from_slice(whole.get(start..end)?),
            Buffer::File { source, at, .. } => {
                source.read_at(at.checked_add(u64::try_from(start).ok()?)?, bytes).ok()?;
            }
        }
        room.get_mut(length..padded)?.fill(0);
        room.get(..padded)
    }

    /// The same unpacked: its length stands before it, or -1 when it is not packed.
    pub fn unpacked(self, packing: Packing) -> Option<Buffer> {
        if self.len() == 0 {
            return Some(Buffer::Memory(Arc::default()));
        }
        let length = i64::from_le_bytes(self.read(0, 8)?.try_into().ok()?);
        let packed = self.read(8, self.len().checked_sub(8)?)?;
        if length == -1 {
            return Some(Buffer::Memory(Arc::new(packed)));
        }
        let length = usize::try_from(length).ok()?;
        let limit = u64::try_from(length).ok()?;
        let mut bytes = Vec::new();
        match packing {
            Packing::Lz4 => {
                lz4_flex::frame::FrameDecoder::new(packed.as_slice()).take(limit).read_to_end(&mut bytes).ok()?;
            }
            Packing::Zstd => {
                zstd::stream::read::Decoder::new(packed.as_slice()).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
            }
        }
        (bytes.len() == length).then(|| Buffer::Memory(Arc::new(bytes)))
    }
}
