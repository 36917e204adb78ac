//! What nothing uses, and what the author argued away.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyse::findings;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::model;
use crate::source::{FileId, Span};
use crate::syntax::ast::Item;

use super::checker::{AreaSource, Checker};
use super::files::declares_model;

impl Checker<'_> {
    /// The same name wrong in several places is one mistake: the first place says where the others are.
    pub fn merge_repeats(&mut self) {
        let mut first: BTreeMap<(FileId, u16, String), (u32, usize)> = BTreeMap::new();
        let key = |finding: &Diagnostic| {
            let span = finding.primary.as_ref().map(|label| label.span)?;
            let named = matches!(finding.code, Code::M0101 | Code::M0105);
            named.then(|| ((span.file, finding.code.0, finding.message.replace(" or value `", " `")), span))
        };
        for (at, finding) in self.diagnostics.iter().enumerate() {
            let Some((key, span)) = key(finding) else { continue };
            let entry = first.entry(key).or_insert((span.start, at));
            *entry = (*entry).min((span.start, at));
        }
        let mut others: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
        let mut kept: Vec<Option<Diagnostic>> = Vec::new();
        for (at, finding) in std::mem::take(&mut self.diagnostics).into_iter().enumerate() {
            match key(&finding).and_then(|(key, _)| first.get(&key)).map(|(_, first)| *first) {
                Some(first) if first != at => {
                    others.entry(first).or_default().push(finding);
                    kept.push(None);
                }
                _ => kept.push(Some(finding)),
            }
        }
        for (first, mut repeats) in others {
            repeats.sort_by_key(|finding| finding.primary.as_ref().map(|label| label.span.start));
            let Some(Some(finding)) = kept.get_mut(first) else { continue };
            finding.notes.push(self.places_of(&repeats));
            // Edits in one line are put into words as one, which would say it twice.
            let line = |finding: &Diagnostic| {
                finding.primary.as_ref().map(|label| self.sources.line_column(label.span.file, label.span.start).line)
            };
            if repeats.iter().any(|repeat| line(repeat) != line(finding)) {
                finding.edits.extend(repeats.into_iter().flat_map(|repeat| repeat.edits));
            }
        }
        self.diagnostics = kept.into_iter().flatten().collect();
    }

    fn places_of(&self, findings: &[Diagnostic]) -> String {
        let spans = findings.iter().filter_map(|finding| finding.primary.as_ref()).map(|label| label.span);
        let lines = spans.map(|span| self.sources.line_column(span.file, span.start).line);
        let mut lines: Vec<String> = lines.map(|line| line.to_string()).collect();
        lines.dedup();
        let (more, last) = match lines.len() {
            0..=12 => (String::new(), lines.pop().unwrap_or_default()),
            all => (format!(", and on {} more lines", all.saturating_sub(12)), String::new()),
        };
        lines.truncate(12);
        let shown = match (lines.is_empty(), last.is_empty()) {
            (true, _) => format!("line {last}"),
            (false, true) => format!("lines {}", lines.join(", ")),
            (false, false) => format!("lines {} and {last}", lines.join(", ")),
        };
        format!("the same again on {shown}{more}")
    }

    /// Scales and ladders that nothing uses. What a library does not use is no finding, but a used file of which
    /// nothing is used is one.
    pub fn find_unused(&mut self) {
        // A wrong name may be what was meant to use it.
        let group = Code::M0101.0..=Code::M0117.0;
        let wrong = |d: &Diagnostic| d.severity == Severity::Error && group.contains(&d.code.0);
        if self.misses_files || self.diagnostics.iter().any(wrong) {
            return;
        }
        if self.asks_nothing() {
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

    /// A model without a question: that nothing uses its scales and ladders is no further finding.
    fn asks_nothing(&mut self) -> bool {
        let models = self.trees.iter().flat_map(|(_, tree)| &tree.items).filter_map(|item| match item {
            Item::Model(model) => Some(&model.head),
            _ => None,
        });
        let Some(head) = models.into_iter().next().filter(|_| self.model.questions.is_empty()) else { return false };
        let named = head.keyword.to(head.name.as_ref().map_or(head.keyword, |name| name.span));
        // The questions may be in text that could not be read.
        let broken = |source: &AreaSource<'_>| source.head.is_some_and(|head| head.broken);
        let unread = !self.lost_names.is_empty() || self.area_sources.iter().any(broken);
        if !unread && !self.diagnostics.iter().any(Diagnostic::is_error) {
            self.report(
                Diagnostic::new(Code::M0410, "the model asks nothing: there is no question in it")
                    .at(named, "without questions there are no scores, levels or suggestions")
                    .help("add an area with questions, as in `area skills \"…\" { question plan \"…\" { answers yes_no } }`"),
            );
        }
        true
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
        // The analysis of all possible responses comes later, from the compiled model.
        self.model.allows = (self.allows.iter().zip(&used))
            .map(|(allow, used)| model::Allow {
                code: allow.code.to_string(),
                used: *used,
                scopes: allow.scopes.clone(),
                span: allow.span,
            })
            .collect();
        // Where the text could not be read, the finding may be hidden with it.
        if !self.lost_names.is_empty() {
            return;
        }
        let all_idle: Vec<(Code, Span)> = self
            .allows
            .iter()
            .zip(&used)
            .filter(|(allow, used)| !**used && !self.is_wrong(allow.span) && !findings::CODES.contains(&allow.code))
            .map(|(allow, _)| (allow.code, allow.span))
            .collect();
        for (code, span) in all_idle {
            self.report(idle(code, span));
        }
    }
}

/// An `allow` that silences nothing.
pub(crate) fn idle(code: Code, span: Span) -> Diagnostic {
    Diagnostic::new(Code::M0114, format!("`allow {code}` silences nothing"))
        .at(span, "there is no such finding here")
        .help("take it away")
}

fn at(diagnostic: &Diagnostic, span: Span) -> bool {
    diagnostic.primary.as_ref().is_some_and(|label| label.span == span)
}

pub(crate) fn covers(scope: Span, span: Span) -> bool {
    scope.file == span.file && scope.start <= span.start && span.end <= scope.end
}
