//! What is said about a response that cannot be read: one function a mistake.

use super::answer::Refused;
use super::refusal::{Instead, Refusal};
use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::exact::Rational;
use crate::model::notation::decimal as written;
use crate::model::{Domain, Model, Question, Range};
use crate::source::Span;

/// Longer lists of names are cut.
const MAX_NAMES: usize = 12;

/// `` `a`, `b` and `c` ``.
fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    row(names, "and")
}

/// `` `a`, `b` or `c` ``.
fn choice<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    row(names, "or")
}

fn row<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.len() > MAX_NAMES {
        let more = names.len().saturating_sub(MAX_NAMES);
        names.truncate(MAX_NAMES);
        names.push(format!("{more} more"));
    }
    match names.pop() {
        None => "none".to_owned(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} {word} {last}", names.join(", ")),
    }
}

/// The text is not JSON or TOML.
pub(super) fn broken(span: Span, format: &str, what: &str, help: Option<&str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::M0901, format!("the response cannot be read as {format}: {what}")).at(span, "here");
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The file is empty.
pub(super) fn empty(span: Span) -> Diagnostic {
    Diagnostic::new(Code::M0901, "the response is empty")
        .at(span, "nothing here")
        .help("`mognad template MODEL` prints one to fill in")
}

/// The file holds a list or a single value.
pub(super) fn not_a_table(span: Span, kind: &str) -> Diagnostic {
    Diagnostic::new(Code::M0901, format!("a response is a table of fields, not {kind}"))
        .at(span, format!("this is {kind}"))
        .help("begin with `{ \"model\": …, \"answers\": { … } }`")
}

/// A field or an answer twice.
pub(super) fn repeated(span: Span, name: &str, earlier: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::M0908, format!("`{name}` is given twice")).at(span, "a second time");
    match earlier {
        Some(earlier) => diagnostic.also(earlier, "the first time"),
        None => diagnostic,
    }
}

/// The same question under two names.
pub(super) fn repeated_by_another_name(span: Span, name: &str, key: &str, earlier: Span) -> Diagnostic {
    Diagnostic::new(Code::M0908, format!("`{name}` and another line answer the same question `{key}`"))
        .at(span, "a second answer")
        .also(earlier, "the first answer")
}

/// Answers beside the fields, not under `answers`.
pub(super) fn answers_outside(span: Span, more: usize, has_answers: bool) -> Diagnostic {
    let message = match (more, has_answers) {
        (_, false) => "the answers do not stand under `answers`".to_owned(),
        (0, true) => "an answer does not stand under `answers`".to_owned(),
        (more, true) => format!("{} answers do not stand under `answers`", more.saturating_add(1)),
    };
    let help = match has_answers {
        true if more > 0 => "move them below the line `[answers]`, in JSON into `\"answers\": { … }`",
        true => "move it below the line `[answers]`, in JSON into `\"answers\": { … }`",
        false => "put the line `[answers]` before the first answer; in JSON, `\"answers\": { … }` around them",
    };
    let label = if more == 0 { "this answer" } else { "the first of them" };
    Diagnostic::new(Code::M0913, message).at(span, label).help(help)
}

/// A field that a response does not have.
pub(super) fn unknown_field(span: Span, name: &str, meant: Option<&str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::M0913, format!("a response has no field `{name}`")).at(span, "not a field of a response");
    match meant {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")).edit(span, meant, Applicability::NeedsALook),
        None => diagnostic
            .note("the fields are `model`, `version`, `role`, `answers` and `metadata`")
            .help("what is not an answer can stand in `metadata`"),
    }
}

/// A field of another kind.
pub(super) fn field_kind(span: Span, name: &str, wanted: &str, kind: &str, help: Option<&str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::M0910, format!("`{name}` is {wanted}, not {kind}")).at(span, format!("this is {kind}"));
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// No `model`.
pub(super) fn model_missing(span: Span, model: &Model) -> Diagnostic {
    Diagnostic::new(Code::M0911, format!("the response does not say that it answers `{}`", model.name))
        .at(span, "`model` is missing")
        .help(format!("add `model = \"{}\"`, in JSON `\"model\": \"{}\"`", model.name, model.name))
}

/// Another model.
pub(super) fn other_model(span: Span, name: &str, model: &Model) -> Diagnostic {
    Diagnostic::new(Code::M0911, format!("this is a response to `{name}`, but the model is `{}`", model.name))
        .at(span, "another model")
        .help("evaluate it with the model that it was given for")
}

