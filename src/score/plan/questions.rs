//! Questions: everything that a question says is a table over its codes.

use super::builder::{Builder, Size};
use super::form::{Cond, Fixed, Made, Num, Small, Unfit, common_unit, fits_long, units};
use super::op::{Op, Place, Values};
use crate::evaluate::worth;
use crate::exact::Rational;
use crate::model::{Domain, Model, Question, QuestionId, QuestionState, Range, Roles, Sign, StandIn, StatePolicy};
use crate::score::block::{Coding, Width};

/// The most codes of a question that are put into tables: an `any of` has at most 65,536 answers.
const MOST_TABLED: u64 = (1 << 16) + 4;

/// The columns of a question.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Codes.
    pub code: Place,
    /// How many of the codes are answers; behind them come `na`, unanswered, hidden, outside.
    pub answers: u64,
    /// How many codes there are: without hidden and outside where it is always asked.
    pub codes: u64,
    /// Where there are too many answers for tables: all are code 0, and this is which (a stand-in's where it counts).
    pub steps: Option<Place>,
}

/// How a question stands for a respondent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Answered(u64),
    Na,
    Unanswered,
    Hidden,
    Outside,
}

impl Asked {
    pub fn standing(&self, code: u64) -> Standing {
        match code.checked_sub(self.answers) {
            None => Standing::Answered(code),
            Some(0) => Standing::Na,
            Some(1) => Standing::Unanswered,
            Some(2) => Standing::Hidden,
            Some(_) => Standing::Outside,
        }
    }

    pub fn standings(&self) -> impl Iterator<Item = Standing> + use<'_> {
        (0..self.codes).map(|code| self.standing(code))
    }
}

