//! What is the case in a response, in words: why something was suggested, what does not hold.

use super::compose::Composer;
use super::naming::Naming;
use crate::evaluate::Presence;
use crate::model::{Number, NumberId, Question, QuestionId, Sign, Truth, TruthId};

impl Composer<'_> {
    /// A condition that holds, as what is the case: the answer that was given, the level that was reached.
    pub fn fact(&self, id: TruthId) -> String {
        let words = self.naming.words;
        match self.naming.model.truths.get(id.0 as usize) {
            Some(Truth::Answer(question, _)) => match self.answer_now(*question) {
                Some(answer) => {
                    let question = words.quoted(&self.naming.question(*question));
                    words.with("compare-equal", &[("left", question.into()), ("right", answer.into())])
                }
                None => self.naming.subordinate().clause(id),
            },
            Some(Truth::Compare(left, ..)) if self.is_level(*left) => match self.number_now(*left) {
                Some(level) => {
                    let left = self.naming.number_words(*left, None);
                    words.with("compare-equal", &[("left", left.into()), ("right", level.into())])
                }
                None => self.naming.subordinate().clause(id),
            },
            // That it has the option, or has not, is what is the case.
            Some(Truth::Has(..)) => self.naming.subordinate().clause(id),
            _ => self.with_now(self.naming.subordinate(), id),
        }
    }

    /// Leaves without those that only guard others: that there is a level to compare, that a question counts. They
    /// stay where there is nothing else.
    pub fn telling(&self, leaves: &[TruthId]) -> Vec<TruthId> {
        let telling: Vec<TruthId> = leaves.iter().filter(|leaf| !self.is_guard(**leaf)).copied().collect();
        if telling.is_empty() { leaves.to_vec() } else { telling }
    }

    /// Whether a condition beside its guard is about something that does not count, and that is left out of what it is a
    /// part of.
    pub fn is_left_out(&self, leaves: &[TruthId]) -> bool {
        leaves.iter().any(|leaf| match self.naming.model.truths.get(leaf.0 as usize) {
            Some(Truth::Counts(_, Sign::IsNot) | Truth::Present(_, Sign::IsNot)) => self.evaluation.truth(*leaf),
            Some(Truth::Counts(_, Sign::Is)) => !self.evaluation.truth(*leaf),
            _ => false,
        })
    }

    /// Whether a condition is about the answer of this question alone.
    pub fn is_answer_to(&self, id: TruthId, question: QuestionId) -> bool {
        match self.naming.model.truths.get(id.0 as usize) {
            Some(Truth::Answer(of, _) | Truth::Has(of, ..) | Truth::HasAtLeast(of, ..)) => *of == question,
            _ => false,
        }
    }

    fn is_guard(&self, id: TruthId) -> bool {
        matches!(self.naming.model.truths.get(id.0 as usize), Some(Truth::Present(..) | Truth::Counts(..)))
    }

    /// A condition that does not hold, with what is the case instead.
    pub fn unmet(&self, id: TruthId) -> String {
        self.with_now(self.naming, id)
    }

    /// A condition with what is the case now.
    fn with_now(&self, naming: Naming<'_>, id: TruthId) -> String {
        let clause = naming.clause(id);
        let now = match self.naming.model.truths.get(id.0 as usize) {
            Some(Truth::Answer(question, _) | Truth::Has(question, ..) | Truth::HasAtLeast(question, ..)) => {
                Some(self.answer_or_state(*question))
            }
            Some(Truth::Compare(left, _, right)) => match self.is_constant(*left) {
                true => self.number_now(*right),
                false => self.number_now(*left),
            },
            _ => None,
        };
        match now {
            Some(now) => self.naming.words.with("now", &[("clause", clause.into()), ("now", now.into())]),
            None => clause,
        }
    }

    fn is_constant(&self, id: NumberId) -> bool {
        matches!(self.naming.model.numbers.get(id.0 as usize), Some(Number::Constant(_)))
    }

    fn is_level(&self, id: NumberId) -> bool {
        matches!(self.naming.model.numbers.get(id.0 as usize), Some(Number::Level(_)))
    }

    /// A number as it is with these answers.
    pub fn number_now(&self, id: NumberId) -> Option<String> {
        let unit = self.naming.model.unit_of(id);
        let number = self.evaluation.number(id);
        let words = self.naming.words;
        Some(match (number, unit) {
            (Some(number), Some(crate::model::Unit::Level(_))) => self.naming.amount(number, unit),
            (Some(number), Some(unit)) => words.number(number, unit),
            (Some(number), None) => words.decimal(number, &[]),
            (None, Some(crate::model::Unit::Level(_))) => words.say("no-level"),
            (None, _) => words.say("no-value"),
        })
    }

    /// The answer that counts, a stand-in marked as such.
    pub fn answer_now(&self, id: QuestionId) -> Option<String> {
        let question: &Question = self.naming.model.questions.get(id.0 as usize)?;
        let answer = self.naming.answer(question, self.evaluation.effective(id)?);
        Some(match self.state(id) {
            None => answer,
            Some(state) => {
                let state = self.naming.words.say(state);
                self.naming.words.with("counts-as", &[("state", state.into()), ("answer", answer.into())])
            }
        })
    }

    /// The answer that counts, or why there is none.
    pub fn answer_or_state(&self, id: QuestionId) -> String {
        if let Some(answer) = self.answer_now(id) {
            return answer;
        }
        let state = self.state(id).unwrap_or("state-unanswered");
        self.naming.words.say(state)
    }

    /// The state of a question that was not answered: not asked, unanswered, not applicable.
    pub fn state(&self, id: QuestionId) -> Option<&'static str> {
        match self.evaluation.presence(id) {
            Presence::Answered => None,
            Presence::Na => Some("state-na"),
            Presence::Unanswered => Some("state-unanswered"),
            Presence::Hidden => Some("state-hidden"),
            Presence::Outside => Some("state-outside"),
        }
    }
}
