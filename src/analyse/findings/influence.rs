//! Questions, and neighbouring answers, that make no difference to any result.

use rustc_hash::FxHashMap;

use super::effects::{Effect, Effects, Move};
use super::finder::Finder;
use super::samples::extreme;
use super::steps::{Pair, Step};
use crate::analyse::{Graph, Node, Reading, Slot, Space};
use crate::diagnostics::{Code, Diagnostic};
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::model::{ActionId, Answer, AreaId, Domain, Model, Question, QuestionId, RoleId, ValueId};

/// In so many samples only the lowest and the highest answer are tried.
const TRIED: usize = 12;

/// Of a range with more numbers than this it is not proved that they never matter.
const MOST: u64 = 40;

/// What an answer can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Level(AreaId),
    Value(ValueId),
    Suggested(ActionId),
    Asked(QuestionId),
    /// Where no area around the question has levels.
    Score(AreaId),
}

/// Looks at every question.
pub fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    for (id, question) in (0u32..).map(QuestionId).zip(&model.questions) {
        if matches!(question.domain, Domain::Text)
            || finder.said_in_question(Code::M0403, id)
            || finder.was_said(Code::M0407, question.span)
            || finder.has_found(Code::M0407, question.span)
        {
            continue;
        }
        let steps = steps(model, id, question);
        let mut bound = Bound::Nowhere;
        for role in finder.roles().into_iter().filter(|role| question.roles.contains(*role)) {
            bound = bound.max(of_role(finder, role, id, &steps));
            if bound == Bound::Matters {
                break;
            }
        }
        match bound {
            Bound::Matters | Bound::Unasked => {}
            Bound::Open => finder.leave_open(format!("whether the answer to `{}` ever matters", question.name)),
            // Behind a level that nobody reaches nothing can matter: that is said of the level.
            Bound::InVain if finder.has_any(&[Code::M0302, Code::M0304, Code::M0307, Code::M0311, Code::M0213]) => {}
            Bound::Nowhere | Bound::InVain => say(finder, question, bound),
        }
    }
}

/// How far the answers to a question reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    /// No rule depends on it.
    Nowhere,
    /// Rules depend on it, but never come out differently.
    InVain,
    /// It is never asked.
    Unasked,
    /// That takes too much work.
    Open,
    /// It makes a difference.
    Matters,
}

/// The answers to compare: the lowest with the highest first, which tells most.
fn steps(model: &Model, id: QuestionId, question: &Question) -> Vec<Step> {
    let step = |from: Option<u64>, to: Option<u64>| Step { question: id, option: None, from, to };
    let (low, high) = (extreme(model, question, false), extreme(model, question, true));
    let mut steps = vec![step(Some(low), Some(high))];
    match &question.domain {
        Domain::Choice(choice) => {
            let last = u64::from(choice.count).saturating_sub(1);
            steps.extend((0..last).map(|answer| step(Some(answer), Some(answer.saturating_add(1)))));
        }
        Domain::AnyOf(any) => {
            steps.extend((0..any.count).map(|option| Step { option: Some(option), ..step(Some(0), Some(1)) }));
        }
        Domain::Range(range) => {
            let last = range.count.saturating_sub(1);
            steps.push(step(Some(0), Some(last)));
            steps.extend((0..last.min(MOST)).map(|answer| step(Some(answer), Some(answer.saturating_add(1)))));
        }
        Domain::Text => {}
    }
    if question.na.is_some() {
        steps.push(step(None, Some(low)));
    }
    steps
}

