//! Offsets: what the codes of columns add to a sum, above the least that they can. Their sums are codes again.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::{Builder, Size};
use super::form::{Made, checked, fits_long};
use super::op::{Combine, Op, Place, Table, Values};
use crate::exact::Rational;

/// Sum and weight of what a column gives, by code.
pub(super) type Entries = Vec<(Rational, Rational)>;

/// A column, and what each of its codes adds.
pub(super) type Steps = (Place, Vec<u128>);

/// What each code of some columns adds to a number, above the least that it can.
pub(super) struct Offsets {
    pub columns: Vec<Steps>,
    /// The number where every offset is zero.
    pub lowest: i128,
    /// The largest sum of offsets.
    pub range: u128,
}

impl Offsets {
    pub fn new(columns: &BTreeMap<Place, Entries>, of: impl Fn(&(Rational, Rational)) -> Made<i128>) -> Made<Offsets> {
        let mut offsets = Offsets { columns: Vec::new(), lowest: 0, range: 0 };
        for (place, entries) in columns {
            let values: Vec<i128> = entries.iter().map(&of).collect::<Made<_>>()?;
            let least = values.iter().min().copied().unwrap_or(0);
            let steps: Vec<u128> = values.iter().map(|value| value.abs_diff(least)).collect();
            offsets.lowest = checked(offsets.lowest.checked_add(least))?;
            offsets.range = offsets.range.saturating_add(steps.iter().max().copied().unwrap_or(0));
            offsets.columns.push((*place, steps));
        }
        Ok(offsets)
    }

    /// Groups of columns whose sums fit 16 bits; without those of which a single one does not.
    pub fn groups(&self) -> Vec<Offsets> {
        let mut groups: Vec<Offsets> = Vec::new();
        for (place, steps) in &self.columns {
            let most = steps.iter().max().copied().unwrap_or(0);
            let column = (*place, steps.clone());
            match groups.last_mut() {
                _ if most == 0 || most > u128::from(u16::MAX) => {}
                Some(group) if group.range.saturating_add(most) <= u128::from(u16::MAX) => {
                    group.range = group.range.saturating_add(most);
                    group.columns.push(column);
                }
                _ => groups.push(Offsets { columns: vec![column], lowest: 0, range: most }),
            }
        }
        groups
    }

    /// The columns that are in no group.
    pub fn large(&self) -> Vec<Steps> {
        let is_large = |steps: &[u128]| steps.iter().any(|step| *step > u128::from(u16::MAX));
        self.columns.iter().filter(|(_, steps)| is_large(steps)).cloned().collect()
    }
}

impl Builder<'_> {
    /// One code of sum and weight: `weight × sums + sum`.
    pub(super) fn pair_code(&mut self, sums: &Offsets, weights: &Offsets) -> Place {
        let sum_codes = sums.range.saturating_add(1);
        let codes = sum_codes.saturating_mul(weights.range.saturating_add(1));
        if weights.range == 0 {
            return self.code(sums);
        }
        if sums.range == 0 {
            return self.code(weights);
        }
        if codes <= 256 || sums.columns.len() == 1 {
            let both = |((place, sum), (_, weight)): (&Steps, &Steps)| {
                let code = |(sum, weight): (&u128, &u128)| weight.saturating_mul(sum_codes).saturating_add(*sum);
                (*place, sum.iter().zip(weight).map(code).collect())
            };
            let columns = sums.columns.iter().zip(&weights.columns).map(both).collect();
            return self.code(&Offsets { columns, lowest: 0, range: codes.saturating_sub(1) });
        }
        let (sum, weight) = (self.code(sums), self.code(weights));
        let factor = u16::try_from(sum_codes).unwrap_or(u16::MAX);
        self.push(Size::Short, |out| Op::Blend { parts: vec![(sum, 1), (weight, factor)], out })
    }

    /// A column of the sums of offsets, at most 65,535: bytes where they suffice.
    pub(super) fn code(&mut self, offsets: &Offsets) -> Place {
        let columns: Vec<&Steps> =
            offsets.columns.iter().filter(|(_, steps)| steps.iter().any(|step| *step > 0)).collect();
        let byte = |step: &u128| u8::try_from(*step).unwrap_or(u8::MAX);
        let short = |step: &u128| u16::try_from(*step).unwrap_or(u16::MAX);
        if let [(place, steps)] = columns.as_slice() {
            return match offsets.range {
                ..=255 => self.bytes(*place, steps.iter().map(byte)),
                _ => self.shorts(*place, steps.iter().map(short).collect()),
            };
        }
        // Bytes as far as their sum fits one.
        let mut parts: Vec<(Place, u16)> = Vec::new();
        let (mut terms, mut room): (Vec<(Place, Table)>, u128) = (Vec::new(), 255);
        for (place, steps) in columns {
            let most = steps.iter().max().copied().unwrap_or(0);
            if most > 255 {
                parts.push((self.shorts(*place, steps.iter().map(short).collect()), 1));
                continue;
            }
            if most > room {
                parts.push((self.lookup(Combine::Add, std::mem::take(&mut terms)), 1));
                room = 255;
            }
            room = room.saturating_sub(most);
            match place {
                Place::Answers(_) | Place::Roles | Place::Byte(_) => {
                    terms.push((*place, Table::new(steps.iter().map(byte))));
                }
                _ => {
                    let bytes = self.bytes(*place, steps.iter().map(byte));
                    terms.push((bytes, Table::new(0..=u8::try_from(most).unwrap_or(u8::MAX))));
                }
            }
        }
        if !terms.is_empty() {
            parts.push((self.lookup(Combine::Add, terms), 1));
        }
        match parts.as_slice() {
            [] => self.fill(Size::Byte, 0),
            [(only, _)] => *only,
            _ => self.push(Size::Short, |out| Op::Blend { parts: parts.clone(), out }),
        }
    }

    /// A column of 16 bits by code.
    pub(super) fn shorts(&mut self, code: Place, values: Vec<u16>) -> Place {
        let is_same =
            matches!(code, Place::Short(_)) && (0..=u16::MAX).zip(&values).all(|(code, value)| code == *value);
        if is_same { code } else { self.gather(code, Values::Shorts(values)) }
    }
}

/// Which codes `weight × sums + sum` come about when every column is free.
pub(super) fn reached(sums: &Offsets, weights: &Offsets) -> Vec<bool> {
    let place = |step: u128| usize::try_from(step).unwrap_or(usize::MAX);
    let sum_codes = place(sums.range) + 1;
    let mut reached = vec![false; sum_codes * (place(weights.range) + 1)];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for ((_, sum), (_, weight)) in sums.columns.iter().zip(&weights.columns) {
        let steps = sum.iter().zip(weight).map(|(sum, weight)| place(*weight) * sum_codes + place(*sum));
        let steps: BTreeSet<usize> = steps.collect();
        let mut next = vec![false; reached.len()];
        for step in steps {
            let from = reached.iter().take(reached.len().saturating_sub(step));
            next.iter_mut().skip(step).zip(from).for_each(|(next, reached)| *next |= *reached);
        }
        reached = next;
    }
    reached
}

pub(super) fn values(offsets: &[u128]) -> Made<((i128, i128), Values)> {
    let whole: Vec<i128> = offsets.iter().map(|step| checked(i128::try_from(*step).ok())).collect::<Made<_>>()?;
    let most = whole.iter().max().copied().unwrap_or(0);
    let values = match fits_long(most) {
        true => Values::Longs(whole.iter().map(|value| i64::try_from(*value).unwrap_or(0)).collect()),
        false => Values::Wides(whole),
    };
    Ok(((0, most), values))
}
