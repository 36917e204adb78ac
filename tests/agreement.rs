//! The evaluator agrees with a second, naive reading of the syntax tree, on real models and on random ones.

#![allow(clippy::arithmetic_side_effects, reason = "numbers in tests are small")]

#[path = "agreement/bridge.rs"]
mod bridge;
#[allow(dead_code, reason = "each test uses its part")]
mod naive;
#[allow(dead_code, reason = "each test uses its part")]
mod random;

use std::io;
use std::path::{Path, PathBuf};

use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::model::{ActionId, AreaId, Model, QuestionId, RoleId, ValueId};
use mognad::semantics::{Loader, compile};
use mognad::syntax::{ast, parse};

use naive::{Reading, Tree};
use random::{Random, Source, responses};

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

/// What the two readings say differently about a response.
fn differences(model: &Model, tree: &Tree<'_>, answers: &Answers, completion: Option<&Answers>) -> Vec<String> {
    let response = bridge::response(model, answers, completion);
    let naive = Reading::new(tree, &response);
    let evaluation = match completion {
        Some(completion) => Evaluation::completed(model, answers, completion),
        None => Evaluation::new(model, answers),
    };
    let mut found = Vec::new();
    let mut check = |what: String, evaluated: String, naive: String| {
        if evaluated != naive {
            found.push(format!("{what}: evaluated {evaluated}, naive {naive}"));
        }
    };
    for (id, question) in model.questions.iter().enumerate() {
        let presence = match naive.presence(id) {
            naive::Presence::Outside => Presence::Outside,
            naive::Presence::Hidden => Presence::Hidden,
            naive::Presence::Unanswered => Presence::Unanswered,
            naive::Presence::Na => Presence::Na,
            naive::Presence::Answered => Presence::Answered,
        };
        let question_id = QuestionId(id as u32);
        check(question.key.clone(), format!("{:?}", evaluation.presence(question_id)), format!("{presence:?}"));
        check(
            format!("{}.points", question.key),
            format!("{:?}", evaluation.points(question_id)),
            format!("{:?}", naive.points(id).map(mognad::exact::Rational::from)),
        );
    }
    for (id, area) in model.areas.iter().enumerate() {
        let area_id = AreaId(id as u32);
        check(
            format!("{}.score", area.key),
            format!("{:?}", evaluation.score(area_id)),
            format!("{:?}", naive.score(id).map(mognad::exact::Rational::from)),
        );
        check(
            format!("{}.level", area.key),
            format!("{:?}", evaluation.level(area_id)),
            format!("{:?}", naive.level(id)),
        );
    }
    for (id, value) in model.values.iter().enumerate() {
        check(
            value.key.clone(),
            format!("{:?}", evaluation.value(ValueId(id as u32))),
            format!("{:?}", naive.value(id).map(mognad::exact::Rational::from)),
        );
    }
    for (id, action) in model.actions.iter().enumerate() {
        check(
            action.name.clone(),
            evaluation.suggested(ActionId(id as u32)).to_string(),
            naive.suggested(id).to_string(),
        );
    }
    found
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

fn files(model: &Model) -> Vec<ast::File> {
    model.sources.iter().map(|(id, file)| parse(id, &file.text).tree).collect()
}

/// How many cases, by an environment variable.
fn cases(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn random_models_agree() {
    let mut responses_tried = 0;
    let mut wrong = 0;
    for seed in 0..cases("MOGNAD_MODELS", 300) {
        let source = Source::random(seed);
        let Some(model) = source.compile().model else { continue };
        let files = files(&model);
        let tree = Tree::new(&files);
        let mut random = Random::new(seed);
        for at in 0..10 {
            let answers = match at % 2 {
                0 => responses::complete(&model, &mut random),
                _ => responses::partial(&model, &mut random),
            };
            responses_tried += 1;
            let found = differences(&model, &tree, &answers, None);
            if !found.is_empty() {
                wrong += 1;
                if std::env::var_os("MOGNAD_SHOW").is_some() {
                    println!("{}", source.files[0].1);
                }
                println!("seed {seed}: {answers:?}\n{}\n", found.join("\n"));
                break;
            }
        }
    }
    println!("{responses_tried} responses, {wrong} models wrong");
    assert_eq!(wrong, 0);
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
        let roles: Vec<Option<RoleId>> = match model.roles.len() {
            0 => vec![None],
            count => (0..count).map(|id| Some(RoleId(id as u32))).collect(),
        };
        let mut tried: Vec<Answers> = Vec::new();
        for role in roles {
            tried.extend([0, 500, 1000].map(|thousandths| responses::steady(&model, role, thousandths)));
        }
        for _ in 0..3 {
            tried.push(responses::complete(&model, &mut random));
            tried.push(responses::partial(&model, &mut random));
        }
        for answers in &tried {
            let found = differences(&model, &tree, answers, None);
            assert!(found.is_empty(), "{path}\n{answers:?}\n{}", found.join("\n"));
        }
        println!("{path}: {} responses", tried.len());
    }
}
