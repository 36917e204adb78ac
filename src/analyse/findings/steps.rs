//! One question answered in two ways, everything else as it was.

use crate::analyse::Space;
use crate::analyse::graph::{Graph, Node, Variable};
use crate::analyse::leaf::Offered;
use crate::analyse::reading::{Reading, Slot};
use crate::evaluate::worth;
use crate::exact::Rational;
use crate::model::{Domain, Model, Question, QuestionId};

use super::effects::Move;

/// An answer given instead of another one; none is `na`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The question.
    pub question: QuestionId,
    /// The option of an `any of` that is taken, or not; the other options are as they were.
    pub option: Option<u32>,
    /// The answer before.
    pub from: Option<u64>,
    /// The answer after.
    pub to: Option<u64>,
}

impl Step {
    /// The same step over the variables of a reading; none where one variable cannot tell it.
    pub fn as_move(&self, reading: &Reading<'_>, graph: &Graph) -> Option<Move> {
        let variable = match (reading.known_slot(self.question)?, self.option) {
            (Slot::One(variable), None) => *variable,
            (Slot::Options(_, options), Some(option)) => (*options.get(option as usize)?)?,
            _ => return None,
        };
        let answer = |answer: Option<u64>| answer.unwrap_or_else(|| graph.answers(variable).count);
        Some(Move { variable, from: answer(self.from), to: answer(self.to) })
    }
}

/// From each answer to the next better one: by worth, or as the options are written where they have no points. A
/// number without points is no better than another one.
pub fn improvements(model: &Model, id: QuestionId, question: &Question) -> Vec<Step> {
    let step = |from: u64, to: u64| Step { question: id, option: None, from: Some(from), to: Some(to) };
    match &question.domain {
        Domain::Text => Vec::new(),
        Domain::AnyOf(any) => {
            let options = (0..any.count).filter_map(|option| {
                let points = worth(model, question, 1u64.checked_shl(option)?).filter(|points| !points.is_zero())?;
                let (from, to) = if points.is_negative() { (1, 0) } else { (0, 1) };
                Some(Step { option: Some(option), ..step(from, to) })
            });
            options.collect()
        }
        Domain::Range(range) if range.points.is_empty() => Vec::new(),
        Domain::Range(range) => ascending(range.points.iter().map(|rule| (rule.first, rule.points.clone())), step),
        Domain::Choice(choice) => {
            let answers = 0..u64::from(choice.count);
            let worths: Option<Vec<(u64, Rational)>> =
                answers.clone().map(|answer| Some((answer, worth(model, question, answer)?))).collect();
            match worths {
                Some(worths) => ascending(worths, step),
                None => answers.clone().zip(answers.skip(1)).map(|(from, to)| step(from, to)).collect(),
            }
        }
    }
}

/// Steps from all answers of one worth to all of the next higher one.
fn ascending(worths: impl IntoIterator<Item = (u64, Rational)>, step: impl Fn(u64, u64) -> Step) -> Vec<Step> {
    let mut worths: Vec<(u64, Rational)> = worths.into_iter().collect();
    worths.sort_by(|(a, first), (b, second)| first.cmp(second).then(a.cmp(b)));
    let mut steps = Vec::new();
    let mut runs = worths.chunk_by(|(_, a), (_, b)| a == b).peekable();
    while let (Some(lower), Some(higher)) = (runs.next(), runs.peek()) {
        for (from, _) in lower {
            steps.extend(higher.iter().map(|(to, _)| step(*from, *to)));
        }
    }
    steps
}

/// A model read twice over the same answers but one.
pub struct Pair<'m> {
    /// The responses of both, where questions that only one of them is asked would make others of them.
    pub space: Option<Space>,
    /// With the answer before.
    pub before: Reading<'m>,
    /// With the answer after.
    pub after: Reading<'m>,
    /// What holds besides: the options of an `any of` are variables of their own.
    pub given: Vec<Node>,
}

