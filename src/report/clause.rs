//! Conditions in words: `"The school has a plan" is "Yes"`.

use super::naming::Naming;
use crate::exact::{Compare, Rational};
use crate::model::{Domain, Number, NumberId, Question, QuestionId, QuestionState, Sign, Truth, TruthId, Unit};

/// Deeper conditions are given as the language writes them.
const MAX_DEPTH: u32 = 12;

/// Words for lists of at most this many options; longer ones are shortened to their ends.
const MAX_OPTIONS: usize = 6;

impl Naming<'_> {
    /// A condition in words.
    pub fn clause(&self, id: TruthId) -> String {
        self.clause_within(id, MAX_DEPTH)
    }

    fn clause_within(&self, id: TruthId, depth: u32) -> String {
        let words = self.words;
        let (Some(node), Some(depth)) = (self.model.truths.get(id.0 as usize), depth.checked_sub(1)) else {
            return format!("`{}`", self.model.condition_notation(id));
        };
        let signed = |id: &str, sign: &Sign| match sign {
            Sign::Is => id.to_owned(),
            Sign::IsNot => format!("{id}-not"),
        };
        let about = |message: &str, question: &QuestionId| {
            self.clause_words(message, &[("question", words.quoted(&self.question(*question)).into())])
        };
        match node {
            Truth::Constant(true) => words.say("clause-always"),
            Truth::Constant(false) => words.say("clause-never"),
            Truth::And(ids) => words.and(&self.parts(ids, depth)),
            Truth::Or(ids) => words.or(&self.parts(ids, depth)),
            Truth::Compare(left, sign, right) => self.comparison(*left, *sign, *right),
            Truth::Answer(question, spans) => self.answer_clause(*question, spans),
            Truth::Has(question, option, sign) => {
                let option = self
                    .model
                    .questions
                    .get(question.0 as usize)
                    .and_then(|question| self.model.options(question).get(*option as usize))
                    .map_or_else(String::new, |option| words.quoted(&self.option(option)));
                let question = words.quoted(&self.question(*question));
                self.clause_words(
                    &signed("clause-has", sign),
                    &[("question", question.into()), ("option", option.into())],
                )
            }
            Truth::HasAtLeast(question, least, sign) => {
                let question = words.quoted(&self.question(*question));
                self.clause_words(
                    &signed("clause-has-at-least", sign),
                    &[("question", question.into()), ("count", (*least).into())],
                )
            }
            Truth::State(question, state, sign) => {
                let state = match state {
                    QuestionState::Answered => "clause-answered",
                    QuestionState::Unanswered => "clause-unanswered",
                    QuestionState::Na => "clause-na",
                    QuestionState::Hidden => "clause-hidden",
                };
                about(&signed(state, sign), question)
            }
            Truth::Present(number, sign) => {
                let number = self.number_words(*number, None);
                self.clause_words(&signed("clause-present", sign), &[("number", number.into())])
            }
            Truth::Counts(question, sign) => about(&signed("clause-counts", sign), question),
            Truth::Suggested(action, sign) => {
                let action = words.quoted(&self.action(*action));
                self.clause_words(&signed("clause-suggested", sign), &[("action", action.into())])
            }
        }
    }

    fn parts(&self, ids: &[TruthId], depth: u32) -> Vec<String> {
        let compound = |id: &TruthId| match self.model.truths.get(id.0 as usize) {
            Some(Truth::And(inner) | Truth::Or(inner)) => inner.len() > 1,
            _ => false,
        };
        ids.iter()
            .map(|id| match compound(id) {
                true => format!("({})", self.clause_within(*id, depth)),
                false => self.clause_within(*id, depth),
            })
            .collect()
    }

    fn comparison(&self, left: NumberId, sign: Compare, right: NumberId) -> String {
        let unit = self.model.unit_of(left).or_else(|| self.model.unit_of(right));
        // A constant reads better last: "the score is at least 50%".
        let constant = |id: NumberId| matches!(self.model.numbers.get(id.0 as usize), Some(Number::Constant(_)));
        let (left, sign, right) = match constant(left) && !constant(right) {
            true => (right, sign.turned(), left),
            false => (left, sign, right),
        };
        let (left, right) = (self.number_words(left, unit), self.number_words(right, unit));
        self.clause_words(compare_message(sign), &[("left", left.into()), ("right", right.into())])
    }

    /// A number in words; a formula as the language writes it.
    pub fn number_words(&self, id: NumberId, unit: Option<Unit>) -> String {
        let words = self.words;
        match self.model.numbers.get(id.0 as usize) {
            Some(Number::Constant(number)) => self.amount(number, unit),
            Some(Number::Score(area)) => {
                words.with("number-score", &[("area", words.quoted(&self.area(*area)).into())])
            }
            Some(Number::Level(area)) => {
                words.with("number-level", &[("area", words.quoted(&self.area(*area)).into())])
            }
            Some(Number::Value(value)) => words.quoted(&self.value(*value)),
            Some(Number::Points(question)) => {
                words.with("number-points", &[("question", words.quoted(&self.question(*question)).into())])
            }
            Some(Number::Given(question)) => words.quoted(&self.question(*question)),
            _ => format!("`{}`", self.model.number_notation(id, unit)),
        }
    }

    /// A number in its unit, exactly; the name of a level.
    pub fn amount(&self, number: &Rational, unit: Option<Unit>) -> String {
        match unit {
            Some(Unit::Percent) => self.words.percent_exactly(number),
            Some(Unit::Level(ladder)) => match number.to_i64().and_then(|rank| u32::try_from(rank).ok()) {
                Some(rank) => self.words.quoted(&self.level(ladder, rank)),
                None => self.words.written_exactly(number),
            },
            Some(Unit::Points) | None => self.words.written_exactly(number),
        }
    }

    fn answer_clause(&self, id: QuestionId, spans: &[(u64, u64)]) -> String {
        let words = self.words;
        let Some(question) = self.model.questions.get(id.0 as usize) else { return String::new() };
        let title = words.quoted(&self.question_title(question));
        let last = question.last_answer().unwrap_or(0);
        let compare = |sign: Compare, index: u64| {
            let answer = self.answer(question, index);
            self.clause_words(compare_message(sign), &[("left", title.as_str().into()), ("right", answer.into())])
        };
        match *spans {
            [] => words.say("clause-never"),
            [(0, end)] if end >= last => self.clause_words("clause-answered", &[("question", title.into())]),
            [(start, end)] if start == end => compare(Compare::Equal, start),
            [(0, before), (after, end)] if after == before.saturating_add(2) && end >= last => {
                compare(Compare::NotEqual, before.saturating_add(1))
            }
            [(start, end)] if end >= last => compare(Compare::GreaterOrEqual, start),
            [(0, end)] => compare(Compare::LessOrEqual, end),
            _ => {
                let answers = self.answers_within(question, spans);
                self.clause_words("compare-equal", &[("left", title.into()), ("right", words.or(&answers).into())])
            }
        }
    }

    fn answers_within(&self, question: &Question, spans: &[(u64, u64)]) -> Vec<String> {
        let each = spans.iter().flat_map(|(start, end)| *start..=*end).take(MAX_OPTIONS.saturating_add(1));
        let each: Vec<u64> = each.collect();
        if each.len() <= MAX_OPTIONS && matches!(question.domain, Domain::Choice(_)) {
            return each.into_iter().map(|index| self.answer(question, index)).collect();
        }
        spans
            .iter()
            .map(|(start, end)| match start == end {
                true => self.answer(question, *start),
                false => self.words.with(
                    "from-to",
                    &[("low", self.answer(question, *start).into()), ("high", self.answer(question, *end).into())],
                ),
            })
            .collect()
    }
}

fn compare_message(sign: Compare) -> &'static str {
    match sign {
        Compare::Equal => "compare-equal",
        Compare::NotEqual => "compare-not-equal",
        Compare::Less => "compare-less",
        Compare::LessOrEqual => "compare-less-or-equal",
        Compare::Greater => "compare-greater",
        Compare::GreaterOrEqual => "compare-greater-or-equal",
    }
}
