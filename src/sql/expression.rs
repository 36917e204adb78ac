//! SQL expressions, before they are spelled for an engine.
//!
//! `NULL` is a number without a value and a condition that does not hold: conditions have no `not` inside, so that
//! SQL's third truth value never turns into a truth.

use num_bigint::BigInt;

use crate::exact::Compare;

/// The number of a column in [`Steps`](super::steps::Steps).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ColumnId(pub usize);

/// The types of whole numbers, from narrow to wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Width {
    /// 32 bits.
    Normal,
    /// 64 bits.
    Long,
    /// The widest exact type of the engine.
    Widest,
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    /// A column of an earlier step.
    Column(ColumnId),
    /// A column of the table of responses, as text; the empty text when it is `NULL`.
    Input(String),
    /// A column of the table of responses as it is.
    Kept(String),
    /// A whole number.
    Integer(BigInt),
    /// A text.
    Text(String),
    /// True or false.
    Truth(bool),
    /// No value.
    Null,
    /// A whole number in a wider type.
    Widened(Width, Box<Expr>),
    /// A text of digits as a whole number.
    ToNumber(Width, Box<Expr>),
    /// A whole number of millionths as a number with six decimals; the second says that 18 digits do for it.
    Millionths(Box<Expr>, bool),
    /// A sum.
    Sum(Vec<Expr>),
    /// A product.
    Product(Vec<Expr>),
    /// The negative.
    Minus(Box<Expr>),
    /// The quotient of whole numbers that are not negative, its fraction dropped; of this width.
    Quotient(Width, Box<Expr>, Box<Expr>),
    /// What is left by that.
    Remainder(Box<Expr>, Box<Expr>),
    /// A comparison.
    Compare(Box<Expr>, Compare, Box<Expr>),
    /// One of these.
    Among(Box<Expr>, Vec<Expr>),
    /// From the first to the last.
    Between(Box<Expr>, BigInt, BigInt),
    /// Has no value.
    IsNull(Box<Expr>),
    /// Has a value.
    NotNull(Box<Expr>),
    /// All hold.
    And(Vec<Expr>),
    /// One holds.
    Or(Vec<Expr>),
    /// The condition does not hold, whether it is false or `NULL`.
    Fails(Box<Expr>),
    /// The first of several cases.
    Case(Vec<(Expr, Expr)>, Box<Expr>),
    /// What stands beside a value in a table.
    Lookup(Box<Expr>, Vec<(Expr, Expr)>, Box<Expr>),
    /// The first that has a value.
    Coalesce(Vec<Expr>),
    /// No value for this value.
    NullIf(Box<Expr>, Box<Expr>),
    /// The least of those that have a value; all lie below the number.
    Least(Vec<Expr>, BigInt),
    /// The greatest of those that have a value; all lie above the number.
    Greatest(Vec<Expr>, BigInt),
    /// A set of options has this bit.
    HasBit(Box<Expr>, u64),
    /// Texts one after the other.
    Concat(Vec<Expr>),
    /// How many characters a text has.
    Length(Box<Expr>),
    /// The place of the second text in the first, from 1; 0 when it is not there.
    Place(Box<Expr>, Box<Expr>),
    /// A text from this character on, at most so many.
    Part(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
    /// The text consists of digits alone, of at least one.
    Digits(Box<Expr>),
    /// The text without the zeros at its beginning (true) or end.
    Trimmed(Box<Expr>, bool),
}

