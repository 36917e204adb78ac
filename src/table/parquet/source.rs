//! Bytes that can be read anywhere.

use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// A file, or something like it, that can be read at any place by several threads.
pub trait Source: Send + Sync {
    /// How many bytes there are.
    fn size(&self) -> u64;

    /// Fills `bytes` from those that begin at `at`.
    ///
    /// # Errors
    /// When there are not so many, or they cannot be read.
    fn read_at(&self, at: u64, bytes: &mut [u8]) -> io::Result<()>;
}

/// A source for the library, of which a stretch may already be in memory.
pub(super) struct Shared {
    pub source: Arc<dyn Source>,
    /// Where the stretch begins, and its bytes.
    ahead: Option<(u64, Bytes)>,
}

/// Stretches of up to so many bytes are read at once.
const MOST_AHEAD: u64 = 4 << 20;

impl Shared {
    pub fn new(source: Arc<dyn Source>) -> Shared {
        Shared { source, ahead: None }
    }

    /// The same source for someone who reads one stretch of it from its beginning to its end.
    pub fn ahead(source: &Arc<dyn Source>, start: u64, length: u64) -> Result<Shared> {
        let mut shared = Shared::new(Arc::clone(source));
        if length <= MOST_AHEAD {
            let bytes = shared.get_bytes(start, usize::try_from(length).unwrap_or(0))?;
            shared.ahead = Some((start, bytes));
        }
        Ok(shared)
    }

    /// What is already in memory from a place on.
    fn in_memory(&self, start: u64) -> Option<Bytes> {
        let (first, bytes) = self.ahead.as_ref()?;
        let at = usize::try_from(start.checked_sub(*first)?).ok()?;
        (at <= bytes.len()).then(|| bytes.slice(at..))
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.source.size()
    }
}

impl ChunkReader for Shared {
    type T = From;

    fn get_read(&self, start: u64) -> Result<From> {
        Ok(match self.in_memory(start) {
            Some(bytes) => From::Memory(Cursor::new(bytes)),
            None => From::File(BufReader::new(Rest { source: Arc::clone(&self.source), at: start })),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if let Some(bytes) = self.in_memory(start).filter(|bytes| length <= bytes.len()) {
            return Ok(bytes.slice(..length));
        }
        let end = start.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        if end > self.source.size() {
            return Err(ParquetError::EOF("it ends too early".to_owned()));
        }
        let mut bytes = vec![0; length];
        self.source.read_at(start, &mut bytes)?;
        Ok(bytes.into())
    }
}

/// Reads from a place on.
pub(super) enum From {
    Memory(Cursor<Bytes>),
    File(BufReader<Rest>),
}

impl Read for From {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            From::Memory(rest) => rest.read(bytes),
            From::File(rest) => rest.read(bytes),
        }
    }
}

/// What stands in a source from a place on.
pub(super) struct Rest {
    source: Arc<dyn Source>,
    at: u64,
}

impl Read for Rest {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.source.size().saturating_sub(self.at)).unwrap_or(usize::MAX);
        let count = bytes.len().min(left);
        let Some(bytes) = bytes.get_mut(..count) else { return Ok(0) };
        self.source.read_at(self.at, bytes)?;
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(0));
        Ok(count)
    }
}
