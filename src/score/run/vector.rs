//! The processor's vectors: the only `unsafe` of the library.
//!
//! A [`Job`] is compiled once for each set of instructions that a processor may have, and [`run`] takes the best one that
//! this processor has. Most of a job are plain loops, which the compiler turns into vectors by itself. What it cannot
//! find is looking up bytes in a table held in registers; that is written here, beside a portable version that the tests
//! hold against it.

#![allow(unsafe_code, reason = "vector intrinsics; whether the processor has them is asked first")]

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

/// What differs between sets of instructions.
pub trait Vectors {
    /// `out[i]` becomes what the tables give for the codes of row `i`, combined.
    fn lookup(combine: Combine, terms: &[Term<'_>], out: &mut [u8]);

    /// Tells the processor that these bytes will be read soon.
    fn soon(bytes: &[u8]);

    /// Which bytes are one of some, the lowest bit for the first.
    fn places(bytes: &[u8; 64], of: [u8; 4]) -> u64;
}

/// Without intrinsics.
#[derive(Debug)]
pub struct Portable;

impl Vectors for Portable {
    #[inline(always)]
    fn lookup(combine: Combine, terms: &[Term<'_>], out: &mut [u8]) {
        match combine {
            Combine::Add => one_by_one(terms, out, u8::wrapping_add),
            Combine::And => one_by_one(terms, out, |a, b| a & b),
            Combine::Or => one_by_one(terms, out, |a, b| a | b),
            Combine::Min => one_by_one(terms, out, u8::min),
            Combine::Max => one_by_one(terms, out, u8::max),
        }
    }

    #[inline(always)]
    fn soon(_: &[u8]) {}

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

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Job, Portable, Term, Vectors};
    use crate::score::plan::op::Combine;

    #[target_feature(enable = "avx2")]
    pub fn with_avx2<J: Job>(job: J) -> J::Output {
        job.run::<Avx2>()
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi")]
    pub fn with_avx512<J: Job>(job: J) -> J::Output {
        job.run::<Avx512>()
    }

    /// 32 bytes at a time.
    #[derive(Debug)]
    pub struct Avx2;

    /// 64 bytes at a time.
    #[derive(Debug)]
    pub struct Avx512;

    /// How many vectors are worked on at once, so that a table is loaded once for all of them.
    const AT_ONCE: usize = 4;

    /// Asks for bytes before they are needed.
    #[inline(always)]
    fn fetch(bytes: &[u8]) {
        for line in bytes.chunks(64) {
            // SAFETY: it reads nothing, wherever that points to; every x86-64 processor has it.
            unsafe { _mm_prefetch::<_MM_HINT_T1>(line.as_ptr().cast()) };
        }
    }

    impl Vectors for Avx2 {
        #[inline(always)]
        fn lookup(combine: Combine, terms: &[Term<'_>], out: &mut [u8]) {
            // SAFETY: these are called from `with_avx2` alone.
            let whole = unsafe {
                match combine {
                    Combine::Add => strips_of_32(terms, out, |a, b| _mm256_add_epi8(a, b)),
                    Combine::And => strips_of_32(terms, out, |a, b| _mm256_and_si256(a, b)),
                    Combine::Or => strips_of_32(terms, out, |a, b| _mm256_or_si256(a, b)),
                    Combine::Min => strips_of_32(terms, out, |a, b| _mm256_min_epu8(a, b)),
                    Combine::Max => strips_of_32(terms, out, |a, b| _mm256_max_epu8(a, b)),
                }
            };
            rest(combine, terms, out, whole);
        }

        #[inline(always)]
        fn soon(bytes: &[u8]) {
            fetch(bytes);
        }

        #[inline(always)]
        fn places(bytes: &[u8; 64], of: [u8; 4]) -> u64 {
            let half = |at: usize| {
                // SAFETY: this is called from `with_avx2` alone; there are 64 bytes.
                unsafe {
                    let bytes = _mm256_loadu_si256(bytes.as_ptr().add(at).cast());
                    let [a, b, c, d] = of;
                    let found = |byte: u8| _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte as i8));
                    let found =
                        _mm256_or_si256(_mm256_or_si256(found(a), found(b)), _mm256_or_si256(found(c), found(d)));
                    u64::from(_mm256_movemask_epi8(found) as u32)
                }
            };
            half(0) | half(32) << 32
        }
    }

    impl Vectors for Avx512 {
        #[inline(always)]
        fn lookup(combine: Combine, terms: &[Term<'_>], out: &mut [u8]) {
            // SAFETY: these are called from `with_avx512` alone.
            let whole = unsafe {
                match combine {
                    Combine::Add => strips_of_64(terms, out, |a, b| _mm512_add_epi8(a, b)),
                    Combine::And => strips_of_64(terms, out, |a, b| _mm512_and_si512(a, b)),
                    Combine::Or => strips_of_64(terms, out, |a, b| _mm512_or_si512(a, b)),
                    Combine::Min => strips_of_64(terms, out, |a, b| _mm512_min_epu8(a, b)),
                    Combine::Max => strips_of_64(terms, out, |a, b| _mm512_max_epu8(a, b)),
                }
            };
            rest(combine, terms, out, whole);
        }

        #[inline(always)]
        fn soon(bytes: &[u8]) {
            fetch(bytes);
        }

        #[inline(always)]
        fn places(bytes: &[u8; 64], of: [u8; 4]) -> u64 {
            // SAFETY: this is called from `with_avx512` alone; there are 64 bytes.
            unsafe {
                let bytes = _mm512_loadu_si512(bytes.as_ptr().cast());
                let [a, b, c, d] = of;
                let found = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte as i8));
                found(a) | found(b) | found(c) | found(d)
            }
        }
    }

    /// The rows behind the last whole strip.
    #[inline(always)]
    fn rest(combine: Combine, terms: &[Term<'_>], out: &mut [u8], from: usize) {
        if from < out.len() {
            let tails: Vec<Term<'_>> =
                terms.iter().map(|term| Term { codes: &term.codes[from..], table: term.table }).collect();
            Portable::lookup(combine, &tails, &mut out[from..]);
        }
    }

    /// Fills whole strips of rows, and says how many rows that were.
    ///
    /// # Safety
    /// The processor has AVX2.
    #[inline(always)]
    unsafe fn strips_of_32(terms: &[Term<'_>], out: &mut [u8], combine: impl Fn(__m256i, __m256i) -> __m256i) -> usize {
        let rows = terms.iter().map(|term| term.codes.len()).fold(out.len(), usize::min);
        let strip = 32 * AT_ONCE;
        let whole = rows - rows % strip;
        let Some((first, others)) = terms.split_first() else { return 0 };
        for at in (0..whole).step_by(strip) {
            // SAFETY: every column and `out` have at least `whole` bytes, and `at + strip <= whole`.
            unsafe {
                let [mut a, mut b, mut c, mut d] = found_32(first, at);
                for term in others {
                    let [e, f, g, h] = found_32(term, at);
                    (a, b, c, d) = (combine(a, e), combine(b, f), combine(c, g), combine(d, h));
                }
                let out: *mut __m256i = out.as_mut_ptr().add(at).cast();
                _mm256_storeu_si256(out, a);
                _mm256_storeu_si256(out.add(1), b);
                _mm256_storeu_si256(out.add(2), c);
                _mm256_storeu_si256(out.add(3), d);
            }
        }
        whole
    }

    /// What a table gives for a strip of rows. All of it is written out, so that it stays in registers.
    ///
    /// # Safety
    /// The processor has AVX2, and the column has a strip of bytes from `at` on.
    #[inline(always)]
    unsafe fn found_32(term: &Term<'_>, at: usize) -> [__m256i; AT_ONCE] {
        // SAFETY: as above; a table has 256 bytes.
        unsafe {
            let codes: *const __m256i = term.codes.as_ptr().add(at).cast();
            let code = |i: usize| _mm256_loadu_si256(codes.add(i));
            let part = |part: usize| {
                let entries = term.table.entries.as_ptr().add(part);
                _mm256_broadcastsi128_si256(_mm_loadu_si128(entries.cast()))
            };
            if term.table.len <= 16 {
                let table = part(0);
                let found = |i| _mm256_shuffle_epi8(table, code(i));
                return [found(0), found(1), found(2), found(3)];
            }
            let [mut a, mut b, mut c, mut d] = [_mm256_setzero_si256(); AT_ONCE];
            // Sixteen entries at a time: a code of others gets its top bit set, and with it zero.
            for first in (0..term.table.len).step_by(16) {
                let (table, before) = (part(first), _mm256_set1_epi8(first as i8));
                let found = |i| {
                    let code = _mm256_adds_epu8(_mm256_sub_epi8(code(i), before), _mm256_set1_epi8(0x70));
                    _mm256_shuffle_epi8(table, code)
                };
                a = _mm256_or_si256(a, found(0));
                b = _mm256_or_si256(b, found(1));
                c = _mm256_or_si256(c, found(2));
                d = _mm256_or_si256(d, found(3));
            }
            [a, b, c, d]
        }
    }

    /// Fills whole strips of rows, and says how many rows that were.
    ///
    /// # Safety
    /// The processor has AVX-512 with byte permutations.
    #[inline(always)]
    unsafe fn strips_of_64(terms: &[Term<'_>], out: &mut [u8], combine: impl Fn(__m512i, __m512i) -> __m512i) -> usize {
        let rows = terms.iter().map(|term| term.codes.len()).fold(out.len(), usize::min);
        let strip = 64 * AT_ONCE;
        let whole = rows - rows % strip;
        let Some((first, others)) = terms.split_first() else { return 0 };
        for at in (0..whole).step_by(strip) {
            // SAFETY: every column and `out` have at least `whole` bytes, and `at + strip <= whole`.
            unsafe {
                let [mut a, mut b, mut c, mut d] = found_64(first, at);
                for term in others {
                    let [e, f, g, h] = found_64(term, at);
                    (a, b, c, d) = (combine(a, e), combine(b, f), combine(c, g), combine(d, h));
                }
                let out: *mut __m512i = out.as_mut_ptr().add(at).cast();
                _mm512_storeu_si512(out, a);
                _mm512_storeu_si512(out.add(1), b);
                _mm512_storeu_si512(out.add(2), c);
                _mm512_storeu_si512(out.add(3), d);
            }
        }
        whole
    }

    /// What a table gives for a strip of rows. All of it is written out, so that it stays in registers.
    ///
    /// # Safety
    /// The processor has AVX-512 with byte permutations, and the column has a strip of bytes from `at` on.
    #[inline(always)]
    unsafe fn found_64(term: &Term<'_>, at: usize) -> [__m512i; AT_ONCE] {
        // SAFETY: as above; a table has 256 bytes.
        unsafe {
            let codes: *const __m512i = term.codes.as_ptr().add(at).cast();
            let code = |i: usize| _mm512_loadu_si512(codes.add(i));
            let part = |part: usize| _mm512_loadu_si512(term.table.entries.as_ptr().add(part).cast());
            match term.table.len {
                0..65 => {
                    let table = part(0);
                    let found = |i| _mm512_permutexvar_epi8(code(i), table);
                    [found(0), found(1), found(2), found(3)]
                }
                65..129 => {
                    let (low, high) = (part(0), part(64));
                    let found = |i| _mm512_permutex2var_epi8(low, code(i), high);
                    [found(0), found(1), found(2), found(3)]
                }
                _ => {
                    let (a, b, c, d) = (part(0), part(64), part(128), part(192));
                    let found = |i| {
                        let code = code(i);
                        let low = _mm512_permutex2var_epi8(a, code, b);
                        let high = _mm512_permutex2var_epi8(c, code, d);
                        _mm512_mask_blend_epi8(_mm512_movepi8_mask(code), low, high)
                    };
                    [found(0), found(1), found(2), found(3)]
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
