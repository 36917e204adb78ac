//! Outcomes that differ in one sum alone, as places on a line.
//!
//! Where areas are joined, a sum of scores is what most of the memories differ in. Those that remember the same but for
//! it are a *line*, and the sum is a *place* on it, a whole number. Other sums that grow in proportion, as those of an
//! older version of a model do, go along: what is left of them when their proportion is taken away is the same all over
//! the line.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;
use rustc_hash::FxHashMap;

use crate::analyse::automaton::{Automaton, Id};
use crate::analyse::graph::Node;
use crate::exact::Rational;

/// Which sum lines go along, and how its values are numbered.
#[derive(Debug, Clone)]
pub struct Pivot {
    /// The node whose sum it is.
    pub node: Node,
    /// Sums that go along: the node, and how much its sum grows where that of the pivot grows by 1.
    pub along: Vec<(Node, Rational)>,
    /// So many places are 1.
    scale: Rational,
}

/// The weight of a sum, and what is left of it when its proportion to the pivot is taken away; none where it is lost.
pub type Level = Option<(Rational, Rational)>;

/// What is left of a walk, sorted into lines.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// Of each outcome: its line, and its place on it.
    pub places: Vec<(usize, i64)>,
    /// The outcomes of each line, by place.
    pub lines: Vec<Vec<usize>>,
}

/// The most places between the first and the last.
pub(super) const FARTHEST: i64 = 1 << 40;

/// The sum of a memory, and its weight; none where it is no sum.
pub(super) fn total(automata: &[Option<Automaton>], node: Node, memory: Id) -> Option<(&Rational, &Rational)> {
    let automaton = automata.get(node.0 as usize).and_then(Option::as_ref)?;
    automaton.as_total(memory).filter(|(low, high, _)| low == high).map(|(sum, _, weight)| (sum, weight))
}

/// So many places are 1, where that many give each of the sums a whole number, too.
pub(super) fn common<'a>(mut scale: i64, sums: impl Iterator<Item = &'a Rational>) -> Option<i64> {
    for sum in sums {
        let (_, denominator) = sum.small()?;
        if scale % denominator != 0 {
            let factor = denominator / scale.gcd(&denominator);
            scale = scale.checked_mul(factor).filter(|scale| *scale < FARTHEST)?;
        }
    }
    Some(scale)
}

/// The place of a sum, and of the next whole place at or above it.
fn place(sum: &Rational, scale: &Rational) -> Option<(i64, i64)> {
    let scaled = sum * scale;
    if let Some(place) = scaled.to_i64() {
        return (place.abs() < FARTHEST).then_some((place, place));
    }
    let place = |number: BigInt| number.to_i64().filter(|place| place.abs() < FARTHEST);
    let big = scaled.to_big();
    Some((place(big.floor().to_integer())?, place(big.ceil().to_integer())?))
}

/// The places from which on a sum is at least `at`, and more than it.
pub(super) fn from(at: &Rational, scale: &Rational) -> Option<[i64; 2]> {
    let (below, above) = place(at, scale)?;
    Some([above, below.saturating_add(1)])
}

/// Outcomes, as what is remembered of some nodes.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The nodes, ascending.
    pub nodes: &'a [Node],
    /// What is remembered of them.
    pub memories: &'a [&'a [Id]],
}

impl<'a> Side<'a> {
    fn slot(&self, node: Node) -> Option<usize> {
        self.nodes.binary_search(&node).ok()
    }

    /// The sums of a node, where it has some.
    pub(super) fn sums(
        &self,
        automata: &'a [Option<Automaton>],
        node: Node,
    ) -> impl Iterator<Item = &'a Rational> + use<'a> {
        let (slot, memories) = (self.slot(node), self.memories);
        memories.iter().filter_map(move |memory| Some(total(automata, node, *memory.get(slot?)?)?.0))
    }

