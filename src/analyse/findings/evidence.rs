//! Levels above the lowest that somebody reaches who has nothing to show: with the lowest answers, or with none.

use super::condition::Condition;
use super::finder::{Exists, Finder};
use crate::diagnostics::{Code, Diagnostic};
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::exact::Compare;
use crate::model::{Adoption, Answer, AreaId, Model, QuestionId, RoleId, Rule};

/// Levels reached with every question answered with its lowest answer or `na`, and what a blank response reaches.
pub(super) fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    for (area, id) in model.areas.iter().zip(0..) {
        if let Some(adoption) = &area.adoption {
            without_evidence(finder, AreaId(id), adoption);
            blank(finder, AreaId(id), adoption);
        }
    }
}

fn without_evidence(finder: &mut Finder<'_>, id: AreaId, adoption: &Adoption) {
    let model = finder.model;
    let lowest: Vec<Condition> = model.questions_behind([Rule::Area(id)]).into_iter().map(Condition::Lowest).collect();
    // Where nothing is asked there is nothing to show.
    if lowest.is_empty() {
        return;
    }
    let reached = |rank: u32| {
        let level = Condition::Level(id, Compare::GreaterOrEqual, rank);
        Condition::All(lowest.iter().cloned().chain([level]).collect())
    };
    // The highest level that is reached like this, and by whom.
    let mut worst: Option<(u32, Vec<Option<RoleId>>)> = None;
    for role in finder.roles() {
        for rank in 1..u32::try_from(adoption.rules.len()).unwrap_or(0) {
            match finder.exists(role, &reached(rank)) {
                // Then no higher level is reached either.
                Exists::No => break,
                Exists::Undecided => {
                    let name = level_name(model, id, rank);
                    finder.leave_open(
                        adoption.span,
                        format!("whether the lowest answers{} reach {name}", finder.of_role(role)),
                    );
                    break;
                }
                Exists::Yes(_) => match &mut worst {
                    Some((known, roles)) if *known == rank && !roles.contains(&role) => roles.push(role),
                    Some((known, _)) if *known >= rank => {}
                    _ => worst = Some((rank, vec![role])),
                },
            }
        }
    }
    if let Some((rank, roles)) = worst {
        report(finder, id, adoption, rank, &roles, &reached(rank));
    }
}

fn report(
    finder: &mut Finder<'_>,
    id: AreaId,
    adoption: &Adoption,
    rank: u32,
    roles: &[Option<RoleId>],
    condition: &Condition,
) {
    let model = finder.model;
    let Some(role) = roles.first().copied() else { return };
    let who = finder.who(roles).map_or(String::new(), |who| format!(" by {who}"));
    let shown = finder.smallest(role, condition);
    let uses_na = shown.is_some_and(|shown| shown.answers.given.contains(&Some(Answer::Na)));
    let answers = if uses_na { "nothing but `na` and the lowest answers" } else { "nothing but the lowest answers" };
    let rule = &adoption.rules[rank as usize];
    let levels = &model.ladders[adoption.ladder.0 as usize].levels;
    let mut diagnostic =
        Diagnostic::new(Code::M0314, format!("{} is reached{who} with {answers}", level_name(model, id, rank)))
            .at(adoption.span, format!("`{}` without evidence", levels[rank as usize].name));
    if let Some(lower) = rule.lower.as_ref().filter(|_| adoption.level.is_none()) {
        diagnostic = diagnostic.also(lower.span, "such a response has this score");
    }
    if let Some(span) = adoption.level_span {
        diagnostic = diagnostic.also(span, "this decides the level");
    }
    for requirement in rule.requires.iter().filter(|requirement| requirement.roles.contains(role)).take(3) {
        diagnostic = diagnostic.also(requirement.span, "this holds for it");
    }
    diagnostic = finder.evidence(diagnostic, role, condition);
    let diagnostic = match uses_na {
        true => diagnostic
            .help("let `na` count as the lowest answer, as in `na counts as lowest`, or require an answer that shows something"),
        false => diagnostic.help(format!(
            "ask more of the level, so that whoever has nothing to show is at `{}`",
            levels.first().map_or("", |level| level.name.as_str())
        )),
    };
    finder.report(diagnostic, Some(id));
}

/// What a response without any answer reaches, where policies say what a missing answer counts as.
fn blank(finder: &mut Finder<'_>, id: AreaId, adoption: &Adoption) {
    let model = finder.model;
    let behind = model.questions_behind([Rule::Area(id)]);
    for role in finder.roles() {
        let answers = Answers::blank(model, role);
        let evaluation = Evaluation::new(model, &answers);
        let is_open = |question: &QuestionId| {
            evaluation.presence(*question) == Presence::Unanswered
                && model.questions[question.0 as usize].policies.unanswered.is_none()
        };
        let level = evaluation.level(id).filter(|level| *level > 0 && !behind.iter().any(is_open));
        let Some(level) = level else { continue };
        let message =
            format!("a response{} without any answer is at {}", finder.of_role(role), level_name(model, id, level));
        let diagnostic = Diagnostic::new(Code::M0317, message)
            .at(adoption.span, "reached with nothing answered")
            .note("a policy says what an unanswered question counts as, so nothing is left open");
        finder.report(diagnostic, Some(id));
    }
}

/// "level `leading` of `competence`".
pub(super) fn level_name(model: &Model, id: AreaId, rank: u32) -> String {
    let area = &model.areas[id.0 as usize];
    let ladder = area.adoption.as_ref().and_then(|adoption| model.ladders.get(adoption.ladder.0 as usize));
    let level = ladder.and_then(|ladder| ladder.levels.get(rank as usize)).map_or("", |level| level.name.as_str());
    format!("level `{level}` of `{}`", area.key)
}
