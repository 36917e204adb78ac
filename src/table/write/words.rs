//! The names that results are written with, laid out once.

use super::super::input::Format;
use super::super::plan::Plan;
use crate::evaluate::in_order;
use crate::model::{ActionId, Model};
use crate::score::Kind;

/// Names as the format writes them.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub delimiter: u8,
    /// Each role.
    pub roles: Vec<Vec<u8>>,
    /// For each result, the names of the levels, if it is one.
    pub levels: Vec<Vec<Vec<u8>>>,
    /// Each action in the order of suggestions.
    pub actions: Vec<Vec<u8>>,
    /// The name of each column of the output.
    pub columns: Vec<Vec<u8>>,
}

impl Words {
    pub fn new(model: &Model, plan: &Plan, format: Format, delimiter: u8) -> Words {
        let word = |name: &str| match format {
            Format::Lines => super::lines::string(name),
            _ => name.as_bytes().to_vec(),
        };
        let levels = plan.outputs.iter().map(|output| match output.kind {
            Kind::Level(id) => {
                let levels = model.ladders.get(id.0 as usize).map(|ladder| ladder.levels.as_slice());
                levels.unwrap_or_default().iter().map(|level| word(&level.name)).collect()
            }
            _ => Vec::new(),
        });
        let actions = in_order(model, (0..).map(ActionId).zip(&model.actions).map(|(id, _)| id).collect());
        let action = |id: &ActionId| model.actions.get(id.0 as usize).map(|action| word(&action.name));
        Words {
            delimiter,
            roles: model.roles.iter().map(|role| word(&role.name)).collect(),
            levels: levels.collect(),
            actions: actions.iter().filter_map(action).collect(),
            columns: plan.columns.iter().map(|column| word(&column.name)).collect(),
        }
    }
}
