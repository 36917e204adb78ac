//! Scores blocks of responses.

use std::fmt;

use super::block::Block;
use super::number::{millionths, scale};
use super::outputs::{Content, Kind, Output, actions};
use super::plan::Plan;
use super::row::{Cell, Row, RowScorer};
use super::run::{self, Instructions};
use super::scores::{Column, NO_LEVEL, NO_NUMBER, NO_WIDE_NUMBER, Scores};
use crate::model::{ActionId, Model};

/// Scores blocks of responses to one model. It can be shared between threads, each with its own [`Scores`].
#[derive(Debug, Clone)]
pub struct Scorer<'a> {
    outputs: Vec<Output>,
    /// Which of the outputs are numbers that 64 bits may not hold.
    wide: Vec<bool>,
    /// Actions in the order of suggestions.
    actions: Vec<ActionId>,
    rows: RowScorer<'a>,
    plan: Result<Plan, String>,
    instructions: Instructions,
}

/// How a scorer works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// Column by column.
    Columns,
    /// Response by response, by the row evaluator; and why.
    Rows(String),
}

/// Why columns of results cannot hold those of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The numbers of this output may be too large for 128 bits in millionths.
    TooLarge(String),
    /// A ladder has more than 254 levels.
    TooManyLevels(String),
    /// There are more than 65,535 questions.
    TooManyQuestions,
    /// There are more than 255 roles.
    TooManyRoles,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLarge(output) => write!(f, "the numbers in `{output}` may be too large for a column"),
            Refusal::TooManyLevels(ladder) => write!(f, "the ladder `{ladder}` has more than 254 levels"),
            Refusal::TooManyQuestions => f.write_str("there are more than 65,535 questions"),
            Refusal::TooManyRoles => f.write_str("there are more than 255 roles"),
        }
    }
}

impl std::error::Error for Refusal {}

impl<'a> Scorer<'a> {
    /// A scorer of these outputs.
    ///
    /// # Errors
    /// When columns cannot hold the results.
    pub fn new(model: &'a Model, outputs: Vec<Output>) -> Result<Scorer<'a>, Refusal> {
        if model.questions.len() > usize::from(u16::MAX) {
            return Err(Refusal::TooManyQuestions);
        }
        if model.roles.len() > usize::from(u8::MAX) {
            return Err(Refusal::TooManyRoles);
        }
        if let Some(ladder) = model.ladders.iter().find(|ladder| ladder.levels.len() >= usize::from(NO_LEVEL)) {
            return Err(Refusal::TooManyLevels(ladder.name.clone()));
        }
        let wide = outputs.iter().map(|output| is_wide(model, output)).collect::<Result<Vec<_>, _>>()?;
        let (rows, actions) = (RowScorer::new(model, &outputs), actions(model));
        let plan = Plan::new(model, &outputs, &wide, &actions);
        Ok(Scorer { outputs, wide, actions, rows, plan, instructions: Instructions::best() })
    }

    /// The same scorer with each set of vector instructions that the processor has, the best one last. They give the
    /// same results.
    pub fn each_way(&self) -> Vec<Scorer<'a>> {
        let with = |instructions| Scorer { instructions, ..self.clone() };
        Instructions::all().into_iter().map(with).collect()
    }

    /// What it tells of each response, in the order of the columns.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// All actions in the order of suggestions: what the places in [`Suggestions`](super::Suggestions) mean.
    pub fn actions(&self) -> &[ActionId] {
        &self.actions
    }

    /// How it works.
    pub fn engine(&self) -> Engine {
        match &self.plan {
            Ok(_) => Engine::Columns,
            Err(why) => Engine::Rows(why.clone()),
        }
    }

    /// Scores a block.
    pub fn score(&self, block: &Block<'_>, scores: &mut Scores) {
        scores.prepare(&self.outputs, &self.wide, self.actions.len(), block.rows);
        if let Ok(plan) = &self.plan {
            let Scores { machine, columns, misplaced, doubtful, .. } = scores;
            run::score(plan, self.instructions, block, machine, columns, misplaced, doubtful);
            for row in doubtful {
                let result = self.rows.row(block, *row);
                columns.iter_mut().zip(&result.cells).for_each(|(column, cell)| self.write_cell(column, *row, cell));
            }
            return;
        }
        for row in 0..block.rows {
            self.write(self.rows.row(block, row), row, scores);
        }
    }

    fn write(&self, result: Row, row: usize, scores: &mut Scores) {
        scores.misplaced.extend(result.misplaced.map(|question| (row, question)));
        for (column, cell) in scores.columns.iter_mut().zip(result.cells) {
            self.write_cell(column, row, &cell);
        }
    }

    fn write_cell(&self, column: &mut Column, row: usize, cell: &Cell) {
        let number = || match cell {
            Cell::Number(number) => millionths(number),
            _ => None,
        };
        match column {
            Column::Number(cells) => {
                set(cells, row, number().and_then(|number| i64::try_from(number).ok()).unwrap_or(NO_NUMBER));
            }
            Column::WideNumber(cells) => set(cells, row, number().unwrap_or(NO_WIDE_NUMBER)),
            Column::Level(cells) => {
                let Cell::Level(rank) = cell else { return set(cells, row, NO_LEVEL) };
                set(cells, row, u8::try_from(*rank).unwrap_or(NO_LEVEL));
            }
            Column::Count(cells) => {
                let Cell::Count(count) = cell else { return };
                set(cells, row, u16::try_from(*count).unwrap_or(u16::MAX));
            }
            Column::Truth(cells) => {
                let Cell::Truth(holds) = cell else { return set(cells, row, u8::MAX) };
                set(cells, row, u8::from(*holds));
            }
            Column::Suggestions(suggestions) => {
                let Cell::Actions(suggested) = cell else { return };
                for (plane, actions) in suggestions.planes.iter_mut().zip(self.actions.chunks(8)) {
                    let bits = actions.iter().rev().fold(0, |bits, id| bits << 1 | u8::from(suggested.contains(id)));
                    set(plane, row, bits);
                }
            }
        }
    }
}

fn set<T>(cells: &mut [T], row: usize, cell: T) {
    if let Some(slot) = cells.get_mut(row) {
        *slot = cell;
    }
}

/// Whether the numbers of an output may be beyond 64 bits. What may be beyond 128 is refused.
pub(crate) fn is_wide(model: &Model, output: &Output) -> Result<bool, Refusal> {
    let known = match output.content {
        _ if output.kind != Kind::Number => None,
        Content::Score(id) => {
            let score = model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
            score.map(|score| (&score.bounds, score.unit))
        }
        Content::Value(id) => model.values.get(id.0 as usize).map(|value| (&value.bounds, value.unit)),
        _ => None,
    };
    let Some(((low, high), unit)) = known else { return Ok(false) };
    let mut wide = false;
    for bound in [low, high] {
        match millionths(&(bound * &scale(unit))) {
            Some(number) if number.unsigned_abs() < i128::MAX.unsigned_abs() => {
                wide |= number.unsigned_abs() >= i64::MAX.unsigned_abs().into();
            }
            _ => return Err(Refusal::TooLarge(output.name.clone())),
        }
    }
    Ok(wide)
}
