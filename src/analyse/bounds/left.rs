//! Which answers a variable still has.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use super::lattice::Lattice;
use super::need::Need;
use crate::analyse::leaf::{Cost, Leaf, Offered, Worth};
use crate::exact::Rational;

/// The answers that a variable still has, where it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// A bit each, `na` last.
    Few(u64),
    /// Of many: some at the same distance from each other, and perhaps `na`.
    Many(Option<Run>, bool),
}

/// Answers from the first to the last, at the same distance from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    first: u64,
    last: u64,
    stride: u64,
}

/// So many answers, `na` among them, are kept as bits.
const FEW: u64 = 63;

impl Left {
    /// All that can be answered.
    pub fn all(offered: &Offered) -> Left {
        let count = offered.count.saturating_add(u64::from(offered.na));
        if count <= FEW {
            let possible = (0..count).filter(|answer| offered.cost.of(*answer) != Cost::IMPOSSIBLE);
            return Left::Few(possible.fold(0, |set, answer| set | 1 << answer));
        }
        let run = match &offered.cost {
            Cost::Rising(rises) => {
                let ends = rises.iter().map(|rise| (rise.first, rise.last.min(offered.count.saturating_sub(1))));
                let ends = ends.filter(|(first, last)| first <= last);
                ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
            }
            _ => Some((0, offered.count.saturating_sub(1))),
        };
        let run = run.map(|(first, last)| Run { first, last, stride: 1 });
        Left::Many(run, offered.na && offered.cost.of(offered.count) != Cost::IMPOSSIBLE)
    }

    /// Just this answer of `count` that there are beside `na`.
    pub fn only(&self, answer: u64, count: u64) -> Left {
        match self {
            Left::Few(_) => Left::Few(1u64.checked_shl(u32::try_from(answer).unwrap_or(u32::MAX)).unwrap_or(0)),
            Left::Many(..) if answer >= count => Left::Many(None, true),
            Left::Many(..) => Left::Many(Some(Run { first: answer, last: answer, stride: 1 }), false),
        }
    }

    /// What is left by both.
    pub fn both(&self, other: &Left) -> Left {
        match (self, other) {
            (Left::Few(one), Left::Few(other)) => Left::Few(one & other),
            (Left::Few(bits), many) | (many, Left::Few(bits)) => {
                let answers = bits_of(*bits).filter(|answer| many.has_run_answer(*answer));
                Left::Few(answers.fold(0, |set, answer| set | 1 << answer))
            }
            (Left::Many(one, na), Left::Many(other, its_na)) => {
                // The finer steps of one of them are kept: that leaves more, and never less.
                let run = one.zip(*other).and_then(|(one, other)| {
                    let (coarse, fine) = if one.stride >= other.stride { (one, other) } else { (other, one) };
                    coarse.within(fine.first, fine.last)
                });
                Left::Many(run, *na && *its_na)
            }
        }
    }

    fn has_run_answer(&self, answer: u64) -> bool {
        match self {
            Left::Few(bits) => answer < 64 && bits >> answer & 1 == 1,
            Left::Many(run, _) => run.is_some_and(|run| run.within(answer, answer).is_some()),
        }
    }

    /// Whether no answer is left.
    pub fn is_empty(&self) -> bool {
        matches!(self, Left::Few(0) | Left::Many(None, false))
    }

    /// How many answers are left.
    pub fn size(&self) -> u64 {
        match self {
            Left::Few(bits) => u64::from(bits.count_ones()),
            Left::Many(run, na) => run.map_or(0, |run| run.size()).saturating_add(u64::from(*na)),
        }
    }

    /// The first and the last answer and one in the middle, of `count` beside `na`; without others that is `na`.
    pub fn ends(&self, count: u64) -> Option<[u64; 3]> {
        match self {
            Left::Few(0) | Left::Many(None, false) => None,
            Left::Few(bits) => {
                let middle = bits_of(*bits).nth(usize::try_from(bits.count_ones() / 2).unwrap_or(0));
                let first = u64::from(bits.trailing_zeros());
                Some([first, u64::from(63u32.saturating_sub(bits.leading_zeros())), middle.unwrap_or(first)])
            }
            Left::Many(None, true) => Some([count; 3]),
            Left::Many(Some(run), _) => Some([run.first, run.last, run.at(run.size() / 2)]),
        }
    }

    /// The answer that is left nearest to one.
    pub fn nearest(&self, answer: u64, count: u64) -> Option<u64> {
        match self {
            Left::Few(bits) => bits_of(*bits).min_by_key(|its| (its.abs_diff(answer), *its)),
            Left::Many(run, na) => match run {
                Some(run) => Some(run.nearest(answer)),
                None => na.then_some(count),
            },
        }
    }

