//! The order of suggestions.

use super::Suggestion;
use crate::model::{ActionId, Model};

/// By priority (those without come last), but never before what it comes `after`; then by effort, then as written.
pub(super) fn order(model: &Model, mut suggestions: Vec<Suggestion>) -> Vec<Suggestion> {
    let rank = |id: ActionId| {
        let action = model.actions.get(id.0 as usize);
        let number = |number: Option<u32>| number.map_or((1, 0), |n| (0, n));
        (number(action.and_then(|a| a.priority)), number(action.and_then(|a| a.effort)), id)
    };
    suggestions.sort_by_key(|suggestion| rank(suggestion.action));
    let mut ordered: Vec<Suggestion> = Vec::with_capacity(suggestions.len());
    while !suggestions.is_empty() {
        let waits = |suggestion: &Suggestion| {
            let after = model.actions.get(suggestion.action.0 as usize).map_or(&[][..], |action| &action.after);
            suggestions.iter().any(|other| other.action != suggestion.action && after.contains(&other.action))
        };
        // The compiler refuses circles of `after`, so one is always ready.
        let next = suggestions.iter().position(|suggestion| !waits(suggestion)).unwrap_or(0);
        ordered.push(suggestions.remove(next));
    }
    ordered
}
