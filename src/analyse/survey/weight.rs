//! Which questions weigh most: how often another answer to one question alone leads to another level.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::respondent::Respondent;
use super::result::{LevelChange, Part, QuestionWeight, Why};
use super::with_levels;
use crate::analyse::graph::{Graph, Node, truth};
use crate::analyse::leaf::{Leaf, Worth};
use crate::analyse::reading::{Reading, Slot};
use crate::analyse::space::Space;
use crate::evaluate::worth;
use crate::exact::{Compare, Rational};
use crate::model::{Area, AreaId, Domain, Model, Number, OVERALL, Question, QuestionId, RoleId, Rule, StandIn, Truth};

/// So many answers of a question are compared.
const MOST_ANSWERS: usize = 64;
/// After so many questions whose weight for an area takes too much work the others are not tried.
const MOST_FAILURES: usize = 2;

/// A question whose weight is asked for.
struct Asked {
    id: QuestionId,
    /// Answers that stand for all of them: each other one is the same to all rules as one of these.
    answers: Result<Vec<Option<u64>>, Why>,
    /// The areas whose level depends on it, nearest first.
    areas: Vec<AreaId>,
    /// Whether it decides if other questions are asked.
    reveals: bool,
    changes: Vec<(AreaId, Part)>,
}

/// Every question that is asked and answered. The nearest areas come first: the budget may not last for the others.
pub fn of_questions(respondent: &mut Respondent<'_>) -> Vec<QuestionWeight> {
    let model = respondent.model;
    let mut asked = questions(respondent);
    // Whole models are the hardest.
    let order = |(at, id): &(usize, AreaId)| (*id == OVERALL, *at);
    let rounds = asked.iter().map(|question| question.areas.len()).max().unwrap_or(0);
    let mut todo: Vec<(usize, AreaId, usize)> = Vec::new();
    for (number, question) in asked.iter().enumerate() {
        todo.extend(question.areas.iter().enumerate().map(|(at, id)| (at, *id, number)));
    }
    todo.sort_by_key(|(at, id, number)| {
        let (overall, at) = order(&(*at, *id));
        (overall, at.min(rounds), *number)
    });
    let mut failures: Vec<AreaId> = Vec::new();
    let whole = todo.iter().filter(|(_, area, _)| *area == OVERALL).count();
    for (done, (_, area, number)) in todo.iter().enumerate() {
        // The whole comes last, and is one large query.
        respondent.expect_more(if done + whole >= todo.len() { 1 } else { usize::MAX });
        let Some(question) = asked.get_mut(*number) else { continue };
        let (known, area) = (respondent.of_level(*area), *area);
        let together = known.as_ref().ok().and_then(|known| Some((known, known.questions.get(&question.id)?)));
        let failed = failures.iter().filter(|failed| **failed == area).count();
        let share = match (&question.answers, together) {
            (_, Some((known, count))) => Part::of(count, &known.all).unwrap_or_else(Part::none),
            (Err(_), _) if !question.reveals && !respondent.reads(area, question.id) => Part::none(),
            (Err(why), _) => Part::Undecided(why.clone()),
            (Ok(_), _) if failed >= MOST_FAILURES => Part::Undecided(Why::Work),
            (Ok(answers), _) if question.reveals => with_revealed(respondent, question.id, answers, area),
            // Where all together take too much work, each by itself takes more.
            (Ok(_), _) if matches!(known, Err(Why::Work)) => Part::Undecided(Why::Work),
            (Ok(answers), _) => alone(respondent, question.id, answers, area),
        };
        if share == Part::Undecided(Why::Work) {
            failures.push(area);
        }
        question.changes.push((area, share));
    }
    asked.into_iter().filter_map(|question| weight(model, question)).collect()
}

fn weight(model: &Model, asked: Asked) -> Option<QuestionWeight> {
    let question = model.questions.get(asked.id.0 as usize)?;
    let key = |id: AreaId| model.areas.get(id.0 as usize).map_or_else(String::new, |area| area.key.clone());
    let change = |area: &AreaId| {
        let (_, share) = asked.changes.iter().find(|(id, _)| id == area)?;
        Some(LevelChange { area: key(*area), id: *area, share: share.clone() })
    };
    Some(QuestionWeight {
        question: question.key.clone(),
        id: asked.id,
        area: key(question.area),
        levels: asked.areas.iter().filter_map(change).collect(),
    })
}

