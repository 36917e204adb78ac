//! How often another answer to one question alone gives a node another value, for all questions at once.
//!
//! A question stands in an area, that in another one, and so on. What an answer does is followed from the inside out: as
//! the set of memories that the answers to the question lead to, the rest of the response being the same. Around each
//! area all that is outside it is one table of contexts, worked out by halves, so that all questions together take
//! little more than a few walks. What was found for a set of memories is kept: questions of the same weight have the
//! same sets.

use super::beside::ByValue;
use super::frame::Frame;
use super::layers::Layers;
use super::{Outcomes, Walks};
use crate::analyse::algebra::Count;
use crate::analyse::graph::{Graph, Node, Variable};
use crate::analyse::natural::Natural;
use crate::analyse::plan::{Part, Query, Unit, plan_parts};
use crate::analyse::walk::{Budget, Undecided};

/// So many variables without areas of their own are taken together.
const TOGETHER: usize = 16;
/// So many lookups are a step.
pub(super) const LOOKUPS: usize = 16;

/// What is found of a node.
#[derive(Debug, Clone, Default)]
pub struct Insights {
    /// How many responses there are.
    pub all: Natural,
    /// For each question for how many responses another answer to it alone gives the node another value; none where
    /// that cannot be told in this way.
    pub questions: Vec<Option<Natural>>,
    /// For each value of the node how many responses have it.
    pub values: ByValue,
    /// For each condition for how many of these it holds; none where it does not lie in one part of the model.
    pub conditions: Vec<Option<ByValue>>,
}

/// A search through the parts of a model.
pub(super) struct Search<'a, 'q, 'g> {
    pub(super) walks: &'a mut Walks<Count>,
    pub(super) graph: &'g Graph,
    pub(super) query: &'q Query<'g>,
    pub(super) budget: &'a mut Budget,
    pub(super) wanted: Wanted<'a>,
    pub(super) found: Insights,
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The node.
    pub target: Node,
    /// Further variables that multiply the counts.
    pub aside: &'a [Variable],
    /// Questions, as their variables. None of them decides whether another one is asked.
    pub questions: &'a [Vec<Variable>],
    /// Conditions.
    pub conditions: &'a [Node],
}

impl Walks<Count> {
    /// What matters to a node, and what holds beside its values.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn insights(&mut self, graph: &Graph, wanted: Wanted<'_>, budget: &mut Budget) -> Result<Insights, Undecided> {
        let query = Query::new(graph, &[wanted.target], wanted.aside);
        let never = |condition: &Node| (*condition == Graph::NEVER).then(ByValue::new);
        let found = Insights {
            questions: vec![None; wanted.questions.len()],
            conditions: wanted.conditions.iter().map(never).collect(),
            ..Insights::default()
        };
        let mut search = Search { walks: self, graph, query: &query, budget, wanted, found };
        search.inside(&query.variables(), &mut Vec::new())?;
        Ok(search.found)
    }
}

