//! Actions, and the body of a property.

use super::super::ast::{Action, ActionLine, Expr, Note};
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::messages::{self, Place};
use super::Parser;
use super::blocks::Block;

impl Parser<'_> {
    pub(super) fn action(&mut self, keyword: Token) -> Action {
        let (head, lines) = self.declaration(keyword, Block::Action, Parser::action_line);
        Action { head, lines }
    }

    fn action_line(&mut self, keyword: Token) -> Option<ActionLine> {
        let place = Place { block: Block::Action, keyword: Some(keyword.kind) };
        let span = keyword.span;
        if matches!(keyword.kind, Kind::Code | Kind::Guidance | Kind::Was | Kind::Allow) {
            return Some(ActionLine::Note(self.note(keyword, Block::Action)?));
        }
        self.keyword();
        Some(match keyword.kind {
            Kind::Suggest => {
                if self.parse_kind(Kind::When).is_none() {
                    let context = self.context(place);
                    self.report(messages::no_when(&context));
                    return None;
                }
                ActionLine::SuggestWhen(span, self.expect(|r| &r.condition, place)?)
            }
            Kind::Raises => {
                let (target, to) = self.expect(|r| &r.raises, place)?;
                ActionLine::Raises { keyword: span, target, to }
            }
            Kind::Effort => ActionLine::Effort(span, self.expect(|r| &r.value, place)?),
            Kind::Priority => ActionLine::Priority(span, self.expect(|r| &r.value, place)?),
            Kind::After => ActionLine::After(span, self.expect(|r| &r.names, place)?),
            Kind::For => ActionLine::For(span, self.expect(|r| &r.names, place)?),
            _ => ActionLine::Tagged(span, self.expect(|r| &r.names, place)?),
        })
    }

    /// Notes and one condition.
    pub(super) fn property_body(&mut self, place: Place) -> (Option<Expr>, Vec<Note>) {
        let mut notes = Vec::new();
        let mut condition = None;
        let mut read = false;
        while let Some(token) = self.peek() {
            let start = self.at;
            self.line = start;
            if Block::Property.words().contains(&token.kind) {
                match self.note(token, Block::Property) {
                    Some(note) => notes.push(note),
                    None => self.recover(Block::Property),
                }
            } else if !read {
                read = true;
                condition = self.expect(|r| &r.condition, place);
                if condition.is_none() {
                    self.recover(Block::Property);
                }
            } else {
                let context = self.context(place);
                self.report(messages::second_condition(&context));
                condition = None;
                self.recover(Block::Property);
            }
            if self.at == start {
                self.skip_one();
            }
            if self.broken {
                self.lose_names(start);
            }
        }
        if !read {
            let context = self.context(place);
            self.report(messages::no_condition(&context));
        }
        (condition, notes)
    }
}
