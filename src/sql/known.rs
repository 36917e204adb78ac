//! Who always has a value, told from the model alone: what is sure needs no `coalesce`.
//!
//! Where a missing answer leaves a result open its cell is empty, whatever was calculated. So a question that must be
//! answered counts as answered, but for what decides whether questions are asked: that is read of any response.

use std::collections::HashSet;

use crate::model::{
    AreaId, Domain, Model, Number, NumberId, QuestionId, RoleId, Rule, Sign, StandIn, StatePolicy, Truth, TruthId, deep,
};

/// Whether something has a value, or holds, for the respondents of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    Always,
    Never,
    Maybe,
}

impl Sure {
    fn of(truth: bool) -> Sure {
        if truth { Sure::Always } else { Sure::Never }
    }

    fn opposite(self) -> Sure {
        match self {
            Sure::Always => Sure::Never,
            Sure::Never => Sure::Always,
            Sure::Maybe => Sure::Maybe,
        }
    }

    fn signed(self, sign: Sign) -> Sure {
        if sign == Sign::Is { self } else { self.opposite() }
    }

    /// At least one of them.
    fn any(all: impl Iterator<Item = Sure>) -> Sure {
        all.fold(Sure::Never, |any, one| match (any, one) {
            (Sure::Always, _) | (_, Sure::Always) => Sure::Always,
            (Sure::Never, Sure::Never) => Sure::Never,
            _ => Sure::Maybe,
        })
    }

    /// All of them.
    fn all(all: impl Iterator<Item = Sure>) -> Sure {
        Sure::any(all.map(Sure::opposite)).opposite()
    }
}

/// Which missing answers are thought of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    /// Every question that must be answered is.
    Complete,
    /// Any question may be unanswered.
    Any,
}

/// What decides whether questions are asked.
#[derive(Debug, Default)]
pub(super) struct Askers {
    numbers: HashSet<NumberId>,
    truths: HashSet<TruthId>,
    areas: HashSet<AreaId>,
}

impl Askers {
    pub fn of(model: &Model) -> Askers {
        let mut askers = Askers::default();
        model.questions.iter().filter_map(|question| question.ask_when).for_each(|id| askers.truth(model, id));
        askers
    }

    /// How a number is read.
    pub fn number_reading(&self, id: NumberId) -> Reading {
        if self.numbers.contains(&id) { Reading::Any } else { Reading::Complete }
    }

    /// How an area is read.
    pub fn area_reading(&self, id: AreaId) -> Reading {
        if self.areas.contains(&id) { Reading::Any } else { Reading::Complete }
    }

    fn truth(&mut self, model: &Model, id: TruthId) {
        if !self.truths.insert(id) {
            return;
        }
        deep(|| match model.truths.get(id.0 as usize) {
            Some(Truth::Suggested(action, _)) => {
                let condition = model.actions.get(action.0 as usize).map(|action| action.suggest_when);
                condition.into_iter().for_each(|id| self.truth(model, id));
            }
            // Whether another question is asked is decided by conditions that are askers themselves.
            node => self.all(model, node.map(Truth::parts).unwrap_or_default()),
        });
    }

    fn area(&mut self, model: &Model, id: AreaId) {
        let Some(area) = model.areas.get(id.0 as usize).filter(|_| self.areas.insert(id)) else { return };
        area.score.iter().for_each(|score| self.number(model, score.number));
        if let Some(adoption) = &area.adoption {
            adoption.level.iter().for_each(|id| self.number(model, *id));
            let requirements = adoption.rules.iter().flat_map(|rule| &rule.requires);
            requirements.for_each(|requirement| self.truth(model, requirement.condition));
        }
    }

    fn number(&mut self, model: &Model, id: NumberId) {
        if !self.numbers.insert(id) {
            return;
        }
        deep(|| match model.numbers.get(id.0 as usize) {
            Some(Number::Score(area) | Number::Level(area)) => self.area(model, *area),
            Some(Number::Value(value)) => {
                let number = model.values.get(value.0 as usize).map(|value| value.number);
                number.into_iter().for_each(|id| self.number(model, id));
            }
            node => self.all(model, node.map(Number::parts).unwrap_or_default()),
        });
    }

    fn all(&mut self, model: &Model, rules: Vec<Rule>) {
        for rule in rules {
            match rule {
                Rule::Number(id) => self.number(model, id),
                Rule::Truth(id) => self.truth(model, id),
                Rule::Question(_) | Rule::Area(_) => {}
            }
        }
    }
}

/// What is sure for the respondents of one role, read in one way.
#[derive(Debug)]
pub(super) struct Known<'a> {
    model: &'a Model,
    role: Option<RoleId>,
    reading: Reading,
    numbers: Vec<Option<Sure>>,
}

