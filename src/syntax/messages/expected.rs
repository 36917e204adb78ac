//! Something else was expected.

use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::parser::Block;
use super::super::rules::{Concept, Expected};
use super::{Context, describe, listed, quoted, words};
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::source::Span;

/// A list of what was expected is not said twice when it is longer than this.
const LONG_LIST: usize = 40;

/// A rule could not go on.
pub(crate) fn missed(context: &Context<'_>, expected: Expected) -> Diagnostic {
    let known = decimal_comma(context)
        .or_else(|| branch(context))
        .or_else(|| foreign_word(context, expected))
        .or_else(|| equals_for_answer(context));
    if let Some(diagnostic) = known {
        return diagnostic;
    }
    if let Some((found, word)) = misspelt(context, expected) {
        let written = context.source.text(found);
        return Diagnostic::new(Code::M0017, format!("`{written}` means nothing here"))
            .at(found.span, format!("did you mean `{word}`?"))
            .help(format!("write `{word}`"))
            .edit(found.span, word, Applicability::NeedsALook);
    }
    let what = in_words(context, expected);
    let what = if what.is_empty() { "something else".to_owned() } else { what };
    expect(context, &what)
}

/// A name that is close to a word which could have stood there.
fn misspelt(context: &Context<'_>, expected: Expected) -> Option<(Token, &'static str)> {
    let found = context.found().filter(|t| t.kind == Kind::Name && !expected.has(Kind::Name))?;
    let mut kinds: Vec<Kind> = all_kinds().filter(|k| expected.has(*k) && k.is_word()).collect();
    if expected.has_concept(Concept::Set) {
        kinds.extend([Kind::Questions, Kind::Areas]);
    }
    let word = words::nearest(context.source.text(found), &kinds)?.text()?;
    Some((found, word))
}

