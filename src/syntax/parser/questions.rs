//! Questions and their answers.

use super::super::ast::{Answers, AnswersKind, MetLine, PointsLine, Question, QuestionLine};
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::messages::{self, Place};
use super::Parser;
use super::blocks::Block;

impl Parser<'_> {
    pub(super) fn question(&mut self, keyword: Token) -> Question {
        let (head, lines) = self.declaration(keyword, Block::Question, Parser::question_line);
        Question { head, lines }
    }

    fn question_line(&mut self, keyword: Token) -> Option<QuestionLine> {
        let place = Place { block: Block::Question, keyword: Some(keyword.kind) };
        let span = keyword.span;
        Some(match keyword.kind {
            Kind::Action => QuestionLine::Action(self.action(keyword)),
            Kind::Unanswered | Kind::Na | Kind::Hidden => QuestionLine::Policy(self.policy(keyword, Block::Question)?),
            Kind::Code | Kind::Guidance | Kind::Was | Kind::Allow => {
                QuestionLine::Note(self.note(keyword, Block::Question)?)
            }
            Kind::Ask => {
                self.keyword();
                if self.parse_kind(Kind::When).is_none() {
                    let context = self.context(place);
                    self.report(messages::no_when(&context));
                    return None;
                }
                QuestionLine::AskWhen(span, self.expect(|r| &r.condition, place)?)
            }
            Kind::Answers => {
                self.keyword();
                QuestionLine::Answers(span, self.expect_answers(place)?)
            }
            Kind::Points => {
                self.keyword();
                QuestionLine::Points(span, self.expect_points(place)?)
            }
            Kind::Met => QuestionLine::Met(self.met_line(keyword)?),
            Kind::Weight => {
                self.keyword();
                QuestionLine::Weight(span, self.expect(|r| &r.value, place)?)
            }
            Kind::For => {
                self.keyword();
                QuestionLine::For(span, self.expect(|r| &r.names, place)?)
            }
            Kind::At => {
                self.keyword();
                QuestionLine::At(span, self.expect(|r| &r.name, place)?)
            }
            _ => {
                self.keyword();
                QuestionLine::Tagged(span, self.expect(|r| &r.names, place)?)
            }
        })
    }

    fn expect_answers(&mut self, place: Place) -> Option<Answers> {
        let Some(first) = self.peek().map(|t| t.span) else {
            let context = self.context(place);
            self.report(messages::no_answers(&context));
            return None;
        };
        let kind = match self.peek().map(|t| t.kind) {
            Some(Kind::OpenBrace) => AnswersKind::Inline(self.parse_scale_body()?),
            Some(Kind::Any) => {
                self.bump();
                if self.parse_kind(Kind::Of).is_none() {
                    let context = self.context(place);
                    self.report(messages::no_of(&context));
                    return None;
                }
                match self.parse_scale_body() {
                    Some(body) => AnswersKind::AnyOfInline(body),
                    None => AnswersKind::AnyOf(self.expect(|r| &r.name, place)?),
                }
            }
            Some(Kind::Number | Kind::Minus) => {
                let range = self.expect(|r| &r.range, place)?;
                AnswersKind::Range { first: range.first, last: range.last, step: range.step, unit: self.parse_text() }
            }
            Some(Kind::Text) => {
                self.bump();
                AnswersKind::Text
            }
            _ => AnswersKind::Scale(self.expect_scale_name(place)?),
        };
        let or_na = match self.is_at(Kind::Or) {
            true => {
                self.bump();
                match self.peek().filter(|t| t.kind == Kind::Na) {
                    Some(na) => Some(self.na_line(na, Block::Question)?),
                    None => {
                        let context = self.context(place);
                        self.report(messages::no_na(&context));
                        return None;
                    }
                }
            }
            false => None,
        };
        Some(Answers { kind, or_na, span: self.since(first) })
    }

    fn expect_scale_name(&mut self, place: Place) -> Option<super::super::ast::Name> {
        if !self.peek().is_some_and(|t| t.kind == Kind::Name || super::super::rules::passes_for_name(t)) {
            let context = self.context(place);
            self.report(messages::no_answers(&context));
            return None;
        }
        self.expect(|r| &r.name, place)
    }

    /// `{ 3 up to 1.5, 0 otherwise }`.
    fn expect_points(&mut self, place: Place) -> Option<Vec<PointsLine>> {
        let Some((lines, _)) = self.inside_braces(|parser| {
            let mut lines = Vec::new();
            while parser.peek().is_some() {
                parser.line = parser.at;
                match parser.expect(|r| &r.points, place) {
                    Some(line) => lines.push(line),
                    None => parser.recover_at_comma(),
                }
                parser.expect_comma(place);
            }
            lines
        }) else {
            return self.no_block(place);
        };
        Some(lines)
    }

    fn met_line(&mut self, keyword: Token) -> Option<MetLine> {
        let place = Place { block: Block::Question, keyword: Some(keyword.kind) };
        self.keyword();
        let up_to = match self.peek().map(|t| t.kind) {
            Some(Kind::From) => false,
            Some(Kind::Up) if self.peek_at(1).is_some_and(|t| t.kind == Kind::To) => {
                self.bump();
                true
            }
            _ => {
                let context = self.context(place);
                self.report(messages::no_from(&context));
                return None;
            }
        };
        self.bump();
        let bound = self.expect(|r| &r.operand, place)?;
        Some(MetLine { keyword: keyword.span, up_to, bound, span: self.since(keyword.span) })
    }
}
