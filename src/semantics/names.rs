//! What a name stands for.

use crate::diagnostics::{Applicability, Code, Diagnostic, nearest};
use crate::model::{ActionId, AreaId, LadderId, OVERALL, QuestionId, RoleId, Roles, ScaleId};
use crate::source::Span;
use crate::syntax::ast;

use super::checker::{Checker, Entity};

/// Adds "did you mean" with its edit, or the list of what there is.
pub(crate) fn suggest(diagnostic: Diagnostic, written: &str, span: Span, known: &[&str], list: &str) -> Diagnostic {
    match nearest(written, known.iter().copied()) {
        Some(name) => {
            diagnostic.help(format!("did you mean `{name}`?")).edit(span, name.to_owned(), Applicability::NeedsALook)
        }
        None if known.is_empty() => diagnostic,
        None => {
            let shown: Vec<String> = known.iter().take(12).map(|n| format!("`{n}`")).collect();
            let more = if known.len() > shown.len() { ", …" } else { "" };
            diagnostic.help(format!("{list} {}{more}", shown.join(", ")))
        }
    }
}

impl<'t> Checker<'t> {
    /// What a dotted name stands for, seen from `area`: from the inside out, then anywhere if it is unique.
    /// Reports what cannot be resolved; `wanted` says in words what was looked for.
    pub fn resolve(
        &mut self,
        path: &ast::Path,
        area: AreaId,
        wanted: &str,
        fits: fn(Entity) -> bool,
    ) -> Option<Entity> {
        let (first, rest) = path.parts.split_first()?;
        if rest.is_empty() {
            return self.resolve_name(first, area, wanted, fits);
        }
        let mut at = self.resolve_name(first, area, "area", |e| matches!(e, Entity::Area(_)))?;
        for part in rest {
            let Entity::Area(outer) = at else {
                self.report(
                    Diagnostic::new(Code::M0105, format!("there is nothing inside `{}`", first.node))
                        .at(path.span, "only areas have parts")
                        .help("what can follow a question is `.points`"),
                );
                return None;
            };
            at = self.resolve_in(part, outer)?;
        }
        self.fitting(at, path.span, &written(path), wanted, fits)
    }

    /// As [`resolve`](Self::resolve) without a report: for names that may also be something else.
    pub fn lookup(&self, name: &str, area: AreaId) -> Option<Entity> {
        let mut at = Some(area);
        while let Some(id) = at {
            if let Some((entity, _)) = self.members.get(&(id, name.to_owned())) {
                return Some(*entity);
            }
            at = self.area(id).parent;
        }
        match self.by_name.get(name).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }

    fn resolve_name(
        &mut self,
        name: &ast::Name,
        area: AreaId,
        wanted: &str,
        fits: fn(Entity) -> bool,
    ) -> Option<Entity> {
        if let Some(entity) = self.lookup(&name.node, area) {
            return self.fitting(entity, name.span, &name.node, wanted, fits);
        }
        let all: Vec<Entity> = self.by_name.get(&name.node).cloned().unwrap_or_default();
        let candidates: Vec<Entity> = all.iter().copied().filter(|e| fits(*e)).collect();
        if let [one] = candidates.as_slice() {
            return Some(*one);
        }
        if candidates.len() > 1 {
            let shown: Vec<String> = candidates.iter().map(|e| format!("`{}`", self.full_name(*e))).collect();
            self.report(
                Diagnostic::new(Code::M0103, format!("`{}` could mean {}", name.node, shown.join(" or ")))
                    .at(name.span, "which one is meant?")
                    .help(format!("write the area before it, as in {}", shown.first().cloned().unwrap_or_default())),
            );
            return None;
        }
        if self.is_lost(&name.node) {
            return None;
        }
        self.unknown(name, wanted, fits);
        None
    }

    fn unknown(&mut self, name: &ast::Name, wanted: &str, fits: fn(Entity) -> bool) {
        let mut known: Vec<&str> =
            self.by_name.iter().filter(|(_, all)| all.iter().any(|e| fits(*e))).map(|(n, _)| n.as_str()).collect();
        known.sort_unstable();
        let mut diagnostic =
            Diagnostic::new(Code::M0101, format!("there is no {wanted} `{}`", name.node)).at(name.span, "not declared");
        let other = self.other_kind(&name.node);
        diagnostic = match (nearest(&name.node, known.iter().copied()), other) {
            (Some(_), _) => suggest(diagnostic, &name.node, name.span, &known, ""),
            (None, Some(other)) => diagnostic.note(format!("`{}` is {other}", name.node)),
            (None, None) => diagnostic.help(format!("declare it, or use the name of a {wanted} that is declared")),
        };
        self.report(diagnostic);
    }