    fn variety(&self, node: Node) -> usize {
        let Some(slot) = self.slot(node) else { return 0 };
        let mut ids: Vec<Id> = self.memories.iter().filter_map(|memory| memory.get(slot).copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    }

    /// How a sum grows with another one, from the first two outcomes that differ in it.
    fn ratio(&self, automata: &[Option<Automaton>], pivot: Node, node: Node) -> Option<Rational> {
        let (at, its) = (self.slot(pivot)?, self.slot(node)?);
        let pair = |memory: &&[Id]| {
            Some((
                total(automata, pivot, *memory.get(at)?)?.0.clone(),
                total(automata, node, *memory.get(its)?)?.0.clone(),
            ))
        };
        let mut pairs = self.memories.iter().filter_map(pair);
        let (first, its_first) = pairs.next()?;
        let (second, its_second) = pairs.find(|(sum, _)| *sum != first)?;
        (&its_second - &its_first).checked_div(&(&second - &first))
    }

    /// Into how many lines a sum that goes along would part the outcomes.
    fn parted(&self, automata: &[Option<Automaton>], pivot: Node, node: Node, ratio: &Rational) -> usize {
        let (Some(at), Some(its)) = (self.slot(pivot), self.slot(node)) else { return usize::MAX };
        let mut left: Vec<Rational> = self
            .memories
            .iter()
            .filter_map(|memory| {
                let sum = total(automata, pivot, *memory.get(at)?)?.0;
                Some(total(automata, node, *memory.get(its)?)?.0 - &(ratio * sum))
            })
            .collect();
        left.sort_unstable();
        left.dedup();
        left.len()
    }
}

impl Pivot {
    /// The sum that parts two sides into the fewest lines, of those that both have; none where there is no sum.
    pub fn of(automata: &[Option<Automaton>], left: Side<'_>, right: Side<'_>) -> Option<Pivot> {
        let both = || left.nodes.iter().copied().filter(|node| right.slot(*node).is_some());
        let is_sum =
            |node: &Node| left.sums(automata, *node).next().is_some() && right.sums(automata, *node).next().is_some();
        let sums: Vec<Node> = both().filter(is_sum).collect();
        let node = sums.iter().copied().max_by_key(|node| left.variety(*node).saturating_add(right.variety(*node)))?;
        let along = sums.iter().filter(|other| **other != node).map(|other| {
            let ratios = [left.ratio(automata, node, *other), right.ratio(automata, node, *other)];
            let best = ratios.into_iter().flatten().min_by_key(|ratio| {
                let (here, there) =
                    (left.parted(automata, node, *other, ratio), right.parted(automata, node, *other, ratio));
                here.saturating_mul(there)
            });
            (*other, best.unwrap_or_default())
        });
        let along = along.collect();
        let sums = left.sums(automata, node).chain(right.sums(automata, node));
        let scale = Rational::from(common(1, sums)?);
        Some(Pivot { node, along, scale })
    }

    /// The same pivot, numbered so that further sums have a place, too, and by how much places grow; none where the
    /// region that is joined has not the same sums.
    pub fn refined(&self, automata: &[Option<Automaton>], loose: Side<'_>, region: Side<'_>) -> Option<(Pivot, i64)> {
        let mut sums = region.sums(automata, self.node).peekable();
        sums.peek()?;
        if !self.nodes().all(|node| region.slot(node).is_some()) {
            return None;
        }
        let known = self.scale.to_i64()?;
        let scale = common(known, loose.sums(automata, self.node).chain(sums))?;
        let pivot = Pivot { scale: Rational::from(scale), ..self.clone() };
        Some((pivot, scale.checked_div(known)?))
    }

    /// A place where places have grown.
    pub fn grown(place: i64, factor: i64) -> Option<i64> {
        place.checked_mul(factor).filter(|place| place.abs() < FARTHEST)
    }

    /// The pivot, and what goes along with it.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        std::iter::once(self.node).chain(self.along.iter().map(|(node, _)| *node))
    }

    /// So many places are 1.
    pub fn scale(&self) -> &Rational {
        &self.scale
    }

    /// The sums at a place, of the pivot and of what goes along with it, given their [`level`](Self::level).
    pub fn sums(&self, place: i64, level: &[Level]) -> Vec<Option<(Rational, Rational)>> {
        let pivot = Rational::from(place).checked_div(&self.scale).unwrap_or_default();
        let ratios = std::iter::once(None).chain(self.along.iter().map(|(_, ratio)| Some(ratio)));
        let sum = |(level, ratio): (&Level, Option<&Rational>)| {
            let (weight, left) = level.as_ref()?;
            Some((ratio.map_or_else(|| pivot.clone(), |ratio| left + &(ratio * &pivot)), weight.clone()))
        };
        level.iter().zip(ratios).map(sum).collect()
    }

    /// Whether all that goes along changes along a line.
    pub fn moves_all(&self) -> bool {
        self.along.iter().all(|(_, ratio)| !ratio.is_zero())
    }

