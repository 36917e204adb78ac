//! What changes lead to, over all possible responses. The analysis fills it in; reports print it where it is there.

use schemars::JsonSchema;
use serde::Serialize;

use crate::exact::Rational;

/// What the changes lead to. Shares are of the possible responses, over the questions of both versions, each version
/// reading its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Effects {
    /// Areas whose level changes for some response, `overall` first, a role each.
    pub levels: Vec<LevelEffect>,
    /// Actions that are suggested to others than before.
    pub actions: Vec<ActionEffect>,
    /// What could not be decided, and why, a sentence each.
    pub undecided: Vec<String>,
}

/// How the levels of an area move, for a role.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LevelEffect {
    /// The area, as the new version calls it.
    pub area: String,
    /// The role, as the new version calls it; none in a model without roles.
    pub role: Option<String>,
    /// Old level × new level, those that occur.
    pub moves: Vec<LevelMove>,
    /// The share that rises.
    pub up: Rational,
    /// The share that falls.
    pub down: Rational,
    /// The smallest response that rises.
    pub rises: Option<Witness>,
    /// The smallest response that falls.
    pub falls: Option<Witness>,
}

/// One cell of a matrix old level × new level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LevelMove {
    /// The level in the old version; none for no level.
    pub from: Option<String>,
    /// The level in the new version; none for no level.
    pub to: Option<String>,
    /// The share of the possible responses.
    pub share: Rational,
    /// The share of those that are at `from` in the old version.
    pub of_those: Rational,
}

/// How often an action is suggested, for a role.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ActionEffect {
    /// The action, as the new version calls it, or the last name that it had.
    pub action: String,
    /// The role; none in a model without roles.
    pub role: Option<String>,
    /// The share to which the old version suggests it.
    pub before: Rational,
    /// The share to which the new version suggests it.
    pub now: Rational,
    /// The share to which only the new version suggests it.
    pub gained: Rational,
    /// The share to which only the old version suggests it.
    pub lost: Rational,
}

/// A response that shows it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Witness {
    /// Its answers, to paste into an `example` of the new version.
    pub given: String,
    /// The level in the old version; none for no level.
    pub from: Option<String>,
    /// The level in the new version; none for no level.
    pub to: Option<String>,
}

/// What the changes mean for the levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// No result changes.
    Same,
    /// Some levels fall, none rises.
    Stricter,
    /// Some levels rise, none falls.
    Easier,
    /// Some rise, some fall.
    BothWays,
    /// Levels stay, but something else that is reported changes: suggestions.
    Otherwise,
    /// It is not known.
    Undecided,
}

impl Effects {
    /// What the changes mean, as far as it was decided.
    pub fn direction(&self) -> Direction {
        let up = self.levels.iter().any(|effect| effect.up.is_positive());
        let down = self.levels.iter().any(|effect| effect.down.is_positive());
        match (up, down) {
            (true, true) => Direction::BothWays,
            _ if !self.undecided.is_empty() => Direction::Undecided,
            (true, false) => Direction::Easier,
            (false, true) => Direction::Stricter,
            (false, false) if self.levels.is_empty() && self.actions.is_empty() => Direction::Same,
            (false, false) => Direction::Otherwise,
        }
    }
}
