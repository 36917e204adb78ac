//! The model and its possible responses, asked by the groups of findings.

use super::condition::Condition;
use super::{CODES, Effort, Options, land, samples, within};
use crate::analyse::bounds;
use crate::analyse::{Budget, Reading, Share, Space, Undecided, Witness, response};
use crate::diagnostics::{Code, Diagnostic};
use crate::evaluate::{Answers, Evaluation};
use crate::model::{AreaId, Model, RoleId};
use crate::semantics;
use crate::source::Span;

/// A query may take this part of what is left of the budget, so that a hard one leaves something to the others.
pub(super) const PART: u64 = 5;
/// The steps of a query when only little is to be done.
const FEW: u64 = 20_000;
/// A walk through more than a handful of questions takes more steps than this.
const TOO_FEW: u64 = 1_000;

/// Whether there is such a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Exists {
    /// Yes, this one.
    Yes(Answers),
    /// No, that is proved.
    No,
    /// It would take too much work.
    Undecided,
}

impl Exists {
    /// Whether it is proved that there is none.
    pub fn is_no(&self) -> bool {
        matches!(self, Exists::No)
    }

    /// Whether there is one.
    pub fn is_yes(&self) -> bool {
        matches!(self, Exists::Yes(_))
    }
}

/// A response to show.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// It.
    pub answers: Answers,
    /// Whether it is proved that none has fewer answers away from their lowest.
    pub smallest: bool,
}

/// The possible responses of a role.
struct Respondent<'m> {
    role: Option<RoleId>,
    /// The rules as this role is asked them; built when a sample does not answer.
    rules: Option<(Space, Reading<'m>)>,
    samples: Vec<Evaluation<'m>>,
    answers: &'m [Answers],
}

/// A model that is looked through.
pub struct Finder<'m> {
    /// The model.
    pub model: &'m Model,
    respondents: Vec<Respondent<'m>>,
    effort: Effort,
    information: bool,
    budget: u64,
    said: &'m [Diagnostic],
    found: Vec<Diagnostic>,
    used: Vec<bool>,
    undecided: Vec<(Span, String)>,
}

