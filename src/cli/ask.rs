//! `mognad ask`: the self-assessment in the terminal.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use mognad::model::Model;
use mognad::report::{self, Words};
use mognad::respond::{Format, Reader, Response, amended_toml, to_json};
use mognad::source::{FileId, Sources};

use super::dialogue::{Dialogue, End};
use super::input::{shown, why};
use super::output::replace;
use super::responses::{outcome, words};
use super::template::{empty, role};
use super::{Console, Failure, Verdict};

/// Answer a model's questions in the terminal
///
/// Question by question, with guidance on request. Every answer is saved at once; the same command goes on later where
/// it was left. At the end the result is shown.
#[derive(Debug, Args)]
pub struct Ask {
    /// The model, as text or compiled
    model: PathBuf,
    /// The response to write, as TOML or JSON by its ending; an existing one is gone on with
    #[arg(short, long, value_name = "RESPONSE")]
    output: PathBuf,
    /// The role in which the questions are answered; asked for when it is not given
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// The language [default: the model's first]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
}

impl Ask {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        if self.model.as_os_str() == "-" || self.output.as_os_str() == "-" {
            return Err(Failure::new(
                "`ask` needs the model and the response as files: the answers come from standard input",
            ));
        }
        let model = console.load_model(&self.model)?;
        let words = words(&model, self.lang.as_deref())?;
        let existing = self.existing(console, &model)?;
        let (existing, written) = existing.map_or((None, None), |(response, text)| (Some(response), Some(text)));
        let stdin = io::stdin();
        let stderr = anstream::stderr();
        let (mut input, mut output) = (stdin.lock(), stderr.lock());
        let width = console.error_style().width;
        let mut dialogue = Dialogue { model: &model, words: &words, input: &mut input, output: &mut output, width };
        dialogue.begin().map_err(|error| failed(&self.output, &error))?;
        let mut response = match existing {
            Some(response) => response,
            None => match self.role(&model, &mut dialogue)? {
                Some(role) => empty(&model, role),
                None => return Ok(Verdict::Done),
            },
        };
        let path = self.output.as_path();
        let mut save = |response: &Response| save(path, &model, response, written.as_deref(), &words);
        let end = dialogue.run(&mut response, &mut save).map_err(|error| failed(path, &error))?;
        let response = dialogue.asked_only(&response);
        save(&response).map_err(|error| failed(path, &error))?;
        drop((input, output));
        self.close(console, &model, &response, &words, end)
    }

    /// The response that is gone on with, and its text.
    fn existing(&self, console: &mut Console, model: &Model) -> Result<Option<(Response, String)>, Failure> {
        if !self.output.exists() {
            return Ok(None);
        }
        let mut sources = Sources::new();
        let (_, response, diagnostics) = console.read_response(&Reader::new(model), &self.output, &mut sources);
        let text = sources.get(FileId(0)).map_or_else(String::new, |file| file.text.clone());
        if !diagnostics.is_empty() {
            console.talk_diagnostics(&diagnostics, &sources);
        }
        let mut response = response.ok_or(Failure::Said)?;
        if let Some(name) = &self.role
            && response.answers.role != Some(role(model, name)?)
        {
            return Err(Failure::new(format!("`{}` was begun in another role than `{name}`", shown(&self.output)))
                .help("leave `--role` out to go on, or give another file to `-o`"));
        }
        // It is a response to this version from now on.
        response.version.clone_from(&model.version);
        Ok(Some((response, text)))
    }

    /// The role: given, asked for, or none in a model without roles. Nothing when the respondent stops.
    fn role(
        &self,
        model: &Model,
        dialogue: &mut Dialogue<'_>,
    ) -> Result<Option<Option<mognad::model::RoleId>>, Failure> {
        match &self.role {
            Some(name) => Ok(Some(Some(role(model, name)?))),
            None if model.roles.is_empty() => Ok(Some(None)),
            None => match dialogue.ask_role() {
                Ok(role) => Ok(role.map(Some)),
                Err(error) => Err(failed(&self.output, &error)),
            },
        }
    }

    /// Says where the answers are, and shows the result when there is nothing left to ask.
    fn close(
        &self,
        console: &mut Console,
        model: &Model,
        response: &Response,
        words: &Words,
        end: End,
    ) -> Result<Verdict, Failure> {
        let outcome = outcome(model, response);
        let done = outcome.areas.first().map(|overall| overall.completeness);
        let (answered, asked) = done.map_or((0, 0), |done| (done.answered, done.asked));
        let mut talk = format!("\n{}\n", words.with("ask-saved", &[("file", shown(&self.output).into())]));
        if end == End::Stopped && answered < asked {
            let go_on = words.with("ask-go-on", &[("answered", answered.into()), ("asked", asked.into())]);
            console.talk(&format!("{talk}{go_on}\n"));
            return Ok(Verdict::Done);
        }
        if answered < asked {
            let skipped = asked.saturating_sub(answered);
            talk.push_str(&format!("{}\n", words.with("ask-skipped", &[("count", skipped.into())])));
        }
        console.talk(&format!("{talk}\n"));
        let page = report::page(model, response, &outcome, words);
        console.data(&report::text(&page, words, console.style()))?;
        Ok(Verdict::Done)
    }
}

/// Writes the response: into the text that was there, with its comments, or as a template with answers in it.
fn save(path: &Path, model: &Model, response: &Response, written: Option<&str>, words: &Words) -> io::Result<()> {
    let text = match Format::of(&shown(path), "") {
        Format::Json => to_json(model, response),
        Format::Toml => written
            .and_then(|text| amended_toml(model, text, response))
            .unwrap_or_else(|| report::template(model, response, words)),
    };
    replace(path, &text)
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot go on with `{}`: {}", shown(path), why(error)))
}
