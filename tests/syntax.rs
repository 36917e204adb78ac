//! The parser: right models give a tree and nothing else, wrong ones their messages.
//!
//! `syntax/right` are models without a mistake. `syntax/wrong` are models with mistakes; what is said about each
//! stands beside it, as the command prints it.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use mognad::diagnostics::render::{self, TextStyle};
use mognad::source::Sources;
use mognad::syntax::{decode, parse};

fn said_about(name: &str, bytes: &[u8]) -> String {
    let mut sources = Sources::new();
    let file = sources.add(name, "");
    let (text, mut diagnostics) = decode(file, bytes);
    let mut sources = Sources::new();
    sources.add(name, text.as_str());
    diagnostics.extend(parse(file, &text).diagnostics);
    mognad::diagnostics::sort(&mut diagnostics);
    let style = TextStyle { color: false, plain: false, width: 110 };
    render::text(&diagnostics, &sources, style)
}

#[test]
fn reads_right_models() {
    insta::glob!("syntax/right/*.mognad", |path| {
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(said_about("right.mognad", &bytes), "", "{}", path.display());
    });
}

#[test]
fn says_what_is_wrong() {
    insta::glob!("syntax/wrong/*.mognad", |path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(path).unwrap();
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "syntax/wrong", snapshot_suffix => "" }, {
            insta::assert_snapshot!(name.trim_end_matches(".mognad"), said_about(name, &bytes));
        });
    });
}

#[test]
fn ten_mistakes_are_ten_messages() {
    insta::glob!("syntax/wrong/ten_*.mognad", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let parsed = parse(mognad::source::FileId(0), &text);
        assert_eq!(parsed.diagnostics.len(), 10, "{}", path.display());
    });
}

/// A whole model with one mistake gets one message, whoever finds the mistake.
#[test]
fn one_mistake_is_one_message() {
    insta::glob!("syntax/one/*.mognad", |path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_mognad"))
            .args(["check", name])
            .current_dir(path.parent().unwrap())
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(said.trim_end().ends_with("1 error in 1 file"), "{name} gets other than one message:\n{said}");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "syntax/one", snapshot_suffix => "" }, {
            insta::assert_snapshot!(name.trim_end_matches(".mognad"), said);
        });
    });
}

/// The text with the edits that can be applied unseen.
fn mended(text: &str, diagnostics: &[mognad::diagnostics::Diagnostic]) -> String {
    let edits = diagnostics.iter().flat_map(|d| &d.edits);
    let mut edits: Vec<_> = edits.filter(|e| e.applicability == mognad::diagnostics::Applicability::Safe).collect();
    edits.sort_by_key(|e| std::cmp::Reverse((e.span.start, e.span.end)));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.replacement);
    }
    text
}

#[test]
fn safe_edits_mend_what_they_are_for() {
    insta::glob!("syntax/wrong/*.mognad", |path| {
        let bytes = std::fs::read(path).unwrap();
        let file = mognad::source::FileId(0);
        let (text, _) = decode(file, &bytes);
        let before = parse(file, &text).diagnostics;
        let after = parse(file, &mended(&text, &before)).diagnostics;
        let is_safe = |d: &&mognad::diagnostics::Diagnostic| {
            d.edits.iter().any(|e| e.applicability == mognad::diagnostics::Applicability::Safe)
        };
        let was_said = |d: &&mognad::diagnostics::Diagnostic| before.iter().any(|b| b.message == d.message);
        let left: Vec<&str> = after.iter().filter(is_safe).filter(was_said).map(|d| d.message.as_str()).collect();
        let mended = before.iter().filter(is_safe).count();
        assert!(left.is_empty() && after.len() + mended <= before.len(), "{}: {left:#?}", path.display());
    });
}