impl<'q, 'g> Search<'_, 'q, 'g> {
    /// The questions among these variables, which are a region.
    pub(super) fn inside(&mut self, variables: &[Variable], frames: &mut Vec<Frame<'q, 'g>>) -> Result<(), Undecided> {
        let mut clusters = self.query.clusters(variables);
        let is_plain = |parts: &Vec<Part>| parts.iter().all(|part| !part.region || self.is_question(&part.variables));
        if clusters.len() <= TOGETHER && clusters.iter().all(is_plain) {
            clusters = vec![clusters.into_iter().flatten().collect()];
        }
        let nothing = vec![(Box::default(), Natural::ONE)];
        self.halves(&clusters, &[], nothing, frames)
    }

    fn is_question(&self, variables: &[Variable]) -> bool {
        self.wanted.questions.iter().any(|its| its == variables)
    }

    /// Whether something that is looked for lies in these clusters.
    fn is_in(&self, clusters: &[Vec<Part>]) -> bool {
        let has = |variable: &Variable| clusters.iter().flatten().any(|part| part.variables.contains(variable));
        self.wanted.questions.iter().flatten().any(has) || clusters.iter().any(|parts| self.has_condition(parts))
    }

    /// The questions in some clusters; `states` is what is remembered of all others around them, `taken`.
    fn halves(
        &mut self,
        clusters: &[Vec<Part>],
        taken: &[Part],
        states: Outcomes<Natural>,
        frames: &mut Vec<Frame<'q, 'g>>,
    ) -> Result<(), Undecided> {
        if let [cluster] = clusters {
            return self.cluster(cluster, taken, states, frames);
        }
        let (left, right) = clusters.split_at(clusters.len() / 2);
        for (mine, others) in [(left, right), (right, left)] {
            if !self.is_in(mine) {
                continue;
            }
            let parts: Vec<Part> = taken.iter().chain(others.iter().flatten()).cloned().collect();
            let mut steps = plan_parts(self.query, parts.clone());
            let steps = steps.split_off(taken.len());
            let states = self.walks.walk_from(self.graph, self.query, &steps, None, states.clone(), self.budget)?;
            self.halves(mine, &parts, states, frames)?;
        }
        Ok(())
    }

    /// The questions in a cluster, in these contexts.
    fn cluster(
        &mut self,
        parts: &[Part],
        taken: &[Part],
        contexts: Outcomes<Natural>,
        frames: &mut Vec<Frame<'q, 'g>>,
    ) -> Result<(), Undecided> {
        let Some(frame) = self.frame(parts, taken, contexts)? else { return Ok(()) };
        // What an inner part leaves is what the outer frame takes.
        if let Some(outer) = frames.last()
            && !matches!(&outer.step.unit, Unit::Region(_, nodes) if *nodes == frame.step.after)
        {
            return Ok(());
        }
        let is_outermost = frames.is_empty();
        frames.push(frame);
        if is_outermost {
            self.beside(parts, frames)?;
        }
        let result = match parts {
            [part] if part.region && !self.is_question(&part.variables) => self.inside(&part.variables, frames),
            _ => self.by_set(parts, frames),
        };
        frames.pop();
        result
    }

    /// The questions of a cluster, followed as sets of memories.
    fn by_set(&mut self, parts: &[Part], frames: &mut [Frame<'q, 'g>]) -> Result<(), Undecided> {
        let steps = plan_parts(self.query, parts.to_vec());
        let layers = Layers::new(self.walks, self.graph, self.query, &steps, self.budget)?;
        for (question, variables) in self.wanted.questions.iter().enumerate() {
            let at = steps.iter().position(|step| match &step.unit {
                Unit::Variable(variable, _) => variables.as_slice() == [*variable],
                Unit::Region(its, _) => its == variables,
            });
            let Some(sets) = at.and_then(|at| layers.sets(at)) else { continue };
            let mut count = Natural::ZERO;
            for (set, times) in sets {
                let Some(frame) = frames.last() else { continue };
                let memories = set.iter().filter_map(|number| layers.last().get(*number));
                let mut set: Vec<usize> =
                    memories.filter_map(|memory| frame.outcomes.of.get(memory).copied()).collect();
                set.sort_unstable();
                count = count.plus(&times.times(&self.differing(frames, set)?));
            }
            self.found.questions[question] = Some(count);
        }
        Ok(())
    }

    /// In how many contexts of all frames some of these outcomes of the innermost one lead to different values.
    fn differing(&mut self, frames: &mut [Frame<'q, 'g>], set: Vec<usize>) -> Result<Natural, Undecided> {
        let Some((frame, outer)) = frames.split_last_mut() else { return Ok(Natural::ZERO) };
        if set.len() < 2 {
            return Ok(Natural::ZERO);
        }
        if let Some(known) = frame.known.get(&set) {
            return Ok(known.clone());
        }
        let mut count = Natural::ZERO;
        if outer.is_empty() && frame.is_compared() {
            count = self.differing_along(frame, &set)?;
        } else {
            self.budget.spend(frame.contexts.len().saturating_mul(set.len()) / LOOKUPS)?;
            for context in 0..frame.contexts.len() {
                let mut landed: Vec<usize> = Vec::with_capacity(set.len());
                for outcome in &set {
                    landed.push(self.land(frame, outer.last(), context, *outcome)?);
                }
                landed.sort_unstable();
                landed.dedup();
                let times = match outer.is_empty() {
                    true if landed.len() > 1 => Natural::ONE,
                    true => continue,
                    false => self.differing(outer, landed)?,
                };
                count = count.plus(&frame.contexts[context].1.times(&times));
            }
        }
        frame.known.insert(set, count.clone());
        Ok(count)
    }

    /// The same for the outermost frame, where a sum is only held against thresholds: contexts between two of these
    /// are counted together.
    fn differing_along(&mut self, frame: &mut Frame<'q, 'g>, set: &[usize]) -> Result<Natural, Undecided> {
        let mut count = Natural::ZERO;
        for line in 0..frame.line_count() {
            for (start, end) in self.stretches(frame, line, set)? {
                let mut values = set.iter().map(|outcome| self.piece(frame, line, start, *outcome));
                let first = values.next().transpose()?;
                let mut differs = false;
                for value in values {
                    differs |= Some(value?) != first;
                }
                if differs {
                    count = count.plus(&frame.between(line, start, end));
                }
            }
        }
        Ok(count)
    }
}
