//! Something stands where a line should begin.

use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::parser::Block;
use super::{Context, describe, expected, listed, quoted, words};
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::source::Span;

/// What to do with something that begins no line.
pub(crate) struct Stray {
    pub diagnostic: Diagnostic,
    /// Read it as this word.
    pub meant: Option<Kind>,
    /// Nothing is lost by leaving out this many tokens.
    pub harmless: Option<usize>,
}

/// `previous` are the tokens of the line before.
pub(crate) fn stray(context: &Context<'_>, previous: &[Token]) -> Stray {
    let Some(found) = context.found() else { return lost(Diagnostic::new(Code::M0001, "expected a line")) };
    let continued = (!found.first_on_line).then_some(previous).filter(|p| !p.is_empty());
    let context = match continued {
        Some(previous) => Context { before: previous, ..*context },
        None => *context,
    };
    match found.kind {
        Kind::Comma => comma(&context, found),
        Kind::Name => name(&context, found, continued),
        Kind::Pool | Kind::Rank | Kind::Extends => lost(later_edition(&context, found)),
        kind if kind.is_word() => lost(misplaced(&context, found, continued)),
        _ => lost(other(&context, found, continued)),
    }
}

fn lost(diagnostic: Diagnostic) -> Stray {
    Stray { diagnostic, meant: None, harmless: None }
}

/// A comma after a line.
fn comma(context: &Context<'_>, found: Token) -> Stray {
    if let Some(diagnostic) = expected::decimal_comma(context) {
        return Stray { diagnostic, meant: None, harmless: Some(2) };
    }
    let diagnostic = Diagnostic::new(
        Code::M0011,
        format!("the lines of {} are not separated by commas", words::block(context.place.block)),
    )
    .at(found.span, "not needed")
    .help("remove it")
    .edit(found.span, "", Applicability::Safe);
    Stray { diagnostic, meant: None, harmless: Some(1) }
}

/// A name where only certain words can stand.
fn name(context: &Context<'_>, found: Token, continued: Option<&[Token]>) -> Stray {
    let block = context.place.block;
    let written = context.source.text(found);
    if let Some(meant) = words::nearest(written, block.words()) {
        let word = meant.text().unwrap_or("");
        let diagnostic = Diagnostic::new(Code::M0017, format!("`{written}` begins no line of {}", words::block(block)))
            .at(found.span, format!("did you mean `{word}`?"))
            .help(format!("write `{word}`"))
            .edit(found.span, word, Applicability::NeedsALook);
        return Stray { diagnostic, meant: Some(meant), harmless: None };
    }
    if let Some(diagnostic) = expected::foreign_word(context, super::super::rules::Expected::default()) {
        return lost(diagnostic);
    }
    if continued.is_some() {
        return lost(cannot_follow(context, found));
    }
    let diagnostic = Diagnostic::new(Code::M0017, format!("`{written}` begins no line of {}", words::block(block)))
        .at(found.span, "not a word that is known here");
    lost(belongs(diagnostic, block))
}

/// Lists what belongs in a block.
fn belongs(diagnostic: Diagnostic, block: Block) -> Diagnostic {
    let all = words::all_of(block.words());
    match block {
        Block::Roles => diagnostic.help("a role is written like `skolledare \"Skolledare\"`"),
        Block::Scale => diagnostic
            .help(format!("in a scale stand options, such as `helt 3 \"Stämmer helt\"`, and {}", listed(&all, "and"))),
        Block::Ladder | Block::Levels => diagnostic.help(format!(
            "here stand levels, such as `etablerad \"Etablerad\" from 50%`, and {}",
            listed(&all, "and")
        )),
        _ => diagnostic.help(format!("in {} stand {}", words::block(block), listed(&all, "and"))),
    }
}

