//! What changed about areas and declared values.

use super::change::{Aspect, Class, SubjectKind, Tendency, What};
use super::differ::{About, Differ, Formula};
use super::pairs::Numbered;
use super::written::{ladder_around, wording};
use crate::model::{Area, AreaId, LadderId, Model, Unit};
use crate::source::Span;

/// An area in both versions.
#[derive(Clone, Copy)]
pub(super) struct BothAreas<'m> {
    pub old: &'m Area,
    pub new: &'m Area,
}

impl<'m> Differ<'m> {
    pub fn areas(&mut self) {
        let (pairing, old, new) = (self.pairing, self.old, self.new);
        for (at, now) in new.areas.iter().enumerate() {
            let id = AreaId::numbered(at);
            match pairing.areas.old_of(id).and_then(|before| old.areas.get(before.number())) {
                Some(before) => self.area(BothAreas { old: before, new: now }),
                None => {
                    let about = About::new(SubjectKind::Area, &now.key, None, Some(now.span));
                    self.added(&about, Class::Results);
                }
            }
        }
        for area in pairing.areas.removed().filter_map(|id| old.areas.get(id.number())) {
            self.removed(&About::new(SubjectKind::Area, &area.key, Some(area.span), None), Class::Results);
        }
        self.values();
    }

    fn area(&mut self, both: BothAreas<'m>) {
        let BothAreas { old, new } = both;
        let kind = if new.parent.is_none() { SubjectKind::Overall } else { SubjectKind::Area };
        let about = About::new(kind, &new.key, Some(old.span), Some(new.span));
        if old.name != new.name {
            self.renamed(&about, &old.key, Class::TextOnly);
        }
        if old.parent.and_then(|parent| self.pairing.areas.new_of(parent)) != new.parent {
            let parent = |model: &Model, area: &Area| {
                let parent = area.parent.and_then(|id| model.areas.get(id.number()));
                parent.map_or_else(String::new, |area| area.key.clone())
            };
            let what = What::Moved { from: parent(self.old, old), to: parent(self.new, new) };
            self.push(&about, what, Class::Results, None);
        }
        self.notes(&about, None, (&old.text, &old.guidance, &old.code), (&new.text, &new.guidance, &new.code));
        let weights = (Some(old.weight.to_string()), Some(new.weight.to_string()));
        self.changed(&about, (Aspect::Weight, None), weights, Class::Results);
        self.score(&about, both);
        self.adoption(&about, both);
    }

    fn score(&mut self, about: &About, BothAreas { old, new }: BothAreas<'m>) {
        let formula = |area: &Area| area.score.as_ref().map(|score| (score.number, Some(score.unit), score.span));
        self.formula(about, Aspect::Score, formula(old), formula(new));
    }

    /// A formula of an area, or of the ladder that it takes it from.
    pub(super) fn formula(&mut self, about: &About, aspect: Aspect, old: Formula, new: Formula) {
        if !self.other_formula(old, new) {
            return;
        }
        let notation = |model: &Model, formula: Formula| {
            let (number, unit, span) = formula?;
            let written = |span| wording(model, span, || model.number_notation(number, unit));
            Some(span.map_or_else(|| "default".to_owned(), written))
        };
        let texts = (notation(self.old, old), notation(self.new, new));
        let spans = (old.and_then(|formula| formula.2), new.and_then(|formula| formula.2));
        let what = What::Changed { aspect, of: None, from: texts.0, to: texts.1 };
        self.in_ladder(about, spans, what, None);
    }

    /// A change that stands in the area, or in its ladder: then it is the ladder's, and told once.
    pub(super) fn in_ladder(
        &mut self,
        about: &About,
        spans: (Option<Span>, Option<Span>),
        what: What,
        tendency: Option<Tendency>,
    ) {
        let class = match &what {
            What::Changed { aspect: Aspect::UpperBound, .. } => Class::TextOnly,
            _ => Class::Results,
        };
        let around = |model: &Model, span: Option<Span>| span.map(|span| ladder_around(model, span));
        let ladders = (around(self.old, spans.0), around(self.new, spans.1));
        let ladder: Option<LadderId> = match ladders {
            (None | Some(Some(_)), Some(Some(ladder))) => Some(ladder),
            (Some(Some(ladder)), None) => self.pairing.ladders.new_of(ladder),
            _ => None,
        };
        let Some(ladder) = ladder.and_then(|ladder| self.new.ladders.get(ladder.number())) else {
            return self.push(&about.at(spans.0, spans.1), what, class, tendency);
        };
        let of_ladder = About::new(SubjectKind::Ladder, &ladder.name, spans.0, spans.1);
        let told = self.changes.iter_mut().find(|change| {
            change.subject.kind == SubjectKind::Ladder && change.spans == spans && same_aspect(&change.what, &what)
        });
        match told {
            Some(change) => change.subject.areas.push(about.name.clone()),
            None => {
                self.push(&of_ladder, what, class, tendency);
                if let Some(change) = self.changes.last_mut() {
                    change.subject.areas.push(about.name.clone());
                }
            }
        }
    }

    fn values(&mut self) {
        let (pairing, old, new) = (self.pairing, self.old, self.new);
        for (before, now) in pairing.values.both() {
            let (Some(was), Some(is)) = (old.values.get(before.number()), new.values.get(now.number())) else {
                continue;
            };
            let about = About::new(SubjectKind::Value, &is.key, Some(was.span), Some(is.span));
            if was.name != is.name {
                self.renamed(&about, &was.key, Class::TextOnly);
            }
            self.notes(&about, None, (&was.text, &was.guidance, &None), (&is.text, &is.guidance, &None));
            let formula = |value: &crate::model::Value| {
                let unit: Option<Unit> = Some(value.unit);
                Some((value.number, unit, Some(value.span)))
            };
            self.formula(&about, Aspect::Formula, formula(was), formula(is));
        }
        for value in pairing.values.added().filter_map(|id| new.values.get(id.number())) {
            self.added(&About::new(SubjectKind::Value, &value.key, None, Some(value.span)), Class::Results);
        }
        for value in pairing.values.removed().filter_map(|id| old.values.get(id.number())) {
            self.removed(&About::new(SubjectKind::Value, &value.key, Some(value.span), None), Class::Results);
        }
    }
}

fn same_aspect(one: &What, other: &What) -> bool {
    match (one, other) {
        (What::Changed { aspect: a, of: x, .. }, What::Changed { aspect: b, of: y, .. }) => a == b && x == y,
        _ => one == other,
    }
}
