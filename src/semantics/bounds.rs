//! Bounds of every number by interval arithmetic: no response can leave them. Thresholds are held against them.

use crate::diagnostics::{Code, Diagnostic};
use crate::exact::Rational;
use crate::model::{AreaId, Bound, Domain, Number, NumberId, QuestionId, deep};
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

    pub fn bounds(&self, id: NumberId, known: &mut Vec<Option<Interval>>) -> Interval {
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

    /// A bound of which the level below it and the one that it begins are told must lie inside the bounds of the score.
    pub fn inside_bounds(
        &mut self,
        area: AreaId,
        [below, level]: [&str; 2],
        bound: &Bound,
        gated: bool,
        score: &crate::model::Score,
        adopted: Span,
    ) {
        let (low, high) = &score.bounds;
        let above = bound.value > *high || (bound.value == *high && !bound.inclusive);
        let under = bound.value < *low || (bound.value == *low && bound.inclusive);
        if !above && (!under || gated) {
            return;
        }
        let (shown_low, shown_high) = (self.show(low, score.unit), self.show(high, score.unit));
        let help = match (above, bound.value == *high) {
            (true, true) => format!("write `from {shown_high}`"),
            (true, false) if bound.inclusive => format!("lower it to {shown_high} or less"),
            (true, false) => format!("lower it below {shown_high}, or write `from {shown_high}`"),
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