fn questions(respondent: &Respondent<'_>) -> Vec<Asked> {
    let model = respondent.model;
    let behind: Vec<(AreaId, BTreeSet<QuestionId>)> =
        with_levels(model).map(|area| (area, model.questions_behind([Rule::Area(area)]))).collect();
    let gates: Vec<BTreeSet<QuestionId>> =
        model.questions.iter().map(|question| model.questions_behind(question.ask_when.map(Rule::Truth))).collect();
    let mut found = Vec::new();
    for (id, question) in (0u32..).map(QuestionId).zip(&model.questions) {
        if matches!(respondent.known_slot(id), None | Some(Slot::Never)) {
            continue;
        }
        let around: Vec<AreaId> = outward(model, question.area).collect();
        let mut areas: Vec<AreaId> =
            behind.iter().filter(|(_, questions)| questions.contains(&id)).map(|(area, _)| *area).collect();
        areas.sort_by_key(|area| (around.iter().position(|its| its == area).unwrap_or(usize::MAX), *area));
        let reveals = gates.iter().any(|gate| gate.contains(&id));
        found.push(Asked { id, answers: answers(model, id, question), areas, reveals, changes: Vec::new() });
    }
    found
}

/// An area and those around it.
fn outward(model: &Model, area: AreaId) -> impl Iterator<Item = AreaId> + '_ {
    std::iter::successors(Some(area), |id| {
        let area: Option<&Area> = model.areas.get(id.0 as usize);
        area.and_then(|area| area.parent)
    })
}

/// A question that decides about no other: one reading an answer, over the same variables.
fn alone(respondent: &mut Respondent<'_>, id: QuestionId, answers: &[Option<u64>], area: AreaId) -> Part {
    let share = respondent.ask(|space, reading, budget| {
        let mut readings: Vec<Reading<'_>> = answers.iter().map(|answer| reading.with_answer(id, *answer)).collect();
        let differs = differs(&mut space.graph, &mut readings, area);
        let asked = is_asked(&mut space.graph, reading, id);
        let condition = space.graph.and([asked, differs]);
        space.count_exactly(condition, budget)
    });
    Part::counted(share)
}

/// A question that decides whether others are asked: the responses have an answer to each question that some answer to
/// it would let be asked.
fn with_revealed(respondent: &mut Respondent<'_>, id: QuestionId, answers: &[Option<u64>], area: AreaId) -> Part {
    let (model, role) = (respondent.model, respondent.role);
    let mut space = Space::default();
    let graph = &mut space.graph;
    let (whole, mut readings) = revealed(graph, model, role, id, answers);
    let differs = differs(graph, &mut readings, area);
    let asked = is_asked(graph, &whole, id);
    let condition = graph.and([asked, differs]);
    Part::counted(respondent.ask_in(&mut space, &whole, |space, budget| space.count_exactly(condition, budget)))
}

/// One reading an answer; a question is asked when it is in one of them. The first reading has a variable for the
/// question itself.
fn revealed<'m>(
    graph: &mut Graph,
    model: &'m Model,
    role: Option<RoleId>,
    id: QuestionId,
    answers: &[Option<u64>],
) -> (Reading<'m>, Vec<Reading<'m>>) {
    let mut whole = Reading::bare(model, role);
    let mut readings: Vec<Reading<'m>> = answers
        .iter()
        .map(|answer| {
            let mut reading = Reading::bare(model, role);
            let slot = reading.fixed(id, *answer);
            reading.set_slot(id, slot);
            reading
        })
        .collect();
    for question in after_their_conditions(model) {
        let asked: Vec<Node> = readings.iter_mut().map(|reading| reading.asked(graph, question)).collect();
        let asked = graph.or(asked);
        let slot = whole.slot_when(graph, question, asked);
        whole.set_slot(question, slot.clone());
        if question != id {
            readings.iter_mut().for_each(|reading| reading.set_slot(question, slot.clone()));
        }
    }
    (whole, readings)
}

/// All questions, each after those that decide whether it is asked.
fn after_their_conditions(model: &Model) -> Vec<QuestionId> {
    let mut placed: BTreeSet<QuestionId> = BTreeSet::new();
    let mut order = Vec::new();
    let mut waiting: Vec<(QuestionId, BTreeSet<QuestionId>)> = (0u32..)
        .map(QuestionId)
        .zip(&model.questions)
        .map(|(id, question)| (id, model.questions_behind(question.ask_when.map(Rule::Truth))))
        .collect();
    while !waiting.is_empty() {
        let (ready, rest): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(id, needs)| needs.iter().all(|need| need == id || placed.contains(need)));
        if ready.is_empty() {
            break;
        }
        placed.extend(ready.iter().map(|(id, _)| *id));
        order.extend(ready.into_iter().map(|(id, _)| id));
        waiting = rest;
    }
    order
}

