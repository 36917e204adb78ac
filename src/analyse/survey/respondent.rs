//! The possible responses of one role, asked under a budget.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::advice::actions_within;
use crate::analyse::graph::{Node, Variable};
use crate::analyse::natural::Natural;
use crate::analyse::reading::{Reading, Slot};
use crate::analyse::space::Space;
use crate::analyse::survey::result::Why;
use crate::analyse::walk::{Budget, ByValue, Undecided};
use crate::model::{ActionId, AreaId, Model, QuestionId, RoleId, Rule};

/// A query may take this part of what is left to its section, so that a hard one leaves something to the others.
const PART: u64 = 3;

/// All possible responses of a role.
pub struct Respondent<'m> {
    pub model: &'m Model,
    pub role: Option<RoleId>,
    space: Space,
    reading: Reading<'m>,
    steps: u64,
    /// What later sections may count on.
    reserved: u64,
    /// How many queries share what is left to a section.
    sharing: u64,
    /// What is known of the levels of areas.
    insights: BTreeMap<AreaId, Result<Rc<OfLevel>, Why>>,
}

/// What is known of the level of an area.
#[derive(Debug, Default)]
pub struct OfLevel {
    /// For how many responses each question matters.
    pub questions: BTreeMap<QuestionId, Natural>,
    /// How many responses there are, by level and in all.
    pub levels: ByValue,
    pub all: Natural,
    /// To how many of them each action is suggested.
    pub actions: BTreeMap<ActionId, ByValue>,
}

impl<'m> Respondent<'m> {
    pub fn new(model: &'m Model, role: Option<RoleId>, steps: u64) -> Respondent<'m> {
        let mut space = Space::default();
        let reading = Reading::new(&mut space.graph, model, role);
        Respondent { model, role, space, reading, steps, reserved: 0, sharing: PART, insights: BTreeMap::new() }
    }

    pub fn steps_left(&self) -> u64 {
        self.steps
    }

    /// Begins a section that may take one of so many parts of what is left; small questions first, it takes less.
    pub fn begin(&mut self, parts: u64) {
        self.reserved = self.steps.saturating_sub(self.steps.checked_div(parts).unwrap_or(0));
    }

    /// What a query may take.
    fn part(&self) -> u64 {
        self.steps.saturating_sub(self.reserved).checked_div(self.sharing).unwrap_or(0)
    }

    /// Says how many large queries are to come; the last may take all that is left to the section.
    pub fn expect_more(&mut self, queries: usize) {
        self.sharing = u64::try_from(queries).unwrap_or(PART).clamp(1, PART);
    }

    /// What is known of the level of an area, or why it is not.
    pub fn of_level(&mut self, area: AreaId) -> Result<Rc<OfLevel>, Why> {
        if let Some(known) = self.insights.get(&area) {
            return known.clone();
        }
        let found = self.find_of_level(area).map(Rc::new);
        self.insights.insert(area, found.clone());
        found
    }

    fn find_of_level(&mut self, area: AreaId) -> Result<OfLevel, Why> {
        let model = self.model;
        let behind = model.questions_behind([Rule::Area(area)]);
        let gates = model.questions.iter().map(|question| question.ask_when.map(Rule::Truth));
        let revealing = model.questions_behind(gates.flatten());
        let variables = |id: &QuestionId| {
            let variables = self.known_slot(*id)?.variables();
            (!variables.is_empty()).then_some(variables)
        };
        let alone = behind.into_iter().filter(|id| !revealing.contains(id));
        let (ids, questions): (Vec<QuestionId>, Vec<Vec<Variable>>) =
            alone.filter_map(|id| Some((id, variables(&id)?))).unzip();
        let actions: Vec<ActionId> = actions_within(model, self.role, area).map(|(id, _)| id).collect();
        let found = self.ask(|space, reading, budget| {
            let level = reading.level(&mut space.graph, area);
            let suggested: Vec<Node> =
                actions.iter().map(|action| reading.suggested(&mut space.graph, *action)).collect();
            space.insights(level, &questions, &suggested, budget)
        })?;
        let questions = ids.into_iter().zip(found.questions).filter_map(|(id, count)| Some((id, count?)));
        let actions = actions.into_iter().zip(found.conditions).filter_map(|(id, found)| Some((id, found?)));
        Ok(OfLevel { questions: questions.collect(), levels: found.values, all: found.all, actions: actions.collect() })
    }

    /// Works something out, under a part of the budget.
    pub fn ask<T>(
        &mut self,
        query: impl FnOnce(&mut Space, &mut Reading<'m>, &mut Budget) -> Result<T, Undecided>,
    ) -> Result<T, Why> {
        let steps = self.part();
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
        let steps = self.part();
        let mut budget = Budget::steps(steps);
        let answer = query(space, &mut budget);
        self.steps = self.steps.saturating_sub(steps.saturating_sub(budget.left()));
        answer.map_err(|why| why_undecided(reading, why))
    }

    pub fn known_slot(&self, question: QuestionId) -> Option<&Slot> {
        self.reading.known_slot(question)
    }

    /// Whether the level of an area depends on what a question is answered, all rules about it worked out as far as
    /// they can be without answers.
    pub fn reads(&mut self, area: AreaId, question: QuestionId) -> bool {
        let level = self.reading.level(&mut self.space.graph, area);
        let read = self.space.graph.support(level);
        let Some(slot) = self.reading.known_slot(question) else { return true };
        slot.variables().iter().any(|variable| read.contains(variable.0 as usize))
    }
}

fn why_undecided(reading: &Reading<'_>, why: Undecided) -> Why {
    match why {
        Undecided::Budget => Why::Work,
        Undecided::LongRange(variable) => {
            let questions = (0u32..).map(QuestionId).zip(&reading.model().questions);
            let mut its = questions
                .filter(|(id, _)| reading.known_slot(*id).is_some_and(|slot| slot.variables().contains(&variable)));
            its.next().map_or(Why::Work, |(id, question)| Why::ManyAnswers { question: question.key.clone(), id })
        }
    }
}
