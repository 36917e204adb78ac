//! What nothing uses, and what the author argued away.

use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::source::{FileId, Span};

use super::checker::Checker;
use super::files::declares_model;

impl Checker<'_> {
    /// Scales and ladders that nothing uses. What a library does not use is no finding, but a used file of which
    /// nothing is used is one.
    pub fn find_unused(&mut self) {
        // A wrong name may be what was meant to use it.
        let group = Code::M0101.0..=Code::M0117.0;
        let wrong = |d: &Diagnostic| d.severity == Severity::Error && group.contains(&d.code.0);
        if self.misses_files || self.diagnostics.iter().any(wrong) {
            return;
        }
        let mut findings = Vec::new();
        let in_model =
            |this: &Self, span: Span| this.trees.iter().any(|(file, tree)| *file == span.file && declares_model(tree));
        for (index, source) in self.scale_sources.iter().enumerate() {
            let Some(scale) = self.model.scales.get(index) else { continue };
            if let (Some(name), false, true) = (&scale.name, source.used, in_model(self, scale.span)) {
                findings.push(("scale", name.clone(), scale.span));
            }
        }
        for (index, source) in self.ladder_sources.iter().enumerate() {
            let Some(ladder) = self.model.ladders.get(index) else { continue };
            if !source.used && in_model(self, ladder.span) {
                findings.push(("ladder", ladder.name.clone(), ladder.span));
            }
        }
        for span in self.idle_uses() {
            let written = self.sources.slice(span).trim_matches('"').to_owned();
            self.report(
                Diagnostic::new(Code::M0104, format!("nothing of `{written}` is used"))
                    .at(span, "no scale and no ladder of it")
                    .help("use something of it, or take this line away"),
            );
        }
        for (what, name, span) in findings {
            if self.is_lost(&name) {
                continue;
            }
            self.report(
                Diagnostic::new(Code::M0104, format!("the {what} `{name}` is never used"))
                    .at(span, "nothing refers to it")
                    .help("use it, or take it away"),
            );
        }
    }

    /// Where the model's file uses another one of which nothing is used, nor of the files that this one uses.
    fn idle_uses(&self) -> Vec<Span> {
        let Some((outermost, _)) = self.trees.first().filter(|(_, tree)| declares_model(tree)) else {
            return Vec::new();
        };
        if !self.lost_names.is_empty() {
            return Vec::new();
        }
        let scales = self.model.scales.iter().zip(&self.scale_sources).filter(|(_, source)| source.used);
        let ladders = self.model.ladders.iter().zip(&self.ladder_sources).filter(|(_, source)| source.used);
        let needed: BTreeSet<FileId> = scales
            .skip(1)
            .map(|(scale, _)| scale.span.file)
            .chain(ladders.map(|(ladder, _)| ladder.span.file))
            .collect();
        let mut idle = Vec::new();
        for (span, file) in self.uses.iter().filter(|(span, _)| span.file == *outermost) {
            let mut reached = BTreeSet::new();
            let mut open = vec![*file];
            while let Some(file) = open.pop() {
                if reached.insert(file) {
                    open.extend(self.uses.iter().filter(|(user, _)| user.file == file).map(|(_, used)| *used));
                }
            }
            if reached.is_disjoint(&needed) {
                idle.push(*span);
            }
        }
        idle
    }

    /// The `allow` at this place was reported.
    fn is_wrong(&self, span: Span) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::M0115 && at(diagnostic, span))
    }

    /// Drops the warnings that an `allow` covers; an `allow` that covers none is a finding.
    pub fn apply_allows(&mut self) {
        let mut used = vec![false; self.allows.len()];
        let allows = &self.allows;
        self.diagnostics.retain(|diagnostic| {
            if diagnostic.severity == Severity::Error {
                return true;
            }
            let Some(label) = &diagnostic.primary else { return true };
            let mut kept = true;
            for (allow, used) in allows.iter().zip(used.iter_mut()) {
                if allow.code == diagnostic.code && allow.scopes.iter().any(|scope| covers(*scope, label.span)) {
                    *used = true;
                    kept = false;
                }
            }
            kept
        });
        // Where the text could not be read, the finding may be hidden with it.
        if !self.lost_names.is_empty() {
            return;
        }
        let idle: Vec<(Code, Span)> = self
            .allows
            .iter()
            .zip(&used)
            .filter(|(allow, used)| !**used && !self.is_wrong(allow.span))
            .map(|(allow, _)| (allow.code, allow.span))
            .collect();
        for (code, span) in idle {
            self.report(
                Diagnostic::new(Code::M0114, format!("`allow {code}` silences nothing"))
                    .at(span, "there is no such finding here")
                    .help("take it away"),
            );
        }
    }
}

fn at(diagnostic: &Diagnostic, span: Span) -> bool {
    diagnostic.primary.as_ref().is_some_and(|label| label.span == span)
}

fn covers(scope: Span, span: Span) -> bool {
    scope.file == span.file && scope.start <= span.start && span.end <= scope.end
}
