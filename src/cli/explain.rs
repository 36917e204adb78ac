//! `mognad explain`: where a result comes from.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mognad::model::Model;
use mognad::report::{self, Explanation, Target};

use super::responses::{listed, quoted, words};
use super::{Console, Failure, Verdict};

/// Of more areas only the first are listed.
const LONGEST_LIST: usize = 20;

/// Explain a level, a score, a value, a question or a suggestion
///
/// Shows how it comes about as a tree: answers, weights, thresholds, and what missing answers count as and who said so.
#[derive(Debug, Args)]
pub struct Explain {
    /// The model, as text or compiled; `-` for standard input
    model: PathBuf,
    /// A response as TOML or JSON; `-` for standard input
    response: PathBuf,
    /// An area (`kompetens`, `kompetens.score`), a value, a question or an action [default: overall]
    name: Option<String>,
    /// How the explanation is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The language: `sv`, `en` or another one of the model [default: the model's first]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Show no more than this many steps down
    #[arg(long, value_name = "STEPS")]
    depth: Option<usize>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Explain {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let model = console.load_model(&self.model)?;
        let words = words(&model, self.lang.as_deref())?;
        let targets = match &self.name {
            None => Target::whole(&model),
            Some(name) => vec![Target::parse(&model, name).map_err(|meant| unknown(&model, name, meant.as_deref()))?],
        };
        let responses = console.load_responses(&model, std::slice::from_ref(&self.response))?;
        let Some((_, response, outcome)) = responses.first() else { return Err(Failure::Said) };
        let mut explanations: Vec<Explanation> =
            targets.into_iter().map(|target| report::explain(&model, response, outcome, target, &words)).collect();
        if let Some(depth) = self.depth {
            explanations.iter_mut().for_each(|explanation| explanation.prune(depth));
        }
        let text = match self.format {
            Format::Text => report::tree(&explanations, &words, console.style()),
            Format::Json => {
                let mut text = serde_json::to_string_pretty(&explanations)
                    .map_err(|error| Failure::new(format!("cannot write the explanation as JSON: {error}")))?;
                text.push('\n');
                text
            }
        };
        console.data(&text)?;
        Ok(Verdict::Done)
    }
}

fn unknown(model: &Model, name: &str, meant: Option<&str>) -> Failure {
    let failure = Failure::new(format!("the model has no area, value, question or action `{name}` to explain"));
    match meant {
        Some(meant) => failure.help(format!("did you mean `{meant}`?")),
        None => {
            let areas = model.areas.iter().filter(|area| area.score.is_some() || area.adoption.is_some());
            let mut names: Vec<&str> = areas.map(|area| area.key.as_str()).collect();
            let more = names.len().saturating_sub(LONGEST_LIST);
            names.truncate(LONGEST_LIST);
            match (names.is_empty(), more) {
                (true, _) => failure.help("no area of it has a score or a level; give a question or an action"),
                (false, 0) => failure.help(format!("its areas are {}", listed(&names))),
                (false, more) => failure.help(format!("its areas are {} and {more} more", quoted(&names))),
            }
        }
    }
}
