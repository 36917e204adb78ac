//! Earlier names: `was` must point at nothing that is still there, and at one thing only.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

use super::checker::Checker;
use super::unknown::with_article;

/// Something with a name and earlier names.
struct Named {
    name: String,
    was: Vec<String>,
    span: Span,
}

impl Checker<'_> {
    /// Looks at the earlier names of everything that can be renamed, among what its name must differ from.
    pub fn check_earlier_names(&mut self) {
        let mut groups: BTreeMap<(&'static str, u32), Vec<Named>> = BTreeMap::new();
        let mut add = |what, among: u32, name: &str, was: &[String], span| {
            let named = Named { name: name.to_owned(), was: was.to_vec(), span };
            groups.entry((what, among)).or_default().push(named);
        };
        let model = &self.model;
        for (id, scale) in (0..).zip(&model.scales) {
            let spans = self.scale_sources.get(id as usize).map_or(&[][..], |source| &source.option_spans);
            for (option, span) in scale.options.iter().zip(spans) {
                add("option", id, &option.name, &option.was, *span);
            }
        }
        for (id, ladder) in (0..).zip(&model.ladders) {
            add("ladder", 0, &ladder.name, &ladder.was, ladder.span);
            for level in &ladder.levels {
                add("level", id, &level.name, &level.was, level.span);
            }
        }
        for question in &model.questions {
            add("question", question.area.0, &question.name, &question.was, question.span);
        }
        for area in model.areas.iter().skip(1) {
            add("area", area.parent.map_or(0, |parent| parent.0), &area.name, &area.was, area.span);
        }
        for (value, source) in model.values.iter().zip(&self.value_sources) {
            let span = source.tree.head.name.as_ref().map_or(value.span, |name| name.span);
            add("value", value.area.0, &value.name, &value.was, span);
        }
        for action in &model.actions {
            add("action", 0, &action.name, &action.was, action.span);
        }
        for (role, span) in model.roles.iter().zip(&self.role_spans) {
            add("role", 0, &role.name, &role.was, *span);
        }
        for ((what, _), group) in groups {
            self.check_group(what, &group);
        }
    }

    fn check_group(&mut self, what: &str, group: &[Named]) {
        let current: BTreeMap<&str, Span> = group.iter().map(|named| (named.name.as_str(), named.span)).collect();
        let mut claimed: BTreeMap<&str, &Named> = BTreeMap::new();
        for named in group {
            for was in &named.was {
                let name = &named.name;
                let (message, other, help) = match (current.get(was.as_str()), claimed.insert(was, named)) {
                    (Some(_), _) if name == was => (
                        format!("`{name}` names itself as its earlier name"),
                        None,
                        "take `was` away, or write the name that it had before",
                    ),
                    (Some(other), _) => (
                        format!("`{name}` was called `{was}`, but there still is {} of that name", with_article(what)),
                        Some((*other, "still here")),
                        "take `was` away, or give the other one a new name",
                    ),
                    (None, Some(other)) => (
                        format!("`{}` and `{name}` cannot both have been `{was}`", other.name),
                        Some((other.span, "was it, too")),
                        "keep `was` where stored responses shall find their answers",
                    ),
                    (None, None) => continue,
                };
                let mut diagnostic =
                    Diagnostic::new(Code::M0113, message).at(named.span, format!("was `{was}`")).help(help);
                if let Some((span, label)) = other {
                    diagnostic = diagnostic.also(span, label);
                }
                self.report(diagnostic);
            }
        }
    }
}
