//! Examples: the model's tests.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Answer, Domain, Example, Expectation, GivenAnswer, OVERALL, QuestionId, RoleId};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ExampleLine, Given, Item, OthersAnswer};

use super::checker::{Checker, show};
use super::lower::Place;

impl<'t> Checker<'t> {
    /// Lowers every example.
    pub fn lower_examples(&mut self) {
        let trees = self.trees;
        let mut titles: HashMap<&'t str, Span> = HashMap::new();
        for item in trees.iter().flat_map(|(_, tree)| &tree.items) {
            let Item::Example(tree) = item else { continue };
            let title = tree.head.text.as_ref().and_then(|text| text.entries.first()).map(|entry| &entry.string);
            if let Some(title) = title
                && let Some(first) = titles.insert(&title.node, title.span)
            {
                self.report(
                    Diagnostic::new(Code::M0102, format!("two examples are called \"{}\"", title.node))
                        .at(title.span, "again here")
                        .also(first, "first here")
                        .help("give each a title of its own, so that a failing one can be found"),
                );
            }
            self.lower_example(tree);
        }
    }

    fn lower_example(&mut self, tree: &'t ast::Example) {
        let place = Place { area: OVERALL, question: None, suggestions: true };
        // A title is for the authors: it needs no translation.
        let language = self.model.languages.first().cloned().unwrap_or_default();
        let entries = tree.head.text.iter().flat_map(|text| &text.entries);
        let named = |entry: &ast::TextEntry| entry.language.as_ref().map_or(language.clone(), |name| name.node.clone());
        let text = entries.map(|entry| (named(entry), entry.string.node.clone())).collect();
        let span = tree.head.text.as_ref().map_or(tree.head.keyword, |text| text.span);
        let notes = tree.lines.iter().filter_map(|line| match line {
            ExampleLine::Note(note) => Some(note),
            _ => None,
        });
        self.notes(notes, tree.head.span);
        let role = self.example_role(tree, span);
        let mut answers: Vec<GivenAnswer> = Vec::new();
        let mut given: HashMap<QuestionId, Span> = HashMap::new();
        let mut others: Option<Spanned<OthersAnswer>> = None;
        let mut expectations = Vec::new();
        let mut expects = false;
        for line in &tree.lines {
            match line {
                ExampleLine::Given(_, list) => {
                    for entry in list {
                        match entry {
                            Given::Answer { question, answer } => {
                                let Some(id) = self.resolve_question(question, OVERALL) else { continue };
                                if let Some(first) = given.insert(id, question.span) {
                                    self.given_twice(question, first);
                                    continue;
                                }
                                self.asked_of(id, role, question.span);
                                if let Some(answer) = self.given_answer(id, answer) {
                                    let span = question.span.to(entry_span(entry));
                                    answers.push(GivenAnswer { question: id, answer, span: Some(span) });
                                }
                            }
                            Given::Others { keyword, answer } => {
                                if let Some(first) = &others {
                                    let first = first.span;
                                    self.report(
                                        Diagnostic::new(Code::M0111, "`others` is given twice")
                                            .at(*keyword, "again here")
                                            .also(first, "first given here")
                                            .help("keep one of them"),
                                    );
                                }
                                others = Some(Spanned::new(answer.node, *keyword));
                            }
                        }
                    }
                }
                ExampleLine::Expect(_, condition) => {
                    expects = true;
                    if let Some(truth) = self.condition(condition, place) {
                        expectations.push(Expectation { condition: truth, span: condition.span });
                    }
                }
                ExampleLine::As(..) | ExampleLine::Note(_) => {}
            }
        }
        if let Some(others) = others {
            answers.extend(self.other_answers(others.node, &given));
        }
        if !expects && !tree.head.broken {
            self.report(
                Diagnostic::new(Code::M0703, "this example expects nothing, so it cannot fail")
                    .at(span, "no `expect`")
                    .help("say what these answers lead to, as in `expect overall.level == …`"),
            );
        }
        answers.sort_by_key(|answer| answer.question);
        self.model.examples.push(Example { text, role: role.flatten(), answers, expectations, span });
    }

    /// The role of an example: none when it is wrong, `Some(None)` in a model without roles.
    fn example_role(&mut self, tree: &'t ast::Example, span: Span) -> Option<Option<RoleId>> {
        let mut seen = Vec::new();
        let mut role: Option<Option<RoleId>> = None;
        for line in &tree.lines {
            let ExampleLine::As(keyword, name) = line else { continue };
            if !self.twice(&mut seen, "as", *keyword) {
                role = Some(self.resolve_role(name));
            }
        }
        match role {
            Some(None) => None,
            Some(some) => Some(some),
            None if self.model.roles.is_empty() => Some(None),
            None => {
                if !tree.head.broken {
                    let roles: Vec<String> = self.model.roles.iter().map(|r| format!("`as {}`", r.name)).collect();
                    self.report(
                        Diagnostic::new(Code::M0704, "this example does not say who answers")
                            .at(span, "as which role?")
                            .help(format!("write {}", roles.join(" or "))),
                    );
                }
                None
            }
        }
    }

    fn given_twice(&mut self, question: &'t ast::Path, first: Span) {
        let name = super::names::written(question);
        self.report(
            Diagnostic::new(Code::M0111, format!("`{name}` is answered twice"))
                .at(question.span, "again here")
                .also(first, "first answered here")
                .help("keep one of the answers"),
        );
    }

