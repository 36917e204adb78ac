//! What becomes of the sums when a region is joined.

use super::join::At;
use super::lines::Pivot;
use crate::analyse::graph::Node;

/// What becomes of the sums in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// They go on.
    Open,
    /// They become known, and are held against thresholds and nothing else.
    Compared,
    /// They become known.
    Known,
}

pub(super) fn fate(at: &At<'_, '_>, pivot: &Pivot) -> Fate {
    let mut nodes = pivot.nodes();
    if pivot.nodes().all(|node| at.step.open.contains(&node) && !is_fed(at, node)) {
        return Fate::Open;
    }
    match nodes.all(|node| is_compared(at, node)) {
        true => Fate::Compared,
        false => Fate::Known,
    }
}

/// Whether a child of a node becomes known here, beside what the region leaves: then the places on a line do not tell
/// the whole sum.
fn is_fed(at: &At<'_, '_>, node: Node) -> bool {
    at.step.known.iter().any(|child| at.query.parents(*child).iter().any(|(parent, _)| *parent == node))
}

/// Whether a node becomes known here, of what the region leaves alone, and is only held against constants.
pub(super) fn is_compared(at: &At<'_, '_>, node: Node) -> bool {
    let parents = at.query.parents(node);
    at.step.known.contains(&node)
        && !is_fed(at, node)
        && !at.query.is_wanted(node)
        && at.query.thresholds(node).count() == parents.len()
}
