//! The names that results are written with, laid out once.

use super::super::input::Format;
use super::super::plan::Plan;
use crate::evaluate::in_order;
use crate::model::{ActionId, Model};
use crate::score::Kind;

/// So many bytes are copied at once.
const AT_ONCE: usize = 16;

/// A name as the format writes it. Short ones are copied as if they were longer and then cut, which takes no loop.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    start: [u8; AT_ONCE],
    text: Vec<u8>,
}

impl Word {
    pub fn new(text: Vec<u8>) -> Word {
        let mut start = [0; AT_ONCE];
        start.iter_mut().zip(&text).for_each(|(slot, byte)| *slot = *byte);
        Word { start, text }
    }

    /// Adds it.
    #[inline]
    pub fn put(&self, out: &mut Vec<u8>) {
        if self.text.len() > AT_ONCE {
            return out.extend_from_slice(&self.text);
        }
        let end = out.len().saturating_add(self.text.len());
        out.extend_from_slice(&self.start);
        out.truncate(end);
    }
}

/// Names as the format writes them.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub delimiter: u8,
    /// Each role.
    pub roles: Vec<Word>,
    /// For each result, the names of the levels, if it is one.
    pub levels: Vec<Vec<Word>>,
    /// Each action in the order of suggestions.
    pub actions: Vec<Word>,
    /// No and yes.
    pub truths: [Word; 2],
    /// The name of each column of the output.
    pub columns: Vec<Vec<u8>>,
}

impl Words {
    pub fn new(model: &Model, plan: &Plan, format: Format, delimiter: u8) -> Words {
        let bytes = |name: &str| match format {
            Format::Lines => super::lines::string(name),
            _ => name.as_bytes().to_vec(),
        };
        let word = |name: &str| Word::new(bytes(name));
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
            truths: [b"false".to_vec(), b"true".to_vec()].map(Word::new),
            columns: plan.columns.iter().map(|column| bytes(&column.name)).collect(),
        }
    }
}
