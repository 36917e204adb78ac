//! Areas: scores, levels, and whether anything is left in them.

use super::builder::Builder;
use super::expression::Expr;
use super::fraction::Fraction;
use super::known::Sure;
use super::steps::Place;
use crate::exact::{Compare, Rational};
use crate::model::{Adoption, AreaId, Bound, Gating, Number, NumberId, QuestionId};

impl Builder<'_> {
    /// The score of an area, in a column of its name.
    pub fn score(&mut self, id: AreaId) -> Fraction {
        if let Some(Some(known)) = self.scores.get(id.0 as usize) {
            return known.clone();
        }
        let none = Fraction { top: Expr::Null, ..Fraction::constant(&Rational::ZERO) };
        let Some(area) = self.model.areas.get(id.0 as usize) else { return none };
        let Some(score) = &area.score else { return none };
        let fraction = self.within(id, |builder| {
            let mut fraction = builder.number(score.number);
            if !builder.falls_with(score.number, id) {
                fraction.top = Expr::case(builder.something_left(id), fraction.top, Expr::Null);
            }
            let note = match score.span {
                Some(_) => builder.model.number_notation(score.number, Some(score.unit)),
                None => "the weighted mean of what is in it".to_owned(),
            };
            builder.in_column(&format!("{}.score", area.key), fraction, Some(format!("score: {note}")))
        });
        if let Some(slot) = self.scores.get_mut(id.0 as usize) {
            *slot = Some(fraction.clone());
        }
        fraction
    }

    /// Whether something counts in an area that has questions.
    fn something_left(&mut self, id: AreaId) -> Expr {
        let reading = self.askers.area_reading(id);
        if self.known(reading).iter().all(|known| known.something_left(id) == Sure::Always) {
            return Expr::Truth(true);
        }
        if let Some(Some(known)) = self.left.get(id.0 as usize) {
            return known.clone();
        }
        let questions: Vec<QuestionId> = self.model.questions_within(id).collect();
        let counts = questions.into_iter().flat_map(|id| [self.gives_points(id), self.counts(id)]).collect();
        let expr = match Expr::any(counts) {
            Expr::Truth(truth) => Expr::Truth(truth),
            expr => {
                let name = format!("{} counts", self.area_key(id));
                let note = "whether anything in it counts".to_owned();
                Expr::Column(self.steps.add(&name, Place::Area(id), expr, vec![note]))
            }
        };
        if let Some(slot) = self.left.get_mut(id.0 as usize) {
            *slot = Some(expr.clone());
        }
        expr
    }

    /// Whether a number has no value anyway where nothing is left in an area.
    fn falls_with(&self, number: NumberId, area: AreaId) -> bool {
        let (first, end) = self.model.areas.get(area.0 as usize).map_or((0, 0), |area| area.within);
        let inside = |id: &QuestionId| (first..end).contains(&id.0);
        // The questions of an inner area are all among those of the outer one.
        let inner = |id: &AreaId| {
            self.model.areas.get(id.0 as usize).is_some_and(|inner| {
                first <= inner.within.0 && inner.within.1 <= end && inner.within.0 < inner.within.1
            })
        };
        match self.model.numbers.get(number.0 as usize) {
            Some(Number::Points(id) | Number::Share(id) | Number::Given(id)) => inside(id),
            Some(Number::Score(id) | Number::Level(id)) => *id != area && inner(id),
            Some(Number::Mean(terms)) => terms.iter().all(|(_, term)| self.falls_with(*term, area)),
            Some(Number::Min(terms) | Number::Max(terms)) => terms.iter().all(|term| self.falls_with(*term, area)),
            Some(Number::Linear { terms, .. }) => terms.iter().any(|(_, term)| self.falls_with(*term, area)),
            Some(Number::Round(inner, _)) => self.falls_with(*inner, area),
            Some(Number::Value(id)) => {
                let value = self.model.values.get(id.0 as usize);
                value.is_some_and(|value| self.falls_with(value.number, area))
            }
            _ => first == end,
        }
    }

    /// The rank of an area's level, in a column of its name.
    pub fn level(&mut self, id: AreaId) -> Expr {
        if let Some(Some(known)) = self.levels.get(id.0 as usize) {
            return known.clone();
        }
        let adoption = self.model.areas.get(id.0 as usize).and_then(|area| area.adoption.as_ref());
        let Some(adoption) = adoption else { return Expr::Null };
        let expr = self.within(id, |builder| builder.rank(id, adoption));
        let expr = match expr {
            Expr::Integer(_) | Expr::Null => expr,
            expr => {
                let name = format!("{}.level", self.area_key(id));
                let notes = self.level_notes(id, adoption);
                Expr::Column(self.steps.add(&name, Place::Levels, expr, notes))
            }
        };
        if let Some(slot) = self.levels.get_mut(id.0 as usize) {
            *slot = Some(expr.clone());
        }
        expr
    }

    /// The rank as a number.
    pub fn level_number(&mut self, id: AreaId) -> Fraction {
        let adoption = self.model.areas.get(id.0 as usize).and_then(|area| area.adoption.as_ref());
        let levels = adoption.map_or(1, |adoption| adoption.rules.len()).saturating_sub(1);
        let highest = Rational::from(i64::try_from(levels).unwrap_or(i64::MAX));
        let top = self.level(id);
        Fraction { top, bounds: (Rational::ZERO, highest), ..Fraction::constant(&Rational::ZERO) }
    }

    fn rank(&mut self, id: AreaId, adoption: &Adoption) -> Expr {
        let score = self.model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
        let by_score = adoption.level.is_none() && adoption.rules.iter().any(|rule| rule.lower.is_some());
        let number = adoption.level.or_else(|| score.filter(|_| by_score).map(|score| score.number));
        let decides = match (adoption.level, by_score) {
            (Some(level), _) => {
                let formula = self.number(level);
                let name = format!("{}.level formula", self.area_key(id));
                let note = self.model.number_notation(level, None);
                let column = self.in_column(&name, formula, Some(note));
                if let Some(slot) = self.numbers.get_mut(level.0 as usize) {
                    *slot = Some(column.clone());
                }
                Some(column)
            }
            (None, true) => Some(self.score(id)),
            (None, false) => None,
        };
        let mut lines = Vec::new();
        let reading = self.askers.area_reading(id);
        let falls = by_score || number.is_some_and(|number| self.falls_with(number, id));
        if !falls {
            let left = self.something_left(id);
            lines.push((left.fails(), Expr::Null));
        }
        if let (Some(decides), Some(number)) = (&decides, number) {
            let sure = self.always(number, reading)
                && self.known(reading).iter().all(|known| known.something_left(id) == Sure::Always);
            if !sure || reading == super::known::Reading::Any {
                lines.push((decides.top.clone().null(), Expr::Null));
            }
        }
        lines.retain(|(condition, _)| *condition != Expr::Truth(false));
        let met: Vec<(i64, Expr, Expr)> = (1i64..)
            .zip(adoption.rules.iter().enumerate().skip(1))
            .map(|(rank, (_, rule))| {
                let reaches = match (&decides, adoption.level, &rule.lower) {
                    (Some(formula), Some(_), _) => {
                        self.compare(formula, Compare::GreaterOrEqual, &Fraction::constant(&Rational::from(rank)))
                    }
                    (Some(score), None, Some(Bound { value, inclusive, .. })) => {
                        let compare = if *inclusive { Compare::GreaterOrEqual } else { Compare::Greater };
                        self.compare(score, compare, &Fraction::constant(value))
                    }
                    _ => Expr::Truth(true),
                };
                // What decides has a value where this is asked, so that a comparison can be turned round.
                let fails = match (&reaches, rule.requires.is_empty()) {
                    (Expr::Compare(left, compare, right), true) => {
                        Some(Expr::Compare(left.clone(), compare.opposite(), right.clone()))
                    }
                    _ => None,
                };
                let mut all = vec![reaches];
                for requirement in &rule.requires {
                    let holds = self.truth(requirement.condition);
                    all.push(Expr::any(vec![self.in_other_role(&requirement.roles), holds]));
                }
                let met = Expr::all(all);
                (rank, met.clone(), fails.unwrap_or_else(|| met.fails()))
            })
            .collect();
        let mut otherwise = Expr::int(0);
        match adoption.gating {
            Gating::Highest => {
                lines.extend(met.into_iter().rev().map(|(rank, met, _)| (met, Expr::int(rank))));
            }
            Gating::Cumulative => {
                for (rank, _, fails) in met {
                    lines.push((fails, otherwise));
                    otherwise = Expr::int(rank);
                }
            }
        }
        settled(lines, otherwise)
    }

    fn level_notes(&self, id: AreaId, adoption: &Adoption) -> Vec<String> {
        let ladder = self.model.ladders.get(adoption.ladder.0 as usize);
        let names = (0..).zip(ladder.map_or(&[][..], |ladder| &ladder.levels));
        let names: Vec<String> = names.map(|(rank, level): (u32, _)| format!("{rank} {}", level.name)).collect();
        let area = self.model.areas.get(id.0 as usize).and_then(|area| super::results::text(self.model, &area.text));
        let mut notes: Vec<String> = area.into_iter().collect();
        notes.push(names.join(", "));
        for (level, rule) in ladder.map_or(&[][..], |ladder| &ladder.levels).iter().zip(&adoption.rules) {
            for requirement in &rule.requires {
                let condition = self.model.condition_notation(requirement.condition);
                let roles = match &requirement.roles {
                    crate::model::Roles::All => String::new(),
                    crate::model::Roles::Only(only) => {
                        let names = only.iter().filter_map(|id| self.model.roles.get(id.0 as usize));
                        format!(" for {}", names.map(|role| role.name.as_str()).collect::<Vec<_>>().join(", "))
                    }
                };
                notes.push(format!("{} requires {condition}{roles}", level.name));
            }
        }
        notes
    }
}

/// Cases without those that never hold, or come behind one that always does.
fn settled(lines: Vec<(Expr, Expr)>, otherwise: Expr) -> Expr {
    let (mut kept, mut last) = (Vec::new(), otherwise);
    for (condition, value) in lines {
        match condition {
            Expr::Truth(false) => {}
            Expr::Truth(true) => {
                last = value;
                break;
            }
            condition => kept.push((condition, value)),
        }
    }
    if kept.iter().all(|(_, value)| *value == last) { last } else { Expr::Case(kept, Box::new(last)) }
}
