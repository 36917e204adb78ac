//! How the compiler speaks: one [`Diagnostic`], a catalogue of codes, one renderer a file.
//!
//! A diagnostic is made by a function that takes the typed facts (names, spans, numbers) and words them in one
//! place; the renderers only lay it out.

mod codes;
mod json;
mod nearest;
pub mod render;

use crate::source::{FileId, Span};

pub use json::json_words;
pub use nearest::nearest;

pub use codes::{CATALOGUE, Code, CodeEntry, Severity};

/// A finding about a model or a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence, lower case, no full stop, names in backticks.
    pub message: String,
    /// Where it is; none when it is about no text (an unreadable file).
    pub primary: Option<Label>,
    /// What else plays a part.
    pub secondary: Vec<Label>,
    /// Evidence and background, a sentence each.
    pub notes: Vec<String>,
    /// What to do, a sentence each.
    pub help: Vec<String>,
    /// Edits that mend it.
    pub edits: Vec<Edit>,
}

/// A place and what is to be said there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty.
    pub message: String,
}

/// A replacement of text that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What to replace; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub replacement: String,
    /// Whether it can be applied unseen.
    pub applicability: Applicability,
}

/// Whether an edit can be applied unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Applicability {
    /// It says what the author meant.
    Safe,
    /// The author should look at it.
    NeedsALook,
}

impl Diagnostic {
    /// A diagnostic with the severity that the catalogue gives its code.
    pub fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// Sets the primary place.
    #[must_use]
    pub fn at(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.primary = Some(Label { span, message: message.into() });
        self
    }

    /// Adds a place that plays a part.
    #[must_use]
    pub fn also(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, message: message.into() });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Adds a help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help.push(help.into());
        self
    }

    /// Adds an edit that mends it.
    #[must_use]
    pub fn edit(mut self, span: Span, replacement: impl Into<String>, applicability: Applicability) -> Diagnostic {
        self.edits.push(Edit { span, replacement: replacement.into(), applicability });
        self
    }

    /// The same with every place moved to the file that `moved` gives for its own.
    #[must_use]
    pub fn map_files(mut self, moved: &dyn Fn(FileId) -> FileId) -> Diagnostic {
        let labels = self.primary.iter_mut().chain(&mut self.secondary).map(|label| &mut label.span);
        for span in labels.chain(self.edits.iter_mut().map(|edit| &mut edit.span)) {
            span.file = moved(span.file);
        }
        self
    }

    /// Whether it rejects the model or the response.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts by file and place, then code; what is the same in these stays in the order in which it was found, as levels in
/// that of their ladder. Drops exact repeats.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let place = |d: &Diagnostic| (d.primary.as_ref().map(|l| (l.span.file, l.span.start, l.span.end)), d.code);
    diagnostics.sort_by_key(place);
    let mut once: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics.drain(..) {
        let mut beside = once.iter().rev().take_while(|known| place(known) == place(&diagnostic));
        if !beside.any(|known| *known == diagnostic) {
            once.push(diagnostic);
        }
    }
    *diagnostics = once;
}
