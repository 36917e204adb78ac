//! What stands in a line: numbers, bounds, policies, answers in an example.

use chumsky::prelude::*;

use super::super::ast::{
    BoundKind, Expr, Given, GivenAnswer, LevelRule, Operand, OthersAnswer, PointsLine, PointsWhen, RaisesTarget,
    Selector, Treatment, Value,
};
use super::super::kind::Kind;
use super::super::spelling;
use super::{
    Boxed, Extra, Input, Miss, Said, Source, covering, name, names, one_of, path, plain_name, selectors, token,
};
use crate::exact::Rational;
use crate::source::{Span, Spanned};

/// A range of numbers, without its unit.
#[derive(Debug)]
pub(crate) struct Range {
    pub first: Value,
    pub last: Value,
    pub step: Option<Value>,
}

/// A line of a formula with cases.
#[derive(Debug)]
pub(crate) struct CaseLine {
    pub value: Expr,
    pub when: CaseWhen,
}

/// When a line of a formula holds.
#[derive(Debug)]
pub(crate) enum CaseWhen {
    When(Expr),
    Otherwise,
}

/// `-1`, `7/15`, `25%`.
pub(super) fn value<'a>() -> impl Parser<'a, Input<'a>, Value, Extra<'a>> + Clone {
    let sign = token(Kind::Minus).or_not();
    let divisor = token(Kind::Slash).ignore_then(token(Kind::Number)).or_not();
    let percent = token(Kind::Percent).or_not();
    sign.then(token(Kind::Number)).then(divisor).then(percent).validate(
        |(((sign, number), divisor), percent), e, emitter| {
            let source: Source<'a> = e.state().0;
            let span = covering(e.slice());
            let mut value = number_at(source, number);
            if let Some(divisor) = divisor {
                match value.checked_div(&number_at(source, divisor)) {
                    Some(quotient) => value = quotient,
                    None => emitter.emit(Miss::said(Said::ZeroDivision(span))),
                }
            }
            let value = if sign.is_some() { -value } else { value };
            written_value(value, percent.is_some(), span)
        },
    )
}

/// A number without sign, as it stands in a formula.
pub(super) fn literal<'a>() -> impl Parser<'a, Input<'a>, Value, Extra<'a>> + Clone {
    token(Kind::Number).then(token(Kind::Percent).or_not()).map_with(|(number, percent), e| {
        written_value(number_at(e.state().0, number), percent.is_some(), covering(e.slice()))
    })
}

/// Digits only: the second part of `round(x, 2)`.
pub(super) fn digits<'a>() -> impl Parser<'a, Input<'a>, Value, Extra<'a>> + Clone {
    token(Kind::Number).map_with(|number, e| written_value(number_at(e.state().0, number), false, number))
}

fn number_at(source: Source<'_>, span: Span) -> Rational {
    let text = source.mended.get(&span.start).map_or_else(|| source.written(span), String::as_str);
    Rational::parse(text).unwrap_or_default()
}

fn written_value(number: Rational, percent: bool, span: Span) -> Value {
    let number = match percent {
        true => number.checked_div(&Rational::from(100)).unwrap_or_default(),
        false => number,
    };
    Value { number, percent, span }
}

/// An option or a number.
pub(super) fn operand<'a>() -> impl Parser<'a, Input<'a>, Operand, Extra<'a>> + Clone {
    value().map(Operand::Value).or(name().map(Operand::Name))
}

/// `1 to 30 step 0.1`.
pub(super) fn range<'a>() -> impl Parser<'a, Input<'a>, Range, Extra<'a>> + Clone {
    let value = value().boxed();
    value
        .clone()
        .then_ignore(token(Kind::To))
        .then(value.clone())
        .then(token(Kind::Step).ignore_then(value).or_not())
        .map(|((first, last), step)| Range { first, last, step })
}

/// `3 up to 1.5`, `0 otherwise`.
pub(super) fn points<'a>() -> impl Parser<'a, Input<'a>, PointsLine, Extra<'a>> + Clone {
    let value = value().boxed();
    let when = choice((
        token(Kind::Up).then(token(Kind::To)).ignore_then(value.clone()).map(PointsWhen::UpTo),
        token(Kind::Below).ignore_then(value.clone()).map(PointsWhen::Below),
        token(Kind::From).ignore_then(value.clone()).map(PointsWhen::From),
        token(Kind::Above).ignore_then(value.clone()).map(PointsWhen::Above),
        token(Kind::Otherwise).map(PointsWhen::Otherwise),
    ));
    value.then(when).map_with(|(points, when), e| PointsLine { points, when, span: covering(e.slice()) })
}

