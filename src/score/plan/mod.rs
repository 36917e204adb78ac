//! A model as operations on columns, all of it exact.
//!
//! - What a question says is a table over its codes. Whatever follows from one column stays a table over that column:
//!   worths, shares, rounding, levels, conditions. No column is made for it.
//! - Sums of such tables are again codes, as long as there are few sums; means are codes of sum and weight.
//! - What has too many values for a table is a column of whole numbers of a unit. Bounds of every intermediate result are
//!   proved while planning; where 128 bits might not hold one, there is no plan, and the row evaluator scores.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "numbers of columns and codes are small; numbers that grow are rationals or checked"
)]

mod allot;
mod areas;
mod builder;
mod choices;
mod conditions;
mod form;
mod near;
mod offsets;
pub mod op;
mod order;
mod outputs;
mod planes;
mod questions;
mod sums;
mod table;

pub use allot::Columns;
use builder::Builder;
use form::Unfit;
use op::{Op, Place};
use outputs::OpenSets;

use super::block::Coding;
use super::outputs::Output;
use crate::model::{ActionId, Domain, Model, QuestionId};

/// What is done with each block.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The operations, in order.
    pub ops: Vec<Op>,
    /// The questions whose codes are used as they come, in the order in which they are first read.
    pub checked: Vec<u32>,
    /// How many columns they need.
    pub columns: Columns,
    /// The questions.
    pub questions: Vec<Checked>,
    /// Sets of questions that empty cells when one of them is open.
    pub open_sets: Vec<Vec<u32>>,
    /// How many roles there are.
    pub roles: u8,
}

/// What is looked at before a question's codes are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Its codes.
    pub coding: Coding,
    /// Its codes are used as they come, once [`Op::Check`] has looked at them; otherwise an operation recodes them.
    pub is_plain: bool,
    /// Where it is asked and not answered, what depends on it is not told.
    pub may_be_open: bool,
}

impl Plan {
    /// The plan for some outputs; why there is none.
    pub fn new(model: &Model, outputs: &[Output], wide: &[bool], actions: &[ActionId]) -> Result<Plan, String> {
        Plan::make(model, outputs, wide, actions).map_err(|(place, Unfit(why))| match place {
            Some(place) => format!("`{place}`: {why}"),
            None => why,
        })
    }

    fn make(
        model: &Model,
        outputs: &[Output],
        wide: &[bool],
        actions: &[ActionId],
    ) -> Result<Plan, (Option<String>, Unfit)> {
        let mut builder = Builder::new(model);
        let mut questions = Vec::new();
        for (id, question) in (0..).map(QuestionId).zip(&model.questions) {
            let asked = builder.asked(id).map_err(|why| (Some(question.key.clone()), why))?;
            questions.push(Checked {
                coding: Coding::of(question),
                is_plain: matches!(asked.code, Place::Answers(_)),
                may_be_open: question.policies.unanswered.is_none() && !matches!(question.domain, Domain::Text),
            });
        }
        let mut sets = OpenSets::default();
        for ((column, output), wide) in outputs.iter().enumerate().zip(wide) {
            let planned = builder.output(column, output, *wide, actions, &mut sets);
            planned.map_err(|why| (Some(output.name.clone()), why))?;
        }
        let open_sets = sets.into_sets();
        let (ops, columns) = allot::allot(order::order(builder.ops, &questions, &open_sets));
        let checked =
            ops.iter().filter_map(|op| if let Op::Check { question } = op { Some(*question) } else { None }).collect();
        let roles = u8::try_from(model.roles.len()).unwrap_or(u8::MAX);
        Ok(Plan { ops, checked, columns, questions, open_sets, roles })
    }
}
