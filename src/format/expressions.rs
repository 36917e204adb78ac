//! The walk over formulas and conditions.

use super::marks::{ListStyle, Mark, Marker};
use crate::source::Span;
use crate::syntax::ast::*;

/// Walks the tree and leaves marks.
pub(super) struct Walk<'m, 't> {
    pub marks: &'m mut Marker<'t>,
}

impl Walk<'_, '_> {
    pub(super) fn value(&mut self, value: &Value) {
        self.marks.tight(value.span);
    }

    /// Names separated by commas; the grammar takes no comma after the last.
    pub(super) fn names(&mut self, names: &[Path], nested: bool) {
        let spans: Vec<Span> = names.iter().map(|n| n.span).collect();
        self.marks.list(&spans, ListStyle { nested, ..ListStyle::default() });
    }

    pub(super) fn formula(&mut self, formula: &Formula) {
        match formula {
            Formula::Expr(expr) => self.expression(expr, false),
            Formula::Lines { lines, otherwise, .. } => {
                for (expr, condition) in lines {
                    let span = expr.span.to(condition.span);
                    self.marks.before(span, Mark::Item);
                    self.marks.open(span, false);
                    self.expression(expr, true);
                    self.marks.before_previous(condition.span, Mark::Break(1));
                    self.expression(condition, true);
                    self.marks.close(span, false);
                }
                self.marks.before(otherwise.span, Mark::Item);
                self.expression(otherwise, true);
            }
        }
    }

    /// `nested` if its lines must stand further in than what surrounds it, to show where it ends.
    pub(super) fn expression(&mut self, expr: &Expr, nested: bool) {
        match &expr.kind {
            ExprKind::Number(value) => self.value(value),
            ExprKind::Reference(_) | ExprKind::Suggested(_) | ExprKind::Broken => {}
            ExprKind::Negate(inner) => {
                self.marks.before(inner.span, Mark::Tight);
                self.expression(inner, nested);
            }
            ExprKind::Not(inner) => self.expression(inner, nested),
            ExprKind::Binary(..) => self.arithmetic(expr, nested),
            ExprKind::Else(left, right) => {
                self.marks.open(expr.span, nested);
                self.expression(left, true);
                if !ends_in_parenthesis(left) {
                    self.marks.before_previous(right.span, Mark::Break(1));
                }
                self.expression(right, true);
                self.marks.close(expr.span, nested);
            }
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                self.marks.open(expr.span, nested);
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        self.marks.before_previous(part.span, Mark::Break(1));
                    }
                    self.expression(part, true);
                }
                self.marks.close(expr.span, nested);
            }
            ExprKind::Test(left, test) => {
                self.marks.open(expr.span, nested);
                self.expression(left, true);
                if !ends_in_parenthesis(left) {
                    self.marks.before(test.span, Mark::Break(1));
                }
                self.test(test);
                self.marks.close(expr.span, nested);
            }
            ExprKind::Paren(inner) => {
                self.marks.parentheses(expr.span, inner.span, |marks| Walk { marks }.expression(inner, false));
            }
            ExprKind::Round(inner, digits) => {
                self.marks.parentheses(expr.span, inner.span, |marks| {
                    let mut walk = Walk { marks };
                    walk.expression(inner, true);
                    walk.marks.before(digits.span, Mark::Break(1));
                    walk.value(digits);
                });
            }
            ExprKind::AggregateSet(_, selection) => self.selection(expr.span, selection, None),
            ExprKind::Quantified(_, selection, test) => self.selection(expr.span, selection, test.as_deref()),
            ExprKind::AggregateList(_, parts) => {
                let Some(first) = parts.first() else { return };
                self.marks.parentheses(expr.span, first.span, |marks| {
                    let mut walk = Walk { marks };
                    for (i, part) in parts.iter().enumerate() {
                        if i > 0 {
                            walk.marks.before(part.span, Mark::Break(1));
                        }
                        walk.expression(part, true);
                    }
                });
            }
        }
    }

    /// A chain of operators of one rank is one group: `a + b - c`.
    fn arithmetic(&mut self, expr: &Expr, nested: bool) {
        let mut operands = Vec::new();
        let mut left = expr;
        while let ExprKind::Binary(inner, op, right) = &left.kind {
            if !operands.is_empty() && !same_rank(expr, op.node) {
                break;
            }
            operands.push((op, right));
            left = inner;
        }
        self.marks.open(expr.span, nested);
        self.expression(left, true);
        for (i, (op, right)) in operands.iter().rev().enumerate() {
            if i == 0 && op.node == BinaryOp::Divide && plain_number(left) && plain_number(right) {
                self.marks.before(op.span, Mark::Tight);
                self.marks.before(right.span, Mark::Tight);
            } else {
                self.marks.before(op.span, Mark::Break(1));
            }
            self.expression(right, true);
        }
        self.marks.close(expr.span, nested);
    }

    fn test(&mut self, test: &Test) {
        if let TestKind::Compare(_, right) = &test.kind {
            self.expression(right, true);
        }
    }

    /// A set in its parentheses: broken before each filter and before the test.
    fn selection(&mut self, call: Span, selection: &Selection, test: Option<&Test>) {
        self.marks.parentheses(call, selection.span, |marks| {
            let mut walk = Walk { marks };
            let span = test.map_or(selection.span, |t| selection.span.to(t.span));
            walk.marks.open(span, true);
            walk.selector(&selection.selector);
            if let Some(test) = test {
                walk.marks.before(test.span, Mark::Break(1));
                walk.test(test);
            }
            walk.marks.close(span, true);
        });
    }

    pub(super) fn selector(&mut self, selector: &Selector) {
        for filter in &selector.filters {
            self.marks.before(filter.span, Mark::Break(1));
            match &filter.node {
                Filter::Except(names) => self.names(names, true),
                Filter::WhereWeight(_, value) => self.value(value),
                Filter::In(_) | Filter::At(_) | Filter::Tagged(_) | Filter::On(_) | Filter::For(_) => {}
            }
        }
    }
}

fn same_rank(expr: &Expr, op: BinaryOp) -> bool {
    let sum = |op: BinaryOp| matches!(op, BinaryOp::Add | BinaryOp::Subtract);
    matches!(&expr.kind, ExprKind::Binary(_, outer, _) if sum(outer.node) == sum(op))
}

/// What follows a broken parenthesis reads best beside it.
fn ends_in_parenthesis(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Paren(_)
        | ExprKind::Round(..)
        | ExprKind::Suggested(_)
        | ExprKind::AggregateSet(..)
        | ExprKind::AggregateList(..)
        | ExprKind::Quantified(..) => true,
        ExprKind::Negate(inner) => ends_in_parenthesis(inner),
        _ => false,
    }
}

fn plain_number(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Number(value) if !value.percent)
}
