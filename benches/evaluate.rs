//! How long one response takes: `cargo bench --bench evaluate`.
//!
//! SAMM has 90 questions. The row evaluator's time is that of every score, level, value and suggestion of a response;
//! a whole outcome adds completeness, what is missing for the next level, and the order and reasons of suggestions.

use std::hint::black_box;
use std::time::{Duration, Instant};

use mognad::evaluate::{Answers, Evaluation, Outcome};
use mognad::model::{ActionId, Answer, AreaId, Domain, Model, QuestionId, RoleId, ValueId};
use mognad::semantics::{Loader, compile};

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn load(name: &str) -> Option<Model> {
    let root = format!("{}/models", env!("CARGO_MANIFEST_DIR"));
    compile(&format!("{root}/{name}.mognad"), &root, &Disk).model
}

/// A complete response that differs with `seed`.
fn response(model: &Model, seed: u64) -> Answers {
    let role = if model.roles.is_empty() { None } else { Some(RoleId(0)) };
    let mut answers = Answers::blank(model, role);
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    for (index, question) in model.questions.iter().enumerate() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let count = match &question.domain {
            Domain::Choice(choice) => u64::from(choice.count),
            Domain::AnyOf(any) => 1 << any.count,
            Domain::Range(range) => range.count,
            Domain::Text => continue,
        };
        let id = QuestionId(u32::try_from(index).unwrap_or(0));
        answers.set(id, (state >> 33).checked_rem(count).map(Answer::Index));
    }
    answers
}

fn everything(model: &Model, answers: &Answers) {
    let evaluation = Evaluation::new(model, answers);
    let ids = |count: usize| 0..u32::try_from(count).unwrap_or(0);
    for id in ids(model.areas.len()) {
        black_box(evaluation.score(AreaId(id)));
        black_box(evaluation.level(AreaId(id)));
    }
    for id in ids(model.values.len()) {
        black_box(evaluation.value(ValueId(id)));
    }
    for id in ids(model.actions.len()) {
        black_box(evaluation.suggested(ActionId(id)));
    }
}

/// The median time of one call over many.
fn median(responses: &[Answers], mut call: impl FnMut(&Answers)) -> Duration {
    let mut times: Vec<Duration> = (0..20)
        .map(|_| {
            let start = Instant::now();
            responses.iter().for_each(&mut call);
            start.elapsed().checked_div(u32::try_from(responses.len()).unwrap_or(1)).unwrap_or_default()
        })
        .collect();
    times.sort();
    times.get(10).copied().unwrap_or_default()
}

fn main() {
    for name in ["owasp/samm", "nist/sp800-171", "stockholm/it-strategi"] {
        let Some(model) = load(name) else {
            println!("{name}: has errors");
            continue;
        };
        let responses: Vec<Answers> = (0..200).map(|seed| response(&model, seed)).collect();
        let row = median(&responses, |answers| everything(&model, answers));
        let outcome = median(&responses, |answers| {
            black_box(Outcome::of(&model, answers));
        });
        println!(
            "{name}: {} questions, {} areas, {} actions: row {:.1} µs, outcome {:.1} µs",
            model.questions.len(),
            model.areas.len(),
            model.actions.len(),
            row.as_secs_f64() * 1e6,
            outcome.as_secs_f64() * 1e6
        );
    }
}
