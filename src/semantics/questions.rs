//! Questions: possible answers, their worth, who is asked.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{AnyOf, Choice, Domain, Met, NotApplicable, PointsRule, QuestionId, Range, ScaleId, Text};
use crate::source::Span;
use crate::syntax::ast::{self, AnswersKind, Operand, PointsWhen, QuestionLine};

use super::checker::{Checker, show};
use super::unknown::listed;

/// `any of` takes at most this many options: its answers are all subsets.
const MOST_OPTIONS: usize = 16;

impl<'t> Checker<'t> {
    /// Everything of the questions but their conditions.
    pub fn resolve_questions(&mut self) {
        for index in 0..self.question_trees.len() {
            let Some(tree) = self.question_trees.get(index).copied() else { continue };
            self.resolve_question_lines(QuestionId(index as u32), tree);
        }
    }

    fn resolve_question_lines(&mut self, id: QuestionId, tree: &'t ast::Question) {
        let mut seen = Vec::new();
        let (mut answers, mut points, mut met) = (None, None, None);
        for line in &tree.lines {
            match line {
                QuestionLine::Answers(keyword, line) => {
                    if !self.twice(&mut seen, "answers", *keyword) {
                        answers = Some(line);
                    }
                }
                QuestionLine::Points(keyword, lines) => {
                    if !self.twice(&mut seen, "points", *keyword) {
                        points = Some((*keyword, lines.as_slice()));
                    }
                }
                QuestionLine::Met(line) => {
                    if !self.twice(&mut seen, "met", line.keyword) {
                        met = Some(line);
                    }
                }
                QuestionLine::Weight(keyword, value) => {
                    if !self.twice(&mut seen, "weight", *keyword) {
                        let weight = self.weight(value);
                        self.edit_question(id, |q| q.weight = weight);
                    }
                }
                QuestionLine::For(keyword, roles) => {
                    if !self.twice(&mut seen, "for", *keyword) {
                        match self.roles(roles) {
                            Some(roles) => self.edit_question(id, |q| q.roles = roles),
                            None => {
                                self.doubtful.insert(id);
                            }
                        }
                    }
                }
                QuestionLine::At(keyword, level) => {
                    if !self.twice(&mut seen, "at", *keyword) {
                        self.resolve_at(id, level);
                    }
                }
                QuestionLine::Tagged(_, tags) => {
                    let names: Vec<String> = tags.iter().map(super::names::written).collect();
                    self.tags.extend(names.iter().cloned());
                    self.edit_question(id, |q| q.tags.extend(names));
                }
                QuestionLine::AskWhen(keyword, _) => {
                    self.twice(&mut seen, "ask when", *keyword);
                }
                QuestionLine::Policy(_) | QuestionLine::Action(_) | QuestionLine::Note(_) => {}
            }
        }
        match answers {
            Some(answers) => self.resolve_answers(id, tree, answers, points, met),
            None if tree.head.broken => {
                self.unresolved.insert(id);
            }
            None => {
                self.unresolved.insert(id);
                let name = &self.question(id).name;
                let diagnostic =
                    Diagnostic::new(Code::M0112, format!("the question `{name}` does not say how it is answered"))
                        .at(self.question(id).span, "no `answers`")
                        .help(
                            "write `answers` and a scale, as in `answers yes_no`, or a range, as in `answers 1 to 5`",
                        );
                self.report(diagnostic);
            }
        }
    }

    pub fn edit_question(&mut self, id: QuestionId, edit: impl FnOnce(&mut crate::model::Question)) {
        if let Some(question) = self.model.questions.get_mut(id.0 as usize) {
            edit(question);
        }
    }

