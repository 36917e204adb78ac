//! Joining lines whose sums are only held against thresholds: all pairs between two of these are taken together.

use super::Walks;
use super::join::{At, Found, PRODUCTS, Pair, Places, Sides, products};
use super::states::Finder;
use crate::analyse::algebra::{Algebra, Placed};
use crate::analyse::run::Run;
use crate::analyse::walk::{Budget, Undecided};

/// So many thresholds of an outcome are a step.
const CUTS: usize = 16;
/// The places of a line are numbered where at most so many of them are empty for each that is not.
const EMPTY: usize = 4;

/// For each piece between two cuts what lies in it, and a pair of places that does.
type Pieces<'a, I> = Vec<Option<(I, Pair, Places<'a, I>)>>;

impl<A: Algebra> Walks<A> {
    /// Counts the pairs between two thresholds together.
    #[expect(clippy::too_many_arguments, reason = "the two sides, and what is done with them")]
    pub(super) fn join_compared(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        (sides, rows): (&Sides<'_, A::Item>, &mut [Option<Row<A>>]),
        cuts: &[i64],
        pairs: &[Pair],
        found: &mut Found<A::Item>,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let mut pieces: Pieces<'_, A::Item> = vec![None; cuts.len() + 1];
        let look_ups = pairs.iter().fold(0usize, |sum, pair| sum.saturating_add(sides.joint(*pair).right.len()));
        let look_ups = look_ups.saturating_mul(cuts.len() + 1) / CUTS;
        if products(&sides.joints(pairs)) / PRODUCTS < look_ups {
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
        } else {
            budget.spend(look_ups)?;
            for pair in pairs {
                let row = rows[pair.left].get_or_insert_with(|| Row::new(&self.algebra, sides.left.line(pair.left)));
                self.between(sides, row, *pair, cuts, &mut pieces);
            }
        }
        for (item, pair, shown) in pieces.into_iter().flatten() {
            self.add_next(at, run, sides, (pair, shown), item, found);
        }
        Ok(())
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
