//! The grammar inside a line: numbers, names, formulas, conditions, written with chumsky over slices of tokens.
//!
//! What a line is, and where the next begins, is not decided here: a [`Rule`] reads as far as it can, and says where
//! it stopped. Nothing outside this folder knows chumsky.

mod expressions;
mod lines;
mod miss;
mod selectors;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use chumsky::inspector::SimpleState;
use chumsky::prelude::*;

use super::ast::{Expr, Given, LevelRule, Name, Operand, Path, PointsLine, RaisesTarget, Selector, Treatment, Value};
use super::kind::Kind;
use super::lexer::Token;
use super::spelling;
use crate::source::{Span, Spanned};

pub(super) use lines::{CaseLine, CaseWhen, Range};
pub(super) use miss::{Concept, Expected, Miss, Said};

type Input<'a> = &'a [Token];
type Extra<'a> = extra::Full<Miss, SimpleState<Source<'a>>, ()>;
type Reader<'a, 'p> = chumsky::input::InputRef<'a, 'p, Input<'a>, Extra<'a>>;
type Boxed<'a, O> = chumsky::Boxed<'a, 'a, Input<'a>, O, Extra<'a>>;

/// The text that the tokens were read from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub text: &'a str,
    pub mended: &'a BTreeMap<u32, String>,
}

impl<'a> Source<'a> {
    /// A token's text, mended where the lexer knew better.
    pub(super) fn text(self, token: Token) -> &'a str {
        if !self.mended.is_empty()
            && let Some(mended) = self.mended.get(&token.span.start)
        {
            return mended;
        }
        self.written(token.span)
    }

    /// The text as written.
    pub(super) fn written(self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// A name's token as a name.
    pub(super) fn name(self, token: Token) -> Name {
        Name { node: spelling::plain_name(self.text(token)).into_owned(), span: token.span }
    }
}

/// The grammar's rules, built once for a file.
pub(super) struct Rules<'a> {
    pub name: Rule<'a, Name>,
    pub names: Rule<'a, Vec<Path>>,
    pub value: Rule<'a, Value>,
    pub operand: Rule<'a, Operand>,
    pub range: Rule<'a, Range>,
    pub condition: Rule<'a, Expr>,
    pub expression: Rule<'a, Expr>,
    pub case: Rule<'a, CaseLine>,
    pub points: Rule<'a, PointsLine>,
    pub level_rule: Rule<'a, LevelRule>,
    pub treatment: Rule<'a, Spanned<Treatment>>,
    pub total: Rule<'a, (Option<Selector>, Value)>,
    pub raises: Rule<'a, (RaisesTarget, Option<Operand>)>,
    pub given: Rule<'a, Given>,
}

impl Rules<'_> {
    pub(super) fn new() -> Self {
        let condition = expressions::condition();
        let expression = expressions::expression(condition.clone()).boxed();
        Rules {
            name: Rule::new(name()),
            names: Rule::new(names()),
            value: Rule::new(lines::value()),
            operand: Rule::new(lines::operand()),
            range: Rule::new(lines::range()),
            condition: Rule::new(condition.clone()),
            expression: Rule::new(expression.clone()),
            case: Rule::new(lines::case(expression, condition.clone())),
            points: Rule::new(lines::points()),
            level_rule: Rule::new(lines::level_rule(condition)),
            treatment: Rule::new(lines::treatment()),
            total: Rule::new(lines::total()),
            raises: Rule::new(lines::raises()),
            given: Rule::new(lines::given()),
        }
    }
}

/// Words that say in other languages that something depends on a condition.
pub(super) const BRANCHES: &[&str] = &["if", "then", "elif", "elseif", "unless"];

/// A rule that can be applied to the beginning of a slice of tokens.
pub(super) struct Rule<'a, O> {
    parser: Boxed<'a, ()>,
    /// What the parser leaves: chumsky itself would read on to the end of the slice.
    slot: Rc<RefCell<Option<(O, usize)>>>,
}

