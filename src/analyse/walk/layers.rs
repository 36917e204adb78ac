//! A short walk with every state and every step of it kept, to follow sets of states through it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::join::At;
use super::{Choice, Walks};
use crate::analyse::algebra::Count;
use crate::analyse::automaton::Id;
use crate::analyse::graph::Graph;
use crate::analyse::natural::Natural;
use crate::analyse::plan::{Query, Step};
use crate::analyse::run::Run;
use crate::analyse::walk::{Budget, Undecided};

/// The states before each step, and what the step makes of them.
pub(super) struct Layers {
    layers: Vec<Layer>,
    last: Vec<Box<[Id]>>,
}

#[derive(Default)]
struct Layer {
    /// How many responses lead to each state.
    counts: Vec<Natural>,
    /// Whether the question is asked there.
    asked: Vec<bool>,
    /// For each state and each choice the state after it; none where the choice is not to be had.
    next: Vec<Vec<Option<usize>>>,
    /// How many answers each choice stands for.
    sizes: Vec<Natural>,
}

impl Layers {
    pub(super) fn new(
        walks: &mut Walks<Count>,
        graph: &Graph,
        query: &Query<'_>,
        steps: &[Step],
        budget: &mut Budget,
    ) -> Result<Layers, Undecided> {
        let mut layers = Vec::with_capacity(steps.len());
        let mut states: Vec<(Box<[Id]>, Natural)> = vec![(Box::default(), Natural::ONE)];
        let mut run = Run::new(graph, query);
        for step in steps {
            walks.prepare(graph, step.before.iter().chain(&step.fresh).chain(&step.after).copied());
            let asked: Vec<bool> = states.iter().map(|(state, _)| run.asked(step, state) == Some(true)).collect();
            let choices: Vec<Choice<Natural>> = walks.choices(graph, query, step, asked.contains(&true), budget)?;
            budget.spend(states.len().saturating_mul(choices.len()))?;
            let at = At { query, step, only: None };
            let mut found: Vec<(Box<[Id]>, Natural)> = Vec::new();
            let mut numbers: FxHashMap<Box<[Id]>, usize> = FxHashMap::default();
            let mut layer = Layer { asked, ..Layer::default() };
            for ((state, count), asked) in states.iter().zip(&layer.asked) {
                let mut row = Vec::with_capacity(choices.len());
                for choice in &choices {
                    let next = match choice.asked == *asked {
                        true => walks.next_of(&at, &mut run, state, &choice.ids),
                        false => None,
                    };
                    row.push(next.map(|next| {
                        let number = *numbers.entry(next.clone()).or_insert(found.len());
                        if number == found.len() {
                            found.push((next, Natural::ZERO));
                        }
                        found[number].1 = found[number].1.plus(&count.times(&choice.item));
                        number
                    }));
                }
                layer.next.push(row);
            }
            layer.sizes = choices.into_iter().map(|choice| choice.item).collect();
            layer.counts = states.into_iter().map(|(_, count)| count).collect();
            layers.push(layer);
            states = found;
        }
        Ok(Layers { layers, last: states.into_iter().map(|(state, _)| state).collect() })
    }

    /// The states after the last step.
    pub(super) fn last(&self) -> &[Box<[Id]>] {
        &self.last
    }

    /// The sets of states at the end that the answers of step `at` lead to, all else being the same, and for how many
    /// responses; those in which it is not asked, or makes no difference, are left out. None where it decides whether
    /// something else is asked.
    pub(super) fn sets(&self, at: usize) -> Option<BTreeMap<Vec<usize>, Natural>> {
        let layer = self.layers.get(at)?;
        let mut sets: BTreeMap<Vec<usize>, Natural> = BTreeMap::new();
        for ((row, count), asked) in layer.next.iter().zip(&layer.counts).zip(&layer.asked) {
            if *asked {
                let own = row.iter().zip(&layer.sizes).filter(|(next, _)| next.is_some());
                let own = own.fold(Natural::ZERO, |sum, (_, size)| sum.plus(size));
                add(&mut sets, row.iter().copied().flatten().collect(), count.times(&own));
            }
        }
        for layer in self.layers.iter().skip(at + 1) {
            let mut next: BTreeMap<Vec<usize>, Natural> = BTreeMap::new();
            for (set, count) in &sets {
                let asked = *layer.asked.get(*set.first()?)?;
                if set.iter().any(|state| layer.asked.get(*state) != Some(&asked)) {
                    return None;
                }
                for (choice, size) in layer.sizes.iter().enumerate() {
                    let states = set.iter().filter_map(|state| *layer.next.get(*state)?.get(choice)?);
                    add(&mut next, states.collect(), count.times(size));
                }
            }
            sets = next;
        }
        Some(sets)
    }
}

fn add(sets: &mut BTreeMap<Vec<usize>, Natural>, mut set: Vec<usize>, count: Natural) {
    set.sort_unstable();
    set.dedup();
    if set.len() > 1 {
        let known = sets.entry(set).or_insert(Natural::ZERO);
        *known = known.plus(&count);
    }
}
