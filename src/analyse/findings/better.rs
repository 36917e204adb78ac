//! Better answers that lower a level, and `na` that pays better than an answer.

use rustc_hash::FxHashMap;

use super::effects::{Effect, Effects};
use super::finder::Finder;
use super::samples::extreme;
use super::steps::{Pair, Step, improvements};
use super::words::{area_key, given, name};
use crate::analyse::{Graph, Node, Reading, Slot, Space, response};
use crate::diagnostics::{Code, Diagnostic};
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::exact::Compare;
use crate::model::{AreaId, Domain, Gating, Model, OVERALL, Question, QuestionId, Requirement, RoleId, StandIn};

/// Looks at every question.
pub fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    let questions: Vec<(QuestionId, &Question)> = (0u32..).map(QuestionId).zip(&model.questions).collect();
    let mut lowered = vec![false; questions.len()];
    for role in finder.roles() {
        let steps: Vec<Vec<Step>> = questions.iter().map(|(id, question)| improvements(model, *id, question)).collect();
        let doubts = doubts(finder, role, &steps);
        for (((_, question), doubts), lowered) in questions.iter().zip(doubts).zip(&mut lowered) {
            if !*lowered && let Some(fall) = first(finder, role, &doubts, question) {
                say_lowered(finder, question, &fall);
                *lowered = true;
            }
        }
    }
    let offers = |(_, question): &&(QuestionId, &Question)| {
        // A worth of its own says what it pays.
        let says = question.na.as_ref().is_none_or(|na| na.points.is_some());
        let counts = |policy: &crate::model::StatePolicy| matches!(policy.stand_in, StandIn::Answer(_));
        !says && !question.policies.na.as_ref().is_some_and(counts) && has_order(question)
    };
    let offering: Vec<(QuestionId, &Question)> = questions.iter().filter(offers).copied().collect();
    above_highest(finder, &offering, &lowered);
    let unsaid: Vec<(QuestionId, &Question)> =
        offering.into_iter().filter(|(_, question)| question.policies.na.is_none()).collect();
    above_lowest(finder, &unsaid);
}

/// Whether its answers can be told better from worse.
fn has_order(question: &Question) -> bool {
    match &question.domain {
        Domain::Text => false,
        Domain::Range(range) => !range.points.is_empty(),
        Domain::Choice(_) => true,
        Domain::AnyOf(_) => question.bounds.is_some(),
    }
}

/// `na` that pays better than the highest answer.
fn above_highest(finder: &mut Finder<'_>, questions: &[(QuestionId, &Question)], lowered: &[bool]) {
    let model = finder.model;
    let mut said = vec![false; questions.len()];
    for role in finder.roles() {
        let step = |(id, question): &(QuestionId, &Question)| na_against(*id, extreme(model, question, true));
        let steps: Vec<Vec<Step>> = questions.iter().map(|question| vec![step(question)]).collect();
        let doubts = doubts(finder, role, &steps);
        for (((id, question), doubts), said) in questions.iter().zip(doubts).zip(&mut said) {
            let known = lowered.get(id.0 as usize).copied().unwrap_or_default();
            if !known
                && !*said
                && let Some(fall) = first(finder, role, &doubts, question)
            {
                say_na(finder, Code::M0413, question, &fall, "highest", None);
                *said = true;
            }
        }
    }
}

/// `na` that pays better than the lowest answer, where the model does not say what it counts as: the first question.
fn above_lowest(finder: &mut Finder<'_>, questions: &[(QuestionId, &Question)]) {
    let model = finder.model;
    for role in finder.roles() {
        let step = |(id, question): &(QuestionId, &Question)| na_against(*id, extreme(model, question, false));
        let steps: Vec<Vec<Step>> = questions.iter().map(|question| vec![step(question)]).collect();
        let doubts = doubts(finder, role, &steps);
        for ((_, question), doubts) in questions.iter().zip(doubts) {
            if let Some(fall) = first(finder, role, &doubts, question) {
                say_na(finder, Code::M0414, question, &fall, "lowest", Some(questions.len()));
                return;
            }
        }
    }
}

fn na_against(question: QuestionId, answer: u64) -> Step {
    Step { question, option: None, from: None, to: Some(answer) }
}

