//! Questions that are never or always asked; actions that are never or always suggested, or where nothing is left to
//! raise; levels without a suggestion.

use mognad::diagnostics::Code;
use mognad::evaluate::{Presence, worth};
use mognad::model::{Action, ActionId, Answer, AreaId, Domain, Model, Question, QuestionId, Raises, RoleId};

use super::{Case, It};

pub fn check(case: &Case<'_>) {
    asked(case);
    suggested(case);
    pointless(case);
    levels(case);
}

fn is_asked(it: &It<'_>, id: QuestionId) -> bool {
    !matches!(it.presence(id), Presence::Hidden | Presence::Outside)
}

fn asked(case: &Case<'_>) {
    for (id, question) in (0..).map(QuestionId).zip(&case.model.questions) {
        let of = |code: Code| {
            case.of(code).find(|finding| finding.primary.as_ref().is_some_and(|label| label.span == question.span))
        };
        let roles = case.roles.iter().filter(|(role, _)| question.roles.contains(*role));
        let never: Vec<Option<RoleId>> =
            roles.clone().filter(|(_, all)| !all.iter().any(|it| is_asked(it, id))).map(|(role, _)| *role).collect();
        let always = roles.clone().all(|(_, all)| all.iter().all(|it| is_asked(it, id))) && roles.clone().count() > 0;
        if let Some(finding) =
            of(Code::M0407).filter(|finding| finding.notes.iter().any(|note| note.contains("proved")))
        {
            let (_, who) = finding.message.split_once("is never asked").unwrap();
            if !case.named(who).iter().filter(|role| question.roles.contains(**role)).all(|role| never.contains(role)) {
                case.complain(&finding.message);
            }
        }
        if question.ask_when.is_none() || case.undecided {
            continue;
        }
        if !never.is_empty() && case.of(Code::M0407).next().is_none() {
            case.complain(&format!("{} is never asked of {never:?}", question.key));
        }
        let text = &case.source.files[0].1;
        let said = of(Code::M0411).is_some();
        if said && !always {
            case.complain(&format!("{} is not always asked", question.key));
        }
        // Whether something is answered at all is asked of responses that are not complete.
        if always && !said && !text.contains("answered") && !case.says_any(&[Code::M0213, Code::M0407]) {
            case.complain(&format!("{} is always asked", question.key));
        }
    }
}

fn suggested(case: &Case<'_>) {
    for (id, action) in (0..).map(ActionId).zip(&case.model.actions) {
        let asks = |role: Option<RoleId>| case.model.questions.iter().any(|question| question.roles.contains(role));
        let roles = case.roles.iter().filter(|(role, _)| action.roles.contains(*role) && asks(*role));
        let never: Vec<Option<RoleId>> =
            roles.clone().filter(|(_, all)| !all.iter().any(|it| it.suggested(id))).map(|(role, _)| *role).collect();
        let always = roles.clone().all(|(_, all)| all.iter().all(|it| it.suggested(id))) && roles.clone().count() > 0;
        let of = |code: Code| {
            let name = format!("the action `{}` ", action.name);
            case.of(code).find(|finding| finding.message.starts_with(&name))
        };
        if let Some(finding) =
            of(Code::M0502).filter(|finding| finding.notes.iter().any(|note| note.contains("proved")))
        {
            let (_, who) = finding.message.split_once("is never suggested").unwrap();
            if !case.named(who).iter().filter(|role| action.roles.contains(**role)).all(|role| never.contains(role)) {
                case.complain(&finding.message);
            }
        }
        if let Some(finding) = of(Code::M0504) {
            let (_, who) = finding.message.split_once("is always suggested").unwrap();
            let named = case.named(who);
            let mut told = roles.clone().filter(|(role, _)| named.contains(role));
            if !told.all(|(_, all)| all.iter().all(|it| it.suggested(id))) {
                case.complain(&format!("{} is not always suggested", action.name));
            }
        }
        // Levels that are not reached, or passed, are told by themselves.
        let levels = [Code::M0302, Code::M0304, Code::M0307, Code::M0311, Code::M0312, Code::M0314];
        let otherwise = [Code::M0213, Code::M0212, Code::M0502, Code::M0407].into_iter().chain(levels);
        let otherwise: Vec<Code> = otherwise.collect();
        if case.undecided || case.says_any(&otherwise) {
            continue;
        }
        if !never.is_empty() {
            case.complain(&format!("{} is never suggested to {never:?}", action.name));
        }
        if always && of(Code::M0504).is_none() {
            case.complain(&format!("{} is always suggested", action.name));
        }
    }
}

