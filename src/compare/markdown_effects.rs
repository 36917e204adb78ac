//! What changes lead to, as Markdown: per area the moves in words, a small matrix, the smallest responses.

use super::effects::{Effects, LevelEffect};
use super::markdown::{capital, code, prose};
use super::words;

/// The section; nothing where no result changes.
pub(super) fn section(effects: &Effects) -> String {
    let mut body = String::new();
    for effect in &effects.levels {
        body.push_str(&level(effect));
    }
    if !effects.actions.is_empty() {
        body.push_str("\n#### Actions\n\n");
    }
    for effect in &effects.actions {
        let role = effect.role.as_ref().map_or_else(String::new, |role| format!(" for {}", prose(role)));
        body.push_str(&format!("- {}{role}: {}\n", code(&effect.action), words::suggested(effect)));
        for line in words::shown(effect, code) {
            body.push_str(&format!("  - {line}\n"));
        }
    }
    let results = words::results(effects, code);
    if !results.is_empty() {
        body.push_str("\n#### Scores and values\n\n");
    }
    for line in results {
        body.push_str(&format!("- {}\n", capital(&line)));
    }
    for note in &effects.notes {
        body.push_str(&format!("\n{}.\n", capital(note)));
    }
    for why in &effects.undecided {
        body.push_str(&format!("\nNot decided: {why}.\n"));
    }
    if body.is_empty() { body } else { format!("\n### Over all possible responses\n{body}") }
}

fn level(effect: &LevelEffect) -> String {
    let role = effect.role.as_ref().map_or_else(String::new, |role| format!(" for {}", prose(role)));
    let mut out = format!("\n#### {}{role}\n\n{}.", code(&effect.area), capital(&words::moves(effect)));
    for line in words::conditional(effect, code) {
        out.push_str(&format!(" {}.", capital(&line)));
    }
    out.push('\n');
    if !effect.matrix.is_empty() {
        let columns: Vec<String> = effect.now.iter().map(|to| prose(words::level(to))).collect();
        out.push_str(&format!("\n| Before ↓ now → | {} |\n|", columns.join(" | ")));
        out.push_str(" --- |");
        out.push_str(&" ---: |".repeat(columns.len()));
        out.push('\n');
    }
    for from in &effect.before {
        let cells: Vec<String> = effect.now.iter().map(|to| words::cell(effect, from, to)).collect();
        out.push_str(&format!("| {} | {} |\n", prose(words::level(from)), cells.join(" | ")));
    }
    let witnesses: Vec<_> = effect.rises.iter().chain(&effect.falls).chain(&effect.changes).collect();
    if !witnesses.is_empty() {
        let all = witnesses.iter().all(|witness| witness.smallest);
        out.push_str(if all { "\nThe smallest responses that show it:\n\n" } else { "\nResponses that show it:\n\n" });
    }
    for witness in witnesses {
        out.push_str(&format!("- {}\n", words::witness(witness, code)));
    }
    out
}
