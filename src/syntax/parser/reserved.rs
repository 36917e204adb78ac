//! Reserved words in the place of names: one mistake, however often the name stands in the file.

use std::collections::BTreeMap;

use super::super::ast;
use super::super::kind::Kind;
use super::super::lexer::Token;
use super::super::messages;
use super::Parser;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Span;

impl Parser<'_> {
    /// Reports a reserved word that a declaration, an option, a level or a role has for its name.
    pub(super) fn declare_reserved(&mut self, token: Token) {
        self.calls_by_reserved(token);
        self.findings.push(messages::reserved(self.source, token.span));
    }

    /// Remembers that something is called by a reserved word.
    pub(super) fn calls_by_reserved(&mut self, token: Token) {
        self.reserved.entry(self.source.name(token).node).or_insert(token.span);
    }

    /// Where something is called by a reserved word, its declaration has the message, with the places where it is used.
    /// A word that nothing is called by is one mistake as well: either the name is wrong, and the checker says so, or
    /// what has been said about the word is all.
    pub(super) fn settle_reserved(&mut self, items: &[ast::Item]) {
        let mut places: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        let shares = items.iter().any(|item| matches!(item, ast::Item::Use(_)));
        for used in std::mem::take(&mut self.reserved_uses) {
            if self.reserved.contains_key(&used.name) {
                self.take_back(used.span);
                places.entry(used.name).or_default().push(used.span);
                continue;
            }
            let mut names = self.tokens.iter().filter(|t| t.kind == Kind::Name);
            if names.any(|t| self.source.name(*t).node == used.name) {
                continue;
            }
            if used.is_looked_up && !shares && self.lost_names.is_empty() {
                self.take_back(used.span);
            } else {
                self.lost_names.insert(used.name);
            }
        }
        // Here the word joins things, so that the line is not read all the same.
        for (token, place) in std::mem::take(&mut self.reserved_misses) {
            let name = self.source.name(token).node;
            if self.reserved.contains_key(&name) {
                let says_it = |d: &Diagnostic| d.primary.as_ref().is_some_and(|label| label.span == place);
                self.findings.retain(|d| d.code == Code::M0013 || !says_it(d));
                self.lost_names.insert(name.clone());
                places.entry(name).or_default().push(token.span);
            }
        }
        for (name, places) in places {
            let declared = self.reserved.get(&name).copied();
            let source = self.source;
            let says = |d: &&mut Diagnostic| d.primary.as_ref().map(|label| label.span) == declared;
            if let Some(finding) = self.findings.iter_mut().filter(|d| d.code == Code::M0013).find(says) {
                messages::used_reserved(source, finding, &places);
            }
        }
    }

    /// What was said of this place is said elsewhere.
    fn take_back(&mut self, place: Span) {
        self.findings.retain(|d| d.primary.as_ref().is_none_or(|label| label.span != place));
    }
}
