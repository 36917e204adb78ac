//! What is wrong with a row.

use super::write::csv_text;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::notation::decimal;
use crate::model::{Domain, Model, Question, QuestionId};
use crate::respond::{Instead, Refusal};
use crate::score::Coding;

/// Something that is wrong with a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The row in its batch, from 0.
    pub row: usize,
    /// The column that it is about; none for the row as a whole.
    pub column: Option<String>,
    /// What stands there.
    pub value: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// A cell that is no answer of its question.
    Answer(QuestionId, Refusal),
    /// An answer to a question that is not asked.
    Misplaced(QuestionId),
    /// A role that the model does not have; perhaps this one was meant.
    Role(Option<String>),
    /// No role.
    NoRole,
    /// Another number of cells than the header has.
    Cells {
        /// How many there are.
        found: usize,
        /// How many the header has.
        wanted: usize,
    },
    /// A line that is no JSON object, and why.
    Line(String),
    /// A key that stands in the line twice, or twice by two names.
    Twice,
    /// A key that no line before had.
    NewKey,
}

impl Fault {
    /// What is wrong, in words, with its code.
    pub fn diagnostic(&self, model: &Model) -> Diagnostic {
        let column = self.column.as_deref().unwrap_or_default();
        match &self.kind {
            FaultKind::Answer(id, refusal) => match model.questions.get(id.0 as usize) {
                Some(question) => refused(model, question, column, &self.value, refusal),
                None => Diagnostic::new(Code::M0902, format!("the model has no question `{column}`")),
            },
            FaultKind::Misplaced(id) => misplaced(model, *id, column),
            FaultKind::Role(meant) => {
                let roles = listed(model.roles.iter().map(|role| role.name.as_str()));
                let diagnostic = Diagnostic::new(Code::M0909, format!("`{}` is no role of the model", self.value))
                    .note(format!("the roles are {roles}"));
                hint(diagnostic, meant.as_deref())
            }
            FaultKind::NoRole => Diagnostic::new(Code::M0909, "the row does not say in which role it was given"),
            FaultKind::Cells { found, wanted } => {
                let cells = if *found == 1 { "cell" } else { "cells" };
                Diagnostic::new(Code::M0917, format!("the row has {found} {cells}, and the header has {wanted}"))
                    .help("a cell with the delimiter in it stands between quotation marks")
            }
            FaultKind::Line(why) => Diagnostic::new(Code::M0901, format!("the line cannot be read: {why}")),
            FaultKind::Twice => Diagnostic::new(Code::M0908, format!("`{column}` is answered twice")),
            FaultKind::NewKey => {
                Diagnostic::new(Code::M0917, format!("`{column}` is a column that the first lines do not have"))
                    .help("give every key that passes through in the first line, `null` where there is nothing")
            }
        }
    }
}

/// The first line of a file of rejected rows.
pub const FAULT_HEADER: &[u8] = b"input,row,column,value,code,message\n";

/// A line of a file of rejected rows.
pub fn fault_line(input: &str, row: u64, fault: &Fault, diagnostic: &Diagnostic) -> Vec<u8> {
    let (row, code) = (row.to_string(), diagnostic.code.to_string());
    let cells = [input, &row, fault.column.as_deref().unwrap_or_default(), &fault.value, &code, &diagnostic.message];
    csv_line(cells).into_bytes()
}

/// A line of CSV, whose cells a spreadsheet shows and does not run.
pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = Vec::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push(b',');
        }
        csv_text(cell.as_bytes(), b',', &mut line);
    }
    line.push(b'\n');
    String::from_utf8_lossy(&line).into_owned()
}

/// `` `a`, `b` and `c` ``.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(12);
    if more > 1 {
        names.truncate(12);
        names.push(format!("{more} more"));
    }
    match names.pop() {
        None => "none".to_owned(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
    }
}

fn hint(diagnostic: Diagnostic, meant: Option<&str>) -> Diagnostic {
    match meant {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic,
    }
}

