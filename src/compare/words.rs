//! What reports of a comparison say, whatever their format.

use super::change::{Aspect, Change, Class, SubjectKind, Tendency, What};
use super::effects::{ActionEffect, Direction, Effects, LevelEffect, ResultKind, Shown, Witness};
use super::replay::{AreaCount, Replay, Way};
use super::report::{Holds, Judgement, ModelComparison};
use super::summary::counted;
use crate::exact::Rational;

/// `version 2014.1 → 2015.1`; nothing where neither version states one.
pub(super) fn versions(model: &ModelComparison) -> String {
    let word = |version: &Option<String>| version.clone().unwrap_or_else(|| "(none)".to_owned());
    match (&model.old_version, &model.new_version) {
        (None, None) => String::new(),
        (old, new) if old == new => format!("version {}", word(new)),
        (old, new) => format!("version {} → {}", word(old), word(new)),
    }
}

/// There is nothing to tell of it.
pub(super) fn is_unchanged(model: &ModelComparison) -> bool {
    let quiet = model.requirements.iter().all(|judgement| judgement.verdict == Holds::Yes);
    model.changes.is_empty() && model.replay.is_none() && quiet
}

/// `question plan`, `overall`.
pub(super) fn subject(change: &Change) -> String {
    match change.subject.kind {
        SubjectKind::Overall => "overall".to_owned(),
        SubjectKind::Property | SubjectKind::Example => {
            format!("{} \"{}\"", change.subject.kind.word(), change.subject.name)
        }
        kind => format!("{} {}", kind.word(), change.subject.name),
    }
}

/// What about it: `threshold etablerad`, `added`.
pub(super) fn aspect(change: &Change) -> String {
    match &change.what {
        What::Added => "added".to_owned(),
        What::Removed => "removed".to_owned(),
        What::Renamed { .. } => "renamed".to_owned(),
        What::Moved { .. } => "moved".to_owned(),
        // An option or a level is a thing of its own.
        What::Changed { aspect: aspect @ (Aspect::Option | Aspect::Level), of: Some(of), from, to } => {
            match (from, to) {
                (None, _) => format!("{} {of} added", aspect.word()),
                (_, None) => format!("{} {of} removed", aspect.word()),
                _ => format!("{} renamed", aspect.word()),
            }
        }
        What::Changed { aspect, of, .. } => match of {
            Some(of) => format!("{} {of}", aspect.word()),
            None => aspect.word().to_owned(),
        },
    }
}

/// Before and now, where there is something to show.
pub(super) fn sides(change: &Change) -> (Option<String>, Option<String>) {
    match &change.what {
        What::Added | What::Removed => (None, None),
        What::Renamed { from } => (Some(from.clone()), Some(change.subject.name.clone())),
        What::Moved { from, to } => (Some(from.clone()), Some(to.clone())),
        What::Changed { aspect: Aspect::Option | Aspect::Level, from, to, .. } if from.is_none() || to.is_none() => {
            (None, None)
        }
        What::Changed { aspect: Aspect::Text | Aspect::Guidance | Aspect::Unit, from, to, .. } => {
            let quoted = |text: &Option<String>| text.as_ref().map(|text| format!("\"{text}\""));
            (quoted(from), quoted(to))
        }
        What::Changed { from, to, .. } => (from.clone(), to.clone()),
    }
}

/// `stricter`, and the areas that a change of a ladder is about.
pub(super) fn remarks(change: &Change) -> Vec<String> {
    let tendency = change.tendency.map(|tendency| match tendency {
        Tendency::Stricter => "stricter".to_owned(),
        Tendency::Easier => "easier".to_owned(),
    });
    let areas = match change.subject.areas.as_slice() {
        [] => None,
        [one] => Some(format!("in {one}")),
        areas if areas.len() <= 3 => Some(format!("in {}", areas.join(", "))),
        areas => Some(format!("in {}", counted(areas.len(), "area"))),
    };
    tendency.into_iter().chain(areas).collect()
}

