//! The results of one response: the definition that everything faster is held against.
//!
//! - A result is *open* when a question that it depends on, by whatever way, is asked, not answered, and under no policy
//!   for that (free text apart). Its cell is empty, and an open suggestion is not in the list of suggestions.
//! - An action for other roles is not suggested, and never open.
//! - A response with an answer that is out of place (of no meaning, to a question for other roles, or to a hidden one) is
//!   told by its first such question. Its cells mean nothing.

use std::collections::BTreeSet;

use super::block::Block;
use super::number;
use super::outputs::{Content, Kind, Output, actions, rules};
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::exact::Rational;
use crate::model::{ActionId, AreaId, Domain, Model, QuestionId, Unit};

/// Scores one response at a time.
#[derive(Debug, Clone)]
pub struct RowScorer<'a> {
    model: &'a Model,
    outputs: Vec<(Output, BTreeSet<QuestionId>)>,
    /// Each action, in the order of suggestions, with the questions behind it.
    actions: Vec<(ActionId, BTreeSet<QuestionId>)>,
}

/// The results of one response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The first question whose answer is out of place.
    pub misplaced: Option<QuestionId>,
    /// A cell an output.
    pub cells: Vec<Cell>,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// There is none, or it is open.
    Empty,
    /// A number as it is shown: percentages as a number of percent, rounded to six decimals.
    Number(Rational),
    /// The rank of a level.
    Level(u32),
    /// A number of questions.
    Count(u32),
    /// The actions that are suggested, in order.
    Actions(Vec<ActionId>),
    /// Whether an action is suggested.
    Truth(bool),
}

impl<'a> RowScorer<'a> {
    /// A scorer for these outputs.
    pub fn new(model: &'a Model, outputs: &[Output]) -> RowScorer<'a> {
        let behind = |content: Content| model.questions_behind(rules(model, content));
        RowScorer {
            model,
            outputs: outputs.iter().map(|output| (output.clone(), behind(output.content))).collect(),
            actions: actions(model).into_iter().map(|id| (id, behind(Content::Suggested(id)))).collect(),
        }
    }

    /// The results of a row of a block.
    pub fn row(&self, block: &Block<'_>, row: usize) -> Row {
        let mut result = self.score(&block.response(self.model, row));
        result.misplaced = [result.misplaced, block.unfit(self.model, row)].into_iter().flatten().min();
        result
    }

    /// The results of a response.
    pub fn score(&self, answers: &Answers) -> Row {
        let evaluation = Evaluation::new(self.model, answers);
        let misplaced = (0..).map(QuestionId).zip(&answers.given).find(|(id, given)| {
            given.is_some() && matches!(evaluation.presence(*id), Presence::Outside | Presence::Hidden)
        });
        let cells = self.outputs.iter().map(|(output, behind)| self.cell(&evaluation, output, behind)).collect();
        Row { misplaced: misplaced.map(|(id, _)| id), cells }
    }

    fn cell(&self, evaluation: &Evaluation<'_>, output: &Output, behind: &BTreeSet<QuestionId>) -> Cell {
        let is_open = || self.is_open(evaluation, behind);
        let number = |value: Option<&Rational>, unit: Option<Unit>| match (value, unit) {
            (Some(value), Some(unit)) if !is_open() => show(value, unit, output.kind),
            _ => Cell::Empty,
        };
        match output.content {
            Content::Score(id) => {
                let score = self.model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
                number(evaluation.score(id), score.map(|score| score.unit))
            }
            Content::Value(id) => {
                let value = self.model.values.get(id.0 as usize);
                number(evaluation.value(id), value.map(|value| value.unit))
            }
            Content::Level(id) => match evaluation.level(id) {
                Some(rank) if !is_open() => Cell::Level(rank),
                _ => Cell::Empty,
            },
            Content::Answered(id) => Cell::Count(self.count(evaluation, id, &[Presence::Answered, Presence::Na])),
            Content::Asked(id) => {
                Cell::Count(self.count(evaluation, id, &[Presence::Answered, Presence::Na, Presence::Unanswered]))
            }
            Content::Suggested(id) => self.suggested(evaluation, id, behind).map_or(Cell::Empty, Cell::Truth),
            Content::Suggestions => {
                let suggested = self.actions.iter().filter(|(id, b)| self.suggested(evaluation, *id, b) == Some(true));
                Cell::Actions(suggested.map(|(id, _)| *id).collect())
            }
        }
    }

    fn is_open(&self, evaluation: &Evaluation<'_>, behind: &BTreeSet<QuestionId>) -> bool {
        behind.iter().any(|id| {
            let question = self.model.questions.get(id.0 as usize);
            question.is_some_and(|q| q.policies.unanswered.is_none() && !matches!(q.domain, Domain::Text))
                && evaluation.presence(*id) == Presence::Unanswered
        })
    }

    /// Whether an action is suggested; none while that is open.
    fn suggested(&self, evaluation: &Evaluation<'_>, id: ActionId, behind: &BTreeSet<QuestionId>) -> Option<bool> {
        let action = self.model.actions.get(id.0 as usize)?;
        match action.roles.contains(evaluation.role()) {
            false => Some(false),
            true if self.is_open(evaluation, behind) => None,
            true => Some(evaluation.suggested(id)),
        }
    }

    /// How many of an area's questions are in one of these states, free text apart.
    fn count(&self, evaluation: &Evaluation<'_>, area: AreaId, states: &[Presence]) -> u32 {
        let counts = |id: &QuestionId| {
            let is_text = self.model.questions.get(id.0 as usize).is_none_or(|q| matches!(q.domain, Domain::Text));
            !is_text && states.contains(&evaluation.presence(*id))
        };
        u32::try_from(self.model.questions_within(area).filter(counts).count()).unwrap_or(u32::MAX)
    }
}

fn show(value: &Rational, unit: Unit, kind: Kind) -> Cell {
    match kind {
        Kind::Level(_) => value.to_i64().and_then(|rank| u32::try_from(rank).ok()).map_or(Cell::Empty, Cell::Level),
        _ => Cell::Number(number::shown(value, unit)),
    }
}