    /// What else has that name, in words.
    fn other_kind(&self, name: &str) -> Option<&'static str> {
        let level = self.model.ladders.iter().any(|l| l.levels.iter().any(|level| level.name == name));
        let option = self.model.scales.iter().any(|s| s.options.iter().any(|o| o.name == name));
        match () {
            () if self.action_names.contains_key(name) => Some("an action"),
            () if self.scale_names.contains_key(name) => Some("a scale"),
            () if self.ladder_names.contains_key(name) => Some("a ladder"),
            () if self.role_names.contains_key(name) => Some("a role"),
            () if level => Some("a level, which is compared as in `level >= …`"),
            () if option => Some("an option, which stands after a question, as in `question == …`"),
            () => None,
        }
    }

    fn resolve_in(&mut self, name: &ast::Name, area: AreaId) -> Option<Entity> {
        if let Some((entity, _)) = self.members.get(&(area, name.node.clone())) {
            return Some(*entity);
        }
        let inside: Vec<Entity> = self
            .by_name
            .get(&name.node)
            .map(|all| all.iter().copied().filter(|e| self.is_inside(self.home(*e), area)).collect())
            .unwrap_or_default();
        match inside.as_slice() {
            [one] => return Some(*one),
            [] => {}
            several => {
                let shown: Vec<String> = several.iter().map(|e| format!("`{}`", self.full_name(*e))).collect();
                self.report(
                    Diagnostic::new(Code::M0103, format!("`{}` could mean {}", name.node, shown.join(" or ")))
                        .at(name.span, "which one is meant?")
                        .help("write all areas before it"),
                );
                return None;
            }
        }
        if !self.is_lost(&name.node) {
            let known: Vec<&str> =
                self.members.keys().filter(|(a, _)| *a == area).map(|(_, name)| name.as_str()).collect();
            let mut known = known;
            known.sort_unstable();
            let message = format!("there is no `{}` in `{}`", name.node, self.area(area).name);
            let diagnostic = Diagnostic::new(Code::M0101, message).at(name.span, "not declared there");
            let diagnostic = suggest(diagnostic, &name.node, name.span, &known, "it holds");
            self.report(diagnostic);
        }
        None
    }

    fn fitting(
        &mut self,
        entity: Entity,
        span: Span,
        name: &str,
        wanted: &str,
        fits: fn(Entity) -> bool,
    ) -> Option<Entity> {
        if fits(entity) {
            return Some(entity);
        }
        let is = match entity {
            Entity::Question(_) => "a question",
            Entity::Area(_) => "an area",
            Entity::Value(_) => "a value",
        };
        let mut diagnostic =
            Diagnostic::new(Code::M0105, format!("`{name}` is {is}, where a {wanted} belongs")).at(span, is);
        if let Entity::Area(_) = entity {
            diagnostic = diagnostic.help(format!("what an area gives is `{name}.score` and `{name}.level`"));
        }
        self.report(diagnostic);
        None
    }

    /// The area that something stands in.
    pub fn home(&self, entity: Entity) -> AreaId {
        match entity {
            Entity::Question(id) => self.question(id).area,
            Entity::Area(id) => self.area(id).parent.unwrap_or(OVERALL),
            Entity::Value(id) => self.model.values.get(id.0 as usize).map_or(OVERALL, |v| v.area),
        }
    }

    /// Whether `area` is `outer` or lies in it at any depth.
    pub fn is_inside(&self, area: AreaId, outer: AreaId) -> bool {
        let mut at = Some(area);
        while let Some(id) = at {
            if id == outer {
                return true;
            }
            at = self.area(id).parent;
        }
        false
    }

    fn full_name(&self, entity: Entity) -> String {
        let mut parts = vec![match entity {
            Entity::Question(id) => self.question(id).name.clone(),
            Entity::Area(id) => self.area(id).name.clone(),
            Entity::Value(id) => self.model.values.get(id.0 as usize).map_or(String::new(), |v| v.name.clone()),
        }];
        let mut at = self.home(entity);
        while at != OVERALL {
            parts.push(self.area(at).name.clone());
            at = self.area(at).parent.unwrap_or(OVERALL);
        }
        parts.reverse();
        parts.join(".")
    }

    /// A question by name.
    pub fn resolve_question(&mut self, path: &ast::Path, area: AreaId) -> Option<QuestionId> {
        match self.resolve(path, area, "question", |e| matches!(e, Entity::Question(_)))? {
            Entity::Question(id) => Some(id),
            _ => None,
        }
    }

    /// An area by name.
    pub fn resolve_area(&mut self, path: &ast::Path, area: AreaId) -> Option<AreaId> {
        match self.resolve(path, area, "area", |e| matches!(e, Entity::Area(_)))? {
            Entity::Area(id) => Some(id),
            _ => None,
        }
    }

    /// A scale by name, which is used by that.
    pub fn resolve_scale(&mut self, name: &ast::Name) -> Option<ScaleId> {
        if let Some(id) = self.scale_names.get(&name.node).copied() {
            if let Some(source) = self.scale_sources.get_mut(id.0 as usize) {
                source.used = true;
            }
            return Some(id);
        }
        let known: Vec<String> = self.scale_names.keys().cloned().collect();
        self.unknown_global("scale", name, known);
        None
    }

    /// A ladder by name, which is used by that.
    pub fn resolve_ladder(&mut self, name: &ast::Name) -> Option<LadderId> {
        if let Some(id) = self.ladder_names.get(&name.node).copied() {
            if let Some(source) = self.ladder_sources.get_mut(id.0 as usize) {
                source.used = true;
            }
            return Some(id);
        }
        let known: Vec<String> = self.ladder_names.keys().cloned().collect();
        self.unknown_global("ladder", name, known);
        None
    }

    /// A role by name.
    pub fn resolve_role(&mut self, name: &ast::Name) -> Option<RoleId> {
        if let Some(id) = self.role_names.get(&name.node) {
            return Some(*id);
        }
        let known: Vec<String> = self.role_names.keys().cloned().collect();
        self.unknown_global("role", name, known);
        None
    }

    /// An action by name.
    pub fn resolve_action(&mut self, path: &ast::Path) -> Option<ActionId> {
        let [name] = path.parts.as_slice() else {
            self.report(
                Diagnostic::new(Code::M0101, format!("there is no action `{}`", written(path)))
                    .at(path.span, "not declared")
                    .help("an action is called by its name alone, without its area"),
            );
            return None;
        };
        if let Some(id) = self.action_names.get(&name.node) {
            return Some(*id);
        }
        let known: Vec<String> = self.action_names.keys().cloned().collect();
        self.unknown_global("action", name, known);
        None
    }

    fn unknown_global(&mut self, what: &str, name: &ast::Name, mut known: Vec<String>) {
        if self.lost_names.contains(&name.node) {
            return;
        }
        known.sort_unstable();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let diagnostic =
            Diagnostic::new(Code::M0101, format!("there is no {what} `{}`", name.node)).at(name.span, "not declared");
        let diagnostic = match known.is_empty() {
            true => diagnostic.help(match what {
                "role" => "declare the roles in the model, as in `roles { larare \"Lärare\" }`".to_owned(),
                _ => format!("declare it, as in `{what} {} …`", name.node),
            }),
            false => suggest(
                diagnostic,
                &name.node,
                name.span,
                &known,
                &format!(
                    "there {}",
                    match known.len() {
                        1 => "is only",
                        _ => "are",
                    }
                ),
            ),
        };
        self.report(diagnostic);
    }

    /// The roles of a `for`; everybody when it names none that is known.
    pub fn roles(&mut self, paths: &[ast::Path]) -> Roles {
        let mut ids: Vec<RoleId> = Vec::new();
        for path in paths {
            let Some(name) = path.parts.first() else { continue };
            let Some(id) = self.resolve_role(name) else { continue };
            if ids.contains(&id) {
                self.report(
                    Diagnostic::new(Code::M0111, format!("the role `{}` is given twice", name.node))
                        .at(path.span, "again here")
                        .help("take one of them away"),
                );
            } else {
                ids.push(id);
            }
        }
        ids.sort_unstable();
        if ids.is_empty() { Roles::All } else { Roles::Only(ids) }
    }

    /// The rank of a level of a ladder; an unknown one is reported with what was meant.
    pub fn level_rank(&mut self, ladder: LadderId, name: &ast::Name) -> Option<u32> {
        let found = self.ladder(ladder);
        if let Some(rank) = found.levels.iter().position(|level| level.name == name.node) {
            return u32::try_from(rank).ok();
        }
        if self.is_lost(&name.node) {
            return None;
        }
        let known: Vec<&str> = found.levels.iter().map(|level| level.name.as_str()).collect();
        let message = format!("the ladder `{}` has no level `{}`", found.name, name.node);
        let diagnostic = Diagnostic::new(Code::M0101, message)
            .at(name.span, "not a level")
            .also(found.span, "the levels are declared here");
        let diagnostic = suggest(diagnostic, &name.node, name.span, &known, "the levels are");
        self.report(diagnostic);
        None
    }
}

/// A path as the author wrote it.
pub(super) fn written(path: &ast::Path) -> String {
    path.parts.iter().map(|part| part.node.as_str()).collect::<Vec<_>>().join(".")
}
