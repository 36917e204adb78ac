//! Joining what is left of a region to what was remembered before, where both are many.
//!
//! Pair by pair it would take as many steps as there are pairs. Along [`Lines`] it takes a step a line: where the sum
//! stays open, the counts of two lines are convolved, one step says what becomes of all else; where the sum is only
//! held against thresholds, the pairs between two of these are counted together.

use rustc_hash::FxHashMap;

use super::lines::{Level, Lines, Pivot, Side};
use super::{Choice, Outcomes, Walks};
use crate::analyse::algebra::Algebra;
use crate::analyse::automaton::{IDLE, Id};
use crate::analyse::graph::Node;
use crate::analyse::natural::Natural;
use crate::analyse::plan::{Query, Step, Unit};
use crate::analyse::run::{Run, automaton};
use crate::analyse::walk::{Budget, Undecided};
use crate::exact::Rational;

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
/// The most places of two lines together.
const LONGEST: usize = 1 << 22;

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

/// A line: its places and how many there are, with where each came from.
type Line = Vec<(i64, Natural, usize)>;

/// A line of either side.
struct Pair<'a> {
    left: &'a [(i64, Natural, usize)],
    right: &'a [(i64, Natural, usize)],
    /// How many there are before each place of the left one.
    sums: &'a [Natural],
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

