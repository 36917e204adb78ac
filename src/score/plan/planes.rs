//! Suggestions: eight actions are the bits of one byte, and are looked up together.

use super::builder::Builder;
use super::form::{Cond, Made};
use super::op::{Combine, Emit, Op, Place, Table};
use super::outputs::OpenSets;
use crate::model::ActionId;
use crate::score::outputs::Content;

/// Eight actions in the making.
#[derive(Debug, Default)]
struct Plane {
    /// The bits that need all of their columns, and what these say.
    of_all: u8,
    all: Vec<(Place, Table)>,
    /// What any of these columns says is enough.
    any: Vec<(Place, Table)>,
}

impl Builder<'_> {
    /// Plans a column of suggestions. `actions` are in the order of suggestions.
    pub(super) fn suggestions(&mut self, column: usize, actions: &[ActionId], sets: &mut OpenSets) -> Made<()> {
        for (number, actions) in actions.chunks(8).enumerate() {
            let (mut plane, mut open) = (Plane::default(), Vec::new());
            for (bit, action) in (0u32..).zip(actions) {
                open.push(sets.of(self.model, Content::Suggested(*action)));
                let bit = 1u8.checked_shl(bit).unwrap_or(0);
                match self.suggested(*action)? {
                    Cond::Constant(false) => {}
                    Cond::Constant(true) => {
                        let roles = self.model.roles.len().saturating_add(1);
                        plane.or(bit, &[(Place::Roles, Table::new(std::iter::repeat_n(1, roles)))]);
                    }
                    Cond::Coded { code, table } => {
                        let term = self.byte_term(code, &table);
                        match self.parts(&term) {
                            Some((Combine::And, parts)) => plane.and(bit, &parts),
                            Some((Combine::Or, parts)) => plane.or(bit, &parts),
                            _ => plane.and(bit, &[term]),
                        }
                    }
                }
            }
            let Plane { of_all, mut all, any } = plane;
            if let Some((_, table)) = all.first_mut() {
                table.entries.iter_mut().for_each(|entry| *entry &= of_all);
            }
            self.ops.push(Op::Emit {
                column,
                what: Emit::Plane { plane: number, all, any, open },
                open: None,
                only: None,
            });
        }
        Ok(())
    }

    /// What a mask was put together from.
    fn parts(&self, (place, table): &(Place, Table)) -> Option<(Combine, Vec<(Place, Table)>)> {
        if !matches!(place, Place::Byte(_)) || *table != Table::new([0, 1]) {
            return None;
        }
        self.ops.iter().rev().find_map(|op| match op {
            Op::Lookup { combine, terms, out } if out == place => Some((*combine, terms.clone())),
            _ => None,
        })
    }
}

impl Plane {
    /// A bit that is set where every column says so.
    fn and(&mut self, bit: u8, parts: &[(Place, Table)]) {
        self.of_all |= bit;
        for (place, table) in parts {
            let Some(known) = known(&mut self.all, *place, table.len, u8::MAX) else { continue };
            for (entry, holds) in known.entries.iter_mut().zip(table.entries.iter()) {
                *entry = if *holds == 0 { *entry & !bit } else { *entry };
            }
        }
    }

    /// A bit that is set where some column says so.
    fn or(&mut self, bit: u8, parts: &[(Place, Table)]) {
        for (place, table) in parts {
            let Some(known) = known(&mut self.any, *place, table.len, 0) else { continue };
            for (entry, holds) in known.entries.iter_mut().zip(table.entries.iter()) {
                *entry = if *holds == 0 { *entry } else { *entry | bit };
            }
        }
    }
}

/// The table of a column among others; a new one says the same everywhere.
fn known(terms: &mut Vec<(Place, Table)>, place: Place, len: usize, entry: u8) -> Option<&mut Table> {
    if !terms.iter().any(|(other, _)| *other == place) {
        terms.push((place, Table { entries: Box::new([entry; 256]), len }));
    }
    terms.iter_mut().find(|(other, _)| *other == place).map(|(_, table)| table)
}
