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

#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod random;
#[path = "comparison/reorder.rs"]
mod reorder;

use std::collections::BTreeSet;

use mognad::compare::{Change, Pairing, changes};
use mognad::format::format;
use mognad::model::Model;
use mognad::source::FileId;
use random::{Random, Source};

const MODELS: u64 = 100;

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
