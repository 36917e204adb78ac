//! Numbers everything that has a name: the first pass, which finds what is declared twice.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{
    Action, ActionId, Area, AreaId, Domain, OVERALL, Question, QuestionId, Role, RoleId, Roles, ScaleId, StatePolicies,
    Unit, Value, ValueId,
};
use crate::source::Span;
use crate::syntax::ast::{self, AreaLine, Item};

use super::checker::{AreaSource, Checker, Entity, Progress, ValueSource};

impl<'t> Checker<'t> {
    /// Declares everything in all files. In a library the absence of a model is no finding.
    pub fn declare(&mut self) {
        let trees = self.trees;
        let items = || trees.iter().flat_map(|(_, tree)| tree.items.iter());
        self.declare_model(items().filter_map(|item| match item {
            Item::Model(model) => Some(model),
            _ => None,
        }));
        self.declare_builtin_scale();
        for item in items() {
            match item {
                Item::Scale(scale) => self.declare_scale(scale),
                Item::Ladder(ladder) => self.declare_ladder(ladder),
                _ => {}
            }
        }
        self.declare_overall(items().filter_map(|item| match item {
            Item::Overall(overall) => Some(overall),
            _ => None,
        }));
        for item in items() {
            if let Item::Area(area) = item {
                self.declare_area(area, OVERALL);
            }
        }
        self.close_area(OVERALL);
        self.give_keys();
    }

    fn declare_model(&mut self, models: impl Iterator<Item = &'t ast::Model>) {
        let mut first: Option<&'t ast::Model> = None;
        for model in models {
            match first {
                None => first = Some(model),
                Some(first) if first.head.keyword.file == model.head.keyword.file => {
                    self.report(
                        Diagnostic::new(Code::M0109, "a second `model` in one file")
                            .at(model.head.keyword, "again here")
                            .also(first.head.keyword, "the first one")
                            .help("keep one model a file"),
                    );
                    self.lose(model.head.span);
                    self.doubtful_languages = true;
                }
                // A used file with a model of its own was reported where it is used.
                Some(_) => {}
            }
        }
        let lines: &'t [ast::ModelLine] = first.map_or(&[], |model| &model.lines);
        self.declare_languages(lines);
        let Some(model) = first else {
            if !self.library {
                self.no_model();
            }
            return;
        };
        if let Some(name) = &model.head.name {
            self.model.name = name.node.clone();
        }
        self.model.text = self.text(model.head.text.as_ref());
        self.need_text("model", &model.head);
        let notes = self.notes(
            model.lines.iter().filter_map(|line| match line {
                ast::ModelLine::Note(note) => Some(note),
                _ => None,
            }),
            Span::new(model.head.span.file, 0, u32::MAX),
        );
        (self.model.guidance, self.model.code, self.model.was) = (notes.guidance, notes.code, notes.was);
        self.model_lines(model);
    }

    fn no_model(&mut self) {
        // The `model` may be in the text that could not be read.
        if self.trees.first().is_some_and(|(_, tree)| !tree.lost_names.is_empty()) {
            return;
        }
        let file = self.trees.first().map(|(file, _)| *file).unwrap_or_default();
        self.report(
            Diagnostic::new(Code::M0109, "there is no `model` in this file")
                .at(Span::new(file, 0, 0), "areas and questions belong to a model")
                .help("begin the file with `model`, as in `model tools \"Our digital tools\" { edition 1 }`"),
        );
    }

    fn model_lines(&mut self, model: &'t ast::Model) {
        let mut seen = Vec::new();
        for line in &model.lines {
            match line {
                ast::ModelLine::Edition(keyword, value) => {
                    if !self.twice(&mut seen, "edition", *keyword) && value.number != Rational::ONE {
                        let diagnostic =
                            Diagnostic::new(Code::M0116, "this version of mognad knows only edition 1 of the language")
                                .at(value.span, "another edition");
                        let own = !value.number.is_integer() || value.number > Rational::from(100);
                        self.report(match own {
                            true => diagnostic.help(format!(
                                "write `edition 1`; the version of the model itself is `version \"{}\"`",
                                self.sources.slice(value.span)
                            )),
                            false => diagnostic.help("write `edition 1`, or use a newer version of mognad"),
                        });
                    }
                }
                ast::ModelLine::Version(keyword, version) => {
                    if !self.twice(&mut seen, "version", *keyword) {
                        self.model.version = Some(version.node.clone());
                    }
                }
                ast::ModelLine::Language(keyword, _) => {
                    self.twice(&mut seen, "language", *keyword);
                }
                ast::ModelLine::Roles(keyword, roles) => {
                    if !self.twice(&mut seen, "roles", *keyword) {
                        self.declare_roles(*keyword, roles);
                    }
                }
                ast::ModelLine::Policy(_) | ast::ModelLine::Note(_) => {}
            }
        }
        if !seen.iter().any(|(keyword, _)| *keyword == "edition") && !model.head.broken {
            self.report(
                Diagnostic::new(Code::M0112, "the model does not say its edition")
                    .at(model.head.keyword, "no `edition`")
                    .help(
                        "write `edition 1` in the model, so that later versions of the language read it as it is meant",
                    ),
            );
        }
    }

