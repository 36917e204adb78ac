//! Does what a plan says, chunk by chunk.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "columns are numbered and sized by the plan alone; their numbers are proved to fit"
)]

mod emit;
mod kernels;
mod machine;
mod places;
mod presence;
mod soon;
mod sums;
mod vector;

pub use machine::Machine;
use machine::{CHUNK, Chunk};
pub use places::{places, recoded};
use soon::Soon;
pub use vector::Instructions;
use vector::{Job, Term, Vectors};

use super::block::{Block, Codes};
use super::plan::Plan;
use super::plan::op::{Combine, Divisor, Op, Place, Table, Values};
use super::scores::Column;
use crate::exact::Compare;
use crate::model::QuestionId;

/// Scores a block into columns that are large enough.
pub fn score(
    plan: &Plan,
    instructions: Instructions,
    block: &Block<'_>,
    machine: &mut Machine,
    columns: &mut [Column],
    misplaced: &mut Vec<(usize, QuestionId)>,
    doubtful: &mut Vec<usize>,
) {
    machine.prepare(plan);
    doubtful.clear();
    vector::run(instructions, Pass { plan, block, machine, columns, misplaced, doubtful });
}

/// So many terms of a look-up need no memory of their own.
const FEW: usize = 16;

struct Pass<'a, 'b> {
    plan: &'a Plan,
    block: &'b Block<'b>,
    machine: &'a mut Machine,
    columns: &'a mut [Column],
    misplaced: &'a mut Vec<(usize, QuestionId)>,
    doubtful: &'a mut Vec<usize>,
}

impl Job for Pass<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let Pass { plan, block, machine, columns, misplaced, doubtful } = self;
        let mut bytes: Vec<&[u8]> = Vec::new();
        let mut soon = Soon::default();
        for at in (0..block.rows).step_by(CHUNK) {
            let rows = CHUNK.min(block.rows - at);
            bytes.clear();
            bytes.extend((0..plan.questions.len()).map(|question| match block.answers.get(question) {
                Some(Codes::Byte(codes)) => codes.get(at..at + rows).unwrap_or_default(),
                _ => &[],
            }));
            let chunk = Chunk { block, at, rows, bytes: &bytes };
            machine.begin(plan, &chunk);
            soon.begin(plan, block, at..at + rows);
            for op in &plan.ops {
                machine.apply::<V>(plan, &chunk, op, columns, &mut soon);
            }
            misplaced.extend(machine.misplaced(&chunk));
            let doubted = machine.doubtful.iter().enumerate().filter(|(_, doubt)| **doubt != 0);
            doubtful.extend(doubted.map(|(row, _)| at + row));
        }
    }
}

/// Takes a column out of the machine to write it, and puts it back.
macro_rules! written {
    ($machine:ident, $chunk:ident, $out:expr, |$column:ident| $work:expr) => {
        match $out {
            Place::Byte(number) => written!(@ $machine, $chunk, bytes, number, $column, $work),
            Place::Short(number) => written!(@ $machine, $chunk, shorts, number, $column, $work),
            Place::Word(number) => written!(@ $machine, $chunk, words, number, $column, $work),
            Place::Long(number) => written!(@ $machine, $chunk, longs, number, $column, $work),
            Place::Wide(number) => written!(@ $machine, $chunk, wides, number, $column, $work),
            Place::Double(number) => written!(@ $machine, $chunk, doubles, number, $column, $work),
            Place::Answers(_) | Place::Roles => {}
        }
    };
    (@ $machine:ident, $chunk:ident, $field:ident, $number:ident, $column:ident, $work:expr) => {{
        let mut whole = std::mem::take(&mut $machine.$field[*$number as usize]);
        {
            let $column = &mut whole[..$chunk.rows];
            $work;
        }
        $machine.$field[*$number as usize] = whole;
    }};
}

/// The same for a column whose width is known.
macro_rules! written_as {
    ($machine:ident, $chunk:ident, $field:ident, $kind:ident, $out:expr, |$column:ident| $work:expr) => {
        if let Place::$kind(number) = $out {
            written!(@ $machine, $chunk, $field, number, $column, $work)
        }
    };
}

use {written, written_as};

