//! Work on columns of bytes that are not scored yet: where certain bytes stand in a text, and codes for others.

use super::soon::Soon;
use super::vector::{self, Instructions, Job, Term, Vectors};
use crate::score::plan::op::{Combine, Table};

/// Adds a bit for each byte, 64 to a word and the lowest first: set where it is one of these. Zero is none of them.
pub fn places(instructions: Instructions, bytes: &[u8], of: [u8; 4], out: &mut Vec<u64>) {
    vector::run(instructions, Search { bytes, of, out });
}

struct Search<'a> {
    bytes: &'a [u8],
    of: [u8; 4],
    out: &'a mut Vec<u64>,
}

impl Job for Search<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self) {
        let (whole, rest) = self.bytes.as_chunks::<64>();
        self.out.reserve(whole.len() + 1);
        for bytes in whole {
            self.out.push(V::places(bytes, self.of));
        }
        if !rest.is_empty() {
            let mut last = [0; 64];
            last[..rest.len()].copy_from_slice(rest);
            self.out.push(V::places(&last, self.of));
        }
    }
}

/// Adds what a table gives for each code; none, and nothing is added, when a code is beyond it.
pub fn recoded(instructions: Instructions, codes: &[u8], table: &[u8], out: &mut Vec<u8>) -> Option<()> {
    vector::run(instructions, Recode { codes, table: Table::new(table.iter().copied()), out })
}

struct Recode<'a> {
    codes: &'a [u8],
    table: Table,
    out: &'a mut Vec<u8>,
}

impl Job for Recode<'_> {
    type Output = Option<()>;

    #[inline(always)]
    fn run<V: Vectors>(self) -> Option<()> {
        let Recode { codes, table, out } = self;
        if usize::from(V::largest(codes, &mut Soon::default())) >= table.len && !codes.is_empty() {
            return None;
        }
        let is_same = (0..=u8::MAX).zip(table.entries.iter()).take(table.len).all(|(code, entry)| code == *entry);
        let before = out.len();
        match is_same {
            true => out.extend_from_slice(codes),
            false => {
                out.resize(before + codes.len(), 0);
                V::lookup(Combine::Add, &[Term { codes, table: &table }], &mut out[before..], &mut Soon::default());
            }
        }
        Some(())
    }
}
