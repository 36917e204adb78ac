//! Joining three ways where two sums are held against thresholds that do not grow in proportion, as those of two
//! versions with other weights: what was joined along lines is not multiplied out, but looked up by cells between
//! thresholds of either sum.

use num_integer::Integer;
use rustc_hash::FxHashMap;

use super::fate::is_compared;
use super::join::{At, Pair, Sides};
use super::lines::{FARTHEST, Pivot, Side, common, from, total};
use super::states::{Kept, Lined, Rest, States};
use super::{Outcomes, Walks};
use crate::analyse::algebra::{Algebra, Crowd, Field, Goals, Joint, Placed, Slanted, Spot};
use crate::analyse::automaton::Id;
use crate::analyse::graph::Node;
use crate::analyse::plan::{Step, Unit};
use crate::analyse::run::{Only, Run, automaton};
use crate::analyse::walk::{Budget, Undecided};
use crate::exact::Rational;

/// Fewer lines are multiplied out.
const LINES: usize = 64;
/// So many spots on lines are a step, and so many look-ups.
const SPOTS: usize = 128;
const LOOK_UPS: usize = 32;
/// So few spots are rather multiplied out than something left open.
const FEW: usize = 1 << 16;

/// Lines as the products that they are.
pub(super) struct Product<I> {
    pub pivot: Pivot,
    left: Vec<Row<I>>,
    right: Vec<Row<I>>,
    lines: Vec<(Rest, Vec<Pair>)>,
}

/// A line that is joined to others.
struct Row<I> {
    placed: Vec<Placed<I>>,
    /// The second sum at its first place.
    second: Rational,
}

/// What is remembered besides two sums, and what these weigh.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Class {
    memory: Box<[Id]>,
    weights: [Rational; 2],
}

/// The two sums: how many places are 1, and by how much the second one grows along lines.
struct Sums {
    nodes: [Node; 2],
    scales: [Rational; 2],
    ratio: Rational,
}

