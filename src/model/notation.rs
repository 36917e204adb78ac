//! Rules of a compiled model in the notation of the language, with the names that its author gave.
//!
//! It is for reading, in messages and explanations: sums over many questions are shortened, and the few nodes that the
//! language has no words for are described.

use super::{Domain, Model, Number, NumberId, Question, QuestionState, ScaleOption, Sign, Truth, TruthId, Unit};
use crate::exact::{Compare, Rational};

/// Longer lists of terms are cut.
const MAX_TERMS: usize = 6;

/// Deeper nodes are shown as `…`.
const MAX_DEPTH: u32 = 24;

impl Model {
    /// What a number means, where its nodes tell: points, percent or levels.
    pub fn unit_of(&self, id: NumberId) -> Option<Unit> {
        self.unit_within(id, MAX_DEPTH)
    }

    fn unit_within(&self, id: NumberId, depth: u32) -> Option<Unit> {
        let depth = depth.checked_sub(1)?;
        let first = |mut ids: Box<dyn Iterator<Item = NumberId> + '_>| ids.find_map(|id| self.unit_within(id, depth));
        match self.numbers.get(id.0 as usize)? {
            Number::Constant(_) => None,
            Number::Points(_) | Number::Given(_) | Number::Count(_) => Some(Unit::Points),
            Number::Share(_) | Number::Proportion(_) => Some(Unit::Percent),
            Number::Score(area) => Some(self.areas.get(area.0 as usize)?.score.as_ref()?.unit),
            Number::Level(area) => Some(Unit::Level(self.areas.get(area.0 as usize)?.adoption.as_ref()?.ladder)),
            Number::Value(value) => Some(self.values.get(value.0 as usize)?.unit),
            // A factor may have turned points into a percentage or the other way round.
            Number::Linear { terms, .. } if terms.iter().all(|(factor, _)| factor == &Rational::ONE) => {
                first(Box::new(terms.iter().map(|(_, id)| *id)))
            }
            Number::Linear { .. } => None,
            Number::Sum(terms) | Number::Mean(terms) => first(Box::new(terms.iter().map(|(_, id)| *id))),
            Number::Min(ids) | Number::Max(ids) => first(Box::new(ids.iter().copied())),
            Number::Round(inner, _) => self.unit_within(*inner, depth),
            Number::Else(one, other) => first(Box::new([*one, *other].into_iter())),
            Number::Case { lines, otherwise } => {
                first(Box::new(lines.iter().map(|(_, id)| *id).chain(std::iter::once(*otherwise))))
            }
        }
    }

    /// The options of a question, in order; none for numbers and texts.
    pub fn options(&self, question: &Question) -> &[ScaleOption] {
        let scale = match &question.domain {
            Domain::Choice(choice) => choice.scale,
            Domain::AnyOf(any_of) => any_of.scale,
            Domain::Range(_) | Domain::Text => return &[],
        };
        self.scales.get(scale.0 as usize).map_or(&[], |scale| &scale.options)
    }

    /// A condition as the language writes it.
    pub fn condition_notation(&self, id: TruthId) -> String {
        self.truth_text(id, MAX_DEPTH)
    }

    /// A number as the language writes it; `unit` says how constants are meant.
    pub fn number_notation(&self, id: NumberId, unit: Option<Unit>) -> String {
        self.number_text(id, unit, MAX_DEPTH)
    }

    /// A number as the language writes it: `25%`, `4.5`, the name of a level.
    pub fn value_notation(&self, number: &Rational, unit: Option<Unit>) -> String {
        match unit {
            Some(Unit::Percent) => format!("{}%", decimal(&(number * &Rational::from(100)))),
            Some(Unit::Level(ladder)) => number
                .to_i64()
                .and_then(|rank| usize::try_from(rank).ok())
                .and_then(|rank| self.ladders.get(ladder.0 as usize)?.levels.get(rank))
                .map_or_else(|| decimal(number), |level| level.name.clone()),
            Some(Unit::Points) | None => decimal(number),
        }
    }

    fn key(&self, question: super::QuestionId) -> &str {
        self.questions.get(question.0 as usize).map_or("", |question| &question.key)
    }

