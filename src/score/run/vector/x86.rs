//! The vectors of x86-64 processors.

use std::arch::x86_64::*;

use super::{Job, Portable, Soon, Term, Vectors};
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

/// Asks for a few lines: the processor forgets some if it is asked for many at once.
#[inline(always)]
fn fetch(soon: &mut Soon<'_>) {
    if let Some(part) = soon.part() {
        for line in part.chunks(64) {
            // SAFETY: it reads nothing; every x86-64 processor has it.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
        }
    }
}

/// # Safety
/// The processor has AVX2.
#[inline(always)]
unsafe fn largest(bytes: &[u8], soon: &mut Soon<'_>) -> u8 {
    let (strips, rest) = bytes.as_chunks::<256>();
    let mut most = [0; 32];
    // SAFETY: a strip has eight vectors, `most` one.
    unsafe {
        let [mut a, mut b] = [_mm256_setzero_si256(); 2];
        for strip in strips {
            fetch(soon);
            let strip: *const __m256i = strip.as_ptr().cast();
            for pair in 0..4 {
                a = _mm256_max_epu8(a, _mm256_loadu_si256(strip.add(2 * pair)));
                b = _mm256_max_epu8(b, _mm256_loadu_si256(strip.add(2 * pair + 1)));
            }
        }
        _mm256_storeu_si256(most.as_mut_ptr().cast(), _mm256_max_epu8(a, b));
    }
    most.iter().chain(rest).fold(0, |most, byte| most.max(*byte))
}

impl Vectors for Avx2 {
    #[inline(always)]
    fn lookup(combine: Combine, terms: &[Term<'_>], out: &mut [u8], soon: &mut Soon<'_>) {
        // SAFETY: these are called from `with_avx2` alone.
        let whole = unsafe {
            match combine {
                Combine::Add => strips_of_32(terms, out, soon, |a, b| _mm256_add_epi8(a, b)),
                Combine::And => strips_of_32(terms, out, soon, |a, b| _mm256_and_si256(a, b)),
                Combine::Or => strips_of_32(terms, out, soon, |a, b| _mm256_or_si256(a, b)),
                Combine::Min => strips_of_32(terms, out, soon, |a, b| _mm256_min_epu8(a, b)),
                Combine::Max => strips_of_32(terms, out, soon, |a, b| _mm256_max_epu8(a, b)),
            }
        };
        rest(combine, terms, out, whole);
    }

    #[inline(always)]
    fn largest(bytes: &[u8], soon: &mut Soon<'_>) -> u8 {
        // SAFETY: this is called where the processor has AVX2.
        unsafe { largest(bytes, soon) }
    }

    #[inline(always)]
    fn places(bytes: &[u8; 64], of: [u8; 4]) -> u64 {
        let half = |at: usize| {
            // SAFETY: this is called from `with_avx2` alone; there are 64 bytes.
            unsafe {
                let bytes = _mm256_loadu_si256(bytes.as_ptr().add(at).cast());
                let [a, b, c, d] = of;
                let found = |byte: u8| _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte as i8));
                let found = _mm256_or_si256(_mm256_or_si256(found(a), found(b)), _mm256_or_si256(found(c), found(d)));
                u64::from(_mm256_movemask_epi8(found) as u32)
            }
        };
        half(0) | half(32) << 32
    }
}

impl Vectors for Avx512 {
    #[inline(always)]
    fn lookup(combine: Combine, terms: &[Term<'_>], out: &mut [u8], soon: &mut Soon<'_>) {
        // SAFETY: these are called from `with_avx512` alone.
        let whole = unsafe {
            match combine {
                Combine::Add => strips_of_64(terms, out, soon, |a, b| _mm512_add_epi8(a, b)),
                Combine::And => strips_of_64(terms, out, soon, |a, b| _mm512_and_si512(a, b)),
                Combine::Or => strips_of_64(terms, out, soon, |a, b| _mm512_or_si512(a, b)),
                Combine::Min => strips_of_64(terms, out, soon, |a, b| _mm512_min_epu8(a, b)),
                Combine::Max => strips_of_64(terms, out, soon, |a, b| _mm512_max_epu8(a, b)),
            }
        };
        rest(combine, terms, out, whole);
    }

    #[inline(always)]
    fn largest(bytes: &[u8], soon: &mut Soon<'_>) -> u8 {
        // SAFETY: this is called where the processor has AVX2.
        unsafe { largest(bytes, soon) }
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
        Portable::lookup(combine, &tails, &mut out[from..], &mut Soon::default());
    }
}

/// Fills whole strips of rows with vectors of a width, and says how many rows that were.
macro_rules! strips {
    ($name:ident, $vector:ident, $width:literal, $found:ident, $store:ident) => {
        /// # Safety
        /// The processor has these vectors.
        #[inline(always)]
        unsafe fn $name(
            terms: &[Term<'_>],
            out: &mut [u8],
            soon: &mut Soon<'_>,
            combine: impl Fn($vector, $vector) -> $vector,
        ) -> usize {
            let rows = terms.iter().map(|term| term.codes.len()).fold(out.len(), usize::min);
            let strip = $width * AT_ONCE;
            let whole = rows - rows % strip;
            let Some((first, others)) = terms.split_first() else { return 0 };
            for at in (0..whole).step_by(strip) {
                fetch(soon);
                // SAFETY: every column and `out` have at least `whole` bytes, and `at + strip <= whole`.
                unsafe {
                    let [mut a, mut b, mut c, mut d] = $found(first, at);
                    for term in others {
                        let [e, f, g, h] = $found(term, at);
                        (a, b, c, d) = (combine(a, e), combine(b, f), combine(c, g), combine(d, h));
                    }
                    let out: *mut $vector = out.as_mut_ptr().add(at).cast();
                    $store(out, a);
                    $store(out.add(1), b);
                    $store(out.add(2), c);
                    $store(out.add(3), d);
                }
            }
            whole
        }
    };
}

strips!(strips_of_32, __m256i, 32, found_32, _mm256_storeu_si256);
strips!(strips_of_64, __m512i, 64, found_64, _mm512_storeu_si512);

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
