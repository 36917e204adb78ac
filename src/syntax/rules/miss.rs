//! What a rule says when it cannot go on, and what it notices on the way.

use chumsky::DefaultExpected;
use chumsky::error::{Error, LabelError};
use chumsky::span::SimpleSpan;
use chumsky::util::MaybeRef;

use super::super::kind::Kind;
use super::super::lexer::Token;
use super::Input;
use crate::source::Span;

/// What could have stood somewhere: kinds of tokens, and concepts that stand for several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Expected {
    kinds: u128,
    concepts: u8,
}

/// Something that many tokens can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Concept {
    /// A number, a name, a formula in parentheses, `sum(…)`.
    Operand,
    /// `questions`, `own questions`, `areas`, `all areas`.
    Set,
    /// `in`, `at`, `tagged`, …
    Filter,
    /// `==`, `>=`, `is`, `has`, …
    Test,
    /// `+`, `*`, `out of`, …
    Operator,
}

const _: () = assert!((Kind::Foreign as usize) < 128, "a kind of token needs a bit in `Expected`");

impl Expected {
    pub(crate) fn kind(kind: Kind) -> Expected {
        Expected { kinds: 1u128.checked_shl(kind as u32).unwrap_or(0), concepts: 0 }
    }

    pub(crate) fn concept(concept: Concept) -> Expected {
        Expected { kinds: 0, concepts: 1u8.checked_shl(concept as u32).unwrap_or(0) }
    }

    pub(crate) fn or(self, other: Expected) -> Expected {
        Expected { kinds: self.kinds | other.kinds, concepts: self.concepts | other.concepts }
    }

    pub(crate) fn has(self, kind: Kind) -> bool {
        self.kinds & Expected::kind(kind).kinds != 0
    }

    pub(crate) fn has_concept(self, concept: Concept) -> bool {
        self.concepts & Expected::concept(concept).concepts != 0
    }
}

/// A rule could not go on.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Miss {
    /// The number of tokens before the one that does not fit.
    pub at: usize,
    /// What could have stood there.
    pub expected: Expected,
    /// Something that was noticed and does not stop the rule; the other fields mean nothing then.
    pub said: Option<Box<Said>>,
}

/// A mistake that a rule sees through.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// A reserved word where a name stands.
    Reserved(Span),
    /// A reserved word where a value stands in a formula.
    ReservedOperand(Span),
    /// `=` where two things are compared.
    EqualsSign(Span),
    /// `is yes`.
    IsAnswer {
        /// `is` or `is not`.
        test: Span,
        /// `not` is there.
        negated: bool,
        /// What stands behind.
        answer: Span,
    },
    /// `is answerd`.
    MisspeltState {
        /// The name behind `is`.
        written: Span,
        /// The word that is meant.
        word: &'static str,
    },
    /// `and` beside `or`.
    AndBesideOr {
        /// The first `and`.
        and: Span,
        /// The first `or`.
        or: Span,
        /// The runs joined by `and`, which need parentheses.
        runs: Vec<Span>,
    },
    /// `1 <= x <= 3`.
    Chain {
        /// All of it.
        whole: Span,
        /// What stands between the two comparisons.
        middle: Span,
        /// The second comparison's sign.
        second: Span,
    },
    /// `7/0`.
    ZeroDivision(Span),
}

impl Miss {
    pub(super) fn new(at: usize, expected: Expected) -> Miss {
        Miss { at, expected, said: None }
    }

    pub(super) fn said(said: Said) -> Miss {
        Miss { at: 0, expected: Expected::default(), said: Some(Box::new(said)) }
    }
}

impl<'a> Error<'a, Input<'a>> for Miss {
    fn merge(self, other: Miss) -> Miss {
        Miss { expected: self.expected.or(other.expected), ..self }
    }
}

impl<'a> LabelError<'a, Input<'a>, DefaultExpected<'a, Token>> for Miss {
    fn expected_found<E: IntoIterator<Item = DefaultExpected<'a, Token>>>(
        _: E,
        _: Option<MaybeRef<'a, Token>>,
        span: SimpleSpan,
    ) -> Miss {
        Miss::new(span.start, Expected::default())
    }
}

impl<'a> LabelError<'a, Input<'a>, Concept> for Miss {
    fn expected_found<E: IntoIterator<Item = Concept>>(
        expected: E,
        _: Option<MaybeRef<'a, Token>>,
        span: SimpleSpan,
    ) -> Miss {
        Miss::new(span.start, expected.into_iter().fold(Expected::default(), |all, c| all.or(Expected::concept(c))))
    }

    fn label_with(&mut self, concept: Concept) {
        self.expected = Expected::concept(concept);
    }
}