fn refused(model: &Model, question: &Question, column: &str, value: &str, refusal: &Refusal) -> Diagnostic {
    let options = || {
        let na = question.na.as_ref().map(|_| "na");
        let names = model.options(question).iter().map(|option| option.name.as_str()).chain(na);
        format!("the options are {}", listed(names))
    };
    match (refusal, &question.domain) {
        (Refusal::NotApplicable, _) => Diagnostic::new(Code::M0906, format!("`{column}` does not offer `na`"))
            .help("leave the cell empty: the question is then unanswered"),
        (Refusal::UnknownOption { name, .. }, _) if name.is_empty() => {
            Diagnostic::new(Code::M0903, format!("`{column}` has a semicolon with no option on one side: `{value}`"))
                .note(options())
                .help("semicolons stand between options only")
        }
        (Refusal::UnknownOption { name, meant }, domain) => {
            let diagnostic = Diagnostic::new(Code::M0903, format!("`{column}` has no option `{name}`")).note(options());
            match matches!(domain, Domain::AnyOf(_)) && crate::exact::Rational::parse(name).is_some() {
                true => diagnostic.help("several options are given by their names, with `--answers points`, too"),
                false => hint(diagnostic, meant.as_deref()),
            }
        }
        (Refusal::OtherWorth { text }, _) => {
            let worths = model.options(question).iter().filter_map(|option| option.points.as_ref()).map(decimal);
            let worths: Vec<String> = worths.chain(question.na.as_ref().map(|_| "na".to_owned())).collect();
            Diagnostic::new(Code::M0903, format!("`{column}` has no option that is worth `{text}`"))
                .note(format!("the options are worth {}", listed(worths.iter().map(String::as_str))))
        }
        (Refusal::ChosenTwice { option }, _) => {
            Diagnostic::new(Code::M0908, format!("`{column}` has the option `{option}` twice"))
        }
        (Refusal::NotANumber { text }, domain) => {
            let diagnostic = Diagnostic::new(Code::M0910, format!("`{column}` takes a number, and not `{text}`"));
            let plain = text.replace(',', ".");
            let is_number = matches!(domain, Domain::Range(_)) && crate::exact::Rational::parse(&plain).is_some();
            hint(diagnostic, is_number.then_some(plain.as_str()))
        }
        (Refusal::TooLong, _) => Diagnostic::new(Code::M0904, format!("the number in `{column}` is too long")),
        (Refusal::OutOfRange { number }, Domain::Range(range)) => {
            let (first, last) = (decimal(&range.first), decimal(&range.last()));
            Diagnostic::new(Code::M0904, format!("`{column}` goes from {first} to {last}, and {number} is outside"))
        }
        (Refusal::BetweenSteps { number, below, above }, _) => Diagnostic::new(
            Code::M0905,
            format!("`{column}` has no value {number}"),
        )
        .note(format!("the nearest are {} and {}", decimal(below), decimal(above))),
        (Refusal::OtherKind { kind, instead }, _) => {
            let message = format!("`{column}` cannot be answered with {kind}: `{value}`");
            let diagnostic = Diagnostic::new(Code::M0910, message);
            match instead {
                Some(Instead::Bare(text) | Instead::Written(text)) => hint(diagnostic, Some(text.trim_matches('"'))),
                None => diagnostic,
            }
        }
        (Refusal::OutOfRange { .. } | Refusal::OtherElement { .. }, _) => {
            Diagnostic::new(Code::M0910, format!("`{value}` is no answer of `{column}`"))
        }
    }
}

fn misplaced(model: &Model, id: QuestionId, column: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::M0907, format!("`{column}` is answered, but not asked in this row"));
    let Some(question) = model.questions.get(id.0 as usize) else { return diagnostic };
    let diagnostic = match question.ask_when {
        Some(condition) => diagnostic.note(format!("it is asked when {}", model.condition_notation(condition))),
        None => diagnostic.note("it is for other roles"),
    };
    diagnostic.help("leave the cell empty where the question is not asked")
}

/// A code as the cell that it came from.
pub(super) fn shown(model: &Model, id: QuestionId, code: u64) -> String {
    let Some(question) = model.questions.get(id.0 as usize) else { return String::new() };
    let coding = Coding::of(question);
    match &question.domain {
        _ if code == coding.na() => "na".to_owned(),
        _ if code >= coding.answers => String::new(),
        Domain::Text => "…".to_owned(),
        Domain::AnyOf(_) if code == 0 => "nothing".to_owned(),
        Domain::AnyOf(_) => {
            let chosen = model.options(question).iter().enumerate().filter(|(bit, _)| code >> bit & 1 == 1);
            chosen.map(|(_, option)| option.name.as_str()).collect::<Vec<_>>().join(";")
        }
        Domain::Choice(_) | Domain::Range(_) => model.answer_notation(question, code),
    }
}