    fn declare_roles(&mut self, keyword: Span, roles: &'t [ast::Role]) {
        if roles.is_empty() {
            self.empty_roles = true;
            self.report(
                Diagnostic::new(Code::M0117, "`roles` names no role")
                    .at(keyword, "nothing in it")
                    .help("name the roles, or take the line away"),
            );
        }
        let mut spans: HashMap<&str, Span> = HashMap::new();
        for role in roles {
            if self.declared_twice("role", &role.name, spans.insert(&role.name.node, role.name.span)) {
                continue;
            }
            let id = RoleId(self.model.roles.len() as u32);
            let text = self.text(role.text.as_ref());
            let notes = self.notes(role.notes.iter(), role.name.span);
            self.role_names.insert(role.name.node.clone(), id);
            self.role_spans.push(role.name.span);
            self.model.roles.push(Role {
                name: role.name.node.clone(),
                text,
                was: notes.was,
                guidance: notes.guidance,
            });
        }
    }

    /// Reports a second declaration of a name of one kind.
    pub fn declared_twice(&mut self, what: &str, name: &ast::Name, first: Option<Span>) -> bool {
        let Some(first) = first else { return false };
        self.report(
            Diagnostic::new(Code::M0102, format!("the {what} `{}` is declared twice", name.node))
                .at(name.span, "again here")
                .also(first, "first declared here")
                .help(match what {
                    _ if first.file != name.span.file => "keep one of them, or give one another name",
                    "area" | "ladder" => "give one of them another name, or put both into one",
                    _ => "give one of them another name",
                }),
        );
        true
    }

    fn declare_overall(&mut self, overalls: impl Iterator<Item = &'t ast::Overall>) {
        let mut first: Option<&'t ast::Overall> = None;
        for overall in overalls {
            match first {
                None => first = Some(overall),
                Some(first) => {
                    self.report(
                        Diagnostic::new(Code::M0102, "`overall` is declared twice")
                            .at(overall.head.keyword, "again here")
                            .also(first.head.keyword, "first declared here")
                            .help("put all its lines into one"),
                    );
                    self.lose(overall.head.span);
                }
            }
        }
        let head = first.map(|overall| &overall.head);
        let lines: &'t [AreaLine] = first.map_or(&[], |overall| &overall.lines);
        self.push_area("overall", head.map_or(Span::default(), |h| h.keyword), head, lines, None);
        self.area_members(OVERALL, lines);
    }

    fn declare_area(&mut self, area: &'t ast::Area, parent: AreaId) {
        let Some(name) = &area.head.name else { return };
        if self.member_twice("area", parent, name) {
            self.lose(area.head.span);
            return;
        }
        let id = self.push_area(&name.node, name.span, Some(&area.head), &area.lines, Some(parent));
        self.add_member(parent, name, Entity::Area(id));
        if let Some(parent) = self.model.areas.get_mut(parent.0 as usize) {
            parent.areas.push(id);
        }
        self.need_text("area", &area.head);
        let says_something = |line: &AreaLine| {
            !matches!(
                line,
                AreaLine::Weight(..)
                    | AreaLine::Levels { .. }
                    | AreaLine::Weights { .. }
                    | AreaLine::Policy(_)
                    | AreaLine::Note(_)
            )
        };
        if !area.lines.iter().any(says_something) && !area.head.broken {
            self.doubtful_areas.insert(id);
            self.report(
                Diagnostic::new(Code::M0117, format!("the area `{}` has nothing in it", name.node))
                    .at(name.span, "no question, no area, no value")
                    .help("put its questions between braces, or take the area away"),
            );
        }
        self.area_members(id, &area.lines);
        self.close_area(id);
    }

