//! The pages of a column: places in a dictionary, or plain values.

use parquet::basic::{Compression, Encoding};
use parquet::schema::types::ColumnDescriptor;

use super::super::runs::{Number, pack, same};
use super::compact;
use super::footer::Chunk;

const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;

/// A column that grows page by page.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The values of the dictionary as plain bytes, one after the other, and how many there are.
    pub dictionary: Vec<u8>,
    pub entries: usize,
    bytes: Vec<u8>,
    /// How many cells, or elements of lists, there are.
    values: usize,
    is_coded: bool,
    is_plain: bool,
    data: Vec<u8>,
    packed: Vec<u8>,
}

/// Which cells of a page are there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Levels<'l> {
    /// How many cells, or elements of lists.
    pub cells: usize,
    /// For each of them whether it is there (1) or not (0); empty when all are.
    pub there: &'l [u8],
    /// For each element of a list whether it begins no row (1) or one (0); none when there are no lists.
    pub starts: Option<&'l [u8]>,
}

impl Levels<'_> {
    /// So many cells, which are all there.
    pub fn all(cells: usize) -> Levels<'static> {
        Levels { cells, there: &[], starts: None }
    }
}

impl Pages {
    /// Leaves no page in it, but keeps its dictionary.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.values = 0;
        (self.is_coded, self.is_plain) = (false, false);
    }

    /// Leaves nothing in it.
    pub fn forget(&mut self) {
        self.clear();
        self.dictionary.clear();
        self.entries = 0;
    }

    /// Adds a text to the dictionary.
    pub fn text(&mut self, text: &[u8]) {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.dictionary.extend_from_slice(&length.to_le_bytes());
        self.dictionary.extend_from_slice(text);
        self.entries = self.entries.saturating_add(1);
    }

    /// Adds a page of places in the dictionary, for those cells that are there.
    pub fn coded<P: Number>(&mut self, levels: Levels<'_>, places: &[P]) {
        self.levels(levels);
        let last = u32::try_from(self.entries.saturating_sub(1)).unwrap_or(u32::MAX);
        let width = 32u32.saturating_sub(last.leading_zeros());
        self.data.push(u8::try_from(width).unwrap_or(32));
        pack(places, width, &mut self.data);
        self.is_coded = true;
        self.page(levels.cells, Encoding::RLE_DICTIONARY);
    }

    /// Adds a page of plain values, for those cells that are there.
    pub fn plain(&mut self, levels: Levels<'_>, values: &[u8]) {
        self.levels(levels);
        self.data.extend_from_slice(values);
        self.is_plain = true;
        self.page(levels.cells, Encoding::PLAIN);
    }

    /// Begins a page with its levels, each kind after its length.
    fn levels(&mut self, levels: Levels<'_>) {
        self.data.clear();
        let kinds = [levels.starts, Some(levels.there)];
        for kind in kinds.into_iter().flatten() {
            self.packed.clear();
            match kind.is_empty() {
                true => same(1, 1, levels.cells, &mut self.packed),
                false => pack(kind, 1, &mut self.packed),
            }
            self.data.extend_from_slice(&u32::try_from(self.packed.len()).unwrap_or(u32::MAX).to_le_bytes());
            self.data.extend_from_slice(&self.packed);
        }
    }

    fn page(&mut self, cells: usize, encoding: Encoding) {
        compact::within(&mut self.bytes, |header| {
            sizes(header, DATA_PAGE, self.data.len());
            header.within(5, |page| {
                page.word(1, number(cells));
                page.word(2, encoding as i32);
                page.word(3, Encoding::RLE as i32);
                page.word(4, Encoding::RLE as i32);
            });
        });
        self.bytes.extend_from_slice(&self.data);
        self.values = self.values.saturating_add(cells);
    }

    /// Puts the column behind the columns before; gives what the file says of it.
    pub fn seal(&self, column: &ColumnDescriptor, out: &mut Vec<u8>) -> Chunk {
        let start = out.len();
        if self.is_coded {
            compact::within(out, |header| {
                sizes(header, DICTIONARY_PAGE, self.dictionary.len());
                header.within(7, |page| {
                    page.word(1, number(self.entries));
                    page.word(2, Encoding::PLAIN as i32);
                    page.truth(3, false);
                });
            });
            out.extend_from_slice(&self.dictionary);
        }
        let data = out.len();
        out.extend_from_slice(&self.bytes);
        let mut encodings = vec![Encoding::RLE];
        encodings.extend((self.is_coded || self.is_plain).then_some(Encoding::PLAIN));
        encodings.extend(self.is_coded.then_some(Encoding::RLE_DICTIONARY));
        let size = out.len().saturating_sub(start);
        Chunk {
            kind: column.physical_type(),
            path: column.path().parts().to_vec(),
            encodings,
            compression: Compression::UNCOMPRESSED,
            values: wide(self.values),
            size: wide(size),
            unpacked: wide(size),
            data: wide(data),
            dictionary: self.is_coded.then(|| wide(start)),
            statistics: None,
        }
    }
}

fn sizes(header: &mut compact::Struct<'_>, kind: i32, size: usize) {
    header.word(1, kind);
    header.word(2, number(size));
    header.word(3, number(size));
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn wide(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
