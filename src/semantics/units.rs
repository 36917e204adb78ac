//! What is said of numbers whose units do not go together.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::exact::Rational;
use crate::model::Unit;
use crate::source::Span;
use crate::syntax::ast::{Attribute, BinaryOp, Expr, ExprKind, Quantifier};

use super::checker::{Checker, show};
use super::lower::strip;
use super::unknown::listed;

impl<'t> Checker<'t> {
    /// Two units that do not go together. The side that is a plain number is the one to mend.
    pub fn disagree(&mut self, first: (&'t Expr, Unit), second: (&'t Expr, Unit)) {
        let (kept, wrong) = match (literal(first.0), literal(second.0)) {
            (Some(_), None) => (second, first),
            _ => (first, second),
        };
        let instead = match (&strip(kept.0).kind, wrong.1) {
            (ExprKind::Quantified(op, ..), Unit::Percent) if op.node == Quantifier::Count => {
                Some("`share(…)` instead of `count(…)` gives a percentage".to_owned())
            }
            (ExprKind::Quantified(op, ..), Unit::Points) if op.node == Quantifier::Share => {
                Some("`count(…)` instead of `share(…)` gives a number".to_owned())
            }
            (ExprKind::Reference(reference), Unit::Percent) if literal(wrong.0).is_none() => {
                let written = self.sources.slice(kept.0.span).trim_end_matches(".points").to_owned();
                let points = matches!(reference.attribute, Some(attribute) if attribute.node == Attribute::Points);
                points.then(|| format!("`{written}.score` is the same answer as a percentage"))
            }
            _ => None,
        };
        self.mismatch(kept.1, kept.0.span, wrong.1, wrong.0, instead);
    }

    /// The unit of `expr` is not the one that is expected; `instead` is another way out.
    pub fn mismatch(
        &mut self,
        expected: Unit,
        expected_span: Span,
        found: Unit,
        expr: &'t Expr,
        instead: Option<String>,
    ) {
        let diagnostic = match (expected, found) {
            (Unit::Percent, Unit::Points) => {
                let diagnostic = Diagnostic::new(Code::M0202, "a plain number stands where a percentage belongs")
                    .at(expr.span, "a number")
                    .also(expected_span, "a percentage");
                match literal(expr) {
                    Some(value) => write_instead(diagnostic, expr.span, as_percent(&value)),
                    None => diagnostic.help(self.in_percent(expr)),
                }
            }
            (Unit::Points, Unit::Percent) => {
                let diagnostic = Diagnostic::new(Code::M0202, "a percentage stands where a plain number belongs")
                    .at(expr.span, "a percentage")
                    .also(expected_span, "a number");
                match literal(expr) {
                    Some(value) => {
                        write_instead(diagnostic, expr.span, show(&(&value * &Rational::from(100)), Unit::Points))
                    }
                    None if instead.is_some() => diagnostic,
                    None => diagnostic.help("`out of` makes a percentage of points, `of` a number of a percentage"),
                }
            }
            (Unit::Level(a), Unit::Level(b)) => {
                let top = self.ladder(b).levels.last().map_or("…", |level| level.name.as_str());
                let written = self.sources.slice(expr.span);
                let (a, b) = (&self.ladder(a).name, &self.ladder(b).name);
                Diagnostic::new(Code::M0205, format!("a level of `{a}` is held against a level of `{b}`"))
                    .at(expr.span, format!("a level of `{b}`"))
                    .also(expected_span, format!("a level of `{a}`"))
                    .help(format!("compare each with a level of its own ladder, as in `{written} >= {top}`"))
            }
            (Unit::Level(ladder), found) => {
                let ladder = self.ladder(ladder);
                let levels = listed(ladder.levels.iter().map(|level| level.name.as_str()));
                Diagnostic::new(Code::M0201, format!("{} stands where a level belongs", name(found)))
                    .at(expr.span, name(found))
                    .also(expected_span, "a level")
                    .help(format!("write a level: those of `{}` are {levels}", ladder.name))
                    .help("or compare the `score` with a number")
            }
            (expected, found) => {
                Diagnostic::new(Code::M0201, format!("{} stands where {} belongs", name(found), name(expected)))
                    .at(expr.span, name(found))
                    .also(expected_span, name(expected))
                    .help("a level is compared with a level, and a score with a number")
            }
        };
        let diagnostic = match instead {
            Some(instead) => diagnostic.help(instead),
            None => diagnostic,
        };
        self.report(diagnostic);
    }

    /// How points become a percentage.
    pub fn in_percent(&self, expr: &Expr) -> String {
        let written = self.sources.slice(expr.span);
        let simple = !matches!(strip(expr).kind, ExprKind::Binary(..) | ExprKind::Else(..));
        let points = if simple && written.len() <= 40 && !written.contains('\n') { written } else { "…" };
        format!("make a percentage of it, as in `{points} out of 12`, where 12 is the most that can be reached")
    }

    /// `of` with other units than a percentage of a number.
    pub(super) fn wrong_part(&mut self, (left, left_unit): (&'t Expr, Unit), (right, _): (&'t Expr, Unit)) {
        let (wrong, expr) = match left_unit {
            Unit::Percent => ("a number", right),
            _ => ("a percentage", left),
        };
        let diagnostic =
            Diagnostic::new(Code::M0202, format!("`of` needs {wrong} here")).at(expr.span, format!("not {wrong}"));
        let diagnostic = match literal(expr) {
            Some(value) if left_unit != Unit::Percent => write_instead(diagnostic, expr.span, as_percent(&value)),
            _ => diagnostic.help("`of` takes a part of a number, as in `kvalitet.score of 500_000`"),
        };
        self.report(diagnostic);
    }

    /// `out of` with a percentage.
    pub(super) fn wrong_share(&mut self, (left, left_unit): (&'t Expr, Unit), right: &'t Expr) {
        let diagnostic = Diagnostic::new(Code::M0202, "`out of` needs points on both sides");
        let diagnostic = match left_unit {
            Unit::Points => diagnostic
                .at(right.span, "a percentage")
                .help("`out of` turns points into a percentage, as in `sum(points of questions) out of 12`"),
            _ => diagnostic.at(left.span, "a percentage already").help("take `out of` and what follows away"),
        };
        self.report(diagnostic);
    }
}

fn name(unit: Unit) -> &'static str {
    match unit {
        Unit::Points => "a number",
        Unit::Percent => "a percentage",
        Unit::Level(_) => "a level",
    }
}

fn write_instead(diagnostic: Diagnostic, span: Span, text: String) -> Diagnostic {
    diagnostic.help(format!("write `{text}`")).edit(span, text, Applicability::NeedsALook)
}

/// The number that an expression of numbers alone stands for: `25`, `-1`, `1/2`.
fn literal(expr: &Expr) -> Option<Rational> {
    match &expr.kind {
        ExprKind::Number(value) => Some(value.number.clone()),
        ExprKind::Paren(inner) => literal(inner),
        ExprKind::Negate(inner) => Some(-literal(inner)?),
        ExprKind::Binary(left, op, right) if op.node == BinaryOp::Divide => {
            literal(left)?.checked_div(&literal(right)?)
        }
        _ => None,
    }
}

/// A plain number as the percentage that was meant: `25` is `25%`, `0.25` is `25%`.
pub(super) fn as_percent(value: &Rational) -> String {
    match *value > Rational::ZERO && *value < Rational::ONE {
        true => show(value, Unit::Percent),
        false => format!("{}%", show(value, Unit::Points)),
    }
}
