//! The completions of an incomplete response: what the open questions could still be answered with.

use std::collections::BTreeSet;

use super::{Answers, Evaluation, MAX_COMPLETIONS, Presence};
use crate::model::{Answer, Domain, Model, Question, QuestionId, Rule};

/// Whether a question is open: unanswered, to be answered by this role, and under no policy for that.
pub(super) fn is_open(model: &Model, answers: &Answers, id: QuestionId) -> bool {
    model.questions.get(id.0 as usize).is_some_and(|question| {
        answers.get(id).is_none()
            && question.policies.unanswered.is_none()
            && question.roles.contains(answers.role)
            && !matches!(question.domain, Domain::Text)
    })
}

/// Calls `each` with every completion of `answers` over the questions `open`; false when there are more than
/// [`MAX_COMPLETIONS`], and then `each` has seen only some. A completion holds only what is added. A question that stays
/// hidden is not answered.
pub(super) fn complete(
    model: &Model,
    answers: &Answers,
    open: &BTreeSet<QuestionId>,
    each: &mut dyn FnMut(&Answers),
) -> bool {
    let mut walk = Completing { model, answers, order: in_order(model, open), left: MAX_COMPLETIONS, each };
    let mut completion = Answers::blank(model, answers.role);
    walk.from(0, &mut completion)
}

/// The open questions, each after those that decide whether it is asked.
fn in_order(model: &Model, open: &BTreeSet<QuestionId>) -> Vec<QuestionId> {
    let mut order: Vec<QuestionId> = Vec::new();
    let mut placed: BTreeSet<QuestionId> = BTreeSet::new();
    let needs = |id: &QuestionId| {
        let condition = model.questions.get(id.0 as usize).and_then(|question| question.ask_when);
        let mut needs = model.questions_behind(condition.map(Rule::Truth));
        needs.remove(id);
        needs
    };
    let mut rest: Vec<(QuestionId, BTreeSet<QuestionId>)> =
        open.iter().map(|id| (*id, needs(id).intersection(open).copied().collect())).collect();
    while !rest.is_empty() {
        let before = rest.len();
        rest.retain(|(id, needs)| {
            let ready = needs.is_subset(&placed);
            if ready {
                order.push(*id);
                placed.insert(*id);
            }
            !ready
        });
        if rest.len() == before {
            // The compiler refuses circles, so this is not reached; every question is still completed.
            order.extend(rest.drain(..).map(|(id, _)| id));
        }
    }
    order
}

struct Completing<'a> {
    model: &'a Model,
    answers: &'a Answers,
    order: Vec<QuestionId>,
    left: u64,
    each: &'a mut dyn FnMut(&Answers),
}

impl Completing<'_> {
    /// Completes the questions from `position` on; false when there are too many completions.
    fn from(&mut self, position: usize, completion: &mut Answers) -> bool {
        let Some(id) = self.order.get(position).copied() else {
            if self.left == 0 {
                return false;
            }
            self.left = self.left.saturating_sub(1);
            (self.each)(completion);
            return true;
        };
        let next = position.saturating_add(1);
        let Some(question) = self.model.questions.get(id.0 as usize) else { return self.from(next, completion) };
        let asked = question.ask_when.is_none()
            || Evaluation::completed(self.model, self.answers, completion).presence(id) == Presence::Unanswered;
        if !asked {
            return self.from(next, completion);
        }
        for index in 0..answer_count(question) {
            completion.set(id, Some(Answer::Index(index)));
            if !self.from(next, completion) {
                return false;
            }
        }
        if question.na.is_some() {
            completion.set(id, Some(Answer::Na));
            if !self.from(next, completion) {
                return false;
            }
        }
        completion.set(id, None);
        true
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
