//! Questions, and neighbouring answers, that make no difference to any result.

use rustc_hash::FxHashMap;

use super::alike::{self, Alike};
use super::crossings::Crossings;
use super::effects::{Effect, Effects, Move, settled};
use super::finder::Finder;
use super::outcomes::{Nearest, Outcome, differ};
use super::samples::extreme;
use super::shown::{shown_at_thresholds, shown_by_samples};
use super::steps::{Pair, Step};
use crate::analyse::bounds;
use crate::analyse::{Graph, Node, Slot};
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Domain, Model, OVERALL, Question, QuestionId, RoleId};

/// So many samples are tried for each outcome before a small walk, which tells more than the rest of them.
const FEW: usize = 8;
/// The steps of a small walk.
const LITTLE: u64 = 5_000;

/// Of a range with more numbers than this it is not proved that they never matter.
const MOST: u64 = 40;

/// Findings on levels that nobody reaches, behind which nothing can matter.
pub const UNREACHED: [Code; 5] = [Code::M0302, Code::M0304, Code::M0307, Code::M0311, Code::M0213];

/// Looks at every question.
pub fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    let mut search = Search::default();
    let mut alike_of: Vec<(QuestionId, Vec<Alike>)> = Vec::new();
    for (id, question) in (0u32..).map(QuestionId).zip(&model.questions) {
        if matches!(question.domain, Domain::Text)
            || finder.said_in_question(Code::M0403, id)
            || finder.was_said(Code::M0407, question.span)
            || finder.has_found(Code::M0407, question.span)
        {
            continue;
        }
        let mut steps = Steps::between(model, id, question);
        steps.look(finder, question, &mut search);
        let mut bound = steps.bound();
        if bound < Bound::Open && question.na.is_some() {
            let mut na = Steps::of_na(model, id, question);
            na.look(finder, question, &mut search);
            bound = bound.max(na.bound());
        }
        let is_open = steps.bounds.contains(&Bound::Open);
        match bound {
            Bound::Unasked => {}
            Bound::Matters if steps.enough => {}
            Bound::Matters if is_open => {
                finder
                    .leave_open(question.span, format!("whether all answers to `{}` make a difference", question.name));
            }
            Bound::Matters => alike_of.push((id, steps.alike(finder.has_any(&UNREACHED)))),
            Bound::Open => {
                finder.leave_open(question.span, format!("whether the answer to `{}` ever matters", question.name))
            }
            // Behind a level that nobody reaches nothing can matter: that is said of the level.
            Bound::Untouched | Bound::InVain if finder.has_any(&UNREACHED) => {}
            Bound::Nowhere | Bound::Untouched | Bound::InVain => say(finder, question, bound),
        }
    }
    alike::say(finder, &alike_of);
}

/// What is kept from one question to the next.
#[derive(Debug, Default)]
struct Search {
    nearest: Nearest,
    crossings: Crossings,
    /// What answers can do, as bounds tell it, and as sums tell it.
    effects: FxHashMap<Option<RoleId>, Effects>,
    exact: FxHashMap<Option<RoleId>, Effects>,
}

/// How far an answer instead of another one reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    /// It is never asked.
    Unasked,
    /// No rule depends on it.
    Nowhere,
    /// Rules depend on the question, but to none does it matter which of the two it is.
    Untouched,
    /// A score moves, but never far enough.
    InVain,
    /// That takes too much work.
    Open,
    /// It makes a difference.
    Matters,
}

/// The answers of a question to compare, and what came of it.
struct Steps {
    question: QuestionId,
    all: Vec<Step>,
    bounds: Vec<Bound>,
    /// One that makes a difference is enough: nothing is said of single numbers.
    enough: bool,
    /// It is not proved of so many numbers that they never matter.
    is_long: bool,
}

impl Steps {
    /// From each answer to the next one as they are written, from an option not taken to the same option taken.
    fn between(model: &Model, id: QuestionId, question: &Question) -> Steps {
        let step = |from: u64, to: u64| Step { question: id, option: None, from: Some(from), to: Some(to) };
        let neighbours = |last: u64| (0..last).map(|answer| step(answer, answer.saturating_add(1)));
        let all: Vec<Step> = match &question.domain {
            Domain::Text => Vec::new(),
            Domain::Choice(choice) => neighbours(u64::from(choice.count).saturating_sub(1)).collect(),
            Domain::AnyOf(any) => (0..any.count).map(|option| Step { option: Some(option), ..step(0, 1) }).collect(),
            Domain::Range(range) => {
                let last = range.count.saturating_sub(1);
                let (low, high) = (extreme(model, question, false), extreme(model, question, true));
                [step(low, high), step(0, last)].into_iter().chain(neighbours(last.min(MOST))).collect()
            }
        };
        let range = match &question.domain {
            Domain::Range(range) => Some(range.count),
            _ => None,
        };
        let is_long = range.is_some_and(|count| count > MOST);
        Steps { question: id, bounds: vec![Bound::Unasked; all.len()], all, enough: range.is_some(), is_long }
    }

