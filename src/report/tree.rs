//! A derivation for the terminal.

use super::Words;
use super::explain::Explanation;
use super::paper::{Paper, clean, width, wrap};
use crate::diagnostics::render::TextStyle;

/// Derivations as text: a tree of lines, or indented ones where plain lines are asked for.
pub fn tree(explanations: &[Explanation], words: &Words, style: TextStyle) -> String {
    let mut paper = Paper::new(style);
    for explanation in explanations {
        paper.gap();
        node(&mut paper, explanation, words, "", "");
    }
    paper.finish()
}

/// Writes a part: `lead` before its first line, `indent` before every other one.
fn node(paper: &mut Paper, explanation: &Explanation, words: &Words, lead: &str, indent: &str) {
    let style = paper.style();
    let last = explanation.parts.len().saturating_sub(1);
    // Notes stand under the part and before its own parts: a line goes past them.
    let past = match (style.plain, explanation.parts.is_empty()) {
        (true, _) => "  ",
        (false, true) => "   ",
        (false, false) => "│  ",
    };
    lines(paper, &title(explanation, words), lead, &format!("{indent}{past}"), false);
    if let Some(rule) = &explanation.rule {
        lines(paper, &format!("`{rule}`"), &format!("{indent}{past}"), &format!("{indent}{past}"), true);
    }
    for note in &explanation.notes {
        lines(paper, note, &format!("{indent}{past}"), &format!("{indent}{past}"), true);
    }
    for (index, part) in explanation.parts.iter().enumerate() {
        let (branch, below) = match (style.plain, index == last) {
            (true, _) => ("  ", "  "),
            (false, true) => ("└─ ", "   "),
            (false, false) => ("├─ ", "│  "),
        };
        node(paper, part, words, &format!("{indent}{branch}"), &format!("{indent}{below}"));
    }
}

fn lines(paper: &mut Paper, text: &str, lead: &str, indent: &str, faint: bool) {
    let room = paper.style().width.saturating_sub(width(indent)).max(24);
    for (index, line) in wrap(&clean(text), room).iter().enumerate() {
        let before = if index == 0 { lead } else { indent };
        let line = if faint { paper.faint(line) } else { line.clone() };
        paper.line(&format!("{before}{line}"));
    }
}

/// `3 × "Plan" is "Partly": 33.33% (1/3)`.
fn title(explanation: &Explanation, words: &Words) -> String {
    let mut text = String::new();
    if let Some(weight) = &explanation.weight {
        text.push_str(&format!("{} × ", words.written_exactly(weight)));
    }
    text.push_str(&explanation.about);
    match (&explanation.is, explanation.left_out) {
        (_, true) => text.push_str(&format!(": {}", words.say("explain-left-out"))),
        (Some(is), false) => text.push_str(&format!(": {is}")),
        (None, false) => {}
    }
    if let Some(exact) = explanation.exact.as_ref().filter(|_| explanation.rounded) {
        text.push_str(&format!(" ({exact})"));
    }
    match explanation.holds {
        Some(true) => text.push_str(&format!(" – {}", words.say("explain-holds"))),
        Some(false) => text.push_str(&format!(" – {}", words.say("explain-fails"))),
        None => {}
    }
    text
}
