//! The cheapest response.

use rustc_hash::FxHashMap;

use super::{Algebra, Field, Goals, Group, Joint, Placed, cell, slot, slots};
use crate::analyse::graph::Variable;

/// Finds the cheapest response.
#[derive(Debug, Default)]
pub struct Cheapest {
    links: Vec<Link>,
}

#[derive(Debug, Clone, Copy)]
enum Link {
    Answered(Variable, u64),
    Both(u32, u32),
}

/// A response and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costing {
    /// What it costs.
    pub cost: u64,
    /// Where it is written down; none when nothing was answered.
    link: Option<u32>,
}

impl Cheapest {
    /// The answers of a response.
    pub fn answers(&self, costing: Costing) -> Vec<(Variable, u64)> {
        let mut answers = Vec::new();
        let mut todo: Vec<u32> = costing.link.into_iter().collect();
        while let Some(link) = todo.pop() {
            match self.links.get(link as usize) {
                Some(Link::Answered(variable, answer)) => answers.push((*variable, *answer)),
                Some(Link::Both(a, b)) => todo.extend([*b, *a]),
                None => {}
            }
        }
        answers
    }

    fn link(&mut self, link: Link) -> Option<u32> {
        let id = u32::try_from(self.links.len()).ok()?;
        self.links.push(link);
        Some(id)
    }
}

impl Algebra for Cheapest {
    type Item = Costing;
    type Row = Minima;

    fn one(&mut self) -> Costing {
        Costing { cost: 0, link: None }
    }

    fn answered(&mut self, variable: Variable, group: &Group) -> Costing {
        Costing { cost: group.cost, link: self.link(Link::Answered(variable, group.cheapest)) }
    }

    fn both(&mut self, a: &Costing, b: &Costing) -> Costing {
        let link = match (a.link, b.link) {
            (Some(a), Some(b)) => self.link(Link::Both(a, b)),
            (link, None) | (None, link) => link,
        };
        Costing { cost: a.cost.saturating_add(b.cost), link }
    }

    fn cost(&self, item: &Costing) -> Option<u64> {
        Some(item.cost)
    }

    fn or_both(&mut self, item: &mut Costing, a: &Costing, b: &Costing) {
        if a.cost.saturating_add(b.cost) < item.cost {
            *item = self.both(a, b);
        }
    }

    fn row<'i>(&self, items: impl Iterator<Item = &'i Costing>) -> Minima {
        let items: Vec<Costing> = items.copied().collect();
        let mut minima = vec![items];
        let mut reach = 1;
        while let Some(last) = minima.last().filter(|last| last.len() > reach) {
            let next = last.iter().zip(last.iter().skip(reach)).map(|(one, other)| cheaper(*one, *other)).collect();
            minima.push(next);
            reach *= 2;
        }
        minima
    }

    fn stretch(&self, minima: &Minima, start: usize, end: usize) -> Costing {
        let level = (end - start).ilog2() as usize;
        let row = &minima[level];
        cheaper(row[start], row[end - (1 << level)])
    }

    fn products(&mut self, pairs: &[Joint<'_, Costing>]) -> Vec<(i64, Costing, usize)> {
        let mut best: Vec<(i64, Best)> = match (slots(pairs), Packing::of(pairs)) {
            (Some(slots), Some(packing)) => packing.beside(pairs, slots),
            _ => apart(pairs),
        };
        best.sort_unstable_by_key(|(place, _)| *place);
        let mut products = Vec::with_capacity(best.len());
        for (place, best) in best {
            let pair = &pairs[best.pair];
            let item = self.both(&pair.left[best.left].item, &pair.right[best.right].item);
            products.push((place, item, best.pair));
        }
        products
    }

    const CELLS: bool = true;

    fn cells(&mut self, field: &Field<'_, Costing>, goals: &mut Goals<Costing>) -> bool {
        cell::cheapest(self, field, goals)
    }
}

