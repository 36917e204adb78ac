//! `mognad test`: the examples of models, run.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mognad::analyse::findings::STEPS_A_SECOND;
use mognad::analyse::{self, Budget};
use mognad::diagnostics::render::junit::{Case, Outcome, Suite, document};
use mognad::diagnostics::render::{self};
use mognad::diagnostics::{self, Diagnostic};
use mognad::model::Model;
use serde::Serialize;

use super::disk::{compile, compiled};
use super::input::{Input, is_json};
use super::search::search;
use super::{Console, Failure, Verdict};

/// Run the examples in models, and show what differs
///
/// Folders are searched for files that end in `.mognad`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mognad test models\n  mognad test --filter \"new school\" models")]
pub struct Test {
    /// Models, or folders of them; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only examples whose title contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// JUnit XML, for build servers
    Junit,
}

/// The examples of one model.
struct Tested {
    path: String,
    model: Option<Model>,
    examples: Vec<Tried>,
}

/// One example that was run.
struct Tried {
    title: String,
    findings: Vec<Diagnostic>,
}

/// The results as JSON.
#[derive(Serialize)]
struct Report<'a> {
    format: u32,
    passed: usize,
    failed: usize,
    examples: Vec<ReportedExample<'a>>,
}

#[derive(Serialize)]
struct ReportedExample<'a> {
    file: &'a str,
    line: usize,
    title: &'a str,
    passed: bool,
    findings: Vec<render::json::Finding>,
}

impl Test {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let found = search(&self.paths);
        console.talk_diagnostics(&found.diagnostics, &mognad::source::Sources::new());
        let mut verdict = if found.diagnostics.is_empty() { Verdict::Done } else { Verdict::Unfinished };
        let mut tested = Vec::new();
        for path in &found.files {
            let input = match console.read(path) {
                Ok(input) => input,
                Err(diagnostic) => {
                    console.talk_diagnostics(&[diagnostic], &mognad::source::Sources::new());
                    verdict = verdict.and(Verdict::Unfinished);
                    continue;
                }
            };
            match load(console, &input) {
                Ok(Some(model)) => tested.push(self.test(input.path, model)),
                // A library has no examples.
                Ok(None) => {}
                Err(of_file) => {
                    verdict = verdict.and(of_file);
                    tested.push(Tested { path: input.path, model: None, examples: Vec::new() });
                }
            }
        }
        let failed = tested.iter().flat_map(|t| &t.examples).any(|example| !example.findings.is_empty());
        if failed {
            verdict = verdict.and(Verdict::Against);
        }
        let text = match self.format {
            Format::Text => text(&tested, console.style()),
            Format::Json => json(&tested),
            Format::Junit => junit(&tested),
        };
        console.data(&text)?;
        self.tell_empty(console, &tested);
        Ok(verdict)
    }

    fn test(&self, path: String, model: Model) -> Tested {
        let examples = model
            .examples
            .iter()
            .map(|example| (example, example.text.values().next().cloned().unwrap_or_default()))
            .filter(|(_, title)| self.filter.as_ref().is_none_or(|filter| contains(title, filter)))
            .map(|(example, title)| {
                let budget = Budget::steps(STEPS_A_SECOND);
                let mut findings = analyse::example(&model, example, budget).diagnostics(&model, example);
                diagnostics::sort(&mut findings);
                Tried { title, findings }
            })
            .collect();
        Tested { path, examples, model: Some(model) }
    }

    /// Nothing tested is worth saying: it is seldom meant.
    fn tell_empty(&self, console: &mut Console, tested: &[Tested]) {
        if self.format != Format::Text || tested.iter().any(|tested| !tested.examples.is_empty()) {
            return;
        }
        if let Some(filter) = &self.filter {
            console.talk(&format!("no example has `{filter}` in its title\n"));
        }
    }
}

fn contains(title: &str, filter: &str) -> bool {
    title.to_lowercase().contains(&filter.to_lowercase())
}

/// The model; none for a library.
fn load(console: &mut Console, input: &Input) -> Result<Option<Model>, Verdict> {
    if is_json(&input.bytes) {
        return compiled(input).map(Some).map_err(|diagnostic| {
            console.talk_diagnostics(&[diagnostic], &mognad::source::Sources::new());
            Verdict::Unfinished
        });
    }
    let compilation = compile(input);
    if compilation.library && !compilation.diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(None);
    }
    compilation.model.map(Some).ok_or_else(|| {
        let errors: Vec<Diagnostic> = compilation.diagnostics.iter().filter(|d| d.is_error()).cloned().collect();
        console.talk_diagnostics(&errors, &compilation.sources);
        Verdict::Unfinished
    })
}

fn text(tested: &[Tested], style: render::TextStyle) -> String {
    let mut out = String::new();
    for tested in tested {
        let Some(model) = &tested.model else {
            out.push_str(&format!("{}: not tested, it has errors\n", tested.path));
            continue;
        };
        let failed = tested.examples.iter().filter(|example| !example.findings.is_empty()).count();
        let total = tested.examples.len();
        out.push_str(&match (total, failed) {
            (0, _) => format!("{}: no examples\n", tested.path),
            (_, 0) => format!("{}: {total} passed\n", tested.path),
            _ => format!("{}: {failed} of {total} failed\n", tested.path),
        });
        for example in tested.examples.iter().filter(|example| !example.findings.is_empty()) {
            out.push_str(&format!("\nfailed: {}\n", example.title));
            out.push_str(&render::text(&example.findings, &model.sources, style));
            out.push('\n');
        }
    }
    let count = |passes: bool| {
        tested.iter().flat_map(|t| &t.examples).filter(|example| example.findings.is_empty() == passes).count()
    };
    let models = tested.len();
    out.push_str(&format!(
        "{} passed, {} failed in {models} {}\n",
        count(true),
        count(false),
        if models == 1 { "model" } else { "models" }
    ));
    out
}

fn json(tested: &[Tested]) -> String {
    let mut report = Report { format: 1, passed: 0, failed: 0, examples: Vec::new() };
    for tested in tested {
        let Some(model) = &tested.model else { continue };
        for example in &tested.examples {
            let passed = example.findings.is_empty();
            let counter = if passed { &mut report.passed } else { &mut report.failed };
            *counter = counter.saturating_add(1);
            let span = model
                .examples
                .iter()
                .find(|e| e.text.values().next() == Some(&example.title))
                .map(|e| e.span)
                .unwrap_or_default();
            report.examples.push(ReportedExample {
                file: &tested.path,
                line: model.sources.line_column(span.file, span.start).line,
                title: &example.title,
                passed,
                findings: render::json::findings(&example.findings, &model.sources),
            });
        }
    }
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

fn junit(tested: &[Tested]) -> String {
    let suites: Vec<Suite> = tested
        .iter()
        .map(|tested| Suite {
            name: tested.path.clone(),
            cases: match &tested.model {
                None => vec![Case {
                    name: "compiles".to_owned(),
                    outcome: Outcome::Broken {
                        kind: "error".to_owned(),
                        message: "the model has errors, so that its examples cannot be run".to_owned(),
                    },
                }],
                Some(model) => tested.examples.iter().map(|example| case(model, example)).collect(),
            },
        })
        .collect();
    document("mognad test", &suites)
}

fn case(model: &Model, example: &Tried) -> Case {
    let outcome = match example.findings.first() {
        None => Outcome::Passed(None),
        Some(first) => Outcome::Failed {
            kind: first.code.to_string(),
            message: first.message.clone(),
            text: render::plain::render(&example.findings, &model.sources),
        },
    };
    Case { name: example.title.clone(), outcome }
}
