//! Joining what is left of a region to what was remembered before, where both are many.
//!
//! Pair by pair it would take as many steps as there are pairs. Along [`Lines`] it takes a step a line: where the sum
//! stays open, the counts of two lines are convolved, one step says what becomes of all else; where the sum is only
//! held against thresholds, the pairs between two of these are counted together.

use rustc_hash::FxHashMap;

use super::lines::{Level, Lines, Pivot, Side};
use super::{Choice, Outcomes, Walks};
use crate::analyse::algebra::{Algebra, Joint, Placed};
use crate::analyse::automaton::{IDLE, Id};
use crate::analyse::graph::Node;
use crate::analyse::plan::{Query, Step, Unit};
use crate::analyse::run::{Run, automaton};
use crate::analyse::walk::{Budget, Undecided};

/// Fewer pairs are taken one by one.
pub(super) const MANY: usize = 2_048;
/// Lines must bring so many pairs together.
const WORTH: usize = 4;
/// So many products of counts are a step.
const PRODUCTS: usize = 512;
/// So many thresholds of an outcome are a step.
const CUTS: usize = 8;
/// So many pairs of lines, as looked at before they are joined, are a step.
const KEYS: usize = 2;

/// Where a walk stands: the query, and the step that is taken.
pub(super) struct At<'a, 'q> {
    pub query: &'a Query<'q>,
    pub step: &'a Step,
    /// Only the outcomes for which this node may have this value.
    pub only: Option<(Id, Node)>,
}

/// What becomes of the sums in a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// They go on.
    Open,
    /// They become known, and are held against thresholds and nothing else.
    Compared,
    /// They become known.
    Known,
}

/// A line of either side.
struct Pair<'a, A: Algebra> {
    lines: Joint<'a, A::Item>,
    /// The items of the left one.
    row: &'a A::Row,
}

impl<A: Algebra> Pair<'_, A> {
    /// The first outcome of either line.
    fn first(&self) -> Option<(usize, usize)> {
        Some((self.lines.left.first()?.index, self.lines.right.first()?.index))
    }
}

/// What is remembered when two lines are joined, before anything becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Joined {
    /// What is remembered besides the sums.
    memory: Vec<Option<Id>>,
    /// What the sums have in common all along.
    level: Vec<Level>,
}

impl Joined {
    /// Whether a place says what all sums are: not where one is lost, or is no sum.
    fn has_places(&self) -> bool {
        self.level.iter().all(Option::is_some)
    }
}

/// What is remembered after two lines are joined, besides sums that go on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Rest {
    /// What is remembered, nothing of the sums.
    memory: Box<[Id]>,
    /// Where the sums stand.
    slots: Vec<(usize, Node)>,
    /// What the sums have in common all along.
    level: Vec<Level>,
}

type Found<I> = FxHashMap<Box<[Id]>, I>;
/// For each piece between two cuts what lies in it, and an outcome of either side that does.
type Pieces<I> = Vec<Option<(I, (usize, usize))>>;

