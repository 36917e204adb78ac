//! Formulas and conditions.

use chumsky::prelude::*;

use super::super::ast::{
    Aggregate, BinaryOp, Expr, ExprKind, Path, Quantifier, Reference, ReferenceBase, State, Test, TestKind,
};
use super::super::kind::Kind;
use super::{
    Boxed, Concept, Extra, Input, Miss, Reader, Said, covering, lines, name, one_of, path, path_from, plain_name,
    reserved_operand, selectors, token,
};
use crate::diagnostics::nearest;
use crate::exact::Compare;
use crate::source::{Span, Spanned};

/// Comparisons, joined by `and` or by `or`.
pub(super) fn condition<'a>() -> impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone {
    recursive(|condition| {
        let joiner = one_of([(Kind::And, true), (Kind::Or, false)]);
        let comparison = comparison(expression(condition)).boxed();
        comparison.clone().then(joiner.then(comparison).repeated().collect::<Vec<_>>()).validate(
            |(first, more), _, emitter| {
                if more.is_empty() { first } else { join(first, more, |said| emitter.emit(Miss::said(said))) }
            },
        )
    })
}

/// Joins comparisons; `and` binds tighter where the author has not said.
fn join(first: Expr, more: Vec<(Spanned<bool>, Expr)>, mut say: impl FnMut(Said)) -> Expr {
    let joiner = |is_and: bool| more.iter().find(|(j, _)| j.node == is_and).map(|(j, _)| j.span);
    let mixed = joiner(true).zip(joiner(false));
    let mut runs: Vec<Vec<Expr>> = Vec::new();
    let mut run = vec![first];
    for (joiner, comparison) in more {
        if !joiner.node {
            runs.push(std::mem::take(&mut run));
        }
        run.push(comparison);
    }
    runs.push(run);
    if let Some((and, or)) = mixed {
        let runs = runs.iter().filter(|run| run.len() > 1).map(|run| span_of(run)).collect();
        say(Said::AndBesideOr { and, or, runs });
    }
    let ands = runs.into_iter().map(|run| joined(run, ExprKind::And)).collect();
    joined(ands, ExprKind::Or)
}

fn joined(mut parts: Vec<Expr>, kind: fn(Vec<Expr>) -> ExprKind) -> Expr {
    match parts.len() {
        1 => parts.pop().unwrap_or(Expr { kind: ExprKind::Broken, span: Span::default() }),
        _ => Expr { span: span_of(&parts), kind: kind(parts) },
    }
}

fn span_of(parts: &[Expr]) -> Span {
    match (parts.first(), parts.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    }
}

/// `not x >= 3`, `plan is met`.
fn comparison<'a>(
    expression: impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone + 'a,
) -> impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone {
    let expression = expression.boxed();
    token(Kind::Not).or_not().then(expression.clone()).then(test(expression).repeated().collect::<Vec<_>>()).validate(
        |((not, left), tests), _, emitter| {
            let compared = compare_all(left, tests, |said| emitter.emit(Miss::said(said)));
            match not {
                Some(not) => Expr { span: not.to(compared.span), kind: ExprKind::Not(Box::new(compared)) },
                None => compared,
            }
        },
    )
}

/// `left` with its test. Further ones are a mistake; `1 <= x <= 3` is taken for `1 <= x and x <= 3`.
fn compare_all(left: Expr, tests: Vec<Test>, mut say: impl FnMut(Said)) -> Expr {
    let mut tests = tests.into_iter();
    let Some(first) = tests.next() else { return left };
    let mut middle = match &first.kind {
        TestKind::Compare(_, right) => Some(right.clone()),
        _ => None,
    };
    let mut all = vec![tested(left, first)];
    for test in tests {
        let whole = span_of(&all).to(test.span);
        let second = match &test.kind {
            TestKind::Compare(compare, _) => compare.span,
            _ => test.span,
        };
        if all.len() == 1 {
            let middle = middle.as_ref().map_or(Span::new(whole.file, whole.end, whole.end), |m| m.span);
            say(Said::Chain { whole, middle, second });
        }
        let next = match &test.kind {
            TestKind::Compare(_, right) => Some(right.clone()),
            _ => None,
        };
        let left = middle.take().unwrap_or(Expr { kind: ExprKind::Broken, span: test.span });
        all.push(tested(left, test));
        middle = next;
    }
    joined(all, ExprKind::And)
}

fn tested(left: Expr, test: Test) -> Expr {
    Expr { span: left.span.to(test.span), kind: ExprKind::Test(Box::new(left), Box::new(test)) }
}