type Found = FxHashMap<Box<[Id]>, Natural>;

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
        if self.most.is_some() || pairs < self.many || states.iter().any(|(_, item)| A::as_count(item).is_none()) {
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
        let counts = |lines: &Lines, count: &dyn Fn(usize) -> Option<Natural>| -> Vec<Line> {
            let one = |index: &usize| Some((lines.places.get(*index)?.1, count(*index)?, *index));
            lines.lines.iter().map(|line| line.iter().filter_map(one).collect()).collect()
        };
        let of_left = counts(&lines.0, &|index| A::as_count(&states.get(index)?.1).cloned());
        let of_right = counts(&lines.1, &|index| A::as_count(&choices.get(index)?.item).cloned());
        let memories = (left.memories, right.memories);
        let sums: Vec<Vec<Natural>> =
            of_left.iter().map(|line| summed(line.iter().map(|(_, count, _)| count))).collect();
        budget.spend(steps / KEYS)?;
        let mut groups: Vec<(Joined, Vec<Pair<'_>>)> = Vec::new();
        let mut group_of: FxHashMap<Joined, usize> = FxHashMap::default();
        for (its, sums) in of_left.iter().zip(&sums) {
            for others in &of_right {
                let pair = Pair { left: its, right: others, sums };
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
        let mut open: FxHashMap<Rest, Vec<Pair<'_>>> = FxHashMap::default();
        for (joined, pairs) in groups {
            match fate {
                Fate::Open if joined.has_places() => {
                    if let Some(rest) = self.rest(at, run, &pivot, joined, &pairs, memories) {
                        open.entry(rest).or_default().extend(pairs);
                    }
                    continue;
                }
                Fate::Compared => {
                    let thresholds = |node: Node| -> Vec<Rational> { at.query.thresholds(node).collect() };
                    if let Some(cuts) = pivot.cuts(&self.automata, &joined.level, thresholds) {
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
        let item = |(ids, count): (Box<[Id]>, Natural)| Some((ids, A::from_count(count)?));
        Ok(Some(found.into_iter().filter_map(item).collect()))
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
        pair: &Pair<'_>,
        (left, right): (&[&[Id]], &[&[Id]]),
    ) -> Option<Joined> {
        let (state, choice) = (left.get(pair.left.first()?.2)?, right.get(pair.right.first()?.2)?);
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
        pairs: &[Pair<'_>],
        (left, right): (&[&[Id]], &[&[Id]]),
    ) -> Option<Rest> {
        let pair = pairs.first()?;
        let (state, choice) = (left.get(pair.left.first()?.2)?, right.get(pair.right.first()?.2)?);
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
        pairs: &[Pair<'_>],
        found: &mut Found,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        budget.spend(products(pairs) / PRODUCTS)?;
        let counts = convolved(pairs);
        budget.spend(counts.len() / 2)?;
        let slots: Vec<Option<(usize, Node)>> =
            pivot.nodes().map(|node| rest.slots.iter().find(|(_, its)| *its == node).copied()).collect();
        found.reserve(counts.len());
        for (place, count, _) in counts {
            let mut key = rest.memory.clone();
            for (slot, total) in slots.iter().zip(pivot.sums(place, &rest.level)) {
                if let Some(((slot, node), (sum, weight))) = slot.zip(total)
                    && let Some(automaton) = automaton(&mut self.automata, node)
                {
                    key[slot] = automaton.with_total(sum, weight);
                }
            }
            add(found, key, count);
        }
        Ok(())
    }

    /// Counts pairs by their place, and takes one step for each place.
    fn join_places(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        pairs: &[Pair<'_>],
        memories: (&[&[Id]], &[&[Id]]),
        found: &mut Found,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        budget.spend(products(pairs) / PRODUCTS)?;
        let counts = convolved(pairs);
        budget.spend(counts.len())?;
        let finders: Vec<Finder<'_>> = pairs.iter().map(Finder::new).collect();
        for (place, count, pair) in counts {
            let Some((state, choice)) = finders.get(pair).and_then(|finder| finder.find(place)) else { continue };
            self.add_next(at, run, (state, choice), memories, count, found);
        }
        Ok(())
    }

    /// Adds what becomes of a state and a choice, so many of them.
    fn add_next(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        (state, choice): (usize, usize),
        (left, right): (&[&[Id]], &[&[Id]]),
        count: Natural,
        found: &mut Found,
    ) {
        let Some((state, choice)) = left.get(state).zip(right.get(choice)) else { return };
        if let Some(key) = self.next_of(at, run, state, choice) {
            add(found, key, count);
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
        pairs: &[Pair<'_>],
        memories: (&[&[Id]], &[&[Id]]),
        found: &mut Found,
        budget: &mut Budget,
    ) -> Result<(), Undecided> {
        // For each piece between two cuts how many pairs lie in it, and one of them.
        let mut pieces: Vec<(Natural, Option<(usize, usize)>)> = vec![(Natural::ZERO, None); cuts.len() + 1];
        let look_ups = pairs.iter().fold(0usize, |sum, pair| sum.saturating_add(pair.right.len()));
        let look_ups = look_ups.saturating_mul(cuts.len() + 1) / CUTS;
        let products = products(pairs) / PRODUCTS;
        budget.spend(look_ups.min(products))?;
        if products < look_ups {
            for (place, count, pair) in convolved(pairs) {
                let (total, shown) = &mut pieces[cuts.partition_point(|cut| *cut <= place)];
                *total = total.plus(&count);
                if shown.is_none() {
                    *shown = pairs.get(pair).and_then(|pair| Finder::new(pair).find(place));
                }
            }
        } else {
            for pair in pairs {
                between(pair, cuts, &mut pieces);
            }
        }
        for (count, shown) in pieces {
            if let Some(shown) = shown {
                self.add_next(at, run, shown, memories, count, found);
            }
        }
        Ok(())
    }
}

/// Adds the pairs between two cuts to their piece.
fn between(pair: &Pair<'_>, cuts: &[i64], pieces: &mut [(Natural, Option<(usize, usize)>)]) {
    for (place, count, index) in pair.right {
        let mut start = 0;
        for (piece, (total, shown)) in pieces.iter_mut().enumerate() {
            let end = match cuts.get(piece) {
                Some(cut) => start + pair.left[start..].partition_point(|(its, ..)| its + place < *cut),
                None => pair.left.len(),
            };
            if end > start {
                *total = total.plus(&count.times(&pair.sums[end].minus(&pair.sums[start])));
                shown.get_or_insert((pair.left[start].2, *index));
            }
            start = end;
        }
    }
}

/// How many pairs of places there are.
fn products(pairs: &[Pair<'_>]) -> usize {
    pairs.iter().fold(0, |sum, pair| sum.saturating_add(pair.left.len().saturating_mul(pair.right.len())))
}

/// How many there are before each place of a line, and in all.
pub(super) fn summed<'n>(line: impl Iterator<Item = &'n Natural>) -> Vec<Natural> {
    let mut sums = vec![Natural::ZERO];
    for count in line {
        let sum = sums.last().map_or(Natural::ZERO, |sum| sum.plus(count));
        sums.push(sum);
    }
    sums
}

fn add(found: &mut Found, key: Box<[Id]>, count: Natural) {
    match found.get_mut(&key) {
        Some(known) => *known = known.plus(&count),
        None => {
            found.insert(key, count);
        }
    }
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

/// How many there are at each place, and which of the pairs of lines has one there.
fn convolved(pairs: &[Pair<'_>]) -> Vec<(i64, Natural, usize)> {
    let ends = |line: &[(i64, Natural, usize)]| Some((line.first()?.0, line.last()?.0));
    let spans = pairs.iter().filter_map(|pair| {
        let ((first, last), (its_first, its_last)) = ends(pair.left).zip(ends(pair.right))?;
        Some((first + its_first, last + its_last))
    });
    let Some((start, end)) = spans.reduce(|(start, end), (first, last)| (start.min(first), end.max(last))) else {
        return Vec::new();
    };
    let all = |line: &[(i64, Natural, usize)]| line.iter().fold(Natural::ZERO, |sum, (_, count, _)| sum.plus(count));
    let most = pairs.iter().fold(Natural::ZERO, |sum, pair| sum.plus(&all(pair.left).times(&all(pair.right))));
    let length = usize::try_from(end - start).unwrap_or(usize::MAX);
    if length < LONGEST && most.to_u128().is_some() {
        let mut counts = vec![(0u128, 0); length + 1];
        let small = |line: &[(i64, Natural, usize)], start: i64| -> Vec<(usize, u128)> {
            let one = |(place, count, _): &(i64, Natural, usize)| {
                Some((usize::try_from(place - start).ok()?, count.to_u128()?))
            };
            line.iter().filter_map(one).collect()
        };
        for (at, pair) in pairs.iter().enumerate() {
            let Some((first, _)) = ends(pair.left) else { continue };
            let (mut few, mut many) = (small(pair.left, first), small(pair.right, start - first));
            if few.len() > many.len() {
                std::mem::swap(&mut few, &mut many);
            }
            for (offset, count) in &few {
                for (place, its) in &many {
                    // All of them together fit.
                    let (slot, its_pair) = &mut counts[offset + place];
                    *slot = slot.wrapping_add(count.wrapping_mul(*its));
                    *its_pair = at;
                }
            }
        }
        let filled = (start..).zip(counts).filter(|(_, (count, _))| *count > 0);
        return filled.map(|(place, (count, pair))| (place, Natural::from(count), pair)).collect();
    }
    let mut counts: FxHashMap<i64, (Natural, usize)> = FxHashMap::default();
    for (at, pair) in pairs.iter().enumerate() {
        for (place, count, _) in pair.left {
            for (its, other) in pair.right.iter().map(|(its, other, _)| (its, other)) {
                let (slot, _) = counts.entry(place + its).or_insert((Natural::ZERO, at));
                *slot = slot.plus(&count.times(other));
            }
        }
    }
    let counts = counts.into_iter().map(|(place, (count, pair))| (place, count, pair));
    let mut counts: Vec<(i64, Natural, usize)> = counts.collect();
    counts.sort_unstable_by_key(|(place, ..)| *place);
    counts
}

/// Finds a pair at a place.
struct Finder<'a> {
    few: &'a [(i64, Natural, usize)],
    many: FxHashMap<i64, usize>,
    swapped: bool,
}

impl<'a> Finder<'a> {
    fn new(pair: &Pair<'a>) -> Finder<'a> {
        let swapped = pair.left.len() > pair.right.len();
        let (few, many) = if swapped { (pair.right, pair.left) } else { (pair.left, pair.right) };
        Finder { few, many: many.iter().map(|(place, _, index)| (*place, *index)).collect(), swapped }
    }

    fn find(&self, place: i64) -> Option<(usize, usize)> {
        let (few, many) =
            self.few.iter().find_map(|(its, _, index)| Some((*index, *self.many.get(&(place - its))?)))?;
        Some(if self.swapped { (many, few) } else { (few, many) })
    }
}
