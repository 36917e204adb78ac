//! Why a result is what it is, as a tree: answers, weights, policies, thresholds.

use schemars::JsonSchema;
use serde::Serialize;

use super::Words;
use super::compose::{Composer, one_line};
use crate::evaluate::{Extent, Outcome};
use crate::exact::Rational;
use crate::model::{ActionId, AreaId, Gating, Model, OVERALL, QuestionId, Unit, ValueId};
use crate::respond::Response;
use crate::source::Span;

/// A part of a derivation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// What this is about.
    pub about: String,
    /// What it is, in words; none when it says all itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// The exact number (1/4 is 25%).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<Rational>,
    /// The words give the number rounded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rounded: bool,
    /// Of a condition, a threshold or a level: whether it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// The weight or factor with which it counts in what it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Rational>,
    /// It is left out of what it is a part of.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
    /// The author's formula.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What else is to be known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What it comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Explanation>,
}

impl Explanation {
    pub(super) fn new(about: impl Into<String>) -> Explanation {
        Explanation {
            about: about.into(),
            is: None,
            exact: None,
            rounded: false,
            holds: None,
            weight: None,
            left_out: false,
            rule: None,
            notes: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Drops what lies deeper than `depth` parts.
    pub fn prune(&mut self, depth: usize) {
        match depth.checked_sub(1) {
            None => self.parts.clear(),
            Some(depth) => self.parts.iter_mut().for_each(|part| part.prune(depth)),
        }
    }
}

/// What is to be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// An area's level, or its score when it has no levels.
    Area(AreaId),
    /// An area's level.
    Level(AreaId),
    /// An area's score.
    Score(AreaId),
    /// A declared value.
    Value(ValueId),
    /// A question's answer, its worth, and what it gives to the scores around it.
    Question(QuestionId),
    /// Why an action is suggested, or is not.
    Action(ActionId),
}

impl Target {
    /// What `name` stands for: an area (`kompetens`, `kompetens.score`, `overall`), a value, a question or an action.
    ///
    /// # Errors
    /// The name that was perhaps meant, when there is nothing of this name.
    pub fn parse(model: &Model, name: &str) -> Result<Target, Option<String>> {
        let named = targets(model);
        if let Some((_, target)) = named.iter().find(|(known, _)| known == name) {
            return Ok(*target);
        }
        match crate::respond::find_question(model, name) {
            Some(question) => Ok(Target::Question(question)),
            None => {
                let known = named.iter().map(|(known, _)| known.as_str());
                Err(crate::diagnostics::nearest(name, known).map(str::to_owned))
            }
        }
    }

