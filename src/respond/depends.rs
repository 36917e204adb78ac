//! Which questions a condition depends on.

use std::collections::HashSet;

use crate::model::{AreaId, Model, Number, NumberId, QuestionId, Truth, TruthId};

/// Every question whose answer can change `truth`, by whatever way.
pub(super) fn questions(model: &Model, truth: TruthId) -> HashSet<QuestionId> {
    let mut walk = Walk::new(model);
    walk.todo.push(Step::Truth(truth));
    while let Some(step) = walk.todo.pop() {
        if walk.seen.insert(step) {
            walk.visit(step);
        }
    }
    walk.found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    Truth(TruthId),
    Number(NumberId),
    Question(QuestionId),
    Area(AreaId),
}

struct Walk<'a> {
    model: &'a Model,
    seen: HashSet<Step>,
    found: HashSet<QuestionId>,
    todo: Vec<Step>,
}

impl<'a> Walk<'a> {
    fn new(model: &'a Model) -> Walk<'a> {
        Walk { model, seen: HashSet::new(), found: HashSet::new(), todo: Vec::new() }
    }

    fn visit(&mut self, step: Step) {
        match step {
            Step::Truth(id) => self.truth(id),
            Step::Number(id) => self.number(id),
            Step::Question(id) => {
                self.found.insert(id);
                let ask_when = self.model.questions.get(id.0 as usize).and_then(|question| question.ask_when);
                self.todo.extend(ask_when.map(Step::Truth));
            }
            Step::Area(id) => self.area(id),
        }
    }

    /// A score needs something that counts in the area, and a level may need both score and conditions.
    fn area(&mut self, id: AreaId) {
        let Some(area) = self.model.areas.get(id.0 as usize) else { return };
        self.todo.extend(area.questions.iter().map(|id| Step::Question(*id)));
        self.todo.extend(area.areas.iter().map(|id| Step::Area(*id)));
        self.todo.extend(area.score.as_ref().map(|score| Step::Number(score.number)));
        if let Some(adoption) = &area.adoption {
            self.todo.extend(adoption.level.map(Step::Number));
            let requirements = adoption.rules.iter().flat_map(|rule| &rule.requires);
            self.todo.extend(requirements.map(|requirement| Step::Truth(requirement.condition)));
        }
    }

    fn truth(&mut self, id: TruthId) {
        let Some(node) = self.model.truths.get(id.0 as usize) else { return };
        match node {
            Truth::Constant(_) | Truth::Role(..) => {}
            Truth::And(ids) | Truth::Or(ids) => self.todo.extend(ids.iter().map(|id| Step::Truth(*id))),
            Truth::Compare(left, _, right) => self.todo.extend([Step::Number(*left), Step::Number(*right)]),
            Truth::Answer(question, _)
            | Truth::Has(question, ..)
            | Truth::HasAtLeast(question, ..)
            | Truth::State(question, ..)
            | Truth::Counts(question, _) => self.todo.push(Step::Question(*question)),
            Truth::Present(number, _) => self.todo.push(Step::Number(*number)),
            Truth::Suggested(action, _) => {
                let when = self.model.actions.get(action.0 as usize).map(|action| action.suggest_when);
                self.todo.extend(when.map(Step::Truth));
            }
        }
    }

    fn number(&mut self, id: NumberId) {
        let Some(node) = self.model.numbers.get(id.0 as usize) else { return };
        match node {
            Number::Constant(_) => {}
            Number::Points(question) | Number::Share(question) | Number::Given(question) => {
                self.todo.push(Step::Question(*question));
            }
            Number::Score(area) | Number::Level(area) => self.todo.push(Step::Area(*area)),
            Number::Value(value) => {
                let number = self.model.values.get(value.0 as usize).map(|value| value.number);
                self.todo.extend(number.map(Step::Number));
            }
            Number::Linear { terms, .. } | Number::Sum(terms) | Number::Mean(terms) => {
                self.todo.extend(terms.iter().map(|(_, id)| Step::Number(*id)));
            }
            Number::Min(ids) | Number::Max(ids) => self.todo.extend(ids.iter().map(|id| Step::Number(*id))),
            Number::Round(id, _) => self.todo.push(Step::Number(*id)),
            Number::Else(one, other) => self.todo.extend([Step::Number(*one), Step::Number(*other)]),
            Number::Case { lines, otherwise } => {
                self.todo.push(Step::Number(*otherwise));
                self.todo.extend(lines.iter().flat_map(|(when, then)| [Step::Truth(*when), Step::Number(*then)]));
            }
            Number::Count(ids) => self.todo.extend(ids.iter().map(|id| Step::Truth(*id))),
            Number::Proportion(members) => {
                self.todo.extend(members.iter().flat_map(|(a, b)| [Step::Truth(*a), Step::Truth(*b)]));
            }
        }
    }
}