/// A word that belongs in another block.
fn misplaced(context: &Context<'_>, found: Token, continued: Option<&[Token]>) -> Diagnostic {
    let block = context.place.block;
    let word = quoted(context.source, found);
    let homes: Vec<&str> =
        words::BLOCKS.iter().filter(|b| b.words().contains(&found.kind)).map(|b| words::block(*b)).collect();
    if homes.is_empty() || (continued.is_some() && !starts_clearly(context, found)) {
        return match continued {
            Some(_) => cannot_follow(context, found),
            None if block.has_named_lines() => super::noticed::reserved(context.source, found.span),
            None => belongs(
                Diagnostic::new(Code::M0017, format!("{word} begins no line of {}", words::block(block)))
                    .at(found.span, "means nothing at the beginning of a line"),
                block,
            ),
        };
    }
    let homes = match homes.as_slice() {
        ["a file"] => "at the top of the file".to_owned(),
        homes => format!("in {}", listed(homes, "or").replace("a file", "the file itself")),
    };
    let diagnostic = Diagnostic::new(Code::M0017, format!("{word} does not belong in {}", words::block(block)))
        .at(found.span, format!("stands {homes}"));
    belongs(diagnostic, block)
}

/// Whether a word behind a complete line looks like the next line.
fn starts_clearly(context: &Context<'_>, found: Token) -> bool {
    let next = context.rest.get(1).map(|t| t.kind);
    let declares = matches!(next, Some(Kind::Name | Kind::String | Kind::Number | Kind::OpenBrace));
    declares && !matches!(found.kind, Kind::For | Kind::At | Kind::As | Kind::Score | Kind::Level | Kind::Points)
}

/// A word that is kept for later.
fn later_edition(context: &Context<'_>, found: Token) -> Diagnostic {
    let word = quoted(context.source, found);
    Diagnostic::new(Code::M0017, format!("{word} is kept for a later edition of the language"))
        .at(found.span, "means nothing yet")
        .help(format!("as a name, write it in backticks: `` {word} ``"))
}

/// A sign, number or text.
fn other(context: &Context<'_>, found: Token, continued: Option<&[Token]>) -> Diagnostic {
    if continued.is_some() {
        return cannot_follow(context, found);
    }
    let what = match context.place.block {
        Block::File => "a declaration".to_owned(),
        block => format!("a line of {}", words::block(block)),
    };
    let diagnostic =
        Diagnostic::new(Code::M0001, format!("expected {what}, but found {}", describe(context.source, found)))
            .at(found.span, "begins no line");
    belongs(diagnostic, context.place.block)
}

/// Something on the same line as, and after, a complete line.
fn cannot_follow(context: &Context<'_>, found: Token) -> Diagnostic {
    let what = describe(context.source, found);
    let last = expected::last(context);
    let first = context.before.first().map(|t| t.kind);
    let compares = matches!(
        found.kind,
        Kind::Equal
            | Kind::Equals
            | Kind::NotEqual
            | Kind::Less
            | Kind::LessEqual
            | Kind::Greater
            | Kind::GreaterEqual
            | Kind::Is
            | Kind::Has
    );
    if compares && matches!(first, Some(Kind::Score | Kind::Level | Kind::Value)) {
        return Diagnostic::new(
            Code::M0001,
            format!("a formula gives a value, and {} compares two", quoted(context.source, found)),
        )
        .at(found.span, "no comparison can stand here")
        .help("for a value that depends on a condition write `{ 1 when plan == yes, 0 otherwise }`");
    }
    let quote_inside = context.last().is_some_and(|t| t.kind == Kind::String && t.span.end == found.span.start);
    if quote_inside {
        let at = Span::new(found.span.file, found.span.start.saturating_sub(1), found.span.start);
        return Diagnostic::new(Code::M0001, format!("the text ends before {what}"))
            .at(at, "this quotation mark ends it")
            .help("a quotation mark inside a text is written `\\\"`");
    }
    let in_condition = matches!(first, Some(Kind::Ask | Kind::Suggest | Kind::Expect | Kind::Requires));
    let expected = match in_condition {
        true => "a comparison such as `==`, `and`, `or`, or the next line",
        false => "the next line",
    };
    let diagnostic = Diagnostic::new(Code::M0001, format!("expected {expected} after {last}, but found {what}"))
        .at(found.span, "does not belong to what stands before it");
    match first.and_then(|k| words::written_like(context.place.block, k)) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
