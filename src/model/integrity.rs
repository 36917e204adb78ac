//! Whether a compiled model that was read from a file holds together.
//!
//! The compiler makes no other models, but a file can be cut, edited, or written by something else. What reads models
//! relies on every number to name something, and on no rule to depend on itself.

use std::collections::BTreeMap;

use super::{
    ActionId, Answer, AreaId, Domain, LadderId, Model, Number, NumberId, PolicyOrigin, QuestionId, RoleId, Roles, Rule,
    ScaleId, StandIn, Truth, TruthId, Unit, ValueId,
};
use crate::exact::Rational;

/// `round` takes no more.
const MOST_DECIMALS: u32 = 9;

/// Something that a model refers to by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(NumberId),
    Truth(TruthId),
    Question(QuestionId),
    Area(AreaId),
    Score(AreaId),
    Level(AreaId),
    Value(ValueId),
    Action(ActionId),
    Ladder(LadderId),
    Role(RoleId),
}

impl Model {
    /// Whether everything that the model refers to is there, and no rule depends on itself.
    ///
    /// # Errors
    /// The first fault, in one sentence.
    pub fn check_integrity(&self) -> Result<(), String> {
        self.check_shape()?;
        for part in self.named_parts() {
            self.check_part(part)?;
        }
        self.check_answers()?;
        self.check_circles()
    }

    fn check_part(&self, part: Part) -> Result<(), String> {
        let (what, number, count) = match part {
            Part::Number(id) => ("number", id.0, self.numbers.len()),
            Part::Truth(id) => ("condition", id.0, self.truths.len()),
            Part::Question(id) => ("question", id.0, self.questions.len()),
            Part::Area(id) | Part::Score(id) | Part::Level(id) => ("area", id.0, self.areas.len()),
            Part::Value(id) => ("value", id.0, self.values.len()),
            Part::Action(id) => ("action", id.0, self.actions.len()),
            Part::Ladder(id) => ("ladder", id.0, self.ladders.len()),
            Part::Role(id) => ("role", id.0, self.roles.len()),
        };
        if place(number) < count { Ok(()) } else { Err(format!("there is no {what} {number}")) }
    }

    /// What must be so before anything is looked up: areas in order, levels as many as rules, ranges that are not empty.
    fn check_shape(&self) -> Result<(), String> {
        if self.languages.is_empty() || self.areas.is_empty() {
            return Err("it has no language or no areas".to_owned());
        }
        if self.ladders.iter().any(|ladder| ladder.levels.is_empty()) {
            return Err("a ladder has no levels".to_owned());
        }
        for (number, area) in self.areas.iter().enumerate() {
            let is_above = |parent: AreaId| place(parent.0) < number;
            if !area.parent.is_none_or(is_above) || area.areas.iter().any(|child| place(child.0) <= number) {
                return Err(format!("the area `{}` is inside itself", area.name));
            }
            if area.within.0 > area.within.1 || place(area.within.1) > self.questions.len() {
                return Err(format!("the questions of `{}` are not there", area.name));
            }
            if let Some(adoption) = &area.adoption {
                let levels = self.ladders.get(place(adoption.ladder.0)).map(|ladder| ladder.levels.len());
                if levels != Some(adoption.rules.len()) {
                    return Err(format!("the levels of `{}` are not those of its ladder", area.name));
                }
            }
        }
        let decimals = |node: &Number| matches!(node, Number::Round(_, digits) if *digits > MOST_DECIMALS);
        if self.numbers.iter().any(decimals) {
            return Err(format!("a number is rounded to more than {MOST_DECIMALS} decimals"));
        }
        for question in &self.questions {
            let options = |scale: ScaleId| self.scales.get(place(scale.0)).map(|scale| scale.options.len());
            let is_sound = match &question.domain {
                Domain::Choice(choice) => options(choice.scale) == Some(place(choice.count)) && choice.count > 0,
                Domain::AnyOf(any) => options(any.scale) == Some(place(any.count)) && any.count <= 16,
                Domain::Range(range) => range.count > 0 && range.step > Rational::ZERO,
                Domain::Text => true,
            };
            if !is_sound {
                return Err(format!("the answers of `{}` do not fit its scale", question.name));
            }
        }
        Ok(())
    }