    /// `at`: a level of the ladder that the question's area, or the nearest around it, adopts.
    fn resolve_at(&mut self, id: QuestionId, level: &'t ast::Name) {
        let mut at = Some(self.question(id).area);
        while let Some(area) = at {
            let ladder = self.area_sources.get(area.0 as usize).and_then(|source| {
                source.lines.iter().find_map(|line| match line {
                    ast::AreaLine::Levels { ladder, .. } => Some(ladder),
                    _ => None,
                })
            });
            if let Some(ladder) = ladder {
                let ladder = self.ladder_names.get(&ladder.node).copied();
                match ladder.and_then(|ladder| self.level_rank(ladder, level)) {
                    Some(rank) => self.edit_question(id, |q| q.at = Some(rank)),
                    None => {
                        self.doubtful.insert(id);
                    }
                }
                return;
            }
            at = self.area(area).parent;
        }
        let area = self.area(self.question(id).area).name.clone();
        self.doubtful.insert(id);
        self.report(
            Diagnostic::new(Code::M0210, format!("`at {}` means nothing here", level.node))
                .at(level.span, "no ladder is adopted around this question")
                .help(format!(
                    "adopt a ladder in the area `{area}`, as in `levels {}`, or take this line away",
                    self.some_ladder()
                )),
        );
    }

