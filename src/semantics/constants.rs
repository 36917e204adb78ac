//! Comparisons that give the same for every response. What a ladder says is read in each area that adopts it: there the
//! finding names the areas that it holds for.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::{Compare, Rational};
use crate::model::{AreaId, LadderId, Number, NumberId, OVERALL, Sign, Truth, TruthId, Unit};
use crate::source::Span;

use super::bounds::Interval;
use super::checker::{Checker, and_list};

/// A comparison of two numbers, to be held against their bounds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparison {
    pub truth: TruthId,
    pub sign: Sign,
    /// Its two sides as they are written.
    pub sides: [Span; 2],
    /// The area that it is read in.
    pub area: AreaId,
}

/// What every response gives.
struct Fixed {
    area: AreaId,
    holds: bool,
    /// The side that is no constant.
    subject: Span,
    low: String,
    high: String,
}

impl Checker<'_> {
    /// Comparisons with a constant that no response can make true, or false.
    pub fn constant_comparisons(&mut self, known: &mut Vec<Option<Interval>>) {
        // Where answers are missing from the model, so are values.
        if self.has_broken_parts(OVERALL) {
            return;
        }
        let mut found: BTreeMap<Span, Vec<Fixed>> = BTreeMap::new();
        for comparison in std::mem::take(&mut self.comparisons) {
            let [first, second] = comparison.sides;
            if let Some(fixed) = self.fixed(&comparison, known) {
                found.entry(first.to(second)).or_default().push(fixed);
            }
        }
        for (span, fixed) in found {
            self.always_the_same(span, &fixed);
        }
    }

    fn fixed(&self, comparison: &Comparison, known: &mut Vec<Option<Interval>>) -> Option<Fixed> {
        let Truth::Compare(mut left, mut op, mut right) = self.graph.get_truth(comparison.truth).clone() else {
            return None;
        };
        // What is said is said of the comparison as it is written, without the `not` around it.
        if comparison.sign == Sign::IsNot {
            op = op.opposite();
        }
        let [mut subject, second] = comparison.sides;
        if self.graph.as_constant(left).is_some() {
            std::mem::swap(&mut left, &mut right);
            op = turn(op);
            subject = second;
        }
        let value = self.graph.as_constant(right).cloned()?;
        let (low, high) = self.bounds(left, known);
        let holds = outcome(op, &value, &low, &high)?;
        let unit = self.unit_of(left);
        if let Unit::Level(ladder) = unit
            && self.ladder_sources.get(ladder.0 as usize).is_some_and(|source| source.broken)
        {
            return None;
        }
        let (low, high) = match unit {
            Unit::Level(ladder) => (self.level_name_at(ladder, &low), self.level_name_at(ladder, &high)),
            unit => (self.show(&low, unit), self.show(&high, unit)),
        };
        Some(Fixed { area: comparison.area, holds, subject, low, high })
    }

    /// `M0213` for one comparison, in the areas where it is fixed.
    fn always_the_same(&mut self, span: Span, fixed: &[Fixed]) {
        let Some(first) = fixed.first() else { return };
        let says = |holds: bool| if holds { "always holds" } else { "can never hold" };
        let subject = self.sources.slice(first.subject);
        let subject = if subject.is_empty() || subject.len() > 40 { "it".to_owned() } else { format!("`{subject}`") };
        let range = |fixed: &Fixed| match fixed.low == fixed.high {
            true => format!("is always {}", fixed.low),
            false => format!("lies between {} and {}", fixed.low, fixed.high),
        };
        let help = match first.low == first.high {
            true => "take the comparison away",
            false => "compare with a value between these two",
        };
        let outcome = says(first.holds);
        let Some(ladder) = self.ladder_around(span) else {
            self.report(
                Diagnostic::new(Code::M0213, format!("this comparison {outcome}"))
                    .at(span, format!("{subject} {}", range(first)))
                    .help(help),
            );
            return;
        };
        let (alike, others): (Vec<&Fixed>, Vec<&Fixed>) = fixed.iter().partition(|other| other.holds == first.holds);
        let areas = self.areas_named(&alike);
        let label = match alike.iter().all(|other| range(other) == range(first)) {
            true => format!("{subject} {} there", range(first)),
            false => format!("in `{}`, {subject} {}", self.area(first.area).name, range(first)),
        };
        let mut diagnostic =
            Diagnostic::new(Code::M0213, format!("this comparison {outcome} in {areas}")).at(span, label);
        for area in alike.iter().map(|other| other.area).take(3) {
            if let Some((keyword, name, _)) = self.levels_line(area) {
                diagnostic = diagnostic.also(keyword.to(name.span), "adopted here");
            }
        }
        if !others.is_empty() {
            diagnostic = diagnostic.note(format!("in {} it {}", self.areas_named(&others), says(!first.holds)));
        }
        let adopters = self.area_sources.iter().filter(|source| source.ladder == Some(ladder)).count();
        diagnostic = match fixed.len() < adopters {
            // Where it decides something it is no mistake.
            true => diagnostic.help(format!(
                "in other areas it decides something: take another ladder here, or write `allow M0213 \"…\"` in `{}`",
                self.ladder(ladder).name
            )),
            false => diagnostic.help(help),
        };
        self.report(diagnostic);
    }

    fn areas_named(&self, fixed: &[&Fixed]) -> String {
        let mut names: Vec<String> = fixed.iter().map(|one| format!("`{}`", self.area(one.area).name)).collect();
        let more = names.len().saturating_sub(4);
        if more > 1 {
            names.truncate(4);
            names.push(format!("{more} more areas"));
        }
        and_list(names)
    }

    /// The ladder that the text stands in.
    fn ladder_around(&self, span: Span) -> Option<LadderId> {
        let around = |ladder: Span| ladder.file == span.file && ladder.start <= span.start && span.end <= ladder.end;
        let index = self.ladder_sources.iter().position(|source| around(source.tree.head.span))?;
        u32::try_from(index).ok().map(LadderId)
    }

    fn level_name_at(&self, ladder: LadderId, rank: &Rational) -> String {
        let index = rank.to_i64().and_then(|rank| usize::try_from(rank).ok()).unwrap_or(0);
        self.ladder(ladder).levels.get(index).map_or(String::new(), |level| format!("`{}`", level.name))
    }

    /// The unit of a number, for messages.
    fn unit_of(&self, id: NumberId) -> Unit {
        match self.graph.get(id) {
            Number::Share(_) | Number::Proportion(_) => Unit::Percent,
            Number::Score(area) => self.area(*area).score.as_ref().map_or(Unit::Points, |score| score.unit),
            Number::Level(area) => {
                let ladder = self.area_sources.get(area.0 as usize).and_then(|source| source.ladder);
                ladder.map_or(Unit::Points, Unit::Level)
            }
            Number::Value(value) => self.model.values.get(value.0 as usize).map_or(Unit::Points, |v| v.unit),
            Number::Sum(terms) | Number::Mean(terms) => terms.first().map_or(Unit::Points, |(_, t)| self.unit_of(*t)),
            Number::Min(terms) | Number::Max(terms) => terms.first().map_or(Unit::Points, |t| self.unit_of(*t)),
            Number::Round(inner, _) | Number::Else(inner, _) => self.unit_of(*inner),
            Number::Case { otherwise, .. } => self.unit_of(*otherwise),
            _ => Unit::Points,
        }
    }
}

/// Whether a number between the bounds compares with the value in one way only.
fn outcome(op: Compare, value: &Rational, low: &Rational, high: &Rational) -> Option<bool> {
    let never = match op {
        Compare::Less => value <= low,
        Compare::LessOrEqual => value < low,
        Compare::Greater => value >= high,
        Compare::GreaterOrEqual => value > high,
        Compare::Equal => value < low || value > high,
        Compare::NotEqual => low == high && low == value,
    };
    let always = match op {
        Compare::Less => high < value,
        Compare::LessOrEqual => high <= value,
        Compare::Greater => low > value,
        Compare::GreaterOrEqual => low >= value,
        Compare::Equal => low == high && low == value,
        Compare::NotEqual => value < low || value > high,
    };
    (never || always).then_some(always)
}

/// The same comparison with its sides swapped.
fn turn(op: Compare) -> Compare {
    match op {
        Compare::Less => Compare::Greater,
        Compare::LessOrEqual => Compare::GreaterOrEqual,
        Compare::Greater => Compare::Less,
        Compare::GreaterOrEqual => Compare::LessOrEqual,
        same => same,
    }
}
