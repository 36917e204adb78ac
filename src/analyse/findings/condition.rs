//! What is asked of the possible responses, in the model's terms: read as a graph, and of one response.

use super::samples::extreme;
use crate::analyse::reading::is_answer;
use crate::analyse::{Graph, Leaf, Node, Reading, Slot, Worth};
use crate::evaluate::{Evaluation, Presence};
use crate::exact::{Compare, Rational};
use crate::model::{ActionId, AreaId, Domain, Model, QuestionId, TruthId};

/// A condition on a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A condition of the model.
    Truth(TruthId),
    /// The area has a level.
    HasLevel(AreaId),
    /// The rank of the area's level compares like this.
    Level(AreaId, Compare, u32),
    /// The lower bound of a level of the area holds, or the `level` formula in its place.
    Reaches(AreaId, u32),
    /// The area's score compares like this.
    Score(AreaId, Compare, Rational),
    /// The action is suggested.
    Suggested(ActionId),
    /// The question is asked.
    Asked(QuestionId),
    /// The question is not asked, or answered with `na` or its lowest answer.
    Lowest(QuestionId),
    /// The question is answered with one of these answers: from the first to the last of each pair, ascending.
    Given(QuestionId, Vec<(u64, u64)>),
    /// The question, an `any of`, is answered with all of these options, others or not: a bit set.
    Took(QuestionId, u64),
    /// It does not hold.
    Not(Box<Condition>),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
}

impl Condition {
    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Condition {
        Condition::Not(Box::new(self))
    }

    /// Whether it holds for a response.
    pub fn holds(&self, evaluation: &Evaluation<'_>) -> bool {
        match self {
            Condition::Truth(id) => evaluation.truth(*id),
            Condition::HasLevel(area) => evaluation.level(*area).is_some(),
            Condition::Level(area, op, rank) => evaluation.level(*area).is_some_and(|level| op.holds(level.cmp(rank))),
            Condition::Reaches(area, rank) => {
                let adoption = evaluation.model().areas.get(area.0 as usize).and_then(|area| area.adoption.as_ref());
                adoption.is_some_and(|adoption| evaluation.reaches(*area, adoption, *rank as usize))
            }
            Condition::Score(area, op, value) => {
                evaluation.score(*area).is_some_and(|score| op.holds(score.cmp(value)))
            }
            Condition::Suggested(action) => evaluation.suggested(*action),
            Condition::Asked(question) => {
                !matches!(evaluation.presence(*question), Presence::Outside | Presence::Hidden)
            }
            Condition::Lowest(question) => {
                let lowest = lowest(evaluation.model(), *question);
                let is_lowest = lowest.is_some() && evaluation.effective(*question) == lowest;
                evaluation.presence(*question) != Presence::Answered || is_lowest
            }
            Condition::Given(question, spans) => {
                let within = |answer: u64| spans.iter().any(|(first, last)| (*first..=*last).contains(&answer));
                given(evaluation, *question).is_some_and(within)
            }
            Condition::Took(question, options) => {
                given(evaluation, *question).is_some_and(|taken| taken & options == *options)
            }
            Condition::Not(inner) => !inner.holds(evaluation),
            Condition::All(parts) => parts.iter().all(|part| part.holds(evaluation)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(evaluation)),
        }
    }

