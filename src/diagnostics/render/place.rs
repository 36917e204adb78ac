//! From spans to places in files. Any span is taken: one past the end, inside a character or in no file at all.

use std::cell::OnceCell;
use std::ops::Range;

use crate::source::{FileId, LineColumn, LineIndex, SourceFile, Sources, Span};

/// The texts with an index of each, made when it is first needed.
pub struct Places<'a> {
    files: Vec<(&'a SourceFile, OnceCell<LineIndex<'a>>)>,
}

/// A span as readers count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The file's path.
    pub path: &'a str,
    /// Its first character.
    pub start: LineColumn,
    /// After its last character.
    pub end: LineColumn,
    /// Its bytes: inside the file, and no character split.
    pub bytes: Range<usize>,
    /// Its text.
    pub text: &'a str,
}

impl<'a> Places<'a> {
    /// The places of some texts.
    pub fn new(sources: &'a Sources) -> Places<'a> {
        Places { files: sources.iter().map(|(_, file)| (file, OnceCell::new())).collect() }
    }

    /// A file with its index; none when there is no such file.
    pub fn file(&self, id: FileId) -> Option<(&'a SourceFile, &LineIndex<'a>)> {
        let (file, index) = self.files.get(usize::try_from(id.0).ok()?)?;
        Some((file, index.get_or_init(|| LineIndex::new(&file.text))))
    }

    /// The place of a span; none when there is no such file.
    pub fn place(&self, span: Span) -> Option<Place<'a>> {
        let (file, index) = self.file(span.file)?;
        let range = span.range();
        let bytes = index.clamp(range.start, range.end);
        Some(Place {
            path: &file.path,
            start: index.line_column(bytes.start),
            end: index.line_column(bytes.end),
            text: file.text.get(bytes.clone()).unwrap_or(""),
            bytes,
        })
    }
}
