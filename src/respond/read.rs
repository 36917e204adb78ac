//! A response file to the answers of one respondent, with everything that is wrong said at once.

use std::collections::{BTreeSet, HashMap};

use super::document::{Document, Entry, Node, Written, span};
use super::keys::{Found, Keys};
use super::{Format, Metadata, Reading, Response, answer, json, messages, toml};
use crate::diagnostics::nearest;
use crate::diagnostics::{self, Diagnostic};
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::model::{Model, Question, QuestionId, RoleId, Roles, Rule, TruthId};
use crate::source::{FileId, Span, Spanned};

const FIELDS: [&str; 5] = ["model", "version", "role", "answers", "metadata"];

/// Reads responses to one model.
#[derive(Debug)]
pub struct Reader<'a> {
    model: &'a Model,
    keys: Keys<'a>,
}

impl<'a> Reader<'a> {
    /// A reader of responses to `model`.
    pub fn new(model: &'a Model) -> Reader<'a> {
        Reader { model, keys: Keys::new(model) }
    }

    /// Reads the text of `file`.
    pub fn read(&self, file: FileId, text: &str, format: Format) -> Reading {
        self.read_with_places(file, text, format).0
    }

    /// Reads the text of `file`, and where in it things stand.
    pub(super) fn read_with_places(&self, file: FileId, text: &str, format: Format) -> (Reading, Places) {
        let document = match format {
            _ if text.trim().is_empty() => Document::empty(file),
            Format::Json => json::read(file, text),
            Format::Toml => toml::read(file, text),
        };
        let pass = Pass {
            model: self.model,
            keys: &self.keys,
            start: span(file, 0..0),
            broken: document.broken,
            diagnostics: Vec::new(),
            given: HashMap::new(),
            answers: vec![None; self.model.questions.len()],
            mistyped: Vec::new(),
            doubtful: BTreeSet::new(),
        };
        pass.run(document)
    }
}

/// Where in a file things stand.
#[derive(Debug)]
pub(super) struct Places {
    /// The name of the model.
    pub model: Option<Span>,
    /// The version.
    pub version: Option<Span>,
    /// The key and the value of every answer.
    pub answers: HashMap<QuestionId, (Span, Span)>,
}

/// Who answered.
#[derive(Debug, Clone, Copy)]
enum Who {
    /// Somebody in this role; in none, in a model without roles.
    Known(Option<RoleId>),
    /// The response does not tell.
    Unknown,
}

/// The state of reading one response.
struct Pass<'a> {
    model: &'a Model,
    keys: &'a Keys<'a>,
    start: Span,
    /// The text itself is broken: what is missing may be there.
    broken: bool,
    diagnostics: Vec<Diagnostic>,
    /// Where each question is answered: the key and the value.
    given: HashMap<QuestionId, (Span, Span)>,
    answers: Vec<Option<crate::model::Answer>>,
    /// Fields that are there, but mistyped.
    mistyped: Vec<&'static str>,
    /// Questions whose answer could not be read.
    doubtful: BTreeSet<QuestionId>,
}

impl<'a> Pass<'a> {
    fn run(mut self, document: Document) -> (Reading, Places) {
        self.diagnostics = document.diagnostics;
        let fields = self.fields(document.entries);
        let nothing_read = self.broken && fields.is_empty();
        if !nothing_read {
            self.model_name(fields.get("model"));
        }
        let version = self.version(fields.get("version"));
        let who = if nothing_read { Who::Unknown } else { self.role(fields.get("role")) };
        if let Some(entry) = fields.get("answers") {
            match &entry.value.node {
                Written::Table(entries) => self.answers_of("", entries),
                other => self.diagnostics.push(messages::field_kind(
                    entry.value.span,
                    "answers",
                    "a table of questions and answers",
                    other.kind(),
                    None,
                )),
            }
        }
        let metadata = self.metadata(fields.get("metadata"));
        if let Who::Known(role) = who {
            self.not_asked(role);
        }
        diagnostics::sort(&mut self.diagnostics);
        let rejected = self.broken || self.diagnostics.iter().any(Diagnostic::is_error);
        let response = match who {
            Who::Known(role) if !rejected => {
                Some(Response { answers: Answers { role, given: self.answers }, version, metadata })
            }
            _ => None,
        };
        let place = |name: &str| fields.get(name).map(|entry| entry.value.span);
        let places = Places { model: place("model"), version: place("version"), answers: self.given };
        (Reading { response, diagnostics: self.diagnostics }, places)
    }

