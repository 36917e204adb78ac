//! The cheapest pair of a [`Field`] in each cell.
//!
//! Of a cell, one threshold of either sum is looked at first: for each cost it is known how far the one sum gets where
//! the other one has passed its threshold. The cheapest beyond both is mostly in the cell, and then it is the cheapest
//! there; where it is not, other corners of the cell are tried.

use super::Algebra;
use super::cheapest::{Cheapest, Costing};
use super::field::{Crowd, Field, Goals, Spot};

/// The most costs that are told apart, and the most places times costs.
const COSTS: u64 = 64;
const PLACES: usize = 1 << 22;

/// Which way either sum is counted: downwards or upwards.
type Corner = [bool; 2];

/// Adds what is the cheapest in each cell to its goal; false where there are too many places or costs.
pub(super) fn cheapest(algebra: &mut Cheapest, field: &Field<'_, Costing>, goals: &mut Goals<Costing>) -> bool {
    let mut tables: Vec<(Corner, Table)> = Vec::new();
    for crowd in &field.crowds {
        let mut by_cost: Vec<usize> = (0..crowd.spots.len()).collect();
        by_cost.sort_by_key(|spot| crowd.spots[*spot].1.item.cost);
        for (cell, goal) in crowd.goals.iter().enumerate() {
            let Some(goal) = *goal else { continue };
            let mut at_least = 0;
            for corner in crowd.corners_of(cell) {
                let table = match tables.iter().position(|(its, _)| *its == corner) {
                    Some(known) => known,
                    None => {
                        let Some(table) = Table::new(field, corner) else { return false };
                        tables.push((corner, table));
                        tables.len() - 1
                    }
                };
                let known = goals.found[goal].as_ref().map_or(u64::MAX, |its| its.cost);
                let best = tables[table].1.best(field, (crowd, &by_cost), cell, known);
                if let Some((spot, number)) = best.shown {
                    let (left, right) = tables[table].1.numbered(field, number);
                    let line = algebra.both(&left.item, &right.item);
                    goals.found[goal] = Some(algebra.both(&line, crowd.spots[spot].1.item));
                }
                at_least = best.others.max(at_least);
                if goals.found[goal].as_ref().map_or(u64::MAX, |its| its.cost) <= at_least {
                    at_least = u64::MAX;
                    break;
                }
            }
            goals.doubtful[goal] = goals.doubtful[goal].min(at_least);
        }
    }
    true
}

impl Crowd<'_, Costing> {
    /// The corners of a cell, that first which most likely is where the cheapest lies.
    fn corners_of(&self, cell: usize) -> [Corner; 4] {
        let (first, second) = (cell / (self.seconds.len() + 1), cell % (self.seconds.len() + 1));
        match first.cmp(&second) {
            std::cmp::Ordering::Less => [[true, false], [false, false], [false, true], [true, true]],
            std::cmp::Ordering::Equal => [[false, false], [true, false], [false, true], [true, true]],
            std::cmp::Ordering::Greater => [[false, true], [false, false], [true, false], [true, true]],
        }
    }

    /// From where on either sum is in a cell, and from where on no longer.
    fn bounds(&self, cell: usize) -> [(i64, i64); 2] {
        let width = self.seconds.len() + 1;
        let bounds = |cuts: &[i64], number: usize| {
            let low = number.checked_sub(1).and_then(|number| cuts.get(number));
            (low.copied().unwrap_or(-FAR), cuts.get(number).copied().unwrap_or(FAR))
        };
        [bounds(&self.firsts, cell / width), bounds(&self.seconds, cell % width)]
    }
}

/// Further than any place.
const FAR: i64 = 1 << 60;

/// For each cost and place of the first sum, how far the second sum gets.
struct Table {
    corner: Corner,
    /// The lowest place of either sum.
    start: [i64; 2],
    costs: Vec<Row>,
    /// The rows of each part of a line, and the number of its first spot.
    parts: Vec<(usize, usize, u64)>,
}

/// The furthest at each place, and of 64 and of 4,096 places together: how far, and the number of the spot.
struct Row {
    places: Vec<u64>,
    blocks: Vec<u64>,
    large: Vec<u64>,
    furthest: u64,
}

const BLOCK: u32 = 6;
const LARGE: u32 = 12;
/// So many bits are the number of a spot.
const NUMBER: u32 = 40;

/// The best of a cell.
struct Best {
    /// The spot of the crowd, and the number of that on a line, where there is one that is cheaper than what was known.
    shown: Option<(usize, u64)>,
    /// What others cost at least that may be in the cell, too.
    others: u64,
}

fn turned(place: i64, down: bool) -> i64 {
    if down { -place } else { place }
}

