//! How often each node of the graph is used by what a query works out.

use crate::model::{Model, Number, NumberId, Rule, Truth, TruthId, deep};

/// Uses by node. What only properties and examples use counts for nothing.
#[derive(Debug)]
pub(super) struct Uses {
    numbers: Vec<u32>,
    truths: Vec<u32>,
}

impl Uses {
    pub fn of(model: &Model) -> Uses {
        let mut uses = Uses { numbers: vec![0; model.numbers.len()], truths: vec![0; model.truths.len()] };
        for area in &model.areas {
            area.score.iter().for_each(|score| uses.number(model, score.number));
            if let Some(adoption) = &area.adoption {
                adoption.level.iter().for_each(|id| uses.number(model, *id));
                let requirements = adoption.rules.iter().flat_map(|rule| &rule.requires);
                requirements.for_each(|requirement| uses.truth(model, requirement.condition));
            }
        }
        model.values.iter().for_each(|value| uses.number(model, value.number));
        model.actions.iter().for_each(|action| uses.truth(model, action.suggest_when));
        model.questions.iter().filter_map(|question| question.ask_when).for_each(|id| uses.truth(model, id));
        uses
    }

    /// Whether a number is used once at most.
    pub fn number_once(&self, id: NumberId) -> bool {
        self.numbers.get(id.0 as usize).is_none_or(|uses| *uses <= 1)
    }

    /// Whether a condition is used once at most.
    pub fn truth_once(&self, id: TruthId) -> bool {
        self.truths.get(id.0 as usize).is_none_or(|uses| *uses <= 1)
    }

    fn truth(&mut self, model: &Model, id: TruthId) {
        let Some(uses) = self.truths.get_mut(id.0 as usize) else { return };
        *uses = uses.saturating_add(1);
        if *uses > 1 {
            return;
        }
        let parts = model.truths.get(id.0 as usize).map(Truth::parts);
        self.all(model, parts.unwrap_or_default());
    }

    fn number(&mut self, model: &Model, id: NumberId) {
        let Some(uses) = self.numbers.get_mut(id.0 as usize) else { return };
        *uses = uses.saturating_add(1);
        if *uses > 1 {
            return;
        }
        let parts = model.numbers.get(id.0 as usize).map(Number::parts);
        self.all(model, parts.unwrap_or_default());
    }

    fn all(&mut self, model: &Model, rules: Vec<Rule>) {
        deep(|| {
            for rule in rules {
                match rule {
                    Rule::Number(id) => self.number(model, id),
                    Rule::Truth(id) => self.truth(model, id),
                    Rule::Question(_) | Rule::Area(_) => {}
                }
            }
        });
    }
}
