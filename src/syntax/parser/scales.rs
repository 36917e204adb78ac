//! Scales and levels.

use super::super::ast::{Gating, LevelLine, NaLine, Name, OptionLine, ScaleBody, ScaleLine, Value};
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::messages::{self, Place};
use super::Parser;
use super::blocks::Block;
use crate::source::Spanned;

impl Parser<'_> {
    /// The part of a scale between braces.
    pub(super) fn parse_scale_body(&mut self) -> Option<ScaleBody> {
        let (lines, span) = self.parse_block(Block::Scale, Parser::scale_line)?;
        Some(ScaleBody { lines, span })
    }

    fn scale_line(&mut self, keyword: Token) -> Option<ScaleLine> {
        let place = Place { block: Block::Scale, keyword: Some(keyword.kind) };
        Some(match keyword.kind {
            Kind::Name => ScaleLine::Option(self.option_line()?),
            Kind::Na => ScaleLine::Na(self.na_line(keyword, Block::Scale)?),
            Kind::Met => {
                self.keyword();
                if self.parse_kind(Kind::From).is_none() {
                    let context = self.context(place);
                    self.report(messages::no_from(&context));
                    return None;
                }
                ScaleLine::MetFrom(keyword.span, self.expect(|r| &r.name, place)?)
            }
            _ => ScaleLine::Note(self.note(keyword, Block::Scale)?),
        })
    }

    fn option_line(&mut self) -> Option<OptionLine> {
        let name = self.parse_line_name()?;
        let points = self.points_of_option(Block::Scale)?;
        let text = self.parse_text();
        let notes = self.parse_notes();
        Some(OptionLine { name, points, text, notes })
    }

    /// `na 1 "…"`; the word stands here.
    pub(super) fn na_line(&mut self, keyword: Token, block: Block) -> Option<NaLine> {
        self.keyword();
        let points = self.points_of_option(block)?;
        Some(NaLine { keyword: keyword.span, points, text: self.parse_text() })
    }

    /// The worth of an option; the outer `None` says that it cannot be read.
    fn points_of_option(&mut self, block: Block) -> Option<Option<Value>> {
        if !self.is_at(Kind::Number) && !self.is_at(Kind::Minus) {
            return Some(None);
        }
        self.expect(|r| &r.value, Place { block, keyword: Some(Kind::Name) }).map(Some)
    }

    /// The name that begins a line, and a sign behind it that does not belong there.
    pub(super) fn parse_line_name(&mut self) -> Option<Name> {
        let token = self.peek()?;
        self.keyword();
        Some(self.source.name(token))
    }

    /// A level, with its bounds and requirements.
    pub(super) fn level_line(&mut self, block: Block) -> Option<LevelLine> {
        let first = self.peek()?;
        let name = self.parse_line_name()?;
        let text = self.parse_text();
        let mut rules = Vec::new();
        while let Some(next) = self.peek() {
            let bounds = matches!(next.kind, Kind::From | Kind::Above | Kind::To | Kind::Below | Kind::Requires);
            let names_next = self.peek_at(1).is_some_and(|t| t.kind == Kind::String);
            if !bounds || names_next {
                break;
            }
            rules.push(self.expect(|r| &r.level_rule, Place { block, keyword: Some(next.kind) })?);
        }
        let context = self.context(Place { block, keyword: Some(Kind::Name) });
        if let Some(misspelt) = messages::misspelt_rule(&context) {
            self.report(misspelt);
            return None;
        }
        let notes = self.parse_notes();
        Some(LevelLine { name, text, rules, notes, span: self.since(first.span) })
    }

    /// `gating highest`; the word stands here.
    pub(super) fn expect_gating(&mut self, block: Block) -> Option<Spanned<Gating>> {
        self.keyword();
        let gating = match self.peek().map(|t| t.kind) {
            Some(Kind::Cumulative) => Gating::Cumulative,
            Some(Kind::Highest) => Gating::Highest,
            _ => {
                let context = self.context(Place { block, keyword: Some(Kind::Gating) });
                self.report(messages::no_gating(&context));
                return None;
            }
        };
        let span = self.peek().map(|t| t.span)?;
        self.bump();
        Some(Spanned::new(gating, span))
    }
}
