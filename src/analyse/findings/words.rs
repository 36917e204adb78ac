//! Responses and shares in words.

use logos::Logos;

use super::condition::Condition;
use super::finder::Finder;
use super::samples::extreme;
use crate::analyse::Share;
use crate::diagnostics::Diagnostic;
use crate::evaluate::Answers;
use crate::exact::Rational;
use crate::model::{Answer, AreaId, Domain, Model, OVERALL, Question, QuestionId, RoleId, Unit};
use crate::syntax::Kind;

/// A share that is no larger is said as one of so many.
const SMALL: (i64, i64) = (1, 10_000);

/// A response as the lines of an `example` give it: `as teacher given plan no, others lowest`.
pub fn given(model: &Model, answers: &Answers) -> String {
    let role = answers.role.and_then(|role| model.roles.get(role.0 as usize));
    let role = role.map_or(String::new(), |role| format!("as {} ", name(&role.name)));
    let (low, high) = (away(model, answers, false), away(model, answers, true));
    let (entries, others) = if high.len() < low.len() { (high, "highest") } else { (low, "lowest") };
    let entries: Vec<String> = entries.into_iter().chain([format!("others {others}")]).collect();
    format!("{role}given {}", entries.join(", "))
}

/// The answers that `others lowest`, or `others highest`, does not give.
fn away(model: &Model, answers: &Answers, highest: bool) -> Vec<String> {
    let ids = (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId);
    let entry = |(id, question): (QuestionId, &Question)| {
        let answer = answers.get(id)?;
        let others = Answer::Index(extreme(model, question, highest));
        (*answer != others).then(|| format!("{} {}", key(model, question), answer_text(model, question, answer)))
    };
    ids.zip(&model.questions).filter_map(entry).collect()
}

fn answer_text(model: &Model, question: &Question, answer: &Answer) -> String {
    match answer {
        Answer::Na => "na".to_owned(),
        Answer::Text(text) => format!("{text:?}"),
        Answer::Index(set) if matches!(question.domain, Domain::AnyOf(_)) => {
            let chosen = model.options(question).iter().enumerate().filter(|(option, _)| set >> (option & 63) & 1 == 1);
            let names: Vec<String> = chosen.map(|(_, option)| name(&option.name)).collect();
            if names.is_empty() { "nothing".to_owned() } else { names.join(" + ") }
        }
        Answer::Index(number) if matches!(question.domain, Domain::Range(_)) => {
            model.answer_notation(question, *number)
        }
        Answer::Index(option) => name(&model.answer_notation(question, *option)),
    }
}

/// A name as the language writes it: in backticks where it would be read as something else.
pub(super) fn name(name: &str) -> String {
    let mut read = Kind::lexer(name);
    let plain = read.next() == Some(Ok(Kind::Name)) && read.slice() == name;
    if plain { name.to_owned() } else { format!("`{name}`") }
}

/// What a question is called: its name, with all areas around it where the name alone is not enough.
pub(super) fn key(model: &Model, question: &Question) -> String {
    let mut written = name(&question.name);
    let mut at = Some(question.area).filter(|_| question.key != question.name);
    while let Some(area) = at.filter(|at| *at != OVERALL).and_then(|at| model.areas.get(at.0 as usize)) {
        written = format!("{}.{written}", name(&area.name));
        at = area.parent;
    }
    written
}

/// What an area is called, with all areas around it.
pub(super) fn area_key(model: &Model, area: AreaId) -> String {
    let mut parts = Vec::new();
    let mut at = Some(area).filter(|area| *area != OVERALL);
    while let Some(area) = at.filter(|at| *at != OVERALL).and_then(|at| model.areas.get(at.0 as usize)) {
        parts.push(name(&area.name));
        at = area.parent;
    }
    parts.reverse();
    if parts.is_empty() { "overall".to_owned() } else { parts.join(".") }
}

/// A share in words: "12.5% of the possible responses", and of whom.
pub fn share(share: &Share, whose: &str) -> Option<String> {
    let (least, most) = share.ratios()?;
    let of = format!("of the possible responses{whose}");
    if share.is_exact() {
        return Some(match () {
            () if least == Rational::ONE => format!("all possible responses{whose}"),
            () if least.is_zero() => format!("none {of}"),
            () => format!("{} {of}", ratio(&least)),
        });
    }
    // What is asked about is there: a response shows it.
    if least.is_zero() {
        return Some(format!("at most {} {of}", ratio(&most)));
    }
    Some(format!("between {} and {} {of}", ratio(&least), ratio(&most)))
}

