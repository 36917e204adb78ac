//! Why a condition holds, or does not: its leaves.

use super::Evaluation;
use crate::model::{Model, Sign, Truth, TruthId};

/// The leaves that make a condition what it is: where it holds, those that make it hold; where it does not, those that
/// stand in the way.
pub fn leaves(model: &Model, evaluation: &Evaluation<'_>, id: TruthId) -> Vec<TruthId> {
    let holds = evaluation.truth(id);
    let mut found = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        match model.truths.get(id.0 as usize) {
            Some(Truth::And(parts) | Truth::Or(parts)) => {
                // That a member of a set is in it is no reason by itself: its condition beside it is.
                let reasons = parts.iter().filter(|part| !is_membership(model, **part));
                open.extend(reasons.rev().filter(|part| evaluation.truth(**part) == holds));
            }
            _ if found.contains(&id) => {}
            _ => found.push(id),
        }
    }
    found
}

/// Whether a leaf only tells who is in a set: the compiler makes such leaves, no author writes them.
fn is_membership(model: &Model, id: TruthId) -> bool {
    let leaf = model.truths.get(id.0 as usize);
    matches!(leaf, Some(Truth::Counts(_, Sign::IsNot) | Truth::Present(_, Sign::IsNot)))
}
