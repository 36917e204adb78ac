//! Tricky evaluations: small models in `tests/evaluations`, whose examples say what must come out.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io;
use std::path::Path;

use mognad::evaluate::run_example;
use mognad::semantics::{Loader, compile};

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

#[test]
fn examples_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evaluations");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut failed = Vec::new();
    for path in paths {
        let path = path.to_str().unwrap();
        let compilation = compile(path, folder.to_str().unwrap(), &Disk);
        let Some(model) = compilation.model else {
            failed.extend(compilation.diagnostics.iter().map(|d| format!("{path}: {} {}", d.code, d.message)));
            continue;
        };
        for example in &model.examples {
            let outcome = run_example(&model, example);
            failed.extend(outcome.diagnostics(&model, example).iter().map(|d| format!("{path}: {} {d:?}", d.message)));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
