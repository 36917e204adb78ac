//! Ways to a level, and what incomplete responses can still lead to, against brute force on random small models.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    dead_code,
    reason = "tests"
)]

mod random;

use std::collections::BTreeSet;

use mognad::analyse::next::{By, Goal, Way, way};
use mognad::analyse::{Budget, Completions};
use mognad::evaluate::{Answers, Evaluation, Outcome, Presence, Query, worth};
use mognad::exact::Rational;
use mognad::model::{ActionId, Answer, AreaId, Domain, Model, Question, QuestionId, ValueId};
use random::possible::asks_for_text;
use random::{Random, Source, responses};

/// The most responses that are tried one by one.
const MOST: usize = 3000;

fn models(otherwise: u64) -> impl Iterator<Item = (u64, Model)> {
    let setting = |name: &str, otherwise| std::env::var(name).ok().and_then(|t| t.parse().ok()).unwrap_or(otherwise);
    let (first, count) = (setting("MOGNAD_RANDOM_FIRST", 0), setting("MOGNAD_RANDOM_MODELS", otherwise));
    (first..first + count).filter_map(|seed| Some((seed, Source::random(seed).compile().model?)))
}

fn budget() -> Budget {
    Budget::steps(1_000_000)
}

#[test]
fn what_is_still_possible_is_what_all_completions_give() {
    let (mut compared, mut open, mut undecided) = (0, 0, 0);
    for (seed, model) in models(150) {
        let mut random = Random::new(seed ^ 0x5eed);
        for _ in 0..3 {
            let answers = responses::partial(&model, &mut random);
            let outcome = Outcome::of(&model, &answers);
            let mut completions = Completions::new(&model, &answers);
            let mut check = |query: Query, expected: &mognad::evaluate::Extent| {
                if !expected.exact {
                    return;
                }
                match completions.extent(query, &mut budget()) {
                    Ok(extent) => assert_eq!(extent, *expected, "seed {seed}, {query:?}, {answers:?}"),
                    Err(_) => undecided += 1,
                }
                compared += 1;
                open += u64::from(expected.known().is_none());
            };
            for area in &outcome.areas {
                area.score.iter().for_each(|score| check(Query::Score(area.area), score));
                area.level.iter().for_each(|level| check(Query::Level(area.area), level));
            }
            for (index, value) in outcome.values.iter().enumerate() {
                check(Query::Value(ValueId(index as u32)), &value.number);
            }
        }
    }
    println!("{compared} compared, {open} open, {undecided} undecided");
    assert!(open * 8 > compared && undecided * 100 <= compared, "{open} open, {undecided} undecided of {compared}");
}

#[derive(Debug, Default)]
struct Tally {
    compared: u64,
    found: u64,
    out_of_reach: u64,
    undecided: u64,
}

#[test]
fn the_fewest_steps_are_those_of_brute_force() {
    let tally = compare(150, By::Steps, |model, answers| {
        let mut found = Vec::new();
        improved(model, &in_order(model), answers, &mut blank(answers), 0, &mut found).then_some(found)
    });
    assert!(tally.found > 50 && tally.out_of_reach > 10, "{tally:?}");
}

#[test]
fn the_least_effort_is_that_of_brute_force() {
    let tally = compare(400, By::Effort, after_actions);
    assert!(tally.found > 20 && tally.out_of_reach > 20, "{tally:?}");
}

