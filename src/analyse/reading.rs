//! A model as one role is asked it: its rules as nodes of a [`Graph`], one variable a question.
//!
//! This repeats the row evaluator's conventions; the tests hold the two against each other on random models.

use std::rc::Rc;

use super::graph::{Cost, Graph, Leaf, Node, Offered, Region, Value, Variable, Worth, truth};
use super::numbering::Numbering;
use crate::evaluate::worth;
use crate::exact::{Compare, Rational};
use crate::model::{
    ActionId, Adoption, AreaId, Domain, Gating, LevelRule, Model, Number, NumberId, Question, QuestionId,
    QuestionState, RoleId, Sign, StandIn, StatePolicy, Truth, TruthId, ValueId, deep,
};

/// How a question is answered in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Not at all: it is not for the role, or free text, which possible responses leave open.
    Never,
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

/// A model read for one role.
#[derive(Debug, Clone)]
pub struct Reading<'m> {
    model: &'m Model,
    role: Option<RoleId>,
    slots: Vec<Option<Slot>>,
    asked: Vec<Option<Node>>,
    numbers: Vec<Option<Node>>,
    truths: Vec<Option<Node>>,
    scores: Vec<Option<Node>>,
    levels: Vec<Option<Node>>,
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
        reading.set_slot(question, Slot::Fixed(answer));
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
        if asked == Graph::NEVER || matches!(question.domain, Domain::Text) {
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
            Domain::Text => Slot::Never,
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
        let count = answer_count(question);
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
    fn over_answer(
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
        let count = answer_count(question);
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
            Slot::Never => return graph.constant(hidden),
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
    fn over_answer_holds(
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

    /// The worth of the answer that counts.
    fn points(&mut self, graph: &mut Graph, id: QuestionId, scaled: &dyn Fn(Rational) -> Value) -> Node {
        let model = self.model;
        let worths = |question: &Question| points_of(model, question, scaled);
        let of_set = |question: &Question, set: u64| worth(model, question, set).and_then(scaled);
        let na = model.questions.get(id.0 as usize).and_then(|q| q.na.as_ref()?.points.clone()).and_then(scaled);
        let question = model.questions.get(id.0 as usize);
        let options = |graph: &mut Graph, variables: &[Option<Variable>]| {
            let Some(question) = question.filter(|question| question.bounds.is_some()) else {
                return graph.constant(None);
            };
            let empty = worth(model, question, 0).and_then(scaled).unwrap_or_default();
            let terms: Vec<(Rational, Node)> = variables
                .iter()
                .enumerate()
                .filter_map(|(option, variable)| {
                    let alone = worth(model, question, 1u64.checked_shl(u32::try_from(option).ok()?)?);
                    let more = &alone.and_then(scaled)? - &empty;
                    let taken = taken(graph, *variable, true);
                    Some((more, taken))
                })
                .collect();
            graph.linear(empty, terms)
        };
        self.over_answer(graph, id, worths, options, of_set, (na, None))
    }

    /// The value of a number node.
    pub fn number(&mut self, graph: &mut Graph, id: NumberId) -> Node {
        if let Some(Some(node)) = self.numbers.get(id.0 as usize) {
            return *node;
        }
        let node = match self.model.numbers.get(id.0 as usize) {
            Some(number) => deep(|| self.lower_number(graph, number)),
            None => graph.constant(None),
        };
        if let Some(slot) = self.numbers.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    fn lower_number(&mut self, graph: &mut Graph, number: &Number) -> Node {
        match number {
            Number::Constant(value) => graph.constant(Some(value.clone())),
            Number::Points(question) => self.points(graph, *question, &Some),
            Number::Share(question) => {
                let bounds = self.model.questions.get(question.0 as usize).and_then(|q| q.bounds.clone());
                let Some((low, high)) = bounds else { return graph.constant(None) };
                let width = &high - &low;
                self.points(graph, *question, &|points| (&points - &low).checked_div(&width))
            }
            Number::Given(question) => {
                let given = |question: &Question| match &question.domain {
                    Domain::Range(range) => Worth::Steps(range.first.clone(), range.step.clone()),
                    _ => Worth::Spans(Vec::new(), None),
                };
                self.over_answer(graph, *question, given, |graph, _| graph.constant(None), |_, _| None, (None, None))
            }
            Number::Score(area) => self.score(graph, *area),
            Number::Level(area) => self.level(graph, *area),
            Number::Value(value) => self.value(graph, *value),
            Number::Linear { constant, terms } => {
                let terms = self.terms(graph, terms);
                graph.linear(constant.clone(), terms)
            }
            Number::Sum(terms) => {
                let terms = self.terms(graph, terms);
                graph.sum(terms)
            }
            Number::Mean(terms) => {
                let terms = self.terms(graph, terms);
                graph.mean(terms)
            }
            Number::Min(terms) => {
                let terms = terms.iter().map(|term| self.number(graph, *term)).collect();
                graph.min(terms)
            }
            Number::Max(terms) => {
                let terms = terms.iter().map(|term| self.number(graph, *term)).collect();
                graph.max(terms)
            }
            Number::Round(inner, digits) => {
                let inner = self.number(graph, *inner);
                graph.round(inner, *digits)
            }
            Number::Else(first, second) => {
                let (first, second) = (self.number(graph, *first), self.number(graph, *second));
                graph.or_else(first, second)
            }
            Number::Case { lines, otherwise } => {
                let mut node = self.number(graph, *otherwise);
                for (condition, number) in lines.iter().rev() {
                    let (condition, then) = (self.truth(graph, *condition), self.number(graph, *number));
                    node = graph.when_holds(condition, then, node);
                }
                node
            }
            Number::Count(conditions) => {
                let terms = conditions.iter().map(|id| (Rational::ONE, self.truth(graph, *id))).collect();
                graph.sum(terms)
            }
            Number::Proportion(members) => {
                let mut terms = Vec::with_capacity(members.len());
                for (present, holds) in members {
                    let (present, holds) = (self.truth(graph, *present), self.truth(graph, *holds));
                    let nothing = graph.constant(None);
                    terms.push((Rational::ONE, graph.when_holds(present, holds, nothing)));
                }
                graph.mean(terms)
            }
        }
    }

    fn terms(&mut self, graph: &mut Graph, terms: &[(Rational, NumberId)]) -> Vec<(Rational, Node)> {
        terms.iter().map(|(weight, term)| (weight.clone(), self.number(graph, *term))).collect()
    }

    /// A declared value.
    pub fn value(&mut self, graph: &mut Graph, id: ValueId) -> Node {
        match self.model.values.get(id.0 as usize) {
            Some(value) => self.number(graph, value.number),
            None => graph.constant(None),
        }
    }

    /// Whether a condition holds.
    pub fn truth(&mut self, graph: &mut Graph, id: TruthId) -> Node {
        if let Some(Some(node)) = self.truths.get(id.0 as usize) {
            return *node;
        }
        let node = match self.model.truths.get(id.0 as usize) {
            Some(condition) => deep(|| self.lower_truth(graph, condition)),
            None => Graph::NEVER,
        };
        if let Some(slot) = self.truths.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    fn lower_truth(&mut self, graph: &mut Graph, condition: &Truth) -> Node {
        let signed = |graph: &mut Graph, node: Node, sign: Sign| match sign {
            Sign::Is => node,
            Sign::IsNot => graph.negation(node),
        };
        match condition {
            Truth::Constant(value) => graph.truth(*value),
            Truth::And(parts) => {
                let parts: Vec<Node> = parts.iter().map(|part| self.truth(graph, *part)).collect();
                graph.and(parts)
            }
            Truth::Or(parts) => {
                let parts: Vec<Node> = parts.iter().map(|part| self.truth(graph, *part)).collect();
                graph.or(parts)
            }
            Truth::Compare(left, op, right) => {
                let (left, right) = (self.number(graph, *left), self.number(graph, *right));
                graph.compare(left, *op, right)
            }
            Truth::Answer(question, spans) => {
                self.over_answer_holds(graph, *question, spans, |_, _| Graph::NEVER, |set| in_spans(spans, set))
            }
            Truth::Has(question, option, sign) => {
                let has = |set: u64| set.checked_shr(*option).unwrap_or(0) & 1 == 1;
                let given = |graph: &mut Graph, variables: &[Option<Variable>]| match variables.get(*option as usize) {
                    Some(variable) => taken(graph, *variable, *sign == Sign::Is),
                    None => Graph::NEVER,
                };
                self.over_answer_holds(graph, *question, &[], given, |set| has(set) == (*sign == Sign::Is))
            }
            Truth::HasAtLeast(question, least, sign) => {
                let given = |graph: &mut Graph, variables: &[Option<Variable>]| {
                    let mut terms = Vec::with_capacity(variables.len());
                    for variable in variables {
                        terms.push((Rational::ONE, taken(graph, *variable, true)));
                    }
                    let sum = graph.sum(terms);
                    let least = graph.constant(Some(Rational::from(i64::from(*least))));
                    let op = if *sign == Sign::Is { Compare::GreaterOrEqual } else { Compare::Less };
                    graph.compare(sum, op, least)
                };
                let of_set = |set: u64| (set.count_ones() >= *least) == (*sign == Sign::Is);
                self.over_answer_holds(graph, *question, &[], given, of_set)
            }
            Truth::State(question, state, sign) => {
                let node = self.in_state(graph, *question, *state);
                signed(graph, node, *sign)
            }
            Truth::Present(number, sign) => {
                let number = self.number(graph, *number);
                let present = graph.has_value(number);
                signed(graph, present, *sign)
            }
            Truth::Counts(question, sign) => {
                let every = |_: &Question| Worth::Spans(Vec::new(), truth(true));
                let node = self.over_answer(
                    graph,
                    *question,
                    every,
                    |_, _| Graph::ALWAYS,
                    |_, _| truth(true),
                    (truth(false), truth(false)),
                );
                signed(graph, node, *sign)
            }
            Truth::Role(roles, sign) => graph.truth(roles.contains(self.role) == (*sign == Sign::Is)),
            Truth::Suggested(action, sign) => {
                let node = self.suggested(graph, *action);
                signed(graph, node, *sign)
            }
        }
    }

    fn in_state(&mut self, graph: &mut Graph, id: QuestionId, state: QuestionState) -> Node {
        let Some(question) = self.model.questions.get(id.0 as usize).filter(|q| q.roles.contains(self.role)) else {
            return Graph::NEVER;
        };
        let asked = self.asked(graph, id);
        let slot = match question.domain {
            // A free text has an answer only where it is given; else it stays open.
            Domain::Text => match self.known_slot(id) {
                Some(Slot::Fixed(answer)) => Slot::Fixed(*answer),
                _ => Slot::Unanswered,
            },
            _ => self.slot(graph, id),
        };
        let holds = match state {
            QuestionState::Hidden => return graph.negation(asked),
            QuestionState::Na => is_na(graph, &slot),
            QuestionState::Unanswered => is_unanswered(graph, &slot),
            QuestionState::Answered => {
                let unanswered = is_unanswered(graph, &slot);
                graph.negation(unanswered)
            }
        };
        graph.when_holds(asked, holds, Graph::NEVER)
    }

    /// Whether an action is suggested.
    pub fn suggested(&mut self, graph: &mut Graph, id: ActionId) -> Node {
        match self.model.actions.get(id.0 as usize) {
            Some(action) if action.roles.contains(self.role) => self.truth(graph, action.suggest_when),
            _ => Graph::NEVER,
        }
    }

    /// Whether something in an area counts; true for an area without questions.
    fn something_left(&mut self, graph: &mut Graph, id: AreaId) -> Node {
        let questions: Vec<QuestionId> = self.model.questions_within(id).collect();
        if questions.is_empty() {
            return Graph::ALWAYS;
        }
        let mut parts = Vec::with_capacity(questions.len());
        for question in questions {
            let counts = |_: &Question| Worth::Spans(Vec::new(), truth(true));
            let na = self.model.questions.get(question.0 as usize).and_then(|q| q.na.as_ref());
            let na = truth(na.is_some_and(|na| na.points.is_some()));
            parts.push(self.over_answer(
                graph,
                question,
                counts,
                |_, _| Graph::ALWAYS,
                |_, _| truth(true),
                (na, truth(false)),
            ));
        }
        graph.or(parts)
    }

    /// An area's score.
    pub fn score(&mut self, graph: &mut Graph, id: AreaId) -> Node {
        if let Some(Some(node)) = self.scores.get(id.0 as usize) {
            return *node;
        }
        let score = self.model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
        let node = match score.map(|score| score.number) {
            None => graph.constant(None),
            Some(number) => {
                let node = self.number(graph, number);
                self.unless_nothing_left(graph, id, node, self.is_none_over_nothing(number, id))
            }
        };
        if let Some(slot) = self.scores.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    fn unless_nothing_left(&mut self, graph: &mut Graph, id: AreaId, node: Node, is_none_anyway: bool) -> Node {
        if is_none_anyway {
            return node;
        }
        let left = self.something_left(graph, id);
        let nothing = graph.constant(None);
        graph.when_holds(left, node, nothing)
    }

    /// The rank of an area's level.
    pub fn level(&mut self, graph: &mut Graph, id: AreaId) -> Node {
        if let Some(Some(node)) = self.levels.get(id.0 as usize) {
            return *node;
        }
        let adoption = self.model.areas.get(id.0 as usize).and_then(|area| area.adoption.as_ref());
        let node = match adoption {
            None => graph.constant(None),
            Some(adoption) => deep(|| self.new_level(graph, id, adoption)),
        };
        if let Some(slot) = self.levels.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    fn new_level(&mut self, graph: &mut Graph, id: AreaId, adoption: &Adoption) -> Node {
        let scored = adoption.rules.iter().any(|rule| rule.lower.is_some());
        let decides = match adoption.level {
            Some(level) => Some((self.number(graph, level), self.is_none_over_nothing(level, id))),
            // A score is none over nothing by itself.
            None if scored => Some((self.score(graph, id), true)),
            None => None,
        };
        let mut met = Vec::with_capacity(adoption.rules.len());
        for (rank, rule) in adoption.rules.iter().enumerate().skip(1) {
            met.push(self.meets(graph, id, adoption.level, rank, rule));
        }
        let ranks: Vec<Node> = (0..adoption.rules.len().max(1)).map(|rank| graph.constant(Some(whole(rank)))).collect();
        let floor = ranks.first().copied().unwrap_or(Graph::NEVER);
        let node = match adoption.gating {
            Gating::Cumulative => {
                let mut node = ranks.last().copied().unwrap_or(floor);
                for (rank, met) in ranks.iter().zip(&met).rev() {
                    node = graph.when_holds(*met, node, *rank);
                }
                node
            }
            Gating::Highest => {
                let mut node = floor;
                for (rank, met) in ranks.iter().skip(1).zip(&met) {
                    node = graph.when_holds(*met, *rank, node);
                }
                node
            }
        };
        match decides {
            None => self.unless_nothing_left(graph, id, node, false),
            Some((decides, is_none_anyway)) => {
                let present = graph.has_value(decides);
                let nothing = graph.constant(None);
                let node = graph.when_holds(present, node, nothing);
                self.unless_nothing_left(graph, id, node, is_none_anyway)
            }
        }
    }

    /// Whether a level's own bound and requirements hold, whatever the levels below it do.
    fn meets(&mut self, graph: &mut Graph, id: AreaId, level: Option<NumberId>, rank: usize, rule: &LevelRule) -> Node {
        let mut parts = vec![self.reaches(graph, id, level, rank, rule)];
        let role = self.role;
        for requirement in rule.requires.iter().filter(|requirement| requirement.roles.contains(role)) {
            parts.push(self.truth(graph, requirement.condition));
        }
        graph.and(parts)
    }

    /// Whether a level's lower bound holds, or the `level` formula that stands in its place.
    pub fn reaches(
        &mut self,
        graph: &mut Graph,
        id: AreaId,
        level: Option<NumberId>,
        rank: usize,
        rule: &LevelRule,
    ) -> Node {
        if let Some(level) = level {
            let (level, rank) = (self.number(graph, level), graph.constant(Some(whole(rank))));
            return graph.compare(level, Compare::GreaterOrEqual, rank);
        }
        match &rule.lower {
            None => Graph::ALWAYS,
            Some(bound) => {
                let (score, value) = (self.score(graph, id), graph.constant(Some(bound.value.clone())));
                let op = if bound.inclusive { Compare::GreaterOrEqual } else { Compare::Greater };
                graph.compare(score, op, value)
            }
        }
    }

    /// Whether a number is surely none when nothing in the area counts: then it need not be said again.
    fn is_none_over_nothing(&self, id: NumberId, area: AreaId) -> bool {
        let within = |question: &QuestionId| self.model.questions_within(area).any(|its| its == *question);
        let area_within = |inner: &AreaId| {
            let range = |id: &AreaId| self.model.areas.get(id.0 as usize).map_or((0, 0), |area| area.within);
            let ((first, end), (start, stop)) = (range(inner), range(&area));
            first < end && start <= first && end <= stop
        };
        let all =
            |mut ids: Box<dyn Iterator<Item = &NumberId> + '_>| ids.all(|id| self.is_none_over_nothing(*id, area));
        let Some(number) = self.model.numbers.get(id.0 as usize) else { return true };
        deep(|| match number {
            Number::Points(question) | Number::Share(question) | Number::Given(question) => within(question),
            Number::Score(inner) | Number::Level(inner) => area_within(inner),
            Number::Value(value) => {
                let value = self.model.values.get(value.0 as usize);
                value.is_none_or(|value| self.is_none_over_nothing(value.number, area))
            }
            Number::Linear { terms, .. } => terms.iter().any(|(_, term)| self.is_none_over_nothing(*term, area)),
            Number::Mean(terms) => all(Box::new(terms.iter().map(|(_, term)| term))),
            Number::Min(terms) | Number::Max(terms) => all(Box::new(terms.iter())),
            Number::Round(inner, _) => self.is_none_over_nothing(*inner, area),
            Number::Else(first, second) => all(Box::new([first, second].into_iter())),
            Number::Case { lines, otherwise } => {
                all(Box::new(lines.iter().map(|(_, number)| number).chain([otherwise])))
            }
            Number::Constant(_) | Number::Sum(_) | Number::Count(_) | Number::Proportion(_) => false,
        })
    }
}

/// How many answers a question has, `na` apart.
pub(super) fn answer_count(question: &Question) -> u64 {
    match &question.domain {
        Domain::Choice(choice) => u64::from(choice.count),
        Domain::AnyOf(any) => 1u64.checked_shl(any.count).unwrap_or(u64::MAX),
        Domain::Range(range) => range.count,
        Domain::Text => 0,
    }
}

/// 1 for these answers, else 0.
pub(super) fn is_answer(spans: &[(u64, u64)]) -> Leaf {
    let spans = spans.iter().map(|(first, last)| (*first, *last, truth(true))).collect();
    Leaf { worth: Worth::Spans(spans, truth(false)), na: truth(false) }
}

/// Whether an option is taken, or not.
fn taken(graph: &mut Graph, option: Option<Variable>, taken: bool) -> Node {
    let answer = u64::from(taken);
    match option {
        Some(variable) => graph.leaf(variable, is_answer(&[(answer, answer)])),
        None => graph.truth(!taken),
    }
}

/// Whether a question is seen as unanswered where it is asked.
fn is_unanswered(graph: &mut Graph, slot: &Slot) -> Node {
    match slot {
        Slot::Unanswered | Slot::Completed(_) => Graph::ALWAYS,
        Slot::Never | Slot::One(_) | Slot::Shared(..) | Slot::Options(..) | Slot::Fixed(_) => Graph::NEVER,
        Slot::First(cases, otherwise) => {
            let mut node = is_unanswered(graph, otherwise);
            for (condition, answer) in cases.iter().rev() {
                let unanswered = graph.truth(answer.is_none());
                node = graph.when_holds(*condition, unanswered, node);
            }
            node
        }
    }
}

/// Whether a question is seen as answered with `na` where it is asked.
fn is_na(graph: &mut Graph, slot: &Slot) -> Node {
    match slot {
        Slot::One(variable) | Slot::Shared(variable, _) => {
            let worth = Worth::Spans(Vec::new(), truth(false));
            graph.leaf(*variable, Leaf { worth, na: truth(true) })
        }
        Slot::Options(Some(state), _) => graph.leaf(*state, is_answer(&[(1, 1)])),
        Slot::Fixed(None) => Graph::ALWAYS,
        Slot::Fixed(Some(_)) | Slot::Options(None, _) | Slot::Never | Slot::Unanswered | Slot::Completed(_) => {
            Graph::NEVER
        }
        Slot::First(cases, otherwise) => {
            let mut node = is_na(graph, otherwise);
            for (condition, _) in cases.iter().rev() {
                node = graph.when_holds(*condition, Graph::NEVER, node);
            }
            node
        }
    }
}

fn in_spans(spans: &[(u64, u64)], answer: u64) -> bool {
    spans.iter().any(|(first, last)| (*first..=*last).contains(&answer))
}

/// The points of the answers of a choice or a range.
fn points_of(model: &Model, question: &Question, scaled: &dyn Fn(Rational) -> Value) -> Worth {
    match &question.domain {
        Domain::Range(range) if range.points.is_empty() => {
            let first = scaled(range.value(0)).unwrap_or_default();
            let second = scaled(range.value(1)).unwrap_or_default();
            let step = &second - &first;
            Worth::Steps(first, step)
        }
        Domain::Range(range) => {
            let spans = range.points.iter().map(|rule| (rule.first, rule.last, scaled(rule.points.clone())));
            Worth::Spans(spans.collect(), None)
        }
        Domain::Choice(choice) => {
            let spans = (0..u64::from(choice.count))
                .map(|answer| (answer, answer, worth(model, question, answer).and_then(scaled)));
            Worth::Spans(spans.collect(), None)
        }
        Domain::AnyOf(_) | Domain::Text => Worth::Spans(Vec::new(), None),
    }
}

fn whole(n: usize) -> Rational {
    Rational::from(i64::try_from(n).unwrap_or(i64::MAX))
}
