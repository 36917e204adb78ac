//! What is said about brackets.

use super::super::kind::Kind;
use super::super::lexer::Token;
use super::{MAX_NESTING, MAX_OPERATORS, declares};
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::source::Span;

const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::OpenParen | Kind::CloseParen => "parenthesis",
        _ => "brace",
    }
}

/// An opening bracket without partner. `head` is what stands before it, `before` what it should have ended before.
pub(super) fn unclosed(text: &str, opener: Token, head: &[Token], before: Option<Token>, gap: Span) -> Diagnostic {
    let kind = name(opener.kind);
    let sign = if opener.kind == Kind::OpenParen { ")" } else { "}" };
    let slice = |t: Token| text.get(t.span.range()).unwrap_or("");
    let declared = head.iter().position(|t| declares(t.kind)).and_then(|i| head.get(i..)).unwrap_or(&[]);
    let owner = match declared {
        [keyword, name, ..] if name.kind == Kind::Name => format!(" of `{} {}`", slice(*keyword), slice(*name)),
        [keyword, ..] => format!(" of `{}`", slice(*keyword)),
        [] => String::new(),
    };
    let owner = if opener.kind == Kind::OpenParen { String::new() } else { owner };
    let message = match owner.is_empty() {
        true => format!("this {kind} is never closed"),
        false => format!("the block{owner} is never closed"),
    };
    let diagnostic = Diagnostic::new(Code::M0010, message).at(opener.span, "opened here").edit(
        gap,
        if opener.kind == Kind::OpenParen { ")" } else { "\n}" },
        Applicability::NeedsALook,
    );
    match before {
        Some(before) => diagnostic
            .also(
                before.span,
                match opener.kind {
                    Kind::OpenParen => format!("`{sign}` is missing before this"),
                    _ => format!("`{sign}` is missing before this, for all the indentation tells"),
                },
            )
            .help(format!("put `{sign}` where it should end")),
        None => {
            diagnostic.help(format!("put `{sign}` where it should end; nothing closes it up to the end of the file"))
        }
    }
}

/// A closing bracket without partner.
pub(super) fn extra(token: Token) -> Diagnostic {
    let kind = name(token.kind);
    Diagnostic::new(Code::M0010, format!("this {kind} closes nothing")).at(token.span, "has no partner").edit(
        token.span,
        "",
        Applicability::NeedsALook,
    )
}

/// A closing brace that stands before the end of its block.
pub(super) fn early(text: &str, token: Token, head: &[Token]) -> Diagnostic {
    let block = match (head.first(), head.last()) {
        (Some(first), Some(_)) => {
            let words = head.iter().take(2).filter_map(|t| text.get(t.span.range())).collect::<Vec<_>>().join(" ");
            let first = text.get(first.span.range()).unwrap_or("");
            format!("`{}`", if words.contains('`') { first } else { &words })
        }
        _ => "its block".to_owned(),
    };
    Diagnostic::new(Code::M0010, format!("this brace closes {block} early, for all the indentation tells"))
        .at(token.span, "the next line goes on in the block")
        .edit(token.span, "", Applicability::NeedsALook)
}

/// A declaration whose block is closed but never opened.
pub(super) fn unopened(text: &str, keyword: Token, gap: Span) -> Diagnostic {
    let word = text.get(keyword.span.range()).unwrap_or("");
    let head = text.get(keyword.span.to(gap).range()).unwrap_or(word);
    let head: Vec<&str> = head.split_whitespace().take(2).collect();
    Diagnostic::new(Code::M0010, format!("the block of `{}` is closed but never opened", head.join(" ")))
        .at(keyword.span.to(gap), "`{` is missing after this")
        .edit(gap, " {", Applicability::Safe)
}

/// Too many brackets in each other.
pub(super) fn too_deep(token: Token) -> Diagnostic {
    let mend = match token.kind {
        Kind::OpenBrace => {
            "declare the inner areas beside each other; a formula can take the score of each by its name"
        }
        _ => "give parts of the formula names, with `value`",
    };
    Diagnostic::new(Code::M0004, format!("braces and parentheses stand in each other more than {MAX_NESTING} deep"))
        .at(token.span, "too deep to be read")
        .note("the declaration around it is not read")
        .help(mend)
}

/// Too many operators in one formula.
pub(super) fn too_long(span: Span) -> Diagnostic {
    Diagnostic::new(Code::M0004, format!("this formula has more than {MAX_OPERATORS} operators"))
        .at(span, "too long to be read")
        .note("the declaration around it is not read")
        .help("add up a list with `sum(a, b, c)`, or give parts of the formula names, with `value`")
}
