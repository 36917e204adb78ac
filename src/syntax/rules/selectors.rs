//! Sets of questions and areas.

use chumsky::prelude::*;

use super::super::ast::{Attribute, Filter, Selection, Selector, SelectorBase};
use super::super::kind::Kind;
use super::{Concept, Extra, Input, Reader, covering, lines, name, names, one_of, path, token};
use crate::exact::Compare;
use crate::source::{Span, Spanned};

/// `questions in kompetens at mil1`.
pub(super) fn selector<'a>() -> impl Parser<'a, Input<'a>, Selector, Extra<'a>> + Clone {
    let base = choice((
        token(Kind::Questions).to(SelectorBase::Questions),
        token(Kind::Areas).to(SelectorBase::Areas),
        token(Kind::Own).then(token(Kind::Questions)).to(SelectorBase::OwnQuestions),
        token(Kind::All).then(token(Kind::Areas)).to(SelectorBase::AllAreas),
    ))
    .labelled(Concept::Set);
    base.then(filter().repeated().collect()).map_with(|(base, filters), e| Selector {
        base,
        filters,
        span: covering(e.slice()),
    })
}

fn filter<'a>() -> impl Parser<'a, Input<'a>, Spanned<Filter>, Extra<'a>> + Clone {
    choice((
        token(Kind::In).ignore_then(path()).map(Filter::In),
        token(Kind::At).ignore_then(name()).map(Filter::At),
        token(Kind::Tagged).ignore_then(name()).map(Filter::Tagged),
        token(Kind::On).ignore_then(name()).map(Filter::On),
        token(Kind::For).ignore_then(name()).map(Filter::For),
        token(Kind::Except).ignore_then(names()).map(Filter::Except),
        token(Kind::Where)
            .then(token(Kind::Weight))
            .ignore_then(compare())
            .then(lines::value())
            .map(|(compare, value)| Filter::WhereWeight(compare, value)),
    ))
    .map_with(|filter, e| Spanned::new(filter, covering(e.slice())))
    .labelled(Concept::Filter)
}

/// `points of questions`.
pub(super) fn selection<'a>() -> impl Parser<'a, Input<'a>, Selection, Extra<'a>> + Clone {
    attribute().then_ignore(token(Kind::Of)).or_not().then(selector()).map_with(|(attribute, selector), e| Selection {
        attribute,
        selector,
        span: covering(e.slice()),
    })
}

pub(super) fn attribute<'a>() -> impl Parser<'a, Input<'a>, Spanned<Attribute>, Extra<'a>> + Copy {
    one_of([(Kind::Points, Attribute::Points), (Kind::Score, Attribute::Score), (Kind::Level, Attribute::Level)])
}

/// `==`, `<=` …
pub(super) fn compare<'a>() -> impl Parser<'a, Input<'a>, Spanned<Compare>, Extra<'a>> + Clone {
    one_of([
        (Kind::Equal, Compare::Equal),
        (Kind::NotEqual, Compare::NotEqual),
        (Kind::Less, Compare::Less),
        (Kind::LessEqual, Compare::LessOrEqual),
        (Kind::Greater, Compare::Greater),
        (Kind::GreaterEqual, Compare::GreaterOrEqual),
    ])
    .or(equals_sign())
    .labelled(Concept::Test)
}

/// `=`, which is noticed and taken for `==`.
fn equals_sign<'a>() -> impl Parser<'a, Input<'a>, Spanned<Compare>, Extra<'a>> + Copy {
    custom(|input: &mut Reader<'a, '_>| match input.peek_ref() {
        Some(token) if token.kind == Kind::Equals => {
            let span: Span = token.span;
            input.skip();
            input.emit(super::Miss::said(super::Said::EqualsSign(span)));
            Ok(Spanned::new(Compare::Equal, span))
        }
        _ => Err(super::Miss::new(*input.cursor().inner(), super::Expected::default())),
    })
}
