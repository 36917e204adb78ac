//! Two versions of a model over the questions of both: a question that both have is one variable.
//!
//! A response answers what either version asks, with answers that both versions have where both ask; each version
//! reads what it asks itself, the rest as hidden. What the versions have in common is the same node of the graph.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::graph::{Graph, Node, Variable};
use super::leaf::{Cost, Offered};
use super::numbering::Numbering;
use super::reading::{Reading, Slot, asks_for_text, is_answer};
use super::witness::{Witness, response};
use crate::compare::{Common, Pairing};
use crate::evaluate::Answers;
use crate::model::{Model, QuestionId, RoleId, Rule, deep};

/// A question of the old version, of the new one, or of both.
type Either = (Option<QuestionId>, Option<QuestionId>);

/// Two versions of a model, each as a role is asked it.
#[derive(Debug, Clone)]
pub struct Union<'m> {
    /// The old version.
    pub old: Reading<'m>,
    /// The new version.
    pub new: Reading<'m>,
    /// Questions of which each version decides whether the other is asked: all are asked the first of them. By their
    /// numbers in the new version, or in the old one where that alone has them.
    pub asked_of_all: Vec<Either>,
}

/// How far a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Waiting,
    Begun,
    Done,
}

struct Builder<'g, 'm, 'p> {
    graph: &'g mut Graph,
    pairing: &'p Pairing,
    union: Union<'m>,
    questions: Vec<(Either, Progress)>,
    places: [BTreeMap<QuestionId, usize>; 2],
}

impl<'m> Union<'m> {
    /// Reads two versions for a role, which may have another number in each.
    pub fn new(
        graph: &mut Graph,
        (old, new): (&'m Model, &'m Model),
        pairing: &Pairing,
        (before, now): (Option<RoleId>, Option<RoleId>),
    ) -> Union<'m> {
        let ids = |model: &Model| (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId);
        let in_new = ids(new).map(|id| (pairing.questions.old_of(id), Some(id)));
        let gone = ids(old).filter(|id| pairing.questions.new_of(*id).is_none()).map(|id| (Some(id), None));
        let questions: Vec<(Either, Progress)> = in_new.chain(gone).map(|either| (either, Progress::Waiting)).collect();
        let at = |pick: fn(&Either) -> Option<QuestionId>| {
            questions.iter().enumerate().filter_map(|(at, (either, _))| Some((pick(either)?, at))).collect()
        };
        let places = [at(|either| either.0), at(|either| either.1)];
        let mut union =
            Union { old: Reading::bare(old, before), new: Reading::bare(new, now), asked_of_all: Vec::new() };
        for (was, is) in pairing.areas.both() {
            let region = union.new.region(graph, is);
            union.old.set_region(was, region);
        }
        let mut builder = Builder { graph, pairing, union, questions, places };
        for at in 0..builder.questions.len() {
            builder.settle(at);
        }
        builder.union
    }

    /// The responses of a witness, to the old version and to the new one: what does not matter is answered with the
    /// lowest.
    pub fn responses(&self, graph: &Graph, witness: &Witness) -> (Answers, Answers) {
        self.completed(graph, witness, |_, lowest| lowest)
    }

    /// The same with what does not matter answered with what is furthest from the lowest.
    pub fn responses_far(&self, graph: &Graph, witness: &Witness) -> (Answers, Answers) {
        let far = |count: u64, lowest: u64| if lowest == 0 { count.saturating_sub(1) } else { 0 };
        self.completed(graph, witness, far)
    }

    fn completed(&self, graph: &Graph, witness: &Witness, rest: impl Fn(u64, u64) -> u64) -> (Answers, Answers) {
        let given: BTreeMap<Variable, u64> = witness.answers.iter().copied().collect();
        let answer = |variable: Variable| {
            let offered = graph.answers(variable);
            let lowest = match &offered.cost {
                Cost::AwayFrom(lowest) => *lowest,
                Cost::Steps | Cost::Each(_) | Cost::Rising(_) => 0,
            };
            (variable, given.get(&variable).copied().unwrap_or_else(|| rest(offered.count, lowest)))
        };
        let whole = Witness { answers: graph.variables().map(answer).collect(), ..witness.clone() };
        (response(&self.old, &whole), response(&self.new, &whole))
    }
}