impl<A: Algebra> Walks<A> {
    /// What is remembered after a step that joins a region; none where taking the pairs one by one is as good.
    pub(super) fn join(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        states: &Outcomes<A::Item>,
        choices: &[Choice<A::Item>],
        budget: &mut Budget,
    ) -> Result<Option<Outcomes<A::Item>>, Undecided> {
        let pairs = states.len().saturating_mul(choices.len());
        let Unit::Region(_, nodes) = &at.step.unit else { return Ok(None) };
        if self.most.is_some() || self.senses.is_some() || pairs < self.many {
            return Ok(None);
        }
        let left: Vec<&[Id]> = states.iter().map(|(ids, _)| &**ids).collect();
        let right: Vec<&[Id]> = choices.iter().map(|choice| &*choice.ids).collect();
        let left = Side { nodes: &at.step.before, memories: &left };
        let right = Side { nodes, memories: &right };
        let Some(pivot) = Pivot::of(&self.automata, left, right) else { return Ok(None) };
        let Some(lines) = pivot.lines(&self.automata, left).zip(pivot.lines(&self.automata, right)) else {
            return Ok(None);
        };
        let steps = lines.0.lines.len().saturating_mul(lines.1.lines.len());
        if pairs >= MANY && steps.saturating_mul(WORTH) > pairs {
            return Ok(None);
        }
        let placed = |lines: &Lines, item: &dyn Fn(usize) -> Option<A::Item>| -> Vec<Vec<Placed<A::Item>>> {
            let one =
                |index: &usize| Some(Placed { place: lines.places.get(*index)?.1, item: item(*index)?, index: *index });
            lines.lines.iter().map(|line| line.iter().filter_map(one).collect()).collect()
        };
        let of_left = placed(&lines.0, &|index| Some(states.get(index)?.1.clone()));
        let of_right = placed(&lines.1, &|index| Some(choices.get(index)?.item.clone()));
        let memories = (left.memories, right.memories);
        let rows: Vec<A::Row> =
            of_left.iter().map(|line| self.algebra.row(line.iter().map(|placed| &placed.item))).collect();
        budget.spend(steps / KEYS)?;
        let mut groups: Vec<(Joined, Vec<Pair<'_, A>>)> = Vec::new();
        let mut group_of: FxHashMap<Joined, usize> = FxHashMap::default();
        for (its, row) in of_left.iter().zip(&rows) {
            for others in &of_right {
                let pair = Pair { lines: Joint { left: its, right: others }, row };
                let Some(joined) = self.joined_lines(at, &pivot, &pair, memories) else { continue };
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
        let fate = fate(at, &pivot);
        let mut found = Found::default();
        let mut open: FxHashMap<Rest, Vec<Pair<'_, A>>> = FxHashMap::default();
        for (joined, pairs) in groups {
            match fate {
                Fate::Open if joined.has_places() => {
                    if let Some(rest) = self.rest(at, run, &pivot, joined, &pairs, memories) {
                        open.entry(rest).or_default().extend(pairs);
                    }
                    continue;
                }
                Fate::Compared => {
                    if let Some(cuts) = pivot.cuts(&self.automata, &joined.level, |node| at.query.cuts(node)) {
                        self.join_compared(at, run, &cuts, &pairs, memories, &mut found, budget)?;
                        continue;
                    }
                }
                Fate::Open | Fate::Known => {}
            }
            self.join_places(at, run, &pairs, memories, &mut found, budget)?;
        }
        for (rest, pairs) in open {
            self.join_open(&pivot, &rest, &pairs, &mut found, budget)?;
        }
        Ok(Some(found.into_iter().collect()))
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
        let misses = at.only.is_some_and(|(only, target)| run.misses(at.step, target, only, &self.automata));
        (!misses).then(|| run.key(at.step).into())
    }

    /// What two lines have in common when they are joined.
    fn joined_lines(
        &mut self,
        at: &At<'_, '_>,
        pivot: &Pivot,
        pair: &Pair<'_, A>,
        (left, right): (&[&[Id]], &[&[Id]]),
    ) -> Option<Joined> {
        let (state, choice) = pair.first()?;
        let (state, choice) = (left.get(state)?, right.get(choice)?);
        let Unit::Region(_, nodes) = &at.step.unit else { return None };
        let alone = nodes.iter().filter(|node| at.step.before.binary_search(node).is_err());
        let others = at.step.before.iter().chain(alone).filter(|node| !pivot.nodes().any(|its| its == **node));
        let memory = others.map(|node| self.joined(at.step, *node, state, choice)).collect();
        Some(Joined { memory, level: self.level(at.step, pivot, state, choice) })
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
        pivot: &Pivot,
        joined: Joined,
        pairs: &[Pair<'_, A>],
        (left, right): (&[&[Id]], &[&[Id]]),
    ) -> Option<Rest> {
        let (state, choice) = pairs.first()?.first()?;
        let (state, choice) = (left.get(state)?, right.get(choice)?);
        let memory = self.next_of(at, run, state, choice)?;
        let mut rest = Rest { memory, slots: Vec::new(), level: joined.level };
        for node in pivot.nodes() {
            let Ok(slot) = at.step.after.binary_search(&node) else { continue };
            if let Some(id) = rest.memory.get_mut(slot).filter(|id| **id != IDLE) {
                *id = 0;
                rest.slots.push((slot, node));
            }
        }
        Some(rest)
    }

    /// Counts pairs of lines by their place, where all that is remembered besides is the same.
    fn join_open(
        &mut self,
        pivot: &Pivot,
        rest: &Rest,
        pairs: &[Pair<'_, A>],
        found: &mut Found<A::Item>,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let items = self.products(pairs, budget)?;
        budget.spend(items.len() / 2)?;
        let slots: Vec<Option<(usize, Node)>> =
            pivot.nodes().map(|node| rest.slots.iter().find(|(_, its)| *its == node).copied()).collect();
        found.reserve(items.len());
        for (place, item, _) in items {
            let mut key = rest.memory.clone();
            for (slot, total) in slots.iter().zip(pivot.sums(place, &rest.level)) {
                if let Some(((slot, node), (sum, weight))) = slot.zip(total)
                    && let Some(automaton) = automaton(&mut self.automata, node)
                {
                    key[slot] = automaton.with_total(sum, weight);
                }
            }
            self.add(found, key, item);
        }
        Ok(())
    }

    /// Counts pairs by their place, and takes one step for each place.
    fn join_places(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        pairs: &[Pair<'_, A>],
        memories: (&[&[Id]], &[&[Id]]),
        found: &mut Found<A::Item>,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let items = self.products(pairs, budget)?;
        budget.spend(items.len())?;
        let finders: Vec<Finder<'_, A::Item>> = pairs.iter().map(|pair| Finder::new(pair.lines)).collect();
        for (place, item, pair) in items {
            let Some(shown) = finders.get(pair).and_then(|finder| finder.find(place)) else { continue };
            self.add_next(at, run, shown, memories, item, found);
        }
        Ok(())
    }

    fn products(
        &mut self,
        pairs: &[Pair<'_, A>],
        budget: &mut Budget,
    ) -> Result<Vec<(i64, A::Item, usize)>, Undecided> {
        budget.spend(products(pairs) / PRODUCTS)?;
        let lines: Vec<Joint<'_, A::Item>> = pairs.iter().map(|pair| pair.lines).collect();
        Ok(self.algebra.products(&lines))
    }

    /// Adds what becomes of a state and a choice, with what is carried there.
    fn add_next(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        (state, choice): (usize, usize),
        (left, right): (&[&[Id]], &[&[Id]]),
        item: A::Item,
        found: &mut Found<A::Item>,
    ) {
        let Some((state, choice)) = left.get(state).zip(right.get(choice)) else { return };
        if let Some(key) = self.next_of(at, run, state, choice) {
            self.add(found, key, item);
        }
    }

    fn add(&mut self, found: &mut Found<A::Item>, key: Box<[Id]>, item: A::Item) {
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

    /// Counts the pairs between two thresholds together.
    #[expect(clippy::too_many_arguments, reason = "the two sides, and what is done with them")]
    fn join_compared(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        cuts: &[i64],
        pairs: &[Pair<'_, A>],
        memories: (&[&[Id]], &[&[Id]]),
        found: &mut Found<A::Item>,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        let mut pieces: Pieces<A::Item> = vec![None; cuts.len() + 1];
        let look_ups = pairs.iter().fold(0usize, |sum, pair| sum.saturating_add(pair.lines.right.len()));
        let look_ups = look_ups.saturating_mul(cuts.len() + 1) / CUTS;
        if products(pairs) / PRODUCTS < look_ups {
            for (place, item, pair) in self.products(pairs, budget)? {
                let piece = &mut pieces[cuts.partition_point(|cut| *cut <= place)];
                match piece {
                    Some((sum, _)) => {
                        let one = self.algebra.one();
                        self.algebra.or_both(sum, &item, &one);
                    }
                    None => *piece = Some(item).zip(Finder::new(pairs[pair].lines).find(place)),
                }
            }
        } else {
            budget.spend(look_ups)?;
            pairs.iter().for_each(|pair| self.between(pair, cuts, &mut pieces));
        }
        for (item, shown) in pieces.into_iter().flatten() {
            self.add_next(at, run, shown, memories, item, found);
        }
        Ok(())
    }

    /// Adds the pairs between two cuts to their piece.
    fn between(&mut self, pair: &Pair<'_, A>, cuts: &[i64], pieces: &mut Pieces<A::Item>) {
        let left = pair.lines.left;
        for other in pair.lines.right {
            let mut start = 0;
            for (at, piece) in pieces.iter_mut().enumerate() {
                let end = match cuts.get(at) {
                    Some(cut) => start + left[start..].partition_point(|its| its.place + other.place < *cut),
                    None => left.len(),
                };
                if end > start {
                    let stretch = self.algebra.stretch(pair.row, start, end);
                    match piece {
                        Some((sum, _)) => self.algebra.or_both(sum, &stretch, &other.item),
                        None => {
                            let product = self.algebra.both(&stretch, &other.item);
                            *piece = Some((product, (left[start].index, other.index)));
                        }
                    }
                }
                start = end;
            }
        }
    }
}

/// How many pairs of places there are.
fn products<A: Algebra>(pairs: &[Pair<'_, A>]) -> usize {
    pairs.iter().fold(0, |sum, pair| sum.saturating_add(pair.lines.count()))
}

fn fate(at: &At<'_, '_>, pivot: &Pivot) -> Fate {
    let mut nodes = pivot.nodes();
    if pivot.nodes().all(|node| at.step.open.contains(&node) && !is_fed(at, node)) {
        return Fate::Open;
    }
    match nodes.all(|node| is_compared(at, node)) {
        true => Fate::Compared,
        false => Fate::Known,
    }
}

/// Whether a child of a node becomes known here, beside what the region leaves: then the places on a line do not tell
/// the whole sum.
fn is_fed(at: &At<'_, '_>, node: Node) -> bool {
    at.step.known.iter().any(|child| at.query.parents(*child).iter().any(|(parent, _)| *parent == node))
}

/// Whether a node becomes known here, of what the region leaves alone, and is only held against constants.
pub(super) fn is_compared(at: &At<'_, '_>, node: Node) -> bool {
    let parents = at.query.parents(node);
    at.step.known.contains(&node)
        && !is_fed(at, node)
        && !at.query.is_wanted(node)
        && at.query.thresholds(node).count() == parents.len()
}

/// Finds a pair at a place.
struct Finder<'a, I> {
    few: &'a [Placed<I>],
    many: FxHashMap<i64, usize>,
    swapped: bool,
}

impl<'a, I> Finder<'a, I> {
    fn new(lines: Joint<'a, I>) -> Finder<'a, I> {
        let swapped = lines.left.len() > lines.right.len();
        let (few, many) = if swapped { (lines.right, lines.left) } else { (lines.left, lines.right) };
        Finder { few, many: many.iter().map(|its| (its.place, its.index)).collect(), swapped }
    }

    fn find(&self, place: i64) -> Option<(usize, usize)> {
        let other = |its: &Placed<I>| self.many.get(&(place - its.place));
        let (few, many) = self.few.iter().find_map(|its| Some((its.index, *other(its)?)))?;
        Some(if self.swapped { (many, few) } else { (few, many) })
    }
}
