//! Numbers that are one of several: the least, the most, by condition; and rounding.

use std::rc::Rc;

use super::builder::{Builder, Size};
use super::form::{Cond, Fixed, Fraction, Made, Num, Small, Unfit, checked, common_unit, fits_long, too_large, units};
use super::op::{Combine, Divisor, Op, Place, Table, Values};
use crate::exact::Rational;
use num_integer::Integer;

impl Builder<'_> {
    /// The smallest or the largest of the terms that have a value.
    pub fn extreme(&mut self, terms: Vec<Num>, most: bool) -> Made<Num> {
        let mut terms: Vec<Num> = terms.into_iter().filter(|term| !matches!(term, Num::Constant(None))).collect();
        if terms.len() <= 1 {
            return Ok(terms.pop().unwrap_or(Num::Constant(None)));
        }
        if let Some(values) = all_values(&terms)
            && values.len() < 255
        {
            // By rank among all values; what is absent has the rank that never wins.
            let absent = if most { 0 } else { values.len() };
            let rank = |value: &Option<Rational>| match value {
                None => absent,
                Some(value) => values.partition_point(|other| other < value) + usize::from(most),
            };
            let columns = terms.iter().map(|term| self.ranks(term, &rank)).collect::<Vec<_>>();
            let combine = if most { Combine::Max } else { Combine::Min };
            let code = self.lookup(combine, columns);
            let table = (0..=values.len()).map(|rank| values.get(rank.wrapping_sub(usize::from(most))).cloned());
            return Ok(Small::form(code, table));
        }
        self.whole_extreme(&terms, most).or_else(|_| self.near_extreme(&terms, most))
    }

    fn whole_extreme(&mut self, terms: &[Num], most: bool) -> Made<Num> {
        let (fixed, unit, size) = self.same_units(terms)?;
        let ends = fixed.iter().map(|fixed| fixed.bounds);
        let bounds = ends.reduce(|(low, high), (l, h)| (low.min(l), high.max(h))).unwrap_or((0, 0));
        let loses = if most { bounds.0 } else { bounds.1 };
        let mut best: Option<Place> = None;
        let mut present = Vec::new();
        for fixed in fixed {
            let place = match &fixed.present {
                Cond::Constant(true) => fixed.place,
                condition => {
                    let (mask, otherwise) = (self.mask(condition), self.fill(size, loses));
                    self.push(size, |out| Op::Select { mask, then: fixed.place, otherwise, out })
                }
            };
            present.push(fixed.present);
            best = Some(match best {
                None => place,
                Some(left) => self.push(size, |out| Op::Extreme { most, left, right: place, out }),
            });
        }
        let place = best.ok_or_else(too_large)?;
        let present = self.any(present)?;
        Ok(Num::Fixed(Fixed { place, unit, bounds, present }))
    }

    /// A column of bytes with the rank of each value, as a term.
    fn ranks(&mut self, term: &Num, rank: &dyn Fn(&Option<Rational>) -> usize) -> (Place, Table) {
        let byte = |value: &Option<Rational>| u8::try_from(rank(value)).unwrap_or(u8::MAX);
        match term {
            Num::Small(Small { code: code @ (Place::Answers(_) | Place::Roles | Place::Byte(_)), table }) => {
                (*code, Table::new(table.iter().map(byte)))
            }
            Num::Small(Small { code, table }) => {
                let most = table.iter().map(byte).max().unwrap_or(0);
                (self.bytes(*code, table.iter().map(byte)), Table::new(0..=most))
            }
            Num::Constant(value) => (self.fill(Size::Byte, i128::from(byte(value))), Table::new(0..=byte(value))),
            Num::Fixed(_) | Num::Fraction(_) | Num::Near(_) => (self.fill(Size::Byte, 0), Table::new([0])),
        }
    }

    /// The number of the first condition that holds, else the last one.
    pub fn case(&mut self, lines: Vec<(Cond, Num)>, otherwise: Num) -> Made<Num> {
        // Lines that never come into play go, and so does all behind one that always holds.
        let mut kept: Vec<(Cond, Num)> = Vec::new();
        let mut last = otherwise;
        for (when, then) in lines {
            match when {
                Cond::Constant(false) => {}
                Cond::Constant(true) => {
                    last = then;
                    break;
                }
                when => kept.push((when, then)),
            }
        }
        if kept.is_empty() {
            return Ok(last);
        }
        if let Some(number) = over_one_column(&kept, &last) {
            return Ok(number);
        }
        let numbers: Vec<Num> = kept.iter().map(|(_, number)| number).chain([&last]).cloned().collect();
        match all_values(&numbers) {
            Some(values) if values.len() < 1 << 16 => self.case_by_rank(&kept, &last, &values),
            _ => self.case_by_units(&kept, &last, &numbers).or_else(|_| self.near_case(&kept, &last)),
        }
    }

    fn case_by_rank(&mut self, lines: &[(Cond, Num)], last: &Num, values: &[Rational]) -> Made<Num> {
        let rank = |value: &Option<Rational>| match value {
            None => 0,
            Some(value) => values.partition_point(|other| other < value) + 1,
        };
        let size = if values.len() < 256 { Size::Byte } else { Size::Short };
        let column = |builder: &mut Self, number: &Num| match number {
            Num::Small(Small { code, table }) if size == Size::Byte => {
                builder.bytes(*code, table.iter().map(|value| u8::try_from(rank(value)).unwrap_or(0)))
            }
            Num::Small(Small { code, table }) => {
                builder.shorts(*code, table.iter().map(|value| u16::try_from(rank(value)).unwrap_or(0)).collect())
            }
            Num::Constant(value) => builder.fill(size, rank(value) as i128),
            Num::Fixed(_) | Num::Fraction(_) | Num::Near(_) => builder.fill(size, 0),
        };
        let mut code = column(self, last);
        for (when, number) in lines.iter().rev() {
            let (mask, then, otherwise) = (self.mask(when), column(self, number), code);
            code = self.push(size, |out| Op::Select { mask, then, otherwise, out });
        }
        Ok(Small::form(code, [None].into_iter().chain(values.iter().cloned().map(Some))))
    }

    fn case_by_units(&mut self, lines: &[(Cond, Num)], last: &Num, numbers: &[Num]) -> Made<Num> {
        if let (Num::Fraction(fraction), true) =
            (last, lines.iter().all(|(_, number)| matches!(number, Num::Constant(None))))
        {
            // Only sometimes no value: what it is divided by may stay as it is.
            let mut present: Vec<Cond> = lines.iter().map(|(when, _)| when.not()).collect();
            present.push(fraction.present.clone());
            let present = self.all(present)?;
            return Ok(Num::Fraction(Box::new(Fraction { present, ..(**fraction).clone() })));
        }
        let (mut fixed, unit, size) = self.same_units(numbers)?;
        let ends = fixed.iter().map(|fixed| fixed.bounds);
        let bounds = ends.reduce(|(low, high), (l, h)| (low.min(l), high.max(h))).unwrap_or((0, 0));
        let Some(Fixed { mut place, mut present, .. }) = fixed.pop() else { return Ok(Num::Constant(None)) };
        for ((when, _), line) in lines.iter().zip(fixed).rev() {
            let (mask, otherwise) = (self.mask(when), place);
            place = self.push(size, |out| Op::Select { mask, then: line.place, otherwise, out });
            present = self.select(when, &line.present, &present)?;
        }
        Ok(Num::Fixed(Fixed { place, unit, bounds, present }))
    }

    pub(super) fn select(&mut self, when: &Cond, then: &Cond, otherwise: &Cond) -> Made<Cond> {
        let then = self.all(vec![when.clone(), then.clone()])?;
        let otherwise = self.all(vec![when.not(), otherwise.clone()])?;
        self.any(vec![then, otherwise])
    }

    /// Numbers in whole units of one size, in columns of one width.
    fn same_units(&mut self, numbers: &[Num]) -> Made<(Vec<Fixed>, Rational, Size)> {
        let fixed: Vec<Fixed> = numbers.iter().map(|number| self.fixed(number)).collect::<Made<_>>()?;
        let unit = common_unit(fixed.iter().map(|fixed| &fixed.unit));
        let mut same = Vec::new();
        for fixed in &fixed {
            let total = self.total(&[(Rational::ONE, fixed.clone())], &Rational::ZERO, &unit)?;
            same.push(Fixed { present: fixed.present.clone(), ..total });
        }
        let size = if same.iter().any(|fixed| matches!(fixed.place, Place::Wide(_))) { Size::Wide } else { Size::Long };
        for fixed in &mut same {
            if size == Size::Wide && matches!(fixed.place, Place::Long(_)) {
                let parts = vec![(fixed.place, 1)];
                fixed.place = self.push(size, |out| Op::Accumulate { constant: 0, parts: parts.clone(), out });
            }
        }
        Ok((same, unit, size))
    }

    /// A number in whole units.
    pub fn fixed(&mut self, number: &Num) -> Made<Fixed> {
        match number {
            Num::Fixed(fixed) => Ok(fixed.clone()),
            Num::Constant(value) => {
                let present = Cond::Constant(value.is_some());
                let value = value.clone().unwrap_or_default();
                let unit = common_unit([&value]);
                let whole = units(&value, &unit)?;
                let size = if fits_long(whole) { Size::Long } else { Size::Wide };
                Ok(Fixed { place: self.fill(size, whole), unit, bounds: (whole, whole), present })
            }
            Num::Small(small) => {
                let unit = common_unit(small.table.iter().flatten());
                let whole = |value: &Option<Rational>| value.as_ref().map_or(Ok(0), |value| units(value, &unit));
                let (place, bounds) =
                    self.whole_by_code(small.code, small.table.iter().map(whole).collect::<Made<_>>()?);
                Ok(Fixed { place, unit, bounds, present: small.present() })
            }
            Num::Fraction(fraction) => self.undivided(fraction),
            Num::Near(_) => Err(too_large()),
        }
    }

    fn whole_by_code(&mut self, code: Place, whole: Vec<i128>) -> (Place, (i128, i128)) {
        let bounds = (whole.iter().min().copied().unwrap_or(0), whole.iter().max().copied().unwrap_or(0));
        let values = match fits_long(bounds.0) && fits_long(bounds.1) {
            true => Values::Longs(whole.iter().map(|value| i64::try_from(*value).unwrap_or(0)).collect()),
            false => Values::Wides(whole),
        };
        (self.gather(code, values), bounds)
    }

    /// A quotient in units so small that every weight that there can be divides them.
    fn undivided(&mut self, fraction: &Fraction) -> Made<Fixed> {
        let Num::Small(Small { code, table }) = &fraction.weight else {
            return Err(Unfit("a mean over a changing set enters another number".to_owned()));
        };
        let weight_unit = common_unit(table.iter().flatten());
        let weights: Vec<i128> = table
            .iter()
            .map(|weight| weight.as_ref().map_or(Ok(0), |weight| units(weight, &weight_unit)))
            .collect::<Made<_>>()?;
        let mut multiple = 1i128;
        for weight in weights.iter().filter(|weight| **weight > 0) {
            let more = weight.checked_div(multiple.gcd(weight)).unwrap_or(1);
            multiple = checked(multiple.checked_mul(more))?;
        }
        let factors: Vec<i128> = weights.iter().map(|weight| multiple.checked_div(*weight).unwrap_or(0)).collect();
        let divided = |unit: &Rational, by: &Rational| unit.checked_div(by).ok_or_else(too_large);
        let unit = divided(&fraction.sum.unit, &(&weight_unit * &super::form::wide(multiple)))?;
        let ends = [&fraction.bounds.0, &fraction.bounds.1].map(|bound| {
            let exact = bound.checked_div(&unit).unwrap_or_default();
            num_traits::ToPrimitive::to_i128(&exact.to_big().to_integer()).ok_or_else(too_large)
        });
        let [low, high] = ends;
        // Zero where there is no value.
        let bounds = (checked(Some(low?.min(0)))?, checked(Some(high?.max(0)))?);
        let is_long = fits_long(bounds.0) && fits_long(bounds.1) && fits_long(multiple);
        let size = if is_long { Size::Long } else { Size::Wide };
        let values = match size {
            Size::Long => Values::Longs(factors.iter().map(|factor| i64::try_from(*factor).unwrap_or(0)).collect()),
            _ => Values::Wides(factors),
        };
        let right = self.gather(*code, values);
        let left = match (size, fraction.sum.place) {
            (Size::Wide, narrow @ Place::Long(_)) => {
                self.push(size, |out| Op::Accumulate { constant: 0, parts: vec![(narrow, 1)], out })
            }
            (Size::Long, Place::Wide(_)) => return Err(too_large()),
            (_, place) => place,
        };
        let place = self.push(size, |out| Op::Product { left, right, out });
        Ok(Fixed { place, unit, bounds, present: fraction.present.clone() })
    }

    /// A number of units that is zero where there is no value.
    pub fn zero_where_absent(&mut self, fixed: &Fixed) -> Fixed {
        if matches!(fixed.present, Cond::Constant(true)) {
            return fixed.clone();
        }
        let size = if matches!(fixed.place, Place::Wide(_)) { Size::Wide } else { Size::Long };
        let (mask, otherwise) = (self.mask(&fixed.present), self.fill(size, 0));
        let place = self.push(size, |out| Op::Select { mask, then: fixed.place, otherwise, out });
        Fixed { place, bounds: (fixed.bounds.0.min(0), fixed.bounds.1.max(0)), ..fixed.clone() }
    }

    /// Rounded half away from zero to some decimals.
    pub fn round(&mut self, number: Num, digits: u32) -> Made<Num> {
        let unit = Rational::from(10i64.checked_pow(digits).ok_or_else(too_large)?);
        let unit = Rational::ONE.checked_div(&unit).unwrap_or_default();
        match &number {
            Num::Constant(value) => Ok(Num::Constant(value.as_ref().map(|value| value.round(digits)))),
            Num::Small(small) => Ok(small.map(|value| value.map(|value| value.round(digits)))),
            Num::Fixed(_) | Num::Fraction(_) | Num::Near(_) => self.rounded(&number, &unit).map(Num::Fixed),
        }
    }

    /// A number in units of a given size, rounded half away from zero.
    pub fn rounded(&mut self, number: &Num, unit: &Rational) -> Made<Fixed> {
        self.whole_rounded(number, unit).or_else(|_| {
            let near = self.near(number)?;
            self.round_near(&near, unit)
        })
    }

    fn whole_rounded(&mut self, number: &Num, unit: &Rational) -> Made<Fixed> {
        let (sum, weight, present) = match number {
            Num::Fraction(fraction) => (fraction.sum.clone(), Some(self.fixed(&fraction.weight)?), &fraction.present),
            other => {
                let fixed = self.fixed(other)?;
                (fixed.clone(), None, &fixed.present.clone())
            }
        };
        let ratio = match &weight {
            Some(weight) => sum.unit.checked_div(&(unit * &weight.unit)),
            None => sum.unit.checked_div(unit),
        };
        let ratio = ratio.unwrap_or_default().to_big();
        let whole = |big: &num_bigint::BigInt| num_traits::ToPrimitive::to_i128(big).ok_or_else(too_large);
        let (factor, divisor) = (whole(ratio.numer())?, whole(ratio.denom())?);
        let most = sum.bounds.0.unsigned_abs().max(sum.bounds.1.unsigned_abs());
        let most_divisor = match &weight {
            Some(weight) => checked(divisor.checked_mul(weight.bounds.1))?,
            None => divisor,
        };
        // Twice the product and the divisor are added up on the way.
        let widest = checked(i128::try_from(most).ok().and_then(|most| most.checked_mul(factor)?.checked_mul(2)))?;
        let widest = checked(widest.checked_add(checked(most_divisor.checked_mul(2))?))?;
        let is_wide = |fixed: &Fixed| matches!(fixed.place, Place::Wide(_));
        let size =
            match fits_long(widest) && fits_long(factor) && !is_wide(&sum) && !weight.as_ref().is_some_and(is_wide) {
                true => Size::Long,
                false => Size::Wide,
            };
        let numerator = self.widened(sum.place, size);
        let divisor = match &weight {
            Some(weight) => Divisor::Column(self.widened(weight.place, size), divisor),
            None => Divisor::Constant(divisor),
        };
        let place = self.push(size, |out| Op::Round { numerator, factor, divisor, out });
        let bounds = number.bounds().unwrap_or_default();
        let end = |bound: &Rational| {
            let exact = bound.checked_div(unit).unwrap_or_default().round(0);
            num_traits::ToPrimitive::to_i128(&exact.to_big().to_integer()).ok_or_else(too_large)
        };
        Ok(Fixed { place, unit: unit.clone(), bounds: (end(&bounds.0)?, end(&bounds.1)?), present: present.clone() })
    }

    fn widened(&mut self, place: Place, size: Size) -> Place {
        match (place, size) {
            (Place::Long(_), Size::Wide) => {
                self.push(size, |out| Op::Accumulate { constant: 0, parts: vec![(place, 1)], out })
            }
            _ => place,
        }
    }
}

