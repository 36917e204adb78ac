//! Blocks and what belongs between their parts.

use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::rules::Source;
use super::{Context, expected, quoted, strays, words};
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::source::Span;

/// `weight: 2`, `weight = 2`.
pub(crate) fn sign_after_keyword(source: Source<'_>, keyword: Token, sign: Token) -> Diagnostic {
    let (word, sign_text) = (quoted(source, keyword), quoted(source, sign));
    let touches = keyword.span.end == sign.span.start;
    let edit = if touches { sign.span } else { Span::new(sign.span.file, keyword.span.end, sign.span.end) };
    Diagnostic::new(Code::M0011, format!("no {sign_text} belongs after {word}"))
        .at(sign.span, "a sign from another language")
        .note(format!("what belongs to {word} follows directly"))
        .edit(edit, "", Applicability::Safe)
}

/// Something between a declaration's head and its block.
pub(crate) fn between_head_and_block(context: &Context<'_>) -> Diagnostic {
    let keyword = context.place.keyword.and_then(Kind::text).unwrap_or("");
    let two_words =
        context.last().zip(context.found()).filter(|(last, found)| last.kind == Kind::Name && found.kind == Kind::Name);
    if let Some((last, found)) = two_words {
        let (a, b) = (context.source.text(last), context.source.text(found));
        let both = last.span.to(found.span);
        return Diagnostic::new(Code::M0001, format!("the name of this {keyword} is two words, `{a}` and `{b}`"))
            .at(found.span, "a name is one word")
            .help(format!("write `{a}_{b}`; what readers see stands in the text, in quotation marks"))
            .edit(both, format!("{a}_{b}"), Applicability::NeedsALook);
    }
    if let Some(diagnostic) = strays::quotation_mark_inside(context) {
        return diagnostic;
    }
    let what = if context.last().is_some_and(|t| t.kind == Kind::String) { "`{`" } else { "a text or `{`" };
    let message = format!("expected {what}{}, but {}", context.after(), context.found_in_words());
    let diagnostic = Diagnostic::new(Code::M0001, message).at(context.span(), format!("here should stand {what}"));
    match context.place.keyword.and_then(|k| words::written_like(context.place.block, k)) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// A block is missing.
pub(crate) fn no_block(context: &Context<'_>) -> Diagnostic {
    let keyword = context.place.keyword.and_then(Kind::text).unwrap_or("");
    let diagnostic =
        Diagnostic::new(Code::M0001, format!("expected `{{`{}, but {}", context.after(), context.found_in_words()))
            .at(context.span(), format!("what belongs to `{keyword}` stands in braces after this"));
    match context.place.keyword.and_then(|k| words::written_like(context.place.block, k)) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// What stands where a comma should.
pub(crate) struct NoComma {
    pub diagnostic: Diagnostic,
    /// Nothing but the comma is missing, for all one can see.
    pub only: bool,
}

/// Two lines without a comma between them.
pub(crate) fn no_comma(context: &Context<'_>) -> NoComma {
    let known = expected::decimal_comma(context)
        .or_else(|| expected::branch(context))
        .or_else(|| expected::foreign_word(context, super::super::rules::Expected::default()));
    if let Some(diagnostic) = known {
        return NoComma { diagnostic, only: false };
    }
    let last = expected::last(context);
    let diagnostic = match context.found() {
        Some(found) if !found.first_on_line => {
            let found_words = expected::found(context);
            Diagnostic::new(Code::M0001, format!("expected a comma after {last}, but found {found_words}"))
                .at(found.span, "a comma should stand before this")
        }
        _ => Diagnostic::new(Code::M0001, format!("expected a comma after {last}, but the line ends"))
            .at(context.span(), "a comma is missing after this"),
    };
    let diagnostic = diagnostic.help("the lines of `points` and of a formula are separated by commas").edit(
        context.gap(),
        ",",
        Applicability::Safe,
    );
    NoComma { diagnostic, only: true }
}

/// Two parts of a list without a comma between them.
pub(crate) fn no_comma_between(context: &Context<'_>, parts: &str) -> Diagnostic {
    Diagnostic::new(Code::M0001, format!("a comma is missing between {parts}"))
        .at(context.found().map_or_else(|| context.span(), |t| t.span), "a comma should stand before this")
        .edit(context.gap(), ",", Applicability::Safe)
}

/// Whether the next word is a misspelt one that begins a line.
pub(crate) fn is_misspelt(context: &Context<'_>) -> bool {
    context.found().filter(|t| t.kind == Kind::Name).is_some_and(|found| {
        let written = context.source.text(found);
        words::meant_beginning(written, context.place.block).is_some() || words::foreign_word(written).is_some()
    })
}

/// `require` for `requires`, behind the name of a level.
pub(crate) fn misspelt_rule(context: &Context<'_>) -> Option<Diagnostic> {
    const RULES: &[Kind] = &[Kind::From, Kind::Above, Kind::Below, Kind::Requires];
    let found = context.found().filter(|t| t.kind == Kind::Name && !t.first_on_line)?;
    let (next, second) = (context.rest.get(1)?.kind, context.rest.get(2).map(|t| t.kind));
    let tests = second.is_some_and(|kind| kind == Kind::Dot || kind.says_of_a_name());
    let fits = |word: Kind| match (word, next) {
        (Kind::Requires, Kind::All | Kind::Any | Kind::Count | Kind::Share | Kind::Not | Kind::OpenParen) => true,
        (Kind::Requires, Kind::Name | Kind::Overall) => tests,
        (Kind::Requires, _) => false,
        (_, next) => next == Kind::Number,
    };
    let written = context.source.text(found);
    let word = words::nearest(written, RULES).filter(|word| fits(*word))?.text()?;
    Some(
        Diagnostic::new(Code::M0017, format!("`{written}` is no word that can follow a level"))
            .at(found.span, format!("did you mean `{word}`?"))
            .help(format!("write `{word}`"))
            .edit(found.span, word, Applicability::NeedsALook),
    )
}

/// A formula with cases that does not say what holds otherwise.
pub(crate) fn no_otherwise(context: &Context<'_>, open: Span) -> Diagnostic {
    let span = context.closer.map_or(open, |t| t.span);
    Diagnostic::new(Code::M0001, "this formula does not say what counts otherwise")
        .at(span, "a last line with `otherwise` is missing before this")
        .also(open, "the cases begin here")
        .help("end it with a line such as `0 otherwise`")
}

/// A case after the last one.
pub(crate) fn after_otherwise(context: &Context<'_>, otherwise: Span) -> Diagnostic {
    Diagnostic::new(Code::M0001, "the line with `otherwise` must be the last one")
        .at(context.span(), "stands after it, and can never count")
        .also(otherwise, "counts whenever no line above it does")
        .help("move the line with `otherwise` to the end")
}

/// A property with two conditions.
pub(crate) fn second_condition(context: &Context<'_>) -> Diagnostic {
    if let Some(diagnostic) = expected::foreign_word(context, super::super::rules::Expected::default()) {
        return diagnostic;
    }
    Diagnostic::new(
        Code::M0001,
        format!(
            "expected `and`, `or` or the end of the block{}, but {}",
            context.after(),
            match context.found() {
                Some(_) => format!("found {}", expected::found(context)),
                None => context.found_in_words(),
            }
        ),
    )
    .at(context.found().map_or_else(|| context.span(), |t| t.span), "a property has one condition")
    .help("join conditions with `and`, or write two properties")
}