    /// Sorts outcomes into lines; none where their places lie too far apart.
    pub fn lines(&self, automata: &[Option<Automaton>], side: Side<'_>) -> Option<Lines> {
        let mut found = Lines::default();
        let mut numbers: FxHashMap<Rational, u64> = FxHashMap::default();
        let mut number = |rational: &Rational| {
            let next = u64::try_from(numbers.len()).unwrap_or(u64::MAX);
            match numbers.get(rational) {
                Some(known) => *known,
                None => *numbers.entry(rational.clone()).or_insert(next),
            }
        };
        let ratio = |node: Node| self.along.iter().find(|(along, _)| *along == node).map(|(_, ratio)| ratio);
        let mut line_of: FxHashMap<Vec<u64>, usize> = FxHashMap::default();
        let at = side.slot(self.node);
        let mut places: FxHashMap<Id, i64> = FxHashMap::default();
        for (index, memory) in side.memories.iter().enumerate() {
            let pivot = at.and_then(|at| memory.get(at)).copied();
            let sum = pivot.and_then(|id| total(automata, self.node, id));
            let mut key: Vec<u64> = Vec::with_capacity(memory.len().saturating_mul(2));
            for (node, id) in side.nodes.iter().zip(*memory) {
                match (total(automata, *node, *id), sum, ratio(*node)) {
                    (Some((_, weight)), _, _) if *node == self.node => key.extend([u64::MAX, number(weight)]),
                    (Some((its, weight)), Some((sum, _)), Some(ratio)) => {
                        key.extend([u64::MAX, number(weight), number(&(its - &(ratio * sum)))]);
                    }
                    _ => key.push(u64::from(*id)),
                }
            }
            let place = match (pivot, sum) {
                (Some(id), Some((sum, _))) => match places.get(&id) {
                    Some(place) => *place,
                    None => *places.entry(id).or_insert(place(sum, &self.scale)?.0),
                },
                _ => 0,
            };
            let next = found.lines.len();
            let line = *line_of.entry(key).or_insert(next);
            if line == next {
                found.lines.push(Vec::new());
            }
            found.lines.get_mut(line)?.push(index);
            found.places.push((line, place));
        }
        let places = &found.places;
        for line in &mut found.lines {
            line.sort_by_key(|index| places.get(*index).map(|(_, place)| *place));
        }
        Some(found)
    }

    /// What the sums on a line have in common, for the pivot and each that goes along: the weight, and what is left of
    /// the sum. `joined` are their memories there.
    pub fn level(&self, automata: &[Option<Automaton>], joined: &[Option<Id>]) -> Vec<Level> {
        let mut totals = self.nodes().zip(joined).map(|(node, id)| total(automata, node, (*id)?));
        let pivot = totals.next().flatten();
        let first = pivot.map(|(_, weight)| (weight.clone(), Rational::ZERO));
        let along = self.along.iter().zip(totals).map(|((_, ratio), its)| {
            let (its, weight) = its?;
            let left = pivot.map_or_else(|| its.clone(), |(sum, _)| its - &(ratio * sum));
            Some((weight.clone(), left))
        });
        std::iter::once(first).chain(along).collect()
    }

    /// Where the values of the pivot, and of what goes along with it, pass a threshold: the places on a line with this
    /// [`level`](Self::level) from which on they are at least there, or above. None where one that goes along has lost
    /// the pivot, or places lie too far apart.
    pub fn cuts(
        &self,
        automata: &[Option<Automaton>],
        level: &[Level],
        thresholds: impl Fn(Node) -> Vec<(Rational, [bool; 2])>,
    ) -> Option<Vec<i64>> {
        let mut cuts = self.marks(automata, level, thresholds)?;
        cuts.sort_unstable();
        cuts.dedup();
        Some(cuts)
    }

    /// The [`cuts`](Self::cuts), threshold by threshold: on lines of the same weights each stands for the same.
    pub fn marks(
        &self,
        automata: &[Option<Automaton>],
        level: &[Level],
        thresholds: impl Fn(Node) -> Vec<(Rational, [bool; 2])>,
    ) -> Option<Vec<i64>> {
        let mut marks = Vec::new();
        let (pivot, along) = level.split_first()?;
        if pivot.is_none() {
            return along.iter().all(Option::is_none).then_some(marks);
        }
        let one = Rational::ONE;
        let ratios = std::iter::once(&one).chain(self.along.iter().map(|(_, ratio)| ratio));
        for ((node, ratio), level) in self.nodes().zip(ratios).zip(level).filter(|((_, ratio), _)| !ratio.is_zero()) {
            let Some((weight, left)) = level else { continue };
            // Where more of the pivot is less of it, the two are the other way round.
            let is_turned = ratio.is_negative() || weight.is_negative();
            for (value, apart) in thresholds(node) {
                let automaton = automata.get(node.0 as usize).and_then(Option::as_ref);
                let Some(at) = automaton.and_then(|automaton| automaton.sum_at(weight, &value)) else { continue };
                let both = from(&(&at - left).checked_div(ratio)?, &self.scale)?;
                marks.extend(
                    both.into_iter().zip(apart).filter(|(_, wanted)| *wanted || is_turned).map(|(mark, _)| mark),
                );
            }
        }
        Some(marks)
    }
}
