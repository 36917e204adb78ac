//! The list of what is wrong, which does not grow without end.

use crate::diagnostics::Diagnostic;

/// More errors than this are not kept in one file: nobody reads them, and a file of noise would fill the memory.
pub const MAX_ERRORS: usize = 1000;

/// Diagnostics up to a number.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Diagnostic>,
    left_out: usize,
}

impl Findings {
    /// Adds a diagnostic, while there is room.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        match self.list.len() < MAX_ERRORS {
            true => self.list.push(diagnostic),
            false => self.left_out = self.left_out.saturating_add(1),
        }
    }

    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Takes back all but the first ones.
    pub(super) fn truncate(&mut self, kept: usize) {
        self.list.truncate(kept);
    }

    /// The last one.
    pub(super) fn last_mut(&mut self) -> Option<&mut Diagnostic> {
        self.list.last_mut()
    }

    /// All of them, to add to what they say.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }

    /// Takes back those that a better one replaces.
    pub(super) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// All of them in order of place; the last one says how many are missing.
    pub(super) fn into_sorted(mut self) -> Vec<Diagnostic> {
        crate::diagnostics::sort(&mut self.list);
        if let Some(last) = self.list.last_mut().filter(|_| self.left_out > 0) {
            last.notes.push(format!("{} more errors in this file are not shown", self.left_out));
        }
        self.list
    }
}
