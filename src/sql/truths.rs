//! Conditions of the graph.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;

use super::builder::Builder;
use super::expression::Expr;
use super::fraction::{Common, Fraction};
use super::steps::Place;
use crate::exact::Compare;
use crate::model::{ActionId, Sign, Truth, TruthId, deep};

impl Builder<'_> {
    /// A condition of the graph; `NULL` where it does not hold because something is missing. A long one that is used
    /// several times has a column.
    pub fn truth(&mut self, id: TruthId) -> Expr {
        if let Some(Some(known)) = self.truths.get(id.0 as usize) {
            return known.clone();
        }
        let mut expr = deep(|| self.lower_truth(id));
        if !self.uses.truth_once(id) && matches!(expr, Expr::And(_) | Expr::Or(_)) {
            let name = format!("{} condition", self.area_key(self.here));
            let note = self.model.condition_notation(id);
            expr = Expr::Column(self.steps.add(&name, Place::Area(self.here), expr, vec![note]));
        }
        if let Some(slot) = self.truths.get_mut(id.0 as usize) {
            *slot = Some(expr.clone());
        }
        expr
    }

    fn lower_truth(&mut self, id: TruthId) -> Expr {
        let Some(truth) = self.model.truths.get(id.0 as usize) else { return Expr::Truth(false) };
        let signed = |condition: Expr, sign: &Sign| if *sign == Sign::Is { condition } else { condition.fails() };
        match truth {
            Truth::Constant(truth) => Expr::Truth(*truth),
            Truth::And(all) => Expr::all(all.iter().map(|id| self.truth(*id)).collect()),
            Truth::Or(all) => Expr::any(all.iter().map(|id| self.truth(*id)).collect()),
            Truth::Compare(left, compare, right) => {
                let (left, right) = (self.number(*left), self.number(*right));
                self.compare(&left, *compare, &right)
            }
            Truth::Present(number, sign) => signed(self.number(*number).top.not_null(), sign),
            Truth::Suggested(action, sign) => signed(self.suggested(*action), sign),
            Truth::Answer(..) | Truth::Has(..) | Truth::HasAtLeast(..) | Truth::State(..) | Truth::Counts(..) => {
                self.question_truth(truth)
            }
        }
    }

    /// Compares two numbers exactly, without dividing.
    pub fn compare(&mut self, left: &Fraction, compare: Compare, right: &Fraction) -> Expr {
        if let (Expr::Integer(_), false) = (&left.top, matches!(right.top, Expr::Integer(_))) {
            return self.compare(right, compare.turned(), left);
        }
        if let (Expr::Integer(number), true, true) = (&right.top, right.varying.is_empty(), left.varying.is_empty()) {
            return with_constant(left, compare, number, &right.fixed);
        }
        let common = Common::of([left, right]);
        let ((one, one_parts), (other, other_parts)) = (common.lacking(left), common.lacking(right));
        let shared = one.gcd(&other);
        let (one, other) = (one / &shared, other / &shared);
        let (left, _) = self.product(left.top.clone(), &left.largest_top(), &one, &one_parts);
        let (right, _) = self.product(right.top.clone(), &right.largest_top(), &other, &other_parts);
        Expr::compare(left, compare, right)
    }

    /// Whether an action is suggested: for the role, and its condition holds.
    pub fn suggested(&mut self, id: ActionId) -> Expr {
        if let Some(Some(known)) = self.suggested.get(id.0 as usize) {
            return known.clone();
        }
        let Some(action) = self.model.actions.get(id.0 as usize) else { return Expr::Truth(false) };
        let expr = self.within(action.area, |builder| {
            let condition = builder.truth(action.suggest_when);
            let expr = Expr::all(vec![builder.in_role(&action.roles), condition]);
            if matches!(expr, Expr::Truth(_)) {
                return expr;
            }
            let mut notes: Vec<String> = super::results::text(builder.model, &action.text).into_iter().collect();
            notes.push(format!("suggest when {}", builder.model.condition_notation(action.suggest_when)));
            let name = format!("suggested.{}", action.name);
            Expr::Column(builder.steps.add(&name, Place::Suggested, expr, notes))
        });
        if let Some(slot) = self.suggested.get_mut(id.0 as usize) {
            *slot = Some(expr.clone());
        }
        expr
    }
}

/// A comparison with a number that is known: with the next whole number on the right side of it.
fn with_constant(left: &Fraction, compare: Compare, number: &BigInt, fixed: &BigInt) -> Expr {
    let bound = number * &left.fixed;
    let (floor, exact) = (bound.div_floor(fixed), bound.is_multiple_of(fixed));
    let top = left.top.clone();
    let (compare, bound) = match (compare, exact) {
        (_, true) => (compare, floor),
        (Compare::Equal, false) => return Expr::Truth(false),
        (Compare::NotEqual, false) => return top.not_null(),
        (Compare::Less | Compare::LessOrEqual, false) => (Compare::LessOrEqual, floor),
        (Compare::Greater | Compare::GreaterOrEqual, false) => (Compare::GreaterOrEqual, floor + BigInt::one()),
    };
    if let Expr::Integer(number) = &top {
        return Expr::Truth(compare.holds(number.cmp(&bound)));
    }
    Expr::compare(top, compare, Expr::Integer(bound))
}
