//! Sums and means.
//!
//! What a sum adds up, and in a mean what weight it has, is put into one code where there are few of both: each term adds
//! its share of the code, and a table tells what a code means. That takes every division away, and the tables that follow
//! (levels, rounding, further sums) begin from the same code. Where there are more, sum and weight are columns of whole
//! numbers.

use std::collections::{BTreeMap, HashMap};

use super::builder::{Builder, MOST_CODES, Size};
use super::form::{
    Cond, Fixed, Fraction, Made, Num, Small, Unfit, checked, common_unit, fits_long, too_large, units, wide,
};
use super::offsets::{Entries, Offsets, reached, values};
use super::op::{Combine, Op, Place, Table};
use crate::exact::Rational;

/// The most combinations that are put into a table, where units would be too small.
const MOST_JOINT: usize = 1 << 16;

/// A table of so many bytes is one vector.
const IN_REGISTER: usize = 64;

/// The terms of a sum, those over one column together.
struct Terms {
    columns: BTreeMap<Place, Entries>,
    /// Numbers of units, zero where there is no value, each with its factor.
    fixed: Vec<(Rational, Fixed)>,
    constant: (Rational, Rational),
}

/// A sum and its weight.
enum Pair {
    /// By code.
    Coded(Place, Entries),
    /// Each in a column of its own.
    Apart(Fixed, Num),
}

/// What the weight of a term is where it is there and where it is not.
#[derive(Clone, Copy)]
enum Weighing {
    /// Nothing is counted.
    Not,
    /// The weight of what is there.
    There,
    /// One for each that is missing.
    Missing,
}

