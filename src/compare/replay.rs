//! Stored responses through both versions: who moves.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Serialize;

use super::pairing::{Pairing, pair_levels};
use super::pairs::{Numbered, Pairs};
use crate::evaluate::{Answers, Extent, Outcome};
use crate::model::{Area, AreaId, Model};

/// What stored responses lead to in both versions.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Replay {
    /// How many responses were replayed.
    pub responses: usize,
    /// How many have another level in some area, `overall` included.
    pub moved: usize,
    /// How many rise and fall, for each area where some do; `overall` first.
    pub areas: Vec<AreaCount>,
    /// Those that move or lose answers.
    pub changed: Vec<Replayed>,
}

/// How many responses move in an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AreaCount {
    /// The area, as the new version calls it.
    pub area: String,
    /// How many rise.
    pub up: usize,
    /// How many fall.
    pub down: usize,
    /// How many change in another way: a level comes, goes or stays open.
    pub otherwise: usize,
}

/// A response that moves or loses answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Replayed {
    /// The response: its file.
    pub response: String,
    /// Where its level changes.
    pub moves: Vec<AreaMove>,
    /// Questions of the old version whose answer the new one does not take.
    pub lost: Vec<String>,
}

/// How the level of one response changes in an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AreaMove {
    /// The area, as the new version calls it.
    pub area: String,
    /// The level in the old version.
    pub from: String,
    /// The level in the new version.
    pub to: String,
    /// Which way.
    pub way: Way,
}

/// Which way a level changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It rises.
    Up,
    /// It falls.
    Down,
    /// It comes, goes, is open, or is another one that is neither higher nor lower.
    Otherwise,
}

/// Reads each response, given to the old version, by both versions.
pub fn replay(old: &Model, new: &Model, pairing: &Pairing, responses: &[(String, Answers)]) -> Replay {
    let mut replay = Replay { responses: responses.len(), moved: 0, areas: Vec::new(), changed: Vec::new() };
    for (name, answers) in responses {
        let (translated, lost) = pairing.translate(new, answers);
        let outcomes = (Outcome::of(old, answers), Outcome::of(new, &translated));
        let moves: Vec<AreaMove> = pairing
            .areas
            .both()
            .filter_map(|(before, now)| {
                let areas = (old.areas.get(before.number())?, new.areas.get(now.number())?);
                let levels = (level(&outcomes.0, before)?, level(&outcomes.1, now)?);
                area_move(old, new, areas, levels)
            })
            .collect();
        let lost: Vec<String> =
            lost.iter().filter_map(|id| Some(old.questions.get(id.number())?.key.clone())).collect();
        if moves.is_empty() && lost.is_empty() {
            continue;
        }
        replay.moved = replay.moved.saturating_add(usize::from(!moves.is_empty()));
        moves.iter().for_each(|one| count(&mut replay.areas, one));
        replay.changed.push(Replayed { response: name.clone(), moves, lost });
    }
    // As the new version has them.
    let place = |name: &str| new.areas.iter().position(|area| area.key == name);
    replay.areas.sort_by_key(|counted| place(&counted.area));
    replay
}

fn count(areas: &mut Vec<AreaCount>, one: &AreaMove) {
    let at = areas.iter().position(|counted| counted.area == one.area).unwrap_or_else(|| {
        areas.push(AreaCount { area: one.area.clone(), up: 0, down: 0, otherwise: 0 });
        areas.len().saturating_sub(1)
    });
    if let Some(counted) = areas.get_mut(at) {
        let counter = match one.way {
            Way::Up => &mut counted.up,
            Way::Down => &mut counted.down,
            Way::Otherwise => &mut counted.otherwise,
        };
        *counter = counter.saturating_add(1);
    }
}

fn level(outcome: &Outcome, area: AreaId) -> Option<&Extent> {
    outcome.areas.get(area.number())?.level.as_ref()
}

fn area_move(old: &Model, new: &Model, areas: (&Area, &Area), levels: (&Extent, &Extent)) -> Option<AreaMove> {
    let ladders = (areas.0.adoption.as_ref()?.ladder, areas.1.adoption.as_ref()?.ladder);
    let ladder = (old.ladders.get(ladders.0.number())?, new.ladders.get(ladders.1.number())?);
    let pairs = pair_levels(ladder.0, ladder.1);
    let ranks = (ranks(levels.0), ranks(levels.1));
    let same = match (&ranks.0, &ranks.1) {
        (None, None) => true,
        (Some(was), Some(is)) => {
            pairs.new_of(was.0) == Some(is.0)
                && pairs.new_of(was.1) == Some(is.1)
                && levels.0.may_be_none == levels.1.may_be_none
        }
        _ => false,
    };
    if same {
        return None;
    }
    let way = match (levels.0.known(), levels.1.known(), ranks.0, ranks.1) {
        (Some(Some(_)), Some(Some(_)), Some((was, _)), Some((is, _))) => match position(&pairs, was, is) {
            Some(Ordering::Less) => Way::Down,
            Some(Ordering::Greater) => Way::Up,
            Some(Ordering::Equal) | None => Way::Otherwise,
        },
        _ => Way::Otherwise,
    };
    let name = |ladder: &crate::model::Ladder, extent: &Extent| {
        let level = |rank: usize| ladder.levels.get(rank).map_or_else(String::new, |level| level.name.clone());
        let text = match self::ranks(extent) {
            None => return "no level".to_owned(),
            Some((low, high)) if low == high => level(low),
            Some((low, high)) => format!("{} to {}", level(low), level(high)),
        };
        if extent.may_be_none { format!("{text}, or no level") } else { text }
    };
    let area = areas.1.key.clone();
    Some(AreaMove { area, from: name(ladder.0, levels.0), to: name(ladder.1, levels.1), way })
}

fn ranks(extent: &Extent) -> Option<(usize, usize)> {
    let (low, high) = extent.bounds.as_ref()?;
    let rank = |number: &crate::exact::Rational| number.to_i64().and_then(|rank| usize::try_from(rank).ok());
    Some((rank(low)?, rank(high)?))
}

/// Where a new rank lies, seen from an old one. A level that is gone lies between its neighbours that are still there.
pub(super) fn position(levels: &Pairs<usize>, old: usize, new: usize) -> Option<Ordering> {
    if let Some(same) = levels.new_of(old) {
        return Some(new.cmp(&same));
    }
    let below = (0..old).rev().find_map(|rank| levels.new_of(rank));
    let above = (old..=old.saturating_add(64)).find_map(|rank| levels.new_of(rank));
    match (below, above) {
        (Some(below), _) if new <= below => Some(Ordering::Less),
        (_, Some(above)) if new >= above => Some(Ordering::Greater),
        _ => None,
    }
}
