//! What changed about ladders, thresholds and requirements.

use super::areas::BothAreas;
use super::change::{Aspect, Class, SubjectKind, Tendency, What};
use super::differ::{About, Differ, role_names};
use super::meaning::Side;
use super::pairing::pair_levels;
use super::pairs::{Numbered, Pairs};
use super::scales::reordered;
use super::written::wording;
use crate::model::{Adoption, Area, Bound, Gating, Ladder, LadderId, Model, Requirement, Unit};
use crate::source::Span;

impl<'m> Differ<'m> {
    pub fn ladders(&mut self) {
        let (pairing, old, new) = (self.pairing, self.old, self.new);
        for (before, now) in pairing.ladders.both() {
            let (Some(was), Some(is)) = (old.ladders.get(before.number()), new.ladders.get(now.number())) else {
                continue;
            };
            let about = About::new(SubjectKind::Ladder, &is.name, Some(was.span), Some(is.span));
            self.renamed(&about, &was.name, Class::TextOnly);
            self.texts(&about, Aspect::Text, None, &was.text, &is.text);
            if let Some(levels) = self.meaning.levels(before).cloned() {
                self.levels(&about, was, is, &levels);
            }
        }
        for ladder in pairing.ladders.added().filter_map(|id| new.ladders.get(id.number())) {
            self.added(&About::new(SubjectKind::Ladder, &ladder.name, None, Some(ladder.span)), Class::TextOnly);
        }
        for ladder in pairing.ladders.removed().filter_map(|id| old.ladders.get(id.number())) {
            self.removed(&About::new(SubjectKind::Ladder, &ladder.name, Some(ladder.span), None), Class::TextOnly);
        }
    }

    fn levels(&mut self, about: &About, old: &Ladder, new: &Ladder, levels: &Pairs<usize>) {
        for (before, now) in levels.both() {
            let (Some(was), Some(is)) = (old.levels.get(before), new.levels.get(now)) else { continue };
            let at = about.at(Some(was.span), Some(is.span));
            let names = (Some(was.name.clone()), Some(is.name.clone()));
            self.changed(&at, (Aspect::Level, Some(&is.name)), names, Class::TextOnly);
            let notes = (&was.text, &was.guidance, &was.code);
            self.notes(&at, Some(&is.name), notes, (&is.text, &is.guidance, &is.code));
        }
        for level in levels.added().filter_map(|at| new.levels.get(at)) {
            let at = about.at(None, Some(level.span));
            let names = (None, Some(level.name.clone()));
            self.changed(&at, (Aspect::Level, Some(&level.name)), names, Class::Results);
        }
        for level in levels.removed().filter_map(|at| old.levels.get(at)) {
            let at = about.at(Some(level.span), None);
            let names = (Some(level.name.clone()), None);
            self.changed(&at, (Aspect::Level, Some(&level.name)), names, Class::Results);
        }
        let name = |ladder: &Ladder, at: usize| ladder.levels.get(at).map_or_else(String::new, |l| l.name.clone());
        if let Some((from, to)) = reordered(levels, |at| name(old, at), |at| name(new, at)) {
            self.changed(about, (Aspect::Order, None), (Some(from), Some(to)), Class::Results);
        }
    }

    pub(super) fn adoption(&mut self, about: &About, both: BothAreas<'m>) {
        let BothAreas { old, new } = both;
        let name = |model: &Model, area: &Area| {
            let ladder = area.adoption.as_ref()?.ladder;
            model.ladders.get(ladder.number()).map(|ladder| ladder.name.clone())
        };
        let (Some(before), Some(now)) = (&old.adoption, &new.adoption) else {
            let names = (name(self.old, old), name(self.new, new));
            return self.changed(about, (Aspect::Ladder, None), names, Class::Results);
        };
        let same = self.pairing.ladders.new_of(before.ladder) == Some(now.ladder);
        if !same {
            let names = (name(self.old, old), name(self.new, new));
            self.changed(about, (Aspect::Ladder, None), names, Class::Results);
        }
        self.gating(about, before, now);
        let formula = |adoption: &Adoption| {
            let level = adoption.level?;
            Some((level, Some(Unit::Level(adoption.ladder)), adoption.level_span))
        };
        self.formula(about, Aspect::LevelFormula, formula(before), formula(now));
        let Some(levels) = self.levels_between(before.ladder, now.ladder) else { return };
        for (rank_before, rank_now) in levels.both() {
            self.rule(about, both, (before, rank_before), (now, rank_now));
        }
    }

    fn levels_between(&self, old: LadderId, new: LadderId) -> Option<Pairs<usize>> {
        Some(pair_levels(self.old.ladders.get(old.number())?, self.new.ladders.get(new.number())?))
    }