/// Whether some two readings differ in the level of an area.
fn differs(graph: &mut Graph, readings: &mut [Reading<'_>], area: AreaId) -> Node {
    let none = graph.constant(Some(Rational::from(-1)));
    let mut seen: FxHashSet<Node> = FxHashSet::default();
    let mut levels = Vec::new();
    for reading in readings {
        let level = reading.level(graph, area);
        if seen.insert(level) {
            levels.push(graph.or_else(level, none));
        }
    }
    if levels.len() < 2 {
        return Graph::NEVER;
    }
    let (lowest, highest) = (graph.min(levels.clone()), graph.max(levels));
    graph.compare(lowest, Compare::Less, highest)
}

/// Holds where a question is asked, and is a rule over its answer, so that each of its answers is counted.
fn is_asked(graph: &mut Graph, reading: &Reading<'_>, id: QuestionId) -> Node {
    let any = |graph: &mut Graph, variable| {
        let leaf = graph.leaf(variable, Leaf { worth: Worth::Spans(Vec::new(), truth(true)), na: truth(true) });
        graph.has_value(leaf)
    };
    match reading.known_slot(id) {
        // What is always asked multiplies all responses alike.
        Some(Slot::One(variable) | Slot::Text(variable)) if graph.when(*variable) == Graph::ALWAYS => Graph::ALWAYS,
        Some(Slot::One(variable) | Slot::Text(variable)) => any(graph, *variable),
        Some(Slot::Options(state, options)) => {
            if state
                .or(options.iter().flatten().next().copied())
                .is_some_and(|variable| graph.when(variable) == Graph::ALWAYS)
            {
                return Graph::ALWAYS;
            }
            let taken: Vec<Node> = options.iter().flatten().map(|option| any(graph, *option)).collect();
            match state {
                None => graph.and(taken),
                // Options are asked unless `na` is answered.
                Some(state) => {
                    let taken = graph.or(taken);
                    let asked = any(graph, *state);
                    graph.or([taken, asked])
                }
            }
        }
        // The others are made for other readings than that of all possible responses.
        _ => Graph::NEVER,
    }
}

/// Answers that stand for all of a question: rules cannot tell any other from one of them.
fn answers(model: &Model, id: QuestionId, question: &Question) -> Result<Vec<Option<u64>>, Why> {
    let count = question.answer_count();
    let many = || Why::ManyAnswers { question: question.key.clone(), id };
    let mut found: Vec<Option<u64>> = match &question.domain {
        // Left open, or there.
        Domain::Text => vec![Some(0), Some(1)],
        Domain::Choice(_) => (0..count).map(Some).collect(),
        Domain::AnyOf(_) => sets(model, id, question, count).into_iter().map(Some).collect(),
        Domain::Range(range) => {
            let counts = |number: &Number| match number {
                Number::Given(its) => *its == id,
                Number::Points(its) | Number::Share(its) => *its == id && range.points.is_empty(),
                _ => false,
            };
            let each = model.numbers.iter().any(counts);
            if each && count > MOST_ANSWERS as u64 {
                return Err(many());
            }
            let ends = if each { (0..count).collect() } else { starts(model, id, question) };
            ends.into_iter().filter(|answer| *answer < count).map(Some).collect()
        }
    };
    if question.na.is_some() {
        found.push(None);
    }
    if found.len() > MOST_ANSWERS { Err(many()) } else { Ok(found) }
}

/// Where answers of a range begin to be something else to a rule.
fn starts(model: &Model, id: QuestionId, question: &Question) -> BTreeSet<u64> {
    let mut starts: BTreeSet<u64> = BTreeSet::from([0]);
    let mut add = |first: u64, last: u64| starts.extend([first, last.saturating_add(1)]);
    if let Domain::Range(range) = &question.domain {
        range.points.iter().for_each(|rule| add(rule.first, rule.last));
    }
    for truth in &model.truths {
        if let Truth::Answer(its, spans) = truth
            && *its == id
        {
            spans.iter().for_each(|(first, last)| add(*first, *last));
        }
    }
    for policy in [&question.policies.hidden, &question.policies.na].into_iter().flatten() {
        if let StandIn::Answer(answer) = policy.stand_in {
            add(answer, answer);
        }
    }
    starts
}

/// Sets of options that rules can tell apart: by their worth, by options that a condition names, by how many they are.
fn sets(model: &Model, id: QuestionId, question: &Question, count: u64) -> Vec<u64> {
    let mut named: u64 = 0;
    let mut counted = false;
    for truth in &model.truths {
        match truth {
            Truth::Has(its, option, _) if *its == id => named |= 1u64.checked_shl(*option).unwrap_or(0),
            Truth::HasAtLeast(its, ..) if *its == id => counted = true,
            Truth::Answer(its, _) if *its == id => named = u64::MAX,
            _ => {}
        }
    }
    let mut seen = FxHashSet::default();
    let new = |set: &u64| {
        let size = if counted { set.count_ones() } else { 0 };
        seen.insert((worth(model, question, *set), set & named, size))
    };
    (0..count).filter(new).collect()
}
