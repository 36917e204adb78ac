//! The cheapest response.

use rustc_hash::FxHashMap;

use super::{Algebra, Group, Joint, slot, slots};
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
        let mut best: Vec<(i64, Best)> = match slots(pairs) {
            Some((start, length)) => {
                let mut best = vec![Best::NONE; length];
                each(pairs, |place, found| best[slot(place, start)].improve(found));
                (start..).zip(best).filter(|(_, best)| best.cost < u64::MAX).collect()
            }
            None => {
                let mut best: FxHashMap<i64, Best> = FxHashMap::default();
                each(pairs, |place, found| best.entry(place).or_insert(Best::NONE).improve(found));
                best.into_iter().collect()
            }
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
    cost: u64,
    pair: usize,
    left: usize,
    right: usize,
}

impl Best {
    const NONE: Best = Best { cost: u64::MAX, pair: 0, left: 0, right: 0 };

    fn improve(&mut self, found: Best) {
        if found.cost < self.cost {
            *self = found;
        }
    }
}

fn each(pairs: &[Joint<'_, Costing>], mut take: impl FnMut(i64, Best)) {
    for (at, pair) in pairs.iter().enumerate() {
        for (left, one) in pair.left.iter().enumerate() {
            for (right, other) in pair.right.iter().enumerate() {
                let cost = one.item.cost.saturating_add(other.item.cost).min(u64::MAX - 1);
                take(one.place + other.place, Best { cost, pair: at, left, right });
            }
        }
    }
}
