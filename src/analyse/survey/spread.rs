//! How the possible responses spread over levels.

use super::respondent::Respondent;
use super::result::{AreaSpread, LevelPart, Part};
use super::with_levels;
use crate::analyse::graph::Value;
use crate::analyse::natural::Natural;
use crate::exact::Rational;
use crate::model::AreaId;

/// Every area that has levels.
pub fn of_areas(respondent: &mut Respondent<'_>) -> Vec<AreaSpread> {
    with_levels(respondent.model).filter_map(|area| of_area(respondent, area)).collect()
}

fn of_area(respondent: &mut Respondent<'_>, id: AreaId) -> Option<AreaSpread> {
    let area = respondent.model.areas.get(id.0 as usize)?;
    let ladder = respondent.model.ladders.get(area.adoption.as_ref()?.ladder.0 as usize)?;
    let ranks = 0..u32::try_from(ladder.levels.len()).unwrap_or(0);
    let values: Vec<Value> = ranks.clone().map(at).chain([None]).collect();
    let mut parts = parts(respondent, id, &values);
    let without_level = parts.pop()?;
    let levels = ladder.levels.iter().zip(ranks).zip(parts);
    Some(AreaSpread {
        area: area.key.clone(),
        id,
        ladder: ladder.name.clone(),
        levels: levels.map(|((level, rank), share)| LevelPart { level: level.name.clone(), rank, share }).collect(),
        without_level,
    })
}

/// The value of a level node at a rank.
pub fn at(rank: u32) -> Value {
    Some(Rational::from(i64::from(rank)))
}

/// The share of each of these values of an area's level: all at once, or where that takes too much work, one by one.
fn parts(respondent: &mut Respondent<'_>, id: AreaId, values: &[Value]) -> Vec<Part> {
    let together = respondent.ask(|space, reading, budget| {
        let level = reading.level(&mut space.graph, id);
        space.distribution(&[level], budget)
    });
    if let Ok(found) = together {
        let of = found.iter().fold(Natural::ZERO, |sum, (_, count)| sum.plus(count));
        let count = |value: &Value| {
            let with = found.iter().filter(|(found, _)| found.first() == Some(value));
            with.fold(Natural::ZERO, |sum, (_, count)| sum.plus(count))
        };
        return values.iter().map(|value| Part::of(&count(value), &of).unwrap_or_else(Part::none)).collect();
    }
    let mut one = |value: &Value| {
        let share = respondent.ask(|space, reading, budget| {
            let level = reading.level(&mut space.graph, id);
            let is = space.graph.is(level, value);
            space.count(is, budget)
        });
        Part::counted(share)
    };
    values.iter().map(&mut one).collect()
}
