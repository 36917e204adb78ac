//! A column of texts in a row group, page by page, without looking at single cells before they are wanted.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};

use super::super::carried::Texts;
use super::super::columns::{Dictionary, Part};
use super::super::reader::Broken;
use super::runs::Runs;
use crate::diagnostics::Code;
use crate::score::{self, Instructions};

/// Pages that are read one after the other, and given away in any order.
pub(super) struct Cursor {
    pages: Box<dyn PageReader>,
    /// Whether cells may have nothing in them.
    optional: bool,
    dictionary: Arc<Dictionary>,
    /// How many rows have been read.
    read: usize,
    /// What has been read and not wholly given away: its first row, and how many of its rows are left to give.
    kept: Vec<(usize, usize, Segment)>,
}

/// Some cells in a page.
#[derive(Debug, Clone)]
pub(in super::super) struct Segment {
    bytes: Bytes,
    rows: usize,
    levels: Option<Runs>,
    values: Values,
}

#[derive(Debug, Clone)]
enum Values {
    Coded(Arc<Dictionary>, Runs),
    /// Each after its length, from this place on.
    Plain(usize),
}

/// What is wrong with a page.
pub(super) type Trouble = String;

fn damaged() -> Trouble {
    "a page is damaged".to_owned()
}

impl Cursor {
    pub fn new(pages: Box<dyn PageReader>, optional: bool) -> Cursor {
        Cursor { pages, optional, dictionary: Arc::default(), read: 0, kept: Vec::new() }
    }

    /// Whether all of so many rows were read and given away.
    pub fn is_over(&self, rows: usize) -> bool {
        self.read >= rows && self.kept.is_empty()
    }

    /// Gives rows away, each only once.
    pub fn take(&mut self, rows: Range<usize>) -> Result<Vec<Segment>, Trouble> {
        while self.read < rows.end {
            let page = self.next_page()?;
            let first = self.read;
            self.read = first.saturating_add(page.rows);
            self.kept.push((first, page.rows, page));
        }
        let mut segments = Vec::new();
        for (first, left, page) in &mut self.kept {
            let start = rows.start.max(*first);
            let end = rows.end.min(first.saturating_add(page.rows));
            if start < end {
                let (_, rest) = page.clone().split(start.saturating_sub(*first))?;
                segments.push(rest.split(end.saturating_sub(start))?.0);
                *left = left.saturating_sub(end.saturating_sub(start));
            }
        }
        self.kept.retain(|(_, left, _)| *left > 0);
        Ok(segments)
    }

    fn next_page(&mut self) -> Result<Segment, Trouble> {
        loop {
            let page = self.pages.get_next_page().map_err(|error| error.to_string())?;
            match page.ok_or("it has fewer rows than it says")? {
                Page::DictionaryPage { buf, num_values, .. } => {
                    self.dictionary = Arc::new(dictionary(&buf, num_values).ok_or_else(damaged)?);
                }
                Page::DataPage { buf, num_values, encoding, .. } => {
                    let (levels, at) = match self.optional {
                        false => (None, 0),
                        true => {
                            let length = number(&buf, 0).ok_or_else(damaged)?;
                            let end = length.checked_add(4).ok_or_else(damaged)?;
                            (Runs::new(4, end, 1), end)
                        }
                    };
                    return self.segment(buf, num_values, encoding, levels, at);
                }
                Page::DataPageV2 { buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, .. } => {
                    let place = |length: u32| usize::try_from(length).unwrap_or(usize::MAX);
                    let start = place(rep_levels_byte_len);
                    let at = start.saturating_add(place(def_levels_byte_len));
                    let levels = if self.optional { Runs::new(start, at, 1) } else { None };
                    return self.segment(buf, num_values, encoding, levels, at);
                }
            }
        }
    }

    fn segment(
        &self,
        bytes: Bytes,
        rows: u32,
        encoding: Encoding,
        levels: Option<Runs>,
        at: usize,
    ) -> Result<Segment, Trouble> {
        let values = match encoding {
            Encoding::PLAIN => Values::Plain(at),
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                // A page with nothing in it may have no width.
                let width = bytes.get(at).copied().unwrap_or(0);
                let runs = Runs::new(at.saturating_add(1), bytes.len(), u32::from(width)).ok_or_else(damaged)?;
                Values::Coded(Arc::clone(&self.dictionary), runs)
            }
            other => return Err(format!("a page is encoded as {other}")),
        };
        Ok(Segment { bytes, rows: usize::try_from(rows).unwrap_or(0), levels, values })
    }
}

/// Whether pages with these encodings can be read here.
#[expect(deprecated, reason = "old files say so of levels that are not there")]
pub(super) fn reads(encoding: Encoding) -> bool {
    matches!(
        encoding,
        Encoding::PLAIN | Encoding::RLE | Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY | Encoding::BIT_PACKED
    )
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}

