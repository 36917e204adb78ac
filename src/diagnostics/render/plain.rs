//! Plain lines: `file:line:column: error[M0301]: message`, everything else indented below. Nothing depends on where
//! something stands on the screen, and no line is broken.

use super::edits::advice;
use super::place::{Place, Places};
use super::word;
use super::wrap::clean;
use crate::diagnostics::Diagnostic;
use crate::source::Sources;

/// The findings, each a paragraph.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let places = Places::new(sources);
    diagnostics.iter().map(|diagnostic| one(diagnostic, &places)).collect()
}

/// One finding.
pub(super) fn one(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let mut text = String::new();
    let primary = diagnostic.primary.as_ref().and_then(|label| Some((label, places.place(label.span)?)));
    if let Some((_, place)) = &primary {
        text.push_str(&format!("{}: ", at(place)));
    }
    let title = format!("{}[{}]", word(diagnostic.severity), diagnostic.code);
    text.push_str(&format!("{title}: {}\n", clean(&diagnostic.message)));
    if let Some((label, place)) = &primary
        && !label.message.is_empty()
    {
        remark(&mut text, &quoted(place).unwrap_or_else(|| "here".to_owned()), &label.message);
    }
    for label in &diagnostic.secondary {
        let Some(place) = places.place(label.span) else { continue };
        let message = if label.message.is_empty() { "this plays a part" } else { &label.message };
        let quote = quoted(&place).map(|quote| format!(", {quote}")).unwrap_or_default();
        remark(&mut text, &format!("{}{quote}", at(&place)), message);
    }
    for note in &diagnostic.notes {
        remark(&mut text, "note", note);
    }
    for help in &advice(diagnostic, places) {
        remark(&mut text, "help", help);
    }
    text
}

/// A sentence that is about no file.
pub fn words(message: &str, help: &[String]) -> String {
    let mut text = format!("error: {}\n", clean(message));
    for help in help {
        remark(&mut text, "help", help);
    }
    text
}

fn at(place: &Place<'_>) -> String {
    format!("{}:{}:{}", clean(place.path), place.start.line, place.start.column)
}

/// The text of a place, when it is short enough to be said.
fn quoted(place: &Place<'_>) -> Option<String> {
    let is_short = !place.text.trim().is_empty() && !place.text.contains('\n') && place.text.chars().count() <= 60;
    is_short.then(|| format!("`{}`", clean(place.text.trim())))
}

fn remark(text: &mut String, title: &str, message: &str) {
    let message = clean(message);
    let mut lines = message.lines();
    text.push_str(&format!("  {title}: {}\n", lines.next().unwrap_or("")));
    for line in lines {
        text.push_str(&format!("    {}\n", line.trim_end()));
    }
}
