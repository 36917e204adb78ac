//! A question as it is put to somebody: its text, its options, its guidance.

use super::Words;
use super::compose::one_line;
use super::naming::Naming;
use super::paper::{clean, pad, width};
use crate::exact::Rational;
use crate::model::{Answer, AreaId, Domain, Model, OVERALL, Question};
use crate::respond::Refusal;

/// A question in words.
#[derive(Debug, Clone, Copy)]
pub struct Inquiry<'a> {
    naming: Naming<'a>,
    question: &'a Question,
}

impl<'a> Inquiry<'a> {
    /// A question in the words of a language.
    pub fn new(model: &'a Model, words: &'a Words, question: &'a Question) -> Inquiry<'a> {
        Inquiry { naming: Naming::new(model, words), question }
    }

    /// An area with the areas around it: `Teaching / Competence`.
    pub fn area(model: &Model, words: &Words, id: AreaId) -> String {
        let naming = Naming::new(model, words);
        let chain = std::iter::successors(Some(id), |id| model.areas.get(id.0 as usize)?.parent);
        let mut titles: Vec<String> = chain.filter(|id| *id != OVERALL).map(|id| naming.area(id)).collect();
        titles.reverse();
        clean(&titles.join(" / "))
    }

    /// The guidance of an area and of those around it, outermost first, as far as they do not also stand around the area
    /// `before` it.
    pub fn area_guidance(model: &Model, words: &Words, id: AreaId, before: Option<AreaId>) -> Vec<String> {
        let around = |id| std::iter::successors(id, |id: &AreaId| model.areas.get(id.0 as usize)?.parent);
        let known: Vec<AreaId> = around(before).collect();
        let mut guidance: Vec<String> = around(Some(id))
            .filter(|id| !known.contains(id))
            .filter_map(|id| words.text(&model.areas.get(id.0 as usize)?.guidance))
            .map(|text| clean(&one_line(text)))
            .collect();
        guidance.reverse();
        guidance
    }

    /// The title of the model, and its guidance.
    pub fn model(model: &Model, words: &Words) -> Vec<String> {
        let guidance = words.text(&model.guidance).map(one_line);
        let title = Naming::new(model, words).model_title();
        std::iter::once(title).chain(guidance).map(|text| clean(&text)).collect()
    }

    /// Its text.
    pub fn title(&self) -> String {
        clean(&self.naming.question_title(self.question))
    }

    /// What can be answered, a line each: numbered options, the ends of a range.
    pub fn options(&self) -> Vec<String> {
        self.lines(false)
    }

    /// The guidance of the question, and what can be answered with the guidance of each option.
    pub fn help(&self) -> Vec<String> {
        let words = self.naming.words;
        let guidance = words.text(&self.question.guidance).map(one_line).map(|text| clean(&text));
        let mut lines = vec![guidance.unwrap_or_else(|| words.say("ask-no-guidance"))];
        lines.extend(self.lines(true));
        lines
    }

    /// An answer that was given.
    pub fn given(&self, answer: &Answer) -> String {
        clean(&self.naming.given(self.question, answer))
    }

    /// Why what was typed is no answer, and what is one.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let words = self.naming.words;
        let typed = |text: &str| words.quoted(&clean(text));
        let range = || self.domain(true).unwrap_or_default();
        match refusal {
            Refusal::NotApplicable => words.say("ask-na"),
            Refusal::UnknownOption { name, meant: None } | Refusal::OtherWorth { text: name } => {
                words.with("ask-no-option", &[("typed", typed(name).into())])
            }
            Refusal::UnknownOption { name, meant: Some(meant) } => {
                words.with("ask-meant", &[("typed", typed(name).into()), ("option", typed(meant).into())])
            }
            Refusal::ChosenTwice { option } => words.with("ask-twice", &[("option", typed(option).into())]),
            Refusal::TooLong => words.with("ask-too-long", &[("range", range().into())]),
            Refusal::OutOfRange { number } => {
                let number = words.written(number);
                words.with("ask-out-of-range", &[("number", number.into()), ("range", range().into())])
            }
            Refusal::BetweenSteps { number, below, above } => {
                let exactly = |number: &Rational| words.written_exactly(number).into();
                let args =
                    [("number", words.written(number).into()), ("below", exactly(below)), ("above", exactly(above))];
                words.with("ask-between-steps", &args)
            }
            Refusal::NotANumber { text } => {
                words.with("ask-no-number", &[("typed", typed(text).into()), ("range", range().into())])
            }
            // Nothing of another kind can be typed.
            Refusal::OtherKind { .. } | Refusal::OtherElement { .. } => words.say("ask-how"),
        }
    }

    /// The ends, the step and the unit of a range; how several options are `typed`, or written in a file.
    pub(super) fn domain(&self, typed: bool) -> Option<String> {
        let words = self.naming.words;
        match &self.question.domain {
            Domain::Choice(_) => None,
            Domain::AnyOf(_) if typed => Some(words.say("ask-any-of")),
            Domain::AnyOf(_) => Some(words.say("template-any-of")),
            Domain::Text => Some(words.say("ask-text")),
            Domain::Range(range) => {
                let (low, high) = (words.written_exactly(&range.first), words.written_exactly(&range.last()));
                let mut line = words.with("from-to", &[("low", low.into()), ("high", high.into())]);
                if range.step != Rational::ONE {
                    let step = words.written_exactly(&range.step);
                    line = format!("{line}, {}", words.with("ask-step", &[("step", step.into())]));
                }
                match words.text(&range.unit) {
                    Some(unit) => Some(clean(&format!("{line} ({unit})"))),
                    None => Some(line),
                }
            }
        }
    }

    /// The options and `na`: name, text and guidance.
    pub(super) fn choices(&self) -> Vec<(String, String, Option<String>)> {
        let words = self.naming.words;
        let options = self.naming.model.options(self.question).iter().map(|option| {
            let guidance = words.text(&option.guidance).map(one_line);
            (option.name.clone(), clean(&self.naming.option(option)), guidance.map(|text| clean(&text)))
        });
        let na = self.question.na.as_ref().map(|na| {
            let text = words.text(&na.text).map_or_else(|| words.say("state-na"), one_line);
            ("na".to_owned(), clean(&text), None)
        });
        options.chain(na).collect()
    }

    fn lines(&self, guidance: bool) -> Vec<String> {
        let choices = self.choices();
        let column = choices.iter().map(|(name, ..)| width(name)).max().unwrap_or(0);
        let mut lines: Vec<String> = self.domain(true).into_iter().collect();
        for (number, (name, text, help)) in choices.into_iter().enumerate() {
            let number = match name.as_str() {
                "na" => "-".to_owned(),
                _ => number.saturating_add(1).to_string(),
            };
            lines.push(format!("{number:>2}  {}  {text}", pad(&name, column)));
            lines.extend(help.filter(|_| guidance).map(|help| format!("      {help}")));
        }
        lines
    }
}
