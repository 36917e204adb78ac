//! What every declaration has: a head, a text, notes.

use super::super::ast::{Head, Name, Note, NoteKind, Text, TextEntry};
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::messages::{self, Place};
use super::super::spelling;
use super::Parser;
use super::blocks::Block;
use crate::source::{Span, Spanned};

impl Parser<'_> {
    /// Takes the word that begins a line, and a sign behind it that does not belong there.
    pub(super) fn keyword(&mut self) {
        self.bump();
        if let Some(token) = self.peek().filter(|t| matches!(t.kind, Kind::Equals | Kind::Colon))
            && let Some(keyword) = self.last()
        {
            self.findings.push(messages::sign_after_keyword(self.source, keyword, token));
            self.bump();
        }
    }

    /// A declaration: its head and the lines of its block, as far as they can be read.
    pub(super) fn declaration<T>(
        &mut self,
        keyword: Token,
        block: Block,
        line: impl FnMut(&mut Self, Token) -> Option<T>,
    ) -> (Head, Vec<T>) {
        self.whole(keyword, block, |parser, _| parser.parse_block(block, line).map_or_else(Vec::new, |b| b.0))
    }

    /// A head and what `body` reads behind it; the head learns where it ended, and whether all of it was read.
    pub(super) fn whole<T>(
        &mut self,
        keyword: Token,
        block: Block,
        body: impl FnOnce(&mut Self, &Head) -> T,
    ) -> (Head, T) {
        let outer = std::mem::replace(&mut self.broken, false);
        let mut head = self.expect_head(keyword, block);
        let body = body(self, &head);
        head.span = self.since(keyword.span);
        head.broken = std::mem::replace(&mut self.broken, outer);
        (head, body)
    }

    /// Keyword, name and text.
    fn expect_head(&mut self, keyword: Token, block: Block) -> Head {
        self.keyword();
        let place = Place { block, keyword: Some(keyword.kind) };
        let named = !matches!(keyword.kind, Kind::Overall | Kind::Always | Kind::Never | Kind::Example);
        let name = if named { self.expect_declared_name(place) } else { None };
        let text = match keyword.kind {
            Kind::Always | Kind::Never | Kind::Example => {
                let text = self.expect_text(place);
                if text.is_none() {
                    self.skip_to_brace();
                }
                text
            }
            _ => self.parse_text(),
        };
        if block != Block::Notes {
            self.skip_to_block(place);
        }
        Head { keyword: keyword.span, name, text, span: self.since(keyword.span), broken: false }
    }

    /// Between head and block stands nothing else.
    fn skip_to_block(&mut self, place: Place) {
        let Some(next) = self.peek().filter(|t| t.kind != Kind::OpenBrace && !t.first_on_line) else { return };
        if next.kind.is_word() {
            return;
        }
        let rest = self.tokens.get(self.at..self.end).unwrap_or(&[]);
        // A head is short: what is further away belongs to something else.
        let mut line = rest.iter().skip(1).take(16).take_while(|t| !t.first_on_line);
        let skipped = line.position(|t| matches!(t.kind, Kind::OpenBrace | Kind::CloseBrace));
        if let Some(skipped) = skipped {
            let context = self.context(place);
            self.report(messages::between_head_and_block(&context));
            self.at = self.at.saturating_add(skipped).saturating_add(1).min(self.end);
        }
    }

    /// The name of what is declared.
    pub(super) fn expect_declared_name(&mut self, place: Place) -> Option<Name> {
        if let Some(name) = self.parse_name(place.keyword == Some(Kind::Value)) {
            return Some(name);
        }
        let context = self.context(place);
        self.report(messages::no_name(&context));
        if self.peek().is_some_and(|t| t.kind.is_word() && !t.first_on_line) {
            self.skip_to_brace();
        }
        None
    }

    /// Skips to the block, or to the end of the line.
    fn skip_to_brace(&mut self) {
        let start = self.at;
        while self.peek().is_some_and(|t| t.kind != Kind::OpenBrace && !t.first_on_line) {
            self.bump();
        }
        self.lose_names(start);
    }

    /// A name, or a reserved word that can only be meant as one; the formula of a value may follow directly.
    pub(super) fn parse_name(&mut self, is_value: bool) -> Option<Name> {
        let token = self.peek()?;
        if token.kind == Kind::Name {
            self.bump();
            return Some(self.source.name(token));
        }
        let next = self.peek_at(1).map(|t| t.kind);
        let names = matches!(next, Some(Kind::String | Kind::OpenBrace | Kind::CloseBrace | Kind::Number) | None)
            || self.peek_at(1).is_some_and(|t| t.first_on_line)
            || self.peek_at(2).is_some_and(|t| t.kind == Kind::Colon)
            || (is_value && next.is_some_and(|kind| kind == Kind::Name || kind.is_word()));
        if token.kind.is_word() && !token.first_on_line && names {
            self.bump();
            self.declare_reserved(token);
            return Some(self.source.name(token));
        }
        None
    }

    /// A text, in one language or in several.
    pub(super) fn parse_text(&mut self) -> Option<Text> {
        if let Some(token) = self.peek().filter(|t| t.kind == Kind::String) {
            let string = self.string(token);
            return Some(Text { span: token.span, entries: vec![TextEntry { language: None, string }] });
        }
        let mut entries = Vec::new();
        let mut whole: Option<Span> = None;
        while let (Some(language), Some(colon), Some(text)) = (self.peek(), self.peek_at(1), self.peek_at(2)) {
            let named = language.kind == Kind::Name || language.kind.is_word();
            if !named || colon.kind != Kind::Colon {
                break;
            }
            if text.kind != Kind::String {
                self.bump();
                self.bump();
                let context = self.context(Place { block: Block::Notes, keyword: Some(Kind::Colon) });
                self.report(messages::no_text(&context));
                while self.peek().is_some_and(|t| t.kind == Kind::Name && !t.first_on_line) {
                    self.bump();
                }
                break;
            }
            if language.kind != Kind::Name {
                self.findings.push(messages::reserved(self.source, language.span));
            }
            self.bump();
            self.bump();
            let string = self.string(text);
            whole = Some(whole.unwrap_or(language.span).to(text.span));
            entries.push(TextEntry { language: Some(self.source.name(language)), string });
        }
        whole.map(|span| Text { entries, span })
    }

    pub(super) fn expect_text(&mut self, place: Place) -> Option<Text> {
        let text = self.parse_text();
        if text.is_none() {
            let context = self.context(place);
            self.report(messages::no_text(&context));
        }
        text
    }

    /// A text without language.
    pub(super) fn expect_string(&mut self, place: Place) -> Option<Spanned<String>> {
        match self.peek().filter(|t| t.kind == Kind::String) {
            Some(token) => Some(self.string(token)),
            None => {
                let context = self.context(place);
                self.report(messages::no_text(&context));
                None
            }
        }
    }

    fn string(&mut self, token: Token) -> Spanned<String> {
        self.bump();
        Spanned::new(spelling::text_content(self.source.written(token.span)).into_owned(), token.span)
    }

    /// `{ code "3.1.1" … }` behind a role, an option, a level or a value.
    pub(super) fn parse_notes(&mut self) -> Vec<Note> {
        self.parse_block(Block::Notes, |parser, token| parser.note(token, Block::Notes)).map_or_else(Vec::new, |b| b.0)
    }

    /// A note; its first word stands here.
    pub(super) fn note(&mut self, keyword: Token, block: Block) -> Option<Note> {
        let place = Place { block, keyword: Some(keyword.kind) };
        self.keyword();
        let kind = match keyword.kind {
            Kind::Code => NoteKind::Code(self.expect_string(place)?),
            Kind::Guidance => NoteKind::Guidance(self.expect_text(place)?),
            Kind::Was => NoteKind::Was(self.expect(|r| &r.names, place)?),
            _ => {
                let code = self.expect(|r| &r.name, place)?;
                NoteKind::Allow { code, reason: self.expect_string(place)? }
            }
        };
        Some(Note { kind, span: self.since(keyword.span) })
    }
}
