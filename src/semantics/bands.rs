//! Bands of scores: thresholds ascend from level to level, and bands do not overlap. A ladder is held to it by itself,
//! as it may stand in a library which no area is at hand for, and again with what each area puts in its place.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::model::{AreaId, Bound, LadderId, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, BoundKind, LadderLine, LevelLine};

use super::checker::{Checker, LadderSource};

/// A bound as it is written.
#[derive(Clone, Copy)]
pub(super) struct Written<'t> {
    pub kind: BoundKind,
    pub value: &'t ast::Value,
    pub span: Span,
}

/// Which scores a level is for.
struct Band {
    level: String,
    lower: Option<Bound>,
    upper: Option<Bound>,
    /// A requirement tells it apart from a level with the same threshold.
    gated: bool,
}

impl<'t> Checker<'t> {
    /// What can be told of a ladder without an area that adopts it: its own levels, one after the other.
    pub fn check_ladders(&mut self) {
        for index in 0..self.ladder_sources.len() {
            let Some(source) = self.ladder_sources.get(index).filter(|source| !source.broken) else { continue };
            let (id, lines) = (LadderId(index as u32), levels_of(source));
            if let Some(lowest) = lines.first() {
                self.rule_on_lowest(id, lowest);
            }
            let written: Vec<_> = lines.iter().map(|line| self.written_bounds(line)).collect();
            let values: Vec<&'t ast::Value> = written.iter().flatten().flatten().map(|bound| bound.value).collect();
            let Some(first) = values.first() else { continue };
            if let Some(other) = values.iter().find(|value| value.percent != first.percent) {
                // An area that adopts it says which of the two is wrong.
                if !self.area_sources.iter().any(|area| area.ladder == Some(id)) {
                    self.two_units(id, first, other);
                }
                continue;
            }
            let bands = lines.iter().zip(written).enumerate().map(|(rank, (line, [lower, upper]))| Band {
                level: line.name.node.clone(),
                // The lowest level has none; one that is written there was reported.
                lower: lower.filter(|_| rank > 0).map(Written::bound),
                upper: upper.map(Written::bound),
                gated: line.rules.iter().any(|rule| matches!(rule, ast::LevelRule::Requires { .. })),
            });
            self.check_bands(&bands.collect::<Vec<_>>(), if first.percent { Unit::Percent } else { Unit::Points });
        }
    }

    fn two_units(&mut self, ladder: LadderId, first: &ast::Value, other: &ast::Value) {
        let unit = |value: &ast::Value| if value.percent { "a percentage" } else { "a plain number" };
        let name = &self.ladder(ladder).name;
        let message = format!("some thresholds of `{name}` are percentages, and others plain numbers");
        self.report(
            Diagnostic::new(Code::M0202, message)
                .at(other.span, unit(other))
                .also(first.span, unit(first))
                .help("a score is one or the other: write all of them with `%`, or none"),
        );
    }

    /// The bounds that a line gives a level: one where it begins, and one where it ends.
    pub fn written_bounds(&mut self, line: &'t LevelLine) -> [Option<Written<'t>>; 2] {
        let mut slots = [None, None];
        for rule in &line.rules {
            let ast::LevelRule::Bound { kind, value } = rule else { continue };
            let [lower, upper] = &mut slots;
            let (slot, end) = match kind.node {
                BoundKind::From | BoundKind::Above => (lower, "begins"),
                BoundKind::To | BoundKind::Below => (upper, "ends"),
            };
            let written = Written { kind: kind.node, value, span: kind.span.to(value.span) };
            let Some(first) = slot.replace(written) else { continue };
            *slot = Some(first);
            self.report(
                Diagnostic::new(Code::M0111, format!("`{}` {end} at two scores", line.name.node))
                    .at(written.span, "again here")
                    .also(first.span, "first given here")
                    .help("keep one of them"),
            );
        }
        slots
    }

    /// Thresholds must ascend, lie inside the bounds of the score, and bands must not overlap.
    pub fn check_thresholds(&mut self) {
        for index in 0..self.model.areas.len() {
            self.check_area_thresholds(AreaId(index as u32));
        }
    }

