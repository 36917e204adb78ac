//! What the parts of a model are called in a report: by their texts, else by their names.

use super::Words;
use super::words::Arg;
use crate::model::{
    ActionId, Answer, Area, AreaId, Domain, LadderId, Level, Model, Question, QuestionId, RoleId, Roles, ScaleOption,
    Text, ValueId,
};

/// A model with the words of a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Naming<'a> {
    pub model: &'a Model,
    pub words: &'a Words,
    /// Clauses stand after "because" or "when".
    is_subordinate: bool,
}

impl<'a> Naming<'a> {
    pub fn new(model: &'a Model, words: &'a Words) -> Naming<'a> {
        Naming { model, words, is_subordinate: false }
    }

    /// The same for clauses that stand after "because" or "when".
    pub fn subordinate(self) -> Naming<'a> {
        Naming { is_subordinate: true, ..self }
    }

    /// A clause in the word order of its place.
    pub fn clause_words(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        if self.is_subordinate { self.words.subordinate(id, args) } else { self.words.with(id, args) }
    }

    /// The text, else the name; with the published number in front.
    pub fn named(&self, code: Option<&str>, text: &Text, name: &str) -> String {
        let text = self.words.text(text).unwrap_or(name);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match code {
            Some(code) => format!("{code} {text}"),
            None => text,
        }
    }

    pub fn model_title(&self) -> String {
        self.named(None, &self.model.text, &self.model.name)
    }

    pub fn area(&self, id: AreaId) -> String {
        self.model.areas.get(id.0 as usize).map_or_else(String::new, |area| self.area_title(area))
    }

    pub fn area_title(&self, area: &Area) -> String {
        if area.parent.is_none() {
            let own = self.words.text(&area.text).map(str::to_owned);
            return own.unwrap_or_else(|| self.words.say("overall"));
        }
        self.named(area.code.as_deref(), &area.text, &area.name)
    }

    pub fn question(&self, id: QuestionId) -> String {
        let question = self.model.questions.get(id.0 as usize);
        question.map_or_else(String::new, |question| self.question_title(question))
    }

    pub fn question_title(&self, question: &Question) -> String {
        self.named(question.code.as_deref(), &question.text, &question.key)
    }

    pub fn option(&self, option: &ScaleOption) -> String {
        self.named(option.code.as_deref(), &option.text, &option.name)
    }

    pub fn level(&self, ladder: LadderId, rank: u32) -> String {
        let level = self.model.ladders.get(ladder.0 as usize).and_then(|ladder| ladder.levels.get(rank as usize));
        level.map_or_else(|| rank.to_string(), |level| self.level_title(level))
    }

    pub fn level_title(&self, level: &Level) -> String {
        self.named(level.code.as_deref(), &level.text, &level.name)
    }

    pub fn action(&self, id: ActionId) -> String {
        let action = self.model.actions.get(id.0 as usize);
        action.map_or_else(String::new, |action| self.named(action.code.as_deref(), &action.text, &action.name))
    }

    pub fn value(&self, id: ValueId) -> String {
        self.model.values.get(id.0 as usize).map_or_else(String::new, |value| self.named(None, &value.text, &value.key))
    }

    pub fn role(&self, id: RoleId) -> String {
        self.model.roles.get(id.0 as usize).map_or_else(String::new, |role| self.named(None, &role.text, &role.name))
    }

    pub fn roles(&self, roles: &Roles) -> String {
        match roles {
            Roles::All => self.words.say("everybody"),
            Roles::Only(ids) => self.words.or(&ids.iter().map(|id| self.role(*id)).collect::<Vec<_>>()),
        }
    }

    /// An answer by its index: the text of the option, the number with its unit.
    pub fn answer(&self, question: &Question, index: u64) -> String {
        match &question.domain {
            Domain::Range(range) => {
                let number = self.words.written_exactly(&range.value(index));
                match self.words.text(&range.unit) {
                    Some(unit) => format!("{number}\u{a0}{unit}"),
                    None => number,
                }
            }
            Domain::Choice(_) => {
                let option = usize::try_from(index).ok().and_then(|index| self.model.options(question).get(index));
                option.map_or_else(String::new, |option| self.words.quoted(&self.option(option)))
            }
            Domain::AnyOf(_) => {
                let options = self.model.options(question).iter().enumerate();
                let chosen = options.filter(|(bit, _)| index >> bit & 1 == 1);
                let chosen: Vec<String> = chosen.map(|(_, option)| self.words.quoted(&self.option(option))).collect();
                if chosen.is_empty() { self.words.say("answer-nothing") } else { self.words.and(&chosen) }
            }
            Domain::Text => String::new(),
        }
    }

    /// An answer as it was given.
    pub fn given(&self, question: &Question, answer: &Answer) -> String {
        match answer {
            Answer::Index(index) => self.answer(question, *index),
            Answer::Text(text) => self.words.quoted(text),
            Answer::Na => self.na(question),
        }
    }

    /// What `na` is called at a question.
    pub fn na(&self, question: &Question) -> String {
        let text = question.na.as_ref().and_then(|na| self.words.text(&na.text));
        text.map_or_else(|| self.words.say("state-na"), |text| self.words.quoted(text))
    }
}
