//! Scores and values of two versions, side by side.

use super::effects::ResultKind;
use super::pairing::Pairing;
use super::pairs::Numbered;
use crate::analyse::{Graph, Node, Reading, Value};
use crate::evaluate::Evaluation;
use crate::exact::Rational;
use crate::model::{AreaId, Model, ValueId};

/// A score or a value in both versions.
pub(super) struct Numbers {
    pub kind: ResultKind,
    pub name: String,
    pub old: Option<Side>,
    pub new: Option<Side>,
}

/// A score, a level or a value of one version.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    Score(AreaId),
    Level(AreaId),
    Value(ValueId),
}

/// All of them, also those that only one version has.
pub(super) fn results(old: &Model, new: &Model, pairing: &Pairing) -> Vec<Numbers> {
    let mut found = Vec::new();
    let gone = pairing.areas.removed().map(|id| (Some(id), None));
    let areas = (0..new.areas.len()).map(AreaId::numbered).map(|id| (pairing.areas.old_of(id), Some(id)));
    for (before, now) in areas.chain(gone) {
        let (was, is) =
            (before.and_then(|id| old.areas.get(id.number())), now.and_then(|id| new.areas.get(id.number())));
        let Some(area) = is.or(was) else { continue };
        let mut add = |kind, node: fn(AreaId) -> Side| {
            found.push(Numbers { kind, name: area.key.clone(), old: before.map(node), new: now.map(node) });
        };
        if was.is_some_and(|area| area.score.is_some()) || is.is_some_and(|area| area.score.is_some()) {
            add(ResultKind::Score, Side::Score);
        }
        if was.is_none() || is.is_none() {
            add(ResultKind::Level, Side::Level);
        }
    }
    let gone = pairing.values.removed().map(|id| (Some(id), None));
    let values = (0..new.values.len()).map(ValueId::numbered).map(|id| (pairing.values.old_of(id), Some(id)));
    for (before, now) in values.chain(gone) {
        let (was, is) =
            (before.and_then(|id| old.values.get(id.number())), now.and_then(|id| new.values.get(id.number())));
        let Some(value) = is.or(was) else { continue };
        found.push(Numbers {
            kind: ResultKind::Value,
            name: value.key.clone(),
            old: before.map(Side::Value),
            new: now.map(Side::Value),
        });
    }
    found
}

impl Side {
    pub fn node(self, reading: &mut Reading<'_>, graph: &mut Graph) -> Node {
        match self {
            Side::Score(area) => reading.score(graph, area),
            Side::Level(area) => reading.level(graph, area),
            Side::Value(value) => reading.value(graph, value),
        }
    }

    pub fn of(self, evaluation: &Evaluation<'_>) -> Value {
        match self {
            Side::Score(area) => evaluation.score(area).cloned(),
            Side::Level(area) => rank(evaluation, area),
            Side::Value(value) => evaluation.value(value).cloned(),
        }
    }
}

/// The rank of an area's level, as a number.
pub(super) fn rank(evaluation: &Evaluation<'_>, area: AreaId) -> Value {
    evaluation.level(area).map(|rank| Rational::from(i64::from(rank)))
}
