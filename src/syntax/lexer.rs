//! Text to tokens. Never fails: what is no token is reported, and where it is plain what was meant, the token that was
//! meant stands in its place, so that the parser meets no second mistake.

use std::collections::BTreeMap;

use logos::Logos;

use super::characters::{self, Reading};
use super::findings::Findings;
use super::kind::Kind;
use super::spelling;
use crate::diagnostics::Label;
use crate::source::{FileId, Span};

/// A word, sign, name, number, string or comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Nothing but space stands before it on its line.
    pub first_on_line: bool,
    /// Where it stands.
    pub span: Span,
}

/// What the lexer gives.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    /// The tokens in order, comments included.
    pub tokens: Vec<Token>,
    /// Tokens that were mended, by their first byte: the text that they should have had.
    pub mended: BTreeMap<u32, String>,
    /// Where something was left out that may have been more than a stray character.
    pub doubtful: Vec<Span>,
    /// Errors.
    pub findings: Findings,
}

/// The tokens of a text.
pub(crate) fn lex(file: FileId, text: &str) -> Lexed {
    let mut lexer = Lexer { file, text, at: 0, line_starts: true, joined: None, out: Lexed::default() };
    // Five bytes a token is what models have; growing twice would cost more than it saves.
    lexer.out.tokens.reserve(text.len().checked_div(5).unwrap_or(0));
    characters::scan(file, text, &mut lexer.out.findings);
    lexer.run();
    characters::commas::join(text, &mut lexer.out);
    spelling::compare_names(file, text, &mut lexer.out);
    lexer.out
}

/// A number may be this long.
pub(crate) const MAX_DIGITS: usize = 64;

