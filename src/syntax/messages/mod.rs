//! What is said about text that cannot be read. Every message is worded here, from typed facts.

mod expected;
mod lines;
mod noticed;
mod strays;
mod words;

use super::kind::Kind;
use super::lexer::Token;
use super::parser::Block;
use super::rules::Source;
use crate::source::Span;

pub(super) use expected::{
    missed, no_answers, no_condition, no_from, no_gating, no_na, no_name, no_of, no_text, no_when,
};
pub(super) use lines::{
    after_otherwise, between_head_and_block, is_misspelt, misspelt_rule, no_block, no_comma, no_comma_between,
    no_otherwise, second_condition, sign_after_keyword,
};
pub(super) use noticed::{reserved, said, used_reserved};
pub(super) use strays::stray;

/// Which line is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The block that it stands in.
    pub block: Block,
    /// The word that it begins with.
    pub keyword: Option<Kind>,
}

/// What stands around the place where a line cannot be read on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub source: Source<'a>,
    pub place: Place,
    /// The line up to the place.
    pub before: &'a [Token],
    /// From the place to the end of the block.
    pub rest: &'a [Token],
    /// The three tokens before the place, and the two from there, whatever line they are on.
    pub around: &'a [Token],
    /// The brace that ends the block; none at the end of the file.
    pub closer: Option<Token>,
}

impl Context<'_> {
    /// The token that does not fit.
    fn found(&self) -> Option<Token> {
        self.rest.first().copied()
    }

    /// The token before it, on the same line of the grammar.
    fn last(&self) -> Option<Token> {
        self.before.last().copied()
    }

    /// The function whose parentheses the place stands in, when the line opened them.
    fn function(&self) -> Option<Kind> {
        let mut depth = 0usize;
        for (i, token) in self.before.iter().enumerate().rev() {
            match token.kind {
                Kind::CloseParen => depth = depth.saturating_add(1),
                Kind::OpenParen if depth > 0 => depth = depth.saturating_sub(1),
                Kind::OpenParen => {
                    let before = i.checked_sub(1).and_then(|i| self.before.get(i))?;
                    return Some(before.kind).filter(|kind| kind.is_word());
                }
                _ => {}
            }
        }
        None
    }

    /// Whether the line simply ends.
    fn is_at_end(&self) -> bool {
        self.found().is_none_or(|t| t.first_on_line)
    }

    /// Where to point: at what does not fit, or at the last word when something is missing at the end.
    fn span(&self) -> Span {
        match (self.found(), self.last()) {
            (Some(found), None) => found.span,
            (Some(found), Some(_)) if !found.first_on_line => found.span,
            (_, Some(last)) => last.span,
            (None, None) => self.closer.map_or(Span::default(), |t| t.span),
        }
    }

    /// The end of the last word, where something may be inserted.
    fn gap(&self) -> Span {
        let span = self.last().map_or_else(|| self.span(), |t| t.span);
        Span::new(span.file, span.end, span.end)
    }

    /// What was found, in words.
    fn found_in_words(&self) -> String {
        match self.found() {
            _ if !self.before.is_empty() && self.is_at_end() => match self.found() {
                Some(_) => "the line ends".to_owned(),
                None if self.closer.is_some() => "the block ends".to_owned(),
                None => "the file ends".to_owned(),
            },
            None if self.closer.is_some() => "the block ends".to_owned(),
            None => "the file ends".to_owned(),
            Some(token) => format!("found {}", describe(self.source, token)),
        }
    }

    /// ` after `weight``, or nothing.
    fn after(&self) -> String {
        self.last().map_or_else(String::new, |t| format!(" after {}", quoted(self.source, t)))
    }
}

/// A token in words: ``the name `plan` ``.
fn describe(source: Source<'_>, token: Token) -> String {
    let kind = match token.kind {
        Kind::Name => "the name ",
        Kind::Number => "the number ",
        Kind::String => "the text ",
        kind if kind.is_word() => "the word ",
        _ => "",
    };
    format!("{kind}{}", quoted(source, token))
}

/// A token's text in backticks, shortened when it is long.
fn quoted(source: Source<'_>, token: Token) -> String {
    let text = source.written(token.span);
    let text = match text.char_indices().nth(30) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or("")),
        None => text.to_owned(),
    };
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}

/// `a`, `a or b`, `a, b or c`.
fn listed<S: AsRef<str>>(parts: &[S], join: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [all @ .., last] => {
            let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
            format!("{} {join} {}", all.join(", "), last.as_ref())
        }
    }
}
