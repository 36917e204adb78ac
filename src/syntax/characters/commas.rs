//! `0,5` and `1,000,000`: numbers with commas in them, read as the numbers that were meant.

use super::super::kind::Kind;
use super::super::lexer::{Lexed, MAX_DIGITS, Token};
use super::messages;
use crate::diagnostics::Label;

/// Joins the pieces of numbers that are written with commas, where no list can be meant.
pub(crate) fn join(text: &str, lexed: &mut Lexed) {
    let found = numbers_with_commas(&lexed.tokens);
    if found.is_empty() {
        return;
    }
    let tokens = std::mem::take(&mut lexed.tokens);
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    for (first, last) in found {
        kept.extend_from_slice(tokens.get(at..first).unwrap_or(&[]));
        at = last.saturating_add(1);
        let pieces = tokens.get(first..at).unwrap_or(&[]);
        match join_one(text, pieces, tokens.get(at), lexed) {
            Some(number) => kept.push(number),
            None => kept.extend_from_slice(pieces),
        }
    }
    kept.extend_from_slice(tokens.get(at..).unwrap_or(&[]));
    lexed.tokens = kept;
}

/// First and last token of each.
fn numbers_with_commas(tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut parentheses = 0usize;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::OpenParen => parentheses = parentheses.saturating_add(1),
            Kind::CloseParen | Kind::OpenBrace | Kind::CloseBrace => parentheses = parentheses.saturating_sub(1),
            _ => {}
        }
        let mut last = at;
        if token.kind == Kind::Number && parentheses == 0 {
            while let Some([a, comma, b]) = tokens.get(last..last.saturating_add(3))
                && comma.kind == Kind::Comma
                && b.kind == Kind::Number
                && touch(a, comma)
                && touch(comma, b)
            {
                last = last.saturating_add(2);
            }
        }
        if last > at && !is_list(tokens, at, last) {
            found.push((at, last));
        }
        at = last.saturating_add(1);
    }
    found
}

fn touch(a: &Token, b: &Token) -> bool {
    a.span.end == b.span.start
}

/// The number that some numbers and commas are meant to be.
fn join_one(text: &str, pieces: &[Token], next: Option<&Token>, lexed: &mut Lexed) -> Option<Token> {
    let (first, last) = pieces.first().zip(pieces.last())?;
    let span = first.span.to(last.span);
    let written = text.get(span.range()).unwrap_or("");
    if written.len() > MAX_DIGITS {
        return None;
    }
    // A piece that was mended before, as `1 000` in `1 000,5`, counts as what it was mended to.
    let plain: String = pieces
        .iter()
        .map(|t| lexed.mended.get(&t.span.start).map_or_else(|| text.get(t.span.range()).unwrap_or(""), String::as_str))
        .collect();
    let (meant, certain) = meant(&plain)?;
    let percent = next.filter(|t| t.kind == Kind::Percent && touch(last, t));
    let whole = percent.map_or(span, |sign| span.to(sign.span));
    let sign = percent.map_or("", |_| "%");
    let within = |l: &Label| l.span.start >= span.start && l.span.end <= span.end;
    lexed.findings.retain(|d| !d.primary.as_ref().is_some_and(within));
    lexed.findings.push(messages::comma_in_number(whole, written, &format!("{meant}{sign}"), certain));
    lexed.mended.insert(span.start, meant);
    Some(Token { span, ..*first })
}

/// Whether the comma may well separate two lines of `points` or of a formula, as in `{ 3 up to 1,2 up to 3 }`.
fn is_list(tokens: &[Token], first: usize, last: usize) -> bool {
    let before = first.checked_sub(1).and_then(|i| tokens.get(i)).map(|t| t.kind);
    let mut after = tokens.get(last.saturating_add(1)..).unwrap_or(&[]).iter().map(|t| t.kind);
    let next = after.find(|kind| *kind != Kind::Percent);
    let goes_on = matches!(
        next,
        Some(
            Kind::Up
                | Kind::Below
                | Kind::From
                | Kind::Above
                | Kind::Otherwise
                | Kind::When
                | Kind::Plus
                | Kind::Minus
                | Kind::Star
                | Kind::Slash
                | Kind::Of
                | Kind::Out
                | Kind::Else
        )
    );
    goes_on && !matches!(before, Some(Kind::OpenBrace | Kind::Comma))
}

/// The number that was meant, and whether nothing else can be.
fn meant(written: &str) -> Option<(String, bool)> {
    let pieces: Vec<&str> = written.split(',').collect();
    let (last, whole) = pieces.split_last()?;
    let (whole_part, decimals) = last.split_once('.').map_or((*last, None), |(w, d)| (w, Some(d)));
    if whole.len() > 1 || decimals.is_some() {
        // `1,000,000`, `1,000.5`
        let (_, groups) = whole.split_first()?;
        let of_three = groups.iter().chain(std::iter::once(&whole_part)).all(|group| group.len() == 3);
        let number = format!("{}_{whole_part}", whole.join("_"));
        let number = decimals.map_or_else(|| number.clone(), |decimals| format!("{number}.{decimals}"));
        return (of_three && !whole.iter().any(|group| group.contains('.'))).then_some((number, false));
    }
    let whole = whole.first()?;
    match whole.contains('.') {
        // `1.000,50`
        true => Some((format!("{}.{last}", whole.replace('.', "_")), false)),
        false => Some((format!("{whole}.{last}"), last.len() != 3)),
    }
}
