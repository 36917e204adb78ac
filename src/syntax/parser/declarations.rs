//! The declarations of a file.

use super::super::ast::{
    Example, ExampleLine, Given, Item, Ladder, LadderLine, MissingState, Model, ModelLine, Path, Policy, Property,
    Role, Scale, Use,
};
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::messages::{self, Place};
use super::Parser;
use super::blocks::Block;
use crate::source::Spanned;

impl Parser<'_> {
    /// All of them.
    pub(super) fn file(&mut self) -> Vec<Item> {
        self.items(Parser::item)
    }

    fn item(&mut self, keyword: Token) -> Option<Item> {
        Some(match keyword.kind {
            Kind::Use => Item::Use(self.use_line(keyword)?),
            Kind::Model => Item::Model(self.model(keyword)),
            Kind::Scale => Item::Scale(self.scale(keyword)),
            Kind::Ladder => Item::Ladder(self.ladder(keyword)),
            Kind::Area => Item::Area(self.area(keyword)),
            Kind::Overall => Item::Overall(self.overall(keyword)),
            Kind::Always | Kind::Never => Item::Property(self.property(keyword)),
            _ => Item::Example(self.example(keyword)),
        })
    }

    /// Reads a declaration that stands in the wrong place, so that what follows is found again.
    pub(super) fn discard(&mut self, keyword: Token) {
        let outer = self.broken;
        match keyword.kind {
            Kind::Question => drop(self.question(keyword)),
            Kind::Action => drop(self.action(keyword)),
            Kind::Use
            | Kind::Model
            | Kind::Scale
            | Kind::Ladder
            | Kind::Area
            | Kind::Overall
            | Kind::Always
            | Kind::Never
            | Kind::Example => drop(self.item(keyword)),
            _ => {}
        }
        self.broken = outer;
    }

    fn use_line(&mut self, keyword: Token) -> Option<Use> {
        self.keyword();
        let path = self.expect_string(Place { block: Block::File, keyword: Some(Kind::Use) })?;
        Some(Use { keyword: keyword.span, path })
    }

    fn model(&mut self, keyword: Token) -> Model {
        let (head, lines) = self.declaration(keyword, Block::Model, Parser::model_line);
        Model { head, lines }
    }

    fn model_line(&mut self, keyword: Token) -> Option<ModelLine> {
        let place = Place { block: Block::Model, keyword: Some(keyword.kind) };
        Some(match keyword.kind {
            Kind::Edition => {
                self.keyword();
                ModelLine::Edition(keyword.span, self.expect(|r| &r.value, place)?)
            }
            Kind::Version => {
                self.keyword();
                ModelLine::Version(keyword.span, self.expect_string(place)?)
            }
            Kind::Language => {
                self.keyword();
                ModelLine::Language(keyword.span, self.expect_languages(place)?)
            }
            Kind::Roles => {
                self.keyword();
                let Some((roles, _)) = self.parse_block(Block::Roles, Parser::role) else {
                    return self.no_block(place);
                };
                ModelLine::Roles(keyword.span, roles)
            }
            Kind::Unanswered | Kind::Na | Kind::Hidden => ModelLine::Policy(self.policy(keyword, Block::Model)?),
            _ => ModelLine::Note(self.note(keyword, Block::Model)?),
        })
    }

    /// `sv, en`; a comma that is missing is reported, and the next language is read all the same.
    fn expect_languages(&mut self, place: Place) -> Option<Vec<Path>> {
        let mut all = self.expect(|r| &r.names, place)?;
        while self.peek().is_some_and(|t| t.kind == Kind::Name && !t.first_on_line) {
            let context = self.context(place);
            self.findings.push(messages::no_comma_between(&context, "two languages"));
            all.extend(self.expect(|r| &r.names, place)?);
        }
        Some(all)
    }

    fn role(&mut self, _: Token) -> Option<Role> {
        let name = self.parse_line_name()?;
        let text = self.parse_text();
        let notes = self.parse_notes();
        Some(Role { name, text, notes })
    }

    /// What a missing answer counts as.
    pub(super) fn policy(&mut self, keyword: Token, block: Block) -> Option<Policy> {
        let state = match keyword.kind {
            Kind::Unanswered => MissingState::Unanswered,
            Kind::Na => MissingState::Na,
            _ => MissingState::Hidden,
        };
        self.keyword();
        let treatment = self.expect(|r| &r.treatment, Place { block, keyword: Some(keyword.kind) })?;
        Some(Policy { state: Spanned::new(state, keyword.span), treatment, span: self.since(keyword.span) })
    }

    fn scale(&mut self, keyword: Token) -> Scale {
        let (head, body) = self.whole(keyword, Block::Scale, |parser, head| {
            parser.parse_scale_body().unwrap_or_else(|| {
                let place = Place { block: Block::Scale, keyword: Some(Kind::Scale) };
                if head.name.is_some() {
                    let _: Option<()> = parser.no_block(place);
                }
                super::super::ast::ScaleBody { lines: Vec::new(), span: head.span }
            })
        });
        Scale { head, body }
    }

    fn ladder(&mut self, keyword: Token) -> Ladder {
        let (head, lines) = self.declaration(keyword, Block::Ladder, Parser::ladder_line);
        Ladder { head, lines }
    }

    fn ladder_line(&mut self, keyword: Token) -> Option<LadderLine> {
        Some(match keyword.kind {
            Kind::Name => LadderLine::Level(self.level_line(Block::Ladder)?),
            Kind::Score => {
                self.keyword();
                LadderLine::Score(keyword.span, self.expect_formula(keyword, Block::Ladder)?)
            }
            Kind::Gating => LadderLine::Gating(keyword.span, self.expect_gating(Block::Ladder)?),
            _ => LadderLine::Note(self.note(keyword, Block::Ladder)?),
        })
    }

    fn property(&mut self, keyword: Token) -> Property {
        let place = Place { block: Block::Property, keyword: Some(keyword.kind) };
        let (head, (condition, notes)) = self.whole(keyword, Block::Property, |parser, _| {
            let Some((read, _)) = parser.inside_braces(|parser| parser.property_body(place)) else {
                let _: Option<()> = parser.no_block(place);
                return (None, Vec::new());
            };
            read
        });
        Property { head, never: keyword.kind == Kind::Never, condition, notes }
    }

    fn example(&mut self, keyword: Token) -> Example {
        let (head, lines) = self.declaration(keyword, Block::Example, Parser::example_line);
        Example { head, lines }
    }

    fn example_line(&mut self, keyword: Token) -> Option<ExampleLine> {
        let place = Place { block: Block::Example, keyword: Some(keyword.kind) };
        Some(match keyword.kind {
            Kind::As => {
                self.keyword();
                ExampleLine::As(keyword.span, self.expect(|r| &r.name, place)?)
            }
            Kind::Given => {
                self.keyword();
                ExampleLine::Given(keyword.span, self.expect_answers_given(place)?)
            }
            Kind::Expect => {
                self.keyword();
                ExampleLine::Expect(keyword.span, self.expect(|r| &r.condition, place)?)
            }
            _ => ExampleLine::Note(self.note(keyword, Block::Example)?),
        })
    }

    /// Whether a comparison stands here.
    fn compares(&self) -> bool {
        let mut at: usize = 1;
        while self.peek_at(at).is_some_and(|t| t.kind == Kind::Dot) {
            at = at.saturating_add(2);
        }
        self.peek_at(at).is_some_and(|t| t.kind.compares())
    }

    /// `malbild inte, plan no`, perhaps with a comma behind the last.
    fn expect_answers_given(&mut self, place: Place) -> Option<Vec<Given>> {
        let mut all = vec![self.expect(|r| &r.given, place)?];
        loop {
            let comma = self.parse_kind(Kind::Comma).is_some();
            let Some(next) = self.peek() else { break };
            if Block::Example.words().contains(&next.kind) {
                break;
            }
            if !comma {
                let context = self.context(place);
                let answer = matches!(next.kind, Kind::Name | Kind::Others)
                    && !messages::is_misspelt(&context)
                    && !(next.first_on_line && self.compares());
                if !answer || self.is_doubtful() {
                    break;
                }
                self.findings.push(messages::no_comma_between(&context, "two answers"));
            }
            all.push(self.expect(|r| &r.given, place)?);
        }
        Some(all)
    }

    /// Reports that a block is missing.
    pub(super) fn no_block<T>(&mut self, place: Place) -> Option<T> {
        let context = self.context(place);
        self.report(messages::no_block(&context));
        let start = self.at;
        while self.peek().is_some_and(|token| !token.first_on_line) {
            self.skip_one();
        }
        self.lose_names(start);
        None
    }
}
