//! Runs of small numbers: the same one again and again, or packed bits. Levels and dictionary codes are written so.

/// A place in the runs of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Runs {
    at: usize,
    end: usize,
    width: u32,
    /// How many numbers of this run are left.
    left: usize,
    run: Run,
}

#[derive(Debug, Clone, Copy)]
enum Run {
    Same(u32),
    /// The first bit of the next number.
    Packed(usize),
}

impl Runs {
    /// The runs between two places; none when numbers are too wide.
    pub fn new(at: usize, end: usize, width: u32) -> Option<Runs> {
        (width <= 32).then_some(Runs { at, end, width, left: 0, run: Run::Same(0) })
    }

    /// Whether the next `count` numbers are all this one, as far as one run tells.
    pub fn all(&mut self, bytes: &[u8], number: u32, count: usize) -> bool {
        if self.left == 0 && !self.next(bytes) {
            return false;
        }
        self.left >= count && matches!(self.run, Run::Same(same) if same == number)
    }

    /// Goes on to the next run; none when there is none.
    fn next(&mut self, bytes: &[u8]) -> bool {
        let mut header = 0u64;
        let mut shift = 0u32;
        loop {
            let Some(byte) = bytes.get(self.at).filter(|_| self.at < self.end) else { return false };
            self.at = self.at.wrapping_add(1);
            header |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift = shift.wrapping_add(7);
            if byte & 0x80 == 0 {
                break;
            }
            if shift > 35 {
                return false;
            }
        }
        let Ok(count) = usize::try_from(header >> 1) else { return false };
        if header & 1 == 1 {
            let width = usize::try_from(self.width).unwrap_or(0);
            let (Some(first), Some(length)) = (self.at.checked_mul(8), count.checked_mul(width)) else { return false };
            self.run = Run::Packed(first);
            self.left = count.saturating_mul(8);
            self.at = self.at.saturating_add(length);
            // The last group may be cut short: then its last numbers are not there.
            if self.at > self.end {
                self.at = self.end;
            }
        } else {
            let length = usize::try_from(self.width.div_ceil(8)).unwrap_or(0);
            let Some(value) = bytes.get(self.at..self.at.saturating_add(length)) else { return false };
            self.run = Run::Same(value.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)));
            self.left = count;
            self.at = self.at.saturating_add(length);
        }
        self.left > 0 || self.next(bytes)
    }

    /// Leaves numbers out; whether there were so many.
    pub fn skip(&mut self, bytes: &[u8], mut count: usize) -> bool {
        while count > 0 {
            if self.left == 0 && !self.next(bytes) {
                return false;
            }
            let taken = self.left.min(count);
            self.advance(taken);
            count = count.saturating_sub(taken);
        }
        true
    }

    /// Adds the next numbers to `out`; whether there were so many.
    pub fn read(&mut self, bytes: &[u8], count: usize, out: &mut Vec<u32>) -> bool {
        if self.width <= 8 {
            let mut small = Vec::new();
            let is_whole = self.read_bytes(bytes, count, &mut small);
            out.extend(small.into_iter().map(u32::from));
            return is_whole;
        }
        self.read_by(
            bytes,
            count,
            out,
            |number| number,
            |bytes, first, width, count, out| unpack(bytes, first, width, count, |number| out.push(number)),
        )
    }

    /// The same for numbers of at most eight bits; none are read where they may have more.
    #[expect(clippy::cast_possible_truncation, reason = "numbers have at most eight bits")]
    pub fn read_bytes(&mut self, bytes: &[u8], count: usize, out: &mut Vec<u8>) -> bool {
        self.width <= 8 && self.read_by(bytes, count, out, |number| number as u8, unpack_bytes)
    }

    fn read_by<T: Clone>(
        &mut self,
        bytes: &[u8],
        mut count: usize,
        out: &mut Vec<T>,
        same: impl Fn(u32) -> T,
        packed: impl Fn(&[u8], usize, u32, usize, &mut Vec<T>) -> bool,
    ) -> bool {
        out.reserve(count);
        while count > 0 {
            if self.left == 0 && !self.next(bytes) {
                return false;
            }
            let taken = self.left.min(count);
            match self.run {
                Run::Same(number) => out.resize(out.len().saturating_add(taken), same(number)),
                Run::Packed(first) => {
                    let bytes = bytes.get(..self.end).unwrap_or_default();
                    if !packed(bytes, first, self.width, taken, out) {
                        return false;
                    }
                }
            }
            self.advance(taken);
            count = count.saturating_sub(taken);
        }
        true
    }

    fn advance(&mut self, taken: usize) {
        self.left = self.left.saturating_sub(taken);
        if let Run::Packed(bit) = &mut self.run {
            *bit = bit.saturating_add(taken.saturating_mul(usize::try_from(self.width).unwrap_or(0)));
        }
    }
}

