//! The canonical layout: examples before and after, and what must hold for every text.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by a panic"
)]

use std::fs;
use std::path::{Path, PathBuf};

use mognad::format::format;
use mognad::source::FileId;
use mognad::syntax::{self, Kind};

const FILE: FileId = FileId(0);

#[path = "format/comments.rs"]
mod comments;
#[path = "format/damage.rs"]
mod damage;

/// The models in `tests/format`, with their names.
fn models() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let is_model = |p: &PathBuf| p.extension().is_some_and(|e| e == "mognad");
    let name = |p: &PathBuf| p.file_stem().unwrap().to_string_lossy().into_owned();
    paths.iter().filter(|p| is_model(p)).map(|p| (name(p), fs::read_to_string(p).unwrap())).collect()
}

#[track_caller]
fn formatted(text: &str) -> String {
    let result = format(FILE, text).unwrap_or_else(|errors| {
        let place = errors[0].primary.as_ref().map_or(0, |l| l.span.start as usize);
        let line = text[..place].matches('\n').count() + 1;
        panic!("line {line}: {}: {}", errors[0].message, text.lines().nth(line - 1).unwrap_or(""))
    });
    assert_eq!(format(FILE, &result).unwrap(), result, "a second formatting changes the text");
    result
}

/// The tokens of a text without comments, and without commas: the one after a last entry comes and goes.
fn tokens(text: &str) -> Vec<(Kind, &str)> {
    let all = syntax::tokens(FILE, text);
    let kept = all.iter().filter(|t| t.kind != Kind::Comment && t.kind != Kind::Comma);
    kept.map(|t| (t.kind, text[t.span.range()].trim_matches('`'))).collect()
}

#[test]
fn before_and_after() {
    for (name, text) in models() {
        let result = formatted(&text);
        insta::with_settings!({ snapshot_path => "format", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, result);
        });
    }
}

#[test]
fn the_canonical_model_stays_as_it_is() {
    let (_, text) = models().into_iter().find(|(name, _)| name == "canonical").unwrap();
    assert_eq!(formatted(&text), text);
}

#[test]
fn no_line_is_longer_than_it_must_be() {
    for (_, text) in models() {
        for line in formatted(&text).lines().filter(|l| l.chars().count() > 100) {
            assert!(line.contains('"') || line.contains("//"), "{line}");
        }
    }
}

#[test]
fn no_line_ends_in_space() {
    for (_, text) in models() {
        let result = formatted(&text);
        assert!(result.lines().all(|l| l.trim_end() == l), "{result}");
        assert!(!result.contains("\n\n\n") && !result.starts_with('\n'), "{result}");
        assert!(result.ends_with('\n') && !result.ends_with("\n\n"), "{result}");
    }
}

#[test]
fn line_ends_and_byte_order_mark() {
    let plain = "scale a {\n    // why\n    x 1 \"X\"\n}\n";
    assert_eq!(formatted(&plain.replace('\n', "\r\n")), plain);
    assert_eq!(formatted(&plain.replace('\n', "\r")), plain);
    assert_eq!(formatted(&format!("\u{feff}{plain}")), plain);
    assert_eq!(formatted(plain.trim_end()), plain);
}

#[test]
fn an_empty_file_stays_empty() {
    assert_eq!(formatted(""), "");
    assert_eq!(formatted("\n\n"), "");
    assert_eq!(formatted("\n// alone"), "// alone\n");
}

#[test]
fn what_cannot_be_read_is_refused() {
    let errors = format(FILE, "scale a { x 1 \narea b {}").unwrap_err();
    assert!(errors.iter().any(mognad::diagnostics::Diagnostic::is_error));
}

/// What is left open must not be closed, or given a last comma, by the layout.
#[test]
fn an_open_block_is_refused() {
    for text in ["example \"e\" { given a b, c d\n// end\n", "area a { weight 1", "area a { weight 1 } }"] {
        assert!(format(FILE, text).is_err(), "{text}");
    }
}
