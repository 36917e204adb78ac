//! Formulas, conditions and what they name.

use super::{Name, Path, Value};
use crate::exact::Compare;
use crate::source::{Span, Spanned};

/// A formula: one expression, or the first line that holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// One expression.
    Expr(Expr),
    /// `{ 0 when krav == no, mean(points of questions) otherwise }`.
    Lines {
        /// The lines with a condition.
        lines: Vec<(Expr, Expr)>,
        /// The last line.
        otherwise: Box<Expr>,
        /// With the braces.
        span: Span,
    },
}

/// An expression or a condition: the grammar has one tree for both, the type-checker tells them apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// Which form.
    pub kind: ExprKind,
    /// All of it.
    pub span: Span,
}

/// The forms of [`Expr`].
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A literal; never negative, as the sign is an operator here.
    Number(Value),
    /// A name, with an attribute: `kompetens.level`, `plan`, `overall`, `score`.
    Reference(Reference),
    /// `suggested(action)`.
    Suggested(Path),
    /// `-x`.
    Negate(Box<Expr>),
    /// Arithmetic.
    Binary(Box<Expr>, Spanned<BinaryOp>, Box<Expr>),
    /// `x else 0`.
    Else(Box<Expr>, Box<Expr>),
    /// `round(x, 2)`.
    Round(Box<Expr>, Value),
    /// `sum`, `mean`, `min`, `max` of a set.
    AggregateSet(Spanned<Aggregate>, Box<Selection>),
    /// `sum`, `mean`, `min`, `max` of a list.
    AggregateList(Spanned<Aggregate>, Vec<Expr>),
    /// `count`, `share`, `all`, `any`.
    Quantified(Spanned<Quantifier>, Box<Selection>, Option<Box<Test>>),
    /// `x >= 3`, `plan is met`.
    Test(Box<Expr>, Box<Test>),
    /// `not x`.
    Not(Box<Expr>),
    /// `a and b and c`: at least two.
    And(Vec<Expr>),
    /// `a or b or c`: at least two.
    Or(Vec<Expr>),
    /// In parentheses.
    Paren(Box<Expr>),
    /// Could not be read.
    Broken,
}

/// A reference: what stands before the attribute, and the attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What is meant.
    pub base: ReferenceBase,
    /// `.score`, `.level`, `.points`.
    pub attribute: Option<Spanned<Attribute>>,
}

/// What a [`Reference`] starts from.
#[derive(Debug, Clone, PartialEq)]
pub enum ReferenceBase {
    /// A name.
    Path(Path),
    /// `overall`, or `overall.x` with the path after it.
    Overall(Option<Path>),
    /// Bare `score` or `level`: the area's own; the attribute says which.
    Own,
    /// `answer`: of the question that it stands in.
    Answer,
}

/// What can be asked of a question or an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum Attribute {
    Score,
    Level,
    Points,
}

/// Arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// `x out of 12`: points as a percentage.
    OutOf,
    /// `40% of 500`: a percentage of a number.
    Of,
}

/// Aggregates with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum Aggregate {
    Sum,
    Mean,
    Min,
    Max,
}

/// Aggregates over a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum Quantifier {
    Count,
    Share,
    All,
    Any,
}

/// A set, and what is read of each member.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// `points of`.
    pub attribute: Option<Spanned<Attribute>>,
    /// The set.
    pub selector: Selector,
    /// All of it.
    pub span: Span,
}

/// A set of questions or areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// Which set to start from.
    pub base: SelectorBase,
    /// What narrows it.
    pub filters: Vec<Spanned<Filter>>,
    /// All of it.
    pub span: Span,
}

/// The four sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectorBase {
    /// At any depth.
    Questions,
    /// The direct ones.
    OwnQuestions,
    /// The direct children.
    Areas,
    /// At any depth.
    AllAreas,
}

/// What narrows a set.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Inside an area.
    In(Path),
    /// At a level.
    At(Name),
    /// With a tag.
    Tagged(Name),
    /// Answered on a scale.
    On(Name),
    /// Asked of a role.
    For(Name),
    /// Without these.
    Except(Vec<Path>),
    /// By weight.
    WhereWeight(Spanned<Compare>, Value),
}

/// What is tested.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Which test.
    pub kind: TestKind,
    /// From the operator on.
    pub span: Span,
}

/// The forms of [`Test`].
#[derive(Debug, Clone, PartialEq)]
pub enum TestKind {
    /// `>= x`.
    Compare(Spanned<Compare>, Expr),
    /// `is met`, `are not answered`.
    State {
        /// `not`.
        negated: bool,
        /// Which state.
        state: Spanned<State>,
    },
    /// `has karta`.
    Has(Name),
}

/// The states that `is` tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the grammar")]
pub enum State {
    Met,
    Answered,
    Unanswered,
    Na,
    Hidden,
}
