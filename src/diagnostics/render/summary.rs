//! The line in the end that counts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::diagnostics::{Diagnostic, Severity};

/// How much was looked at, and how much was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Summary {
    /// Models that were checked.
    pub models: usize,
    /// Files without a model that were checked.
    pub libraries: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Remarks.
    pub remarks: usize,
    /// Files that findings are about.
    pub files: usize,
}

impl Summary {
    /// Counts findings.
    pub fn new(models: usize, libraries: usize, diagnostics: &[Diagnostic]) -> Summary {
        let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        let files: BTreeSet<_> = diagnostics.iter().filter_map(|d| d.primary.as_ref()).map(|l| l.span.file).collect();
        // A finding without a place is about a file that cannot be read, each about another.
        let unread = diagnostics.iter().filter(|d| d.primary.is_none()).count();
        Summary {
            models,
            libraries,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            remarks: count(Severity::Info),
            files: files.len().saturating_add(unread),
        }
    }

    /// `2 errors and 1 warning in 3 files`; `3 models, no findings`.
    pub fn sentence(self) -> String {
        let found = list(&[(self.errors, "error"), (self.warnings, "warning"), (self.remarks, "remark")]);
        if found.is_empty() {
            let seen = list(&[(self.models, "model"), (self.libraries, "library")]);
            return if seen.is_empty() { "no findings".to_owned() } else { format!("{seen}, no findings") };
        }
        format!("{found} in {}", number(self.files, "file"))
    }
}

/// `1 file`, `2 files`, `3 libraries`.
pub fn number(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}

/// `2 errors, 1 warning and 3 remarks`, without those that are none.
fn list(counts: &[(usize, &str)]) -> String {
    let parts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| number(*n, noun)).collect();
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_in_words() {
        let sentence = |models, libraries, errors, warnings, remarks, files| {
            Summary { models, libraries, errors, warnings, remarks, files }.sentence()
        };
        assert_eq!(sentence(3, 0, 0, 0, 0, 0), "3 models, no findings");
        assert_eq!(sentence(1, 2, 0, 0, 0, 0), "1 model and 2 libraries, no findings");
        assert_eq!(sentence(0, 0, 0, 0, 0, 0), "no findings");
        assert_eq!(sentence(3, 1, 2, 1, 0, 3), "2 errors and 1 warning in 3 files");
        assert_eq!(sentence(3, 1, 1, 2, 1, 1), "1 error, 2 warnings and 1 remark in 1 file");
    }
}
