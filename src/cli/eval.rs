//! `mognad eval`: results of responses.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mognad::model::Model;
use mognad::report::{self, Evaluated, SortBy, Words};

use super::responses::{quoted, words};
use super::{Console, Failure, Verdict};

/// Evaluate responses
///
/// One response gives its result: scores, levels, what separates them from the next, what is suggested. Several give a
/// table with a row each.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mognad eval strategy.mognad school.toml --format html > school.html
  mognad eval tenders.mognad tenders/*.toml --sort-by overall.level:desc --sort-by price")]
pub struct Eval {
    /// The model, as text or compiled; `-` for standard input
    model: PathBuf,
    /// Responses as TOML or JSON; `-` for standard input
    #[arg(required = true, value_name = "RESPONSE")]
    responses: Vec<PathBuf>,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The language of the result: `sv`, `en` or another one of the model [default: the model's first]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Sort several responses by a value or an area, `.score` or `.level`; `:desc` puts the highest first; what is missing
    /// comes last; a second name sorts those that are equal
    #[arg(long, value_name = "NAME[:desc]")]
    sort_by: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
    Html,
}

impl Eval {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let model = console.load_model(&self.model)?;
        let words = words(&model, self.lang.as_deref())?;
        let sorting = self.sort_by.iter().map(|name| sort_by(&model, name)).collect::<Result<Vec<_>, Failure>>()?;
        let mut responses = console.load_responses(&model, &self.responses)?;
        // Sorting keeps the order of equal ones: the last name first, so that the first one weighs most.
        sorting.iter().rev().for_each(|by| by.sort(&mut responses));
        let text = match responses.as_slice() {
            [one] => self.page(console, &model, one, &words)?,
            several => self.table(console, &model, several, &sorting, &words)?,
        };
        console.data(&text)?;
        Ok(Verdict::Done)
    }

    fn page(&self, console: &Console, model: &Model, one: &Evaluated, words: &Words) -> Result<String, Failure> {
        if let Format::Json = self.format {
            return json(model, std::slice::from_ref(one), words);
        }
        let page = report::page(model, &one.1, &one.2, words);
        Ok(match self.format {
            Format::Text | Format::Json => report::text(&page, words, console.style()),
            Format::Markdown => report::markdown(&page, words),
            Format::Html => report::html(&page, words),
        })
    }

    fn table(
        &self,
        console: &Console,
        model: &Model,
        several: &[Evaluated],
        sorted_by: &[SortBy],
        words: &Words,
    ) -> Result<String, Failure> {
        let table = report::table(model, several, sorted_by, words);
        Ok(match self.format {
            Format::Json => return json(model, several, words),
            Format::Text => table.text(words, console.style()),
            Format::Markdown => table.markdown(words),
            Format::Html => table.html(words),
        })
    }
}

fn json(model: &Model, responses: &[Evaluated], words: &Words) -> Result<String, Failure> {
    let results = report::results(model, responses, words);
    let mut text = serde_json::to_string_pretty(&results)
        .map_err(|error| Failure::new(format!("cannot write the result as JSON: {error}")))?;
    text.push('\n');
    Ok(text)
}

fn sort_by(model: &Model, name: &str) -> Result<SortBy, Failure> {
    SortBy::parse(model, name).map_err(|unknown| {
        let failure = Failure::new(format!("the model has no value or area `{}` to sort by", unknown.name));
        match unknown.meant {
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None => failure.help(format!("results can be sorted by {}", quoted(&unknown.known))),
        }
    })
}
