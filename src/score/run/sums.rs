//! Sums of columns with factors.

use super::machine::{Chunk, Machine};
use super::{kernels, written, written_as};
use crate::score::plan::op::Place;

impl Machine {
    #[inline(always)]
    pub(super) fn accumulate(&mut self, chunk: &Chunk<'_>, constant: i128, parts: &[(Place, i128)], out: &Place) {
        match out {
            Place::Wide(_) => written_as!(self, chunk, wides, Wide, out, |column| {
                column.fill(constant);
                for (part, factor) in parts {
                    match part {
                        Place::Short(n) => {
                            kernels::add_scaled(column, &self.shorts[*n as usize], *factor, i128::from);
                        }
                        Place::Word(n) => {
                            kernels::add_scaled(column, &self.words[*n as usize], *factor, i128::from);
                        }
                        Place::Long(n) => {
                            kernels::add_scaled(column, &self.longs[*n as usize], *factor, i128::from);
                        }
                        Place::Wide(n) => kernels::add_scaled(column, &self.wides[*n as usize], *factor, |w| w),
                        bytes => kernels::add_scaled(column, self.column(chunk, *bytes), *factor, i128::from),
                    }
                }
            }),
            _ => written_as!(self, chunk, longs, Long, out, |column| {
                column.fill(constant as i64);
                for (part, factor) in parts {
                    let factor = *factor as i64;
                    match part {
                        Place::Short(n) => {
                            kernels::add_scaled(column, &self.shorts[*n as usize], factor, i64::from);
                        }
                        Place::Word(n) => kernels::add_scaled(column, &self.words[*n as usize], factor, i64::from),
                        Place::Long(n) => kernels::add_scaled(column, &self.longs[*n as usize], factor, |l| l),
                        Place::Wide(_) => {}
                        bytes => kernels::add_scaled(column, self.column(chunk, *bytes), factor, i64::from),
                    }
                }
            }),
        }
    }

    pub(super) fn nearly(&self, chunk: &Chunk<'_>, constant: f64, parts: &[(Place, u64)], out: &mut [f64]) {
        out.fill(constant);
        for (part, factor) in parts {
            let factor = f64::from_bits(*factor);
            match part {
                Place::Short(n) => kernels::add_nearly(out, &self.shorts[*n as usize], factor, f64::from),
                Place::Word(n) => kernels::add_nearly(out, &self.words[*n as usize], factor, f64::from),
                Place::Long(n) => kernels::add_nearly(out, &self.longs[*n as usize], factor, |long| long as f64),
                Place::Wide(n) => kernels::add_nearly(out, &self.wides[*n as usize], factor, |wide| wide as f64),
                Place::Double(n) => kernels::add_nearly(out, &self.doubles[*n as usize], factor, |double| double),
                bytes => kernels::add_nearly(out, self.column(chunk, *bytes), factor, f64::from),
            }
        }
    }
}
