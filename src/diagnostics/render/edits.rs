//! Edits in words: ``write `25%` instead``.

use super::place::{Place, Places};
use crate::diagnostics::{Applicability, Diagnostic, Edit};

/// Longer pieces of the author's text are not repeated.
const LONGEST_QUOTE: usize = 40;

/// What to do about a finding: its help, and its edits in words unless the help says the same.
pub fn advice(diagnostic: &Diagnostic, places: &Places<'_>) -> Vec<String> {
    let mut advice = diagnostic.help.clone();
    let shown = |edit: &Edit| diagnostic.help.iter().any(|help| shows(help, edit, places));
    if !diagnostic.edits.is_empty() && diagnostic.edits.iter().all(shown) {
        return advice;
    }
    let quoted = |new: &String| if new.contains('`') { new.clone() } else { format!("`{new}`") };
    // The same word in several places is said once.
    let same = diagnostic.edits.windows(2).all(|pair| matches!(pair, [a, b] if a.replacement == b.replacement));
    if let [edit, _, ..] = diagnostic.edits.as_slice()
        && same
        && diagnostic.help.iter().any(|help| !edit.replacement.is_empty() && help.contains(&quoted(&edit.replacement)))
    {
        return advice;
    }
    for sentence in sentences(diagnostic, places) {
        let said = |help: &String| sentence.new.as_ref().is_some_and(|new| help.contains(&quoted(new)));
        if !diagnostic.help.iter().any(said) {
            advice.push(sentence.text);
        }
    }
    advice
}

/// Whether a piece in backticks of a help is what the edit makes of its line.
fn shows(help: &str, edit: &Edit, places: &Places<'_>) -> bool {
    let Some((place, (file, index))) = places.place(edit.span).zip(places.file(edit.span.file)) else { return false };
    let line = index.line_range(index.line(place.bytes.start));
    if place.bytes.end > line.end || edit.replacement.contains('\n') {
        return false;
    }
    let text = |from: usize, to: usize| file.text.get(from..to).unwrap_or("");
    let old = text(line.start, line.end);
    let before = text(line.start, place.bytes.start);
    let new = format!("{before}{}{}", edit.replacement, text(place.bytes.end, line.end));
    help.split('`').skip(1).step_by(2).any(|piece| {
        let made = new.match_indices(piece).any(|(at, _)| {
            let (start, end) = (before.len(), before.len().saturating_add(edit.replacement.trim_end().len()));
            at <= start && at.saturating_add(piece.len()) >= end
        });
        !piece.is_empty() && made && !old.contains(piece)
    })
}

struct Sentence {
    text: String,
    /// The text to write, when it is on one line.
    new: Option<String>,
}