impl<'m> Finder<'m> {
    /// A model with the samples of each role.
    pub(super) fn new(model: &'m Model, samples: &'m [(Option<RoleId>, Vec<Answers>)], options: &Options<'m>) -> Self {
        let respondent = |(role, answers): &'m (Option<RoleId>, Vec<Answers>)| Respondent {
            role: *role,
            rules: None,
            samples: answers.iter().map(|answers| Evaluation::new(model, answers)).collect(),
            answers,
        };
        Finder {
            model,
            respondents: samples.iter().map(respondent).collect(),
            effort: options.effort,
            information: options.information,
            budget: options.steps,
            said: options.said,
            found: Vec::new(),
            used: model.allows.iter().map(|allow| allow.used).collect(),
            undecided: Vec::new(),
        }
    }

    /// The roles, none in a model without roles.
    pub fn roles(&self) -> Vec<Option<RoleId>> {
        self.respondents.iter().map(|respondent| respondent.role).collect()
    }

    /// The roles among `roles` that `of` are, in words: `` `teacher` and `head` ``; none where it is everybody.
    pub fn who(&self, of: &[Option<RoleId>]) -> Option<String> {
        if of.len() == self.respondents.len() {
            return None;
        }
        let names = of.iter().flatten().filter_map(|role| self.model.roles.get(role.0 as usize));
        Some(super::listed(names.map(|role| role.name.as_str())))
    }

    /// Whether the budget is spent, all but a rest that suffices for no walk.
    pub fn is_spent(&self) -> bool {
        self.budget / PART < TOO_FEW
    }

    /// Whether more than samples and small walks is asked for.
    pub fn is_full(&self) -> bool {
        self.effort == Effort::Full
    }

    /// The sample responses of a role, read by the row evaluator.
    pub fn samples(&self, role: Option<RoleId>) -> impl Iterator<Item = (&'m Answers, &Evaluation<'m>)> {
        let respondent = self.respondents.iter().find(|respondent| respondent.role == role);
        respondent.into_iter().flat_map(|respondent| respondent.answers.iter().zip(&respondent.samples))
    }

    /// The first sample that fulfils a condition.
    pub fn sample(&self, role: Option<RoleId>, condition: &Condition) -> Option<Answers> {
        let mut samples = self.samples(role);
        samples.find(|(_, evaluation)| condition.holds(evaluation)).map(|(answers, _)| answers.clone())
    }

    /// Whether some possible response of a role fulfils a condition.
    pub fn exists(&mut self, role: Option<RoleId>, condition: &Condition) -> Exists {
        match self.sample(role, condition) {
            Some(answers) => Exists::Yes(answers),
            None if self.is_ruled_out(role, condition) => Exists::No,
            None => match self.shown(role, condition).0 {
                Exists::Undecided => self.between_samples(role, condition).map_or(Exists::Undecided, Exists::Yes),
                decided => decided,
            },
        }
    }

    /// A response on the way from one sample to another.
    fn between_samples(&self, role: Option<RoleId>, condition: &Condition) -> Option<Answers> {
        let samples: Vec<(&Answers, &Evaluation<'m>)> = self.samples(role).collect();
        land::between(self.model, &samples, condition)
    }

    /// Whether what a condition needs excludes itself.
    fn is_ruled_out(&mut self, role: Option<RoleId>, condition: &Condition) -> bool {
        let found = self.ask(role, |space, reading, _| {
            let node = condition.node(reading, &mut space.graph);
            Ok(bounds::is_impossible(&mut space.graph, node))
        });
        found == Some(Ok(true))
    }

    /// The smallest response that fulfils a condition: the one with the fewest answers away from their lowest.
    pub fn smallest(&mut self, role: Option<RoleId>, condition: &Condition) -> Option<Shown> {
        let found = match self.shown(role, condition) {
            (Exists::Yes(answers), true) => return Some(Shown { answers, smallest: true }),
            (Exists::No, _) => return None,
            (Exists::Yes(answers), false) => Some(answers),
            (Exists::Undecided, _) => None,
        };
        let found = found.or_else(|| self.sample(role, condition)).or_else(|| self.between_samples(role, condition))?;
        Some(Shown { answers: samples::lowered(self.model, &found, condition), smallest: false })
    }

    /// The share of a role's possible responses that fulfil a condition; none where that would take too much work.
    pub fn share(&mut self, role: Option<RoleId>, condition: &Condition) -> Option<Share> {
        self.ask(role, |space, reading, budget| {
            let node = condition.node(reading, &mut space.graph);
            space.count(node, budget)
        })
        .and_then(Result::ok)
    }

    /// Works something out over all possible responses of a role, under a part of the budget; none for an unknown role.
    pub fn ask<T>(
        &mut self,
        role: Option<RoleId>,
        query: impl FnOnce(&mut Space, &mut Reading<'m>, &mut Budget) -> Result<T, Undecided>,
    ) -> Option<Result<T, Undecided>> {
        let model = self.model;
        let respondent = self.respondents.iter_mut().find(|respondent| respondent.role == role)?;
        let (space, reading) = respondent.rules.get_or_insert_with(|| {
            let mut space = Space::default();
            let reading = Reading::new(&mut space.graph, model, role);
            (space, reading)
        });
        let steps = match self.effort {
            Effort::Full => self.budget / PART,
            Effort::Quick => FEW.min(self.budget),
        };
        let mut budget = Budget::steps(steps);
        let answer = query(space, reading, &mut budget);
        self.budget = self.budget.saturating_sub(steps.saturating_sub(budget.left()));
        Some(answer)
    }

    /// A response that fulfils a condition, and whether it is the smallest one. One that the row evaluator does not
    /// confirm is never shown.
    fn shown(&mut self, role: Option<RoleId>, condition: &Condition) -> (Exists, bool) {
        let found = self.ask(role, |space, reading, budget| {
            let node = condition.node(reading, &mut space.graph);
            let witness: Option<Witness> = space.witness(node, budget)?;
            Ok(witness.map(|witness| (response(reading, &witness), witness.is_cheapest)))
        });
        match found {
            Some(Ok(Some((answers, is_cheapest)))) => {
                let confirmed = condition.holds(&Evaluation::new(self.model, &answers));
                debug_assert!(confirmed, "the row evaluator does not confirm {answers:?}");
                if confirmed { (Exists::Yes(answers), is_cheapest) } else { (Exists::Undecided, false) }
            }
            Some(Ok(None)) | None => (Exists::No, false),
            Some(Err(_)) => (Exists::Undecided, false),
        }
    }

    /// Adds a finding, unless the author argued it away: where it stands, or in the area that it is about.
    pub fn report(&mut self, diagnostic: Diagnostic, area: Option<AreaId>) {
        let area = area.and_then(|area| self.model.areas.get(area.0 as usize)).map(|area| area.span);
        let places: Vec<Span> = diagnostic.primary.as_ref().map(|label| label.span).into_iter().chain(area).collect();
        if diagnostic.is_error() || !self.is_allowed(diagnostic.code, &places) {
            self.found.push(diagnostic);
        }
    }

    /// Whether the author argued a code away at one of these places.
    fn is_allowed(&mut self, code: Code, places: &[Span]) -> bool {
        let code = code.to_string();
        let mut allowed = false;
        for (allow, used) in self.model.allows.iter().zip(&mut self.used) {
            let covers = |place: &Span| allow.scopes.iter().any(|scope| within(*place, *scope));
            if allow.code == code && places.iter().any(covers) {
                *used = true;
                allowed = true;
            }
        }
        allowed
    }

    /// Whether the analysis has made a finding of this code at this place.
    pub(super) fn has_found(&self, code: Code, span: Span) -> bool {
        let at = |found: &Diagnostic| found.primary.as_ref().is_some_and(|label| label.span == span);
        self.found.iter().any(|found| found.code == code && at(found))
    }

    /// Whether there is a finding of one of these codes, made by the analysis or before it.
    pub(super) fn has_any(&self, codes: &[Code]) -> bool {
        self.found.iter().chain(self.said).any(|found| codes.contains(&found.code))
    }

    /// What was said of the model before the analysis.
    pub(super) fn said(&self) -> &'m [Diagnostic] {
        self.said
    }

    /// Whether a finding of this code was made at this place before the analysis, or argued away there.
    pub fn was_said(&self, code: Code, span: Span) -> bool {
        let said = |diagnostic: &Diagnostic| {
            diagnostic.code == code && diagnostic.primary.as_ref().is_some_and(|label| label.span == span)
        };
        let text = code.to_string();
        self.said.iter().any(said)
            || self
                .model
                .allows
                .iter()
                .any(|allow| allow.used && allow.code == text && allow.scopes.iter().any(|scope| within(span, *scope)))
    }

    /// Whether a finding of this code was made inside this text before the analysis, or argued away around it.
    pub fn was_said_within(&self, code: Code, span: Span) -> bool {
        let inside = |diagnostic: &Diagnostic| {
            diagnostic.code == code && diagnostic.primary.as_ref().is_some_and(|label| within(label.span, span))
        };
        self.was_said(code, span) || self.said.iter().any(inside)
    }

    /// Says that something about a place could not be decided: `what` completes "it could not be decided whether …".
    pub fn leave_open(&mut self, place: Span, what: impl Into<String>) {
        if !self.is_allowed(Code::M0714, &[place]) {
            self.undecided.push((place, what.into()));
        }
    }

    /// All findings.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        if self.effort == Effort::Full && self.undecided.is_empty() {
            for (allow, used) in self.model.allows.iter().zip(&self.used) {
                let code = Code::parse(&allow.code).filter(|code| self.is_looked_for(*code));
                if let (Some(code), false) = (code, *used) {
                    self.found.push(semantics::idle(code, allow.span));
                }
            }
        }
        self.found.extend(self.left_open());
        self.found
    }

    /// Whether a finding of this code would have been made if there were one. Whether something is left undecided is
    /// a matter of the budget.
    fn is_looked_for(&self, code: Code) -> bool {
        match code {
            Code::M0316 => self.information,
            Code::M0714 => false,
            code => CODES.contains(&code),
        }
    }

    /// One finding for everything that could not be decided.
    fn left_open(&self) -> Option<Diagnostic> {
        let ((place, first), others) = self.undecided.split_first()?;
        if !self.is_full() {
            return None;
        }
        let what = match others.len() {
            0 => format!("it could not be decided {first}"),
            more => format!("it could not be decided {first}, and {more} more"),
        };
        let mut diagnostic = Diagnostic::new(Code::M0714, format!("{what}: too many possible responses differ"))
            .at(*place, "not decided");
        for (place, other) in others.iter().take(5) {
            diagnostic = diagnostic.also(*place, format!("nor {other}"));
        }
        Some(
            diagnostic
                .help("let scores take fewer values, as in `score round(…, 2)`, or let an overall level follow from levels, as in `level min(level of areas)`")
                .help("or give more time, as in `--budget 10`"),
        )
    }
}
