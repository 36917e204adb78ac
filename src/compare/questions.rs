//! What changed about questions.

use super::answers::AnswerMap;
use super::change::{Aspect, Class, SubjectKind, What};
use super::differ::{About, Differ, listed, role_names};
use super::pairs::Numbered;
use crate::model::{Domain, Met, Model, Question, QuestionId, Range, ScaleId};
use crate::respond::find_question;

/// A question in both versions.
#[derive(Clone, Copy)]
pub(super) struct Both<'m> {
    pub ids: (QuestionId, QuestionId),
    pub old: &'m Question,
    pub new: &'m Question,
}

impl<'m> Differ<'m> {
    pub fn questions(&mut self) {
        for at in 0..self.new.questions.len() {
            let id = QuestionId::numbered(at);
            let Some(now) = self.new.questions.get(at) else { continue };
            let before = self.pairing.questions.old_of(id);
            match before.and_then(|before| Some((before, self.old.questions.get(before.number())?))) {
                Some((before, old)) => self.question(Both { ids: (before, id), old, new: now }),
                None => {
                    let about = About::new(SubjectKind::Question, &now.key, None, Some(now.span));
                    let is_text = matches!(now.domain, Domain::Text);
                    self.added(&about, if is_text { Class::TextOnly } else { Class::Incomplete });
                }
            }
        }
        for id in self.pairing.questions.removed() {
            if let Some(old) = self.old.questions.get(id.number()) {
                self.removed(&About::new(SubjectKind::Question, &old.key, Some(old.span), None), Class::Incompatible);
            }
        }
    }

    fn question(&mut self, both: Both<'m>) {
        let Both { ids, old, new } = both;
        let about = About::new(SubjectKind::Question, &new.key, Some(old.span), Some(new.span));
        let keeps_name = self.pairing.keeps_name(self.old, self.new, ids.0);
        let kept = |class| if keeps_name { class } else { Class::Incompatible };
        if old.name != new.name {
            self.renamed(&about, &old.key, kept(Class::TextOnly));
        }
        let earlier = self.pairing.earlier_names(self.old, ids.0);
        self.forgotten(&about, None, &earlier, |name| find_question(self.new, name) == Some(ids.1));
        if self.pairing.areas.new_of(old.area) != Some(new.area) {
            let area = |model: &Model, question: &Question| {
                model.areas.get(question.area.number()).map_or_else(String::new, |area| area.key.clone())
            };
            let what = What::Moved { from: area(self.old, old), to: area(self.new, new) };
            self.push(&about, what, kept(Class::Results), None);
        }
        self.notes(&about, None, (&old.text, &old.guidance, &old.code), (&new.text, &new.guidance, &new.code));
        self.answers(&about, both);
        let weights = (Some(old.weight.to_string()), Some(new.weight.to_string()));
        self.changed(&about, (Aspect::Weight, None), weights, Class::Results);
        if self.other_roles(&old.roles, &new.roles) {
            let class = match self.role_changes(&old.roles, &new.roles) {
                (true, _) => Class::Incompatible,
                (false, true) => Class::Incomplete,
                (false, false) => Class::Results,
            };
            let roles = (Some(role_names(self.old, &old.roles)), Some(role_names(self.new, &new.roles)));
            self.changed(&about, (Aspect::For, None), roles, class);
        }
        self.at(&about, both);
        self.changed(&about, (Aspect::Tags, None), (listed(&old.tags), listed(&new.tags)), Class::Results);
        self.ask_when(&about, both);
    }

    fn at(&mut self, about: &About, Both { old, new, .. }: Both<'_>) {
        let ladder = |model: &Model, question: &Question| {
            let area = model.areas.get(question.area.number())?;
            area.adoption.as_ref().map(|adoption| adoption.ladder)
        };
        let name = |model: &Model, question: &Question| {
            let rank = question.at?;
            let level = ladder(model, question).and_then(|ladder| {
                model.ladders.get(ladder.number())?.levels.get(rank as usize).map(|level| level.name.clone())
            });
            Some(level.unwrap_or_else(|| rank.to_string()))
        };
        let part = |side, model, question: &Question| {
            Some(self.meaning.level(side, ladder(model, question)?, question.at? as usize))
        };
        if part(super::meaning::Side::Old, self.old, old) != part(super::meaning::Side::New, self.new, new) {
            let levels = (name(self.old, old), name(self.new, new));
            self.changed(about, (Aspect::At, None), levels, Class::Results);
        }
    }

