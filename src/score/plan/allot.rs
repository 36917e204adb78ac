//! Few columns for many: one that nobody reads any more is written again, so that all of them stay in the cache.

use std::collections::{BTreeMap, BTreeSet};

use super::op::{Op, Place};

/// How many columns of each width there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Columns {
    pub bytes: usize,
    pub shorts: usize,
    pub words: usize,
    pub longs: usize,
    pub wides: usize,
    pub doubles: usize,
}

/// Leaves out operations whose results nobody reads, and allots columns.
pub fn allot(ops: Vec<Op>) -> (Vec<Op>, Columns) {
    let mut ops = needed(ops);
    let mut last_read: BTreeMap<Place, usize> = BTreeMap::new();
    for (at, op) in ops.iter_mut().enumerate() {
        for place in op.reads() {
            last_read.insert(*place, at);
        }
    }
    let mut columns = Columns::default();
    let mut free: Vec<Place> = Vec::new();
    let mut allotted: BTreeMap<Place, Place> = BTreeMap::new();
    for (at, op) in ops.iter_mut().enumerate() {
        let mut done: BTreeSet<Place> = BTreeSet::new();
        for place in op.reads() {
            let Some(column) = allotted.get(place) else { continue };
            if last_read.get(place) == Some(&at) {
                done.insert(*place);
            }
            *place = *column;
        }
        // What is read here is free only afterwards: no operation reads what it writes.
        if let Some(out) = op.out() {
            let column = match free.iter().rposition(|column| same_width(*column, *out)) {
                Some(position) => free.remove(position),
                None => columns.next(*out),
            };
            allotted.insert(*out, column);
            if !last_read.contains_key(out) {
                free.push(column);
            }
            *out = column;
        }
        free.extend(done.iter().filter_map(|place| allotted.remove(place)));
    }
    (ops, columns)
}

/// The operations that write a result, find misplaced answers, or make what these read.
fn needed(ops: Vec<Op>) -> Vec<Op> {
    let mut wanted: BTreeSet<Place> = BTreeSet::new();
    let mut kept: Vec<Op> = Vec::new();
    for mut op in ops.into_iter().rev() {
        let has_effect = matches!(op, Op::Check { .. } | Op::Presence { .. } | Op::State { .. } | Op::Emit { .. });
        if has_effect || op.out().is_some_and(|out| wanted.contains(out)) {
            wanted.extend(op.reads().into_iter().map(|place| *place));
            kept.push(op);
        }
    }
    kept.reverse();
    kept
}

fn same_width(one: Place, other: Place) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

impl Columns {
    fn next(&mut self, like: Place) -> Place {
        let (count, place): (&mut usize, fn(u32) -> Place) = match like {
            Place::Answers(_) | Place::Roles | Place::Byte(_) => (&mut self.bytes, Place::Byte),
            Place::Short(_) => (&mut self.shorts, Place::Short),
            Place::Word(_) => (&mut self.words, Place::Word),
            Place::Long(_) => (&mut self.longs, Place::Long),
            Place::Wide(_) => (&mut self.wides, Place::Wide),
            Place::Double(_) => (&mut self.doubles, Place::Double),
        };
        let number = u32::try_from(*count).unwrap_or(u32::MAX);
        *count = count.saturating_add(1);
        place(number)
    }
}
