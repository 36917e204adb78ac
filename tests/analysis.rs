//! The analysis against brute force: on random small models every answer is the same as over all possible responses
//! by the row evaluator: values, counts, smallest witnesses, and the bounds of coarse walks.
//!
//! `MOGNAD_RANDOM_MODELS=20000` tries more models than by default, `MOGNAD_RANDOM_FIRST=300` begins with that seed.

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

use std::collections::{BTreeMap, BTreeSet};

use mognad::analyse::{Budget, Reading, Space, Undecided, Value, response};
use mognad::evaluate::{Answers, Evaluation, Query, worth};
use mognad::exact::Rational;
use mognad::model::{ActionId, Answer, AreaId, Domain, Model, QuestionId, RoleId, Roles, ValueId};
use random::possible::possible;
use random::{Source, setting};

/// The most responses that are tried one by one.
const MOST: usize = 1500;

/// Everything that can be asked of a response.
fn queries(model: &Model) -> Vec<Query> {
    let areas = (0..model.areas.len() as u32).map(AreaId);
    let mut queries: Vec<Query> = areas.flat_map(|area| [Query::Level(area), Query::Score(area)]).collect();
    queries.extend((0..model.values.len() as u32).map(|id| Query::Value(ValueId(id))));
    queries.extend((0..model.actions.len() as u32).map(|id| Query::Action(ActionId(id))));
    queries.extend(model.properties.iter().map(|property| Query::Truth(property.condition)));
    queries
}

/// How many answers of a response are away from their lowest, option by option for `any of`.
fn cost(model: &Model, answers: &Answers) -> u64 {
    let mut cost = 0;
    for (index, question) in model.questions.iter().enumerate() {
        let points = |answer: u64| worth(model, question, answer);
        cost += match (answers.get(QuestionId(index as u32)), &question.domain) {
            (None, _) => 0,
            (Some(Answer::Na | Answer::Text(_)), _) => 1,
            (Some(Answer::Index(set)), Domain::AnyOf(any)) => (0..any.count)
                .filter(|option| {
                    let lowest = points(1 << option).is_some_and(|points| points.is_negative());
                    (set >> option & 1 == 1) != lowest
                })
                .count() as u64,
            (Some(Answer::Index(answer)), _) => {
                let count = random::responses::count(question);
                let lowest = (0..count).min_by_key(|answer| points(*answer)).unwrap_or(0);
                u64::from(*answer != lowest)
            }
        };
    }
    cost
}

#[derive(Debug, Default)]
struct Tally {
    models: u64,
    responses: u64,
    queries: u64,
    undecided: u64,
    several: u64,
    coarse: u64,
    loose: u64,
}

#[test]
fn every_answer_is_that_of_brute_force() {
    let (first, count) = (setting("MOGNAD_RANDOM_FIRST", 0), setting("MOGNAD_RANDOM_MODELS", 200));
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let run = |thread: u64| {
            scope.spawn(move || {
                let mut tally = Tally::default();
                let mut seed = first + thread;
                while tally.models * threads < count {
                    if let Some(model) = Source::random(seed).compile().model {
                        hold(seed, &model, &mut tally);
                    }
                    seed += threads;
                }
                tally
            })
        };
        let running: Vec<_> = (0..threads).map(run).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    let (queries, undecided, several) = (sum(|t| t.queries), sum(|t| t.undecided), sum(|t| t.several));
    println!(
        "{} models, {} responses: {queries} queries, {several} with several answers, {undecided} undecided; {} shares \
         by coarse walks, {} of them within bounds",
        sum(|t| t.models),
        sum(|t| t.responses),
        sum(|t| t.coarse),
        sum(|t| t.loose),
    );
    assert_eq!(undecided, 0, "small models leave nothing undecided");
    assert!(several * 2 >= queries, "most queries have one answer only");
}

