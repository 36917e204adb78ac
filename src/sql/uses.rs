//! How often each node of the graph is used by what a query works out.

use crate::model::{Model, Number, NumberId, Truth, TruthId, deep};

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
        deep(|| match model.truths.get(id.0 as usize) {
            Some(Truth::And(all) | Truth::Or(all)) => all.iter().for_each(|id| self.truth(model, *id)),
            Some(Truth::Compare(left, _, right)) => [left, right].into_iter().for_each(|id| self.number(model, *id)),
            Some(Truth::Present(number, _)) => self.number(model, *number),
            _ => {}
        });
    }

    fn number(&mut self, model: &Model, id: NumberId) {
        let Some(uses) = self.numbers.get_mut(id.0 as usize) else { return };
        *uses = uses.saturating_add(1);
        if *uses > 1 {
            return;
        }
        deep(|| match model.numbers.get(id.0 as usize) {
            Some(Number::Linear { terms, .. } | Number::Sum(terms) | Number::Mean(terms)) => {
                terms.iter().for_each(|(_, id)| self.number(model, *id));
            }
            Some(Number::Min(all) | Number::Max(all)) => all.iter().for_each(|id| self.number(model, *id)),
            Some(Number::Round(inner, _)) => self.number(model, *inner),
            Some(Number::Else(one, other)) => [one, other].into_iter().for_each(|id| self.number(model, *id)),
            Some(Number::Case { lines, otherwise }) => {
                self.number(model, *otherwise);
                lines.iter().for_each(|(when, then)| {
                    self.truth(model, *when);
                    self.number(model, *then);
                });
            }
            Some(Number::Count(all)) => all.iter().for_each(|id| self.truth(model, *id)),
            Some(Number::Proportion(members)) => members.iter().for_each(|(present, holds)| {
                self.truth(model, *present);
                self.truth(model, *holds);
            }),
            _ => {}
        });
    }
}
