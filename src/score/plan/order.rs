//! The order of operations: what belongs together is done together, while it is in the nearest cache.

use std::collections::{BTreeMap, BTreeSet};

use super::Checked;
use super::op::{Emit, Op, Place};

/// Writes each result as soon as everything is there that it needs, and looks at the codes of a question just before they
/// are first read.
pub fn order(ops: Vec<Op>, questions: &[Checked], open_sets: &[Vec<u32>]) -> Vec<Op> {
    let mut unchecked: BTreeSet<u32> = (0..).zip(questions).filter(|(_, of)| of.is_plain).map(|(id, _)| id).collect();
    let mut ordered = Vec::new();
    for mut op in results_early(ops, open_sets) {
        let first_read = questions_of(&mut op, open_sets).into_iter().filter(|question| unchecked.remove(question));
        ordered.extend(first_read.map(|question| Op::Check { question }));
        ordered.push(op);
    }
    ordered.extend(unchecked.into_iter().map(|question| Op::Check { question }));
    ordered
}

fn results_early(ops: Vec<Op>, open_sets: &[Vec<u32>]) -> Vec<Op> {
    let (results, mut steps): (Vec<Op>, Vec<Op>) = ops.into_iter().partition(|op| matches!(op, Op::Emit { .. }));
    let mut made: BTreeMap<Place, usize> = BTreeMap::new();
    let mut asked: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, step) in (1..).zip(&mut steps) {
        made.extend(step.out().map(|out| (*out, at)));
        if let Op::Presence { question, .. } | Op::State { question, .. } = step {
            asked.insert(*question, at);
        }
    }
    let mut after: BTreeMap<usize, Vec<Op>> = BTreeMap::new();
    for mut result in results {
        let open =
            questions_of(&mut result, open_sets).into_iter().filter_map(|question| asked.get(&question).copied());
        let read = result.reads().into_iter().filter_map(|place| made.get(place).copied());
        after.entry(open.chain(read).max().unwrap_or(0)).or_default().push(result);
    }
    let mut ordered = after.remove(&0).unwrap_or_default();
    for (at, step) in (1..).zip(steps) {
        ordered.push(step);
        ordered.extend(after.remove(&at).unwrap_or_default());
    }
    ordered
}

/// The questions whose codes an operation reads, or of which it must know where they are open.
fn questions_of(op: &mut Op, open_sets: &[Vec<u32>]) -> BTreeSet<u32> {
    let sets: Vec<usize> = match op {
        Op::Emit { what: Emit::Plane { open: of_bits, .. }, .. } => of_bits.iter().flatten().copied().collect(),
        Op::Emit { open, .. } => open.iter().copied().collect(),
        _ => Vec::new(),
    };
    let open = sets.into_iter().filter_map(|set| open_sets.get(set)).flatten().copied();
    let read = op.reads().into_iter().filter_map(|place| match place {
        Place::Answers(question) => Some(*question),
        _ => None,
    });
    open.chain(read).collect()
}
