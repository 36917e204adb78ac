//! Both versions of a model for one role, asked together.

use super::counting::Open;
use super::level_moves::LevelMoves;
use super::pairing::Pairing;
use super::pairs::Numbered;
use super::together::{Outcome, Together, alone};
use crate::analyse::{Budget, Graph, Node, Space, Undecided, Union, Witness};
use crate::evaluate::{Answers, Evaluation};
use crate::model::{ActionId, AreaId, Model, RoleId};

/// A query may take this part of what is left of the budget, so that a hard one leaves something to the others.
pub(super) const PART: u64 = 5;

/// What is worked out for several at once may take this part.
const HALF: u64 = 2;

/// Where counting was given up, looking for a single response may take this part.
pub(super) const SMALL_PART: u64 = 100;

/// Every how many answers at most one is far from the lowest, in responses that are made up to be tried.
const SCATTERED: usize = 5;

/// Both versions for one role.
pub(super) struct Both<'m> {
    pub old: &'m Model,
    pub new: &'m Model,
    pub role: Option<String>,
    pub space: Space,
    pub union: Union<'m>,
    together: Together,
    /// Whether equal ranks are the same level in all areas.
    apart: bool,
    /// Responses for which something changed, to try for what cannot be worked out.
    known: Vec<(Answers, Answers)>,
    /// Whether some of these were made up.
    is_scattered: bool,
    pub open: Vec<Open>,
}

/// A response to both versions for which something holds.
pub(super) enum Exists {
    Yes(Answers, Answers),
    No,
    Undecided(Undecided),
}

impl<'m> Both<'m> {
    pub fn new(
        (old, new): (&'m Model, &'m Model),
        pairing: &Pairing,
        roles: (Option<RoleId>, Option<RoleId>),
    ) -> Both<'m> {
        let name = |model: &Model, role: Option<RoleId>| Some(model.roles.get(role?.number())?.name.clone());
        let mut space = Space::default();
        let union = Union::new(&mut space.graph, (old, new), pairing, roles);
        Both {
            old,
            new,
            role: name(new, roles.1).or_else(|| name(old, roles.0)),
            space,
            union,
            together: Together::default(),
            apart: false,
            known: Vec::new(),
            is_scattered: false,
            open: Vec::new(),
        }
    }

    /// The levels and the suggestions that may differ, to be worked out together where they can.
    pub fn gather(&mut self, areas: &[(AreaId, AreaId)], actions: &[(Option<ActionId>, Option<ActionId>)]) {
        let mut nodes: Vec<(Node, Node)> = areas.iter().rev().map(|areas| self.levels(*areas)).collect();
        nodes.extend(actions.iter().map(|actions| self.suggestions(*actions)));
        let same =
            |areas: &(AreaId, AreaId)| LevelMoves::new(self.old, self.new, *areas).is_none_or(|its| its.is_same());
        self.apart = areas.iter().all(same);
        self.together = Together::new(&self.space, nodes, self.apart);
    }

    pub fn levels(&mut self, (before, now): (AreaId, AreaId)) -> (Node, Node) {
        let graph = &mut self.space.graph;
        (self.union.old.level(graph, before), self.union.new.level(graph, now))
    }

    pub fn suggestions(&mut self, (before, now): (Option<ActionId>, Option<ActionId>)) -> (Node, Node) {
        let graph = &mut self.space.graph;
        let was = before.map_or(Graph::NEVER, |id| self.union.old.suggested(graph, id));
        (was, now.map_or(Graph::NEVER, |id| self.union.new.suggested(graph, id)))
    }

    /// Lets a query take its part of the budget.
    fn ask<T>(
        &mut self,
        left: &mut u64,
        part: u64,
        query: impl FnOnce(&mut Space, &mut Budget) -> Result<T, Undecided>,
    ) -> Result<T, Undecided> {
        let steps = left.checked_div(part).unwrap_or(0);
        let mut budget = Budget::steps(steps);
        let answer = query(&mut self.space, &mut budget);
        *left = left.saturating_sub(steps.saturating_sub(budget.left()));
        answer
    }

    /// The smallest response for which a node holds, where both row evaluators confirm it.
    pub fn smallest(
        &mut self,
        node: Node,
        left: &mut u64,
        part: u64,
        confirm: impl FnOnce(&Evaluation<'_>, &Evaluation<'_>) -> bool,
    ) -> Exists {
        match self.ask(left, part, |space, budget| space.witness(node, budget)) {
            Ok(None) => Exists::No,
            Err(why) => Exists::Undecided(why),
            Ok(Some(witness)) if witness.is_cheapest => self.confirmed(&witness, confirm),
            Ok(Some(witness)) => {
                // It is among those that are tried, which are not said to be the smallest.
                self.learn(&witness);
                Exists::Undecided(Undecided::Budget)
            }
        }
    }

    /// A witness, where both row evaluators confirm it.
    pub fn confirmed(
        &mut self,
        witness: &Witness,
        confirm: impl FnOnce(&Evaluation<'_>, &Evaluation<'_>) -> bool,
    ) -> Exists {
        let (before, now) = self.union.responses(&self.space.graph, witness);
        let confirmed = confirm(&Evaluation::new(self.old, &before), &Evaluation::new(self.new, &now));
        debug_assert!(confirmed, "the row evaluators do not confirm {before:?}, {now:?}");
        if !confirmed {
            return Exists::Undecided(Undecided::Budget);
        }
        self.learn(witness);
        Exists::Yes(before, now)
    }

    /// How two nodes come out together: worked out with others, or else alone.
    pub fn outcomes(&mut self, nodes: (Node, Node), left: &mut u64) -> Result<Vec<Outcome>, Undecided> {
        let mut together = std::mem::take(&mut self.together);
        let found = self.ask(left, HALF, |space, budget| Ok(together.outcomes(space, nodes, budget)));
        self.together = together;
        match found {
            Ok(Some(found)) => found,
            _ => {
                let apart = self.apart;
                self.ask(left, PART, |space, budget| alone(space, nodes, apart, budget))
            }
        }
    }

    /// Keeps a response, and the same with all that does not matter at its other end.
    fn learn(&mut self, witness: &Witness) {
        self.known.push(self.union.responses(&self.space.graph, witness));
        self.known.push(self.union.responses_far(&self.space.graph, witness));
    }

    /// Some responses with every second, third … answer far from the lowest: they show most of what shows anywhere.
    fn scattered(&mut self) {
        for every in 2..=SCATTERED {
            for first in 0..every {
                let chosen = self.space.graph.variables().skip(first).step_by(every);
                let far = |variable| (variable, self.space.graph.answers(variable).count.saturating_sub(1));
                let witness = Witness { cost: 0, answers: chosen.map(far).collect(), is_cheapest: false };
                self.known.push(self.union.responses(&self.space.graph, &witness));
            }
        }
    }

    /// One of the responses that are known already.
    pub fn tried(&mut self, is_it: impl Fn(&Evaluation<'_>, &Evaluation<'_>) -> bool) -> Option<(Answers, Answers)> {
        if !std::mem::replace(&mut self.is_scattered, true) {
            self.scattered();
        }
        let mut known = self.known.iter();
        let found =
            known.find(|(before, now)| is_it(&Evaluation::new(self.old, before), &Evaluation::new(self.new, now)));
        found.cloned()
    }
}