/// Actions that are suggested to some whose answers are all where it raises them to, or better.
fn pointless(case: &Case<'_>) {
    for (id, action) in (0..).map(ActionId).zip(&case.model.actions) {
        let is_told = |it: &It<'_>| it.suggested(id) && is_there(case.model, action, it);
        // An action that asks for more than its goal lowers a number.
        let lowers = |all: &[It<'_>]| {
            let bare =
                |question: &Question| matches!(&question.domain, Domain::Range(range) if range.points.is_empty());
            action.raises.iter().any(|raises| bare(&case.model.questions[raises.question.0 as usize]))
                && all.iter().filter(|it| it.suggested(id)).all(&is_told)
        };
        let mut told = case.roles.iter().filter(|(role, _)| action.roles.contains(*role));
        let is_so = told.any(|(_, all)| all.iter().any(is_told) && !lowers(all));
        let said = case.says(Code::M0505, action.suggest_span);
        // What is said of the condition comes first.
        let is_open = case.undecided
            || case.says(Code::M0502, action.suggest_span)
            || case.says_within(&[Code::M0213], action.suggest_span);
        if said != is_so && !(is_so && is_open) {
            case.complain(&format!("M0505 of {}: said {said}, so {is_so}", action.name));
        }
    }
}

fn is_there(model: &Model, action: &Action, it: &It<'_>) -> bool {
    let reached = |raises: &Raises| {
        let question = &model.questions[raises.question.0 as usize];
        let Some(Answer::Index(answer)) = it.answers().get(raises.question) else { return false };
        it.presence(raises.question) == Presence::Answered && has_reached(model, question, raises, *answer)
    };
    !action.raises.is_empty() && action.raises.iter().all(reached)
}

/// Whether an answer is worth as much as the goal, or the best; where nothing has points, it is not written before it.
fn has_reached(model: &Model, question: &Question, raises: &Raises, answer: u64) -> bool {
    let last = match &question.domain {
        Domain::Text => return false,
        Domain::AnyOf(_) => {
            let mut options = model.options(question).iter().enumerate();
            return options.all(|(option, its)| {
                let is_taken = answer >> option & 1 == 1;
                its.points.as_ref().map_or(is_taken, |points| {
                    (is_taken || !points.is_positive()) && !(is_taken && points.is_negative())
                })
            });
        }
        Domain::Range(range) => range.count - 1,
        Domain::Choice(choice) => u64::from(choice.count) - 1,
    };
    let all: Option<Vec<_>> = (0..=last).map(|answer| worth(model, question, answer)).collect();
    match all {
        Some(worths) => {
            let goal = raises.to.map_or_else(|| worths.iter().max().unwrap(), |to| &worths[to as usize]);
            worths[answer as usize] >= *goal
        }
        None => answer >= raises.to.unwrap_or(last),
    }
}

fn is_within(model: &Model, inner: AreaId, outer: AreaId) -> bool {
    inner == outer || model.areas[inner.0 as usize].parent.is_some_and(|parent| is_within(model, parent, outer))
}

fn levels(case: &Case<'_>) {
    if case.undecided {
        return;
    }
    for (id, area) in (0..).map(AreaId).zip(&case.model.areas) {
        let Some(adoption) = &area.adoption else { continue };
        let said = case.said.iter().filter(|said| said.code == Code::M0507).any(|said| {
            let span = said.primary.as_ref().unwrap().span;
            let areas = (0..).map(AreaId).zip(&case.model.areas);
            let its = |(inner, area): (AreaId, &mognad::model::Area)| {
                is_within(case.model, inner, id) && area.adoption.as_ref().is_some_and(|its| its.span == span)
            };
            areas.into_iter().any(its)
        });
        for (role, evaluations) in &case.roles {
            let actions = (0..).map(ActionId).zip(&case.model.actions);
            let actions: Vec<ActionId> = actions
                .filter(|(_, action)| action.roles.contains(*role) && is_within(case.model, action.area, id))
                .map(|(id, _)| id)
                .collect();
            let is_left = |it: &&It<'_>| {
                it.level(id).is_some_and(|rank| (rank as usize) + 1 < adoption.rules.len())
                    && !actions.iter().any(|action| it.suggested(*action))
            };
            if !actions.is_empty() && !said && evaluations.iter().any(|it| is_left(&it)) {
                case.complain(&format!("some at {} are left without a suggestion", area.key));
            }
        }
    }
}
