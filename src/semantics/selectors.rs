//! Sets of questions and areas.

use std::collections::HashSet;

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{AreaId, Domain, Number, NumberId, QuestionId, QuestionState, Sign, Truth, TruthId, Unit};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Aggregate, Attribute, ExprKind, Filter, Quantifier, Selection, Selector, SelectorBase, State, Test, TestKind,
};

use super::checker::{Checker, Rule};
use super::conditions::{flip, is_option_comparison, signed_op};
use super::lower::{Place, Typed};
use super::names::written;
use super::unknown::listed;

/// What a selector selects.
pub(super) enum Set {
    Questions(Vec<QuestionId>),
    Areas(Vec<AreaId>),
}

/// A member of a set under a condition.
pub(super) struct Member {
    /// It is in the set for this response.
    pub present: TruthId,
    /// It is in the set and the condition (or, where asked for, its opposite) holds.
    pub holds: TruthId,
    /// The condition holds, or it is not in the set: it does not stand in the way of `all`.
    pub does_not_fail: TruthId,
}

/// The members of a set under a condition.
pub(super) struct Members {
    pub pairs: Vec<Member>,
}

impl<'t> Checker<'t> {
    /// The set that a selector selects, seen from `area`; reported when nothing can ever be in it.
    pub fn select(&mut self, selector: &'t Selector, area: AreaId) -> Option<Set> {
        let mut set = match selector.base {
            SelectorBase::Questions => Set::Questions(self.questions_within(area)),
            SelectorBase::OwnQuestions => Set::Questions(self.area(area).questions.clone()),
            SelectorBase::Areas => Set::Areas(self.area(area).areas.clone()),
            SelectorBase::AllAreas => Set::Areas(self.areas_within(area)),
        };
        for filter in &selector.filters {
            self.filter(&mut set, filter, area)?;
        }
        let (empty, what) = match &set {
            Set::Questions(questions) => (questions.is_empty(), "question"),
            Set::Areas(areas) => (areas.is_empty(), "area"),
        };
        if empty && !self.has_broken_parts(area) {
            let deeper = !self.questions_within(area).is_empty();
            let name = &self.area(area).name;
            let help = match (selector.filters.is_empty(), selector.base) {
                (true, SelectorBase::OwnQuestions) if deeper => {
                    format!("the questions stand in areas of `{name}`: write `questions`")
                }
                (true, SelectorBase::Areas | SelectorBase::AllAreas) if deeper => {
                    format!("there are no areas in `{name}`: name its `questions`, or take the formula away")
                }
                (true, _) => "take the formula away, or put something in".to_owned(),
                (false, _) => "loosen what narrows it, or take the formula away".to_owned(),
            };
            let diagnostic = Diagnostic::new(Code::M0212, format!("no {what} is in this set"))
                .at(selector.span, format!("selects nothing in `{name}`"))
                .help(help);
            self.report(diagnostic);
        }
        Some(set)
    }

    fn areas_within(&self, area: AreaId) -> Vec<AreaId> {
        let mut result = Vec::new();
        for child in &self.area(area).areas {
            result.push(*child);
            result.extend(self.areas_within(*child));
        }
        result
    }

