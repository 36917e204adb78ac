//! The walk: unit by unit, all responses at once, those together that no rule tells apart any more.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::algebra::{Algebra, Group};
use super::automaton::{Automaton, IDLE, Id, Values};
use super::graph::{Graph, Leaf, Node, Op, Value, Variable, Worth};
use super::plan::{Plan, Step, Unit};
use super::reading::MOST_ANSWERS;

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

    fn spend(&mut self, steps: usize) -> Result<(), Undecided> {
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
pub type Distribution<I> = Vec<(Vec<Value>, I)>;

/// Walks over one graph with one algebra; tables are kept from one query to the next.
pub struct Walks<A: Algebra> {
    /// The algebra.
    pub algebra: A,
    values: Values,
    tables: Tables<A::Item>,
    groups: FxHashMap<(Variable, Vec<Node>), Rc<Groups>>,
}

/// The tables of nodes, each with the variables that only multiply it.
type Tables<I> = FxHashMap<(Node, Vec<Variable>), Rc<Table<I>>>;
/// The values of a node.
type Table<I> = Vec<(Id, I)>;
/// The answers of a variable, by what they are to its leaves.
type Groups = Vec<(Vec<Id>, Group)>;
/// The values of the targets together.
type Outcomes<I> = Vec<(Vec<Id>, I)>;

impl<A: Algebra + Default> Default for Walks<A> {
    fn default() -> Walks<A> {
        Walks {
            algebra: A::default(),
            values: Values::default(),
            tables: FxHashMap::default(),
            groups: FxHashMap::default(),
        }
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
        let only = only.map(|value| self.values.id(value));
        let found = self.walk(graph, targets, aside, only, budget)?;
        let named = found
            .into_iter()
            .map(|(ids, item)| (ids.iter().map(|id| self.values.get(*id).clone()).collect::<Vec<Value>>(), item));
        let mut named: Distribution<A::Item> = named.collect();
        named.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(named)
    }

    fn walk(
        &mut self,
        graph: &Graph,
        targets: &[Node],
        aside: &[Variable],
        only: Option<Id>,
        budget: &mut Budget,
    ) -> Result<Outcomes<A::Item>, Undecided> {
        let plan = Plan::new(graph, targets, aside);
        let mut run = Run::new(graph, &plan, &mut self.values);
        let mut states: FxHashMap<Box<[Id]>, A::Item> = FxHashMap::default();
        states.insert(Box::default(), self.algebra.one());
        for step in &plan.steps {
            let asked = states.keys().any(|state| {
                run.load(step, state);
                run.asked(step)
            });
            let choices = self.choices(graph, &plan, step, asked, budget)?;
            budget.spend(states.len().saturating_mul(choices.len()))?;
            let mut next: FxHashMap<Box<[Id]>, A::Item> = FxHashMap::default();
            for (state, item) in &states {
                run.load(step, state);
                let asked = run.asked(step);
                for choice in choices.iter().filter(|choice| choice.asked == asked) {
                    run.load(step, state);
                    run.take(step, &choice.values, &mut self.values);
                    if only.is_some_and(|only| run.misses(step, only)) {
                        continue;
                    }
                    let key = run.key(step);
                    match next.get_mut(key) {
                        Some(slot) => self.algebra.or_both(slot, item, &choice.item),
                        None => {
                            let item = self.algebra.both(item, &choice.item);
                            next.insert(key.into(), item);
                        }
                    }
                }
            }
            states = next;
        }
        let last = plan.steps.last().map(|step| step.after.as_slice()).unwrap_or_default();
        let value = |state: &[Id], target: usize, values: &mut Values| match plan.targets.get(target) {
            Some(Some(node)) => last.iter().position(|kept| kept == node).and_then(|at| state.get(at)).copied(),
            _ => targets.get(target).and_then(|node| graph.as_constant(*node)).map(|value| values.id(value)),
        };
        let mut found: Outcomes<A::Item> = Vec::with_capacity(states.len());
        for (state, item) in states {
            let ids = (0..targets.len()).map(|target| value(&state, target, &mut self.values).unwrap_or(IDLE));
            found.push((ids.collect(), item));
        }
        // The order must not depend on hashing: witnesses are chosen by it.
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(found)
    }

    /// What a step can bring: the values of what it gives, and what the algebra says of it.
    fn choices(
        &mut self,
        graph: &Graph,
        plan: &Plan,
        step: &Step,
        asked: bool,
        budget: &mut Budget,
    ) -> Result<Vec<Choice<A::Item>>, Undecided> {
        match &step.unit {
            Unit::Table(node, aside) => {
                let table = self.table(graph, *node, aside, budget)?;
                let choice = |(id, item): &(Id, A::Item)| Choice { asked: true, values: vec![*id], item: item.clone() };
                Ok(table.iter().map(choice).collect())
            }
            Unit::Variable(variable) => {
                let leaves: Vec<Node> = step.given.iter().filter_map(|place| plan.nodes.get(*place).copied()).collect();
                let groups = if asked { self.groups(graph, *variable, &leaves)? } else { Rc::default() };
                let mut choices: Vec<Choice<A::Item>> = Vec::with_capacity(groups.len().saturating_add(1));
                for (values, group) in groups.iter() {
                    let item = self.algebra.answered(*variable, group);
                    choices.push(Choice { asked: true, values: values.clone(), item });
                }
                if step.asked.is_some() {
                    let values = vec![super::automaton::NONE; leaves.len()];
                    choices.push(Choice { asked: false, values, item: self.algebra.one() });
                }
                Ok(choices)
            }
        }
    }

    fn table(
        &mut self,
        graph: &Graph,
        node: Node,
        aside: &[Variable],
        budget: &mut Budget,
    ) -> Result<Rc<Table<A::Item>>, Undecided> {
        let key = (node, aside.to_vec());
        if let Some(table) = self.tables.get(&key) {
            return Ok(Rc::clone(table));
        }
        let found = crate::model::deep(|| self.walk(graph, &[node], aside, None, budget))?;
        let table: Table<A::Item> = found.into_iter().filter_map(|(ids, item)| Some((*ids.first()?, item))).collect();
        let table = Rc::new(table);
        self.tables.insert(key, Rc::clone(&table));
        Ok(table)
    }

    /// The answers of a variable, those together that are the same to all `leaves`.
    fn groups(&mut self, graph: &Graph, variable: Variable, leaves: &[Node]) -> Result<Rc<Groups>, Undecided> {
        let key = (variable, leaves.to_vec());
        if let Some(groups) = self.groups.get(&key) {
            return Ok(Rc::clone(groups));
        }
        let answers = graph.answers(variable);
        let leaves: Vec<&Leaf> = leaves.iter().filter_map(|node| leaf(graph, *node)).collect();
        let mut groups: Groups = Vec::new();
        let mut known: FxHashMap<Vec<Id>, usize> = FxHashMap::default();
        for (first, size) in segments(&leaves, answers.count, answers.na).ok_or(Undecided::LongRange(variable))? {
            let values: Vec<Id> = leaves.iter().map(|leaf| self.values.id(&leaf.of(first, answers.count))).collect();
            let (cheapest, cost) = cheapest(&answers.cost, first, size);
            match known.get(&values).and_then(|at| groups.get_mut(*at)) {
                Some((_, group)) => {
                    group.size = group.size.saturating_add(size);
                    if cost < group.cost {
                        (group.cheapest, group.cost) = (cheapest, cost);
                    }
                }
                None => {
                    known.insert(values.clone(), groups.len());
                    groups.push((values, Group { size, cheapest, cost }));
                }
            }
        }
        let groups = Rc::new(groups);
        self.groups.insert(key, Rc::clone(&groups));
        Ok(groups)
    }
}

struct Choice<I> {
    asked: bool,
    values: Vec<Id>,
    item: I,
}

fn leaf(graph: &Graph, node: Node) -> Option<&Leaf> {
    match graph.op(node) {
        Op::Leaf(_, leaf) => Some(leaf),
        _ => None,
    }
}

/// Runs of answers that are the same to all leaves: the first, and how many. None when there are too many.
fn segments(leaves: &[&Leaf], count: u64, na: bool) -> Option<Vec<(u64, u64)>> {
    let each = leaves.iter().any(|leaf| matches!(leaf.worth, Worth::Steps(..)));
    if each && count > MOST_ANSWERS {
        return None;
    }
    let mut starts: Vec<u64> = vec![0];
    match each {
        true => starts.extend(1..count),
        false => {
            for leaf in leaves {
                if let Worth::Spans(spans, _) = &leaf.worth {
                    starts.extend(spans.iter().flat_map(|(first, last, _)| [*first, last.saturating_add(1)]));
                }
            }
        }
    }
    starts.retain(|start| *start < count);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([count]);
    let mut segments: Vec<(u64, u64)> =
        starts.iter().zip(ends).map(|(start, end)| (*start, end.saturating_sub(*start))).collect();
    if na {
        segments.push((count, 1));
    }
    Some(segments)
}

/// The cheapest of a run of answers, and what it costs.
fn cheapest(cost: &super::graph::Cost, first: u64, size: u64) -> (u64, u64) {
    match cost {
        super::graph::Cost::AwayFrom(lowest) if *lowest >= first && lowest.saturating_sub(first) < size => (*lowest, 0),
        super::graph::Cost::Each(_) => {
            let run = first..first.saturating_add(size);
            run.map(|answer| (answer, cost.of(answer))).min_by_key(|(_, cost)| *cost).unwrap_or((first, 0))
        }
        _ => (first, cost.of(first)),
    }
}

/// The memory of one state, unpacked.
struct Run<'p> {
    plan: &'p Plan,
    automata: Vec<Automaton>,
    memory: Vec<Id>,
    wanted: Vec<bool>,
    key: Vec<Id>,
}

