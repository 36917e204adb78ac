//! Tokens to tree.
//!
//! `parse_x` gives nothing, and says nothing, when no x stands here. `expect_x` is called where an x must stand, and
//! reports when it does not. Lines are told apart by their first word; what stands inside them is read by
//! [`Rules`](super::rules::Rules). A line that cannot be read is skipped, and the next one is read as if nothing had
//! happened.

mod actions;
mod areas;
mod blocks;
mod declarations;
mod questions;
mod reserved;
mod scales;
mod shared;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::ast;
use super::findings::Findings;
use super::kind::Kind;
use super::lexer::Token;
use super::messages::{self, Place};
use super::rules::{Rule, Rules, Said, Source};
use crate::diagnostics::Diagnostic;
use crate::source::Span;

pub(super) use blocks::Block;

/// Reads tokens, never backwards.
pub(super) struct Parser<'a> {
    source: Source<'a>,
    tokens: &'a [Token],
    /// For an opening bracket, its closing one.
    partners: &'a [u32],
    /// Where the lexer left something out.
    doubtful: &'a [Span],
    rules: Rules<'a>,
    /// The token that is read next.
    at: usize,
    /// The end of the block that is read.
    end: usize,
    /// The first token of the line that is read.
    line: usize,
    /// How far each line is indented, by its first token; found out when it is first asked for.
    indents: OnceCell<Vec<(usize, usize)>>,
    /// Something in the declaration that is read could not be read.
    broken: bool,
    lost_names: BTreeSet<String>,
    /// Reserved words that something is called by, and where that is first declared.
    reserved: BTreeMap<String, Span>,
    /// Reserved words that stand for names, and where.
    reserved_uses: Vec<ReservedUse>,
    /// Reserved words at or behind which a line could not be read on, and the place that the message has.
    reserved_misses: Vec<(Token, Span)>,
    findings: Findings,
    /// How many lines could not be read.
    reported: usize,
}

/// A reserved word that stands where something is called by its name.
struct ReservedUse {
    name: String,
    span: Span,
    /// The checker looks the name up, and says what it does not find.
    is_looked_up: bool,
}

/// Reads a whole file.
pub(super) fn parse<'a>(
    source: Source<'a>,
    tokens: &'a [Token],
    partners: &'a [u32],
    doubtful: &'a [Span],
    findings: Findings,
) -> (ast::File, Findings) {
    let mut parser = Parser {
        source,
        tokens,
        partners,
        doubtful,
        rules: Rules::new(),
        at: 0,
        end: tokens.len(),
        line: 0,
        indents: OnceCell::new(),
        broken: false,
        lost_names: BTreeSet::new(),
        reserved: BTreeMap::new(),
        reserved_uses: Vec::new(),
        reserved_misses: Vec::new(),
        findings,
        reported: 0,
    };
    let items = parser.file();
    parser.settle_reserved(&items);
    (ast::File { items, lost_names: parser.lost_names }, parser.findings)
}

impl<'a> Parser<'a> {
    /// The next token of the block.
    fn peek(&self) -> Option<Token> {
        self.peek_at(0)
    }

    /// The token `ahead` places further on.
    fn peek_at(&self, ahead: usize) -> Option<Token> {
        let at = self.at.saturating_add(ahead);
        if at < self.end { self.tokens.get(at).copied() } else { None }
    }

    /// Whether the next token is of this kind.
    fn is_at(&self, kind: Kind) -> bool {
        self.peek().is_some_and(|t| t.kind == kind)
    }

    /// Takes the next token.
    fn bump(&mut self) {
        self.at = self.at.saturating_add(1).min(self.end);
    }

