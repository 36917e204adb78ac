//! What columns are called: a TOML file that gives for a column the question that it answers.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::model::Model;
use crate::respond::{Named, QuestionNames};
use crate::source::{FileId, Span};

use super::fields::Field;
use super::layout::ROLE;

/// For some columns, what they are for.
///
/// ```toml
/// "Question 1" = "vision"   # the question
/// "Filled in by" = "role"
/// "Comment" = ""            # nothing
/// "vision_old" = "*"        # it passes through, whatever it is called
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<String, Target>);

/// What a column is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// What is called so in the model: a question, or `role`.
    Called(String),
    /// It passes through.
    Carried,
    /// Nothing.
    Nothing,
}

impl Mapping {
    /// Reads the text of a mapping; `file` is where it is shown.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(model: &Model, file: FileId, text: &str) -> Result<Mapping, Vec<Diagnostic>> {
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let span = |range: std::ops::Range<usize>| Span::new(file, offset(range.start), offset(range.end));
        let lines: BTreeMap<String, toml::Spanned<String>> = match toml::from_str(text) {
            Ok(lines) => lines,
            Err(error) => {
                // The library's own words for what is no text there.
                let what = match error.message() {
                    said if said.starts_with("invalid type") => "a line names no question in quotation marks",
                    said => said,
                };
                let message = format!("the mapping cannot be read: {what}");
                let diagnostic = Diagnostic::new(Code::M0920, message)
                    .at(span(error.span().unwrap_or(0..0)), "here")
                    .help("write a line for each column: `\"what it is called\" = \"question\"`");
                return Err(vec![diagnostic]);
            }
        };
        let names = QuestionNames::new(model);
        let mut mapping = Mapping::default();
        let mut wrong = Vec::new();
        for (column, target) in lines {
            let at = span(target.span());
            let target = match target.into_inner() {
                name if name.is_empty() => Target::Nothing,
                name if name == "*" => Target::Carried,
                name if name == ROLE && !model.roles.is_empty() => Target::Called(name),
                name => {
                    wrong.extend(unknown(model, &names, &name, at));
                    Target::Called(name)
                }
            };
            mapping.0.insert(column, target);
        }
        if wrong.is_empty() { Ok(mapping) } else { Err(wrong) }
    }

    pub(super) fn get(&self, column: &str) -> Option<&Target> {
        self.0.get(column)
    }

    /// Finds columns that it names and no input has, whose columns are these.
    ///
    /// # Errors
    /// `M0914` for each.
    pub fn check(&self, fields: &[&Field]) -> Result<(), Vec<Diagnostic>> {
        let is_there = |column: &str| fields.iter().any(|field| field.name == column);
        let absent = self.0.keys().filter(|column| !is_there(column)).map(|column| {
            let message = format!("the mapping names a column `{column}`, which no input has");
            let diagnostic = Diagnostic::new(Code::M0914, message);
            match nearest(column, fields.iter().map(|field| field.name.as_str())) {
                Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
                None => diagnostic.help("each of its lines begins with what a column is called in the input"),
            }
        });
        let absent: Vec<Diagnostic> = absent.collect();
        if absent.is_empty() { Ok(()) } else { Err(absent) }
    }
}

fn unknown(model: &Model, names: &QuestionNames<'_>, name: &str, at: Span) -> Option<Diagnostic> {
    if matches!(names.find(name), Named::One(_)) {
        return None;
    }
    let diagnostic = Diagnostic::new(Code::M0902, format!("the model has no question `{name}`"))
        .at(at, "not a question of the model");
    Some(match nearest(name, model.questions.iter().map(|question| question.key.as_str())) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help("`\"\"` leaves a column out; `\"*\"` passes it through"),
    })
}
