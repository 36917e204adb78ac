//! Answers to codes, without making texts of them first.

use std::ops::Range;

use super::super::codes::{self, CellReader, Key};
use super::decode::{Array, Segment};
use super::shape::Shape;
use super::views::{self, View, Views};
use crate::score::{self, Instructions};

/// Memory that is used again and again.
#[derive(Debug, Default)]
pub(in super::super) struct Room {
    first: Vec<u8>,
    second: Vec<u8>,
}

impl Segment {
    /// Adds the codes of the answers in some rows if all of them are likely ones; none when they are not, or damaged.
    pub fn codes(&self, rows: Range<usize>, cells: &CellReader<'_>, room: &mut Room, out: &mut Vec<u8>) -> Option<()> {
        let before = out.len();
        let rows = self.first.checked_add(rows.start)?..self.first.checked_add(rows.end)?;
        let nothing = u8::try_from(cells.unanswered()).ok()?;
        let there = self.array.gaps(&rows)?;
        let adding = Adding { there: there.as_deref(), nothing, out };
        let found = match &self.array.shape {
            Shape::View => self.array.view_codes(rows, cells, room, adding),
            Shape::Text { offsets: 4 } => self.array.text_codes::<4>(rows, cells, room, adding),
            Shape::Text { offsets: 8 } => self.array.text_codes::<8>(rows, cells, room, adding),
            _ => None,
        };
        kept(found, before, out)
    }

    /// The same for places in a dictionary whose entries have these codes; the last one is that of nothing.
    pub fn places(&self, rows: Range<usize>, known: &[u64], room: &mut Room, out: &mut Vec<u8>) -> Option<()> {
        let before = out.len();
        let rows = self.first.checked_add(rows.start)?..self.first.checked_add(rows.end)?;
        let (nothing, entries) = known.split_last()?;
        let nothing = u8::try_from(*nothing).ok()?;
        let mut table = [None; 256];
        for (slot, code) in table.get_mut(..entries.len())?.iter_mut().zip(entries) {
            *slot = Some(u8::try_from(*code).ok()?);
        }
        let there = self.array.gaps(&rows)?;
        let Shape::Coded { bytes, .. } = self.array.shape else { return None };
        let array = &self.array;
        if let (1, None) = (bytes, &there) {
            let codes: Vec<u8> = table.iter().map_while(|code| *code).collect();
            let places = array.buffers.first()?.read_into(rows.start, rows.len(), &mut room.first)?;
            return score::recoded(Instructions::best(), places.get(..rows.len())?, &codes, out);
        }
        let adding = Adding { there: there.as_deref(), nothing, out };
        let found = match bytes {
            1 => array.place_codes(rows, &table, room, |at: [u8; 1]| u8::from_le_bytes(at).into(), adding),
            2 => array.place_codes(rows, &table, room, |at: [u8; 2]| u16::from_le_bytes(at).into(), adding),
            4 => array.place_codes(rows, &table, room, |at: [u8; 4]| u32::from_le_bytes(at).into(), adding),
            8 => array.place_codes(rows, &table, room, u64::from_le_bytes, adding),
            _ => None,
        };
        kept(found, before, out)
    }
}

/// Takes back what was added when something was not found.
fn kept(found: Option<()>, before: usize, out: &mut Vec<u8>) -> Option<()> {
    if found.is_none() {
        out.truncate(before);
    }
    found
}

/// Where codes are added.
struct Adding<'a> {
    /// Which cells are there; none when all are.
    there: Option<&'a [bool]>,
    /// The code of those that are not.
    nothing: u8,
    out: &'a mut Vec<u8>,
}

impl Adding<'_> {
    /// Adds a code a row; whether there was one for every cell that is there.
    #[inline]
    fn all(&mut self, codes: impl Iterator<Item = Option<u8>>) -> bool {
        let mut unlikely = false;
        let mut likely = |code: Option<u8>| {
            unlikely |= code.is_none();
            code.unwrap_or(self.nothing)
        };
        match self.there {
            None => self.out.extend(codes.map(likely)),
            Some(there) => {
                self.out.extend(codes.zip(there).map(|(code, there)| if *there { likely(code) } else { self.nothing }))
            }
        }
        !unlikely
    }
}

#[inline]
fn short(cells: &CellReader<'_>, key: Key) -> Option<u8> {
    cells.short(key).and_then(|code| u8::try_from(code).ok())
}

impl Array {
    /// Which of some cells are there, if not all of them are.
    fn gaps(&self, rows: &Range<usize>) -> Option<Option<Vec<bool>>> {
        match self.has_gaps() {
            false => Some(None),
            true => self.there(rows.start, rows.len()).map(Some),
        }
    }

    fn view_codes(
        &self,
        rows: Range<usize>,
        cells: &CellReader<'_>,
        room: &mut Room,
        mut adding: Adding<'_>,
    ) -> Option<()> {
        let views = Views::read(&self.buffers, rows.start, rows.len(), &mut room.first)?;
        let before = adding.out.len();
        if adding.all(views.numbers().map(|view| short(cells, views::key(view)?))) {
            return Some(());
        }
        adding.out.truncate(before);
        let all = vec![true; rows.len()];
        let windows = views.windows(adding.there.unwrap_or(&all))?;
        let code = |view: u128| match views::key(view) {
            Some(key) => short(cells, key),
            None => cells.likely(windows.text(View::of(view))?).and_then(|code| u8::try_from(code).ok()),
        };
        adding.all(views.numbers().map(code)).then_some(())
    }

    fn text_codes<const WIDTH: usize>(
        &self,
        rows: Range<usize>,
        cells: &CellReader<'_>,
        room: &mut Room,
        mut adding: Adding<'_>,
    ) -> Option<()> {
        let length = rows.len().checked_add(1)?.checked_mul(WIDTH)?;
        let offsets = self.buffers.first()?.read_into(rows.start.checked_mul(WIDTH)?, length, &mut room.first)?;
        let offsets: &[[u8; WIDTH]] = offsets.get(..length)?.as_chunks().0;
        let place = |offset: &[u8; WIDTH]| {
            let number = offset.iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
            usize::try_from(number).unwrap_or(usize::MAX)
        };
        let (start, end) = (place(offsets.first()?), place(offsets.last()?));
        let data = self.buffers.get(1)?.read_into(start, end.checked_sub(start)?, &mut room.second)?;
        let code = |(from, to): (&[u8; WIDTH], &[u8; WIDTH])| {
            let text = place(from).checked_sub(start)?..place(to).checked_sub(start)?;
            match codes::key_at(data, &text) {
                Some(key) => short(cells, key),
                None => cells.likely(data.get(text)?).and_then(|code| u8::try_from(code).ok()),
            }
        };
        adding.all(offsets.iter().zip(offsets.iter().skip(1)).map(code)).then_some(())
    }

    fn place_codes<const WIDTH: usize>(
        &self,
        rows: Range<usize>,
        table: &[Option<u8>; 256],
        room: &mut Room,
        place: impl Fn([u8; WIDTH]) -> u64,
        mut adding: Adding<'_>,
    ) -> Option<()> {
        let length = rows.len().checked_mul(WIDTH)?;
        let places = self.buffers.first()?.read_into(rows.start.checked_mul(WIDTH)?, length, &mut room.first)?;
        let places: &[[u8; WIDTH]] = places.get(..length)?.as_chunks().0;
        let code =
            |bytes: &[u8; WIDTH]| u8::try_from(place(*bytes)).ok().and_then(|place| *table.get(usize::from(place))?);
        adding.all(places.iter().map(code)).then_some(())
    }
}
