//! Writes columns of results.

use super::kernels;
use super::machine::{Chunk, Machine};
use super::soon::Soon;
use super::vector::{Term, Vectors};
use crate::score::plan::Plan;
use crate::score::plan::op::{Combine, Emit, Place, Table, Values};
use crate::score::scores::{Column, NO_LEVEL, NO_NUMBER, NO_WIDE_NUMBER};

/// Columns of bytes, each with its table.
type Terms = [(Place, Table)];

impl Machine {
    #[inline(always)]
    pub(super) fn emit<V: Vectors>(
        &mut self,
        plan: &Plan,
        chunk: &Chunk<'_>,
        column: &mut Column,
        what: &Emit,
        (open, only): (Option<usize>, Option<Place>),
        soon: &mut Soon<'_>,
    ) {
        let rows = chunk.at..chunk.at + chunk.rows;
        let open_rows = self.open_rows(plan, chunk, open);
        let is_open = open_rows.as_deref();
        match column {
            Column::Number(cells) => {
                let cells = &mut cells[rows];
                self.numbers(chunk, cells, what, NO_NUMBER, |wide| i64::try_from(wide).unwrap_or(NO_NUMBER));
                empty(cells, is_open, NO_NUMBER);
            }
            Column::WideNumber(cells) => {
                let cells = &mut cells[rows];
                self.numbers(chunk, cells, what, NO_WIDE_NUMBER, |wide| wide);
                empty(cells, is_open, NO_WIDE_NUMBER);
            }
            Column::Level(cells) => {
                let cells = &mut cells[rows];
                self.bytes_out::<V>(chunk, cells, what, soon);
                empty(cells, is_open, NO_LEVEL);
            }
            Column::Truth(cells) => {
                let cells = &mut cells[rows];
                self.bytes_out::<V>(chunk, cells, what, soon);
                match (is_open, only) {
                    (Some(open), Some(only)) => {
                        let only = self.column(chunk, only);
                        for ((cell, open), only) in cells.iter_mut().zip(open).zip(only) {
                            *cell = if *open & *only != 0 { u8::MAX } else { *cell };
                        }
                    }
                    _ => empty(cells, is_open, u8::MAX),
                }
            }
            Column::Count(cells) => {
                let cells = &mut cells[rows];
                if let Emit::Counts { code, base } = what {
                    match code {
                        Place::Short(number) => add(cells, &self.shorts[*number as usize], *base),
                        bytes => add(cells, self.column(chunk, *bytes), *base),
                    }
                }
            }
            Column::Suggestions(suggestions) => {
                if let Emit::Plane { plane, all, any, open } = what {
                    let cells = &mut suggestions.planes[*plane][rows];
                    self.plane::<V>(plan, chunk, cells, (all, any), open, soon);
                }
            }
        }
        self.give_back(open, open_rows);
    }

    #[inline(always)]
    fn plane<V: Vectors>(
        &mut self,
        plan: &Plan,
        chunk: &Chunk<'_>,
        cells: &mut [u8],
        (all, any): (&Terms, &Terms),
        open: &[Option<usize>],
        soon: &mut Soon<'_>,
    ) {
        match (all, any) {
            ([], []) => cells.fill(0),
            ([], any) => self.lookup::<V>(chunk, Combine::Or, any, cells, soon),
            (all, []) => self.lookup::<V>(chunk, Combine::And, all, cells, soon),
            (all, any) => {
                self.lookup::<V>(chunk, Combine::And, all, cells, soon);
                let mut more = std::mem::take(&mut self.more);
                more.resize(cells.len(), 0);
                self.lookup::<V>(chunk, Combine::Or, any, &mut more, soon);
                cells.iter_mut().zip(&more).for_each(|(cell, more)| *cell |= *more);
                self.more = more;
            }
        }
        for (bit, set) in open.iter().enumerate() {
            let Some(open_rows) = self.open_rows(plan, chunk, *set) else { continue };
            for (cell, open) in cells.iter_mut().zip(&open_rows) {
                *cell &= !(open << bit);
            }
            self.give_back(*set, Some(open_rows));
        }
    }

    #[inline(always)]
    fn bytes_out<V: Vectors>(&self, chunk: &Chunk<'_>, cells: &mut [u8], what: &Emit, soon: &mut Soon<'_>) {
        match what {
            Emit::Bytes { code, table } => {
                V::lookup(Combine::Add, &[Term { codes: self.column(chunk, *code), table }], cells, soon);
            }
            Emit::Constant(value) => cells.fill(*value as u8),
            _ => {}
        }
    }

    #[inline(always)]
    fn numbers<T: Copy + Default>(
        &self,
        chunk: &Chunk<'_>,
        cells: &mut [T],
        what: &Emit,
        none: T,
        narrow: impl Fn(i128) -> T + Copy,
    ) {
        match what {
            Emit::Constant(value) if *value == NO_WIDE_NUMBER => cells.fill(none),
            Emit::Constant(value) => cells.fill(narrow(*value)),
            Emit::Numbers { code, values } => match values {
                Values::Longs(table) => self.gathered(chunk, cells, *code, table, |long| {
                    if long == NO_NUMBER { none } else { narrow(i128::from(long)) }
                }),
                Values::Wides(table) => self.gathered(chunk, cells, *code, table, narrow),
                Values::Bytes(_) | Values::Shorts(_) | Values::Doubles(_) => {}
            },
            Emit::Whole { place, present } => {
                match place {
                    Place::Wide(number) => {
                        let whole = &self.wides[*number as usize];
                        cells.iter_mut().zip(whole).for_each(|(cell, whole)| *cell = narrow(*whole));
                    }
                    Place::Long(number) => {
                        let whole = &self.longs[*number as usize];
                        cells.iter_mut().zip(whole).for_each(|(cell, whole)| *cell = narrow(i128::from(*whole)));
                    }
                    _ => {}
                }
                if let Some(present) = present {
                    kernels::overwrite(cells, self.column(chunk, *present), none);
                }
            }
            Emit::Bytes { .. } | Emit::Counts { .. } | Emit::Plane { .. } => {}
        }
    }

    #[inline(always)]
    fn gathered<T: Copy, S: Copy + Default>(
        &self,
        chunk: &Chunk<'_>,
        cells: &mut [T],
        code: Place,
        table: &[S],
        of: impl Fn(S) -> T,
    ) {
        let value = |code: usize| of(table.get(code).copied().unwrap_or_default());
        match code {
            Place::Short(number) => {
                let codes = &self.shorts[number as usize];
                cells.iter_mut().zip(codes).for_each(|(cell, code)| *cell = value(usize::from(*code)));
            }
            Place::Word(number) => {
                let codes = &self.words[number as usize];
                cells.iter_mut().zip(codes).for_each(|(cell, code)| *cell = value(*code as usize));
            }
            bytes => {
                let codes = self.column(chunk, bytes);
                cells.iter_mut().zip(codes).for_each(|(cell, code)| *cell = value(usize::from(*code)));
            }
        }
    }
}

#[inline(always)]
fn empty<T: Copy>(cells: &mut [T], open: Option<&[u8]>, none: T) {
    for (cell, open) in cells.iter_mut().zip(open.unwrap_or_default()) {
        *cell = if *open != 0 { none } else { *cell };
    }
}

#[inline(always)]
fn add<S: Copy + Into<u16>>(cells: &mut [u16], counts: &[S], base: u16) {
    for (cell, count) in cells.iter_mut().zip(counts) {
        *cell = (*count).into().wrapping_add(base);
    }
}
