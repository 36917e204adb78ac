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
    /// Nothing is lost by leaving out so many tokens.
    pub harmless: usize,
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
        kind if kind.is_word() && names_a_line(&context) => Stray {
            diagnostic: super::noticed::reserved(context.source, found.span),
            meant: Some(Kind::Name),
            harmless: 0,
        },
        kind if kind.is_word() => match meant_by_word(&context, found) {
            Some(meant) => begins_as(&context, found, meant),
            None => lost(misplaced(&context, found, continued)),
        },
        _ => lost(other(&context, found, continued)),
    }
}

/// Whether a reserved word stands where a role, an option or a level is named.
fn names_a_line(context: &Context<'_>) -> bool {
    let next = context.rest.get(1);
    let ends = next.is_none_or(|t| t.first_on_line);
    let named = matches!(next.map(|t| t.kind), Some(Kind::String | Kind::Number | Kind::OpenBrace));
    context.place.block.has_named_lines() && (ends || named)
}

fn lost(diagnostic: Diagnostic) -> Stray {
    Stray { diagnostic, meant: None, harmless: 0 }
}

/// A comma after a line.
fn comma(context: &Context<'_>, found: Token) -> Stray {
    if let Some(diagnostic) = expected::decimal_comma(context) {
        return lost(diagnostic);
    }
    let fraction = context.rest.get(1).filter(|next| next.kind == Kind::Number && next.span.start == found.span.end);
    if let Some(fraction) = fraction {
        return lost(expected::comma_in_number(found.span.to(fraction.span), "0", context.source.text(*fraction)));
    }
    let listed = context.rest.get(1).filter(|next| !next.first_on_line && next.kind.is_word());
    if let Some(next) = listed.filter(|next| !context.place.block.words().contains(&next.kind)) {
        let diagnostic = super::noticed::reserved(context.source, next.span);
        return Stray { diagnostic, meant: None, harmless: 2 };
    }
    let diagnostic = Diagnostic::new(
        Code::M0011,
        format!("the lines of {} are not separated by commas", words::block(context.place.block)),
    )
    .at(found.span, "not needed")
    .edit(found.span, "", Applicability::Safe);
    Stray { diagnostic, meant: None, harmless: 1 }
}

/// A name where only certain words can stand.
fn name(context: &Context<'_>, found: Token, continued: Option<&[Token]>) -> Stray {
    let block = context.place.block;
    let written = context.source.text(found);
    // A line has something behind its first word.
    let ends = context.rest.get(1).is_none_or(|next| next.first_on_line);
    let meant = words::meant_beginning(written, block).filter(|_| continued.is_none() || !ends);
    if let Some(meant) = meant {
        return begins_as(context, found, meant);
    }
    if let Some(diagnostic) = expected::foreign_word(context, super::super::rules::Expected::default()) {
        return lost(diagnostic);
    }
    if continued.is_some() {
        return lost(cannot_follow(context, found));
    }
    let diagnostic = Diagnostic::new(Code::M0017, format!("`{written}` begins {}", nothing(block)))
        .at(found.span, "not a word that is known here");
    lost(belongs(diagnostic, block))
}

/// A word that was meant as another one, which begins lines here.
fn begins_as(context: &Context<'_>, found: Token, meant: Kind) -> Stray {
    let (written, word) = (context.source.text(found), meant.text().unwrap_or(""));
    let diagnostic = Diagnostic::new(Code::M0017, format!("`{written}` begins {}", nothing(context.place.block)))
        .at(found.span, format!("did you mean `{word}`?"))
        .help(format!("write `{word}`"))
        .edit(found.span, word, Applicability::NeedsALook);
    Stray { diagnostic, meant: Some(meant), harmless: 0 }
}

/// A word that begins no line anywhere, and is close to one that does here: `answer` for `answers`.
fn meant_by_word(context: &Context<'_>, found: Token) -> Option<Kind> {
    let begins_lines = words::BLOCKS.iter().any(|block| block.words().contains(&found.kind));
    let goes_on = context.rest.get(1).is_some_and(|next| !next.first_on_line);
    let meant = words::nearest(context.source.text(found), context.place.block.words());
    meant.filter(|_| found.first_on_line && goes_on && !begins_lines)
}

/// ``… begins no line of an area``.
fn nothing(block: Block) -> String {
    match block {
        Block::File => "no declaration".to_owned(),
        block => format!("no line of {}", words::block(block)),
    }
}

/// Lists what belongs in a block.
fn belongs(diagnostic: Diagnostic, block: Block) -> Diagnostic {
    let all = words::all_of(block.words());
    match block {
        Block::Roles => diagnostic.help("a role is written like `head \"Head teacher\"`"),
        Block::Scale => diagnostic.help(format!(
            "in a scale stand options, such as `fully 2 \"Applies fully\"`, and {}",
            listed(&all, "and")
        )),
        Block::Ladder | Block::Levels => diagnostic
            .help(format!("here stand levels, such as `leading \"Leading\" from 50%`, and {}", listed(&all, "and"))),
        _ => diagnostic.help(format!("{} stand {}", words::inside(block), listed(&all, "and"))),
    }
}

