//! Bytes that can be read anywhere.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::Result;
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

/// A source for the library.
pub(super) struct Shared(pub Arc<dyn Source>);

impl Length for Shared {
    fn len(&self) -> u64 {
        self.0.size()
    }
}

impl ChunkReader for Shared {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<BufReader<From>> {
        Ok(BufReader::new(From { source: Arc::clone(&self.0), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        if end > self.0.size() {
            return Err(parquet::errors::ParquetError::EOF("it ends too early".to_owned()));
        }
        let mut bytes = vec![0; length];
        self.0.read_at(start, &mut bytes)?;
        Ok(bytes.into())
    }
}

/// Reads from a place on.
pub(super) struct From {
    source: Arc<dyn Source>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.source.size().saturating_sub(self.at)).unwrap_or(usize::MAX);
        let count = bytes.len().min(left);
        let Some(bytes) = bytes.get_mut(..count) else { return Ok(0) };
        self.source.read_at(self.at, bytes)?;
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(0));
        Ok(count)
    }
}
