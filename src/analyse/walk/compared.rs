//! Joining lines whose sums are only held against thresholds: all pairs between two of these are taken together.

use rustc_hash::FxHashMap;

use super::Walks;
use super::join::{At, Found, Joined, PRODUCTS, Pair, Places, Sides, products};
use super::lines::Pivot;
use super::states::Finder;
use crate::analyse::algebra::{Algebra, Placed};
use crate::analyse::automaton::Id;
use crate::analyse::run::Run;
use crate::analyse::walk::{Budget, Undecided};
use crate::exact::Rational;

/// So many thresholds of an outcome are a step.
const CUTS: usize = 16;
/// The places of a line are numbered where at most so many of them are empty for each that is not.
const EMPTY: usize = 4;

/// For each piece between two cuts what lies in it, and a pair of places that does.
type Pieces<'a, I> = Vec<Option<(I, Pair, Places<'a, I>)>>;

/// Pairs of lines with the same in common.
pub(super) struct Group {
    pub joined: Joined,
    /// Where thresholds are passed.
    pub marks: Vec<i64>,
    pub pairs: Vec<Pair>,
}

impl Group {
    /// All on whose lines the same becomes of a piece where the same thresholds are passed; none where more than that
    /// may matter.
    fn kind(&self, pivot: &Pivot) -> Option<Kind> {
        let told_apart = pivot.moves_all() && self.joined.has_places() && self.marks.len() <= MARKS;
        let weights = self.joined.level.iter().flatten().map(|(weight, _)| weight.clone());
        told_apart.then(|| Kind { memory: self.joined.memory.clone(), weights: weights.collect() })
    }

    /// Which thresholds are passed from a cut on, as bits.
    fn passed(&self, cut: Option<i64>) -> u64 {
        let bits = self.marks.iter().zip(0u32..).filter(|(mark, _)| cut.is_some_and(|cut| **mark <= cut));
        bits.fold(0, |bits, (_, bit)| bits | 1 << bit)
    }
}

/// So many thresholds are told apart as bits.
const MARKS: usize = 64;

/// What is remembered besides the sums, and what these weigh.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Kind {
    memory: Vec<Option<Id>>,
    weights: Vec<Rational>,
}

/// What is known already in a join.
pub(super) struct LookedUp<A: Algebra> {
    /// The lines of the left side.
    rows: Vec<Option<Row<A>>>,
    kinds: FxHashMap<Kind, usize>,
    /// What becomes of a kind where these thresholds are passed.
    next: FxHashMap<(usize, u64), Option<Box<[Id]>>>,
}

impl<A: Algebra> LookedUp<A> {
    pub fn new(lines: usize) -> LookedUp<A> {
        let mut rows = Vec::new();
        rows.resize_with(lines, || None);
        LookedUp { rows, kinds: FxHashMap::default(), next: FxHashMap::default() }
    }
}

