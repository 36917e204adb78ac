//! TOML to the written tree, with the place of every value.

use toml::de::{DeTable, DeValue, Error};

use super::document::{Document, Entry, Node, Written, span};
use super::messages;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span, Spanned};

/// Reads a TOML file. What follows a broken line is still read.
pub(super) fn read(file: FileId, text: &str) -> Document {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut entries = entries(file, table.into_inner());
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut broken = false;
    let line = |at: u32| text.get(..at as usize).map_or(0, |before| before.matches('\n').count());
    let mut broken_lines: Vec<usize> = Vec::new();
    for error in &errors {
        let place = error.span().unwrap_or(0..0);
        let place = span(file, clamp(text, place));
        if error.message().starts_with("duplicate key") {
            let name = text.get(place.range()).unwrap_or("").to_owned();
            diagnostics.push(messages::repeated(place, &unquoted(&name), earlier(&entries, &unquoted(&name), place)));
            continue;
        }
        broken = true;
        // A line that is broken once is often broken for the reader in several ways: the first says it.
        if !broken_lines.contains(&line(place.start)) {
            broken_lines.push(line(place.start));
            diagnostics.push(wording(place, error, text.get(place.range()).unwrap_or(""), line_at(text, place.start)));
        }
    }
    if broken {
        drop_lines(&mut entries, &|at| broken_lines.contains(&line(at)));
    }
    Document { entries, diagnostics, broken }
}

/// What a broken line seems to say is not judged any further.
fn drop_lines(entries: &mut Vec<Entry>, is_broken: &dyn Fn(u32) -> bool) {
    entries.retain_mut(|entry| {
        if let Written::Table(inner) = &mut entry.value.node {
            drop_lines(inner, is_broken);
        }
        matches!(entry.value.node, Written::Table(_)) || !is_broken(entry.key.span.start)
    });
}

fn clamp(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at = at.saturating_sub(1);
        }
        at
    };
    floor(range.start)..floor(range.end.max(range.start))
}

fn unquoted(key: &str) -> String {
    key.trim_matches(['"', '\'']).to_owned()
}

fn entries(file: FileId, table: DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| {
            let place = span(file, key.span());
            Entry { key: Spanned::new(key.into_inner().into_owned(), place), value: node(file, value) }
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.span);
    entries
}

fn node(file: FileId, value: toml::Spanned<DeValue<'_>>) -> Node {
    let place = span(file, value.span());
    let written = match value.into_inner() {
        DeValue::String(text) => Written::Text(text.into_owned()),
        // Only decimal numbers are answers; the prefix of the others is kept, so that they are refused.
        DeValue::Integer(number) => Written::Number(number.to_string()),
        DeValue::Float(number) => Written::Number(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Written::Truth(truth),
        DeValue::Datetime(date) => Written::Date(date.to_string()),
        DeValue::Array(array) => Written::List(array.into_iter().map(|element| node(file, element)).collect()),
        DeValue::Table(table) => Written::Table(entries(file, table)),
    };
    Spanned::new(written, place)
}

/// The last place before `place` where the key stands.
fn earlier(entries: &[Entry], name: &str, place: Span) -> Option<Span> {
    let mut found = None;
    for entry in entries {
        if entry.key.node == name && entry.key.span.start < place.start {
            found = found.max(Some(entry.key.span));
        }
        if let Written::Table(inner) = &entry.value.node {
            found = found.max(earlier(inner, name, place));
        }
    }
    found
}

/// The line around a place.
fn line_at(text: &str, at: u32) -> &str {
    let (before, after) = text.split_at_checked(at as usize).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
    let end = after.find('\n').map_or(text.len(), |end| before.len().saturating_add(end));
    text.get(start..end).unwrap_or("")
}

/// What stands after the `=` of a line, without a comment.
fn value_of(line: &str) -> &str {
    let value = line.split_once('=').map_or("", |(_, value)| value);
    value.split('#').next().unwrap_or("").trim()
}

/// What people write where TOML wants something else: a decimal comma, curly quotation marks, an option without any.
fn misspelt(value: &str) -> Option<(&'static str, String)> {
    let curly = |c: char| matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’');
    if value.starts_with(curly) {
        let inner = value.trim_matches(curly).trim();
        return Some(("quotation marks that TOML does not have", format!("use straight ones: `\"{inner}\"`")));
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((whole, fraction)) = value.split_once(',')
        && digits(whole.strip_prefix(['-', '+']).unwrap_or(whole))
        && digits(fraction)
    {
        return Some(("a number with a decimal comma", format!("write `{whole}.{fraction}`")));
    }
    let is_word = value.chars().next().is_some_and(char::is_alphabetic)
        && value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    // These begin values of TOML.
    let is_plain = is_word && !matches!(value, "true" | "false" | "inf" | "nan");
    is_plain.then(|| ("a text without quotation marks", format!("options stand in quotation marks: `\"{value}\"`")))
}

fn wording(place: Span, error: &Error, written: &str, line: &str) -> Diagnostic {
    let message = error.message();
    if let Some((what, help)) = misspelt(value_of(line)) {
        return messages::broken(place, "TOML", what, Some(&help));
    }
    let message = message.split(", expected").next().unwrap_or(message);
    let (what, help): (&str, Option<String>) = match message {
        "string values must be quoted" | "missing opening quote" if !written.trim().is_empty() => {
            ("a text without quotation marks", Some(format!("write `\"{}\"`", written.trim())))
        }
        "invalid unquoted key" => (
            "a key with letters that TOML wants in quotation marks",
            Some("write the whole key in quotation marks, as in `\"målbild\" = …`".to_owned()),
        ),
        "missing value" | "missing value for key" | "string values must be quoted" => (
            "an `=` without an answer after it",
            Some("write the answer, or put `#` before the line to leave the question unanswered".to_owned()),
        ),
        "key with no value" | "missing assignment between key-value pairs" | "invalid key-value pair" => {
            ("a line without `=`", Some("write `question = \"option\"`".to_owned()))
        }
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            ("a comma is missing here", Some("put a comma between two entries".to_owned()))
        }
        "extra comma in array" | "extra comma in inline table" => ("a comma too many", None),
        "unclosed array" => ("a `[` without its `]`", None),
        "unclosed inline table" => ("a `{` without its `}`", None),
        "unclosed table" | "unclosed array table" => ("a heading without its `]`", None),
        "invalid basic string" | "invalid literal string" => {
            ("a text without its closing quotation mark", Some("put a `\"` at its end".to_owned()))
        }
        "invalid multi-line basic string" | "invalid multi-line literal string" => {
            ("a text without its three closing quotation marks", None)
        }
        "unexpected leading zero" => ("a number that begins with 0", Some("write it without the 0".to_owned())),
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            ("lists or tables nested too deeply", None)
        }
        "invalid value" | "unexpected content" | "unexpected key or value" => (
            "something that TOML does not have",
            Some("texts stand in quotation marks, numbers with a decimal point: `4.5`".to_owned()),
        ),
        other => return messages::broken(place, "TOML", other, None),
    };
    messages::broken(place, "TOML", what, help.as_deref())
}