fn of_role(finder: &mut Finder<'_>, role: Option<RoleId>, id: QuestionId, steps: &[Step]) -> Bound {
    let model = finder.model;
    // Under a level, a score is only the way to it.
    let scores_count = model.questions.get(id.0 as usize).is_some_and(|question| !has_level(model, question.area));
    let found = finder.ask(role, |space, reading, _| {
        let Some(slot) = reading.known_slot(id).filter(|slot| !matches!(slot, Slot::Never)) else { return Ok(None) };
        let variables: Vec<usize> = match slot {
            Slot::One(variable) => vec![variable.0 as usize],
            Slot::Options(state, options) => {
                state.iter().chain(options.iter().flatten()).map(|variable| variable.0 as usize).collect()
            }
            Slot::Shared(variable, _) => vec![variable.0 as usize],
            // Only complete responses are looked at.
            Slot::Never | Slot::Fixed(_) | Slot::Unanswered | Slot::Completed(_) | Slot::First(..) => Vec::new(),
        };
        let outcomes = outcomes(model, space, reading, scores_count);
        let behind = |node: Node| {
            let support = space.graph.support(node);
            variables.iter().any(|variable| support.contains(*variable))
        };
        let outcomes: Vec<(Outcome, Node)> = outcomes.into_iter().filter(|(_, node)| behind(*node)).collect();
        let mut effects = Effects::default();
        let mut kept: Vec<(Outcome, Vec<Step>)> = Vec::new();
        let mut alone = false;
        let moves = steps.iter().map(|step| (*step, step.as_move(reading, &space.graph), FxHashMap::default()));
        let mut moves: Vec<(Step, Option<Move>, FxHashMap<Node, Effect>)> = moves.collect();
        for (outcome, node) in &outcomes {
            let may = |(step, change, known): &mut (Step, Option<Move>, FxHashMap<Node, Effect>)| match change {
                None => Some(*step),
                Some(change) => (effects.of(&space.graph, *change, *node, known) != Effect::NONE).then_some(*step),
            };
            let steps: Vec<Step> = moves.iter_mut().filter_map(may).collect();
            if !steps.is_empty() {
                kept.push((*outcome, steps));
                // What depends on this answer alone and does not come out the same matters.
                alone = depends_only(&space.graph, *node, &variables) && variables.len() == 1;
            }
            if alone {
                break;
            }
        }
        Ok(Some((outcomes.is_empty(), kept, alone)))
    });
    let Some(Ok(Some((nowhere, kept, alone)))) = found else { return Bound::Unasked };
    if alone {
        return Bound::Matters;
    }
    // Whatever is asked because of it, free text too, is a difference.
    if kept.iter().any(|(outcome, _)| matches!(outcome, Outcome::Asked(_))) || shown_by_samples(finder, role, &kept) {
        return Bound::Matters;
    }
    if kept.is_empty() && nowhere {
        return Bound::Nowhere;
    }
    let long = |question: &Question| matches!(&question.domain, Domain::Range(range) if range.count > MOST);
    if model.questions.get(id.0 as usize).is_some_and(long) {
        return Bound::Matters;
    }
    let mut bound = Bound::InVain;
    for (outcome, steps) in &kept {
        for step in steps {
            match differs(finder, role, *outcome, step) {
                Some(true) => return Bound::Matters,
                Some(false) => {}
                None => bound = Bound::Open,
            }
        }
    }
    bound
}

fn depends_only(graph: &Graph, node: Node, variables: &[usize]) -> bool {
    graph.support(node).iter().all(|variable| variables.contains(&variable))
}

/// Everything that an answer can change, what is cheap to look at first.
fn outcomes<'m>(
    model: &'m Model,
    space: &mut Space,
    reading: &mut Reading<'m>,
    scores_count: bool,
) -> Vec<(Outcome, Node)> {
    let graph = &mut space.graph;
    let ids = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
    let mut found = Vec::new();
    for id in ids(model.actions.len()).map(ActionId) {
        found.push((Outcome::Suggested(id), reading.suggested(graph, id)));
    }
    for id in ids(model.questions.len()).map(QuestionId) {
        found.push((Outcome::Asked(id), reading.asked(graph, id)));
    }
    for id in ids(model.areas.len()).map(AreaId).rev() {
        found.push((Outcome::Level(id), reading.level(graph, id)));
    }
    for id in ids(model.values.len()).map(ValueId) {
        found.push((Outcome::Value(id), reading.value(graph, id)));
    }
    for id in ids(model.areas.len()).map(AreaId).filter(|_| scores_count) {
        found.push((Outcome::Score(id), reading.score(graph, id)));
    }
    found.retain(|(_, node)| graph.as_constant(*node).is_none());
    found
}

