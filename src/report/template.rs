//! A response file with its questions as comments: empty, to be filled in, or with answers in it.

use super::Words;
use super::compose::one_line;
use super::inquiry::Inquiry;
use super::naming::Naming;
use super::paper::{clean, pad, width, wrap};
use crate::model::{AreaId, Model, Question, QuestionId, Roles};
use crate::respond::{Response, answer_in_toml, key_in_toml, metadata_in_toml, text_in_toml};

/// Comments are wrapped at this column.
const WIDTH: usize = 96;

/// A response as TOML: the questions that its role is asked, with texts, options and guidance as comments. A question
/// without an answer stands as a comment too, with nothing after its `=`, so that the file can be read as it is and no
/// answer is given by chance. In a model with roles where the
/// response names none, the first role is set and every question is there.
pub fn template(model: &Model, response: &Response, words: &Words) -> String {
    let mut file = File { naming: Naming::new(model, words), response, area: None, text: String::new() };
    file.head();
    file.text.push_str("\n[answers]\n");
    for (index, area) in model.areas.iter().enumerate() {
        let id = AreaId(u32::try_from(index).unwrap_or(u32::MAX));
        let questions: Vec<QuestionId> = area.questions.iter().filter(|id| file.is_asked(**id)).copied().collect();
        if !questions.is_empty() {
            file.area(id);
            questions.into_iter().for_each(|id| file.question(id));
        }
    }
    if !response.metadata.is_empty() {
        file.text.push_str(&format!("\n[metadata]\n{}", metadata_in_toml(&response.metadata)));
    }
    file.text
}

struct File<'a> {
    naming: Naming<'a>,
    response: &'a Response,
    /// The area whose questions stand last.
    area: Option<AreaId>,
    text: String,
}

impl File<'_> {
    /// A paragraph of comment, every line but the first further in.
    fn comment(&mut self, text: &str, lead: &str) {
        let indent = " ".repeat(width(lead));
        let lines = wrap(&clean(text), WIDTH.saturating_sub(width(lead)).saturating_sub(2));
        for (index, line) in lines.iter().enumerate() {
            let lead = if index == 0 { lead } else { &indent };
            self.text.push_str(format!("# {lead}{line}").trim_end());
            self.text.push('\n');
        }
    }

    fn head(&mut self) {
        let (model, words) = (self.naming.model, self.naming.words);
        for line in Inquiry::model(model, words) {
            self.comment(&line, "");
        }
        self.comment(&words.say("template-how"), "");
        self.text.push_str(&format!("\nmodel = {}\n", text_in_toml(&model.name)));
        if let Some(version) = &model.version {
            self.text.push_str(&format!("version = {}\n", text_in_toml(version)));
        }
        let role = self.response.answers.role;
        if role.is_none() {
            for role in &model.roles {
                let line = format!("{}: {}", role.name, self.naming.named(None, &role.text, &role.name));
                self.comment(&line, "");
            }
        }
        let role = role.map_or(0, |role| role.0);
        if let Some(role) = model.roles.get(role as usize) {
            self.text.push_str(&format!("role = {}\n", text_in_toml(&role.name)));
        }
    }

    /// Whether a question belongs into the file.
    fn is_asked(&self, id: QuestionId) -> bool {
        let role = self.response.answers.role;
        let question = self.naming.model.questions.get(id.0 as usize);
        question.is_some_and(|question| role.is_none() || question.roles.contains(role))
    }

    fn area(&mut self, id: AreaId) {
        let title = Inquiry::area(self.naming.model, self.naming.words, id);
        self.text.push('\n');
        self.comment(&format!("{title} =="), "== ");
        let before = self.area.replace(id);
        for guidance in Inquiry::area_guidance(self.naming.model, self.naming.words, id, before) {
            self.comment(&guidance, "");
        }
    }

    fn question(&mut self, id: QuestionId) {
        let Some(question) = self.naming.model.questions.get(id.0 as usize) else { return };
        let words = self.naming.words;
        self.text.push('\n');
        self.comment(&self.naming.question_title(question), "");
        if let Some(guidance) = words.text(&question.guidance).map(one_line) {
            self.comment(&guidance, "");
        }
        if self.response.answers.role.is_none() && question.roles != Roles::All {
            let roles = self.naming.roles(&question.roles);
            self.comment(&words.with("explain-for", &[("roles", roles.into())]), "");
        }
        if let Some(condition) = question.ask_when {
            let condition = self.naming.subordinate().clause(condition);
            self.comment(&words.with("explain-asked-when", &[("condition", condition.into())]), "");
        }
        self.options(question);
        let key = key_in_toml(&question.key);
        let given = self.response.answers.given.get(id.0 as usize).and_then(Option::as_ref);
        let line = match given {
            Some(answer) => format!("{key} = {}\n", answer_in_toml(self.naming.model, question, answer)),
            None => format!("# {key} =\n"),
        };
        self.text.push_str(&line);
    }

    /// What can be answered.
    fn options(&mut self, question: &Question) {
        let inquiry = Inquiry::new(self.naming.model, self.naming.words, question);
        if let Some(domain) = inquiry.domain(false) {
            self.comment(&domain, "  ");
        }
        let choices = inquiry.choices();
        let column = choices.iter().map(|(name, ..)| width(&text_in_toml(name))).max().unwrap_or(0);
        for (name, text, guidance) in choices {
            self.comment(&text, &format!("  {}  ", pad(&text_in_toml(&name), column)));
            if let Some(guidance) = guidance {
                self.comment(&guidance, &" ".repeat(column.saturating_add(6)));
            }
        }
    }
}
