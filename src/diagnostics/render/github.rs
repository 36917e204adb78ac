//! Findings as workflow commands: GitHub Actions shows each beside its line.

use super::edits::advice;
use super::place::Places;
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::Sources;

/// A line a finding.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let places = Places::new(sources);
    diagnostics.iter().map(|diagnostic| command(diagnostic, &places)).collect()
}

fn command(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let name = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    let mut message = diagnostic.message.clone();
    if let Some((label, place)) = diagnostic.primary.as_ref().and_then(|l| Some((l, places.place(l.span)?))) {
        properties.push(format!("file={}", property(place.path)));
        properties.push(format!("line={}", place.start.line));
        properties.push(format!("endLine={}", place.end.line));
        if place.start.line == place.end.line {
            // Columns are shown only within one line, and the last one is part of it.
            let last = place.end.column.saturating_sub(1).max(place.start.column);
            properties.push(format!("col={}", place.start.column));
            properties.push(format!("endColumn={last}"));
        }
        if !label.message.is_empty() {
            message.push_str(&format!(" ({})", label.message));
        }
    }
    properties.push(format!("title={}", property(&diagnostic.code.to_string())));
    for label in diagnostic.secondary.iter().filter(|label| !label.message.is_empty()) {
        if let Some(place) = places.place(label.span) {
            message.push_str(&format!("\n{}:{}: {}", place.path, place.start.line, label.message));
        }
    }
    for note in &diagnostic.notes {
        message.push_str(&format!("\nnote: {note}"));
    }
    for help in advice(diagnostic, places) {
        message.push_str(&format!("\nhelp: {help}"));
    }
    format!("::{name} {}::{}\n", properties.join(","), data(&message))
}

/// An error that is about no place.
pub fn error(title: &str, message: &str) -> String {
    format!("::error title={}::{}\n", property(title), data(message))
}

/// What follows the second `::` must be on one line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property ends at a comma, the properties at a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