    fn number_text(&self, id: NumberId, unit: Option<Unit>, depth: u32) -> String {
        let (Some(node), Some(depth)) = (self.numbers.get(id.0 as usize), depth.checked_sub(1)) else {
            return "…".to_owned();
        };
        let unit = self.unit_of(id).or(unit);
        let inner = |id: &NumberId| self.number_text(*id, unit, depth);
        let atom = |id: &NumberId| match self.numbers.get(id.0 as usize) {
            Some(Number::Linear { .. } | Number::Else(..)) => format!("({})", self.number_text(*id, unit, depth)),
            _ => self.number_text(*id, unit, depth),
        };
        match node {
            Number::Constant(number) => self.value_notation(number, unit),
            Number::Points(question) => format!("{}.points", self.key(*question)),
            Number::Share(question) => format!("share of {}", self.key(*question)),
            Number::Given(question) => self.key(*question).to_owned(),
            Number::Score(area) => format!("{}.score", self.areas.get(area.0 as usize).map_or("", |area| &area.key)),
            Number::Level(area) => format!("{}.level", self.areas.get(area.0 as usize).map_or("", |area| &area.key)),
            Number::Value(value) => self.values.get(value.0 as usize).map_or("", |value| &value.key).to_owned(),
            Number::Linear { constant, terms } => self.linear_text(constant, terms, unit, &atom),
            Number::Sum(terms) => format!("sum({})", weighted(terms, &atom)),
            Number::Mean(terms) => format!("mean({})", weighted(terms, &atom)),
            Number::Min(ids) => format!("min({})", joined(ids.iter().map(inner))),
            Number::Max(ids) => format!("max({})", joined(ids.iter().map(inner))),
            Number::Round(id, digits) => format!("round({}, {digits})", inner(id)),
            Number::Else(one, other) => format!("{} else {}", inner(one), inner(other)),
            Number::Case { lines, otherwise } => {
                let lines =
                    lines.iter().map(|(when, then)| format!("{} when {}", inner(then), self.truth_text(*when, depth)));
                format!("{{ {}, {} otherwise }}", joined(lines), inner(otherwise))
            }
            Number::Count(truths) => format!("count({})", joined(truths.iter().map(|id| self.truth_text(*id, depth)))),
            Number::Proportion(members) => {
                format!("share({})", joined(members.iter().map(|(_, id)| self.truth_text(*id, depth))))
            }
        }
    }

    fn linear_text(
        &self,
        constant: &Rational,
        terms: &[(Rational, NumberId)],
        unit: Option<Unit>,
        atom: &dyn Fn(&NumberId) -> String,
    ) -> String {
        let mut text = String::new();
        if !constant.is_zero() || terms.is_empty() {
            text.push_str(&self.value_notation(constant, unit));
        }
        for (factor, id) in terms {
            let size = if factor.is_negative() { -factor } else { factor.clone() };
            match (text.is_empty(), factor.is_negative()) {
                (true, true) => text.push('-'),
                (true, false) => {}
                (false, true) => text.push_str(" - "),
                (false, false) => text.push_str(" + "),
            }
            let term = atom(id);
            let inverse = Rational::ONE.checked_div(&size).filter(|n| n.is_integer() && !size.is_integer());
            match inverse {
                _ if size == Rational::ONE => text.push_str(&term),
                Some(divisor) => text.push_str(&format!("{term} / {divisor}")),
                None => text.push_str(&format!("{} * {term}", decimal(&size))),
            }
        }
        text
    }

    fn truth_text(&self, id: TruthId, depth: u32) -> String {
        let (Some(node), Some(depth)) = (self.truths.get(id.0 as usize), depth.checked_sub(1)) else {
            return "…".to_owned();
        };
        let not = |sign: &Sign| if *sign == Sign::IsNot { "not " } else { "" };
        match node {
            Truth::Constant(true) => "always".to_owned(),
            Truth::Constant(false) => "never".to_owned(),
            Truth::And(ids) => self.connected(ids, " and ", depth),
            Truth::Or(ids) => self.connected(ids, " or ", depth),
            Truth::Compare(left, sign, right) => {
                let unit = self.unit_of(*left).or_else(|| self.unit_of(*right));
                let side = |id: &NumberId| self.number_text(*id, unit, depth);
                format!("{} {} {}", side(left), sign.sign(), side(right))
            }
            Truth::Answer(question, spans) => self.answer_text(*question, spans),
            Truth::Has(question, option, sign) => {
                let name = self
                    .questions
                    .get(question.0 as usize)
                    .and_then(|question| self.options(question).get(*option as usize))
                    .map_or("", |option| &option.name);
                format!("{}{} has {name}", not(sign), self.key(*question))
            }
            Truth::HasAtLeast(question, least, Sign::Is) => {
                format!("{} has at least {least} options", self.key(*question))
            }
            Truth::HasAtLeast(question, least, Sign::IsNot) => {
                format!("{} has fewer than {least} options", self.key(*question))
            }
            Truth::State(question, state, sign) => {
                let state = match state {
                    QuestionState::Answered => "answered",
                    QuestionState::Unanswered => "unanswered",
                    QuestionState::Na => "na",
                    QuestionState::Hidden => "hidden",
                };
                format!("{} is {}{state}", self.key(*question), not(sign))
            }
            Truth::Present(number, Sign::Is) => format!("{} has a value", self.number_text(*number, None, depth)),
            Truth::Present(number, Sign::IsNot) => format!("{} has no value", self.number_text(*number, None, depth)),
            Truth::Counts(question, Sign::Is) => format!("{} counts", self.key(*question)),
            Truth::Counts(question, Sign::IsNot) => format!("{} does not count", self.key(*question)),
            Truth::Suggested(action, sign) => {
                let name = self.actions.get(action.0 as usize).map_or("", |action| &action.name);
                format!("{}suggested({name})", not(sign))
            }
        }
    }

