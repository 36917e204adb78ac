//! The results of a batch as pages.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::super::super::write::packed;
use super::pages::{Levels, Pages};
use crate::score::Suggestions;

/// So many different numbers of a row group are worth a dictionary.
const MOST_ENTRIES: usize = 1 << 16;

/// Cells with nothing in them.
pub(super) fn nothing(rows: usize, pages: &mut Pages) {
    pages.coded::<u8>(Levels { cells: rows, there: &vec![0; rows], starts: None }, &[]);
}

/// Few names, by their places; places that are beyond them are nothing.
pub(super) fn names(cells: &[u8], pages: &mut Pages) {
    let count = u8::try_from(pages.entries).unwrap_or(u8::MAX);
    let highest = cells.iter().fold(0, |highest: u8, cell| highest.max(*cell));
    if highest < count {
        return pages.coded(Levels::all(cells.len()), cells);
    }
    let there: Vec<u8> = cells.iter().map(|cell| u8::from(*cell < count)).collect();
    let places: Vec<u8> = cells.iter().copied().filter(|cell| *cell < count).collect();
    pages.coded(Levels { cells: cells.len(), there: &there, starts: None }, &places);
}

/// Yes (1), no (0) or nothing.
pub(super) fn truths(cells: &[u8], pages: &mut Pages) {
    let highest = cells.iter().fold(0, |highest: u8, cell| highest.max(*cell));
    if highest < 2 {
        return pages.plain(Levels::all(cells.len()), &packed(cells));
    }
    let there: Vec<u8> = cells.iter().map(|cell| u8::from(*cell < 2)).collect();
    let truths: Vec<u8> = cells.iter().copied().filter(|cell| *cell < 2).collect();
    pages.plain(Levels { cells: cells.len(), there: &there, starts: None }, &packed(&truths));
}

/// Numbers that have been seen in a row group, with their places in its dictionary.
#[derive(Debug)]
pub(super) struct Known<N> {
    places: FxHashMap<N, u32>,
    /// There were so many that pages are plain from here on.
    is_over: bool,
}

impl<N> Default for Known<N> {
    fn default() -> Known<N> {
        Known { places: FxHashMap::default(), is_over: false }
    }
}

impl<N: Copy + Eq + Hash> Known<N> {
    pub fn clear(&mut self) {
        self.places.clear();
        self.is_over = false;
    }

    /// Adds a page of numbers; `put` writes one.
    pub fn lay(&mut self, cells: &[N], is_there: impl Fn(N) -> bool, put: impl Fn(N, &mut Vec<u8>), pages: &mut Pages) {
        let mut there: Vec<u8> = Vec::new();
        if !cells.iter().all(|cell| is_there(*cell)) {
            there = cells.iter().map(|cell| u8::from(is_there(*cell))).collect();
        }
        let levels = Levels { cells: cells.len(), there: &there, starts: None };
        let mut places = Vec::with_capacity(cells.len());
        for cell in cells.iter().copied().filter(|cell| is_there(*cell)) {
            if self.is_over {
                break;
            }
            let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
            let place = *self.places.entry(cell).or_insert(next);
            if place == next {
                put(cell, &mut pages.dictionary);
                pages.entries = pages.entries.saturating_add(1);
                self.is_over = self.places.len() >= MOST_ENTRIES;
            }
            places.push(place);
        }
        if !self.is_over {
            return pages.coded(levels, &places);
        }
        let mut values = Vec::new();
        cells.iter().copied().filter(|cell| is_there(*cell)).for_each(|cell| put(cell, &mut values));
        pages.plain(levels, &values);
    }
}

/// Lists of actions, by their places.
pub(super) fn lists(suggestions: &Suggestions, rows: impl Iterator<Item = usize>, pages: &mut Pages) {
    let (mut places, mut there, mut starts) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let before = places.len();
        for place in suggestions.places(row) {
            starts.push(u8::from(places.len() > before));
            places.push(u32::try_from(place).unwrap_or(0));
            there.push(1);
        }
        if places.len() == before {
            starts.push(0);
            there.push(0);
        }
    }
    pages.coded(Levels { cells: there.len(), there: &there, starts: Some(&starts) }, &places);
}
