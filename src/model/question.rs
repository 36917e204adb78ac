//! Questions: slots with finite domains.

use serde::{Deserialize, Serialize};

use super::{AreaId, Roles, Text, TruthId};
use crate::exact::Rational;
use crate::source::Span;

/// The number of a question in [`Model::questions`](super::Model::questions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct QuestionId(pub u32);

/// The number of a scale in [`Model::scales`](super::Model::scales).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ScaleId(pub u32);

/// A set of named options, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Scale {
    /// Its name; none for a scale that stands in a question.
    pub name: Option<String>,
    /// Its text.
    pub text: Text,
    /// At least two options (`any of` takes one or more).
    pub options: Vec<ScaleOption>,
    /// Where it was declared.
    pub span: Span,
}

/// An option of a scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ScaleOption {
    /// Its identity.
    pub name: String,
    /// What the respondent reads.
    pub text: Text,
    /// Its worth; none where the scale does not score.
    pub points: Option<Rational>,
    /// Earlier names.
    pub was: Vec<String>,
    /// Its published number.
    pub code: Option<String>,
    /// Its help text.
    pub guidance: Text,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Question {
    /// Its name, unique in its area.
    pub name: String,
    /// What it is called in a response: its name, or `area.name` where the name alone is not unique in the model.
    pub key: String,
    /// What the respondent reads.
    pub text: Text,
    /// Its help text.
    pub guidance: Text,
    /// Its published number.
    pub code: Option<String>,
    /// Earlier names.
    pub was: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The area that it stands in.
    pub area: AreaId,
    /// Its weight in that area, positive.
    pub weight: Rational,
    /// Who is asked.
    pub roles: Roles,
    /// The rank of the level that it belongs to in its area's ladder.
    pub at: Option<u32>,
    /// The possible answers, `na` apart.
    pub domain: Domain,
    /// Whether `na` can be answered, and what it is worth.
    pub na: Option<NotApplicable>,
    /// Which answers count as fulfilled.
    pub met: Option<Met>,
    /// It is asked when this holds; always when none.
    pub ask_when: Option<TruthId>,
    /// What a missing answer counts as.
    pub policies: StatePolicies,
    /// Lowest and highest worth (that of `na` included); none when it does not score.
    pub bounds: Option<(Rational, Rational)>,
    /// Where it was declared: its name.
    pub span: Span,
}

impl Question {
    /// How many answers it has, `na` apart; none for free text.
    pub fn answer_count(&self) -> u64 {
        match &self.domain {
            Domain::Choice(choice) => u64::from(choice.count),
            Domain::AnyOf(any) => 1u64.checked_shl(any.count).unwrap_or(u64::MAX),
            Domain::Range(range) => range.count,
            Domain::Text => 0,
        }
    }
}

/// `na` as an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NotApplicable {
    /// What the respondent reads.
    pub text: Text,
    /// A worth of its own, which counts in scores; comparisons and `met` still see no answer.
    pub points: Option<Rational>,
}

/// The finite set of answers of a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Domain {
    /// One option of a scale. The answer is the option's index.
    Choice(Choice),
    /// Any number of options, none included. The answer is a bit set, option 0 lowest; its worth the sum.
    AnyOf(AnyOf),
    /// A number. The answer is the number of steps from the first value.
    Range(Range),
    /// Free text, which never scores.
    Text,
}

/// See [`Domain::Choice`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Choice {
    /// The scale.
    pub scale: ScaleId,
    /// How many options it has.
    pub count: u32,
}

/// See [`Domain::AnyOf`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AnyOf {
    /// The scale.
    pub scale: ScaleId,
    /// How many options it has, at most 16.
    pub count: u32,
}

/// See [`Domain::Range`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Range {
    /// The first value.
    pub first: Rational,
    /// The step, positive.
    pub step: Rational,
    /// How many values there are, at least two.
    pub count: u64,
    /// The unit, a label.
    pub unit: Text,
    /// The worth of a number: the first rule that holds. Empty: the number itself.
    pub points: Vec<PointsRule>,
}

impl Range {
    /// The value after `steps` steps.
    pub fn value(&self, steps: u64) -> Rational {
        &self.first + &(&self.step * &Rational::from(i64::try_from(steps).unwrap_or(i64::MAX)))
    }

    /// The last value.
    pub fn last(&self) -> Rational {
        self.value(self.count.saturating_sub(1))
    }

    /// The number of steps to `value`; none when it is outside or between two steps.
    pub fn steps(&self, value: &Rational) -> Option<u64> {
        let steps = (value - &self.first).checked_div(&self.step)?.to_i64()?;
        u64::try_from(steps).ok().filter(|s| *s < self.count)
    }

    /// The worth after `steps` steps.
    pub fn points(&self, steps: u64) -> Rational {
        if self.points.is_empty() {
            return self.value(steps);
        }
        let rule = self.points.iter().find(|rule| rule.first <= steps && steps <= rule.last);
        rule.map_or(Rational::ZERO, |rule| rule.points.clone())
    }
}

/// The worth of the values from the step `first` to the step `last`, both included; rules are disjoint, ascending and
/// cover the range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PointsRule {
    /// First step.
    pub first: u64,
    /// Last step.
    pub last: u64,
    /// The worth.
    pub points: Rational,
}

/// Which answers count as fulfilled: all from `first` to `last`, both included. For a choice these are option indices,
/// for a range steps. For `any of` at least `first` options are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Met {
    /// The first answer that counts.
    pub first: u64,
    /// The last answer that counts.
    pub last: u64,
}

/// The states of a question for a respondent that `is` can test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    /// An answer was given, `na` included.
    Answered,
    /// Asked, but nothing was given.
    Unanswered,
    /// Not applicable was answered.
    Na,
    /// Not asked, because `ask when` does not hold.
    Hidden,
}

/// What a missing answer counts as, by state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StatePolicies {
    /// For unanswered; `None` (the default) makes what depends on it incomplete.
    pub unanswered: Option<StatePolicy>,
    /// For not applicable; `None` (the default) leaves it out.
    pub na: Option<StatePolicy>,
    /// For hidden; `None` (the default) leaves it out.
    pub hidden: Option<StatePolicy>,
}

/// A policy and where it was stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StatePolicy {
    /// What the missing answer counts as.
    pub stand_in: StandIn,
    /// Who said so.
    pub origin: PolicyOrigin,
}

/// What a missing answer counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandIn {
    /// It is in no set.
    LeftOut,
    /// It counts as this answer (an index as in [`Domain`]): in scores, `met` and comparisons.
    Answer(u64),
}

/// Where a policy was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PolicyOrigin {
    /// At the question.
    Question,
    /// At an area around it.
    Area(AreaId),
    /// At the model.
    Model,
}
