//! What the two readings say differently.

use std::fmt::Debug;

use mognad::evaluate::{Answers, Evaluation, MissingForLevel, Outcome, Presence};
use mognad::exact::Rational;
use mognad::model::{ActionId, AreaId, Model, QuestionId, ValueId};
use mognad::syntax::ast::{self, ExampleLine, Item};

use crate::bridge;
use crate::naive::{self, Place, Reading, Tree};

/// A model with its syntax tree.
pub struct Both<'t> {
    pub model: &'t Model,
    pub tree: &'t Tree<'t>,
}

/// The conditions of properties and examples stand outside all areas.
pub const OUTSIDE: Place = Place { area: 0, question: None };

/// What is found, in words.
#[derive(Default)]
pub struct Found(pub Vec<String>);

impl Found {
    fn same<T: PartialEq + Debug>(&mut self, what: &str, evaluated: T, naive: T) {
        if evaluated != naive {
            self.0.push(format!("{what}: evaluated {evaluated:?}, naive {naive:?}"));
        }
    }
}

impl<'t> Both<'t> {
    /// The conditions of properties, then those of examples, in the order of the text.
    pub fn conditions(&self) -> Vec<&'t ast::Expr> {
        let properties = self.tree.items().filter_map(|item| match item {
            Item::Property(property) => property.condition.as_ref(),
            _ => None,
        });
        let examples = self.tree.items().filter_map(|item| match item {
            Item::Example(example) => Some(example),
            _ => None,
        });
        properties.chain(examples.flat_map(expectations)).collect()
    }

    /// Every result of one response, or of one completion of it.
    pub fn differences(&self, answers: &Answers, completion: Option<&Answers>) -> Vec<String> {
        let model = self.model;
        let response = bridge::response(model, answers, completion);
        let naive = Reading::new(self.tree, &response);
        let evaluation = match completion {
            Some(completion) => Evaluation::completed(model, answers, completion),
            None => Evaluation::new(model, answers),
        };
        let mut found = Found::default();
        // While answers are missing, there is no result yet that bounds could hold.
        let complete = (0..model.questions.len()).all(|id| !naive.is_open(id));
        for (id, question) in model.questions.iter().enumerate() {
            let question_id = QuestionId(id as u32);
            found.same(&question.key, evaluation.presence(question_id), presence(naive.presence(id)));
            let points = naive.points(id).map(Rational::from);
            if let (Some(points), Some((low, high))) = (&points, &question.bounds)
                && (complete && (points < low || points > high))
            {
                found.0.push(format!("{}: {points} lies outside its bounds", question.key));
            }
            found.same(&format!("{}.points", question.key), evaluation.points(question_id), points);
        }
        for (id, area) in model.areas.iter().enumerate() {
            let area_id = AreaId(id as u32);
            let score = naive.score(id).map(Rational::from);
            if let (Some(score), Some(of)) = (&score, &area.score)
                && (complete && (*score < of.bounds.0 || *score > of.bounds.1))
            {
                found.0.push(format!("{}: the score {score} lies outside {:?}", area.key, of.bounds));
            }
            found.same(&format!("{}.score", area.key), evaluation.score(area_id).cloned(), score);
            let level = evaluation.level(area_id).map(|rank| rank as usize);
            found.same(&format!("{}.level", area.key), level, naive.level(id));
            found.same(&area.key, evaluation.nothing_left(area_id), naive.nothing_left(id));
        }
        for (id, value) in model.values.iter().enumerate() {
            let number = naive.value(id).map(Rational::from);
            if let Some(number) = &number
                && (complete && (*number < value.bounds.0 || *number > value.bounds.1))
            {
                found.0.push(format!("{}: {number} lies outside {:?}", value.key, value.bounds));
            }
            found.same(&value.key, evaluation.value(ValueId(id as u32)).cloned(), number);
        }
        for (id, action) in model.actions.iter().enumerate() {
            found.same(&action.name, evaluation.suggested(ActionId(id as u32)), naive.suggested(id));
        }
        let properties = model.properties.iter().map(|property| property.condition);
        let expectations = model.examples.iter().flat_map(|example| &example.expectations).map(|e| e.condition);
        for (compiled, written) in properties.chain(expectations).zip(self.conditions()) {
            let what = model.condition_notation(compiled);
            found.same(&what, evaluation.truth(compiled), naive.holds(written, OUTSIDE));
        }
        found.0
    }

    /// What only a whole outcome tells: how much is answered, and in which order suggestions come.
    pub fn outcome_differences(&self, answers: &Answers, outcome: &Outcome) -> Vec<String> {
        let response = bridge::response(self.model, answers, None);
        let naive = Reading::new(self.tree, &response);
        let mut found = Found::default();
        for area in &outcome.areas {
            let id = area.area.0 as usize;
            let inside = (0..self.model.questions.len())
                .filter(|question| self.tree.inside(self.tree.questions[*question].area, id))
                .filter(|question| !naive.is_text(*question))
                .map(|question| naive.presence(question));
            let asked: Vec<_> = inside
                .filter(|presence| !matches!(presence, naive::Presence::Outside | naive::Presence::Hidden))
                .collect();
            let open = asked.iter().filter(|presence| **presence == naive::Presence::Unanswered).count();
            let counts = (area.completeness.answered as usize, area.completeness.asked as usize);
            found.same(&self.model.areas[id].key, counts, (asked.len() - open, asked.len()));
        }
        let evaluation = Evaluation::new(self.model, answers);
        let complete = (0..self.model.questions.len()).all(|id| !naive.is_open(id));
        for area in outcome.areas.iter().filter(|_| complete) {
            let key = &self.model.areas[area.area.0 as usize].key;
            let lacks = area.next.as_ref().map(|next| {
                let bound = |missing: &&MissingForLevel| !matches!(missing, MissingForLevel::Requirement { .. });
                let requirements = next.missing.iter().filter_map(|missing| match missing {
                    MissingForLevel::Requirement { rank, index, unmet } => {
                        if *rank != next.rank || unmet.iter().any(|leaf| evaluation.truth(*leaf)) {
                            found.0.push(format!("{key}: {missing:?} is not what is missing"));
                        }
                        Some(*index)
                    }
                    _ => None,
                });
                (next.rank as usize, next.missing.iter().any(|m| bound(&m)), requirements.collect::<Vec<_>>())
            });
            found.same(&format!("{key} to the next level"), lacks, naive.lacks(area.area.0 as usize));
        }
        for suggestion in outcome.suggestions.iter().filter(|_| complete) {
            let holds = suggestion.reasons.iter().all(|reason| evaluation.truth(*reason));
            if !suggestion.certain || !holds {
                found.0.push(format!("{suggestion:?} is suggested for another reason"));
            }
        }
        let key = |id: ActionId| {
            let action = &self.model.actions[id.0 as usize];
            let last = |number: Option<u32>| number.map_or(u64::MAX, u64::from);
            (last(action.priority), last(action.effort), id)
        };
        let after = |id: ActionId| &self.model.actions[id.0 as usize].after;
        for (at, suggestion) in outcome.suggestions.iter().enumerate() {
            let rest = &outcome.suggestions[at + 1..];
            if rest.iter().any(|later| after(suggestion.action).contains(&later.action)) {
                found.0.push(format!("{suggestion:?} comes too early"));
            }
            if let Some(next) = rest.first()
                && !after(next.action).contains(&suggestion.action)
                && key(next.action) < key(suggestion.action)
            {
                found.0.push(format!("{suggestion:?} comes before {next:?}"));
            }
        }
        found.0
    }
}

pub fn expectations(example: &ast::Example) -> impl Iterator<Item = &ast::Expr> {
    example.lines.iter().filter_map(|line| match line {
        ExampleLine::Expect(_, condition) => Some(condition),
        _ => None,
    })
}

fn presence(naive: naive::Presence) -> Presence {
    match naive {
        naive::Presence::Outside => Presence::Outside,
        naive::Presence::Hidden => Presence::Hidden,
        naive::Presence::Unanswered => Presence::Unanswered,
        naive::Presence::Na => Presence::Na,
        naive::Presence::Answered => Presence::Answered,
    }
}
