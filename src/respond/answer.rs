//! A written value to an answer of its question.

use super::document::{Node, Written};
use super::number::{NumberTrouble, exact};
use super::refusal::{Instead, Refusal};
use crate::diagnostics::nearest;
use crate::exact::Rational;
use crate::model::{Answer, Domain, Model, Question, Range, ScaleOption};
use crate::source::Span;

/// What is refused, with its place; with the place of what it repeats.
#[derive(Debug)]
pub(super) struct Refused {
    pub span: Span,
    pub earlier: Option<Span>,
    pub why: Refusal,
}

impl Refused {
    fn new(span: Span, why: Refusal) -> Refused {
        Refused { span, earlier: None, why }
    }
}

/// Reads the answer of a question. `null` is no answer: the question is unanswered.
pub(super) fn read(model: &Model, question: &Question, node: &Node) -> Result<Option<Answer>, Vec<Refused>> {
    let options = model.options(question);
    let refused = |why| vec![Refused::new(node.span, why)];
    match (&node.node, &question.domain) {
        (Written::Nothing, _) => Ok(None),
        (Written::Text(text), domain) if text == "na" && !has_option(options, "na") => match (&question.na, domain) {
            (Some(_), _) => Ok(Some(Answer::Na)),
            (None, Domain::Text) => Ok(Some(Answer::Text(text.clone()))),
            (None, _) => Err(refused(Refusal::NotApplicable)),
        },
        (Written::Text(text), Domain::Text) => Ok(Some(Answer::Text(text.clone()))),
        (Written::Text(text), Domain::Choice(_)) => option(options, text).map(Some).map_err(refused),
        // Options that are called 1, 2, 3 are often written without quotation marks.
        (Written::Number(text), Domain::Choice(_)) if has_option(options, text) => {
            option(options, text).map(Some).map_err(refused)
        }
        (Written::List(nodes), Domain::AnyOf(_)) => any_of(options, nodes).map(Some),
        (Written::Number(text), Domain::Range(range)) => number(range, text).map(Some).map_err(refused),
        // A step such as 1/3 has no decimal number.
        (Written::Text(text), Domain::Range(range)) if text.contains('/') && Rational::parse(text).is_some() => {
            let number = Rational::parse(text).unwrap_or_default();
            steps(range, &number, text).map(Some).map_err(refused)
        }
        (other, _) => Err(refused(other_kind(question, options, other))),
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

fn option(options: &[ScaleOption], name: &str) -> Result<Answer, Refusal> {
    match index(options, name) {
        Some(index) => Ok(Answer::Index(u64::try_from(index).unwrap_or(u64::MAX))),
        None => Err(unknown_option(options, name)),
    }
}

fn unknown_option(options: &[ScaleOption], name: &str) -> Refusal {
    // Who fills in by hand may write the text that the respondent reads.
    let by_text =
        options.iter().find(|option| option.text.values().any(|text| text.to_lowercase() == name.to_lowercase()));
    let known = options.iter().map(|option| option.name.as_str());
    let meant = by_text.map(|option| option.name.as_str()).or_else(|| nearest(name, known));
    Refusal::UnknownOption { name: name.to_owned(), meant: meant.map(str::to_owned) }
}

fn any_of(options: &[ScaleOption], nodes: &[Node]) -> Result<Answer, Vec<Refused>> {
    let mut bits = 0u64;
    let mut errors = Vec::new();
    let mut taken: Vec<(usize, Span)> = Vec::new();
    for node in nodes {
        let name = match &node.node {
            Written::Text(text) => text,
            Written::Number(text) if has_option(options, text) => text,
            other => {
                errors.push(Refused::new(node.span, Refusal::OtherElement { kind: other.kind() }));
                continue;
            }
        };
        match index(options, name) {
            None => errors.push(Refused::new(node.span, unknown_option(options, name))),
            Some(index) => {
                if let Some((_, earlier)) = taken.iter().find(|(other, _)| *other == index) {
                    let why = Refusal::ChosenTwice { option: name.clone() };
                    errors.push(Refused { span: node.span, earlier: Some(*earlier), why });
                }
                taken.push((index, node.span));
                bits |= 1u64.checked_shl(u32::try_from(index).unwrap_or(u32::MAX)).unwrap_or(0);
            }
        }
    }
    if errors.is_empty() { Ok(Answer::Index(bits)) } else { Err(errors) }
}

fn number(range: &Range, text: &str) -> Result<Answer, Refusal> {
    match exact(text) {
        Ok(number) => steps(range, &number, text),
        Err(NumberTrouble::TooLong) => Err(Refusal::TooLong),
        Err(NumberTrouble::NotDecimal) => Err(Refusal::NotANumber { text: text.to_owned() }),
    }
}

/// The answer for a number that was given, or what is wrong with it.
fn steps(range: &Range, number: &Rational, text: &str) -> Result<Answer, Refusal> {
    if let Some(steps) = range.steps(number) {
        return Ok(Answer::Index(steps));
    }
    if number < &range.first || number > &range.last() {
        return Err(Refusal::OutOfRange { number: text.to_owned() });
    }
    // Between the ends there is a step on either side.
    let exact = (number - &range.first).checked_div(&range.step).unwrap_or_default();
    let nearest = exact.round(0);
    let below = if nearest > exact { &nearest - &Rational::ONE } else { nearest };
    let value = |steps: &Rational| &range.first + &(&range.step * steps);
    let (below, above) = (value(&below), value(&(&below + &Rational::ONE)));
    Err(Refusal::BetweenSteps { number: text.to_owned(), below, above })
}

fn other_kind(question: &Question, options: &[ScaleOption], written: &Written) -> Refusal {
    let instead = match (written, &question.domain) {
        (Written::Text(text), Domain::Range(range)) => {
            let plain = text.trim().replace(',', ".").replace([' ', '\u{a0}'], "");
            let is_number = exact(&plain).is_ok_and(|number| range.steps(&number).is_some());
            is_number.then_some(Instead::Bare(plain))
        }
        (Written::Text(text), Domain::AnyOf(_)) if index(options, text).is_some() => {
            Some(Instead::Written(format!("[\"{text}\"]")))
        }
        (Written::Truth(truth), Domain::Choice(_)) => {
            let name = if *truth { "yes" } else { "no" };
            has_option(options, name).then(|| Instead::Written(format!("\"{name}\"")))
        }
        _ => None,
    };
    Refusal::OtherKind { kind: written.kind(), instead }
}

/// An answer from what a person typed at a question: the name, the number (from one) or the text of an option, several
/// of them between commas, a number as the language writes it, a text, or `na`.
pub(super) fn typed(
    model: &Model,
    question: &Question,
    text: &str,
    decimal_comma: bool,
) -> Result<Answer, Vec<Refusal>> {
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
            let nodes: Vec<Node> = words.map(|word| Node::new(Written::Text(name(word)), Span::default())).collect();
            // Commas alone are no choice, not the choice of nothing.
            if nodes.is_empty() {
                return Err(vec![unknown_option(options, text)]);
            }
            Written::List(nodes)
        }
        Domain::Range(_) if text.contains('/') && Rational::parse(text).is_some() => Written::Text(text.to_owned()),
        Domain::Range(_) => Written::Number(plain_number(text, decimal_comma)),
        Domain::Text => Written::Text(text.to_owned()),
    };
    match read(model, question, &Node::new(written, Span::default())) {
        Ok(answer) => answer.ok_or_else(Vec::new),
        Err(refused) => Err(refused.into_iter().map(|refused| refused.why).collect()),
    }
}

