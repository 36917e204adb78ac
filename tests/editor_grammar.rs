//! The grammar for editors knows the words of the language, no more and no fewer.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeSet;

use mognad::syntax::{SIGNS, WORDS};
use serde_json::Value;

fn grammar() -> Value {
    serde_json::from_str(include_str!("../grammar/mognad.tmLanguage.json")).unwrap()
}

fn patterns(grammar: &Value, part: &str) -> Vec<(String, String)> {
    let patterns = grammar["repository"][part]["patterns"].as_array().unwrap();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    patterns.iter().map(|p| (text(&p["name"]), text(&p["match"]))).collect()
}

#[test]
fn colours_every_reserved_word_once() {
    let mut words = BTreeSet::new();
    for (name, pattern) in patterns(&grammar(), "words") {
        let list = pattern.strip_prefix("\\b(?:").and_then(|p| p.strip_suffix(")\\b")).unwrap();
        for word in list.split('|') {
            assert!(words.insert(word.to_owned()), "{word} stands twice, the second time as {name}");
        }
    }
    assert_eq!(words, WORDS.iter().map(|(word, _)| (*word).to_owned()).collect());
}

#[test]
fn colours_every_sign() {
    let patterns: Vec<String> = patterns(&grammar(), "signs").into_iter().map(|(_, p)| p).collect();
    for (sign, _) in SIGNS {
        let found = patterns.iter().any(|p| match p.strip_prefix('[').and_then(|p| p.strip_suffix(']')) {
            Some(class) => class.contains(sign),
            None => p.split('|').any(|s| s == *sign),
        });
        assert!(found, "{sign} has no colour");
    }
}

#[test]
fn includes_only_parts_that_are_there() {
    let grammar = grammar();
    for include in grammar["patterns"].as_array().unwrap() {
        let part = include["include"].as_str().and_then(|p| p.strip_prefix('#')).unwrap();
        assert!(grammar["repository"].get(part).is_some(), "no part {part}");
    }
}