/// `>= 3`, `is met`, `has karta`.
fn test<'a>(
    expression: impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone,
) -> impl Parser<'a, Input<'a>, Test, Extra<'a>> + Clone {
    let state = one_of([
        (Kind::Met, State::Met),
        (Kind::Answered, State::Answered),
        (Kind::Unanswered, State::Unanswered),
        (Kind::Na, State::Na),
        (Kind::Hidden, State::Hidden),
    ]);
    choice((
        selectors::compare().then(expression).map(|(compare, right)| TestKind::Compare(compare, right)),
        token(Kind::Is)
            .or(token(Kind::Are))
            .ignore_then(token(Kind::Not).or_not())
            .then(state)
            .map(|(not, state)| TestKind::State { negated: not.is_some(), state }),
        is_answer(),
        token(Kind::Has).ignore_then(name()).map(TestKind::Has),
    ))
    .map_with(|kind, e| Test { kind, span: covering(e.slice()) })
    .labelled(Concept::Test)
}

/// `is yes`, which is noticed and taken for `== yes`.
fn is_answer<'a>() -> impl Parser<'a, Input<'a>, TestKind, Extra<'a>> + Clone {
    token(Kind::Is).or(token(Kind::Are)).then(token(Kind::Not).or_not()).then(path_of_name()).validate(
        |((is, not), path), _, emitter| {
            let test = is.to(not.unwrap_or(is));
            let answer = path.span;
            if let Some((word, state)) = misspelt_state(&path) {
                emitter.emit(Miss::said(Said::MisspeltState { written: answer, word }));
                return TestKind::State { negated: not.is_some(), state: Spanned::new(state, answer) };
            }
            emitter.emit(Miss::said(Said::IsAnswer { test, negated: not.is_some(), answer }));
            let compare = if not.is_some() { Compare::NotEqual } else { Compare::Equal };
            let reference = Reference { base: ReferenceBase::Path(path), attribute: None };
            let right = Expr { kind: ExprKind::Reference(reference), span: answer };
            TestKind::Compare(Spanned::new(compare, test), right)
        },
    )
}

/// The state that a name is meant for. `met` and `na` are too short to be told from the name of an option.
fn misspelt_state(path: &Path) -> Option<(&'static str, State)> {
    const STATES: [(&str, State); 3] =
        [("answered", State::Answered), ("unanswered", State::Unanswered), ("hidden", State::Hidden)];
    let [name] = path.parts.as_slice() else { return None };
    let meant = nearest(&name.node, STATES.map(|(word, _)| word))?;
    STATES.into_iter().find(|(word, _)| *word == meant)
}

fn path_of_name<'a>() -> impl Parser<'a, Input<'a>, Path, Extra<'a>> + Copy {
    custom(|input: &mut Reader<'a, '_>| {
        let first = input.parse(plain_name())?;
        path_from(input, first)
    })
}

/// `x + 1`, `mean(points of questions) else 0`.
pub(super) fn expression<'a>(
    condition: impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone + 'a,
) -> impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone {
    let condition = condition.boxed();
    recursive(move |expression| {
        let out_of =
            token(Kind::Out).then(token(Kind::Of)).map(|(from, to)| Spanned::new(BinaryOp::OutOf, from.to(to)));
        let by = one_of([(Kind::Star, BinaryOp::Multiply), (Kind::Slash, BinaryOp::Divide), (Kind::Of, BinaryOp::Of)])
            .or(out_of)
            .labelled(Concept::Operator);
        let plus = one_of([(Kind::Plus, BinaryOp::Add), (Kind::Minus, BinaryOp::Subtract)]).labelled(Concept::Operator);
        let unary = unary(primary(condition, expression.boxed())).boxed();
        let product = unary.clone().foldl(by.then(unary).repeated(), binary).boxed();
        let sum = product.clone().foldl(plus.then(product).repeated(), binary).boxed();
        let fallback = token(Kind::Else).labelled(Concept::Operator).ignore_then(sum.clone());
        sum.then(fallback.or_not()).map(|(value, fallback)| match fallback {
            Some(other) => {
                Expr { span: value.span.to(other.span), kind: ExprKind::Else(Box::new(value), Box::new(other)) }
            }
            None => value,
        })
    })
}

fn binary(left: Expr, (operator, right): (Spanned<BinaryOp>, Expr)) -> Expr {
    Expr { span: left.span.to(right.span), kind: ExprKind::Binary(Box::new(left), operator, Box::new(right)) }
}

fn unary<'a>(
    primary: impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone,
) -> impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone {
    token(Kind::Minus).or_not().then(primary).map(|(minus, value)| match minus {
        Some(minus) => Expr { span: minus.to(value.span), kind: ExprKind::Negate(Box::new(value)) },
        None => value,
    })
}

