//! A search for a response, where a question has too many answers to look at them one by one: what is left of the
//! answers is narrowed by what the condition needs, tried, and halved.

use rustc_hash::FxHashMap;

use super::intervals::Intervals;
use super::left::Left;
use super::narrow::{behind, narrowed};
use super::open::open_variable;
use super::point::value_at;
use super::together::together;
use crate::analyse::graph::{Graph, Node, Op, Variable, truth};
use crate::analyse::leaf::{Cost, Leaf};
use crate::analyse::walk::{Budget, Undecided};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Searched {
    /// A response for which the condition holds: the answers that matter.
    Found(Vec<(Variable, u64)>),
    /// There is none.
    Nothing,
}

/// What is left of the answers to each variable.
type Box = FxHashMap<Variable, Left>;

/// Searches for a response for which a condition holds.
///
/// # Errors
/// When it takes more than the budget.
pub fn search(graph: &mut Graph, condition: Node, budget: &mut Budget) -> Result<Searched, Undecided> {
    let condition = together(graph, condition);
    let nodes = behind(graph, condition);
    let mut left = Box::default();
    for node in &nodes {
        if let Op::Leaf(variable, _) = graph.op(*node) {
            left.insert(*variable, Left::all(graph.answers(*variable)));
        }
    }
    let mut search = Search { graph, condition, nodes, budget };
    match search.run(left)? {
        Some(found) => Ok(Searched::Found(search.lowered(found))),
        None => Ok(Searched::Nothing),
    }
}

struct Search<'g, 'b> {
    graph: &'g mut Graph,
    condition: Node,
    nodes: Vec<Node>,
    budget: &'b mut Budget,
}

/// What is known of a box.
enum Tried {
    Impossible,
    Found(Answers),
    Open(Box, Variable, Leaf),
}

type Answers = FxHashMap<Variable, u64>;

/// So many responses are tried in a box.
const CORNERS: usize = 4;

impl Search<'_, '_> {
    fn run(&mut self, left: Box) -> Result<Option<Answers>, Undecided> {
        if let Some(answers) = self.try_corners(&left)? {
            return Ok(Some(answers));
        }
        let (mut open, mut tries) = (vec![left], 0u64);
        while let Some(left) = open.pop() {
            let (left, variable, leaf) = match self.try_box(left)? {
                Tried::Impossible => continue,
                Tried::Found(answers) => return Ok(Some(answers)),
                Tried::Open(left, variable, leaf) => (left, variable, leaf),
            };
            tries = tries.saturating_add(1);
            if tries.is_power_of_two()
                && let Some(answers) = self.dive(left.clone(), variable)?
            {
                return Ok(Some(answers));
            }
            let halves = left.get(&variable).and_then(|its| its.halves(&leaf));
            for half in halves.into_iter().flatten().rev() {
                let mut part = left.clone();
                part.insert(variable, half);
                open.push(part);
            }
        }
        Ok(None)
    }

    /// Narrows a box, and tries a few responses in it.
    fn try_box(&mut self, left: Box) -> Result<Tried, Undecided> {
        let (left, rounds) = narrowed(self.graph, &self.nodes, self.condition, left);
        self.budget.spend(self.nodes.len().saturating_mul(rounds.saturating_add(1)))?;
        let Some(left) = left else { return Ok(Tried::Impossible) };
        let mut intervals = Intervals::within(left.clone());
        let bounds = intervals.of(self.graph, self.condition);
        if bounds.as_truth() == Some(false) {
            return Ok(Tried::Impossible);
        }
        if let Some(answers) = self.try_corners(&left)? {
            return Ok(Tried::Found(answers));
        }
        match open_variable(self.graph, &mut intervals, self.condition) {
            Some((variable, leaf)) => Ok(Tried::Open(left, variable, leaf)),
            // Everything is settled, and yet it was not found to hold: an answer that cannot be given.
            None => Ok(Tried::Impossible),
        }
    }

    fn try_corners(&mut self, left: &Box) -> Result<Option<Answers>, Undecided> {
        for place in 0..CORNERS {
            let answers = self.corner(left, place);
            if self.holds(&answers)? {
                return Ok(Some(answers));
            }
        }
        Ok(None)
    }

    /// One answer of each: those that cost least, the first, the last, the middle ones.
    fn corner(&self, left: &Box, place: usize) -> Answers {
        let answer = |(variable, its): (&Variable, &Left)| {
            let offered = self.graph.answers(*variable);
            let answer = match place.checked_sub(1) {
                None => its.nearest(lowest(&offered.cost), offered.count),
                Some(end) => its.ends(offered.count).and_then(|ends| ends.get(end).copied()),
            };
            Some((*variable, answer?))
        };
        left.iter().filter_map(answer).collect()
    }

    /// Whether the condition holds for a response.
    fn holds(&mut self, answers: &Answers) -> Result<bool, Undecided> {
        self.budget.spend(self.nodes.len() / 4)?;
        let is_possible =
            answers.iter().all(|(variable, answer)| self.graph.answers(*variable).cost.of(*answer) != Cost::IMPOSSIBLE);
        Ok(is_possible && value_at(self.graph, &self.nodes, answers) == truth(true))
    }

    /// Settles one answer after the other, each as it is left by those before.
    fn dive(&mut self, mut left: Box, mut variable: Variable) -> Result<Option<Answers>, Undecided> {
        loop {
            let offered = self.graph.answers(variable);
            let (count, lowest) = (offered.count, lowest(&offered.cost));
            let Some(its) = left.get(&variable).cloned() else { return Ok(None) };
            let Some([first, last, middle]) = its.ends(count) else { return Ok(None) };
            let mut answers = vec![its.nearest(lowest, count).unwrap_or(first)];
            for answer in [first, middle, last] {
                if !answers.contains(&answer) {
                    answers.push(answer);
                }
            }
            let mut next = None;
            for answer in answers {
                let mut part = left.clone();
                part.insert(variable, its.only(answer, count));
                match self.try_box(part)? {
                    Tried::Impossible => {}
                    Tried::Found(answers) => return Ok(Some(answers)),
                    Tried::Open(part, variable, _) => {
                        next = Some((part, variable));
                        break;
                    }
                }
            }
            let Some(found) = next else { return Ok(None) };
            (left, variable) = found;
        }
    }

    /// The same with fewer answers away from those that cost nothing, as far as trying them one by one leads.
    fn lowered(&mut self, mut answers: Answers) -> Vec<(Variable, u64)> {
        let mut variables: Vec<Variable> = answers.keys().copied().collect();
        variables.sort_unstable();
        for variable in &variables {
            let Some(answer) = answers.get(variable).copied() else { continue };
            let lowest = lowest(&self.graph.answers(*variable).cost);
            if answer == lowest {
                continue;
            }
            answers.insert(*variable, lowest);
            if !self.holds(&answers).unwrap_or(false) {
                answers.insert(*variable, answer);
            }
        }
        variables.into_iter().filter_map(|variable| Some((variable, answers.get(&variable).copied()?))).collect()
    }
}

/// The answer that costs least.
fn lowest(cost: &Cost) -> u64 {
    match cost {
        Cost::AwayFrom(lowest) => *lowest,
        Cost::Steps => 0,
        Cost::Each(costs) => {
            let cheapest = (0u64..).zip(costs).min_by_key(|(_, cost)| **cost);
            cheapest.map_or(0, |(answer, _)| answer)
        }
        Cost::Rising(rises) => rises.iter().min_by_key(|rise| rise.cost).map_or(0, |rise| rise.first),
    }
}
