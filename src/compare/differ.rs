//! Collecting changes.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Aspect, Change, Class, Place, Subject, SubjectKind, Tendency, What};
use super::meaning::Meaning;
use super::pairing::Pairing;
use super::written::Written;
use crate::model::{Model, NumberId, Roles, Text, TruthId, Unit};
use crate::source::Span;

/// Compares two versions.
pub(super) struct Differ<'m> {
    pub old: &'m Model,
    pub new: &'m Model,
    pub pairing: &'m Pairing,
    pub meaning: Meaning<'m>,
    pub written: Written<'m>,
    pub changes: Vec<Change>,
}

/// Whose change it is, and where that stands in both versions.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub kind: SubjectKind,
    pub name: String,
    pub spans: (Option<Span>, Option<Span>),
}

impl About {
    pub fn new(kind: SubjectKind, name: &str, old: Option<Span>, new: Option<Span>) -> About {
        About { kind, name: name.to_owned(), spans: (old, new) }
    }

    /// The same with more exact places.
    pub fn at(&self, old: Option<Span>, new: Option<Span>) -> About {
        About { spans: (old.or(self.spans.0), new.or(self.spans.1)), ..self.clone() }
    }
}

/// A rule of two versions: a formula or none.
pub(super) type Formula = Option<(NumberId, Option<Unit>, Option<Span>)>;

