//! Results as JUnit XML: what most build servers can show.

use std::collections::BTreeMap;

use super::place::Places;
use super::plain;
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::{FileId, Sources};

/// The cases of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suite {
    /// Its name: the file's path.
    pub name: String,
    /// Its cases.
    pub cases: Vec<Case>,
}

/// One thing that was tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// How it went.
    pub outcome: Outcome,
}

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As it should, with something to be said perhaps.
    Passed(Option<String>),
    /// Not as it should.
    Failed {
        /// A word for the kind.
        kind: String,
        /// One sentence.
        message: String,
        /// All of it.
        text: String,
    },
    /// It could not be tried.
    Broken {
        /// A word for the kind.
        kind: String,
        /// One sentence.
        message: String,
    },
}

/// The findings, a suite a file: an error fails, a warning passes with its text. A file without findings has one case
/// that passes.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let places = Places::new(sources);
    let mut suites: BTreeMap<FileId, Suite> = BTreeMap::new();
    for (id, file) in sources.iter() {
        suites.insert(id, Suite { name: file.path.clone(), cases: Vec::new() });
    }
    let mut elsewhere = Vec::new();
    for diagnostic in diagnostics {
        let (kind, message) = (diagnostic.code.to_string(), diagnostic.message.clone());
        let Some((span, place)) = diagnostic.primary.as_ref().and_then(|l| Some((l.span, places.place(l.span)?)))
        else {
            let name = format!("{kind}: {message}");
            elsewhere.push(Case { name, outcome: Outcome::Broken { kind, message } });
            continue;
        };
        let name = format!("{kind} at {}:{}", place.start.line, place.start.column);
        let text = plain::one(diagnostic, &places);
        let outcome = match diagnostic.severity {
            Severity::Error => Outcome::Failed { kind, message, text },
            Severity::Warning | Severity::Info => Outcome::Passed(Some(text)),
        };
        if let Some(suite) = suites.get_mut(&span.file) {
            suite.cases.push(Case { name, outcome });
        }
    }
    let mut suites: Vec<Suite> = suites.into_values().collect();
    for suite in suites.iter_mut().filter(|suite| suite.cases.is_empty()) {
        suite.cases.push(Case { name: "no findings".to_owned(), outcome: Outcome::Passed(None) });
    }
    if !elsewhere.is_empty() {
        suites.push(Suite { name: "mognad".to_owned(), cases: elsewhere });
    }
    document("mognad check", &suites)
}

/// The XML of some suites.
pub fn document(name: &str, suites: &[Suite]) -> String {
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    xml.push_str(&format!("<testsuites name=\"{}\" {}>\n", escape(name), counts(all())));
    for suite in suites {
        xml.push_str(&format!("  <testsuite name=\"{}\" {}>\n", escape(&suite.name), counts(suite.cases.iter())));
        for case in &suite.cases {
            xml.push_str(&testcase(&suite.name, case));
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn counts<'a>(cases: impl Iterator<Item = &'a Case>) -> String {
    let (mut tests, mut failures, mut errors) = (0_usize, 0_usize, 0_usize);
    for case in cases {
        tests = tests.saturating_add(1);
        match case.outcome {
            Outcome::Passed(_) => {}
            Outcome::Failed { .. } => failures = failures.saturating_add(1),
            Outcome::Broken { .. } => errors = errors.saturating_add(1),
        }
    }
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"")
}

fn testcase(suite: &str, case: &Case) -> String {
    let open = format!("    <testcase name=\"{}\" classname=\"{}\"", escape(&case.name), escape(suite));
    let inner = match &case.outcome {
        Outcome::Passed(None) => return format!("{open}/>\n"),
        Outcome::Passed(Some(text)) => format!("      <system-out>{}</system-out>\n", escape(text)),
        Outcome::Failed { kind, message, text } => {
            let (kind, message, text) = (escape(kind), escape(message), escape(text));
            format!("      <failure type=\"{kind}\" message=\"{message}\">{text}</failure>\n")
        }
        Outcome::Broken { kind, message } => {
            format!("      <error type=\"{}\" message=\"{}\"/>\n", escape(kind), escape(message))
        }
    };
    format!("{open}>\n{inner}    </testcase>\n")
}

/// For attributes and for text; what XML cannot hold at all becomes a replacement character.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(c),
        }
    }
    escaped
}