/// Gives numbers of `width` bits from a bit on; whether they are all there.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "no more bits than the width are left")]
fn unpack(bytes: &[u8], first: usize, width: u32, count: usize, mut give: impl FnMut(u32)) -> bool {
    let step = width as usize;
    let Some(end) = count.checked_mul(step).and_then(|bits| bits.checked_add(first)) else { return false };
    if end.div_ceil(8) > bytes.len() {
        return false;
    }
    let mask = if width == 0 { 0 } else { u64::MAX >> (64u32.wrapping_sub(width) & 63) };
    for number in 0..count {
        give((word(bytes, first.wrapping_add(number.wrapping_mul(step))) & mask) as u32);
    }
    true
}

/// The bits from one on, 57 or more of them; zeros where there are no more.
#[inline]
fn word(bytes: &[u8], bit: usize) -> u64 {
    let at = bit >> 3;
    let word = match bytes.get(at..at.wrapping_add(8)).and_then(|bytes| bytes.try_into().ok()) {
        Some(whole) => u64::from_le_bytes(whole),
        None => {
            let rest = bytes.get(at..).unwrap_or_default();
            rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
        }
    };
    word >> (bit & 7)
}

/// Adds numbers of at most eight bits.
fn unpack_bytes(bytes: &[u8], first: usize, width: u32, count: usize, out: &mut Vec<u8>) -> bool {
    match width {
        1 => eight_at_once::<1>(bytes, first, count, out),
        2 => eight_at_once::<2>(bytes, first, count, out),
        3 => eight_at_once::<3>(bytes, first, count, out),
        4 => eight_at_once::<4>(bytes, first, count, out),
        5 => eight_at_once::<5>(bytes, first, count, out),
        6 => eight_at_once::<6>(bytes, first, count, out),
        7 => eight_at_once::<7>(bytes, first, count, out),
        _ => one_by_one(bytes, first, width, count, out),
    }
}

/// Eight numbers of up to seven bits are in one word: its halves, their halves and again theirs are drawn apart.
fn eight_at_once<const WIDTH: usize>(bytes: &[u8], first: usize, count: usize, out: &mut Vec<u8>) -> bool {
    let eights = count / 8;
    let done = eights.wrapping_mul(8);
    let before = out.len();
    out.resize(before.saturating_add(done), 0);
    let (slots, _) = out.get_mut(before..).unwrap_or_default().as_chunks_mut::<8>();
    if first & 7 == 0 {
        let mut rest = bytes.get(first >> 3..).unwrap_or_default();
        for slot in slots {
            let bits = rest.first_chunk::<8>().map_or_else(|| word(rest, 0), |bits| u64::from_le_bytes(*bits));
            *slot = apart::<WIDTH>(bits).to_le_bytes();
            rest = rest.get(WIDTH..).unwrap_or_default();
        }
    } else {
        for (eight, slot) in slots.iter_mut().enumerate() {
            let bit = first.wrapping_add(eight.wrapping_mul(8).wrapping_mul(WIDTH));
            *slot = apart::<WIDTH>(word(bytes, bit)).to_le_bytes();
        }
    }
    let rest = first.wrapping_add(done.wrapping_mul(WIDTH));
    one_by_one(bytes, rest, u32::try_from(WIDTH).unwrap_or(0), count.wrapping_sub(done), out)
}

