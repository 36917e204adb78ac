//! Columns of a batch to cells.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use num_bigint::BigInt;

use super::super::carried::{MOST_DIGITS, Texts};
use super::super::columns::{Dictionary, Part};
use super::super::decimal;
use super::super::reader::Broken;
use super::buffers::{Buffer, Packing};
use super::shape::Shape;
use super::views::Views;
use crate::diagnostics::Code;

/// A column of a batch.
#[derive(Debug, Clone)]
pub(in super::super) struct Array {
    pub(super) shape: Shape,
    /// Which cells are there; empty when all are.
    validity: Buffer,
    pub(super) buffers: Vec<Buffer>,
    pub(super) dictionary: Option<Arc<Dictionary>>,
    within: Option<Box<Array>>,
}

/// Some rows of a column.
#[derive(Debug, Clone)]
pub(in super::super) struct Segment {
    pub(super) array: Arc<Array>,
    pub(super) first: usize,
    rows: usize,
}

/// The buffers of a batch, taken one after the other.
pub(super) struct Taking<'a> {
    pub buffers: std::vec::IntoIter<Buffer>,
    pub packing: Option<Packing>,
    pub views: std::vec::IntoIter<i64>,
    pub dictionaries: &'a HashMap<i64, Arc<Dictionary>>,
}

impl Taking<'_> {
    fn next(&mut self, wanted: bool) -> Option<Buffer> {
        let buffer = self.buffers.next()?;
        match self.packing {
            Some(packing) if wanted => buffer.unpacked(packing),
            _ => Some(buffer),
        }
    }

    /// The column of a shape. What is not wanted is passed over.
    pub fn array(&mut self, shape: &Shape, wanted: bool) -> Option<Array> {
        let empty = || Buffer::Memory(Arc::default());
        let mut array =
            Array { shape: shape.clone(), validity: empty(), buffers: Vec::new(), dictionary: None, within: None };
        match shape {
            Shape::Nothing => {}
            Shape::Whole { .. } | Shape::Number { .. } | Shape::Decimal { .. } | Shape::Truth => {
                array.validity = self.next(wanted)?;
                array.buffers.push(self.next(wanted)?);
            }
            Shape::Coded { id, .. } => {
                array.validity = self.next(wanted)?;
                array.buffers.push(self.next(wanted)?);
                array.dictionary = self.dictionaries.get(id).cloned();
            }
            Shape::Text { .. } => {
                array.validity = self.next(wanted)?;
                array.buffers.extend([self.next(wanted)?, self.next(wanted)?]);
            }
            Shape::View => {
                array.validity = self.next(wanted)?;
                array.buffers.push(self.next(wanted)?);
                for _ in 0..self.views.next()? {
                    array.buffers.push(self.next(wanted)?);
                }
            }
            Shape::List { inner, .. } => {
                array.validity = self.next(wanted)?;
                array.buffers.push(self.next(wanted)?);
                array.within = Some(Box::new(self.array(inner, wanted)?));
            }
            Shape::Other { buffers, views, within } => {
                for _ in 0..*buffers {
                    self.next(false)?;
                }
                if *views {
                    for _ in 0..self.views.next()? {
                        self.next(false)?;
                    }
                }
                for inner in within {
                    self.array(inner, false)?;
                }
            }
        }
        Some(array)
    }
}

impl Segment {
    pub fn new(array: Arc<Array>, first: usize, rows: usize) -> Segment {
        Segment { array, first, rows }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What its cells are places in, if they are.
    pub fn dictionary(&self) -> Option<&Arc<Dictionary>> {
        self.array.dictionary.as_ref()
    }

    /// The cells of some of its rows.
    pub fn decode(&self, rows: Range<usize>) -> Result<Part, Broken> {
        self.array.cells(self.first.saturating_add(rows.start), rows.len()).ok_or_else(|| Broken {
            row: 0,
            code: Code::M0916,
            message: "a batch is damaged, or not UTF-8".to_owned(),
            help: None,
        })
    }
}

impl Array {
    /// Whether cells may not be there.
    pub(super) fn has_gaps(&self) -> bool {
        self.validity.len() > 0
    }