    /// The answers in two parts, where `leaf` turns if it does; none where less than two are left.
    pub fn halves(&self, leaf: &Leaf) -> Option<[Left; 2]> {
        if self.size() < 2 {
            return None;
        }
        match self {
            Left::Few(bits) => {
                let lower = bits_of(*bits).take(usize::try_from(bits.count_ones() / 2).unwrap_or(0));
                let lower = lower.fold(0, |set, answer| set | 1 << answer);
                Some([Left::Few(lower), Left::Few(bits & !lower)])
            }
            Left::Many(run, true) => Some([Left::Many(*run, false), Left::Many(None, true)]),
            Left::Many(run, false) => {
                let (one, other) = (*run)?.split(leaf)?;
                Some([Left::Many(Some(one), false), Left::Many(Some(other), false)])
            }
        }
    }

    /// What is left where the worth to a leaf has to be like this.
    pub fn narrowed(&self, leaf: &Leaf, count: u64, need: &Need) -> Left {
        match (self, &leaf.worth) {
            (Left::Few(bits), _) => {
                let fits = bits_of(*bits).filter(|answer| need.fits(&leaf.of(*answer, count)));
                Left::Few(fits.fold(0, |set, answer| set | 1 << answer))
            }
            (Left::Many(run, na), worth) => {
                let run = run.and_then(|run| match worth {
                    Worth::Steps(first, step) => run.fitting(first, step, need),
                    Worth::Spans(..) => {
                        let fits = run.pieces(leaf, count).filter(|(_, _, value)| need.fits(value));
                        let hull = fits.map(|(first, last, _)| (first, last));
                        let (first, last) = hull.reduce(|one, other| (one.0, other.1))?;
                        run.within(first, last)
                    }
                });
                Left::Many(run, *na && need.fits(&leaf.na))
            }
        }
    }

    /// What the answers are worth to a leaf: some values that bound all.
    pub fn worths(&self, leaf: &Leaf, count: u64) -> Vec<Option<Rational>> {
        match self {
            Left::Few(bits) => bits_of(*bits).map(|answer| leaf.of(answer, count)).collect(),
            Left::Many(run, na) => {
                let mut worths: Vec<Option<Rational>> = match (run, &leaf.worth) {
                    (None, _) => Vec::new(),
                    (Some(run), Worth::Steps(..)) => [run.first, run.last].map(|end| leaf.of(end, count)).to_vec(),
                    (Some(run), Worth::Spans(..)) => run.pieces(leaf, count).map(|(_, _, value)| value).collect(),
                };
                worths.extend(na.then(|| leaf.na.clone()));
                worths
            }
        }
    }

    /// In which steps the answers are worth something to a leaf; none where there is no telling.
    pub fn lattice(&self, leaf: &Leaf, count: u64) -> Option<Lattice> {
        match (self, &leaf.worth) {
            (Left::Many(Some(run), na), Worth::Steps(..)) => {
                let (first, second) = (leaf.of(run.first, count)?, leaf.of(run.at(1), count)?);
                let steps = Lattice::between(first, &second);
                Some(if *na { steps.or(&Lattice::of(&leaf.na)) } else { steps })
            }
            _ => Lattice::over(&self.worths(leaf, count)),
        }
    }
}

fn bits_of(bits: u64) -> impl Iterator<Item = u64> {
    (0..64).filter(move |answer| bits >> answer & 1 == 1)
}

impl Run {
    fn size(&self) -> u64 {
        ((self.last - self.first) / self.stride).saturating_add(1)
    }

    /// The answer after so many others, or the last one.
    fn at(&self, number: u64) -> u64 {
        self.first.saturating_add(number.saturating_mul(self.stride)).min(self.last)
    }

    fn nearest(&self, answer: u64) -> u64 {
        self.at(answer.clamp(self.first, self.last).saturating_sub(self.first) / self.stride)
    }

    /// The answers from one to another one.
    fn within(&self, first: u64, last: u64) -> Option<Run> {
        let skipped = first.saturating_sub(self.first).div_ceil(self.stride);
        let first = self.first.checked_add(skipped.checked_mul(self.stride)?)?;
        let last = last.min(self.last);
        (first <= last).then(|| Run { first, last: last - (last - first) % self.stride, stride: self.stride })
    }

