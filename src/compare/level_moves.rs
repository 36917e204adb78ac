//! The levels of an area in two versions: which way a move is, as a condition over responses and of one response.

use std::cmp::Ordering;

use super::pairing::pair_levels;
use super::pairs::{Numbered, Pairs};
use super::replay::{Way, position};
use crate::analyse::{Graph, Node, Value};
use crate::exact::Rational;
use crate::model::{AreaId, Ladder, Model};

/// The ladders of an area in two versions; none where a version has no levels there.
pub(super) struct LevelMoves<'m> {
    old: Option<&'m Ladder>,
    new: Option<&'m Ladder>,
    pairs: Option<Pairs<usize>>,
}

impl<'m> LevelMoves<'m> {
    /// None where neither version has levels.
    pub fn new(old: &'m Model, new: &'m Model, (before, now): (AreaId, AreaId)) -> Option<LevelMoves<'m>> {
        let ladder = |model: &'m Model, area: AreaId| {
            model.ladders.get(model.areas.get(area.number())?.adoption.as_ref()?.ladder.number())
        };
        let (old, new) = (ladder(old, before), ladder(new, now));
        let pairs = old.zip(new).map(|(old, new)| pair_levels(old, new));
        (old.is_some() || new.is_some()).then_some(LevelMoves { old, new, pairs })
    }

    /// Whether every rank is the same level in both.
    pub fn is_same(&self) -> bool {
        let (Some(pairs), Some(old), Some(new)) = (&self.pairs, self.old, self.new) else { return false };
        old.levels.len() == new.levels.len()
            && pairs.both().count() == new.levels.len()
            && pairs.both().all(|(a, b)| a == b)
    }

    /// The level of a rank of the old version, by its name.
    pub fn before(&self, rank: &Value) -> Option<String> {
        name(self.old, rank)
    }

    /// The level of a rank of the new version, by its name.
    pub fn now(&self, rank: &Value) -> Option<String> {
        name(self.new, rank)
    }

    /// Which way the level moves; none where it stays.
    pub fn way(&self, before: &Value, now: &Value) -> Option<Way> {
        match (rank(before), rank(now)) {
            (None, None) => None,
            (Some(before), Some(now)) => self.between(before, now),
            _ => Some(Way::Otherwise),
        }
    }

    fn between(&self, before: usize, now: usize) -> Option<Way> {
        match self.pairs.as_ref().and_then(|pairs| position(pairs, before, now)) {
            Some(Ordering::Equal) => None,
            Some(Ordering::Less) => Some(Way::Down),
            Some(Ordering::Greater) => Some(Way::Up),
            None => Some(Way::Otherwise),
        }
    }

    /// When the level moves this way.
    pub fn moves(&self, graph: &mut Graph, (before, now): (Node, Node), way: Way) -> Node {
        let ranks = |ladder: Option<&Ladder>| 0..ladder.map_or(0, |ladder| ladder.levels.len());
        let mut cases = Vec::new();
        for was in ranks(self.old) {
            let goals: Vec<Node> = ranks(self.new)
                .filter(|is| self.between(was, *is) == Some(way))
                .map(|is| graph.is(now, &Some(whole(is))))
                .collect();
            let from = graph.is(before, &Some(whole(was)));
            let to = graph.or(goals);
            cases.push(graph.and([from, to]));
        }
        if way == Way::Otherwise {
            let (had, has) = (graph.has_value(before), graph.has_value(now));
            let (had_not, has_not) = (graph.negation(had), graph.negation(has));
            cases.push(graph.and([had, has_not]));
            cases.push(graph.and([had_not, has]));
        }
        graph.or(cases)
    }
}

fn name(ladder: Option<&Ladder>, value: &Value) -> Option<String> {
    Some(ladder?.levels.get(rank(value)?)?.name.clone())
}

fn rank(value: &Value) -> Option<usize> {
    value.as_ref()?.to_i64().and_then(|rank| usize::try_from(rank).ok())
}

fn whole(rank: usize) -> Rational {
    Rational::from(i64::try_from(rank).unwrap_or(i64::MAX))
}
