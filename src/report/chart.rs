//! A level as a bar: where its thresholds lie, how far it reaches.

use super::compose::thresholds;
use super::naming::Naming;
use super::page::{Chart, Reach, Step};
use crate::evaluate::{AreaOutcome, Extent};
use crate::exact::Rational;
use crate::model::{Adoption, Area, Score, Unit};

/// The drawing of an area's result; none where there is nothing to draw.
pub(super) fn chart(naming: &Naming<'_>, area: &Area, outcome: &AreaOutcome) -> Option<Chart> {
    match (&area.adoption, &area.score) {
        (Some(adoption), score) => {
            let level = outcome.level.as_ref()?;
            let measured = score.as_ref().filter(|_| is_measured(adoption)).zip(outcome.score.as_ref());
            Some(match measured {
                Some((score, extent)) => measured_chart(naming, area, adoption, score, extent, level),
                None => stepped_chart(naming, adoption, level),
            })
        }
        (None, Some(score)) if score.unit == Unit::Percent => {
            let fill = fill(score, outcome.score.as_ref()?)?;
            Some(Chart { steps: Vec::new(), fill, held_at: None, measured: true })
        }
        _ => None,
    }
}

/// Whether every level but the first has a threshold, so that the levels have places along the score.
fn is_measured(adoption: &Adoption) -> bool {
    let mut rules = adoption.rules.iter().skip(1);
    adoption.level.is_none() && adoption.rules.len() > 1 && rules.all(|rule| rule.lower.is_some())
}

/// Where a number lies between the bounds of a score, as a share.
fn place(score: &Score, number: &Rational) -> Option<f64> {
    let (low, high) = &score.bounds;
    let share = (number - low).checked_div(&(high - low))?;
    Some(share.to_f64().clamp(0.0, 1.0))
}

fn fill(score: &Score, extent: &Extent) -> Option<(f64, f64)> {
    match &extent.bounds {
        None => Some((0.0, 0.0)),
        Some((low, high)) => Some((place(score, low)?, place(score, high)?)),
    }
}

fn measured_chart(
    naming: &Naming<'_>,
    area: &Area,
    adoption: &Adoption,
    score: &Score,
    extent: &Extent,
    level: &Extent,
) -> Chart {
    let marks = thresholds(area);
    let starts: Vec<f64> =
        std::iter::once(0.0).chain(marks.iter().map(|mark| place(score, mark).unwrap_or(0.0))).collect();
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(1.0));
    let steps = starts.iter().copied().zip(ends).zip(&adoption.rules).enumerate();
    let steps: Vec<Step> = steps
        .map(|(rank, ((from, to), rule))| Step {
            bound: rule.lower.as_ref().map(|bound| {
                let threshold = naming.amount(&bound.value, Some(score.unit));
                let message = if bound.inclusive { "bound-from" } else { "bound-above" };
                naming.words.with(message, &[("threshold", threshold.into())])
            }),
            ..step(naming, adoption, rank, level, from, to)
        })
        .collect();
    let fill = fill(score, extent).unwrap_or((0.0, 0.0));
    let current = steps.iter().find(|step| step.reach == Reach::Current);
    let held_at = current.map(|step| step.to).filter(|to| *to < fill.0);
    Chart { steps, fill, held_at, measured: true }
}

fn stepped_chart(naming: &Naming<'_>, adoption: &Adoption, level: &Extent) -> Chart {
    let count = adoption.rules.len().max(1);
    let share = |rank: usize| ratio(rank, count);
    let end = |rank: &Rational| {
        let rank = rank.to_i64().and_then(|rank| usize::try_from(rank).ok()).unwrap_or(0);
        share(rank.saturating_add(1)).min(1.0)
    };
    let steps = (0..adoption.rules.len())
        .map(|rank| step(naming, adoption, rank, level, share(rank), share(rank.saturating_add(1))));
    Chart {
        steps: steps.collect(),
        fill: level.bounds.as_ref().map_or((0.0, 0.0), |(low, high)| (end(low), end(high))),
        held_at: None,
        measured: false,
    }
}

#[expect(clippy::cast_precision_loss, reason = "for drawing only, and ladders are short")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn step(naming: &Naming<'_>, adoption: &Adoption, rank: usize, level: &Extent, from: f64, to: f64) -> Step {
    let rank = u32::try_from(rank).unwrap_or(u32::MAX);
    let number = Rational::from(i64::from(rank));
    let reach = match &level.bounds {
        None => Reach::Beyond,
        Some((low, high)) if low == high && *low == number => Reach::Current,
        Some((low, _)) if number < *low => Reach::Reached,
        Some((low, high)) if number >= *low && number <= *high => Reach::Possible,
        Some(_) => Reach::Beyond,
    };
    Step { title: naming.level(adoption.ladder, rank), bound: None, from, to, reach }
}
