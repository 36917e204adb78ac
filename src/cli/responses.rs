//! Responses from disk, evaluated; and the language in which results are told.

use std::path::{Path, PathBuf};

use mognad::analyse::Budget;
use mognad::diagnostics::Diagnostic;
use mognad::evaluate::Outcome;
use mognad::model::Model;
use mognad::report::{Evaluated, Words};
use mognad::respond::{Format, Reader, Response, decode};
use mognad::source::Sources;

use super::{Console, Failure};

impl Console {
    /// Reads and evaluates responses. What is wrong with any of them is said, and then none is evaluated.
    ///
    /// # Errors
    /// When a response cannot be read; it has been said why.
    pub fn load_responses(&mut self, model: &Model, paths: &[PathBuf]) -> Result<Vec<Evaluated>, Failure> {
        let reader = Reader::new(model);
        let mut sources = Sources::new();
        let mut diagnostics = Vec::new();
        let mut responses = Vec::new();
        let mut refused = false;
        for path in paths {
            let (shown, response, found) = self.read_response(&reader, path, &mut sources);
            diagnostics.extend(found);
            match response {
                Some(response) => responses.push((shown, response)),
                None => refused = true,
            }
        }
        if !diagnostics.is_empty() {
            self.talk_diagnostics(&diagnostics, &sources);
        }
        if refused {
            return Err(Failure::Said);
        }
        let evaluated = |(shown, response): (String, Response)| {
            let outcome = outcome(model, &response);
            (shown, response, outcome)
        };
        Ok(responses.into_iter().map(evaluated).collect())
    }

    /// Reads one response: its path as shown, the response if it can be read, what is wrong with it.
    pub fn read_response(
        &mut self,
        reader: &Reader<'_>,
        path: &Path,
        sources: &mut Sources,
    ) -> (String, Option<Response>, Vec<Diagnostic>) {
        let input = match self.read(path) {
            Ok(input) => input,
            Err(diagnostic) => return (super::input::shown(path), None, vec![diagnostic]),
        };
        let text = match decode(&input.path, &input.bytes) {
            Ok(text) => text,
            Err(diagnostic) => return (input.path, None, vec![diagnostic]),
        };
        let format = Format::of(&input.path, &text);
        let file = sources.add(input.path.clone(), text.clone());
        let reading = reader.read(file, &text, format);
        (input.path, reading.response, reading.diagnostics)
    }
}

/// How much work it may take to find what an incomplete response can still lead to: a second or so. It is no time, so
/// that a response gives the same result on every machine.
const EFFORT: u64 = 1_000_000;

/// What a response leads to.
pub fn outcome(model: &Model, response: &Response) -> Outcome {
    mognad::analyse::outcome(model, &response.answers, Budget::steps(EFFORT))
}

/// The words of a language: the one asked for, else the model's first.
///
/// # Errors
/// When neither the model nor the reports have the language.
pub fn words(model: &Model, language: Option<&str>) -> Result<Words, Failure> {
    let first = model.languages.first().map_or("en", String::as_str);
    let language = language.unwrap_or(first);
    let own: Vec<&str> = model.languages.iter().map(String::as_str).collect();
    // The report's own words can also be had in another language than the model's texts.
    if own.contains(&language) || Words::languages().any(|known| known == language) {
        return Ok(Words::new(language, first));
    }
    let failure = Failure::new(format!("the model has no language `{language}`"));
    Err(match own.as_slice() {
        [] => failure.help(format!("reports can be had in {}", quoted(&Words::languages().collect::<Vec<_>>()))),
        own => failure.help(format!("it has {}", listed(own))),
    })
}

/// Names in backticks, the last one after "and".
pub fn listed(names: &[impl AsRef<str>]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and `{}`", quoted(rest), last.as_ref()),
        names => quoted(names),
    }
}

/// Names in backticks between commas.
pub fn quoted(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