/// A number as a person types it, in the characters of a file: without spaces, with a point before its decimals. Where
/// the language groups thousands with commas, such a comma is no decimal sign.
fn plain_number(text: &str, decimal_comma: bool) -> String {
    let plain = text.replace([' ', '\u{a0}', '\u{202f}'], "").replace('\u{2212}', "-");
    let mut groups = plain.trim_start_matches(['+', '-']).split('.').next().unwrap_or_default().split(',');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    let is_grouped = rest.peek().is_some() && (1..=3).contains(&first.len()) && first != "0";
    match !decimal_comma && is_grouped && rest.all(|group| group.len() == 3) {
        true => plain.replace(',', ""),
        false => plain.replace(',', "."),
    }
}

#[cfg(test)]
mod tests {
    use super::plain_number;

    #[test]
    fn a_number_is_read_as_the_language_writes_it() {
        for (text, decimal_comma, plain) in [
            ("2,7", true, "2.7"),
            ("2,7", false, "2.7"),
            ("1 250,5", true, "1250.5"),
            ("1,250", true, "1.250"),
            ("1,250", false, "1250"),
            ("-12,345,678.9", false, "-12345678.9"),
            ("0,125", false, "0.125"),
            ("1234,567", false, "1234.567"),
            ("\u{2212}3", true, "-3"),
        ] {
            assert_eq!(plain_number(text, decimal_comma), plain, "{text}");
        }
    }
}