impl<'a> Known<'a> {
    pub fn new(model: &'a Model, role: Option<RoleId>, reading: Reading) -> Known<'a> {
        Known { model, role, reading, numbers: vec![None; model.numbers.len()] }
    }

    /// Whether a question has an answer or a stand-in; or, for its points, a worth.
    pub fn counts(&self, id: QuestionId, points: bool) -> Sure {
        let Some(question) = self.model.questions.get(id.0 as usize) else { return Sure::Never };
        if !question.roles.contains(self.role) || matches!(question.domain, Domain::Text) {
            return Sure::Never;
        }
        if points && question.bounds.is_none() {
            return Sure::Never;
        }
        let stands_in =
            |policy: &Option<StatePolicy>| matches!(policy, Some(StatePolicy { stand_in: StandIn::Answer(_), .. }));
        let (policies, na) = (&question.policies, question.na.as_ref());
        let hidden = question.ask_when.is_some() && !stands_in(&policies.hidden);
        let na_counts =
            stands_in(&policies.na) || (points && policies.na.is_none() && na.is_some_and(|na| na.points.is_some()));
        let left_out = match &policies.unanswered {
            Some(_) => !stands_in(&policies.unanswered),
            None => self.reading == Reading::Any,
        };
        if hidden || (na.is_some() && !na_counts) || left_out { Sure::Maybe } else { Sure::Always }
    }

    /// Whether something counts in an area, so that it has a score.
    pub fn something_left(&self, id: AreaId) -> Sure {
        let mut questions = self.model.questions_within(id).peekable();
        match questions.peek() {
            None => Sure::Always,
            Some(_) => Sure::any(questions.flat_map(|id| [self.counts(id, true), self.counts(id, false)])),
        }
    }

    /// Whether a number has a value.
    pub fn number(&mut self, id: NumberId) -> Sure {
        if let Some(Some(sure)) = self.numbers.get(id.0 as usize) {
            return *sure;
        }
        let sure = deep(|| self.work_out(id));
        if let Some(slot) = self.numbers.get_mut(id.0 as usize) {
            *slot = Some(sure);
        }
        sure
    }

    fn work_out(&mut self, id: NumberId) -> Sure {
        match self.model.numbers.get(id.0 as usize) {
            None => Sure::Never,
            Some(Number::Constant(_) | Number::Sum(_) | Number::Count(_)) => Sure::Always,
            Some(Number::Points(question) | Number::Share(question)) => self.counts(*question, true),
            Some(Number::Given(question)) => self.counts(*question, false),
            Some(Number::Score(area)) => {
                let score = self.model.areas.get(area.0 as usize).and_then(|area| area.score.as_ref());
                let number = score.map_or(Sure::Never, |score| self.number(score.number));
                Sure::all([self.something_left(*area), number].into_iter())
            }
            Some(Number::Level(area)) => self.level(*area),
            Some(Number::Value(value)) => {
                let value = self.model.values.get(value.0 as usize);
                value.map_or(Sure::Never, |value| self.number(value.number))
            }
            Some(Number::Linear { terms, .. }) => Sure::all(terms.iter().map(|(_, id)| self.number(*id))),
            Some(Number::Mean(terms)) => Sure::any(terms.iter().map(|(_, id)| self.number(*id))),
            Some(Number::Min(all) | Number::Max(all)) => Sure::any(all.iter().map(|id| self.number(*id))),
            Some(Number::Round(inner, _)) => self.number(*inner),
            Some(Number::Else(one, other)) => Sure::any([self.number(*one), self.number(*other)].into_iter()),
            Some(Number::Case { lines, otherwise }) => {
                let all: Vec<Sure> =
                    lines.iter().map(|(_, id)| *id).chain([*otherwise]).map(|id| self.number(id)).collect();
                match all.iter().all(|one| *one == Sure::Always) {
                    true => Sure::Always,
                    false => Sure::Maybe,
                }
            }
            Some(Number::Proportion(members)) => Sure::any(members.iter().map(|(present, _)| self.truth(*present))),
        }
    }

    fn level(&mut self, id: AreaId) -> Sure {
        let Some(area) = self.model.areas.get(id.0 as usize) else { return Sure::Never };
        let Some(adoption) = &area.adoption else { return Sure::Never };
        let decides = match (adoption.level, &area.score) {
            (Some(level), _) => self.number(level),
            (None, Some(score)) if adoption.rules.iter().any(|rule| rule.lower.is_some()) => self.number(score.number),
            (None, _) => Sure::Always,
        };
        Sure::all([self.something_left(id), decides].into_iter())
    }

    /// Whether a condition holds. Only what tells who is in a set is looked into.
    pub fn truth(&mut self, id: TruthId) -> Sure {
        deep(|| match self.model.truths.get(id.0 as usize) {
            Some(Truth::Constant(truth)) => Sure::of(*truth),
            Some(Truth::And(all)) => Sure::all(all.iter().map(|id| self.truth(*id))),
            Some(Truth::Or(all)) => Sure::any(all.iter().map(|id| self.truth(*id))),
            Some(Truth::Present(number, sign)) => self.number(*number).signed(*sign),
            Some(Truth::Counts(question, sign)) => self.counts(*question, false).signed(*sign),
            _ => Sure::Maybe,
        })
    }
}
