//! What an incomplete response can still lead to, exactly, where its completions are too many to be tried one by one.

use std::collections::BTreeSet;

use super::graph::Graph;
use super::reading::{Reading, Slot};
use super::space::Space;
use super::walk::{Budget, Undecided};
use crate::evaluate::{Answers, ExampleOutcome, Extent, Outcome, Query, run_example_decided};
use crate::model::{Answer, Domain, Example, Model, QuestionId};

/// One query takes at most this share of the budget: a hard one leaves something for those after it.
const SHARES: u64 = 4;

/// Evaluates a response. What can still happen is worked out with at most so much work; where that does not suffice,
/// a sound range stands, and says so.
pub fn outcome(model: &Model, answers: &Answers, budget: Budget) -> Outcome {
    let mut deciding = Deciding::new(model, &budget);
    Outcome::decided(model, answers, &mut |query| deciding.extent(answers, query))
}

/// Runs an example. What its completions come to is worked out in the same way.
pub fn example(model: &Model, example: &Example, budget: Budget) -> ExampleOutcome {
    let mut deciding = Deciding::new(model, &budget);
    run_example_decided(model, example, &mut |answers, query| deciding.extent(answers, query))
}

/// The completions of one response, under a budget for all that is asked of them.
struct Deciding<'m> {
    model: &'m Model,
    completions: Option<Completions<'m>>,
    left: u64,
    most: u64,
}

impl<'m> Deciding<'m> {
    fn new(model: &'m Model, budget: &Budget) -> Deciding<'m> {
        let left = budget.left();
        Deciding { model, completions: None, left, most: left.checked_div(SHARES).unwrap_or(0) }
    }

    fn extent(&mut self, answers: &Answers, query: Query) -> Option<Extent> {
        let completions = self.completions.get_or_insert_with(|| Completions::new(self.model, answers));
        let granted = self.left.min(self.most);
        let mut budget = Budget::steps(granted);
        let extent = completions.extent(query, &mut budget);
        self.left = self.left.saturating_sub(granted.saturating_sub(budget.left()));
        extent.ok()
    }
}

/// All completions of a response at once.
pub struct Completions<'m> {
    space: Space,
    reading: Reading<'m>,
}

impl<'m> Completions<'m> {
    /// The completions of a response.
    pub fn new(model: &'m Model, answers: &Answers) -> Completions<'m> {
        let mut space = Space::default();
        let reading = completions(&mut space.graph, model, answers);
        Completions { space, reading }
    }

    /// What a query can be, exactly.
    ///
    /// # Errors
    /// When it takes more than the budget.
    pub fn extent(&mut self, query: Query, budget: &mut Budget) -> Result<Extent, Undecided> {
        let node = self.reading.query(&mut self.space.graph, query);
        let graph = &mut self.space.graph;
        let present = graph.has_value(node);
        let nothing = graph.negation(present);
        let may_be_none = self.space.exists(nothing, budget)?;
        Ok(Extent { bounds: self.space.extremes(node, budget)?, may_be_none, exact: true })
    }
}

/// A model read for a response: what is given stands, and open questions count as what they may be answered with, but
/// are seen as unanswered, as [`Evaluation::completed`](crate::evaluate::Evaluation::completed) does.
fn completions<'m>(graph: &mut Graph, model: &'m Model, answers: &Answers) -> Reading<'m> {
    let mut reading = Reading::bare(model, answers.role);
    let ids: BTreeSet<QuestionId> =
        (0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId).collect();
    for id in model.in_order_of_asking(&ids) {
        let Some(question) = model.questions.get(id.0 as usize) else { continue };
        let slot = match answers.get(id) {
            Some(Answer::Index(answer)) => Slot::Fixed(Some(*answer)),
            Some(Answer::Text(_)) => Slot::Fixed(Some(0)),
            Some(Answer::Na) => Slot::Fixed(None),
            None if matches!(question.domain, Domain::Text) => Slot::Never,
            None if question.policies.unanswered.is_some() => Slot::Unanswered,
            None => Slot::Completed(Box::new(reading.slot(graph, id))),
        };
        reading.set_slot(id, slot);
    }
    reading
}