/// Compares each level of each area; `all` gives every response that can be come to, with its cost.
fn compare(count: u64, by: By, all: impl Fn(&Model, &Answers) -> Option<Vec<(u64, Answers)>>) -> Tally {
    let mut tally = Tally::default();
    for (seed, model) in models(count) {
        let mut random = Random::new(seed ^ 0x0a11);
        let answers = match random.percent(50) {
            true => responses::partial(&model, &mut random),
            false => responses::complete(&model, &mut random),
        };
        let Some(possible) = all(&model, &answers) else { continue };
        let evaluations: Vec<(u64, Evaluation<'_>)> =
            possible.iter().map(|(cost, answers)| (*cost, Evaluation::new(&model, answers))).collect();
        for (index, area) in model.areas.iter().enumerate() {
            let id = AreaId(index as u32);
            for rank in 0..area.adoption.as_ref().map_or(0, |adoption| adoption.rules.len() as u32) {
                let reaching = evaluations.iter().filter(|(_, e)| e.level(id).is_some_and(|level| level >= rank));
                let least = reaching.map(|(cost, _)| *cost).min();
                let place = format!("seed {seed}, area {}, rank {rank}, {by:?}, {answers:?}", area.key);
                tally.compared += 1;
                match (way(&model, &answers, Goal { area: id, rank }, by, &mut budget()), least) {
                    (Way::Found(route), Some(least)) => {
                        assert_eq!(route.cost, least, "{place}\n{route:?}");
                        assert!(possible.iter().any(|(_, answers)| *answers == route.answers), "{place}\n{route:?}");
                        tally.found += u64::from(least > 0);
                    }
                    (Way::OutOfReach(hindrance), None) => {
                        let highest = evaluations.iter().filter_map(|(_, e)| e.level(id)).max();
                        assert_eq!(hindrance.highest, highest, "{place}\n{hindrance:?}");
                        tally.out_of_reach += 1;
                    }
                    (Way::Undecided, _) => tally.undecided += 1,
                    (found, least) => panic!("{place}: {found:?}, but {least:?}"),
                }
            }
        }
    }
    println!("{tally:?}");
    assert!(tally.undecided * 100 <= tally.compared, "{tally:?}");
    tally
}

fn blank(answers: &Answers) -> Answers {
    Answers { role: answers.role, given: vec![None; answers.given.len()] }
}

/// Every response that is as good, question by question, with the steps to it.
fn improved(
    model: &Model,
    rest: &[QuestionId],
    from: &Answers,
    to: &mut Answers,
    cost: u64,
    found: &mut Vec<(u64, Answers)>,
) -> bool {
    let Some((id, rest)) = rest.split_first() else {
        found.push((cost, to.clone()));
        return found.len() <= MOST;
    };
    let question = &model.questions[id.0 as usize];
    if Evaluation::new(model, to).presence(*id) != Presence::Unanswered {
        return improved(model, rest, from, to, cost, found);
    }
    let given = from.get(*id);
    if matches!(question.domain, Domain::Text) {
        to.set(*id, given.cloned());
        let mut go_on = improved(model, rest, from, to, cost, found);
        if given.is_none() && asks_for_text(model, *id) {
            to.set(*id, Some(Answer::Text("…".into())));
            go_on = go_on && improved(model, rest, from, to, cost + 1, found);
        }
        to.set(*id, None);
        return go_on;
    }
    let was = Evaluation::new(model, from).presence(*id);
    let may_stay = was == Presence::Unanswered && question.policies.unanswered.is_some();
    if may_stay && !improved(model, rest, from, to, cost, found) {
        return false;
    }
    if responses::count(question) > MOST as u64 {
        return false;
    }
    let na = question.na.is_some().then_some(Answer::Na);
    for answer in (0..responses::count(question)).map(Answer::Index).chain(na) {
        let Some(steps) = steps(model, question, given, &answer) else { continue };
        to.set(*id, Some(answer));
        if !improved(model, rest, from, to, cost + steps, found) {
            return false;
        }
    }
    to.set(*id, None);
    true
}

/// The place of each answer in the order of worth.
fn places(model: &Model, question: &Question) -> Vec<u64> {
    let worths: Vec<Option<Rational>> =
        (0..responses::count(question)).map(|answer| worth(model, question, answer)).collect();
    let is_range = matches!(question.domain, Domain::Range(_));
    let place = |answer: usize| {
        let below: BTreeSet<(Option<Rational>, usize)> = (0..worths.len())
            .filter(|other| {
                worths[*other] < worths[answer] || !is_range && worths[*other] == worths[answer] && *other < answer
            })
            // In a range all numbers of the same worth are one place.
            .map(|other| (worths[other].clone(), if is_range { 0 } else { other }))
            .collect();
        below.len() as u64
    };
    (0..worths.len()).map(place).collect()
}

/// How many steps it is to an answer; none where it is no better.
fn steps(model: &Model, question: &Question, from: Option<&Answer>, to: &Answer) -> Option<u64> {
    if let Domain::AnyOf(any) = &question.domain {
        let lowers = |option: u32| worth(model, question, 1 << option).is_some_and(|points| points.is_negative());
        let lowest: u64 = (0..any.count).filter(|option| lowers(*option)).map(|option| 1 << option).sum();
        return match (from, to) {
            (Some(Answer::Index(from)), Answer::Index(to)) => {
                let better = (0..any.count).all(|option| {
                    let (had, has) = (from >> option & 1 == 1, to >> option & 1 == 1);
                    had == has || has != lowers(option)
                });
                better.then(|| u64::from((from ^ to).count_ones()))
            }
            (Some(Answer::Na), Answer::Na) => Some(0),
            (Some(Answer::Na), Answer::Index(to)) => Some(1 + u64::from((lowest ^ to).count_ones())),
            (None, Answer::Index(to)) => Some(u64::from((lowest ^ to).count_ones())),
            (None, Answer::Na) => Some(u64::from(any.count) + 1),
            _ => None,
        };
    }
    let places = places(model, question);
    match (from, to) {
        (Some(from), to) if from == to => Some(0),
        (Some(Answer::Index(from)), Answer::Index(to)) => {
            places[*to as usize].checked_sub(places[*from as usize]).filter(|steps| *steps > 0)
        }
        (Some(Answer::Na), Answer::Index(to)) => Some(places[*to as usize] + 1),
        (None, Answer::Index(to)) => Some(places[*to as usize]),
        (None, Answer::Na) => Some(places.iter().max().unwrap() + 1),
        _ => None,
    }
}

/// The questions, each after those that decide whether it is asked.
fn in_order(model: &Model) -> Vec<QuestionId> {
    model.in_order_of_asking(&(0..model.questions.len() as u32).map(QuestionId).collect())
}

/// The response after every set of actions that can be taken together, with their effort.
fn after_actions(model: &Model, answers: &Answers) -> Option<Vec<(u64, Answers)>> {
    let actions: Vec<usize> =
        (0..model.actions.len()).filter(|id| model.actions[*id].roles.contains(answers.role)).collect();
    if actions.len() > 8 {
        return None;
    }
    let mut found = Vec::new();
    for set in 0u32..1 << actions.len() {
        let taken: Vec<usize> =
            actions.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, id)| *id).collect();
        let has = |id: &ActionId| taken.contains(&(id.0 as usize)) || !actions.contains(&(id.0 as usize));
        if !taken.iter().all(|id| model.actions[*id].after.iter().all(has)) {
            continue;
        }
        let effort = taken.iter().map(|id| u64::from(model.actions[*id].effort.unwrap_or(1))).sum();
        found.push((effort, after(model, answers, &taken)?));
    }
    Some(found)
}

