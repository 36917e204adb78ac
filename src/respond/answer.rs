//! A written value to an answer of its question.

use super::document::{Node, Written};
use super::messages;
use super::number::{NumberTrouble, exact};
use crate::diagnostics::nearest;
use crate::diagnostics::{Applicability, Diagnostic};
use crate::exact::Rational;
use crate::model::{Answer, Domain, Model, Question, Range, ScaleOption};
use crate::source::Span;

/// Reads the answer of a question. `null` is no answer: the question is unanswered.
pub(super) fn read(model: &Model, question: &Question, node: &Node) -> Result<Option<Answer>, Vec<Diagnostic>> {
    let options = model.options(question);
    match (&node.node, &question.domain) {
        (Written::Nothing, _) => Ok(None),
        (Written::Text(text), domain) if text == "na" && !has_option(options, "na") => match (&question.na, domain) {
            (Some(_), _) => Ok(Some(Answer::Na)),
            (None, Domain::Text) => Ok(Some(Answer::Text(text.clone()))),
            (None, _) => Err(vec![messages::na_not_offered(node.span, question)]),
        },
        (Written::Text(text), Domain::Text) => Ok(Some(Answer::Text(text.clone()))),
        (Written::Text(text), Domain::Choice(_)) => {
            option(question, options, text, node.span).map(Some).map_err(|error| vec![error])
        }
        // Options that are called 1, 2, 3 are often written without quotation marks.
        (Written::Number(text), Domain::Choice(_)) if has_option(options, text) => {
            option(question, options, text, node.span).map(Some).map_err(|error| vec![error])
        }
        (Written::List(nodes), Domain::AnyOf(_)) => any_of(question, options, nodes).map(Some),
        (Written::Number(text), Domain::Range(range)) => {
            number(question, range, text, node.span).map(Some).map_err(|error| vec![error])
        }
        // A step such as 1/3 has no decimal number.
        (Written::Text(text), Domain::Range(range)) if text.contains('/') && Rational::parse(text).is_some() => {
            let number = Rational::parse(text).unwrap_or_default();
            steps(question, range, &number, text, node.span).map(Some).map_err(|error| vec![error])
        }
        (other, _) => Err(vec![other_kind(question, options, other, node.span)]),
    }
}

fn has_option(options: &[ScaleOption], name: &str) -> bool {
    options.iter().any(|option| option.name == name)
}

/// The index of an option by its name, or by an earlier one.
fn index(options: &[ScaleOption], name: &str) -> Option<usize> {
    let now = options.iter().position(|option| option.name == name);
    now.or_else(|| options.iter().position(|option| option.was.iter().any(|was| was == name)))
}

fn option(question: &Question, options: &[ScaleOption], name: &str, span: Span) -> Result<Answer, Diagnostic> {
    match index(options, name) {
        Some(index) => Ok(Answer::Index(u64::try_from(index).unwrap_or(u64::MAX))),
        None => Err(unknown_option(question, options, name, span)),
    }
}

fn unknown_option(question: &Question, options: &[ScaleOption], name: &str, span: Span) -> Diagnostic {
    let names = names(options);
    // Who fills in by hand may write the text that the respondent reads.
    let by_text =
        options.iter().find(|option| option.text.values().any(|text| text.to_lowercase() == name.to_lowercase()));
    let meant = by_text.map(|option| option.name.as_str()).or_else(|| nearest(name, names.iter().copied()));
    messages::unknown_option(span, name, question, &names, meant)
}

fn names(options: &[ScaleOption]) -> Vec<&str> {
    options.iter().map(|option| option.name.as_str()).collect()
}

fn any_of(question: &Question, options: &[ScaleOption], nodes: &[Node]) -> Result<Answer, Vec<Diagnostic>> {
    let mut bits = 0u64;
    let mut errors = Vec::new();
    let mut taken: Vec<(usize, Span)> = Vec::new();
    for node in nodes {
        let name = match &node.node {
            Written::Text(text) => text,
            Written::Number(text) if has_option(options, text) => text,
            other => {
                errors.push(messages::element_kind(node.span, question, &names(options), other.kind()));
                continue;
            }
        };
        match index(options, name) {
            None => errors.push(unknown_option(question, options, name, node.span)),
            Some(index) => {
                if let Some((_, earlier)) = taken.iter().find(|(other, _)| *other == index) {
                    errors.push(messages::repeated_option(node.span, name, *earlier));
                }
                taken.push((index, node.span));
                bits |= 1u64.checked_shl(u32::try_from(index).unwrap_or(u32::MAX)).unwrap_or(0);
            }
        }
    }
    if errors.is_empty() { Ok(Answer::Index(bits)) } else { Err(errors) }
}

