//! What changes lead to, over all possible responses. The analysis fills it in; reports print it where it is there.

use schemars::JsonSchema;
use serde::Serialize;

use super::replay::Way;
use crate::exact::Rational;

/// What the changes lead to. Shares are of the possible responses, over the questions of both versions, each version
/// reading its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Effects {
    /// Areas whose level changes for some response, or may change, `overall` first, a role each.
    pub levels: Vec<LevelEffect>,
    /// Actions that are suggested to others than before.
    pub actions: Vec<ActionEffect>,
    /// Scores and values that change for some response, and those that only one version has.
    pub results: Vec<ResultEffect>,
    /// How it was counted where that is not plain, a sentence each.
    pub notes: Vec<String>,
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
    /// The levels of the old version that occur, from the lowest; none for no level.
    pub before: Vec<Option<String>>,
    /// The levels of the new version that occur, from the lowest; none for no level.
    pub now: Vec<Option<String>>,
    /// Old level × new level, those that occur. Nothing where they could not be counted.
    pub matrix: Vec<LevelMove>,
    /// The share that rises; none where it could not be counted.
    pub up: Option<Rational>,
    /// The share that falls; none where it could not be counted.
    pub down: Option<Rational>,
    /// The share that gets a level, loses it, or gets one that is neither higher nor lower; none where it could not be
    /// counted.
    pub otherwise: Option<Rational>,
    /// A response that rises: the smallest, where that is known.
    pub rises: Option<Witness>,
    /// A response that falls: the smallest, where that is known.
    pub falls: Option<Witness>,
    /// A response that changes otherwise: the smallest, where that is known.
    pub changes: Option<Witness>,
}

impl LevelEffect {
    /// Whether the level moves this way for some response; none where that is not known.
    pub fn moves(&self, way: Way) -> Option<bool> {
        let (share, witness) = match way {
            Way::Up => (&self.up, &self.rises),
            Way::Down => (&self.down, &self.falls),
            Way::Otherwise => (&self.otherwise, &self.changes),
        };
        match witness {
            Some(_) => Some(true),
            None => share.as_ref().map(Rational::is_positive),
        }
    }

    /// The levels before and now of those that neither stay nor rise nor fall, as far as they are known.
    pub fn strays(&self) -> Vec<(Option<String>, Option<String>)> {
        let counted = self.matrix.iter().filter(|cell| cell.way == Some(Way::Otherwise));
        let seen = self.changes.iter().map(|witness| (witness.from.clone(), witness.to.clone()));
        counted.map(|cell| (cell.from.clone(), cell.to.clone())).chain(seen).collect()
    }
}

/// One cell of a matrix old level × new level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LevelMove {
    /// The level in the old version; none for no level.
    pub from: Option<String>,
    /// The level in the new version; none for no level.
    pub to: Option<String>,
    /// Which way that is; none for the same level, by whatever name.
    pub way: Option<Way>,
    /// The share of the possible responses.
    pub share: Rational,
    /// The share of those that are at `from` in the old version.
    pub of_those: Rational,
}

/// A score or a value that changes, for a role.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ResultEffect {
    /// What it is.
    pub kind: ResultKind,
    /// The area or the value, as the new version calls it, or the last name that it had.
    pub name: String,
    /// The role; none in a model without roles.
    pub role: Option<String>,
    /// A response for which it changes: its answers, to paste into an `example` of the new version.
    pub given: String,
    /// What it is in the old version; none for nothing.
    pub from: Option<Rational>,
    /// What it is in the new version; none for nothing.
    pub to: Option<Rational>,
}

/// A result that is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultKind {
    /// The score of an area.
    Score,
    /// The level of an area that only one version has, by its rank.
    Level,
    /// A declared value.
    Value,
}

impl ResultKind {
    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            ResultKind::Score => "score",
            ResultKind::Level => "level",
            ResultKind::Value => "value",
        }
    }
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
    /// A response to which only the new version suggests it; none where there is none, or none was found.
    pub gains: Option<Shown>,
    /// A response to which only the old version suggests it; none where there is none, or none was found.
    pub loses: Option<Shown>,
}

/// The answers of a response that shows something.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Shown {
    /// Whether it is proved that none has fewer answers away from their lowest.
    pub smallest: bool,
    /// Its answers, to paste into an `example` of the new version.
    pub given: String,
    /// Its answers to the old version, where that reads others.
    pub given_before: Option<String>,
}

/// A response that shows it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Witness {
    /// Whether it is proved that none has fewer answers away from their lowest.
    pub smallest: bool,
    /// Its answers, to paste into an `example` of the new version.
    pub given: String,
    /// Its answers to the old version, where that reads others.
    pub given_before: Option<String>,
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
    /// No level rises or falls, but something else that is reported changes.
    Otherwise,
    /// It is not known.
    Undecided,
}

impl Effects {
    /// What the changes mean, as far as it was decided.
    pub fn direction(&self) -> Direction {
        let some = |way| self.levels.iter().any(|effect| effect.moves(way) == Some(true));
        let known = |way| self.levels.iter().all(|effect| effect.moves(way).is_some());
        match (some(Way::Up), some(Way::Down)) {
            (true, true) => Direction::BothWays,
            (true, false) if known(Way::Down) => Direction::Easier,
            (false, true) if known(Way::Up) => Direction::Stricter,
            _ if !known(Way::Up) || !known(Way::Down) => Direction::Undecided,
            _ if !self.levels.is_empty() || !self.actions.is_empty() || !self.results.is_empty() => {
                Direction::Otherwise
            }
            _ if !self.undecided.is_empty() => Direction::Undecided,
            _ => Direction::Same,
        }
    }
}
