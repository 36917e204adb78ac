//! The way to a level: what it takes, in words, and as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::Words;
use super::compose::{Composer, one_line};
use super::page::Missing;
use super::result::{LevelRef, LevelResult, ModelRef, RESULT_FORMAT};
use super::results::{level, level_ref};
use super::table::Evaluated;
use crate::analyse::next::{By, Goal, Hindrance, Improvement, Route, Way};
use crate::evaluate::{AreaOutcome, MissingForLevel};
use crate::model::{ActionId, Answer, Area, LadderId, Model, QuestionId};

/// The way from a response to a level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WayToLevel {
    /// The version of this form.
    pub format: u32,
    /// The model.
    pub model: ModelRef,
    /// The language of the texts.
    pub language: String,
    /// The file that the response was read from.
    pub response: String,
    /// The role of the respondent, its text.
    pub role: Option<String>,
    /// The area, as it is called in results.
    pub area: String,
    /// Its text.
    pub text: String,
    /// Its level as it is.
    pub now: Option<LevelResult>,
    /// The level to reach; none at the highest.
    pub wanted: Option<LevelRef>,
    /// What is to be as little as possible.
    pub by: Measure,
    /// Whether there is a way.
    pub verdict: WayVerdict,
    /// In a sentence.
    pub summary: String,
    /// How many steps, or how much effort; there is no way with less.
    pub cost: Option<u64>,
    /// The answers that become better.
    pub improved: Vec<Improved>,
    /// Unanswered questions that must be answered, with the lowest answer at least.
    pub lowest: Vec<QuestionRef>,
    /// Questions that become asked, for which any answer will do.
    pub any: Vec<QuestionRef>,
    /// The actions to take, in order.
    pub actions: Vec<ActionToTake>,
    /// The highest level within reach, where the wanted one is not.
    pub highest: Option<LevelRef>,
    /// The level that cannot be reached: the wanted one, or one below that it needs.
    pub hindered_level: Option<LevelRef>,
    /// What stands in its way.
    pub hindrances: Vec<HindranceResult>,
    /// More to know, in sentences.
    pub remarks: Vec<String>,
}

/// What is to be as little as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Steps on the scales.
    Steps,
    /// The effort of actions.
    Effort,
}

/// Whether there is a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WayVerdict {
    /// There is one.
    Found,
    /// The level is reached already.
    There,
    /// There is no higher level.
    AtTop,
    /// There is none.
    OutOfReach,
    /// It was not found out.
    Undecided,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QuestionRef {
    /// What it is called in a response.
    pub question: String,
    /// Its text.
    pub text: String,
}

/// An answer that becomes better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Improved {
    /// What the question is called in a response.
    pub question: String,
    /// The answer given, as the model writes it; none: it is unanswered, or not asked yet.
    pub from: Option<String>,
    /// The better answer.
    pub to: String,
    /// How many steps there are between them.
    pub steps: u64,
    /// The actions to take that bring it; without one it remains to be done otherwise.
    pub actions: Vec<String>,
    /// The text of the question.
    pub text: String,
    /// The change in words.
    pub change: String,
}

/// An action to take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActionToTake {
    /// Its name.
    pub action: String,
    /// What to do.
    pub text: String,
    /// How.
    pub guidance: Option<String>,
    /// How much work it is.
    pub effort: Option<u32>,
    /// What it is for, in words.
    pub facts: Vec<String>,
}

/// Something that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HindranceResult {
    /// In words.
    pub text: String,
    /// The author's rule.
    pub code: Option<String>,
    /// What of it cannot hold, in words.
    pub details: Vec<String>,
}

/// Where somebody wants to come.
#[derive(Debug, Clone, PartialEq)]
pub enum Aim {
    /// To a level, and this is the way.
    Level(Goal, Way),
    /// To a level that is reached.
    There(Goal),
    /// Above the highest level of an area.
    AboveTop(crate::model::AreaId),
}

impl Aim {
    fn area(&self) -> crate::model::AreaId {
        match self {
            Aim::Level(goal, _) | Aim::There(goal) => goal.area,
            Aim::AboveTop(area) => *area,
        }
    }
}

