//! The row evaluator.

use crate::exact::Rational;
use crate::model::{ActionId, Answer, AreaId, Model, NumberId, QuestionId, RoleId, TruthId};

/// The answers of one respondent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The role; none in a model without roles.
    pub role: Option<RoleId>,
    /// One entry a question, in the model's order; none: unanswered (or not asked).
    pub given: Vec<Option<Answer>>,
}

/// How a question stands for a respondent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Not for this role.
    Outside,
    /// `ask when` does not hold.
    Hidden,
    /// Asked, but not answered.
    Unanswered,
    /// Not applicable.
    Na,
    /// Answered.
    Answered,
}

/// A response read by a model. Each number and condition is worked out when it is asked for, and once.
pub struct Evaluation<'a> {
    model: &'a Model,
}

#[expect(unused_variables, missing_docs, clippy::todo, reason = "draft")]
impl<'a> Evaluation<'a> {
    /// Reads `answers` by `model`. What is unanswered and under no policy is left out here;
    /// [`Outcome`](super::Outcome) gives the range of what is possible then.
    pub fn new(model: &'a Model, answers: &'a Answers) -> Evaluation<'a> {
        Evaluation { model }
    }
    pub fn presence(&mut self, question: QuestionId) -> Presence {
        todo!()
    }
    /// The answer that counts: the given one or its stand-in; none when the question is left out.
    pub fn effective(&mut self, question: QuestionId) -> Option<u64> {
        todo!()
    }
    pub fn number(&mut self, id: NumberId) -> Option<Rational> {
        todo!()
    }
    pub fn truth(&mut self, id: TruthId) -> bool {
        todo!()
    }
    pub fn score(&mut self, area: AreaId) -> Option<Rational> {
        todo!()
    }
    pub fn level(&mut self, area: AreaId) -> Option<u32> {
        todo!()
    }
    pub fn suggested(&mut self, action: ActionId) -> bool {
        todo!()
    }
}
