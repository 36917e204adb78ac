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
        for at in (0..whole).step_by(strip) {
            // SAFETY: every column and `out` have at least `whole` bytes, and `at + strip <= whole`.
            unsafe {
                let mut sums = [_mm256_setzero_si256(); AT_ONCE];
                for (place, term) in terms.iter().enumerate() {
                    let codes = term.codes.as_ptr().add(at);
                    let entries = term.table.entries.as_ptr();
                    let mut found = [_mm256_setzero_si256(); AT_ONCE];
                    if term.table.len <= 16 {
                        let table = _mm256_broadcastsi128_si256(_mm_loadu_si128(entries.cast()));
                        for (i, found) in found.iter_mut().enumerate() {
                            *found = _mm256_shuffle_epi8(table, _mm256_loadu_si256(codes.add(32 * i).cast()));
                        }
                    } else {
                        // Sixteen entries at a time: a code of others gets its top bit set, and with it zero.
                        for part in (0..term.table.len).step_by(16) {
                            let table = _mm256_broadcastsi128_si256(_mm_loadu_si128(entries.add(part).cast()));
                            let first = _mm256_set1_epi8(part as i8);
                            for (i, found) in found.iter_mut().enumerate() {
                                let code = _mm256_sub_epi8(_mm256_loadu_si256(codes.add(32 * i).cast()), first);
                                let code = _mm256_adds_epu8(code, _mm256_set1_epi8(0x70));
                                *found = _mm256_or_si256(*found, _mm256_shuffle_epi8(table, code));
                            }
                        }
                    }
                    for (sum, found) in sums.iter_mut().zip(found) {
                        *sum = if place == 0 { found } else { combine(*sum, found) };
                    }
                }
                for (i, sum) in sums.into_iter().enumerate() {
                    _mm256_storeu_si256(out.as_mut_ptr().add(at + 32 * i).cast(), sum);
                }
            }
        }
        whole
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
        for at in (0..whole).step_by(strip) {
            // SAFETY: every column and `out` have at least `whole` bytes, and `at + strip <= whole`; a table has 256.
            unsafe {
                let mut sums = [_mm512_setzero_si512(); AT_ONCE];
                for (place, term) in terms.iter().enumerate() {
                    let codes = term.codes.as_ptr().add(at);
                    let entries = term.table.entries.as_ptr();
                    let table = |part: usize| _mm512_loadu_si512(entries.add(part).cast());
                    let code = |i: usize| _mm512_loadu_si512(codes.add(64 * i).cast());
                    let mut found = [_mm512_setzero_si512(); AT_ONCE];
                    match term.table.len {
                        0..65 => {
                            let table = table(0);
                            for (i, found) in found.iter_mut().enumerate() {
                                *found = _mm512_permutexvar_epi8(code(i), table);
                            }
                        }
                        65..129 => {
                            let (low, high) = (table(0), table(64));
                            for (i, found) in found.iter_mut().enumerate() {
                                *found = _mm512_permutex2var_epi8(low, code(i), high);
                            }
                        }
                        _ => {
                            let (a, b, c, d) = (table(0), table(64), table(128), table(192));
                            for (i, found) in found.iter_mut().enumerate() {
                                let code = code(i);
                                let low = _mm512_permutex2var_epi8(a, code, b);
                                let high = _mm512_permutex2var_epi8(c, code, d);
                                *found = _mm512_mask_blend_epi8(_mm512_movepi8_mask(code), low, high);
                            }
                        }
                    }
                    for (sum, found) in sums.iter_mut().zip(found) {
                        *sum = if place == 0 { found } else { combine(*sum, found) };
                    }
                }
                for (i, sum) in sums.into_iter().enumerate() {
                    _mm512_storeu_si512(out.as_mut_ptr().add(at + 64 * i).cast(), sum);
                }
            }
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::{Instructions, Job, Term, Vectors, run};
    use crate::score::plan::op::{Combine, Table};

    struct Lookup<'a>(Combine, &'a [Term<'a>], &'a mut [u8]);

    impl Job for Lookup<'_> {
        type Output = ();
        #[inline(always)]
        fn run<V: Vectors>(self) {
            V::lookup(self.0, self.1, self.2);
        }
    }

    #[test]
    fn all_instructions_look_up_the_same() {
        let mut state = 1u64;
        let mut random = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize
        };
        for round in 0..400 {
            let rows = random() % 1200;
            let combine = [Combine::Add, Combine::And, Combine::Or, Combine::Min, Combine::Max][round % 5];
            let columns: Vec<(Vec<u8>, Table)> = (0..1 + random() % 5)
                .map(|_| {
                    let len = [3, 16, 17, 40, 64, 65, 111, 128, 129, 200, 256][random() % 11];
                    let codes = (0..rows).map(|_| (random() % len) as u8).collect();
                    (codes, Table::new((0..len).map(|_| random() as u8)))
                })
                .collect();
            let terms: Vec<Term<'_>> = columns.iter().map(|(codes, table)| Term { codes, table }).collect();
            let mut expected = vec![0; rows];
            run(Instructions::Portable, Lookup(combine, &terms, &mut expected));
            for instructions in Instructions::all() {
                let mut found = vec![0; rows];
                run(instructions, Lookup(combine, &terms, &mut found));
                assert_eq!(found, expected, "{instructions:?}, {combine:?}, {rows} rows");
            }
        }
    }
}