impl Builder<'_> {
    /// The columns of a question.
    pub fn asked(&mut self, id: QuestionId) -> Made<Asked> {
        if let Some(known) = self.questions.get(&id) {
            return Ok(known.clone());
        }
        let model = self.model;
        let question = question(model, id)?;
        let asked = match question.ask_when.map(|condition| self.truth(condition)).transpose()? {
            None | Some(Cond::Constant(true)) => None,
            Some(condition) => Some(self.mask(&condition)),
        };
        let inside = match self.role(&question.roles) {
            Cond::Constant(true) => None,
            condition => Some(self.mask(&condition)),
        };
        let columns = self.columns(id, question, asked, inside)?;
        self.questions.insert(id, columns.clone());
        Ok(columns)
    }

    fn columns(&mut self, id: QuestionId, of: &Question, asked: Option<Place>, inside: Option<Place>) -> Made<Asked> {
        let coding = Coding::of(of);
        let extra = if asked.is_none() && inside.is_none() { 2 } else { 4 };
        let codes = coding.answers.saturating_add(extra);
        let size = match (coding.width(), codes) {
            (Width::Byte, ..=0x100) if extra == 2 => {
                return Ok(Asked { code: Place::Answers(id.0), answers: coding.answers, codes, steps: None });
            }
            (_, ..=0x100) => Some(Size::Byte),
            (_, ..=0x1_0000) => Some(Size::Short),
            (_, ..=MOST_TABLED) => Some(Size::Word),
            _ => None,
        };
        if let Some(size) = size {
            let code = self.push(size, |out| Op::Presence { question: id.0, asked, inside, out });
            return Ok(Asked { code, answers: coding.answers, codes, steps: None });
        }
        if coding.answers > 1 << 60 {
            return Err(Unfit(format!("`{}` has more answers than 64 bits hold", of.key)));
        }
        let code = self.push(Size::Byte, |out| Op::State { question: id.0, asked, inside, out });
        let given = self.push(Size::Long, |out| Op::Steps { question: id.0, out });
        let mut asked = Asked { code, answers: 1, codes: 1 + extra, steps: None };
        let stand_ins: Vec<i64> = asked
            .standings()
            .map(|standing| match standing {
                Standing::Answered(_) => Some(0),
                other => self.effective(id, of, other),
            })
            .map(|answer| i64::try_from(answer.unwrap_or(0)).unwrap_or(0))
            .collect();
        asked.steps = Some(match stand_ins.iter().all(|answer| *answer == 0) {
            true => given,
            false => {
                let stand_in = self.gather(code, Values::Longs(stand_ins));
                let mask = self.bytes(code, (0..asked.codes).map(|code| u8::from(code == 0)));
                self.push(Size::Long, |out| Op::Select { mask, then: given, otherwise: stand_in, out })
            }
        });
        Ok(asked)
    }

    /// Whom a set of roles contains.
    pub fn role(&mut self, roles: &Roles) -> Cond {
        let count = u32::try_from(self.model.roles.len()).unwrap_or(u32::MAX);
        let holds = |role: u32| roles.contains((role < count).then_some(crate::model::RoleId(role)));
        Cond::coded(Place::Roles, (0..=count).map(holds))
    }

    /// Whether it may be taken as answered where it is unanswered, because what depends on it is not told then.
    fn is_told_only_answered(&self, id: QuestionId, question: &Question) -> bool {
        question.policies.unanswered.is_none() && !matches!(question.domain, Domain::Text) && !self.askers.contains(&id)
    }

    /// The answer that counts; see the row evaluator.
    fn effective(&self, id: QuestionId, question: &Question, standing: Standing) -> Option<u64> {
        match standing {
            Standing::Answered(_) if matches!(question.domain, Domain::Text) => None,
            Standing::Answered(answer) => Some(answer),
            Standing::Na if question.na.is_none() => self.effective(id, question, Standing::Unanswered),
            Standing::Na => stand_in(&question.policies.na),
            Standing::Unanswered if self.is_told_only_answered(id, question) => Some(0),
            Standing::Unanswered => stand_in(&question.policies.unanswered),
            Standing::Hidden => stand_in(&question.policies.hidden),
            Standing::Outside => None,
        }
    }

    fn worth(&self, id: QuestionId, question: &Question, standing: Standing) -> Option<Rational> {
        match self.effective(id, question, standing) {
            Some(answer) => worth(self.model, question, answer),
            None if standing == Standing::Na && question.policies.na.is_none() => question.na.as_ref()?.points.clone(),
            None => None,
        }
    }

    /// The worth of a question.
    pub fn points(&mut self, id: QuestionId) -> Made<Num> {
        let question = question(self.model, id)?;
        let asked = self.asked(id)?;
        if let (Some(steps), Domain::Range(range)) = (asked.steps, &question.domain) {
            return self.worth_by_steps(id, question, &asked, steps, range);
        }
        let table: Vec<_> = asked.standings().map(|standing| self.worth(id, question, standing)).collect();
        Ok(Small::form(asked.code, table))
    }

    /// The worth as a share of the question's bounds.
    pub fn share(&mut self, id: QuestionId) -> Made<Num> {
        let Some((low, high)) = question(self.model, id)?.bounds.clone() else { return Ok(Num::Constant(None)) };
        let Some(factor) = Rational::ONE.checked_div(&(&high - &low)) else { return Ok(Num::Constant(None)) };
        let points = self.points(id)?;
        self.linear(&-(&low * &factor), vec![(factor, points)])
    }

    /// The number given.
    pub fn given(&mut self, id: QuestionId) -> Made<Num> {
        let question = question(self.model, id)?;
        let Domain::Range(range) = &question.domain else { return Ok(Num::Constant(None)) };
        let asked = self.asked(id)?;
        if let Some(steps) = asked.steps {
            return self.by_steps(id, question, &asked, steps, range);
        }
        let value = |standing| self.effective(id, question, standing).map(|answer| range.value(answer));
        let table: Vec<_> = asked.standings().map(value).collect();
        Ok(Small::form(asked.code, table))
    }

    /// `first + step × steps`.
    fn by_steps(&mut self, id: QuestionId, of: &Question, asked: &Asked, steps: Place, range: &Range) -> Made<Num> {
        let present = self.counts(id, of, asked);
        let unit = common_unit([&range.first, &range.step]);
        let (first, step) = (units(&range.first, &unit)?, units(&range.step, &unit)?);
        let last = units(&range.last(), &unit)?;
        let size = if [first, step, last].into_iter().all(fits_long) { Size::Long } else { Size::Wide };
        let place = self.push(size, |out| Op::Accumulate { constant: first, parts: vec![(steps, step)], out });
        Ok(Num::Fixed(Fixed { place, unit, bounds: (first.min(last), first.max(last)), present }))
    }

    fn worth_by_steps(
        &mut self,
        id: QuestionId,
        of: &Question,
        asked: &Asked,
        steps: Place,
        range: &Range,
    ) -> Made<Num> {
        let of_na = self.worth(id, of, Standing::Na).filter(|_| self.effective(id, of, Standing::Na).is_none());
        let worth = if range.points.is_empty() {
            self.by_steps(id, of, asked, steps, range)?
        } else {
            let reached = |first: u64| i64::try_from(first).unwrap_or(i64::MAX);
            let firsts: Vec<i64> = range.points.iter().skip(1).map(|rule| reached(rule.first)).collect();
            let piece = self.push(Size::Short, |out| Op::Pieces { steps, firsts: firsts.clone(), out });
            let worth = Small::form(piece, range.points.iter().map(|rule| Some(rule.points.clone())));
            let present = self.counts(id, of, asked);
            self.case(vec![(present, worth)], Num::Constant(None))?
        };
        let is_na = Cond::coded(asked.code, asked.standings().map(|standing| standing == Standing::Na));
        match of_na {
            Some(points) => self.case(vec![(is_na, Num::Constant(Some(points)))], worth),
            None => Ok(worth),
        }
    }

    /// Where a question counts.
    fn counts(&self, id: QuestionId, question: &Question, asked: &Asked) -> Cond {
        let counts = asked.standings().map(|standing| self.effective(id, question, standing).is_some());
        Cond::coded(asked.code, counts.collect::<Vec<_>>())
    }

    /// Where a question counts, or does not.
    pub fn counting(&mut self, id: QuestionId, sign: Sign) -> Made<Cond> {
        let question = question(self.model, id)?;
        let counts = self.asked(id).map(|asked| self.counts(id, question, &asked))?;
        Ok(if sign == Sign::Is { counts } else { counts.not() })
    }

    /// Where nothing of a question is left: neither an answer nor a worth.
    pub fn left_out(&mut self, id: QuestionId) -> Made<Cond> {
        let question = question(self.model, id)?;
        let asked = self.asked(id)?;
        let left_out =
            |standing| self.effective(id, question, standing).is_none() && self.worth(id, question, standing).is_none();
        Ok(Cond::coded(asked.code, asked.standings().map(left_out).collect::<Vec<_>>()))
    }

    /// Where the answer that counts is one of some.
    pub fn answered_with(&mut self, id: QuestionId, is_one: &dyn Fn(u64) -> bool, spans: &[(u64, u64)]) -> Made<Cond> {
        let question = question(self.model, id)?;
        let asked = self.asked(id)?;
        let Some(steps) = asked.steps else {
            let holds = |standing| self.effective(id, question, standing).is_some_and(is_one);
            return Ok(Cond::coded(asked.code, asked.standings().map(holds).collect::<Vec<_>>()));
        };
        let narrow = |answer: u64| i64::try_from(answer).unwrap_or(i64::MAX);
        let spans: Vec<(i64, i64)> = spans.iter().map(|(first, last)| (narrow(*first), narrow(*last))).collect();
        let inside = self.push(Size::Byte, |out| Op::Spans { steps, spans: spans.clone(), out });
        let counts = self.counts(id, question, &asked);
        self.all(vec![Cond::mask(inside), counts])
    }

    /// Where a question is in a state, seen through any policy.
    pub fn state(&mut self, id: QuestionId, state: QuestionState, sign: Sign) -> Made<Cond> {
        let question = question(self.model, id)?;
        let asked = self.asked(id)?;
        let holds = |standing: Standing| {
            let standing = match standing {
                Standing::Na if question.na.is_none() => Standing::Unanswered,
                other => other,
            };
            let is_in = match state {
                QuestionState::Answered => matches!(standing, Standing::Answered(_) | Standing::Na),
                QuestionState::Unanswered => standing == Standing::Unanswered,
                QuestionState::Na => standing == Standing::Na,
                QuestionState::Hidden => standing == Standing::Hidden,
            };
            is_in == (sign == Sign::Is)
        };
        Ok(Cond::coded(asked.code, asked.standings().map(holds).collect::<Vec<_>>()))
    }
}

fn question(model: &Model, id: QuestionId) -> Made<&Question> {
    model.questions.get(id.0 as usize).ok_or_else(|| Unfit("a question is not there".to_owned()))
}

fn stand_in(policy: &Option<StatePolicy>) -> Option<u64> {
    match policy.as_ref()?.stand_in {
        StandIn::Answer(answer) => Some(answer),
        StandIn::LeftOut => None,
    }
}