/// What applying a rule gives.
pub(super) struct Reading<O> {
    /// The outcome, and how many tokens it took.
    pub output: Option<(O, usize)>,
    /// What was noticed on the way.
    pub said: Vec<Said>,
    /// Where it could not go on, and what it could have gone on with.
    pub miss: Miss,
}

impl<'a, O: 'a> Rule<'a, O> {
    fn new(parser: impl Parser<'a, Input<'a>, O, Extra<'a>> + 'a) -> Rule<'a, O> {
        let slot = Rc::new(RefCell::new(None));
        let leave = Rc::clone(&slot);
        let parser = parser
            .map_with(move |output, extra| {
                let read: SimpleSpan = extra.span();
                leave.replace(Some((output, read.end)));
            })
            .then_ignore(stop())
            .boxed();
        Rule { parser, slot }
    }

    /// Reads as many of the tokens as belong to it.
    pub(super) fn read(&self, tokens: &'a [Token], source: Source<'a>) -> Reading<O> {
        self.slot.take();
        let mut state = SimpleState(source);
        let mut misses = self.parser.parse_with_state(tokens, &mut state).into_errors();
        let miss = misses.pop_if(|m| m.said.is_none()).unwrap_or_default();
        let said = misses.into_iter().filter_map(|m| m.said.map(|s| *s)).collect();
        Reading { output: self.slot.take(), said, miss }
    }
}

/// Never goes on: the rest of the slice is not the rule's.
fn stop<'a>() -> impl Parser<'a, Input<'a>, (), Extra<'a>> + Clone {
    custom(|input: &mut Reader<'a, '_>| Err(Miss::new(*input.cursor().inner(), Expected::default())))
}

/// One token of a kind.
fn token<'a>(kind: Kind) -> impl Parser<'a, Input<'a>, Span, Extra<'a>> + Copy {
    custom(move |input: &mut Reader<'a, '_>| match input.peek_ref() {
        Some(token) if token.kind == kind => {
            input.skip();
            Ok(token.span)
        }
        _ => Err(Miss::new(*input.cursor().inner(), Expected::kind(kind))),
    })
}

/// One token of several kinds, and what each means.
fn one_of<'a, O: Copy + 'static, const N: usize>(
    kinds: [(Kind, O); N],
) -> impl Parser<'a, Input<'a>, Spanned<O>, Extra<'a>> + Copy {
    custom(move |input: &mut Reader<'a, '_>| {
        let found = input.peek_ref();
        match found.and_then(|token| kinds.iter().find(|(kind, _)| *kind == token.kind).map(|(_, o)| (token.span, *o)))
        {
            Some((span, meaning)) => {
                input.skip();
                Ok(Spanned::new(meaning, span))
            }
            None => {
                let expected = kinds.iter().fold(Expected::default(), |all, (kind, _)| all.or(Expected::kind(*kind)));
                Err(Miss::new(*input.cursor().inner(), expected))
            }
        }
    })
}

/// A name; no reserved word, and no word that branches in other languages.
fn plain_name<'a>() -> impl Parser<'a, Input<'a>, Name, Extra<'a>> + Copy {
    custom(|input: &mut Reader<'a, '_>| match input.peek_ref() {
        Some(&token) if token.kind == Kind::Name && !branches(input, token) => {
            input.skip();
            Ok(input.state().0.name(token))
        }
        _ => Err(Miss::new(*input.cursor().inner(), Expected::kind(Kind::Name))),
    })
}

/// `if`, `then` and the like, with something directly behind: two values never stand side by side.
fn branches(input: &mut Reader<'_, '_>, token: Token) -> bool {
    if !BRANCHES.contains(&input.state().0.written(token.span)) {
        return false;
    }
    let before = input.save();
    input.skip();
    let next = input.peek_ref().filter(|next| !next.first_on_line).map(|next| next.kind);
    input.rewind(before);
    matches!(
        next,
        Some(
            Kind::Name
                | Kind::Number
                | Kind::OpenParen
                | Kind::Not
                | Kind::Score
                | Kind::Level
                | Kind::Answer
                | Kind::Overall
                | Kind::All
                | Kind::Any
                | Kind::Count
                | Kind::Share
        )
    )
}

