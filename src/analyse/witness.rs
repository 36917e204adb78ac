//! A response that shows something, from the answers that matter to the whole response.

use rustc_hash::FxHashMap;

use super::algebra::{Cheapest, Costing};
use super::graph::{Variable, truth};
use super::known::Known;
use super::reading::{Reading, Slot};
use super::walk::{Distribution, Walks};
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::model::{Answer, Domain, Model, QuestionId, RoleId};

/// A response that shows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// What it costs: the number of answers away from their lowest, where nothing else was said.
    pub cost: u64,
    /// The answers that matter.
    pub answers: Vec<(Variable, u64)>,
    /// Whether it is proved that none is cheaper.
    pub is_cheapest: bool,
}

impl Witness {
    /// The cheapest response that a walk found for a condition.
    pub(super) fn of(walks: &Walks<Cheapest>, found: Distribution<Costing>) -> Option<Witness> {
        let holds = Known::Exactly(truth(true));
        let (_, costing) = found.into_iter().find(|(values, _)| values.first() == Some(&holds))?;
        Some(Witness { cost: costing.cost, answers: walks.algebra.answers(costing), is_cheapest: true })
    }
}

/// The whole response of a witness: what does not matter is answered with the lowest.
pub fn response(reading: &Reading<'_>, witness: &Witness) -> Answers {
    let model = reading.model();
    let ids = || (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId);
    let answers: FxHashMap<Variable, u64> = witness.answers.iter().copied().collect();
    let chosen: Vec<Option<Answer>> = ids().map(|id| answer(reading, id, &answers)).collect();
    asked_only(model, reading.role(), &chosen)
}

/// The possible response with these answers to the questions that they let be asked.
pub(super) fn asked_only(model: &Model, role: Option<RoleId>, chosen: &[Option<Answer>]) -> Answers {
    // What is answered but not asked is not read.
    let all = Answers { role, given: chosen.to_vec() };
    let evaluation = Evaluation::new(model, &all);
    let is_asked = |id: QuestionId| !matches!(evaluation.presence(id), Presence::Outside | Presence::Hidden);
    let asked = (0u32..).map(QuestionId).zip(chosen).map(|(id, answer)| answer.clone().filter(|_| is_asked(id)));
    Answers { role, given: asked.collect() }
}

/// The answer of a [`Slot::Text`].
pub(super) fn text(answer: u64) -> Option<Answer> {
    match answer {
        0 => None,
        1 => Some(Answer::Text("…".to_owned())),
        _ => Some(Answer::Na),
    }
}

fn answer(reading: &Reading<'_>, id: QuestionId, answers: &FxHashMap<Variable, u64>) -> Option<Answer> {
    let question = reading.model().questions.get(id.0 as usize)?;
    let of = |variable: &Variable| answers.get(variable).copied();
    let count = question.answer_count();
    let lowest = || reading.lowest(question);
    match reading.known_slot(id) {
        Some(Slot::One(variable)) => Some(match of(variable) {
            Some(answer) if answer >= count => Answer::Na,
            Some(answer) => Answer::Index(answer),
            None => Answer::Index(lowest()),
        }),
        Some(Slot::Text(variable)) => text(of(variable).unwrap_or(0)),
        Some(Slot::Shared(variable, numbering)) => Some(match of(variable) {
            Some(answer) if answer >= numbering.count() => Answer::Na,
            Some(answer) => Answer::Index(numbering.own(answer)),
            None => Answer::Index(lowest()),
        }),
        Some(Slot::Options(state, options)) => {
            if state.as_ref().and_then(of) == Some(1) {
                return Some(Answer::Na);
            }
            let taken = options.iter().enumerate().map(|(option, variable)| {
                let lowest = u64::from(reading.costs_points(question, u32::try_from(option).unwrap_or(0)));
                variable.as_ref().map_or(0, |variable| of(variable).unwrap_or(lowest)) << (option & 63)
            });
            Some(Answer::Index(taken.sum()))
        }
        Some(Slot::Fixed(Some(answer))) => Some(Answer::Index(*answer)),
        Some(Slot::Fixed(None)) => Some(Answer::Na),
        Some(Slot::Never | Slot::Unanswered | Slot::Completed(_) | Slot::First(..)) | None => match question.domain {
            Domain::Text => None,
            _ => Some(Answer::Index(lowest())),
        },
    }
}