impl Machine {
    #[inline(always)]
    fn apply<V: Vectors>(
        &mut self,
        plan: &Plan,
        chunk: &Chunk<'_>,
        op: &Op,
        columns: &mut [Column],
        soon: &mut Soon<'_>,
    ) {
        match op {
            Op::Check { question } => self.check::<V>(plan, chunk, *question, soon),
            Op::Presence { question, asked, inside, out } => {
                self.presence(plan, chunk, *question, *asked, *inside, out)
            }
            Op::State { question, asked, inside, out } => self.state(plan, chunk, *question, *asked, *inside, out),
            Op::Steps { question, out } => {
                let answers = plan.questions[*question as usize].coding.answers;
                let step = |code: u64| if code < answers { code as i64 } else { 0 };
                written_as!(self, chunk, longs, Long, out, |column| match chunk.codes(*question) {
                    Some(Codes::Long(codes)) => {
                        column.iter_mut().zip(codes).for_each(|(out, code)| *out = step(*code))
                    }
                    Some(Codes::Word(codes)) => {
                        column.iter_mut().zip(codes).for_each(|(out, code)| *out = step(u64::from(*code)))
                    }
                    _ => column.fill(0),
                });
            }
            Op::Lookup { combine, terms, out } => {
                written_as!(self, chunk, bytes, Byte, out, |column| self
                    .lookup::<V>(chunk, *combine, terms, column, soon));
            }
            Op::Gather { code, values, out } => self.gather(chunk, *code, values, out),
            Op::Blend { parts, out } => {
                written_as!(self, chunk, shorts, Short, out, |column| {
                    for (place, (part, factor)) in parts.iter().enumerate() {
                        match part {
                            Place::Short(number) => {
                                kernels::blend(column, &self.shorts[*number as usize], *factor, place == 0);
                            }
                            bytes => kernels::blend(column, self.column(chunk, *bytes), *factor, place == 0),
                        }
                    }
                });
            }
            Op::Accumulate { constant, parts, out } => self.accumulate(chunk, *constant, parts, out),
            Op::Fill { value, out } => match out {
                Place::Wide(_) => written_as!(self, chunk, wides, Wide, out, |column| column.fill(*value)),
                Place::Long(_) => written_as!(self, chunk, longs, Long, out, |column| column.fill(*value as i64)),
                Place::Word(_) => written_as!(self, chunk, words, Word, out, |column| column.fill(*value as u32)),
                Place::Short(_) => written_as!(self, chunk, shorts, Short, out, |column| column.fill(*value as u16)),
                _ => written_as!(self, chunk, bytes, Byte, out, |column| column.fill(*value as u8)),
            },
            Op::Select { mask, then, otherwise, out } => self.select(chunk, *mask, *then, *otherwise, out),
            Op::Extreme { most, left, right, out } => match (left, right) {
                (Place::Wide(left), Place::Wide(right)) => written_as!(self, chunk, wides, Wide, out, |column| {
                    let (left, right) = (&self.wides[*left as usize], &self.wides[*right as usize]);
                    kernels::both(column, left, right, |a, b| if *most { a.max(b) } else { a.min(b) });
                }),
                (Place::Long(left), Place::Long(right)) => written_as!(self, chunk, longs, Long, out, |column| {
                    let (left, right) = (&self.longs[*left as usize], &self.longs[*right as usize]);
                    kernels::both(column, left, right, |a, b| if *most { a.max(b) } else { a.min(b) });
                }),
                (Place::Double(left), Place::Double(right)) => {
                    written_as!(self, chunk, doubles, Double, out, |column| {
                        let (left, right) = (&self.doubles[*left as usize], &self.doubles[*right as usize]);
                        kernels::both(column, left, right, |a, b| if *most { a.max(b) } else { a.min(b) });
                    });
                }
                _ => {}
            },
            Op::Product { left, right, out } => match (left, right) {
                (Place::Wide(left), Place::Wide(right)) => written_as!(self, chunk, wides, Wide, out, |column| {
                    let (left, right) = (&self.wides[*left as usize], &self.wides[*right as usize]);
                    kernels::both(column, left, right, i128::wrapping_mul);
                }),
                (Place::Long(left), Place::Long(right)) => written_as!(self, chunk, longs, Long, out, |column| {
                    let (left, right) = (&self.longs[*left as usize], &self.longs[*right as usize]);
                    kernels::both(column, left, right, i64::wrapping_mul);
                }),
                _ => {}
            },
            Op::Compare { left, op, constant, out } => self.compare(chunk, *left, *op, *constant, out),
            Op::Round { numerator, factor, divisor, out } => self.round(chunk, *numerator, *factor, *divisor, out),
            Op::Spans { steps, spans, out } => {
                let Place::Long(steps) = steps else { return };
                written_as!(self, chunk, bytes, Byte, out, |column| {
                    let inside = |step: i64| spans.iter().any(|(first, last)| (*first..=*last).contains(&step));
                    kernels::each(column, &self.longs[*steps as usize], inside);
                });
            }
            Op::Pieces { steps, firsts, out } => {
                let Place::Long(steps) = steps else { return };
                written_as!(self, chunk, shorts, Short, out, |column| {
                    for (out, step) in column.iter_mut().zip(&self.longs[*steps as usize]) {
                        *out = firsts.partition_point(|first| first <= step) as u16;
                    }
                });
            }
            Op::Nearly { constant, parts, out } => written_as!(self, chunk, doubles, Double, out, |column| {
                self.nearly(chunk, f64::from_bits(*constant), parts, column);
            }),
            Op::Quotient { left, right, out } => written_as!(self, chunk, doubles, Double, out, |column| {
                if let (Place::Double(left), Place::Double(right)) = (left, right) {
                    let (left, right) = (&self.doubles[*left as usize], &self.doubles[*right as usize]);
                    kernels::both(column, left, right, |a, b| a / b);
                }
            }),
            Op::CompareNear { left: Place::Double(left), op, constant, error, present, out } => {
                let (constant, error) = (f64::from_bits(*constant), f64::from_bits(*error));
                written_as!(self, chunk, bytes, Byte, out, |column| {
                    let left = &self.doubles[*left as usize];
                    let holds = |left: f64| left.partial_cmp(&constant).is_some_and(|order| op.holds(order));
                    kernels::each(column, left, holds);
                    let present = self.column(chunk, *present);
                    let near = |left: f64, present: u8| present != 0 && (left - constant).abs() <= error;
                    let doubts: Vec<bool> = left.iter().zip(present).map(|(left, p)| near(*left, *p)).collect();
                    self.doubt(chunk.rows, |row| doubts[row]);
                });
            }
            Op::RoundNear { left: Place::Double(left), factor, error, present, out } => {
                let (factor, error) = (f64::from_bits(*factor), f64::from_bits(*error));
                written_as!(self, chunk, longs, Long, out, |column| {
                    let left = &self.doubles[*left as usize];
                    column.iter_mut().zip(left).for_each(|(out, left)| *out = (left * factor).round() as i64);
                    let present = self.column(chunk, *present);
                    // The next half is as far away as a half is from the distance to the nearest whole number.
                    let near = |left: f64, present: u8| {
                        let exact = left * factor;
                        present != 0 && (0.5 - (exact - exact.round()).abs()).abs() <= error
                    };
                    let doubts: Vec<bool> = left.iter().zip(present).map(|(left, p)| near(*left, *p)).collect();
                    self.doubt(chunk.rows, |row| doubts[row]);
                });
            }
            Op::CompareNear { .. } | Op::RoundNear { .. } => {}
            Op::Emit { column, what, open, only } => {
                if let Some(column) = columns.get_mut(*column) {
                    self.emit::<V>(plan, chunk, column, what, (*open, *only), soon);
                }
            }
        }
    }

