//! Areas: scores, levels, completeness; and actions.

use super::builder::{Builder, Size};
use super::form::{Cond, Made, Num, Small, Unfit};
use super::op::Place;
use super::questions::Standing;
use crate::exact::{Compare, Rational};
use crate::model::{ActionId, Adoption, Area, AreaId, Domain, Gating, Number, NumberId, QuestionId};

impl Builder<'_> {
    /// An area's score.
    pub fn score(&mut self, id: AreaId) -> Made<Num> {
        if let Some(known) = self.scores.get(&id) {
            return Ok(known.clone());
        }
        let score = self.model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
        let made = match score {
            None => Num::Constant(None),
            Some(score) => {
                let number = self.number(score.number)?;
                match self.is_none_over_nothing(id, score.number) {
                    true => number,
                    false => {
                        let nothing = self.nothing_left(id)?;
                        self.case(vec![(nothing, Num::Constant(None))], number)?
                    }
                }
            }
        };
        self.scores.insert(id, made.clone());
        Ok(made)
    }

    /// The rank of an area's level.
    pub fn level(&mut self, id: AreaId) -> Made<Num> {
        if let Some(known) = self.levels.get(&id) {
            return Ok(known.clone());
        }
        let model = self.model;
        let area = model.areas.get(id.0 as usize);
        let made = match area.and_then(|area| area.adoption.as_ref()) {
            None => Num::Constant(None),
            Some(adoption) => self.adopted(id, adoption)?,
        };
        self.levels.insert(id, made.clone());
        Ok(made)
    }

    fn adopted(&mut self, id: AreaId, adoption: &Adoption) -> Made<Num> {
        let decides_score = adoption.level.is_none() && adoption.rules.iter().any(|rule| rule.lower.is_some());
        let decider = match adoption.level {
            Some(level) => Some(self.number(level)?),
            None if decides_score => Some(self.score(id)?),
            None => None,
        };
        // A score is none over nothing; another number need not be.
        let covers_nothing = match adoption.level {
            Some(level) => self.is_none_over_nothing(id, level),
            None => decides_score,
        };
        let mut absent = Vec::new();
        absent.extend(decider.as_ref().map(|decider| decider.present().not()));
        if !covers_nothing {
            absent.push(self.nothing_left(id)?);
        }
        let mut lines = vec![(self.any(absent)?, Num::Constant(None))];
        let mut below = Cond::Constant(true);
        let mut met = Vec::new();
        for (rank, rule) in (0i64..).zip(&adoption.rules).skip(1) {
            let mut parts = Vec::new();
            match (&decider, &rule.lower) {
                (Some(level), _) if adoption.level.is_some() => {
                    parts.push(self.compare_with(level.clone(), Compare::GreaterOrEqual, &Rational::from(rank))?);
                }
                (Some(score), Some(bound)) => {
                    let op = if bound.inclusive { Compare::GreaterOrEqual } else { Compare::Greater };
                    parts.push(self.compare_with(score.clone(), op, &bound.value)?);
                }
                _ => {}
            }
            for requirement in &rule.requires {
                let others = self.role(&requirement.roles).not();
                let condition = self.truth(requirement.condition)?;
                parts.push(self.any(vec![others, condition])?);
            }
            let mut holds = self.all(parts)?;
            if adoption.gating == Gating::Cumulative {
                holds = self.all(vec![below, holds])?;
                below = holds.clone();
            }
            met.push((holds, Num::Constant(Some(Rational::from(rank)))));
        }
        lines.extend(met.into_iter().rev());
        self.case(lines, Num::Constant(Some(Rational::ZERO)))
    }

    /// Where an area has questions, but none of them counts.
    pub fn nothing_left(&mut self, id: AreaId) -> Made<Cond> {
        if let Some(known) = self.left.get(&id) {
            return Ok(known.clone());
        }
        let left_out =
            self.model.questions_within(id).map(|question| self.left_out(question)).collect::<Made<Vec<_>>>()?;
        let nothing = match left_out.is_empty() {
            true => Cond::Constant(false),
            false => self.all(left_out)?,
        };
        self.left.insert(id, nothing.clone());
        Ok(nothing)
    }

    /// Whether a number has no value wherever nothing is left in an area, so that this need not be looked at.
    fn is_none_over_nothing(&self, area: AreaId, number: NumberId) -> bool {
        let inside = self.model.areas.get(area.0 as usize).map_or((0, 0), |area| area.within);
        if inside.0 >= inside.1 {
            return true; // Without questions it is never over nothing.
        }
        crate::model::deep(|| self.follows(inside, number))
    }

    fn follows(&self, inside: (u32, u32), number: NumberId) -> bool {
        let follows = |id: &NumberId| crate::model::deep(|| self.follows(inside, *id));
        let holds_area =
            |area: &Area| area.within.0 < area.within.1 && inside.0 <= area.within.0 && area.within.1 <= inside.1;
        match self.model.numbers.get(number.0 as usize) {
            Some(Number::Points(QuestionId(q)) | Number::Share(QuestionId(q)) | Number::Given(QuestionId(q))) => {
                (inside.0..inside.1).contains(q)
            }
            Some(Number::Score(area) | Number::Level(area)) => {
                self.model.areas.get(area.0 as usize).is_some_and(holds_area)
            }
            Some(Number::Value(value)) => {
                self.model.values.get(value.0 as usize).is_some_and(|value| follows(&value.number))
            }
            Some(Number::Linear { terms, .. }) => terms.iter().any(|(_, term)| follows(term)),
            Some(Number::Mean(terms)) => terms.iter().all(|(_, term)| follows(term)),
            Some(Number::Min(terms) | Number::Max(terms)) => terms.iter().all(follows),
            Some(Number::Round(inner, _)) => follows(inner),
            Some(Number::Else(first, second)) => follows(first) && follows(second),
            Some(Number::Case { lines, otherwise }) => {
                follows(otherwise) && lines.iter().all(|(_, number)| follows(number))
            }
            Some(Number::Constant(_) | Number::Sum(_) | Number::Count(_) | Number::Proportion(_)) | None => false,
        }
    }

    /// How many questions of an area are asked, or only those that are answered; free text apart.
    pub fn completeness(&mut self, id: AreaId, answered: bool) -> Made<Num> {
        let model = self.model;
        let Some(area) = model.areas.get(id.0 as usize) else { return Ok(Num::Constant(None)) };
        let mut terms = Vec::new();
        for id in &area.questions {
            let Some(question) = model.questions.get(id.0 as usize) else { continue };
            if matches!(question.domain, Domain::Text) {
                continue;
            }
            let asked = self.asked(*id)?;
            let counts = |standing: Standing| {
                let is_answer =
                    matches!(standing, Standing::Answered(_)) || (standing == Standing::Na && question.na.is_some());
                let is_asked = !matches!(standing, Standing::Hidden | Standing::Outside);
                Some(Rational::from(i64::from(if answered { is_answer } else { is_asked })))
            };
            let table: Vec<_> = asked.standings().map(counts).collect();
            terms.push((Rational::ONE, Small::form(asked.code, table)));
        }
        for child in &area.areas {
            let child = crate::model::deep(|| self.completeness(*child, answered))?;
            terms.push((Rational::ONE, child));
        }
        self.sum(terms)
    }

    /// Where an action is suggested.
    pub fn suggested(&mut self, id: ActionId) -> Made<Cond> {
        let Some(action) = self.model.actions.get(id.0 as usize) else { return Ok(Cond::Constant(false)) };
        let role = self.role(&action.roles);
        let when = self.truth(action.suggest_when)?;
        self.all(vec![role, when])
    }

    /// A column of 16 bits or bytes for a count, and what is added to it.
    pub fn counted(&mut self, count: &Num) -> Made<(Place, u16)> {
        let short = |value: &Option<Rational>| {
            let whole = value.as_ref().and_then(Rational::to_i64).unwrap_or(0);
            u16::try_from(whole).unwrap_or(u16::MAX)
        };
        Ok(match count {
            Num::Small(Small { code, table }) => {
                let base = table.iter().map(short).min().unwrap_or(0);
                let steps: Vec<u16> = table.iter().map(|value| short(value).saturating_sub(base)).collect();
                let place = match steps.iter().all(|step| *step < 256) {
                    true => self.bytes(*code, steps.iter().map(|step| u8::try_from(*step).unwrap_or(u8::MAX))),
                    false => self.shorts(*code, steps),
                };
                (place, base)
            }
            Num::Constant(value) => (self.fill(Size::Byte, 0), short(value)),
            Num::Fixed(_) | Num::Fraction(_) | Num::Near(_) => {
                return Err(Unfit("an area has too many questions".to_owned()));
            }
        })
    }
}
