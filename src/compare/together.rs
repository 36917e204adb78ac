//! How something comes out in both versions together: how often each combination, and the smallest response to it.
//!
//! What depends on the same questions is worked out in one walk.

use crate::analyse::{Budget, Natural, Node, Set, Space, Undecided, Value, Witness};

/// So many pairs are looked at together: more come out in too many ways.
const MOST: usize = 8;

/// What comes of a response in the old version and in the new one.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub values: (Value, Value),
    /// How many responses lead to it.
    pub count: Natural,
    /// The smallest of them; none where it takes too long to find, or nothing changes.
    pub smallest: Option<Witness>,
}

/// Nodes of the old version, each with its like in the new one, and how they come out.
#[derive(Debug, Default)]
pub(super) struct Together {
    groups: Vec<Group>,
    /// Whether equal values are the same thing in both versions.
    apart: bool,
}

#[derive(Debug)]
struct Group {
    nodes: Vec<(Node, Node)>,
    /// None where it was not tried yet.
    found: Option<Result<Vec<Combination>, Undecided>>,
}

/// The values of all nodes of a group.
#[derive(Debug)]
struct Combination {
    values: Vec<(Value, Value)>,
    count: Natural,
    smallest: Option<Witness>,
}

impl Together {
    /// Those on the same questions in a group. Where equal values are the same thing in both versions, `apart`, smallest
    /// responses are found for different ones alone.
    pub fn new(space: &Space, nodes: impl IntoIterator<Item = (Node, Node)>, apart: bool) -> Together {
        let mut groups: Vec<(Set, Group)> = Vec::new();
        for (was, is) in nodes.into_iter().filter(|(was, is)| was != is) {
            let mut support = space.graph.support(was).clone();
            support.extend(space.graph.support(is));
            match groups.iter_mut().rev().find(|(its, _)| *its == support) {
                Some((_, group)) if group.nodes.contains(&(was, is)) => {}
                Some((_, group)) if group.nodes.len() < MOST => group.nodes.push((was, is)),
                _ => groups.push((support, Group { nodes: vec![(was, is)], found: None })),
            }
        }
        Together { groups: groups.into_iter().map(|(_, group)| group).collect(), apart }
    }

    /// How two nodes come out together, or that this takes more than the budget; none where they are worth a walk of
    /// their own, because it was too much with the others, or they are in no group.
    pub fn outcomes(
        &mut self,
        space: &mut Space,
        nodes: (Node, Node),
        budget: &mut Budget,
    ) -> Option<Result<Vec<Outcome>, Undecided>> {
        let group = self.groups.iter_mut().find(|group| group.nodes.contains(&nodes))?;
        let at = group.nodes.iter().position(|its| *its == nodes)?;
        let found = group.found.get_or_insert_with(|| combinations(space, &group.nodes, self.apart, budget));
        match found {
            Ok(found) => Some(Ok(outcomes(found, at))),
            Err(why) => (group.nodes.len() == 1).then_some(Err(*why)),
        }
    }
}

/// How two nodes come out together, whatever else hangs on the same questions. Where only different values are a change,
/// `apart`, smallest responses are found for these alone.
///
/// # Errors
/// When counting takes more than the budget.
pub(super) fn alone(
    space: &mut Space,
    nodes: (Node, Node),
    apart: bool,
    budget: &mut Budget,
) -> Result<Vec<Outcome>, Undecided> {
    Ok(outcomes(&combinations(space, &[nodes], apart, budget)?, 0))
}

fn combinations(
    space: &mut Space,
    nodes: &[(Node, Node)],
    apart: bool,
    budget: &mut Budget,
) -> Result<Vec<Combination>, Undecided> {
    let targets: Vec<Node> = nodes.iter().flat_map(|(was, is)| [*was, *is]).collect();
    let counts = space.distribution(&targets, budget)?;
    // A response for which nothing changes is shown nowhere.
    let smallest = match apart {
        true => space.cheapest_apart(&targets, budget),
        false => space.cheapest_of(&targets, budget),
    };
    let mut smallest = smallest.unwrap_or_default();
    smallest.sort_by(|(one, _), (other, _)| one.cmp(other));
    let combination = |(values, count): (Vec<Value>, Natural)| {
        let at = smallest.binary_search_by(|(its, _)| its.cmp(&values)).ok();
        let smallest = at.and_then(|at| smallest.get(at)).map(|(_, witness)| witness.clone());
        let pairs = values.chunks_exact(2).filter_map(|pair| match pair {
            [was, is] => Some((was.clone(), is.clone())),
            _ => None,
        });
        Combination { values: pairs.collect(), count, smallest }
    };
    Ok(counts.into_iter().map(combination).collect())
}

/// How one of the pairs comes out, whatever becomes of the others.
fn outcomes(combinations: &[Combination], at: usize) -> Vec<Outcome> {
    let mut found: Vec<Outcome> = Vec::new();
    for Combination { values, count, smallest } in combinations {
        let Some(values) = values.get(at) else { continue };
        match found.iter_mut().find(|outcome| outcome.values == *values) {
            None => found.push(Outcome { values: values.clone(), count: count.clone(), smallest: smallest.clone() }),
            Some(outcome) => {
                outcome.count = outcome.count.plus(count);
                outcome.smallest = smaller([&outcome.smallest, smallest]).cloned();
            }
        }
    }
    found.sort_by(|one, other| one.values.cmp(&other.values));
    found
}

/// The smaller one, the first where they are alike; none where one is not known.
fn smaller(of: [&Option<Witness>; 2]) -> Option<&Witness> {
    let [Some(one), Some(other)] = of else { return None };
    Some(if other.cost < one.cost { other } else { one })
}

/// How many responses there are, and the smallest, of some of the outcomes.
pub(super) fn of<'o>(outcomes: impl Iterator<Item = &'o Outcome>) -> (Natural, Option<&'o Witness>) {
    let outcomes: Vec<&Outcome> = outcomes.collect();
    let count = outcomes.iter().fold(Natural::ZERO, |sum, outcome| sum.plus(&outcome.count));
    let smallest: Option<Vec<&Witness>> = outcomes.iter().map(|outcome| outcome.smallest.as_ref()).collect();
    (count, smallest.unwrap_or_default().into_iter().min_by_key(|witness| witness.cost))
}
