//! What is nested too deeply is not read at all: everything that walks over the tree relies on it.

use super::super::findings::Findings;
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::{MAX_NESTING, MAX_OPERATORS, messages};
use crate::source::Span;

/// Empties the outermost brackets around what is too deep, and gives what stood in them. Their closing bracket loses
/// its width, by which the parser knows that something is missing.
pub(super) fn empty_too_deep(tokens: &mut Vec<Token>, partners: &[u32], findings: &mut Findings) -> Vec<Token> {
    let emptied = too_deep(tokens, partners, findings);
    if emptied.is_empty() {
        return Vec::new();
    }
    let mut lost = Vec::new();
    let mut kept = Vec::with_capacity(tokens.len());
    let mut ranges = emptied.iter().peekable();
    for (i, token) in tokens.iter().enumerate() {
        match ranges.peek() {
            Some((open, close)) if i > *open && i < *close => lost.push(*token),
            Some((_, close)) if i == *close => {
                ranges.next();
                let end = token.span.end;
                kept.push(Token { span: Span::new(token.span.file, end, end), ..*token });
            }
            _ => kept.push(*token),
        }
    }
    *tokens = kept;
    lost
}

/// The outermost brackets around what is too deep, each reported once.
fn too_deep(tokens: &[Token], partners: &[u32], findings: &mut Findings) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // Per open bracket: its index, and the operators since the last comma or line.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut operators = 0usize;
    let mut i = 0usize;
    while let Some(token) = tokens.get(i) {
        match token.kind {
            Kind::OpenBrace | Kind::OpenParen => open.push((i, 0)),
            Kind::CloseBrace | Kind::CloseParen => {
                if let Some((_, inside)) = open.pop() {
                    operators = operators.saturating_sub(inside);
                }
            }
            kind => {
                if let Some((_, inside)) = open.last_mut() {
                    if ends_formula(*token) {
                        operators = operators.saturating_sub(std::mem::take(inside));
                    }
                    if is_operator(kind) {
                        *inside = inside.saturating_add(1);
                        operators = operators.saturating_add(1);
                    }
                }
            }
        }
        let deep = open.len() > MAX_NESTING;
        if deep || operators > MAX_OPERATORS {
            findings.push(if deep { messages::too_deep(*token) } else { messages::too_long(token.span) });
            let Some((outermost, _)) = open.first().copied() else { break };
            i = partners.get(outermost).map_or(tokens.len(), |p| *p as usize).max(i);
            found.push((outermost, i));
            open.clear();
            operators = 0;
        }
        i = i.saturating_add(1);
    }
    found
}

const fn is_operator(kind: Kind) -> bool {
    matches!(kind, Kind::Plus | Kind::Minus | Kind::Star | Kind::Slash | Kind::Of | Kind::Not)
}

/// Whether the operators before it are no part of what follows.
fn ends_formula(token: Token) -> bool {
    let joins = matches!(token.kind, Kind::Comma | Kind::And | Kind::Or);
    joins || (token.first_on_line && (token.kind.is_word() || token.kind == Kind::Name) && token.kind != Kind::Of)
}