impl<'p> Run<'p> {
    fn new(graph: &Graph, plan: &'p Plan, values: &mut Values) -> Run<'p> {
        let tables: Vec<Node> = plan
            .steps
            .iter()
            .filter_map(|step| match step.unit {
                Unit::Table(node, _) => Some(node),
                Unit::Variable(_) => None,
            })
            .collect();
        let automaton = |node: &Node| match tables.contains(node) {
            true => Automaton::given(),
            false => Automaton::new(graph, *node, values),
        };
        let automata: Vec<Automaton> = plan.nodes.iter().map(automaton).collect();
        Run { plan, memory: vec![0; automata.len()], wanted: vec![false; automata.len()], automata, key: Vec::new() }
    }

    /// Goes back to a state.
    fn load(&mut self, step: &Step, state: &[Id]) {
        for (node, memory) in step.before.iter().zip(state) {
            self.memory[*node] = *memory;
        }
        for node in &step.fresh {
            self.memory[*node] = self.automata[*node].start();
        }
    }

    fn asked(&self, step: &Step) -> bool {
        step.asked.is_none_or(|gate| self.memory[gate] == super::automaton::TRUE)
    }

    /// Lets the values of a step become known, and forgets what no longer matters.
    fn take(&mut self, step: &Step, given: &[Id], values: &mut Values) {
        for (node, value) in step.given.iter().zip(given) {
            self.memory[*node] = *value;
        }
        for node in &step.known {
            let value = match step.given.contains(node) {
                true => self.memory[*node],
                false => self.automata[*node].end(values, self.memory[*node]),
            };
            self.memory[*node] = value;
            for (parent, position) in &self.plan.parents[*node] {
                self.memory[*parent] = self.automata[*parent].step(values, self.memory[*parent], *position, value);
            }
        }
        self.forget(step);
    }

    /// A node that nothing waits for any more is idle.
    fn forget(&mut self, step: &Step) {
        if step.after.len() < 2 {
            return;
        }
        for node in &step.open {
            let target = self.plan.targets.contains(&Some(*node)) || self.plan.is_gate[*node];
            let waits = |(parent, position): &(usize, u32)| {
                self.wanted[*parent]
                    && self.memory[*parent] != IDLE
                    && !(self.has_begun(step, *parent)
                        && self.automata[*parent].is_settled(self.memory[*parent], *position))
            };
            let wanted = target || self.plan.parents[*node].iter().any(waits);
            self.wanted[*node] = wanted;
            if !wanted && self.has_begun(step, *node) {
                self.memory[*node] = IDLE;
            }
        }
    }

    fn has_begun(&self, step: &Step, node: usize) -> bool {
        step.after.binary_search(&node).is_ok()
    }

    /// Whether the first target surely has another value.
    fn misses(&self, step: &Step, only: Id) -> bool {
        let Some(Some(target)) = self.plan.targets.first() else { return false };
        if !self.has_begun(step, *target) || !step.open.contains(target) {
            return false;
        }
        self.automata[*target].foregone(self.memory[*target]).is_some_and(|value| value != only)
    }

    fn key(&mut self, step: &Step) -> &[Id] {
        self.key.clear();
        self.key.extend(step.after.iter().map(|node| self.memory[*node]));
        &self.key
    }
}
