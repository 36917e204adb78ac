//! Changes, counted in a sentence.

use std::collections::BTreeMap;

use super::change::{Aspect, Change, SubjectKind, Tendency, What};

/// `2 levels tightened, 1 question added`; `no changes` when there is none.
pub fn summary(changes: &[Change]) -> String {
    let mut counts: BTreeMap<(u32, &str, &str), usize> = BTreeMap::new();
    for change in changes {
        let count = counts.entry(group(change)).or_default();
        *count = count.saturating_add(1);
    }
    if counts.is_empty() {
        return "no changes".to_owned();
    }
    let parts = counts.iter().map(|((_, noun, verb), count)| format!("{} {verb}", counted(*count, noun)));
    parts.collect::<Vec<_>>().join(", ")
}

/// `1 level`, `2 levels`, `3 properties`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {noun}s"),
    }
}

/// What a change is counted as: the gravest groups first.
fn group(change: &Change) -> (u32, &'static str, &'static str) {
    match (change.tendency, &change.what) {
        (Some(Tendency::Stricter), _) => (0, "level", "tightened"),
        (Some(Tendency::Easier), _) => (1, "level", "eased"),
        (None, What::Added) => (10, noun(change.subject.kind), "added"),
        (None, What::Removed) => (11, noun(change.subject.kind), "removed"),
        (None, What::Renamed { .. }) => (12, noun(change.subject.kind), "renamed"),
        (None, What::Moved { .. }) => (13, noun(change.subject.kind), "moved"),
        (None, What::Changed { aspect, from, to, .. }) => {
            let verb = match (from, to) {
                (None, Some(_)) => "added",
                (Some(_), None) => "removed",
                _ => "changed",
            };
            aspect_group(*aspect, verb)
        }
    }
}

fn aspect_group(aspect: Aspect, verb: &'static str) -> (u32, &'static str, &'static str) {
    let renamed = if verb == "changed" { "renamed" } else { verb };
    match aspect {
        Aspect::Threshold | Aspect::UpperBound => (20, "threshold", verb),
        Aspect::Requirement => (21, "requirement", verb),
        Aspect::Gating => (22, "gating", "changed"),
        Aspect::Level => (23, "level", renamed),
        Aspect::Score | Aspect::LevelFormula | Aspect::Formula => (24, "formula", "changed"),
        Aspect::Ladder => (25, "ladder", "exchanged"),
        Aspect::Weight => (26, "weight", "changed"),
        Aspect::Points => (27, "worth", "changed"),
        Aspect::Option => (28, "option", renamed),
        Aspect::Answers | Aspect::Order | Aspect::Na | Aspect::Met => (29, "answer set", "changed"),
        Aspect::AskWhen | Aspect::When | Aspect::Condition => (30, "condition", verb),
        Aspect::Unanswered | Aspect::NotApplicable | Aspect::Hidden => (31, "policy", verb),
        Aspect::Was => (19, "earlier name", "forgotten"),
        Aspect::For => (32, "role list", "changed"),
        Aspect::Tags => (33, "tag list", "changed"),
        Aspect::At | Aspect::Raises | Aspect::Effort | Aspect::Priority | Aspect::After => (34, "line", "changed"),
        Aspect::Text | Aspect::Guidance | Aspect::Code | Aspect::Unit => (40, "text", "reworded"),
        Aspect::Version => (41, "version", "changed"),
        Aspect::Languages => (41, "language list", "changed"),
        Aspect::Content => (42, "example", "changed"),
    }
}

fn noun(kind: SubjectKind) -> &'static str {
    kind.word()
}
