//! `mognad analyse`: what all possible responses to a model lead to.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use mognad::analyse::{SurveyOptions, survey};
use mognad::report;

use super::check::seconds;
use super::responses::words;
use super::template::role;
use super::{Console, Failure, Verdict};

/// Show what all possible responses to a model lead to
///
/// How they spread over levels, which questions weigh most, what is suggested at each level, which properties hold.
/// Every share is exact, or it says that it is not.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mognad analyse strategy.mognad
  mognad analyse strategy.mognad --role teacher --format html > strategy.html")]
pub struct Analyse {
    /// The model, as text or compiled; `-` for standard input
    model: PathBuf,
    /// How the report is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The language: `sv`, `en` or another one of the model [default: the model's first]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Only the responses of this role
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// How long it may take, counted in steps, so that it says the same on every machine
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    budget: f64,
    /// What makes the exit code 3 instead of 0: that something is not decided
    #[arg(long, value_name = "WHAT")]
    deny: Option<Denied>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Denied {
    Undecided,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
    Html,
}

impl Analyse {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let model = console.load_model(&self.model)?;
        let words = words(&model, self.lang.as_deref())?;
        let role = self.role.as_deref().map(|name| role(&model, name)).transpose()?;
        let milliseconds = Duration::from_secs_f64(self.budget).as_millis();
        let options = SurveyOptions::new(role, u64::try_from(milliseconds).unwrap_or(u64::MAX));
        let survey = survey(&model, &options);
        let page = report::survey_page(&model, &survey, &words);
        let text = match self.format {
            Format::Text => page.text(&words, console.style()),
            Format::Markdown => page.markdown(&words),
            Format::Html => page.html(&words),
            Format::Json => {
                let mut text = serde_json::to_string_pretty(&survey)
                    .map_err(|error| Failure::new(format!("cannot write the analysis as JSON: {error}")))?;
                text.push('\n');
                text
            }
        };
        console.data(&text)?;
        Ok(match self.deny {
            Some(Denied::Undecided) if survey.is_open() => Verdict::Undecided,
            _ => Verdict::Done,
        })
    }
}
