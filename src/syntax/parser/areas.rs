//! Areas, the overall result, and their formulas.

use super::super::ast::{Area, AreaLine, Formula, LevelsLine, Overall, ValueLine};
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::messages::{self, Place};
use super::super::rules::CaseWhen;
use super::Parser;
use super::blocks::Block;

impl Parser<'_> {
    pub(super) fn area(&mut self, keyword: Token) -> Area {
        let (head, lines) =
            self.declaration(keyword, Block::Area, |parser, token| parser.area_line(token, Block::Area));
        Area { head, lines }
    }

    pub(super) fn overall(&mut self, keyword: Token) -> Overall {
        let (head, lines) =
            self.declaration(keyword, Block::Overall, |parser, token| parser.area_line(token, Block::Overall));
        Overall { head, lines }
    }

    fn area_line(&mut self, keyword: Token, block: Block) -> Option<AreaLine> {
        let place = Place { block, keyword: Some(keyword.kind) };
        let span = keyword.span;
        Some(match keyword.kind {
            Kind::Question => AreaLine::Question(self.question(keyword)),
            Kind::Area => AreaLine::Area(self.area(keyword)),
            Kind::Action => AreaLine::Action(self.action(keyword)),
            Kind::Unanswered | Kind::Na | Kind::Hidden => AreaLine::Policy(self.policy(keyword, block)?),
            Kind::Value => AreaLine::Value(self.value_line(keyword)?),
            Kind::Code | Kind::Guidance | Kind::Was | Kind::Allow => AreaLine::Note(self.note(keyword, block)?),
            Kind::Levels => {
                self.keyword();
                let ladder = self.expect(|r| &r.name, place)?;
                let lines = self.parse_block(Block::Levels, Parser::levels_line).map_or_else(Vec::new, |b| b.0);
                AreaLine::Levels { keyword: span, ladder, lines }
            }
            Kind::Level => {
                self.keyword();
                AreaLine::Level(span, self.expect_formula(keyword, block)?)
            }
            Kind::Score => {
                self.keyword();
                AreaLine::Score(span, self.expect_formula(keyword, block)?)
            }
            Kind::Weights => {
                self.keyword();
                let (selector, total) = self.expect(|r| &r.total, place)?;
                AreaLine::Weights { keyword: span, selector, total }
            }
            _ => {
                self.keyword();
                AreaLine::Weight(span, self.expect(|r| &r.value, place)?)
            }
        })
    }

    fn levels_line(&mut self, keyword: Token) -> Option<LevelsLine> {
        Some(match keyword.kind {
            Kind::Gating => LevelsLine::Gating(keyword.span, self.expect_gating(Block::Levels)?),
            _ => LevelsLine::Level(self.level_line(Block::Levels)?),
        })
    }

    fn value_line(&mut self, keyword: Token) -> Option<ValueLine> {
        let (head, read) = self.whole(keyword, Block::Notes, |parser, head| {
            head.name.as_ref()?;
            let formula = parser.expect_formula(keyword, Block::Notes)?;
            Some((formula, parser.parse_notes()))
        });
        let (formula, notes) = read?;
        Some(ValueLine { head, formula, notes })
    }

    /// An expression, or its cases in braces.
    pub(super) fn expect_formula(&mut self, keyword: Token, block: Block) -> Option<Formula> {
        let place = Place { block, keyword: Some(keyword.kind) };
        if !self.is_at(Kind::OpenBrace) {
            return self.expect(|r| &r.expression, place).map(Formula::Expr);
        }
        let open = self.peek().map(|t| t.span)?;
        let (read, span) = self.inside_braces(|parser| parser.cases(place, open))?;
        let (lines, otherwise) = read?;
        Some(Formula::Lines { lines, otherwise: Box::new(otherwise), span })
    }

    /// The lines of a formula, the last of which holds otherwise.
    fn cases(
        &mut self,
        place: Place,
        open: crate::source::Span,
    ) -> Option<(Vec<(super::super::ast::Expr, super::super::ast::Expr)>, super::super::ast::Expr)> {
        let mut lines = Vec::new();
        let mut otherwise: Option<super::super::ast::Expr> = None;
        let mut complete = true;
        while self.peek().is_some() {
            self.line = self.at;
            if let Some(last) = &otherwise {
                let context = self.context(place);
                self.report(messages::after_otherwise(&context, last.span));
                self.at = self.end;
                return None;
            }
            match self.expect(|r| &r.case, Place { keyword: Some(Kind::When), ..place }) {
                Some(case) => match case.when {
                    CaseWhen::When(condition) => lines.push((case.value, condition)),
                    CaseWhen::Otherwise => otherwise = Some(case.value),
                },
                None => {
                    complete = false;
                    self.recover_at_comma();
                }
            }
            complete &= self.expect_comma(place);
        }
        if otherwise.is_none() && complete {
            let context = self.context(place);
            self.report(messages::no_otherwise(&context, open));
        }
        let otherwise = otherwise?;
        complete.then_some((lines, otherwise))
    }

    /// A comma, unless the block ends here. Says whether what stood before could be read to its end.
    pub(super) fn expect_comma(&mut self, place: Place) -> bool {
        let Some(next) = self.peek() else { return true };
        if self.parse_kind(Kind::Comma).is_some() {
            return true;
        }
        let context = self.context(place);
        let missing = messages::no_comma(&context);
        let begins =
            matches!(next.kind, Kind::Name | Kind::Number | Kind::Minus | Kind::OpenParen) || next.kind.is_word();
        if missing.only && begins && !self.is_doubtful() {
            self.findings.push(missing.diagnostic);
            return true;
        }
        self.report(missing.diagnostic);
        self.recover_at_comma();
        self.parse_kind(Kind::Comma);
        false
    }

    /// Skips to the next comma of the block.
    pub(super) fn recover_at_comma(&mut self) {
        let start = self.line;
        while self.peek().is_some_and(|t| t.kind != Kind::Comma) {
            self.skip_one();
        }
        self.lose_names(start);
    }
}
