//! A comparison as text, for the terminal.

use super::change::What;
use super::effects::Effects;
use super::replay::Replay;
use super::report::{Comparison, ModelComparison, ReportedChange};
use super::words;

/// A longer line has what was and what is below each other.
const WIDTH: usize = 100;

/// The comparison as plain text.
pub fn text(comparison: &Comparison) -> String {
    let mut blocks: Vec<String> = comparison.models.iter().map(model).collect();
    let names =
        |what: &str, names: &[String]| names.iter().map(|name| format!("model {name}\n  {what}\n")).collect::<Vec<_>>();
    blocks.extend(names("added", &comparison.added));
    blocks.extend(names("removed", &comparison.removed));
    if blocks.is_empty() {
        return "there are no models to compare\n".to_owned();
    }
    blocks.join("\n")
}

fn model(model: &ModelComparison) -> String {
    if words::is_unchanged(model) {
        return format!("{}: no changes\n", model.name);
    }
    let versions = words::versions(model);
    let mut out =
        if versions.is_empty() { format!("{}\n\n", model.name) } else { format!("{}, {versions}\n\n", model.name) };
    let mut last = String::new();
    for change in &model.changes {
        let subject = words::subject(&change.change);
        if subject != last {
            out.push_str(&format!("{subject}\n"));
            last = subject;
        }
        out.push_str(&line(change));
    }
    if !model.changes.is_empty() {
        out.push('\n');
    }
    out.push_str(&format!("{}\n", model.summary));
    if let Some(responses) = words::responses(model) {
        out.push_str(&format!("{responses}\n"));
    }
    if let Some(effects) = &model.effects {
        out.push_str(&led_to(effects));
    }
    if let Some(replay) = &model.replay {
        out.push_str(&replayed(replay));
    }
    if !model.requirements.is_empty() && (model.effects.is_some() || model.replay.is_some()) {
        out.push('\n');
    }
    for judgement in &model.requirements {
        out.push_str(&format!("{}\n", words::judgement(judgement)));
    }
    out
}

fn line(change: &ReportedChange) -> String {
    let about = words::aspect(&change.change);
    let mut tail = words::remarks(&change.change);
    tail.extend(change.accepted.as_ref().map(|reason| format!("accepted: {reason}")));
    let mut tail = if tail.is_empty() { String::new() } else { format!(" ({})", tail.join("; ")) };
    if let Some(code) = &change.code {
        tail.push_str(&format!(" [{code}]"));
    }
    let (from, to) = words::sides(&change.change);
    let is_whole = matches!(change.change.what, What::Added | What::Removed);
    if is_whole || (from.is_none() && to.is_none()) {
        return format!("  {about}{tail}\n");
    }
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "(none)".to_owned());
    let short = format!("  {about}: {} → {}{tail}", side(&from), side(&to));
    if short.chars().count() <= WIDTH && !short.contains('\n') {
        return format!("{short}\n");
    }
    let mut out = format!("  {about}{tail}\n");
    for (sign, text) in [("-", from), ("+", to)] {
        for line in text.iter().flat_map(|text| text.lines()) {
            out.push_str(&format!("    {sign} {line}\n"));
        }
    }
    out
}

fn led_to(effects: &Effects) -> String {
    let mut out = format!("\nover all possible responses: {}\n", words::meaning(effects));
    for effect in &effects.levels {
        out.push_str(&format!("  {}: {}\n", words::place(effect), words::moves(effect)));
        for cell in effect.matrix.iter().filter(|cell| cell.way.is_some()) {
            out.push_str(&format!(
                "    {} → {}: {} ({} of those)\n",
                words::level(&cell.from),
                words::level(&cell.to),
                words::percent(&cell.share),
                words::percent(&cell.of_those)
            ));
        }
        for witness in effect.rises.iter().chain(&effect.falls).chain(&effect.changes) {
            out.push_str(&format!("    for example {}\n", words::witness(witness, str::to_owned)));
        }
    }
    for effect in &effects.actions {
        let role = effect.role.as_ref().map_or_else(String::new, |role| format!(" for {role}"));
        out.push_str(&format!("  action {}{role}: {}\n", effect.action, words::suggested(effect)));
        for line in words::shown(effect, str::to_owned) {
            out.push_str(&format!("    {line}\n"));
        }
    }
    for line in words::results(effects, str::to_owned) {
        out.push_str(&format!("  {line}\n"));
    }
    for note in &effects.notes {
        out.push_str(&format!("  {note}\n"));
    }
    for why in &effects.undecided {
        out.push_str(&format!("  not decided: {why}\n"));
    }
    out
}

fn replayed(replay: &Replay) -> String {
    let mut out = format!("\n{}\n", words::replayed(replay));
    for count in &replay.areas {
        out.push_str(&format!("  {}: {}\n", count.area, words::area_count(count)));
    }
    for response in &replay.changed {
        out.push_str(&format!("{}\n", response.response));
        for one in &response.moves {
            out.push_str(&format!("  {}: {} → {}\n", one.area, one.from, one.to));
        }
        for lost in &response.lost {
            out.push_str(&format!("  {lost}: its answer is lost\n"));
        }
    }
    out
}
