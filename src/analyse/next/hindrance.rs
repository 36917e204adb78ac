//! What stands in the way of a level that no better answers reach.

use super::{Goal, Walker};
use crate::analyse::graph::{Graph, Node};
use crate::analyse::space::Space;
use crate::analyse::walk::Budget;
use crate::evaluate::{Answers, Evaluation, MissingForLevel, leaves};
use crate::exact::Rational;
use crate::model::{Adoption, AreaId, Gating, LevelRule, Number, NumberId, TruthId, Unit};

/// Why a level is out of reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Hindrance {
    /// The highest level that can be reached; none where there is none at all, or where it is not decided.
    pub highest: Option<u32>,
    /// The level that cannot be reached, or one below it that it needs.
    pub rank: u32,
    /// What cannot hold by itself. Scores and ranks are the best that can be had. Empty: each can be had alone, but
    /// not all together.
    pub missing: Vec<MissingForLevel>,
    /// Areas whose own level holds the level back, with the highest that each can have.
    pub held_by: Vec<(AreaId, u32)>,
    /// Whether everything has been looked at; what was too much work is not in the list.
    pub decided: bool,
}

pub(super) fn of(
    space: &mut Space,
    walker: &mut Walker<'_>,
    answers: &Answers,
    goal: Goal,
    budget: &mut Budget,
) -> Hindrance {
    let mut hindrance =
        Hindrance { highest: None, rank: goal.rank, missing: Vec::new(), held_by: Vec::new(), decided: true };
    let model = walker.reading.model();
    let area = model.areas.get(goal.area.0 as usize);
    let Some((area, adoption)) = area.and_then(|area| Some((area, area.adoption.as_ref()?))) else { return hindrance };
    for rank in (0..goal.rank).rev() {
        let node = walker.reaches(&mut space.graph, Goal { rank, ..goal });
        match space.exists(node, budget) {
            Ok(true) => {
                hindrance.highest = Some(rank);
                break;
            }
            Ok(false) => {}
            Err(_) => {
                hindrance.decided = false;
                break;
            }
        }
    }
    if adoption.gating == Gating::Cumulative
        && let Some(highest) = hindrance.highest
    {
        hindrance.rank = highest.saturating_add(1);
    }
    let Some(rule) = adoption.rules.get(hindrance.rank as usize) else { return hindrance };
    let mut search = Search { space, walker, budget, decided: hindrance.decided };
    let reaches = search.walker.reading.reaches(
        &mut search.space.graph,
        goal.area,
        adoption.level,
        hindrance.rank as usize,
        rule,
    );
    if search.never(reaches) {
        hindrance.held_by = search.held_by(adoption, hindrance.rank);
        hindrance.missing.extend(search.best(goal, adoption, rule, area.score.as_ref().map(|score| score.unit)));
    }
    let evaluation = Evaluation::new(model, answers);
    for (index, requirement) in rule.requires.iter().enumerate() {
        if requirement.roles.contains(answers.role) && search.never_holds(requirement.condition) {
            let open = leaves(model, &evaluation, requirement.condition);
            let never: Vec<TruthId> = open.iter().copied().filter(|leaf| search.never_holds(*leaf)).collect();
            let unmet = if never.is_empty() { open } else { never };
            hindrance.missing.push(MissingForLevel::Requirement { rank: hindrance.rank, index, unmet });
        }
    }
    hindrance.decided = search.decided;
    hindrance
}

struct Search<'s, 'm> {
    space: &'s mut Space,
    walker: &'s mut Walker<'m>,
    budget: &'s mut Budget,
    decided: bool,
}

impl Search<'_, '_> {
    fn never(&mut self, node: Node) -> bool {
        match self.space.exists(node, self.budget) {
            Ok(found) => !found,
            Err(_) => {
                self.decided = false;
                false
            }
        }
    }

    fn never_holds(&mut self, condition: TruthId) -> bool {
        let node = self.walker.reading.truth(&mut self.space.graph, condition);
        node == Graph::NEVER || self.never(node)
    }

    /// Where the level is the lowest of areas' levels: those that cannot come so far.
    fn held_by(&mut self, adoption: &Adoption, wanted: u32) -> Vec<(AreaId, u32)> {
        let model = self.walker.reading.model();
        let number = |id: NumberId| model.numbers.get(id.0 as usize);
        let Some(Number::Min(ids)) = adoption.level.and_then(number) else { return Vec::new() };
        let mut held = Vec::new();
        for id in ids {
            let Some(Number::Level(area)) = number(*id) else { continue };
            let node = self.walker.reading.level(&mut self.space.graph, *area);
            let bounds = self.space.extremes(node, self.budget);
            self.decided &= bounds.is_ok();
            let highest = bounds.ok().flatten().and_then(|(_, highest)| rank(&highest));
            held.extend(highest.filter(|highest| *highest < wanted).map(|highest| (*area, highest)));
        }
        held
    }

    /// How far the number that decides can come.
    fn best(
        &mut self,
        goal: Goal,
        adoption: &Adoption,
        rule: &LevelRule,
        unit: Option<Unit>,
    ) -> Option<MissingForLevel> {
        let (graph, reading) = (&mut self.space.graph, &mut self.walker.reading);
        let node = match adoption.level {
            Some(level) => reading.number(graph, level),
            None => reading.score(graph, goal.area),
        };
        let bounds = self.space.extremes(node, self.budget);
        self.decided &= bounds.is_ok();
        let best = bounds.ok()?.map(|(_, highest)| highest);
        match adoption.level {
            Some(_) => Some(MissingForLevel::Formula { rank: best.as_ref().and_then(rank) }),
            None => Some(MissingForLevel::Score { bound: rule.lower.clone()?, score: best, unit: unit? }),
        }
    }
}

fn rank(number: &Rational) -> Option<u32> {
    number.to_i64().and_then(|rank| u32::try_from(rank).ok())
}
