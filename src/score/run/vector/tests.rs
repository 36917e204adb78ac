//! All sets of instructions that this processor has give the same.

use super::super::{places, recoded};
use super::{Instructions, Job, Soon, Term, Vectors, run};
use crate::score::plan::op::{Combine, Table};

struct Lookup<'a>(Combine, &'a [Term<'a>], &'a mut [u8]);

impl Job for Lookup<'_> {
    type Output = ();
    #[inline(always)]
    fn run<V: Vectors>(self) {
        V::lookup(self.0, self.1, self.2, &mut Soon::default());
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

#[test]
fn all_instructions_find_the_same_places() {
    let text = b"p1,\"said \"\"yes\"\"\";some\r\n\xff,,\n".repeat(31);
    for length in [0, 1, 63, 64, 65, 200, text.len()] {
        let bytes = &text[..length];
        for instructions in Instructions::all() {
            let mut found = Vec::new();
            places(instructions, bytes, *b",\n\r\"", &mut found);
            assert_eq!(found.len(), length.div_ceil(64));
            for (place, byte) in bytes.iter().enumerate() {
                let is_set = found[place / 64] >> (place % 64) & 1 == 1;
                assert_eq!(is_set, b",\n\r\"".contains(byte), "{instructions:?}, {place} of {length}");
            }
            let beyond = found.last().is_some_and(|last| length % 64 > 0 && *last >> (length % 64) != 0);
            assert!(!beyond, "{instructions:?}, {length}");
        }
    }
}

#[test]
fn all_instructions_recode_the_same() {
    let codes: Vec<u8> = (0..1000u32).map(|n| (n * 7 % 130) as u8).collect();
    for entries in [vec![9, 4, 4, 1], (0..130).collect(), (0..130).rev().collect(), vec![7; 256]] {
        let entries: Vec<u8> = entries;
        for instructions in Instructions::all() {
            let mut out = vec![3];
            let recoded = recoded(instructions, &codes, &entries, &mut out);
            assert_eq!(recoded.is_some(), entries.len() >= 130, "{instructions:?}");
            let expected = codes.iter().map(|code| entries[usize::from(*code)]);
            match recoded {
                Some(()) => assert!(out[1..].iter().copied().eq(expected), "{instructions:?}"),
                None => assert_eq!(out, [3]),
            }
        }
    }
}

struct Largest<'a>(&'a [u8]);

impl Job for Largest<'_> {
    type Output = u8;
    #[inline(always)]
    fn run<V: Vectors>(self) -> u8 {
        V::largest(self.0, &mut Soon::default())
    }
}

#[test]
fn all_instructions_find_the_largest_byte_wherever_it_stands() {
    for rows in [0, 1, 31, 255, 256, 257, 700] {
        let mut bytes = vec![3; rows];
        for place in 0..rows {
            bytes[place] = 200;
            for instructions in Instructions::all() {
                assert_eq!(run(instructions, Largest(&bytes)), 200, "{instructions:?}: {place} of {rows}");
            }
            bytes[place] = 3;
        }
    }
}
