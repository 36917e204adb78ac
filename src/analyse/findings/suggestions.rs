//! Actions that nobody is ever told, that everybody is always told, and that are told to those who are already there.

use super::condition::Condition;
use super::finder::{Exists, Finder};
use super::words::{given, ratio};
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::evaluate::worth;
use crate::exact::{Compare, Rational};
use crate::model::{
    Action, ActionId, AreaId, Domain, Model, Number, Question, QuestionId, Raises, RoleId, Truth, TruthId,
};
use crate::source::Span;

/// Looks at every action.
pub fn find(finder: &mut Finder<'_>) {
    let model = finder.model;
    for (id, action) in (0u32..).map(ActionId).zip(&model.actions) {
        let roles: Vec<Option<RoleId>> =
            finder.roles().into_iter().filter(|role| action.roles.contains(*role) && is_asked(model, *role)).collect();
        // A comparison that never or always holds was said where it stands.
        if finder.was_said(Code::M0502, action.suggest_span) || finder.said_within(Code::M0213, action.suggest_span) {
            continue;
        }
        let mut possible = Vec::new();
        let mut never = Vec::new();
        let mut always = Vec::new();
        for role in roles.iter().copied() {
            match finder.exists(role, &Condition::Suggested(id)) {
                Exists::No => never.push(role),
                Exists::Undecided => {
                    finder.leave_open(action.suggest_span, format!("whether `{}` is ever suggested", action.name))
                }
                Exists::Yes(_) => {
                    possible.push(role);
                    match finder.exists(role, &Condition::Suggested(id).negated()) {
                        Exists::No => always.push(role),
                        Exists::Undecided => finder
                            .leave_open(action.suggest_span, format!("whether `{}` is always suggested", action.name)),
                        Exists::Yes(_) => {}
                    }
                }
            }
        }
        // A level that is never reached is a finding of its own.
        never.retain(|role| !needs_what_is_never_reached(finder, *role, action.suggest_when));
        if !never.is_empty() {
            say_never(finder, action, &never);
        }
        if !always.is_empty() && always.len() == possible.len() && never.is_empty() {
            say_always(finder, action, &always);
        }
        for role in possible {
            if is_pointless(finder, id, action, role) {
                break;
            }
        }
    }
}

/// Whether a role is asked anything.
fn is_asked(model: &Model, role: Option<RoleId>) -> bool {
    model.questions.iter().any(|question| question.roles.contains(role))
}

fn say_never(finder: &mut Finder<'_>, action: &Action, roles: &[Option<RoleId>]) {
    let model = finder.model;
    let to = finder.who(roles).map_or(String::new(), |who| format!(" to {who}"));
    let mut finding = Diagnostic::new(Code::M0502, format!("the action `{}` is never suggested{to}", action.name))
        .at(action.suggest_span, format!("no possible response{} fulfils this", finder.whose(roles)));
    for (span, what) in causes(model, action.suggest_when, action.suggest_span).into_iter().take(3) {
        finding = finding.also(span, what);
    }
    let finding = finding
        .note("proved over all possible responses")
        .help("take away the part that does not fit, or the whole action");
    finder.report(finding, Some(action.area));
}

fn say_always(finder: &mut Finder<'_>, action: &Action, roles: &[Option<RoleId>]) {
    let model = finder.model;
    let to = finder.who(roles).map_or(String::new(), |who| format!(" to {who}"));
    let mut finding = Diagnostic::new(Code::M0504, format!("the action `{}` is always suggested{to}", action.name))
        .at(action.suggest_span, "holds whatever is answered");
    for (span, what) in causes(model, action.suggest_when, action.suggest_span).into_iter().take(3) {
        finding = finding.also(span, what);
    }
    let finding = finding
        .note("proved over all possible responses: it tells one respondent no more than another")
        .help("say when it helps, as in `suggest when level == …`, or put the advice in the area's `guidance`");
    finder.report(finding, Some(action.area));
}

