//! Renderers: one file a format. Each is a function of the findings and the texts, and gives the same bytes for the
//! same input.

mod edits;
pub mod github;
pub mod json;
pub mod junit;
mod place;
pub mod plain;
pub mod sarif;
mod snippet;
mod summary;
mod text;
mod window;
mod wrap;

use super::{Diagnostic, Severity};
use crate::source::Sources;

pub use summary::{Summary, number};

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStyle {
    /// With colours.
    pub color: bool,
    /// Lines without boxes and arrows, for screen readers.
    pub plain: bool,
    /// Columns to lay out for.
    pub width: usize,
}

/// Findings as text for people.
pub fn text(diagnostics: &[Diagnostic], sources: &Sources, style: TextStyle) -> String {
    if style.plain { plain::render(diagnostics, sources) } else { text::render(diagnostics, sources, style) }
}

/// A sentence that is about no file, in the form of an error, with what to do.
pub fn words(message: &str, help: &[String], style: TextStyle) -> String {
    if style.plain { plain::words(message, help) } else { text::words(message, help, style) }
}

/// The word for a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
