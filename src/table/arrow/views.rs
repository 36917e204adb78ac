//! Views: 16 bytes for a text, which hold it when it is short, and otherwise say where it is.

use super::super::codes::{self, Key};
use super::buffers::Buffer;

/// The longest text that a view holds.
const LONGEST_INLINE: usize = 12;

/// Some views of a column.
pub(super) struct Views<'a> {
    bytes: &'a [[u8; 16]],
    buffers: &'a [Buffer],
}

/// What a view says.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub length: usize,
    buffer: usize,
    start: usize,
}

/// The bytes of long texts.
pub(super) struct Windows {
    /// For each buffer where the window begins, and its bytes.
    parts: Vec<(usize, Vec<u8>)>,
}

impl<'a> Views<'a> {
    /// Reads the views of some rows. The first of the buffers has them.
    pub fn read(buffers: &'a [Buffer], first: usize, rows: usize, room: &'a mut Vec<u8>) -> Option<Views<'a>> {
        let (views, texts) = buffers.split_first()?;
        let length = rows.checked_mul(16)?;
        let bytes = views.read_into(first.checked_mul(16)?, length, room)?;
        Some(Views { bytes: bytes.get(..length)?.as_chunks().0, buffers: texts })
    }

    /// Each view with its bytes.
    pub fn each(&self) -> impl Iterator<Item = (View, &'a [u8; 16])> + use<'a> {
        self.bytes.iter().map(|bytes| (View::of(u128::from_le_bytes(*bytes)), bytes))
    }

    /// The views as numbers.
    pub fn numbers(&self) -> impl ExactSizeIterator<Item = u128> + use<'a> {
        self.bytes.iter().map(|bytes| u128::from_le_bytes(*bytes))
    }

    /// Reads the long texts of the cells that are there, those of each buffer at once; none when they are damaged.
    pub fn windows(&self, there: &[bool]) -> Option<Windows> {
        let mut spans: Vec<Option<(usize, usize)>> = vec![None; self.buffers.len()];
        for ((view, _), there) in self.each().zip(there) {
            if !there || view.is_inline() {
                continue;
            }
            let span = spans.get_mut(view.buffer)?;
            let end = view.start.checked_add(view.length)?;
            let (low, high) = span.unwrap_or((view.start, end));
            *span = Some((low.min(view.start), high.max(end)));
        }
        let mut parts = Vec::with_capacity(spans.len());
        for (span, buffer) in spans.iter().zip(self.buffers) {
            let (low, high) = span.unwrap_or_default();
            parts.push((low, buffer.read(low, high.checked_sub(low)?)?));
        }
        Some(Windows { parts })
    }
}

/// The key of the text that a view holds; none when it is too long.
#[inline]
pub(super) fn key(view: u128) -> Option<Key> {
    let length = view & u128::from(u32::MAX);
    (length <= 12).then(|| codes::halves(view >> 32 | length << 120))
}

impl View {
    pub fn of(view: u128) -> View {
        let word = |at: u32| view.checked_shr(at).unwrap_or(0) & u128::from(u32::MAX);
        let part = |at: u32| usize::try_from(word(at)).unwrap_or(usize::MAX);
        View { length: part(0), buffer: part(64), start: part(96) }
    }

    pub fn is_inline(self) -> bool {
        self.length <= LONGEST_INLINE
    }
}

impl Windows {
    /// The text of a view that does not hold it.
    pub fn text(&self, view: View) -> Option<&[u8]> {
        let (low, bytes) = self.parts.get(view.buffer)?;
        let start = view.start.checked_sub(*low)?;
        bytes.get(start..start.checked_add(view.length)?)
    }
}