/// What a condition looks at, with what limits it.
fn causes(model: &Model, condition: TruthId, within: Span) -> Vec<(Span, String)> {
    let mut found: Vec<(Span, String)> = Vec::new();
    let mut open = vec![condition];
    let mut add = |span: Span, what: String| {
        let known = found.iter().any(|(its, _)| *its == span);
        if !known && span != within {
            found.push((span, what));
        }
    };
    while let Some(id) = open.pop() {
        match model.truths.get(id.0 as usize) {
            Some(Truth::And(parts) | Truth::Or(parts)) => open.extend(parts.iter().rev()),
            Some(Truth::Answer(q, _) | Truth::Has(q, ..) | Truth::HasAtLeast(q, ..) | Truth::State(q, ..)) => {
                if let Some(question) = model.questions.get(q.0 as usize) {
                    let what =
                        if question.ask_when.is_some() { "asked only after certain answers" } else { "this answer" };
                    add(question.span, what.to_owned());
                }
            }
            Some(Truth::Compare(left, _, right)) => {
                for number in [left, right] {
                    let area = match model.numbers.get(number.0 as usize) {
                        Some(Number::Score(area)) => *area,
                        Some(Number::Level(area)) => *area,
                        Some(Number::Points(q) | Number::Given(q) | Number::Share(q)) => {
                            if let Some(question) = model.questions.get(q.0 as usize) {
                                add(question.span, "this answer".to_owned());
                            }
                            continue;
                        }
                        _ => continue,
                    };
                    let Some(area) = model.areas.get(area.0 as usize) else { continue };
                    match &area.adoption {
                        Some(adoption) => add(adoption.span, format!("the levels of `{}`", area.name)),
                        None => add(area.span, format!("the score of `{}`", area.name)),
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a condition needs a level that nobody in this role reaches: that is said of the level. Not where the role
/// has no level in the area at all.
fn needs_what_is_never_reached(finder: &mut Finder<'_>, role: Option<RoleId>, condition: TruthId) -> bool {
    let model = finder.model;
    let levels = levels_needed(model, condition);
    levels.into_iter().any(|(area, op, rank)| {
        finder.exists(role, &Condition::Level(area, op, rank)).is_no()
            && finder.exists(role, &Condition::HasLevel(area)).is_yes()
    })
}

/// The comparisons with a level that a condition needs.
fn levels_needed(model: &Model, condition: TruthId) -> Vec<(AreaId, Compare, u32)> {
    match model.truths.get(condition.0 as usize) {
        Some(Truth::And(parts)) => parts.iter().flat_map(|part| levels_needed(model, *part)).collect(),
        Some(Truth::Compare(left, op, right)) => {
            let number = |id: &crate::model::NumberId| model.numbers.get(id.0 as usize);
            match (number(left), number(right)) {
                (Some(Number::Level(area)), Some(Number::Constant(rank))) => {
                    let rank = rank.to_i64().and_then(|rank| u32::try_from(rank).ok());
                    rank.map(|rank| (*area, *op, rank)).into_iter().collect()
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Whether an action is suggested to some who are already where it leads, and says so.
fn is_pointless(finder: &mut Finder<'_>, id: ActionId, action: &Action, role: Option<RoleId>) -> bool {
    let model = finder.model;
    let mut parts = vec![Condition::Suggested(id)];
    for raises in &action.raises {
        let question = model.questions.get(raises.question.0 as usize).filter(|q| q.roles.contains(role));
        let Some(question) = question else { return false };
        match &question.domain {
            Domain::AnyOf(_) => {
                parts.push(Condition::Took(raises.question, all_that_gain(model, question)));
                parts.extend(
                    each_that_costs(model, question).map(|set| Condition::Took(raises.question, set).negated()),
                );
            }
            _ => match there(model, question, raises.to) {
                Some(spans) => parts.push(Condition::Given(raises.question, spans)),
                None => return false,
            },
        }
    }
    if action.raises.is_empty() || is_settled(model, action) {
        return false;
    }
    // An action that asks for more than its goal, and for nothing below it, lowers a number.
    if action.raises.iter().any(|raises| is_bare_number(model, raises)) {
        let gives = parts.iter().skip(1).cloned().collect();
        let below = Condition::All(vec![Condition::Suggested(id), Condition::All(gives).negated()]);
        if !finder.exists(role, &below).is_yes() {
            return false;
        }
    }
    let there = Condition::All(parts);
    match finder.exists(role, &there) {
        Exists::No => return false,
        Exists::Undecided => {
            let what = format!("whether `{}` is suggested where nothing is left to raise", action.name);
            finder.leave_open(action.suggest_span, what);
            return false;
        }
        Exists::Yes(_) => {}
    }
    let shown = finder.smallest(role, &there);
    let of = finder.conditional(role, &there, &Condition::Suggested(id));
    let to = finder.who(&[role]).map_or(String::new(), |who| format!(" to {who}"));
    let only = of.as_ref() == Some(&Rational::ONE);
    let (where_, holds, given_already) = match only {
        true => ("only", "holds only then", "is given already"),
        false => ("also", "holds then, too", "may be given already"),
    };
    let mut finding = Diagnostic::new(
        Code::M0505,
        format!("the action `{}` is suggested{to} {where_} where nothing is left to raise", action.name),
    )
    .at(action.suggest_span, holds);
    for raises in action.raises.iter().take(3) {
        finding = finding.also(raises.span, format!("{} {given_already}", goal(model, raises)));
    }
    let which = |smallest: bool| if smallest { "the smallest" } else { "one of them" };
    let example = shown.map(|shown| format!("{}: `{}`", which(shown.smallest), given(model, &shown.answers)));
    let share = of.map(|of| format!("{} of the possible responses to which it is suggested", ratio(&of)));
    let evidence: Vec<String> = [share, example].into_iter().flatten().collect();
    finding = finding.note(evidence.join("; "));
    finding = match only {
        true => finding.help("turn the condition round, or let the action raise what is left to raise where it holds"),
        false => mend(model, action, finding),
    };
    finder.report(finding, Some(action.area));
    true
}

/// Whether a number is raised of which nothing says that more is better.
fn is_bare_number(model: &Model, raises: &Raises) -> bool {
    let question = model.questions.get(raises.question.0 as usize);
    question.is_some_and(|its| matches!(&its.domain, Domain::Range(range) if range.points.is_empty()))
}

/// Whether the condition asks of each question that it raises, by name, for an answer below the goal: most do.
fn is_settled(model: &Model, action: &Action) -> bool {
    let needed = needed(model, action.suggest_when);
    action.raises.iter().any(|raises| {
        let question = model.questions.get(raises.question.0 as usize);
        let Some(there) = question.and_then(|question| there(model, question, raises.to)) else { return false };
        needed.iter().any(|(question, spans)| {
            let apart = |(first, last): &(u64, u64)| there.iter().all(|(from, to)| last < from || to < first);
            *question == raises.question && spans.iter().all(apart)
        })
    })
}

/// The answers that a condition needs.
fn needed(model: &Model, condition: TruthId) -> Vec<(QuestionId, Vec<(u64, u64)>)> {
    match model.truths.get(condition.0 as usize) {
        Some(Truth::And(parts)) => parts.iter().flat_map(|part| needed(model, *part)).collect(),
        Some(Truth::Answer(question, spans)) => vec![(*question, spans.clone())],
        _ => Vec::new(),
    }
}

fn goal(model: &Model, raises: &Raises) -> String {
    let question = model.questions.get(raises.question.0 as usize);
    match (question, raises.to) {
        (Some(question), Some(to)) => format!("`{}` or better", model.answer_notation(question, to)),
        _ => "the highest answer".to_owned(),
    }
}

/// The options of an `any of` that are worth something, or all where nothing is.
fn all_that_gain(model: &Model, question: &Question) -> u64 {
    let options = (0u32..).zip(model.options(question));
    let gaining = options.filter(|(_, option)| option.points.as_ref().is_none_or(|points| points.is_positive()));
    gaining.fold(0, |set, (option, _)| set | 1u64.checked_shl(option).unwrap_or(0))
}

/// The options of an `any of` that cost something, each by itself.
fn each_that_costs(model: &Model, question: &Question) -> impl Iterator<Item = u64> {
    let options = (0u32..).zip(model.options(question));
    let costs = options.filter(|(_, option)| option.points.as_ref().is_some_and(Rational::is_negative));
    costs.filter_map(|(option, _)| 1u64.checked_shl(option))
}

/// The answers that are the goal or better; none where there is no telling.
fn there(model: &Model, question: &Question, to: Option<u64>) -> Option<Vec<(u64, u64)>> {
    match &question.domain {
        Domain::Text | Domain::AnyOf(_) => None,
        Domain::Range(range) if range.points.is_empty() => {
            let last = range.count.saturating_sub(1);
            Some(vec![(to.unwrap_or(last), last)])
        }
        Domain::Range(range) => {
            let goal = match to {
                Some(to) => range.points(to),
                None => range.points.iter().map(|rule| rule.points.clone()).max()?,
            };
            let rules = range.points.iter().filter(|rule| rule.points >= goal);
            Some(rules.map(|rule| (rule.first, rule.last)).collect())
        }
        Domain::Choice(choice) => {
            let last = u64::from(choice.count).saturating_sub(1);
            let worths: Vec<Option<Rational>> = (0..=last).map(|answer| worth(model, question, answer)).collect();
            if worths.iter().any(Option::is_none) {
                return Some(vec![(to.unwrap_or(last), last)]);
            }
            let goal = match to {
                Some(to) => worths.get(usize::try_from(to).ok()?)?.clone(),
                None => worths.iter().max()?.clone(),
            };
            let better = (0u64..).zip(&worths).filter(|(_, worth)| **worth >= goal);
            Some(better.map(|(answer, _)| (answer, answer)).collect())
        }
    }
}

/// Asks for an answer below the goal, where the condition can be read with that behind it.
fn mend(model: &Model, action: &Action, finding: Diagnostic) -> Diagnostic {
    let below = |raises: &Raises| {
        let question = model.questions.get(raises.question.0 as usize)?;
        let Domain::Choice(choice) = &question.domain else { return None };
        let last = u64::from(choice.count).saturating_sub(1);
        let spans = there(model, question, raises.to)?;
        let first = spans.first()?.0;
        // Only where better answers are written further down.
        let runs_to_the_end =
            (first..=last).all(|answer| spans.iter().any(|(from, to)| *from <= answer && answer <= *to));
        let name = super::words::key(model, question);
        (runs_to_the_end && first > 0)
            .then(|| format!("{name} < {}", super::words::name(&model.answer_notation(question, first))))
    };
    let parts: Option<Vec<String>> = action.raises.iter().map(below).collect();
    let Some(parts) = parts else {
        return finding.help("ask in the condition whether there is something left to raise");
    };
    let more = if parts.len() > 1 { format!("({})", parts.join(" or ")) } else { parts.concat() };
    let finding = finding.help(format!("suggest it only where there is something left to raise: add `and {more}`"));
    let condition = model.sources.slice(action.suggest_span);
    let has_or = condition.split_whitespace().any(|word| word == "or");
    if has_or {
        return finding;
    }
    let end = Span { start: action.suggest_span.end, ..action.suggest_span };
    finding.edit(end, format!(" and {more}"), Applicability::NeedsALook)
}