impl<A: Algebra> Walks<A> {
    /// What is joined along lines, as the products that they are, where the next step holds both sums against
    /// thresholds.
    pub(super) fn product(
        &self,
        at: &At<'_, '_>,
        next: Option<&Step>,
        sides: &Sides<'_, A::Item>,
        open: &FxHashMap<Rest, Vec<Pair>>,
    ) -> Option<Product<A::Item>> {
        let step = next.filter(|step| matches!(step.unit, Unit::Region(..)))?;
        let next = At { query: at.query, step, only: at.only };
        let Unit::Region(_, nodes) = &at.step.unit else { return None };
        let (second, ratio) = sides.pivot.along.first().filter(|_| sides.pivot.along.len() == 1)?;
        let is_one_by_one = self.many > 1 && open.len() < LINES;
        let whole =
            |(rest, _): (&Rest, _)| rest.slots.iter().all(Option::is_some) && rest.level.iter().all(Option::is_some);
        let fits = A::CELLS
            && !is_one_by_one
            && ratio.is_positive()
            && ratio.small().is_some()
            && sides.pivot.nodes().all(|node| is_compared(&next, node))
            && open.iter().all(whole);
        if !fits {
            return None;
        }
        let row = |lined: &Lined<'_, A::Item>, nodes: &[Node], line: usize| {
            let memory = *lined.first(line).get(nodes.binary_search(second).ok()?)?;
            Some(Row { placed: lined.line(line).to_vec(), second: total(&self.automata, *second, memory)?.0.clone() })
        };
        let left = (0..sides.left.len()).map(|line| row(sides.left, &at.step.before, line));
        let right = (0..sides.right.len()).map(|line| row(sides.right, nodes, line));
        let (left, right) = (left.collect::<Option<Vec<_>>>()?, right.collect::<Option<Vec<_>>>()?);
        let lines = open.iter().map(|(rest, pairs)| (rest.clone(), pairs.clone())).collect();
        Some(Product { pivot: sides.pivot.clone(), left, right, lines })
    }

    /// The lines multiplied out.
    pub(super) fn multiplied(
        &mut self,
        product: Product<A::Item>,
        budget: &mut Budget,
    ) -> Result<Kept<A::Item>, Undecided> {
        let mut lines = Vec::with_capacity(product.lines.len());
        for (rest, pairs) in product.lines {
            let joint =
                |pair: &Pair| Joint { left: &product.left[pair.left].placed, right: &product.right[pair.right].placed };
            let joints: Vec<Joint<'_, A::Item>> = pairs.iter().map(joint).collect();
            let items = self.multiply(&joints, budget)?;
            budget.spend(items.len() / 2)?;
            let placed = items.into_iter().map(|(place, item, _)| Placed { place, item, index: 0 });
            lines.push((rest, placed.collect()));
        }
        Ok(Kept { pivot: product.pivot, lines })
    }

    /// Joins the outcomes of a region to lines that are not multiplied out; none where they have to be.
    pub(super) fn join_product(
        &mut self,
        at: &At<'_, '_>,
        run: &mut Run<'_, '_>,
        product: &Product<A::Item>,
        outcomes: &Outcomes<A::Item>,
        budget: &mut Budget,
    ) -> Result<Option<States<A::Item>>, Undecided> {
        let Unit::Region(_, nodes) = &at.step.unit else { return Ok(None) };
        let brought: Vec<&[Id]> = outcomes.iter().map(|(memory, _)| &**memory).collect();
        let region = Side { nodes, memories: &brought };
        let Some((sums, factor)) = self.sums(product, region) else { return Ok(None) };
        let Some(rows) = sums.rows(product, factor) else { return Ok(None) };
        let Some(classes) = self.classes(&sums, nodes, outcomes) else { return Ok(None) };
        let mut goals = Goals { found: Vec::new(), doubtful: Vec::new() };
        let mut goal_of: FxHashMap<Box<[Id]>, usize> = FxHashMap::default();
        let mut spots_in_all = 0usize;
        for (class, lines) in product.classes() {
            let mut field = Field {
                left: &rows.left,
                right: &rows.right,
                lines: sums.slanted(lines, &rows),
                crowds: Vec::new(),
                start: rows.start,
                steps: rows.steps,
                slants: sums.slants(),
            };
            let Some(ends) = field.ends() else { return Ok(None) };
            for (its, choice, spots) in &classes {
                let weights = [0, 1].map(|which| &class.weights[which] + &its.weights[which]);
                let cuts = [0, 1].map(|which| self.cuts_of(at, &sums, which, &weights[which]));
                let [Some(firsts), Some(seconds)] = cuts else { return Ok(None) };
                let mut crowd = Crowd { spots, firsts, seconds, lowest: [0; 2], goals: Vec::new() };
                crowd.drop_far(ends);
                budget.spend(crowd.corners())?;
                for cell in 0..crowd.corners() {
                    let state = self.state_at(at, &sums, &class, choice, crowd.places(cell));
                    let Some(state) = state else { return Ok(None) };
                    let next = self.next_of(at, run, &state, choice);
                    crowd.goals.push(next.map(|next| {
                        let count = goal_of.len();
                        *goal_of.entry(next).or_insert(count)
                    }));
                }
                crowd.drop_idle();
                field.crowds.push(crowd);
            }
            goals.found.resize(goal_of.len(), None);
            goals.doubtful.resize(goal_of.len(), u64::MAX);
            let count = field.count();
            spots_in_all = spots_in_all.saturating_add(count);
            budget.spend(count / SPOTS)?;
            budget.spend(field.look_ups() / LOOK_UPS)?;
            if !self.algebra.cells(&field, &mut goals) {
                return Ok(None);
            }
        }
        let mut found = Outcomes::new();
        for (next, goal) in goal_of {
            let item = goals.found[goal].take();
            let cost = item.as_ref().map(|item| self.algebra.cost(item).unwrap_or(0));
            match (goals.doubtful[goal] < cost.unwrap_or(u64::MAX), item) {
                (false, Some(item)) => found.push((next, item)),
                (false, None) => {}
                // Where it is not asked for all, the others are told.
                (true, _) if at.only == Some(Only::Apart) && spots_in_all >= FEW => {}
                (true, _) => return Ok(None),
            }
        }
        Ok(Some(States::from(found)))
    }

    /// The outcomes, those together that differ in the sums alone, with one of them.
    fn classes<'o>(
        &self,
        sums: &Sums,
        nodes: &[Node],
        outcomes: &'o Outcomes<A::Item>,
    ) -> Option<Vec<Crowded<'o, A::Item>>> {
        let mut classes: Vec<Crowded<'_, A::Item>> = Vec::new();
        let mut class_of: FxHashMap<Class, usize> = FxHashMap::default();
        for (memory, item) in outcomes {
            let (class, [first, second]) = self.classified(sums, nodes, memory)?;
            let number = *class_of.entry(class.clone()).or_insert(classes.len());
            if number == classes.len() {
                classes.push((class, memory, Vec::new()));
            }
            let spot = Spot { first: sums.place(0, &first)?, second: sums.place(1, &second)?, item };
            classes[number].2.push((sums.slant(Some(&spot)), spot));
        }
        for (_, _, spots) in &mut classes {
            spots.sort_by_key(|(slant, _)| *slant);
        }
        Some(classes)
    }

    /// The two sums, numbered so that all have a place, and by how much the places of the product grow.
    fn sums(&self, product: &Product<A::Item>, region: Side<'_>) -> Option<(Sums, i64)> {
        let nothing = Side { nodes: &[], memories: &[] };
        let (pivot, factor) = product.pivot.refined(&self.automata, nothing, region)?;
        let (second, ratio) = pivot.along.first()?.clone();
        let first = Sums { nodes: [pivot.node, second], scales: [pivot.scale().clone(), Rational::ONE], ratio };
        let mut scale = 1;
        for row in product.left.iter().chain(&product.right) {
            let along: Option<Vec<Rational>> =
                row.placed.iter().map(|placed| first.second(row, placed.place, factor)).collect();
            scale = common(scale, along?.iter())?;
        }
        let scale = common(scale, region.sums(&self.automata, second))?;
        Some((Sums { scales: [pivot.scale().clone(), Rational::from(scale)], ..first }, factor))
    }

    /// What an outcome remembers besides the sums, what these weigh, and the sums.
    fn classified(&self, sums: &Sums, nodes: &[Node], memory: &[Id]) -> Option<(Class, [Rational; 2])> {
        let mut rest: Box<[Id]> = memory.into();
        let mut of = |node: Node| {
            let id = std::mem::take(rest.get_mut(nodes.binary_search(&node).ok()?)?);
            total(&self.automata, node, id).map(|(sum, weight)| (sum.clone(), weight.clone()))
        };
        let ((first, weight), (second, other)) = (of(sums.nodes[0])?, of(sums.nodes[1])?);
        Some((Class { memory: rest, weights: [weight, other] }, [first, second]))
    }

    /// The places from which on a sum of this weight has passed a threshold, ascending.
    fn cuts_of(&self, at: &At<'_, '_>, sums: &Sums, which: usize, weight: &Rational) -> Option<Vec<i64>> {
        let node = sums.nodes[which];
        let automaton = self.automata.get(node.0 as usize).and_then(Option::as_ref)?;
        let mut cuts = Vec::new();
        for (value, apart) in at.query.cuts(node) {
            let Some(sum) = automaton.sum_at(weight, &value) else { continue };
            let places = from(&sum, &sums.scales[which])?;
            let is_turned = weight.is_negative();
            cuts.extend(places.into_iter().zip(apart).filter(|(_, apart)| *apart || is_turned).map(|(place, _)| place));
        }
        cuts.sort_unstable();
        cuts.dedup();
        Some(cuts)
    }

    /// A state with which an outcome comes to these places of the sums.
    fn state_at(
        &mut self,
        at: &At<'_, '_>,
        sums: &Sums,
        class: &Class,
        outcome: &[Id],
        places: [i64; 2],
    ) -> Option<Box<[Id]>> {
        let Unit::Region(_, nodes) = &at.step.unit else { return None };
        let mut state = class.memory.clone();
        for (which, node) in sums.nodes.into_iter().enumerate() {
            let its = *outcome.get(nodes.binary_search(&node).ok()?)?;
            let its = total(&self.automata, node, its)?.0.clone();
            let sum = &Rational::from(places[which]).checked_div(&sums.scales[which])? - &its;
            let slot = at.step.before.binary_search(&node).ok()?;
            *state.get_mut(slot)? = automaton(&mut self.automata, node)?.with_total(sum, class.weights[which].clone());
        }
        Some(state)
    }
}

