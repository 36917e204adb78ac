//! Conditions on answers, scores and levels.

use super::names::Thing;
use super::numbers::Binding;
use super::plan::{Form, Place, Plan, Unit};

pub struct Condition {
    pub text: String,
    /// It stands by itself where a comparison may stand.
    pub single: bool,
}

impl Condition {
    fn single(text: String) -> Condition {
        Condition { text, single: true }
    }
}

impl Plan {
    pub fn condition(&mut self, place: &Place, depth: u32) -> Option<Condition> {
        for _ in 0..10 {
            let made = match self.random.below(10) {
                0 | 1 if depth > 0 => self.junction(place, depth - 1),
                2 => {
                    let inner = self.condition(place, depth.saturating_sub(1))?;
                    let already = inner.text.starts_with("not ");
                    let text = if inner.single && !already { inner.text } else { format!("({})", inner.text) };
                    Some(Condition::single(format!("not {text}")))
                }
                3 if depth > 0 => {
                    let inner = self.condition(place, depth - 1)?;
                    Some(Condition::single(format!("({})", inner.text)))
                }
                4 | 5 => {
                    let number = self.number_condition(place);
                    number.map(Condition::single)
                }
                6 => self.level_condition(place).map(Condition::single),
                7 => {
                    let (set, _) = self.tested_set(place)?;
                    let word = *self.random.pick(&["all", "any"]);
                    Some(Condition::single(format!("{word}({set})")))
                }
                8 if place.suggestions && !self.actions.is_empty() => {
                    let action = self.random.pick(&self.actions).clone();
                    Some(Condition::single(format!("suggested({action})")))
                }
                _ => {
                    let question = match place.question {
                        Some(id) if self.random.percent(50) => Some(id),
                        _ => self.some_question(place.area, |_, _| true).map(|(id, _)| id),
                    };
                    question.and_then(|id| self.question_condition(id, place)).map(Condition::single)
                }
            };
            if made.is_some() {
                return made;
            }
        }
        None
    }

    fn junction(&mut self, place: &Place, depth: u32) -> Option<Condition> {
        let word = *self.random.pick(&[" and ", " or "]);
        let count = *self.random.pick(&[2, 2, 3]);
        let parts: Option<Vec<String>> = (0..count)
            .map(|_| {
                let part = self.condition(place, depth)?;
                Some(if part.single { part.text } else { format!("({})", part.text) })
            })
            .collect();
        Some(Condition { text: parts?.join(word), single: false })
    }

    /// A test of one question: the question that it stands in may be called `answer`.
    pub fn question_condition(&mut self, id: usize, place: &Place) -> Option<String> {
        let name = match place.question {
            Some(own) if own == id && self.random.percent(80) => "answer".to_owned(),
            _ => self.spell(Thing::Question(id), place.area)?,
        };
        let name = if self.random.percent(3) { format!("({name})") } else { name };
        if self.random.percent(20) {
            let question = &self.questions[id];
            let mut states = vec!["answered", "unanswered", "hidden"];
            if question.met {
                states.extend(["met"; 4]);
            }
            if question.na.is_some() {
                states.push("na");
            }
            let (not, state) = (if self.random.percent(25) { "not " } else { "" }, *self.random.pick(&states));
            return Some(format!("{name} is {not}{state}"));
        }
        let test = self.answer_test(id, place, false)?;
        Some(format!("{name} {test}"))
    }

    /// What stands after a question: `== helt`, `has karta`, `>= 3`.
    fn answer_test(&mut self, id: usize, place: &Place, set: bool) -> Option<String> {
        let sign = self.sign();
        match self.questions[id].form {
            Form::Choice(scale) => {
                if !set && self.random.percent(15) {
                    let same = |plan: &Plan, other: usize| {
                        other != id && matches!(plan.questions[other].form, Form::Choice(its) if its == scale)
                    };
                    let (_, other) = self.some_question(place.area, same)?;
                    let is_option = self.scales[scale].options.iter().any(|(option, _)| *option == other);
                    return (!is_option).then(|| format!("{sign} {other}"));
                }
                let option = self.random.pick(&self.scales[scale].options).0.clone();
                Some(format!("{sign} {option}"))
            }
            Form::AnyOf(scale) => Some(format!("has {}", self.random.pick(&self.scales[scale].options).0)),
            Form::Range { first, step, count } => {
                if self.random.percent(20) {
                    let (_, other) =
                        self.some_question(place.area, |plan, other| other != id && plan.is_number(other))?;
                    return Some(format!("{sign} {other}"));
                }
                let number = first + step * (self.random.upto(count.min(40) as u64) as i128);
                let text = match number < num_traits::Zero::zero() {
                    true => format!("-{}", self.literal(-number, Unit::Points).0),
                    false => self.literal(number, Unit::Points).0,
                };
                Some(format!("{sign} {text}"))
            }
            Form::Text => Some((*self.random.pick(&["is answered", "is not answered"])).to_owned()),
        }
    }