    fn filter(&mut self, set: &mut Set, filter: &'t Spanned<Filter>, area: AreaId) -> Option<()> {
        match &filter.node {
            Filter::In(path) => {
                let outer = self.resolve_area(path, area)?;
                match set {
                    Set::Questions(questions) => questions.retain(|q| self.is_inside(self.question(*q).area, outer)),
                    Set::Areas(areas) => areas.retain(|a| *a != outer && self.is_inside(*a, outer)),
                }
            }
            Filter::Except(paths) => {
                for path in paths {
                    match set {
                        Set::Questions(questions) => {
                            let out = self.resolve_question(path, area)?;
                            self.except_nothing(questions.contains(&out), path.span, &written(path));
                            questions.retain(|q| *q != out);
                        }
                        Set::Areas(areas) => {
                            let out = self.resolve_area(path, area)?;
                            self.except_nothing(areas.contains(&out), path.span, &written(path));
                            areas.retain(|a| *a != out);
                        }
                    }
                }
            }
            Filter::WhereWeight(op, value) => {
                let holds = |weight: &Rational| op.node.holds(weight.cmp(&value.number));
                match set {
                    Set::Questions(questions) => questions.retain(|q| holds(&self.question(*q).weight)),
                    Set::Areas(areas) => areas.retain(|a| holds(&self.area(*a).weight)),
                }
            }
            Filter::At(_) | Filter::Tagged(_) | Filter::On(_) | Filter::For(_) => {
                let Set::Questions(questions) = set else {
                    self.report(
                        Diagnostic::new(Code::M0209, "areas cannot be narrowed like this")
                            .at(filter.span, "narrows questions only")
                            .help("for areas there are `in`, `where weight` and `except`"),
                    );
                    return None;
                };
                self.filter_questions(questions, &filter.node)?;
            }
        }
        Some(())
    }

    fn except_nothing(&mut self, there: bool, span: Span, name: &str) {
        if !there {
            self.report(
                Diagnostic::new(Code::M0212, format!("`{name}` is not in this set anyway"))
                    .at(span, "excepts nothing")
                    .help("take it away"),
            );
        }
    }

    fn filter_questions(&mut self, questions: &mut Vec<QuestionId>, filter: &'t Filter) -> Option<()> {
        match filter {
            Filter::At(level) => {
                let mut ranks = Vec::new();
                for ladder in &self.model.ladders {
                    ranks.extend(ladder.levels.iter().filter(|l| l.name == level.node));
                }
                if ranks.is_empty() {
                    let mut known: Vec<String> = self
                        .model
                        .ladders
                        .iter()
                        .flat_map(|l| l.levels.iter().map(|level| level.name.clone()))
                        .collect();
                    let mut seen = HashSet::new();
                    known.retain(|name| seen.insert(name.clone()));
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let diagnostic = Diagnostic::new(Code::M0101, format!("there is no level `{}`", level.node))
                        .at(level.span, "not declared");
                    let diagnostic = super::unknown::suggest(diagnostic, &level.node, level.span, &known, "level");
                    self.report(diagnostic);
                    return None;
                }
                questions.retain(|q| self.level_name(*q).is_some_and(|name| name == level.node));
            }
            Filter::Tagged(tag) => {
                if !self.tags.contains(&tag.node) && !self.is_lost(&tag.node) {
                    let known: Vec<String> = self.tags.iter().cloned().collect();
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let diagnostic = Diagnostic::new(Code::M0101, format!("no question is tagged `{}`", tag.node))
                        .at(tag.span, "not a tag of any question");
                    let diagnostic = match known.is_empty() {
                        true => diagnostic.help(format!("write `tagged {}` in the questions that are meant", tag.node)),
                        false => super::unknown::suggest(diagnostic, &tag.node, tag.span, &known, "tag"),
                    };
                    self.report(diagnostic);
                    return None;
                }
                questions.retain(|q| self.question(*q).tags.contains(&tag.node));
            }
            Filter::On(scale) => {
                let id = self.resolve_scale(scale)?;
                questions.retain(|q| self.scale_of(*q) == Some(id));
            }
            Filter::For(role) => {
                let id = self.resolve_role(role)?;
                questions.retain(|q| self.question(*q).roles.contains(Some(id)));
            }
            Filter::In(_) | Filter::Except(_) | Filter::WhereWeight(..) => {}
        }
        Some(())
    }

    /// The name of the level that a question belongs to with `at`.
    fn level_name(&self, question: QuestionId) -> Option<&str> {
        let rank = self.question(question).at?;
        let mut at = Some(self.question(question).area);
        while let Some(area) = at {
            if let Some(ladder) = self.area_sources.get(area.0 as usize).and_then(|source| source.ladder) {
                return self.ladder(ladder).levels.get(rank as usize).map(|level| level.name.as_str());
            }
            at = self.area(area).parent;
        }
        None
    }