    /// From `na` to an answer.
    fn of_na(model: &Model, id: QuestionId, question: &Question) -> Steps {
        let to = Some(extreme(model, question, false));
        let step = Step { question: id, option: None, from: None, to };
        Steps { question: id, all: vec![step], bounds: vec![Bound::Unasked], enough: true, is_long: false }
    }

    fn bound(&self) -> Bound {
        self.bounds.iter().copied().max().unwrap_or(Bound::Unasked)
    }

    /// The steps that change nothing; those that move a score alone only where every level is reached.
    fn alike(self, behind_unreached: bool) -> Vec<Alike> {
        let steps = self.all.into_iter().zip(self.bounds);
        let is_alike = |bound: Bound| bound != Bound::Matters && !(behind_unreached && bound == Bound::InVain);
        let steps = steps.filter(|(_, bound)| is_alike(*bound));
        steps.map(|(step, bound)| Alike { step, moves: bound == Bound::InVain }).collect()
    }

    fn look(&mut self, finder: &mut Finder<'_>, question: &Question, search: &mut Search) {
        for role in finder.roles().into_iter().filter(|role| question.roles.contains(*role)) {
            let Some(reach) = reach(finder, role, self, search) else { continue };
            for (at, (step, bound)) in self.all.iter().zip(&mut self.bounds).enumerate() {
                if *bound == Bound::Matters {
                    continue;
                }
                let now = reach.bound(finder, role, (at, step), self.is_long, search);
                *bound = now.max(*bound);
                if self.enough && now == Bound::Matters {
                    return;
                }
            }
        }
    }
}

/// How far a question reaches in one role, as far as the rules alone tell.
struct Reach {
    /// Whether any rule depends on it.
    somewhere: bool,
    /// Whether it decides that other questions are asked.
    reveals: bool,
    /// For each step the outcomes that it may change.
    kept: Vec<Vec<Outcome>>,
    /// Whether a step surely changes one: a rule that depends on this answer alone.
    alone: Vec<bool>,
}

impl Reach {
    fn bound(
        &self,
        finder: &mut Finder<'_>,
        role: Option<RoleId>,
        (at, step): (usize, &Step),
        is_long: bool,
        search: &mut Search,
    ) -> Bound {
        let kept = self.kept.get(at).map_or(&[][..], Vec::as_slice);
        if kept.is_empty() {
            return if self.somewhere { Bound::Untouched } else { Bound::Nowhere };
        }
        let is_alone = self.alone.get(at).copied().unwrap_or_default();
        if is_alone || is_long {
            return Bound::Matters;
        }
        let Search { nearest, crossings, exact, .. } = search;
        let exact = exact.entry(role).or_insert_with(Effects::exact);
        if shown_at_thresholds(finder, role, step, (kept, self.reveals), crossings) {
            return Bound::Matters;
        }
        let mut shown =
            |finder: &Finder<'_>, places| shown_by_samples(finder, role, step, (kept, self.reveals), places, nearest);
        if shown(finder, 0..FEW) {
            return Bound::Matters;
        }
        match differs(finder, role, (kept, &mut *exact), step, LITTLE) {
            Bound::Open if shown(finder, FEW..usize::MAX) => Bound::Matters,
            Bound::Open => differs(finder, role, (kept, exact), step, u64::MAX),
            settled => settled,
        }
    }
}

