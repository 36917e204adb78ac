//! Actions that come `after` others for nothing, or the wrong way round.

use std::collections::BTreeSet;

use super::condition::Condition;
use super::finder::{Exists, Finder};
use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Compare;
use crate::model::{Action, ActionId, AreaId, Model, RoleId};

/// Looks at every `after`.
pub fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    for (id, action) in (0u32..).map(ActionId).zip(&model.actions) {
        for (at, before) in action.after.iter().enumerate() {
            let Some(earlier) = model.actions.get(before.0 as usize) else { continue };
            if let Some(between) = between(finder, id, action, *before) {
                say_redundant(finder, action, earlier, between);
            } else if action.after.iter().take(at).any(|other| other == before) {
                let finding =
                    Diagnostic::new(Code::M0506, format!("`{}` comes after `{}` twice", action.name, earlier.name));
                finder.report(finding.at(action.span, "said twice").help("say it once"), Some(action.area));
            } else if let Some((area, lowest, highest)) = turned_round(finder, id, action, *before, earlier) {
                say_turned_round(finder, action, earlier, (area, lowest, highest));
            }
        }
    }
}

/// Another action that this one comes after, that itself comes after `before`, and is suggested whenever both are.
fn between(finder: &mut Finder<'_>, id: ActionId, action: &Action, before: ActionId) -> Option<ActionId> {
    let model = finder.model;
    let comes_after = |other: &ActionId| earlier_than(model, *other).contains(&before);
    let others: Vec<ActionId> =
        action.after.iter().copied().filter(|other| *other != before).filter(comes_after).collect();
    others.into_iter().find(|other| {
        let only = Condition::All(vec![
            Condition::Suggested(id),
            Condition::Suggested(before),
            Condition::Suggested(*other).negated(),
        ]);
        finder.roles().into_iter().all(|role| finder.exists(role, &only).is_no())
    })
}

/// All actions that come before this one.
fn earlier_than(model: &Model, id: ActionId) -> BTreeSet<ActionId> {
    let mut found = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let after = model.actions.get(id.0 as usize).map_or(&[][..], |action| &action.after);
        open.extend(after.iter().copied().filter(|before| found.insert(*before)));
    }
    found
}

/// Whether the action before is suggested only at levels above all at which this one is: never together, and never
/// before it.
fn turned_round(
    finder: &mut Finder<'_>,
    id: ActionId,
    action: &Action,
    before: ActionId,
    earlier: &Action,
) -> Option<(AreaId, u32, u32)> {
    let model = finder.model;
    if action.area != earlier.area {
        return None;
    }
    let adoption = model.areas.get(action.area.0 as usize)?.adoption.as_ref()?;
    let levels = model.ladders.get(adoption.ladder.0 as usize)?.levels.len();
    let both = |role: &Option<RoleId>| action.roles.contains(*role) && earlier.roles.contains(*role);
    let roles: Vec<Option<RoleId>> = finder.roles().into_iter().filter(both).collect();
    // Samples show most that come in the order that is said.
    let sampled = |which: ActionId, rank: &u32| {
        let there =
            Condition::All(vec![Condition::Suggested(which), Condition::Level(action.area, Compare::Equal, *rank)]);
        roles.iter().any(|role| finder.sample(*role, &there).is_some())
    };
    let ranks = 0..u32::try_from(levels).unwrap_or(u32::MAX);
    let earliest = ranks.clone().find(|rank| sampled(before, rank));
    let latest = ranks.clone().rev().find(|rank| sampled(id, rank));
    if roles.is_empty() || matches!((earliest, latest), (Some(earliest), Some(latest)) if earliest <= latest) {
        return None;
    }
    let together = Condition::All(vec![Condition::Suggested(id), Condition::Suggested(before)]);
    if roles.iter().any(|role| !finder.exists(*role, &together).is_no()) {
        return None;
    }
    let mut at = |which: ActionId, rank: u32| {
        let there =
            Condition::All(vec![Condition::Suggested(which), Condition::Level(action.area, Compare::Equal, rank)]);
        roles.iter().map(|role| finder.exists(*role, &there)).collect::<Vec<Exists>>()
    };
    let (mut lowest, mut highest) = (None, None);
    for rank in ranks {
        let (mine, its) = (at(id, rank), at(before, rank));
        if mine.iter().chain(&its).any(|found| matches!(found, Exists::Undecided)) {
            return None;
        }
        if mine.iter().any(Exists::is_yes) {
            highest = Some(rank);
        }
        if its.iter().any(Exists::is_yes) {
            lowest = lowest.or(Some(rank));
        }
    }
    let (lowest, highest) = (lowest?, highest?);
    (lowest > highest).then_some((action.area, lowest, highest))
}

fn say_redundant(finder: &mut Finder<'_>, action: &Action, earlier: &Action, between: ActionId) {
    let Some(between) = finder.model.actions.get(between.0 as usize) else { return };
    let finding = Diagnostic::new(
        Code::M0506,
        format!("that `{}` comes after `{}` is said by `{}` already", action.name, earlier.name, between.name),
    )
    .at(action.span, format!("after both `{}` and `{}`", earlier.name, between.name))
    .also(between.span, format!("comes after `{}` itself, and is suggested whenever both are", earlier.name))
    .help(format!("leave `{}` out of its `after`", earlier.name));
    finder.report(finding, Some(action.area));
}

fn say_turned_round(
    finder: &mut Finder<'_>,
    action: &Action,
    earlier: &Action,
    (area, lowest, highest): (AreaId, u32, u32),
) {
    let model = finder.model;
    let area_name = model.areas.get(area.0 as usize).map_or("", |area| area.name.as_str());
    let adoption = model.areas.get(area.0 as usize).and_then(|area| area.adoption.as_ref());
    let ladder = adoption.and_then(|adoption| model.ladders.get(adoption.ladder.0 as usize));
    let level =
        |rank: u32| ladder.and_then(|ladder| ladder.levels.get(rank as usize)).map_or("", |its| its.name.as_str());
    let finding = Diagnostic::new(
        Code::M0508,
        format!("`{}` comes after `{}`, which is only suggested further up", action.name, earlier.name),
    )
    .at(action.suggest_span, format!("suggested at `{}` of `{area_name}` at most", level(highest)))
    .also(earlier.suggest_span, format!("suggested from `{}` on", level(lowest)))
    .note("proved over all possible responses: the two are never suggested together, and the later one comes first")
    .help(format!("turn the order round: let `{}` come after `{}`, or change a condition", earlier.name, action.name));
    finder.report(finding, Some(action.area));
}
