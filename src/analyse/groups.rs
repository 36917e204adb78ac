//! The answers of a variable, those together that no rule tells apart.

use rustc_hash::FxHashMap;

use super::algebra::Group;
use super::automaton::Id;
use super::graph::{Graph, Node, Op, Variable};
use super::known::Values;
use super::leaf::{Cost, Leaf, Offered, Worth};
use super::reading::MOST_ANSWERS;
use super::senses::Senses;

/// The answers of a variable, by what they are to its leaves.
pub type Groups = Vec<(Vec<Id>, Group)>;

/// How the answers of a range are taken, where each is worth something else.
pub enum Long<'s> {
    /// One by one, if they are not too many.
    Each,
    /// In at most so many pieces, of which only bounds are known.
    Pieces(u64),
    /// Only those that may be the best.
    Best(&'s Senses),
}

/// The answers of a variable by what they are to the leaves `nodes`; none when there are too many to look at one by one.
pub fn groups(
    graph: &Graph,
    variable: Variable,
    nodes: &[Node],
    long: &Long<'_>,
    values: &mut Values,
) -> Option<Groups> {
    let answers = graph.answers(variable);
    let leaves: Vec<&Leaf> = nodes.iter().filter_map(|node| leaf(graph, *node)).collect();
    let mut groups: Groups = Vec::new();
    let mut known: FxHashMap<Vec<Id>, usize> = FxHashMap::default();
    for (first, size) in segments(&leaves, answers, long, nodes)? {
        let worth: Vec<Id> = leaves.iter().map(|leaf| values.id(&leaf.over(first, size, answers.count))).collect();
        let (cheapest, cost) = answers.cost.cheapest(first, size);
        if cost == Cost::IMPOSSIBLE {
            continue;
        }
        match known.get(&worth).and_then(|at| groups.get_mut(*at)) {
            Some((_, group)) => {
                group.size = group.size.saturating_add(size);
                if cost < group.cost {
                    (group.cheapest, group.cost) = (cheapest, cost);
                }
            }
            None => {
                known.insert(worth.clone(), groups.len());
                groups.push((worth, Group { size, cheapest, cost }));
            }
        }
    }
    Some(groups)
}
fn leaf(graph: &Graph, node: Node) -> Option<&Leaf> {
    match graph.op(node) {
        Op::Leaf(_, leaf) => Some(leaf),
        _ => None,
    }
}

/// Runs of answers that are the same to all leaves: the first, and how many. None when there are too many.
fn segments(leaves: &[&Leaf], answers: &Offered, long: &Long<'_>, nodes: &[Node]) -> Option<Vec<(u64, u64)>> {
    let count = answers.count;
    let each = leaves.iter().any(|leaf| matches!(leaf.worth, Worth::Steps(..)));
    let mut starts: Vec<u64> = vec![0];
    for leaf in leaves {
        if let Worth::Spans(spans, _) = &leaf.worth {
            starts.extend(spans.iter().flat_map(|(first, last, _)| [*first, last.saturating_add(1)]));
        }
    }
    starts.retain(|start| *start < count);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([count]);
    let runs = starts.iter().zip(ends).map(|(start, end)| (*start, end.saturating_sub(*start)));
    let rises = || match (long, &answers.cost) {
        (Long::Best(senses), Cost::AwayFrom(lowest)) => Some((rising(leaves, nodes, senses)?, *lowest)),
        _ => None,
    };
    let mut segments: Vec<(u64, u64)> = match long {
        _ if !each => runs.collect(),
        Long::Pieces(most) if count > *most => runs.flat_map(|run| pieces(run, *most)).collect(),
        _ => match rises() {
            Some((rises, lowest)) => runs.flat_map(|run| best(run, rises, lowest)).collect(),
            None if count <= MOST_ANSWERS => (0..count).map(|answer| (answer, 1)).collect(),
            None => return None,
        },
    };
    if answers.na {
        segments.push((count, 1));
    }
    Some(segments)
}

/// A run in at most so many pieces.
fn pieces((first, size): (u64, u64), most: u64) -> impl Iterator<Item = (u64, u64)> {
    let piece = size.div_ceil(most.max(1)).max(1);
    (0..size.div_ceil(piece)).map(move |at| {
        let start = at.saturating_mul(piece);
        (first.saturating_add(start), piece.min(size.saturating_sub(start)))
    })
}

/// Whether later answers are better for all that read their number; none where that differs or depends.
fn rising(leaves: &[&Leaf], nodes: &[Node], senses: &Senses) -> Option<bool> {
    let mut directions = leaves.iter().zip(nodes).filter_map(|(leaf, node)| match &leaf.worth {
        Worth::Steps(_, step) => Some(senses.wants_more(*node).map(|more| more != step.is_negative())),
        Worth::Spans(..) => None,
    });
    let first = directions.next()??;
    directions.all(|direction| direction == Some(first)).then_some(first)
}

/// The best answer of a run, and the one that costs nothing.
fn best((first, size): (u64, u64), rises: bool, lowest: u64) -> impl Iterator<Item = (u64, u64)> {
    let last = first.saturating_add(size).saturating_sub(1);
    let best = if rises { last } else { first };
    let free = (first..=last).contains(&lowest).then_some(lowest).filter(|lowest| *lowest != best);
    free.into_iter().chain([best]).map(|answer| (answer, 1))
}
