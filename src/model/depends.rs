//! Which questions a rule depends on.

use std::collections::{BTreeSet, HashSet};

use super::{AreaId, Model, Number, NumberId, QuestionId, Truth, TruthId};

/// A rule that may depend on answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A condition.
    Truth(TruthId),
    /// A number.
    Number(NumberId),
    /// Whether and how a question counts.
    Question(QuestionId),
    /// An area's score and level.
    Area(AreaId),
}

impl Model {
    /// Every question whose answer can change one of these rules, by whatever way.
    pub fn questions_behind(&self, rules: impl IntoIterator<Item = Rule>) -> BTreeSet<QuestionId> {
        Walk::from(self, rules).found
    }

    /// Every rule that one of these rests on, by whatever way, and they themselves.
    pub fn rules_behind(&self, rules: impl IntoIterator<Item = Rule>) -> HashSet<Rule> {
        Walk::from(self, rules).seen
    }

    /// These questions, each after those of them that decide whether it is asked.
    pub fn in_order_of_asking(&self, ids: &BTreeSet<QuestionId>) -> Vec<QuestionId> {
        let mut order: Vec<QuestionId> = Vec::new();
        let mut placed: BTreeSet<QuestionId> = BTreeSet::new();
        let needs = |id: &QuestionId| {
            let condition = self.questions.get(id.0 as usize).and_then(|question| question.ask_when);
            let mut needs = self.questions_behind(condition.map(Rule::Truth));
            needs.remove(id);
            needs
        };
        let mut rest: Vec<(QuestionId, BTreeSet<QuestionId>)> =
            ids.iter().map(|id| (*id, needs(id).intersection(ids).copied().collect())).collect();
        while !rest.is_empty() {
            let before = rest.len();
            rest.retain(|(id, needs)| {
                let ready = needs.is_subset(&placed);
                if ready {
                    order.push(*id);
                    placed.insert(*id);
                }
                !ready
            });
            if rest.len() == before {
                // The compiler refuses circles, so this is not reached; every question is still there.
                order.extend(rest.drain(..).map(|(id, _)| id));
            }
        }
        order
    }

    /// The questions of an area at any depth, in the order of the text.
    pub fn questions_within(&self, area: AreaId) -> impl Iterator<Item = QuestionId> + use<> {
        let range = self.areas.get(area.0 as usize).map_or((0, 0), |area| area.within);
        (range.0..range.1).map(QuestionId)
    }
}

struct Walk<'a> {
    model: &'a Model,
    seen: HashSet<Rule>,
    found: BTreeSet<QuestionId>,
    todo: Vec<Rule>,
}

impl<'a> Walk<'a> {
    fn from(model: &'a Model, rules: impl IntoIterator<Item = Rule>) -> Walk<'a> {
        let mut walk = Walk { model, seen: HashSet::new(), found: BTreeSet::new(), todo: rules.into_iter().collect() };
        while let Some(rule) = walk.todo.pop() {
            if walk.seen.insert(rule) {
                walk.visit(rule);
            }
        }
        walk
    }

    fn visit(&mut self, rule: Rule) {
        match rule {
            Rule::Truth(id) => self.truth(id),
            Rule::Number(id) => self.number(id),
            Rule::Question(id) => {
                self.found.insert(id);
                let ask_when = self.model.questions.get(id.0 as usize).and_then(|question| question.ask_when);
                self.todo.extend(ask_when.map(Rule::Truth));
            }
            Rule::Area(id) => self.area(id),
        }
    }

    /// A score needs something that counts in the area, and a level may need both score and conditions.
    fn area(&mut self, id: AreaId) {
        let Some(area) = self.model.areas.get(id.0 as usize) else { return };
        self.todo.extend(area.questions.iter().map(|id| Rule::Question(*id)));
        self.todo.extend(area.areas.iter().map(|id| Rule::Area(*id)));
        self.todo.extend(area.score.as_ref().map(|score| Rule::Number(score.number)));
        if let Some(adoption) = &area.adoption {
            self.todo.extend(adoption.level.map(Rule::Number));
            let requirements = adoption.rules.iter().flat_map(|rule| &rule.requires);
            self.todo.extend(requirements.map(|requirement| Rule::Truth(requirement.condition)));
        }
    }

    fn truth(&mut self, id: TruthId) {
        let Some(node) = self.model.truths.get(id.0 as usize) else { return };
        match node {
            Truth::Constant(_) | Truth::And(_) | Truth::Or(_) | Truth::Compare(..) | Truth::Present(..) => {
                self.todo.extend(node.parts());
            }
            Truth::Answer(question, _)
            | Truth::Has(question, ..)
            | Truth::HasAtLeast(question, ..)
            | Truth::State(question, ..)
            | Truth::Counts(question, _) => self.todo.push(Rule::Question(*question)),
            Truth::Suggested(action, _) => {
                let when = self.model.actions.get(action.0 as usize).map(|action| action.suggest_when);
                self.todo.extend(when.map(Rule::Truth));
            }
        }
    }

    fn number(&mut self, id: NumberId) {
        let Some(node) = self.model.numbers.get(id.0 as usize) else { return };
        match node {
            Number::Points(question) | Number::Share(question) | Number::Given(question) => {
                self.todo.push(Rule::Question(*question));
            }
            Number::Score(area) | Number::Level(area) => self.todo.push(Rule::Area(*area)),
            Number::Value(value) => {
                let number = self.model.values.get(value.0 as usize).map(|value| value.number);
                self.todo.extend(number.map(Rule::Number));
            }
            _ => self.todo.extend(node.parts()),
        }
    }
}
