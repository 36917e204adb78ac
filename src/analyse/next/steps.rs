//! A response that may be improved answer by answer.

use super::scale::{Places, STEP, bit, changed, lowers, options};
use crate::analyse::graph::{Graph, Op, Variable};
use crate::analyse::leaf::{Cost, Offered};
use crate::analyse::reading::{Reading, Slot, asks_for_text, is_answer};
use crate::analyse::witness::{Witness, text};
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::model::{Answer, Domain, Model, QuestionId};

/// The response, its questions as variables: what is better costs its steps, what is worse is impossible.
pub fn reading<'m>(graph: &mut Graph, model: &'m Model, answers: &Answers) -> Reading<'m> {
    let mut reading = Reading::bare(model, answers.role);
    let as_it_is = Evaluation::new(model, answers);
    for id in super::in_order(model) {
        let slot = slot(&mut reading, graph, id, answers.get(id), as_it_is.presence(id));
        reading.set_slot(id, slot);
    }
    reading
}

fn slot(
    reading: &mut Reading<'_>,
    graph: &mut Graph,
    id: QuestionId,
    given: Option<&Answer>,
    presence: Presence,
) -> Slot {
    let model = reading.model();
    let Some(question) = model.questions.get(id.0 as usize) else { return Slot::Never };
    let asked = reading.asked(graph, id);
    if asked == Graph::NEVER {
        return Slot::Never;
    }
    let region = reading.region(graph, question.area);
    let na = question.na.is_some();
    // What is unanswered under a policy may stay so.
    let may_stay = presence == Presence::Unanswered && question.policies.unanswered.is_some();
    let stays = may_stay.then(|| {
        let cost = Cost::Each(vec![0, changed(0)]);
        graph.variable(region, Offered { count: 2, na: false, cost }, asked)
    });
    let when = match stays {
        Some(stays) => graph.leaf(stays, is_answer(&[(1, 1)])),
        None => asked,
    };
    let slot = match &question.domain {
        // A text that is there stays; one that is open can be written.
        Domain::Text if given.is_none() && asks_for_text(model, id) => {
            let cost = Cost::Each(vec![0, changed(1)]);
            Slot::Text(graph.variable(region, Offered { count: 2, na: false, cost }, asked))
        }
        Domain::Text => return super::text(given),
        Domain::Choice(_) | Domain::Range(_) => {
            let cost = Places::new(model, question).costs(given);
            Slot::One(graph.variable(region, Offered { count: question.answer_count(), na, cost }, when))
        }
        Domain::AnyOf(any) => {
            let state = na.then(|| {
                let costs = match given {
                    Some(Answer::Na) => vec![changed(1), 0],
                    Some(_) => vec![0, Cost::IMPOSSIBLE],
                    None => vec![0, changed(u64::from(any.count).saturating_add(1))],
                };
                graph.variable(region, Offered { count: 2, na: false, cost: Cost::Each(costs) }, when)
            });
            let when = match state {
                Some(state) => graph.leaf(state, is_answer(&[(0, 0)])),
                None => when,
            };
            let variables = options(any.count).map(|option| {
                let lowers = lowers(model, question, option);
                let costs = match given {
                    Some(Answer::Index(set)) => match (set & bit(option) != 0, lowers) {
                        (true, true) => vec![changed(1), 0],
                        (true, false) => vec![Cost::IMPOSSIBLE, 0],
                        (false, true) => vec![0, Cost::IMPOSSIBLE],
                        (false, false) => vec![0, changed(1)],
                    },
                    _ if lowers => vec![changed(1), 0],
                    _ => vec![0, changed(1)],
                };
                graph.variable(region, Offered { count: 2, na: false, cost: Cost::Each(costs) }, when)
            });
            Slot::Options(state, variables.map(Some).collect())
        }
    };
    match stays {
        Some(stays) => Slot::First(vec![(graph.leaf(stays, is_answer(&[(0, 0)])), None)], Box::new(slot)),
        None => slot,
    }
}

/// How many steps a witness takes.
pub fn steps(witness: &Witness) -> u64 {
    witness.cost.checked_div(STEP).unwrap_or(0)
}

/// The answers of a witness; what it does not say stays as it is, and what is unanswered is answered with the lowest.
pub fn chosen(graph: &Graph, reading: &Reading<'_>, answers: &Answers, witness: &Witness) -> Vec<Option<Answer>> {
    let of = |variable: &Variable| witness.answers.iter().find(|(its, _)| its == variable).map(|(_, answer)| *answer);
    super::in_text_order(reading.model())
        .map(|id| {
            let question = reading.model().questions.get(id.0 as usize)?;
            let given = answers.get(id);
            let mut slot = reading.known_slot(id)?;
            if let Slot::First(cases, inner) = slot {
                let stays = cases.first().map(|(stays, _)| graph.op(*stays));
                if let Some(Op::Leaf(stays, _)) = stays
                    && of(stays).unwrap_or(0) == 0
                {
                    return None;
                }
                slot = inner;
            }
            let unsaid = || given.cloned().unwrap_or_else(|| Answer::Index(reading.lowest(question)));
            match slot {
                Slot::One(variable) => Some(match of(variable) {
                    Some(answer) if answer >= question.answer_count() => Answer::Na,
                    Some(answer) => Answer::Index(answer),
                    None => unsaid(),
                }),
                Slot::Text(variable) => text(of(variable).unwrap_or(0)),
                Slot::Options(state, variables) => {
                    let unsaid = unsaid();
                    let known = if let Answer::Index(set) = unsaid { set } else { reading.lowest(question) };
                    let is_na = match state.as_ref().and_then(of) {
                        Some(state) => state == 1,
                        None => unsaid == Answer::Na,
                    };
                    if is_na {
                        return Some(Answer::Na);
                    }
                    let taken = variables.iter().zip(0u32..).map(|(variable, option)| {
                        let taken = variable.as_ref().and_then(of).map_or(known & bit(option) != 0, |taken| taken == 1);
                        if taken { bit(option) } else { 0 }
                    });
                    Some(Answer::Index(taken.sum()))
                }
                _ => given.cloned(),
            }
        })
        .collect()
}
