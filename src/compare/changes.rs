//! What changed between two versions, in the author's words: the text alone is compared, not what it leads to.

use super::change::{Aspect, Change, Class, SubjectKind};
use super::differ::{About, Differ};
use super::meaning::{Part, Side, sorted};
use super::pairing::Pairing;
use super::pairs::{Numbered, is_called};
use super::written::wording;
use crate::model::{Answer, Example, Model, Text};

/// Everything that changed. Another order of declarations, another layout and comments are no change.
pub fn changes(old: &Model, new: &Model, pairing: &Pairing) -> Vec<Change> {
    let mut differ = Differ::new(old, new, pairing);
    differ.model();
    differ.roles();
    differ.scales();
    differ.ladders();
    differ.policies();
    differ.areas();
    differ.questions();
    differ.actions();
    differ.properties();
    differ.examples();
    differ.asked_otherwise();
    differ.finish()
}

impl Differ<'_> {
    fn model(&mut self) {
        let (old, new) = (self.old, self.new);
        let about = About::new(SubjectKind::Model, &new.name, None, None);
        let class = if new.was.contains(&old.name) { Class::TextOnly } else { Class::Incompatible };
        self.renamed(&about, &old.name, class);
        self.forgotten(&about, None, &old.was, |name| is_called(&new.name, &new.was, name));
        self.notes(&about, None, (&old.text, &old.guidance, &old.code), (&new.text, &new.guidance, &new.code));
        let versions = (old.version.clone(), new.version.clone());
        self.changed(&about, (Aspect::Version, None), versions, Class::TextOnly);
        let languages = |model: &Model| Some(model.languages.join(", "));
        self.changed(&about, (Aspect::Languages, None), (languages(old), languages(new)), Class::TextOnly);
    }

    fn roles(&mut self) {
        let (pairing, old, new) = (self.pairing, self.old, self.new);
        let about = |name: &str| About::new(SubjectKind::Role, name, None, None);
        for (before, now) in pairing.roles.both() {
            let (Some(was), Some(is)) = (old.roles.get(before.number()), new.roles.get(now.number())) else { continue };
            self.renamed(&about(&is.name), &was.name, Class::TextOnly);
            self.forgotten(&about(&is.name), None, &was.was, |name| is_called(&is.name, &is.was, name));
            self.notes(&about(&is.name), None, (&was.text, &was.guidance, &None), (&is.text, &is.guidance, &None));
        }
        // In a model without roles a response states none; in one with roles it must.
        let class = if old.roles.is_empty() { Class::Incompatible } else { Class::Results };
        for role in pairing.roles.added().filter_map(|id| new.roles.get(id.number())) {
            self.added(&about(&role.name), class);
        }
        for role in pairing.roles.removed().filter_map(|id| old.roles.get(id.number())) {
            self.removed(&about(&role.name), Class::Incompatible);
        }
    }

    fn properties(&mut self) {
        let (pairing, old, new) = (self.pairing, self.old, self.new);
        for (before, now) in pairing.properties.both() {
            let (Some(was), Some(is)) = (old.properties.get(before), new.properties.get(now)) else { continue };
            let about = About::new(SubjectKind::Property, &title(new, &is.text), Some(was.span), Some(is.span));
            self.texts(&about, Aspect::Text, None, &was.text, &is.text);
            let conditions = ((was.condition, Some(was.span)), (is.condition, Some(is.span)));
            if was.never != is.never || self.other_truth(conditions.0, conditions.1) {
                let notation = |model: &Model, property: &crate::model::Property| {
                    let word = if property.never { "never" } else { "always" };
                    let condition = wording(model, property.span, || model.condition_notation(property.condition));
                    Some(format!("{word} {condition}"))
                };
                let texts = (notation(old, was), notation(new, is));
                self.changed(&about, (Aspect::Condition, None), texts, Class::TextOnly);
            }
        }
        for property in pairing.properties.added().filter_map(|at| new.properties.get(at)) {
            let name = title(new, &property.text);
            self.added(&About::new(SubjectKind::Property, &name, None, Some(property.span)), Class::TextOnly);
        }
        for property in pairing.properties.removed().filter_map(|at| old.properties.get(at)) {
            let name = title(old, &property.text);
            self.removed(&About::new(SubjectKind::Property, &name, Some(property.span), None), Class::TextOnly);
        }
    }

    fn examples(&mut self) {
        let (pairing, old, new) = (self.pairing, self.old, self.new);
        for (before, now) in pairing.examples.both() {
            let (Some(was), Some(is)) = (old.examples.get(before), new.examples.get(now)) else { continue };
            let about = About::new(SubjectKind::Example, &title(new, &is.text), Some(was.span), Some(is.span));
            self.texts(&about, Aspect::Text, None, &was.text, &is.text);
            if self.example(Side::Old, was) != self.example(Side::New, is) {
                let what = super::change::What::Changed { aspect: Aspect::Content, of: None, from: None, to: None };
                self.push(&about, what, Class::TextOnly, None);
            }
        }
        for example in pairing.examples.added().filter_map(|at| new.examples.get(at)) {
            let name = title(new, &example.text);
            self.added(&About::new(SubjectKind::Example, &name, None, Some(example.span)), Class::TextOnly);
        }
        for example in pairing.examples.removed().filter_map(|at| old.examples.get(at)) {
            let name = title(old, &example.text);
            self.removed(&About::new(SubjectKind::Example, &name, Some(example.span), None), Class::TextOnly);
        }
    }

    /// Role, answers, expectations.
    fn example(&self, side: Side, example: &Example) -> Vec<Part> {
        let role = example.role.map_or(Part::Word("nobody"), |role| self.meaning.role(side, role));
        // What `others` answers belongs to it where both versions have the question.
        let is_paired = |question| match side {
            Side::Old => self.pairing.questions.new_of(question).is_some(),
            Side::New => self.pairing.questions.old_of(question).is_some(),
        };
        let given = example.answers.iter().filter(|given| given.span.is_some() || is_paired(given.question));
        let given = given.map(|given| {
            let question = self.meaning.question(side, given.question);
            let answer = match &given.answer {
                Answer::Index(index) => self.meaning.answer(side, given.question, *index),
                Answer::Text(_) => Part::Word("text"),
                Answer::Na => Part::Word("na"),
            };
            self.meaning.node("given", vec![question, answer])
        });
        let expected = example.expectations.iter().map(|expected| self.meaning.truth(side, expected.condition));
        let mut parts = sorted(given);
        parts.push(role);
        parts.extend(sorted(expected));
        parts
    }
}

/// What a property or an example is called: its text, in the model's first language where it has one.
fn title(model: &Model, text: &Text) -> String {
    let first = model.languages.first().and_then(|language| text.get(language));
    first.or_else(|| text.values().next()).cloned().unwrap_or_default()
}
