//! Changes that are intended, each with its reason.
//!
//! ```toml
//! [[accept]]
//! change = "area kompetens: threshold etablerad"
//! reason = "decided by the board, 12 March"
//! ```

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::source::{FileId, Span};

/// A change that is intended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The model that it is about; any, when it does not say.
    pub model: Option<String>,
    /// The key of the change.
    pub change: String,
    /// Why.
    pub reason: String,
    /// Where the key is written.
    pub span: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    accept: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    model: Option<String>,
    change: Spanned<String>,
    reason: Spanned<String>,
}

/// Reads a file of accepted changes.
///
/// # Errors
/// `M0809` when it is broken or a reason is missing.
pub fn read_accepted(file: FileId, text: &str) -> Result<Vec<Accepted>, Diagnostic> {
    let span = |range: std::ops::Range<usize>| {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(file, offset(range.start), offset(range.end))
    };
    let help = "each change is `[[accept]]` with a `change`, as `mognad diff` names it, and a `reason`";
    let document: Document = toml::from_str(text).map_err(|error| {
        let message = match error.message().lines().next().unwrap_or("it cannot be read") {
            said if said.starts_with("invalid type") => "something in it is of another form",
            said => said,
        };
        let found = Diagnostic::new(Code::M0809, format!("the accepted changes cannot be read: {message}"));
        found.at(span(error.span().unwrap_or(0..0)), "here").help(help)
    })?;
    let entries = document.accept.into_iter().map(|entry| {
        if entry.reason.get_ref().trim().is_empty() {
            let message = format!("the change `{}` is accepted without a reason", entry.change.get_ref());
            return Err(Diagnostic::new(Code::M0809, message)
                .at(span(entry.reason.span()), "is empty")
                .help("say in a sentence why the change is wanted: reviewers will ask"));
        }
        Ok(Accepted {
            model: entry.model,
            span: span(entry.change.span()),
            change: entry.change.into_inner(),
            reason: entry.reason.into_inner(),
        })
    });
    entries.collect()
}

/// `M0808` for an accepted change that is none.
pub(super) fn not_there<'k>(accepted: &Accepted, keys: impl Iterator<Item = &'k str>) -> Diagnostic {
    let found = Diagnostic::new(Code::M0808, format!("there is no change `{}`", accepted.change))
        .at(accepted.span, "is accepted, but not there");
    match nearest(&accepted.change, keys) {
        Some(meant) => found.help(format!("did you mean `{meant}`?")),
        None => found.help("take it away: what is accepted must be what is changed"),
    }
}
