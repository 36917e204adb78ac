//! What the analysis of all possible responses says of models.
//!
//! Each file in `tests/check/possible` has mistakes that only all possible responses together show, or none although it
//! looks like it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::io;
use std::path::Path;

use insta::assert_snapshot;
use mognad::analyse::findings::{Options, find};
use mognad::diagnostics::render::{self, TextStyle};
use mognad::diagnostics::{self, Diagnostic};
use mognad::evaluate::run_example;
use mognad::model::Model;
use mognad::semantics::{Compilation, Loader, compile};

const STYLE: TextStyle = TextStyle { color: false, plain: false, width: 100 };

struct Text(String);

impl Loader for Text {
    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

fn compiled(text: &str) -> Compilation {
    compile("model.mognad", "", &Text(text.to_owned()))
}

fn found(model: &Model, said: &[Diagnostic]) -> Vec<Diagnostic> {
    find(model, &Options { information: true, said, ..Options::default() })
}

/// The responses that a finding shows, as an example gives them.
fn shown(findings: &[Diagnostic]) -> Vec<String> {
    let notes = findings.iter().flat_map(|finding| &finding.notes);
    let quoted = notes.flat_map(|note| {
        let at = note.find(": `as ").or_else(|| note.find(": `given "))?;
        note[at + 3..].strip_suffix('`')
    });
    quoted.map(str::to_owned).collect()
}

#[test]
fn all_possible_responses_show_what_is_wrong() {
    let with = |path: &Path| std::fs::read_to_string(path).unwrap();
    insta::with_settings!({ snapshot_path => "check/possible", prepend_module_to_snapshot => false }, {
        insta::glob!("check/possible/*.mognad", |path| {
            let text = with(path);
            let compilation = compiled(&text);
            let model = compilation.model.unwrap();
            let mut findings = compilation.diagnostics;
            let more = found(&model, &findings);
            // Each response that is shown is one that an example can give.
            for (number, given) in shown(&more).iter().enumerate() {
                let compilation = compiled(&format!("{text}\nexample \"shown {number}\" {{ {given} }}\n"));
                let model = compilation.model.unwrap_or_else(|| {
                    panic!("{given}:\n{}", render::text(&compilation.diagnostics, &compilation.sources, STYLE))
                });
                let outcome = run_example(&model, model.examples.last().unwrap());
                assert!(outcome.not_asked.is_empty(), "{given}");
            }
            findings.extend(more);
            diagnostics::sort(&mut findings);
            assert_snapshot!("says", render::text(&findings, &compilation.sources, STYLE));
        });
    });
}
