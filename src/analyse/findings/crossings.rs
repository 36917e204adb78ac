//! Pairs of responses that differ in one answer and lie on either side of a threshold.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::effects::Move;
use super::finder::Finder;
use super::held::{self, Held, held};
use super::outcomes::Outcome;
use super::parts::Tried;
use super::steps::Step;
use super::threshold::{Threshold, Turn};
use crate::analyse::{Graph, Node, Reading, Slot, Variable, Witness, response};
use crate::evaluate::Answers;
use crate::model::{Answer, Model, QuestionId, RoleId};

/// So many samples lend their answers where there are too many to look at each: the lowest and the highest.
const SAMPLES: usize = 2;
/// So many pairs are tried at a threshold: what else an outcome waits for may not be fulfilled.
const TRIES: usize = 4;

/// What outcomes are held against, part by part, as far as it was asked for.
#[derive(Debug, Default)]
pub struct Crossings {
    known: FxHashMap<(Option<RoleId>, Outcome), Vec<Known>>,
    /// By role the answers of a few samples, by variable.
    tried: FxHashMap<Option<RoleId>, Vec<Vec<u64>>>,
}

/// What is held against a number, worked out part by part when that is asked for.
#[derive(Debug)]
struct Known {
    held: Held,
    /// What is answered besides.
    beside: Vec<(Variable, u64)>,
    threshold: OnceCell<Option<Threshold>>,
    /// By part what its own sum or mean is held against, where the others are answered in some way.
    within: RefCell<FxHashMap<usize, Rc<Vec<Known>>>>,
}

/// What it takes to look for a pair of responses.
struct Search<'s> {
    graph: &'s Graph,
    reading: &'s Reading<'s>,
    tried: &'s Tried,
    shown: &'s dyn Fn(&Answers) -> bool,
}

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
        let samples = self.samples(finder, role);
        let found = finder.ask(role, |space, reading, _| {
            let Some(change) = step.as_move(reading, &space.graph) else { return Ok(false) };
            let node = outcome.node(reading, &mut space.graph);
            let (known, tried) = self.of(&space.graph, reading, (role, outcome), node, &samples);
            let search = Search { graph: &space.graph, reading, tried, shown };
            Ok(known.iter().any(|known| search.by_move(known, change)))
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
        let samples = self.samples(finder, role);
        let found = finder.ask(role, |space, reading, _| {
            let node = outcome.node(reading, &mut space.graph);
            let other = outcome.node(&mut reading.reweighted(otherwise), &mut space.graph);
            let (known, tried) = self.of(&space.graph, reading, (role, outcome), node, &samples);
            let search = Search { graph: &space.graph, reading, tried, shown };
            let others = held(&space.graph, other).into_iter();
            // What the other model holds, too, is held the same.
            let mut others = others.filter(|other| !known.iter().any(|known| known.held.number == other.number));
            Ok(others.any(|other| known.iter().any(|known| search.by_weight(known, &other))))
        });
        matches!(found, Some(Ok(true)))
    }

    /// The first samples of a role, if they are still to be read.
    fn samples<'m>(&self, finder: &Finder<'m>, role: Option<RoleId>) -> Vec<&'m Answers> {
        let count = if self.tried.contains_key(&role) { 0 } else { SAMPLES };
        finder.samples(role).map(|(answers, _)| answers).take(count).collect()
    }

    fn of(
        &mut self,
        graph: &Graph,
        reading: &Reading<'_>,
        (role, outcome): (Option<RoleId>, Outcome),
        node: Node,
        samples: &[&Answers],
    ) -> (&[Known], &Tried) {
        let tried = self
            .tried
            .entry(role)
            .or_insert_with(|| samples.iter().map(|answers| by_variable(graph, reading, answers)).collect());
        let anew = || held(graph, node).into_iter().map(|held| Known::new(held, Vec::new())).collect();
        (self.known.entry((role, outcome)).or_insert_with(anew), tried)
    }
}

