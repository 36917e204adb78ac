//! Random models are worth testing with.

#![allow(clippy::arithmetic_side_effects, reason = "numbers in tests are small")]

#[allow(dead_code, reason = "each test uses its part")]
mod random;

use std::collections::BTreeMap;

use random::Source;

#[test]
fn most_random_models_are_right() {
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut right = 0;
    let count = 200;
    for seed in 0..count {
        let source = Source::random(seed);
        let compilation = source.compile();
        if compilation.model.is_some() {
            right += 1;
            continue;
        }
        for diagnostic in compilation.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
            let at = diagnostic.primary.as_ref().map_or("", |label| compilation.sources.slice(label.span));
            if std::env::var_os("MOGNAD_SHOW").is_some() {
                println!("{}", source.files[0].1);
            }
            println!("{seed}: {} {} [{at}]", diagnostic.code, diagnostic.message);
            *refused.entry(diagnostic.code.to_string()).or_default() += 1;
        }
    }
    println!("{right} of {count} are right; {refused:?}");
}
