//! The processor's vectors: the only `unsafe` of the library.
//!
//! A [`Job`] is compiled once for each set of instructions that a processor may have, and [`run`] takes the best one that
//! this processor has. Most of a job are plain loops, which the compiler turns into vectors by itself. What it cannot
//! find is looking up bytes in a table held in registers; that is written in `x86.rs`, beside a portable version here that
//! the tests hold against it.

#![allow(unsafe_code, reason = "vector intrinsics; whether the processor has them is asked first")]

#[cfg(target_arch = "x86_64")]
mod x86;

use super::soon::Soon;
use crate::score::plan::op::{Combine, Table};

/// Sets of instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instructions {
    /// What every processor has.
    Portable,
    /// 32 bytes at a time.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 64 bytes at a time, tables of up to 128 bytes in registers.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Instructions {
    /// The best that this processor has.
    pub fn best() -> Instructions {
        Instructions::all().pop().unwrap_or(Instructions::Portable)
    }

    /// All that this processor has, the best one last.
    pub fn all() -> Vec<Instructions> {
        let mut all = vec![Instructions::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(Instructions::Avx2);
            }
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vbmi")
            {
                all.push(Instructions::Avx512);
            }
        }
        all
    }
}

/// Work that is compiled for each set of instructions.
pub trait Job {
    /// What it gives.
    type Output;
    /// Does it. To be marked `#[inline(always)]`, as everything hot in it: only what is inlined is compiled anew.
    fn run<V: Vectors>(self) -> Self::Output;
}

/// Does a job with a set of instructions that [`Instructions::all`] has named.
pub fn run<J: Job>(instructions: Instructions, job: J) -> J::Output {
    match instructions {
        Instructions::Portable => job.run::<Portable>(),
        // SAFETY: `Instructions` are made by `all` alone, which has asked the processor.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx2 => unsafe { x86::with_avx2(job) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Instructions::Avx512 => unsafe { x86::with_avx512(job) },
    }
}

/// A column of bytes with a table for them. No byte is beyond the codes of the table.
#[derive(Debug, Clone, Copy)]
pub struct Term<'a> {
    /// The column.
    pub codes: &'a [u8],
    /// The table.
    pub table: &'a Table,
}

/// What differs between sets of instructions. Meanwhile the processor is told what will be read soon.
pub trait Vectors {
    /// `out[i]` becomes what the tables give for the codes of row `i`, combined.
    fn lookup(combine: Combine, terms: &[Term<'_>], out: &mut [u8], soon: &mut Soon<'_>);

    /// The largest byte.
    fn largest(bytes: &[u8], soon: &mut Soon<'_>) -> u8;

    /// Which bytes are one of some, the lowest bit for the first.
    fn places(bytes: &[u8; 64], of: [u8; 4]) -> u64;
}

/// Without intrinsics.
#[derive(Debug)]
pub struct Portable;

impl Vectors for Portable {
    #[inline(always)]
    fn lookup(combine: Combine, terms: &[Term<'_>], out: &mut [u8], _: &mut Soon<'_>) {
        match combine {
            Combine::Add => one_by_one(terms, out, u8::wrapping_add),
            Combine::And => one_by_one(terms, out, |a, b| a & b),
            Combine::Or => one_by_one(terms, out, |a, b| a | b),
            Combine::Min => one_by_one(terms, out, u8::min),
            Combine::Max => one_by_one(terms, out, u8::max),
        }
    }

    #[inline(always)]
    fn largest(bytes: &[u8], _: &mut Soon<'_>) -> u8 {
        bytes.iter().fold(0, |most, byte| most.max(*byte))
    }

    #[inline(always)]
    fn places(bytes: &[u8; 64], of: [u8; 4]) -> u64 {
        bytes.iter().rev().fold(0, |bits, byte| bits << 1 | u64::from(of.contains(byte)))
    }
}

#[inline(always)]
fn one_by_one(terms: &[Term<'_>], out: &mut [u8], combine: impl Fn(u8, u8) -> u8) {
    for (place, term) in terms.iter().enumerate() {
        let entries: &[u8; 256] = &term.table.entries;
        if place == 0 {
            for (out, code) in out.iter_mut().zip(term.codes) {
                *out = entries[usize::from(*code)];
            }
        } else {
            for (out, code) in out.iter_mut().zip(term.codes) {
                *out = combine(*out, entries[usize::from(*code)]);
            }
        }
    }
}

#[cfg(test)]
mod tests;