fn number(question: &Question, range: &Range, text: &str, span: Span) -> Result<Answer, Diagnostic> {
    let number = match exact(text) {
        Ok(number) => number,
        Err(NumberTrouble::TooLong) => return Err(messages::too_long(span, question)),
        Err(NumberTrouble::NotDecimal) => {
            return Err(messages::answer_kind(
                span,
                question,
                &[],
                &format!("`{text}`"),
                Some("write a decimal number"),
            ));
        }
    };
    steps(question, range, &number, text, span)
}

/// The answer for a number that was given, or what is wrong with it.
fn steps(question: &Question, range: &Range, number: &Rational, text: &str, span: Span) -> Result<Answer, Diagnostic> {
    if let Some(steps) = range.steps(number) {
        return Ok(Answer::Index(steps));
    }
    if number < &range.first || number > &range.last() {
        return Err(messages::out_of_range(span, text, question, range));
    }
    // Between the ends there is a step on either side.
    let exact = (number - &range.first).checked_div(&range.step).unwrap_or_default();
    let nearest = exact.round(0);
    let below = if nearest > exact { &nearest - &Rational::ONE } else { nearest };
    let value = |steps: &Rational| &range.first + &(&range.step * steps);
    let (below, above) = (value(&below), value(&(&below + &Rational::ONE)));
    Err(messages::off_step(span, text, question, range, (&below, &above)))
}

fn other_kind(question: &Question, options: &[ScaleOption], written: &Written, span: Span) -> Diagnostic {
    let names = names(options);
    match (written, &question.domain) {
        (Written::Text(text), Domain::Range(range)) => {
            let plain = text.trim().replace(',', ".").replace([' ', '\u{a0}'], "");
            let is_number = exact(&plain).is_ok_and(|number| range.steps(&number).is_some());
            let help = is_number.then(|| format!("write it without quotation marks: `{plain}`"));
            let diagnostic = messages::answer_kind(span, question, &names, "a text", help.as_deref());
            if is_number { diagnostic.edit(span, plain, Applicability::Safe) } else { diagnostic }
        }
        (Written::Text(text), Domain::AnyOf(_)) if index(options, text).is_some() => {
            let list = format!("[\"{text}\"]");
            messages::answer_kind(span, question, &names, "a text", Some(&format!("write `{list}`"))).edit(
                span,
                list,
                Applicability::Safe,
            )
        }
        (Written::Truth(truth), Domain::Choice(_)) => {
            let name = if *truth { "yes" } else { "no" };
            let help = has_option(options, name).then(|| format!("write `\"{name}\"`"));
            let diagnostic = messages::answer_kind(span, question, &names, "`true` or `false`", help.as_deref());
            match help {
                Some(_) => diagnostic.edit(span, format!("\"{name}\""), Applicability::Safe),
                None => diagnostic,
            }
        }
        (other, _) => messages::answer_kind(span, question, &names, other.kind(), None),
    }
}

/// An answer from what a person typed at a question: the name, the number (from one) or the text of an option, several of them
/// between commas or spaces, a number, a text, or `na`.
pub(super) fn typed(model: &Model, question: &Question, text: &str, span: Span) -> Result<Answer, Vec<Diagnostic>> {
    let options = model.options(question);
    let by_number = |word: &str| {
        let number = word.parse::<usize>().ok().and_then(|n| n.checked_sub(1))?;
        options.get(number).map(|option| option.name.clone())
    };
    let by_text = |word: &str| {
        let same = |text: &String| text.to_lowercase() == word.to_lowercase();
        options.iter().find(|option| option.text.values().any(same)).map(|option| option.name.clone())
    };
    let name = |word: &str| match has_option(options, word) {
        true => word.to_owned(),
        false => by_number(word).or_else(|| by_text(word)).unwrap_or_else(|| word.to_owned()),
    };
    let written = match &question.domain {
        _ if text == "na" => Written::Text(text.to_owned()),
        Domain::Choice(_) => Written::Text(name(text)),
        Domain::AnyOf(_) if matches!(text, "0" | "[]" | "-") => Written::List(Vec::new()),
        Domain::AnyOf(_) => {
            let words = text.split([',', '+']).map(str::trim).filter(|word| !word.is_empty());
            Written::List(words.map(|word| Node::new(Written::Text(name(word)), span)).collect())
        }
        Domain::Range(_) if text.contains('/') => Written::Text(text.to_owned()),
        Domain::Range(_) => Written::Number(text.replace(',', ".").replace([' ', '\u{a0}'], "")),
        Domain::Text => Written::Text(text.to_owned()),
    };
    let answer = read(model, question, &Node::new(written, span))?;
    answer.ok_or_else(Vec::new)
}
