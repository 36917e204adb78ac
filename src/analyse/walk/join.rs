//! Joining what is left of a region to what was remembered before, where both are many.
//!
//! Pair by pair it would take as many steps as there are pairs. Along [`Lines`] it takes a step a line: where the sum
//! stays open, the counts of two lines are convolved, one step says what becomes of all else; where the sum is only
//! held against thresholds, the pairs between two of these are counted together.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::compared::{Group, LookedUp};
use super::fate::{Fate, fate};
use super::lines::{Level, Pivot, Side};
use super::states::{Finder, Kept, Line, Lined, Rest, States};
use super::{Outcomes, Walks};
use crate::analyse::algebra::{Algebra, Joint, Placed};
use crate::analyse::automaton::{IDLE, Id};
use crate::analyse::graph::Node;
use crate::analyse::plan::{Query, Step, Unit};
use crate::analyse::run::{Only, Run};
use crate::analyse::walk::{Budget, Undecided};

/// Fewer pairs are taken one by one.
pub(super) const MANY: usize = 2_048;
/// Lines must bring so many pairs together.
const WORTH: usize = 4;
/// So many products of counts are a step.
pub(super) const PRODUCTS: usize = 512;
/// So many pairs of lines, as looked at before they are joined, are a step.
const KEYS: usize = 2;

/// Where a walk stands: the query, and the step that is taken.
pub(super) struct At<'a, 'q> {
    pub query: &'a Query<'q>,
    pub step: &'a Step,
    /// Which outcomes are wanted, where not all are.
    pub only: Option<Only>,
}

/// Two sides on lines of one pivot.
pub(super) struct Sides<'a, I: Clone> {
    pub pivot: &'a Pivot,
    pub left: &'a Lined<'a, I>,
    pub right: &'a Lined<'a, I>,
}

/// A line of either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub left: usize,
    pub right: usize,
}

impl<'a, I: Clone> Sides<'a, I> {
    pub fn joint(&self, pair: Pair) -> Joint<'a, I> {
        Joint { left: self.left.line(pair.left), right: self.right.line(pair.right) }
    }

    /// What is remembered at the first places of two lines.
    fn first(&self, pair: Pair) -> (&'a [Id], &'a [Id]) {
        (self.left.first(pair.left), self.right.first(pair.right))
    }

    pub fn joints(&self, pairs: &[Pair]) -> Vec<Joint<'a, I>> {
        pairs.iter().map(|pair| self.joint(*pair)).collect()
    }
}

/// What is remembered when two lines are joined, before anything becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Joined {
    /// What is remembered besides the sums.
    pub memory: Vec<Option<Id>>,
    /// What the sums have in common all along.
    pub level: Vec<Level>,
}

impl Joined {
    /// Whether a place says what all sums are: not where one is lost, or is no sum.
    pub fn has_places(&self) -> bool {
        self.level.iter().all(Option::is_some)
    }
}

pub(super) type Found<I> = FxHashMap<Box<[Id]>, I>;
/// A place on either line of a pair.
pub(super) type Places<'a, I> = (&'a Placed<I>, &'a Placed<I>);

impl<A: Algebra> Walks<A> {
    /// What is remembered after a step that joins the outcomes of a region; none where taking the pairs one by one is as good.
    pub(super) fn join(
        &mut self,
        (at, next): (&At<'_, '_>, Option<&Step>),
        run: &mut Run<'_, '_>,
        states: &mut States<A::Item>,
        outcomes: &Outcomes<A::Item>,
        budget: &mut Budget,
    ) -> Result<Option<States<A::Item>>, Undecided> {
        if let Some(product) = states.product.take() {
            if let Some(joined) = self.join_product(at, run, &product, outcomes, budget)? {
                return Ok(Some(joined));
            }
            states.kept = Some(self.multiplied(product, budget)?);
        }
        let pairs = states.len().saturating_mul(outcomes.len());
        let Unit::Region(_, nodes) = &at.step.unit else { return Ok(None) };
        if self.most.is_some() || self.senses.is_some() || pairs < self.many {
            return Ok(None);
        }
        let brought: Vec<&[Id]> = outcomes.iter().map(|(memory, _)| &**memory).collect();
        let region = Side { nodes, memories: &brought };
        states.fit(&mut self.automata, &at.step.before, region, budget)?;
        let pays = |lines: usize| pairs < MANY || lines.saturating_mul(WORTH) <= pairs;
        loop {
            let loose: Vec<&[Id]> = states.loose.iter().map(|(memory, _)| &**memory).collect();
            let loose = Side { nodes: &at.step.before, memories: &loose };
            let pivot = match &states.kept {
                Some(kept) => Some(kept.pivot.clone()),
                None => Pivot::of(&self.automata, loose, region),
            };
            let Some(pivot) = pivot else { return Ok(None) };
            let left = Lined::of(&pivot, &self.automata, loose, |index| Some(states.loose.get(index)?.1.clone()));
            let right = Lined::of(&pivot, &self.automata, region, |index| Some(outcomes.get(index)?.1.clone()));
            let both = left.map(|left| left.and(states.kept.as_ref(), &mut self.automata)).zip(right);
            match both.filter(|(left, right)| pays(left.len().saturating_mul(right.len()))) {
                Some((left, right)) => {
                    let sides = Sides { pivot: &pivot, left: &left, right: &right };
                    return self.join_lines((at, next), run, &sides, budget).map(Some);
                }
                None if states.kept.is_none() => return Ok(None),
                // Another pivot may do better.
                None => {}
            }
            states.loosen(&mut self.automata, budget)?;
        }
    }

