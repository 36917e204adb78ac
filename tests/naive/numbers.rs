//! Formulas. A number is none when an answer that it needs is missing.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use mognad::syntax::ast::{
    Aggregate, Attribute, BinaryOp, Expr, ExprKind, Formula, Ladder, Quantifier, Reference, ReferenceBase,
};

use super::answers::exact;
use super::conditions::Verdict;
use super::kinds::Kind;
use super::tree::{Meaning, rank};
use super::{Exact, Given, Place, Reading};

impl<'t> Reading<'t> {
    /// `ladder`: bare names may be its levels.
    pub fn formula(&self, formula: &'t Formula, place: Place, ladder: Option<&'t Ladder>) -> Option<Exact> {
        match formula {
            Formula::Expr(expr) => self.number(expr, place, ladder),
            Formula::Lines { lines, otherwise, .. } => {
                for (value, condition) in lines {
                    if self.holds(condition, place) {
                        return self.number(value, place, ladder);
                    }
                }
                self.number(otherwise, place, ladder)
            }
        }
    }

    pub fn number(&self, expr: &'t Expr, place: Place, ladder: Option<&'t Ladder>) -> Option<Exact> {
        match &expr.kind {
            ExprKind::Number(value) => Some(exact(value)),
            ExprKind::Reference(reference) => self.reference(reference, place, ladder),
            ExprKind::Paren(inner) => self.number(inner, place, ladder),
            ExprKind::Negate(inner) => Some(-self.number(inner, place, None)?),
            ExprKind::Binary(left, op, right) => {
                let (left, right) = (self.number(left, place, None)?, self.number(right, place, None)?);
                Some(match op.node {
                    BinaryOp::Add => left + right,
                    BinaryOp::Subtract => left - right,
                    BinaryOp::Multiply | BinaryOp::Of => left * right,
                    BinaryOp::Divide | BinaryOp::OutOf => left / right,
                })
            }
            ExprKind::Else(one, other) => self.number(one, place, ladder).or_else(|| self.number(other, place, ladder)),
            ExprKind::Round(inner, digits) => {
                let digits = exact(digits).to_integer().to_u32().unwrap();
                let value = self.number(inner, place, None)?;
                // One decimal of a percentage is a third one of the number.
                match self.kind(inner, place) {
                    Some(Kind::Percent) => Some(round(value, digits + 2)),
                    _ => Some(round(value, digits)),
                }
            }
            ExprKind::AggregateSet(op, selection) => aggregate(op.node, self.numbers_of(selection, place)),
            ExprKind::AggregateList(op, list) => {
                let one = || Exact::from_integer(BigInt::from(1));
                let present = list.iter().filter_map(|expr| Some((one(), self.number(expr, place, ladder)?)));
                aggregate(op.node, present.collect())
            }
            ExprKind::Quantified(op, selection, test) => {
                let verdicts = self.verdicts(selection, test.as_deref().expect("a test"), place);
                let holding = verdicts.iter().filter(|verdict| **verdict == Verdict::Yes).count();
                match op.node {
                    Quantifier::Count => Some(whole(holding)),
                    Quantifier::Share if verdicts.is_empty() => None,
                    Quantifier::Share => Some(whole(holding) / whole(verdicts.len())),
                    Quantifier::All | Quantifier::Any => panic!("a condition as a number"),
                }
            }
            other => panic!("{other:?} as a number"),
        }
    }

    fn reference(&self, reference: &'t Reference, place: Place, ladder: Option<&'t Ladder>) -> Option<Exact> {
        let attribute = reference.attribute.as_ref().map(|attribute| attribute.node);
        let meaning = match &reference.base {
            ReferenceBase::Own => Meaning::Area(place.area),
            ReferenceBase::Answer => Meaning::Question(place.question.expect("a question")),
            ReferenceBase::Overall(None) => Meaning::Area(0),
            ReferenceBase::Overall(Some(path)) => self.tree.resolve(path, 0),
            ReferenceBase::Path(path) => {
                if let (Some(ladder), None, [name]) = (ladder, attribute, path.parts.as_slice())
                    && let Some(rank) = rank(ladder, &name.node)
                {
                    return Some(whole(rank));
                }
                self.tree.resolve(path, place.area)
            }
        };
        match (meaning, attribute) {
            (Meaning::Area(area), Some(Attribute::Score)) => self.score(area),
            (Meaning::Area(area), Some(Attribute::Level)) => self.level(area).map(whole),
            (Meaning::Question(id), Some(Attribute::Points)) => self.points(id),
            (Meaning::Question(id), Some(Attribute::Score)) => self.share(id),
            (Meaning::Question(id), None) => match self.answer(id)? {
                Given::Number(number) => Some(number),
                other => panic!("{other:?} as a number"),
            },
            (Meaning::Value(value), None) => self.value(value),
            (meaning, attribute) => panic!("{attribute:?} of {meaning:?}"),
        }
    }
}

fn aggregate(op: Aggregate, members: Vec<(Exact, Exact)>) -> Option<Exact> {
    let numbers = || members.iter().map(|(_, number)| number.clone());
    let sum = || members.iter().map(|(weight, number)| weight * number).sum::<Exact>();
    match op {
        Aggregate::Sum => Some(sum()),
        Aggregate::Mean if members.is_empty() => None,
        Aggregate::Mean => Some(sum() / members.iter().map(|(weight, _)| weight.clone()).sum::<Exact>()),
        Aggregate::Min => numbers().min(),
        Aggregate::Max => numbers().max(),
    }
}

/// Half away from zero.
fn round(value: Exact, digits: u32) -> Exact {
    let shift = Exact::from_integer(BigInt::from(10).pow(digits));
    let half = Exact::new(BigInt::from(1), BigInt::from(2));
    let magnitude = (value.abs() * &shift + half).floor() / shift;
    if value < Exact::zero() { -magnitude } else { magnitude }
}

pub fn whole(number: usize) -> Exact {
    Exact::from_integer(BigInt::from(number))
}