impl Known {
    fn new(held: Held, beside: Vec<(Variable, u64)>) -> Known {
        Known { held, beside, threshold: OnceCell::new(), within: RefCell::default() }
    }
}

impl Search<'_> {
    fn by_move(&self, known: &Known, change: Move) -> bool {
        if !self.graph.support(known.held.number).contains(change.variable.0 as usize) {
            return false;
        }
        let Some(threshold) = self.threshold(known) else { return false };
        let is_within =
            |part: usize| self.within(known, threshold, part).iter().any(|inner| self.by_move(inner, change));
        self.shows(known, threshold, &threshold.moved(change))
            || threshold.large_part_of(change.variable).is_some_and(is_within)
    }

    fn by_weight(&self, known: &Known, other: &Held) -> bool {
        if known.held.is_reweighted(self.graph, other) {
            let Some(threshold) = self.threshold(known) else { return false };
            let turns = threshold.reweighted(self.graph, other).unwrap_or_default();
            return self.shows(known, threshold, &turns);
        }
        let Some((its, others)) = known.held.only_other_term(self.graph, other) else { return false };
        let Some(threshold) = self.threshold(known) else { return false };
        let Some(part) = threshold.part_of(self.graph, its) else { return false };
        let held = |inner: &Known| held::around(self.graph, (others, inner.held.op, inner.held.value.clone()));
        let shows = |inner: &Known| held(inner).iter().any(|other| self.by_weight(inner, other));
        self.within(known, threshold, part).iter().any(shows)
    }

    fn threshold<'k>(&self, known: &'k Known) -> Option<&'k Threshold> {
        let anew = || Threshold::new(self.graph, &known.held, &known.held.needs, self.tried);
        known.threshold.get_or_init(anew).as_ref()
    }

    fn within(&self, known: &Known, threshold: &Threshold, part: usize) -> Rc<Vec<Known>> {
        let inner = |(mut beside, held): (Vec<(Variable, u64)>, Held)| {
            beside.extend(&known.beside);
            Known::new(held, beside)
        };
        let anew = || Rc::new(threshold.within(self.graph, part).into_iter().map(inner).collect());
        Rc::clone(known.within.borrow_mut().entry(part).or_insert_with(anew))
    }

    /// Whether a response beside a threshold shows it, of those tried.
    fn shows(&self, known: &Known, threshold: &Threshold, turns: &[Turn]) -> bool {
        let (mut tries, mut is_shown) = (0, false);
        threshold.is_crossed(turns, &mut |mut answers| {
            tries += 1;
            answers.extend(&known.beside);
            is_shown = (self.shown)(&response(self.reading, &Witness { cost: 0, answers, is_cheapest: false }));
            is_shown || tries == TRIES
        });
        is_shown
    }
}

/// The answers of a response, variable by variable; what it does not answer matters to nothing.
fn by_variable(graph: &Graph, reading: &Reading<'_>, answers: &Answers) -> Vec<u64> {
    let mut found = vec![0; graph.variable_count()];
    let mut set = |variable: Variable, answer: u64| found[variable.0 as usize] = answer;
    for (number, given) in (0u32..).zip(&answers.given) {
        match (reading.known_slot(QuestionId(number)), given) {
            (Some(Slot::One(variable)), Some(Answer::Index(answer))) => set(*variable, *answer),
            (Some(Slot::Text(variable)), Some(Answer::Text(_))) => set(*variable, 1),
            (Some(Slot::One(variable) | Slot::Text(variable)), Some(Answer::Na)) => {
                set(*variable, graph.answers(*variable).count)
            }
            (Some(Slot::Options(Some(state), _)), Some(Answer::Na)) => set(*state, 1),
            (Some(Slot::Options(_, options)), Some(Answer::Index(taken))) => {
                for (place, option) in options.iter().enumerate() {
                    option.iter().for_each(|option| set(*option, taken >> (place & 63) & 1));
                }
            }
            _ => {}
        }
    }
    found
}
