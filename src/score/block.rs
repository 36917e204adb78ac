//! Answers as columns of codes.

use std::ops::Range;

use crate::evaluate::Answers;
use crate::model::{Answer, Domain, Model, Question, QuestionId, RoleId};

/// How the answers to a question are written as codes: `0..answers` as in [`Answer::Index`], then `na`, then
/// unanswered. A free text that is there is answer 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coding {
    /// How many answers there are, `na` apart.
    pub answers: u64,
    /// Whether `na` is offered. Its code is taken anyway.
    pub offers_na: bool,
}

impl Coding {
    /// The coding of a question.
    pub fn of(question: &Question) -> Coding {
        let answers = match question.domain {
            Domain::Text => 1,
            _ => question.answer_count(),
        };
        Coding { answers, offers_na: question.na.is_some() }
    }

    /// The code of `na`.
    pub fn na(self) -> u64 {
        self.answers
    }

    /// The code of a missing answer.
    pub fn unanswered(self) -> u64 {
        self.answers.saturating_add(1)
    }

    /// The narrowest width that holds every code.
    pub fn width(self) -> Width {
        match self.unanswered() {
            0..=0xff => Width::Byte,
            0x100..=0xffff_ffff => Width::Word,
            _ => Width::Long,
        }
    }

    /// Whether a code means something: an answer, unanswered, or `na` where it is offered.
    pub fn fits(self, code: u64) -> bool {
        code < self.answers || code == self.unanswered() || (code == self.na() && self.offers_na)
    }
}

/// How wide the codes of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// 8 bits.
    Byte,
    /// 32 bits.
    Word,
    /// 64 bits.
    Long,
}

/// The codes of one question, a row each. The width is that of its [`Coding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes<'a> {
    /// 8 bits.
    Byte(&'a [u8]),
    /// 32 bits.
    Word(&'a [u32]),
    /// 64 bits.
    Long(&'a [u64]),
}

impl<'a> Codes<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Codes::Byte(codes) => codes.len(),
            Codes::Word(codes) => codes.len(),
            Codes::Long(codes) => codes.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code in a row.
    pub fn get(&self, row: usize) -> Option<u64> {
        match self {
            Codes::Byte(codes) => codes.get(row).copied().map(u64::from),
            Codes::Word(codes) => codes.get(row).copied().map(u64::from),
            Codes::Long(codes) => codes.get(row).copied(),
        }
    }

    /// The codes of some rows; none where there are fewer.
    #[must_use]
    pub fn slice(&self, rows: Range<usize>) -> Codes<'a> {
        match self {
            Codes::Byte(codes) => Codes::Byte(codes.get(rows).unwrap_or_default()),
            Codes::Word(codes) => Codes::Word(codes.get(rows).unwrap_or_default()),
            Codes::Long(codes) => Codes::Long(codes.get(rows).unwrap_or_default()),
        }
    }
}

/// Many responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// How many.
    pub rows: usize,
    /// Their roles, by number; none in a model without roles. A number beyond the roles is no role at all.
    pub roles: Option<&'a [u8]>,
    /// Their answers: a column a question, in the model's order, of the width of its [`Coding`], each with
    /// [`rows`](Self::rows) codes.
    pub answers: Vec<Codes<'a>>,
}

impl<'a> Block<'a> {
    /// Some of the rows.
    #[must_use]
    pub fn slice(&self, rows: Range<usize>) -> Block<'a> {
        let rows = rows.start.min(self.rows)..rows.end.min(self.rows);
        Block {
            rows: rows.len(),
            roles: self.roles.map(|roles| roles.get(rows.clone()).unwrap_or_default()),
            answers: self.answers.iter().map(|codes| codes.slice(rows.clone())).collect(),
        }
    }

    /// One response. A code that means nothing counts as unanswered.
    pub fn response(&self, model: &Model, row: usize) -> Answers {
        let role = self.roles.and_then(|roles| roles.get(row)).map(|role| RoleId(u32::from(*role)));
        let role = role.filter(|role| (role.0 as usize) < model.roles.len());
        let answer = |(codes, question): (&Codes<'_>, &Question)| {
            let (coding, code) = (Coding::of(question), codes.get(row)?);
            match question.domain {
                _ if !coding.fits(code) || code == coding.unanswered() => None,
                _ if code == coding.na() => Some(Answer::Na),
                Domain::Text => Some(Answer::Text(String::new())),
                _ => Some(Answer::Index(code)),
            }
        };
        Answers { role, given: self.answers.iter().zip(&model.questions).map(answer).collect() }
    }

    /// The first question whose code in a row means nothing.
    pub(super) fn unfit(&self, model: &Model, row: usize) -> Option<QuestionId> {
        let unfit = |(codes, question): (&Codes<'_>, &Question)| {
            !codes.get(row).is_some_and(|code| Coding::of(question).fits(code))
        };
        let first = self.answers.iter().zip(&model.questions).position(unfit)?;
        u32::try_from(first).ok().map(QuestionId)
    }
}
