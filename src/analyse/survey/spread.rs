//! How the possible responses spread over levels.

use super::by_area;
use super::respondent::Respondent;
use super::result::{AreaSpread, LevelPart, Part};
use crate::analyse::graph::Value;
use crate::analyse::natural::Natural;
use crate::exact::Rational;
use crate::model::AreaId;

/// Every area that has levels.
pub fn of_areas(respondent: &mut Respondent<'_>) -> Vec<AreaSpread> {
    by_area(respondent, of_area)
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

/// The share of each of these values of an area's level.
fn parts(respondent: &mut Respondent<'_>, id: AreaId, values: &[Value]) -> Vec<Part> {
    let exactly = respondent.ask(|space, reading, budget| {
        let level = reading.level(&mut space.graph, id);
        space.distribution(&[level], budget)
    });
    if let Ok(found) = exactly {
        let of = found.iter().fold(Natural::ZERO, |sum, (_, count)| sum.plus(count));
        let count = |value: &Value| {
            let with = found.iter().filter(|(found, _)| found.first() == Some(value));
            with.fold(Natural::ZERO, |sum, (_, count)| sum.plus(count))
        };
        return values.iter().map(|value| Part::of(&count(value), &of).unwrap_or_else(Part::none)).collect();
    }
    let within = respondent.ask(|space, reading, budget| {
        let level = reading.level(&mut space.graph, id);
        space.bounds_of(level, values, budget)
    });
    match within {
        Ok(shares) => shares.into_iter().map(|share| Part::counted(Ok(share))).collect(),
        Err(why) => values.iter().map(|_| Part::Undecided(why.clone())).collect(),
    }
}
