//! Responses as text: the pieces of a TOML file, and a whole JSON file.

use super::{Metadata, Response};
use crate::exact::Rational;
use crate::model::notation::decimal;
use crate::model::{Answer, Domain, Model, Question};

/// A string as TOML writes it, on one line.
pub fn text_in_toml(text: &str) -> String {
    let mut written = String::with_capacity(text.len().saturating_add(2));
    written.push('"');
    for c in text.chars() {
        match c {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            '\r' => written.push_str("\\r"),
            // What steers a terminal or turns the direction of writing is kept, but does not act in an editor.
            c if c.is_control() || turns(c) => written.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

/// Whether a character turns the direction of writing.
pub(crate) fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}')
}

/// A key as TOML writes it: in quotation marks unless it is plain.
pub fn key_in_toml(key: &str) -> String {
    let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if plain { key.to_owned() } else { text_in_toml(key) }
}

/// An answer as TOML writes it.
pub fn answer_in_toml(model: &Model, question: &Question, answer: &Answer) -> String {
    match (answer, &question.domain) {
        (Answer::Na, _) => text_in_toml("na"),
        (Answer::Text(text), _) => text_in_toml(text),
        (Answer::Index(index), Domain::Range(range)) => number(&range.value(*index)),
        (Answer::Index(index), Domain::AnyOf(_)) => {
            let names: Vec<String> = chosen(model, question, *index).map(text_in_toml).collect();
            format!("[{}]", names.join(", "))
        }
        (Answer::Index(index), Domain::Choice(_) | Domain::Text) => {
            text_in_toml(&model.answer_notation(question, *index))
        }
    }
}

/// A decimal number, or a fraction in quotation marks where there is none.
fn number(value: &Rational) -> String {
    let text = decimal(value);
    if text.contains('/') { text_in_toml(&text) } else { text }
}

fn chosen<'a>(model: &'a Model, question: &Question, bits: u64) -> impl Iterator<Item = &'a str> {
    let options = model.options(question).iter().enumerate();
    options.filter(move |(bit, _)| bits >> bit & 1 == 1).map(|(_, option)| option.name.as_str())
}

/// The lines below `[metadata]`.
pub fn metadata_in_toml(metadata: &[(String, Metadata)]) -> String {
    let lines = metadata.iter().filter_map(|(key, value)| Some(format!("{} = {}\n", key_in_toml(key), inline(value)?)));
    lines.collect()
}

/// A value in one line; none for `null`, which TOML does not have.
fn inline(value: &Metadata) -> Option<String> {
    Some(match value {
        Metadata::Text(text) => text_in_toml(text),
        Metadata::Number(text) | Metadata::Date(text) => text.clone(),
        Metadata::Truth(truth) => truth.to_string(),
        Metadata::Nothing => return None,
        Metadata::List(items) => {
            let items: Vec<String> = items.iter().filter_map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Metadata::Table(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .filter_map(|(key, value)| Some(format!("{} = {}", key_in_toml(key), inline(value)?)))
                .collect();
            if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
        }
    })
}

/// A response as a JSON file.
pub fn to_json(model: &Model, response: &Response) -> String {
    let text = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
    let mut fields = vec![format!("  \"model\": {}", text(&model.name))];
    if let Some(version) = &response.version {
        fields.push(format!("  \"version\": {}", text(version)));
    }
    if let Some(role) = response.answers.role.and_then(|id| model.roles.get(id.0 as usize)) {
        fields.push(format!("  \"role\": {}", text(&role.name)));
    }
    let given = model.questions.iter().zip(&response.answers.given);
    let answers: Vec<String> = given
        .filter_map(|(question, answer)| {
            let value = match (answer.as_ref()?, &question.domain) {
                (Answer::Na, _) => text("na"),
                (Answer::Text(given), _) => text(given),
                // A number is written in its own digits: no double comes near it.
                (Answer::Index(index), Domain::Range(range)) => {
                    let number = decimal(&range.value(*index));
                    if number.contains('/') { text(&number) } else { number }
                }
                (Answer::Index(index), Domain::AnyOf(_)) => {
                    let names: Vec<String> = chosen(model, question, *index).map(text).collect();
                    format!("[{}]", names.join(", "))
                }
                (Answer::Index(index), Domain::Choice(_) | Domain::Text) => {
                    text(&model.answer_notation(question, *index))
                }
            };
            Some(format!("    {}: {value}", text(&question.key)))
        })
        .collect();
    fields.push(match answers.is_empty() {
        true => "  \"answers\": {}".to_owned(),
        false => format!("  \"answers\": {{\n{}\n  }}", answers.join(",\n")),
    });
    if !response.metadata.is_empty() {
        let entries = response.metadata.iter().map(|(key, value)| format!("    {}: {}", text(key), value.json_text()));
        fields.push(format!("  \"metadata\": {{\n{}\n  }}", entries.collect::<Vec<_>>().join(",\n")));
    }
    format!("{{\n{}\n}}\n", fields.join(",\n"))
}