/// `0 when krav == no`, `1 otherwise`.
pub(super) fn case<'a>(
    expression: Boxed<'a, Expr>,
    condition: impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone,
) -> impl Parser<'a, Input<'a>, CaseLine, Extra<'a>> {
    let when = choice((
        token(Kind::When).ignore_then(condition).map(CaseWhen::When),
        token(Kind::Otherwise).to(()).map(|()| CaseWhen::Otherwise),
    ));
    expression.then(when).map(|(value, when)| CaseLine { value, when })
}

/// `from 25%`, `requires plan == yes for skolledare`.
pub(super) fn level_rule<'a>(
    condition: impl Parser<'a, Input<'a>, Expr, Extra<'a>>,
) -> impl Parser<'a, Input<'a>, LevelRule, Extra<'a>> {
    let bound = one_of([
        (Kind::From, BoundKind::From),
        (Kind::Above, BoundKind::Above),
        (Kind::To, BoundKind::To),
        (Kind::Below, BoundKind::Below),
    ])
    .then(value())
    .map(|(kind, value)| LevelRule::Bound { kind, value });
    let roles = token(Kind::For).ignore_then(names()).or_not().map(Option::unwrap_or_default);
    let requires = token(Kind::Requires)
        .then(condition)
        .then(roles)
        .map(|((keyword, condition), roles)| LevelRule::Requires { keyword, condition, roles });
    bound.or(requires)
}

/// `counts as highest`, `left out`.
pub(super) fn treatment<'a>() -> impl Parser<'a, Input<'a>, Spanned<Treatment>, Extra<'a>> {
    let value = choice((
        token(Kind::Lowest).map(|_| Treatment::Lowest),
        token(Kind::Highest).map(|_| Treatment::Highest),
        name().map(|name| Treatment::Option(name.node)),
    ))
    .map_with(|treatment, e| Spanned::new(treatment, covering(e.slice())));
    let counts = token(Kind::Counts).then(token(Kind::As)).ignore_then(value);
    let left_out =
        token(Kind::Left).then(token(Kind::Out)).map(|(from, to)| Spanned::new(Treatment::LeftOut, from.to(to)));
    counts.or(left_out)
}

/// `of questions in kompetens total 100`.
pub(super) fn total<'a>() -> impl Parser<'a, Input<'a>, (Option<Selector>, Value), Extra<'a>> {
    let selector = token(Kind::Of).ignore_then(selectors::selector()).or_not();
    selector.then_ignore(token(Kind::Total)).then(value())
}

/// `plan to yes`, `answer`.
pub(super) fn raises<'a>() -> impl Parser<'a, Input<'a>, (RaisesTarget, Option<Operand>), Extra<'a>> {
    let target = token(Kind::Answer).map(RaisesTarget::Answer).or(path().map(RaisesTarget::Path));
    target.then(token(Kind::To).ignore_then(operand()).or_not())
}

/// `plan yes`, `verktyg karta + tavla`, `others lowest`.
pub(super) fn given<'a>() -> impl Parser<'a, Input<'a>, Given, Extra<'a>> {
    let others = one_of([
        (Kind::Lowest, OthersAnswer::Lowest),
        (Kind::Highest, OthersAnswer::Highest),
        (Kind::Na, OthersAnswer::Na),
        (Kind::Unanswered, OthersAnswer::Unanswered),
    ]);
    let others = token(Kind::Others).then(others).map(|(keyword, answer)| Given::Others { keyword, answer });
    let options = |first: chumsky::Boxed<'a, 'a, Input<'a>, super::Name, Extra<'a>>| {
        first
            .then(token(Kind::Plus).ignore_then(name()).repeated().collect::<Vec<_>>())
            .map(|(first, more)| GivenAnswer::Options(std::iter::once(first).chain(more).collect()))
    };
    let answer = choice((
        options(plain_name().boxed()),
        value().map(GivenAnswer::Number),
        token(Kind::Na).map(|_| GivenAnswer::Na),
        token(Kind::Nothing).map(|_| GivenAnswer::Nothing),
        token(Kind::Unanswered).map(|_| GivenAnswer::Unanswered),
        token(Kind::String)
            .map_with(|span, e| GivenAnswer::Text(spelling::text_content(e.state().0.written(span)).into_owned())),
        options(name().boxed()),
    ))
    .map_with(|answer, e| Spanned::new(answer, covering(e.slice())));
    others.or(path().then(answer).map(|(question, answer)| Given::Answer { question, answer }))
}
