//! Whether a model is worth testing with: over the responses tried, some area reaches two levels, and some threshold is
//! hit exactly.

use std::collections::BTreeSet;

use mognad::evaluate::Evaluation;
use mognad::model::{AreaId, Gating, Model};

/// What responses to one model reach.
#[derive(Debug, Default)]
pub struct Reached {
    levels: BTreeSet<(usize, u32)>,
    exactly: bool,
}

impl Reached {
    pub fn add(&mut self, model: &Model, evaluation: &Evaluation<'_>) {
        for (id, area) in model.areas.iter().enumerate() {
            let (area_id, Some(adoption)) = (AreaId(id as u32), &area.adoption) else { continue };
            let Some(level) = evaluation.level(area_id) else { continue };
            self.levels.insert((id, level));
            if let (None, Some(score)) = (adoption.level, evaluation.score(area_id)) {
                // Only where it decides: with cumulative gating, up to the level above the one that is reached.
                let deciding = match adoption.gating {
                    Gating::Cumulative => level as usize + 2,
                    Gating::Highest => adoption.rules.len(),
                };
                let bounds = adoption.rules.iter().take(deciding).filter_map(|rule| rule.lower.as_ref());
                self.exactly |= bounds.into_iter().any(|bound| bound.value == *score);
            }
        }
    }

    fn two_levels(&self) -> bool {
        self.levels.iter().any(|(area, level)| self.levels.range((*area, level + 1)..=(*area, u32::MAX)).count() > 0)
    }
}

/// The same of many models.
#[derive(Debug, Default)]
pub struct Worth {
    models: usize,
    two_levels: usize,
    exactly: usize,
    both: usize,
}

impl Worth {
    pub fn add(&mut self, reached: &Reached) {
        self.models += 1;
        self.two_levels += usize::from(reached.two_levels());
        self.exactly += usize::from(reached.exactly);
        self.both += usize::from(reached.exactly && reached.two_levels());
    }

    /// Prints the shares, and fails when fewer than half of the models are worth it.
    pub fn check(&self) {
        let percent = |count: usize| count * 100 / self.models.max(1);
        println!(
            "of {} models, an area reaches two levels in {}%, a threshold is hit exactly in {}%, both in {}%",
            self.models,
            percent(self.two_levels),
            percent(self.exactly),
            percent(self.both)
        );
        assert!(percent(self.both) >= 50, "too few models are worth testing with");
    }
}
