//! The tokens as the formatter needs them: each with the comments before it, and a last one for the end.

use std::borrow::Cow;

use logos::Logos;

use crate::source::FileId;
use crate::syntax::{self, Kind};

/// A token and what stands before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Token<'a> {
    /// What is printed; empty at the end of the file.
    pub text: Cow<'a, str>,
    /// Offset of its first byte.
    pub start: u32,
    /// Offset after its last byte.
    pub end: u32,
    /// Its line in the text.
    pub line: usize,
    /// A blank line stands directly before it.
    pub blank: bool,
    /// The comments between the token before and this one.
    pub comments: Vec<Comment<'a>>,
}

/// A comment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comment<'a> {
    /// As written, without the space at its end.
    pub text: &'a str,
    /// Nothing stands before it on its line.
    pub own_line: bool,
    /// A blank line stands directly before it.
    pub blank: bool,
}

/// The tokens of a text, with an empty one for its end.
pub(super) fn of(file: FileId, text: &str) -> Vec<Token<'_>> {
    let read = syntax::tokens(file, text);
    let mut tokens = Vec::with_capacity(read.len().saturating_add(1));
    let mut comments = Vec::new();
    let mut line: usize = 0;
    let mut at: usize = 0;
    let ends = u32::try_from(text.len()).unwrap_or(u32::MAX);
    for token in &read {
        let range = token.span.range();
        let line_ends = count_line_ends(text.get(at..range.start).unwrap_or(""));
        let blank = line_ends > 1;
        line = line.saturating_add(line_ends);
        at = range.end;
        let slice = text.get(range).unwrap_or("");
        if token.kind == Kind::Comment {
            let own_line = line_ends > 0 || tokens.is_empty() && comments.is_empty();
            comments.push(Comment { text: slice.trim_end(), own_line, blank });
        } else {
            let text = Cow::Borrowed(if token.kind == Kind::Name { bare(slice) } else { slice });
            let (start, end) = (token.span.start, token.span.end);
            tokens.push(Token { text, start, end, line, blank, comments: std::mem::take(&mut comments) });
        }
    }
    tokens.push(Token { start: ends, end: ends, line, comments, ..Token::default() });
    tokens
}

/// A name without the backticks that it does not need.
fn bare(name: &str) -> &str {
    let Some(inside) = name.strip_prefix('`').and_then(|n| n.strip_suffix('`')) else { return name };
    let mut read = Kind::lexer(inside);
    let plain = read.next() == Some(Ok(Kind::Name)) && read.slice() == inside;
    if plain { inside } else { name }
}

/// The line ends in a stretch between two tokens: `\n`, `\r\n` or `\r`.
fn count_line_ends(gap: &str) -> usize {
    let bytes = gap.as_bytes();
    let lone = |i: usize| bytes.get(i.saturating_add(1)) != Some(&b'\n');
    bytes.iter().enumerate().filter(|(i, b)| **b == b'\n' || **b == b'\r' && lone(*i)).count()
}
