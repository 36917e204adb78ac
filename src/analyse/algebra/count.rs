//! How many responses.

use rustc_hash::FxHashMap;

use super::{Algebra, Field, Goals, Group, Joint, Placed, field, slot, slots};
use crate::analyse::graph::Variable;
use crate::analyse::natural::Natural;

/// Counts responses.
#[derive(Debug, Default)]
pub struct Count;

impl Algebra for Count {
    type Item = Natural;
    /// How many there are before each item, and in all.
    type Row = Vec<Natural>;

    fn one(&mut self) -> Natural {
        Natural::ONE
    }

    fn answered(&mut self, _: Variable, group: &Group) -> Natural {
        Natural::from(group.size)
    }

    fn both(&mut self, a: &Natural, b: &Natural) -> Natural {
        a.times(b)
    }

    fn or_both(&mut self, item: &mut Natural, a: &Natural, b: &Natural) {
        *item = item.plus(&a.times(b));
    }

    fn row<'i>(&self, items: impl Iterator<Item = &'i Natural>) -> Vec<Natural> {
        summed(items)
    }

    fn stretch(&self, row: &Vec<Natural>, start: usize, end: usize) -> Natural {
        row[end].minus(&row[start])
    }

    fn products(&mut self, pairs: &[Joint<'_, Natural>]) -> Vec<(i64, Natural, usize)> {
        let all = |line: &[Placed<Natural>]| line.iter().fold(Natural::ZERO, |sum, its| sum.plus(&its.item));
        let most = pairs.iter().fold(Natural::ZERO, |sum, pair| sum.plus(&all(pair.left).times(&all(pair.right))));
        match (slots(pairs), most.to_u128()) {
            (Some(slots), Some(_)) => beside(pairs, slots),
            _ => apart(pairs),
        }
    }

    const CELLS: bool = true;

    fn cells(&mut self, field: &Field<'_, Natural>, goals: &mut Goals<Natural>) -> bool {
        field::count(field, goals).is_some()
    }
}

/// How many there are before each item of a row, and in all.
pub fn summed<'n>(row: impl Iterator<Item = &'n Natural>) -> Vec<Natural> {
    let mut sums = vec![Natural::ZERO];
    for count in row {
        let sum = sums.last().map_or(Natural::ZERO, |sum| sum.plus(count));
        sums.push(sum);
    }
    sums
}

/// The products in slots beside each other; all of them together fit 128 bits.
fn beside(pairs: &[Joint<'_, Natural>], (start, length): (i64, usize)) -> Vec<(i64, Natural, usize)> {
    let mut counts = vec![(0u128, 0); length];
    for (at, pair) in pairs.iter().enumerate() {
        let Some((first, _)) = pair.ends() else { continue };
        let small = |line: &[Placed<Natural>]| -> Vec<(usize, u128)> {
            let first = line.first().map_or(0, |its| its.place);
            line.iter().filter_map(|its| Some((slot(its.place, first), its.item.to_u128()?))).collect()
        };
        let (mut few, mut many) = (small(pair.left), small(pair.right));
        if few.len() > many.len() {
            std::mem::swap(&mut few, &mut many);
        }
        let offset = slot(first, start);
        for (place, count) in &few {
            for (its, other) in &many {
                let (sum, its_pair) = &mut counts[offset + place + its];
                *sum = sum.wrapping_add(count.wrapping_mul(*other));
                *its_pair = at;
            }
        }
    }
    let filled = (start..).zip(counts).filter(|(_, (count, _))| *count > 0);
    filled.map(|(place, (count, pair))| (place, Natural::from(count), pair)).collect()
}

/// The products where they lie far apart, or are many.
fn apart(pairs: &[Joint<'_, Natural>]) -> Vec<(i64, Natural, usize)> {
    let mut counts: FxHashMap<i64, (Natural, usize)> = FxHashMap::default();
    for (at, pair) in pairs.iter().enumerate() {
        for one in pair.left {
            for other in pair.right {
                let (sum, _) = counts.entry(one.place + other.place).or_insert((Natural::ZERO, at));
                *sum = sum.plus(&one.item.times(&other.item));
            }
        }
    }
    let counts = counts.into_iter().map(|(place, (count, pair))| (place, count, pair));
    let mut counts: Vec<(i64, Natural, usize)> = counts.collect();
    counts.sort_unstable_by_key(|(place, ..)| *place);
    counts
}