    /// A comparison of two numbers.
    fn number_condition(&mut self, place: &Place) -> Option<String> {
        let unit = *self.random.pick(&[Unit::Points, Unit::Percent]);
        let (left, sign) = (self.number(unit, place, 1)?, self.sign());
        if left.bounds.0 == left.bounds.1 {
            return None;
        }
        let right = match self.random.percent(75) {
            true => {
                let part = self.random.between(0, 6) as i128;
                let number = left.bounds.0 + (left.bounds.1 - left.bounds.0) * part / 6;
                let number = if unit == Unit::Points { number.round() } else { number };
                match number < num_traits::Zero::zero() {
                    true => format!("-{}", self.literal(-number, unit).0),
                    false => self.literal(number, unit).0,
                }
            }
            false => {
                let right = self.number(unit, place, 1)?;
                self.bound(&right, Binding::Sum)
            }
        };
        // A bare question on the left would be the question itself, which is as well.
        Some(format!("{} {sign} {right}", self.bound(&left, Binding::Sum)))
    }

    fn level_condition(&mut self, place: &Place) -> Option<String> {
        let ladder = self.random.below(self.ladders.len());
        let (left, sign) = (self.number(Unit::Level(ladder), place, 1)?, self.sign());
        let right = match self.random.percent(80) {
            true => self.random.pick(&self.ladders[ladder].levels).clone(),
            false => {
                let right = self.number(Unit::Level(ladder), place, 1)?;
                self.bound(&right, Binding::Sum)
            }
        };
        Some(format!("{} {sign} {right}", self.bound(&left, Binding::Sum)))
    }

    /// A set with a test, for `count`, `share`, `all` and `any`; and how many members it has.
    pub fn tested_set(&mut self, place: &Place) -> Option<(String, usize)> {
        let area = place.area;
        match self.random.below(8) {
            0 => {
                let ladder = self.random.below(self.ladders.len());
                let set = self.levels_set(ladder, area)?;
                let level = self.random.pick(&self.ladders[ladder].levels).clone();
                Some((format!("{set} {} {level}", self.sign()), self.areas.len()))
            }
            1 | 2 => {
                let unit = *self.random.pick(&[Unit::Points, Unit::Percent]);
                let (set, terms) = self.numbers_set(unit, area)?;
                let depth = u32::from(self.random.percent(20));
                let right = self.number(unit, place, depth)?;
                Some((format!("{set} {} {}", self.sign(), right.text), terms.len()))
            }
            3 | 4 => {
                let (set, members) = self.questions_set(area)?;
                let same = self.same_form(&members)?;
                let test = match self.questions[same].form {
                    Form::Text => return None,
                    _ => self.answer_test(same, place, true)?,
                };
                Some((format!("{set} {test}"), members.len()))
            }
            _ => {
                let (set, members) = self.questions_set(area)?;
                let mut states = vec!["answered", "unanswered", "hidden"];
                if members.iter().all(|id| self.questions[*id].met || self.is_text(*id)) {
                    states.extend(["met"; 5]);
                }
                if members.iter().any(|id| self.questions[*id].na.is_some()) {
                    states.push("na");
                }
                let not = if self.random.percent(20) { "not " } else { "" };
                Some((format!("{set} are {not}{}", self.random.pick(&states)), members.len()))
            }
        }
    }

    /// The first member, when all are answered in the same way.
    fn same_form(&self, members: &[usize]) -> Option<usize> {
        let kind = |id: usize| match self.questions[id].form {
            Form::Choice(scale) => (0, scale),
            Form::AnyOf(scale) => (1, scale),
            Form::Range { .. } => (2, 0),
            Form::Text => (3, 0),
        };
        let first = *members.first()?;
        members.iter().all(|id| kind(*id) == kind(first)).then_some(first)
    }
}