/// The lowest eight numbers of so many bits each, a byte each.
#[inline(always)]
fn apart<const WIDTH: usize>(bits: u64) -> u64 {
    let Masks { four, pairs, singles } = const { Masks::of(WIDTH) };
    let halves = bits & four | (bits >> const { WIDTH.wrapping_mul(4) } & four) << 32;
    let quarters = halves & pairs | (halves >> const { WIDTH.wrapping_mul(2) } & pairs) << 16;
    quarters & singles | (quarters >> WIDTH & singles) << 8
}

/// The lowest numbers of eight, together again as so many bits each: the way back.
#[inline(always)]
fn together<const WIDTH: usize>(bytes: u64) -> u64 {
    let Masks { four, pairs, singles } = const { Masks::of(WIDTH) };
    let quarters = bytes & singles | (bytes >> 8 & singles) << WIDTH;
    let halves = quarters & pairs | (quarters >> 16 & pairs) << const { WIDTH.wrapping_mul(2) };
    halves & four | (halves >> 32 & four) << const { WIDTH.wrapping_mul(4) }
}

/// The bits of four numbers, of two in each half, and of one in each quarter of a word.
struct Masks {
    four: u64,
    pairs: u64,
    singles: u64,
}

impl Masks {
    const fn of(width: usize) -> Masks {
        const fn low(bits: usize) -> u64 {
            (1u64 << (bits & 63)).wrapping_sub(1)
        }
        Masks {
            four: low(width.wrapping_mul(4)),
            pairs: low(width.wrapping_mul(2)).wrapping_mul(0x0000_0001_0000_0001),
            singles: low(width).wrapping_mul(0x0001_0001_0001_0001),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "numbers have at most eight bits")]
fn one_by_one(bytes: &[u8], first: usize, width: u32, count: usize, out: &mut Vec<u8>) -> bool {
    unpack(bytes, first, width, count, |number| out.push(number as u8))
}

/// The same number again and again.
pub(super) fn same(number: u32, width: u32, count: usize, out: &mut Vec<u8>) {
    varint(u64::try_from(count).unwrap_or(0) << 1, out);
    out.extend(number.to_le_bytes().iter().take(usize::try_from(width.div_ceil(8)).unwrap_or(0)));
}

/// What is packed.
pub(super) trait Number: Copy + PartialEq + Into<u32> {
    /// The lowest bytes of eight of them.
    fn bytes(eight: &[Self; 8]) -> u64;
}

impl Number for u8 {
    #[inline(always)]
    fn bytes(eight: &[u8; 8]) -> u64 {
        u64::from_le_bytes(*eight)
    }
}

impl Number for u32 {
    #[inline(always)]
    fn bytes(eight: &[u32; 8]) -> u64 {
        eight.iter().rev().fold(0, |bytes, number| bytes << 8 | u64::from(*number & 0xff))
    }
}

/// Numbers as one run: the same one, or packed bits. Only so many bits of each are kept.
pub(super) fn pack<N: Number>(numbers: &[N], width: u32, out: &mut Vec<u8>) {
    let first = numbers.first().filter(|first| numbers.iter().all(|number| number == *first));
    if let Some(number) = first {
        return same((*number).into(), width, numbers.len(), out);
    }
    varint(u64::try_from(numbers.len().div_ceil(8)).unwrap_or(0) << 1 | 1, out);
    match width {
        1 => return eight_together::<N, 1>(numbers, out),
        2 => return eight_together::<N, 2>(numbers, out),
        3 => return eight_together::<N, 3>(numbers, out),
        4 => return eight_together::<N, 4>(numbers, out),
        5 => return eight_together::<N, 5>(numbers, out),
        6 => return eight_together::<N, 6>(numbers, out),
        7 => return eight_together::<N, 7>(numbers, out),
        _ => {}
    }
    let (mut word, mut bits) = (0u64, 0u32);
    let missing = numbers.len().next_multiple_of(8).saturating_sub(numbers.len());
    for number in numbers.iter().map(|number| (*number).into()).chain(std::iter::repeat_n(0, missing)) {
        word |= u64::from(number) << (bits & 63);
        bits = bits.wrapping_add(width);
        if bits >= 32 {
            out.extend_from_slice(word.to_le_bytes().first_chunk::<4>().unwrap_or(&[0; 4]));
            word >>= 32;
            bits = bits.wrapping_sub(32);
        }
    }
    // Eight numbers end with a byte.
    out.extend(word.to_le_bytes().into_iter().take(usize::try_from(bits >> 3).unwrap_or(0)));
}

/// Eight small numbers are as many bytes as they have bits.
fn eight_together<N: Number, const WIDTH: usize>(numbers: &[N], out: &mut Vec<u8>) {
    let (eights, rest) = numbers.as_chunks::<8>();
    let before = out.len();
    out.resize(before.saturating_add(eights.len().wrapping_mul(WIDTH)), 0);
    let (slots, _) = out.get_mut(before..).unwrap_or_default().as_chunks_mut::<WIDTH>();
    for (slot, eight) in slots.iter_mut().zip(eights) {
        if let Some(bytes) = together::<WIDTH>(N::bytes(eight)).to_le_bytes().first_chunk::<WIDTH>() {
            *slot = *bytes;
        }
    }
    if !rest.is_empty() {
        let last = rest.iter().rev().fold(0u64, |bytes, number| bytes << 8 | u64::from((*number).into() & 0xff));
        out.extend_from_slice(together::<WIDTH>(last).to_le_bytes().first_chunk::<WIDTH>().unwrap_or(&[0; WIDTH]));
    }
}

/// A number without a sign, seven bits a byte: small ones are short.
#[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
pub(super) fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::{Runs, pack};

