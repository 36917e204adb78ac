//! Text to tokens to tree. Never fails: there is always a tree and a list of errors. Knows no meaning.

pub mod ast;
mod brackets;
mod characters;
mod decode;
mod kind;
mod lexer;
mod messages;
mod parser;
mod rules;
mod spelling;

use crate::diagnostics::Diagnostic;
use crate::source::FileId;

pub use decode::decode;
pub use kind::{Kind, SIGNS, WORDS};
pub use lexer::Token;

/// What parsing gives.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The tree.
    pub tree: ast::File,
    /// Errors in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file's text.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let mut lexed = lexer::lex(file, text);
    lexed.tokens.retain(|token| token.kind != Kind::Comment);
    let brackets = brackets::balance(&mut lexed.tokens, &mut lexed.diagnostics);
    let source = rules::Source { text, mended: &lexed.mended };
    let (tree, found) = parser::parse(source, &lexed.tokens, &brackets.partners, &lexed.doubtful);
    let mut diagnostics = lexed.diagnostics;
    diagnostics.extend(found);
    crate::diagnostics::sort(&mut diagnostics);
    Parsed { tree, diagnostics }
}

/// The tokens of a text in order, comments included. Space between them is what no token covers.
pub fn tokens(file: FileId, text: &str) -> Vec<Token> {
    lexer::lex(file, text).tokens
}