    /// An answer to a question that is no longer asked is refused.
    fn ask_when(&mut self, about: &About, Both { old, new, .. }: Both<'_>) {
        let class = match (old.ask_when, new.ask_when) {
            (Some(before), Some(now)) if self.meaning.same_truth(before, now) => return,
            (None, None) => return,
            (Some(_), None) => Class::Incomplete,
            (_, Some(_)) => Class::Incompatible,
        };
        let conditions = (
            old.ask_when.map(|id| self.old.condition_notation(id)),
            new.ask_when.map(|id| self.new.condition_notation(id)),
        );
        self.changed(about, (Aspect::AskWhen, None), conditions, class);
    }

    fn answers(&mut self, about: &About, both: Both<'m>) {
        let Both { ids, old, new } = both;
        let Some(map) = self.pairing.answers(ids.0) else { return };
        let class = if map.is_total() { Class::Results } else { Class::Incompatible };
        match (&old.domain, &new.domain) {
            (Domain::Range(before), Domain::Range(now)) => self.range(about, before, now, class),
            (Domain::Text, Domain::Text) => {}
            // Options and what counts as fulfilled are other ones with another scale.
            _ if self.options_of(about, both, map) => return,
            _ => {}
        }
        // What all questions on a scale have in common is a change of the scale.
        if other_na(old, new) && !self.is_of_scale(both, other_na) {
            self.na(about, old, new);
        }
        if self.other_met(old, new) && !self.is_of_scale(both, |old, new| self.other_met(old, new)) {
            self.met(about, both);
        }
    }

    pub(super) fn na(&mut self, about: &About, old: &Question, new: &Question) {
        let class = if old.na.is_some() && new.na.is_none() { Class::Incompatible } else { Class::Results };
        self.changed(about, (Aspect::Na, None), (na(old), na(new)), class);
        if let (Some(old), Some(new)) = (&old.na, &new.na) {
            self.texts(about, Aspect::Text, Some("na"), &old.text, &new.text);
        }
    }

    pub(super) fn met(&mut self, about: &About, Both { old, new, .. }: Both<'_>) {
        if self.other_met(old, new) {
            let notation = (met_notation(self.old, old), met_notation(self.new, new));
            self.changed(about, (Aspect::Met, None), notation, Class::Results);
        }
    }

    pub(super) fn other_met(&self, old: &Question, new: &Question) -> bool {
        met_notation(self.old, old) != met_notation(self.new, new) && !self.met_is_renamed(old, new)
    }

    /// The same options under other names.
    fn met_is_renamed(&self, old: &Question, new: &Question) -> bool {
        let (Some(before), Some(now)) = (old.met, new.met) else { return false };
        let names = |model: &'_ Model, question: &'_ Question, met: Met| -> Option<(Vec<String>, String)> {
            let option = model.options(question).get(usize::try_from(met.first).ok()?)?;
            Some((option.was.clone(), option.name.clone()))
        };
        let starts = (names(self.old, old, before), names(self.new, new, now));
        let same = |one: Option<(Vec<String>, String)>, other: Option<(Vec<String>, String)>| matches!((one, other), (Some((_, before)), Some((was, now))) if before == now || was.contains(&before));
        let is_open = |question: &Question, met: Met| question.last_answer().is_some_and(|last| met.last >= last);
        let ends_alike = is_open(old, before) && is_open(new, now);
        matches!(old.domain, Domain::Choice(_)) && same(starts.0, starts.1) && ends_alike
    }

    fn range(&mut self, about: &About, old: &Range, new: &Range, class: Class) {
        self.changed(about, (Aspect::Answers, None), (Some(range(old)), Some(range(new))), class);
        self.texts(about, Aspect::Unit, None, &old.unit, &new.unit);
        self.changed(about, (Aspect::Points, None), (points(old), points(new)), Class::Results);
    }

    /// Whether the question has another scale, or another kind of answers.
    fn options_of(&mut self, about: &About, both: Both<'m>, map: &AnswerMap) -> bool {
        let Both { old, new, .. } = both;
        let scales = (scale_of(old), scale_of(new));
        let named = |model: &Model, id: Option<ScaleId>| {
            id.and_then(|id| model.scales.get(id.number())).is_some_and(|scale| scale.name.is_some())
        };
        let (was_named, is_named) = (named(self.old, scales.0), named(self.new, scales.1));
        let same_scale = scales.0.is_some_and(|scale| self.pairing.scales.new_of(scale) == scales.1);
        let same_form = std::mem::discriminant(&old.domain) == std::mem::discriminant(&new.domain);
        if same_form && was_named && is_named && same_scale {
            return false;
        }
        if !same_form || was_named != is_named || was_named {
            let class = if map.is_total() { Class::Results } else { Class::Incompatible };
            let notation = (Some(answers(self.old, old)), Some(answers(self.new, new)));
            // The same answers under another roof are no change.
            if !same_form || !self.same_options(both, map) {
                let count = self.changes.len();
                self.changed(about, (Aspect::Answers, None), notation, class);
                return self.changes.len() > count;
            }
        }
        if let Some(options) = map.options() {
            self.options(about, self.old.options(old), self.new.options(new), options, true);
        }
        false
    }