impl<'m> Pair<'m> {
    /// Reads a model twice. Questions that the answer reveals or hides are asked where either asks them, and answered
    /// in any way.
    pub fn new(space: &mut Space, reading: &mut Reading<'m>, step: &Step) -> Pair<'m> {
        let variables = reading.known_slot(step.question).map_or_else(Vec::new, Slot::variables);
        let followers = followers(&space.graph, reading, step.question, &variables);
        let mut own = None;
        if !followers.is_empty() || step.option.is_some() {
            let mut copy = Space::default();
            copy.graph.clone_from(&space.graph);
            own = Some(copy);
        }
        let graph = own.as_mut().map_or(&mut space.graph, |own| &mut own.graph);
        let mut given = Vec::new();
        let (mut before, mut after) = match step.option {
            None => (reading.with_answer(step.question, step.from), reading.with_answer(step.question, step.to)),
            Some(option) => {
                let mut with = |graph: &mut Graph, answer: Option<u64>| {
                    let (reading, is) = with_option(reading, graph, step.question, option, answer == Some(1));
                    given.push(is);
                    reading
                };
                (with(graph, step.from), with(graph, step.to))
            }
        };
        for follower in followers {
            let asked = [before.asked(graph, follower), after.asked(graph, follower)];
            let when = graph.or(asked);
            let Some(slot) = reading.known_slot(follower) else { continue };
            let slot = anew(graph, slot, when);
            before.set_slot(follower, slot.clone());
            after.set_slot(follower, slot);
        }
        Pair { space: own, before, after, given }
    }
}

/// The questions that are asked or not by the answer to this one, each behind those that it depends on.
fn followers(graph: &Graph, reading: &mut Reading<'_>, id: QuestionId, its: &[Variable]) -> Vec<QuestionId> {
    let ids = (0..u32::try_from(reading.model().questions.len()).unwrap_or(u32::MAX)).map(QuestionId);
    let mut found: Vec<(usize, QuestionId)> = Vec::new();
    for follower in ids.filter(|follower| *follower != id) {
        let slot_variables = reading.known_slot(follower).map_or_else(Vec::new, Slot::variables);
        let Some(first) = slot_variables.first() else { continue };
        let support = graph.support(graph.when(*first));
        if its.iter().any(|variable| support.contains(variable.0 as usize)) {
            found.push((support.iter().count(), follower));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, follower)| follower).collect()
}

/// The same answers, asked at another time.
fn anew(graph: &mut Graph, slot: &Slot, when: Node) -> Slot {
    let fresh = |graph: &mut Graph, variable: &Variable, when: Node| {
        let answers: Offered = graph.answers(*variable).clone();
        graph.variable(graph.region_of(*variable), answers, when)
    };
    match slot {
        Slot::One(variable) => Slot::One(fresh(graph, variable, when)),
        Slot::Text(variable) => Slot::Text(fresh(graph, variable, when)),
        Slot::Options(state, options) => {
            let state = state.as_ref().map(|state| fresh(graph, state, when));
            let when = match state {
                Some(state) => graph.leaf(state, super::super::reading::is_answer(&[(0, 0)])),
                None => when,
            };
            Slot::Options(
                state,
                options.iter().map(|option| option.map(|option| fresh(graph, &option, when))).collect(),
            )
        }
        other => other.clone(),
    }
}

/// The reading with an option of an `any of` taken, or not: a variable of its own, and the condition that says so.
fn with_option<'m>(
    reading: &Reading<'m>,
    graph: &mut Graph,
    id: QuestionId,
    option: u32,
    taken: bool,
) -> (Reading<'m>, Node) {
    let mut other = reading.with_answer(id, None);
    let Some(Slot::Options(state, options)) = reading.known_slot(id) else { return (other, Graph::NEVER) };
    let mut options = options.clone();
    let Some(Some(slot)) = options.get_mut(option as usize) else { return (other, Graph::NEVER) };
    let answers = graph.answers(*slot).clone();
    let when = graph.when(*slot);
    *slot = graph.variable(graph.region_of(*slot), answers, when);
    let answer = u64::from(taken);
    let is = graph.leaf(*slot, super::super::reading::is_answer(&[(answer, answer)]));
    other.set_slot(id, Slot::Options(*state, options));
    (other, is)
}