fn sentences(diagnostic: &Diagnostic, places: &Places<'_>) -> Vec<Sentence> {
    let edits: Vec<(&Edit, Place<'_>)> =
        diagnostic.edits.iter().filter_map(|edit| Some((edit, places.place(edit.span)?))).collect();
    let primary = diagnostic.primary.as_ref().and_then(|label| Some((label.span, places.place(label.span)?)));
    if let Some(sentence) = joined(&edits, places) {
        return vec![sentence];
    }
    edits
        .iter()
        .map(|(edit, place)| {
            let mut sentence = one(edit, place, primary.as_ref().is_some_and(|(span, _)| *span == edit.span), places);
            if let Some((span, at)) = &primary {
                if span.file != edit.span.file {
                    sentence.text = format!("in `{}`, on line {}, {}", place.path, place.start.line, sentence.text);
                } else if at.start.line != place.start.line {
                    sentence.text = format!("on line {}, {}", place.start.line, sentence.text);
                }
            }
            if edit.applicability == Applicability::NeedsALook && sentence.new.is_some() {
                sentence.text.push_str(", if that is meant");
            }
            sentence
        })
        .collect()
}

/// Several edits in one line as one: what the stretch from the first to the last becomes.
fn joined(edits: &[(&Edit, Place<'_>)], places: &Places<'_>) -> Option<Sentence> {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|(_, place)| (place.bytes.start, place.bytes.end));
    let [(first, start), .., (_, end)] = edits.as_slice() else {
        return None;
    };
    let apart = edits.windows(2).all(|pair| match pair {
        [(a, left), (b, right)] => {
            left.bytes.end <= right.bytes.start && left.bytes != right.bytes && a.span.file == b.span.file
        }
        _ => true,
    });
    let one_line = edits.iter().all(|(edit, _)| !edit.replacement.contains('\n'));
    if !apart || !one_line || start.start.line != end.end.line {
        return None;
    }
    let (file, _) = places.file(first.span.file)?;
    let mut new = String::new();
    let mut at = start.bytes.start;
    for (edit, place) in &edits {
        new.push_str(file.text.get(at..place.bytes.start)?);
        new.push_str(&edit.replacement);
        at = place.bytes.end;
    }
    let mut text = format!("write {} instead", quote(&new));
    if edits.iter().any(|(edit, _)| edit.applicability == Applicability::NeedsALook) {
        text.push_str(", if that is meant");
    }
    Some(Sentence { text, new: Some(new) })
}

fn one(edit: &Edit, place: &Place<'_>, is_primary: bool, places: &Places<'_>) -> Sentence {
    let new = edit.replacement.as_str();
    let old = place.text;
    if new.trim().contains('\n') {
        let verb = if old.trim().is_empty() { "add" } else { "write" };
        let lines: String = new.trim_matches('\n').lines().map(|line| format!("\n    {}", line.trim_end())).collect();
        return Sentence { text: format!("{verb} this:{lines}"), new: None };
    }
    let is_short = !old.contains('\n') && old.chars().count() <= LONGEST_QUOTE;
    if new.is_empty() {
        let what = if is_primary || !is_short { "this".to_owned() } else { quote(old.trim()) };
        return Sentence { text: format!("remove {what}"), new: Some(String::new()) };
    }
    if old.is_empty() {
        return insertion(edit, place, places);
    }
    let text = if is_primary || !is_short {
        format!("write {} instead", quote(new.trim()))
    } else {
        format!("write {} instead of {}", quote(new.trim()), quote(old.trim()))
    };
    Sentence { text, new: Some(new.trim().to_owned()) }
}

/// An insertion is shown with the word that it changes, or beside the one that it follows.
fn insertion(edit: &Edit, place: &Place<'_>, places: &Places<'_>) -> Sentence {
    let new = edit.replacement.as_str();
    let file = places.file(edit.span.file);
    let (before, after) = file
        .map(|(file, index)| {
            let line = index.line_range(index.line(place.bytes.start));
            let at = place.bytes.start.min(line.end);
            (file.text.get(line.start..at).unwrap_or(""), file.text.get(at..line.end).unwrap_or(""))
        })
        .unwrap_or_default();
    // A sign beside a word does not change the word.
    let left = if new.starts_with(is_word) { last_word(before) } else { "" };
    let right = if new.ends_with(is_word) { first_word(after) } else { "" };
    if !left.is_empty() || !right.is_empty() {
        let whole = format!("{left}{}{right}", new.trim());
        let text = format!("write {} instead of {}", quote(&whole), quote(&format!("{left}{right}")));
        return Sentence { text, new: Some(whole) };
    }
    let new = new.trim();
    let text = match (before.split_whitespace().next_back(), after.split_whitespace().next()) {
        (Some(word), _) => format!("add {} after {}", quote(new), quote(word)),
        (None, Some(word)) => format!("add {} before {}", quote(new), quote(word)),
        (None, None) => format!("add {}", quote(new)),
    };
    Sentence { text, new: Some(new.to_owned()) }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '%')
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c| !is_word(c)).next().unwrap_or("")
}

fn first_word(text: &str) -> &str {
    text.split(|c| !is_word(c)).next().unwrap_or("")
}

/// In backticks, or in curly quotation marks when it has backticks of its own.
fn quote(text: &str) -> String {
    if text.contains('`') { format!("“{text}”") } else { format!("`{text}`") }
}