/// The cheapest of each stretch of 1, 2, 4, 8 … items, by where it starts.
type Minima = Vec<Vec<Costing>>;

/// The cheaper one, the first where they cost the same.
fn cheaper(one: Costing, other: Costing) -> Costing {
    if other.cost < one.cost { other } else { one }
}

/// The cheapest product at a place: which pair of lines has it, and where on them.
#[derive(Debug, Clone, Copy)]
struct Best {
    pair: usize,
    left: usize,
    right: usize,
}

/// Products by their costs and, where these are the same, by their number, as one number.
struct Packing {
    /// The number of the first product of each pair of lines.
    starts: Vec<u64>,
}

/// So many bits hold the number of a product; the rest hold what it costs.
const NUMBER: u32 = 40;
/// No product.
const NONE: u64 = u64::MAX;

impl Packing {
    /// None where costs or numbers are too large.
    fn of(pairs: &[Joint<'_, Costing>]) -> Option<Packing> {
        let most = |line: &[Placed<Costing>]| line.iter().map(|its| its.item.cost).max().unwrap_or(0);
        let mut starts = Vec::with_capacity(pairs.len());
        let mut next = 0u64;
        for pair in pairs {
            let cost = most(pair.left).checked_add(most(pair.right))?;
            if cost >= 1 << (u64::BITS - NUMBER) {
                return None;
            }
            starts.push(next);
            next = next.checked_add(u64::try_from(pair.count()).ok()?).filter(|next| *next < 1 << NUMBER)?;
        }
        Some(Packing { starts })
    }

    /// The cheapest products in slots beside each other, the first where they cost the same.
    fn beside(&self, pairs: &[Joint<'_, Costing>], (start, length): (i64, usize)) -> Vec<(i64, Best)> {
        let mut packed = vec![NONE; length];
        for (pair, first) in pairs.iter().zip(&self.starts) {
            let Some((low, _)) = pair.ends() else { continue };
            let place = |line: &[Placed<Costing>], its: &Placed<Costing>| {
                slot(its.place, line.first().map_or(0, |first| first.place))
            };
            let right: Vec<(usize, u64)> = pair
                .right
                .iter()
                .zip(0u64..)
                .map(|(its, number)| (place(pair.right, its), its.item.cost << NUMBER | number))
                .collect();
            let offset = slot(low, start);
            let mut number = *first;
            for one in pair.left {
                let own = (one.item.cost << NUMBER) + number;
                let slots = &mut packed[offset + place(pair.left, one)..];
                for (at, other) in &right {
                    slots[*at] = slots[*at].min(own + other);
                }
                number += right.len() as u64;
            }
        }
        let filled = (start..).zip(packed).filter(|(_, packed)| *packed != NONE);
        filled.map(|(place, packed)| (place, self.unpacked(pairs, packed))).collect()
    }

    fn unpacked(&self, pairs: &[Joint<'_, Costing>], packed: u64) -> Best {
        let number = packed & ((1 << NUMBER) - 1);
        // Pairs without products have the number of the next one.
        let pair = self.starts.partition_point(|start| *start <= number) - 1;
        let within = usize::try_from(number - self.starts[pair]).unwrap_or(0);
        let length = pairs[pair].right.len();
        Best { pair, left: within / length, right: within % length }
    }
}

/// The cheapest products where they lie far apart.
fn apart(pairs: &[Joint<'_, Costing>]) -> Vec<(i64, Best)> {
    let mut best: FxHashMap<i64, (u64, Best)> = FxHashMap::default();
    for (at, pair) in pairs.iter().enumerate() {
        for (left, one) in pair.left.iter().enumerate() {
            for (right, other) in pair.right.iter().enumerate() {
                let cost = one.item.cost.saturating_add(other.item.cost);
                let found = (cost, Best { pair: at, left, right });
                let known = best.entry(one.place + other.place).or_insert(found);
                if cost < known.0 {
                    *known = found;
                }
            }
        }
    }
    best.into_iter().map(|(place, (_, best))| (place, best)).collect()
}