    /// Which of some cells are there.
    pub(super) fn there(&self, first: usize, rows: usize) -> Option<Vec<bool>> {
        if !self.has_gaps() {
            return Some(vec![true; rows]);
        }
        bits(&self.validity, first, rows)
    }

    /// Some cells.
    pub fn cells(&self, first: usize, rows: usize) -> Option<Part> {
        let there = || self.there(first, rows);
        let buffer = |place: usize| self.buffers.get(place);
        Some(match &self.shape {
            Shape::Nothing => Part::Whole(vec![None; rows]),
            Shape::Whole { bytes, signed, divisor } => {
                let numbers = wholes(buffer(0)?, first, rows, *bytes, *signed)?;
                let cells = numbers.into_iter().zip(there()?);
                Part::Whole(cells.map(|(cell, there)| there.then(|| cell.div_euclid(*divisor))).collect())
            }
            Shape::Number { bytes } => {
                let data = buffer(0)?.read(first.checked_mul(*bytes)?, rows.checked_mul(*bytes)?)?;
                let number = |cell: &[u8]| match bytes {
                    4 => {
                        let single = f32::from_le_bytes(cell.try_into().ok()?);
                        // The shortest decimal that is this number: 0.1 stays 0.1.
                        single.to_string().parse::<f64>().ok()
                    }
                    _ => Some(f64::from_le_bytes(cell.try_into().ok()?)),
                };
                let cells = data.chunks_exact(*bytes).zip(there()?);
                Part::Number(cells.map(|(cell, there)| if there { number(cell) } else { None }).collect())
            }
            Shape::Decimal { bytes, signed, digits, scale } => {
                let data = buffer(0)?.read(first.checked_mul(*bytes)?, rows.checked_mul(*bytes)?)?;
                if *digits <= MOST_DIGITS {
                    let number = |cell: &[u8]| {
                        let highest_first = cell.iter().rev().copied();
                        // One more byte: without a sign the highest bit is one of the number.
                        let bytes: Vec<u8> = (!signed).then_some(0).into_iter().chain(highest_first).collect();
                        decimal::of_bytes(&bytes)
                    };
                    let cells = data.chunks_exact((*bytes).max(1)).zip(there()?);
                    // Where nothing is there may be anything.
                    let cells = cells.map(|(cell, there)| if there { number(cell).map(Some) } else { Some(None) });
                    return Some(Part::Wide(cells.collect::<Option<_>>()?, *scale));
                }
                let mut texts = Texts::default();
                for (cell, there) in data.chunks_exact((*bytes).max(1)).zip(there()?) {
                    let text = there.then(|| decimal::text(BigInt::from_signed_bytes_le(cell), *scale));
                    texts.push(text.as_deref().map(str::as_bytes));
                }
                Part::Texts(texts)
            }
            Shape::Truth => {
                let cells = bits(buffer(0)?, first, rows)?.into_iter().zip(there()?);
                Part::Truth(cells.map(|(cell, there)| there.then_some(cell)).collect())
            }
            Shape::Text { offsets } => Part::Texts(self.texts(*offsets, first, rows, &there()?)?),
            Shape::View => Part::Texts(self.views(first, rows, &there()?)?),
            Shape::Coded { bytes, signed, .. } => {
                let dictionary = self.dictionary.clone()?;
                let nothing = u32::try_from(dictionary.len).ok()?;
                let numbers = wholes(buffer(0)?, first, rows, *bytes, *signed)?;
                let place = |(number, there): (i64, bool)| match there {
                    true => u32::try_from(number).ok().filter(|place| *place < nothing),
                    false => Some(nothing),
                };
                let places: Option<Vec<u32>> = numbers.into_iter().zip(there()?).map(place).collect();
                Part::Coded(dictionary, places?)
            }
            Shape::List { offsets, .. } => self.lists(*offsets, first, rows, &there()?)?,
            Shape::Other { .. } => Part::Truth(vec![None; rows]),
        })
    }

