//! Text to tokens to tree. Never fails: there is always a tree and a list of errors. Knows no meaning.

pub mod ast;
mod brackets;
mod characters;
mod decode;
mod findings;
mod kind;
mod lexer;
mod messages;
mod parser;
mod rules;
mod spelling;

use crate::diagnostics::Diagnostic;
use crate::source::FileId;

pub use brackets::{MAX_NESTING, MAX_OPERATORS};
pub use decode::decode;
pub use findings::MAX_ERRORS;
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
    let brackets = brackets::balance(text, &mut lexed.tokens, &mut lexed.findings);
    let source = rules::Source { text, mended: &lexed.mended };
    let (mut tree, findings) =
        parser::parse(source, &lexed.tokens, &brackets.partners, &lexed.doubtful, lexed.findings);
    let names = brackets.lost.iter().filter(|token| token.kind == Kind::Name);
    tree.lost_names.extend(names.map(|token| source.name(*token).node));
    Parsed { tree, diagnostics: findings.into_sorted() }
}

/// The tokens of a text in order, comments included. Space between them is what no token covers.
pub fn tokens(file: FileId, text: &str) -> Vec<Token> {
    lexer::lex(file, text).tokens
}
