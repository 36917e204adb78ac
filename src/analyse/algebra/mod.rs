//! What a walk carries along: counts, or the cheapest response.

mod cell;
mod cheapest;
mod count;
mod exists;
mod field;

pub use cheapest::{Cheapest, Costing};
pub use count::{Count, summed};
pub use exists::Exists;
pub use field::{Crowd, Field, Goals, Slanted, Spot};

use super::graph::Variable;

/// What a walk carries: one for doing nothing, products for answering several variables, sums for alternatives.
pub trait Algebra {
    /// What it carries.
    type Item: Clone;
    /// What is known of items beside each other, so that the sum of a stretch of them is found at once.
    type Row;
    /// Nothing was answered yet.
    fn one(&mut self) -> Self::Item;
    /// This variable was answered with one of a group of answers: how many they are, and the cheapest of them.
    fn answered(&mut self, variable: Variable, group: &Group) -> Self::Item;
    /// Both.
    fn both(&mut self, a: &Self::Item, b: &Self::Item) -> Self::Item;
    /// What it costs, where the cheapest is wanted.
    fn cost(&self, _: &Self::Item) -> Option<u64> {
        None
    }
    /// Adds the alternative that both `a` and `b` happened.
    fn or_both(&mut self, item: &mut Self::Item, a: &Self::Item, b: &Self::Item);
    /// Items beside each other.
    fn row<'i>(&self, items: impl Iterator<Item = &'i Self::Item>) -> Self::Row
    where
        Self::Item: 'i;
    /// The sum of the items from `start` to before `end`, of which there is one at least.
    fn stretch(&self, row: &Self::Row, start: usize, end: usize) -> Self::Item;
    /// The sum of the products at each place, the lowest place first, and which of the pairs has one there.
    fn products(&mut self, pairs: &[Joint<'_, Self::Item>]) -> Vec<(i64, Self::Item, usize)>;
    /// Whether it can say what lies in the cells of a field.
    const CELLS: bool = false;
    /// Adds what lies in each cell of a field to its goal; false where the field has to be multiplied out.
    fn cells(&mut self, _: &Field<'_, Self::Item>, _: &mut Goals<Self::Item>) -> bool {
        false
    }
}

/// Something on a line.
#[derive(Debug, Clone, Copy)]
pub struct Placed<I> {
    /// Where, from the lowest place on.
    pub place: i64,
    /// What.
    pub item: I,
    /// Its number among all outcomes.
    pub index: usize,
}

/// Two lines, of which the places are added up.
#[derive(Debug)]
pub struct Joint<'a, I> {
    /// The one.
    pub left: &'a [Placed<I>],
    /// The other.
    pub right: &'a [Placed<I>],
}

impl<I> Clone for Joint<'_, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for Joint<'_, I> {}

impl<I> Joint<'_, I> {
    /// The first and the last place of both together.
    fn ends(&self) -> Option<(i64, i64)> {
        let ends = |line: &[Placed<I>]| Some((line.first()?.place, line.last()?.place));
        let ((first, last), (its_first, its_last)) = ends(self.left).zip(ends(self.right))?;
        Some((first.saturating_add(its_first), last.saturating_add(its_last)))
    }

    /// How many products there are.
    pub fn count(&self) -> usize {
        self.left.len().saturating_mul(self.right.len())
    }
}

/// Places that lie this close together are slots beside each other; others are looked up.
const LONGEST: usize = 1 << 20;
/// So many slots may be empty for each product.
const EMPTY: usize = 8;

/// From which place on there is a slot for each, and how many; none where they lie too far apart.
fn slots<I>(pairs: &[Joint<'_, I>]) -> Option<(i64, usize)> {
    let ends = pairs.iter().filter_map(Joint::ends);
    let (start, end) = ends.reduce(|(start, end), (first, last)| (start.min(first), end.max(last)))?;
    let count = usize::try_from(end.checked_sub(start)?).ok()?.checked_add(1)?;
    let products = pairs.iter().fold(0, |sum: usize, pair| sum.saturating_add(pair.count()));
    (count <= LONGEST && count <= products.saturating_mul(EMPTY)).then_some((start, count))
}

/// The slot of a place.
fn slot(place: i64, start: i64) -> usize {
    usize::try_from(place.saturating_sub(start)).unwrap_or(usize::MAX)
}

/// Answers that are the same to all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// How many they are.
    pub size: u64,
    /// The cheapest of them.
    pub cheapest: u64,
    /// What that one costs.
    pub cost: u64,
}