    /// Every part that something names.
    fn named_parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let roles = |roles: &Roles| match roles {
            Roles::All => Vec::new(),
            Roles::Only(roles) => roles.iter().copied().map(Part::Role).collect(),
        };
        for question in &self.questions {
            parts.push(Part::Area(question.area));
            parts.extend(roles(&question.roles));
            parts.extend(question.ask_when.map(Part::Truth));
            let policies = &question.policies;
            for policy in [&policies.unanswered, &policies.na, &policies.hidden].into_iter().flatten() {
                if let PolicyOrigin::Area(area) = policy.origin {
                    parts.push(Part::Area(area));
                }
            }
        }
        for (number, area) in self.areas.iter().enumerate() {
            parts.extend(area.parent.iter().chain(&area.areas).copied().map(Part::Area));
            parts.extend(area.questions.iter().copied().map(Part::Question));
            parts.extend(area.values.iter().copied().map(Part::Value));
            parts.extend(area.actions.iter().copied().map(Part::Action));
            let id = AreaId(u32::try_from(number).unwrap_or(u32::MAX));
            parts.extend(self.dependencies(Part::Score(id)));
            parts.extend(self.dependencies(Part::Level(id)));
            parts.extend(area.score.iter().filter_map(|score| ladder(score.unit)));
            if let Some(adoption) = &area.adoption {
                parts.push(Part::Ladder(adoption.ladder));
                parts.extend(adoption.rules.iter().flat_map(|rule| &rule.requires).flat_map(|r| roles(&r.roles)));
            }
        }
        for value in &self.values {
            parts.extend([Part::Area(value.area), Part::Number(value.number)]);
            parts.extend(ladder(value.unit));
        }
        for action in &self.actions {
            parts.extend([Part::Area(action.area), Part::Truth(action.suggest_when)]);
            parts.extend(roles(&action.roles));
            parts.extend(
                action.question.iter().chain(action.raises.iter().map(|r| &r.question)).copied().map(Part::Question),
            );
            parts.extend(action.after.iter().copied().map(Part::Action));
        }
        parts.extend(self.properties.iter().map(|property| Part::Truth(property.condition)));
        for example in &self.examples {
            parts.extend(example.role.map(Part::Role));
            parts.extend(example.answers.iter().map(|given| Part::Question(given.question)));
            parts.extend(example.expectations.iter().map(|expectation| Part::Truth(expectation.condition)));
        }
        parts.extend(self.numbers.iter().flat_map(number_dependencies));
        parts.extend(self.truths.iter().flat_map(truth_dependencies));
        parts
    }

    /// Answers that are named are there. Their questions are known to be.
    fn check_answers(&self) -> Result<(), String> {
        let check = |question: QuestionId, answer: u64| {
            let count = self.questions.get(place(question.0)).map_or(0, |question| match &question.domain {
                Domain::Choice(choice) => u64::from(choice.count),
                Domain::AnyOf(any) => 1_u64.checked_shl(any.count).unwrap_or(0),
                Domain::Range(range) => range.count,
                Domain::Text => 0,
            });
            if answer < count { Ok(()) } else { Err(format!("question {} has no answer {answer}", question.0)) }
        };
        for (number, question) in self.questions.iter().enumerate() {
            let policies = &question.policies;
            for policy in [&policies.unanswered, &policies.na, &policies.hidden].into_iter().flatten() {
                if let StandIn::Answer(answer) = policy.stand_in {
                    check(QuestionId(u32::try_from(number).unwrap_or(u32::MAX)), answer)?;
                }
            }
        }
        for raises in self.actions.iter().flat_map(|action| &action.raises) {
            raises.to.iter().try_for_each(|answer| check(raises.question, *answer))?;
        }
        for given in self.examples.iter().flat_map(|example| &example.answers) {
            if let Answer::Index(answer) = given.answer {
                check(given.question, answer)?;
            }
        }
        Ok(())
    }

    /// What must be known before a part is.
    fn dependencies(&self, part: Part) -> Vec<Part> {
        match part {
            Part::Number(id) => self.numbers.get(place(id.0)).map(number_dependencies).unwrap_or_default(),
            Part::Truth(id) => self.truths.get(place(id.0)).map(truth_dependencies).unwrap_or_default(),
            Part::Question(id) => {
                let condition = self.questions.get(place(id.0)).and_then(|question| question.ask_when);
                condition.map(Part::Truth).into_iter().collect()
            }
            Part::Score(id) => {
                let score = self.areas.get(place(id.0)).and_then(|area| area.score.as_ref());
                // Where no question counts there is no score, whatever the formula.
                let questions = self.questions_within(id).map(Part::Question);
                questions.chain(score.map(|score| Part::Number(score.number))).collect()
            }
            Part::Level(id) => {
                let adoption = self.areas.get(place(id.0)).and_then(|area| area.adoption.as_ref());
                let Some(adoption) = adoption else { return Vec::new() };
                let requires = adoption.rules.iter().flat_map(|rule| &rule.requires);
                let conditions = requires.map(|requirement| Part::Truth(requirement.condition));
                conditions.chain(adoption.level.map(Part::Number)).chain([Part::Score(id)]).collect()
            }
            Part::Value(id) => {
                let value = self.values.get(place(id.0));
                value.map(|value| Part::Number(value.number)).into_iter().collect()
            }
            Part::Action(id) => {
                let action = self.actions.get(place(id.0));
                action.map(|action| Part::Truth(action.suggest_when)).into_iter().collect()
            }
            Part::Area(_) | Part::Ladder(_) | Part::Role(_) => Vec::new(),
        }
    }

    /// Depth first, without recursion: rules may form long chains.
    fn check_circles(&self) -> Result<(), String> {
        let ids = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
        let all = ids(self.numbers.len()).map(|id| Part::Number(NumberId(id)));
        let all = all.chain(ids(self.truths.len()).map(|id| Part::Truth(TruthId(id))));
        let mut is_done: BTreeMap<Part, bool> = BTreeMap::new();
        for start in all {
            if is_done.contains_key(&start) {
                continue;
            }
            is_done.insert(start, false);
            let mut path = vec![(start, self.dependencies(start))];
            while let Some((part, rest)) = path.last_mut() {
                let Some(next) = rest.pop() else {
                    is_done.insert(*part, true);
                    path.pop();
                    continue;
                };
                match is_done.get(&next) {
                    Some(true) => {}
                    Some(false) => return Err("a rule depends on itself".to_owned()),
                    None => {
                        is_done.insert(next, false);
                        path.push((next, self.dependencies(next)));
                    }
                }
            }
        }
        Ok(())
    }
}