/// Rows of which lines are made.
struct Rows<I> {
    left: Vec<Vec<Spot<I>>>,
    right: Vec<Vec<Spot<I>>>,
    /// How far each lies to the side.
    slants: [Vec<i128>; 2],
    /// The first place of either sum, and how far the next one is from it.
    start: [i64; 2],
    steps: [i64; 2],
}

/// Outcomes that differ in the sums alone, one of them, and where they lie.
type Crowded<'o, I> = (Class, &'o [Id], Vec<(i128, Spot<&'o I>)>);

impl<I> Product<I> {
    /// The lines, those together that differ in the sums alone.
    fn classes(&self) -> Vec<(Class, Vec<&[Pair]>)> {
        let mut classes: Vec<(Class, Vec<&[Pair]>)> = Vec::new();
        let mut class_of: FxHashMap<Class, usize> = FxHashMap::default();
        for (rest, pairs) in &self.lines {
            let mut weights = rest.level.iter().flatten().map(|(weight, _)| weight.clone());
            let weights = [weights.next().unwrap_or_default(), weights.next().unwrap_or_default()];
            let class = Class { memory: rest.memory.clone(), weights };
            let number = *class_of.entry(class.clone()).or_insert(classes.len());
            if number == classes.len() {
                classes.push((class, Vec::new()));
            }
            classes[number].1.push(pairs);
        }
        classes
    }
}

impl Sums {
    /// The second sum at a place of a row, which has grown.
    fn second<I>(&self, row: &Row<I>, place: i64, factor: i64) -> Option<Rational> {
        let grown = place.checked_sub(row.placed.first()?.place)?.checked_mul(factor)?;
        Some(&row.second + &(&self.ratio * &Rational::from(grown).checked_div(&self.scales[0])?))
    }

    fn place(&self, which: usize, sum: &Rational) -> Option<i64> {
        (sum * &self.scales[which]).to_i64().filter(|place| place.abs() < FARTHEST)
    }

    /// The places of the rows of which lines are made, numbered as closely as they lie.
    fn rows<I: Clone>(&self, product: &Product<I>, factor: i64) -> Option<Rows<I>> {
        let spot = |row: &Row<I>, placed: &Placed<I>| {
            let second = self.second(row, placed.place, factor)?;
            let first = Pivot::grown(placed.place, factor)?;
            Some(Spot { first, second: self.place(1, &second)?, item: placed.item.clone() })
        };
        let spots = |row: &Row<I>| row.placed.iter().map(|placed| spot(row, placed)).collect::<Option<Vec<_>>>();
        let mut left = product.left.iter().map(spots).collect::<Option<Vec<_>>>()?;
        let mut right = product.right.iter().map(spots).collect::<Option<Vec<_>>>()?;
        let (mut start, mut steps) = ([0; 2], [0; 2]);
        for rows in [&left, &right] {
            let first = rows.iter().flatten().next()?;
            start = [start[0] + first.first, start[1] + first.second];
            for spot in rows.iter().flatten() {
                steps = [steps[0].gcd(&(spot.first - first.first)), steps[1].gcd(&(spot.second - first.second))];
            }
        }
        let steps = steps.map(|step: i64| step.max(1));
        let slants = [&left, &right].map(|rows| rows.iter().map(|row| self.slant(row.first())).collect());
        for rows in [&mut left, &mut right] {
            let first = rows.iter().flatten().next().map_or([0; 2], |spot| [spot.first, spot.second]);
            for spot in rows.iter_mut().flatten() {
                spot.first = (spot.first - first[0]) / steps[0];
                spot.second = (spot.second - first[1]) / steps[1];
            }
        }
        Some(Rows { left, right, slants, start, steps })
    }

    /// By how much a place of either sum lies further to the side.
    fn slants(&self) -> [i128; 2] {
        let whole = |rational: &Rational| rational.small().map_or(1, |(whole, _)| i128::from(whole));
        let (up, down) = self.ratio.small().map_or((1, 1), |(up, down)| (i128::from(up), i128::from(down)));
        [whole(&self.scales[1]) * up, whole(&self.scales[0]) * down]
    }

    /// How far to the side a spot lies.
    fn slant<I>(&self, spot: Option<&Spot<I>>) -> i128 {
        let slants = self.slants();
        spot.map_or(0, |spot| i128::from(spot.second) * slants[1] - i128::from(spot.first) * slants[0])
    }

    /// Lines by how far they lie to the side.
    fn slanted<I>(&self, lines: Vec<&[Pair]>, rows: &Rows<I>) -> Vec<Slanted> {
        let line = |pairs: &[Pair]| {
            let parts: Vec<(usize, usize)> = pairs.iter().map(|pair| (pair.left, pair.right)).collect();
            let slant = parts.first().map_or(0, |(left, right)| rows.slants[0][*left] + rows.slants[1][*right]);
            Slanted { slant, parts }
        };
        let mut lines: Vec<Slanted> = lines.into_iter().map(line).collect();
        lines.sort_by_key(|line| line.slant);
        lines
    }
}