    fn gating(&mut self, about: &About, old: &Adoption, new: &Adoption) {
        let word = |gating: Gating| match gating {
            Gating::Cumulative => "cumulative".to_owned(),
            Gating::Highest => "highest".to_owned(),
        };
        if old.gating != new.gating {
            let tendency = match new.gating {
                Gating::Cumulative => Tendency::Stricter,
                Gating::Highest => Tendency::Easier,
            };
            let (from, to) = (Some(word(old.gating)), Some(word(new.gating)));
            let what = What::Changed { aspect: Aspect::Gating, of: None, from, to };
            self.push(&about.at(Some(old.span), Some(new.span)), what, Class::Results, Some(tendency));
        }
    }

    /// The thresholds and requirements of a level.
    fn rule(&mut self, about: &About, both: BothAreas<'m>, old: (&Adoption, usize), new: (&Adoption, usize)) {
        let (Some(before), Some(now)) = (old.0.rules.get(old.1), new.0.rules.get(new.1)) else { return };
        let ladder = self.new.ladders.get(new.0.ladder.number());
        let level = ladder.and_then(|ladder| ladder.levels.get(new.1)).map_or_else(String::new, |l| l.name.clone());
        let units = (both.old.score.as_ref().map(|s| s.unit), both.new.score.as_ref().map(|s| s.unit));
        let bound = |model: &Model, bound: &Option<Bound>, unit, words: (&str, &str)| {
            let bound = bound.as_ref()?;
            let word = if bound.inclusive { words.0 } else { words.1 };
            Some(format!("{word} {}", model.value_notation(&bound.value, unit)))
        };
        let span = |bound: &Option<Bound>| bound.as_ref().map(|bound| bound.span);
        for (aspect, was, is, words) in [
            (Aspect::Threshold, &before.lower, &now.lower, ("from", "above")),
            (Aspect::UpperBound, &before.upper, &now.upper, ("to", "below")),
        ] {
            let from = bound(self.old, was, units.0, words);
            let to = bound(self.new, is, units.1, words);
            if from == to {
                continue;
            }
            let tendency = (aspect == Aspect::Threshold && same_unit(units)).then(|| raised(was, is)).flatten();
            let what = What::Changed { aspect, of: Some(level.clone()), from, to };
            self.in_ladder(about, (span(was), span(is)), what, tendency);
        }
        self.requirements(about, &level, &before.requires, &now.requires);
    }

    fn requirements(&mut self, about: &About, level: &str, old: &[Requirement], new: &[Requirement]) {
        let mut left: Vec<&Requirement> = old.iter().collect();
        let mut come: Vec<&Requirement> = Vec::new();
        let roles = |side, requirement: &Requirement| self.meaning.roles(side, &requirement.roles);
        for now in new {
            let same = left.iter().position(|before| {
                let same_condition = self.meaning.same_truth(before.condition, now.condition)
                    || self.written.same(before.span, now.span);
                same_condition && roles(Side::Old, before) == roles(Side::New, now)
            });
            match same {
                Some(at) => {
                    left.remove(at);
                }
                None => come.push(now),
            }
        }
        // What stayed and what came in the same order are one requirement that was changed.
        let mut pairs: Vec<(Option<&Requirement>, Option<&Requirement>)> = Vec::new();
        let count = left.len().max(come.len());
        for at in 0..count {
            pairs.push((left.get(at).copied(), come.get(at).copied()));
        }
        for (before, now) in pairs {
            let notation = |model: &Model, requirement: &Requirement| {
                let condition = wording(model, requirement.span, || model.condition_notation(requirement.condition));
                match &requirement.roles {
                    crate::model::Roles::All => condition,
                    roles => format!("{condition} for {}", role_names(model, roles)),
                }
            };
            let tendency = match (before, now) {
                (None, Some(_)) => Some(Tendency::Stricter),
                (Some(_), None) => Some(Tendency::Easier),
                _ => None,
            };
            let from = before.map(|requirement| notation(self.old, requirement));
            let to = now.map(|requirement| notation(self.new, requirement));
            let spans: (Option<Span>, Option<Span>) = (before.map(|r| r.span), now.map(|r| r.span));
            let what = What::Changed { aspect: Aspect::Requirement, of: Some(level.to_owned()), from, to };
            self.in_ladder(about, spans, what, tendency);
        }
    }
}

fn same_unit(units: (Option<Unit>, Option<Unit>)) -> bool {
    matches!(units, (Some(Unit::Percent), Some(Unit::Percent)) | (Some(Unit::Points), Some(Unit::Points)))
}

/// Whether a lower bound went up or down.
fn raised(old: &Option<Bound>, new: &Option<Bound>) -> Option<Tendency> {
    let position = |bound: &Bound| (bound.value.clone(), !bound.inclusive);
    Some(match (old, new) {
        (Some(old), Some(new)) if position(new) > position(old) => Tendency::Stricter,
        (Some(old), Some(new)) if position(new) < position(old) => Tendency::Easier,
        (None, Some(_)) => Tendency::Stricter,
        (Some(_), None) => Tendency::Easier,
        _ => return None,
    })
}