/// Another version.
pub(super) fn other_version(span: Span, version: &str, model: &Model) -> Diagnostic {
    let ours = match &model.version {
        Some(ours) => format!("the model is version `{ours}`"),
        None => "the model has no version".to_owned(),
    };
    Diagnostic::new(Code::M0912, format!("the response was given for version `{version}`, but {ours}"))
        .at(span, "another version")
        .note("its answers are read by the model as it is now")
}

/// No role, though the model has roles.
pub(super) fn role_missing(span: Span, model: &Model) -> Diagnostic {
    Diagnostic::new(Code::M0909, "the response does not say in which role it was given")
        .at(span, "`role` is missing")
        .note(format!("the roles are {}", list(model.roles.iter().map(|role| role.name.as_str()))))
        .help(format!("add `role = \"{}\"` or another of them", model.roles.first().map_or("", |role| &role.name)))
}

/// An unknown role.
pub(super) fn unknown_role(span: Span, name: &str, meant: Option<&str>, model: &Model) -> Diagnostic {
    if model.roles.is_empty() {
        return Diagnostic::new(Code::M0909, format!("`{name}` is no role: the model has no roles"))
            .at(span, "not a role")
            .help("remove `role`; who answered can stand in `metadata`");
    }
    let diagnostic = Diagnostic::new(Code::M0909, format!("`{name}` is no role of the model"))
        .at(span, "not a role")
        .note(format!("the roles are {}", list(model.roles.iter().map(|role| role.name.as_str()))));
    match meant {
        Some(meant) => diagnostic.help(format!("did you mean `\"{meant}\"`?")).edit(
            span,
            format!("\"{meant}\""),
            Applicability::NeedsALook,
        ),
        None => diagnostic,
    }
}

/// A question that is not there.
pub(super) fn unknown_question(span: Span, name: &str, meant: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::M0902, format!("the model has no question `{name}`"))
        .at(span, "not a question of the model");
    match meant {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help("`mognad template MODEL` lists every question with its options"),
    }
}

/// A name that several questions have.
pub(super) fn ambiguous_question(span: Span, name: &str, keys: &[&str]) -> Diagnostic {
    Diagnostic::new(Code::M0902, format!("several questions are called `{name}`"))
        .at(span, "which of them?")
        .help(format!("write {}", choice(keys.iter().copied())))
}

/// A value that is no answer of its question.
pub(super) fn refused(model: &Model, question: &Question, refused: Refused) -> Diagnostic {
    let Refused { span, earlier, why } = refused;
    let key = &question.key;
    let options: Vec<&str> = model.options(question).iter().map(|option| option.name.as_str()).collect();
    match (why, &question.domain) {
        (Refusal::NotApplicable, _) => Diagnostic::new(Code::M0906, format!("`{key}` does not offer `na`"))
            .at(span, "not applicable is no answer here")
            .help("give an answer, or leave the line out: the question is then unanswered"),
        (Refusal::UnknownOption { name, meant }, _) => {
            unknown_option(span, &name, question, &options, meant.as_deref())
        }
        (Refusal::OtherWorth { text }, _) => unknown_option(span, &text, question, &options, None),
        (Refusal::ChosenTwice { option }, _) => {
            let diagnostic = Diagnostic::new(Code::M0908, format!("the option `{option}` is chosen twice"))
                .at(span, "a second time");
            match earlier {
                Some(earlier) => diagnostic.also(earlier, "the first time"),
                None => diagnostic,
            }
        }
        (Refusal::OutOfRange { number }, Domain::Range(range)) => out_of_range(span, &number, question, range),
        (Refusal::BetweenSteps { number, below, above }, Domain::Range(range)) => {
            off_step(span, &number, question, range, (&below, &above))
        }
        (Refusal::TooLong | Refusal::OutOfRange { .. } | Refusal::BetweenSteps { .. }, _) => {
            Diagnostic::new(Code::M0904, format!("this number is longer than any answer of `{key}`"))
                .at(span, "too many digits")
        }
        (Refusal::NotANumber { text }, _) => {
            answer_kind(span, question, &options, &format!("`{text}`")).help("write a decimal number")
        }
        (Refusal::OtherKind { kind, instead }, _) => {
            let diagnostic = answer_kind(span, question, &options, kind);
            match instead {
                None => diagnostic,
                Some(Instead::Bare(number)) => diagnostic
                    .help(format!("write it without quotation marks: `{number}`"))
                    .edit(span, number, Applicability::Safe),
                Some(Instead::Written(text)) => {
                    diagnostic.help(format!("write `{text}`")).edit(span, text, Applicability::Safe)
                }
            }
        }
        (Refusal::OtherElement { kind }, _) => {
            Diagnostic::new(Code::M0910, format!("the list for `{key}` holds options, not {kind}"))
                .at(span, format!("this is {kind}"))
                .note(format!("the options are {}", list(options.iter().copied())))
        }
    }
}

