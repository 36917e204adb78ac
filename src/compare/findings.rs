//! Changes as findings: what stored responses meet with, and what may change results.

use super::change::{Aspect, Change, Class, SubjectKind, What};
use crate::diagnostics::{Code, Diagnostic};

/// The code of a change; none when it changes only texts.
pub fn code(change: &Change) -> Option<Code> {
    match change.class {
        Class::TextOnly => None,
        Class::Results => Some(Code::M0807),
        Class::Incomplete => Some(Code::M0806),
        Class::Incompatible => Some(match (change.subject.kind, &change.what) {
            (_, What::Renamed { .. } | What::Moved { .. } | What::Changed { aspect: Aspect::Was, .. }) => Code::M0805,
            (SubjectKind::Role, _) => Code::M0803,
            (SubjectKind::Question, What::Removed) => Code::M0801,
            (_, What::Changed { aspect: Aspect::Option | Aspect::Answers | Aspect::Na, .. }) => Code::M0802,
            _ => Code::M0804,
        }),
    }
}

/// A change as a finding in the text of the new version; none when it changes only texts.
pub fn finding(change: &Change) -> Option<Diagnostic> {
    let code = code(change)?;
    let mut found = Diagnostic::new(code, sentence(change));
    if let Some(span) = change.spans.1 {
        found = found.at(span, "");
    }
    found = found.note(format!("the change is called `{}`", change.key));
    let help = match (code, &change.what) {
        (Code::M0801, _) => "if it has another name now, say so there with `was`",
        (Code::M0802, _) => "keep the answer, or say with `was` what it is called now",
        (Code::M0803, What::Added) => "old responses state no role: they must be given one",
        (Code::M0803, _) => "if it has another name now, say so there with `was`",
        (Code::M0804, _) => "answers to a question that is no longer asked are refused",
        (Code::M0805, What::Changed { .. }) => "keep it after `was` as long as there are responses that use it",
        (Code::M0805, _) => "say with `was` what it was called in the old version",
        (Code::M0806, _) => "responses to the old version have no answer to it",
        _ => return Some(found),
    };
    Some(found.help(help))
}

/// A change in one sentence.
pub fn sentence(change: &Change) -> String {
    let subject = match change.subject.kind {
        SubjectKind::Overall => "`overall`".to_owned(),
        kind => format!("the {} `{}`", kind.word(), change.subject.name),
    };
    let named = |text: &Option<String>| text.as_ref().map_or_else(|| "nothing".to_owned(), |text| format!("`{text}`"));
    match &change.what {
        What::Added => format!("{subject} was added"),
        What::Removed => format!("{subject} was removed"),
        What::Renamed { from } => format!("{subject} was called `{from}`"),
        What::Moved { from, to } => format!("{subject} was moved from `{from}` to `{to}`"),
        What::Changed { aspect: aspect @ (Aspect::Option | Aspect::Level), of: Some(of), from, to } => {
            let how = match (from, to) {
                (None, _) => "was added".to_owned(),
                (_, None) => "was removed".to_owned(),
                (Some(from), _) => format!("was called `{from}`"),
            };
            format!("in {subject}, the {} `{of}` {how}", aspect.word())
        }
        What::Changed { aspect: Aspect::Was, of, from, .. } => {
            let of = of.as_ref().map_or_else(String::new, |of| format!(" of `{of}`"));
            format!("{subject} no longer has the earlier name {}{of}", named(from))
        }
        What::Changed { from: None, to: None, .. } => format!("{subject} was changed"),
        What::Changed { aspect, of, from, to } => {
            let of = of.as_ref().map_or_else(String::new, |of| format!(" of `{of}`"));
            format!("in {subject}, `{}`{of} was {} and is {}", aspect.word(), named(from), named(to))
        }
    }
}