    /// `sum`, `mean`, `min`, `max` over a set.
    pub fn aggregate_set(&mut self, op: Spanned<Aggregate>, selection: &'t Selection, place: Place) -> Typed {
        let (terms, unit) = self.selected_numbers(selection, place)?;
        self.aggregate(op, terms, unit)
    }

    /// What is read of each member of a set, with the members' weights.
    fn selected_numbers(
        &mut self,
        selection: &'t Selection,
        place: Place,
    ) -> Option<(Vec<(Rational, NumberId)>, Unit)> {
        let Some(attribute) = selection.attribute else {
            let of = match selection.selector.base {
                SelectorBase::Questions | SelectorBase::OwnQuestions => "points of",
                SelectorBase::Areas | SelectorBase::AllAreas => "score of",
            };
            let selector = self.sources.slice(selection.selector.span);
            let diagnostic = Diagnostic::new(Code::M0209, "it is not said what is taken of each")
                .at(selection.span, "of each what?")
                .help(format!("write, for example, `{of} {selector}`"));
            self.report(diagnostic);
            return None;
        };
        match self.select(&selection.selector, place.area)? {
            Set::Questions(questions) => self.question_numbers(&questions, attribute, selection.span),
            Set::Areas(areas) => self.area_numbers(&areas, attribute, selection.span),
        }
    }

    fn question_numbers(
        &mut self,
        questions: &[QuestionId],
        attribute: Spanned<Attribute>,
        span: Span,
    ) -> Option<(Vec<(Rational, NumberId)>, Unit)> {
        let unit = match attribute.node {
            Attribute::Points => Unit::Points,
            Attribute::Score => Unit::Percent,
            Attribute::Level => {
                self.report(
                    Diagnostic::new(Code::M0209, "questions have no level")
                        .at(attribute.span.to(span), "levels belong to areas")
                        .help("write `level of areas`, or `points of questions`"),
                );
                return None;
            }
        };
        if questions.iter().any(|q| self.unresolved.contains(q)) {
            return None;
        }
        let mut terms = Vec::new();
        for id in questions {
            let has = match attribute.node {
                Attribute::Points => self.question(*id).bounds.is_some(),
                _ => self.discriminates(*id),
            };
            if !has {
                continue;
            }
            self.depend(Rule::AskWhen(*id), span);
            let number = if unit == Unit::Points { Number::Points(*id) } else { Number::Share(*id) };
            terms.push((self.question(*id).weight.clone(), self.graph.number(number)));
        }
        if terms.is_empty() && !questions.is_empty() {
            self.report(
                Diagnostic::new(Code::M0207, "no question in this set gives points")
                    .at(span, "needs points")
                    .help("give the answers to its questions points, or leave them out of the formula"),
            );
            return None;
        }
        Some((terms, unit))
    }

    fn area_numbers(
        &mut self,
        areas: &[AreaId],
        attribute: Spanned<Attribute>,
        span: Span,
    ) -> Option<(Vec<(Rational, NumberId)>, Unit)> {
        if attribute.node == Attribute::Points {
            self.report(
                Diagnostic::new(Code::M0209, "areas have a score, not points")
                    .at(attribute.span, "points belong to questions")
                    .help("write `score of areas`, or `points of questions`"),
            );
            return None;
        }
        let mut terms = Vec::new();
        let mut unit: Option<(Unit, AreaId)> = None;
        for area in areas {
            let number = match attribute.node {
                Attribute::Level if self.area_sources.get(area.0 as usize).is_none_or(|s| s.ladder.is_none()) => {
                    continue;
                }
                Attribute::Level => self.area_level(*area, span)?,
                _ => {
                    self.depend(Rule::Score(*area), span);
                    match self.lower_score(*area) {
                        Some((_, its)) => (self.graph.number(Number::Score(*area)), its),
                        None if self.area_sources.get(area.0 as usize).is_some_and(|s| s.score_problem.is_some()) => {
                            self.area_score(*area, span)?
                        }
                        None if self.has_own_score(*area) || self.has_broken_parts(*area) => return None,
                        None => continue,
                    }
                }
            };
            match unit {
                None => unit = Some((number.1, *area)),
                Some((first, of)) if first != number.1 => {
                    self.mixed_areas((of, first), (*area, number.1), span);
                    return None;
                }
                Some(_) => {}
            }
            terms.push((self.area(*area).weight.clone(), number.0));
        }
        match unit {
            Some((unit, _)) => Some((terms, unit)),
            None => {
                if !areas.is_empty() {
                    let what = if attribute.node == Attribute::Level { "levels" } else { "a score" };
                    let help = match attribute.node {
                        Attribute::Level => {
                            format!("adopt a ladder in the areas, as in `levels {}`", self.some_ladder())
                        }
                        _ => "give their questions points, or write their `score`".to_owned(),
                    };
                    let diagnostic = Diagnostic::new(Code::M0207, format!("no area in this set has {what}"))
                        .at(span, format!("needs {what}"))
                        .help(help);
                    self.report(diagnostic);
                }
                None
            }
        }
    }

