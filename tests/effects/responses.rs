//! All responses to two versions of a small model, one by one: what either asks is answered, each reads its own.

use std::collections::BTreeSet;

use mognad::compare::{Numbered, Pairing};
use mognad::evaluate::{Answers, Evaluation, Presence, worth};
use mognad::model::{Answer, Domain, Model, Question, QuestionId, RoleId, Rule};

use super::random::possible::{answers_of, asks_for_text};
use super::random::responses::count;

/// Two versions.
#[derive(Clone, Copy)]
pub struct Versions<'m> {
    pub old: &'m Model,
    pub new: &'m Model,
    pub pairing: &'m Pairing,
}

/// A response as each version reads it, and how many of its answers are away from their lowest.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub old: Answers,
    pub new: Answers,
    pub cost: u64,
}

type Either = (Option<QuestionId>, Option<QuestionId>);

/// Every response; none when there are more than `most`, or when the versions wait for each other.
pub fn possible(versions: Versions<'_>, roles: (Option<RoleId>, Option<RoleId>), most: usize) -> Option<Vec<Pair>> {
    let order = in_order(versions)?;
    let mut found = Vec::new();
    let blank =
        Pair { old: Answers::blank(versions.old, roles.0), new: Answers::blank(versions.new, roles.1), cost: 0 };
    all(versions, &order, &blank, most, &mut found).then_some(found)
}

fn all(versions: Versions<'_>, rest: &[Either], so_far: &Pair, most: usize, found: &mut Vec<Pair>) -> bool {
    let Some(((before, now), rest)) = rest.split_first() else {
        found.push(so_far.clone());
        return found.len() <= most;
    };
    // What one version asks of a text is a difference to both.
    let reads = |(model, id): (&Model, &Option<QuestionId>)| id.is_some_and(|id| asks_for_text(model, id));
    let reads_text = reads((versions.old, before)) || reads((versions.new, now));
    let asked = |model: &Model, answers: &Answers, id: &Option<QuestionId>| {
        id.is_some_and(|id| {
            (!matches!(model.questions[id.number()].domain, Domain::Text) || reads_text)
                && Evaluation::new(model, answers).presence(id) == Presence::Unanswered
        })
    };
    let in_old = asked(versions.old, &so_far.old, before);
    let in_new = asked(versions.new, &so_far.new, now);
    if [(versions.old, before), (versions.new, now)]
        .iter()
        .any(|(model, id)| id.is_some_and(|id| count(&model.questions[id.number()]) > most as u64))
    {
        return false;
    }
    if !in_old && !in_new {
        return all(versions, rest, so_far, most, found);
    }
    for (was, is, cost) in choices(versions, (*before, *now), (in_old, in_new)) {
        let mut next = so_far.clone();
        next.cost += cost;
        if let (true, Some(id)) = (in_old, before) {
            next.old.set(*id, was);
        }
        if let (true, Some(id)) = (in_new, now) {
            next.new.set(*id, is);
        }
        if !all(versions, rest, &next, most, found) {
            return false;
        }
    }
    true
}

type Choice = (Option<Answer>, Option<Answer>, u64);