/// A part of a whole: a percentage, or one of many.
pub(super) fn ratio(ratio: &Rational) -> String {
    let small = Rational::new(SMALL.0, SMALL.1).unwrap_or_default();
    if ratio.is_positive() && *ratio < small {
        let one_of = Rational::ONE.checked_div(ratio).unwrap_or_default();
        let about = if one_of.is_integer() { "" } else { "about " };
        return format!("{about}one in {}", grouped(&one_of.round(0).to_decimal(0)));
    }
    let percent = ratio * &Rational::from(100);
    let shown = percent.to_decimal(2);
    let exact = Rational::parse(&shown).as_ref() == Some(&percent);
    format!("{}{shown}%", if exact { "" } else { "about " })
}

/// Digits in groups of three; numbers that nobody reads out are powers of ten.
pub(super) fn grouped(digits: &str) -> String {
    if digits.len() > 15 {
        return format!("10^{}", digits.len().saturating_sub(1));
    }
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A score of an area in words; one that no decimal number is, roughly.
pub fn score(model: &Model, area: AreaId, score: &Rational) -> String {
    score_beside(model, area, score, &[])
}

/// A score in words, with so many digits that it is not taken for one of these others.
pub fn score_beside(model: &Model, area: AreaId, score: &Rational, others: &[&Rational]) -> String {
    let unit = model.areas.get(area.0 as usize).and_then(|area| area.score.as_ref()).map(|score| score.unit);
    let mut roughly = (2..=12).map(|digits| rounded(score, unit, digits));
    let shown = roughly.find(|shown| shown == score || !others.contains(&shown)).unwrap_or_else(|| score.clone());
    let about = if shown == *score { "" } else { "about " };
    format!("{about}{}", model.value_notation(&shown, unit))
}

/// A threshold above `floor` that a score just reaches: the score itself, or a rounder number a little below it.
pub fn threshold_for(model: &Model, area: AreaId, score: &Rational, floor: &Rational) -> Option<String> {
    let unit = model.areas.get(area.0 as usize).and_then(|area| area.score.as_ref()).map(|score| score.unit);
    let below = |digits: u32| {
        let nearest = rounded(score, unit, digits);
        let step = Rational::new(1, 10i64.pow(digits)).unwrap_or_default();
        let step = if unit == Some(Unit::Percent) { &step * &percent() } else { step };
        if nearest > *score { &nearest - &step } else { nearest }
    };
    let exact = Some(rounded(score, unit, 2)).filter(|exact| exact == score);
    let mut candidates = exact.into_iter().chain([below(0), below(2)]);
    candidates.find(|threshold| threshold > floor).map(|threshold| model.value_notation(&threshold, unit))
}

fn percent() -> Rational {
    Rational::new(1, 100).unwrap_or_default()
}

/// Rounded to so many decimals as it is shown.
fn rounded(score: &Rational, unit: Option<Unit>, digits: u32) -> Rational {
    match unit {
        Some(Unit::Percent) => &(score * &Rational::from(100)).round(digits) * &percent(),
        _ => score.round(digits),
    }
}

impl Finder<'_> {
    /// The evidence: the share of a role's possible responses that fulfil a condition, and the smallest of them.
    pub fn evidence(&mut self, diagnostic: Diagnostic, role: Option<RoleId>, condition: &Condition) -> Diagnostic {
        let (its, shown) = (self.share(role, condition), self.smallest(role, condition));
        let text = its.and_then(|its| share(&its, &self.of_role(role)));
        let example = shown.map(|shown| {
            let which = if shown.smallest { "the smallest" } else { "one of them" };
            format!("{which}: `{}`", given(self.model, &shown.answers))
        });
        match (text, example) {
            (Some(text), Some(example)) => diagnostic.note(format!("{text}; {example}")),
            (Some(text), None) => diagnostic.note(text),
            (None, Some(example)) => diagnostic.note(example),
            (None, None) => diagnostic,
        }
    }

    /// "of `teacher`", or nothing in a model without roles.
    pub fn of_role(&self, role: Option<RoleId>) -> String {
        let role = role.and_then(|role| self.model.roles.get(role.0 as usize));
        role.map_or(String::new(), |role| format!(" of `{}`", role.name))
    }
}