impl Table {
    fn new(field: &Field<'_, Costing>, corner: Corner) -> Option<Table> {
        let rows = [field.left, field.right];
        let place = |spot: &Spot<Costing>| [turned(spot.first, corner[0]), turned(spot.second, corner[1])];
        let spots = |side: usize| rows[side].iter().flatten();
        let most = |side: usize| spots(side).map(|spot| spot.item.cost).max();
        let costs = most(0)?.checked_add(most(1)?).filter(|cost| *cost < COSTS)? + 1;
        let lowest = |side: usize, sum: usize| spots(side).map(|spot| place(spot)[sum]).min();
        let highest = |side: usize, sum: usize| spots(side).map(|spot| place(spot)[sum]).max();
        let start = [lowest(0, 0)? + lowest(1, 0)?, lowest(0, 1)? + lowest(1, 1)?];
        let length = |sum: usize| Some(highest(0, sum)? + highest(1, sum)? - start[sum] + 1);
        let count = usize::try_from(length(0)?).ok()?;
        let fits = count.checked_mul(usize::try_from(costs).ok()?)? <= PLACES
            && length(1)? < 1 << (u64::BITS - NUMBER - 1)
            && field.count() < 1 << NUMBER;
        if !fits {
            return None;
        }
        let costs = (0..costs).map(|_| Row::new(count)).collect();
        let mut table = Table { corner, start, costs, parts: Vec::new() };
        let mut number = 0;
        for (left, right) in field.lines.iter().flat_map(|line| &line.parts) {
            table.parts.push((*left, *right, number));
            for one in &field.right[*right] {
                let [first, second] = place(one);
                let (first, second) = (first - start[0], second - start[1] + 1);
                for other in &field.left[*left] {
                    let [its_first, its_second] = place(other);
                    let at = usize::try_from(first + its_first).unwrap_or(0);
                    let far = u64::try_from(second + its_second).unwrap_or(0);
                    let cost = usize::try_from(one.item.cost + other.item.cost).unwrap_or(0);
                    table.costs[cost].add(at, far << NUMBER | number);
                    number += 1;
                }
            }
        }
        Some(table)
    }

    /// The cheapest in a cell where it is cheaper than `known`, as far as the corner of this table tells.
    fn best(
        &self,
        field: &Field<'_, Costing>,
        (crowd, by_cost): (&Crowd<'_, Costing>, &[usize]),
        cell: usize,
        known: u64,
    ) -> Best {
        let bounds = crowd.bounds(cell);
        let mut best = Best { shown: None, others: u64::MAX };
        let mut cost = known;
        for index in by_cost {
            let (_, spot) = &crowd.spots[*index];
            let own = spot.item.cost;
            if own >= cost {
                break;
            }
            let place = [spot.first, spot.second];
            let from = [0, 1].map(|sum| match self.corner[sum] {
                false => field.from(sum, bounds[sum].0 - place[sum]) - self.start[sum],
                true => 1 - field.from(sum, bounds[sum].1 - place[sum]) - self.start[sum],
            });
            let (at, least) = (usize::try_from(from[0]).unwrap_or(0), u64::try_from(from[1]).unwrap_or(0) + 1);
            for (more, row) in (own..cost).zip(&self.costs) {
                if row.furthest < least {
                    continue;
                }
                let furthest = row.from(at);
                if furthest >> NUMBER < least {
                    continue;
                }
                // It is in the cell unless it has passed the thresholds on the other side, too.
                let number = furthest & ((1 << NUMBER) - 1);
                let (left, right) = self.numbered(field, number);
                let places = [
                    field.start[0] + (left.first + right.first) * field.steps[0] + spot.first,
                    field.start[1] + (left.second + right.second) * field.steps[1] + spot.second,
                ];
                if places.iter().zip(bounds).all(|(place, (from, to))| (from..to).contains(place)) {
                    best.shown = Some((*index, number));
                    cost = more;
                } else {
                    best.others = best.others.min(more);
                }
                break;
            }
        }
        best
    }

    /// The spots of which a number is made.
    fn numbered<'f>(&self, field: &'f Field<'_, Costing>, number: u64) -> (&'f Spot<Costing>, &'f Spot<Costing>) {
        let (left, right, start) = self.parts[self.parts.partition_point(|(.., start)| *start <= number) - 1];
        let (left, right) = (&field.left[left], &field.right[right]);
        let within = usize::try_from(number - start).unwrap_or(0);
        (&left[within % left.len()], &right[within / left.len()])
    }
}

impl Row {
    fn new(count: usize) -> Row {
        let large = (count >> LARGE) + 1;
        let sizes = [large << LARGE, large << (LARGE - BLOCK), large];
        let [places, blocks, large] = sizes.map(|size| vec![0; size]);
        Row { places, blocks, large, furthest: 0 }
    }

    fn add(&mut self, at: usize, far: u64) {
        for known in [&mut self.places[at], &mut self.blocks[at >> BLOCK], &mut self.large[at >> LARGE]] {
            *known = far.max(*known);
        }
        self.furthest = self.furthest.max(far >> NUMBER);
    }

    /// The furthest from a place on; 0 where there is none.
    fn from(&self, at: usize) -> u64 {
        if at >= self.places.len() {
            return 0;
        }
        let block = at.div_ceil(1 << BLOCK);
        let large = block.div_ceil(1 << (LARGE - BLOCK));
        let most = self.places[at..block << BLOCK].iter().fold(0, |most, far| *far.max(&most));
        let most = self.blocks[block..large << (LARGE - BLOCK)].iter().fold(most, |most, far| *far.max(&most));
        self.large[large..].iter().fold(most, |most, far| *far.max(&most))
    }
}
