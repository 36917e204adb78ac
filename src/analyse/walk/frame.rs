//! A part of the model and all that is around it: what may come from outside, what the part may leave, and what becomes
//! of each pair of these.

use rustc_hash::FxHashMap;

use super::Outcomes;
use super::fate::is_compared;
use super::influence::{LOOKUPS, Search};
use super::join::At;
use super::lines::{Lines, Pivot, Side};
use crate::analyse::algebra::summed;
use crate::analyse::automaton::Id;
use crate::analyse::graph::{Node, Variable};
use crate::analyse::natural::Natural;
use crate::analyse::plan::{Part, Step, Unit, plan_parts};
use crate::analyse::run::Run;
use crate::analyse::walk::Undecided;

/// What stands around a part of the model.
pub(super) struct Frame<'q, 'g> {
    pub(super) step: Step,
    pub(super) run: Run<'q, 'g>,
    pub(super) contexts: Outcomes<Natural>,
    /// What the part can leave, and its number.
    pub(super) outcomes: Numbers,
    pub(super) lines: Option<FrameLines>,
    /// What becomes of a context and an outcome, or of two lines and a place, by its number outside.
    pub(super) landed: FxHashMap<(usize, usize, i64), usize>,
    /// What is outside; of the outermost frame the values.
    pub(super) values: Numbers,
    /// For sets of outcomes: in how many contexts they lead to different values.
    pub(super) known: FxHashMap<Vec<usize>, Natural>,
}

pub(super) struct FrameLines {
    pub(super) pivot: Pivot,
    pub(super) contexts: Lines,
    pub(super) outcomes: Lines,
    /// How many contexts there are on each line before each place.
    pub(super) sums: Vec<Vec<Natural>>,
    /// The sum is only held against thresholds.
    pub(super) compared: bool,
    /// For each pair of lines the places where the value changes.
    pub(super) cuts: FxHashMap<(usize, usize), Option<Vec<i64>>>,
    /// The value on a pair of lines from a cut on.
    pub(super) pieces: FxHashMap<(usize, usize, usize), usize>,
}

/// Memories by number.
#[derive(Default)]
pub(super) struct Numbers {
    pub(super) list: Vec<Box<[Id]>>,
    pub(super) of: FxHashMap<Box<[Id]>, usize>,
}

impl Numbers {
    pub(super) fn number(&mut self, memory: &[Id]) -> usize {
        if let Some(number) = self.of.get(memory) {
            return *number;
        }
        self.list.push(memory.into());
        self.of.insert(memory.into(), self.list.len() - 1);
        self.list.len() - 1
    }
}

