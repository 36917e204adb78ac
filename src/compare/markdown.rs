//! A comparison as Markdown, for a pull request.

use super::markdown_effects::section;
use super::replay::Replay;
use super::report::{Comparison, ModelComparison, ReportedChange};
use super::words;

/// The comparison as Markdown.
pub fn markdown(comparison: &Comparison) -> String {
    let mut blocks: Vec<String> = comparison.models.iter().map(model).collect();
    let names = |what: &str, names: &[String]| {
        names.iter().map(|name| format!("## {}\n\nThe model was {what}.\n", code(name))).collect::<Vec<_>>()
    };
    blocks.extend(names("added", &comparison.added));
    blocks.extend(names("removed", &comparison.removed));
    if blocks.is_empty() {
        return "There are no models to compare.\n".to_owned();
    }
    blocks.join("\n")
}

fn model(model: &ModelComparison) -> String {
    if words::is_unchanged(model) {
        return format!("{}: no changes.\n", code(&model.name));
    }
    let versions = words::versions(model);
    let title = if versions.is_empty() { String::new() } else { format!(", {}", prose(&versions)) };
    let mut out = format!("## {}{title}\n\n**{}**\n", code(&model.name), model.summary);
    if let Some(effects) = &model.effects {
        out.push_str(&format!("\n{}.\n", capital(words::meaning(effects))));
    }
    if let Some(responses) = words::responses(model) {
        out.push_str(&format!("\n{}.\n", capital(&responses)));
    }
    for judgement in &model.requirements {
        out.push_str(&format!("\n{}.\n", capital(&words::judgement(judgement))));
    }
    if let Some(effects) = &model.effects {
        out.push_str(&section(effects));
    }
    if !model.changes.is_empty() {
        if model.effects.is_some() {
            out.push_str("\n### In the text\n");
        }
        out.push_str("\n| Where | What | Before | Now | |\n| --- | --- | --- | --- | --- |\n");
        let mut last = String::new();
        for change in &model.changes {
            let subject = words::subject(&change.change);
            let shown = if subject == last { String::new() } else { prose(&subject) };
            out.push_str(&row(&shown, change));
            last = subject;
        }
    }
    if let Some(replay) = &model.replay {
        out.push_str(&replayed(replay));
    }
    out
}

fn row(subject: &str, change: &ReportedChange) -> String {
    let cell = |text: Option<String>| text.map_or_else(String::new, |text| code(&text));
    let (from, to) = words::sides(&change.change);
    let mut remarks = words::remarks(&change.change);
    remarks.push(change.change.class.words().to_owned());
    remarks.extend(change.accepted.as_ref().map(|reason| format!("accepted: {reason}")));
    format!(
        "| {subject} | {} | {} | {} | {} |\n",
        prose(&words::aspect(&change.change)),
        cell(from),
        cell(to),
        prose(&remarks.join("; "))
    )
}

fn replayed(replay: &Replay) -> String {
    let mut out = format!("\n### {}\n", capital(&words::replayed(replay)));
    if !replay.areas.is_empty() {
        out.push('\n');
    }
    for count in &replay.areas {
        out.push_str(&format!("- {}: {}\n", code(&count.area), words::area_count(count)));
    }
    if replay.changed.is_empty() {
        return out;
    }
    out.push_str("\n| Response | Area | Before | Now |\n| --- | --- | --- | --- |\n");
    for response in &replay.changed {
        for one in &response.moves {
            let cells = [code(&response.response), code(&one.area), prose(&one.from), prose(&one.to)];
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        for lost in &response.lost {
            out.push_str(&format!("| {} | {} | | its answer is lost |\n", code(&response.response), code(lost)));
        }
    }
    out
}

/// Text in which no sign means anything, also in a table.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' => {
                out.push('\\');
                out.push(sign);
            }
            sign => out.push(sign),
        }
    }
    out
}

/// Code, fenced so that backticks in it stay.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ").replace('|', "\\|");
    if text.is_empty() {
        return String::new();
    }
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

pub(super) fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
