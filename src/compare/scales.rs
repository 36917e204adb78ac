//! What changed about scales and their options.

use super::change::{Aspect, Class, SubjectKind, What};
use super::differ::{About, Differ};
use super::pairs::{Named, Numbered, Pairs, is_called, pair_by_name};
use super::questions::{Both, other_na};
use crate::model::{Scale, ScaleId, ScaleOption};

impl Differ<'_> {
    pub fn scales(&mut self) {
        let pairing = self.pairing;
        for (before, now) in pairing.scales.both() {
            let (Some(old), Some(new)) = (self.old.scales.get(before.number()), self.new.scales.get(now.number()))
            else {
                continue;
            };
            if let (Some(from), Some(to)) = (&old.name, &new.name) {
                let about = About::new(SubjectKind::Scale, to, Some(old.span), Some(new.span));
                self.renamed(&about, from, Class::TextOnly);
                self.scale(&about, before, old, new);
            }
        }
        for id in pairing.scales.added() {
            if let Some(Scale { name: Some(name), span, .. }) = self.new.scales.get(id.number()) {
                self.added(&About::new(SubjectKind::Scale, name, None, Some(*span)), Class::TextOnly);
            }
        }
        for id in pairing.scales.removed() {
            if let Some(Scale { name: Some(name), span, .. }) = self.old.scales.get(id.number()) {
                self.removed(&About::new(SubjectKind::Scale, name, Some(*span), None), Class::TextOnly);
            }
        }
    }

    fn scale(&mut self, about: &About, id: ScaleId, old: &Scale, new: &Scale) {
        self.texts(about, Aspect::Text, None, &old.text, &new.text);
        let mut options: Pairs<usize> = Pairs::new(old.options.len(), new.options.len());
        pair_by_name(&mut options, &named(&old.options), &named(&new.options));
        let is_used = !self.on_scale(id).is_empty();
        self.options(about, &old.options, &new.options, &options, is_used);
        let on_scale = self.on_scale(id);
        let Some(Both { ids, old, new }) = on_scale.first().copied() else { return };
        let both = Both { ids, old, new };
        if other_na(old, new) && self.is_of_scale(both, other_na) {
            self.na(about, old, new);
        }
        let met = |old: &crate::model::Question, new: &crate::model::Question| self.other_met(old, new);
        if met(old, new) && self.is_of_scale(both, met) {
            self.met(about, both);
        }
    }

    /// Options of a scale, or of a question with a scale of its own.
    pub(super) fn options(
        &mut self,
        about: &About,
        old: &[ScaleOption],
        new: &[ScaleOption],
        options: &Pairs<usize>,
        is_used: bool,
    ) {
        let class = |class| if is_used { class } else { Class::TextOnly };
        let points = |option: &ScaleOption| option.points.as_ref().map(crate::model::notation::decimal);
        for (before, now) in options.both() {
            let (Some(before), Some(now)) = (old.get(before), new.get(now)) else { continue };
            let name = now.name.as_str();
            let names = (Some(before.name.clone()), Some(now.name.clone()));
            self.changed(about, (Aspect::Option, Some(name)), names, Class::TextOnly);
            if is_used {
                self.forgotten(about, Some(name), &before.was, |was| is_called(&now.name, &now.was, was));
            }
            let worth = (points(before), points(now));
            self.changed(about, (Aspect::Points, Some(name)), worth, class(Class::Results));
            let notes = (&before.text, &before.guidance, &before.code);
            self.notes(about, Some(name), notes, (&now.text, &now.guidance, &now.code));
        }
        for option in options.added().filter_map(|at| new.get(at)) {
            let names = (None, Some(option.name.clone()));
            self.changed(about, (Aspect::Option, Some(&option.name)), names, class(Class::Results));
        }
        for option in options.removed().filter_map(|at| old.get(at)) {
            let names = (Some(option.name.clone()), None);
            self.changed(about, (Aspect::Option, Some(&option.name)), names, class(Class::Incompatible));
        }
        if let Some((from, to)) = reordered(options, |at| name(old, at), |at| name(new, at)) {
            let what = What::Changed { aspect: Aspect::Order, of: None, from: Some(from), to: Some(to) };
            self.push(about, what, class(Class::Results), None);
        }
    }
}

fn name(options: &[ScaleOption], at: usize) -> String {
    options.get(at).map_or_else(String::new, |option| option.name.clone())
}

fn named(options: &[ScaleOption]) -> Vec<Named<'_, usize>> {
    options.iter().enumerate().map(|(id, option)| Named { id, name: &option.name, was: &option.was }).collect()
}

/// The order of what is in both versions, before and now, where it differs.
pub(super) fn reordered(
    pairs: &Pairs<usize>,
    old: impl Fn(usize) -> String,
    new: impl Fn(usize) -> String,
) -> Option<(String, String)> {
    let mut both: Vec<(usize, usize)> = pairs.both().collect();
    let now: Vec<String> = both.iter().map(|(_, now)| new(*now)).collect();
    let in_order = both.is_sorted_by_key(|(before, _)| *before);
    both.sort_unstable();
    let before: Vec<String> = both.iter().map(|(before, _)| old(*before)).collect();
    (!in_order).then(|| (before.join(", "), now.join(", ")))
}
