//! Braces and parentheses: each finds its partner before anything else is read, so that one that is missing costs one
//! message and the parser never meets it.

mod limits;
mod mend;
mod messages;

use super::findings::Findings;
use super::kind::Kind;
use super::lexer::Token;

/// Braces and parentheses may stand in each other this deep.
pub const MAX_NESTING: usize = 64;

/// A formula may have this many operators open at once; with [`MAX_NESTING`] it bounds the depth of the tree.
pub const MAX_OPERATORS: usize = 256;

/// Partners of brackets.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    /// For the index of an opening bracket the index of the closing one; the others have no meaning.
    pub partners: Vec<u32>,
    /// Names that were left out with what was too deep.
    pub lost: Vec<Token>,
}

/// Finds the partner of each bracket. Drops and inserts brackets until every one has one, and empties declarations that
/// are too deep.
pub(super) fn balance(text: &str, tokens: &mut Vec<Token>, findings: &mut Findings) -> Brackets {
    let mut partners = match pair(tokens) {
        Pairs { partners, balanced: true, in_order: true } => partners,
        Pairs { balanced, .. } => {
            *tokens = mend::mend(text, tokens, balanced, findings);
            pair(tokens).partners
        }
    };
    let lost = limits::empty_too_deep(tokens, &partners, findings);
    if !lost.is_empty() {
        partners = pair(tokens).partners;
    }
    Brackets { partners, lost }
}

/// What pairing brackets gives.
struct Pairs {
    partners: Vec<u32>,
    /// Each has its partner.
    balanced: bool,
    /// No declaration that belongs at the top stands inside another.
    in_order: bool,
}

/// Pairs brackets from left to right.
fn pair(tokens: &[Token]) -> Pairs {
    let mut pairs = Pairs { partners: vec![0; tokens.len()], balanced: true, in_order: true };
    let mut open: Vec<(usize, Kind)> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::OpenBrace | Kind::OpenParen => open.push((i, token.kind)),
            Kind::CloseBrace | Kind::CloseParen => match open.pop() {
                Some((opener, kind)) if closer(kind) == token.kind => {
                    if let Some(partner) = pairs.partners.get_mut(opener) {
                        *partner = u32::try_from(i).unwrap_or(u32::MAX);
                    }
                }
                _ => pairs.balanced = false,
            },
            kind => pairs.in_order &= open.is_empty() || !token.first_on_line || !stands_at_top(kind),
        }
    }
    pairs.balanced &= open.is_empty();
    pairs
}

const fn closer(opener: Kind) -> Kind {
    match opener {
        Kind::OpenParen => Kind::CloseParen,
        _ => Kind::CloseBrace,
    }
}

/// Whether it begins a declaration that stands at the top of a file only, and nothing else.
const fn stands_at_top(kind: Kind) -> bool {
    matches!(kind, Kind::Use | Kind::Model | Kind::Scale | Kind::Ladder | Kind::Always | Kind::Never | Kind::Example)
}

/// Whether it begins a declaration.
const fn declares(kind: Kind) -> bool {
    stands_at_top(kind) || matches!(kind, Kind::Area | Kind::Question | Kind::Action | Kind::Overall)
}
