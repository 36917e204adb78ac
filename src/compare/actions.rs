//! What changed about actions.

use super::change::{Aspect, Class, SubjectKind, What};
use super::differ::{About, Differ, listed, role_names};
use super::meaning::{Part, Side, sorted};
use super::pairs::Numbered;
use super::written::wording;
use crate::model::{Action, Model};

impl Differ<'_> {
    pub fn actions(&mut self) {
        let (pairing, old, new) = (self.pairing, self.old, self.new);
        for (before, now) in pairing.actions.both() {
            if let (Some(was), Some(is)) = (old.actions.get(before.number()), new.actions.get(now.number())) {
                self.action(was, is);
            }
        }
        for action in pairing.actions.added().filter_map(|id| new.actions.get(id.number())) {
            self.added(&About::new(SubjectKind::Action, &action.name, None, Some(action.span)), Class::Results);
        }
        for action in pairing.actions.removed().filter_map(|id| old.actions.get(id.number())) {
            self.removed(&About::new(SubjectKind::Action, &action.name, Some(action.span), None), Class::Results);
        }
    }

    fn action(&mut self, old: &Action, new: &Action) {
        let about = About::new(SubjectKind::Action, &new.name, Some(old.span), Some(new.span));
        self.renamed(&about, &old.name, Class::TextOnly);
        self.notes(&about, None, (&old.text, &old.guidance, &old.code), (&new.text, &new.guidance, &new.code));
        let place = |side, action: &Action| {
            let question = action.question.map(|id| self.meaning.question(side, id));
            (self.meaning.area(side, action.area), question)
        };
        if place(Side::Old, old) != place(Side::New, new) {
            let what = What::Moved { from: standing(self.old, old), to: standing(self.new, new) };
            self.push(&about, what, Class::Results, None);
        }
        if self.other_roles(&old.roles, &new.roles) {
            let roles = (Some(role_names(self.old, &old.roles)), Some(role_names(self.new, &new.roles)));
            self.changed(&about, (Aspect::For, None), roles, Class::Results);
        }
        let whens = ((old.suggest_when, Some(old.suggest_span)), (new.suggest_when, Some(new.suggest_span)));
        if self.other_truth(whens.0, whens.1) {
            let notation = |model: &Model, action: &Action| {
                Some(wording(model, action.suggest_span, || model.condition_notation(action.suggest_when)))
            };
            let (from, to) = (notation(self.old, old), notation(self.new, new));
            let what = What::Changed { aspect: Aspect::When, of: None, from, to };
            self.push(&about.at(whens.0.1, whens.1.1), what, Class::Results, None);
        }
        if self.raised(Side::Old, old) != self.raised(Side::New, new) {
            let texts = (raises(self.old, old), raises(self.new, new));
            self.changed(&about, (Aspect::Raises, None), texts, Class::Results);
        }
        let number = |number: Option<u32>| number.map(|number| number.to_string());
        self.changed(&about, (Aspect::Effort, None), (number(old.effort), number(new.effort)), Class::Results);
        self.changed(&about, (Aspect::Priority, None), (number(old.priority), number(new.priority)), Class::Results);
        let after = |side, action: &Action| sorted(action.after.iter().map(|id| self.meaning.action(side, *id)));
        if after(Side::Old, old) != after(Side::New, new) {
            let names = |model: &Model, action: &Action| {
                let others = action.after.iter().filter_map(|id| model.actions.get(id.number()));
                listed(&others.map(|other| other.name.clone()).collect::<Vec<_>>())
            };
            let texts = (names(self.old, old), names(self.new, new));
            self.changed(&about, (Aspect::After, None), texts, Class::Results);
        }
        self.changed(&about, (Aspect::Tags, None), (listed(&old.tags), listed(&new.tags)), Class::TextOnly);
    }

    fn raised(&self, side: Side, action: &Action) -> Vec<Part> {
        sorted(action.raises.iter().map(|raises| {
            let to = raises.to.map_or(Part::Word("highest"), |to| self.meaning.answer(side, raises.question, to));
            self.meaning.node("raises", vec![self.meaning.question(side, raises.question), to])
        }))
    }
}

/// Where an action stands.
fn standing(model: &Model, action: &Action) -> String {
    let question = action.question.and_then(|id| model.questions.get(id.number()));
    let area = model.areas.get(action.area.number());
    question.map(|question| question.key.clone()).or_else(|| Some(area?.key.clone())).unwrap_or_default()
}

fn raises(model: &Model, action: &Action) -> Option<String> {
    let lines = action.raises.iter().filter_map(|raises| {
        let question = model.questions.get(raises.question.number())?;
        Some(match raises.to {
            Some(to) => format!("{} to {}", question.key, model.answer_notation(question, to)),
            None => question.key.clone(),
        })
    });
    listed(&lines.collect::<Vec<_>>())
}
