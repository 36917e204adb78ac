//! What is remembered after a step: one by one, or along lines where areas were joined along them.
//!
//! A join that leaves an open sum leaves lines, and the next one takes them as they are: what is remembered at a place
//! is written down only where something asks for it.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::Outcomes;
use super::lines::{Level, Pivot, Side};
use super::planes::Product;
use crate::analyse::algebra::{Joint, Placed};
use crate::analyse::automaton::{Automaton, Id};
use crate::analyse::graph::Node;
use crate::analyse::run::automaton;
use crate::analyse::walk::{Budget, Undecided};

/// What is remembered after a step, and what is carried there.
pub(super) struct States<I> {
    /// One by one.
    pub loose: Outcomes<I>,
    /// Along lines.
    pub kept: Option<Kept<I>>,
    /// Along lines that are not multiplied out.
    pub product: Option<Product<I>>,
}

/// Lines of one pivot.
pub(super) struct Kept<I> {
    pub pivot: Pivot,
    pub lines: Vec<Line<I>>,
}

/// What is remembered along a line, and what lies on it, the lowest place first.
pub(super) type Line<I> = (Rest, Vec<Placed<I>>);

/// What is remembered all along a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Rest {
    /// What is remembered, nothing of the sums.
    pub memory: Box<[Id]>,
    /// Where the sum of the pivot stands, and of each that goes along; none where it goes on no longer.
    pub slots: Vec<Option<usize>>,
    /// What the sums have in common all along.
    pub level: Vec<Level>,
}

impl Rest {
    /// What is remembered at a place.
    pub fn at(&self, place: i64, pivot: &Pivot, automata: &mut [Option<Automaton>]) -> Box<[Id]> {
        let mut memory = self.memory.clone();
        let sums = pivot.nodes().zip(&self.slots).zip(pivot.sums(place, &self.level));
        for ((node, slot), total) in sums {
            if let Some((slot, (sum, weight))) = slot.zip(total)
                && let Some(automaton) = automaton(automata, node)
            {
                memory[slot] = automaton.with_total(sum, weight);
            }
        }
        memory
    }

    /// Whether each place is remembered as something else.
    pub fn has_places(&self) -> bool {
        self.slots.first().is_some_and(Option::is_some)
    }
}

impl<I: Clone> States<I> {
    pub fn len(&self) -> usize {
        let kept = self.kept.iter().flat_map(|kept| &kept.lines).map(|(_, line)| line.len());
        kept.fold(self.loose.len(), usize::saturating_add)
    }

    /// All of them one by one.
    pub fn loosen(
        &mut self,
        automata: &mut [Option<Automaton>],
        budget: &mut Budget,
    ) -> Result<&Outcomes<I>, Undecided> {
        if let Some(Kept { pivot, lines }) = self.kept.take() {
            let count = lines.iter().map(|(_, line)| line.len()).sum();
            budget.spend(count)?;
            self.loose.reserve(count);
            for (rest, line) in lines {
                let one = |placed: Placed<I>| (rest.at(placed.place, &pivot, automata), placed.item);
                self.loose.extend(line.into_iter().map(one));
            }
        }
        Ok(&self.loose)
    }

    /// Makes the lines fit the region that is joined to them; where they cannot, there are none afterwards.
    pub fn fit(
        &mut self,
        automata: &mut [Option<Automaton>],
        nodes: &[Node],
        region: Side<'_>,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let Some(kept) = &mut self.kept else { return Ok(()) };
        let loose: Vec<&[Id]> = self.loose.iter().map(|(memory, _)| &**memory).collect();
        if !kept.fit(automata, Side { nodes, memories: &loose }, region) {
            self.loosen(automata, budget)?;
        }
        Ok(())
    }
}

impl<I> Kept<I> {
    fn fit(&mut self, automata: &[Option<Automaton>], loose: Side<'_>, region: Side<'_>) -> bool {
        let Some((pivot, factor)) = self.pivot.refined(automata, loose, region) else { return false };
        let ends = self.lines.iter().flat_map(|(_, line)| line.first().into_iter().chain(line.last()));
        if !ends.into_iter().all(|end| Pivot::grown(end.place, factor).is_some()) {
            return false;
        }
        self.pivot = pivot;
        if factor != 1 {
            let placed = self.lines.iter_mut().flat_map(|(_, line)| line);
            placed.for_each(|placed| placed.place = placed.place.saturating_mul(factor));
        }
        true
    }
}

