//! A model as one role is asked it: its rules as nodes of a [`Graph`], one variable a question.
//!
//! This repeats the row evaluator's conventions; the tests hold the two against each other on random models.

use std::rc::Rc;

use super::graph::{Graph, Node, Region, Value, Variable, truth};
use super::leaf::{Cost, Leaf, Offered, Worth};
use super::numbering::Numbering;
use crate::evaluate::worth;
use crate::model::{
    AreaId, Domain, Model, Number, Question, QuestionId, QuestionState, RoleId, StandIn, StatePolicy, Truth, deep,
};

/// How a question is answered in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Not at all: it is not for the role, or free text of which no rule asks whether it is there.
    Never,
    /// With free text: it is left open (0), there is one (1), or `na`.
    Text(Variable),
    /// With one of its answers.
    One(Variable),
    /// With one of the answers that two versions have; what they are in this one.
    Shared(Variable, Rc<Numbering>),
    /// Option by option, in their order (none: it cannot be taken); before them whether it is answered with options
    /// (0) or `na` (1), where `na` is offered.
    Options(Option<Variable>, Vec<Option<Variable>>),
    /// It is given: an answer, or `na`.
    Fixed(Option<u64>),
    /// It stays unanswered.
    Unanswered,
    /// It counts as what a completion answers, but is seen as unanswered.
    Completed(Box<Slot>),
    /// With the answer of the first condition that holds (none: it stays unanswered), else like this.
    First(Vec<(Node, Option<u64>)>, Box<Slot>),
}

impl Slot {
    /// The variables that tell an answer.
    pub(super) fn variables(&self) -> Vec<Variable> {
        match self {
            Slot::One(variable) | Slot::Text(variable) | Slot::Shared(variable, _) => vec![*variable],
            Slot::Options(state, options) => state.iter().chain(options.iter().flatten()).copied().collect(),
            // What is given or open is no variable, and completions are of one response.
            Slot::Never | Slot::Fixed(_) | Slot::Unanswered | Slot::Completed(_) | Slot::First(..) => Vec::new(),
        }
    }
}

/// A model read for one role.
#[derive(Debug, Clone)]
pub struct Reading<'m> {
    pub(super) model: &'m Model,
    pub(super) role: Option<RoleId>,
    pub(super) slots: Vec<Option<Slot>>,
    pub(super) asked: Vec<Option<Node>>,
    pub(super) numbers: Vec<Option<Node>>,
    pub(super) truths: Vec<Option<Node>>,
    pub(super) scores: Vec<Option<Node>>,
    pub(super) levels: Vec<Option<Node>>,
    regions: Vec<Option<Region>>,
}

/// The most answers of which each is looked at by itself.
pub const MOST_ANSWERS: u64 = 4096;

