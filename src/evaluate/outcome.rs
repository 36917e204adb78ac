//! What a response leads to, with the range of what is still possible where answers are missing.

use crate::exact::Rational;
use crate::model::{ActionId, AreaId, Bound, TruthId, Unit, ValueId};

/// Up to this many completions of an incomplete response are tried one by one; above, the range is sound but may be
/// wider than what can happen.
pub const MAX_COMPLETIONS: u64 = 10_000;

/// The result of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// One entry an area, in the model's order: `overall` first.
    pub areas: Vec<AreaOutcome>,
    /// One entry a declared value, in the model's order.
    pub values: Vec<ValueOutcome>,
    /// What is suggested, in the order in which it should be read: by priority, `after`, effort, then the text's order.
    pub suggestions: Vec<Suggestion>,
}

/// The result in an area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaOutcome {
    /// Which area.
    pub area: AreaId,
    /// How much of it is answered.
    pub completeness: Completeness,
    /// Its score; none for an area that does not score.
    pub score: Option<Extent>,
    /// The rank of its level; none for an area without levels.
    pub level: Option<Extent>,
    /// What separates it from the next level; none at the top, without levels, or while the level is open.
    pub next: Option<NextLevel>,
    /// It has questions, but none counts for this respondent: so it has no score and no level.
    pub nothing_left: bool,
}

/// How many of the questions that are asked are answered; `na` is an answer. Free text is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completeness {
    /// Answered.
    pub answered: u32,
    /// Asked.
    pub asked: u32,
}

/// A number over all completions of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// Lowest and highest value; none when no completion gives a value.
    pub bounds: Option<(Rational, Rational)>,
    /// Some completion gives no value.
    pub may_be_none: bool,
    /// Both bounds are reached; otherwise the truth lies within them.
    pub exact: bool,
}

impl Extent {
    /// The value when every completion gives the same (`Some(None)`: when none gives a value); none while it is open.
    pub fn known(&self) -> Option<Option<&Rational>> {
        match &self.bounds {
            None => Some(None),
            Some((lowest, highest)) if lowest == highest && !self.may_be_none => Some(Some(lowest)),
            Some(_) => None,
        }
    }
}

/// What separates an area from its next level.
#[derive(Debug, Clone, PartialEq)]
pub struct NextLevel {
    /// The rank of the next level.
    pub rank: u32,
    /// All of it, at least one.
    pub missing: Vec<MissingForLevel>,
}

/// One thing that separates an area from a level.
#[derive(Debug, Clone, PartialEq)]
pub enum MissingForLevel {
    /// The score is too low.
    Score {
        /// The threshold.
        bound: Bound,
        /// The score; none when there is none.
        score: Option<Rational>,
        /// The unit of both.
        unit: Unit,
    },
    /// The area's `level` formula gives a lower rank.
    Formula {
        /// What it gives.
        rank: Option<u32>,
    },
    /// A requirement does not hold.
    Requirement {
        /// Its rank: with cumulative gating a lower level's requirement can be in the way.
        rank: u32,
        /// Its number among that level's requirements.
        index: usize,
        /// The leaves of the condition that do not hold.
        unmet: Vec<TruthId>,
    },
}

/// A declared value of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueOutcome {
    /// Which value.
    pub value: ValueId,
    /// What it is.
    pub number: Extent,
}

/// An action that is suggested.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Which action.
    pub action: ActionId,
    /// Every completion leads to it; otherwise some may.
    pub certain: bool,
    /// The leaves of its condition that hold with the answers given so far: why it is suggested.
    pub reasons: Vec<TruthId>,
}
