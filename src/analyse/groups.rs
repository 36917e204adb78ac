//! The answers of a variable, those together that no rule tells apart.

use rustc_hash::FxHashMap;

use super::algebra::Group;
use super::automaton::Id;
use super::graph::{Cost, Graph, Leaf, Node, Op, Variable, Worth};
use super::known::Values;
use super::reading::MOST_ANSWERS;

/// The answers of a variable, by what they are to its leaves.
pub type Groups = Vec<(Vec<Id>, Group)>;

/// The answers of a variable by what they are to `leaves`; none when there are too many to look at one by one.
pub fn groups(graph: &Graph, variable: Variable, leaves: &[Node], values: &mut Values) -> Option<Groups> {
    let answers = graph.answers(variable);
    let leaves: Vec<&Leaf> = leaves.iter().filter_map(|node| leaf(graph, *node)).collect();
    let mut groups: Groups = Vec::new();
    let mut known: FxHashMap<Vec<Id>, usize> = FxHashMap::default();
    for (first, size) in segments(&leaves, answers.count, answers.na)? {
        let worth: Vec<Id> = leaves.iter().map(|leaf| values.exactly(&leaf.of(first, answers.count))).collect();
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
fn segments(leaves: &[&Leaf], count: u64, na: bool) -> Option<Vec<(u64, u64)>> {
    let each = leaves.iter().any(|leaf| matches!(leaf.worth, Worth::Steps(..)));
    if each && count > MOST_ANSWERS {
        return None;
    }
    let mut starts: Vec<u64> = vec![0];
    match each {
        true => starts.extend(1..count),
        false => {
            for leaf in leaves {
                if let Worth::Spans(spans, _) = &leaf.worth {
                    starts.extend(spans.iter().flat_map(|(first, last, _)| [*first, last.saturating_add(1)]));
                }
            }
        }
    }
    starts.retain(|start| *start < count);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([count]);
    let mut segments: Vec<(u64, u64)> =
        starts.iter().zip(ends).map(|(start, end)| (*start, end.saturating_sub(*start))).collect();
    if na {
        segments.push((count, 1));
    }
    Some(segments)
}
