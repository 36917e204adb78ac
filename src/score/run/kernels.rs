//! Loops over columns. They are plain, and the compiler makes vectors of them; numbers wrap where the plan has proved that
//! they cannot overflow.

use std::cmp::Ordering;

use crate::exact::Compare;

/// Whole numbers of 64 or 128 bits.
pub trait Whole: Copy + Ord + Default {
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    /// `self × factor / divisor`, rounded half away from zero; zero where the divisor is.
    fn rounded(self, factor: Self, divisor: Self) -> Self;
}

macro_rules! whole {
    ($kind:ty) => {
        impl Whole for $kind {
            #[inline(always)]
            fn plus(self, other: $kind) -> $kind {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn times(self, other: $kind) -> $kind {
                self.wrapping_mul(other)
            }
            #[inline(always)]
            fn rounded(self, factor: $kind, divisor: $kind) -> $kind {
                let product = self.wrapping_mul(factor);
                let doubled = product.wrapping_abs().wrapping_mul(2).wrapping_add(divisor);
                let magnitude = doubled.checked_div(divisor.wrapping_mul(2)).unwrap_or(0);
                if product < 0 { magnitude.wrapping_neg() } else { magnitude }
            }
        }
    };
}
whole!(i64);
whole!(i128);

#[inline(always)]
pub fn add_scaled<S: Copy, T: Whole>(out: &mut [T], source: &[S], factor: T, widen: impl Fn(S) -> T) {
    for (out, source) in out.iter_mut().zip(source) {
        *out = out.plus(widen(*source).times(factor));
    }
}

#[inline(always)]
pub fn add_nearly<S: Copy>(out: &mut [f64], source: &[S], factor: f64, widen: impl Fn(S) -> f64) {
    for (out, source) in out.iter_mut().zip(source) {
        *out += widen(*source) * factor;
    }
}

#[inline(always)]
pub fn blend<S: Copy + Into<u16>>(out: &mut [u16], source: &[S], factor: u16, is_first: bool) {
    if is_first {
        for (out, source) in out.iter_mut().zip(source) {
            *out = (*source).into().wrapping_mul(factor);
        }
    } else {
        for (out, source) in out.iter_mut().zip(source) {
            *out = out.wrapping_add((*source).into().wrapping_mul(factor));
        }
    }
}

/// Every code has an entry: tables are as long as there are codes.
#[inline(always)]
pub fn gather<C: Copy + Into<u32>, T: Copy + Default>(out: &mut [T], codes: &[C], table: &[T]) {
    for (out, code) in out.iter_mut().zip(codes) {
        let code: u32 = (*code).into();
        *out = table.get(code as usize).copied().unwrap_or_default();
    }
}

#[inline(always)]
pub fn select<T: Copy>(out: &mut [T], mask: &[u8], then: &[T], otherwise: &[T]) {
    for (((out, mask), then), otherwise) in out.iter_mut().zip(mask).zip(then).zip(otherwise) {
        *out = if *mask != 0 { *then } else { *otherwise };
    }
}

#[inline(always)]
pub fn both<T: Copy>(out: &mut [T], left: &[T], right: &[T], of: impl Fn(T, T) -> T) {
    for ((out, left), right) in out.iter_mut().zip(left).zip(right) {
        *out = of(*left, *right);
    }
}

#[inline(always)]
pub fn compare<T: Whole>(out: &mut [u8], left: &[T], op: Compare, right: T) {
    match op {
        Compare::Equal => each(out, left, |left| left == right),
        Compare::NotEqual => each(out, left, |left| left != right),
        Compare::Less => each(out, left, |left| left.cmp(&right) == Ordering::Less),
        Compare::LessOrEqual => each(out, left, |left| left <= right),
        Compare::Greater => each(out, left, |left| left > right),
        Compare::GreaterOrEqual => each(out, left, |left| left >= right),
    }
}

#[inline(always)]
pub fn each<T: Copy>(out: &mut [u8], left: &[T], holds: impl Fn(T) -> bool) {
    for (out, left) in out.iter_mut().zip(left) {
        *out = u8::from(holds(*left));
    }
}

#[inline(always)]
pub fn round<T: Whole>(out: &mut [T], numerator: &[T], factor: T, divisor: T) {
    for (out, numerator) in out.iter_mut().zip(numerator) {
        *out = numerator.rounded(factor, divisor);
    }
}

#[inline(always)]
pub fn round_by<T: Whole>(out: &mut [T], numerator: &[T], factor: T, divisors: &[T], times: T) {
    for ((out, numerator), divisor) in out.iter_mut().zip(numerator).zip(divisors) {
        *out = numerator.rounded(factor, divisor.times(times));
    }
}

/// `code` where the mask is 0.
#[inline(always)]
pub fn overwrite<T: Copy>(out: &mut [T], mask: &[u8], code: T) {
    for (out, mask) in out.iter_mut().zip(mask) {
        *out = if *mask == 0 { code } else { *out };
    }
}

/// Whether something holds in any row.
#[inline(always)]
pub fn any<A: Copy, B: Copy>(left: &[A], right: &[B], holds: impl Fn(A, B) -> bool) -> bool {
    let mut found = 0u8;
    for (left, right) in left.iter().zip(right) {
        found |= u8::from(holds(*left, *right));
    }
    found != 0
}