/// A text after its length, and where the next one begins.
fn plain(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let start = at.checked_add(4)?;
    let end = start.checked_add(number(bytes, at)?)?;
    Some((bytes.get(start..end)?, end))
}

fn dictionary(bytes: &[u8], count: u32) -> Option<Dictionary> {
    let mut texts = Texts::default();
    let mut at = 0;
    for _ in 0..count {
        let (text, next) = plain(bytes, at)?;
        std::str::from_utf8(text).ok()?;
        texts.push(Some(text));
        at = next;
    }
    Some(Dictionary { texts, len: usize::try_from(count).ok()? })
}

impl Segment {
    /// The first rows, and those behind them.
    pub fn split(self, rows: usize) -> Result<(Segment, Segment), Trouble> {
        let mut rest = self.clone();
        if rows > 0 {
            rest.skip(rows).ok_or_else(damaged)?;
        }
        Ok((Segment { rows, ..self }, rest))
    }

    /// Leaves rows out; none when the page is damaged.
    fn skip(&mut self, rows: usize) -> Option<()> {
        let there = match &mut self.levels {
            None => rows,
            Some(levels) => {
                if levels.all(&self.bytes, 1, rows) {
                    levels.skip(&self.bytes, rows).then_some(rows)?
                } else {
                    let mut found = Vec::new();
                    levels.read_bytes(&self.bytes, rows, &mut found).then_some(())?;
                    found.iter().filter(|level| **level == 1).count()
                }
            }
        };
        match &mut self.values {
            Values::Coded(_, runs) => runs.skip(&self.bytes, there).then_some(())?,
            Values::Plain(at) => {
                for _ in 0..there {
                    *at = plain(&self.bytes, *at)?.1;
                }
            }
        }
        self.rows = self.rows.saturating_sub(rows);
        Some(())
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The dictionary in which all of its cells are places; none where it has none, or cells may not be there.
    pub fn dictionary(&self) -> Option<&Arc<Dictionary>> {
        let Values::Coded(dictionary, _) = &self.values else { return None };
        let is_whole = self.levels.is_none_or(|mut levels| levels.all(&self.bytes, 1, self.rows));
        is_whole.then_some(dictionary)
    }

    /// Adds the codes of its cells, where the entries of the dictionary have these, and the last one is that of nothing;
    /// none when one has no code, or is no place.
    pub fn places(&self, known: &[u64], out: &mut Vec<u8>) -> Option<()> {
        let Values::Coded(_, runs) = &self.values else { return None };
        let (_, entries) = known.split_last()?;
        let codes = entries.iter().map(|code| u8::try_from(*code).ok()).collect::<Option<Vec<u8>>>()?;
        let mut places = Vec::new();
        let mut runs = *runs;
        runs.read_bytes(&self.bytes, self.rows, &mut places).then_some(())?;
        score::recoded(Instructions::best(), &places, &codes, out)
    }

    /// Its cells.
    pub fn decode(&self) -> Result<Part, Broken> {
        self.cells().ok_or_else(|| Broken {
            row: 0,
            code: Code::M0916,
            message: "a page is damaged, or not UTF-8".to_owned(),
            help: None,
        })
    }

    fn cells(&self) -> Option<Part> {
        // Levels are 1 where there is something.
        let mut levels = Vec::new();
        let has_gaps = match self.levels {
            None => false,
            Some(mut runs) => {
                let has_gaps = !runs.all(&self.bytes, 1, self.rows);
                if has_gaps {
                    runs.read_bytes(&self.bytes, self.rows, &mut levels).then_some(())?;
                }
                has_gaps
            }
        };
        let there = if has_gaps { levels.iter().filter(|level| **level == 1).count() } else { self.rows };
        match &self.values {
            Values::Coded(dictionary, runs) => {
                let mut places = Vec::new();
                let mut runs = *runs;
                runs.read(&self.bytes, there, &mut places).then_some(())?;
                let nothing = u32::try_from(dictionary.len).ok()?;
                if places.iter().any(|place| *place >= nothing) {
                    return None;
                }
                if has_gaps {
                    let mut next = places.iter();
                    let spread = levels.iter().map(|level| if *level == 1 { next.next().copied() } else { None });
                    places = spread.map(|place| place.unwrap_or(nothing)).collect();
                }
                Some(Part::Coded(Arc::clone(dictionary), places))
            }
            Values::Plain(start) => {
                let mut texts = Texts::default();
                let mut at = *start;
                for row in 0..self.rows {
                    if has_gaps && levels.get(row) != Some(&1) {
                        texts.push(None);
                        continue;
                    }
                    let (text, next) = plain(&self.bytes, at)?;
                    std::str::from_utf8(text).ok()?;
                    texts.push(Some(text));
                    at = next;
                }
                Some(Part::Texts(texts))
            }
        }
    }
}