impl<I> From<Outcomes<I>> for States<I> {
    fn from(loose: Outcomes<I>) -> States<I> {
        States { loose, kept: None, product: None }
    }
}

/// One side of a join, sorted into lines.
pub(super) struct Lined<'a, I: Clone> {
    /// What is remembered one by one.
    memories: &'a [&'a [Id]],
    lines: Vec<LineOf<'a, I>>,
}

struct LineOf<'a, I: Clone> {
    placed: Cow<'a, [Placed<I>]>,
    /// What is remembered at the first place.
    first: Cow<'a, [Id]>,
    /// What is remembered along a kept line.
    rest: Option<&'a Rest>,
}

impl<'a, I: Clone> Lined<'a, I> {
    /// Outcomes as they are remembered one by one, with what is carried there; none where they cannot be sorted.
    pub fn of(
        pivot: &Pivot,
        automata: &[Option<Automaton>],
        side: Side<'a>,
        item: impl Fn(usize) -> Option<I>,
    ) -> Option<Lined<'a, I>> {
        let found = pivot.lines(automata, side)?;
        let one =
            |index: &usize| Some(Placed { place: found.places.get(*index)?.1, item: item(*index)?, index: *index });
        let line = |line: &Vec<usize>| {
            let first = Cow::Borrowed(*side.memories.get(*line.first()?)?);
            let placed: Vec<Placed<I>> = line.iter().filter_map(one).collect();
            Some(LineOf { placed: placed.into(), first, rest: None })
        };
        Some(Lined { memories: side.memories, lines: found.lines.iter().filter_map(line).collect() })
    }

    /// And lines that were kept.
    pub fn and(mut self, kept: Option<&'a Kept<I>>, automata: &mut [Option<Automaton>]) -> Lined<'a, I> {
        let Some(Kept { pivot, lines }) = kept else { return self };
        let lines = lines.iter().filter_map(|(rest, line)| {
            let first = rest.at(line.first()?.place, pivot, automata).into_vec();
            Some(LineOf { placed: line.into(), first: first.into(), rest: Some(rest) })
        });
        self.lines.extend(lines);
        self
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// What lies on a line, the lowest place first.
    pub fn line(&self, line: usize) -> &[Placed<I>] {
        &self.lines[line].placed
    }

    /// What is remembered at the first place of a line.
    pub fn first(&self, line: usize) -> &[Id] {
        &self.lines[line].first
    }

    /// What is remembered somewhere on a line.
    pub fn memory(
        &self,
        line: usize,
        placed: &Placed<I>,
        pivot: &Pivot,
        automata: &mut [Option<Automaton>],
    ) -> Cow<'a, [Id]> {
        match self.lines[line].rest {
            Some(rest) => Cow::Owned(rest.at(placed.place, pivot, automata).into_vec()),
            None => Cow::Borrowed(self.memories[placed.index]),
        }
    }
}

/// Finds on two lines a pair at a place.
pub(super) struct Finder<'a, I> {
    few: &'a [Placed<I>],
    many: FxHashMap<i64, &'a Placed<I>>,
    swapped: bool,
}

impl<'a, I> Finder<'a, I> {
    pub fn new(lines: Joint<'a, I>) -> Finder<'a, I> {
        let swapped = lines.left.len() > lines.right.len();
        let (few, many) = if swapped { (lines.right, lines.left) } else { (lines.left, lines.right) };
        Finder { few, many: many.iter().map(|its| (its.place, its)).collect(), swapped }
    }

    pub fn find(&self, place: i64) -> Option<(&'a Placed<I>, &'a Placed<I>)> {
        let other = |its: &Placed<I>| self.many.get(&(place - its.place)).copied();
        let (few, many) = self.few.iter().find_map(|its| Some((its, other(its)?)))?;
        Some(if self.swapped { (many, few) } else { (few, many) })
    }
}
