//! `0,5` and `1,000,000`: numbers with commas in them, read as the numbers that were meant.

use super::super::kind::Kind;
use super::super::lexer::{Lexed, Token};
use super::messages;
use crate::source::Span;

/// Joins the pieces of numbers that are written with commas, where no list can be meant.
pub(crate) fn join(text: &str, lexed: &mut Lexed) {
    let touching = |a: &Token, b: &Token| a.span.end == b.span.start;
    let mut joined: Vec<(usize, usize)> = Vec::new();
    let mut parentheses = 0usize;
    let mut at = 0;
    while let Some(token) = lexed.tokens.get(at) {
        match token.kind {
            Kind::OpenParen => parentheses = parentheses.saturating_add(1),
            Kind::CloseParen | Kind::OpenBrace | Kind::CloseBrace => parentheses = parentheses.saturating_sub(1),
            _ => {}
        }
        let mut last = at;
        if token.kind == Kind::Number && parentheses == 0 {
            while let Some([a, comma, b]) = lexed.tokens.get(last..last.saturating_add(3))
                && comma.kind == Kind::Comma
                && b.kind == Kind::Number
                && touching(a, comma)
                && touching(comma, b)
            {
                last = last.saturating_add(2);
            }
        }
        if last > at && !is_list(&lexed.tokens, at, last) {
            joined.push((at, last));
        }
        at = last.saturating_add(1);
    }
    for (first, last) in joined.into_iter().rev() {
        let pieces = lexed.tokens.get(first..=last).unwrap_or(&[]);
        let (Some(start), Some(end)) = (pieces.first(), pieces.last()) else { continue };
        let span = start.span.to(end.span);
        let written = text.get(span.range()).unwrap_or("");
        let Some((meant, certain)) = meant(written) else { continue };
        let percent = lexed.tokens.get(last.saturating_add(1)).filter(|t| t.kind == Kind::Percent && touching(end, t));
        let whole = percent.map_or(span, |sign| span.to(sign.span));
        let sign = percent.map_or("", |_| "%");
        lexed.findings.push(messages::comma_in_number(whole, written, &format!("{meant}{sign}"), certain));
        lexed.mended.insert(span.start, meant);
        if let Some(token) = lexed.tokens.get_mut(first) {
            token.span = Span::new(span.file, span.start, span.end);
        }
        lexed.tokens.drain(first.saturating_add(1)..=last);
    }
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
