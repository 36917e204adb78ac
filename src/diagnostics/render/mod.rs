//! Renderers: one file a format. Each is a function of the findings and the texts, and gives the same bytes for the
//! same input.

mod plain;

use super::{Diagnostic, Severity};
use crate::source::Sources;

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

/// Findings as text for people, a blank line between them.
pub fn text(diagnostics: &[Diagnostic], sources: &Sources, style: TextStyle) -> String {
    let _ = style;
    plain::render(diagnostics, sources)
}

/// A sentence that is about no file, in the form of an error, with what to do.
pub fn words(message: &str, help: &[String], style: TextStyle) -> String {
    let _ = style;
    let mut text = format!("error: {message}\n");
    for help in help {
        text.push_str(&format!("  help: {help}\n"));
    }
    text
}

/// The word for a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