    /// The fields that a response has; what else is there is reported.
    fn fields(&mut self, entries: Vec<Entry>) -> HashMap<String, Entry> {
        let mut fields: HashMap<String, Entry> = HashMap::new();
        let mut outside: Vec<Span> = Vec::new();
        for entry in entries {
            let name = entry.key.node.as_str();
            if let Some(earlier) = fields.get(name) {
                self.diagnostics.push(messages::repeated(entry.key.span, name, Some(earlier.key.span)));
            } else if FIELDS.contains(&name) {
                fields.insert(name.to_owned(), entry);
            } else if name != "$schema" {
                let is_question = matches!(self.keys.find(name), Found::One(_) | Found::Several(_));
                // Without `[answers]` every answer stands outside: that is one mistake.
                if is_question {
                    outside.push(entry.key.span);
                    continue;
                }
                let meant = nearest(name, FIELDS);
                self.mistyped.extend(meant);
                self.diagnostics.push(messages::unknown_field(entry.key.span, name, meant));
            }
        }
        if let [first, rest @ ..] = outside.as_slice() {
            self.diagnostics.push(messages::answers_outside(*first, rest.len(), fields.contains_key("answers")));
        }
        fields
    }

    /// The text of a field, or what is wrong with it.
    fn text<'e>(&mut self, entry: &'e Entry, wanted: &str) -> Option<&'e str> {
        match &entry.value.node {
            Written::Text(text) => Some(text),
            other => {
                let help = matches!(other, Written::Number(_)).then_some("write it in quotation marks");
                let name = &entry.key.node;
                self.diagnostics.push(messages::field_kind(entry.value.span, name, wanted, other.kind(), help));
                None
            }
        }
    }

    fn model_name(&mut self, entry: Option<&Entry>) {
        let Some(entry) = entry else {
            if !self.broken && !self.mistyped.contains(&"model") {
                self.diagnostics.push(messages::model_missing(self.start, self.model));
            }
            return;
        };
        let model = self.model;
        if let Some(name) = self.text(entry, "the name of a model")
            && name != model.name
            && !model.was.iter().any(|was| was == name)
        {
            self.diagnostics.push(messages::other_model(entry.value.span, name, model));
        }
    }

    fn version(&mut self, entry: Option<&Entry>) -> Option<String> {
        let entry = entry?;
        let version = self.text(entry, "a text")?;
        if self.model.version.as_deref() != Some(version) {
            self.diagnostics.push(messages::other_version(entry.value.span, version, self.model));
        }
        Some(version.to_owned())
    }

    fn role(&mut self, entry: Option<&Entry>) -> Who {
        let roles = &self.model.roles;
        let Some(entry) = entry.filter(|entry| !matches!(entry.value.node, Written::Nothing)) else {
            if roles.is_empty() {
                return Who::Known(None);
            }
            if !self.broken && !self.mistyped.contains(&"role") {
                self.diagnostics.push(messages::role_missing(self.start, self.model));
            }
            return Who::Unknown;
        };
        let Some(name) = self.text(entry, "the name of a role") else { return Who::Unknown };
        let now = roles.iter().position(|role| role.name == name);
        match now.or_else(|| roles.iter().position(|role| role.was.iter().any(|was| was == name))) {
            Some(index) => Who::Known(Some(RoleId(u32::try_from(index).unwrap_or(u32::MAX)))),
            None => {
                // Who fills in by hand may write the text that stands for the role.
                let same = |text: &String| text.to_lowercase() == name.to_lowercase();
                let by_text = roles.iter().find(|role| role.text.values().any(same)).map(|role| role.name.as_str());
                let meant = by_text.or_else(|| nearest(name, roles.iter().map(|role| role.name.as_str())));
                self.diagnostics.push(messages::unknown_role(entry.value.span, name, meant, self.model));
                Who::Unknown
            }
        }
    }

    /// Reads a table of answers; a table inside is an area with its questions.
    fn answers_of(&mut self, prefix: &str, entries: &[Entry]) {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for entry in entries {
            if let Some(earlier) = seen.insert(&entry.key.node, entry.key.span) {
                self.diagnostics.push(messages::repeated(entry.key.span, &entry.key.node, Some(earlier)));
                continue;
            }
            let name = match prefix {
                "" => entry.key.node.clone(),
                _ => format!("{prefix}.{}", entry.key.node),
            };
            match &entry.value.node {
                Written::Table(inner) => self.answers_of(&name, inner),
                _ => self.answer(&name, &entry.key, &entry.value),
            }
        }
    }

    fn answer(&mut self, name: &str, key: &Spanned<String>, value: &Node) {
        let id = match self.keys.find(name) {
            Found::One(id) => id,
            Found::Several(keys) => {
                return self.diagnostics.push(messages::ambiguous_question(key.span, name, &keys));
            }
            Found::None(meant) => {
                return self.diagnostics.push(messages::unknown_question(key.span, name, meant));
            }
        };
        let Some(question) = self.model.questions.get(id.0 as usize) else { return };
        if let Some((earlier, _)) = self.given.get(&id) {
            return self.diagnostics.push(messages::repeated_by_another_name(key.span, name, &question.key, *earlier));
        }
        match answer::read(self.model, question, value) {
            Ok(None) => {}
            Ok(Some(answer)) => {
                self.given.insert(id, (key.span, value.span));
                if let Some(slot) = self.answers.get_mut(id.0 as usize) {
                    *slot = Some(answer);
                }
            }
            Err(errors) => {
                self.given.insert(id, (key.span, value.span));
                self.doubtful.insert(id);
                let refused = errors.into_iter().map(|error| messages::refused(self.model, question, error));
                self.diagnostics.extend(refused);
            }
        }
    }

    fn metadata(&mut self, entry: Option<&Entry>) -> Vec<(String, Metadata)> {
        let Some(entry) = entry else { return Vec::new() };
        match &entry.value.node {
            Written::Table(entries) => {
                self.repeated_keys(entries);
                Metadata::entries(entries)
            }
            Written::Nothing => Vec::new(),
            other => {
                let kind = other.kind();
                self.diagnostics.push(messages::field_kind(entry.value.span, "metadata", "a table", kind, None));
                Vec::new()
            }
        }
    }

    fn repeated_keys(&mut self, entries: &[Entry]) {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for entry in entries {
            if let Some(earlier) = seen.insert(&entry.key.node, entry.key.span) {
                self.diagnostics.push(messages::repeated(entry.key.span, &entry.key.node, Some(earlier)));
            }
            if let Written::Table(inner) = &entry.value.node {
                self.repeated_keys(inner);
            }
        }
    }

    /// Answers to questions that are not for the role, or hidden with the answers given. Where an answer that decides
    /// it could not be read, nothing is said.
    fn not_asked(&mut self, role: Option<RoleId>) {
        let mut given: Vec<(QuestionId, Span)> = self.given.iter().map(|(id, (key, _))| (*id, *key)).collect();
        given.sort_unstable_by_key(|(_, span)| *span);
        let answers = Answers { role, given: self.answers.clone() };
        let evaluation = Evaluation::new(self.model, &answers);
        for (id, key) in given {
            let Some(question) = self.model.questions.get(id.0 as usize) else { continue };
            if !question.roles.contains(role) {
                self.diagnostics.push(self.outside(key, question, role));
            } else if let Some(condition) = question.ask_when
                && !self.broken
                && self.doubtful.is_disjoint(&self.model.questions_behind([Rule::Truth(condition)]))
                && evaluation.presence(id) == Presence::Hidden
            {
                self.diagnostics.push(self.hidden(&evaluation, key, question, condition));
            }
        }
    }

    fn outside(&self, key: Span, question: &Question, role: Option<RoleId>) -> Diagnostic {
        let name = |id: &RoleId| self.model.roles.get(id.0 as usize).map(|role| role.name.as_str());
        let asked: Vec<&str> = match &question.roles {
            Roles::All => Vec::new(),
            Roles::Only(ids) => ids.iter().filter_map(name).collect(),
        };
        messages::not_for_role(key, question, role.as_ref().and_then(name), &asked)
    }

    fn hidden(&self, evaluation: &Evaluation<'_>, key: Span, question: &Question, condition: TruthId) -> Diagnostic {
        let behind = self.model.questions_behind([Rule::Truth(condition)]);
        let mut also: Vec<(Span, String)> = behind
            .iter()
            .filter_map(|id| {
                let (key, value) = self.given.get(id)?;
                Some((key.to(*value), "with this answer".to_owned()))
            })
            .collect();
        also.sort();
        also.truncate(4);
        let unanswered: Vec<&str> = behind
            .iter()
            .filter(|id| evaluation.presence(**id) == Presence::Unanswered)
            .filter_map(|id| Some(self.model.questions.get(id.0 as usize)?.key.as_str()))
            .collect();
        let condition = format!("`{}`", self.model.condition_notation(condition));
        messages::hidden(key, question, &condition, &also, &unanswered)
    }
}
