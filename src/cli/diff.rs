//! `mognad diff`: what changed between two versions.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mognad::compare::{
    Accepted, Class, Comparison, Effects, Holds, ModelComparison, Pairing, Requirement, effects, finding, markdown,
    read_accepted, replay, text,
};
use mognad::diagnostics::{Diagnostic, render};
use mognad::model::Model;
use mognad::source::Sources;

use super::check::{seconds, steps};
use super::versions::Version;
use super::{Console, Failure, Verdict};

/// Compare two versions of a model
///
/// A version is a file, a folder of models, a compiled model, or `REV:path` of the git repository. Another order,
/// another layout and comments are no change.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mognad diff old.mognad new.mognad
  mognad diff HEAD~1:models/strategy.mognad models/strategy.mognad --responses schools/*.toml
  mognad diff origin/main:models models --format markdown --require compatible
  git difftool --extcmd 'mognad diff' --no-prompt HEAD~1 -- models")]
pub struct Diff {
    /// The old version
    old: OsString,
    /// The new version
    new: OsString,
    /// How the comparison is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What must hold, else the exit code is 1; can be given several times
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    require: Vec<Require>,
    /// Changes that are intended, as TOML: each `[[accept]]` with a `change` and a `reason`
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// How long the count over all possible responses may take for each role, counted in steps, so that it finds the same
    /// on every machine
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, value_parser = seconds)]
    budget: f64,
    /// Stored responses to the old version: tells which of them move
    #[arg(long, value_name = "RESPONSE", num_args = 1..)]
    responses: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For a pull request
    Markdown,
    /// For programs; `mognad schema diff` describes it
    Json,
    /// Workflow commands of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Require {
    /// No result changes
    SameResults,
    /// No level is easier to reach
    NoEasier,
    /// No level is harder to reach
    NoHarder,
    /// Every response to the old version can be read
    Compatible,
}

impl From<Require> for Requirement {
    fn from(require: Require) -> Requirement {
        match require {
            Require::SameResults => Requirement::SameResults,
            Require::NoEasier => Requirement::NoEasier,
            Require::NoHarder => Requirement::NoHarder,
            Require::Compatible => Requirement::Compatible,
        }
    }
}

/// Which old model is which new one.
struct Models<'m> {
    both: Vec<(&'m Model, &'m Model)>,
    added: Vec<&'m Model>,
    removed: Vec<&'m Model>,
}

impl Diff {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let mut accept_sources = Sources::new();
        let accepted = match &self.accept {
            Some(path) => accepted(console, path, &mut accept_sources)?,
            None => Vec::new(),
        };
        let (old, new) = (console.load_version(&self.old)?, console.load_version(&self.new)?);
        let models = pair(&old, &new)?;
        if !self.responses.is_empty() && models.both.len() != 1 {
            return Err(Failure::new("`--responses` needs one model in both versions")
                .help("give the two files of the model that the responses were given to"));
        }
        let mut comparison = Comparison::new();
        let names = |models: &[&Model]| models.iter().map(|model| model.name.clone()).collect();
        (comparison.added, comparison.removed) = (names(&models.added), names(&models.removed));
        for (old, new) in &models.both {
            comparison.models.push(self.compare(console, old, new, &accepted)?);
        }
        let output = match self.format {
            Format::Text => text(&comparison),
            Format::Markdown => markdown(&comparison),
            Format::Json => json(&comparison)?,
            Format::Github => github(&comparison, &models),
        };
        console.data(&output)?;
        let stale = comparison.stale(&accepted);
        if !stale.is_empty() {
            console.talk_diagnostics(&stale, &accept_sources);
        }
        self.verdict(console, &comparison)
    }

    fn compare(
        &self,
        console: &mut Console,
        old: &Model,
        new: &Model,
        accepted: &[Accepted],
    ) -> Result<ModelComparison, Failure> {
        let pairing = Pairing::new(old, new);
        let mut comparison = ModelComparison::new(old, new, &pairing);
        comparison.accept(accepted);
        if !comparison.changes.is_empty() {
            // What changes texts only changes no result.
            let is_text = comparison.class == Class::TextOnly;
            comparison.effects =
                Some(if is_text { Effects::default() } else { effects(old, new, &pairing, steps(self.budget)) });
        }
        if !self.responses.is_empty() {
            let responses = console.load_responses(old, &self.responses)?;
            let answers: Vec<_> = responses.into_iter().map(|(name, response, _)| (name, response.answers)).collect();
            comparison.replay = Some(replay(old, new, &pairing, &answers));
        }
        self.require.iter().for_each(|require| comparison.require((*require).into()));
        Ok(comparison)
    }

    /// A model that is gone breaks every requirement: nothing of it can be read any more.
    fn verdict(&self, console: &mut Console, comparison: &Comparison) -> Result<Verdict, Failure> {
        let says_itself = matches!(self.format, Format::Text | Format::Markdown);
        let mut verdict = Verdict::Done;
        for (requirement, name) in
            self.require.iter().flat_map(|it| comparison.removed.iter().map(move |name| (it, name)))
        {
            verdict = Verdict::Against;
            let word = Requirement::from(*requirement).word();
            self.complain(console, &format!("`{word}` is broken: the new version has no model `{name}`"))?;
        }
        for judgement in comparison.judgements() {
            verdict = verdict.and(match judgement.verdict {
                Holds::Yes => Verdict::Done,
                Holds::No => Verdict::Against,
                Holds::Undecided => Verdict::Undecided,
            });
            if !says_itself && judgement.verdict != Holds::Yes {
                let word = if judgement.verdict == Holds::No { "is broken" } else { "is not decided" };
                let requirement = judgement.requirement.word();
                self.complain(console, &format!("`{requirement}` {word}: {}", judgement.reason))?;
            }
        }
        Ok(verdict)
    }

    /// Says what the exit code comes from, where it is seen.
    fn complain(&self, console: &mut Console, message: &str) -> Result<(), Failure> {
        match self.format {
            Format::Github => console.data(&render::github::error("mognad diff", message)),
            Format::Text | Format::Markdown | Format::Json => {
                console.talk(&format!("{message}\n"));
                Ok(())
            }
        }
    }
}

/// Two files are compared whatever the models are called; models in folders by name and earlier name.
fn pair<'m>(old: &'m Version, new: &'m Version) -> Result<Models<'m>, Failure> {
    let mut models = Models { both: Vec::new(), added: Vec::new(), removed: Vec::new() };
    if let (false, false, [old], [new]) = (old.is_folder, new.is_folder, old.models.as_slice(), new.models.as_slice()) {
        models.both.push((old, new));
        return Ok(models);
    }
    if let Some(name) = repeated(&old.models).or_else(|| repeated(&new.models)) {
        return Err(Failure::new(format!("several models are called `{name}`")).help("compare their files one by one"));
    }
    for now in &new.models {
        let before = old.models.iter().find(|before| before.name == now.name);
        let before = before.or_else(|| {
            let is_free = |before: &&Model| new.models.iter().all(|other| other.name != before.name);
            old.models.iter().filter(is_free).find(|before| now.was.contains(&before.name))
        });
        match before {
            Some(before) => models.both.push((before, now)),
            None => models.added.push(now),
        }
    }
    let is_paired = |model: &Model| models.both.iter().any(|(before, _)| before.name == model.name);
    models.removed = old.models.iter().filter(|model| !is_paired(model)).collect();
    Ok(models)
}

fn repeated(models: &[Model]) -> Option<&str> {
    let mut names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first().copied()).flatten())
}

fn accepted(console: &mut Console, path: &Path, sources: &mut Sources) -> Result<Vec<Accepted>, Failure> {
    let text = match console.read(path).and_then(|input| {
        let text = mognad::respond::decode(&input.path, &input.bytes)?;
        Ok((input.path, text))
    }) {
        Ok((shown, text)) => {
            let file = sources.add(shown, text.clone());
            read_accepted(file, &text)
        }
        Err(diagnostic) => Err(diagnostic),
    };
    text.map_err(|diagnostic| {
        console.talk_diagnostics(&[diagnostic], sources);
        Failure::Said
    })
}

fn json(comparison: &Comparison) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(comparison)
        .map_err(|error| Failure::new(format!("cannot write the comparison as JSON: {error}")))?;
    text.push('\n');
    Ok(text)
}

/// Every change that is not only of texts, in the new version's files. What is accepted is no finding.
fn github(comparison: &Comparison, models: &Models<'_>) -> String {
    let reported = comparison.models.iter().zip(&models.both);
    let blocks = reported.map(|(compared, (_, new))| {
        let open = compared.changes.iter().filter(|change| change.accepted.is_none());
        let findings: Vec<Diagnostic> = open.filter_map(|change| finding(&change.change)).collect();
        render::github::render(&findings, &new.sources)
    });
    blocks.collect()
}
