//! What changed between two versions: nothing where only order, layout or comments differ; never a panic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "comparison/mutate.rs"]
mod mutate;
#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod random;
#[path = "comparison/reorder.rs"]
mod reorder;

use std::collections::BTreeSet;
use std::path::Path;

use insta::assert_snapshot;
use mognad::compare::{Change, Class, Comparison, ModelComparison, Numbered, Pairing, changes, markdown, text};
use mognad::evaluate::{Answers, Evaluation};
use mognad::format::format;
use mognad::model::Model;
use mognad::respond::{Format, Reader, Response, to_json};
use mognad::source::FileId;
use random::{Random, Source};

const MODELS: u64 = 100;

/// A small model for each kind of change, before and after it, with what is said beside them.
#[test]
fn every_kind_of_change_is_told() {
    let model = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        let source = Source { files: vec![("school.mognad".to_owned(), text)] };
        source.compile().model.unwrap_or_else(|| panic!("{}", path.display()))
    };
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("comparison/cases/*/current.mognad", |path| {
            let folder = path.parent().unwrap();
            let (old, new) = (model(&folder.join("previous.mognad")), model(path));
            let mut comparison = Comparison::new();
            comparison.models.push(ModelComparison::new(&old, &new, &Pairing::new(&old, &new)));
            insta::with_settings!({ snapshot_path => folder, snapshot_suffix => "" }, {
                assert_snapshot!("outcome", format!("{}\n{}", text(&comparison), markdown(&comparison)));
            });
        });
    });
}

fn compare(old: &Model, new: &Model) -> Vec<Change> {
    changes(old, new, &Pairing::new(old, new))
}

/// The same model with every file rewritten.
fn rewritten(source: &Source, mut rewrite: impl FnMut(&str) -> String) -> Model {
    let files = source.files.iter().map(|(path, text)| (path.clone(), rewrite(text))).collect();
    let compilation = Source { files }.compile();
    compilation.model.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics))
}

#[test]
fn a_model_has_no_change_against_itself() {
    for seed in 0..MODELS {
        let source = Source::random(seed);
        let Some(model) = source.compile().model else { continue };
        assert_eq!(compare(&model, &model), [], "{seed}");
        let laid_out = rewritten(&source, |text| format!("// a comment\n{}", format(FileId(0), text).unwrap()));
        assert_eq!(compare(&model, &laid_out), [], "{seed}");
    }
}

#[test]
fn another_order_of_declarations_is_no_change() {
    for seed in 0..MODELS {
        let source = Source::random(seed);
        let Some(model) = source.compile().model else { continue };
        let mut random = Random::new(seed);
        let other = rewritten(&source, |text| reorder::reordered(text, &mut random));
        let found = compare(&model, &other);
        assert!(found.is_empty(), "{seed}: {found:#?}\n{}", source.files[0].1);
    }
}

#[test]
fn any_two_models_can_be_compared() {
    let mut last: Option<Model> = None;
    for seed in 0..MODELS {
        let Some(model) = Source::random(seed).compile().model else { continue };
        if let Some(last) = last.replace(model.clone()) {
            let found = compare(&last, &model);
            let keys: BTreeSet<&str> = found.iter().map(|change| change.key.as_str()).collect();
            assert_eq!(keys.len(), found.len(), "{seed}: a key stands for two changes");
        }
    }
}

/// What a response leads to, by the names of the new version.
fn results(old: &Model, new: &Model, pairing: &Pairing, answers: &Answers) -> (Vec<String>, Vec<String>) {
    let (translated, _) = pairing.translate(new, answers);
    let (before, now) = (Evaluation::new(old, answers), Evaluation::new(new, &translated));
    let mut results = (Vec::new(), Vec::new());
    for (a, b) in pairing.areas.both() {
        results.0.push(format!("{} {:?} {:?}", old.areas[a.number()].key, before.score(a), before.level(a)));
        results.1.push(format!("{} {:?} {:?}", new.areas[b.number()].key, now.score(b), now.level(b)));
    }
    for (a, b) in pairing.values.both() {
        results.0.push(format!("{} {:?}", old.values[a.number()].key, before.value(a)));
        results.1.push(format!("{} {:?}", new.values[b.number()].key, now.value(b)));
    }
    for (a, b) in pairing.actions.both() {
        results.0.push(format!("{} {}", old.actions[a.number()].name, before.suggested(a)));
        results.1.push(format!("{} {}", new.actions[b.number()].name, now.suggested(b)));
    }
    results
}

#[test]
fn what_changes_results_or_refuses_responses_is_told() {
    let (mut edits, mut told, mut quiet) = (0, 0, 0);
    for seed in 0..MODELS {
        let source = Source::random(seed);
        let Some(old) = source.compile().model else { continue };
        let mut random = Random::new(seed);
        for _ in 0..6 {
            let mut files = source.files.clone();
            let at = random.below(files.len());
            let Some(text) = mutate::mutated(&files[at].1, &mut random) else { continue };
            files[at].1 = text;
            let edited = Source { files };
            let Some(new) = edited.compile().model else { continue };
            edits += 1;
            let pairing = Pairing::new(&old, &new);
            let found = changes(&old, &new, &pairing);
            let class = found.iter().map(|change| change.class).max();
            if class.is_some_and(|class| class > Class::TextOnly) {
                told += 1
            } else {
                quiet += 1
            }
            for _ in 0..8 {
                let answers = random::responses::complete(&old, &mut random);
                if class.is_none_or(|class| class == Class::TextOnly) {
                    let (before, now) = results(&old, &new, &pairing, &answers);
                    assert_eq!(before, now, "{seed}: {found:#?}");
                }
                if class.is_none_or(|class| class < Class::Incompatible) {
                    let response = Response { answers, version: None, metadata: Vec::new() };
                    let text = to_json(&old, &response);
                    let reading = Reader::new(&new).read(FileId(0), &text, Format::Json);
                    assert!(reading.response.is_some(), "{seed}: {:#?}\n{found:#?}", reading.diagnostics);
                }
            }
        }
    }
    println!("{edits} edits: {told} may change results, {quiet} do not");
    assert!(edits > 100 && told > 50);
}