/// Each side is left by an area that is walked through by itself.
#[test]
fn a_comparison_may_have_nothing_on_either_side() {
    let text = r#"
        model m "M" { edition 1 }
        scale steps { nothing_yet 0 "No"  some 1 "Some"  na "Not applicable" }
        area one "One" { question a "A" { answers steps } }
        area two "Two" { question b "B" { answers steps }  question c "C" { answers steps } }
        overall { action begin "Begin" { suggest when one.score >= two.score } }
    "#;
    let compilation = Source { files: vec![("m.mognad".to_owned(), text.to_owned())] }.compile();
    let model = compilation.model.unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let mut tally = Tally::default();
    hold(0, &model, &mut tally);
    assert_eq!((tally.models, tally.undecided), (1, 0));
}

/// A term of a sum becomes known in the step that joins two areas, and the sum is held against thresholds there.
#[test]
fn a_sum_may_grow_while_areas_are_joined() {
    let mut tally = Tally::default();
    hold(6331, &Source::random(6331).compile().model.unwrap(), &mut tally);
    assert_eq!((tally.models, tally.undecided), (1, 0));
}

/// What the models that are held against brute force are made of.
#[test]
fn the_models_have_every_construct() {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for seed in 0..600 {
        let Some(model) = Source::random(seed).compile().model else { continue };
        let role = (!model.roles.is_empty()).then_some(RoleId(0));
        if possible(&model, role, MOST).is_some() {
            constructs(&model, &mut found);
        }
    }
    let expected = "Number: Constant, Points, Share, Given, Score, Level, Value, Linear, Sum, Mean, Min, Max, Round, Else, \
        Case, Count, Proportion; Truth: And, Or, Compare, Answer, Has, HasAtLeast, State, Present, Counts, \
        Suggested; domain: Choice, AnyOf, Range, Text; question: na, na with points, hidden, for a role, range with points; \
        hidden: LeftOut, Answer; na: LeftOut, Answer; unanswered: LeftOut, Answer; level: Cumulative, Highest, formula, \
        upper bound, requirement, requirement for a role";
    for group in expected.split("; ") {
        let (kind, names) = group.split_once(": ").unwrap();
        for name in names.split(", ") {
            assert!(found.contains(&format!("{kind}: {}", name.trim())), "no {kind}: {name} in {found:#?}");
        }
    }
}

fn constructs(model: &Model, found: &mut BTreeSet<String>) {
    let mut add = |kind: &str, name: &str| {
        let name: String = name.chars().take_while(|c| c.is_alphabetic() || *c == ' ').collect();
        found.insert(format!("{kind}: {}", name.trim()));
    };
    model.numbers.iter().for_each(|number| add("Number", &format!("{number:?}")));
    model.truths.iter().for_each(|truth| add("Truth", &format!("{truth:?}")));
    for question in &model.questions {
        add("domain", &format!("{:?}", question.domain));
        if let Some(na) = &question.na {
            add("question", if na.points.is_some() { "na with points" } else { "na" });
        }
        if question.ask_when.is_some() {
            add("question", "hidden");
        }
        if question.roles != Roles::All {
            add("question", "for a role");
        }
        if matches!(&question.domain, Domain::Range(range) if !range.points.is_empty()) {
            add("question", "range with points");
        }
        let policies = &question.policies;
        for (state, policy) in
            [("hidden", &policies.hidden), ("na", &policies.na), ("unanswered", &policies.unanswered)]
        {
            if let Some(policy) = policy {
                add(state, &format!("{:?}", policy.stand_in));
            }
        }
    }
    for adoption in model.areas.iter().filter_map(|area| area.adoption.as_ref()) {
        add("level", &format!("{:?}", adoption.gating));
        if adoption.level.is_some() {
            add("level", "formula");
        }
        for rule in &adoption.rules {
            if rule.upper.is_some() {
                add("level", "upper bound");
            }
            for requirement in &rule.requires {
                add("level", if requirement.roles == Roles::All { "requirement" } else { "requirement for a role" });
            }
        }
    }
}