/// For each question the steps that may lower the level of an area, as far as the rules alone tell; inner areas first.
fn doubts(finder: &mut Finder<'_>, role: Option<RoleId>, steps: &[Vec<Step>]) -> Vec<Vec<(Step, AreaId)>> {
    let model = finder.model;
    let found = finder.ask(role, |space, reading, _| {
        let levels = levels(model, space, reading);
        let mut effects = Effects::default();
        let mut of_step = |step: &Step| -> Vec<(Step, AreaId)> {
            let Some(slot) = reading.known_slot(step.question) else { return Vec::new() };
            if matches!(slot, crate::analyse::Slot::Never) {
                return Vec::new();
            }
            let Some(change) = step.as_move(reading, &space.graph) else {
                // Several variables at once: every level that looks at one of them.
                let its = reading.known_slot(step.question).map_or_else(Vec::new, Slot::variables);
                let looks = |(_, level): &&(AreaId, Node)| {
                    let support = space.graph.support(*level);
                    its.iter().any(|variable| support.contains(variable.0 as usize))
                };
                return levels.iter().filter(looks).map(|(area, _)| (*step, *area)).collect();
            };
            let mut known: FxHashMap<Node, Effect> = FxHashMap::default();
            if step.from.is_none()
                && let Some(home) = home(model, step.question)
            {
                // Where nothing else is answered, `na` takes its area out altogether: that is no better answer.
                let score = reading.score(&mut space.graph, home);
                let effect = effects.of(&space.graph, change, score, &mut known);
                known.insert(score, effect.without_presence());
            }
            let falls = |(area, level): &(AreaId, Node)| {
                effects.of(&space.graph, change, *level, &mut known).falls.then_some((*step, *area))
            };
            levels.iter().filter_map(falls).collect()
        };
        Ok(steps.iter().map(|steps| steps.iter().flat_map(&mut of_step).collect()).collect())
    });
    found.and_then(Result::ok).unwrap_or_else(|| vec![Vec::new(); steps.len()])
}

/// Whether a step may lower the level of an area although it never lowers those of areas in it.
fn still(finder: &mut Finder<'_>, role: Option<RoleId>, step: &Step, area: AreaId, proved: &[AreaId]) -> bool {
    let found = finder.ask(role, |space, reading, _| {
        let Some(change) = step.as_move(reading, &space.graph) else { return Ok(true) };
        let mut effects = Effects::default();
        let mut known: FxHashMap<Node, Effect> = FxHashMap::default();
        for inner in proved {
            let level = reading.level(&mut space.graph, *inner);
            let effect = effects.of(&space.graph, change, level, &mut known);
            known.insert(level, Effect { falls: false, ..effect });
        }
        let level = reading.level(&mut space.graph, area);
        Ok(effects.of(&space.graph, change, level, &mut known).falls)
    });
    found.and_then(Result::ok).unwrap_or(true)
}

/// The area that a question stands in, where it has a score.
fn home(model: &Model, question: QuestionId) -> Option<AreaId> {
    let home = model.questions.get(question.0 as usize).map(|question| question.area);
    home.filter(|home| model.areas.get(home.0 as usize).is_some_and(|area| area.score.is_some()))
}

/// The levels of all areas, the inner ones first.
fn levels<'m>(model: &'m Model, space: &mut Space, reading: &mut Reading<'m>) -> Vec<(AreaId, Node)> {
    let ids = (0..u32::try_from(model.areas.len()).unwrap_or(u32::MAX)).map(AreaId);
    let adopting = ids.zip(&model.areas).filter(|(_, area)| area.adoption.is_some()).rev();
    adopting.map(|(id, _)| (id, reading.level(&mut space.graph, id))).collect()
}

/// A step that lowers a level, with both responses.
struct Fall {
    step: Step,
    area: AreaId,
    before: (Answers, u32),
    after: (Answers, u32),
}