fn after(model: &Model, answers: &Answers, taken: &[usize]) -> Option<Answers> {
    let mut to = blank(answers);
    for id in in_order(model) {
        let question = &model.questions[id.0 as usize];
        if Evaluation::new(model, &to).presence(id) != Presence::Unanswered {
            continue;
        }
        let given = answers.get(id);
        let raises = taken.iter().flat_map(|id| &model.actions[*id].raises).filter(|raises| raises.question == id);
        let tos: Vec<Option<u64>> = raises.map(|raises| raises.to).collect();
        let answer = match &question.domain {
            Domain::Text => given.cloned(),
            Domain::AnyOf(any) if !tos.is_empty() => {
                let had = if let Some(Answer::Index(set)) = given { *set } else { 0 };
                let best = (0..any.count).filter(|option| match worth(model, question, 1 << option) {
                    None => true,
                    Some(points) => points.is_positive() || points.is_zero() && had >> option & 1 == 1,
                });
                Some(Answer::Index(best.map(|option| 1 << option).sum()))
            }
            _ => {
                if responses::count(question) > MOST as u64 {
                    return None;
                }
                let places = places(model, question);
                let top = (0..places.len()).max_by_key(|answer| places[*answer]).unwrap_or(0) as u64;
                let had = if let Some(Answer::Index(answer)) = given { Some(*answer) } else { None };
                let best = tos.iter().map(|to| to.unwrap_or(top)).chain(had);
                let best = best.max_by_key(|answer| (places.get(*answer as usize).copied(), Some(*answer) == had));
                match best {
                    Some(best) => Some(Answer::Index(best)),
                    None if given.is_some() => given.cloned(),
                    None => lowest(model, question, &Evaluation::new(model, answers), id),
                }
            }
        };
        to.set(id, answer);
    }
    Some(to)
}

/// What stands where nothing was answered: nothing under a policy, else the lowest answer.
fn lowest(model: &Model, question: &Question, as_it_is: &Evaluation<'_>, id: QuestionId) -> Option<Answer> {
    if as_it_is.presence(id) == Presence::Unanswered && question.policies.unanswered.is_some() {
        return None;
    }
    Some(Answer::Index(match &question.domain {
        Domain::AnyOf(any) => {
            let negative = |option: &u32| worth(model, question, 1 << option).is_some_and(|p| p.is_negative());
            (0..any.count).filter(negative).map(|option| 1 << option).sum()
        }
        _ => (0..responses::count(question)).min_by_key(|answer| worth(model, question, *answer)).unwrap_or(0),
    }))
}
