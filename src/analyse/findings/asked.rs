//! Questions that are never asked, and conditions for asking that always hold.

use super::condition::Condition;
use super::finder::{Exists, Finder};
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Model, Question, QuestionId, QuestionState, RoleId, Rule, Truth, TruthId};
use crate::source::Span;

/// Looks at every question with a condition.
pub fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    for (id, question) in (0u32..).map(QuestionId).zip(&model.questions) {
        let Some(condition) = question.ask_when else { continue };
        if finder.was_said(Code::M0407, question.span) {
            continue;
        }
        let roles: Vec<Option<RoleId>> =
            finder.roles().into_iter().filter(|role| question.roles.contains(*role)).collect();
        let (mut never, mut always) = (Vec::new(), Vec::new());
        for role in &roles {
            match finder.exists(*role, &Condition::Asked(id)) {
                Exists::No => never.push(*role),
                Exists::Undecided => {
                    finder.leave_open(question.span, format!("whether `{}` is ever asked", question.name))
                }
                Exists::Yes(_) => match finder.exists(*role, &Condition::Asked(id).negated()) {
                    Exists::No => always.push(*role),
                    Exists::Undecided => {
                        finder.leave_open(question.span, format!("whether `{}` is always asked", question.name))
                    }
                    Exists::Yes(_) => {}
                },
            }
        }
        if !never.is_empty() && !waits_for_unasked(finder, condition, &never) {
            say_never(finder, id, question, condition, &never);
        }
        // Possible responses are complete: whether something is answered is asked of those that are not.
        if !always.is_empty() && always.len() == roles.len() && !looks_at_states(model, condition) {
            say_always(finder, id, question, condition);
        }
    }
}

fn say_never(
    finder: &mut Finder<'_>,
    id: QuestionId,
    question: &Question,
    condition: TruthId,
    roles: &[Option<RoleId>],
) {
    let of = finder.who(roles).map_or(String::new(), |who| format!(" of {who}"));
    let mut finding = Diagnostic::new(Code::M0407, format!("`{}` is never asked{of}", question.name))
        .at(question.span, format!("no possible response{} fulfils its `ask when`", finder.whose(roles)));
    for (span, key) in asked_about(finder.model, id, condition) {
        finding = finding.also(span, format!("the condition asks for an answer to `{key}`"));
    }
    let finding = finding
        .note("proved over all possible responses")
        .help("take away the part of the condition that does not fit, or the question");
    finder.report(finding, Some(question.area));
}

fn say_always(finder: &mut Finder<'_>, id: QuestionId, question: &Question, condition: TruthId) {
    if finder.said_in_question(Code::M0213, id) {
        return;
    }
    let mut finding = Diagnostic::new(Code::M0411, format!("the `ask when` of `{}` always holds", question.name))
        .at(question.span, "asked whatever is answered");
    for (span, key) in asked_about(finder.model, id, condition) {
        finding = finding.also(span, format!("the condition looks at `{key}`, but every answer fulfils it"));
    }
    let finding = finding
        .note("proved over all possible responses")
        .help("take the `ask when` away, or ask for the answer that was meant");
    finder.report(finding, Some(question.area));
}

/// The questions that a condition looks at, for labels.
fn asked_about(model: &Model, id: QuestionId, condition: TruthId) -> Vec<(Span, String)> {
    let behind = model.questions_behind([Rule::Truth(condition)]).into_iter().filter(|other| *other != id);
    let questions = behind.filter_map(|other| model.questions.get(other.0 as usize));
    questions.map(|other| (other.span, other.key.clone())).take(3).collect()
}

/// Whether the condition depends on a question that is not asked of these roles either: that is said there.
fn waits_for_unasked(finder: &mut Finder<'_>, condition: TruthId, roles: &[Option<RoleId>]) -> bool {
    let model = finder.model;
    let behind = model.questions_behind([Rule::Truth(condition)]);
    behind.into_iter().any(|other| {
        let question = model.questions.get(other.0 as usize);
        question.is_some_and(|question| question.ask_when.is_some())
            && roles.iter().any(|role| {
                question.is_some_and(|question| question.roles.contains(*role))
                    && finder.exists(*role, &Condition::Asked(other)).is_no()
            })
    })
}

fn looks_at_states(model: &Model, condition: TruthId) -> bool {
    match model.truths.get(condition.0 as usize) {
        Some(Truth::And(parts) | Truth::Or(parts)) => parts.iter().any(|part| looks_at_states(model, *part)),
        Some(Truth::State(_, QuestionState::Answered | QuestionState::Unanswered, _) | Truth::Counts(..)) => true,
        _ => false,
    }
}
