//! Findings as SARIF 2.1.0, for code scanning.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::edits::advice;
use super::place::{Place, Places};
use crate::diagnostics::{Applicability, Code, Diagnostic, Edit, Label, Severity};
use crate::source::Sources;

/// One run with its findings.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let places = Places::new(sources);
    let codes: BTreeSet<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    // What is about no text is about the run: a file that could not be read.
    let has_place = |d: &&Diagnostic| d.primary.as_ref().is_some_and(|label| places.place(label.span).is_some());
    let (placed, about_the_run): (Vec<&Diagnostic>, Vec<&Diagnostic>) = diagnostics.iter().partition(has_place);
    let results: Vec<Value> = placed.into_iter().map(|d| result(d, &codes, &places)).collect();
    let notifications: Vec<Value> = about_the_run
        .iter()
        .map(|d| {
            json!({
                "descriptor": { "id": d.code.to_string() },
                "level": level(d.severity),
                "message": { "text": message(d, &places) },
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "mognad",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    let mut text = format!("{log:#}");
    text.push('\n');
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(code: Code) -> Value {
    let (title, page) = code.entry().map_or(("", ""), |entry| (entry.title, entry.page.trim()));
    json!({
        "id": code.to_string(),
        "shortDescription": { "text": title },
        "help": {
            "text": format!("{title} (`mognad code {code}` prints the page)"),
            "markdown": page,
        },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn message(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let mut message = diagnostic.message.clone();
    for note in &diagnostic.notes {
        message.push_str(&format!("\nnote: {note}"));
    }
    for help in advice(diagnostic, places) {
        message.push_str(&format!("\nhelp: {help}"));
    }
    message
}

fn result(diagnostic: &Diagnostic, codes: &[Code], places: &Places<'_>) -> Value {
    let located = |label: &Label| {
        let place = places.place(label.span)?;
        let mut location = json!({ "physicalLocation": physical(&place) });
        if !label.message.is_empty() {
            set(&mut location, "message", json!({ "text": label.message }));
        }
        Some(location)
    };
    let mut result = json!({
        "ruleId": diagnostic.code.to_string(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.severity),
        "message": { "text": message(diagnostic, places) },
    });
    let locations: Vec<Value> = diagnostic.primary.iter().filter_map(located).collect();
    set(&mut result, "locations", json!(locations));
    let related: Vec<Value> = diagnostic.secondary.iter().filter_map(located).collect();
    let related = related.into_iter().enumerate().map(|(id, mut location)| {
        set(&mut location, "id", json!(id));
        location
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        set(&mut result, "relatedLocations", json!(related));
    }
    if let Some(fix) = fix(&diagnostic.edits, places) {
        set(&mut result, "fixes", json!([fix]));
    }
    result
}

/// All edits of a finding are one fix.
fn fix(edits: &[Edit], places: &Places<'_>) -> Option<Value> {
    let placed: Vec<(&Edit, Place<'_>)> = edits.iter().filter_map(|e| Some((e, places.place(e.span)?))).collect();
    if placed.is_empty() {
        return None;
    }
    let files: BTreeSet<_> = placed.iter().map(|(edit, _)| edit.span.file).collect();
    let change = |file| {
        let own: Vec<_> = placed.iter().filter(|(edit, _)| edit.span.file == file).collect();
        let replacements: Vec<Value> = own
            .iter()
            .map(|(edit, place)| {
                json!({ "deletedRegion": region(place), "insertedContent": { "text": edit.replacement } })
            })
            .collect();
        let path = own.first().map_or("", |(_, place)| place.path);
        json!({ "artifactLocation": { "uri": uri(path) }, "replacements": replacements })
    };
    let words = if edits.iter().all(|edit| edit.applicability == Applicability::Safe) {
        "mend it"
    } else {
        "mend it, if that is meant"
    };
    Some(json!({
        "description": { "text": words },
        "artifactChanges": files.into_iter().map(change).collect::<Vec<_>>(),
    }))
}

fn physical(place: &Place<'_>) -> Value {
    json!({ "artifactLocation": { "uri": uri(place.path) }, "region": region(place) })
}

fn region(place: &Place<'_>) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}

/// A path as a URI reference: relative stays relative, everything that a URI reserves is escaped.
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
