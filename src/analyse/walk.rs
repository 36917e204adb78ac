//! The walk: unit by unit, all responses at once, those together that no rule tells apart any more.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

mod beside;
mod compared;
mod fate;
mod frame;
mod influence;
mod join;
mod layers;
mod lines;
mod planes;
mod states;

use super::algebra::Algebra;
use super::automaton::{Automaton, IDLE, Id};
use super::graph::{Graph, Node, Value, Variable};
use super::groups::{Groups, Long, groups};
use super::known::{Known, NONE, Values};
use super::plan::{Query, Step, Unit, plan};
use super::run::{Only, Run, automaton};
use super::senses::{Rival, Sense, Senses, worse};
use crate::exact::Rational;
pub use beside::ByValue;
pub use influence::{Insights, Wanted};
use join::At;
use states::States;

/// How much work a query may take, in steps from one state to the next. It is no time, so that the same model gives
/// the same findings on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    left: u64,
}

impl Budget {
    /// So many steps; a second has a few million.
    pub fn steps(left: u64) -> Budget {
        Budget { left }
    }

    /// How many steps are left.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// Takes so much out of it, or what is left.
    pub fn take(&mut self, steps: u64) -> Budget {
        let left = self.left.min(steps);
        self.left = self.left.saturating_sub(left);
        Budget { left }
    }

    /// Gives back what was not spent.
    pub fn give_back(&mut self, rest: Budget) {
        self.left = self.left.saturating_add(rest.left);
    }

    /// Gives a part of what is left to one attempt, so that others have their share of it.
    pub fn with_part<T>(&mut self, attempt: impl FnOnce(&mut Budget) -> T) -> T {
        let mut part = self.take((self.left / 16).max(100_000));
        let result = attempt(&mut part);
        self.give_back(part);
        result
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Undecided> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(steps).ok_or(Undecided::Budget)?;
        Ok(())
    }
}

/// Why a query has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecided {
    /// It takes too much work.
    Budget,
    /// A question with so many answers that they cannot be looked at one by one.
    LongRange(Variable),
}

/// For each value that nodes can have together, what the algebra says of the responses that lead to it.
pub type Distribution<I> = Vec<(Vec<Known>, I)>;

/// Walks over one graph with one algebra; what is worked out is kept from one query to the next.
pub struct Walks<A: Algebra> {
    /// The algebra.
    pub algebra: A,
    values: Values,
    automata: Vec<Option<Automaton>>,
    regions: Regions<A::Item>,
    groups: FxHashMap<(Variable, Vec<Node>), Rc<Groups>>,
    /// The most states that a step keeps apart; above that, sums are rounded outwards. None: every one.
    most: Option<usize>,
    /// So many pairs of a state and an outcome of a region are joined along lines; fewer one by one.
    many: usize,
    /// Where only the best is wanted: what that is. Then nothing may be kept for another query.
    senses: Option<Senses>,
}

/// Walks through regions: by their variables, and the nodes that they leave something of, with whether something
/// outside waits for these.
type Regions<I> = FxHashMap<(Vec<Variable>, Vec<(Node, bool)>), Rc<Outcomes<I>>>;
/// From where to where the sums of a slot go.
type Span = (f64, f64);
/// What is remembered of the nodes that a walk leaves something of.
type Outcomes<I> = Vec<(Box<[Id]>, I)>;

impl<A: Algebra + Default> Default for Walks<A> {
    fn default() -> Walks<A> {
        Walks {
            algebra: A::default(),
            values: Values::default(),
            automata: Vec::new(),
            regions: FxHashMap::default(),
            groups: FxHashMap::default(),
            most: None,
            many: join::MANY,
            senses: None,
        }
    }
}

impl<A: Algebra + Default> Walks<A> {
    /// Walks that keep at most so many states apart in a step: what they say is possible may be more than is, and
    /// never less.
    pub fn coarse(most: usize) -> Walks<A> {
        Walks { most: Some(most), ..Walks::default() }
    }

    /// Walks that join all that they can along lines, also where pair by pair is as good: to try that.
    pub fn along_lines() -> Walks<A> {
        Walks { many: 1, ..Walks::default() }
    }

    /// Walks that look only for the best of a node.
    pub fn for_best(graph: &Graph, node: Node, sense: Sense) -> Walks<A> {
        Walks { senses: Some(Senses::of(graph, node, sense)), ..Walks::default() }
    }
}