    fn check_area_thresholds(&mut self, area: AreaId) {
        let Some(adoption) = self.area(area).adoption.clone() else { return };
        let Some(score) = self.area(area).score.clone() else { return };
        let broken = self.ladder_sources.get(adoption.ladder.0 as usize).is_some_and(|source| source.broken);
        if adoption.level.is_some() || broken {
            return;
        }
        let levels = self.ladder(adoption.ladder).levels.iter();
        let bands: Vec<Band> = levels
            .zip(&adoption.rules)
            .enumerate()
            .map(|(rank, (level, rule))| Band {
                level: level.name.clone(),
                lower: rule.lower.clone(),
                upper: rule.upper.clone(),
                gated: !rule.requires.is_empty() || self.doubtful_levels.contains(&(area, rank)),
            })
            .collect();
        self.check_bands(&bands, score.unit);
        // Where answers are missing from the model, so are scores.
        if self.has_broken_parts(area) {
            return;
        }
        let mut below = bands.first().map_or("", |band| band.level.as_str());
        for band in &bands {
            let Some(bound) = &band.lower else { continue };
            self.inside_bounds(area, [below, &band.level], bound, band.gated, &score, adoption.span);
            below = &band.level;
        }
    }

    fn check_bands(&mut self, bands: &[Band], unit: Unit) {
        let mut last: Option<(&Band, &Bound)> = None;
        for band in bands {
            let Some(lower) = &band.lower else { continue };
            if let Some((below, previous)) = last
                && !ascends(previous, lower, band.gated)
            {
                self.does_not_ascend((&below.level, previous), (&band.level, lower), unit);
            }
            last = Some((band, lower));
            let Some(upper) = &band.upper else { continue };
            if upper.value < lower.value || (upper.value == lower.value && !(upper.inclusive && lower.inclusive)) {
                self.report(
                    Diagnostic::new(Code::M0303, format!("the band of `{}` holds no score", band.level))
                        .at(upper.span, "ends before it begins")
                        .also(lower.span, "begins here")
                        .help("swap the two numbers, or change one of them"),
                );
            }
        }
        for (rank, band) in bands.iter().enumerate() {
            let above = bands.iter().skip(rank.saturating_add(1));
            let next = above.filter_map(|band| Some((band, band.lower.as_ref()?))).next();
            if let (Some(upper), Some((next, lower))) = (&band.upper, next) {
                self.overlap((&band.level, upper), (&next.level, lower), unit);
            }
        }
    }

    /// Whether a level ends where the next one has begun.
    fn overlap(&mut self, (level, upper): (&str, &Bound), (next, lower): (&str, &Bound), unit: Unit) {
        // Whether a score lies on an end that two bands share, only all possible responses tell.
        if upper.value <= lower.value {
            return;
        }
        let shown = self.show(&lower.value, unit);
        let end = self.show(&upper.value, unit);
        let message = format!("the bands of `{level}` and `{next}` overlap from {shown} to {end}");
        self.report(
            Diagnostic::new(Code::M0303, message)
                .at(upper.span, format!("`{level}` ends here"))
                .also(lower.span, format!("`{next}` begins here"))
                .note(format!("where a level begins decides: such a score reaches `{next}`"))
                .help(format!("write `below {shown}` where `{level}` ends"))
                .edit(upper.span, format!("below {shown}"), Applicability::NeedsALook),
        );
    }

    fn does_not_ascend(&mut self, (below, previous): (&str, &Bound), (level, bound): (&str, &Bound), unit: Unit) {
        let (low, high) = (self.show(&previous.value, unit), self.show(&bound.value, unit));
        let (message, help) = match previous.value == bound.value {
            true => (
                format!("`{below}` and `{level}` have the same threshold, so `{below}` can never be the result"),
                "change one of the two, or tell the levels apart with `requires …`",
            ),
            false => (
                format!("the threshold of `{level}` is lower than that of `{below}`, the level below it"),
                "thresholds rise from level to level: change one of the two, or the order of the levels",
            ),
        };
        self.report(
            Diagnostic::new(Code::M0301, message)
                .at(bound.span, format!("{high}, for the higher level"))
                .also(previous.span, format!("{low}, for the lower level"))
                .help(help),
        );
    }
}

/// The lines of a ladder that are levels, each once.
fn levels_of<'t>(source: &LadderSource<'t>) -> Vec<&'t LevelLine> {
    let mut levels: Vec<&'t LevelLine> = Vec::new();
    for line in &source.tree.lines {
        if let LadderLine::Level(level) = line
            && !levels.iter().any(|known| known.name.node == level.name.node)
        {
            levels.push(level);
        }
    }
    levels
}

impl Written<'_> {
    pub fn bound(self) -> Bound {
        let inclusive = matches!(self.kind, BoundKind::From | BoundKind::To);
        Bound { value: self.value.number.clone(), inclusive, span: self.span }
    }
}

/// Whether a threshold lies above the one of the level below; equal ones need a requirement to tell the levels apart.
fn ascends(previous: &Bound, bound: &Bound, gated: bool) -> bool {
    match bound.value.cmp(&previous.value) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => gated || (previous.inclusive && !bound.inclusive),
    }
}