    /// Two halves; where the worth turns, there.
    fn split(&self, leaf: &Leaf) -> Option<(Run, Run)> {
        let middle = self.at(self.size() / 2);
        let turns = match &leaf.worth {
            Worth::Steps(..) => None,
            Worth::Spans(spans, _) => {
                let turns = spans.iter().flat_map(|(first, last, _)| [*first, last.saturating_add(1)]);
                let inside = turns.filter(|turn| self.first < *turn && *turn <= self.last);
                inside.min_by_key(|turn| turn.abs_diff(middle))
            }
        };
        let from = turns.unwrap_or(middle);
        self.within(self.first, from.saturating_sub(1)).zip(self.within(from, self.last))
    }

    /// Runs of answers with the same worth, in their order: the first, the last, and the worth.
    fn pieces<'l>(&'l self, leaf: &'l Leaf, count: u64) -> impl Iterator<Item = (u64, u64, Option<Rational>)> + 'l {
        let mut starts = vec![0];
        if let Worth::Spans(spans, _) = &leaf.worth {
            starts.extend(spans.iter().flat_map(|(first, last, _)| [*first, last.saturating_add(1)]));
        }
        starts.retain(|start| *start < count);
        starts.sort_unstable();
        starts.dedup();
        let ends: Vec<u64> = starts.iter().skip(1).copied().chain([count]).collect();
        starts.into_iter().zip(ends).filter_map(move |(start, end)| {
            let its = self.within(start, end.saturating_sub(1))?;
            Some((its.first, its.last, leaf.of(its.first, count)))
        })
    }

    /// The answers whose worth, from a first one in steps, is like this.
    fn fitting(&self, first: &Rational, step: &Rational, need: &Need) -> Option<Run> {
        let answers = |from: u64| Rational::from(i64::try_from(from).unwrap_or(i64::MAX));
        let (mut run, rises) = (*self, step.is_positive());
        if step.is_zero() {
            return need.fits(&Some(first.clone())).then_some(run);
        }
        let (from, to) = if rises { (&need.low, &need.high) } else { (&need.high, &need.low) };
        // At which answer the worth reaches a bound.
        let reached = |bound: &Rational| (bound - first).checked_div(step);
        if let Some((bound, strictly)) = from {
            let at = reached(bound)?;
            let at = if *strictly { floor(&at) + 1 } else { ceiling(&at) };
            run = run.within(clamped(&at)?, run.last)?;
        }
        if let Some((bound, strictly)) = to {
            let at = reached(bound)?;
            let at = if *strictly { ceiling(&at) - 1 } else { floor(&at) };
            run = run.within(run.first, clamped(&at).filter(|_| !at.is_negative())?)?;
        }
        match &need.on {
            None => Some(run),
            Some(on) => {
                let start = first + &(step * &answers(run.first));
                let stride = step * &answers(run.stride);
                run.on(&(&on.offset - &start), &stride, &on.step)
            }
        }
    }

    /// The answers whose number times `stride` lies some whole number of `step`s from `away`.
    fn on(&self, away: &Rational, stride: &Rational, step: &Rational) -> Option<Run> {
        if step.is_zero() {
            let number = away.checked_div(stride).filter(Rational::is_integer)?;
            let number = u64::try_from(number.to_i64()?).ok().filter(|number| *number < self.size())?;
            return self.within(self.at(number), self.at(number));
        }
        let [away, stride, step] = [away, stride, step].map(Rational::to_big);
        let common = away.denom().lcm(stride.denom()).lcm(step.denom());
        let [away, stride, step] = [away, stride, step].map(|its| (its * &common).to_integer());
        let step = step.abs();
        let found = stride.extended_gcd(&step);
        let (quotient, rest) = away.div_rem(&found.gcd);
        if !rest.is_zero() {
            return None;
        }
        let every = step / &found.gcd;
        let number = (quotient * found.x).mod_floor(&every).to_u64().filter(|number| *number < self.size())?;
        let first = self.at(number);
        let stride = every.to_u64().and_then(|every| every.checked_mul(self.stride));
        let only = Run { first, last: first, stride: 1 };
        Some(stride.map_or(only, |stride| Run { first, last: self.last - (self.last - first) % stride, stride }))
    }
}

fn floor(value: &Rational) -> BigInt {
    match value.small() {
        Some((top, 1)) => BigInt::from(top),
        _ => value.to_big().floor().to_integer(),
    }
}

fn ceiling(value: &Rational) -> BigInt {
    match value.small() {
        Some((top, 1)) => BigInt::from(top),
        _ => value.to_big().ceil().to_integer(),
    }
}

/// As an answer, 0 for what lies below all; none above all.
fn clamped(value: &BigInt) -> Option<u64> {
    if value.is_negative() { Some(0) } else { Some(value.to_u64().unwrap_or(u64::MAX)) }
}
