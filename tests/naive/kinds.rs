//! What a formula is about: points, a percentage, or the levels of a ladder. Rounding, the default score and bare names
//! of levels need it.

use mognad::syntax::ast::{
    Attribute, BinaryOp, Expr, ExprKind, Formula, Ladder, Quantifier, Reference, ReferenceBase, Selection,
};

use super::sets::Members;
use super::tree::Meaning;
use super::{Place, Reading};

#[derive(Clone, Copy)]
pub enum Kind<'t> {
    Points,
    Percent,
    Level(&'t Ladder),
}

/// Whether an area has a score at all.
pub enum Scored<'t> {
    As(Kind<'t>),
    /// Nothing in it gives points.
    Nothing,
    /// It holds an area scored in points, which has no place in the default score.
    NoDefault,
}

impl<'t> Reading<'t> {
    pub fn formula_kind(&self, formula: &'t Formula, place: Place) -> Option<Kind<'t>> {
        match formula {
            Formula::Expr(expr) => self.kind(expr, place),
            Formula::Lines { lines, otherwise, .. } => {
                let values = lines.iter().map(|(value, _)| value).chain([&**otherwise]);
                values.into_iter().find_map(|value| self.kind(value, place))
            }
        }
    }

    /// None for the bare name of a level, which says nothing about its ladder.
    pub fn kind(&self, expr: &'t Expr, place: Place) -> Option<Kind<'t>> {
        match &expr.kind {
            ExprKind::Number(value) => Some(if value.percent { Kind::Percent } else { Kind::Points }),
            ExprKind::Reference(reference) => self.reference_kind(reference, place),
            ExprKind::Paren(inner) | ExprKind::Negate(inner) | ExprKind::Round(inner, _) => self.kind(inner, place),
            ExprKind::Else(one, other) => self.kind(one, place).or_else(|| self.kind(other, place)),
            ExprKind::Binary(left, op, right) => match (op.node, self.kind(left, place)?, self.kind(right, place)?) {
                (BinaryOp::Add | BinaryOp::Subtract, kind, _) => Some(kind),
                (BinaryOp::Multiply, Kind::Points, Kind::Points) => Some(Kind::Points),
                (BinaryOp::Multiply | BinaryOp::OutOf, ..) => Some(Kind::Percent),
                (BinaryOp::Of, ..) | (BinaryOp::Divide, Kind::Percent, Kind::Percent) => Some(Kind::Points),
                (BinaryOp::Divide, kind, _) => Some(kind),
            },
            ExprKind::AggregateSet(_, selection) => self.selection_kind(selection, place),
            ExprKind::AggregateList(_, list) => list.iter().find_map(|expr| self.kind(expr, place)),
            ExprKind::Quantified(op, ..) => match op.node {
                Quantifier::Count => Some(Kind::Points),
                Quantifier::Share => Some(Kind::Percent),
                Quantifier::All | Quantifier::Any => panic!("a condition has no kind"),
            },
            other => panic!("{other:?} has no kind"),
        }
    }

    fn reference_kind(&self, reference: &'t Reference, place: Place) -> Option<Kind<'t>> {
        let attribute = reference.attribute.as_ref().map(|attribute| attribute.node);
        let meaning = match &reference.base {
            ReferenceBase::Own => Meaning::Area(place.area),
            ReferenceBase::Answer => Meaning::Question(place.question.expect("a question")),
            ReferenceBase::Overall(None) => Meaning::Area(0),
            ReferenceBase::Overall(Some(path)) => self.tree.resolve(path, 0),
            ReferenceBase::Path(path) => self.tree.find(path, place.area)?,
        };
        match (meaning, attribute) {
            (Meaning::Area(area), Some(Attribute::Level)) => Some(Kind::Level(self.tree.ladder(area)?)),
            (Meaning::Area(area), Some(Attribute::Score)) => match self.scored(area) {
                Scored::As(kind) => Some(kind),
                _ => panic!("an area without score"),
            },
            (Meaning::Question(_), Some(Attribute::Score)) => Some(Kind::Percent),
            (Meaning::Question(_), _) => Some(Kind::Points),
            (Meaning::Value(value), None) => {
                let node = &self.tree.values[value];
                self.formula_kind(&node.tree.formula, Place { area: node.area, question: None })
            }
            // An area's name alone can only be meant as that of a level.
            (Meaning::Area(_), None) => None,
            (meaning, attribute) => panic!("{attribute:?} of {meaning:?}"),
        }
    }

    pub fn selection_kind(&self, selection: &'t Selection, place: Place) -> Option<Kind<'t>> {
        let attribute = selection.attribute.as_ref().expect("an attribute").node;
        match (self.members(&selection.selector, place.area), attribute) {
            (_, Attribute::Points) => Some(Kind::Points),
            (Members::Questions(_), _) => Some(Kind::Percent),
            (Members::Areas(areas), Attribute::Level) => {
                areas.iter().find_map(|area| self.tree.ladder(*area)).map(Kind::Level)
            }
            (Members::Areas(areas), Attribute::Score) => areas.iter().find_map(|area| match self.scored(*area) {
                Scored::As(kind) => Some(kind),
                _ => None,
            }),
        }
    }

    /// What an area's score is about, if it has one.
    pub fn scored(&self, area: usize) -> Scored<'t> {
        if let Some(formula) = self.tree.score_formula(area) {
            let kind = self.formula_kind(formula, Place { area, question: None });
            return Scored::As(kind.expect("a score is points or percent"));
        }
        let mut any = self.tree.own_questions(area).into_iter().any(|question| self.has_share(question));
        for child in self.tree.children(area) {
            match self.scored(child) {
                Scored::As(Kind::Percent) => any = true,
                Scored::Nothing => {}
                Scored::As(_) | Scored::NoDefault => return Scored::NoDefault,
            }
        }
        if any { Scored::As(Kind::Percent) } else { Scored::Nothing }
    }
}
