//! A response file as it is written, before it means anything: values with their places.
//!
//! JSON and TOML are read into the same tree, so that everything after sees one form.

use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span, Spanned};

/// A file that was read, as far as it could be.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The outermost table; empty when nothing could be read.
    pub entries: Vec<Entry>,
    /// What is broken about the text itself.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the diagnostics leave doubt about what the file says. Answers that are missing then prove nothing.
    pub broken: bool,
}

impl Document {
    /// A file with nothing in it.
    pub fn empty(file: FileId) -> Document {
        Document { entries: Vec::new(), diagnostics: vec![super::messages::empty(span(file, 0..0))], broken: true }
    }
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// The value.
    pub value: Node,
}

/// A value with its place.
pub(super) type Node = Spanned<Written>;

/// A value as it is written.
#[derive(Debug, Clone)]
pub(super) enum Written {
    /// A string.
    Text(String),
    /// A number, in the characters of the file: no double comes near it.
    Number(String),
    /// `true` or `false`.
    Truth(bool),
    /// A date or time.
    Date(String),
    /// `null`.
    Nothing,
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file, repeated keys included.
    Table(Vec<Entry>),
}

impl Written {
    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Written::Text(_) => "a text",
            Written::Number(_) => "a number",
            Written::Truth(_) => "`true` or `false`",
            Written::Date(_) => "a date",
            Written::Nothing => "`null`",
            Written::List(_) => "a list",
            Written::Table(_) => "a table",
        }
    }
}

/// The span of a range of bytes.
pub(super) fn span(file: FileId, range: std::ops::Range<usize>) -> Span {
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span::new(file, offset(range.start), offset(range.end.max(range.start)))
}