    fn same_options(&self, Both { old, new, .. }: Both<'_>, map: &AnswerMap) -> bool {
        let worth = |model: &Model, question: &Question| -> Vec<_> {
            model.options(question).iter().map(|option| option.points.clone()).collect()
        };
        map.is_identity() && worth(self.old, old) == worth(self.new, new)
    }

    /// Whether a question shares a change with all others on its named scale, of which there are several.
    pub(super) fn is_of_scale(&self, both: Both<'m>, changed: impl Fn(&Question, &Question) -> bool) -> bool {
        let Some(scale) = scale_of(both.old) else { return false };
        let on_scale: Vec<Both<'m>> = self.on_scale(scale);
        on_scale.len() > 1
            && self.pairing.scales.new_of(scale) == scale_of(both.new)
            && on_scale.iter().all(|other| changed(other.old, other.new))
    }

    /// The questions that are on a named scale in both versions.
    pub(super) fn on_scale(&self, scale: ScaleId) -> Vec<Both<'m>> {
        if self.old.scales.get(scale.number()).is_none_or(|scale| scale.name.is_none()) {
            return Vec::new();
        }
        let (old, new) = (self.old, self.new);
        self.pairing
            .questions
            .both()
            .filter_map(|ids| {
                let (old, new) = (old.questions.get(ids.0.number())?, new.questions.get(ids.1.number())?);
                let on = scale_of(old) == Some(scale) && scale_of(new) == self.pairing.scales.new_of(scale);
                on.then_some(Both { ids, old, new })
            })
            .collect()
    }
}

pub(super) fn scale_of(question: &Question) -> Option<ScaleId> {
    match &question.domain {
        Domain::Choice(choice) => Some(choice.scale),
        Domain::AnyOf(any_of) => Some(any_of.scale),
        Domain::Range(_) | Domain::Text => None,
    }
}

/// Whether not applicable is offered, worth or called otherwise.
pub(super) fn other_na(old: &Question, new: &Question) -> bool {
    old.na != new.na
}

fn na(question: &Question) -> Option<String> {
    let na = question.na.as_ref()?;
    Some(na.points.as_ref().map_or_else(|| "na".to_owned(), |points| format!("na {points}")))
}

fn met_notation(model: &Model, question: &Question) -> Option<String> {
    let met = question.met?;
    if matches!(question.domain, Domain::AnyOf(_)) {
        return Some(format!("from {}", met.first));
    }
    let name = |index| model.answer_notation(question, index);
    let last = question.last_answer().unwrap_or(u64::MAX);
    Some(match (met.first, met.last) {
        (first, end) if end >= last => format!("from {}", name(first)),
        (0, end) => format!("up to {}", name(end)),
        (first, end) => format!("from {} to {}", name(first), name(end)),
    })
}

fn range(range: &Range) -> String {
    use crate::model::notation::decimal;
    let step = if range.step == crate::exact::Rational::ONE {
        String::new()
    } else {
        format!(" step {}", decimal(&range.step))
    };
    format!("{} to {}{step}", decimal(&range.first), decimal(&range.last()))
}

fn points(range: &Range) -> Option<String> {
    use crate::model::notation::decimal;
    let (last, rules) = range.points.split_last()?;
    let mut lines: Vec<String> = rules
        .iter()
        .map(|rule| format!("{} up to {}", decimal(&rule.points), decimal(&range.value(rule.last))))
        .collect();
    lines.push(format!("{} otherwise", decimal(&last.points)));
    Some(lines.join(", "))
}

/// The answers as the language has them.
fn answers(model: &Model, question: &Question) -> String {
    let scale = scale_of(question).and_then(|scale| model.scales.get(scale.number()));
    let options = || model.options(question).iter().map(|option| option.name.as_str()).collect::<Vec<_>>().join(", ");
    let listed = scale.and_then(|scale| scale.name.clone()).unwrap_or_else(|| format!("{{ {} }}", options()));
    match &question.domain {
        Domain::Choice(_) => listed,
        Domain::AnyOf(_) => format!("any of {listed}"),
        Domain::Range(numbers) => range(numbers),
        Domain::Text => "text".to_owned(),
    }
}
