//! The completions of an incomplete response: what the open questions could still be answered with.

use std::collections::BTreeSet;

use super::{Answers, Evaluation, MAX_COMPLETIONS, Presence};
use crate::model::{Answer, Domain, Model, QuestionId};

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
    let mut walk = Completing { model, answers, order: model.in_order_of_asking(open), left: MAX_COMPLETIONS, each };
    let mut completion = Answers::blank(model, answers.role);
    walk.from(0, &mut completion)
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
        for index in 0..question.answer_count() {
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