    fn mixed_areas(&mut self, first: (AreaId, Unit), other: (AreaId, Unit), span: Span) {
        let words = |unit: Unit| match unit {
            Unit::Points => "is scored in points".to_owned(),
            Unit::Percent => "is scored in percent".to_owned(),
            Unit::Level(ladder) => format!("has levels of `{}`", self.ladder(ladder).name),
        };
        let help = match first.1 {
            Unit::Level(_) => "adopt one ladder in all of them",
            _ => "score them all alike: `… out of 12` makes a percentage of points",
        };
        let (a, b) = (self.area(first.0), self.area(other.0));
        let message = format!("`{}` {}, and `{}` {}", a.name, words(first.1), b.name, words(other.1));
        let diagnostic = Diagnostic::new(Code::M0205, message)
            .at(span, "taken together here")
            .also(a.span, words(first.1))
            .also(b.span, words(other.1))
            .help(help);
        self.report(diagnostic);
    }

    /// The members of a set under the condition of `count`, `share`, `all` or `any`.
    pub fn members_tested(
        &mut self,
        op: Spanned<Quantifier>,
        selection: &'t Selection,
        test: Option<&'t Test>,
        span: Span,
        place: Place,
        sign: Sign,
    ) -> Option<Members> {
        let Some(test) = test else {
            let word = self.sources.slice(op.span).to_owned();
            let base = selection.selector.base;
            let at = selection.selector.filters.iter().find_map(|filter| match &filter.node {
                Filter::At(level) => Some(level.node.as_str()),
                _ => None,
            });
            let top = self.model.ladders.first().and_then(|ladder| ladder.levels.last());
            let top = top.map_or("…", |level| level.name.as_str());
            let areas = matches!(base, SelectorBase::Areas | SelectorBase::AllAreas);
            let (set, verb) = match (areas, selection.attribute, at) {
                (true, None, Some(level)) => ("level of areas".to_owned(), format!("== {level}")),
                (true, None, None) => (format!("level of {}", self.sources.slice(selection.span)), format!(">= {top}")),
                (_, Some(_), _) => (self.sources.slice(selection.span).to_owned(), ">= …".to_owned()),
                (false, None, _) => (self.sources.slice(selection.span).to_owned(), "are met".to_owned()),
            };
            self.report(
                Diagnostic::new(Code::M0201, format!("`{word}` does not say what it asks of each"))
                    .at(span, "a condition is missing")
                    .help(format!("write, for example, `{word}({set} {verb})`")),
            );
            return None;
        };
        if selection.attribute.is_some() {
            return self.numbers_tested(selection, test, place, sign);
        }
        match self.select(&selection.selector, place.area)? {
            Set::Questions(questions) if questions.iter().any(|q| self.unresolved.contains(q)) => None,
            Set::Questions(questions) => self.questions_tested(&questions, selection, test, place, sign),
            Set::Areas(_) => {
                self.report(
                    Diagnostic::new(Code::M0209, "it is not said what is compared of each area")
                        .at(selection.span, "of each what?")
                        .help("compare a level or a score, as in `level of areas >= …` or `score of areas >= 50%`"),
                );
                None
            }
        }
    }