impl Expr {
    /// A whole number.
    pub fn int(number: impl Into<BigInt>) -> Expr {
        Expr::Integer(number.into())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Expr {
        Expr::Text(text.into())
    }

    /// A sum of what is there: without zeros, and without a sum where there is one term.
    pub fn sum(terms: impl IntoIterator<Item = Expr>) -> Expr {
        let mut terms: Vec<Expr> = terms.into_iter().filter(|term| *term != Expr::int(0)).collect();
        match terms.len() {
            0 => Expr::int(0),
            1 => terms.remove(0),
            _ => Expr::Sum(terms),
        }
    }

    /// A product with a factor.
    #[must_use]
    pub fn times(self, factor: &BigInt) -> Expr {
        match self {
            Expr::Integer(number) => Expr::Integer(number * factor),
            number if *factor == BigInt::from(1) => number,
            number if *factor == BigInt::from(-1) => Expr::Minus(Box::new(number)),
            number => Expr::Product(vec![number, Expr::Integer(factor.clone())]),
        }
    }

    /// A comparison.
    pub fn compare(left: Expr, compare: Compare, right: Expr) -> Expr {
        if left == Expr::Null || right == Expr::Null {
            return Expr::Truth(false);
        }
        Expr::Compare(Box::new(left), compare, Box::new(right))
    }

    /// Equality with a whole number.
    #[must_use]
    pub fn equals(self, number: i64) -> Expr {
        Expr::compare(self, Compare::Equal, Expr::int(number))
    }

    /// All hold.
    pub fn all(conditions: Vec<Expr>) -> Expr {
        let mut parts = Vec::new();
        for condition in conditions {
            match condition {
                Expr::Truth(true) => {}
                Expr::Truth(false) => return Expr::Truth(false),
                Expr::And(inner) => parts.extend(inner),
                other if parts.contains(&other) => {}
                other => parts.push(other),
            }
        }
        match parts.len() {
            0 => Expr::Truth(true),
            1 => parts.remove(0),
            _ => Expr::And(parts),
        }
    }

    /// One holds.
    pub fn any(conditions: Vec<Expr>) -> Expr {
        let mut parts = Vec::new();
        for condition in conditions {
            match condition {
                Expr::Truth(false) => {}
                Expr::Truth(true) => return Expr::Truth(true),
                Expr::Or(inner) => parts.extend(inner),
                other if parts.contains(&other) => {}
                other => parts.push(other),
            }
        }
        match parts.len() {
            0 => Expr::Truth(false),
            1 => parts.remove(0),
            _ => Expr::Or(parts),
        }
    }

    /// The condition does not hold.
    #[must_use]
    pub fn fails(self) -> Expr {
        match self {
            Expr::Truth(truth) => Expr::Truth(!truth),
            Expr::IsNull(inner) => Expr::NotNull(inner),
            Expr::NotNull(inner) => Expr::IsNull(inner),
            other => Expr::Fails(Box::new(other)),
        }
    }

    /// Has no value.
    #[must_use]
    pub fn null(self) -> Expr {
        match self {
            Expr::Null => Expr::Truth(true),
            other => Expr::IsNull(Box::new(other)),
        }
    }

    /// Has a value.
    #[must_use]
    pub fn not_null(self) -> Expr {
        match self {
            Expr::Integer(_) | Expr::Text(_) | Expr::Truth(_) => Expr::Truth(true),
            Expr::Null => Expr::Truth(false),
            other => Expr::NotNull(Box::new(other)),
        }
    }

    /// The value where the condition holds, else the other.
    pub fn case(condition: Expr, value: Expr, otherwise: Expr) -> Expr {
        match condition {
            Expr::Truth(true) => value,
            Expr::Truth(false) => otherwise,
            _ if value == otherwise => value,
            condition => Expr::Case(vec![(condition, value)], Box::new(otherwise)),
        }
    }

    /// This, or 0 where it has no value.
    #[must_use]
    pub fn or_zero(self) -> Expr {
        match self {
            Expr::Integer(number) => Expr::Integer(number),
            Expr::Null => Expr::int(0),
            other => Expr::Coalesce(vec![other, Expr::int(0)]),
        }
    }

    /// Calls `each` with every part that an expression consists of directly.
    pub fn parts(&self, each: &mut dyn FnMut(&Expr)) {
        match self {
            Expr::Column(_)
            | Expr::Input(_)
            | Expr::Kept(_)
            | Expr::Integer(_)
            | Expr::Text(_)
            | Expr::Truth(_)
            | Expr::Null => {}
            Expr::Widened(_, inner)
            | Expr::ToNumber(_, inner)
            | Expr::Millionths(inner, _)
            | Expr::Minus(inner)
            | Expr::Between(inner, ..)
            | Expr::IsNull(inner)
            | Expr::NotNull(inner)
            | Expr::Fails(inner)
            | Expr::HasBit(inner, _)
            | Expr::Length(inner)
            | Expr::Digits(inner)
            | Expr::Trimmed(inner, _) => each(inner),
            Expr::Sum(all)
            | Expr::Product(all)
            | Expr::And(all)
            | Expr::Or(all)
            | Expr::Coalesce(all)
            | Expr::Least(all, _)
            | Expr::Greatest(all, _)
            | Expr::Concat(all) => all.iter().for_each(each),
            Expr::Quotient(_, one, other)
            | Expr::Remainder(one, other)
            | Expr::Compare(one, _, other)
            | Expr::NullIf(one, other)
            | Expr::Place(one, other) => {
                each(one);
                each(other);
            }
            Expr::Among(one, all) => {
                each(one);
                all.iter().for_each(each);
            }
            Expr::Case(lines, otherwise) => {
                lines.iter().for_each(|(when, then)| {
                    each(when);
                    each(then);
                });
                each(otherwise);
            }
            Expr::Lookup(of, lines, otherwise) => {
                each(of);
                lines.iter().for_each(|(when, then)| {
                    each(when);
                    each(then);
                });
                each(otherwise);
            }
            Expr::Part(text, from, length) => {
                each(text);
                each(from);
                length.iter().for_each(|length| each(length));
            }
        }
    }

    /// Every column that it reads.
    pub fn reads(&self, found: &mut Vec<ColumnId>) {
        if let Expr::Column(id) = self {
            found.push(*id);
        }
        self.parts(&mut |part| part.reads(found));
    }
}