    #[test]
    fn what_is_packed_is_read_again_from_any_place() {
        for width in [1u32, 2, 3, 5, 7, 8, 9, 13, 17, 24] {
            let numbers: Vec<u32> = (0..1003u32).map(|n| n.wrapping_mul(2_654_435_761) >> (32 - width)).collect();
            let mut bytes = vec![7, 7, 7];
            pack(&numbers, width, &mut bytes);
            pack(&[3u32 % (1 << width); 500], width, &mut bytes);
            let whole: Vec<u32> = numbers.iter().copied().chain([0; 5]).chain([3 % (1 << width); 500]).collect();
            for skipped in [0, 1, 8, 100, 1002, 1008, 1100] {
                let mut runs = Runs::new(3, bytes.len(), width).unwrap();
                assert!(runs.skip(&bytes, skipped));
                let mut out = Vec::new();
                assert!(runs.read(&bytes, whole.len() - skipped, &mut out));
                assert_eq!(out, whole[skipped..], "{width} {skipped}");
                let mut again = Runs::new(3, bytes.len(), width).unwrap();
                let mut out = Vec::new();
                assert!(again.skip(&bytes, skipped));
                assert_eq!(again.read_bytes(&bytes, whole.len() - skipped, &mut out), width <= 8);
                if width <= 8 {
                    assert!(
                        whole[skipped..].iter().eq(out.iter().map(|byte| u32::from(*byte)).collect::<Vec<_>>().iter())
                    );
                    assert!(!again.read_bytes(&bytes, 1, &mut out));
                }
                assert!(!runs.skip(&bytes, 1));
            }
        }
    }
}
