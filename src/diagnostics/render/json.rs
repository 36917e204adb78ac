//! Findings as JSON, for programs. `mognad schema diagnostics` prints the schema.

use serde::{Deserialize, Serialize};

use super::Summary;
use super::place::Places;
use crate::diagnostics::{Applicability, Diagnostic, Severity};
use crate::source::{Sources, Span};

/// The version of this form; another one when a program that reads it would have to change.
pub const FORMAT: u32 = 1;

/// Findings and their counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(title = "Diagnostics")]
pub struct Document {
    /// The version of this form.
    pub format: u32,
    /// The findings, in order of file and place.
    pub diagnostics: Vec<Finding>,
    /// How much was looked at, and how much was found.
    pub summary: Summary,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// Its stable code, as `M0301`.
    #[schemars(regex(pattern = "^M[0-9]{4}$"))]
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where it is; none when it is about no text.
    pub primary: Option<Location>,
    /// What else plays a part.
    pub secondary: Vec<Location>,
    /// Evidence and background.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Vec<String>,
    /// Edits that mend it.
    pub edits: Vec<Replacement>,
}

/// A place and what is to be said there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Location {
    /// The file's path.
    pub file: String,
    /// Its first character.
    pub start: Position,
    /// After its last character.
    pub end: Position,
    /// What is to be said; may be empty.
    pub message: String,
}

/// A place between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Position {
    /// The line, from one.
    pub line: usize,
    /// The column in characters (Unicode scalar values), from one.
    pub column: usize,
    /// The byte in the UTF-8 text, from zero; a byte order mark does not count.
    pub offset: usize,
}

/// A replacement of text that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Replacement {
    /// The file's path.
    pub file: String,
    /// The first character to replace.
    pub start: Position,
    /// After the last one; equal to `start` for an insertion.
    pub end: Position,
    /// The new text.
    pub replacement: String,
    /// Whether it can be applied unseen.
    pub applicability: Applicability,
}

/// The findings as a document.
pub fn document(diagnostics: &[Diagnostic], sources: &Sources, summary: Summary) -> Document {
    Document { format: FORMAT, diagnostics: findings(diagnostics, sources), summary }
}

/// The findings as a list.
pub fn findings(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Finding> {
    let places = Places::new(sources);
    let location = |span: Span, message: &str| {
        let (file, start, end) = positions(&places, span)?;
        Some(Location { file, start, end, message: message.to_owned() })
    };
    let finding = |diagnostic: &Diagnostic| Finding {
        code: diagnostic.code.to_string(),
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        primary: diagnostic.primary.as_ref().and_then(|label| location(label.span, &label.message)),
        secondary: diagnostic.secondary.iter().filter_map(|label| location(label.span, &label.message)).collect(),
        notes: diagnostic.notes.clone(),
        help: diagnostic.help.clone(),
        edits: diagnostic
            .edits
            .iter()
            .filter_map(|edit| {
                let (file, start, end) = positions(&places, edit.span)?;
                let (replacement, applicability) = (edit.replacement.clone(), edit.applicability);
                Some(Replacement { file, start, end, replacement, applicability })
            })
            .collect(),
    };
    diagnostics.iter().map(finding).collect()
}

/// The findings as text, indented, with a line end.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, summary: Summary) -> String {
    let document = document(diagnostics, sources, summary);
    // Structs of strings and numbers have no key that JSON could refuse.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn positions(places: &Places<'_>, span: Span) -> Option<(String, Position, Position)> {
    let place = places.place(span)?;
    let start = Position { line: place.start.line, column: place.start.column, offset: place.bytes.start };
    let end = Position { line: place.end.line, column: place.end.column, offset: place.bytes.end };
    Some((place.path.to_owned(), start, end))
}