/// Whether the area, or one around it, has levels: then its score is a way to a level.
fn has_level(model: &Model, area: AreaId) -> bool {
    let mut at = Some(area);
    while let Some(area) = at.and_then(|id| model.areas.get(id.0 as usize)) {
        if area.adoption.is_some() {
            return true;
        }
        at = area.parent;
    }
    false
}

/// Whether a sample comes out differently with another answer.
fn shown_by_samples(finder: &Finder<'_>, role: Option<RoleId>, kept: &[(Outcome, Vec<Step>)]) -> bool {
    let model = finder.model;
    for (nth, (answers, evaluation)) in finder.samples(role).enumerate() {
        // First what tells most; the rest only of questions that matter seldom.
        let most = if nth < TRIED { 1 } else { usize::MAX };
        for (outcome, step) in
            kept.iter().flat_map(|(outcome, steps)| steps.iter().take(most).map(move |step| (outcome, step)))
        {
            if step.option.is_some() {
                continue;
            }
            if matches!(evaluation.presence(step.question), Presence::Hidden | Presence::Outside) {
                break;
            }
            let with = |answer: Option<u64>| {
                let mut other: Answers = answers.clone();
                other.set(step.question, Some(answer.map_or(Answer::Na, Answer::Index)));
                let evaluation = Evaluation::new(model, &other);
                match outcome {
                    Outcome::Level(area) => {
                        evaluation.level(*area).map(|rank| crate::exact::Rational::from(i64::from(rank)))
                    }
                    Outcome::Value(value) => evaluation.value(*value).cloned(),
                    Outcome::Score(area) => evaluation.score(*area).cloned(),
                    Outcome::Suggested(action) => {
                        Some(crate::exact::Rational::from(i64::from(evaluation.suggested(*action))))
                    }
                    Outcome::Asked(_) => None,
                }
            };
            if with(step.from) != with(step.to) {
                return true;
            }
        }
    }
    false
}

/// Whether an outcome ever differs between two answers; none when that takes too much work.
fn differs(finder: &mut Finder<'_>, role: Option<RoleId>, outcome: Outcome, step: &Step) -> Option<bool> {
    let found = finder.ask(role, |space, reading, budget| {
        let mut pair = Pair::new(space, reading, step);
        let space = pair.space.as_mut().unwrap_or(space);
        let mut node = |reading: &mut Reading<'_>| match outcome {
            Outcome::Level(area) => reading.level(&mut space.graph, area),
            Outcome::Value(value) => reading.value(&mut space.graph, value),
            Outcome::Suggested(action) => reading.suggested(&mut space.graph, action),
            Outcome::Asked(question) => reading.asked(&mut space.graph, question),
            Outcome::Score(area) => reading.score(&mut space.graph, area),
        };
        let (before, after) = (node(&mut pair.before), node(&mut pair.after));
        let graph = &mut space.graph;
        let same = graph.compare(before, crate::exact::Compare::Equal, after);
        let (one, other) = (graph.has_value(before), graph.has_value(after));
        let (no_one, no_other) = (graph.negation(one), graph.negation(other));
        let neither = graph.and([no_one, no_other]);
        let same = graph.or([same, neither]);
        let differs = graph.negation(same);
        let condition = graph.and(pair.given.iter().copied().chain([differs]));
        Ok(space.witness(condition, budget)?.is_some())
    });
    found?.ok()
}

fn say(finder: &mut Finder<'_>, question: &Question, bound: Bound) {
    let results = "no level, no value and no suggestion";
    let finding = match bound {
        Bound::Nowhere => Diagnostic::new(Code::M0415, format!("the answer to `{}` changes nothing", question.name))
            .at(question.span, "no rule looks at it")
            .help("let a rule use it, or take it away; a question that is asked for other reasons gets an `allow` that tells them"),
        _ => Diagnostic::new(Code::M0415, format!("the answer to `{}` never makes a difference", question.name))
            .at(question.span, format!("{results} ever depends on it"))
            .note("proved over all possible responses: a score may move, but never far enough")
            .help("give it more weight or a rule of its own, or take it away"),
    };
    finder.report(finding, Some(question.area));
}