    #[inline(always)]
    pub(super) fn lookup<'t, V: Vectors>(
        &'t self,
        chunk: &'t Chunk<'_>,
        combine: Combine,
        terms: &'t [(Place, Table)],
        out: &mut [u8],
        soon: &mut Soon<'_>,
    ) {
        let term = |(place, table): &(Place, Table)| (self.column(chunk, *place), table.len);
        debug_assert!(terms.iter().map(term).all(|(codes, len)| codes.iter().all(|code| usize::from(*code) < len)));
        let Some((_, any)) = terms.first() else { return };
        let term = |(place, table): &'t (Place, Table)| Term { codes: self.column(chunk, *place), table };
        let mut few = [Term { codes: &[], table: any }; FEW];
        match few.get_mut(..terms.len()) {
            Some(few) => {
                few.iter_mut().zip(terms).for_each(|(few, given)| *few = term(given));
                V::lookup(combine, few, out, soon);
            }
            None => V::lookup(combine, &terms.iter().map(term).collect::<Vec<_>>(), out, soon),
        }
    }

    #[inline(always)]
    fn gather(&mut self, chunk: &Chunk<'_>, code: Place, values: &Values, out: &Place) {
        macro_rules! by_code {
            ($column:ident, $table:ident) => {
                match code {
                    Place::Short(n) => kernels::gather($column, &self.shorts[n as usize], $table),
                    Place::Word(n) => kernels::gather($column, &self.words[n as usize], $table),
                    bytes => kernels::gather($column, self.column(chunk, bytes), $table),
                }
            };
        }
        match values {
            Values::Bytes(table) => written_as!(self, chunk, bytes, Byte, out, |column| by_code!(column, table)),
            Values::Shorts(table) => written_as!(self, chunk, shorts, Short, out, |column| by_code!(column, table)),
            Values::Longs(table) => written_as!(self, chunk, longs, Long, out, |column| by_code!(column, table)),
            Values::Wides(table) => written_as!(self, chunk, wides, Wide, out, |column| by_code!(column, table)),
            Values::Doubles(bits) => {
                let table: Vec<f64> = bits.iter().map(|bits| f64::from_bits(*bits)).collect();
                let table = &table;
                written_as!(self, chunk, doubles, Double, out, |column| by_code!(column, table));
            }
        }
    }

    #[inline(always)]
    fn select(&mut self, chunk: &Chunk<'_>, mask: Place, then: Place, otherwise: Place, out: &Place) {
        macro_rules! select {
            ($field:ident, $kind:ident, $then:ident, $otherwise:ident) => {
                written_as!(self, chunk, $field, $kind, out, |column| {
                    let (then, otherwise) = (&self.$field[$then as usize], &self.$field[$otherwise as usize]);
                    kernels::select(column, self.column(chunk, mask), then, otherwise);
                })
            };
        }
        match (then, otherwise) {
            (Place::Short(then), Place::Short(otherwise)) => select!(shorts, Short, then, otherwise),
            (Place::Word(then), Place::Word(otherwise)) => select!(words, Word, then, otherwise),
            (Place::Long(then), Place::Long(otherwise)) => select!(longs, Long, then, otherwise),
            (Place::Wide(then), Place::Wide(otherwise)) => select!(wides, Wide, then, otherwise),
            (Place::Double(then), Place::Double(otherwise)) => select!(doubles, Double, then, otherwise),
            (then, otherwise) => written_as!(self, chunk, bytes, Byte, out, |column| {
                let (then, otherwise) = (self.column(chunk, then), self.column(chunk, otherwise));
                kernels::select(column, self.column(chunk, mask), then, otherwise);
            }),
        }
    }

    #[inline(always)]
    fn compare(&mut self, chunk: &Chunk<'_>, left: Place, op: Compare, constant: i128, out: &Place) {
        written_as!(self, chunk, bytes, Byte, out, |column| match left {
            Place::Wide(left) => kernels::compare(column, &self.wides[left as usize], op, constant),
            Place::Long(left) => kernels::compare(column, &self.longs[left as usize], op, constant as i64),
            _ => {}
        });
    }

    #[inline(always)]
    fn round(&mut self, chunk: &Chunk<'_>, numerator: Place, factor: i128, divisor: Divisor, out: &Place) {
        match (numerator, divisor) {
            (Place::Wide(n), Divisor::Constant(divisor)) => written_as!(self, chunk, wides, Wide, out, |column| {
                kernels::round(column, &self.wides[n as usize], factor, divisor);
            }),
            (Place::Long(n), Divisor::Constant(divisor)) => written_as!(self, chunk, longs, Long, out, |column| {
                kernels::round(column, &self.longs[n as usize], factor as i64, divisor as i64);
            }),
            (Place::Wide(n), Divisor::Column(Place::Wide(d), times)) => {
                written_as!(self, chunk, wides, Wide, out, |column| {
                    kernels::round_by(column, &self.wides[n as usize], factor, &self.wides[d as usize], times);
                });
            }
            (Place::Long(n), Divisor::Column(Place::Long(d), times)) => {
                written_as!(self, chunk, longs, Long, out, |column| {
                    let divisors = &self.longs[d as usize];
                    kernels::round_by(column, &self.longs[n as usize], factor as i64, divisors, times as i64);
                });
            }
            _ => {}
        }
    }
}