impl Builder<'_, '_, '_> {
    /// Gives a question its variables, after those on which it depends whether it is asked.
    fn settle(&mut self, at: usize) {
        let Some((either, progress)) = self.questions.get_mut(at) else { return };
        let either = *either;
        match progress {
            Progress::Done => return,
            Progress::Begun => {
                self.union.asked_of_all.push(either);
                return self.place(at, either, Some(Graph::ALWAYS));
            }
            Progress::Waiting => *progress = Progress::Begun,
        }
        for needed in self.behind(either) {
            if needed != at {
                deep(|| self.settle(needed));
            }
        }
        if self.questions.get(at).is_some_and(|(_, progress)| *progress == Progress::Begun) {
            self.place(at, either, None);
        }
    }

    /// The questions on which it depends whether a question is asked.
    fn behind(&self, (old, new): Either) -> Vec<usize> {
        let mut behind = Vec::new();
        for (reading, id, places) in [(&self.union.old, old, &self.places[0]), (&self.union.new, new, &self.places[1])]
        {
            let question = id.and_then(|id| reading.model().questions.get(id.0 as usize));
            let question = question.filter(|question| question.roles.contains(reading.role()));
            if let Some(condition) = question.and_then(|question| question.ask_when) {
                let needed = reading.model().questions_behind([Rule::Truth(condition)]);
                behind.extend(needed.iter().filter_map(|id| places.get(id)));
            }
        }
        behind
    }

    fn place(&mut self, at: usize, either: Either, asked: Option<Node>) {
        if let Some((_, progress)) = self.questions.get_mut(at) {
            *progress = Progress::Done;
        }
        let graph = &mut *self.graph;
        let (old, new) = (&mut self.union.old, &mut self.union.new);
        let of_each = asked.map_or_else(
            || {
                let before = either.0.map_or(Graph::NEVER, |id| old.asked(graph, id));
                (before, either.1.map_or(Graph::NEVER, |id| new.asked(graph, id)))
            },
            |asked| (asked, asked),
        );
        if let (Some(before), Some(now)) = either {
            let asked = graph.or([of_each.0, of_each.1]);
            if let Some((was, is)) = shared(graph, (old, before), (new, now), self.pairing, asked) {
                old.set_slot(before, was);
                return new.set_slot(now, is);
            }
        }
        for (reading, id, asked) in [(old, either.0, of_each.0), (new, either.1, of_each.1)] {
            if let Some(id) = id {
                let slot = reading.slot_when(graph, id, asked);
                reading.set_slot(id, slot);
            }
        }
    }
}

/// How a question of both versions is answered in each; none where their answers have nothing in common.
fn shared(
    graph: &mut Graph,
    (old, before): (&Reading<'_>, QuestionId),
    (new, now): (&mut Reading<'_>, QuestionId),
    pairing: &Pairing,
    asked: Node,
) -> Option<(Slot, Slot)> {
    let map = pairing.answers(before)?;
    let was = old.model().questions.get(before.0 as usize)?;
    let is = new.model().questions.get(now.0 as usize)?;
    let na = map.keeps_na();
    if asked == Graph::NEVER {
        return Some((Slot::Never, Slot::Never));
    }
    let region = new.region(graph, is.area);
    match map.common() {
        Common::Nothing => None,
        Common::Text if asks_for_text(old.model(), before) || asks_for_text(new.model(), now) => {
            let offered = Offered { count: 2, na, cost: Cost::AwayFrom(0) };
            let variable = graph.variable(region, offered, asked);
            Some((Slot::Text(variable), Slot::Text(variable)))
        }
        Common::Text => Some((Slot::Never, Slot::Never)),
        Common::Answers(in_old, in_new) => {
            let lowest = in_new.shared(new.lowest(is)).or_else(|| in_old.shared(old.lowest(was))).unwrap_or(0);
            let offered = Offered { count: in_new.count(), na, cost: Cost::AwayFrom(lowest) };
            let variable = graph.variable(region, offered, asked);
            let slot = |numbering: Numbering| Slot::Shared(variable, Rc::new(numbering));
            Some((slot(in_old), slot(in_new)))
        }
        Common::Options(both) => {
            let region = graph.region(region);
            let answered = Offered { count: 2, na: false, cost: Cost::AwayFrom(0) };
            let state = na.then(|| graph.variable(region, answered, asked));
            let when = state.map_or(asked, |state| graph.leaf(state, is_answer(&[(0, 0)])));
            let count = |model: &Model, question| model.options(question).len();
            let mut in_old: Vec<Option<Variable>> = vec![None; count(old.model(), was)];
            let mut in_new: Vec<Option<Variable>> = vec![None; count(new.model(), is)];
            for (mine, its) in both {
                let cost = Cost::AwayFrom(u64::from(new.costs_points(is, its)));
                let variable = graph.variable(region, Offered { count: 2, na: false, cost }, when);
                for (options, at) in [(&mut in_old, mine), (&mut in_new, its)] {
                    if let Some(option) = options.get_mut(at as usize) {
                        *option = Some(variable);
                    }
                }
            }
            Some((Slot::Options(state, in_old), Slot::Options(state, in_new)))
        }
    }
}
