//! Respondents in words, shares among them, and what was said before.

use super::condition::Condition;
use super::finder::Finder;
use super::within;
use crate::diagnostics::Code;
use crate::exact::Rational;
use crate::model::{QuestionId, RoleId};
use crate::source::Span;

impl Finder<'_> {
    /// Of the responses that fulfil one condition, the share that fulfils another, which needs the first.
    pub(super) fn conditional(
        &mut self,
        role: Option<RoleId>,
        part: &Condition,
        whole: &Condition,
    ) -> Option<Rational> {
        let exact = |share: crate::analyse::Share| share.ratios().filter(|_| share.is_exact()).map(|(ratio, _)| ratio);
        let whole = exact(self.share(role, whole)?)?;
        let part = exact(self.share(role, part)?)?;
        part.checked_div(&whole)
    }

    /// " of `teacher`"; nothing where it is everybody.
    pub(super) fn whose(&self, roles: &[Option<RoleId>]) -> String {
        self.who(roles).map_or(String::new(), |who| format!(" of {who}"))
    }

    /// " to `teacher`"; nothing in a model without roles.
    pub(super) fn to_role(&self, role: Option<RoleId>) -> String {
        let role = role.and_then(|role| self.model.roles.get(role.0 as usize));
        role.map_or(String::new(), |role| format!(" to `{}`", role.name))
    }

    /// Whether a finding of this code was made inside this text before the analysis.
    pub(super) fn said_within(&self, code: Code, span: Span) -> bool {
        let inside = |its: Span| within(its, span);
        self.said()
            .iter()
            .any(|said| said.code == code && said.primary.as_ref().is_some_and(|label| inside(label.span)))
    }

    /// Whether a finding of this code was made in a question before the analysis: between its name and what comes next.
    pub(super) fn said_in_question(&self, code: Code, id: QuestionId) -> bool {
        let Some(question) = self.model.questions.get(id.0 as usize) else { return false };
        let next = self.model.questions.iter().map(|other| other.span);
        let next = next.filter(|span| span.file == question.span.file && span.start > question.span.start);
        let end = next.map(|span| span.start).min().unwrap_or(u32::MAX);
        self.said_within(code, Span { end, ..question.span })
    }
}
