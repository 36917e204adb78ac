//! Why a condition holds, or does not: its leaves.

use super::Evaluation;
use crate::model::{Model, Truth, TruthId};

/// The leaves that make a condition what it is: where it holds, those that make it hold; where it does not, those that
/// stand in the way.
pub(super) fn leaves(model: &Model, evaluation: &Evaluation<'_>, id: TruthId) -> Vec<TruthId> {
    let holds = evaluation.truth(id);
    let mut found = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        match model.truths.get(id.0 as usize) {
            Some(Truth::And(parts) | Truth::Or(parts)) => {
                open.extend(parts.iter().rev().filter(|part| evaluation.truth(**part) == holds));
            }
            _ if found.contains(&id) => {}
            _ => found.push(id),
        }
    }
    found
}