fn primary<'a>(
    condition: Boxed<'a, Expr>,
    expression: Boxed<'a, Expr>,
) -> impl Parser<'a, Input<'a>, Expr, Extra<'a>> + Clone {
    let (open, close) = (token(Kind::OpenParen), token(Kind::CloseParen));
    let paren = condition.delimited_by(open, close).map(|inner| ExprKind::Paren(Box::new(inner)));
    let suggested = token(Kind::Suggested).ignore_then(path().delimited_by(open, close)).map(ExprKind::Suggested);
    let round = token(Kind::Round)
        .ignore_then(expression.clone().then_ignore(token(Kind::Comma)).then(lines::digits()).delimited_by(open, close))
        .map(|(value, digits)| ExprKind::Round(Box::new(value), digits));
    choice((
        reference().map(ExprKind::Reference),
        lines::literal().map(ExprKind::Number),
        paren,
        aggregate(expression.clone()),
        quantified(expression),
        round,
        suggested,
        // Last: a reserved word in the place of a name.
        reserved_operand().map(|name| {
            let path = Path { span: name.span, parts: vec![name] };
            ExprKind::Reference(Reference { base: ReferenceBase::Path(path), attribute: None })
        }),
    ))
    .map_with(|kind, e| Expr { kind, span: covering(e.slice()) })
    .labelled(Concept::Operand)
    .boxed()
}

/// `sum(points of questions)`, `max(a, b)`.
fn aggregate<'a>(expression: Boxed<'a, Expr>) -> impl Parser<'a, Input<'a>, ExprKind, Extra<'a>> + Clone {
    enum Of {
        Set(Box<super::super::ast::Selection>),
        List(Vec<Expr>),
    }
    let list = expression.separated_by(token(Kind::Comma)).at_least(1).collect().map(Of::List);
    one_of([
        (Kind::Sum, Aggregate::Sum),
        (Kind::Mean, Aggregate::Mean),
        (Kind::Min, Aggregate::Min),
        (Kind::Max, Aggregate::Max),
    ])
    .then(
        selectors::selection()
            .map(|set| Of::Set(Box::new(set)))
            .or(list)
            .delimited_by(token(Kind::OpenParen), token(Kind::CloseParen)),
    )
    .map(|(aggregate, of)| match of {
        Of::Set(selection) => ExprKind::AggregateSet(aggregate, selection),
        Of::List(list) => ExprKind::AggregateList(aggregate, list),
    })
    .boxed()
}

/// `count(questions on skattning >= mycket)`.
fn quantified<'a>(expression: Boxed<'a, Expr>) -> impl Parser<'a, Input<'a>, ExprKind, Extra<'a>> + Clone {
    one_of([
        (Kind::Count, Quantifier::Count),
        (Kind::Share, Quantifier::Share),
        (Kind::All, Quantifier::All),
        (Kind::Any, Quantifier::Any),
    ])
    .then(
        selectors::selection()
            .then(test(expression).or_not())
            .delimited_by(token(Kind::OpenParen), token(Kind::CloseParen)),
    )
    .map(|(quantifier, (selection, test))| ExprKind::Quantified(quantifier, Box::new(selection), test.map(Box::new)))
    .boxed()
}

/// `plan`, `kompetens.level`, `overall.score`, `level`, `answer.points`.
fn reference<'a>() -> impl Parser<'a, Input<'a>, Reference, Extra<'a>> + Clone {
    let dot = token(Kind::Dot);
    let attribute = dot.ignore_then(selectors::attribute()).or_not();
    let named = custom(|input: &mut Reader<'a, '_>| {
        let first = input.parse(plain_name())?;
        path_from(input, first)
    });
    let after_dot = custom(|input: &mut Reader<'a, '_>| {
        input.parse(token(Kind::Dot))?;
        let first = input.parse(plain_name())?;
        path_from(input, first)
    });
    let own = one_of([
        (Kind::Score, super::super::ast::Attribute::Score),
        (Kind::Level, super::super::ast::Attribute::Level),
    ]);
    let points = dot.ignore_then(one_of([(Kind::Points, super::super::ast::Attribute::Points)])).or_not();
    choice((
        named.then(attribute).map(|(path, attribute)| Reference { base: ReferenceBase::Path(path), attribute }),
        own.map(|attribute| Reference { base: ReferenceBase::Own, attribute: Some(attribute) }),
        token(Kind::Overall)
            .ignore_then(after_dot.or_not())
            .then(attribute)
            .map(|(path, attribute)| Reference { base: ReferenceBase::Overall(path), attribute }),
        token(Kind::Answer).ignore_then(points).map(|attribute| Reference { base: ReferenceBase::Answer, attribute }),
    ))
}