    /// The condition over all responses of a role.
    pub fn node(&self, reading: &mut Reading<'_>, graph: &mut Graph) -> Node {
        match self {
            Condition::Truth(id) => reading.truth(graph, *id),
            Condition::HasLevel(area) => {
                let level = reading.level(graph, *area);
                graph.has_value(level)
            }
            Condition::Level(area, op, rank) => {
                let level = reading.level(graph, *area);
                let rank = graph.constant(Some(Rational::from(i64::from(*rank))));
                graph.compare(level, *op, rank)
            }
            Condition::Reaches(area, rank) => {
                let adoption = reading.model().areas.get(area.0 as usize).and_then(|area| area.adoption.as_ref());
                let rule = adoption.and_then(|adoption| Some((adoption, adoption.rules.get(*rank as usize)?)));
                match rule {
                    Some((adoption, rule)) => reading.reaches(graph, *area, adoption.level, *rank as usize, rule),
                    None => Graph::NEVER,
                }
            }
            Condition::Score(area, op, value) => {
                let score = reading.score(graph, *area);
                let value = graph.constant(Some(value.clone()));
                graph.compare(score, *op, value)
            }
            Condition::Suggested(action) => reading.suggested(graph, *action),
            Condition::Asked(question) => reading.asked(graph, *question),
            Condition::Lowest(question) => answers_lowest(reading, graph, *question),
            Condition::Given(question, spans) => {
                let asked = reading.asked(graph, *question);
                let given = match reading.slot(graph, *question) {
                    Slot::One(variable) => graph.leaf(variable, is_answer(spans)),
                    _ => Graph::NEVER,
                };
                graph.and([asked, given])
            }
            Condition::Took(question, options) => {
                let Slot::Options(state, variables) = reading.slot(graph, *question) else { return Graph::NEVER };
                let mut parts = vec![reading.asked(graph, *question)];
                // None of its options may be meant: then it is enough that it is answered.
                parts.extend(state.map(|state| graph.leaf(state, is_answer(&[(0, 0)]))));
                for (option, variable) in variables.into_iter().enumerate() {
                    if options >> (option & 63) & 1 == 1 {
                        parts.push(match variable {
                            Some(variable) => graph.leaf(variable, is_answer(&[(1, 1)])),
                            None => Graph::NEVER,
                        });
                    }
                }
                graph.and(parts)
            }
            Condition::Not(inner) => {
                let inner = inner.node(reading, graph);
                graph.negation(inner)
            }
            Condition::All(parts) => {
                let parts: Vec<Node> = parts.iter().map(|part| part.node(reading, graph)).collect();
                graph.and(parts)
            }
            Condition::Any(parts) => {
                let parts: Vec<Node> = parts.iter().map(|part| part.node(reading, graph)).collect();
                graph.or(parts)
            }
        }
    }
}

fn lowest(model: &Model, id: QuestionId) -> Option<u64> {
    let question = model.questions.get(id.0 as usize).filter(|question| !matches!(question.domain, Domain::Text))?;
    Some(extreme(model, question, false))
}

fn answers_lowest(reading: &mut Reading<'_>, graph: &mut Graph, id: QuestionId) -> Node {
    let holds = |value: bool| Some(if value { Rational::ONE } else { Rational::ZERO });
    let is = |answer: u64, na: bool| Leaf {
        worth: Worth::Spans(vec![(answer, answer, holds(true))], holds(false)),
        na: holds(na),
    };
    let slot = reading.slot(graph, id);
    let lowest = match (&slot, lowest(reading.model(), id)) {
        (Slot::Text(_), _) => 0,
        (_, Some(lowest)) => lowest,
        (_, None) => return Graph::ALWAYS,
    };
    let given = match slot {
        // In possible responses nothing that is asked stays unanswered.
        Slot::Never | Slot::Fixed(None) | Slot::Unanswered | Slot::Completed(_) | Slot::First(..) => {
            return Graph::ALWAYS;
        }
        Slot::Fixed(Some(answer)) => graph.truth(answer == lowest),
        Slot::One(variable) | Slot::Text(variable) => graph.leaf(variable, is(lowest, true)),
        Slot::Shared(variable, numbering) => match numbering.shared(lowest) {
            Some(lowest) => graph.leaf(variable, is(lowest, true)),
            None => Graph::NEVER,
        },
        Slot::Options(state, options) => {
            let mut parts = Vec::with_capacity(options.len());
            for (option, variable) in options.iter().enumerate() {
                let Some(variable) = variable else { continue };
                parts.push(graph.leaf(*variable, is(lowest >> (option & 63) & 1, true)));
            }
            let all = graph.and(parts);
            match state {
                None => all,
                Some(state) => {
                    let answered = graph.leaf(state, is(0, false));
                    graph.when_holds(answered, all, Graph::ALWAYS)
                }
            }
        }
    };
    let asked = reading.asked(graph, id);
    graph.when_holds(asked, given, Graph::ALWAYS)
}

/// The answer that was given; none where a policy lets something else count.
fn given(evaluation: &Evaluation<'_>, question: QuestionId) -> Option<u64> {
    let answered = evaluation.presence(question) == Presence::Answered;
    evaluation.effective(question).filter(|_| answered)
}
