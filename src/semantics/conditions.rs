//! Conditions to truth nodes in negation normal form.
//!
//! `sign` tells whether the condition or its opposite is wanted: for a missing answer neither a comparison nor its
//! opposite holds, so a `not` is pushed down to the leaves and each leaf carries its own opposite.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::exact::Compare;
use crate::model::{Domain, Number, QuestionId, QuestionState, Range, Sign, Truth, TruthId, Unit};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Expr, ExprKind, Quantifier, ReferenceBase, Selection, State, Test, TestKind};

use super::checker::{Checker, Entity, Rule};
use super::lower::{Place, Typed, strip};
use super::selectors::Members;
use super::unknown::{Kind, listed};

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

    /// How a question is asked for, as an example.
    fn a_test_of(&self, id: QuestionId, name: &str) -> String {
        let option = self.scale_of(id).and_then(|scale| self.scale(scale).options.last()).map(|o| o.name.as_str());
        let example = match (&self.question(id).domain, option) {
            (Domain::Choice(_), Some(option)) => format!("{name} == {option}"),
            (Domain::AnyOf(_), Some(option)) => format!("{name} has {option}"),
            (Domain::Range(range), _) => {
                format!("{name} >= {}", super::questions::show_number(&range.value(range.count.midpoint(0))))
            }
            _ => format!("{name} is answered"),
        };
        format!("say it, as in `{example}`")
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
        self.comparisons.push((truth, sign, [left.span, right.span]));
        Some(truth)
    }

    /// A test of one question.
    fn question_test(
        &mut self,
        id: QuestionId,
        left: &'t Expr,
        test: &'t Test,
        place: Place,
        sign: Sign,
    ) -> Option<TruthId> {
        if self.unresolved.contains(&id) {
            return None;
        }
        if let TestKind::Compare(op, right) = &test.kind
            && let Domain::Range(range) = &self.question(id).domain
        {
            let range = range.clone();
            if self.is_unknown_word(right, place) {
                self.not_a_number(id, &range, right);
                return None;
            }
            let (right_node, unit) = self.expression(right, place, None)?;
            if unit != Unit::Points {
                self.disagree((left, Unit::Points), (right, unit));
                return None;
            }
            return match self.graph.as_constant(right_node).cloned() {
                Some(value) => {
                    self.outside_range(id, &range, op.node, &value, right.span);
                    let spans = range_spans(&range, signed_op(op.node, sign), &value);
                    Some(self.graph.truth(Truth::Answer(id, spans)))
                }
                None => {
                    let given = self.graph.number(Number::Given(id));
                    Some(self.graph.compare(given, signed_op(op.node, sign), right_node))
                }
            };
        }
        if let (TestKind::Compare(op, right), Domain::Choice(choice)) = (&test.kind, &self.question(id).domain)
            && let Some(other) = self.other_question(right, choice.scale, place)
        {
            return self.two_questions(id, op.node, other, right.span, sign);
        }
        self.leaf(id, left.span, test, place, sign)
    }

    /// A name that is no question, area or value: most likely meant as an option.
    fn is_unknown_word(&self, expr: &Expr, place: Place) -> bool {
        let ExprKind::Reference(reference) = &strip(expr).kind else { return false };
        let (ReferenceBase::Path(path), None) = (&reference.base, &reference.attribute) else { return false };
        let [name] = path.parts.as_slice() else { return false };
        self.lookup(&name.node, place.area).is_none()
            && !self.by_name.contains_key(&name.node)
            && !self.is_lost(&name.node)
    }

    /// A question that is answered with a number is compared with a word.
    fn not_a_number(&mut self, id: QuestionId, range: &Range, right: &'t Expr) {
        let shown = |value: &crate::exact::Rational| super::questions::show_number(value);
        let name = &self.question(id).name;
        let known: Vec<&str> = self.model.questions.iter().map(|question| question.name.as_str()).collect();
        let written = self.sources.slice(right.span);
        let diagnostic =
            Diagnostic::new(Code::M0201, format!("`{name}` is answered with a number, and `{written}` is none"))
                .at(right.span, "not a number")
                .also(
                    self.question(id).span,
                    format!("answered with {} to {}", shown(&range.first), shown(&range.last())),
                );
        let diagnostic = match crate::diagnostics::nearest(written, known) {
            Some(_) => diagnostic.help(format!(
                "compare it with a number, as in `{name} >= {}`, or name a question",
                shown(&range.value(range.count.midpoint(0)))
            )),
            None => diagnostic.help(format!(
                "compare it with a number, as in `{name} >= {}`",
                shown(&range.value(range.count.midpoint(0)))
            )),
        };
        self.report(diagnostic);
    }

    /// A comparison with a number that the range does not have always gives the same.
    fn outside_range(
        &mut self,
        id: QuestionId,
        range: &Range,
        op: Compare,
        value: &crate::exact::Rational,
        span: Span,
    ) {
        if self.claims {
            return;
        }
        let spans = range_spans(range, op, value);
        let whole = spans.as_slice() == [(0, range.count.saturating_sub(1))];
        if !spans.is_empty() && !whole {
            return;
        }
        let shown = |v: &crate::exact::Rational| super::questions::show_number(v);
        let outcome = if whole { "always" } else { "never" };
        let between = range.steps(value).is_none() && *value >= range.first && *value <= range.last();
        let why = match between {
            true => format!("answers go in steps of {}", shown(&range.step)),
            false => format!("the answers are {} to {}", shown(&range.first), shown(&range.last())),
        };
        let diagnostic =
            Diagnostic::new(Code::M0213, format!("this comparison with `{}` {outcome} holds", self.question(id).name))
                .at(span, why)
                .also(self.question(id).span, "this question")
                .help("compare with a number between the first and the last answer");
        self.report(diagnostic);
    }

    /// The question on the right side of a comparison, when it is one and not an option.
    fn other_question(&mut self, right: &'t Expr, scale: crate::model::ScaleId, place: Place) -> Option<QuestionId> {
        let ExprKind::Reference(reference) = &strip(right).kind else { return None };
        let (ReferenceBase::Path(path), None) = (&reference.base, &reference.attribute) else { return None };
        if let [name] = path.parts.as_slice() {
            let is_option = self.scale(scale).options.iter().any(|o| o.name == name.node);
            if is_option || !matches!(self.lookup(&name.node, place.area), Some(Entity::Question(_))) {
                return None;
            }
        }
        self.resolve_question(path, place.area)
    }

    /// Two questions on one scale: option by option.
    fn two_questions(&mut self, a: QuestionId, op: Compare, b: QuestionId, span: Span, sign: Sign) -> Option<TruthId> {
        let (a_scale, b_scale) = (self.scale_of(a), self.scale_of(b));
        if a_scale != b_scale || !matches!(self.question(b).domain, Domain::Choice(_)) {
            let (left, right) = (&self.question(a).name, &self.question(b).name);
            let diagnostic =
                Diagnostic::new(Code::M0205, format!("`{left}` and `{right}` are not answered on the same scale"))
                    .at(span, self.answered(b))
                    .also(self.question(a).span, self.answered(a))
                    .help(format!(
                        "compare each with one of its own answers, or `{left}.points` with `{right}.points`"
                    ));
            self.report(diagnostic);
            return None;
        }
        self.depend(Rule::AskWhen(b), span);
        let count = a_scale.map_or(0, |scale| self.scale(scale).options.len() as u64);
        let op = signed_op(op, sign);
        let cases: Vec<TruthId> = (0..count)
            .map(|option| {
                let left = self.graph.truth(Truth::Answer(a, vec![(option, option)]));
                let right_spans = spans(count, |other| op.holds(option.cmp(&other)));
                let right = self.graph.truth(Truth::Answer(b, right_spans));
                self.graph.and(vec![left, right])
            })
            .collect();
        Some(self.graph.or(cases))
    }

    /// How a question is answered, in words.
    pub fn answered(&self, id: QuestionId) -> String {
        let scale = self.scale_of(id).and_then(|scale| self.scale(scale).name.clone());
        match (&self.question(id).domain, scale) {
            (Domain::Choice(_), Some(scale)) => format!("answered on `{scale}`"),
            (Domain::Choice(_), None) => "answered with options of its own".to_owned(),
            (Domain::AnyOf(_), _) => "answered with several options".to_owned(),
            (Domain::Range(_), _) => "answered with a number".to_owned(),
            (Domain::Text, _) => "answered with free text".to_owned(),
        }
    }

    /// A test of one question's answer: an option, a state, an element, a number.
    pub fn leaf(&mut self, id: QuestionId, subject: Span, test: &'t Test, place: Place, sign: Sign) -> Option<TruthId> {
        let question = self.question(id).clone();
        let name = question.name.as_str();
        match &test.kind {
            TestKind::State { negated, state } => {
                let sign = if *negated { flip(sign) } else { sign };
                self.state(id, *state, test.span, sign)
            }
            TestKind::Has(option) => {
                let Domain::AnyOf(any) = &question.domain else {
                    let wrong =
                        Diagnostic::new(Code::M0211, format!("`{name}` does not take several options, so it has none"))
                            .at(test.span, "`has` asks for one of several options")
                            .also(question.span, self.answered(id));
                    let options = match &question.domain {
                        Domain::Choice(choice) => self.scale(choice.scale).options.as_slice(),
                        _ => &[],
                    };
                    let help = match options.iter().any(|o| o.name == option.node) {
                        true => format!("write `{name} == {}`", option.node),
                        false => self.a_test_of(id, name),
                    };
                    self.report(wrong.help(help));
                    return None;
                };
                let index = self.option_index(any.scale, option)?;
                Some(self.graph.truth(Truth::Has(id, index as u32, sign)))
            }
            TestKind::Compare(op, right) => match &question.domain {
                Domain::Choice(choice) => {
                    let index = self.option_of(choice.scale, name, right)?;
                    self.same_for_all_options(id, op.node, index, subject.to(test.span));
                    let op = signed_op(op.node, sign);
                    let matching = spans(u64::from(choice.count), |option| op.holds(option.cmp(&index)));
                    Some(self.graph.truth(Truth::Answer(id, matching)))
                }
                Domain::AnyOf(any) => {
                    let written = self.sources.slice(right.span);
                    let options = &self.scale(any.scale).options;
                    let option = options.iter().find(|o| o.name == written).or(options.last());
                    let option = option.map_or("…", |o| o.name.as_str()).to_owned();
                    self.report(
                        Diagnostic::new(
                            Code::M0211,
                            format!("`{name}` takes several options, so it is not compared with one"),
                        )
                        .at(subject.to(test.span), "several options at once")
                        .help(format!("ask for each option by itself, as in `{name} has {option}`"))
                        .help(format!("or compare what they are worth together: `{name}.points`")),
                    );
                    None
                }
                Domain::Text => {
                    self.report(
                        Diagnostic::new(Code::M0211, format!("`{name}` is free text, which is never judged"))
                            .at(subject.to(test.span), "compares a text")
                            .help(format!("write `{name} is answered`, or give the question options")),
                    );
                    None
                }
                Domain::Range(range) => {
                    let (number, unit) = self.expression(right, place, None)?;
                    if unit != Unit::Points {
                        self.mismatch(Unit::Points, subject, unit, right, None);
                        return None;
                    }
                    let op = signed_op(op.node, sign);
                    Some(match self.graph.as_constant(number).cloned() {
                        Some(value) => self.graph.truth(Truth::Answer(id, range_spans(range, op, &value))),
                        None => {
                            let given = self.graph.number(Number::Given(id));
                            self.graph.compare(given, op, number)
                        }
                    })
                }
            },
        }
    }

    /// A comparison with the first or last option may hold for all of them, or for none.
    fn same_for_all_options(&mut self, id: QuestionId, op: Compare, index: u64, span: Span) {
        let Domain::Choice(choice) = &self.question(id).domain else { return };
        let holding = (0..u64::from(choice.count)).filter(|option| op.holds(option.cmp(&index))).count();
        let outcome = match holding {
            0 => "never holds",
            all if all == choice.count as usize => "always holds",
            _ => return,
        };
        if self.claims || self.is_doubtful(id) {
            return;
        }
        let options = &self.scale(choice.scale).options;
        let (first, last) = match (options.first(), options.last()) {
            (Some(first), Some(last)) => (&first.name, &last.name),
            _ => return,
        };
        let diagnostic = Diagnostic::new(Code::M0213, format!("this comparison {outcome}"))
            .at(span, format!("the options go from `{first}` to `{last}`"))
            .help("compare with an option between them, or take the comparison away");
        self.report(diagnostic);
    }

    /// The option on the right side of a comparison.
    fn option_of(&mut self, scale: crate::model::ScaleId, question: &str, right: &'t Expr) -> Option<u64> {
        if let ExprKind::Reference(reference) = &strip(right).kind
            && let (ReferenceBase::Path(path), None) = (&reference.base, &reference.attribute)
            && let [name] = path.parts.as_slice()
        {
            return self.option_index(scale, name);
        }
        if matches!(right.kind, ExprKind::Broken) {
            return None;
        }
        let options = listed(self.scale(scale).options.iter().map(|option| option.name.as_str()));
        let is = if matches!(strip(right).kind, ExprKind::Number(_)) { "is a number" } else { "is none" };
        let mut diagnostic =
            Diagnostic::new(Code::M0201, format!("`{question}` is answered with an option, and this {is}"))
                .at(right.span, "not an option")
                .help(format!("the options are {options}"));
        if let ExprKind::Number(value) = &strip(right).kind {
            let same = self.scale(scale).options.iter().find(|o| o.points.as_ref() == Some(&value.number));
            diagnostic = match same {
                Some(option) => diagnostic
                    .help(format!(
                        "write `{}`, which is worth {}, or compare `{question}.points`",
                        option.name,
                        self.sources.slice(value.span)
                    ))
                    .edit(right.span, option.name.clone(), Applicability::NeedsALook),
                None => diagnostic.help(format!("to compare the worth write `{question}.points`")),
            };
        }
        self.report(diagnostic);
        None
    }

    /// `is met`, `is answered`, …
    pub fn state(&mut self, id: QuestionId, state: Spanned<State>, span: Span, sign: Sign) -> Option<TruthId> {
        let question = self.question(id).clone();
        let tested = match state.node {
            State::Answered => QuestionState::Answered,
            State::Unanswered => QuestionState::Unanswered,
            State::Na => QuestionState::Na,
            State::Hidden => QuestionState::Hidden,
            State::Met => {
                let Some(met) = question.met else {
                    if !self.is_doubtful(id) {
                        self.met_unknown(id, span);
                    }
                    return None;
                };
                return Some(match &question.domain {
                    Domain::AnyOf(_) => self.graph.truth(Truth::HasAtLeast(id, met.first as u32, sign)),
                    domain => {
                        let count = match domain {
                            Domain::Choice(choice) => u64::from(choice.count),
                            Domain::Range(range) => range.count,
                            Domain::AnyOf(_) | Domain::Text => 0,
                        };
                        let spans = match sign {
                            Sign::Is => vec![(met.first, met.last)],
                            Sign::IsNot => outside(met.first, met.last, count),
                        };
                        self.graph.truth(Truth::Answer(id, spans))
                    }
                });
            }
        };
        if state.node == State::Na && question.na.is_none() {
            if self.is_doubtful(id) {
                return None;
            }
            let help = match question.domain {
                Domain::Text => format!("write `{} is unanswered`: a text may stay empty", question.name),
                _ => "offer it, as in `answers … or na \"…\"`, or take this test away".to_owned(),
            };
            self.report(
                Diagnostic::new(Code::M0211, format!("`{}` cannot be answered with `na`", question.name))
                    .at(span, "never holds")
                    .also(question.span, "offers no `na`")
                    .help(help),
            );
            return None;
        }
        Some(self.graph.truth(Truth::State(id, tested, sign)))
    }

    /// `is met` of a question of which nothing says when it is.
    fn met_unknown(&mut self, id: QuestionId, span: Span) {
        let question = self.question(id);
        let name = &question.name;
        let example = match &question.domain {
            Domain::Text => {
                let diagnostic = Diagnostic::new(Code::M0211, format!("`{name}` is free text, which is never judged"))
                    .at(span, "text is never met")
                    .also(question.span, "this question")
                    .help(format!("write `{name} is answered`, or give the question options"));
                self.report(diagnostic);
                return;
            }
            Domain::Choice(choice) => {
                let options = &self.scale(choice.scale).options;
                let middle = options.len().midpoint(1);
                format!("met from {}", options.get(middle).or(options.last()).map_or("…", |o| o.name.as_str()))
            }
            Domain::AnyOf(_) => "met from 2".to_owned(),
            Domain::Range(range) => {
                format!("met from {}", super::questions::show_number(&range.value(range.count.midpoint(0))))
            }
        };
        let place = if self.scale_of(id).is_some() { "in the question or its scale" } else { "in the question" };
        let diagnostic =
            Diagnostic::new(Code::M0211, format!("nothing says which answers to `{name}` count as fulfilled"))
                .at(span, "met from which answer on?")
                .also(question.span, "this question")
                .help(format!("say it {place}, as in `{example}`"));
        self.report(diagnostic);
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

/// The indices below `count` for which `holds`, as spans.
fn spans(count: u64, holds: impl Fn(u64) -> bool) -> Vec<(u64, u64)> {
    let mut result: Vec<(u64, u64)> = Vec::new();
    for index in (0..count).filter(|index| holds(*index)) {
        match result.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(index) => *last = index,
            _ => result.push((index, index)),
        }
    }
    result
}