    fn numbers_tested(
        &mut self,
        selection: &'t Selection,
        test: &'t Test,
        place: Place,
        sign: Sign,
    ) -> Option<Members> {
        let (terms, unit) = self.selected_numbers(selection, place)?;
        let TestKind::Compare(op, right) = &test.kind else {
            let (all, selector) = (self.sources.slice(selection.span), self.sources.slice(selection.selector.span));
            let (asked, than) = (self.sources.slice(test.span), self.some_value(unit));
            let diagnostic =
                Diagnostic::new(Code::M0211, "points, scores and levels are compared, and this asks about answers")
                    .at(test.span, "asks about answers")
                    .help(format!("write `{all} >= {than}`, or `{selector} {asked}`"));
            self.report(diagnostic);
            return None;
        };
        let ladder = match unit {
            Unit::Level(ladder) => Some(ladder),
            _ => None,
        };
        let (right_node, right_unit) = self.expression(right, place, ladder)?;
        if unit != right_unit {
            self.mismatch(unit, selection.span, right_unit, right, None);
            return None;
        }
        let mut pairs = Vec::new();
        for (_, number) in terms {
            let present = self.graph.truth(Truth::Present(number, Sign::Is));
            let left_out = self.graph.truth(Truth::Present(number, Sign::IsNot));
            let holds = self.graph.compare(number, signed_op(op.node, sign), right_node);
            pairs.push(Member { present, holds, does_not_fail: self.graph.or(vec![holds, left_out]) });
        }
        Some(Members { pairs })
    }

    fn questions_tested(
        &mut self,
        questions: &[QuestionId],
        selection: &'t Selection,
        test: &'t Test,
        place: Place,
        sign: Sign,
    ) -> Option<Members> {
        if is_option_comparison(test) {
            self.one_scale(questions, selection, test)?;
            self.no_number_among_options(questions, selection, test)?;
        }
        let mut pairs = Vec::new();
        for id in questions {
            if matches!(self.question(*id).domain, Domain::Text) {
                // Free text is never judged, and it may stay empty.
                continue;
            }
            self.depend(Rule::AskWhen(*id), selection.span);
            pairs.push(match &test.kind {
                TestKind::State { negated, state } if state.node != State::Met => {
                    let sign = if *negated { flip(sign) } else { sign };
                    self.state_member(*id, state.node, sign)
                }
                _ => {
                    let holds = self.leaf(*id, selection.span, test, place, sign)?;
                    let left_out = self.graph.truth(Truth::Counts(*id, Sign::IsNot));
                    Member {
                        present: self.graph.truth(Truth::Counts(*id, Sign::Is)),
                        holds,
                        does_not_fail: self.graph.or(vec![holds, left_out]),
                    }
                }
            });
        }
        Some(Members { pairs })
    }

    /// A question under a test of its state. The set holds those that are asked; for `hidden` also those that are
    /// hidden.
    fn state_member(&mut self, id: QuestionId, state: State, sign: Sign) -> Member {
        use QuestionState::{Answered, Hidden, Na, Unanswered};
        let mut is = |state| self.graph.truth(Truth::State(id, state, Sign::Is));
        let (answered, unanswered, na, hidden) = (is(Answered), is(Unanswered), is(Na), is(Hidden));
        let mut not = |state| self.graph.truth(Truth::State(id, state, Sign::IsNot));
        let (not_answered, not_unanswered, not_na, not_hidden) = (not(Answered), not(Unanswered), not(Na), not(Hidden));
        let asked = self.graph.or(vec![answered, unanswered]);
        let not_asked = self.graph.and(vec![not_answered, not_unanswered]);
        let (present, holds, does_not_fail) = match (state, sign) {
            (State::Answered, Sign::Is) | (State::Unanswered, Sign::IsNot) => (asked, answered, not_unanswered),
            (State::Unanswered, Sign::Is) | (State::Answered, Sign::IsNot) => (asked, unanswered, not_answered),
            (State::Na, Sign::Is) => (asked, na, self.graph.or(vec![na, not_asked])),
            (State::Na, Sign::IsNot) => (asked, self.graph.and(vec![asked, not_na]), not_na),
            (State::Hidden | State::Met, Sign::Is) => (self.graph.or(vec![asked, hidden]), hidden, not_asked),
            (State::Hidden | State::Met, Sign::IsNot) => (self.graph.or(vec![asked, hidden]), asked, not_hidden),
        };
        Member { present, holds, does_not_fail }
    }

