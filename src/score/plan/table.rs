//! Tables: what each code of a column gives.

use std::fmt;

/// What becomes of several bytes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Combine {
    /// Their sum, which fits a byte.
    Add,
    /// Bitwise and.
    And,
    /// Bitwise or.
    Or,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

/// A byte for each code.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Table {
    /// Zero beyond the codes that there are.
    pub entries: Box<[u8; 256]>,
    /// How many codes there are.
    pub len: usize,
}

impl Table {
    /// A table of at most 256 bytes.
    pub fn new(bytes: impl IntoIterator<Item = u8>) -> Table {
        let mut table = Table { entries: Box::new([0; 256]), len: 0 };
        for (entry, byte) in table.entries.iter_mut().zip(bytes) {
            *entry = byte;
            table.len = table.len.saturating_add(1);
        }
        table
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries.iter().take(self.len)).finish()
    }
}

/// A value for each code, of any width.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Values {
    /// Bytes.
    Bytes(Vec<u8>),
    /// 16 bits.
    Shorts(Vec<u16>),
    /// 64 bits.
    Longs(Vec<i64>),
    /// 128 bits.
    Wides(Vec<i128>),
    /// The bits of doubles.
    Doubles(Vec<u64>),
}
