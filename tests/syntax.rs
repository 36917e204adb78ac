//! The parser: right models give a tree and nothing else, wrong ones their messages.
//!
//! `syntax/right` are models without a mistake. `syntax/wrong` are models with mistakes; what is said about each
//! stands beside it, as the command prints it.

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