    fn texts(&self, width: usize, first: usize, rows: usize, there: &[bool]) -> Option<Texts> {
        let mut texts = Texts::default();
        if rows == 0 {
            return Some(texts);
        }
        let offsets = wholes(self.buffers.first()?, first, rows.checked_add(1)?, width, true)?;
        let offsets: Vec<usize> = offsets.into_iter().map(|at| usize::try_from(at).ok()).collect::<Option<_>>()?;
        let start = *offsets.first()?;
        let data = self.buffers.get(1)?.read(start, offsets.last()?.checked_sub(start)?)?;
        let data = std::str::from_utf8(&data).ok()?;
        for ((from, to), there) in offsets.iter().zip(offsets.iter().skip(1)).zip(there) {
            let text = data.get(from.checked_sub(start)?..to.checked_sub(start)?)?;
            texts.push(there.then_some(text.as_bytes()));
        }
        Some(texts)
    }

    fn views(&self, first: usize, rows: usize, there: &[bool]) -> Option<Texts> {
        let mut texts = Texts::default();
        let mut room = Vec::new();
        let views = Views::read(&self.buffers, first, rows, &mut room)?;
        let windows = views.windows(there)?;
        for ((view, bytes), there) in views.each().zip(there) {
            let text = match (there, view.is_inline()) {
                (false, _) => None,
                (true, true) => Some(bytes.get(4..view.length.checked_add(4)?)?),
                (true, false) => Some(windows.text(view)?),
            };
            if let Some(text) = text {
                std::str::from_utf8(text).ok()?;
            }
            texts.push(text);
        }
        Some(texts)
    }

    fn lists(&self, width: usize, first: usize, rows: usize, there: &[bool]) -> Option<Part> {
        let offsets = wholes(self.buffers.first()?, first, rows.checked_add(1)?, width, true)?;
        let offsets: Vec<usize> = offsets.into_iter().map(|at| usize::try_from(at).ok()).collect::<Option<_>>()?;
        let start = *offsets.first()?;
        let within = self.within.as_ref()?.cells(start, offsets.last()?.checked_sub(start)?)?;
        let name = |place: usize| match &within {
            Part::Coded(dictionary, places) => {
                dictionary.texts.get(usize::try_from(*places.get(place)?).ok()?).map(<[u8]>::to_vec)
            }
            Part::Texts(texts) => texts.get(place).map(<[u8]>::to_vec),
            _ => None,
        };
        let mut lists = Vec::with_capacity(rows);
        for ((from, to), there) in offsets.iter().zip(offsets.iter().skip(1)).zip(there) {
            let places = from.checked_sub(start)?..to.checked_sub(start)?;
            let names: Option<Vec<String>> =
                places.map(|place| name(place).map(|name| String::from_utf8_lossy(&name).into_owned())).collect();
            lists.push(there.then(|| names.ok_or(())));
        }
        Some(Part::Lists(lists))
    }
}

fn bits(buffer: &Buffer, first: usize, rows: usize) -> Option<Vec<bool>> {
    let start = first >> 3;
    let end = first.checked_add(rows)?.div_ceil(8);
    let bytes = buffer.read(start, end.checked_sub(start)?)?;
    let shift = first & 7;
    let bit = |row: usize| {
        let at = row.checked_add(shift)?;
        Some(bytes.get(at >> 3)? >> (at & 7) & 1 == 1)
    };
    (0..rows).map(bit).collect()
}

fn wholes(buffer: &Buffer, first: usize, rows: usize, bytes: usize, signed: bool) -> Option<Vec<i64>> {
    let data = buffer.read(first.checked_mul(bytes)?, rows.checked_mul(bytes)?)?;
    let cells = data.chunks_exact(bytes.max(1));
    let number = |cell: &[u8]| {
        Some(match (bytes, signed) {
            (1, true) => i64::from(i8::from_le_bytes(cell.try_into().ok()?)),
            (1, false) => i64::from(u8::from_le_bytes(cell.try_into().ok()?)),
            (2, true) => i64::from(i16::from_le_bytes(cell.try_into().ok()?)),
            (2, false) => i64::from(u16::from_le_bytes(cell.try_into().ok()?)),
            (4, true) => i64::from(i32::from_le_bytes(cell.try_into().ok()?)),
            (4, false) => i64::from(u32::from_le_bytes(cell.try_into().ok()?)),
            (8, _) => i64::from_le_bytes(cell.try_into().ok()?),
            _ => return None,
        })
    };
    cells.map(number).collect()
}