impl<'m> Reading<'m> {
    /// Reads a model for a role (none in a model without roles).
    pub fn new(graph: &mut Graph, model: &'m Model, role: Option<RoleId>) -> Reading<'m> {
        let mut reading = Reading::bare(model, role);
        reading.read_all(graph);
        reading
    }

    /// A reading whose variables are still to be said.
    pub(super) fn bare(model: &'m Model, role: Option<RoleId>) -> Reading<'m> {
        Reading {
            model,
            role,
            slots: vec![None; model.questions.len()],
            asked: vec![None; model.questions.len()],
            numbers: vec![None; model.numbers.len()],
            truths: vec![None; model.truths.len()],
            scores: vec![None; model.areas.len()],
            levels: vec![None; model.areas.len()],
            regions: vec![None; model.areas.len()],
        }
    }

    /// The same model over the same variables, one question answered like this (none: `na`).
    pub fn with_answer(&self, question: QuestionId, answer: Option<u64>) -> Reading<'m> {
        let mut reading = Reading::bare(self.model, self.role);
        reading.slots.clone_from(&self.slots);
        reading.set_slot(question, self.fixed(question, answer));
        reading
    }

    /// The same model but for weights, over the same variables.
    pub fn reweighted<'o>(&self, otherwise: &'o Model) -> Reading<'o> {
        let mut reading = Reading::bare(otherwise, self.role);
        reading.slots.clone_from(&self.slots);
        // What one answer alone counts as is the same.
        let is_always_asked = |id: &QuestionId| {
            self.model.questions.get(id.0 as usize).is_some_and(|question| question.ask_when.is_none())
        };
        for ((node, number), known) in reading.numbers.iter_mut().zip(&self.model.numbers).zip(&self.numbers) {
            if let Number::Points(id) | Number::Share(id) = number
                && is_always_asked(id)
            {
                *node = *known;
            }
        }
        for ((node, truth), known) in reading.truths.iter_mut().zip(&self.model.truths).zip(&self.truths) {
            if let Truth::Answer(id, _) | Truth::Counts(id, _) = truth
                && is_always_asked(id)
            {
                *node = *known;
            }
        }
        reading
    }

    /// Says how a question is answered, before anything that depends on it is asked for.
    pub(super) fn set_slot(&mut self, question: QuestionId, slot: Slot) {
        if let Some(known) = self.slots.get_mut(question.0 as usize) {
            *known = Some(slot);
        }
    }

    /// The model.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// The role.
    pub fn role(&self) -> Option<RoleId> {
        self.role
    }

    /// Gives every question its variable, also those that no rule asks for: they multiply the responses.
    pub(super) fn read_all(&mut self, graph: &mut Graph) {
        for id in 0..u32::try_from(self.model.questions.len()).unwrap_or(u32::MAX) {
            self.slot(graph, QuestionId(id));
        }
    }

    /// How a question is answered, where a rule has asked for it.
    pub fn known_slot(&self, id: QuestionId) -> Option<&Slot> {
        self.slots.get(id.0 as usize)?.as_ref()
    }

    /// How a question is answered.
    pub fn slot(&mut self, graph: &mut Graph, id: QuestionId) -> Slot {
        if let Some(Some(slot)) = self.slots.get(id.0 as usize) {
            return slot.clone();
        }
        let slot = self.new_slot(graph, id);
        self.set_slot(id, slot.clone());
        slot
    }

    fn new_slot(&mut self, graph: &mut Graph, id: QuestionId) -> Slot {
        let asked = self.asked(graph, id);
        self.slot_when(graph, id, asked)
    }

    /// New variables for a question that is answered when `asked` holds.
    pub(super) fn slot_when(&mut self, graph: &mut Graph, id: QuestionId, asked: Node) -> Slot {
        let Some(question) = self.model.questions.get(id.0 as usize) else { return Slot::Never };
        if asked == Graph::NEVER {
            return Slot::Never;
        }
        let na = question.na.is_some();
        let region = self.region(graph, question.area);
        match &question.domain {
            Domain::Choice(choice) => {
                let count = u64::from(choice.count);
                let cost = Cost::AwayFrom(self.lowest(question));
                Slot::One(graph.variable(region, Offered { count, na, cost }, asked))
            }
            Domain::Range(range) => {
                let cost = Cost::AwayFrom(self.lowest(question));
                Slot::One(graph.variable(region, Offered { count: range.count, na, cost }, asked))
            }
            Domain::AnyOf(any) => {
                let region = graph.region(region);
                let answered = Offered { count: 2, na: false, cost: Cost::AwayFrom(0) };
                let state = na.then(|| graph.variable(region, answered, asked));
                let when = match state {
                    Some(state) => graph.leaf(state, is_answer(&[(0, 0)])),
                    None => asked,
                };
                let options = (0..any.count).map(|option| {
                    let cost = Cost::AwayFrom(u64::from(self.costs_points(question, option)));
                    Some(graph.variable(region, Offered { count: 2, na: false, cost }, when))
                });
                Slot::Options(state, options.collect())
            }
            Domain::Text if asks_for_text(self.model, id) => {
                let cost = Cost::AwayFrom(0);
                Slot::Text(graph.variable(region, Offered { count: 2, na, cost }, asked))
            }
            Domain::Text => Slot::Never,
        }
    }

    /// How a question is answered that is given an answer, or `na`; a free text is left open (0) or there (1).
    pub(super) fn fixed(&self, id: QuestionId, answer: Option<u64>) -> Slot {
        let question = self.model.questions.get(id.0 as usize);
        match (question.map(|question| &question.domain), answer) {
            (Some(Domain::Text), Some(0)) => Slot::Unanswered,
            _ => Slot::Fixed(answer),
        }
    }

    /// Says which region an area is, before anything in it is asked for.
    pub(super) fn set_region(&mut self, area: AreaId, region: Region) {
        if let Some(known) = self.regions.get_mut(area.0 as usize) {
            *known = Some(region);
        }
    }

    /// The region of an area: its variables are closed before those of the next area are opened.
    pub(super) fn region(&mut self, graph: &mut Graph, id: AreaId) -> Region {
        if let Some(Some(region)) = self.regions.get(id.0 as usize) {
            return *region;
        }
        let parent = self.model.areas.get(id.0 as usize).and_then(|area| area.parent);
        let region = match parent {
            None => Graph::WHOLE,
            Some(parent) => {
                let around = deep(|| self.region(graph, parent));
                graph.region(around)
            }
        };
        if let Some(slot) = self.regions.get_mut(id.0 as usize) {
            *slot = Some(region);
        }
        region
    }

    /// The answer of the lowest worth, the first such; the first without points.
    pub(super) fn lowest(&self, question: &Question) -> u64 {
        let count = question.answer_count();
        match &question.domain {
            Domain::AnyOf(any) => {
                let options = (0..any.count).filter(|option| self.costs_points(question, *option));
                options.fold(0, |set, option| set | 1u64.checked_shl(option).unwrap_or(0))
            }
            Domain::Range(range) if range.points.is_empty() => 0,
            Domain::Range(range) => {
                let lowest = range.points.iter().min_by(|a, b| a.points.cmp(&b.points));
                lowest.map_or(0, |rule| rule.first)
            }
            _ => {
                let worth = |answer: &u64| worth(self.model, question, *answer);
                (0..count).min_by(|a, b| worth(a).cmp(&worth(b))).unwrap_or(0)
            }
        }
    }

    /// Whether taking an option of an `any of` lowers its worth.
    pub(super) fn costs_points(&self, question: &Question, option: u32) -> bool {
        let alone = worth(self.model, question, 1u64.checked_shl(option).unwrap_or(0));
        alone.is_some_and(|points| points.is_negative())
    }

    /// Whether a question is asked.
    pub fn asked(&mut self, graph: &mut Graph, id: QuestionId) -> Node {
        if let Some(Some(node)) = self.asked.get(id.0 as usize) {
            return *node;
        }
        let question = self.model.questions.get(id.0 as usize).filter(|q| q.roles.contains(self.role));
        let node = match question.map(|question| question.ask_when) {
            None => Graph::NEVER,
            Some(None) => Graph::ALWAYS,
            Some(Some(condition)) => self.truth(graph, condition),
        };
        if let Some(slot) = self.asked.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    /// A rule over the answer that counts: `worth` of it, `na` where `na` is answered and left out, `left_out` where
    /// there is nothing else. `worth` is asked only for answers of choices and ranges.
    pub(super) fn over_answer(
        &mut self,
        graph: &mut Graph,
        id: QuestionId,
        worth: impl Fn(&Question) -> Worth,
        options: impl FnOnce(&mut Graph, &[Option<Variable>]) -> Node,
        of_set: impl Fn(&Question, u64) -> Value,
        (na, left_out): (Value, Value),
    ) -> Node {
        let Some(question) = self.model.questions.get(id.0 as usize) else { return graph.constant(left_out) };
        if !question.roles.contains(self.role) {
            return graph.constant(left_out);
        }
        let count = question.answer_count();
        let leaf = Leaf { worth: worth(question), na: na.clone() };
        let of = |answer: u64| match question.domain {
            Domain::AnyOf(_) => of_set(question, answer),
            _ => leaf.of(answer, count),
        };
        let stand_in = |policy: &Option<StatePolicy>, otherwise: &Value| match policy {
            Some(StatePolicy { stand_in: StandIn::Answer(answer), .. }) => of(*answer),
            Some(StatePolicy { stand_in: StandIn::LeftOut, .. }) => left_out.clone(),
            None => otherwise.clone(),
        };
        let hidden = stand_in(&question.policies.hidden, &left_out);
        let not_applicable = stand_in(&question.policies.na, &na);
        if matches!(question.domain, Domain::Text) {
            return graph.constant(left_out);
        }
        let unanswered = stand_in(&question.policies.unanswered, &left_out);
        let mut slot = self.slot(graph, id);
        let mut first: Vec<(Node, Value)> = Vec::new();
        let slot = loop {
            slot = match slot {
                Slot::Completed(inner) => *inner,
                Slot::First(cases, inner) => {
                    let value = |answer: Option<u64>| answer.map_or_else(|| unanswered.clone(), of);
                    first.extend(cases.into_iter().map(|(condition, answer)| (condition, value(answer))));
                    *inner
                }
                slot => break slot,
            };
        };
        let mut given = match slot {
            Slot::Never | Slot::Text(_) => return graph.constant(hidden),
            Slot::Unanswered | Slot::Completed(_) | Slot::First(..) => graph.constant(unanswered),
            Slot::Fixed(Some(answer)) => graph.constant(of(answer)),
            Slot::Fixed(None) => graph.constant(not_applicable),
            Slot::One(variable) => graph.leaf(variable, Leaf { na: not_applicable, ..leaf }),
            Slot::Shared(variable, numbering) => {
                graph.leaf(variable, Leaf { na: not_applicable, worth: numbering.worth(leaf.worth) })
            }
            Slot::Options(state, variables) => {
                let taken = options(graph, &variables);
                match state {
                    None => taken,
                    Some(state) => {
                        let answered = graph.leaf(state, is_answer(&[(0, 0)]));
                        let not_applicable = graph.constant(not_applicable);
                        graph.when_holds(answered, taken, not_applicable)
                    }
                }
            }
        };
        for (condition, value) in first.into_iter().rev() {
            let value = graph.constant(value);
            given = graph.when_holds(condition, value, given);
        }
        let asked = self.asked(graph, id);
        let hidden = graph.constant(hidden);
        graph.when_holds(asked, given, hidden)
    }

    /// A condition on the answer that counts; false when there is none.
    pub(super) fn over_answer_holds(
        &mut self,
        graph: &mut Graph,
        id: QuestionId,
        spans: &[(u64, u64)],
        options: impl FnOnce(&mut Graph, &[Option<Variable>]) -> Node,
        of_set: impl Fn(u64) -> bool,
    ) -> Node {
        let worth = |_: &Question| is_answer(spans).worth;
        self.over_answer(graph, id, worth, options, |_, set| truth(of_set(set)), (truth(false), truth(false)))
    }
}

/// 1 for these answers, else 0.
/// Whether a rule asks if a free text is there. Where none does, possible responses leave it open.
pub(super) fn asks_for_text(model: &Model, id: QuestionId) -> bool {
    let asks =
        |truth: &Truth| matches!(truth, Truth::State(its, state, _) if *its == id && *state != QuestionState::Hidden);
    model.truths.iter().any(asks)
}

pub(super) fn is_answer(spans: &[(u64, u64)]) -> Leaf {
    let spans = spans.iter().map(|(first, last)| (*first, *last, truth(true))).collect();
    Leaf { worth: Worth::Spans(spans, truth(false)), na: truth(false) }
}
