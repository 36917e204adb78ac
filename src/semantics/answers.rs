//! Tests of one question's answer: an option, a number, a state.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::exact::Compare;
use crate::model::{Domain, Number, QuestionId, QuestionState, Range, Sign, Truth, TruthId, Unit};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, ExprKind, ReferenceBase, State, Test, TestKind};

use super::checker::{Checker, Entity, Rule};
use super::conditions::{flip, signed_op};
use super::lower::{Place, strip};
use super::unknown::listed;

impl<'t> Checker<'t> {
    /// A test of one question.
    pub fn question_test(
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

    /// How a question is asked for, as an example.
    pub fn a_test_of(&self, id: QuestionId, name: &str) -> String {
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
