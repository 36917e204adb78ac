//! What reports of a comparison say, whatever their format.

use super::change::{Aspect, Change, Class, SubjectKind, Tendency, What};
use super::effects::{Direction, Effects, LevelEffect, Witness};
use super::replay::{AreaCount, Replay};
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
    match (count(Class::Incompatible), count(Class::Incomplete)) {
        (0, 0) if model.class == Class::TextOnly => None,
        (0, 0) => Some("responses to the old version stay valid".to_owned()),
        (0, lacking) => {
            Some(format!("responses to the old version stay valid, but lack answers: {}", counted(lacking, "change")))
        }
        (refused, 0) => Some(format!("responses to the old version may be refused: {}", counted(refused, "change"))),
        (refused, lacking) => Some(format!(
            "responses to the old version may be refused: {}, or lack answers: {}",
            counted(refused, "change"),
            counted(lacking, "change")
        )),
    }
}

/// What the changes mean.
pub(super) fn meaning(effects: &Effects) -> &'static str {
    match effects.direction() {
        Direction::Same => "no result changes",
        Direction::Stricter => "stricter: some levels fall, none rises",
        Direction::Easier => "easier: some levels rise, none falls",
        Direction::BothWays => "both ways: some levels rise, some fall",
        Direction::Otherwise => "levels stay, suggestions change",
        Direction::Undecided => "not decided",
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

pub(super) fn witness(witness: &Witness) -> String {
    format!("{} → {}: {}", level(&witness.from), level(&witness.to), witness.given)
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