/// An option that is not there.
fn unknown_option(span: Span, name: &str, question: &Question, options: &[&str], meant: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::M0903, format!("`{}` has no option `{name}`", question.key))
        .at(span, "not an option")
        .note(format!("the options are {}", list(offered(question, options))));
    match meant {
        Some(meant) => diagnostic.help(format!("did you mean `\"{meant}\"`?")).edit(
            span,
            format!("\"{meant}\""),
            Applicability::NeedsALook,
        ),
        None => diagnostic,
    }
}

/// The options, and `na` where it is offered.
fn offered<'a>(question: &Question, options: &[&'a str]) -> Vec<&'a str> {
    let na = question.na.as_ref().filter(|_| !options.contains(&"na")).map(|_| "na");
    options.iter().copied().chain(na.filter(|_| matches!(question.domain, Domain::Choice(_)))).collect()
}

/// A number outside the range.
fn out_of_range(span: Span, number: &str, question: &Question, range: &Range) -> Diagnostic {
    let unit = range.unit.values().next().map_or(String::new(), |unit| format!(" {unit}"));
    Diagnostic::new(
        Code::M0904,
        format!(
            "`{}` takes numbers from {} to {}{unit}, not {number}",
            question.key,
            written(&range.first),
            written(&range.last()),
        ),
    )
    .at(span, "outside the range")
}

/// A number between two steps.
fn off_step(
    span: Span,
    number: &str,
    question: &Question,
    range: &Range,
    around: (&Rational, &Rational),
) -> Diagnostic {
    let (below, above) = (written(around.0), written(around.1));
    Diagnostic::new(
        Code::M0905,
        format!(
            "`{}` goes from {} in steps of {}: {number} lies between {below} and {above}",
            question.key,
            written(&range.first),
            written(&range.step),
        ),
    )
    .at(span, "between two steps")
    .help(format!("answer {below} or {above}"))
}

/// An answer of another kind.
fn answer_kind(span: Span, question: &Question, options: &[&str], kind: &str) -> Diagnostic {
    let wanted = match &question.domain {
        Domain::Choice(_) => format!("one of {}", choice(options.iter().copied())),
        Domain::AnyOf(_) => format!("a list of {}", choice(options.iter().copied())),
        Domain::Range(range) => format!("a number from {} to {}", written(&range.first), written(&range.last())),
        Domain::Text => "a text".to_owned(),
    };
    Diagnostic::new(Code::M0910, format!("`{}` takes {wanted}, not {kind}", question.key))
        .at(span, format!("this is {kind}"))
}

/// An answer to a question for others.
pub(super) fn not_for_role(span: Span, question: &Question, role: Option<&str>, asked: &[&str]) -> Diagnostic {
    let who = role.map_or("the respondent".to_owned(), |role| format!("`{role}`"));
    Diagnostic::new(Code::M0907, format!("`{}` is not asked of {who}", question.key))
        .at(span, "not for this role")
        .note(format!("it is asked of {}", list(asked.iter().copied())))
        .help("remove the line, or correct `role`")
}

/// An answer to a hidden question.
pub(super) fn hidden(
    span: Span,
    question: &Question,
    condition: &str,
    also: &[(Span, String)],
    unanswered: &[&str],
) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(Code::M0907, format!("`{}` is not asked with these answers", question.key))
        .at(span, "an answer to a question that is not asked");
    for (span, message) in also {
        diagnostic = diagnostic.also(*span, message.clone());
    }
    let but = match unanswered {
        [] => String::new(),
        [one] => format!(", and `{one}` is unanswered"),
        several => format!(", and {} are unanswered", list(several.iter().copied())),
    };
    diagnostic
        .note(format!("it is asked when {condition}{but}"))
        .help("remove the line, or correct the answers that it depends on")
}