/// The first step that lowers a level, by the smallest pair of responses.
fn first(
    finder: &mut Finder<'_>,
    role: Option<RoleId>,
    doubts: &[(Step, AreaId)],
    question: &Question,
) -> Option<Fall> {
    let model = finder.model;
    let mut open = false;
    let mut proved: Vec<(Step, AreaId)> = Vec::new();
    for (step, area) in doubts {
        // A level that the lowest answers reach, and others do not, is a finding of its own.
        let adoption = model.areas.get(area.0 as usize).and_then(|area| area.adoption.as_ref());
        if step.from.is_some() && adoption.is_some_and(|adoption| finder.has_found(Code::M0314, adoption.span)) {
            proved.push((*step, *area));
            continue;
        }
        let inner = proved.iter().filter(|(other, _)| other == step).map(|(_, area)| *area);
        let inner: Vec<AreaId> = inner.collect();
        if !inner.is_empty() && !still(finder, role, step, *area, &inner) {
            continue;
        }
        // Reading the model twice takes longer than a walk for which nothing is left.
        if finder.is_spent() {
            open = true;
            break;
        }
        let home = home(model, step.question);
        let found = finder.ask(role, |space, reading, budget| {
            let mut pair = Pair::new(space, reading, step);
            let space = pair.space.as_mut().unwrap_or(space);
            let high = pair.before.level(&mut space.graph, *area);
            let low = pair.after.level(&mut space.graph, *area);
            let falls = space.graph.compare(high, Compare::Greater, low);
            let counted = match home.filter(|_| step.from.is_none()) {
                Some(home) => {
                    let score = pair.before.score(&mut space.graph, home);
                    space.graph.has_value(score)
                }
                None => Graph::ALWAYS,
            };
            let condition = space.graph.and(pair.given.iter().copied().chain([falls, counted]));
            let witness = space.witness(condition, budget)?;
            Ok(witness.map(|witness| (response(&pair.before, &witness), response(&pair.after, &witness))))
        });
        match found {
            Some(Ok(Some((before, after)))) => {
                let level = |answers: &Answers| Evaluation::new(model, answers).level(*area);
                let (Some(high), Some(low)) = (level(&before), level(&after)) else {
                    debug_assert!(false, "the row evaluator gives no level to {before:?} or {after:?}");
                    continue;
                };
                debug_assert!(high > low, "the row evaluator does not confirm {before:?} and {after:?}");
                if high > low {
                    return Some(Fall { step: *step, area: *area, before: (before, high), after: (after, low) });
                }
            }
            Some(Ok(None)) | None => proved.push((*step, *area)),
            Some(Err(_)) => open = true,
        }
    }
    if open {
        finder.leave_open(question.span, format!("whether a better answer to `{}` always pays", question.name));
    }
    None
}

fn say_lowered(finder: &mut Finder<'_>, question: &Question, fall: &Fall) {
    let model = finder.model;
    let place = place(model, fall.area);
    let instead = |step: &Step| match (step.option, step.from, step.to) {
        (Some(option), _, to) => {
            let option = model.options(question).get(option as usize).map_or("", |option| option.name.as_str());
            if to == Some(1) { format!("`{option}` taken as well") } else { format!("`{option}` not taken") }
        }
        (None, Some(from), Some(to)) => {
            let written = |answer: u64| model.answer_notation(question, answer);
            format!("`{}` instead of `{}`", written(to), written(from))
        }
        _ => String::new(),
    };
    let mut finding = Diagnostic::new(Code::M0412, format!("a better answer to `{}` can lower {place}", question.name))
        .at(question.span, instead(&fall.step));
    let (mut revealed, mut hidden) = (0usize, 0usize);
    let presences = |answers| {
        let evaluation = Evaluation::new(model, answers);
        let ids = (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId);
        ids.map(|id| evaluation.presence(id)).collect::<Vec<Presence>>()
    };
    let changes = presences(&fall.before.0).into_iter().zip(presences(&fall.after.0)).zip(&model.questions);
    for ((before, after), other) in changes.filter(|((before, after), _)| before != after) {
        let what = match (before, after) {
            (Presence::Hidden, _) => {
                revealed = revealed.saturating_add(1);
                "is asked only then"
            }
            (_, Presence::Hidden) => {
                hidden = hidden.saturating_add(1);
                "is not asked any more"
            }
            _ => continue,
        };
        if revealed.saturating_add(hidden) <= 3 {
            finding = finding.also(other.span, what);
        }
    }
    finding = cause(model, fall.area, finding);
    let broken = broken(model, fall);
    for requirement in broken.iter().take(3) {
        finding = finding.also(requirement.span, "holds before, and not with the better answer");
    }
    finding = both(model, fall, finding);
    if revealed > 0 {
        finding = finding.note("a question that is revealed can be answered in any way");
    }
    finding = finding.help(match (revealed, hidden) {
        (0, 0) if !broken.is_empty() => "turn the requirement round, or take it away",
        (0, 0) => "look for the rule that a better answer breaks, and turn it round",
        _ => "let a question that is not asked count: `hidden counts as lowest`, or `highest`, in it, in its area or in the model",
    });
    finder.report(finding, Some(question.area));
}

