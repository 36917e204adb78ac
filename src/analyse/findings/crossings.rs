//! Pairs of responses that differ in one answer and lie on either side of a threshold.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::finder::Finder;
use super::held::{Held, held};
use super::outcomes::Outcome;
use super::steps::Step;
use super::threshold::{Threshold, Turn};
use crate::analyse::{Graph, Node, Reading, Witness, response};
use crate::evaluate::Answers;
use crate::model::{Model, RoleId};

/// So many pairs are tried at a threshold: what else an outcome waits for may not be fulfilled.
const TRIES: usize = 4;

/// What outcomes are held against, part by part, as far as it was asked for.
#[derive(Debug, Default)]
pub struct Crossings {
    known: FxHashMap<(Option<RoleId>, Outcome), Vec<Known>>,
}

/// What is held against a number, and part by part once that was asked for.
type Known = (Held, OnceCell<Option<Threshold>>);

impl Crossings {
    /// Looks for responses where a step carries something over a threshold on which an outcome depends, until one is
    /// `shown`.
    pub fn by_step(
        &mut self,
        finder: &mut Finder<'_>,
        (role, outcome): (Option<RoleId>, Outcome),
        step: &Step,
        shown: &dyn Fn(&Answers) -> bool,
    ) -> bool {
        let found = finder.ask(role, |space, reading, _| {
            let Some(change) = step.as_move(reading, &space.graph) else { return Ok(false) };
            let node = outcome.node(reading, &mut space.graph);
            let variable = change.variable.0 as usize;
            let mut known = self.of(&space.graph, (role, outcome), node).iter();
            let looks = |held: &Held| space.graph.support(held.number).contains(variable);
            Ok(known.any(|(held, threshold)| {
                let threshold =
                    Some(held).filter(|held| looks(held)).and_then(|held| get(&space.graph, held, threshold));
                threshold.is_some_and(|threshold| shows(threshold, &threshold.moved(change), reading, shown))
            }))
        });
        matches!(found, Some(Ok(true)))
    }

    /// Looks for responses that other weights carry over a threshold on which an outcome depends, until one is `shown`.
    pub fn by_weight(
        &mut self,
        finder: &mut Finder<'_>,
        (role, outcome): (Option<RoleId>, Outcome),
        otherwise: &Model,
        shown: &dyn Fn(&Answers) -> bool,
    ) -> bool {
        let found = finder.ask(role, |space, reading, _| {
            let node = outcome.node(reading, &mut space.graph);
            let other = outcome.node(&mut reading.of(otherwise), &mut space.graph);
            let known = self.of(&space.graph, (role, outcome), node);
            for other in held(&space.graph, other) {
                // What the other model holds, too, is held the same.
                if known.iter().any(|(held, _)| held.number == other.number) {
                    continue;
                }
                for (held, threshold) in known.iter().filter(|(held, _)| held.is_reweighted(&space.graph, &other)) {
                    let Some(threshold) = get(&space.graph, held, threshold) else { continue };
                    let turns = threshold.reweighted(&space.graph, &other).unwrap_or_default();
                    if shows(threshold, &turns, reading, shown) {
                        return Ok(true);
                    }
                }
            }
            Ok(false)
        });
        matches!(found, Some(Ok(true)))
    }

    fn of(&mut self, graph: &Graph, of: (Option<RoleId>, Outcome), node: Node) -> &[Known] {
        let anew = || held(graph, node).into_iter().map(|held| (held, OnceCell::new())).collect();
        self.known.entry(of).or_insert_with(anew)
    }
}

fn get<'t>(graph: &Graph, held: &Held, threshold: &'t OnceCell<Option<Threshold>>) -> Option<&'t Threshold> {
    threshold.get_or_init(|| Threshold::new(graph, held, &held.needs)).as_ref()
}

/// Whether a response beside a threshold shows it, of those tried.
fn shows(threshold: &Threshold, turns: &[Turn], reading: &Reading<'_>, shown: &dyn Fn(&Answers) -> bool) -> bool {
    let (mut tries, mut is_shown) = (0, false);
    threshold.is_crossed(turns, &mut |answers| {
        tries += 1;
        is_shown = shown(&response(reading, &Witness { cost: 0, answers }));
        is_shown || tries == TRIES
    });
    is_shown
}
