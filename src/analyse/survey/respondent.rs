//! The possible responses of one role, asked under a budget.

use crate::analyse::graph::Variable;
use crate::analyse::reading::{Reading, Slot};
use crate::analyse::space::Space;
use crate::analyse::survey::result::Why;
use crate::analyse::walk::{Budget, Undecided};
use crate::model::{Model, QuestionId, RoleId};

/// A query may take this part of what is left of the budget, so that a hard one leaves something to the others.
const PART: u64 = 6;

/// All possible responses of a role.
pub struct Respondent<'m> {
    pub model: &'m Model,
    pub role: Option<RoleId>,
    space: Space,
    reading: Reading<'m>,
    steps: u64,
}

impl<'m> Respondent<'m> {
    pub fn new(model: &'m Model, role: Option<RoleId>, steps: u64) -> Respondent<'m> {
        let mut space = Space::default();
        let reading = Reading::new(&mut space.graph, model, role);
        Respondent { model, role, space, reading, steps }
    }

    pub fn steps_left(&self) -> u64 {
        self.steps
    }

    /// Works something out, under a part of the budget.
    pub fn ask<T>(
        &mut self,
        query: impl FnOnce(&mut Space, &mut Reading<'m>, &mut Budget) -> Result<T, Undecided>,
    ) -> Result<T, Why> {
        let steps = self.steps / PART;
        let mut budget = Budget::steps(steps);
        let answer = query(&mut self.space, &mut self.reading, &mut budget);
        self.steps = self.steps.saturating_sub(steps.saturating_sub(budget.left()));
        answer.map_err(|why| why_undecided(&self.reading, why))
    }

    /// Works something out in another space, under a part of the same budget.
    pub fn ask_in<T>(
        &mut self,
        space: &mut Space,
        reading: &Reading<'m>,
        query: impl FnOnce(&mut Space, &mut Budget) -> Result<T, Undecided>,
    ) -> Result<T, Why> {
        let steps = self.steps / PART;
        let mut budget = Budget::steps(steps);
        let answer = query(space, &mut budget);
        self.steps = self.steps.saturating_sub(steps.saturating_sub(budget.left()));
        answer.map_err(|why| why_undecided(reading, why))
    }

    pub fn known_slot(&self, question: QuestionId) -> Option<&Slot> {
        self.reading.known_slot(question)
    }
}

fn why_undecided(reading: &Reading<'_>, why: Undecided) -> Why {
    match why {
        Undecided::Budget => Why::Work,
        Undecided::LongRange(variable) => {
            let questions = (0u32..).map(QuestionId).zip(&reading.model().questions);
            let mut its = questions.filter(|(id, _)| reading.known_slot(*id).is_some_and(|slot| has(slot, variable)));
            its.next().map_or(Why::Work, |(id, question)| Why::ManyAnswers { question: question.key.clone(), id })
        }
    }
}

fn has(slot: &Slot, variable: Variable) -> bool {
    match slot {
        Slot::One(its) => *its == variable,
        Slot::Options(state, options) => *state == Some(variable) || options.contains(&Some(variable)),
        _ => false,
    }
}
