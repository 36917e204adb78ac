//! What a plan does with a block: a list of operations on columns.

pub use super::table::{Combine, Table, Values};
use crate::exact::Compare;

/// A column that an operation reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The codes of a question, a byte each.
    Answers(u32),
    /// The roles; the number of roles where there is none.
    Roles,
    /// Bytes.
    Byte(u32),
    /// 16 bits.
    Short(u32),
    /// 32 bits.
    Word(u32),
    /// 64 bits, signed.
    Long(u32),
    /// 128 bits, signed.
    Wide(u32),
    /// Doubles.
    Double(u32),
}

/// What a rounded number is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Divisor {
    /// The same in every row, positive.
    Constant(i128),
    /// A column times a constant; zero where there is no value.
    Column(Place, i128),
}

/// A step of a plan. `out` is never read by the same step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// Looks for codes without a meaning and for open answers.
    Check {
        /// A question whose codes are used as they come.
        question: u32,
    },
    /// The codes of a question with two more: hidden where `asked` is 0, outside where `inside` is 0. Also finds answers
    /// that are out of place.
    Presence {
        /// The question.
        question: u32,
        /// Whether it is asked, 1 or 0.
        asked: Option<Place>,
        /// Whether it is for the role, 1 or 0.
        inside: Option<Place>,
        /// Bytes, shorts or words.
        out: Place,
    },
    /// The same where answers are too many for tables: 0 answered, 1 `na`, 2 unanswered, 3 hidden, 4 outside.
    State {
        /// The question.
        question: u32,
        /// Whether it is asked, 1 or 0.
        asked: Option<Place>,
        /// Whether it is for the role, 1 or 0.
        inside: Option<Place>,
        /// Bytes.
        out: Place,
    },
    /// The answers to such a question; 0 where there is none.
    Steps {
        /// The question.
        question: u32,
        /// Longs.
        out: Place,
    },
    /// A byte from tables over columns of bytes.
    Lookup {
        /// How what the tables give comes together.
        combine: Combine,
        /// Columns and tables, at least one.
        terms: Vec<(Place, Table)>,
        /// Bytes.
        out: Place,
    },
    /// A value for each code.
    Gather {
        /// Bytes, shorts or words.
        code: Place,
        /// What each code gives.
        values: Values,
        /// As wide as the values.
        out: Place,
    },
    /// `Σ factor × part` in 16 bits.
    Blend {
        /// Bytes or shorts, with their factors.
        parts: Vec<(Place, u16)>,
        /// Shorts.
        out: Place,
    },
    /// `constant + Σ factor × part`.
    Accumulate {
        /// The constant.
        constant: i128,
        /// Columns, not wider than the result, with their factors.
        parts: Vec<(Place, i128)>,
        /// Longs or wides.
        out: Place,
    },
    /// A constant.
    Fill {
        /// The constant.
        value: i128,
        /// Any column.
        out: Place,
    },
    /// `then` where the mask is 1, else `otherwise`; all of one width.
    Select {
        /// 1 or 0.
        mask: Place,
        /// Where it is 1.
        then: Place,
        /// Where it is 0.
        otherwise: Place,
        /// The result.
        out: Place,
    },
    /// The larger or the smaller of two.
    Extreme {
        /// The larger one.
        most: bool,
        /// Longs, wides or doubles.
        left: Place,
        /// As wide.
        right: Place,
        /// As wide.
        out: Place,
    },
    /// The product of two columns of one width.
    Product {
        /// Longs or wides.
        left: Place,
        /// As wide.
        right: Place,
        /// As wide.
        out: Place,
    },
    /// A comparison with a constant.
    Compare {
        /// Longs or wides.
        left: Place,
        /// Which.
        op: Compare,
        /// The constant.
        constant: i128,
        /// Bytes: 1 or 0.
        out: Place,
    },
    /// `numerator × factor / divisor`, rounded half away from zero.
    Round {
        /// Longs or wides.
        numerator: Place,
        /// A factor, positive.
        factor: i128,
        /// The divisor.
        divisor: Divisor,
        /// As wide as the numerator.
        out: Place,
    },
    /// Whether a number of steps lies in one of these spans, ends included.
    Spans {
        /// Longs.
        steps: Place,
        /// First and last.
        spans: Vec<(i64, i64)>,
        /// Bytes: 1 or 0.
        out: Place,
    },
    /// How many of these numbers, ascending, a number of steps has reached.
    Pieces {
        /// Longs.
        steps: Place,
        /// The numbers.
        firsts: Vec<i64>,
        /// Shorts.
        out: Place,
    },
    /// `constant + Σ factor × part` in doubles; factors and the constant by their bits.
    Nearly {
        /// The constant.
        constant: u64,
        /// Columns of any width with their factors.
        parts: Vec<(Place, u64)>,
        /// Doubles.
        out: Place,
    },
    /// The quotient of two columns of doubles.
    Quotient {
        /// The dividend.
        left: Place,
        /// The divisor.
        right: Place,
        /// Doubles.
        out: Place,
    },
    /// A comparison of doubles with a constant. Rows nearer to it than the error are doubtful.
    CompareNear {
        /// Doubles.
        left: Place,
        /// Which.
        op: Compare,
        /// The bits of the constant.
        constant: u64,
        /// The bits of the error.
        error: u64,
        /// Where there is a value.
        present: Place,
        /// Bytes: 1 or 0.
        out: Place,
    },
    /// Doubles times a factor, rounded half away from zero. Rows nearer to a half than the error are doubtful.
    RoundNear {
        /// Doubles.
        left: Place,
        /// The bits of the factor.
        factor: u64,
        /// The bits of the error.
        error: u64,
        /// Where there is a value.
        present: Place,
        /// Longs.
        out: Place,
    },
    /// Writes a column of results.
    Emit {
        /// Which column.
        column: usize,
        /// What is written.
        what: Emit,
        /// Which set of questions empties the cell when one is open.
        open: Option<usize>,
        /// Only where this is 1.
        only: Option<Place>,
    },
}