impl<'q, 'g> Search<'_, 'q, 'g> {
    pub(super) fn frame(
        &mut self,
        parts: &[Part],
        taken: &[Part],
        contexts: Outcomes<Natural>,
    ) -> Result<Option<Frame<'q, 'g>>, Undecided> {
        let together = |parts: &[Part]| {
            let mut variables: Vec<Variable> = parts.iter().flat_map(|part| part.variables.clone()).collect();
            variables.sort_unstable();
            Part { variables, region: true }
        };
        let around = (!taken.is_empty()).then(|| together(taken));
        let steps = plan_parts(self.query, around.into_iter().chain([together(parts)]).collect());
        let Some(step) = steps.into_iter().next_back() else { return Ok(None) };
        let inner = plan_parts(self.query, parts.to_vec());
        let Unit::Region(_, nodes) = &step.unit else { return Ok(None) };
        let fits = inner.last().is_some_and(|last| last.after == *nodes);
        if !fits || contexts.first().is_some_and(|(state, _)| state.len() != step.before.len()) {
            return Ok(None);
        }
        let left = self.walks.walk(self.graph, self.query, &inner, None, self.budget)?;
        let needed: Vec<Node> = step.before.iter().chain(&step.fresh).chain(&step.after).copied().collect();
        self.walks.prepare(self.graph, needed.into_iter());
        let mut outcomes = Numbers::default();
        left.iter().for_each(|(memory, _)| {
            outcomes.number(memory);
        });
        let lines = self.lines(&step, &contexts, &outcomes);
        let run = Run::new(self.graph, self.query);
        let (landed, known, values) = Default::default();
        Ok(Some(Frame { step, run, contexts, outcomes, lines, landed, values, known }))
    }

    fn lines(&self, step: &Step, contexts: &Outcomes<Natural>, outcomes: &Numbers) -> Option<FrameLines> {
        let Unit::Region(_, nodes) = &step.unit else { return None };
        let of_contexts: Vec<&[Id]> = contexts.iter().map(|(memory, _)| &**memory).collect();
        let of_outcomes: Vec<&[Id]> = outcomes.list.iter().map(|memory| &**memory).collect();
        let left = Side { nodes: &step.before, memories: &of_contexts };
        let right = Side { nodes, memories: &of_outcomes };
        let automata = &self.walks.automata;
        let pivot = Pivot::of(automata, left, right)?;
        let (contexts_lines, outcomes) = (pivot.lines(automata, left)?, pivot.lines(automata, right)?);
        let at = At { query: self.query, step, only: None };
        let compared = pivot.nodes().all(|node| is_compared(&at, node));
        let sums = contexts_lines.lines.iter().map(|line| {
            let counts = line.iter().filter_map(|index| contexts.get(*index));
            summed(counts.map(|(_, count)| count))
        });
        let sums = sums.collect();
        Some(FrameLines {
            pivot,
            sums,
            contexts: contexts_lines,
            outcomes,
            compared,
            cuts: FxHashMap::default(),
            pieces: FxHashMap::default(),
        })
    }

    /// What becomes of a context and an outcome: an outcome of the outer frame, or a value.
    pub(super) fn land(
        &mut self,
        frame: &mut Frame<'q, 'g>,
        outer: Option<&Frame<'q, 'g>>,
        context: usize,
        outcome: usize,
    ) -> Result<usize, Undecided> {
        let key = match &frame.lines {
            Some(lines) => {
                let ((line, place), (its_line, its_place)) =
                    (lines.contexts.places[context], lines.outcomes.places[outcome]);
                (line, its_line, place + its_place)
            }
            None => (context, outcome, 0),
        };
        if let Some(landed) = frame.landed.get(&key) {
            return Ok(*landed);
        }
        let landed = self.follow(frame, outer, context, outcome)?;
        frame.landed.insert(key, landed);
        Ok(landed)
    }

    fn follow(
        &mut self,
        frame: &mut Frame<'q, 'g>,
        outer: Option<&Frame<'q, 'g>>,
        context: usize,
        outcome: usize,
    ) -> Result<usize, Undecided> {
        self.budget.spend(1)?;
        let at = At { query: self.query, step: &frame.step, only: None };
        let (state, choice) = (&frame.contexts[context].0, &frame.outcomes.list[outcome]);
        let next = self.walks.next_of(&at, &mut frame.run, state, choice).ok_or(Undecided::Budget)?;
        match outer {
            // An outcome that the walk through the whole part did not find would be a fault in the plan.
            Some(outer) => outer.outcomes.of.get(&next).copied().ok_or(Undecided::Budget),
            None => Ok(frame.values.number(&next)),
        }
    }

    /// The contexts of a line between two thresholds, for some outcomes: from which to before which.
    pub(super) fn stretches(
        &mut self,
        frame: &mut Frame<'q, 'g>,
        line: usize,
        outcomes: &[usize],
    ) -> Result<Vec<(usize, usize)>, Undecided> {
        let mut starts: Vec<usize> = vec![0];
        for outcome in outcomes {
            let cuts = self.cuts(frame, line, *outcome)?;
            let Some(lines) = &frame.lines else { return Ok(Vec::new()) };
            let place = lines.outcomes.places[*outcome].1;
            let contexts = &lines.contexts.lines[line];
            let start = |cut: i64| contexts.partition_point(|index| lines.contexts.places[*index].1 + place < cut);
            starts.extend(cuts.iter().map(|cut| start(*cut)));
        }
        starts.sort_unstable();
        starts.dedup();
        self.budget.spend(starts.len().saturating_mul(outcomes.len()) / LOOKUPS)?;
        let length = frame.lines.as_ref().map_or(0, |lines| lines.contexts.lines[line].len());
        starts.retain(|start| *start < length);
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([length]).collect();
        Ok(starts.into_iter().zip(ends).collect())
    }

    fn cuts(&mut self, frame: &mut Frame<'q, 'g>, line: usize, outcome: usize) -> Result<Vec<i64>, Undecided> {
        let Some(lines) = &mut frame.lines else { return Ok(Vec::new()) };
        let key = (line, lines.outcomes.places[outcome].0);
        if !lines.cuts.contains_key(&key) {
            let at = At { query: self.query, step: &frame.step, only: None };
            let context = lines.contexts.lines[line].first().ok_or(Undecided::Budget)?;
            let (state, choice) = (&frame.contexts[*context].0, &frame.outcomes.list[outcome]);
            let level = self.walks.level(at.step, &lines.pivot, state, choice);
            let cuts = lines.pivot.cuts(&self.walks.automata, &level, |node| at.query.cuts(node));
            lines.cuts.insert(key, cuts);
        }
        // Where one that goes along has lost the pivot, every place is by itself.
        lines.cuts.get(&key).cloned().flatten().ok_or(Undecided::Budget)
    }

    /// The value of the context at `index` of a line with an outcome.
    pub(super) fn piece(
        &mut self,
        frame: &mut Frame<'q, 'g>,
        line: usize,
        index: usize,
        outcome: usize,
    ) -> Result<usize, Undecided> {
        let cuts = self.cuts(frame, line, outcome)?;
        let Some(lines) = &frame.lines else { return Err(Undecided::Budget) };
        let context = lines.contexts.lines[line][index];
        let (its_line, place) = lines.outcomes.places[outcome];
        let at = lines.contexts.places[context].1 + place;
        let key = (line, its_line, cuts.partition_point(|cut| *cut <= at));
        if let Some(value) = lines.pieces.get(&key) {
            return Ok(*value);
        }
        let value = self.follow(frame, None, context, outcome)?;
        if let Some(lines) = &mut frame.lines {
            lines.pieces.insert(key, value);
        }
        Ok(value)
    }
}

impl Frame<'_, '_> {
    /// Whether contexts between two thresholds can be counted together.
    pub(super) fn is_compared(&self) -> bool {
        self.lines.as_ref().is_some_and(|lines| lines.compared)
    }

    /// On how many lines the contexts are.
    pub(super) fn line_count(&self) -> usize {
        self.lines.as_ref().map_or(0, |lines| lines.contexts.lines.len())
    }

    /// How many contexts there are on a line from `start` to before `end`.
    pub(super) fn between(&self, line: usize, start: usize, end: usize) -> Natural {
        self.lines.as_ref().map_or(Natural::ZERO, |lines| lines.sums[line][end].minus(&lines.sums[line][start]))
    }

    /// The nodes that the part leaves something of.
    pub(super) fn nodes(&self) -> &[Node] {
        match &self.step.unit {
            Unit::Region(_, nodes) => nodes,
            Unit::Variable(..) => &[],
        }
    }
}