    fn resolve_answers(
        &mut self,
        id: QuestionId,
        tree: &'t ast::Question,
        answers: &'t ast::Answers,
        points: Option<(Span, &'t [ast::PointsLine])>,
        met: Option<&'t ast::MetLine>,
    ) {
        let broken = tree.head.broken;
        let scope = tree.head.span;
        let domain = match &answers.kind {
            AnswersKind::Scale(name) => self.resolve_scale(name).and_then(|scale| self.choice(scale)),
            AnswersKind::Inline(body) => {
                let scale = self.scale_body(body, None, scope, broken, 2);
                self.choice(scale)
            }
            AnswersKind::AnyOf(name) => self.resolve_scale(name).and_then(|scale| self.any_of(scale, answers.span)),
            AnswersKind::AnyOfInline(body) => {
                let scale = self.scale_body(body, None, scope, broken, 1);
                self.any_of(scale, answers.span)
            }
            AnswersKind::Range { first, last, step, unit } => {
                self.range(answers.span, [first, last], step.as_ref(), unit.as_ref())
            }
            AnswersKind::Text => Some(Domain::Text),
        };
        let Some(mut domain) = domain else {
            self.unresolved.insert(id);
            return;
        };
        if let Some((keyword, lines)) = points {
            self.range_points(&mut domain, keyword, lines, answers.span);
        }
        let na = self.not_applicable(&domain, answers);
        self.edit_question(id, |q| {
            q.domain = domain;
            q.na = na;
        });
        let own = met.is_some();
        let met = self.resolve_met(id, met);
        let scale = self.scale_of(id).and_then(|scale| self.scale_sources.get(scale.0 as usize));
        if met.is_none() && (own || scale.is_some_and(|scale| scale.met_is_wrong)) {
            self.doubtful.insert(id);
        }
        let bounds = self.worth_bounds(id);
        self.edit_question(id, |q| {
            q.met = met;
            q.bounds = bounds;
        });
        self.check_worth(id, answers.span, broken);
    }

    /// None when the scale has no options, which was reported.
    fn choice(&self, scale: ScaleId) -> Option<Domain> {
        let count = self.scale(scale).options.len();
        (count > 0).then_some(Domain::Choice(Choice { scale, count: count as u32 }))
    }

    fn any_of(&mut self, scale: ScaleId, span: Span) -> Option<Domain> {
        let count = self.scale(scale).options.len();
        if count == 0 {
            return None;
        }
        if count > MOST_OPTIONS {
            self.report(
                Diagnostic::new(
                    Code::M0408,
                    format!("`any of` takes at most {MOST_OPTIONS} options, but there are {count}"),
                )
                .at(span, "too many options")
                .help("split the question in two"),
            );
            return None;
        }
        Some(Domain::AnyOf(AnyOf { scale, count: count as u32 }))
    }

    fn range(
        &mut self,
        span: Span,
        [first, last]: [&'t ast::Value; 2],
        step: Option<&'t ast::Value>,
        unit: Option<&'t ast::Text>,
    ) -> Option<Domain> {
        let percentages: Vec<&ast::Value> =
            [Some(first), Some(last), step].into_iter().flatten().filter(|value| value.percent).collect();
        if let Some(wrong) = percentages.first() {
            let bare = |value: &ast::Value| self.sources.slice(value.span).trim_end_matches('%').trim().to_owned();
            let mut written = format!("{} to {}", bare(first), bare(last));
            if let Some(step) = step {
                written.push_str(&format!(" step {}", bare(step)));
            }
            let whole = first.span.to(step.map_or(last.span, |step| step.span));
            if unit.is_none() {
                written.push_str(" \"%\"");
            }
            let diagnostic = Diagnostic::new(Code::M0202, "an answer is a number, not a percentage")
                .at(wrong.span, "a percentage")
                .help(format!("write `{written}`: what stands in quotation marks is shown as the unit"))
                .edit(whole, written, Applicability::NeedsALook);
            self.report(diagnostic);
            return None;
        }
        let (low, high) = (&first.number, &last.number);
        let step_number = step.map_or(Rational::ONE, |value| value.number.clone());
        let wrong = |message: String, label: &str, at: Span, help: String| {
            Diagnostic::new(Code::M0401, message).at(at, label).help(help)
        };
        if high <= low {
            let (a, b) = (self.sources.slice(first.span), self.sources.slice(last.span));
            let diagnostic = wrong(
                format!(
                    "the range runs from `{a}` to `{b}`, so it holds {}",
                    if high == low { "one number" } else { "nothing" }
                ),
                "must go up",
                span,
                format!("write the smaller number first, as in `{b} to {a}`"),
            );
            self.report(diagnostic);
            return None;
        }
        if !step_number.is_positive() {
            let at = step.map_or(span, |s| s.span);
            self.report(wrong("a step must be more than zero".into(), "the step", at, "write a positive step".into()));
            return None;
        }
        let steps = (high - low).checked_div(&step_number)?;
        if !steps.is_integer() {
            let below = low + &(&step_number * &floor(&steps));
            let diagnostic = wrong(
                format!(
                    "steps of `{}` from `{}` do not land on `{}`",
                    show_number(&step_number),
                    self.sources.slice(first.span),
                    self.sources.slice(last.span)
                ),
                "the steps pass the last number",
                span,
                format!(
                    "end the range at `{}` or `{}`, or change the step",
                    show_number(&below),
                    show_number(&(&below + &step_number))
                ),
            );
            self.report(diagnostic);
            return None;
        }
        let Some(count) = steps.to_i64().and_then(|n| u64::try_from(n).ok()).and_then(|n| n.checked_add(1)) else {
            self.report(wrong(
                "the range has too many numbers".into(),
                "more than can be counted",
                span,
                "choose a larger step".into(),
            ));
            return None;
        };
        let unit = unit.map_or_else(Text::new, |unit| self.unit(unit));
        Some(Domain::Range(Range { first: low.clone(), step: step_number, count, unit, points: Vec::new() }))
    }

    /// A unit is a label: `"kr"` may stand for all languages.
    fn unit(&mut self, unit: &'t ast::Text) -> Text {
        if let [ast::TextEntry { language: None, string }] = unit.entries.as_slice() {
            return self.model.languages.iter().map(|l| (l.clone(), string.node.clone())).collect();
        }
        self.text(Some(unit))
    }

    /// Lays the lines of `points` over the range: each number belongs to the first line that holds.
    fn range_points(&mut self, domain: &mut Domain, keyword: Span, lines: &'t [ast::PointsLine], answers: Span) {
        let Domain::Range(range) = domain else {
            self.report(
                Diagnostic::new(Code::M0409, "`points` in a question belong to numbers")
                    .at(keyword, "these answers are options")
                    .also(answers, "answered here")
                    .help("write the points behind each option, in the scale"),
            );
            return;
        };
        let end = range.count.saturating_sub(1);
        let mut free: Vec<(u64, u64)> = vec![(0, end)];
        let mut rules: Vec<PointsRule> = Vec::new();
        for line in lines {
            let (low, high) = covered(range, &line.when);
            let points = self.points(&line.points);
            let mut rest = Vec::new();
            let mut took = false;
            for (a, b) in free {
                let (first, last) = (a.max(low), b.min(high));
                if low > high || first > last {
                    rest.push((a, b));
                    continue;
                }
                took = true;
                rules.push(PointsRule { first, last, points: points.clone() });
                if a < first {
                    rest.push((a, first.saturating_sub(1)));
                }
                if last < b {
                    rest.push((last.saturating_add(1), b));
                }
            }
            free = rest;
            if !took {
                self.report(
                    Diagnostic::new(Code::M0402, "this line of `points` is never used")
                        .at(line.span, "no number is left for it")
                        .note("the first line that holds counts")
                        .help("put the narrower line before the wider one, or take this one away"),
                );
            }
        }
        if let Some((first, _)) = free.first() {
            let number = show_number(&range.value(*first));
            self.report(
                Diagnostic::new(Code::M0402, format!("the number `{number}` has no points"))
                    .at(keyword, "no line holds for it")
                    .help("end with a line such as `0 otherwise`"),
            );
        }
        rules.sort_by_key(|rule| rule.first);
        range.points = rules;
    }

    /// `na`, from the scale or from `or na`.
    fn not_applicable(&mut self, domain: &Domain, answers: &'t ast::Answers) -> Option<NotApplicable> {
        let scale = match domain {
            Domain::Choice(choice) => Some(choice.scale),
            Domain::AnyOf(any) => Some(any.scale),
            Domain::Range(_) | Domain::Text => None,
        };
        let from_scale = scale.and_then(|s| self.scale_sources.get(s.0 as usize)).and_then(|s| s.na);
        if let (Some(scale), Some(here)) = (from_scale, &answers.or_na) {
            self.report(
                Diagnostic::new(Code::M0406, "these answers have `na` already")
                    .at(here.keyword, "again here")
                    .also(scale.keyword, "in the scale")
                    .help("take `or na` away"),
            );
        }
        let line = answers.or_na.as_ref().or(from_scale)?;
        if matches!(domain, Domain::Text) {
            self.report(
                Diagnostic::new(Code::M0405, "free text needs no `na`: it may stay empty")
                    .at(line.keyword, "not for text")
                    .help("take `or na` away"),
            );
            return None;
        }
        let points = line.points.as_ref().map(|value| self.points(value));
        let text = self.text(line.text.as_ref());
        Some(NotApplicable { text, points })
    }

    fn resolve_met(&mut self, id: QuestionId, line: Option<&'t ast::MetLine>) -> Option<Met> {
        let domain = self.question(id).domain.clone();
        let Some(line) = line else {
            let Domain::Choice(choice) = &domain else { return None };
            let first = self.scale_sources.get(choice.scale.0 as usize)?.met?;
            return Some(Met { first, last: u64::from(choice.count).saturating_sub(1) });
        };
        match (&domain, &line.bound) {
            (Domain::Choice(choice), Operand::Name(option)) => {
                let index = self.option_index(choice.scale, option)?;
                let last = u64::from(choice.count).saturating_sub(1);
                Some(if line.up_to { Met { first: 0, last: index } } else { Met { first: index, last } })
            }
            (Domain::Range(range), Operand::Value(value)) => {
                let when = match line.up_to {
                    true => PointsWhen::UpTo(value.clone()),
                    false => PointsWhen::From(value.clone()),
                };
                let (first, last) = covered(range, &when);
                if first > last {
                    let bounds = format!("{} to {}", show_number(&range.first), show_number(&range.last()));
                    self.report(
                        Diagnostic::new(Code::M0211, "no answer can count as fulfilled")
                            .at(value.span, format!("the answers are {bounds}"))
                            .help("write a number inside the range"),
                    );
                    return None;
                }
                Some(Met { first, last })
            }
            (Domain::AnyOf(any), Operand::Value(value)) => {
                let count = value.number.to_i64().and_then(|n| u32::try_from(n).ok());
                match count {
                    Some(n) if (1..=any.count).contains(&n) && !line.up_to => {
                        Some(Met { first: u64::from(n), last: u64::from(any.count) })
                    }
                    _ => {
                        self.report(
                            Diagnostic::new(Code::M0211, "`met from` says how many of the options must be taken")
                                .at(value.span, format!("a whole number from 1 to {}", any.count))
                                .help("write, for example, `met from 2`"),
                        );
                        None
                    }
                }
            }
            (Domain::Text, _) => {
                self.report(
                    Diagnostic::new(Code::M0211, "free text cannot be met")
                        .at(line.span, "text is never judged")
                        .help("take this line away; `is answered` tells whether something was written"),
                );
                None
            }
            (Domain::Choice(choice), Operand::Value(value)) => {
                let options = listed(self.scale(choice.scale).options.iter().map(|option| option.name.as_str()));
                let diagnostic = Diagnostic::new(Code::M0211, "`met from` needs one of the options here")
                    .at(value.span, "a number")
                    .help(format!("write the first one that counts as fulfilled: the options are {options}"));
                self.report(diagnostic);
                None
            }
            (Domain::Range(_) | Domain::AnyOf(_), Operand::Name(name)) => {
                self.report(
                    Diagnostic::new(Code::M0211, "`met from` needs a number here")
                        .at(name.span, "a name")
                        .help("write the number from which on the answer counts as fulfilled"),
                );
                None
            }
        }
    }

    /// Lowest and highest worth of an answer, that of `na` included.
    fn worth_bounds(&self, id: QuestionId) -> Option<(Rational, Rational)> {
        let question = self.question(id);
        let mut worths: Vec<Rational> = match &question.domain {
            Domain::Text => return None,
            Domain::Choice(choice) => {
                self.scale(choice.scale).options.iter().map(|o| o.points.clone()).collect::<Option<_>>()?
            }
            Domain::AnyOf(any) => {
                let points: Vec<Rational> =
                    self.scale(any.scale).options.iter().map(|o| o.points.clone()).collect::<Option<_>>()?;
                let sum = |keep: fn(&Rational) -> bool| {
                    points.iter().filter(|p| keep(p)).fold(Rational::ZERO, |sum, p| &sum + p)
                };
                vec![sum(Rational::is_negative), sum(Rational::is_positive)]
            }
            Domain::Range(range) if range.points.is_empty() => vec![range.first.clone(), range.last()],
            Domain::Range(range) => range.points.iter().map(|rule| rule.points.clone()).collect(),
        };
        worths.extend(question.na.as_ref().and_then(|na| na.points.clone()));
        Some((worths.iter().min()?.clone(), worths.iter().max()?.clone()))
    }

    fn check_worth(&mut self, id: QuestionId, span: Span, broken: bool) {
        let Some((low, high)) = self.question(id).bounds.clone() else { return };
        // A scale with one option was reported as that.
        let single = self.scale_of(id).is_some_and(|scale| self.scale(scale).options.len() < 2);
        if low == high && !broken && !single {
            let message = format!("all answers to `{}` are worth {}", self.question(id).name, show_number(&low));
            self.report(
                Diagnostic::new(Code::M0403, message)
                    .at(span, "no answer is better than another")
                    .note("the question is left out of its area's score")
                    .help("give the answers different points, or none at all where the question shall not score"),
            );
        }
    }

    /// Whether the question has anything to say in a score: worths that differ.
    pub fn discriminates(&self, id: QuestionId) -> bool {
        self.question(id).bounds.as_ref().is_some_and(|(low, high)| low != high)
    }

    /// The questions of an area at any depth, in the order of the text.
    pub fn questions_within(&self, area: crate::model::AreaId) -> Vec<QuestionId> {
        self.model.questions_within(area).collect()
    }
}

/// The steps of the range that a line of points holds for; the first greater than the second when none.
fn covered(range: &Range, when: &PointsWhen) -> (u64, u64) {
    let end = range.count.saturating_sub(1);
    let steps = |value: &Rational| (value - &range.first).checked_div(&range.step).unwrap_or_default();
    let clamp = |n: Rational| match n.is_negative() {
        true => None,
        false => Some(n.to_i64().and_then(|n| u64::try_from(n).ok()).unwrap_or(u64::MAX)),
    };
    let up_to = |n: Option<u64>| n.map_or((1, 0), |n| (0, n.min(end)));
    let from = |n: Option<u64>| (n.unwrap_or(0), end);
    match when {
        PointsWhen::UpTo(value) => up_to(clamp(floor(&steps(&value.number)))),
        PointsWhen::Below(value) => up_to(clamp(&ceiling(&steps(&value.number)) - &Rational::ONE)),
        PointsWhen::From(value) => from(clamp(ceiling(&steps(&value.number)))),
        PointsWhen::Above(value) => from(clamp(&floor(&steps(&value.number)) + &Rational::ONE)),
        PointsWhen::Otherwise(_) => (0, end),
    }
}

fn floor(value: &Rational) -> Rational {
    let big = value.to_big();
    Rational::from(big.floor())
}

fn ceiling(value: &Rational) -> Rational {
    let big = value.to_big();
    Rational::from(big.ceil())
}

/// A plain number for the reader.
pub(super) fn show_number(value: &Rational) -> String {
    show(value, crate::model::Unit::Points)
}