/// Everything below `count` outside `first..=last`.
fn outside(first: u64, last: u64, count: u64) -> Vec<(u64, u64)> {
    let below = first.checked_sub(1).map(|end| (0, end));
    let above = last.checked_add(1).filter(|start| *start < count).map(|start| (start, count.saturating_sub(1)));
    below.into_iter().chain(above).collect()
}

/// The steps of a range whose value compares with `value` as `op` says: no table, ranges may be long.
pub(super) fn range_spans(range: &Range, op: Compare, value: &crate::exact::Rational) -> Vec<(u64, u64)> {
    let end = range.count.saturating_sub(1);
    // The first step at or above the value: all below are less.
    let mut low = 0u64;
    let mut high = range.count;
    while low < high {
        let middle = low.midpoint(high);
        match range.value(middle) < *value {
            true => low = middle.saturating_add(1),
            false => high = middle,
        }
    }
    let on = low <= end && range.value(low) == *value;
    let less = low.checked_sub(1).map(|last| (0, last));
    let first_greater = if on { low.saturating_add(1) } else { low };
    let greater = (first_greater <= end).then_some((first_greater, end));
    let at_least = (low <= end).then_some((low, end));
    let at_most = first_greater.checked_sub(1).map(|last| (0, last));
    match op {
        Compare::Less => less.into_iter().collect(),
        Compare::LessOrEqual => at_most.into_iter().collect(),
        Compare::Greater => greater.into_iter().collect(),
        Compare::GreaterOrEqual => at_least.into_iter().collect(),
        Compare::Equal => on.then_some((low, low)).into_iter().collect(),
        Compare::NotEqual if on => less.into_iter().chain(greater).collect(),
        Compare::NotEqual => vec![(0, end)],
    }
}

/// The test of a selection, for messages.
pub(super) fn is_option_comparison(test: &ast::Test) -> bool {
    matches!(&test.kind, TestKind::Compare(..) | TestKind::Has(_))
}