    fn join_lines(
        &mut self,
        (at, next): (&At<'_, '_>, Option<&Step>),
        run: &mut Run<'_, '_>,
        sides: &Sides<'_, A::Item>,
        budget: &mut Budget,
    ) -> Result<States<A::Item>, Undecided> {
        budget.spend(sides.left.len().saturating_mul(sides.right.len()) / KEYS)?;
        let fate = fate(at, sides.pivot);
        let mut looked_up = LookedUp::new(sides.left.len());
        let mut found = Found::default();
        let mut open: FxHashMap<Rest, Vec<Pair>> = FxHashMap::default();
        for (joined, pairs) in self.grouped(at, sides) {
            match fate {
                Fate::Open if joined.has_places() => {
                    if let Some(rest) = self.rest(at, run, sides, joined, &pairs) {
                        open.entry(rest).or_default().extend(pairs);
                    }
                    continue;
                }
                Fate::Compared => {
                    let marks = sides.pivot.marks(&self.automata, &joined.level, |node| at.query.cuts(node));
                    if let Some(marks) = marks {
                        let group = Group { joined, marks, pairs };
                        self.join_compared(at, run, (sides, &mut looked_up), &group, &mut found, budget)?;
                        continue;
                    }
                }
                Fate::Open | Fate::Known => {}
            }
            self.join_places(at, run, sides, &pairs, &mut found, budget)?;
        }
        if found.is_empty()
            && let Some(product) = self.product(at, next, sides, &open)
        {
            return Ok(States { loose: Vec::new(), kept: None, product: Some(product) });
        }
        let mut kept = Vec::new();
        for (rest, pairs) in open {
            self.join_open(sides, rest, &pairs, (&mut found, &mut kept), budget)?;
        }
        let kept = (!kept.is_empty()).then(|| Kept { pivot: sides.pivot.clone(), lines: kept });
        let mut states = States { loose: found.into_iter().collect(), kept, product: None };
        if states.len() < self.many {
            states.loosen(&mut self.automata, budget)?;
        }
        Ok(states)
    }

    /// All pairs of lines, those together that have the same in common.
    fn grouped(&mut self, at: &At<'_, '_>, sides: &Sides<'_, A::Item>) -> Vec<(Joined, Vec<Pair>)> {
        let mut groups: Vec<(Joined, Vec<Pair>)> = Vec::new();
        let mut group_of: FxHashMap<Joined, usize> = FxHashMap::default();
        for left in 0..sides.left.len() {
            for right in 0..sides.right.len() {
                let pair = Pair { left, right };
                let Some(joined) = self.joined_lines(at, sides, pair) else { continue };
                match group_of.get(&joined).and_then(|group| groups.get_mut(*group)) {
                    Some((_, pairs)) => pairs.push(pair),
                    None => {
                        if joined.has_places() {
                            group_of.insert(joined.clone(), groups.len());
                        }
                        groups.push((joined, vec![pair]));
                    }
                }
            }
        }
        groups
    }

    /// What is remembered after a state and a choice; none where it is dropped.
    pub(super) fn next_of(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        state: &[Id],
        choice: &[Id],
    ) -> Option<Box<[Id]>> {
        run.load(at.step, state, &self.automata);
        run.bring(at.step, choice, &mut self.automata);
        run.take(at.step, 0, &mut self.automata, &mut self.values);
        let misses = at.only.is_some_and(|only| run.misses(at.step, only, &self.automata, &self.values));
        (!misses).then(|| run.key(at.step).into())
    }