    /// The whole: its level or score; the outermost areas where it has neither.
    pub fn whole(model: &Model) -> Vec<Target> {
        let explained = |id: &AreaId| {
            let area = model.areas.get(id.0 as usize);
            area.is_some_and(|area| area.score.is_some() || area.adoption.is_some())
        };
        if explained(&OVERALL) {
            return vec![Target::Area(OVERALL)];
        }
        let areas = model.areas.first().map_or(&[][..], |overall| &overall.areas);
        areas.iter().filter(|id| explained(id)).map(|id| Target::Area(*id)).collect()
    }
}

fn targets(model: &Model) -> Vec<(String, Target)> {
    let index = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let mut named = Vec::new();
    for (at, area) in model.areas.iter().enumerate() {
        let id = AreaId(index(at));
        if area.adoption.is_some() || area.score.is_some() {
            named.push((area.key.clone(), Target::Area(id)));
        }
        if area.adoption.is_some() {
            named.push((format!("{}.level", area.key), Target::Level(id)));
        }
        if area.score.is_some() {
            named.push((format!("{}.score", area.key), Target::Score(id)));
        }
    }
    let values = model.values.iter().enumerate();
    named.extend(values.clone().map(|(at, value)| (value.key.clone(), Target::Value(ValueId(index(at))))));
    let questions = model.questions.iter().enumerate();
    named.extend(questions.map(|(at, question)| (question.key.clone(), Target::Question(QuestionId(index(at))))));
    let actions = model.actions.iter().enumerate();
    named.extend(actions.map(|(at, action)| (action.name.clone(), Target::Action(ActionId(index(at))))));
    // A value can be called by its own name where nothing else has it.
    for (at, value) in values {
        let same = model.values.iter().filter(|other| other.name == value.name).count();
        if same == 1 && !named.iter().any(|(name, _)| *name == value.name) {
            named.push((value.name.clone(), Target::Value(ValueId(index(at)))));
        }
    }
    named
}

/// The derivation of `target`.
pub fn explain(model: &Model, response: &Response, outcome: &Outcome, target: Target, words: &Words) -> Explanation {
    Composer::new(model, response, outcome, words).explanation(target)
}

impl Composer<'_> {
    fn explanation(&self, target: Target) -> Explanation {
        let mut explanation = match target {
            Target::Area(id) => {
                match self.naming.model.areas.get(id.0 as usize).is_some_and(|a| a.adoption.is_some()) {
                    true => self.level_derivation(id),
                    false => self.score_derivation(id),
                }
            }
            Target::Level(id) => self.level_derivation(id),
            Target::Score(id) => self.score_derivation(id),
            Target::Value(id) => self.value_derivation(id),
            Target::Question(id) => self.question_in_scores(id),
            Target::Action(id) => self.action_derivation(id),
        };
        if let Some((extent, unit)) = self.extent_of(target)
            && extent.known().is_none()
        {
            explanation.notes.insert(0, self.open_words(extent, unit));
        }
        explanation
    }

    /// That a result is shown without what is unanswered, and within which range it lies.
    pub(super) fn open_words(&self, extent: &Extent, unit: Unit) -> String {
        let range = self.extent(extent, unit, &[]);
        self.naming.words.with("explain-open", &[("range", range.into())])
    }

    fn extent_of(&self, target: Target) -> Option<(&Extent, Unit)> {
        let area =
            |id: AreaId| Some((self.naming.model.areas.get(id.0 as usize)?, self.outcome.areas.get(id.0 as usize)?));
        match target {
            Target::Area(id) | Target::Level(id) if area(id)?.0.adoption.is_some() => {
                let (area, outcome) = area(id)?;
                Some((outcome.level.as_ref()?, Unit::Level(area.adoption.as_ref()?.ladder)))
            }
            Target::Area(id) | Target::Level(id) | Target::Score(id) => {
                let (area, outcome) = area(id)?;
                Some((outcome.score.as_ref()?, area.score.as_ref()?.unit))
            }
            Target::Value(id) => {
                let value = self.naming.model.values.get(id.0 as usize)?;
                Some((&self.outcome.values.get(id.0 as usize)?.number, value.unit))
            }
            Target::Question(_) | Target::Action(_) => None,
        }
    }