    /// Everything in the area has its number now.
    fn close_area(&mut self, area: AreaId) {
        let end = self.model.questions.len() as u32;
        if let Some(area) = self.model.areas.get_mut(area.0 as usize) {
            area.within.1 = end;
        }
    }

    fn push_area(
        &mut self,
        name: &str,
        span: Span,
        head: Option<&'t ast::Head>,
        lines: &'t [AreaLine],
        parent: Option<AreaId>,
    ) -> AreaId {
        let id = AreaId(self.model.areas.len() as u32);
        let text = self.text(head.and_then(|h| h.text.as_ref()));
        let scope = head.map_or(span, |h| h.span);
        let notes = self.notes(
            lines.iter().filter_map(|line| match line {
                AreaLine::Note(note) => Some(note),
                _ => None,
            }),
            scope,
        );
        let next = self.model.questions.len() as u32;
        self.area_sources.push(AreaSource {
            head,
            lines,
            ladder: None,
            score: Progress::Untouched,
            score_problem: None,
        });
        self.model.areas.push(Area {
            name: name.to_owned(),
            key: name.to_owned(),
            text,
            guidance: notes.guidance,
            code: notes.code,
            was: notes.was,
            parent,
            areas: Vec::new(),
            questions: Vec::new(),
            within: (next, next),
            weight: Rational::ONE,
            score: None,
            adoption: None,
            values: Vec::new(),
            actions: Vec::new(),
            span,
        });
        id
    }

    fn area_members(&mut self, area: AreaId, lines: &'t [AreaLine]) {
        let mut seen = Vec::new();
        for line in lines {
            match line {
                AreaLine::Area(child) => self.declare_area(child, area),
                AreaLine::Question(question) => self.declare_question(question, area),
                AreaLine::Action(action) => self.declare_action(action, area, None),
                AreaLine::Value(value) => self.declare_value(value, area),
                AreaLine::Weight(keyword, value) => {
                    if !self.twice(&mut seen, "weight", *keyword) {
                        let weight = self.weight(value);
                        if let Some(area) = self.model.areas.get_mut(area.0 as usize) {
                            area.weight = weight;
                        }
                    }
                }
                AreaLine::Levels { keyword, .. } => {
                    self.twice(&mut seen, "levels", *keyword);
                }
                AreaLine::Level(keyword, _) => {
                    self.twice(&mut seen, "level", *keyword);
                }
                AreaLine::Score(keyword, _) => {
                    self.twice(&mut seen, "score", *keyword);
                }
                AreaLine::Weights { .. } | AreaLine::Policy(_) | AreaLine::Note(_) => {}
            }
        }
    }

    /// A weight, which must be positive; one instead of a wrong one.
    pub fn weight(&mut self, value: &ast::Value) -> Rational {
        if value.percent {
            let bare = self.sources.slice(value.span).trim_end_matches('%').trim().to_owned();
            let diagnostic = Diagnostic::new(Code::M0202, "a weight is a number, not a percentage")
                .at(value.span, "a percentage")
                .help(format!("write `{bare}`: only the proportions between the weights matter"));
            self.report(Self::replace(diagnostic, value.span, bare));
            return Rational::ONE;
        }
        if !value.number.is_positive() {
            let what = if value.number.is_zero() { "zero" } else { "negative" };
            self.report(
                Diagnostic::new(
                    Code::M0310,
                    format!("a weight of `{}` is not positive", self.sources.slice(value.span)),
                )
                .at(value.span, what)
                .help("write a number above zero; a question that shall not count has answers without points"),
            );
            return Rational::ONE;
        }
        value.number.clone()
    }