    /// What is remembered of a pair of places on two lines.
    fn memories<'a>(
        &mut self,
        sides: &Sides<'a, A::Item>,
        pair: Pair,
        (left, right): Places<'_, A::Item>,
    ) -> (Cow<'a, [Id]>, Cow<'a, [Id]>) {
        let automata = &mut self.automata;
        let state = sides.left.memory(pair.left, left, sides.pivot, automata);
        (state, sides.right.memory(pair.right, right, sides.pivot, automata))
    }

    /// What two lines have in common when they are joined.
    fn joined_lines(&mut self, at: &At<'_, '_>, sides: &Sides<'_, A::Item>, pair: Pair) -> Option<Joined> {
        let (state, choice) = sides.first(pair);
        let Unit::Region(_, nodes) = &at.step.unit else { return None };
        let alone = nodes.iter().filter(|node| at.step.before.binary_search(node).is_err());
        let others = at.step.before.iter().chain(alone).filter(|node| !sides.pivot.nodes().any(|its| its == **node));
        let memory = others.map(|node| self.joined(at.step, *node, state, choice)).collect();
        Some(Joined { memory, level: self.level(at.step, sides.pivot, state, choice) })
    }

    /// What the sums on a line have in common, from one state and choice on it.
    pub(super) fn level(&mut self, step: &Step, pivot: &Pivot, state: &[Id], choice: &[Id]) -> Vec<Level> {
        let joined: Vec<Option<Id>> = pivot.nodes().map(|node| self.joined(step, node, state, choice)).collect();
        pivot.level(&self.automata, &joined)
    }

    /// What else than the sums is remembered after lines are joined; none where it is dropped.
    fn rest(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        sides: &Sides<'_, A::Item>,
        joined: Joined,
        pairs: &[Pair],
    ) -> Option<Rest> {
        let (state, choice) = sides.first(*pairs.first()?);
        let mut memory = self.next_of(at, run, state, choice)?;
        let slots = sides.pivot.nodes().map(|node| {
            let slot = at.step.after.binary_search(&node).ok()?;
            let id = memory.get_mut(slot).filter(|id| **id != IDLE)?;
            *id = 0;
            Some(slot)
        });
        let slots = slots.collect();
        Some(Rest { memory, slots, level: joined.level })
    }

    /// Counts pairs of lines by their place, where all that is remembered besides is the same.
    fn join_open(
        &mut self,
        sides: &Sides<'_, A::Item>,
        rest: Rest,
        pairs: &[Pair],
        (found, kept): (&mut Found<A::Item>, &mut Vec<Line<A::Item>>),
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let items = self.products(sides, pairs, budget)?;
        budget.spend(items.len() / 2)?;
        if rest.has_places() {
            let placed = items.into_iter().map(|(place, item, _)| Placed { place, item, index: 0 });
            kept.push((rest, placed.collect()));
            return Ok(());
        }
        for (place, item, _) in items {
            let key = rest.at(place, sides.pivot, &mut self.automata);
            self.add(found, key, item);
        }
        Ok(())
    }

    /// Counts pairs by their place, and takes one step for each place.
    fn join_places(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        sides: &Sides<'_, A::Item>,
        pairs: &[Pair],
        found: &mut Found<A::Item>,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let items = self.products(sides, pairs, budget)?;
        budget.spend(items.len())?;
        let finders: Vec<Finder<'_, A::Item>> = pairs.iter().map(|pair| Finder::new(sides.joint(*pair))).collect();
        for (place, item, pair) in items {
            let Some(shown) = finders.get(pair).and_then(|finder| finder.find(place)) else { continue };
            if let Some(key) = self.next_at(at, run, sides, (pairs[pair], shown)) {
                self.add(found, key, item);
            }
        }
        Ok(())
    }

    pub(super) fn products(
        &mut self,
        sides: &Sides<'_, A::Item>,
        pairs: &[Pair],
        budget: &mut Budget,
    ) -> Result<Vec<(i64, A::Item, usize)>, Undecided> {
        self.multiply(&sides.joints(pairs), budget)
    }

    pub(super) fn multiply(
        &mut self,
        joints: &[Joint<'_, A::Item>],
        budget: &mut Budget,
    ) -> Result<Vec<(i64, A::Item, usize)>, Undecided> {
        budget.spend(products(joints) / PRODUCTS)?;
        Ok(self.algebra.products(joints))
    }

    /// What becomes of a pair of places; none where it is dropped.
    pub(super) fn next_at(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        sides: &Sides<'_, A::Item>,
        (pair, places): (Pair, Places<'_, A::Item>),
    ) -> Option<Box<[Id]>> {
        let (state, choice) = self.memories(sides, pair, places);
        self.next_of(at, run, &state, &choice)
    }

    pub(super) fn add(&mut self, found: &mut Found<A::Item>, key: Box<[Id]>, item: A::Item) {
        match found.get_mut(&key) {
            Some(known) => {
                let one = self.algebra.one();
                self.algebra.or_both(known, &item, &one);
            }
            None => {
                found.insert(key, item);
            }
        }
    }

    /// The memory of a node after a state and a choice are joined.
    pub(super) fn joined(&mut self, step: &Step, node: Node, state: &[Id], choice: &[Id]) -> Option<Id> {
        let Unit::Region(_, nodes) = &step.unit else { return None };
        let before = step.before.binary_search(&node).ok().and_then(|slot| state.get(slot)).copied();
        let brought = nodes.binary_search(&node).ok().and_then(|slot| choice.get(slot)).copied();
        let automaton = self.automata.get_mut(node.0 as usize)?.as_mut()?;
        match (before, brought) {
            (Some(before), Some(brought)) => Some(automaton.join(before, brought)),
            (one, other) => one.or(other),
        }
    }
}

/// How many pairs of places there are.
pub(super) fn products<I>(joints: &[Joint<'_, I>]) -> usize {
    joints.iter().fold(0, |sum, joint| sum.saturating_add(joint.count()))
}
