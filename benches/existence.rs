//! Whether something is possible at all, query by query, for `benches/compare/existence`.
//!
//! `cargo bench --bench existence -- FOLDER MODEL…` writes each compiled model into the folder and prints a line a query:
//! the model, the role's number, the query, `yes`, `no` or `undecided`, and two times in nanoseconds. In the first
//! nothing was known before: the model is read for the role, and the one query is answered. In the second one space
//! answers all queries of the role, and reading is not counted. A MODEL is a path, `generated-100` for so many questions,
//! or `random-7` for the small random model of a seed. `print=100` prints the generated model instead.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a bench fails by panicking"
)]

#[allow(dead_code, reason = "sound models are wanted, not pieces")]
mod generate;
#[path = "../tests/random/mod.rs"]
#[allow(dead_code, unused_imports, clippy::all, clippy::panic, clippy::expect_used, reason = "only models are wanted")]
mod random;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mognad::analyse::findings::{self, Condition, Exists};
use mognad::analyse::{Budget, Reading, Space};
use mognad::exact::Compare;
use mognad::model::{ActionId, AreaId, Model, RoleId};
use mognad::semantics::{Loader, compile};

/// What is worked out at once, before samples are looked at; and about two seconds.
const FEW_STEPS: u64 = 10_000;
const STEPS: u64 = 4_000_000;

struct Files;

impl Loader for Files {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(Path::new(path))
    }
}

struct Generated(String);

impl Loader for Generated {
    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let Some(questions) = arguments.iter().find_map(|argument| argument.strip_prefix("print=")) {
        print!("{}", generate::sound(questions.parse().unwrap()));
        return;
    }
    let Some((folder, models)) = arguments.split_first() else {
        println!("existence FOLDER MODEL…");
        return;
    };
    for name in models {
        // The compiler refuses a few random models.
        let Some(model) = read(name) else { continue };
        let name = Path::new(name).file_stem().unwrap().to_str().unwrap();
        let file = PathBuf::from(folder).join(format!("{name}.json"));
        std::fs::write(file, serde_json::to_vec(&model).unwrap()).unwrap();
        for role in model.respondents() {
            answer(name, &model, role);
        }
    }
}

fn read(name: &str) -> Option<Model> {
    if let Some(questions) = name.strip_prefix("generated-") {
        return compile("generated.mognad", "", &Generated(generate::sound(questions.parse().unwrap()))).model;
    }
    if let Some(seed) = name.strip_prefix("random-") {
        return random::Source::random(seed.parse().unwrap()).compile().model;
    }
    Some(compile(name, "", &Files).model.unwrap())
}

fn answer(name: &str, model: &Model, role: Option<RoleId>) {
    let mut shared = Space::default();
    let mut shared_reading = Reading::new(&mut shared.graph, model, role);
    let role_name = role.map_or("-".to_owned(), |role| role.0.to_string());
    for (query, condition) in queries(model) {
        let start = Instant::now();
        let mut space = Space::default();
        let mut reading = Reading::new(&mut space.graph, model, role);
        let alone = decide(&mut space, &mut reading, &condition);
        let time_alone = start.elapsed().as_nanos();
        let start = Instant::now();
        let together = decide(&mut shared, &mut shared_reading, &condition);
        let time_together = start.elapsed().as_nanos();
        let known = |verdict: &str| verdict != "undecided";
        assert!(alone == together || !known(alone) || !known(together), "{name} {role_name} {query}");
        println!("{name}\t{role_name}\t{query}\t{alone}\t{time_alone}\t{time_together}");
    }
}

/// Every "can this area reach this level?", "can this action be suggested, and not be suggested?", "can this property
/// be broken?".
fn queries(model: &Model) -> Vec<(String, Condition)> {
    let mut queries = Vec::new();
    for (id, area) in (0..).map(AreaId).zip(&model.areas) {
        for rank in 0..area.adoption.iter().flat_map(|adoption| &adoption.rules).count() as u32 {
            queries.push((format!("level {} {rank}", id.0), Condition::Level(id, Compare::Equal, rank)));
        }
    }
    for id in (0..model.actions.len() as u32).map(ActionId) {
        queries.push((format!("suggested {}", id.0), Condition::Suggested(id)));
        queries.push((format!("unsuggested {}", id.0), Condition::Suggested(id).negated()));
    }
    for (number, property) in model.properties.iter().enumerate() {
        let condition = Condition::Truth(property.condition);
        let broken = if property.never { condition } else { condition.negated() };
        queries.push((format!("broken {number}"), broken));
    }
    queries
}

fn decide(space: &mut Space, reading: &mut Reading<'_>, condition: &Condition) -> &'static str {
    let node = condition.node(reading, &mut space.graph);
    match space.exists(node, &mut Budget::steps(FEW_STEPS)) {
        Ok(true) => "yes",
        Ok(false) => "no",
        Err(_) => match findings::exists(reading.model(), reading.role(), condition, STEPS) {
            Exists::Yes(_) => "yes",
            Exists::No => "no",
            Exists::Undecided => "undecided",
        },
    }
}
