//! What is suggested at each level.

use super::by_area;
use super::respondent::Respondent;
use super::result::{ActionPart, AreaAdvice, LevelAdvice, Part, Why};
use super::spread::at;
use crate::analyse::graph::{Node, truth};
use crate::analyse::natural::Natural;
use crate::analyse::walk::ByValue;
use crate::model::{Action, ActionId, AreaId, Ladder, Model, RoleId};

/// Every area that has levels and actions for the role.
pub fn by_level(respondent: &mut Respondent<'_>) -> Vec<AreaAdvice> {
    by_area(respondent, of_area)
}

fn of_area(respondent: &mut Respondent<'_>, id: AreaId) -> Option<AreaAdvice> {
    let model = respondent.model;
    let area = model.areas.get(id.0 as usize)?;
    let ladder = model.ladders.get(area.adoption.as_ref()?.ladder.0 as usize)?;
    let actions: Vec<(ActionId, &Action)> = actions_within(model, respondent.role, id).collect();
    if actions.is_empty() {
        return None;
    }
    let levels = ladder.levels.iter().zip(0u32..);
    let mut found: Vec<LevelAdvice> = levels
        .map(|(level, rank)| LevelAdvice {
            level: level.name.clone(),
            rank,
            actions: Vec::new(),
            open: Vec::new(),
            without: None,
        })
        .collect();
    let known = respondent.of_level(id);
    for (action, its) in &actions {
        let together = known.as_ref().ok().and_then(|known| Some((known, known.actions.get(action)?)));
        let parts = match together {
            Some((known, suggested)) => shares(ladder, suggested, &known.levels),
            None => parts(respondent, id, ladder, |reading, graph| reading.suggested(graph, *action)),
        };
        for (level, part) in found.iter_mut().zip(parts) {
            match part {
                None => {}
                Some(part) if part.is_none() => {}
                Some(Part::Undecided(why)) => match exists(respondent, id, level.rank, *action) {
                    Some(true) => level.actions.push(ActionPart {
                        action: its.name.clone(),
                        id: *action,
                        share: Part::Undecided(why),
                    }),
                    Some(false) => {}
                    None => level.open.push(its.name.clone()),
                },
                Some(share) => level.actions.push(ActionPart { action: its.name.clone(), id: *action, share }),
            }
        }
    }
    let without = parts(respondent, id, ladder, |reading, graph| {
        let suggested: Vec<Node> = actions.iter().map(|(action, _)| reading.suggested(graph, *action)).collect();
        let any = graph.or(suggested);
        graph.negation(any)
    });
    for (level, part) in found.iter_mut().zip(without) {
        level.without = part;
    }
    Some(AreaAdvice { area: area.key.clone(), id, levels: found })
}

/// The actions for a role in an area and in the areas in it.
pub fn actions_within(model: &Model, role: Option<RoleId>, area: AreaId) -> impl Iterator<Item = (ActionId, &Action)> {
    let all = (0u32..).map(ActionId).zip(&model.actions);
    all.filter(move |(_, action)| action.roles.contains(role) && is_within(model, action.area, area))
}

fn is_within(model: &Model, inner: AreaId, outer: AreaId) -> bool {
    let around = |id: &AreaId| model.areas.get(id.0 as usize).and_then(|area| area.parent);
    std::iter::successors(Some(inner), around).any(|area| area == outer)
}

/// For each level the share of the responses at it to which an action is suggested; none where no response is at it.
fn shares(ladder: &Ladder, suggested: &ByValue, whole: &ByValue) -> Vec<Option<Part>> {
    let of = |found: &ByValue, rank: u32| {
        let count = found.iter().find(|(value, _)| *value == at(rank)).map(|(_, count)| count.clone());
        count.unwrap_or(Natural::ZERO)
    };
    let ranks = 0..u32::try_from(ladder.levels.len()).unwrap_or(0);
    ranks.map(|rank| Part::of(&of(suggested, rank), &of(whole, rank))).collect()
}

/// For each level the share of the responses at it for which a condition holds; none where no response is at it.
fn parts<'m>(
    respondent: &mut Respondent<'m>,
    area: AreaId,
    ladder: &Ladder,
    condition: impl FnOnce(&mut crate::analyse::Reading<'m>, &mut crate::analyse::Graph) -> Node,
) -> Vec<Option<Part>> {
    let ranks = 0..u32::try_from(ladder.levels.len()).unwrap_or(0);
    let found = respondent.ask(|space, reading, budget| {
        let level = reading.level(&mut space.graph, area);
        let condition = condition(reading, &mut space.graph);
        space.distribution(&[level, condition], budget)
    });
    let found = match found {
        Ok(found) => found,
        Err(why) => return ranks.map(|_| Some(Part::Undecided(why.clone()))).collect(),
    };
    let share = |rank: u32| {
        let at_level = || found.iter().filter(|(values, _)| values.first() == Some(&at(rank)));
        let holds = at_level().filter(|(values, _)| values.get(1) == Some(&truth(true)));
        let of = at_level().fold(Natural::ZERO, |sum, (_, count)| sum.plus(count));
        Part::of(&holds.fold(Natural::ZERO, |sum, (_, count)| sum.plus(count)), &of)
    };
    ranks.map(share).collect()
}

/// Whether an action is suggested to some response at a level; none where that is not decided either.
fn exists(respondent: &mut Respondent<'_>, area: AreaId, rank: u32, action: ActionId) -> Option<bool> {
    let found: Result<bool, Why> = respondent.ask(|space, reading, budget| {
        let level = reading.level(&mut space.graph, area);
        let is = space.graph.is(level, &at(rank));
        let suggested = reading.suggested(&mut space.graph, action);
        let both = space.graph.and([is, suggested]);
        Ok(space.witness(both, budget)?.is_some())
    });
    found.ok()
}