impl<A: Algebra> Walks<A> {
    /// What values the targets have together, over all responses. With `only`, responses for which the first target
    /// surely has another value are dropped on the way.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn distribution(
        &mut self,
        graph: &Graph,
        targets: &[Node],
        aside: &[Variable],
        only: Option<&Value>,
        budget: &mut Budget,
    ) -> Result<Distribution<A::Item>, Undecided> {
        let only = only.map(|value| self.values.exactly(value)).zip(targets.first().copied());
        let only = only.map(|(value, target)| Only::Value(value, target));
        self.values_of(graph, (targets, aside), only, budget)
    }

    /// The same of targets that are pairs, but only where those of a pair differ; what cannot be told for sure is left
    /// out.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn where_apart(
        &mut self,
        graph: &Graph,
        pairs: &[Node],
        budget: &mut Budget,
    ) -> Result<Distribution<A::Item>, Undecided> {
        self.values_of(graph, (pairs, &[]), Some(Only::Apart), budget)
    }

    fn values_of(
        &mut self,
        graph: &Graph,
        (targets, aside): (&[Node], &[Variable]),
        only: Option<Only>,
        budget: &mut Budget,
    ) -> Result<Distribution<A::Item>, Undecided> {
        let query = Query::new(graph, targets, aside);
        let steps = plan(&query, &query.variables());
        let outcomes = self.walk(graph, &query, &steps, only, budget)?;
        let last = steps.last().map(|step| step.after.as_slice()).unwrap_or_default();
        let mut found: FxHashMap<Vec<Known>, A::Item> = FxHashMap::default();
        let value = |state: &[Id], target: Node| match graph.as_constant(target) {
            Some(value) => Known::Exactly(value.clone()),
            None => {
                let at = last.iter().position(|kept| *kept == target);
                at.and_then(|at| state.get(at)).map_or(Known::Anything, |id| self.values.get(*id).clone())
            }
        };
        for (state, item) in outcomes {
            let values: Vec<Known> = targets.iter().map(|target| value(&state, *target)).collect();
            match found.get_mut(&values) {
                Some(known) => {
                    let one = self.algebra.one();
                    self.algebra.or_both(known, &item, &one);
                }
                None => {
                    found.insert(values, item);
                }
            }
        }
        // Were an exact walk to lose sight of a value, it would have to say nothing rather than something wrong.
        let lost = self.most.is_none() && found.keys().flatten().any(|known| !matches!(known, Known::Exactly(_)));
        debug_assert!(!lost, "an exact walk knows every value");
        if lost {
            return Err(Undecided::Budget);
        }
        Ok(found.into_iter().collect())
    }

    /// Takes the steps; what is remembered after the last one.
    fn walk(
        &mut self,
        graph: &Graph,
        query: &Query<'_>,
        steps: &[Step],
        only: Option<Only>,
        budget: &mut Budget,
    ) -> Result<Outcomes<A::Item>, Undecided> {
        let start = vec![(Box::default(), self.algebra.one())];
        self.walk_from(graph, query, steps, only, start, budget)
    }

    /// Takes the steps from what is remembered before them.
    fn walk_from(
        &mut self,
        graph: &Graph,
        query: &Query<'_>,
        steps: &[Step],
        only: Option<Only>,
        states: Outcomes<A::Item>,
        budget: &mut Budget,
    ) -> Result<Outcomes<A::Item>, Undecided> {
        let mut run = Run::new(graph, query);
        let mut remembered = States::from(states);
        for (number, step) in steps.iter().enumerate() {
            let needed = step.before.iter().chain(&step.fresh).chain(&step.after);
            self.prepare(graph, needed.copied());
            let at = At { query, step, only };
            if let Unit::Region(variables, nodes) = &step.unit {
                let outcomes = self.region(graph, query, variables, nodes, budget)?;
                let next = steps.get(number.saturating_add(1));
                if let Some(joined) = self.join((&at, next), &mut run, &mut remembered, &outcomes, budget)? {
                    remembered = joined;
                    continue;
                }
            }
            let states = remembered.loosen(&mut self.automata, budget)?;
            let asked = states.iter().any(|(state, _)| run.asked(step, state) != Some(false));
            let choices = self.choices(graph, query, step, asked, budget)?;
            budget.spend(states.len().saturating_mul(choices.len()))?;
            let mut next: FxHashMap<Box<[Id]>, A::Item> = FxHashMap::default();
            for (state, item) in states {
                let asked = run.asked(step, state);
                for choice in choices.iter().filter(|choice| asked.is_none_or(|asked| choice.asked == asked)) {
                    run.load(step, state, &self.automata);
                    run.bring(step, &choice.ids, &mut self.automata);
                    let mut from = Some(0);
                    while let Some(start) = from {
                        run.take(step, start, &mut self.automata, &mut self.values);
                        if only.is_none_or(|only| !run.misses(step, only, &self.automata, &self.values)) {
                            let key = run.key(step);
                            match next.get_mut(key) {
                                Some(slot) => self.algebra.or_both(slot, item, &choice.item),
                                None => {
                                    let item = self.algebra.both(item, &choice.item);
                                    next.insert(key.into(), item);
                                }
                            }
                        }
                        from = run.back(step, &mut self.automata, &mut self.values);
                        budget.spend(usize::from(from.is_some()))?;
                    }
                }
            }
            // The hash has no seed, so that the order, by which witnesses are chosen, is always the same.
            let mut states: Outcomes<A::Item> = next.into_iter().collect();
            if let Some(most) = self.most.filter(|most| states.len() > *most) {
                states = self.coarsened(step, states, most);
            }
            if let Some(senses) = &self.senses {
                budget.spend(states.len())?;
                self.drop_worse(senses, step, &mut states);
            }
            remembered = States::from(states);
        }
        remembered.loosen(&mut self.automata, budget)?;
        Ok(remembered.loose)
    }

    /// At most about `most` of these states: sums that lie near each other become one within bounds.
    fn coarsened(&mut self, step: &Step, states: Outcomes<A::Item>, most: usize) -> Outcomes<A::Item> {
        let spans: Vec<Option<Span>> = (0..step.after.len()).map(|slot| self.span(step, slot, &states)).collect();
        let sums = spans.iter().flatten().count();
        if sums == 0 {
            return states;
        }
        // What differs otherwise has its share of the cells.
        let others = states.iter().map(|(state, _)| self.cell(step, state, &spans, None)).collect::<FxHashSet<_>>();
        #[expect(clippy::cast_precision_loss, reason = "how fine the cells are decides no result")]
        let cells = (most as f64 / others.len() as f64).powf(1.0 / sums as f64).max(4.0);
        let mut cell_of: FxHashMap<Vec<u64>, usize> = FxHashMap::default();
        let mut merged: Outcomes<A::Item> = Vec::new();
        for (state, item) in states {
            let cell = self.cell(step, &state, &spans, Some(cells));
            match cell_of.get(&cell).and_then(|at| merged.get_mut(*at)) {
                Some((known, sum)) => {
                    for (slot, node) in step.after.iter().enumerate().filter(|(slot, _)| spans[*slot].is_some()) {
                        if let Some(automaton) = automaton(&mut self.automata, *node) {
                            known[slot] = automaton.around(known[slot], state[slot]);
                        }
                    }
                    let one = self.algebra.one();
                    self.algebra.or_both(sum, &item, &one);
                }
                None => {
                    cell_of.insert(cell, merged.len());
                    merged.push((state, item));
                }
            }
        }
        merged
    }

    /// From where to where the sums of a slot go; none where it holds no sums.
    fn span(&self, step: &Step, slot: usize, states: &Outcomes<A::Item>) -> Option<Span> {
        let node = step.after.get(slot).filter(|node| step.open.contains(node))?;
        let automaton = self.automata.get(node.0 as usize).and_then(Option::as_ref)?;
        let totals = states.iter().filter_map(|(state, _)| automaton.as_total(*state.get(slot)?));
        let ends = totals.map(|(low, high, _)| (low.to_f64(), high.to_f64()));
        ends.reduce(|(low, high), (its_low, its_high)| (low.min(its_low), high.max(its_high)))
    }

    /// What states must have in common to become one: all but their sums, and the cells of these.
    fn cell(&mut self, step: &Step, state: &[Id], spans: &[Option<Span>], cells: Option<f64>) -> Vec<u64> {
        let mut cell: Vec<u64> = Vec::with_capacity(state.len());
        for ((node, memory), span) in step.after.iter().zip(state).zip(spans) {
            let automaton = self.automata.get(node.0 as usize).and_then(Option::as_ref);
            let total = automaton.filter(|_| span.is_some()).and_then(|automaton| automaton.as_total(*memory));
            match (total, span) {
                (Some((low, high, weight)), Some((from, to))) => {
                    cell.extend([u64::MAX, u64::from(self.values.exactly(&Some(weight.clone())))]);
                    let middle = (low.to_f64() + high.to_f64()) / 2.0;
                    let place = (middle - from) / (to - from).max(f64::MIN_POSITIVE);
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a place among few cells"
                    )]
                    cell.extend(cells.map(|cells| (place * cells) as u64));
                }
                _ => cell.push(u64::from(*memory)),
            }
        }
        cell
    }

    /// Drops states that others are better than; see [`Senses`].
    fn drop_worse(&self, senses: &Senses, step: &Step, states: &mut Outcomes<A::Item>) {
        for (place, node) in step.after.iter().enumerate() {
            let Some(more) = senses.wants_more(*node) else { continue };
            let open = step.open.contains(node);
            let automaton = self.automata.get(node.0 as usize).and_then(Option::as_ref);
            let scalar = |id: Id| match open {
                true => automaton.and_then(|automaton| automaton.scalar(id)),
                false => match self.values.get(id) {
                    Known::Exactly(Some(value)) => Some((value.clone(), Rational::ZERO)),
                    _ => None,
                },
            };
            let rivals = states.iter().map(|(state, item)| {
                let id = state.get(place).copied().filter(|id| *id != IDLE)?;
                let (value, weight) = scalar(id)?;
                let others = state.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, id)| *id).collect();
                let value = if more { -value } else { value };
                Some(Rival { others, weight, cost: self.algebra.cost(item)?, value })
            });
            let worse = worse(rivals);
            let mut index = 0;
            states.retain(|_| {
                index += 1;
                !worse[index - 1]
            });
        }
    }

    fn prepare(&mut self, graph: &Graph, nodes: impl Iterator<Item = Node>) {
        for node in nodes {
            let place = node.0 as usize;
            if self.automata.len() <= place {
                self.automata.resize_with(place + 1, || None);
            }
            if self.automata[place].is_none() {
                self.automata[place] = Some(Automaton::new(graph, node, &mut self.values));
            }
        }
    }

    /// What a step can bring: what becomes known or remembered by it, and what the algebra says of it.
    fn choices(
        &mut self,
        graph: &Graph,
        query: &Query<'_>,
        step: &Step,
        asked: bool,
        budget: &mut Budget,
    ) -> Result<Vec<Choice<A::Item>>, Undecided> {
        match &step.unit {
            Unit::Region(variables, nodes) => {
                let outcomes = self.region(graph, query, variables, nodes, budget)?;
                let choice =
                    |(ids, item): &(Box<[Id]>, A::Item)| Choice { asked: true, ids: ids.clone(), item: item.clone() };
                Ok(outcomes.iter().map(choice).collect())
            }
            Unit::Variable(variable, leaves) => {
                let groups = if asked { self.groups(graph, *variable, leaves)? } else { Rc::default() };
                let mut choices: Vec<Choice<A::Item>> = Vec::with_capacity(groups.len().saturating_add(1));
                for (values, group) in groups.iter() {
                    let item = self.algebra.answered(*variable, group);
                    choices.push(Choice { asked: true, ids: values.as_slice().into(), item });
                }
                if step.asked.is_some() {
                    let ids = vec![NONE; leaves.len()].into();
                    choices.push(Choice { asked: false, ids, item: self.algebra.one() });
                }
                Ok(choices)
            }
        }
    }

    /// A walk through a region by itself.
    fn region(
        &mut self,
        graph: &Graph,
        query: &Query<'_>,
        variables: &[Variable],
        nodes: &[Node],
        budget: &mut Budget,
    ) -> Result<Rc<Outcomes<A::Item>>, Undecided> {
        // What a node is needed for outside decides whether it may be forgotten inside.
        let outside = |node: &Node| {
            let waits = |(parent, _): &(Node, u32)| nodes.binary_search(parent).is_err();
            query.is_wanted(*node) || query.parents(*node).iter().any(waits)
        };
        let nodes = nodes.iter().map(|node| (*node, outside(node))).collect();
        let key = (variables.to_vec(), nodes);
        if let Some(outcomes) = self.regions.get(&key) {
            return Ok(Rc::clone(outcomes));
        }
        let steps = plan(query, variables);
        let outcomes = Rc::new(crate::model::deep(|| self.walk(graph, query, &steps, None, budget))?);
        self.regions.insert(key, Rc::clone(&outcomes));
        Ok(outcomes)
    }

    /// The answers of a variable, those together that are the same to all `leaves`.
    fn groups(&mut self, graph: &Graph, variable: Variable, leaves: &[Node]) -> Result<Rc<Groups>, Undecided> {
        let key = (variable, leaves.to_vec());
        if let Some(groups) = self.groups.get(&key) {
            return Ok(Rc::clone(groups));
        }
        let long = match (&self.senses, self.most) {
            (Some(senses), _) => Long::Best(senses),
            (None, Some(most)) => Long::Pieces(u64::try_from(most).unwrap_or(u64::MAX)),
            (None, None) => Long::Each,
        };
        let groups = groups(graph, variable, leaves, &long, &mut self.values).ok_or(Undecided::LongRange(variable))?;
        let groups = Rc::new(groups);
        self.groups.insert(key, Rc::clone(&groups));
        Ok(groups)
    }
}

struct Choice<I> {
    asked: bool,
    ids: Box<[Id]>,
    item: I,
}
