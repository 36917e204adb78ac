//! Actions and properties.

use crate::diagnostics::{Code, Diagnostic};
use crate::model::{ActionId, Domain, OVERALL, Property, QuestionId, Raises};
use crate::syntax::ast::{self, ActionLine, Item, Operand, RaisesTarget};

use super::checker::{Checker, Rule};
use super::lower::Place;

impl<'t> Checker<'t> {
    /// Lowers every action.
    pub fn lower_actions(&mut self) {
        for index in 0..self.action_trees.len() {
            let Some(tree) = self.action_trees.get(index).copied() else { continue };
            self.lower_action(ActionId(index as u32), tree);
        }
    }

    fn lower_action(&mut self, id: ActionId, tree: &'t ast::Action) {
        let Some((area, question)) = self.model.actions.get(id.0 as usize).map(|a| (a.area, a.question)) else {
            return;
        };
        let place = Place { area, question, suggestions: true };
        let mut seen = Vec::new();
        for line in &tree.lines {
            match line {
                ActionLine::SuggestWhen(keyword, condition) => {
                    if self.twice(&mut seen, "suggest when", *keyword) {
                        continue;
                    }
                    let truth = self.within(Some(Rule::Action(id)), |this| this.condition(condition, place));
                    if truth.is_none() {
                        self.doubtful_actions.insert(id);
                    }
                    self.edit_action(id, |action| {
                        action.suggest_span = condition.span;
                        if let Some(truth) = truth {
                            action.suggest_when = truth;
                        }
                    });
                }
                ActionLine::Raises { keyword, target, to } => {
                    if let Some(raises) = self.raises(target, to.as_ref(), place, *keyword) {
                        self.edit_action(id, |action| action.raises.push(raises));
                    }
                }
                ActionLine::Effort(keyword, value) => {
                    if !self.twice(&mut seen, "effort", *keyword) {
                        let effort = self.whole(value, "effort");
                        self.edit_action(id, |action| action.effort = effort);
                    }
                }
                ActionLine::Priority(keyword, value) => {
                    if !self.twice(&mut seen, "priority", *keyword) {
                        let priority = self.whole(value, "priority");
                        self.edit_action(id, |action| action.priority = priority);
                    }
                }
                ActionLine::After(_, paths) => {
                    for path in paths {
                        if let Some(before) = self.resolve_action(path) {
                            self.dependencies.push((Rule::Action(id), Rule::Action(before), path.span));
                            self.edit_action(id, |action| action.after.push(before));
                        }
                    }
                }
                ActionLine::For(keyword, roles) => {
                    if !self.twice(&mut seen, "for", *keyword) {
                        match self.roles(roles) {
                            Some(roles) => self.edit_action(id, |action| action.roles = roles),
                            None => {
                                self.doubtful_actions.insert(id);
                            }
                        }
                    }
                }
                ActionLine::Tagged(_, tags) => {
                    let names: Vec<String> = tags.iter().map(super::names::written).collect();
                    self.edit_action(id, |action| action.tags.extend(names));
                }
                ActionLine::Note(_) => {}
            }
        }
        if seen.iter().any(|(keyword, _)| *keyword == "suggest when") {
            return;
        }
        self.doubtful_actions.insert(id);
        if let (Some(name), false) = (&tree.head.name, tree.head.broken) {
            self.report(
                Diagnostic::new(Code::M0112, format!("nothing says when `{}` is suggested", name.node))
                    .at(name.span, "no `suggest when`")
                    .help("write `suggest when` and a condition, as in `suggest when level <= starting`"),
            );
        }
    }

    fn edit_action(&mut self, id: ActionId, edit: impl FnOnce(&mut crate::model::Action)) {
        if let Some(action) = self.model.actions.get_mut(id.0 as usize) {
            edit(action);
        }
    }

    fn whole(&mut self, value: &'t ast::Value, what: &str) -> Option<u32> {
        let whole = value.number.to_i64().and_then(|n| u32::try_from(n).ok()).filter(|_| !value.percent);
        if whole.is_none() {
            self.report(
                Diagnostic::new(Code::M0503, format!("`{what}` is a whole number"))
                    .at(value.span, "not a whole number")
                    .help(match what {
                        "priority" => "write 1 for what comes first, 2 for what comes next, and so on",
                        _ => "write 1 for the least work, and more for more",
                    }),
            );
        }
        whole
    }

    fn raises(
        &mut self,
        target: &'t RaisesTarget,
        to: Option<&'t Operand>,
        place: Place,
        keyword: crate::source::Span,
    ) -> Option<Raises> {
        let (question, span) = match target {
            RaisesTarget::Path(path) => (self.resolve_question(path, place.area)?, keyword.to(path.span)),
            RaisesTarget::Answer(span) => (self.answer(place, *span)?, keyword.to(*span)),
        };
        let to = match to {
            None => None,
            Some(to) => Some(self.raised_to(question, to)?),
        };
        Some(Raises { question, to, span })
    }

    fn raised_to(&mut self, id: QuestionId, to: &'t Operand) -> Option<u64> {
        if self.unresolved.contains(&id) {
            return None;
        }
        let question = self.question(id).clone();
        match (&question.domain, to) {
            (Domain::Choice(choice), Operand::Name(option)) => self.option_index(choice.scale, option),
            (Domain::Range(range), Operand::Value(value)) => {
                let steps = range.steps(&value.number).filter(|_| !value.percent);
                if steps.is_none() {
                    self.report(
                        Diagnostic::new(
                            Code::M0409,
                            format!("`{}` cannot be answered with this number", question.name),
                        )
                        .at(value.span, "not one of its answers")
                        .also(question.span, "this question")
                        .help("write a number inside its range and on its steps"),
                    );
                }
                steps
            }
            (_, to) => {
                let span = match to {
                    Operand::Name(name) => name.span,
                    Operand::Value(value) => value.span,
                };
                let help = match question.domain {
                    Domain::Choice(_) => "write one of its options",
                    Domain::Range(_) => "write a number",
                    Domain::AnyOf(_) => "write `raises` and its name alone: several options have no single goal",
                    Domain::Text => "an action can only raise an answer that scores or decides something",
                };
                self.report(
                    Diagnostic::new(Code::M0409, format!("`{}` is not answered like this", question.name))
                        .at(span, "not one of its answers")
                        .also(question.span, "this question")
                        .help(help),
                );
                None
            }
        }
    }

    /// Lowers `always` and `never`.
    pub fn lower_properties(&mut self) {
        let trees = self.trees;
        let place = Place { area: OVERALL, question: None, suggestions: true };
        // That something always holds is what properties are for.
        let compared = self.comparisons.len();
        self.claims = true;
        for item in trees.iter().flat_map(|(_, tree)| &tree.items) {
            let Item::Property(tree) = item else { continue };
            self.notes(tree.notes.iter(), tree.head.span);
            let text = self.text(tree.head.text.as_ref());
            let Some(condition) = &tree.condition else { continue };
            let Some(truth) = self.condition(condition, place) else { continue };
            self.model.properties.push(Property { text, never: tree.never, condition: truth, span: condition.span });
        }
        self.comparisons.truncate(compared);
        self.claims = false;
    }
}
