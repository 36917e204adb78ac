//! Names that binary formats hold as texts, and which numbers are wide there.

use super::super::plan::Plan;
use crate::evaluate::in_order;
use crate::model::{ActionId, Model};
use crate::score::{Kind, is_wide};

/// The names that columns of texts hold.
#[derive(Debug, Clone)]
pub(in super::super) struct Names {
    pub roles: Vec<String>,
    pub levels: Vec<Vec<String>>,
    pub actions: Vec<String>,
}

impl Names {
    pub fn new(model: &Model, plan: &Plan) -> Names {
        let levels = plan.outputs.iter().map(|output| match output.kind {
            Kind::Level(id) => {
                let levels = model.ladders.get(id.0 as usize).map(|ladder| ladder.levels.as_slice());
                levels.unwrap_or_default().iter().map(|level| level.name.clone()).collect()
            }
            _ => Vec::new(),
        });
        let actions = in_order(model, (0..).map(ActionId).zip(&model.actions).map(|(id, _)| id).collect());
        let action = |id: &ActionId| model.actions.get(id.0 as usize).map(|action| action.name.clone());
        Names {
            roles: model.roles.iter().map(|role| role.name.clone()).collect(),
            levels: levels.collect(),
            actions: actions.iter().filter_map(action).collect(),
        }
    }
}

/// Which results are numbers that 64 bits may not hold. A scorer refuses what is larger.
pub(in super::super) fn wide(model: &Model, plan: &Plan) -> Vec<bool> {
    plan.outputs.iter().map(|output| is_wide(model, output).unwrap_or_default()).collect()
}
