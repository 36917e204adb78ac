//! The evaluator agrees with a second, naive reading of the syntax tree, on real models and on random ones.
//!
//! `MOGNAD_RANDOM_MODELS=5000` tries more random models than by default, `MOGNAD_RANDOM_FIRST=300` begins with that seed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "agreement/bridge.rs"]
mod bridge;
#[path = "agreement/compare.rs"]
mod compare;
#[path = "agreement/completions.rs"]
mod completions;
#[path = "agreement/examples.rs"]
mod examples;
#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod naive;
#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod random;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use mognad::evaluate::{Answers, Evaluation, MAX_COMPLETIONS, Outcome, run_example};
use mognad::model::{Model, QuestionId};
use mognad::respond::{Format, Reader, Response, answer_in_toml, key_in_toml, text_in_toml, to_json};
use mognad::semantics::{Loader, compile};
use mognad::source::FileId;
use mognad::syntax::{ast, parse};

use compare::Both;
use naive::Tree;
use random::worth::{Reached, Worth};
use random::{Random, Source, responses};

/// The trees of a compiled model's files.
fn files(model: &Model) -> Vec<ast::File> {
    model.sources.iter().map(|(id, file)| parse(id, &file.text).tree).collect()
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Calls `each` with random models, this many for each that is tried by default. Stops at the first that is wrong.
fn random_models(share: u64, each: &mut dyn FnMut(&Both<'_>, &mut Random) -> Vec<String>) {
    let first = number("MOGNAD_RANDOM_FIRST", 0);
    let count = (number("MOGNAD_RANDOM_MODELS", 400) * share / 100).max(1);
    for seed in first..first + count {
        let source = Source::random(seed);
        let Some(model) = source.compile().model else { continue };
        let files = files(&model);
        let tree = Tree::new(&files);
        let both = Both { model: &model, tree: &tree };
        let wrong = each(&both, &mut Random::new(seed));
        if !wrong.is_empty() {
            let texts: Vec<&str> = source.files.iter().map(|(_, text)| text.as_str()).collect();
            panic!("seed {seed}\n{}\n{}", texts.join("\n----\n"), wrong.join("\n"));
        }
    }
}

fn said(answers: &Answers, wrong: Vec<String>) -> Vec<String> {
    if wrong.is_empty() { wrong } else { [vec![format!("{answers:?}")], wrong].concat() }
}

#[test]
fn random_models_agree() {
    let mut tried = 0;
    let mut worth = Worth::default();
    random_models(100, &mut |both, random| {
        let mut reached = Reached::default();
        for at in 0..12 {
            let answers = match at % 2 {
                0 => responses::complete(both.model, random),
                _ => responses::partial(both.model, random),
            };
            tried += 1;
            let wrong = said(&answers, both.differences(&answers, None));
            if !wrong.is_empty() {
                return wrong;
            }
            if at % 2 == 0 {
                reached.add(both.model, &Evaluation::new(both.model, &answers));
            }
        }
        worth.add(&reached);
        Vec::new()
    });
    println!("{tried} responses agree");
    worth.check();
}

#[test]
fn outcomes_of_complete_responses_are_exact() {
    random_models(40, &mut |both, random| {
        for _ in 0..4 {
            let answers = responses::complete(both.model, random);
            let wrong = said(&answers, completions::few(both, &answers, &[]));
            if !wrong.is_empty() {
                return wrong;
            }
        }
        Vec::new()
    });
}

#[test]
fn outcomes_span_all_completions() {
    let (mut few, mut many, mut reached) = (0, 0, 0);
    random_models(40, &mut |both, random| {
        for _ in 0..4 {
            let answers = responses::partial(both.model, random);
            let open = completions::open(both, &answers);
            let count = completions::count(both.model, &open);
            let wrong = match count {
                0 | 1 => continue,
                2..=100 => {
                    few += 1;
                    completions::few(both, &answers, &open)
                }
                101..=MAX_COMPLETIONS => continue,
                // These are slow: a few of them do.
                _ if many > few / 8 => continue,
                _ => {
                    many += 1;
                    let (wrong, exact) = completions::many(both, &answers, &open, random);
                    reached += exact;
                    wrong
                }
            };
            if !wrong.is_empty() {
                return said(&answers, wrong);
            }
        }
        Vec::new()
    });
    println!("{few} responses with few completions, {many} with many, where {reached} open results were exact");
    assert!(few >= 20 && many >= 5, "too few incomplete responses were tried: {few} and {many}");
}

#[test]
fn expectations_hold_for_every_completion() {
    let (mut tried, mut hold, mut waiting) = (0, 0, 0);
    random_models(100, &mut |both, _| {
        for (compiled, example) in both.model.examples.iter().zip(examples::examples(both)) {
            let outcome = run_example(both.model, compiled);
            let run = examples::run(both, example);
            let not_asked: BTreeSet<usize> = outcome.not_asked.iter().map(|(id, _)| id.0 as usize).collect();
            if not_asked != run.not_asked {
                return vec![format!("not asked: {not_asked:?}, naive {:?}", run.not_asked)];
            }
            let given = bridge::response(both.model, &outcome.answers, None).given;
            if given != run.response.given {
                return vec![format!("given: {given:?}, naive {:?}", run.response.given)];
            }
            let open = completions::open(both, &outcome.answers);
            if completions::count(both.model, &open) > 200 {
                continue;
            }
            let mut always = vec![true; compiled.expectations.len()];
            let mut ever = vec![false; compiled.expectations.len()];
            completions::all(both.model, &outcome.answers, &open, &mut |completion| {
                let response = bridge::response(both.model, &outcome.answers, Some(completion));
                for (at, holds) in examples::holding(both, example, &response).into_iter().enumerate() {
                    always[at] &= holds;
                    ever[at] |= holds;
                }
            });
            for (at, always) in always.iter().enumerate() {
                let unfulfilled = outcome.unfulfilled.iter().find(|unfulfilled| unfulfilled.expectation == at);
                tried += 1;
                hold += usize::from(*always);
                waiting += usize::from(!always && ever[at]);
                let open = unfulfilled.is_some_and(|unfulfilled| !unfulfilled.open.is_empty());
                if *always != unfulfilled.is_none() || open != (!always && ever[at]) {
                    return vec![format!("expectation {at}: {unfulfilled:?}, but it always holds: {always}")];
                }
            }
        }
        Vec::new()
    });
    println!("{tried} expectations, of which {hold} hold and {waiting} wait for answers");
}

#[test]
fn a_compiled_model_is_the_same_after_json() {
    random_models(40, &mut |both, random| {
        let json = serde_json::to_string(both.model).unwrap();
        let read: Model = serde_json::from_str(&json).unwrap();
        if read != *both.model {
            return vec!["the model is another one".to_owned()];
        }
        if let Err(error) = read.check_integrity() {
            return vec![format!("it does not hold together: {error}")];
        }
        if serde_json::to_string(&read).unwrap() != json {
            return vec!["its JSON is another one".to_owned()];
        }
        for _ in 0..2 {
            let answers = responses::complete(both.model, random);
            let scores = |model: &Model| {
                let evaluation = Evaluation::new(model, &answers);
                let ids = (0..model.areas.len() as u32).map(mognad::model::AreaId);
                ids.map(|id| (evaluation.score(id).cloned(), evaluation.level(id))).collect::<Vec<_>>()
            };
            if scores(&read) != scores(both.model) || Outcome::of(&read, &answers) != Outcome::of(both.model, &answers)
            {
                return said(&answers, vec!["it evaluates to something else".to_owned()]);
            }
        }
        Vec::new()
    });
}

/// A response as a TOML file.
fn toml(model: &Model, answers: &Answers) -> String {
    let mut text = format!("model = {}\n", text_in_toml(&model.name));
    if let Some(role) = answers.role {
        text.push_str(&format!("role = {}\n", text_in_toml(&model.roles[role.0 as usize].name)));
    }
    text.push_str("[answers]\n");
    for (question, answer) in model.questions.iter().zip(&answers.given) {
        if let Some(answer) = answer {
            text.push_str(&format!("{} = {}\n", key_in_toml(&question.key), answer_in_toml(model, question, answer)));
        }
    }
    text
}

#[test]
fn a_response_is_the_same_after_a_file() {
    random_models(40, &mut |both, random| {
        let reader = Reader::new(both.model);
        for _ in 0..3 {
            let answers = responses::complete(both.model, random);
            let response = Response { answers, version: None, metadata: Vec::new() };
            let files =
                [(to_json(both.model, &response), Format::Json), (toml(both.model, &response.answers), Format::Toml)];
            for (text, format) in files {
                let read = reader.read(FileId(0), &text, format);
                if read.response.as_ref().map(|read| &read.answers) != Some(&response.answers) {
                    return said(&response.answers, vec![text, format!("{read:?}")]);
                }
            }
        }
        Vec::new()
    });
}

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn real_models() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => walk(&path, found),
                Some("mognad") => found.push(path),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models"), &mut found);
    found.sort();
    found
}

#[test]
fn real_models_agree() {
    let mut random = Random::new(1);
    for path in real_models() {
        let path = path.to_str().unwrap();
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/models");
        let compilation = compile(path, root, &Disk);
        let Some(model) = compilation.model else {
            assert!(compilation.library, "{path} does not compile");
            continue;
        };
        let files = files(&model);
        let tree = Tree::new(&files);
        let both = Both { model: &model, tree: &tree };
        let mut tried: Vec<Answers> = Vec::new();
        for role in model.respondents() {
            tried.extend([0, 500, 1000].map(|thousandths| responses::steady(&model, role, thousandths)));
        }
        for _ in 0..3 {
            tried.push(responses::complete(&model, &mut random));
            tried.push(responses::partial(&model, &mut random));
        }
        for answers in &tried {
            let found = both.differences(answers, None);
            assert!(found.is_empty(), "{path}\n{answers:?}\n{}", found.join("\n"));
        }
        let none: [QuestionId; 0] = [];
        let found = completions::few(&both, &tried[1], &none);
        assert!(found.is_empty(), "{path}\n{:?}\n{}", tried[1], found.join("\n"));
        println!("{path}: {} responses agree", tried.len());
    }
}
