//! Formulas to number nodes, with their units.

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{AreaId, Domain, LadderId, Number, NumberId, OVERALL, QuestionId, Unit, ValueId, deep};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Aggregate, Attribute, BinaryOp, Expr, ExprKind, Formula, Reference, ReferenceBase, Value};

use super::checker::{Checker, Entity, Progress, Rule};
use super::names::written;
use super::unknown::Kind;

/// Where an expression stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The area whose `score` and `level` are meant, and from which names are resolved.
    pub area: AreaId,
    /// The question that `answer` means.
    pub question: Option<QuestionId>,
    /// Whether `suggested(…)` may stand here.
    pub suggestions: bool,
}

impl Place {
    pub fn in_area(area: AreaId) -> Place {
        Place { area, question: None, suggestions: false }
    }
}

/// A number and what it means; none when it is wrong and was reported.
pub(super) type Typed = Option<(NumberId, Unit)>;

impl<'t> Checker<'t> {
    /// A formula: one expression, or the first line that holds.
    pub fn formula(&mut self, formula: &'t Formula, place: Place, ladder: Option<LadderId>) -> Typed {
        let (lines, otherwise) = match formula {
            Formula::Expr(expr) => return self.expression(expr, place, ladder),
            Formula::Lines { lines, otherwise, .. } => (lines, otherwise),
        };
        let mut unit: Option<(&'t Expr, Unit)> = None;
        let mut lowered = Vec::new();
        let mut sound = true;
        for (value, condition) in lines {
            let value_node = self.expression(value, place, ladder);
            let condition = self.condition(condition, place);
            match (value_node, condition) {
                (Some((number, its)), Some(condition)) => {
                    sound &= self.same_unit(&mut unit, its, value);
                    lowered.push((condition, number));
                }
                _ => sound = false,
            }
        }
        let (otherwise_node, its) = self.expression(otherwise, place, ladder)?;
        sound &= self.same_unit(&mut unit, its, otherwise);
        if !sound {
            return None;
        }
        Some((self.graph.number(Number::Case { lines: lowered, otherwise: otherwise_node }), its))
    }

    /// Holds the units of alternatives against the first one's.
    fn same_unit(&mut self, first: &mut Option<(&'t Expr, Unit)>, unit: Unit, expr: &'t Expr) -> bool {
        match *first {
            None => {
                *first = Some((expr, unit));
                true
            }
            Some((_, expected)) if expected == unit => true,
            Some((other, expected)) => {
                self.disagree((other, expected), (expr, unit));
                false
            }
        }
    }

    /// An expression with a number. `ladder`: bare names may be its levels.
    pub fn expression(&mut self, expr: &'t Expr, place: Place, ladder: Option<LadderId>) -> Typed {
        match &expr.kind {
            ExprKind::Number(value) => {
                let unit = if value.percent { Unit::Percent } else { Unit::Points };
                Some((self.graph.constant(value.number.clone()), unit))
            }
            ExprKind::Reference(reference) => self.reference(reference, expr.span, place, ladder),
            ExprKind::Paren(inner) => self.expression(inner, place, ladder),
            ExprKind::Negate(inner) => {
                let (number, unit) = self.arithmetic(inner, place)?;
                Some((self.graph.scale(&Rational::from(-1), number), unit))
            }
            ExprKind::Binary(left, op, right) => self.binary(left, *op, right, expr.span, place),
            ExprKind::Else(first, second) => {
                let first_node = self.expression(first, place, ladder);
                let second_node = self.expression(second, place, ladder.or(ladder_of(first_node)));
                let ((a, unit), (b, other)) = (first_node?, second_node?);
                if unit != other {
                    self.disagree((first, unit), (second, other));
                    return None;
                }
                Some((self.graph.number(Number::Else(a, b)), unit))
            }
            ExprKind::Round(inner, digits) => self.round(inner, digits, place),
            ExprKind::AggregateSet(op, selection) => self.aggregate_set(*op, selection, place),
            ExprKind::AggregateList(op, list) => self.aggregate_list(*op, list, place, ladder),
            ExprKind::Quantified(op, selection, test) => {
                self.quantified_number(*op, selection, test.as_deref(), expr.span, place)
            }
            ExprKind::Test(..) | ExprKind::Not(_) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Suggested(_) => {
                self.report(
                    Diagnostic::new(Code::M0201, "a condition stands where a number belongs")
                        .at(expr.span, "is true or false")
                        .help("to choose between numbers write `{ 1 when …, 0 otherwise }`; to count write `count(…)`"),
                );
                None
            }
            ExprKind::Broken => None,
        }
    }

    /// As [`expression`](Self::expression), refusing levels: they can be compared, not added.
    fn arithmetic(&mut self, expr: &'t Expr, place: Place) -> Typed {
        let (number, unit) = self.expression(expr, place, None)?;
        if let Unit::Level(_) = unit {
            self.report(
                Diagnostic::new(Code::M0201, "a level is not a number to calculate with")
                    .at(expr.span, "a level")
                    .help("compare levels, or take the lowest or highest of them with `min` and `max`; calculate with `score`"),
            );
            return None;
        }
        Some((number, unit))
    }

    fn reference(&mut self, reference: &'t Reference, span: Span, place: Place, ladder: Option<LadderId>) -> Typed {
        let attribute = reference.attribute.map(|a| a.node);
        match (&reference.base, attribute) {
            (ReferenceBase::Own, Some(Attribute::Level)) => self.area_level(place.area, span),
            (ReferenceBase::Own, _) => self.area_score(place.area, span),
            (ReferenceBase::Answer, attribute) => {
                let question = self.answer(place, span)?;
                self.question_number(question, attribute, span)
            }
            (ReferenceBase::Overall(None), Some(Attribute::Level)) => self.area_level(OVERALL, span),
            (ReferenceBase::Overall(None), Some(Attribute::Score)) => self.area_score(OVERALL, span),
            (ReferenceBase::Overall(None), _) => {
                self.report(
                    Diagnostic::new(Code::M0105, "`overall` by itself is not a number")
                        .at(span, "stands for the whole model")
                        .help("write `overall.score` or `overall.level`"),
                );
                None
            }
            (ReferenceBase::Overall(Some(path)), attribute) => {
                let entity = self.resolve(path, OVERALL, Kind::Member("value"))?;
                self.entity_number(entity, attribute, span, &written(path))
            }
            (ReferenceBase::Path(path), attribute) => {
                if let (Some(ladder), None, [name]) = (ladder, attribute, path.parts.as_slice())
                    && let Some(rank) = self.ladder(ladder).levels.iter().position(|level| level.name == name.node)
                {
                    return Some((self.graph.constant(Rational::from(rank as i64)), Unit::Level(ladder)));
                }
                if let (Some(ladder), None, [name]) = (ladder, attribute, path.parts.as_slice())
                    && self.lookup(&name.node, place.area).is_none()
                {
                    self.level_rank(ladder, name);
                    return None;
                }
                let wanted = match attribute {
                    Some(Attribute::Score | Attribute::Level) => Kind::Member("area"),
                    Some(Attribute::Points) => Kind::Member("question"),
                    None => Kind::QuestionOrValue,
                };
                let entity = self.resolve(path, place.area, wanted)?;
                self.entity_number(entity, attribute, span, &written(path))
            }
        }
    }

    /// The question that `answer` means.
    pub fn answer(&mut self, place: Place, span: Span) -> Option<QuestionId> {
        if place.question.is_none() {
            self.report(
                Diagnostic::new(Code::M0210, "`answer` means nothing here")
                    .at(span, "not inside a question")
                    .help("write the question's name"),
            );
        }
        place.question
    }

    fn entity_number(&mut self, entity: Entity, attribute: Option<Attribute>, span: Span, name: &str) -> Typed {
        match (entity, attribute) {
            (Entity::Question(id), attribute) => self.question_number(id, attribute, span),
            (Entity::Area(id), Some(Attribute::Score)) => self.area_score(id, span),
            (Entity::Area(id), Some(Attribute::Level)) => self.area_level(id, span),
            (Entity::Value(id), None) => self.value(id, span),
            (Entity::Area(_), _) => {
                self.report(
                    Diagnostic::new(Code::M0105, format!("`{name}` is an area, not a number"))
                        .at(span, "an area")
                        .help(format!("write `{name}.score` or `{name}.level`")),
                );
                None
            }
            (Entity::Value(_), Some(_)) => {
                self.report(
                    Diagnostic::new(Code::M0105, format!("`{name}` is a value, which has no parts"))
                        .at(span, "a value")
                        .help(format!("write `{name}`")),
                );
                None
            }
        }
    }

    fn question_number(&mut self, id: QuestionId, attribute: Option<Attribute>, span: Span) -> Typed {
        if self.unresolved.contains(&id) {
            return None;
        }
        self.depend(Rule::AskWhen(id), span);
        let question = self.question(id);
        let name = question.name.clone();
        match attribute {
            Some(Attribute::Points) if question.bounds.is_some() => {
                Some((self.graph.number(Number::Points(id)), Unit::Points))
            }
            Some(Attribute::Score) if self.discriminates(id) => {
                Some((self.graph.number(Number::Share(id)), Unit::Percent))
            }
            Some(Attribute::Points | Attribute::Score) => {
                let (message, help) = match (&question.domain, &question.bounds) {
                    (Domain::Text, _) => (
                        format!("`{name}` is free text, which gives no points"),
                        "leave it out of this formula, or give the question options",
                    ),
                    (_, Some(_)) => (
                        format!("all answers to `{name}` are worth the same, so it has no score"),
                        "give its answers different points, or leave it out of this formula",
                    ),
                    _ => (
                        format!("the answers to `{name}` have no points"),
                        "give its answers points, or leave it out of this formula",
                    ),
                };
                let diagnostic = Diagnostic::new(Code::M0207, message)
                    .at(span, "needs points")
                    .also(question.span, "this question")
                    .help(help);
                self.report(diagnostic);
                None
            }
            Some(Attribute::Level) => {
                self.report(
                    Diagnostic::new(Code::M0105, format!("`{name}` is a question, and levels belong to areas"))
                        .at(span, "a question")
                        .help(format!("write `{name}.points`, or the name of an area before `.level`")),
                );
                None
            }
            None => match question.domain {
                Domain::Range(_) => Some((self.graph.number(Number::Given(id)), Unit::Points)),
                _ => {
                    self.report(
                        Diagnostic::new(Code::M0201, format!("the answer to `{name}` is not a number"))
                            .at(span, "answered with options")
                            .help(format!(
                                "calculate with `{name}.points`, or compare it with an option, as in `{name} == …`"
                            )),
                    );
                    None
                }
            },
        }
    }

    fn value(&mut self, id: ValueId, span: Span) -> Typed {
        self.depend(Rule::Value(id), span);
        let (_, unit) = self.lower_value(id)?;
        Some((self.graph.number(Number::Value(id)), unit))
    }

    /// A value's formula, lowered when first asked for. None when it is wrong, or in a circle with itself.
    pub fn lower_value(&mut self, id: ValueId) -> Typed {
        let source = self.value_sources.get_mut(id.0 as usize)?;
        let tree = source.tree;
        match std::mem::replace(&mut source.number, Progress::Open) {
            Progress::Done(done) => {
                source.number = Progress::Done(done);
                return done;
            }
            Progress::Open => return None,
            Progress::Untouched => {}
        }
        let area = self.home(Entity::Value(id));
        let ladder = self.area_sources.get(area.0 as usize).and_then(|source| source.ladder);
        let done = self
            .within(Some(Rule::Value(id)), |this| deep(|| this.formula(&tree.formula, Place::in_area(area), ladder)));
        if let Some(source) = self.value_sources.get_mut(id.0 as usize) {
            source.number = Progress::Done(done);
        }
        if let (Some((number, unit)), Some(value)) = (done, self.model.values.get_mut(id.0 as usize)) {
            (value.number, value.unit) = (number, unit);
        }
        done
    }

    /// An area's score where somebody asks for it.
    pub fn area_score(&mut self, area: AreaId, span: Span) -> Typed {
        self.depend(Rule::Score(area), span);
        if let Some((_, unit)) = self.lower_score(area) {
            return Some((self.graph.number(Number::Score(area)), unit));
        }
        let source = self.area_sources.get(area.0 as usize)?;
        if let Some(problem) = source.score_problem.clone() {
            self.report(problem.also(span, "the score is needed here"));
        } else if matches!(source.score, Progress::Done(_))
            && !self.has_own_score(area)
            && !self.has_broken_parts(area)
            && self.told_scoreless.insert(area)
        {
            self.report(
                Diagnostic::new(
                    Code::M0207,
                    format!("nothing in `{}` gives points, so it has no score", self.area(area).name),
                )
                .at(span, "needs its score")
                .also(self.area(area).span, "this area")
                .help("give the answers to its questions points, or write its `score`"),
            );
        }
        None
    }

    /// An area's level where somebody asks for it.
    pub fn area_level(&mut self, area: AreaId, span: Span) -> Typed {
        self.depend(Rule::Level(area), span);
        match self.area_sources.get(area.0 as usize).and_then(|source| source.ladder) {
            Some(ladder) => Some((self.graph.number(Number::Level(area)), Unit::Level(ladder))),
            None => {
                if !self.adopts_unknown(area) && !self.is_broken(area) {
                    let name = &self.area(area).name;
                    let diagnostic = Diagnostic::new(Code::M0210, format!("`{name}` has no levels"))
                        .at(span, "needs its level")
                        .help(format!("adopt a ladder in `{name}`, as in `levels {}`", self.some_ladder()));
                    self.report(diagnostic);
                }
                None
            }
        }
    }

    /// The name of a ladder, as an example.
    pub fn some_ladder(&self) -> &str {
        self.model.ladders.first().map_or("…", |ladder| ladder.name.as_str())
    }

    fn binary(&mut self, left: &'t Expr, op: Spanned<BinaryOp>, right: &'t Expr, span: Span, place: Place) -> Typed {
        let left_node = self.arithmetic(left, place);
        let right_node = self.arithmetic(right, place);
        let ((a, a_unit), (b, b_unit)) = (left_node?, right_node?);
        let one = Rational::ONE;
        match op.node {
            BinaryOp::Add | BinaryOp::Subtract => {
                if a_unit != b_unit {
                    self.disagree((left, a_unit), (right, b_unit));
                    return None;
                }
                let sign = if op.node == BinaryOp::Add { one.clone() } else { Rational::from(-1) };
                Some((self.graph.linear(&one, a, &sign, b), a_unit))
            }
            BinaryOp::Multiply => {
                let number = self.product(a, b, left, right, span)?;
                let unit =
                    if Unit::Percent == a_unit || Unit::Percent == b_unit { Unit::Percent } else { Unit::Points };
                Some((number, unit))
            }
            BinaryOp::Of => {
                if a_unit != Unit::Percent || b_unit != Unit::Points {
                    self.wrong_part((left, a_unit), (right, b_unit));
                    return None;
                }
                Some((self.product(a, b, left, right, span)?, Unit::Points))
            }
            BinaryOp::Divide | BinaryOp::OutOf => {
                let Some(divisor) = self.graph.as_constant(b).cloned() else {
                    self.report(
                        Diagnostic::new(Code::M0204, "a division by what depends on the answers")
                            .at(right.span, "depends on the answers")
                            .note("scores are sums with fixed weights, so that everything about them can be proved")
                            .help("divide by a fixed number; for an average write `mean(…)`, for a part `share(…)`"),
                    );
                    return None;
                };
                let Some(factor) = one.checked_div(&divisor) else {
                    self.report(
                        Diagnostic::new(Code::M0204, "a division by zero")
                            .at(right.span, "zero")
                            .help("divide by another number"),
                    );
                    return None;
                };
                let number = self.graph.scale(&factor, a);
                let unit = match (op.node, a_unit, b_unit) {
                    (BinaryOp::OutOf, Unit::Points, Unit::Points) => Unit::Percent,
                    (BinaryOp::OutOf, ..) => {
                        self.wrong_share((left, a_unit), right);
                        return None;
                    }
                    (_, Unit::Percent, Unit::Percent) => Unit::Points,
                    (_, unit, _) => unit,
                };
                Some((number, unit))
            }
        }
    }

    /// A product of which at least one side is fixed.
    fn product(&mut self, a: NumberId, b: NumberId, left: &'t Expr, right: &'t Expr, span: Span) -> Option<NumberId> {
        if let Some(factor) = self.graph.as_constant(a).cloned() {
            return Some(self.graph.scale(&factor, b));
        }
        if let Some(factor) = self.graph.as_constant(b).cloned() {
            return Some(self.graph.scale(&factor, a));
        }
        self.report(
            Diagnostic::new(Code::M0203, "two values that both depend on the answers are multiplied")
                .at(span, "a product of answers")
                .also(left.span, "depends on the answers")
                .also(right.span, "depends on the answers")
                .note("scores are sums with fixed weights, so that everything about them can be proved")
                .help("multiply by a fixed number, or choose between cases: `{ … when …, … otherwise }`"),
        );
        None
    }

    fn round(&mut self, inner: &'t Expr, digits: &'t Value, place: Place) -> Typed {
        let node = self.arithmetic(inner, place);
        let count = digits.number.to_i64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= 9 && !digits.percent);
        let Some(count) = count else {
            self.report(
                Diagnostic::new(Code::M0201, "`round` needs the number of decimals, a whole number from 0 to 9")
                    .at(digits.span, "not a number of decimals")
                    .help("write, for example, `round(score, 1)`"),
            );
            return None;
        };
        let (number, unit) = node?;
        // 62.345% is kept as 0.62345: one decimal of the percentage is three of the fraction.
        let decimals = if unit == Unit::Percent { count.saturating_add(2) } else { count };
        Some((self.graph.number(Number::Round(number, decimals)), unit))
    }

    fn aggregate_list(
        &mut self,
        op: Spanned<Aggregate>,
        list: &'t [Expr],
        place: Place,
        ladder: Option<LadderId>,
    ) -> Typed {
        let mut unit: Option<(&'t Expr, Unit)> = None;
        let mut numbers = Vec::new();
        let mut sound = true;
        let mut ladder = ladder;
        for expr in list {
            let typed = self.expression(expr, place, ladder);
            ladder = ladder.or(ladder_of(typed));
            match typed {
                Some((number, its)) => {
                    sound &= self.same_unit(&mut unit, its, expr);
                    numbers.push(number);
                }
                None => sound = false,
            }
        }
        let (_, unit) = unit.filter(|_| sound)?;
        self.aggregate(op, numbers.into_iter().map(|n| (Rational::ONE, n)).collect(), unit)
    }

    /// An aggregate over weighted numbers.
    pub fn aggregate(&mut self, op: Spanned<Aggregate>, terms: Vec<(Rational, NumberId)>, unit: Unit) -> Typed {
        let unweighted = |terms: Vec<(Rational, NumberId)>| terms.into_iter().map(|(_, number)| number).collect();
        let number = match op.node {
            Aggregate::Sum | Aggregate::Mean if matches!(unit, Unit::Level(_)) => {
                let word = if op.node == Aggregate::Sum { "sum" } else { "mean" };
                self.report(
                    Diagnostic::new(Code::M0209, format!("levels have no `{word}`"))
                        .at(op.span, "levels are an order, not numbers")
                        .help("take `min` or `max` of the levels, or calculate with the scores"),
                );
                return None;
            }
            Aggregate::Sum => Number::Sum(terms),
            Aggregate::Mean => Number::Mean(terms),
            Aggregate::Min => Number::Min(unweighted(terms)),
            Aggregate::Max => Number::Max(unweighted(terms)),
        };
        Some((self.graph.number(number), unit))
    }
}

/// The ladder whose levels a number is about: bare names beside it may be its levels.
fn ladder_of(typed: Typed) -> Option<LadderId> {
    match typed {
        Some((_, Unit::Level(ladder))) => Some(ladder),
        _ => None,
    }
}

/// Without the parentheses around it.
pub(super) fn strip(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Paren(inner) => strip(inner),
        _ => expr,
    }
}
