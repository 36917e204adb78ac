//! Random models are worth testing with: they are right, every construct occurs in them, levels are reached, and
//! thresholds hit exactly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "random_models/coverage.rs"]
mod coverage;
#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod random;

use std::collections::BTreeMap;

use mognad::evaluate::Evaluation;
use mognad::syntax::parse;

use coverage::Coverage;
use random::worth::{Reached, Worth};
use random::{Random, Source, responses};

const MODELS: u64 = 300;

#[test]
fn the_same_seed_gives_the_same_model() {
    for seed in 0..20 {
        assert_eq!(Source::random(seed), Source::random(seed));
    }
    assert_ne!(Source::random(1), Source::random(2));
}

#[test]
fn nearly_all_are_right() {
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut right = 0;
    for seed in 0..MODELS {
        let compilation = Source::random(seed).compile();
        right += u64::from(compilation.model.is_some());
        for diagnostic in compilation.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
            println!("{seed}: {} {}", diagnostic.code, diagnostic.message);
            *refused.entry(diagnostic.code.to_string()).or_default() += 1;
            // What is not understood at all shows a mistake in how models are made, not in what they say.
            assert!(diagnostic.code.0 >= 100, "{seed}: {}", diagnostic.message);
        }
    }
    println!("{right} of {MODELS} models are right; what refused the others: {refused:?}");
    assert!(right * 100 >= MODELS * 95);
}

#[test]
fn every_construct_occurs() {
    let mut coverage = Coverage::new();
    for seed in 0..MODELS {
        let Some(model) = Source::random(seed).compile().model else { continue };
        for (id, file) in model.sources.iter() {
            coverage.file(&parse(id, &file.text).tree);
        }
    }
    for (kind, count) in &coverage.0 {
        println!("{count:6} {kind}");
    }
    assert_eq!(coverage.missing(), Vec::<&str>::new());
}

#[test]
fn levels_are_reached_and_thresholds_hit() {
    let mut worth = Worth::default();
    for seed in 0..MODELS {
        let Some(model) = Source::random(seed).compile().model else { continue };
        // Not the responses that the thresholds were chosen with.
        let mut random = Random::new(seed + 1_000_000);
        let mut reached = Reached::default();
        for _ in 0..12 {
            let answers = responses::complete(&model, &mut random);
            reached.add(&model, &Evaluation::new(&model, &answers));
        }
        worth.add(&reached);
    }
    worth.check();
}
