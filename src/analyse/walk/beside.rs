//! Beside which values of a node other conditions hold, for many conditions at once: each lies in one part of the model,
//! and what is outside this part is worked out once.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::Outcomes;
use super::frame::Frame;
use super::influence::{LOOKUPS, Search, Wanted};
use crate::analyse::automaton::Id;
use crate::analyse::graph::{Graph, Node, Value};
use crate::analyse::known::{Known, TRUE};
use crate::analyse::natural::Natural;
use crate::analyse::plan::{Part, Query, plan_parts};
use crate::analyse::set::Set;
use crate::analyse::walk::Undecided;

/// For each value how many responses there are.
pub type ByValue = Vec<(Value, Natural)>;

fn is_within(graph: &Graph, condition: Node, parts: &[Part]) -> bool {
    let mut inside = Set::default();
    parts.iter().flat_map(|part| &part.variables).for_each(|variable| inside.insert(variable.0 as usize));
    graph.as_constant(condition).is_none() && graph.support(condition).within(&inside)
}

impl<'q, 'g> Search<'_, 'q, 'g> {
    /// Whether a condition lies in a part.
    pub(super) fn has_condition(&self, parts: &[Part]) -> bool {
        self.wanted.conditions.iter().any(|condition| is_within(self.graph, *condition, parts))
    }

    /// The conditions that lie in a part.
    pub(super) fn beside(&mut self, parts: &[Part], frames: &mut [Frame<'q, 'g>]) -> Result<(), Undecided> {
        let [frame] = frames else { return Ok(()) };
        let Wanted { target, aside, conditions, .. } = self.wanted;
        let mut known: FxHashMap<usize, Vec<Natural>> = FxHashMap::default();
        if self.found.values.is_empty() {
            let steps = plan_parts(self.query, parts.to_vec());
            let outcomes = self.walks.walk(self.graph, self.query, &steps, None, self.budget)?;
            self.found.values = self.by_value(frame, target, &outcomes, &mut known)?.unwrap_or_default();
            self.found.all = self.found.values.iter().fold(Natural::ZERO, |sum, (_, count)| sum.plus(count));
        }
        for (at, condition) in conditions.iter().enumerate() {
            if !is_within(self.graph, *condition, parts) {
                continue;
            }
            let query = Query::new(self.graph, &[target, *condition], aside);
            let steps = plan_parts(&query, parts.to_vec());
            let Some(last) = steps.last() else { continue };
            // What the part leaves, and the condition besides.
            let nodes = frame.nodes();
            let Ok(slot) = last.after.binary_search(condition) else { continue };
            let is_new = nodes.binary_search(condition).is_err();
            if !last.after.iter().filter(|node| !is_new || *node != condition).eq(nodes) {
                continue;
            }
            let outcomes = self.walks.walk(self.graph, &query, &steps, None, self.budget)?;
            let holding = outcomes.into_iter().filter(|(memory, _)| memory.get(slot) == Some(&TRUE));
            let without = |(memory, count): (Box<[Id]>, Natural)| {
                let rest = memory.iter().enumerate().filter(|(at, _)| !is_new || *at != slot).map(|(_, id)| *id);
                (rest.collect(), count)
            };
            let holding: Outcomes<Natural> = holding.map(without).collect();
            self.found.conditions[at] = self.by_value(frame, target, &holding, &mut known)?;
        }
        Ok(())
    }

    /// How many responses there are for each value, over all contexts of some outcomes; none where one is not among
    /// those that the part leaves.
    fn by_value(
        &mut self,
        frame: &mut Frame<'q, 'g>,
        target: Node,
        outcomes: &Outcomes<Natural>,
        known: &mut FxHashMap<usize, Vec<Natural>>,
    ) -> Result<Option<ByValue>, Undecided> {
        let mut sums: Vec<Natural> = Vec::new();
        for (memory, count) in outcomes {
            let Some(outcome) = frame.outcomes.of.get(memory).copied() else { return Ok(None) };
            let profile = match known.entry(outcome) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(self.profile(frame, outcome)?),
            };
            sums.resize(sums.len().max(profile.len()), Natural::ZERO);
            for (sum, its) in sums.iter_mut().zip(profile.iter()) {
                *sum = sum.plus(&its.times(count));
            }
        }
        let slot = frame.step.after.binary_search(&target).ok();
        let value = |memory: &[Id]| match self.walks.values.get(*memory.get(slot?)?) {
            Known::Exactly(value) => Some(value.clone()),
            Known::Within(_) | Known::Anything => None,
        };
        let by_value: Option<ByValue> =
            frame.values.list.iter().zip(sums).map(|(memory, count)| Some((value(memory)?, count))).collect();
        Ok(by_value)
    }

    /// In how many contexts an outcome leads to each value.
    fn profile(&mut self, frame: &mut Frame<'q, 'g>, outcome: usize) -> Result<Vec<Natural>, Undecided> {
        let mut profile: Vec<Natural> = Vec::new();
        let mut add = |value: usize, count: &Natural| {
            profile.resize(profile.len().max(value + 1), Natural::ZERO);
            profile[value] = profile[value].plus(count);
        };
        if !frame.is_compared() {
            self.budget.spend(frame.contexts.len() / LOOKUPS)?;
            for context in 0..frame.contexts.len() {
                let value = self.land(frame, None, context, outcome)?;
                add(value, &frame.contexts[context].1);
            }
            return Ok(profile);
        }
        for line in 0..frame.line_count() {
            for (start, end) in self.stretches(frame, line, &[outcome])? {
                let value = self.piece(frame, line, start, outcome)?;
                add(value, &frame.between(line, start, end));
            }
        }
        Ok(profile)
    }
}