    fn declare_question(&mut self, tree: &'t ast::Question, area: AreaId) {
        let Some(name) = &tree.head.name else { return };
        if self.member_twice("question", area, name) {
            self.lose(tree.head.span);
            return;
        }
        self.need_text("question", &tree.head);
        let id = QuestionId(self.model.questions.len() as u32);
        let text = self.text(tree.head.text.as_ref());
        let notes = self.notes(
            tree.lines.iter().filter_map(|line| match line {
                ast::QuestionLine::Note(note) => Some(note),
                _ => None,
            }),
            tree.head.span,
        );
        self.model.questions.push(Question {
            name: name.node.clone(),
            key: name.node.clone(),
            text,
            guidance: notes.guidance,
            code: notes.code,
            was: notes.was,
            tags: Vec::new(),
            area,
            weight: Rational::ONE,
            roles: Roles::All,
            at: None,
            domain: Domain::Text,
            na: None,
            met: None,
            ask_when: None,
            policies: StatePolicies { unanswered: None, na: None, hidden: None },
            bounds: None,
            span: name.span,
        });
        self.question_trees.push(tree);
        self.add_member(area, name, Entity::Question(id));
        if let Some(area) = self.model.areas.get_mut(area.0 as usize) {
            area.questions.push(id);
        }
        for line in &tree.lines {
            if let ast::QuestionLine::Action(action) = line {
                self.declare_action(action, area, Some(id));
            }
        }
    }

    fn declare_value(&mut self, tree: &'t ast::ValueLine, area: AreaId) {
        let Some(name) = &tree.head.name else { return };
        if self.member_twice("value", area, name) {
            return;
        }
        self.need_text("value", &tree.head);
        let id = ValueId(self.model.values.len() as u32);
        let text = self.text(tree.head.text.as_ref());
        let notes = self.notes(tree.notes.iter(), tree.head.span);
        let span = match &tree.formula {
            ast::Formula::Expr(expr) => expr.span,
            ast::Formula::Lines { span, .. } => *span,
        };
        let number = self.graph.constant(Rational::ZERO);
        self.model.values.push(Value {
            name: name.node.clone(),
            key: name.node.clone(),
            text,
            guidance: notes.guidance,
            was: notes.was,
            area,
            number,
            unit: Unit::Points,
            bounds: (Rational::ZERO, Rational::ZERO),
            span,
        });
        self.value_sources.push(ValueSource { tree, number: Progress::Untouched });
        self.add_member(area, name, Entity::Value(id));
        if let Some(area) = self.model.areas.get_mut(area.0 as usize) {
            area.values.push(id);
        }
    }

    fn declare_action(&mut self, tree: &'t ast::Action, area: AreaId, question: Option<QuestionId>) {
        let Some(name) = &tree.head.name else { return };
        let first =
            self.action_names.get(&name.node).and_then(|id| self.model.actions.get(id.0 as usize)).map(|a| a.span);
        if self.declared_twice("action", name, first) {
            return;
        }
        self.need_text("action", &tree.head);
        let id = ActionId(self.model.actions.len() as u32);
        let text = self.text(tree.head.text.as_ref());
        let notes = self.notes(
            tree.lines.iter().filter_map(|line| match line {
                ast::ActionLine::Note(note) => Some(note),
                _ => None,
            }),
            tree.head.span,
        );
        let never = self.graph.or(Vec::new());
        self.model.actions.push(Action {
            name: name.node.clone(),
            text,
            guidance: notes.guidance,
            code: notes.code,
            was: notes.was,
            tags: Vec::new(),
            area,
            question,
            roles: Roles::All,
            suggest_when: never,
            suggest_span: name.span,
            raises: Vec::new(),
            effort: None,
            priority: None,
            after: Vec::new(),
            span: name.span,
        });
        self.action_trees.push(tree);
        self.action_names.insert(name.node.clone(), id);
        if let Some(area) = self.model.areas.get_mut(area.0 as usize) {
            area.actions.push(id);
        }
    }

    fn member_twice(&mut self, what: &str, area: AreaId, name: &ast::Name) -> bool {
        let Some((entity, first)) = self.members.get(&(area, name.node.clone())).copied() else { return false };
        let other = match entity {
            Entity::Question(_) => "question",
            Entity::Area(_) => "area",
            Entity::Value(_) => "value",
        };
        if other == what {
            return self.declared_twice(what, name, Some(first));
        }
        self.report(
            Diagnostic::new(Code::M0102, format!("the {what} `{}` has the name of a {other}", name.node))
                .at(name.span, format!("this {what}"))
                .also(first, format!("the {other}"))
                .help("give one of them another name: questions, areas and values of one area share their names"),
        );
        true
    }

    fn add_member(&mut self, area: AreaId, name: &ast::Name, entity: Entity) {
        self.members.insert((area, name.node.clone()), (entity, name.span));
        self.by_name.entry(name.node.clone()).or_default().push(entity);
    }

    /// The number of the next scale.
    pub fn next_scale(&self) -> ScaleId {
        ScaleId(self.model.scales.len() as u32)
    }
}
