//! `mognad check`: findings about models.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use mognad::analyse::findings::{self, Effort, Options, STEPS_A_SECOND};
use mognad::diagnostics::render::{self, Summary, TextStyle};
use mognad::diagnostics::{self, Code, Diagnostic, Severity};
use mognad::model::Model;
use mognad::source::{FileId, Sources};

use super::code::unknown;
use super::disk::{compile, compiled};
use super::input::{Input, is_json};
use super::search::search;
use super::{Console, Failure, Verdict};

/// Find what is wrong with models
///
/// Folders are searched for files that end in `.mognad`. A file without a `model` line is a library:
/// what nothing in it uses is no finding there.
///
/// A model without errors is held against all possible responses: levels that nobody reaches, rules that never decide,
/// properties that do not hold.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mognad check models\n  mognad check --deny warnings --format github models")]
pub struct Check {
    /// Models, or folders of them; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Treat as an error: a code, `warnings` or `undecided`; can be given several times
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    deny: Vec<String>,
    /// How much is worked out over all possible responses
    #[arg(long, value_enum, default_value_t = Analysis::Full)]
    analysis: Analysis,
    /// How long that may take for a model, counted in steps, so that it finds the same on every machine
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    budget: f64,
    /// Show what is worth knowing, too, as properties that are proved
    #[arg(short, long)]
    verbose: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const DENIABLE: &str = "`--deny` takes a code, `warnings` or `undecided`";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs; `mognad schema diagnostics` describes it
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
    /// JUnit XML, for build servers
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Analysis {
    /// Everything that the budget allows
    Full,
    /// What is settled at once
    Quick,
    /// Nothing
    Off,
}

/// The steps of a budget.
pub(super) fn steps(seconds: f64) -> u64 {
    let steps = Duration::from_secs_f64(seconds).as_micros().saturating_mul(u128::from(STEPS_A_SECOND)) / 1_000_000;
    u64::try_from(steps).unwrap_or(u64::MAX)
}

/// A time that a budget can be.
pub(super) fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "give a number of seconds".to_owned())?;
    if (0.0..=86_400.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err("give seconds, at most a day of them".to_owned())
    }
}

/// What `--deny` asks for.
#[derive(Debug, Default)]
struct Deny {
    undecided: bool,
    warnings: bool,
    codes: Vec<Code>,
}

/// What was found in all files together.
#[derive(Debug, Default)]
struct Findings {
    sources: Sources,
    files: BTreeMap<String, FileId>,
    diagnostics: Vec<Diagnostic>,
    models: usize,
    libraries: usize,
    unread: bool,
}

impl Check {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let deny = Deny::parse(&self.deny)?;
        let found = search(&self.paths);
        let mut findings = Findings { unread: !found.diagnostics.is_empty(), ..Findings::default() };
        findings.diagnostics = found.diagnostics;
        for path in &found.files {
            match console.read(path) {
                Ok(input) => findings.check(&input, &self, &deny),
                Err(diagnostic) => {
                    findings.unread = true;
                    findings.diagnostics.push(diagnostic);
                }
            }
        }
        let undecided = findings.diagnostics.iter().any(|finding| finding.code == Code::M0714);
        if !self.verbose {
            let told = |finding: &Diagnostic| finding.severity != Severity::Info || finding.code == Code::M0714;
            findings.diagnostics.retain(|finding| told(finding) || deny.codes.contains(&finding.code));
        }
        deny.apply(&mut findings.diagnostics);
        diagnostics::sort(&mut findings.diagnostics);
        let text = findings.render(self.format, console.style());
        console.data(&text)?;
        Ok(match findings.verdict() {
            Verdict::Done if deny.undecided && undecided => Verdict::Undecided,
            verdict => verdict,
        })
    }
}

impl Check {
    /// What is wrong with a model over all possible responses.
    fn analyse(&self, model: &Model, said: &[Diagnostic], deny: &Deny) -> Vec<Diagnostic> {
        let effort = match self.analysis {
            Analysis::Full => Effort::Full,
            Analysis::Quick => Effort::Quick,
            Analysis::Off => return Vec::new(),
        };
        let information = self.verbose || deny.codes.contains(&Code::M0316);
        findings::find(model, &Options { effort, steps: steps(self.budget), information, said })
    }
}

impl Deny {
    fn parse(words: &[String]) -> Result<Deny, Failure> {
        let mut deny = Deny::default();
        for word in words {
            match word.as_str() {
                "warnings" => deny.warnings = true,
                "undecided" => deny.undecided = true,
                code => {
                    let known = Code::parse(&code.to_uppercase());
                    deny.codes.push(known.ok_or_else(|| unknown(code).help(DENIABLE))?);
                }
            }
        }
        Ok(deny)
    }

    fn apply(&self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics {
            let is_warning = diagnostic.severity == Severity::Warning;
            if (self.warnings && is_warning) || self.codes.contains(&diagnostic.code) {
                diagnostic.severity = Severity::Error;
            }
        }
    }
}

impl Findings {
    fn check(&mut self, input: &Input, how: &Check, deny: &Deny) {
        if is_json(&input.bytes) {
            match compiled(input) {
                Ok(model) => {
                    self.models = self.models.saturating_add(1);
                    let found = how.analyse(&model, &[], deny);
                    self.absorb(&model.sources, found);
                }
                Err(diagnostic) => {
                    self.unread = true;
                    self.diagnostics.push(diagnostic);
                }
            }
            return;
        }
        let mut compilation = compile(input);
        if let Some(model) = &compilation.model {
            let found = how.analyse(model, &compilation.diagnostics, deny);
            compilation.diagnostics.extend(found);
        }
        let count = if compilation.library { &mut self.libraries } else { &mut self.models };
        *count = count.saturating_add(1);
        self.absorb(&compilation.sources, compilation.diagnostics);
    }

    /// Takes findings over; a file that several models use is one file here, and what is wrong with it is said once.
    fn absorb(&mut self, sources: &Sources, diagnostics: Vec<Diagnostic>) {
        let ids: Vec<FileId> = sources
            .iter()
            .map(|(_, file)| {
                let known = self.files.entry(file.path.clone());
                *known.or_insert_with(|| self.sources.add(file.path.as_str(), file.text.as_str()))
            })
            .collect();
        let moved = |file: FileId| {
            let id = usize::try_from(file.0).ok().and_then(|number| ids.get(number));
            id.copied().unwrap_or(FileId(u32::MAX))
        };
        self.diagnostics.extend(diagnostics.into_iter().map(|d| d.map_files(&moved)));
    }

    fn summary(&self) -> Summary {
        Summary::new(self.models, self.libraries, &self.diagnostics)
    }

    fn verdict(&self) -> Verdict {
        if self.unread {
            Verdict::Unfinished
        } else if self.diagnostics.iter().any(Diagnostic::is_error) {
            Verdict::Against
        } else {
            Verdict::Done
        }
    }

    fn render(&self, format: Format, style: TextStyle) -> String {
        let (diagnostics, sources) = (&self.diagnostics, &self.sources);
        match format {
            Format::Text => {
                let mut text = render::text(diagnostics, sources, style);
                if !text.is_empty() && !style.plain {
                    text.push('\n');
                }
                text.push_str(&self.summary().sentence());
                text.push('\n');
                text
            }
            Format::Json => render::json::render(diagnostics, sources, self.summary()),
            Format::Sarif => render::sarif::render(diagnostics, sources),
            Format::Github => render::github::render(diagnostics, sources),
            Format::Junit => render::junit::render(diagnostics, sources),
        }
    }
}