impl Builder<'_> {
    /// `Σ weight × term` over the terms that have a value.
    pub fn sum(&mut self, terms: Vec<(Rational, Num)>) -> Made<Num> {
        self.exact_sum(&terms).or_else(|_| self.near_sum(&terms))
    }

    fn exact_sum(&mut self, terms: &[(Rational, Num)]) -> Made<Num> {
        let terms = self.gathered(terms, &Rational::ZERO, Weighing::Not)?;
        Ok(match self.pair(terms)? {
            Pair::Coded(code, table) => Small::form(code, table.into_iter().map(|(sum, _)| Some(sum))),
            Pair::Apart(sum, _) => Num::Fixed(sum),
        })
    }

    /// `constant + Σ factor × term`; none when any term is none.
    pub fn linear(&mut self, constant: &Rational, terms: Vec<(Rational, Num)>) -> Made<Num> {
        if terms.iter().any(|(_, term)| matches!(term, Num::Constant(None))) {
            return Ok(Num::Constant(None));
        }
        self.exact_linear(constant, &terms).or_else(|_| self.near_linear(constant, &terms))
    }

    fn exact_linear(&mut self, constant: &Rational, terms: &[(Rational, Num)]) -> Made<Num> {
        if let [(factor, Num::Fraction(fraction))] = terms {
            return self.affine(fraction, factor, constant);
        }
        let terms = self.gathered(terms, constant, Weighing::Missing)?;
        Ok(match self.pair(terms)? {
            Pair::Coded(code, table) => {
                Small::form(code, table.into_iter().map(|(sum, missing)| missing.is_zero().then_some(sum)))
            }
            Pair::Apart(sum, missing) => {
                let present = self.compare_with(missing, crate::exact::Compare::Equal, &Rational::ZERO)?;
                Num::Fixed(Fixed { present, ..sum })
            }
        })
    }

    /// `Σ weight × term / Σ weight` over the terms that have a value; none over nothing.
    pub fn mean(&mut self, terms: Vec<(Rational, Num)>) -> Made<Num> {
        let bounds = terms.iter().filter_map(|(_, term)| term.bounds());
        let bounds = bounds.reduce(|(low, high), (l, h)| (low.min(l), high.max(h)));
        let Some(bounds) = bounds else { return Ok(Num::Constant(None)) };
        if terms.iter().any(|(weight, _)| !weight.is_positive()) {
            return Err(Unfit("a weight is not positive".to_owned()));
        }
        if let [(_, only)] = terms.as_slice() {
            return Ok(only.clone());
        }
        self.exact_mean(&terms, bounds).or_else(|_| self.near_mean(&terms))
    }

    fn exact_mean(&mut self, terms: &[(Rational, Num)], bounds: (Rational, Rational)) -> Made<Num> {
        let terms = self.gathered(terms, &Rational::ZERO, Weighing::There)?;
        Ok(match self.pair(terms)? {
            Pair::Coded(code, table) => {
                let means = table.into_iter().map(|(sum, weight)| sum.checked_div(&weight)).collect();
                self.recoded(code, means)
            }
            Pair::Apart(sum, Num::Constant(Some(weight))) => match sum.unit.checked_div(&weight) {
                Some(unit) => Num::Fixed(Fixed { unit, ..sum }),
                None => Num::Constant(None),
            },
            Pair::Apart(sum, weight) => {
                let present = self.compare_with(weight.clone(), crate::exact::Compare::Greater, &Rational::ZERO)?;
                Num::Fraction(Box::new(Fraction { sum, weight, bounds, present }))
            }
        })
    }

    /// A table by code; where far fewer values come about than there are codes, by a code of the values. What follows
    /// from a mean is looked up often, and small tables stay in registers.
    fn recoded(&mut self, code: Place, values: Vec<Option<Rational>>) -> Num {
        let most = match code {
            Place::Answers(_) | Place::Roles | Place::Byte(_) if values.len() <= IN_REGISTER => 0,
            Place::Answers(_) | Place::Roles | Place::Byte(_) => IN_REGISTER,
            _ => 256,
        };
        let mut places: HashMap<&Option<Rational>, u8> = HashMap::new();
        let mut codes = Vec::with_capacity(values.len());
        for value in &values {
            let next = places.len();
            let place = *places.entry(value).or_insert(u8::try_from(next).unwrap_or(u8::MAX));
            if places.len() > most {
                return Small::form(code, values);
            }
            codes.push(place);
        }
        let mut distinct = vec![None; places.len()];
        for (value, place) in places {
            if let Some(slot) = distinct.get_mut(usize::from(place)) {
                slot.clone_from(value);
            }
        }
        let code = self.bytes(code, codes);
        Small::form(code, distinct)
    }

    /// How many conditions hold.
    pub fn count(&mut self, conditions: Vec<Cond>) -> Made<Num> {
        let one = |cond| match cond {
            Cond::Constant(holds) => Num::Constant(Some(Rational::from(i64::from(holds)))),
            Cond::Coded { code, table } => {
                Small::form(code, table.iter().map(|holds| Some(Rational::from(i64::from(*holds)))))
            }
        };
        self.sum(conditions.into_iter().map(|cond| (Rational::ONE, one(cond))).collect())
    }

    /// How many of the second conditions hold among the members whose first one does.
    pub fn proportion(&mut self, members: Vec<(Cond, Cond)>) -> Made<Num> {
        let mut terms = Vec::new();
        let number = |holds: bool| Some(Rational::from(i64::from(holds)));
        for (present, holds) in members {
            let both = self.all(vec![present.clone(), holds])?;
            terms.push((
                Rational::ONE,
                match (present, both) {
                    (Cond::Constant(false), _) => continue,
                    (Cond::Constant(true), Cond::Constant(holds)) => Num::Constant(number(holds)),
                    (Cond::Constant(true), Cond::Coded { code, table }) => {
                        Small::form(code, table.iter().map(|holds| number(*holds)))
                    }
                    (Cond::Coded { code, table }, Cond::Coded { code: other, table: both }) if code == other => {
                        let value = |(present, holds): (&bool, &bool)| if *present { number(*holds) } else { None };
                        Small::form(code, table.iter().zip(both.iter()).map(value))
                    }
                    (present, both) => {
                        // 0 is absent, 1 does not hold, 2 holds.
                        let (present, both) = (self.mask(&present), self.mask(&both));
                        let mask = || Table::new([0, 1]);
                        let code = self.lookup(Combine::Add, vec![(present, mask()), (both, mask())]);
                        Small::form(code, [None, number(false), number(true)])
                    }
                },
            ));
        }
        self.mean(terms)
    }

    fn gathered(&mut self, terms: &[(Rational, Num)], constant: &Rational, weighing: Weighing) -> Made<Terms> {
        let mut gathered =
            Terms { columns: BTreeMap::new(), fixed: Vec::new(), constant: (constant.clone(), Rational::ZERO) };
        for (factor, term) in terms {
            let weight = |is_there: bool| match (weighing, is_there) {
                (Weighing::There, true) => factor.clone(),
                (Weighing::Missing, false) => Rational::ONE,
                _ => Rational::ZERO,
            };
            let entry = |value: &Option<Rational>| match value {
                Some(value) => (factor * value, weight(true)),
                None => (Rational::ZERO, weight(false)),
            };
            match term {
                Num::Constant(value) => {
                    let (sum, weight) = entry(value);
                    gathered.constant = (&gathered.constant.0 + &sum, &gathered.constant.1 + &weight);
                }
                Num::Small(Small { code, table }) => gathered.add(*code, table.iter().map(entry)),
                other => {
                    let fixed = self.fixed(other)?;
                    match &fixed.present {
                        Cond::Constant(true) => {
                            gathered.constant.1 = &gathered.constant.1 + &weight(true);
                            gathered.fixed.push((factor.clone(), fixed));
                        }
                        Cond::Constant(false) => gathered.constant.1 = &gathered.constant.1 + &weight(false),
                        present => {
                            if let Cond::Coded { code, table } = present {
                                let entries = table.iter().map(|there| (Rational::ZERO, weight(*there)));
                                gathered.add(*code, entries);
                            }
                            let fixed = self.zero_where_absent(&fixed);
                            gathered.fixed.push((factor.clone(), fixed));
                        }
                    }
                }
            }
        }
        Ok(gathered)
    }

    fn pair(&mut self, terms: Terms) -> Made<Pair> {
        let Terms { columns, fixed, constant } = terms;
        if let (true, 1, Some((place, entries))) = (fixed.is_empty(), columns.len(), columns.first_key_value()) {
            let with = |(sum, weight): &(Rational, Rational)| (sum + &constant.0, weight + &constant.1);
            return Ok(Pair::Coded(*place, entries.iter().map(with).collect()));
        }
        match fixed.is_empty() {
            true => self.whole_pair(&columns, fixed, &constant).or_else(|why| self.joint(&columns, &constant, why)),
            false => self.whole_pair(&columns, fixed, &constant),
        }
    }

    /// Where the units are too small for sums of whole numbers: a code of every combination of what the columns give.
    fn joint(&mut self, columns: &BTreeMap<Place, Entries>, constant: &(Rational, Rational), why: Unfit) -> Made<Pair> {
        let mut offsets = Offsets { columns: Vec::new(), lowest: 0, range: 0 };
        let mut table: Entries = vec![constant.clone()];
        for (place, entries) in columns {
            let mut distinct: Vec<&(Rational, Rational)> = entries.iter().collect();
            distinct.sort_unstable();
            distinct.dedup();
            let stride = table.len();
            if stride.saturating_mul(distinct.len()) > MOST_JOINT {
                return Err(why);
            }
            let steps = entries.iter().map(|entry| distinct.partition_point(|other| *other < entry) * stride);
            let steps: Vec<u128> = steps.map(|step| step as u128).collect();
            offsets.range += steps.iter().max().copied().unwrap_or(0);
            offsets.columns.push((*place, steps));
            let with = |(sum, weight): &(Rational, Rational)| {
                table.iter().map(move |(known, heavy)| (known + sum, heavy + weight)).collect::<Entries>()
            };
            table = distinct.into_iter().flat_map(with).collect();
        }
        Ok(Pair::Coded(self.code(&offsets), table))
    }

    fn whole_pair(
        &mut self,
        columns: &BTreeMap<Place, Entries>,
        fixed: Vec<(Rational, Fixed)>,
        constant: &(Rational, Rational),
    ) -> Made<Pair> {
        let entries = || columns.values().flatten();
        let units_of_fixed: Vec<Rational> = fixed.iter().map(|(factor, fixed)| factor * &fixed.unit).collect();
        let sums = entries().map(|(sum, _)| sum);
        let sum_unit = common_unit(sums.chain(&units_of_fixed).chain([&constant.0]));
        let weight_unit = common_unit(entries().map(|(_, weight)| weight).chain([&constant.1]));
        let sums = Offsets::new(columns, |(sum, _)| units(sum, &sum_unit))?;
        let weights = Offsets::new(columns, |(_, weight)| units(weight, &weight_unit))?;
        let constant_weight = units(&constant.1, &weight_unit)?;
        let constant_pair = constant.clone();
        let lowest_weight = checked(weights.lowest.checked_add(constant_weight))?;
        let lowest_sum = checked(sums.lowest.checked_add(units(&constant.0, &sum_unit)?))?;
        let (sum_codes, weight_codes) = (sums.range.saturating_add(1), weights.range.saturating_add(1));
        if fixed.is_empty() && sum_codes.saturating_mul(weight_codes) <= u128::from(MOST_CODES) {
            let code = self.pair_code(&sums, &weights);
            let entry = |weight: u128, sum: u128| {
                let of =
                    |lowest: i128, steps: u128, unit: &Rational| &wide(lowest.saturating_add_unsigned(steps)) * unit;
                (of(lowest_sum, sum, &sum_unit), of(lowest_weight, weight, &weight_unit))
            };
            let codes = (0..weight_codes).flat_map(|weight| (0..sum_codes).map(move |sum| (weight, sum)));
            let mut table: Entries = codes.map(|(weight, sum)| entry(weight, sum)).collect();
            // Codes that never come about say what others say: they must not make a unit small or a range long.
            let reached = reached(&sums, &weights);
            let any = reached.iter().zip(&table).find(|(reached, _)| **reached).map(|(_, entry)| entry.clone());
            for (entry, _) in table.iter_mut().zip(&reached).filter(|(_, reached)| !**reached) {
                entry.clone_from(any.as_ref().unwrap_or(&constant_pair));
            }
            return Ok(Pair::Coded(code, table));
        }
        let weight = match weight_codes {
            1 => Num::Constant(Some(&wide(lowest_weight) * &weight_unit)),
            codes if codes <= 1 << 16 => {
                let code = self.code(&weights);
                let value = |code: u128| Some(&wide(lowest_weight.saturating_add_unsigned(code)) * &weight_unit);
                Small::form(code, (0..codes).map(value))
            }
            _ => return Err(Unfit("a mean has too many different weights".to_owned())),
        };
        // The sum, of all columns and of what is whole already.
        let mut parts: Vec<(Rational, Fixed)> = fixed;
        for group in sums.groups() {
            let bounds = (0, i128::try_from(group.range).map_err(|_| too_large())?);
            let place = self.code(&group);
            parts.push((Rational::ONE, Fixed { place, unit: sum_unit.clone(), bounds, present: Cond::Constant(true) }));
        }
        let large = sums.large();
        for (place, offsets) in large {
            let (bounds, values) = values(&offsets)?;
            let place = self.gather(place, values);
            parts.push((Rational::ONE, Fixed { place, unit: sum_unit.clone(), bounds, present: Cond::Constant(true) }));
        }
        let lowest = &wide(lowest_sum) * &sum_unit;
        Ok(Pair::Apart(self.total(&parts, &lowest, &sum_unit)?, weight))
    }

    /// `constant + Σ factor × part` in units, whether or not the parts have a value.
    pub fn total(&mut self, parts: &[(Rational, Fixed)], constant: &Rational, unit: &Rational) -> Made<Fixed> {
        let constant = units(constant, unit)?;
        let (mut low, mut high, mut widest) = (constant, constant, constant.unsigned_abs());
        let mut factors = Vec::new();
        for (factor, part) in parts {
            let factor = units(&(factor * &part.unit), unit)?;
            let ends = [part.bounds.0, part.bounds.1].map(|bound| factor.checked_mul(bound));
            let (one, other) = (checked(ends[0])?, checked(ends[1])?);
            low = checked(low.checked_add(one.min(other)))?;
            high = checked(high.checked_add(one.max(other)))?;
            widest = widest.saturating_add(one.unsigned_abs().max(other.unsigned_abs()));
            widest = widest.max(factor.unsigned_abs());
            factors.push((part.place, factor));
        }
        let bounds = (low, high);
        if let [(place @ (Place::Long(_) | Place::Wide(_)), 1)] = factors.as_slice()
            && constant == 0
        {
            return Ok(Fixed { place: *place, unit: unit.clone(), bounds, present: Cond::Constant(true) });
        }
        let is_long = fits_long(i128::try_from(widest).unwrap_or(i128::MAX))
            && !factors.iter().any(|(place, _)| matches!(place, Place::Wide(_)));
        checked(i128::try_from(widest).ok())?;
        let size = if is_long { Size::Long } else { Size::Wide };
        let place = self.push(size, |out| Op::Accumulate { constant, parts: factors.clone(), out });
        Ok(Fixed { place, unit: unit.clone(), bounds, present: Cond::Constant(true) })
    }

    /// `sum - factor × weight`.
    pub fn less_times(&mut self, sum: &Fixed, factor: &Rational, weight: &Num) -> Made<Num> {
        let weight = self.fixed(weight)?;
        let unit = common_unit([&sum.unit, &(factor * &weight.unit)]);
        let parts = [(Rational::ONE, sum.clone()), (-factor, weight)];
        self.total(&parts, &Rational::ZERO, &unit).map(Num::Fixed)
    }

    fn affine(&mut self, fraction: &Fraction, factor: &Rational, constant: &Rational) -> Made<Num> {
        if factor.is_zero() {
            return self
                .case(vec![(fraction.present.clone(), Num::Constant(Some(constant.clone())))], Num::Constant(None));
        }
        let magnitude = if factor.is_negative() { -factor } else { factor.clone() };
        let scaled = Fixed { unit: &fraction.sum.unit * &magnitude, ..fraction.sum.clone() };
        let scaled = match factor.is_negative() {
            false => scaled,
            true => self.total(&[(Rational::from(-1), scaled.clone())], &Rational::ZERO, &scaled.unit)?,
        };
        let sum = match self.less_times(&scaled, &-constant, &fraction.weight)? {
            Num::Fixed(sum) => sum,
            _ => return Err(too_large()),
        };
        let end = |bound: &Rational| &(bound * factor) + constant;
        let (one, other) = (end(&fraction.bounds.0), end(&fraction.bounds.1));
        let bounds = if one < other { (one, other) } else { (other, one) };
        Ok(Num::Fraction(Box::new(Fraction { sum, bounds, ..fraction.clone() })))
    }
}

impl Terms {
    fn add(&mut self, code: Place, entries: impl Iterator<Item = (Rational, Rational)>) {
        match self.columns.get_mut(&code) {
            None => {
                self.columns.insert(code, entries.collect());
            }
            Some(known) => {
                for ((sum, weight), (more, heavier)) in known.iter_mut().zip(entries) {
                    *sum = &*sum + &more;
                    *weight = &*weight + &heavier;
                }
            }
        }
    }
}