    fn connected(&self, ids: &[TruthId], word: &str, depth: u32) -> String {
        let mut parts: Vec<String> = ids
            .iter()
            .map(|id| match self.truths.get(id.0 as usize) {
                Some(Truth::And(inner) | Truth::Or(inner)) if inner.len() > 1 && ids.len() > 1 => {
                    format!("({})", self.truth_text(*id, depth))
                }
                _ => self.truth_text(*id, depth),
            })
            .collect();
        if parts.len() > MAX_TERMS.saturating_mul(2) {
            let more = parts.len().saturating_sub(MAX_TERMS);
            parts.truncate(MAX_TERMS);
            parts.push(format!("{more} more"));
        }
        parts.join(word)
    }

    fn answer_text(&self, id: super::QuestionId, spans: &[(u64, u64)]) -> String {
        let Some(question) = self.questions.get(id.0 as usize) else { return "…".to_owned() };
        let Some(last) = question.last_answer() else { return format!("{} is answered", question.key) };
        let name = |index: u64| self.answer_notation(question, index);
        let compare = |sign: Compare, index: u64| format!("{} {} {}", question.key, sign.sign(), name(index));
        match *spans {
            [] => "never".to_owned(),
            [(0, end)] if end >= last => format!("{} is answered", question.key),
            [(start, end)] if start == end => compare(Compare::Equal, start),
            [(0, end)] => compare(Compare::LessOrEqual, end),
            [(start, end)] if end >= last => compare(Compare::GreaterOrEqual, start),
            [(0, before), (after, end)] if after == before.saturating_add(2) && end >= last => {
                compare(Compare::NotEqual, before.saturating_add(1))
            }
            _ => {
                let parts = spans.iter().map(|(start, end)| match start == end {
                    true => compare(Compare::Equal, *start),
                    false => format!("{} from {} to {}", question.key, name(*start), name(*end)),
                });
                parts.collect::<Vec<_>>().join(" or ")
            }
        }
    }

    /// An answer of a question by its index: an option's name, or a number.
    pub fn answer_notation(&self, question: &Question, index: u64) -> String {
        match &question.domain {
            Domain::Range(range) => decimal(&range.value(index)),
            Domain::Choice(_) => usize::try_from(index)
                .ok()
                .and_then(|index| self.options(question).get(index))
                .map_or_else(String::new, |option| option.name.clone()),
            Domain::AnyOf(_) => {
                let chosen = self.options(question).iter().enumerate().filter(|(bit, _)| index >> bit & 1 == 1);
                let names: Vec<&str> = chosen.map(|(_, option)| option.name.as_str()).collect();
                if names.is_empty() { "nothing".to_owned() } else { names.join(" + ") }
            }
            Domain::Text => String::new(),
        }
    }
}

impl Question {
    /// The index of the last answer; none for free text.
    pub fn last_answer(&self) -> Option<u64> {
        match &self.domain {
            Domain::Choice(choice) => Some(u64::from(choice.count).saturating_sub(1)),
            Domain::AnyOf(any_of) => Some((1u64 << any_of.count.min(63)).saturating_sub(1)),
            Domain::Range(range) => Some(range.count.saturating_sub(1)),
            Domain::Text => None,
        }
    }
}

fn weighted(terms: &[(Rational, NumberId)], atom: &dyn Fn(&NumberId) -> String) -> String {
    joined(terms.iter().map(|(weight, id)| match weight == &Rational::ONE {
        true => atom(id),
        false => format!("{} * {}", decimal(weight), atom(id)),
    }))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.collect();
    if parts.len() > MAX_TERMS.saturating_add(1) {
        let more = parts.len().saturating_sub(MAX_TERMS);
        parts.truncate(MAX_TERMS);
        parts.push(format!("{more} more"));
    }
    parts.join(", ")
}

/// A number as an author writes it: decimal where that is exact, else a fraction.
pub(crate) fn decimal(number: &Rational) -> String {
    let decimal = number.to_decimal(12);
    match Rational::parse(&decimal).as_ref() == Some(number) {
        true => decimal,
        false => number.to_string(),
    }
}
