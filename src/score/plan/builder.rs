//! Plans numbers and conditions, each once.

use std::collections::{BTreeSet, HashMap};

use super::form::{Cond, Made, Num, Unfit};
use super::op::{Combine, Op, Place, Table, Values};
use super::questions::Asked;
use crate::model::{AreaId, Model, Number, NumberId, QuestionId, Rule, TruthId};

/// The most codes of a value that is worked out from others. A table of 64-bit numbers of that size stays in the cache.
pub const MOST_CODES: u64 = 1 << 14;

/// A plan in the making. Every operation writes a column of its own; they are allotted to few at the end.
#[derive(Debug)]
pub struct Builder<'m> {
    pub model: &'m Model,
    pub ops: Vec<Op>,
    made: u32,
    known: HashMap<Op, Place>,
    pub(super) questions: HashMap<QuestionId, Asked>,
    pub(super) levels: HashMap<AreaId, Num>,
    pub(super) scores: HashMap<AreaId, Num>,
    pub(super) left: HashMap<AreaId, Cond>,
    numbers: HashMap<NumberId, Num>,
    truths: HashMap<TruthId, Cond>,
    /// Questions that decide whether others are asked. Whether those are open, and whether their answers are out of
    /// place, must be right for incomplete responses, too. What else depends on an open question is not told.
    pub(super) askers: BTreeSet<QuestionId>,
}

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Byte,
    Short,
    Word,
    Long,
    Wide,
    Double,
}

