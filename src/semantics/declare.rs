//! Numbers everything that has a name: the first pass, which finds what is declared twice.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{
    Action, ActionId, Area, AreaId, Domain, Ladder, LadderId, Level, OVERALL, Question, QuestionId, Role, RoleId,
    Roles, ScaleId, StatePolicies, Unit, Value, ValueId,
};
use crate::source::Span;
use crate::syntax::ast::{self, AreaLine, Item};

use super::checker::{AreaSource, Checker, Entity, LadderSource, Progress, ValueSource};

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
                .help("begin the file with `model`, as in `model it_strategi \"It-strategi\" { edition 1 }`"),
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

    fn declare_ladder(&mut self, ladder: &'t ast::Ladder) {
        let Some(name) = &ladder.head.name else { return };
        let first = self.ladder_names.get(&name.node).map(|id| self.ladder(*id).span);
        if self.declared_twice("ladder", name, first) {
            self.lose(ladder.head.span);
            return;
        }
        let text = self.text(ladder.head.text.as_ref());
        let notes = self.notes(
            ladder.lines.iter().filter_map(|line| match line {
                ast::LadderLine::Note(note) => Some(note),
                _ => None,
            }),
            ladder.head.span,
        );
        let mut levels: Vec<Level> = Vec::new();
        for line in &ladder.lines {
            let ast::LadderLine::Level(line) = line else { continue };
            let first = levels.iter().find(|level| level.name == line.name.node).map(|level| level.span);
            if self.declared_twice("level", &line.name, first) {
                continue;
            }
            let text = self.text(line.text.as_ref());
            let notes = self.notes(line.notes.iter(), line.span);
            levels.push(Level {
                name: line.name.node.clone(),
                text,
                guidance: notes.guidance,
                code: notes.code,
                was: notes.was,
                span: line.name.span,
            });
        }
        let too_few = levels.len() < 2 && !ladder.head.broken;
        if too_few {
            self.report(
                Diagnostic::new(Code::M0117, format!("the ladder `{}` has fewer than two levels", name.node))
                    .at(name.span, "needs at least two levels")
                    .help("name the levels from the lowest to the highest, each on its line"),
            );
        }
        let upside_down = !too_few && self.is_upside_down(ladder, name);
        let id = LadderId(self.model.ladders.len() as u32);
        self.ladder_names.insert(name.node.clone(), id);
        self.ladder_sources.push(LadderSource {
            tree: ladder,
            used: false,
            broken: ladder.head.broken || too_few || upside_down,
        });
        self.model.ladders.push(Ladder { name: name.node.clone(), text, levels, was: notes.was, span: name.span });
    }

    /// Levels that are written from the highest to the lowest: one finding instead of one a level.
    fn is_upside_down(&mut self, ladder: &'t ast::Ladder, name: &ast::Name) -> bool {
        let lines: Vec<&'t ast::LevelLine> = ladder
            .lines
            .iter()
            .filter_map(|line| match line {
                ast::LadderLine::Level(level) => Some(level),
                _ => None,
            })
            .collect();
        let bounds: Vec<&'t ast::Value> = lines.iter().filter_map(|line| lower_bound(line)).collect();
        let falls = bounds.windows(2).all(|pair| matches!(pair, [a, b] if a.number > b.number));
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
        // Without a threshold on the first level two that fall may as well be swapped.
        let enough = if lower_bound(first).is_some() { 2 } else { 3 };
        if bounds.len() < enough || !falls {
            return false;
        }
        self.report(
            Diagnostic::new(
                Code::M0301,
                format!("the levels of `{}` are written from the highest to the lowest", name.node),
            )
            .at(name.span, "its thresholds fall")
            .also(first.name.span, "the highest one comes first")
            .help(format!("turn the levels round, so that `{}` comes first", last.name.node)),
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

    /// Gives questions, areas and values the names that responses and results call them by: the shortest end of the
    /// path that is unique among its kind.
    fn give_keys(&mut self) {
        let path = |model: &crate::model::Model, area: Option<AreaId>, name: &str| -> Vec<String> {
            let mut parts = vec![name.to_owned()];
            let mut at = area;
            while let Some(area) = at.filter(|id| *id != OVERALL).and_then(|id| model.areas.get(id.0 as usize)) {
                parts.push(area.name.clone());
                at = area.parent;
            }
            parts
        };
        let model = &self.model;
        let questions: Vec<_> = model.questions.iter().map(|q| path(model, Some(q.area), &q.name)).collect();
        let areas: Vec<_> = model.areas.iter().map(|a| path(model, a.parent, &a.name)).collect();
        let (questions, areas) = (shortest(&questions), shortest(&areas));
        for (question, key) in self.model.questions.iter_mut().zip(questions) {
            question.key = key;
        }
        for (area, key) in self.model.areas.iter_mut().zip(areas) {
            area.key = key;
        }
        for value in &mut self.model.values {
            value.key = match self.model.areas.get(value.area.0 as usize) {
                Some(area) if value.area != OVERALL => format!("{}.{}", area.key, value.name),
                _ => value.name.clone(),
            };
        }
    }

    /// The number of the next scale.
    pub fn next_scale(&self) -> ScaleId {
        ScaleId(self.model.scales.len() as u32)
    }
}

/// For each path (its last part first) the shortest end that no other has.
fn shortest(paths: &[Vec<String>]) -> Vec<String> {
    let end = |path: &[String], parts: usize| -> String {
        let mut end: Vec<&str> = path.iter().take(parts).map(String::as_str).collect();
        end.reverse();
        end.join(".")
    };
    let mut counts: HashMap<String, u32> = HashMap::new();
    for path in paths {
        for parts in 1..=path.len() {
            let count = counts.entry(end(path, parts)).or_default();
            *count = count.saturating_add(1);
        }
    }
    let unique = |path: &Vec<String>| {
        let mut ends = (1..=path.len()).map(|parts| end(path, parts));
        ends.find(|end| counts.get(end) == Some(&1)).unwrap_or_else(|| end(path, path.len()))
    };
    paths.iter().map(unique).collect()
}

/// Where a level begins.
fn lower_bound(line: &ast::LevelLine) -> Option<&ast::Value> {
    line.rules.iter().find_map(|rule| match rule {
        ast::LevelRule::Bound { kind, value } if matches!(kind.node, ast::BoundKind::From | ast::BoundKind::Above) => {
            Some(value)
        }
        _ => None,
    })
}