/// What can be answered, in the old version and in the new one.
fn choices(versions: Versions<'_>, (before, now): Either, asked: (bool, bool)) -> Vec<Choice> {
    let Versions { old, new, pairing } = versions;
    let was = before.map(|id| &old.questions[id.number()]);
    let is = now.map(|id| &new.questions[id.number()]);
    if let (Some(was), Some(is), Some(map)) = (was, is, before.and_then(|id| pairing.answers(id))) {
        let mut both: Vec<(u64, u64)> = (0..count(was)).filter_map(|a| Some((a, map.index(a)?))).collect();
        both.sort_by_key(|(_, now)| *now);
        if !both.is_empty() {
            let low = lowest(new, is);
            let low = both.iter().find(|(_, now)| *now == low);
            let low = low.or_else(|| both.iter().find(|(was_at, _)| *was_at == lowest(old, was))).unwrap_or(&both[0]);
            let cost = |answer: &(u64, u64)| match &is.domain {
                Domain::AnyOf(any) => {
                    of_options(new, is, any.count, answer.1, |option| both.iter().any(|(_, now)| *now == 1 << option))
                }
                _ => u64::from(answer != low),
            };
            let mut choices: Vec<Choice> = both
                .iter()
                .map(|answer| (Some(Answer::Index(answer.0)), Some(Answer::Index(answer.1)), cost(answer)))
                .collect();
            if was.na.is_some() && is.na.is_some() {
                choices.push((Some(Answer::Na), Some(Answer::Na), 1));
            }
            return choices;
        }
    }
    let text = || Some(Answer::Text("…".into()));
    if let (Some(was), Some(is)) = (was, is)
        && matches!((&was.domain, &is.domain), (Domain::Text, Domain::Text))
    {
        let na = (was.na.is_some() && is.na.is_some()).then_some((Some(Answer::Na), Some(Answer::Na), 1));
        return [(None, None, 0), (text(), text(), 1)].into_iter().chain(na).collect();
    }
    let own = |model: &Model, id: Option<QuestionId>, asked: bool| -> Vec<(Option<Answer>, u64)> {
        let (Some(id), true) = (id, asked) else { return vec![(None, 0)] };
        let question = &model.questions[id.number()];
        if matches!(question.domain, Domain::Text) {
            let given = |answer: Option<Answer>| (answer.clone(), u64::from(answer.is_some()));
            return answers_of(model, id).into_iter().map(given).collect();
        }
        let cost = |answer: u64| match &question.domain {
            Domain::AnyOf(any) => of_options(model, question, any.count, answer, |_| true),
            _ => u64::from(answer != lowest(model, question)),
        };
        let mut own: Vec<_> = (0..count(question)).map(|answer| (Some(Answer::Index(answer)), cost(answer))).collect();
        own.extend(question.na.is_some().then_some((Some(Answer::Na), 1)));
        own
    };
    let (mine, its) = (own(old, before, asked.0), own(new, now, asked.1));
    let together = |(was, a): &(Option<Answer>, u64)| {
        its.iter().map(|(is, b)| (was.clone(), is.clone(), a + b)).collect::<Vec<Choice>>()
    };
    mine.iter().flat_map(together).collect()
}

fn of_options(model: &Model, question: &Question, count: u32, set: u64, counts: impl Fn(u32) -> bool) -> u64 {
    let away = |option: &u32| {
        let low = worth(model, question, 1 << option).is_some_and(|points| points.is_negative());
        counts(*option) && (set >> option & 1 == 1) != low
    };
    (0..count).filter(away).count() as u64
}

fn lowest(model: &Model, question: &Question) -> u64 {
    (0..count(question)).min_by_key(|answer| worth(model, question, *answer)).unwrap_or(0)
}

/// The questions of both, each after those that decide in either version whether it is asked.
fn in_order(versions: Versions<'_>) -> Option<Vec<Either>> {
    let Versions { old, new, pairing } = versions;
    let mut rest: Vec<Either> = (0..new.questions.len())
        .map(QuestionId::numbered)
        .map(|id| (pairing.questions.old_of(id), Some(id)))
        .chain(pairing.questions.removed().map(|id| (Some(id), None)))
        .collect();
    let needs = |model: &Model, id: Option<QuestionId>| -> BTreeSet<QuestionId> {
        let Some(id) = id else { return BTreeSet::new() };
        let mut needs = model.questions_behind(model.questions[id.number()].ask_when.map(Rule::Truth));
        needs.remove(&id);
        needs
    };
    let (mut order, mut placed) = (Vec::new(), (BTreeSet::new(), BTreeSet::new()));
    while !rest.is_empty() {
        let ready =
            |either: &Either| needs(old, either.0).is_subset(&placed.0) && needs(new, either.1).is_subset(&placed.1);
        let at = rest.iter().position(ready)?;
        let either = rest.remove(at);
        placed.0.extend(either.0);
        placed.1.extend(either.1);
        order.push(either);
    }
    Some(order)
}
