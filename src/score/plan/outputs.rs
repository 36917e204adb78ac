//! What is written of each response.

use std::collections::BTreeMap;

use super::builder::Builder;
use super::form::{Cond, Made, Num, Small, Unfit};
use super::op::{Emit, Op, Place, Table, Values};
use crate::exact::Rational;
use crate::model::{ActionId, Domain, Model, QuestionId, Unit};
use crate::score::number::{DECIMALS, millionths, scale, shown};
use crate::score::outputs::{Content, Kind, Output, rules};
use crate::score::scores::{NO_LEVEL, NO_NUMBER, NO_WIDE_NUMBER};

/// Sets of questions that empty cells when one of them is open.
#[derive(Debug, Default)]
pub struct OpenSets {
    known: BTreeMap<Vec<u32>, usize>,
}

impl OpenSets {
    /// The number of the set of questions behind some content that may be open; none where there is none.
    pub(super) fn of(&mut self, model: &Model, content: Content) -> Option<usize> {
        let may_be_open = |id: &QuestionId| {
            let question = model.questions.get(id.0 as usize);
            question.is_some_and(|q| q.policies.unanswered.is_none() && !matches!(q.domain, Domain::Text))
        };
        let behind = model.questions_behind(rules(model, content));
        let questions: Vec<u32> = behind.into_iter().filter(may_be_open).map(|id| id.0).collect();
        if questions.is_empty() {
            return None;
        }
        let next = self.known.len();
        Some(*self.known.entry(questions).or_insert(next))
    }

    /// The sets, by number.
    pub fn into_sets(self) -> Vec<Vec<u32>> {
        let mut sets: Vec<(usize, Vec<u32>)> = self.known.into_iter().map(|(set, number)| (number, set)).collect();
        sets.sort_unstable();
        sets.into_iter().map(|(_, set)| set).collect()
    }
}

impl Builder<'_> {
    /// Plans an output. `wide` says that its numbers may need more than 64 bits, `actions` are in order of suggestion.
    pub fn output(
        &mut self,
        column: usize,
        output: &Output,
        wide: bool,
        actions: &[ActionId],
        sets: &mut OpenSets,
    ) -> Made<()> {
        let model = self.model;
        let open = sets.of(model, output.content);
        let mut only = None;
        let what = match output.content {
            Content::Score(id) => {
                let score = model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
                let number = self.score(id)?;
                self.number_or_level(number, score.map(|score| score.unit), output.kind, wide)?
            }
            Content::Value(id) => {
                let value = model.values.get(id.0 as usize);
                let number = value.map_or(Ok(Num::Constant(None)), |value| self.number(value.number))?;
                self.number_or_level(number, value.map(|value| value.unit), output.kind, wide)?
            }
            Content::Level(id) => {
                let level = self.level(id)?;
                self.ranks_out(&level)?
            }
            Content::Answered(id) | Content::Asked(id) => {
                let count = self.completeness(id, matches!(output.content, Content::Answered(_)))?;
                let (code, base) = self.counted(&count)?;
                Emit::Counts { code, base }
            }
            Content::Suggested(id) => {
                let suggested = self.suggested(id)?;
                let roles = model.actions.get(id.0 as usize).map(|action| &action.roles);
                only = match roles.map(|roles| self.role(roles)) {
                    None | Some(Cond::Constant(true)) => None,
                    Some(role) => Some(self.mask(&role)),
                };
                match suggested {
                    Cond::Constant(holds) => Emit::Constant(i128::from(holds)),
                    Cond::Coded { code, table } => {
                        let (code, table) = self.byte_term(code, &table);
                        Emit::Bytes { code, table }
                    }
                }
            }
            Content::Suggestions => return self.suggestions(column, actions, sets),
        };
        self.ops.push(Op::Emit { column, what, open, only });
        Ok(())
    }

    fn number_or_level(&mut self, number: Num, unit: Option<Unit>, kind: Kind, wide: bool) -> Made<Emit> {
        match (kind, unit) {
            (Kind::Level(_), _) => self.ranks_out(&number),
            (_, None) => Ok(Emit::Constant(i128::MIN)),
            (_, Some(unit)) => self.number_out(number, unit, wide),
        }
    }

    fn number_out(&mut self, number: Num, unit: Unit, wide: bool) -> Made<Emit> {
        let cell = |value: &Option<Rational>| value.as_ref().and_then(|value| millionths(&shown(value, unit)));
        let narrow = |value: &Option<Rational>| cell(value).and_then(|whole| i64::try_from(whole).ok());
        match number {
            Num::Constant(value) => Ok(Emit::Constant(cell(&value).unwrap_or(NO_WIDE_NUMBER))),
            Num::Small(Small { code, table }) => {
                let values = match wide {
                    true => Values::Wides(table.iter().map(|value| cell(value).unwrap_or(NO_WIDE_NUMBER)).collect()),
                    false => Values::Longs(table.iter().map(|value| narrow(value).unwrap_or(NO_NUMBER)).collect()),
                };
                Ok(Emit::Numbers { code, values })
            }
            Num::Fixed(_) | Num::Fraction(_) | Num::Near(_) => {
                let cells = &Rational::from(10i64.pow(DECIMALS)) * &scale(unit);
                let unit = Rational::ONE.checked_div(&cells).unwrap_or_default();
                let fixed = self.rounded(&number, &unit)?;
                let present = match &fixed.present {
                    Cond::Constant(true) => None,
                    condition => Some(self.mask(condition)),
                };
                Ok(Emit::Whole { place: fixed.place, present })
            }
        }
    }

    fn ranks_out(&mut self, level: &Num) -> Made<Emit> {
        let rank = |value: &Option<Rational>| {
            let rank = value.as_ref().and_then(Rational::to_i64);
            rank.and_then(|rank| u8::try_from(rank).ok()).unwrap_or(NO_LEVEL)
        };
        match level {
            Num::Constant(value) => Ok(Emit::Constant(i128::from(rank(value)))),
            Num::Small(Small { code: code @ (Place::Answers(_) | Place::Roles | Place::Byte(_)), table }) => {
                Ok(Emit::Bytes { code: *code, table: Table::new(table.iter().map(rank)) })
            }
            Num::Small(Small { code, table }) => {
                let bytes = self.bytes(*code, table.iter().map(|value| rank(value).wrapping_add(1)));
                let most = table.iter().map(|value| rank(value).wrapping_add(1)).max().unwrap_or(0);
                Ok(Emit::Bytes { code: bytes, table: Table::new((0..=most).map(|code| code.wrapping_sub(1))) })
            }
            Num::Fixed(_) | Num::Fraction(_) | Num::Near(_) => Err(Unfit("a level is not a rank".to_owned())),
        }
    }
}
