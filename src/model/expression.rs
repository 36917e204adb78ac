//! The expression graph.
//!
//! A number node has a value or *none*: nothing is left of a set, or an answer is missing. Conditions are in negation
//! normal form: there is no `not` node, because for a missing answer neither a comparison nor its opposite holds; each
//! leaf carries its own [`Sign`] instead.

use serde::{Deserialize, Serialize};

use super::{ActionId, AreaId, QuestionId, QuestionState, Rule, ValueId};
use crate::exact::{Compare, Rational};

/// The number of a node in [`Model::numbers`](super::Model::numbers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberId(pub u32);

/// The number of a node in [`Model::truths`](super::Model::truths).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TruthId(pub u32);

/// A number that depends on the answers, or none. Percentages are fractions (`25%` is 1/4), levels are ranks (0 is the
/// lowest).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Number {
    /// A constant.
    Constant(Rational),
    /// The worth of a question's answer, a stand-in's where a policy says so; none when it is left out.
    Points(QuestionId),
    /// The same as a share of the question's own bounds, 0 to 1; only of questions whose bounds differ.
    Share(QuestionId),
    /// The number that a range question was answered with; none when it is left out.
    Given(QuestionId),
    /// An area's score.
    Score(AreaId),
    /// The rank of an area's level.
    Level(AreaId),
    /// A declared value.
    Value(ValueId),
    /// `constant + Σ factor × term`; none when any term is none.
    Linear {
        /// The constant.
        constant: Rational,
        /// Factors and terms.
        terms: Vec<(Rational, NumberId)>,
    },
    /// `Σ weight × term` over the terms that have a value; 0 over nothing.
    Sum(Vec<(Rational, NumberId)>),
    /// `Σ weight × term / Σ weight` over the terms that have a value; none over nothing.
    Mean(Vec<(Rational, NumberId)>),
    /// The smallest of the terms that have a value; none over nothing.
    Min(Vec<NumberId>),
    /// The largest of the terms that have a value; none over nothing.
    Max(Vec<NumberId>),
    /// Rounded half away from zero to this many decimals.
    Round(NumberId, u32),
    /// The first, or the second where the first is none.
    Else(NumberId, NumberId),
    /// The number of the first condition that holds, else the last number.
    Case {
        /// Conditions with their numbers.
        lines: Vec<(TruthId, NumberId)>,
        /// When none holds.
        otherwise: NumberId,
    },
    /// How many conditions hold.
    Count(Vec<TruthId>),
    /// How many of the second conditions hold among the members whose first condition holds (who are in the set);
    /// none over nothing.
    Proportion(Vec<(TruthId, TruthId)>),
}

/// Whether a leaf is meant as it stands or as its opposite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// As it stands.
    Is,
    /// The opposite, which does not hold either where there is no answer.
    IsNot,
}

/// A condition on the answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// Always or never.
    Constant(bool),
    /// All hold; true when empty.
    And(Vec<TruthId>),
    /// At least one holds; false when empty.
    Or(Vec<TruthId>),
    /// A comparison; false when either side is none. [`Compare`] has an opposite for each operator, so there is no sign.
    Compare(NumberId, Compare, NumberId),
    /// The answer (of a choice or a range, or a stand-in) lies in one of these spans of answer indices, both ends
    /// included; ascending and disjoint. False when there is no answer.
    Answer(QuestionId, Vec<(u64, u64)>),
    /// The answer of an `any of` has this option (or has it not). False when there is no answer.
    Has(QuestionId, u32, Sign),
    /// The answer of an `any of` has at least this many options (or fewer). False when there is no answer.
    HasAtLeast(QuestionId, u32, Sign),
    /// The question is in this state, seen through any policy; false for `Is` and true for `IsNot` when the question
    /// is not for the respondent's role.
    State(QuestionId, QuestionState, Sign),
    /// The number has a value (or has none).
    Present(NumberId, Sign),
    /// The question counts: it has an answer or a stand-in (or it does not).
    Counts(QuestionId, Sign),
    /// The action is suggested to the respondent (or not).
    Suggested(ActionId, Sign),
}

impl Number {
    /// The numbers and conditions that it is worked out from directly; not what an area, a value or a question brings.
    pub fn parts(&self) -> Vec<Rule> {
        let both = |(one, other): &(TruthId, TruthId)| [Rule::Truth(*one), Rule::Truth(*other)];
        match self {
            Number::Constant(_)
            | Number::Points(_)
            | Number::Share(_)
            | Number::Given(_)
            | Number::Score(_)
            | Number::Level(_)
            | Number::Value(_) => Vec::new(),
            Number::Linear { terms, .. } | Number::Sum(terms) | Number::Mean(terms) => {
                terms.iter().map(|(_, id)| Rule::Number(*id)).collect()
            }
            Number::Min(ids) | Number::Max(ids) => ids.iter().copied().map(Rule::Number).collect(),
            Number::Round(id, _) => vec![Rule::Number(*id)],
            Number::Else(first, second) => vec![Rule::Number(*first), Rule::Number(*second)],
            Number::Case { lines, otherwise } => {
                let lines = lines.iter().flat_map(|(when, then)| [Rule::Truth(*when), Rule::Number(*then)]);
                std::iter::once(Rule::Number(*otherwise)).chain(lines).collect()
            }
            Number::Count(ids) => ids.iter().copied().map(Rule::Truth).collect(),
            Number::Proportion(members) => members.iter().flat_map(both).collect(),
        }
    }
}

impl Truth {
    /// The numbers and conditions that it is worked out from directly; not what an action or a question brings.
    pub fn parts(&self) -> Vec<Rule> {
        match self {
            Truth::And(ids) | Truth::Or(ids) => ids.iter().copied().map(Rule::Truth).collect(),
            Truth::Compare(left, _, right) => vec![Rule::Number(*left), Rule::Number(*right)],
            Truth::Present(number, _) => vec![Rule::Number(*number)],
            Truth::Constant(_)
            | Truth::Answer(..)
            | Truth::Has(..)
            | Truth::HasAtLeast(..)
            | Truth::State(..)
            | Truth::Counts(..)
            | Truth::Suggested(..) => Vec::new(),
        }
    }
}