fn say_na(finder: &mut Finder<'_>, code: Code, question: &Question, fall: &Fall, which: &str, of: Option<usize>) {
    let model = finder.model;
    let place = place(model, fall.area);
    let message = format!("to `{}`, `na` can pay better than the {which} answer: {place} is higher", question.name);
    let mut finding = Diagnostic::new(code, message).at(question.span, "offers `na`");
    finding = cause(model, fall.area, finding);
    finding = both(model, fall, finding);
    finding = match of {
        Some(of) => {
            let others = of.saturating_sub(1);
            let more = if others == 0 {
                String::new()
            } else {
                format!("; nor does it for {others} more questions that offer it")
            };
            finding
                .note(format!("the model does not say what `na` counts as, so that it is left out{more}"))
                .help("write `na left out` where that is meant, or `na counts as lowest`")
        }
        None => finding
            .help("say what it counts as: `na counts as lowest`, or look for the rule that only an answer breaks"),
    };
    finder.report(finding, Some(question.area));
}

/// The requirements of the level before that hold no more.
fn broken<'m>(model: &'m Model, fall: &Fall) -> Vec<&'m Requirement> {
    let adoption = model.areas.get(fall.area.0 as usize).and_then(|area| area.adoption.as_ref());
    let Some(adoption) = adoption else { return Vec::new() };
    let ((before, high), (after, _)) = (&fall.before, &fall.after);
    let (before, after) = (Evaluation::new(model, before), Evaluation::new(model, after));
    let first = if adoption.gating == Gating::Cumulative { 1 } else { *high };
    let needed = (0u32..).zip(&adoption.rules).filter(|(rank, _)| (first..=*high).contains(rank));
    let requirements = needed.flat_map(|(_, rule)| &rule.requires);
    let binding = requirements.filter(|its| its.roles.contains(fall.before.0.role));
    binding.filter(|its| before.truth(its.condition) && !after.truth(its.condition)).collect()
}

/// The author's own formula plays a part.
fn cause(model: &Model, area: AreaId, finding: Diagnostic) -> Diagnostic {
    let Some(area) = model.areas.get(area.0 as usize) else { return finding };
    let level = area.adoption.as_ref().and_then(|adoption| adoption.level_span);
    let score = area.score.as_ref().and_then(|score| score.span);
    match (level, score) {
        (Some(span), _) => finding.also(span, "decides the level"),
        (None, Some(span)) => finding.also(span, "decides the score"),
        (None, None) => finding,
    }
}

/// Both responses, each as an example could give it.
fn both(model: &Model, fall: &Fall, finding: Diagnostic) -> Diagnostic {
    let area = model.areas.get(fall.area.0 as usize);
    let adoption = area.and_then(|area| area.adoption.as_ref());
    let ladder = adoption.and_then(|adoption| model.ladders.get(adoption.ladder.0 as usize));
    let level = |rank: u32| {
        ladder.and_then(|ladder| ladder.levels.get(rank as usize)).map_or_else(String::new, |its| name(&its.name))
    };
    let key = area_key(model, fall.area);
    let says =
        |(answers, rank): &(Answers, u32)| format!("`{key}.level == {}`: `{}`", level(*rank), given(model, answers));
    finding.note(says(&fall.before)).note(says(&fall.after))
}

fn place(model: &Model, area: AreaId) -> String {
    let name = model.areas.get(area.0 as usize).map_or("", |area| area.name.as_str());
    if area == OVERALL { "the overall level".to_owned() } else { format!("the level of `{name}`") }
}
