//! What a name stands for.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::model::{ActionId, AreaId, LadderId, OVERALL, QuestionId, RoleId, Roles, ScaleId};
use crate::source::Span;
use crate::syntax::ast;

use super::checker::{Checker, Entity};
use super::unknown::{Kind, listed, suggest, with_article};

impl Entity {
    /// What it is, in words.
    pub fn word(self) -> &'static str {
        match self {
            Entity::Question(_) => "a question",
            Entity::Area(_) => "an area",
            Entity::Value(_) => "a value",
        }
    }
}

impl<'t> Checker<'t> {
    /// What a dotted name stands for, seen from `area`: from the inside out, then anywhere if it is unique.
    /// Reports what cannot be resolved.
    pub fn resolve(&mut self, path: &ast::Path, area: AreaId, wanted: Kind) -> Option<Entity> {
        let (first, rest) = path.parts.split_first()?;
        if rest.is_empty() {
            return self.resolve_name(first, area, wanted);
        }
        let mut at = match (self.lookup_area(&first.node, area), self.lookup(&first.node, area)) {
            (Some(id), _) => Entity::Area(id),
            (None, Some(other @ (Entity::Question(_) | Entity::Value(_)))) => {
                self.nothing_inside(path, other);
                return None;
            }
            _ => {
                if self.means_another(path, area, wanted) {
                    return None;
                }
                self.resolve_name(first, area, Kind::Area)?
            }
        };
        for part in rest {
            let Entity::Area(outer) = at else {
                self.nothing_inside(path, at);
                return None;
            };
            at = self.resolve_in(path, part, outer, wanted)?;
        }
        self.fitting(at, path.span, &written(path), wanted)
    }

    /// Only areas have parts.
    fn nothing_inside(&mut self, path: &ast::Path, entity: Entity) {
        let (Some(first), Some(last)) = (path.parts.first(), path.parts.last()) else { return };
        if self.is_lost(&last.node) {
            return;
        }
        let name = &first.node;
        let diagnostic =
            Diagnostic::new(Code::M0105, format!("`{name}` is {}, and only areas have parts", entity.word()))
                .at(path.span, format!("`{}` does not stand in it", last.node));
        let option = match entity {
            Entity::Question(id) => self
                .scale_of(id)
                .filter(|scale| self.scale(*scale).options.iter().any(|option| option.name == last.node)),
            _ => None,
        };
        let diagnostic = match (option, entity) {
            (Some(_), _) => {
                let test = format!("{name} == {}", last.node);
                diagnostic.help(format!("to ask for that answer write `{test}`")).edit(
                    path.span,
                    test,
                    Applicability::NeedsALook,
                )
            }
            (None, Entity::Question(_)) => {
                diagnostic.help(format!("`{name}.points` is what its answer is worth; nothing else can follow"))
            }
            _ => diagnostic.help(format!("write `{name}`")),
        };
        self.report(diagnostic);
    }

