//! Conditions to truth nodes in negation normal form.
//!
//! `sign` tells whether the condition or its opposite is wanted: for a missing answer neither a comparison nor its
//! opposite holds, so a `not` is pushed down to the leaves and each leaf carries its own opposite.

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Compare;
use crate::model::{Number, QuestionId, Sign, Truth, TruthId, Unit};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Expr, ExprKind, Quantifier, ReferenceBase, Selection, Test, TestKind};

use super::checker::{Checker, Entity, Rule};
use super::constants::Comparison;
use super::lower::{Place, Typed, strip};
use super::selectors::Members;
use super::unknown::Kind;

/// What stands on the left of a test.
enum Subject {
    Question(QuestionId),
    Number(Typed),
}

impl<'t> Checker<'t> {
    /// A condition; none when it is wrong and was reported.
    pub fn condition(&mut self, expr: &'t Expr, place: Place) -> Option<TruthId> {
        self.signed(expr, place, Sign::Is)
    }

    fn signed(&mut self, expr: &'t Expr, place: Place, sign: Sign) -> Option<TruthId> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.signed(inner, place, sign),
            ExprKind::Not(inner) => self.signed(inner, place, flip(sign)),
            ExprKind::And(parts) => self.junction(parts, place, sign, sign == Sign::Is),
            ExprKind::Or(parts) => self.junction(parts, place, sign, sign == Sign::IsNot),
            ExprKind::Test(left, test) => self.test(left, test, place, sign),
            ExprKind::Quantified(op, selection, test) if matches!(op.node, Quantifier::All | Quantifier::Any) => {
                self.quantified_truth(*op, selection, test.as_deref(), expr.span, place, sign)
            }
            ExprKind::Suggested(path) => {
                let action = self.resolve_action(path)?;
                if !place.suggestions {
                    self.report(
                        Diagnostic::new(Code::M0210, "`suggested` means nothing here")
                            .at(expr.span, "suggestions come after scores and levels")
                            .help("use it in `suggest when`, `always`, `never` and `expect`"),
                    );
                    return None;
                }
                self.depend(Rule::Action(action), expr.span);
                Some(self.graph.truth(Truth::Suggested(action, sign)))
            }
            ExprKind::Broken => None,
            _ => self.not_a_condition(expr, place),
        }
    }

    fn junction(&mut self, parts: &'t [Expr], place: Place, sign: Sign, and: bool) -> Option<TruthId> {
        let lowered: Vec<Option<TruthId>> = parts.iter().map(|part| self.signed(part, place, sign)).collect();
        let lowered: Vec<TruthId> = lowered.into_iter().collect::<Option<_>>()?;
        Some(if and { self.graph.and(lowered) } else { self.graph.or(lowered) })
    }

    /// A number or a name stands where a condition belongs.
    fn not_a_condition(&mut self, expr: &'t Expr, place: Place) -> Option<TruthId> {
        let written = self.sources.slice(expr.span).to_owned();
        let short = written.chars().count() <= 40 && !written.contains('\n');
        let (label, help) = match self.subject(expr, place) {
            Subject::Number(None) => return None,
            Subject::Question(id) if self.unresolved.contains(&id) => return None,
            Subject::Question(id) => ("which answer is meant?", self.a_test_of(id, &written)),
            Subject::Number(Some((_, unit))) => {
                let left = if short && !matches!(strip(expr).kind, ExprKind::Number(_)) { &written } else { "…" };
                ("compared with what?", format!("compare it, as in `{left} >= {}`", self.some_value(unit)))
            }
        };
        let message = match short {
            true => format!("`{written}` alone is no condition"),
            false => "this alone is no condition".to_owned(),
        };
        self.report(Diagnostic::new(Code::M0201, message).at(expr.span, label).help(help));
        None
    }

    /// A value that a number of this unit could be compared with, as an example.
    pub fn some_value(&self, unit: Unit) -> String {
        match unit {
            Unit::Points => "3".to_owned(),
            Unit::Percent => "50%".to_owned(),
            Unit::Level(ladder) => self.ladder(ladder).levels.last().map_or("…".into(), |level| level.name.clone()),
        }
    }

    /// The left side of a test: a question itself, or a number.
    fn subject(&mut self, expr: &'t Expr, place: Place) -> Subject {
        let inner = strip(expr);
        let ExprKind::Reference(reference) = &inner.kind else {
            return Subject::Number(self.expression(inner, place, None));
        };
        if reference.attribute.is_some() {
            return Subject::Number(self.expression(inner, place, None));
        }
        match &reference.base {
            ReferenceBase::Answer => match self.answer(place, inner.span) {
                Some(id) => {
                    self.depend(Rule::AskWhen(id), inner.span);
                    Subject::Question(id)
                }
                None => Subject::Number(None),
            },
            ReferenceBase::Path(path) => match self.resolve(path, place.area, Kind::QuestionOrValue) {
                Some(Entity::Question(id)) => {
                    self.depend(Rule::AskWhen(id), inner.span);
                    Subject::Question(id)
                }
                Some(_) => Subject::Number(self.expression(inner, place, None)),
                None => Subject::Number(None),
            },
            ReferenceBase::Own | ReferenceBase::Overall(_) => Subject::Number(self.expression(inner, place, None)),
        }
    }

    fn test(&mut self, left: &'t Expr, test: &'t Test, place: Place, sign: Sign) -> Option<TruthId> {
        match self.subject(left, place) {
            Subject::Question(id) => self.question_test(id, left, test, place, sign),
            Subject::Number(number) => {
                let TestKind::Compare(op, right) = &test.kind else {
                    number?;
                    let than = number.map_or("…".to_owned(), |(_, unit)| self.some_value(unit));
                    let written = self.sources.slice(left.span);
                    let diagnostic = Diagnostic::new(Code::M0211, "only questions can be tested like this")
                        .at(test.span, "asks about an answer")
                        .also(left.span, "not a question")
                        .help(format!("compare it, as in `{written} >= {than}`"));
                    self.report(diagnostic);
                    return None;
                };
                self.number_test(number, left, *op, right, place, sign)
            }
        }
    }

    fn number_test(
        &mut self,
        number: Typed,
        left: &'t Expr,
        op: Spanned<Compare>,
        right: &'t Expr,
        place: Place,
        sign: Sign,
    ) -> Option<TruthId> {
        let ladder = match number {
            Some((_, Unit::Level(ladder))) => Some(ladder),
            _ => None,
        };
        // When the left side is wrong, a bare name on the right could be anything.
        number?;
        let right_node = self.expression(right, place, ladder);
        let ((a, a_unit), (b, b_unit)) = (number?, right_node?);
        if a_unit != b_unit {
            self.disagree((left, a_unit), (right, b_unit));
            return None;
        }
        let truth = self.graph.compare(a, signed_op(op.node, sign), b);
        self.comparisons.push(Comparison { truth, sign, sides: [left.span, right.span], area: place.area });
        Some(truth)
    }

    /// `all` and `any`.
    fn quantified_truth(
        &mut self,
        op: Spanned<Quantifier>,
        selection: &'t Selection,
        test: Option<&'t Test>,
        span: Span,
        place: Place,
        sign: Sign,
    ) -> Option<TruthId> {
        let Members { pairs } = self.members_tested(op, selection, test, span, place, sign)?;
        let all = (op.node == Quantifier::All) == (sign == Sign::Is);
        let parts: Vec<TruthId> =
            pairs.into_iter().map(|member| if all { member.does_not_fail } else { member.holds }).collect();
        Some(if all { self.graph.and(parts) } else { self.graph.or(parts) })
    }

    /// `count` and `share`.
    pub fn quantified_number(
        &mut self,
        op: Spanned<Quantifier>,
        selection: &'t Selection,
        test: Option<&'t Test>,
        span: Span,
        place: Place,
    ) -> Typed {
        match op.node {
            Quantifier::All | Quantifier::Any => {
                self.report(
                    Diagnostic::new(Code::M0201, "a condition stands where a number belongs")
                        .at(span, "is true or false")
                        .help("`share(…)` tells which part of them it is, as a percentage, and `count(…)` how many"),
                );
                None
            }
            Quantifier::Count => {
                let Members { pairs } = self.members_tested(op, selection, test, span, place, Sign::Is)?;
                let number = Number::Count(pairs.into_iter().map(|member| member.holds).collect());
                Some((self.graph.number(number), Unit::Points))
            }
            Quantifier::Share => {
                let Members { pairs } = self.members_tested(op, selection, test, span, place, Sign::Is)?;
                let number =
                    Number::Proportion(pairs.into_iter().map(|member| (member.present, member.holds)).collect());
                Some((self.graph.number(number), Unit::Percent))
            }
        }
    }
}

/// The other sign.
pub(super) fn flip(sign: Sign) -> Sign {
    match sign {
        Sign::Is => Sign::IsNot,
        Sign::IsNot => Sign::Is,
    }
}

/// The comparison, or its opposite.
pub(super) fn signed_op(op: Compare, sign: Sign) -> Compare {
    match sign {
        Sign::Is => op,
        Sign::IsNot => op.opposite(),
    }
}

/// The test of a selection, for messages.
pub(super) fn is_option_comparison(test: &ast::Test) -> bool {
    matches!(&test.kind, TestKind::Compare(..) | TestKind::Has(_))
}