/// Every value of numbers that are tables or constants, ascending, once; none when one is not.
fn all_values(numbers: &[Num]) -> Option<Vec<Rational>> {
    let mut values: Vec<&Rational> = Vec::new();
    for number in numbers {
        match number {
            Num::Constant(value) => values.extend(value),
            Num::Small(small) => values.extend(small.table.iter().flatten()),
            Num::Fixed(_) | Num::Fraction(_) | Num::Near(_) => return None,
        }
    }
    values.sort_unstable();
    values.dedup();
    Some(values.into_iter().cloned().collect())
}

/// A choice of which everything depends on one column.
fn over_one_column(lines: &[(Cond, Num)], last: &Num) -> Option<Num> {
    let mut place: Option<Place> = None;
    let mut codes = 0;
    let mut is_same = |code: Place, len: usize| {
        codes = len;
        *place.get_or_insert(code) == code
    };
    for (when, _) in lines {
        if let Cond::Coded { code, table } = when
            && !is_same(*code, table.len())
        {
            return None;
        }
    }
    for number in lines.iter().map(|(_, number)| number).chain([last]) {
        match number {
            Num::Constant(_) => {}
            Num::Small(small) if is_same(small.code, small.table.len()) => {}
            _ => return None,
        }
    }
    let value = |number: &Num, code: usize| match number {
        Num::Constant(value) => value.clone(),
        Num::Small(small) => small.table.get(code).cloned().flatten(),
        Num::Fixed(_) | Num::Fraction(_) | Num::Near(_) => None,
    };
    let holds = |when: &Cond, code: usize| match when {
        Cond::Constant(holds) => *holds,
        Cond::Coded { table, .. } => table.get(code).copied().unwrap_or(false),
    };
    let table: Rc<[Option<Rational>]> = (0..codes)
        .map(|code| {
            let line = lines.iter().find(|(when, _)| holds(when, code));
            value(line.map_or(last, |(_, number)| number), code)
        })
        .collect();
    Some(Small::form(place?, table.iter().cloned()))
}