fn hold(seed: u64, model: &Model, tally: &mut Tally) {
    let mut small = false;
    for role in model.respondents() {
        let Some(responses) = possible(model, role, MOST) else { continue };
        small = true;
        tally.responses += responses.len() as u64;
        // Small areas are joined pair by pair, unless one wants to see whether lines give the same.
        let mut space = if seed.is_multiple_of(2) { Space::coarse(3) } else { Space::coarse(3).along_lines() };
        let mut reading = Reading::new(&mut space.graph, model, role);
        let evaluations: Vec<Evaluation<'_>> =
            responses.iter().map(|answers| Evaluation::new(model, answers)).collect();
        for query in queries(model) {
            let mut by_row: BTreeMap<Value, u64> = BTreeMap::new();
            let mut cheapest: BTreeMap<Value, u64> = BTreeMap::new();
            for (evaluation, answers) in evaluations.iter().zip(&responses) {
                let value = query.of(evaluation);
                *by_row.entry(value.clone()).or_default() += 1;
                let cost = cost(model, answers);
                cheapest.entry(value).and_modify(|least| *least = cost.min(*least)).or_insert(cost);
            }
            let node = reading.query(&mut space.graph, query);
            tally.queries += 1;
            tally.several += u64::from(by_row.len() > 1);
            let place = format!("seed {seed}, role {role:?}, {query:?}");
            match counted(&mut space, node) {
                Ok(found) => {
                    let whole: u64 = by_row.values().sum();
                    let of: Rational = found.values().fold(Rational::ZERO, |sum, count| &sum + count);
                    let shares: BTreeMap<Value, Rational> =
                        found.into_iter().map(|(value, count)| (value, count.checked_div(&of).unwrap())).collect();
                    let expected: BTreeMap<Value, Rational> = by_row
                        .iter()
                        .map(|(value, count)| (value.clone(), Rational::new(*count as i64, whole as i64).unwrap()))
                        .collect();
                    assert_eq!(shares, expected, "{place}");
                }
                Err(why) => {
                    println!("{place}: {why:?}");
                    tally.undecided += 1;
                }
            }
            let values: Vec<Value> = by_row.keys().cloned().collect();
            let whole = by_row.values().sum::<u64>();
            if let Ok(shares) = space.coarse_shares(node, &values, &mut Budget::steps(1_000_000)) {
                for (value, share) in values.iter().zip(shares) {
                    let is = Rational::new(by_row[value] as i64, whole as i64).unwrap();
                    let (at_least, at_most) = share.ratios().unwrap();
                    assert!(at_least <= is && is <= at_most, "{place}: {value:?} is {is}, not {at_least} to {at_most}");
                    tally.coarse += 1;
                    tally.loose += u64::from(at_least < at_most);
                }
            }
            for (value, least) in &cheapest {
                let is = space.graph.is(node, value);
                match space.witness(is, &mut Budget::steps(1_000_000)) {
                    Ok(Some(witness)) => {
                        let answers = response(&reading, &witness);
                        assert!(
                            responses.contains(&answers),
                            "{place}: {value:?} is no possible response: {answers:?}"
                        );
                        assert_eq!(query.of(&Evaluation::new(model, &answers)), *value, "{place}");
                        assert_eq!(witness.cost, *least, "{place}: {value:?} by {answers:?}");
                    }
                    Ok(None) => panic!("{place}: {value:?} is said not to be reached"),
                    Err(_) => tally.undecided += 1,
                }
            }
        }
        let size = space.size(&mut Budget::steps(1_000_000)).unwrap();
        assert_eq!(size.to_string(), responses.len().to_string(), "seed {seed}, role {role:?}");
    }
    tally.models += u64::from(small);
}

fn counted(space: &mut Space, node: mognad::analyse::Node) -> Result<BTreeMap<Value, Rational>, Undecided> {
    let found = space.distribution(&[node], &mut Budget::steps(1_000_000))?;
    let count = |count: mognad::analyse::Natural| Rational::parse(&count.to_string()).unwrap();
    Ok(found.into_iter().map(|(values, number)| (values[0].clone(), count(number))).collect())
}