/// What becomes of stored responses.
pub(super) fn responses(model: &ModelComparison) -> Option<String> {
    let count = |class: Class| model.changes.iter().filter(|change| change.change.class == class).count();
    let valid = match (count(Class::Incompatible), count(Class::Incomplete)) {
        (0, 0) if model.class == Class::TextOnly => return None,
        (0, 0) => "responses to the old version stay valid".to_owned(),
        (0, lacking) => {
            format!("responses to the old version stay valid, but lack answers: {}", counted(lacking, "change"))
        }
        (refused, 0) => format!("responses to the old version may be refused: {}", counted(refused, "change")),
        (refused, lacking) => format!(
            "responses to the old version may be refused: {}, or lack answers: {}",
            counted(refused, "change"),
            counted(lacking, "change")
        ),
    };
    Some(match model.changes_aspect(Aspect::Unanswered) {
        true => format!("{valid}; results of incomplete ones may change"),
        false => valid,
    })
}

/// What the changes mean.
pub(super) fn meaning(effects: &Effects) -> &'static str {
    let levels = effects.levels.iter().any(|effect| !effect.strays().is_empty());
    match effects.direction() {
        Direction::Same => "no result changes",
        Direction::Stricter => "stricter: some levels fall, none rises",
        Direction::Easier => "easier: some levels rise, none falls",
        Direction::BothWays => "both ways: some levels rise, some fall",
        Direction::Otherwise if levels => "otherwise: levels come or go, none rises or falls",
        Direction::Otherwise if effects.actions.is_empty() => "levels stay, scores or values change",
        Direction::Otherwise if effects.results.is_empty() => "levels stay, suggestions change",
        Direction::Otherwise => "levels stay, scores or values and suggestions change",
        Direction::Undecided => "not decided",
    }
}

/// `12.5% fall, none rises`.
pub(super) fn moves(effect: &LevelEffect) -> String {
    if [Way::Up, Way::Down, Way::Otherwise].iter().all(|way| effect.moves(*way).is_none()) {
        return "how the level moves is not decided".to_owned();
    }
    let part = |share: &Option<Rational>, way, (many, none): (&str, &str)| match share {
        Some(share) if share.is_positive() => Some(format!("{} {many}", percent(share))),
        Some(_) => (way != Way::Otherwise).then(|| format!("none {none}")),
        None if effect.moves(way) == Some(true) => Some(format!("some {many}, how many is not decided")),
        // That a level comes or goes is rare; where it is open, the report says so at its end.
        None if way == Way::Otherwise => None,
        None => Some(format!("whether some {many} is not decided")),
    };
    let parts = [
        part(&effect.up, Way::Up, ("rise", "rises")),
        part(&effect.down, Way::Down, ("fall", "falls")),
        part(&effect.otherwise, Way::Otherwise, ("change otherwise", "changes otherwise")),
    ];
    // What happens comes first.
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.sort_by_key(|part| part.starts_with("none"));
    if parts.iter().all(|part| part.starts_with("none")) { "none rises or falls".to_owned() } else { parts.join(", ") }
}

/// The moves away from each level, the most frequent first: `of those at leading, 79% fall to starting`.
pub(super) fn conditional(effect: &LevelEffect, quote: impl Fn(&str) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for from in &effect.before {
        let mut cells: Vec<_> = effect.matrix.iter().filter(|cell| cell.way.is_some() && cell.from == *from).collect();
        cells.sort_by(|a, b| b.share.cmp(&a.share));
        let verb = |way| match way {
            Some(Way::Up) => "rise to",
            Some(Way::Down) => "fall to",
            _ => "get",
        };
        let all = |share: &Rational| *share == Rational::ONE;
        let mut last = "";
        let parts: Vec<String> = cells
            .iter()
            .map(|cell| {
                let share = if all(&cell.of_those) { "all".to_owned() } else { percent(&cell.of_those) };
                let verb = if cell.to.is_none() { "get" } else { verb(cell.way) };
                let said = if verb == last { "to" } else { verb };
                last = verb;
                format!("{share} {said} {}", cell.to.as_ref().map_or("no level".to_owned(), |to| quote(to)))
            })
            .collect();
        if !parts.is_empty() {
            let who = from.as_ref().map_or("without a level".to_owned(), |from| format!("at {}", quote(from)));
            lines.push(format!("of those {who}, {}", parts.join(", ")));
        }
    }
    lines
}

/// The levels of a matrix that some response moves to or from: rows and columns.
pub(super) fn cell(effect: &LevelEffect, from: &Option<String>, to: &Option<String>) -> String {
    let cell = effect.matrix.iter().find(|cell| cell.from == *from && cell.to == *to);
    cell.map_or_else(String::new, |cell| percent(&cell.share))
}

