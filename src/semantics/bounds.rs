//! Bounds of every number by interval arithmetic: no response can leave them. Thresholds are held against them.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::exact::{Compare, Rational};
use crate::model::{AreaId, Bound, Domain, LadderId, Number, NumberId, OVERALL, QuestionId, Sign, Truth, Unit, deep};
use crate::source::Span;

use super::checker::Checker;

pub(super) type Interval = (Rational, Rational);

impl Checker<'_> {
    /// Works out the bounds of scores and values. The graph must be free of circles.
    pub fn find_bounds(&mut self) {
        let mut known: Vec<Option<Interval>> = vec![None; self.graph.numbers.len()];
        for index in 0..self.model.areas.len() {
            let number = self.model.areas.get(index).and_then(|area| area.score.as_ref()).map(|score| score.number);
            let Some(number) = number else { continue };
            let bounds = self.bounds(number, &mut known);
            if let Some(score) = self.model.areas.get_mut(index).and_then(|area| area.score.as_mut()) {
                score.bounds = bounds;
            }
        }
        for index in 0..self.model.values.len() {
            let Some(number) = self.model.values.get(index).map(|value| value.number) else { continue };
            let bounds = self.bounds(number, &mut known);
            if let Some(value) = self.model.values.get_mut(index) {
                value.bounds = bounds;
            }
        }
        self.constant_comparisons(&mut known);
    }

    /// The bounds of a number as far as everything it needs has been lowered.
    pub fn bounds_of(&self, id: NumberId) -> Interval {
        self.bounds(id, &mut vec![None; self.graph.numbers.len()])
    }

    fn bounds(&self, id: NumberId, known: &mut Vec<Option<Interval>>) -> Interval {
        if let Some(Some(bounds)) = known.get(id.0 as usize) {
            return bounds.clone();
        }
        let bounds = deep(|| self.work_out(id, known));
        if let Some(slot) = known.get_mut(id.0 as usize) {
            *slot = Some(bounds.clone());
        }
        bounds
    }

    fn work_out(&self, id: NumberId, known: &mut Vec<Option<Interval>>) -> Interval {
        let zero = || (Rational::ZERO, Rational::ZERO);
        match self.graph.get(id).clone() {
            Number::Constant(value) => (value.clone(), value),
            Number::Points(question) => self.question(question).bounds.clone().unwrap_or_else(zero),
            Number::Share(_) | Number::Proportion(_) => (Rational::ZERO, Rational::ONE),
            Number::Given(question) => match &self.question(question).domain {
                Domain::Range(range) => (range.first.clone(), range.last()),
                _ => zero(),
            },
            Number::Score(area) => match self.area(area).score.as_ref().map(|score| score.number) {
                Some(number) => self.bounds(number, known),
                None => zero(),
            },
            Number::Level(area) => {
                let ladder = self.area_sources.get(area.0 as usize).and_then(|source| source.ladder);
                let levels = ladder.map_or(1, |ladder| self.ladder(ladder).levels.len());
                (Rational::ZERO, Rational::from(levels.saturating_sub(1) as i64))
            }
            Number::Value(value) => match self.model.values.get(value.0 as usize).map(|v| v.number) {
                Some(number) => self.bounds(number, known),
                None => zero(),
            },
            Number::Linear { constant, terms } => {
                terms.iter().fold((constant.clone(), constant), |sum, (factor, term)| {
                    let bounds = scaled(factor, &self.bounds(*term, known));
                    (&sum.0 + &bounds.0, &sum.1 + &bounds.1)
                })
            }
            Number::Sum(terms) => terms.iter().fold(zero(), |sum, (weight, term)| {
                let mut bounds = scaled(weight, &self.bounds(*term, known));
                if !self.always_has_value(*term) {
                    bounds = (bounds.0.min(Rational::ZERO), bounds.1.max(Rational::ZERO));
                }
                (&sum.0 + &bounds.0, &sum.1 + &bounds.1)
            }),
            Number::Mean(terms) => {
                let all = terms.iter().map(|(_, term)| self.bounds(*term, known)).collect::<Vec<_>>();
                // With every term always there the weights count; otherwise one term may stand alone.
                match terms.iter().all(|(_, term)| self.always_has_value(*term)) {
                    false => hull(all),
                    true => {
                        let total = terms.iter().fold(Rational::ZERO, |sum, (weight, _)| &sum + weight);
                        let sums = terms.iter().zip(&all).fold(zero(), |sum, ((weight, _), bounds)| {
                            let bounds = scaled(weight, bounds);
                            (&sum.0 + &bounds.0, &sum.1 + &bounds.1)
                        });
                        match (sums.0.checked_div(&total), sums.1.checked_div(&total)) {
                            (Some(low), Some(high)) => (low, high),
                            _ => zero(),
                        }
                    }
                }
            }
            Number::Min(terms) | Number::Max(terms) => {
                let max = matches!(self.graph.get(id), Number::Max(_));
                let all: Vec<Interval> = terms.iter().map(|term| self.bounds(*term, known)).collect();
                let sure: Vec<&Interval> =
                    all.iter().zip(&terms).filter(|(_, t)| self.always_has_value(**t)).map(|(b, _)| b).collect();
                let (low, high) = hull(all.clone());
                match max {
                    // A term that is always there keeps the largest from falling below it.
                    true => (sure.iter().map(|b| &b.0).max().map_or(low.clone(), |b| b.clone().max(low)), high),
                    false => (low, sure.iter().map(|b| &b.1).min().map_or(high.clone(), |b| b.clone().min(high))),
                }
            }
            Number::Round(inner, digits) => {
                let (low, high) = self.bounds(inner, known);
                (low.round(digits), high.round(digits))
            }
            Number::Else(first, second) => {
                let first_bounds = self.bounds(first, known);
                match self.always_has_value(first) {
                    true => first_bounds,
                    false => hull(vec![first_bounds, self.bounds(second, known)]),
                }
            }
            Number::Case { lines, otherwise } => {
                let mut all: Vec<Interval> = lines.iter().map(|(_, number)| self.bounds(*number, known)).collect();
                all.push(self.bounds(otherwise, known));
                hull(all)
            }
            Number::Count(conditions) => (Rational::ZERO, Rational::from(conditions.len() as i64)),
        }
    }

    /// Whether the number has a value for every response: cautious, false when in doubt.
    fn always_has_value(&self, id: NumberId) -> bool {
        if let Some(known) = self.always.borrow().get(&id) {
            return *known;
        }
        let always = deep(|| self.has_value(id));
        self.always.borrow_mut().insert(id, always);
        always
    }

    fn has_value(&self, id: NumberId) -> bool {
        match self.graph.get(id) {
            Number::Constant(_) | Number::Sum(_) | Number::Count(_) => true,
            Number::Points(question) | Number::Share(question) | Number::Given(question) => {
                self.always_counts(*question)
            }
            Number::Round(inner, _) => self.always_has_value(*inner),
            Number::Else(first, second) => self.always_has_value(*first) || self.always_has_value(*second),
            Number::Linear { terms, .. } => terms.iter().all(|(_, term)| self.always_has_value(*term)),
            Number::Mean(terms) => terms.iter().any(|(_, term)| self.always_has_value(*term)),
            Number::Min(terms) | Number::Max(terms) => terms.iter().any(|term| self.always_has_value(*term)),
            Number::Case { lines, otherwise } => {
                lines.iter().all(|(_, number)| self.always_has_value(*number)) && self.always_has_value(*otherwise)
            }
            Number::Score(area) => {
                let counts = self.questions_within(*area).iter().any(|q| self.always_counts(*q));
                let score = self.area(*area).score.as_ref();
                counts && score.is_some_and(|score| self.always_has_value(score.number))
            }
            Number::Value(value) => {
                self.model.values.get(value.0 as usize).is_some_and(|value| self.always_has_value(value.number))
            }
            Number::Level(_) | Number::Proportion(_) => false,
        }
    }

    fn always_counts(&self, id: QuestionId) -> bool {
        let question = self.question(id);
        let all = matches!(question.roles, crate::model::Roles::All);
        let hidden = question.ask_when.is_some() && stays_out(&question.policies.hidden);
        let na = question.na.as_ref().is_some_and(|na| na.points.is_none()) && stays_out(&question.policies.na);
        let unanswered = matches!(
            question.policies.unanswered,
            Some(crate::model::StatePolicy { stand_in: crate::model::StandIn::LeftOut, .. })
        );
        all && !hidden && !na && !unanswered && !matches!(question.domain, Domain::Text)
    }

    /// Comparisons with a constant that no response can make true, or false.
    fn constant_comparisons(&mut self, known: &mut Vec<Option<Interval>>) {
        // Where answers are missing from the model, so are values.
        if self.has_broken_parts(OVERALL) {
            return;
        }
        for (truth, sign, sides) in std::mem::take(&mut self.comparisons) {
            let Truth::Compare(mut left, mut op, mut right) = self.graph.get_truth(truth).clone() else { continue };
            // What is said is said of the comparison as it is written, without the `not` around it.
            if sign == Sign::IsNot {
                op = op.opposite();
            }
            let turned = self.graph.as_constant(left).is_some();
            if turned {
                std::mem::swap(&mut left, &mut right);
                op = turn(op);
            }
            let Some(value) = self.graph.as_constant(right).cloned() else { continue };
            let (low, high) = self.bounds(left, known);
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
            if !never && !always {
                continue;
            }
            let unit = self.unit_of(left);
            if let Unit::Level(ladder) = unit
                && self.ladder_sources.get(ladder.0 as usize).is_some_and(|source| source.broken)
            {
                continue;
            }
            let (low, high) = match unit {
                Unit::Level(ladder) => (self.level_name_at(ladder, &low), self.level_name_at(ladder, &high)),
                unit => (self.show(&low, unit), self.show(&high, unit)),
            };
            let outcome = if never { "can never hold" } else { "always holds" };
            let [first, second] = sides;
            let subject = self.sources.slice(if turned { second } else { first });
            let subject =
                if subject.is_empty() || subject.len() > 40 { "it".to_owned() } else { format!("`{subject}`") };
            let (label, help) = match low == high {
                true => (format!("{subject} is always {low}"), "take the comparison away"),
                false => (format!("{subject} lies between {low} and {high}"), "compare with a value between these two"),
            };
            self.report(
                Diagnostic::new(Code::M0213, format!("this comparison {outcome}"))
                    .at(first.to(second), label)
                    .help(help),
            );
        }
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
        let names: Vec<String> = self.ladder(adoption.ladder).levels.iter().map(|level| level.name.clone()).collect();
        let name = |rank: usize| names.get(rank).cloned().unwrap_or_default();
        let mut last: Option<(usize, Bound)> = None;
        // Where answers are missing from the model, so are scores.
        let doubtful = self.has_broken_parts(area);
        for (rank, rule) in adoption.rules.iter().enumerate() {
            if let Some(bound) = &rule.lower {
                let gated = !rule.requires.is_empty() || self.doubtful_levels.contains(&(area, rank));
                if !doubtful {
                    let below = last.as_ref().map_or(0, |(below, _)| *below);
                    let levels = (name(below), name(rank));
                    self.inside_bounds(area, &levels, bound, gated, &score, adoption.span);
                }
                if let Some((below, previous)) = &last
                    && !ascends(previous, bound, gated)
                {
                    self.does_not_ascend(&name(*below), previous, &name(rank), bound, score.unit);
                }
                last = Some((rank, bound.clone()));
            }
            if let (Some(lower), Some(upper)) = (&rule.lower, &rule.upper)
                && (upper.value < lower.value || (upper.value == lower.value && !(upper.inclusive && lower.inclusive)))
            {
                self.report(
                    Diagnostic::new(Code::M0303, format!("the band of `{}` holds no score", name(rank)))
                        .at(upper.span, "ends before it begins")
                        .also(lower.span, "begins here")
                        .help("swap the two numbers, or change one of them"),
                );
            }
        }
        for (rank, rule) in adoption.rules.iter().enumerate() {
            let Some(upper) = &rule.upper else { continue };
            let above = adoption.rules.iter().enumerate().skip(rank.saturating_add(1));
            let Some((next, lower)) = above.filter_map(|(r, rule)| Some((r, rule.lower.as_ref()?))).next() else {
                continue;
            };
            let overlap =
                upper.value > lower.value || (upper.value == lower.value && upper.inclusive && lower.inclusive);
            if overlap {
                let shown = self.show(&lower.value, score.unit);
                let message = match upper.value == lower.value {
                    true => format!("the bands of `{}` and `{}` overlap: {shown} lies in both", name(rank), name(next)),
                    false => format!(
                        "the bands of `{}` and `{}` overlap from {shown} to {}",
                        name(rank),
                        name(next),
                        self.show(&upper.value, score.unit)
                    ),
                };
                self.report(
                    Diagnostic::new(Code::M0303, message)
                        .at(upper.span, format!("`{}` ends here", name(rank)))
                        .also(lower.span, format!("`{}` begins here", name(next)))
                        .note(format!("where a level begins decides: such a score reaches `{}`", name(next)))
                        .help(format!("write `below {shown}` where `{}` ends", name(rank)))
                        .edit(upper.span, format!("below {shown}"), Applicability::NeedsALook),
                );
            }
        }
    }

    /// `levels`: the level below the bound, and the one that it begins.
    fn inside_bounds(
        &mut self,
        area: AreaId,
        levels: &(String, String),
        bound: &Bound,
        gated: bool,
        score: &crate::model::Score,
        adopted: Span,
    ) {
        let (low, high) = &score.bounds;
        let (below, level) = levels;
        let above = bound.value > *high || (bound.value == *high && !bound.inclusive);
        let under = bound.value < *low || (bound.value == *low && bound.inclusive);
        if !above && (!under || gated) {
            return;
        }
        let (shown_low, shown_high) = (self.show(low, score.unit), self.show(high, score.unit));
        let help = match (above, bound.value == *high) {
            (true, true) => format!("write `from {shown_high}`"),
            (true, false) => format!("lower it to {shown_high} or less"),
            (false, _) => format!("raise it above {shown_low}, or take the level `{below}` away"),
        };
        let (message, label) = match above {
            true => {
                (format!("`{level}` can never be reached: its threshold lies above every score"), "above every score")
            }
            false => (
                format!("`{below}` can never be the result: every score reaches `{level}`"),
                "every score is as high as this",
            ),
        };
        let name = &self.area(area).name;
        let note = match low == high {
            true => format!("the score of `{name}` is always {shown_low}"),
            false => format!("the score of `{name}` lies between {shown_low} and {shown_high}"),
        };
        let mut diagnostic = Diagnostic::new(Code::M0302, message).at(bound.span, label).note(note).help(help);
        diagnostic = match score.span {
            Some(span) => diagnostic.also(span, "the score"),
            None if adopted.file == bound.span.file => diagnostic.also(adopted, "adopted here"),
            None => diagnostic,
        };
        self.report(diagnostic);
    }

    fn does_not_ascend(&mut self, below: &str, previous: &Bound, level: &str, bound: &Bound, unit: Unit) {
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

/// Whether a threshold lies above the one of the level below; equal ones need a requirement to tell the levels apart.
fn ascends(previous: &Bound, bound: &Bound, gated: bool) -> bool {
    match bound.value.cmp(&previous.value) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => gated || (previous.inclusive && !bound.inclusive),
    }
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

fn stays_out(policy: &Option<crate::model::StatePolicy>) -> bool {
    !matches!(policy, Some(crate::model::StatePolicy { stand_in: crate::model::StandIn::Answer(_), .. }))
}

fn scaled(factor: &Rational, (low, high): &Interval) -> Interval {
    let (a, b) = (factor * low, factor * high);
    if a <= b { (a, b) } else { (b, a) }
}

/// The smallest interval around all; zero around nothing.
fn hull(all: Vec<Interval>) -> Interval {
    all.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or_default()
}
