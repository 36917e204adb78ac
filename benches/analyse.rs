//! How long questions about all possible responses take: `cargo bench --bench analyse`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a bench fails by panicking"
)]

use std::io;
use std::path::Path;
use std::time::Instant;

use mognad::analyse::{Budget, Reading, Space};
use mognad::model::{ActionId, AreaId, Model, RoleId};
use mognad::semantics::{Loader, compile};

const MODELS: &[&str] = &[
    "models/stockholm/it-strategi.mognad",
    "models/stockholm/gs-it.mognad",
    "models/stockholm/en-till-en.mognad",
    "models/stockholm/upphandling.mognad",
    "models/stockholm/namndens-handlingsplan.mognad",
    "models/varmdo/en-smartare-skola.mognad",
    "models/owasp/samm.mognad",
    "models/nist/sp800-171.mognad",
];

struct Files;

impl Loader for Files {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(Path::new(path))
    }
}

fn main() {
    for path in MODELS {
        let model = compile(path, "", &Files).model.unwrap();
        measure(path, &model);
    }
}

fn measure(path: &str, model: &Model) {
    let roles: Vec<Option<RoleId>> = match model.roles.len() {
        0 => vec![None],
        count => (0..count as u32).map(|role| Some(RoleId(role))).collect(),
    };
    let mut undecided = 0;
    let mut queries = 0;
    let [mut levels, mut actions, mut properties] = [0.0; 3];
    for role in roles {
        let mut space = Space::default();
        let mut reading = Reading::new(&mut space.graph, model, role);
        let budget = || Budget::steps(10_000_000);
        let start = Instant::now();
        for area in 0..model.areas.len() as u32 {
            let node = reading.level(&mut space.graph, AreaId(area));
            queries += 1;
            if let Err(why) = space.shares(node, &[None], &mut budget()) {
                println!("  level of {}: {why:?}", model.areas[area as usize].key);
                undecided += 1;
            }
        }
        levels += start.elapsed().as_secs_f64();
        let start = Instant::now();
        for action in 0..model.actions.len() as u32 {
            let node = reading.suggested(&mut space.graph, ActionId(action));
            queries += 1;
            if let Err(why) = space.witness(node, &mut budget()) {
                println!("  action {}: {why:?}", model.actions[action as usize].name);
                undecided += 1;
            }
        }
        actions += start.elapsed().as_secs_f64();
        let start = Instant::now();
        for property in &model.properties {
            let node = reading.truth(&mut space.graph, property.condition);
            let broken = if property.never { node } else { space.graph.negation(node) };
            queries += 1;
            if let Err(why) = space.witness(broken, &mut budget()) {
                println!("  property {:?}: {why:?}", property.text);
                undecided += 1;
            }
        }
        properties += start.elapsed().as_secs_f64();
    }
    let ms = 1000.0;
    println!(
        "{path}: {queries} queries, {undecided} undecided; levels {:.1} ms, actions {:.1} ms, properties {:.1} ms",
        levels * ms,
        actions * ms,
        properties * ms
    );
}