fn number_dependencies(node: &Number) -> Vec<Part> {
    match node {
        Number::Points(id) | Number::Share(id) | Number::Given(id) => vec![Part::Question(*id)],
        Number::Score(id) => vec![Part::Score(*id)],
        Number::Level(id) => vec![Part::Level(*id)],
        Number::Value(id) => vec![Part::Value(*id)],
        _ => parts(node.parts()),
    }
}

fn truth_dependencies(node: &Truth) -> Vec<Part> {
    match node {
        Truth::Answer(id, _)
        | Truth::Has(id, ..)
        | Truth::HasAtLeast(id, ..)
        | Truth::State(id, ..)
        | Truth::Counts(id, _) => vec![Part::Question(*id)],
        Truth::Suggested(id, _) => vec![Part::Action(*id)],
        _ => parts(node.parts()),
    }
}

fn parts(rules: Vec<Rule>) -> Vec<Part> {
    let part = |rule| match rule {
        Rule::Number(id) => Some(Part::Number(id)),
        Rule::Truth(id) => Some(Part::Truth(id)),
        Rule::Question(_) | Rule::Area(_) => None,
    };
    rules.into_iter().filter_map(part).collect()
}

fn ladder(unit: Unit) -> Option<Part> {
    match unit {
        Unit::Level(ladder) => Some(Part::Ladder(ladder)),
        Unit::Points | Unit::Percent => None,
    }
}

/// A number as a place in a list.
fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