impl<A: Algebra> Walks<A> {
    /// Counts the pairs between two thresholds together.
    pub(super) fn join_compared(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        (sides, looked_up): (&Sides<'_, A::Item>, &mut LookedUp<A>),
        group: &Group,
        found: &mut Found<A::Item>,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let mut cuts = group.marks.clone();
        cuts.sort_unstable();
        cuts.dedup();
        let pieces = self.pieces(sides, &mut looked_up.rows, &cuts, &group.pairs, budget)?;
        let kinds = looked_up.kinds.len();
        let kind = group.kind(sides.pivot).map(|kind| *looked_up.kinds.entry(kind).or_insert(kinds));
        let from = std::iter::once(None).chain(cuts.into_iter().map(Some));
        for (piece, cut) in pieces.into_iter().zip(from) {
            let Some((item, pair, shown)) = piece else { continue };
            let next = match kind.map(|kind| (kind, group.passed(cut))) {
                None => self.next_at(at, run, sides, (pair, shown)),
                Some(key) => {
                    let next = looked_up.next.entry(key);
                    next.or_insert_with(|| self.next_at(at, run, sides, (pair, shown))).clone()
                }
            };
            if let Some(next) = next {
                self.add(found, next, item);
            }
        }
        Ok(())
    }

    /// What lies in each piece between two cuts.
    fn pieces<'a>(
        &mut self,
        sides: &Sides<'a, A::Item>,
        rows: &mut [Option<Row<A>>],
        cuts: &[i64],
        pairs: &[Pair],
        budget: &mut Budget,
    ) -> Result<Pieces<'a, A::Item>, Undecided> {
        let mut pieces: Pieces<'_, A::Item> = vec![None; cuts.len() + 1];
        let look_ups = pairs.iter().fold(0usize, |sum, pair| sum.saturating_add(sides.joint(*pair).right.len()));
        let look_ups = look_ups.saturating_mul(cuts.len() + 1) / CUTS;
        if products(&sides.joints(pairs)) / PRODUCTS >= look_ups {
            budget.spend(look_ups)?;
            for pair in pairs {
                let row = rows[pair.left].get_or_insert_with(|| Row::new(&self.algebra, sides.left.line(pair.left)));
                self.between(sides, row, *pair, cuts, &mut pieces);
            }
            return Ok(pieces);
        }
        for (place, item, pair) in self.products(sides, pairs, budget)? {
            let piece = &mut pieces[cuts.partition_point(|cut| *cut <= place)];
            let pair = pairs[pair];
            match piece {
                Some((sum, ..)) => {
                    let one = self.algebra.one();
                    self.algebra.or_both(sum, &item, &one);
                }
                None => {
                    let shown = Finder::new(sides.joint(pair)).find(place);
                    *piece = shown.map(|shown| (item, pair, shown));
                }
            }
        }
        Ok(pieces)
    }

    /// Adds the pairs between two cuts to their piece.
    fn between<'a>(
        &mut self,
        sides: &Sides<'a, A::Item>,
        row: &Row<A>,
        pair: Pair,
        cuts: &[i64],
        pieces: &mut Pieces<'a, A::Item>,
    ) {
        let lines = sides.joint(pair);
        for other in lines.right {
            let mut start = 0;
            for (at, piece) in pieces.iter_mut().enumerate() {
                let end = match cuts.get(at) {
                    Some(cut) => row.before(lines.left, cut - other.place).max(start),
                    None => lines.left.len(),
                };
                if end > start {
                    let stretch = self.algebra.stretch(&row.items, start, end);
                    match piece {
                        Some((sum, ..)) => self.algebra.or_both(sum, &stretch, &other.item),
                        None => {
                            let product = self.algebra.both(&stretch, &other.item);
                            *piece = Some((product, pair, (&lines.left[start], other)));
                        }
                    }
                }
                start = end;
            }
        }
    }
}

/// A line on which stretches are looked up.
pub(super) struct Row<A: Algebra> {
    items: A::Row,
    /// The first place, and for it and each one after it how many items lie before it; none where that would be too
    /// many.
    before: Option<(i64, Vec<u32>)>,
}

impl<A: Algebra> Row<A> {
    fn new(algebra: &A, line: &[Placed<A::Item>]) -> Row<A> {
        Row { items: algebra.row(line.iter().map(|placed| &placed.item)), before: numbered(line) }
    }

    /// How many items lie before a place.
    fn before(&self, line: &[Placed<A::Item>], place: i64) -> usize {
        match &self.before {
            Some((first, before)) => {
                let number = usize::try_from(place.saturating_sub(*first)).unwrap_or(0);
                before.get(number).map_or(line.len(), |count| *count as usize)
            }
            None => line.partition_point(|its| its.place < place),
        }
    }
}

fn numbered<I>(line: &[Placed<I>]) -> Option<(i64, Vec<u32>)> {
    let (first, last) = (line.first()?.place, line.last()?.place);
    let length = usize::try_from(last.checked_sub(first)?).ok()?;
    if length > line.len().saturating_mul(EMPTY) {
        return None;
    }
    let mut before = Vec::with_capacity(length + 1);
    for (count, placed) in (0u32..).zip(line) {
        let number = usize::try_from(placed.place.saturating_sub(first)).ok()?;
        before.resize(before.len().max(number + 1), count);
    }
    Some((first, before))
}
