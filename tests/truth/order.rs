//! `after` that says nothing new, or that is the wrong way round.

use std::collections::BTreeSet;

use mognad::diagnostics::{Code, Diagnostic};
use mognad::model::{ActionId, Model, RoleId};

use super::{Case, It};

pub fn check(case: &Case<'_>) {
    for id in (0..case.model.actions.len() as u32).map(ActionId) {
        for before in &case.model.actions[id.0 as usize].after {
            let (action, earlier) = (name(case.model, id), name(case.model, *before));
            let brought = is_brought_along(case, id, *before);
            let redundant = format!("that `{action}` comes after `{earlier}` is said by `");
            let said = case.of(Code::M0506).find(|finding| finding.message.starts_with(&redundant));
            if said.is_some() != brought.is_some() && !(brought.is_some() && case.undecided) {
                case.complain(&format!("M0506 of {action} after {earlier}: {brought:?}"));
            }
            if let Some(finding) = said {
                is_about_another(case, finding, id, *before);
            }
            let turned = format!("`{action}` comes after `{earlier}`, which is only suggested further up");
            let said = case.of(Code::M0508).any(|finding| finding.message == turned);
            let is_so = brought.is_none() && is_turned_round(case, id, *before);
            if said != is_so && !(is_so && case.undecided) {
                case.complain(&format!("M0508 of {action} after {earlier}: said {said}, so {is_so}"));
            }
        }
    }
}

fn name(model: &Model, id: ActionId) -> &str {
    &model.actions[id.0 as usize].name
}

fn comes_after(model: &Model, id: ActionId) -> BTreeSet<ActionId> {
    let mut found = BTreeSet::new();
    for before in &model.actions[id.0 as usize].after {
        found.insert(*before);
        found.extend(comes_after(model, *before));
    }
    found
}

/// Another one that it comes after, which comes after this one and is suggested whenever both are.
fn is_brought_along(case: &Case<'_>, id: ActionId, before: ActionId) -> Option<ActionId> {
    let others = case.model.actions[id.0 as usize].after.iter().copied();
    let mut others = others.filter(|other| comes_after(case.model, *other).contains(&before));
    others.find(|other| is_between(case, id, before, *other))
}

fn is_between(case: &Case<'_>, id: ActionId, before: ActionId, other: ActionId) -> bool {
    case.all().all(|it| !it.suggested(id) || !it.suggested(before) || it.suggested(other))
}

/// The action that a finding names is one that is meant.
fn is_about_another(case: &Case<'_>, finding: &Diagnostic, id: ActionId, before: ActionId) {
    let named = finding.message.split('`').nth(5);
    let other = (0..).map(ActionId).zip(&case.model.actions).find(|(_, its)| Some(its.name.as_str()) == named);
    if !other.is_some_and(|(other, _)| is_between(case, id, before, other)) {
        case.complain(&finding.message);
    }
}

/// Of those who may be told both nobody is told both, and whoever is told the earlier one is at a higher level than any
/// who are told the later one.
fn is_turned_round(case: &Case<'_>, id: ActionId, before: ActionId) -> bool {
    let (action, earlier) = (&case.model.actions[id.0 as usize], &case.model.actions[before.0 as usize]);
    let area = action.area;
    if area != earlier.area || case.model.areas[area.0 as usize].adoption.is_none() {
        return false;
    }
    let both = |role: &Option<RoleId>| action.roles.contains(*role) && earlier.roles.contains(*role);
    let its: Vec<&It<'_>> = case.roles.iter().filter(|(role, _)| both(role)).flat_map(|(_, all)| all).collect();
    let ranks = |which: ActionId| its.iter().filter(move |it| it.suggested(which)).filter_map(|it| it.level(area));
    let is_apart = matches!((ranks(before).min(), ranks(id).max()), (Some(lowest), Some(highest)) if lowest > highest);
    is_apart && !its.iter().any(|it| it.suggested(id) && it.suggested(before))
}