impl<'m> Differ<'m> {
    pub fn new(old: &'m Model, new: &'m Model, pairing: &'m Pairing) -> Differ<'m> {
        let meaning = Meaning::new(old, new, pairing);
        Differ { old, new, pairing, meaning, written: Written::new(old, new, pairing), changes: Vec::new() }
    }

    pub fn push(&mut self, about: &About, what: What, class: Class, tendency: Option<Tendency>) {
        let key = key(about, &what);
        let subject = Subject { kind: about.kind, name: about.name.clone(), areas: Vec::new() };
        let (old, new) = about.spans;
        let places = (old.and_then(|span| Place::of(self.old, span)), new.and_then(|span| Place::of(self.new, span)));
        let change = Change { key, subject, what, class, tendency, old: places.0, new: places.1, spans: about.spans };
        self.changes.push(change);
    }

    pub fn added(&mut self, about: &About, class: Class) {
        self.push(&About { spans: (None, about.spans.1), ..about.clone() }, What::Added, class, None);
    }

    pub fn removed(&mut self, about: &About, class: Class) {
        self.push(&About { spans: (about.spans.0, None), ..about.clone() }, What::Removed, class, None);
    }

    pub fn renamed(&mut self, about: &About, from: &str, class: Class) {
        if from != about.name {
            self.push(about, What::Renamed { from: from.to_owned() }, class, None);
        }
    }

    /// A change of one aspect, where `from` and `to` differ.
    pub fn changed(
        &mut self,
        about: &About,
        (aspect, of): (Aspect, Option<&str>),
        (from, to): (Option<String>, Option<String>),
        class: Class,
    ) {
        if from != to {
            let what = What::Changed { aspect, of: of.map(str::to_owned), from, to };
            self.push(about, what, class, None);
        }
    }

    /// Earlier names that are no longer found.
    pub fn forgotten(&mut self, about: &About, of: Option<&str>, was: &[String], is_found: impl Fn(&str) -> bool) {
        let lost: Vec<&str> = was.iter().map(String::as_str).filter(|name| !is_found(name)).collect();
        if !lost.is_empty() {
            self.changed(about, (Aspect::Was, of), (Some(lost.join(", ")), None), Class::Incompatible);
        }
    }

    /// What people read, a change a language that both versions have.
    pub fn texts(&mut self, about: &About, aspect: Aspect, of: Option<&str>, old: &Text, new: &Text) {
        let both: Vec<String> =
            self.new.languages.iter().filter(|language| self.old.languages.contains(language)).cloned().collect();
        let several = self.new.languages.len() > 1;
        for language in both {
            let of = match (of, several) {
                (of, false) => of.map(str::to_owned),
                (None, true) => Some(language.clone()),
                (Some(of), true) => Some(format!("{of} ({language})")),
            };
            let texts = (old.get(&language).cloned(), new.get(&language).cloned());
            self.changed(about, (aspect, of.as_deref()), texts, Class::TextOnly);
        }
    }

    /// Text, help text and published number.
    pub fn notes(
        &mut self,
        about: &About,
        of: Option<&str>,
        old: (&Text, &Text, &Option<String>),
        new: (&Text, &Text, &Option<String>),
    ) {
        self.texts(about, Aspect::Text, of, old.0, new.0);
        self.texts(about, Aspect::Guidance, of, old.1, new.1);
        self.changed(about, (Aspect::Code, of), (old.2.clone(), new.2.clone()), Class::TextOnly);
    }

    /// Whether a condition is another one, and not only a consequence of other changes.
    pub fn other_truth(&self, old: (TruthId, Option<Span>), new: (TruthId, Option<Span>)) -> bool {
        !self.meaning.same_truth(old.0, new.0) && !self.written_alike(old.1, new.1)
    }

    /// The same of a formula; one that the author did not write is the default.
    pub fn other_formula(&self, old: Formula, new: Formula) -> bool {
        match (old, new) {
            (Some((_, _, None)) | None, Some((_, _, None)) | None) => false,
            (Some(old), Some(new)) => {
                !self.meaning.same_number((old.0, old.1), (new.0, new.1)) && !self.written_alike(old.2, new.2)
            }
            _ => true,
        }
    }

    fn written_alike(&self, old: Option<Span>, new: Option<Span>) -> bool {
        matches!((old, new), (Some(old), Some(new)) if self.written.same(old, new))
    }

    /// Whether a set of roles is another one.
    pub fn other_roles(&self, old: &Roles, new: &Roles) -> bool {
        let (lost, gained) = self.role_changes(old, new);
        let all = |roles: &Roles| matches!(roles, Roles::All);
        let others = self.pairing.roles.added().next().is_some() || self.pairing.roles.removed().next().is_some();
        lost || gained || (all(old) != all(new) && others)
    }

    /// Whether a role that both versions have is no longer in the set, and whether one came in.
    pub fn role_changes(&self, old: &Roles, new: &Roles) -> (bool, bool) {
        let mut changes = (false, false);
        for (before, now) in self.pairing.roles.both() {
            match (old.contains(Some(before)), new.contains(Some(now))) {
                (true, false) => changes.0 = true,
                (false, true) => changes.1 = true,
                _ => {}
            }
        }
        changes
    }

    /// The changes in the order of the new version, each with a key of its own; a change that several areas have of
    /// one ladder once.
    pub fn finish(self) -> Vec<Change> {
        let mut changes = self.changes;
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for change in &mut changes {
            let times = seen.entry(change.key.clone()).or_default();
            *times = times.saturating_add(1);
            if *times > 1 {
                change.key = format!("{} ({times})", change.key);
            }
        }
        changes
    }
}

/// What an accept file calls a change.
fn key(about: &About, what: &What) -> String {
    let name = if about.kind == SubjectKind::Overall { String::new() } else { format!(" {}", about.name) };
    let what = match what {
        What::Added => "added".to_owned(),
        What::Removed => "removed".to_owned(),
        What::Renamed { from } => format!("renamed from {from}"),
        What::Moved { .. } => "moved".to_owned(),
        What::Changed { aspect, of: None, .. } => aspect.word().to_owned(),
        What::Changed { aspect, of: Some(of), .. } => format!("{} {of}", aspect.word()),
    };
    format!("{}{name}: {what}", about.kind.word())
}

/// Names as the language lists them; `all` for everybody.
pub(super) fn role_names(model: &Model, roles: &Roles) -> String {
    match roles {
        Roles::All => "all".to_owned(),
        Roles::Only(ids) => {
            let names = ids.iter().filter_map(|id| Some(model.roles.get(id.0 as usize)?.name.as_str()));
            names.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A list of words as a set: the order means nothing.
pub(super) fn listed(words: &[String]) -> Option<String> {
    let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    (!words.is_empty()).then(|| words.into_iter().collect::<Vec<_>>().join(", "))
}