    /// The token before the next one.
    fn last(&self) -> Option<Token> {
        self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).copied()
    }

    /// From `start` to the last token that was taken.
    fn since(&self, start: Span) -> Span {
        self.last().map_or(start, |last| start.to(last.span))
    }

    /// A sign or word, when it stands here.
    fn parse_kind(&mut self, kind: Kind) -> Option<Span> {
        let token = self.peek().filter(|t| t.kind == kind)?;
        self.bump();
        Some(token.span)
    }

    /// Applies a rule; reports when it cannot go on.
    fn expect<O: 'a>(&mut self, rule: impl for<'r> Fn(&'r Rules<'a>) -> &'r Rule<'a, O>, place: Place) -> Option<O> {
        let tokens = self.tokens.get(self.at..self.end).unwrap_or(&[]);
        let reading = rule(&self.rules).read(tokens, self.source);
        // What was begun must be finished; but a comma may belong to what comes next.
        let begun = |taken: usize| {
            reading.miss.at > taken && self.peek_at(taken).is_some_and(|token| token.kind != Kind::Comma)
        };
        match reading.output.filter(|(_, taken)| !begun(*taken)) {
            Some((output, taken)) => {
                self.at = self.at.saturating_add(taken);
                for said in reading.said {
                    self.say(said, place);
                }
                Some(output)
            }
            None => {
                self.at = self.at.saturating_add(reading.miss.at).min(self.end);
                let context = self.context(place);
                self.report(messages::missed(&context, reading.miss.expected));
                None
            }
        }
    }

    /// What stands around the place where something else was expected.
    fn context(&self, place: Place) -> messages::Context<'a> {
        let before = self.tokens.get(self.line..self.at).unwrap_or(&[]);
        let rest = self.tokens.get(self.at..self.end).unwrap_or(&[]);
        let closer = self.tokens.get(self.end).copied();
        let around = self.tokens.get(self.at.saturating_sub(3)..self.at.saturating_add(2)).unwrap_or(rest);
        messages::Context { source: self.source, place, before, rest, around, closer }
    }

    /// Reports a mistake that does not keep the line from being read.
    fn say(&mut self, said: Said, place: Place) {
        // What was meant is a guess where more than a sign or a name is wrong.
        self.broken |= matches!(said, Said::AndBesideOr { .. } | Said::Chain { .. } | Said::ZeroDivision(_));
        if let Said::Reserved(span) | Said::ReservedOperand(span) = said {
            let is_looked_up = matches!(
                place.keyword,
                Some(Kind::Met | Kind::Levels | Kind::At | Kind::For | Kind::As | Kind::After | Kind::Answers)
            );
            let name = self.source.written(span).to_owned();
            self.reserved_uses.push(ReservedUse { name, span, is_looked_up });
        }
        let diagnostic = messages::said(self.source, said);
        self.findings.push(diagnostic);
    }

    /// Reports that the line cannot be read, unless the lexer has said why.
    fn report(&mut self, diagnostic: Diagnostic) {
        self.broken = true;
        self.reported = self.reported.saturating_add(1);
        if !self.is_doubtful() {
            if let (Some(found), Some(label)) = (self.peek(), &diagnostic.primary)
                && found.span == label.span
            {
                // `sum == yes` stops behind the word.
                let names = [Some(found), self.last()].into_iter().flatten().filter(|token| token.kind.is_word());
                self.reserved_misses.extend(names.map(|token| (token, label.span)));
            }
            self.findings.push(diagnostic);
        }
    }

    /// Whether the lexer left something out between the beginning of the line and the next token.
    fn is_doubtful(&self) -> bool {
        let closer = self.tokens.get(self.end).filter(|_| self.at >= self.end);
        if closer.is_some_and(|t| t.span.start == t.span.end) {
            // Nothing stands here because the block was cut short, and that has been said.
            return true;
        }
        if self.doubtful.is_empty() {
            return false;
        }
        let start = self.tokens.get(self.line).map_or(0, |t| t.span.start);
        let end = self.tokens.get(self.at).map_or(u32::MAX, |t| t.span.end);
        let first = self.doubtful.partition_point(|span| span.end <= start);
        self.doubtful.get(first).is_some_and(|span| span.start < end || self.begins_text(*span, end))
    }

    /// Whether a text begins later on the same line, and does not end: what should stand in it was read as words.
    fn begins_text(&self, left_out: Span, from: u32) -> bool {
        let between = self.source.text.get(from as usize..left_out.start as usize);
        self.source.written(left_out).starts_with('"') && between.is_some_and(|text| !text.contains(['\n', '\r']))
    }

    /// Remembers the names in the tokens from `start` to the next one.
    fn lose_names(&mut self, start: usize) {
        for token in self.tokens.get(start..self.at).unwrap_or(&[]) {
            if token.kind == Kind::Name {
                self.lost_names.insert(self.source.name(*token).node);
            }
        }
    }
}
