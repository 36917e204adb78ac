//! Requirements that never decide: what else the level needs brings them along.

use super::condition::Condition;
use super::evidence::level_name;
use super::finder::{Exists, Finder};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::model::{Adoption, AreaId, Gating, Model, Number, QuestionState, RoleId, Truth, TruthId};
use crate::source::Span;

/// A requirement: the rank of its level, and its number there.
type Place = (usize, usize);

/// A requirement that never decides in an area.
struct Found<'m> {
    id: AreaId,
    adoption: &'m Adoption,
    place: Place,
    /// Those of the area that were found before it, with itself.
    needless: Vec<Place>,
    by_score: bool,
}

/// Requirements that nobody whom they bind fails who has everything else the level needs.
pub(super) fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut deciding: Vec<Span> = Vec::new();
    for (area, id) in model.areas.iter().zip(0..) {
        let Some(adoption) = &area.adoption else { continue };
        // Two that bring each other along: one of them is enough, but not none.
        let mut needless: Vec<Place> = Vec::new();
        for (rank, rule) in adoption.rules.iter().enumerate() {
            for (number, requirement) in rule.requires.iter().enumerate() {
                let mut said = [Code::M0212, Code::M0213].into_iter();
                let said = said.any(|code| finder.was_said_within(code, requirement.span));
                if said || tests_presence(model, requirement.condition) {
                    continue;
                }
                let place = (rank, number);
                if !never_decides(finder, AreaId(id), adoption, place, &needless, true) {
                    deciding.push(requirement.span);
                    continue;
                }
                needless.push(place);
                // A gate that the score brings along anyway may say what the model is about.
                let by_score =
                    adoption.level.is_none() && !never_decides(finder, AreaId(id), adoption, place, &needless, false);
                found.push(Found { id: AreaId(id), adoption, place, needless: needless.clone(), by_score });
            }
        }
    }
    for its in found {
        report(finder, &its, &deciding);
    }
}

fn never_decides(
    finder: &mut Finder<'_>,
    id: AreaId,
    adoption: &Adoption,
    place: Place,
    needless: &[Place],
    with_bound: bool,
) -> bool {
    let requirement = &adoption.rules[place.0].requires[place.1];
    let mut reached = false;
    for role in finder.roles().into_iter().filter(|role| requirement.roles.contains(*role)) {
        let others = Condition::All(others(adoption, id, role, place, needless, with_bound));
        let fails = Condition::All(vec![others.clone(), Condition::Truth(requirement.condition).negated()]);
        match finder.exists(role, &fails) {
            Exists::Yes(_) => return false,
            // What nobody reaches anyway, another finding is about.
            Exists::No => reached = reached || finder.exists(role, &others).is_yes(),
            Exists::Undecided => {
                let name = level_name(finder.model, id, u32::try_from(place.0).unwrap_or(0));
                let who = finder.who(&[role]).map_or(String::new(), |who| format!(" for {who}"));
                finder.leave_open(requirement.span, format!("whether a requirement of {name} decides anything{who}"));
                return false;
            }
        }
    }
    reached
}

/// What else a level needs.
fn others(
    adoption: &Adoption,
    id: AreaId,
    role: Option<RoleId>,
    without: Place,
    needless: &[Place],
    with_bound: bool,
) -> Vec<Condition> {
    let (rank, _) = without;
    let first = if adoption.gating == Gating::Cumulative { 1 } else { rank };
    let mut parts = vec![Condition::HasLevel(id)];
    if with_bound {
        parts.push(Condition::Reaches(id, u32::try_from(rank).unwrap_or(0)));
    }
    for (at, rule) in adoption.rules.iter().enumerate().take(rank + 1).skip(first) {
        for (number, requirement) in rule.requires.iter().enumerate() {
            let stays = (at, number) != without && !needless.contains(&(at, number));
            if stays && requirement.roles.contains(role) {
                parts.push(Condition::Truth(requirement.condition));
            }
        }
    }
    parts
}

fn report(finder: &mut Finder<'_>, its: &Found<'_>, deciding: &[Span]) {
    let Found { id, adoption, place: (rank, number), ref needless, by_score } = *its;
    let rule = &adoption.rules[rank];
    let requirement = &rule.requires[number];
    // One of a ladder that several areas have.
    let elsewhere = deciding.contains(&requirement.span);
    let name = level_name(finder.model, id, u32::try_from(rank).unwrap_or(0));
    let mut diagnostic = Diagnostic::new(Code::M0315, format!("a requirement of {name} never decides"))
        .at(requirement.span, "holds wherever the rest of the level does");
    if let Some(lower) = rule.lower.as_ref().filter(|_| by_score) {
        diagnostic = diagnostic.also(lower.span, "this is needed too");
    }
    if let Some(span) = adoption.level_span {
        diagnostic = diagnostic.also(span, "this decides the level, too");
    }
    let first = if adoption.gating == Gating::Cumulative { 1 } else { rank };
    let others = adoption.rules.iter().enumerate().take(rank + 1).skip(first);
    let others = others.flat_map(|(rank, rule)| (0..).zip(&rule.requires).map(move |(at, its)| ((rank, at), its)));
    let binds = |one: &crate::model::Requirement| {
        finder.roles().iter().any(|role| one.roles.contains(*role) && requirement.roles.contains(*role))
    };
    let others: Vec<_> = others.filter(|(place, its)| !needless.contains(place) && binds(its)).collect();
    for (_, other) in others.into_iter().rev().take(3) {
        diagnostic = diagnostic.also(other.span, "this is needed too");
    }
    if by_score || elsewhere {
        diagnostic.severity = Severity::Info;
    }
    let diagnostic = diagnostic
        .note("proved over all possible responses: none that has everything else fails it")
        .help(if elsewhere {
            "that may be as it is: in other areas it decides"
        } else {
            "take it away, or make it stricter"
        });
    finder.report(diagnostic, Some(id));
}

/// Whether a condition looks at whether something is answered at all: possible responses answer all that is asked.
fn tests_presence(model: &Model, id: TruthId) -> bool {
    match model.truths.get(id.0 as usize) {
        Some(Truth::State(_, QuestionState::Answered | QuestionState::Unanswered, _)) => true,
        Some(Truth::And(parts) | Truth::Or(parts)) => {
            // Answered or unanswered, whichever: that looks at whether it is asked.
            let tested = |part: &TruthId| match model.truths.get(part.0 as usize) {
                Some(Truth::State(question, QuestionState::Answered | QuestionState::Unanswered, _)) => Some(*question),
                _ => None,
            };
            let is_both = |part: &TruthId| {
                let question = tested(part);
                question.is_some() && parts.iter().filter(|other| tested(other) == question).count() > 1
            };
            parts.iter().any(|part| !is_both(part) && tests_presence(model, *part))
        }
        Some(Truth::Compare(left, _, right)) => {
            [left, right].into_iter().any(|number| match model.numbers.get(number.0 as usize) {
                Some(Number::Count(conditions)) => conditions.iter().any(|part| tests_presence(model, *part)),
                Some(Number::Proportion(members)) => members.iter().any(|(_, part)| tests_presence(model, *part)),
                _ => false,
            })
        }
        _ => false,
    }
}