/// `the scores of overall and kompetens`, the same for levels and values; what changes beside the levels.
pub(super) fn results(effects: &Effects, quote: impl Fn(&str) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for kind in [ResultKind::Score, ResultKind::Level, ResultKind::Value] {
        let mut names: Vec<&str> = Vec::new();
        for result in effects.results.iter().filter(|result| result.kind == kind) {
            if !names.contains(&result.name.as_str()) {
                names.push(&result.name);
            }
        }
        let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
        match quoted.split_last() {
            None => {}
            Some((one, [])) => lines.push(format!("the {} of {one} changes", kind.word())),
            Some((last, first)) => {
                lines.push(format!("the {}s of {} and {last} change", kind.word(), first.join(", ")))
            }
        }
    }
    lines
}

/// `suggested more often: 12% → 15%`.
pub(super) fn suggested(effect: &ActionEffect) -> String {
    let shares = format!("{} → {}", percent(&effect.before), percent(&effect.now));
    match (effect.gained.is_positive(), effect.lost.is_positive()) {
        _ if effect.now.is_zero() => format!("no longer suggested: {shares}"),
        _ if effect.before.is_zero() => format!("suggested now: {shares}"),
        (true, true) => format!(
            "suggested to others: {shares} ({} gain it, {} lose it)",
            percent(&effect.gained),
            percent(&effect.lost)
        ),
        (true, false) => format!("suggested more often: {shares}"),
        (false, _) => format!("suggested less often: {shares}"),
    }
}

/// `overall for larare`.
pub(super) fn place(effect: &LevelEffect) -> String {
    match &effect.role {
        Some(role) => format!("{} for {role}", effect.area),
        None => effect.area.clone(),
    }
}

pub(super) fn level(name: &Option<String>) -> &str {
    name.as_deref().unwrap_or("no level")
}

/// A share as a percentage; one that is not nothing is never shown as 0%.
pub(super) fn percent(share: &Rational) -> String {
    let percent = share * &Rational::from(100);
    let text = percent.to_decimal(2);
    if text == "0" && share.is_positive() { "< 0.01%".to_owned() } else { format!("{text}%") }
}

/// `starting → leading: given plan no, others lowest`.
pub(super) fn witness(witness: &Witness, quote: impl Fn(&str) -> String) -> String {
    let answers = answers(&witness.given, witness.given_before.as_deref(), witness.smallest, quote);
    format!("{} → {}: {answers}", level(&witness.from), level(&witness.to))
}

/// `gained by given plan no, others lowest`, and so for lost.
pub(super) fn shown(effect: &ActionEffect, quote: impl Fn(&str) -> String) -> Vec<String> {
    let line = |word: &str, shown: &Shown| {
        format!("{word} by {}", answers(&shown.given, shown.given_before.as_deref(), shown.smallest, &quote))
    };
    let gains = effect.gains.iter().map(|shown| line("gained", shown));
    gains.chain(effect.loses.iter().map(|shown| line("lost", shown))).collect()
}

fn answers(given: &str, before: Option<&str>, smallest: bool, quote: impl Fn(&str) -> String) -> String {
    let before = before.map_or_else(String::new, |before| format!(" (before: {})", quote(before)));
    let smallest = if smallest { "" } else { " (not proved to be the smallest)" };
    format!("{}{before}{smallest}", quote(given))
}

/// How many stored responses move.
pub(super) fn replayed(replay: &Replay) -> String {
    let all = counted(replay.responses, "stored response");
    match replay.moved {
        0 => format!("{all}: none moves"),
        moved => format!("{all}: {moved} {}", if moved == 1 { "moves" } else { "move" }),
    }
}

pub(super) fn area_count(count: &AreaCount) -> String {
    let mut parts = vec![format!("{} up", count.up), format!("{} down", count.down)];
    if count.otherwise > 0 {
        parts.push(format!("{} otherwise", count.otherwise));
    }
    parts.join(", ")
}

pub(super) fn judgement(judgement: &Judgement) -> String {
    let verdict = match judgement.verdict {
        Holds::Yes => "holds",
        Holds::No => "is broken",
        Holds::Undecided => "is not decided",
    };
    format!("`{}` {verdict}: {}", judgement.requirement.word(), judgement.reason)
}