/// Words a way; none where the area has no levels.
pub fn way(model: &Model, evaluated: &Evaluated, by: By, aim: &Aim, words: &Words) -> Option<WayToLevel> {
    let (file, response, outcome) = evaluated;
    let composer = Composer::new(model, response, outcome, words);
    let id = aim.area();
    let (area, outcome) = (model.areas.get(id.0 as usize)?, outcome.areas.get(id.0 as usize)?);
    let adoption = area.adoption.as_ref()?;
    let ladder = adoption.ladder;
    let wanted = match aim {
        Aim::Level(goal, _) | Aim::There(goal) => level_ref(&composer, ladder, goal.rank),
        Aim::AboveTop(_) => None,
    };
    let mut page = WayToLevel {
        format: RESULT_FORMAT,
        model: ModelRef {
            name: model.name.clone(),
            version: model.version.clone(),
            text: composer.naming.model_title(),
        },
        language: words.language().to_owned(),
        response: file.clone(),
        role: response.answers.role.map(|role| composer.naming.role(role)),
        area: area.key.clone(),
        text: composer.naming.area_title(area),
        now: outcome.level.as_ref().map(|extent| level(&composer, adoption, extent)),
        wanted,
        by: if by == By::Steps { Measure::Steps } else { Measure::Effort },
        verdict: WayVerdict::Undecided,
        summary: String::new(),
        cost: None,
        improved: Vec::new(),
        lowest: Vec::new(),
        any: Vec::new(),
        actions: Vec::new(),
        highest: None,
        hindered_level: None,
        hindrances: Vec::new(),
        remarks: Vec::new(),
    };
    Wording { composer, area, outcome, ladder, by }.fill(&mut page, aim);
    Some(page)
}

struct Wording<'a> {
    composer: Composer<'a>,
    area: &'a Area,
    outcome: &'a AreaOutcome,
    ladder: LadderId,
    by: By,
}