/// ``expected a number after `weight`, but found the name `tung` ``.
fn expect(context: &Context<'_>, what: &str) -> Diagnostic {
    let message = format!("expected {what}{}, but {}", context.after(), context.found_in_words());
    let label = match context.is_at_end() && !context.before.is_empty() {
        true => "something is missing after this".to_owned(),
        false if what.len() > LONG_LIST => "does not fit here".to_owned(),
        false => format!("here should stand {what}"),
    };
    let diagnostic = Diagnostic::new(Code::M0001, message).at(context.span(), label);
    if let Some(function) = context.function() {
        return diagnostic.help(words::function(function));
    }
    let in_range = context.before.get(1).is_some_and(|t| matches!(t.kind, Kind::Number | Kind::Minus));
    if context.place.keyword == Some(Kind::Answers) && in_range {
        return diagnostic.help("write it like `answers 1 to 5`, or with steps, `answers 0 to 40 step 0.5`");
    }
    let named = context.found().is_some_and(|t| matches!(t.kind, Kind::String | Kind::Number));
    if context.place.keyword == Some(Kind::Na) && context.place.block == Block::Question && named {
        return diagnostic.help("to offer it, write it behind the answers: `answers yes_no or na \"Not applicable\"`");
    }
    match context.place.keyword.and_then(|k| words::written_like(context.place.block, k)) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// What could have stood there, in the author's words.
fn in_words(context: &Context<'_>, expected: Expected) -> String {
    if context.place.keyword == Some(Kind::Given) && expected.has(Kind::Nothing) {
        return "an answer such as `yes`, `3` or `na`".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    if expected.has_concept(Concept::Operand) {
        parts.push("a name, a number or a formula".to_owned());
    } else {
        if expected.has(Kind::Name) {
            let follows_dot = context.last().is_some_and(|t| t.kind == Kind::Dot);
            let keyword = if follows_dot { None } else { context.place.keyword };
            parts.push(words::name_after(keyword).to_owned());
        }
        if expected.has(Kind::Number) {
            parts.push("a number".to_owned());
        }
        if expected.has(Kind::String) {
            parts.push("a text in quotation marks".to_owned());
        }
    }
    if expected.has_concept(Concept::Set) {
        parts.extend(["`questions`".to_owned(), "`areas`".to_owned()]);
    }
    // What must come is said; what merely may come is said only when nothing must.
    let optional = [
        Kind::Dot,
        Kind::Comma,
        Kind::Slash,
        Kind::Percent,
        Kind::Plus,
        Kind::Minus,
        Kind::Not,
        Kind::And,
        Kind::Or,
        Kind::Else,
        Kind::Step,
        Kind::Equals,
        Kind::Name,
        Kind::Number,
        Kind::String,
    ];
    let must: Vec<String> = all_kinds().filter(|k| expected.has(*k) && !optional.contains(k)).map(sign).collect();
    parts.extend(must);
    if parts.is_empty() && context.function() == Some(Kind::Round) && expected.has(Kind::Comma) {
        parts.push("a comma".to_owned());
    }
    if parts.is_empty() && expected.has_concept(Concept::Test) {
        parts.push("a comparison such as `==` or `>=`".to_owned());
    }
    if parts.is_empty() && expected.has_concept(Concept::Operator) {
        parts.push("an operator such as `+`".to_owned());
    }
    if parts.is_empty() {
        parts.extend(all_kinds().filter(|k| expected.has(*k)).map(sign));
    }
    listed(&parts, "or")
}

fn all_kinds() -> impl Iterator<Item = Kind> {
    super::super::kind::WORDS.iter().chain(super::super::kind::SIGNS).map(|(_, kind)| *kind)
}

fn sign(kind: Kind) -> String {
    kind.text().map_or_else(String::new, |text| format!("`{text}`"))
}

/// `1,5` where a comma cannot stand, or where the second part makes no sense on its own.
pub(super) fn decimal_comma(context: &Context<'_>) -> Option<Diagnostic> {
    let (whole, fraction) = context.around.windows(3).find_map(|three| match three {
        [a, comma, b]
            if a.kind == Kind::Number
                && comma.kind == Kind::Comma
                && b.kind == Kind::Number
                && a.span.end == comma.span.start
                && comma.span.end == b.span.start =>
        {
            Some((*a, *b))
        }
        _ => None,
    })?;
    let span = whole.span.to(fraction.span);
    let (a, b) = (context.source.text(whole), context.source.text(fraction));
    Some(comma_in_number(span, a, b))
}

pub(super) fn comma_in_number(span: Span, whole: &str, fraction: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::M0012, format!("a decimal point is written `.`, not `,` as in `{whole},{fraction}`"))
            .at(span, "a comma separates the parts of a list");
    match fraction.len() {
        3 => diagnostic
            .help(format!("write `{whole}.{fraction}`, or `{whole}_{fraction}` if thousands are meant"))
            .edit(span, format!("{whole}.{fraction}"), Applicability::NeedsALook),
        _ => diagnostic.help(format!("write `{whole}.{fraction}`")).edit(
            span,
            format!("{whole}.{fraction}"),
            Applicability::Safe,
        ),
    }
}

/// `if … then … else`, wherever in the line it begins.
pub(super) fn branch(context: &Context<'_>) -> Option<Diagnostic> {
    let line = context.before.iter().chain(context.rest.first());
    let mut names = line.filter(|t| t.kind == Kind::Name);
    let found = names.find(|t| super::super::rules::BRANCHES.contains(&context.source.text(**t)))?;
    let written = context.source.text(*found);
    Some(
        Diagnostic::new(Code::M0011, format!("`{written}` is no word of the language"))
            .at(found.span, "a word from another language")
            .help("what depends on a condition is written `{ 0 when plan == no, 1 otherwise }`: the first line that holds counts"),
    )
}

/// `given plan = yes`, `raises plan = yes`.
pub(super) fn equals_for_answer(context: &Context<'_>) -> Option<Diagnostic> {
    let found = context.found().filter(|t| matches!(t.kind, Kind::Equals | Kind::Equal | Kind::Colon))?;
    let written = context.source.written(found.span);
    let diagnostic =
        |message: String| Diagnostic::new(Code::M0011, message).at(found.span, "a sign from another language");
    let keyword = context.place.keyword.or_else(|| context.before.first().map(|t| t.kind))?;
    match keyword {
        Kind::Given => Some(
            diagnostic(format!("no `{written}` belongs between a question and its answer"))
                .help("write it like `given plan yes`")
                .edit(found.span, "", Applicability::Safe),
        ),
        Kind::Raises => {
            Some(diagnostic(format!("`{written}` is written `to`")).help("write it like `raises plan to yes`").edit(
                found.span,
                "to",
                Applicability::Safe,
            ))
        }
        _ => None,
    }
}

/// A word of another language, in Swedish, or in capitals.
pub(super) fn foreign_word(context: &Context<'_>, expected: Expected) -> Option<Diagnostic> {
    let found = context.found().filter(|t| t.kind == Kind::Name)?;
    if expected.has(Kind::Name) {
        return None;
    }
    let written = context.source.text(found);
    let kind = words::foreign_word(written)?;
    let word = kind.text().unwrap_or("");
    Some(
        Diagnostic::new(Code::M0011, format!("`{written}` is written `{word}`"))
            .at(found.span, "a word from another language")
            .help(format!("write `{word}`"))
            .edit(found.span, word, Applicability::NeedsALook),
    )
}

/// The name of a declaration is missing.
pub(crate) fn no_name(context: &Context<'_>) -> Diagnostic {
    let keyword = context.place.keyword.and_then(Kind::text).unwrap_or("");
    let Some(found) = context.found().filter(|_| !context.is_at_end()) else {
        return expect(context, "a name");
    };
    match found.kind {
        Kind::String => {
            let name = name_from_text(context.source.written(found.span));
            Diagnostic::new(Code::M0001, format!("this {keyword} has a text but no name"))
                .at(found.span, "before the text stands a name")
                .help(format!(
                    "write `{keyword} {name} {}`: the name stays when the text changes",
                    context.source.written(found.span)
                ))
                .edit(context.gap(), format!(" {name}"), Applicability::NeedsALook)
        }
        _ => expect(context, "a name"),
    }
}

/// A name made of a text: `Digital kompetens` gives `digital_kompetens`.
fn name_from_text(text: &str) -> String {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(3).map(str::to_lowercase).collect();
    let name = words.join("_");
    match name.chars().next() {
        Some(first) if !first.is_ascii_digit() && Kind::of_word(&name).is_none() => name,
        _ => format!("_{name}"),
    }
}

/// A text is missing.
pub(crate) fn no_text(context: &Context<'_>) -> Diagnostic {
    let diagnostic = expect(context, "a text in quotation marks");
    let titled = matches!(context.place.keyword, Some(Kind::Example | Kind::Always | Kind::Never));
    let quotable = |t: &Token| matches!(t.kind, Kind::Name | Kind::Number) || (titled && t.kind.is_word());
    match context.found().filter(|t| quotable(t) && !t.first_on_line) {
        Some(found) => {
            let belongs = |a: &Token, b: &Token| match titled {
                true => b.kind != Kind::OpenBrace && !b.first_on_line,
                false => a.span.end == b.span.start,
            };
            let more = context.rest.windows(2).take_while(|two| matches!(two, [a, b] if belongs(a, b)));
            let all = more.filter_map(|two| two.get(1)).fold(found.span, |span, t| span.to(t.span));
            diagnostic.edit(all, format!("\"{}\"", context.source.written(all)), Applicability::NeedsALook)
        }
        None => diagnostic,
    }
}

/// `met mycket`.
pub(crate) fn no_from(context: &Context<'_>) -> Diagnostic {
    insert(expect(context, "`from`"), context, "from")
}

/// `ask plan == yes`.
pub(crate) fn no_when(context: &Context<'_>) -> Diagnostic {
    insert(expect(context, "`when`"), context, "when")
}

/// `any skala`.
pub(crate) fn no_of(context: &Context<'_>) -> Diagnostic {
    insert(expect(context, "`of`"), context, "of").help("several options are taken with `answers any of { … }`")
}

/// `answers skattning or …`.
pub(crate) fn no_na(context: &Context<'_>) -> Diagnostic {
    expect(context, "`na`").help("not applicable is added with `answers agreement or na \"Not applicable\"`")
}

/// An edit that puts in the word that is missing.
fn insert(diagnostic: Diagnostic, context: &Context<'_>, word: &str) -> Diagnostic {
    match context.is_at_end() {
        true => diagnostic,
        false => diagnostic.edit(context.gap(), format!(" {word}"), Applicability::NeedsALook),
    }
}

/// Nothing readable after `answers`.
pub(crate) fn no_answers(context: &Context<'_>) -> Diagnostic {
    expect(context, "the name of a scale, a scale in braces, a range of numbers or `text`")
        .help("other answers are `answers 1 to 5`, `answers { nej 0 \"Nej\"  ja 1 \"Ja\" }` and `answers text`")
}

/// Neither `cumulative` nor `highest`.
pub(crate) fn no_gating(context: &Context<'_>) -> Diagnostic {
    expect(context, "`cumulative` or `highest`").note(
        "`cumulative`: a level counts only if all below it are met; `highest`: the highest one that is met counts",
    )
}

/// A property without its condition.
pub(crate) fn no_condition(context: &Context<'_>) -> Diagnostic {
    let word = context.place.keyword.and_then(Kind::text).unwrap_or("always");
    let span = context.closer.map_or_else(|| context.span(), |t| t.span);
    Diagnostic::new(Code::M0001, format!("this `{word}` has no condition"))
        .at(span, "a condition should stand before this")
        .help(
            words::written_like(context.place.block, context.place.keyword.unwrap_or(Kind::Always)).unwrap_or_default(),
        )
}

/// What was found, for messages of other files.
pub(super) fn found(context: &Context<'_>) -> String {
    context.found().map_or_else(String::new, |t| describe(context.source, t))
}

/// The last word in backticks.
pub(super) fn last(context: &Context<'_>) -> String {
    context.last().map_or_else(String::new, |t| quoted(context.source, t))
}
