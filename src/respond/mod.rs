//! Responses: the file that somebody filled in, to the answers that a model is evaluated on.
//!
//! A response is one table, in TOML or in JSON:
//!
//! ```toml
//! model = "it_strategi"      # which model it answers
//! version = "2014.1"         # which version of it; another one is a warning
//! role = "skolledare"        # who answers, in a model with roles
//!
//! [answers]
//! malbild = "helt"           # a question with one of its options
//! verktyg = ["karta"]        # any of several options
//! elever_per_dator = 4.5     # a number
//! plan = "na"                # not applicable, where it is offered
//! iakttagelser = "…"         # free text
//! "kompetens.mal" = "delvis" # a question whose name alone is not unique; so can [answers.kompetens]
//!
//! [metadata]
//! skola = "Björkskolan"      # whatever else is worth keeping
//! ```
//!
//! A question that is not there is unanswered; in JSON, so is one that is `null`. Numbers are exact: no double comes
//! near them. A response that is wrong anywhere is refused, with everything that is wrong said at once.

mod amend;
mod answer;
mod cell;
mod document;
mod json;
mod keys;
mod messages;
mod metadata;
pub(crate) mod number;
mod read;
mod refusal;
mod schema;
mod toml;
mod write;

use crate::diagnostics::{Code, Diagnostic};
use crate::evaluate::Answers;
use crate::model::{Answer, Model, Question, QuestionId};
use crate::source::MAX_FILE_BYTES;

pub use amend::amended_toml;
pub use cell::{Named, Notation, QuestionNames, cell, list_cell};
pub use metadata::Metadata;
pub use read::Reader;
pub use refusal::{Instead, Refusal};
pub use schema::schema;
pub(crate) use write::turns;
pub use write::{answer_in_toml, key_in_toml, metadata_in_toml, text_in_toml, to_json};

/// A response that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The respondent's role and answers.
    pub answers: Answers,
    /// The version of the model that it says it answers.
    pub version: Option<String>,
    /// What else is in it, in the order of the file.
    pub metadata: Vec<(String, Metadata)>,
}

/// What reading a response gives.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The response; none when an error refuses it.
    pub response: Option<Response>,
    /// What is wrong, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// How a response is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// TOML.
    Toml,
}

impl Format {
    /// By the file's name; where that does not tell, by its first sign: JSON begins with a brace.
    pub fn of(path: &str, text: &str) -> Format {
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("json") => Format::Json,
            Some("toml") => Format::Toml,
            _ if text.trim_start().starts_with('{') => Format::Json,
            _ => Format::Toml,
        }
    }
}

/// The text of a response file.
///
/// # Errors
/// `M0002` when it is not UTF-8, `M0003` when it is too large.
pub fn decode(path: &str, bytes: &[u8]) -> Result<String, Diagnostic> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Diagnostic::new(Code::M0003, format!("`{path}` is larger than {} MB", MAX_FILE_BYTES >> 20))
            .help("a file holds one response; many of them belong into many files"));
    }
    match std::str::from_utf8(bytes) {
        // A byte order mark says nothing here, and TOML and JSON both do without.
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
        Err(error) => Err(Diagnostic::new(
            Code::M0002,
            format!("`{path}` is not UTF-8: byte {} cannot be read", error.valid_up_to().saturating_add(1)),
        )
        .help("save it as UTF-8")),
    }
}

/// The question that is called `name` in a response, by any of its names; none when there is none or several.
pub fn find_question(model: &Model, name: &str) -> Option<QuestionId> {
    match keys::Keys::new(model).find(name) {
        keys::Found::One(id) => Some(id),
        keys::Found::Several(_) | keys::Found::None(_) => None,
    }
}

/// An answer from what a person typed at a question: the name, the number (from one) or the text of an option, several
/// of them between commas, a number as the language writes it (`decimal_comma`), a text, or `na`.
///
/// # Errors
/// Why it is none.
pub fn typed_answer(
    model: &Model,
    question: &Question,
    text: &str,
    decimal_comma: bool,
) -> Result<Answer, Vec<Refusal>> {
    answer::typed(model, question, text, decimal_comma)
}