/// A word that belongs in another block.
fn misplaced(context: &Context<'_>, found: Token, continued: Option<&[Token]>) -> Diagnostic {
    let block = context.place.block;
    let word = quoted(context.source, found);
    if found.kind == Kind::Others {
        return Diagnostic::new(Code::M0017, "`others` begins no line")
            .at(found.span, "stands in the list of answers")
            .help("write it at the end of `given`, as in `given goal fully, plan no, others lowest`");
    }
    let homes: Vec<String> =
        words::BLOCKS.iter().filter(|b| b.words().contains(&found.kind)).map(|b| words::inside(*b)).collect();
    if homes.is_empty() || (continued.is_some() && !starts_clearly(context, found)) {
        return match continued {
            Some(_) => cannot_follow(context, found),
            None => belongs(
                Diagnostic::new(Code::M0017, format!("{word} begins {}", nothing(block)))
                    .at(found.span, "means nothing at the beginning of a line"),
                block,
            ),
        };
    }
    let diagnostic = Diagnostic::new(Code::M0017, format!("{word} does not belong {}", words::inside(block)))
        .at(found.span, format!("stands {}", listed(&homes, "or")));
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
    if found.kind.says_of_a_name() && matches!(first, Some(Kind::Score | Kind::Level | Kind::Value)) {
        return Diagnostic::new(
            Code::M0001,
            format!("a formula gives a value, and {} compares two", quoted(context.source, found)),
        )
        .at(found.span, "no comparison can stand here")
        .help("for a value that depends on a condition write `{ 1 when plan == yes, 0 otherwise }`");
    }
    if let Some(diagnostic) = quotation_mark_inside(context).or_else(|| no_function(context, found)) {
        return diagnostic;
    }
    if let Some(diagnostic) = expected::branch(context).or_else(|| expected::equals_for_answer(context)) {
        return diagnostic;
    }
    if let [.., name] = context.before
        && context.before.len() == 1
        && name.kind == Kind::Name
        && !name.first_on_line
        && context.place.block.has_named_lines()
    {
        let written = quoted(context.source, *name);
        return Diagnostic::new(
            Code::M0001,
            format!("expected {} before {what}, but found {written}", bounds(context.place.block)),
        )
        .at(name.span, "read as a name, which begins a new line")
        .help(words::written_like(context.place.block, Kind::Name).unwrap_or_default());
    }
    let state = context.rest.get(1).map(|t| t.kind);
    if found.kind == Kind::Not
        && matches!(state, Some(Kind::Met | Kind::Answered | Kind::Unanswered | Kind::Na | Kind::Hidden))
    {
        let at = Span::new(found.span.file, found.span.start, found.span.start);
        let state = state.and_then(Kind::text).unwrap_or("met");
        let name = context.last().map_or("", |t| context.source.text(t));
        return Diagnostic::new(Code::M0001, format!("expected `is` after {last}, but found {what}"))
            .at(found.span, "a state is asked for with `is`")
            .help(format!("write `{name} is not {state}`"))
            .edit(at, "is ", Applicability::Safe);
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

/// What a level or option may go on with.
const fn bounds(block: Block) -> &'static str {
    match block {
        Block::Ladder | Block::Levels => "`from`, `above`, `to`, `below` or `requires`",
        _ => "points or a text",
    }
}

/// `"Säg "hej" nu"`.
pub(super) fn quotation_mark_inside(context: &Context<'_>) -> Option<Diagnostic> {
    let found = context.found()?;
    context.last().filter(|t| t.kind == Kind::String && t.span.end == found.span.start)?;
    let at = Span::new(found.span.file, found.span.start.saturating_sub(1), found.span.start);
    Some(
        Diagnostic::new(Code::M0001, format!("the text ends before {}", describe(context.source, found)))
            .at(at, "this quotation mark ends it")
            .help("a quotation mark inside a text is written `\\\"`"),
    )
}

/// `medel(a, b)`.
fn no_function(context: &Context<'_>, found: Token) -> Option<Diagnostic> {
    const FUNCTIONS: &[Kind] = &[
        Kind::Sum,
        Kind::Mean,
        Kind::Min,
        Kind::Max,
        Kind::Count,
        Kind::Share,
        Kind::All,
        Kind::Any,
        Kind::Round,
        Kind::Suggested,
    ];
    let name = context.last().filter(|t| t.kind == Kind::Name && found.kind == Kind::OpenParen)?;
    let written = context.source.text(name);
    let meant = words::foreign_word(written).or_else(|| words::nearest(written, FUNCTIONS));
    let diagnostic = Diagnostic::new(Code::M0017, format!("there is no function `{written}`"));
    Some(match meant.and_then(Kind::text) {
        Some(word) => diagnostic.at(name.span, format!("did you mean `{word}`?")).help(format!("write `{word}`")).edit(
            name.span,
            word,
            Applicability::NeedsALook,
        ),
        None => diagnostic
            .at(name.span, "not a word that takes parentheses")
            .help(format!("the functions are {}", listed(&words::all_of(FUNCTIONS), "and"))),
    })
}