    /// The author's text under a span.
    pub(super) fn rule(&self, span: Option<Span>) -> Option<String> {
        let text = one_line(self.naming.model.sources.slice(span?));
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn level_derivation(&self, id: AreaId) -> Explanation {
        let words = self.naming.words;
        let about = words.with("number-level", &[("area", words.quoted(&self.naming.area(id)).into())]);
        let mut explanation = Explanation::new(about);
        let Some(area) = self.naming.model.areas.get(id.0 as usize) else { return explanation };
        let Some(adoption) = &area.adoption else { return explanation };
        let level = self.evaluation.level(id);
        explanation.is = Some(match level {
            Some(rank) => words.quoted(&self.naming.level(adoption.ladder, rank)),
            None => words.say("no-level"),
        });
        if self.outcome.areas.get(id.0 as usize).is_some_and(|outcome| outcome.nothing_left) {
            explanation.notes.push(words.say("nothing-left"));
            return explanation;
        }
        if let Some(formula) = adoption.level {
            explanation.rule = self.rule(adoption.level_span);
            let part = self.number_derivation(formula, Some(Unit::Level(adoption.ladder)));
            explanation.parts.push(part);
        } else if area.score.is_some() && adoption.rules.iter().any(|rule| rule.lower.is_some()) {
            explanation.parts.push(self.score_derivation(id));
        }
        for (rank, rule) in adoption.rules.iter().enumerate().skip(1) {
            let rank = u32::try_from(rank).unwrap_or(u32::MAX);
            explanation.parts.push(self.rung(id, rank, rule));
        }
        // Only where a level above an unmet one is met, it matters whether it counts.
        let rungs = explanation.parts.iter().rev().take(adoption.rules.len().saturating_sub(1));
        let met: Vec<bool> = rungs.map(|rung| rung.holds == Some(true)).collect();
        if met.iter().skip_while(|met| !**met).any(|met| !met) {
            explanation.notes.push(words.say(match adoption.gating {
                Gating::Cumulative => "gating-cumulative",
                Gating::Highest => "gating-highest",
            }));
        }
        explanation
    }

    /// One level of a ladder: whether its threshold and its requirements hold.
    fn rung(&self, id: AreaId, rank: u32, rule: &crate::model::LevelRule) -> Explanation {
        let words = self.naming.words;
        let model = self.naming.model;
        let Some((area, adoption)) = model.areas.get(id.0 as usize).and_then(|a| Some((a, a.adoption.as_ref()?)))
        else {
            return Explanation::new("");
        };
        let mut rung = Explanation::new(words.quoted(&self.naming.level(adoption.ladder, rank)));
        let mut holds = true;
        if let Some(formula) = adoption.level {
            let reached = self.evaluation.number(formula).is_some_and(|n| *n >= Rational::from(i64::from(rank)));
            holds &= reached;
            if !rule.requires.is_empty() {
                let mut part = Explanation::new(words.say("explain-rule-reaches"));
                part.holds = Some(reached);
                rung.parts.push(part);
            }
        } else if let (Some(bound), Some(score)) = (&rule.lower, &area.score) {
            let threshold = self.naming.amount(&bound.value, Some(score.unit));
            let message = if bound.inclusive { "explain-from" } else { "explain-above" };
            let mut part = Explanation::new(words.with(message, &[("threshold", threshold.into())]));
            let now = self.evaluation.score(id);
            let inside = now.is_some_and(|n| if bound.inclusive { n >= &bound.value } else { n > &bound.value });
            part.is = Some(match now {
                Some(now) => words.number_beside(now, score.unit, &[&bound.value]),
                None => words.say("no-value"),
            });
            part.holds = Some(inside);
            holds &= inside;
            rung.parts.push(part);
        }
        for requirement in &rule.requires {
            if requirement.roles.contains(self.response.answers.role) {
                let mut part = self.truth_derivation(requirement.condition);
                part.rule = self.rule(Some(requirement.span));
                holds &= part.holds.unwrap_or(true);
                rung.parts.push(part);
            }
        }
        rung.holds = Some(holds);
        rung
    }

    fn value_derivation(&self, id: ValueId) -> Explanation {
        let Some(value) = self.naming.model.values.get(id.0 as usize) else { return Explanation::new("") };
        let mut explanation = self.number_derivation(value.number, Some(value.unit));
        explanation.about = self.naming.words.quoted(&self.naming.value(id));
        explanation.rule = self.rule(Some(value.span));
        explanation
    }

    fn action_derivation(&self, id: ActionId) -> Explanation {
        let words = self.naming.words;
        let mut explanation = Explanation::new(words.quoted(&self.naming.action(id)));
        let Some(action) = self.naming.model.actions.get(id.0 as usize) else { return explanation };
        if !action.roles.contains(self.response.answers.role) {
            explanation.is = Some(words.say("state-outside"));
            explanation.notes.push(words.with("explain-for", &[("roles", self.naming.roles(&action.roles).into())]));
            return explanation;
        }
        let suggested = self.evaluation.suggested(id);
        explanation.is = Some(words.say(if suggested { "explain-suggested" } else { "explain-not-suggested" }));
        explanation.rule = self.rule(Some(action.suggest_span));
        explanation.parts.push(self.truth_derivation(action.suggest_when));
        explanation
    }
}