/// What is written into a column of results.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Emit {
    /// The same everywhere; of numbers the largest negative one is none.
    Constant(i128),
    /// Numbers by code.
    Numbers {
        /// Bytes, shorts or words.
        code: Place,
        /// Longs or wides.
        values: Values,
    },
    /// Numbers as they are, where the mask (if any) is 1.
    Whole {
        /// Longs or wides.
        place: Place,
        /// 1 or 0.
        present: Option<Place>,
    },
    /// Bytes by code: levels and conditions.
    Bytes {
        /// Bytes.
        code: Place,
        /// What each code gives.
        table: Table,
    },
    /// A count by code.
    Counts {
        /// Bytes or shorts.
        code: Place,
        /// Added to each code.
        base: u16,
    },
    /// Eight actions, as bits.
    Plane {
        /// Which of the planes.
        plane: usize,
        /// Bits that are set where all of these columns say so.
        all: Vec<(Place, Table)>,
        /// Bits that are set where one of these columns says so.
        any: Vec<(Place, Table)>,
        /// For each bit the set of questions that leaves it out when one is open.
        open: Vec<Option<usize>>,
    },
}

impl Op {
    /// Where it writes; none for results.
    pub fn out(&mut self) -> Option<&mut Place> {
        match self {
            Op::Presence { out, .. }
            | Op::State { out, .. }
            | Op::Steps { out, .. }
            | Op::Lookup { out, .. }
            | Op::Gather { out, .. }
            | Op::Blend { out, .. }
            | Op::Accumulate { out, .. }
            | Op::Fill { out, .. }
            | Op::Select { out, .. }
            | Op::Extreme { out, .. }
            | Op::Product { out, .. }
            | Op::Compare { out, .. }
            | Op::Round { out, .. }
            | Op::Spans { out, .. }
            | Op::Pieces { out, .. }
            | Op::Nearly { out, .. }
            | Op::Quotient { out, .. }
            | Op::CompareNear { out, .. }
            | Op::RoundNear { out, .. } => Some(out),
            Op::Check { .. } | Op::Emit { .. } => None,
        }
    }

    /// What it reads.
    pub fn reads(&mut self) -> Vec<&mut Place> {
        match self {
            Op::Presence { asked, inside, .. } | Op::State { asked, inside, .. } => {
                asked.iter_mut().chain(inside).collect()
            }
            Op::Check { .. } | Op::Steps { .. } | Op::Fill { .. } => Vec::new(),
            Op::Lookup { terms, .. } => terms.iter_mut().map(|(place, _)| place).collect(),
            Op::Gather { code, .. } => vec![code],
            Op::Blend { parts, .. } => parts.iter_mut().map(|(place, _)| place).collect(),
            Op::Accumulate { parts, .. } => parts.iter_mut().map(|(place, _)| place).collect(),
            Op::Select { mask, then, otherwise, .. } => vec![mask, then, otherwise],
            Op::Extreme { left, right, .. } | Op::Product { left, right, .. } => vec![left, right],
            Op::Compare { left, .. } => vec![left],
            Op::Round { numerator, divisor: Divisor::Column(place, _), .. } => vec![numerator, place],
            Op::Round { numerator, .. } => vec![numerator],
            Op::Spans { steps, .. } | Op::Pieces { steps, .. } => vec![steps],
            Op::Nearly { parts, .. } => parts.iter_mut().map(|(place, _)| place).collect(),
            Op::Quotient { left, right, .. } => vec![left, right],
            Op::CompareNear { left, present, .. } | Op::RoundNear { left, present, .. } => vec![left, present],
            Op::Emit { what, only, .. } => {
                let mut places: Vec<&mut Place> = only.iter_mut().collect();
                match what {
                    Emit::Constant(_) => {}
                    Emit::Numbers { code, .. } | Emit::Bytes { code, .. } | Emit::Counts { code, .. } => {
                        places.push(code)
                    }
                    Emit::Whole { place, present } => places.extend(present.iter_mut().chain([place])),
                    Emit::Plane { all, any, .. } => places.extend(all.iter_mut().chain(any).map(|(place, _)| place)),
                }
                places
            }
        }
    }
}