    fn asked_of(&mut self, id: QuestionId, role: Option<Option<RoleId>>, span: Span) {
        let Some(role) = role else { return };
        let question = self.question(id).clone();
        if question.roles.contains(role) {
            return;
        }
        let who = role.and_then(|r| self.model.roles.get(r.0 as usize)).map_or(String::new(), |r| r.name.clone());
        let asked = self.role_list(&question.roles);
        self.report(
            Diagnostic::new(Code::M0702, format!("`{}` is not asked of `{who}`", question.name))
                .at(span, format!("is for {asked} only"))
                .also(question.span, "this question")
                .help("take the answer away, or let another role answer"),
        );
    }

    fn given_answer(&mut self, id: QuestionId, answer: &'t Spanned<ast::GivenAnswer>) -> Option<Answer> {
        if self.unresolved.contains(&id) {
            return None;
        }
        let question = self.question(id).clone();
        let wrong = |message: String, help: String| {
            Diagnostic::new(Code::M0702, message)
                .at(answer.span, "cannot be answered")
                .also(question.span, "this question")
                .help(help)
        };
        let name = &question.name;
        let diagnostic = match (&question.domain, &answer.node) {
            (_, ast::GivenAnswer::Unanswered) => return None,
            (_, ast::GivenAnswer::Na) if question.na.is_some() => return Some(Answer::Na),
            (_, ast::GivenAnswer::Na) => wrong(
                format!("`{name}` cannot be answered with `na`"),
                "offer it in the question, as in `answers … or na \"…\"`, or give another answer".into(),
            ),
            (Domain::Choice(choice), ast::GivenAnswer::Options(options)) => match options.as_slice() {
                [one] => return self.option_index(choice.scale, one).map(Answer::Index),
                _ => wrong(format!("`{name}` takes one answer, but several are given"), "keep one of them".into()),
            },
            (Domain::AnyOf(any), ast::GivenAnswer::Options(options)) => {
                let scale = any.scale;
                let mut set = 0u64;
                for option in options {
                    let index = self.option_index(scale, option)?;
                    set |= 1u64.checked_shl(index as u32).unwrap_or(0);
                }
                return Some(Answer::Index(set));
            }
            (Domain::AnyOf(_), ast::GivenAnswer::Nothing) => return Some(Answer::Index(0)),
            (Domain::Range(range), ast::GivenAnswer::Number(value)) => {
                if let (Some(steps), false) = (range.steps(&value.number), value.percent) {
                    return Some(Answer::Index(steps));
                }
                let number = |v: &crate::exact::Rational| show(v, crate::model::Unit::Points);
                let (first, last) = (number(&range.first), number(&range.last()));
                match value.number < range.first || value.number > range.last() {
                    true => wrong(
                        format!("`{name}` takes numbers from {first} to {last}"),
                        "give a number inside that range".into(),
                    ),
                    false => wrong(format!("`{name}` is answered in steps of {} from {first}", number(&range.step)), {
                        let steps = (&value.number - &range.first).checked_div(&range.step).unwrap_or_default();
                        let below = u64::try_from(steps.to_big().floor().to_integer()).unwrap_or(0);
                        let (below, above) = (range.value(below), range.value(below.saturating_add(1)));
                        format!("give `{}` or `{}`", number(&below), number(&above))
                    }),
                }
            }
            (Domain::Text, ast::GivenAnswer::Text(text)) => return Some(Answer::Text(text.clone())),
            (domain, _) => wrong(
                format!("`{name}` is answered in another way"),
                match domain {
                    Domain::Choice(choice) => {
                        let options: Vec<String> =
                            self.scale(choice.scale).options.iter().map(|o| format!("`{}`", o.name)).collect();
                        format!("answer with one of {}", options.join(", "))
                    }
                    Domain::AnyOf(_) => format!("answer with options, as in `{name} a + b`, or `{name} nothing`"),
                    Domain::Range(_) => "answer with a number".into(),
                    Domain::Text => "answer with a text in quotation marks".into(),
                },
            ),
        };
        self.report(diagnostic);
        None
    }

    /// The answers of the questions that are not named; each is given only where the question is asked.
    fn other_answers(&self, others: OthersAnswer, given: &HashMap<QuestionId, Span>) -> Vec<GivenAnswer> {
        let mut answers = Vec::new();
        for index in 0..self.model.questions.len() {
            let id = QuestionId(index as u32);
            let question = self.question(id);
            if given.contains_key(&id) || matches!(question.domain, Domain::Text) {
                continue;
            }
            let answer = match others {
                OthersAnswer::Unanswered => continue,
                OthersAnswer::Na if question.na.is_none() => continue,
                OthersAnswer::Na => Answer::Na,
                OthersAnswer::Lowest => Answer::Index(self.extreme_answer(id, false)),
                OthersAnswer::Highest => Answer::Index(self.extreme_answer(id, true)),
            };
            answers.push(GivenAnswer { question: id, answer, span: None });
        }
        answers
    }
}

fn entry_span(given: &Given) -> Span {
    match given {
        Given::Answer { answer, .. } => answer.span,
        Given::Others { answer, .. } => answer.span,
    }
}
