//! A result as a bar: how far the score reaches, where the thresholds lie; the level alone where there is no score.

use super::naming::Naming;
use super::page::{Chart, Reach, Step};
use crate::evaluate::{AreaOutcome, Extent};
use crate::exact::Rational;
use crate::model::{Adoption, Area, Bound, LevelRule, Score, Unit};

/// The drawing of an area's result: its score with the thresholds on it, or where it has none, its level among the others.
/// None where there is nothing to draw.
pub(super) fn chart(naming: &Naming<'_>, area: &Area, outcome: &AreaOutcome) -> Option<Chart> {
    let fill = area.score.as_ref().zip(outcome.score.as_ref()).and_then(|(score, extent)| fill(score, extent));
    match (&area.adoption, &area.score) {
        (Some(adoption), score) => {
            let level = outcome.level.as_ref()?;
            let (steps, marks) = steps(naming, adoption, score.as_ref(), level);
            let Some((fill, score)) = fill.or((!marks.is_empty()).then_some((0.0, 0.0))).zip(score.as_ref()) else {
                return Some(stepped_chart(steps, level));
            };
            let held_at = held_at(adoption, score, level, fill.0);
            Some(Chart { steps, marks, fill, held_at })
        }
        // A score in points without levels does not say whether much of it is good.
        (None, Some(score)) if score.unit == Unit::Percent => {
            let none = outcome.score.as_ref()?.bounds.is_none();
            let fill = fill.or(none.then_some((0.0, 0.0)))?;
            Some(Chart { steps: Vec::new(), marks: Vec::new(), fill, held_at: None })
        }
        _ => None,
    }
}

/// The threshold of a level, where thresholds decide: a formula for the level goes by none.
fn threshold<'a>(adoption: &Adoption, rule: &'a LevelRule) -> Option<&'a Bound> {
    rule.lower.as_ref().filter(|_| adoption.level.is_none())
}

/// Where a number lies between the bounds of a score, as a share.
fn place(score: &Score, number: &Rational) -> Option<f64> {
    let (low, high) = &score.bounds;
    let share = (number - low).checked_div(&(high - low))?;
    Some(share.to_f64().clamp(0.0, 1.0))
}

/// How far a score reaches; none where there is no score.
fn fill(score: &Score, extent: &Extent) -> Option<(f64, f64)> {
    let (low, high) = extent.bounds.as_ref()?;
    Some((place(score, low)?, place(score, high)?))
}

/// Every level with its threshold, and the places of the thresholds along the score.
fn steps(naming: &Naming<'_>, adoption: &Adoption, score: Option<&Score>, level: &Extent) -> (Vec<Step>, Vec<f64>) {
    let (mut steps, mut marks) = (Vec::new(), Vec::new());
    for (rank, rule) in adoption.rules.iter().enumerate() {
        let mut step = step(naming, adoption, rank, level);
        if let (Some(bound), Some(score)) = (threshold(adoption, rule), score) {
            let threshold = naming.amount(&bound.value, Some(score.unit));
            let message = if bound.inclusive { "bound-from" } else { "bound-above" };
            step.bound = Some(naming.words.with(message, &[("threshold", threshold.into())]));
            marks.extend(place(score, &bound.value));
        }
        steps.push(step);
    }
    (steps, marks)
}

/// Where the level ends, when the score certainly goes beyond it: a requirement holds the level back.
fn held_at(adoption: &Adoption, score: &Score, level: &Extent, sure: f64) -> Option<f64> {
    let rank = usize::try_from(level.known()??.to_i64()?).ok()?;
    let next = adoption.rules.get(rank.saturating_add(1))?;
    place(score, &threshold(adoption, next)?.value).filter(|place| *place < sure)
}

/// Without a score: steps of equal width, filled up to the level.
fn stepped_chart(steps: Vec<Step>, level: &Extent) -> Chart {
    let count = steps.len().max(1);
    let end = |rank: &Rational| {
        let rank = rank.to_i64().and_then(|rank| usize::try_from(rank).ok()).unwrap_or(0);
        ratio(rank.saturating_add(1), count).min(1.0)
    };
    Chart {
        steps,
        marks: (1..count).map(|rank| ratio(rank, count)).collect(),
        fill: level.bounds.as_ref().map_or((0.0, 0.0), |(low, high)| (end(low), end(high))),
        held_at: None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "for drawing only, and ladders are short")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn step(naming: &Naming<'_>, adoption: &Adoption, rank: usize, level: &Extent) -> Step {
    let rank = u32::try_from(rank).unwrap_or(u32::MAX);
    let number = Rational::from(i64::from(rank));
    let reach = match &level.bounds {
        None => Reach::Beyond,
        Some((low, high)) if low == high && *low == number => Reach::Current,
        Some((low, _)) if number < *low => Reach::Reached,
        Some((low, high)) if number >= *low && number <= *high => Reach::Possible,
        Some(_) => Reach::Beyond,
    };
    Step { title: naming.level(adoption.ladder, rank), bound: None, reach }
}