/// Pieces are joined to a token up to this length.
const MAX_JOINED: usize = 64;

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    /// Offset of what is to be read next.
    at: usize,
    /// A line end was seen since the last token.
    line_starts: bool,
    /// Offset after an invisible character that directly follows a token: the next token may belong to that one.
    joined: Option<usize>,
    out: Lexed,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while self.at < self.text.len() {
            let base = self.at;
            let rest = self.text.get(base..).unwrap_or("");
            let mut tokens = Kind::lexer(rest);
            loop {
                let Some(read) = tokens.next() else {
                    self.at = self.text.len();
                    return;
                };
                let range = tokens.span();
                let (start, end) = (base.saturating_add(range.start), base.saturating_add(range.end));
                self.note_line_end(start);
                match read {
                    Ok(kind) if kind != Kind::Foreign => {
                        self.take(kind, start, end);
                        self.at = end;
                    }
                    _ => {
                        // The rest is read anew behind what is put right by hand.
                        self.at = start;
                        self.mend(start);
                        break;
                    }
                }
            }
        }
    }

    /// Remembers whether a line ended between the last token and `start`.
    fn note_line_end(&mut self, start: usize) {
        let gap = self.text.get(self.at..start).unwrap_or("");
        self.line_starts |= gap.bytes().any(|b| b == b'\n' || b == b'\r') || self.at == 0;
    }

    fn take(&mut self, kind: Kind, start: usize, end: usize) {
        let span = self.span(start, end);
        let mut kind = kind;
        if kind == Kind::Name || kind == Kind::Number || kind.is_word() {
            if self.joined == Some(start) && self.join(end) {
                return;
            }
            if kind == Kind::Number && self.join_thousands(start, end) {
                return;
            }
        }
        let slice = self.text.get(start..end).unwrap_or("");
        if kind == Kind::Name && !slice.is_ascii() {
            if let Some((mended, diagnostic)) = spelling::mend_name(span, slice) {
                kind = Kind::of_word(&mended).unwrap_or(Kind::Name);
                self.out.mended.insert(span.start, mended);
                self.out.findings.push(diagnostic);
            }
        } else if kind == Kind::Number && slice.len() > MAX_DIGITS {
            self.out.findings.push(characters::messages::long_number(span, MAX_DIGITS));
            self.out.mended.insert(span.start, "1".to_owned());
        } else if kind == Kind::String && slice.contains('\\') {
            characters::check_escapes(span, slice, &mut self.out.findings);
        }
        self.push(kind, span);
    }

    fn push(&mut self, kind: Kind, span: Span) {
        self.joined = None;
        self.out.tokens.push(Token { kind, first_on_line: std::mem::take(&mut self.line_starts), span });
    }

    /// Puts a piece onto the token before an invisible character.
    fn join(&mut self, end: usize) -> bool {
        let Some(last) = self.out.tokens.last_mut() else { return false };
        let Some(end) = u32::try_from(end).ok() else { return false };
        if last.span.range().len() > MAX_JOINED {
            return false;
        }
        last.span.end = end;
        let whole: String = self
            .text
            .get(last.span.range())
            .unwrap_or("")
            .chars()
            .filter(|c| !characters::is_invisible(*c) && !characters::is_control(*c))
            .collect();
        last.kind = match last.kind {
            Kind::Number => Kind::Number,
            _ => Kind::of_word(&whole).unwrap_or(Kind::Name),
        };
        self.out.mended.insert(last.span.start, whole);
        self.joined = None;
        true
    }

    /// Puts `000` onto the `1` before it in `1 000`: two numbers never stand side by side.
    fn join_thousands(&mut self, start: usize, end: usize) -> bool {
        let Some(last) = self.out.tokens.last_mut() else { return false };
        let gap = self.text.get(last.span.end as usize..start).unwrap_or("");
        let digits = self.text.get(start..end).unwrap_or("");
        let before = self.text.get(last.span.range()).unwrap_or("");
        if last.kind != Kind::Number
            || !characters::groups_digits(gap)
            || digits.split('.').next().is_none_or(|whole| whole.len() != 3)
            || before.contains(['.', '_'])
            || before.len() > MAX_JOINED
        {
            return false;
        }
        let Some(end) = u32::try_from(end).ok() else { return false };
        let first = self.out.mended.get(&last.span.start).map_or(before, String::as_str);
        let whole = format!("{first}_{digits}");
        last.span.end = end;
        let span = last.span;
        let written = self.text.get(span.range()).unwrap_or("");
        // A third group continues the same mistake, and the odd space in it is no other.
        let within = |l: &Label| l.span.start >= span.start && l.span.end <= span.end;
        self.out.findings.retain(|d| !d.primary.as_ref().is_some_and(within));
        self.out.findings.push(characters::messages::grouped_digits(span, written, &whole));
        self.out.mended.insert(span.start, whole);
        true
    }

    /// Reads by hand what is no token.
    fn mend(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or("");
        let reading = characters::read(self.file, start, rest);
        let Reading { length, token, doubtful, diagnostic } = reading;
        let end = start.saturating_add(length.max(1)).min(self.text.len());
        let end = (end..=self.text.len()).find(|i| self.text.is_char_boundary(*i)).unwrap_or(self.text.len());
        if let Some(diagnostic) = diagnostic {
            self.out.findings.push(diagnostic);
        }
        if doubtful {
            self.out.doubtful.push(self.span(start, end));
        }
        match token {
            Some((kind, mended)) => {
                let span = self.span(start, end);
                if let Some(mended) = mended {
                    let endless = kind == Kind::Number && mended.len() > MAX_DIGITS;
                    let mended = if endless { "1".to_owned() } else { mended };
                    self.out.mended.insert(span.start, mended);
                }
                self.push(kind, span);
            }
            None => {
                let touches =
                    self.out.tokens.last().is_some_and(|t| t.span.end as usize == start) || self.joined == Some(start);
                let hidden = rest.chars().next().is_some_and(characters::is_hidden);
                self.joined = (touches && hidden).then_some(end);
            }
        }
        self.at = end;
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span::new(self.file, offset(start), offset(end))
    }
}
