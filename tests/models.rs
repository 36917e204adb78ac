//! The models in `models/`: clean, tested, formatted, and each level of each ladder pinned by an example.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mognad::diagnostics::Diagnostic;
use mognad::evaluate::{Evaluation, run_example};
use mognad::exact::Rational;
use mognad::model::{ActionId, AreaId, Model, OVERALL, RoleId};
use mognad::semantics::{Compilation, Loader, compile};

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|e| e == "mognad") => found.push(path),
            false => {}
        }
    }
}

/// Every model with its path, libraries left out.
fn models() -> BTreeMap<String, Compilation> {
    let root = format!("{}/models", env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files(Path::new(&root), &mut found);
    let compiled = found.into_iter().map(|path| {
        let path = path.to_string_lossy().into_owned();
        let compilation = compile(&path, &root, &Disk);
        (path, compilation)
    });
    compiled.filter(|(_, compilation)| !compilation.library).collect()
}

fn model(compilation: &Compilation) -> &Model {
    compilation.model.as_ref().unwrap()
}

#[test]
fn there_are_eight_and_nothing_is_found_in_them() {
    let models = models();
    assert_eq!(models.len(), 8);
    for (path, compilation) in &models {
        let found: Vec<&Diagnostic> = compilation.diagnostics.iter().collect();
        assert!(found.is_empty(), "{path}: {found:?}");
    }
}

#[test]
fn every_example_passes() {
    for (path, compilation) in models() {
        let model = model(&compilation);
        assert!(!model.examples.is_empty(), "{path} has no examples");
        for example in &model.examples {
            assert!(run_example(model, example).passes(), "{path}: {:?}", example.text);
        }
    }
}

#[test]
fn examples_reach_every_level_role_and_threshold() {
    for (path, compilation) in models() {
        let model = model(&compilation);
        let roles: BTreeSet<Option<RoleId>> = model.examples.iter().map(|example| example.role).collect();
        assert_eq!(roles.len(), model.roles.len().max(1), "{path}: some role has no example");
        let mut reached: BTreeSet<(u32, u32)> = BTreeSet::new();
        let (mut exactly, mut thresholds) = (0, 0);
        let (mut suggested, mut not_suggested) = (BTreeSet::new(), BTreeSet::new());
        for example in &model.examples {
            let answers = run_example(model, example).answers;
            let evaluation = Evaluation::new(model, &answers);
            for id in 0..model.areas.len() as u32 {
                let area = &model.areas[id as usize];
                let Some(adoption) = &area.adoption else { continue };
                reached.extend(evaluation.level(AreaId(id)).map(|rank| (adoption.ladder.0, rank)));
                let score: Option<Rational> = evaluation.score(AreaId(id)).cloned();
                let lower = adoption.rules.iter().filter_map(|rule| rule.lower.as_ref());
                thresholds += lower.clone().count();
                exactly += lower.filter(|bound| Some(&bound.value) == score.as_ref()).count();
            }
            for action in 0..model.actions.len() as u32 {
                match evaluation.suggested(ActionId(action)) {
                    true => suggested.insert(action),
                    false => not_suggested.insert(action),
                };
            }
        }
        let used: BTreeSet<u32> = model.areas.iter().filter_map(|a| a.adoption.as_ref()).map(|a| a.ladder.0).collect();
        for ladder in used {
            for rank in 0..model.ladders[ladder as usize].levels.len() as u32 {
                let level = &model.ladders[ladder as usize].levels[rank as usize].name;
                assert!(reached.contains(&(ladder, rank)), "{path}: no example reaches `{level}`");
            }
        }
        assert!(thresholds == 0 || exactly > 0, "{path}: no example lies exactly on a threshold");
        assert!(
            suggested.len() * 2 >= model.actions.len(),
            "{path}: {} of {} actions are suggested in an example",
            suggested.len(),
            model.actions.len()
        );
        assert!(model.actions.is_empty() || !not_suggested.is_empty(), "{path}: no action is ever left out");
    }
}

#[test]
fn the_overall_result_is_pinned() {
    for (path, compilation) in models() {
        let model = model(&compilation);
        let overall = &model.areas[OVERALL.0 as usize];
        let has = overall.adoption.is_some() || overall.score.is_some() || !overall.values.is_empty();
        assert!(has, "{path} has no result of its own");
    }
}

#[test]
fn an_allow_is_a_last_resort() {
    for (path, _) in models() {
        let text = std::fs::read_to_string(&path).unwrap();
        let allows = text.lines().filter(|line| line.trim_start().starts_with("allow M")).count();
        let page = std::fs::read_to_string(Path::new(&path).with_extension("md")).unwrap();
        assert!(allows <= 2, "{path} has {allows} allows");
        assert!(allows == 0 || page.contains("allow"), "{path}: its page does not argue for its `allow`");
    }
}
