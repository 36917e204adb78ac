//! Scores, levels, values and suggestions.

use mognad::syntax::ast::{
    ActionLine, AreaLine, BoundKind, Gating, LadderLine, LevelLine, LevelRule, LevelsLine, QuestionLine,
};

use super::answers::exact;
use super::kinds::{Kind, Scored};
use super::numbers::whole;
use super::tree::levels;
use super::{Exact, Place, Reading};

impl<'t> Reading<'t> {
    pub fn question_weight(&self, id: usize) -> Exact {
        let weight = self.question(id).lines.iter().find_map(|line| match line {
            QuestionLine::Weight(_, value) => Some(exact(value)),
            _ => None,
        });
        weight.unwrap_or_else(|| whole(1))
    }

    pub fn area_weight(&self, area: usize) -> Exact {
        let weight = self.tree.areas[area].lines.iter().find_map(|line| match line {
            AreaLine::Weight(_, value) => Some(exact(value)),
            _ => None,
        });
        weight.unwrap_or_else(|| whole(1))
    }

    /// The area has questions, but none that counts for this respondent.
    pub fn nothing_left(&self, area: usize) -> bool {
        let questions: Vec<usize> =
            (0..self.tree.questions.len()).filter(|id| self.tree.inside(self.tree.questions[*id].area, area)).collect();
        !questions.is_empty() && !questions.iter().any(|id| self.counts(*id))
    }

    pub fn score(&self, area: usize) -> Option<Exact> {
        if let Some(known) = self.scores.borrow().get(&area) {
            return known.clone();
        }
        let score = self.find_score(area);
        self.scores.borrow_mut().insert(area, score.clone());
        score
    }

    fn find_score(&self, area: usize) -> Option<Exact> {
        let Scored::As(_) = self.scored(area) else { return None };
        if self.nothing_left(area) {
            return None;
        }
        if let Some(formula) = self.tree.score_formula(area) {
            return self.formula(formula, Place { area, question: None }, None);
        }
        let (mut sum, mut weights) = (whole(0), whole(0));
        for id in self.tree.own_questions(area) {
            if self.has_share(id)
                && let Some(share) = self.share(id)
            {
                sum += self.question_weight(id) * share;
                weights += self.question_weight(id);
            }
        }
        for child in self.tree.children(area) {
            if let (Scored::As(Kind::Percent), Some(score)) = (self.scored(child), self.score(child)) {
                sum += self.area_weight(child) * score;
                weights += self.area_weight(child);
            }
        }
        if weights == whole(0) { None } else { Some(sum / weights) }
    }

    /// The rank of an area's level.
    pub fn level(&self, area: usize) -> Option<usize> {
        if let Some(known) = self.levels.borrow().get(&area) {
            return *known;
        }
        let level = self.find_level(area);
        self.levels.borrow_mut().insert(area, level);
        level
    }

    fn find_level(&self, area: usize) -> Option<usize> {
        let steps = self.steps(area)?;
        let met = |rank: usize| rank == 0 || (steps.reached[rank] && steps.unmet[rank].is_empty());
        let mut ranks = 0..steps.reached.len();
        match steps.gating {
            Gating::Cumulative => ranks.take_while(|rank| met(*rank)).last(),
            Gating::Highest => ranks.rfind(|rank| met(*rank)),
        }
    }

    /// What the next level lacks: whether its bound, and which of its requirements by their numbers.
    pub fn lacks(&self, area: usize) -> Option<(usize, bool, Vec<usize>)> {
        let next = self.level(area)? + 1;
        let steps = self.steps(area)?;
        Some((next, !*steps.reached.get(next)?, steps.unmet[next].clone()))
    }

    /// What holds of each level; none where there is no level.
    fn steps(&self, area: usize) -> Option<Steps> {
        let ladder = self.tree.ladder(area)?;
        if self.nothing_left(area) {
            return None;
        }
        let adoption: &[LevelsLine] = self.tree.areas[area].lines.iter().find_map(|line| match line {
            AreaLine::Levels { lines, .. } => Some(lines.as_slice()),
            _ => None,
        })?;
        let formula = self.tree.areas[area].lines.iter().find_map(|line| match line {
            AreaLine::Level(_, formula) => Some(formula),
            _ => None,
        });
        let given = match formula {
            Some(formula) => Some(self.formula(formula, Place { area, question: None }, Some(ladder))?),
            None => None,
        };
        let own = |level: &LevelLine| {
            adoption.iter().find_map(|line| match line {
                LevelsLine::Level(line) if line.name.node == level.name.node => Some(line),
                _ => None,
            })
        };
        let threshold = |level: &'t LevelLine| lower(own(level)).or_else(|| lower(Some(level)));
        let levels = levels(ladder);
        // Without a score nothing says on which side of a threshold the area is.
        if given.is_none() && self.score(area).is_none() && levels.iter().any(|level| threshold(level).is_some()) {
            return None;
        }
        let reached = levels.iter().enumerate().map(|(rank, level)| match (&given, threshold(level)) {
            (Some(given), _) => *given >= whole(rank),
            (None, None) => true,
            (None, Some((BoundKind::From, value))) => self.score(area).is_some_and(|score| score >= value),
            (None, Some((_, value))) => self.score(area).is_some_and(|score| score > value),
        });
        let unmet = levels.iter().map(|level| {
            let lines = [Some(*level), own(level)].into_iter().flatten();
            let required = lines.flat_map(|line| &line.rules).filter_map(|rule| match rule {
                LevelRule::Requires { condition, roles, .. } => Some((condition, roles)),
                LevelRule::Bound { .. } => None,
            });
            let place = Place { area, question: None };
            let fails = |(condition, roles): (&'t _, &'t Vec<_>)| self.is_for(roles) && !self.holds(condition, place);
            required.enumerate().filter(|(_, rule)| fails(*rule)).map(|(number, _)| number).collect()
        });
        let here = adoption.iter().find_map(|line| match line {
            LevelsLine::Gating(_, gating) => Some(gating.node),
            _ => None,
        });
        let there = ladder.lines.iter().find_map(|line| match line {
            LadderLine::Gating(_, gating) => Some(gating.node),
            _ => None,
        });
        let gating = here.or(there).unwrap_or(Gating::Cumulative);
        Some(Steps { reached: reached.collect(), unmet: unmet.collect(), gating })
    }

    pub fn value(&self, id: usize) -> Option<Exact> {
        let node = &self.tree.values[id];
        self.formula(&node.tree.formula, Place { area: node.area, question: None }, self.tree.ladder(node.area))
    }

    pub fn suggested(&self, id: usize) -> bool {
        let node = &self.tree.actions[id];
        let place = Place { area: node.area, question: node.question };
        node.tree.lines.iter().all(|line| match line {
            ActionLine::For(_, roles) => self.is_for(roles),
            ActionLine::SuggestWhen(_, condition) => self.holds(condition, place),
            _ => true,
        })
    }
}

/// What holds of each level of an area, from the lowest.
struct Steps {
    /// The bound.
    reached: Vec<bool>,
    /// The requirements that do not hold, by their numbers.
    unmet: Vec<Vec<usize>>,
    gating: Gating,
}

fn lower(line: Option<&LevelLine>) -> Option<(BoundKind, Exact)> {
    line?.rules.iter().find_map(|rule| match rule {
        LevelRule::Bound { kind, value } if matches!(kind.node, BoundKind::From | BoundKind::Above) => {
            Some((kind.node, exact(value)))
        }
        _ => None,
    })
}