impl<'m> Builder<'m> {
    pub fn new(model: &'m Model) -> Builder<'m> {
        let asked_when = model.questions.iter().filter_map(|question| question.ask_when);
        Builder {
            model,
            ops: Vec::new(),
            made: 0,
            known: HashMap::new(),
            questions: HashMap::new(),
            levels: HashMap::new(),
            scores: HashMap::new(),
            left: HashMap::new(),
            numbers: HashMap::new(),
            truths: HashMap::new(),
            askers: model.questions_behind(asked_when.map(Rule::Truth)),
        }
    }

    /// Plans an operation, once; `op` makes it for the place that it writes.
    pub fn push(&mut self, size: Size, op: impl Fn(Place) -> Op) -> Place {
        let place = |number: u32| match size {
            Size::Byte => Place::Byte(number),
            Size::Short => Place::Short(number),
            Size::Word => Place::Word(number),
            Size::Long => Place::Long(number),
            Size::Wide => Place::Wide(number),
            Size::Double => Place::Double(number),
        };
        let nowhere = op(place(u32::MAX));
        if let Some(known) = self.known.get(&nowhere) {
            return *known;
        }
        let out = place(self.made);
        self.made += 1;
        self.ops.push(op(out));
        self.known.insert(nowhere, out);
        out
    }

    pub fn number(&mut self, id: NumberId) -> Made<Num> {
        if let Some(known) = self.numbers.get(&id) {
            return Ok(known.clone());
        }
        let model = self.model;
        let number = model.numbers.get(id.0 as usize).ok_or_else(|| Unfit("a number is not there".to_owned()))?;
        let made = crate::model::deep(|| self.plan(number))?;
        self.numbers.insert(id, made.clone());
        Ok(made)
    }

    fn plan(&mut self, number: &Number) -> Made<Num> {
        match number {
            Number::Constant(value) => Ok(Num::Constant(Some(value.clone()))),
            Number::Points(question) => self.points(*question),
            Number::Share(question) => self.share(*question),
            Number::Given(question) => self.given(*question),
            Number::Score(area) => self.score(*area),
            Number::Level(area) => self.level(*area),
            Number::Value(value) => match self.model.values.get(value.0 as usize) {
                Some(value) => self.number(value.number),
                None => Ok(Num::Constant(None)),
            },
            Number::Linear { constant, terms } => {
                let terms = self.terms(terms)?;
                self.linear(constant, terms)
            }
            Number::Sum(terms) => {
                let terms = self.terms(terms)?;
                self.sum(terms)
            }
            Number::Mean(terms) => {
                let terms = self.terms(terms)?;
                self.mean(terms)
            }
            Number::Min(terms) => {
                let terms = terms.iter().map(|term| self.number(*term)).collect::<Made<_>>()?;
                self.extreme(terms, false)
            }
            Number::Max(terms) => {
                let terms = terms.iter().map(|term| self.number(*term)).collect::<Made<_>>()?;
                self.extreme(terms, true)
            }
            Number::Round(inner, digits) => {
                let inner = self.number(*inner)?;
                self.round(inner, *digits)
            }
            Number::Else(first, second) => {
                let (first, second) = (self.number(*first)?, self.number(*second)?);
                self.case(vec![(first.present(), first)], second)
            }
            Number::Case { lines, otherwise } => {
                let line = |(when, then): &(TruthId, NumberId)| Ok((self.truth(*when)?, self.number(*then)?));
                let lines = lines.iter().map(line).collect::<Made<_>>()?;
                let otherwise = self.number(*otherwise)?;
                self.case(lines, otherwise)
            }
            Number::Count(conditions) => {
                let conditions = conditions.iter().map(|id| self.truth(*id)).collect::<Made<_>>()?;
                self.count(conditions)
            }
            Number::Proportion(members) => {
                let member = |(present, holds): &(TruthId, TruthId)| Ok((self.truth(*present)?, self.truth(*holds)?));
                let members = members.iter().map(member).collect::<Made<_>>()?;
                self.proportion(members)
            }
        }
    }

    fn terms(&mut self, terms: &[(crate::exact::Rational, NumberId)]) -> Made<Vec<(crate::exact::Rational, Num)>> {
        terms.iter().map(|(weight, term)| Ok((weight.clone(), self.number(*term)?))).collect()
    }

    pub fn truth(&mut self, id: TruthId) -> Made<Cond> {
        if let Some(known) = self.truths.get(&id) {
            return Ok(known.clone());
        }
        let model = self.model;
        let truth = model.truths.get(id.0 as usize).ok_or_else(|| Unfit("a condition is not there".to_owned()))?;
        let made = crate::model::deep(|| self.condition(truth))?;
        self.truths.insert(id, made.clone());
        Ok(made)
    }

    /// A column of bytes, a value for each code.
    pub fn bytes(&mut self, code: Place, table: impl IntoIterator<Item = u8>) -> Place {
        let bytes: Vec<u8> = table.into_iter().collect();
        match code {
            Place::Answers(_) | Place::Roles | Place::Byte(_) => {
                let table = Table::new(bytes.iter().copied());
                let is_same = (0..=u8::MAX).zip(&bytes).all(|(code, byte)| code == *byte);
                if is_same { code } else { self.lookup(Combine::Add, vec![(code, table)]) }
            }
            _ => self.gather(code, Values::Bytes(bytes)),
        }
    }

    /// A column of 1 and 0.
    pub fn mask(&mut self, cond: &Cond) -> Place {
        match cond {
            Cond::Constant(holds) => self.fill(Size::Byte, i128::from(*holds)),
            Cond::Coded { code, table } => self.bytes(*code, table.iter().map(|holds| u8::from(*holds))),
        }
    }

    pub fn lookup(&mut self, combine: Combine, terms: Vec<(Place, Table)>) -> Place {
        self.push(Size::Byte, |out| Op::Lookup { combine, terms: terms.clone(), out })
    }

    pub fn gather(&mut self, code: Place, values: Values) -> Place {
        let size = match values {
            Values::Bytes(_) => Size::Byte,
            Values::Shorts(_) => Size::Short,
            Values::Longs(_) => Size::Long,
            Values::Wides(_) => Size::Wide,
            Values::Doubles(_) => Size::Double,
        };
        self.push(size, |out| Op::Gather { code, values: values.clone(), out })
    }

    pub fn fill(&mut self, size: Size, value: i128) -> Place {
        self.push(size, |out| Op::Fill { value, out })
    }
}