impl Wording<'_> {
    fn fill(&self, page: &mut WayToLevel, aim: &Aim) {
        let words = self.words();
        let area = words.quoted(&page.text);
        match aim {
            Aim::AboveTop(_) => {
                let level = self.composer.level(self.area, self.outcome).unwrap_or_default();
                page.verdict = WayVerdict::AtTop;
                page.summary =
                    words.with("way-at-top", &[("area", area.into()), ("level", words.quoted(&level).into())]);
            }
            Aim::There(goal) => {
                page.verdict = WayVerdict::There;
                page.summary =
                    words.with("way-there", &[("area", area.into()), ("level", self.level(goal.rank).into())]);
            }
            Aim::Level(goal, Way::Undecided) => {
                page.summary = words.with("way-undecided", &[("level", self.level(goal.rank).into())]);
            }
            Aim::Level(goal, Way::Found(route)) => self.found(page, *goal, route),
            Aim::Level(goal, Way::OutOfReach(hindrance)) => self.out_of_reach(page, *goal, hindrance),
        }
    }

    fn words(&self) -> &Words {
        self.composer.naming.words
    }

    fn level(&self, rank: u32) -> String {
        self.words().quoted(&self.composer.naming.level(self.ladder, rank))
    }

    fn found(&self, page: &mut WayToLevel, goal: Goal, route: &Route) {
        let model = self.composer.naming.model;
        page.verdict = WayVerdict::Found;
        let message = if self.by == By::Steps { "way-steps" } else { "way-effort" };
        page.summary =
            self.words().with(message, &[("level", self.level(goal.rank).into()), ("count", route.cost.into())]);
        page.cost = Some(route.cost);
        page.improved = route.improved.iter().filter_map(|improvement| self.improved(improvement)).collect();
        let questions = |ids: &[QuestionId]| ids.iter().map(|id| self.question(*id)).collect();
        page.lowest = questions(&route.lowest);
        page.any = questions(&route.any);
        page.actions = route.actions.iter().filter_map(|id| self.action(*id, route)).collect();
        let raises = model.actions.iter().any(|action| action.roles.contains(self.composer.response.answers.role));
        if raises && route.actions.is_empty() && !route.improved.is_empty() {
            page.remarks.push(self.words().say("way-no-actions"));
        }
    }

    fn question(&self, id: QuestionId) -> QuestionRef {
        let question = self.composer.naming.model.questions.get(id.0 as usize);
        let key = question.map_or_else(String::new, |question| question.key.clone());
        QuestionRef { question: key, text: self.composer.naming.question(id) }
    }

    fn improved(&self, improvement: &Improvement) -> Option<Improved> {
        let (naming, words) = (&self.composer.naming, self.words());
        let question = naming.model.questions.get(improvement.question.0 as usize)?;
        let written = |answer: &Answer| match answer {
            Answer::Index(index) => naming.model.answer_notation(question, *index),
            Answer::Na => "na".to_owned(),
            Answer::Text(text) => text.clone(),
        };
        let from = match &improvement.from {
            Some(answer) => naming.given(question, answer),
            None => words.say("state-unanswered"),
        };
        let to = match &improvement.to {
            Answer::Text(_) => words.say("way-a-text"),
            answer => naming.given(question, answer),
        };
        let change = words.with(
            "way-from-to",
            &[("question", naming.question_title(question).into()), ("from", from.into()), ("to", to.into())],
        );
        let name = |id: &ActionId| Some(naming.model.actions.get(id.0 as usize)?.name.clone());
        Some(Improved {
            question: question.key.clone(),
            from: improvement.from.as_ref().map(written),
            to: written(&improvement.to),
            steps: improvement.steps,
            actions: improvement.actions.iter().filter_map(name).collect(),
            text: naming.question_title(question),
            change,
        })
    }

    fn action(&self, id: ActionId, route: &Route) -> Option<ActionToTake> {
        let (naming, words) = (&self.composer.naming, self.words());
        let action = naming.model.actions.get(id.0 as usize)?;
        let raised = route.improved.iter().filter(|improvement| improvement.actions.contains(&id));
        let raised: Vec<String> =
            raised.map(|improvement| words.quoted(&naming.question(improvement.question))).collect();
        let mut facts = Vec::new();
        if raised.is_empty() {
            let later = |other: &&ActionId| {
                naming.model.actions.get(other.0 as usize).is_some_and(|other| other.after.contains(&id))
            };
            let later: Vec<String> =
                route.actions.iter().filter(later).map(|other| words.quoted(&naming.action(*other))).collect();
            facts.push(words.with("way-before", &[("actions", words.and(&later).into())]));
        } else {
            facts.push(words.with("way-brings", &[("questions", words.and(&raised).into())]));
        }
        if let Some(effort) = action.effort {
            facts.push(format!("{}: {effort}", words.say("effort")));
        }
        Some(ActionToTake {
            action: action.name.clone(),
            text: naming.action(id),
            guidance: words.text(&action.guidance).map(one_line),
            effort: action.effort,
            facts,
        })
    }

    fn out_of_reach(&self, page: &mut WayToLevel, goal: Goal, hindrance: &Hindrance) {
        let words = self.words();
        page.verdict = WayVerdict::OutOfReach;
        let message = if self.by == By::Steps { "way-out" } else { "way-out-effort" };
        page.summary = words.with(message, &[("level", self.level(goal.rank).into())]);
        page.highest = hindrance.highest.and_then(|rank| level_ref(&self.composer, self.ladder, rank));
        page.hindered_level = level_ref(&self.composer, self.ladder, hindrance.rank);
        if self.outcome.nothing_left {
            page.remarks.push(words.say("nothing-left"));
            return;
        }
        if let Some(highest) = hindrance.highest {
            page.remarks.push(words.with("way-highest", &[("level", self.level(highest).into())]));
        }
        let missing = hindrance.missing.iter().filter_map(|missing| self.hindrance(hindrance, missing));
        page.hindrances = missing
            .map(|missing| HindranceResult { text: missing.text, code: missing.code, details: missing.details })
            .collect();
        if !hindrance.decided {
            page.remarks.push(words.say("way-partly"));
        } else if page.hindrances.is_empty() {
            page.remarks.push(words.say("way-together"));
        }
        if self.by == By::Effort {
            page.remarks.push(words.say("way-by-steps"));
        }
    }

    fn hindrance(&self, hindrance: &Hindrance, missing: &MissingForLevel) -> Option<Missing> {
        let words = self.words();
        let mut said = self.composer.missing(self.area, hindrance.rank, missing)?;
        match missing {
            MissingForLevel::Score { bound, score: Some(score), unit } => {
                let message = if bound.inclusive { "way-score-most" } else { "way-score-most-above" };
                let threshold = self.composer.naming.amount(&bound.value, Some(*unit));
                let score = words.number_beside(score, *unit, &[&bound.value]);
                said.text = words.with(message, &[("threshold", threshold.into()), ("score", score.into())]);
            }
            MissingForLevel::Score { .. } => {}
            MissingForLevel::Formula { rank } => {
                let given = rank.map_or_else(|| words.say("no-level"), |rank| self.level(rank));
                said.text = words.with("way-rule-most", &[("level", given.into())]);
                let held = hindrance.held_by.iter().map(|(area, highest)| {
                    let area_words = words.quoted(&self.composer.naming.area(*area));
                    let ladder =
                        self.composer.naming.model.areas.get(area.0 as usize).and_then(|a| a.adoption.as_ref());
                    let ladder = ladder.map_or(self.ladder, |adoption| adoption.ladder);
                    let level = words.quoted(&self.composer.naming.level(ladder, *highest));
                    words.with("way-level-most", &[("area", area_words.into()), ("level", level.into())])
                });
                said.details = held.collect();
            }
            MissingForLevel::Requirement { rank, .. } => {
                said.text = words.with("way-requirement-never", &[("level", self.level(*rank).into())]);
            }
        }
        Some(said)
    }
}