/// A name; a reserved word is noticed and taken for one where nothing else can be meant.
fn name<'a>() -> impl Parser<'a, Input<'a>, Name, Extra<'a>> + Copy {
    plain_name().or(reserved(passes_for_name, Said::Reserved))
}

/// A reserved word in the place of a name in a formula, where more words have a meaning of their own.
fn reserved_operand<'a>() -> impl Parser<'a, Input<'a>, Name, Extra<'a>> + Copy {
    use Kind::{
        All, Answer, Any, Areas, Count, Level, Max, Mean, Min, Overall, Own, Points, Questions, Round, Score, Share,
        Suggested, Sum,
    };
    let is_meant = |token: Token| {
        let begins_operand = matches!(
            token.kind,
            All | Answer
                | Any
                | Areas
                | Count
                | Level
                | Max
                | Mean
                | Min
                | Overall
                | Own
                | Points
                | Questions
                | Round
                | Score
                | Share
                | Suggested
                | Sum
        );
        passes_for_name(token) && !begins_operand
    };
    reserved(is_meant, Said::ReservedOperand)
}

fn reserved<'a>(
    is_meant: fn(Token) -> bool,
    said: fn(Span) -> Said,
) -> impl Parser<'a, Input<'a>, Name, Extra<'a>> + Copy {
    custom(move |input: &mut Reader<'a, '_>| match input.peek_ref() {
        Some(&token) if is_meant(token) => {
            input.skip();
            input.emit(Miss::said(said(token.span)));
            Ok(input.state().0.name(token))
        }
        _ => Err(Miss::new(*input.cursor().inner(), Expected::kind(Kind::Name))),
    })
}

/// Whether a reserved word may have been meant as a name: it joins nothing, and begins no line.
pub(super) fn passes_for_name(token: Token) -> bool {
    use Kind::{
        Above, And, Are, As, Below, Counts, Else, Except, For, From, Has, In, Is, Left, Not, Of, On, Or, Otherwise,
        Out, Requires, Step, To, Total, Up, When, Where,
    };
    let joins = matches!(
        token.kind,
        Above
            | And
            | Are
            | As
            | Below
            | Counts
            | Else
            | Except
            | For
            | From
            | Has
            | In
            | Is
            | Left
            | Not
            | Of
            | On
            | Or
            | Otherwise
            | Out
            | Requires
            | Step
            | To
            | Total
            | Up
            | When
            | Where
    );
    token.kind.is_word() && !token.first_on_line && !joins
}

/// `a.b.c`.
fn path<'a>() -> impl Parser<'a, Input<'a>, Path, Extra<'a>> + Copy {
    custom(|input: &mut Reader<'a, '_>| {
        let first = input.parse(name())?;
        path_from(input, first)
    })
}

/// `.b.c` after a name.
fn path_from<'a>(input: &mut Reader<'a, '_>, first: Name) -> Result<Path, Miss> {
    let mut span = first.span;
    let mut parts = vec![first];
    loop {
        let before = input.save();
        if input.peek_ref().is_none_or(|t| t.kind != Kind::Dot) {
            return Ok(Path { parts, span });
        }
        input.skip();
        match input.peek_ref() {
            Some(&token) if token.kind == Kind::Name => {
                input.skip();
                span = span.to(token.span);
                parts.push(input.state().0.name(token));
            }
            _ => {
                input.rewind(before);
                return Ok(Path { parts, span });
            }
        }
    }
}

/// `a, b.c`.
fn names<'a>() -> impl Parser<'a, Input<'a>, Vec<Path>, Extra<'a>> + Clone {
    path().separated_by(token(Kind::Comma)).at_least(1).collect()
}

/// The place of the tokens.
fn covering(tokens: &[Token]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    }
}
