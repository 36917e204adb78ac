//! The order of suggestions.

use super::Suggestion;
use crate::model::{ActionId, Model};

/// The order in which actions should be read: by priority (those without come last), but never before what they come
/// `after`; then by effort, then as written.
pub fn in_order(model: &Model, mut actions: Vec<ActionId>) -> Vec<ActionId> {
    let rank = |id: ActionId| {
        let action = model.actions.get(id.0 as usize);
        let number = |number: Option<u32>| number.map_or((1, 0), |n| (0, n));
        (number(action.and_then(|a| a.priority)), number(action.and_then(|a| a.effort)), id)
    };
    actions.sort_by_key(|action| rank(*action));
    let mut ordered: Vec<ActionId> = Vec::with_capacity(actions.len());
    while !actions.is_empty() {
        let waits = |id: &ActionId| {
            let after = model.actions.get(id.0 as usize).map_or(&[][..], |action| &action.after);
            actions.iter().any(|other| other != id && after.contains(other))
        };
        // The compiler refuses circles of `after`, so one is always ready.
        let next = actions.iter().position(|id| !waits(id)).unwrap_or(0);
        ordered.push(actions.remove(next));
    }
    ordered
}

/// Suggestions in the order of their actions.
pub(super) fn order(model: &Model, mut suggestions: Vec<Suggestion>) -> Vec<Suggestion> {
    let actions = in_order(model, suggestions.iter().map(|suggestion| suggestion.action).collect());
    suggestions.sort_by_key(|suggestion| actions.iter().position(|action| *action == suggestion.action));
    suggestions
}