    /// The area is not known, but what is behind it is: most likely it stands somewhere else.
    fn means_another(&mut self, path: &ast::Path, area: AreaId, wanted: Kind) -> bool {
        let (Some(first), Some(last)) = (path.parts.first(), path.parts.last()) else { return false };
        let areas: Vec<&str> = self.model.areas.iter().skip(1).map(|area| area.name.as_str()).collect();
        let close = crate::diagnostics::nearest(&first.node, areas).is_some();
        if close || self.by_name.contains_key(&first.node) || self.is_lost(&first.node) {
            return false;
        }
        let Some(meant) = self.lookup(&last.node, area).filter(|entity| wanted.fits(*entity)) else { return false };
        let name = self.full_name(meant);
        let diagnostic = Diagnostic::new(Code::M0101, format!("there is no area `{}`", first.node))
            .at(first.span, "not declared")
            .help(format!("did you mean `{name}`?"))
            .edit(path.span, name, Applicability::NeedsALook);
        self.report(diagnostic);
        true
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

    /// The area of that name, from the inside out, then anywhere if it is unique.
    fn lookup_area(&self, name: &str, area: AreaId) -> Option<AreaId> {
        let mut at = Some(area);
        while let Some(id) = at {
            if let Some((Entity::Area(found), _)) = self.members.get(&(id, name.to_owned())) {
                return Some(*found);
            }
            at = self.area(id).parent;
        }
        let mut areas = self.by_name.get(name)?.iter().filter_map(|entity| match entity {
            Entity::Area(id) => Some(*id),
            _ => None,
        });
        let first = areas.next();
        if areas.next().is_some() { None } else { first }
    }

    fn resolve_name(&mut self, name: &ast::Name, area: AreaId, wanted: Kind) -> Option<Entity> {
        if let Some(entity) = self.lookup(&name.node, area) {
            return self.fitting(entity, name.span, &name.node, wanted);
        }
        let all: Vec<Entity> = self.by_name.get(&name.node).cloned().unwrap_or_default();
        let candidates: Vec<Entity> = all.iter().copied().filter(|e| wanted.fits(*e)).collect();
        match candidates.as_slice() {
            [] => self.unknown(name, wanted),
            [one] => return Some(*one),
            several => self.several(name, several),
        }
        None
    }

    /// A name that stands for things in several areas.
    fn several(&mut self, name: &ast::Name, candidates: &[Entity]) {
        let names: Vec<String> = candidates.iter().map(|entity| self.full_name(*entity)).collect();
        let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
        let more = if names.len() > shown.len() { " or others" } else { "" };
        let mut diagnostic =
            Diagnostic::new(Code::M0103, format!("`{}` could mean {}{more}", name.node, shown.join(" or ")))
                .at(name.span, "which one is meant?");
        for entity in candidates.iter().take(3) {
            let span = self.span_of(*entity);
            diagnostic = diagnostic.also(span, "this one?");
        }
        if let Some(first) = shown.first() {
            diagnostic = diagnostic.help(format!("write the area before it, as in {first}"));
        }
        self.report(diagnostic);
    }

    fn resolve_in(&mut self, path: &ast::Path, name: &ast::Name, area: AreaId, wanted: Kind) -> Option<Entity> {
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
                self.several(name, several);
                return None;
            }
        }
        if self.is_lost(&name.node) {
            return None;
        }
        let message = format!("there is no `{}` in `{}`", name.node, self.area(area).name);
        let diagnostic = Diagnostic::new(Code::M0101, message).at(name.span, "not declared there");
        let diagnostic = match self.lookup(&name.node, OVERALL).filter(|entity| wanted.fits(*entity)) {
            Some(elsewhere) => {
                let full = self.full_name(elsewhere);
                diagnostic.also(self.span_of(elsewhere), "declared here").help(format!("did you mean `{full}`?")).edit(
                    path.span,
                    full,
                    Applicability::NeedsALook,
                )
            }
            None => {
                let known = self.members_in_order(area);
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let words = if wanted == Kind::QuestionOrValue { wanted.words() } else { &[] };
                let candidates: Vec<&str> = known.iter().chain(words).copied().collect();
                match crate::diagnostics::nearest(&name.node, candidates.iter().copied()) {
                    None if !known.is_empty() => {
                        let holds = listed(known.iter().copied());
                        diagnostic.help(format!("`{}` holds {holds}", self.area(area).name))
                    }
                    _ => suggest(diagnostic, &name.node, name.span, &candidates, "name"),
                }
            }
        };
        self.report(diagnostic);
        None
    }

    fn members_in_order(&self, area: AreaId) -> Vec<String> {
        let mut members: Vec<(Span, &String)> =
            self.members.iter().filter(|((home, _), _)| *home == area).map(|((_, n), (_, span))| (*span, n)).collect();
        members.sort_by_key(|(span, _)| (span.file, span.start));
        members.into_iter().map(|(_, name)| name.clone()).collect()
    }

    fn fitting(&mut self, entity: Entity, span: Span, name: &str, wanted: Kind) -> Option<Entity> {
        if wanted.fits(entity) {
            return Some(entity);
        }
        let is = entity.word();
        let belongs = match wanted {
            Kind::Area => "area",
            Kind::QuestionOrValue if !self.model.values.is_empty() => "question or value",
            _ => "question",
        };
        let diagnostic =
            Diagnostic::new(Code::M0105, format!("`{name}` is {is}, where {} belongs", with_article(belongs)))
                .at(span, is);
        let diagnostic = match (entity, wanted) {
            (Entity::Area(_), Kind::QuestionOrValue) => {
                diagnostic.help(format!("what an area gives is `{name}.score` and `{name}.level`; its questions together are `questions in {name}`"))
            }
            (Entity::Area(id), _) => {
                let first = self.questions_within(id).first().map(|q| self.full_name(Entity::Question(*q)));
                diagnostic.help(match first {
                    Some(first) => format!("name one of its questions, as in `{first}`"),
                    None => "name a question".to_owned(),
                })
            }
            (_, Kind::Area) => {
                let home = self.area(self.home(entity)).name.clone();
                match self.home(entity) {
                    OVERALL => diagnostic.help("name an area"),
                    _ => diagnostic.help(format!("it stands in the area `{home}`")),
                }
            }
            _ => diagnostic.help("name a question"),
        };
        self.report(diagnostic);
        None
    }

    /// Where something is declared.
    fn span_of(&self, entity: Entity) -> Span {
        match entity {
            Entity::Question(id) => self.question(id).span,
            Entity::Area(id) => self.area(id).span,
            Entity::Value(id) => self
                .value_sources
                .get(id.0 as usize)
                .and_then(|source| source.tree.head.name.as_ref())
                .map_or(Span::default(), |name| name.span),
        }
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
        match self.resolve(path, area, Kind::Question)? {
            Entity::Question(id) => Some(id),
            _ => None,
        }
    }

    /// An area by name.
    pub fn resolve_area(&mut self, path: &ast::Path, area: AreaId) -> Option<AreaId> {
        match self.resolve(path, area, Kind::Area)? {
            Entity::Area(id) => Some(id),
            _ => None,
        }
    }

    /// A scale by name, which is used by that.
    pub fn resolve_scale(&mut self, name: &ast::Name) -> Option<ScaleId> {
        let Some(id) = self.scale_names.get(&name.node).copied() else {
            self.unknown(name, Kind::Scale);
            return None;
        };
        if let Some(source) = self.scale_sources.get_mut(id.0 as usize) {
            source.used = true;
        }
        Some(id)
    }

    /// A ladder by name, which is used by that.
    pub fn resolve_ladder(&mut self, name: &ast::Name) -> Option<LadderId> {
        let Some(id) = self.ladder_names.get(&name.node).copied() else {
            self.unknown(name, Kind::Ladder);
            return None;
        };
        if let Some(source) = self.ladder_sources.get_mut(id.0 as usize) {
            source.used = true;
        }
        Some(id)
    }

    /// A role by name.
    pub fn resolve_role(&mut self, name: &ast::Name) -> Option<RoleId> {
        let role = self.role_names.get(&name.node).copied();
        // That `roles` names none was said there.
        if role.is_none() && !self.empty_roles {
            self.unknown(name, Kind::Role);
        }
        role
    }

    /// An action by name.
    pub fn resolve_action(&mut self, path: &ast::Path) -> Option<ActionId> {
        let name = path.parts.last()?;
        let id = self.action_names.get(&name.node).copied();
        match (path.parts.as_slice(), id) {
            ([_], None) => self.unknown(name, Kind::Action),
            (_, None) if self.is_lost(&name.node) => {}
            ([_], Some(_)) => return id,
            _ => {
                let diagnostic = Diagnostic::new(Code::M0101, format!("there is no action `{}`", written(path)))
                    .at(path.span, "not declared")
                    .help(match id {
                        Some(_) => format!("write `{}`: an action is called by its name alone", name.node),
                        None => "an action is called by its name alone, without its area".to_owned(),
                    });
                self.report(match id {
                    Some(_) => Self::replace(diagnostic, path.span, name.node.clone()),
                    None => diagnostic,
                });
            }
        }
        None
    }

    /// The roles of a `for`; none when one of them is not known.
    pub fn roles(&mut self, paths: &[ast::Path]) -> Option<Roles> {
        let mut ids: Vec<RoleId> = Vec::new();
        let mut known = true;
        for path in paths {
            let Some(name) = path.parts.first() else { continue };
            let Some(id) = self.resolve_role(name) else {
                known = false;
                continue;
            };
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
        known.then_some(if ids.is_empty() { Roles::All } else { Roles::Only(ids) })
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
            .at(name.span, "not one of its levels")
            .also(found.span, "the levels are declared here");
        let diagnostic = suggest(diagnostic, &name.node, name.span, &known, "level");
        self.report(diagnostic);
        None
    }
}

/// A path as the author wrote it.
pub(super) fn written(path: &ast::Path) -> String {
    path.parts.iter().map(|part| part.node.as_str()).collect::<Vec<_>>().join(".")
}
