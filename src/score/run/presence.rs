//! The codes of questions that are not asked of everybody, and of those with many answers.

use super::kernels;
use super::machine::{Chunk, Machine};
use super::{written, written_as};
use crate::score::block::Codes;
use crate::score::plan::Plan;
use crate::score::plan::op::Place;

impl Machine {
    #[inline(always)]
    pub(super) fn presence(
        &mut self,
        plan: &Plan,
        chunk: &Chunk<'_>,
        question: u32,
        asked: Option<Place>,
        inside: Option<Place>,
        out: &Place,
    ) {
        let checked = plan.questions[question as usize];
        let answers = checked.coding.answers;
        let unanswered = checked.coding.unanswered();
        let code = |code: u64| code.min(unanswered);
        match out {
            Place::Byte(_) => written_as!(self, chunk, bytes, Byte, out, |column| {
                match chunk.codes(question) {
                    Some(Codes::Byte(codes)) => {
                        let most = unanswered as u8;
                        column.iter_mut().zip(codes).for_each(|(out, code)| *out = (*code).min(most));
                    }
                    codes => fill_codes(column, codes, unanswered, |given| code(given) as u8),
                }
                self.overwritten(chunk, column, asked, (answers + 2) as u8);
                self.overwritten(chunk, column, inside, (answers + 3) as u8);
                self.found(question, &checked, chunk, column, answers, |presence| presence);
            }),
            Place::Short(_) => written_as!(self, chunk, shorts, Short, out, |column| {
                fill_codes(column, chunk.codes(question), unanswered, |given| code(given) as u16);
                self.overwritten(chunk, column, asked, (answers + 2) as u16);
                self.overwritten(chunk, column, inside, (answers + 3) as u16);
                self.found(question, &checked, chunk, column, answers, |_| u8::MAX);
            }),
            _ => written_as!(self, chunk, words, Word, out, |column| {
                fill_codes(column, chunk.codes(question), unanswered, |given| code(given) as u32);
                self.overwritten(chunk, column, asked, (answers + 2) as u32);
                self.overwritten(chunk, column, inside, (answers + 3) as u32);
                self.found(question, &checked, chunk, column, answers, |_| u8::MAX);
            }),
        }
    }

    #[inline(always)]
    pub(super) fn state(
        &mut self,
        plan: &Plan,
        chunk: &Chunk<'_>,
        question: u32,
        asked: Option<Place>,
        inside: Option<Place>,
        out: &Place,
    ) {
        let checked = plan.questions[question as usize];
        let answers = checked.coding.answers;
        written_as!(self, chunk, bytes, Byte, out, |column| {
            let state = |code: u64| if code < answers { 0 } else { (code - answers).min(1) as u8 + 1 };
            fill_codes(column, chunk.codes(question), checked.coding.unanswered(), state);
            self.overwritten(chunk, column, asked, 3);
            self.overwritten(chunk, column, inside, 4);
            self.found(question, &checked, chunk, column, 1, |presence| presence);
        });
    }

    #[inline(always)]
    fn overwritten<T: Copy>(&self, chunk: &Chunk<'_>, column: &mut [T], mask: Option<Place>, code: T) {
        if let Some(mask) = mask {
            kernels::overwrite(column, self.column(chunk, mask), code);
        }
    }
}

/// Codes of any width; unanswered where there are none.
#[inline(always)]
fn fill_codes<T: Copy>(out: &mut [T], codes: Option<Codes<'_>>, unanswered: u64, of: impl Fn(u64) -> T) {
    match codes {
        Some(Codes::Byte(codes)) => out.iter_mut().zip(codes).for_each(|(out, code)| *out = of(u64::from(*code))),
        Some(Codes::Word(codes)) => out.iter_mut().zip(codes).for_each(|(out, code)| *out = of(u64::from(*code))),
        Some(Codes::Long(codes)) => out.iter_mut().zip(codes).for_each(|(out, code)| *out = of(*code)),
        None => out.fill(of(unanswered)),
    }
}