fn reach(finder: &mut Finder<'_>, role: Option<RoleId>, steps: &Steps, search: &mut Search) -> Option<Reach> {
    let model = finder.model;
    let found = finder.ask(role, |space, reading, _| {
        let Some(slot) = reading.known_slot(steps.question).filter(|slot| !matches!(slot, Slot::Never)) else {
            return Ok(None);
        };
        let variables: Vec<usize> = slot.variables().iter().map(|variable| variable.0 as usize).collect();
        let mut outcomes: Vec<(Outcome, Node)> = Vec::new();
        let area = model.questions.get(steps.question.0 as usize).map(|question| question.area);
        for outcome in Outcome::all(model, area.unwrap_or(OVERALL)) {
            let node = outcome.node(reading, &mut space.graph);
            let support = space.graph.support(node);
            if variables.iter().any(|variable| support.contains(*variable)) {
                outcomes.push((outcome, node));
            }
        }
        let effects = search.effects.entry(role).or_default();
        let mut reach = Reach {
            somewhere: !outcomes.is_empty(),
            reveals: outcomes.iter().any(|(outcome, _)| matches!(outcome, Outcome::Asked(_))),
            kept: vec![Vec::new(); steps.all.len()],
            alone: vec![false; steps.all.len()],
        };
        for ((step, kept), alone) in steps.all.iter().zip(&mut reach.kept).zip(&mut reach.alone) {
            let change: Option<Move> = step.as_move(reading, &space.graph);
            let mut known: FxHashMap<Node, Effect> = FxHashMap::default();
            for (outcome, node) in &outcomes {
                let may = match change {
                    None => true,
                    Some(change) => effects.of(&space.graph, change, *node, &mut known) != Effect::NONE,
                };
                if may {
                    kept.push(*outcome);
                    // What depends on this answer alone and does not come out the same matters.
                    let is_alone = variables.len() == 1 && depends_only(&space.graph, *node, &variables);
                    let exactly = change.filter(|_| is_alone).and_then(|its| settled(&space.graph, its, *node));
                    *alone = exactly.is_some_and(|effect| effect != Effect::NONE);
                }
                if *alone {
                    break;
                }
            }
        }
        Ok(Some(reach))
    });
    found?.ok()?
}

fn depends_only(graph: &Graph, node: Node, variables: &[usize]) -> bool {
    graph.support(node).iter().all(|variable| variables.contains(&variable))
}

/// Whether any of these outcomes ever differs between two answers; it may take so many steps in all.
fn differs(
    finder: &mut Finder<'_>,
    role: Option<RoleId>,
    (kept, exact): (&[Outcome], &mut Effects),
    step: &Step,
    mut steps: u64,
) -> Bound {
    let mut known: FxHashMap<Node, Effect> = FxHashMap::default();
    let mut bound = Bound::InVain;
    for outcome in kept {
        if steps == 0 {
            return Bound::Open;
        }
        let found = finder.ask(role, |space, reading, budget| {
            let node = outcome.node(reading, &mut space.graph);
            if let Some(change) = step.as_move(reading, &space.graph)
                && exact.of(&space.graph, change, node, &mut known) == Effect::NONE
            {
                return Ok(false);
            }
            let mut pair = Pair::new(space, reading, step);
            let space = pair.space.as_mut().unwrap_or(space);
            let before = outcome.node(&mut pair.before, &mut space.graph);
            let after = outcome.node(&mut pair.after, &mut space.graph);
            let differs = differ(&mut space.graph, before, after);
            let condition = space.graph.and(pair.given.iter().copied().chain([differs]));
            if bounds::is_impossible(&mut space.graph, condition) {
                return Ok(false);
            }
            let mut part = budget.take(steps);
            let given = part.left();
            let found = space.witness(condition, &mut part);
            steps = steps.saturating_sub(given.saturating_sub(part.left()));
            budget.give_back(part);
            Ok(found?.is_some())
        });
        match found {
            Some(Ok(true)) => return Bound::Matters,
            Some(Ok(false)) | None => {}
            Some(Err(_)) => bound = Bound::Open,
        }
    }
    bound
}

fn say(finder: &mut Finder<'_>, question: &Question, bound: Bound) {
    let results = "no level, no value and no suggestion";
    let finding = match bound {
        Bound::Nowhere => Diagnostic::new(Code::M0415, format!("the answer to `{}` changes nothing", question.name))
            .at(question.span, "no rule looks at it")
            .help("let a rule use it, or take it away; a question that is asked for other reasons gets an `allow` that tells them"),
        _ => Diagnostic::new(Code::M0415, format!("the answer to `{}` never makes a difference", question.name))
            .at(question.span, format!("{results} ever depends on it"))
            .note(match bound {
                Bound::InVain => "proved over all possible responses: a score moves, but never far enough",
                _ => "proved over all possible responses",
            })
            .help("give it more weight or a rule of its own, or take it away"),
    };
    finder.report(finding, Some(question.area));
}