    /// Options are not compared with a number; their worth is.
    fn no_number_among_options(
        &mut self,
        questions: &[QuestionId],
        selection: &'t Selection,
        test: &'t Test,
    ) -> Option<()> {
        let TestKind::Compare(_, right) = &test.kind else { return Some(()) };
        let scale = questions.first().map(|id| &self.question(*id).domain);
        let (Some(Domain::Choice(choice)), ExprKind::Number(_)) = (scale, &right.kind) else { return Some(()) };
        let options = listed(self.scale(choice.scale).options.iter().map(|option| option.name.as_str()));
        let (set, asked) = (self.sources.slice(selection.span), self.sources.slice(test.span));
        let diagnostic =
            Diagnostic::new(Code::M0201, "these questions are answered with options, and this is a number")
                .at(right.span, "not an option")
                .help(format!("the options are {options}"))
                .help(format!("to compare what the answers are worth write `points of {set} {asked}`"));
        self.report(diagnostic);
        None
    }

    /// An option can only be compared over questions that all have it: one scale.
    fn one_scale(&mut self, questions: &[QuestionId], selection: &'t Selection, test: &'t Test) -> Option<()> {
        let Some(first) = questions.first().copied() else { return Some(()) };
        let kind = |this: &Self, id: QuestionId| match &this.question(id).domain {
            Domain::Choice(choice) => Some((0, Some(choice.scale))),
            Domain::AnyOf(any) => Some((1, Some(any.scale))),
            Domain::Range(_) => Some((2, None)),
            Domain::Text => None,
        };
        let Some(other) = questions.iter().copied().find(|id| kind(self, *id) != kind(self, first)) else {
            return Some(());
        };
        let mut scales: Vec<String> = questions
            .iter()
            .filter_map(|id| self.scale_of(*id))
            .filter_map(|scale| self.scale(scale).name.clone())
            .collect();
        scales.sort();
        scales.dedup();
        let offer = match &test.kind {
            TestKind::Compare(_, right) => {
                let word = self.sources.slice(right.span);
                let fitting = scales.iter().find(|name| {
                    self.scale_names.get(*name).is_some_and(|id| self.scale(*id).options.iter().any(|o| o.name == word))
                });
                fitting.cloned()
            }
            _ => None,
        };
        let set = self.sources.slice(selection.span).to_owned();
        let (a, b) = (self.question(first), self.question(other));
        let asked = self.sources.slice(test.span);
        let number = matches!(&test.kind, TestKind::Compare(_, right) if matches!(right.kind, ExprKind::Number(_)));
        let mut diagnostic = Diagnostic::new(Code::M0206, "the questions in this set are not answered on one scale")
            .at(selection.span.to(test.span), "one comparison for all of them")
            .also(a.span, self.answered(first))
            .also(b.span, self.answered(other));
        diagnostic = match offer {
            _ if number => {
                diagnostic.help(format!("compare what the answers are worth: write `points of {set} {asked}`"))
            }
            Some(scale) => diagnostic.help(format!("choose the scale: write `{set} on {scale} {asked}`")),
            None => {
                diagnostic.help(format!("compare what they share, as in `points of {set} >= 2` or `{set} are met`"))
            }
        };
        self.report(diagnostic);
        None
    }
}
