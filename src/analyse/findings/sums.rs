//! What can be added up when each part adds one of its numbers: sets of whole numbers, a bit each.

/// So many bits are kept at the most; what does not fit is settled beforehand.
const MOST_BITS: u64 = 1 << 23;

/// The sums of one number of each part.
#[derive(Debug)]
pub struct Sums {
    /// The numbers of each part, above its least one.
    parts: Vec<Vec<usize>>,
    least: Vec<i64>,
    /// Of the parts that keep only one number, which one.
    settled: Vec<Option<usize>>,
    /// For each part the sums of those before it, and at last of all; above the least ones.
    before: Vec<Bits>,
    /// For each part the sums of it and of those behind it.
    from: Vec<Bits>,
}

impl Sums {
    /// The sums of these parts. Where there are too many, those with the widest numbers keep only one of them, so that
    /// all lies near `goal`. None where a part has no number, or numbers are too large.
    pub fn new(mut parts: Vec<Vec<i64>>, goal: i64) -> Option<Sums> {
        let size = parts.iter().flatten().try_fold(goal.checked_abs()?, |sum, number| {
            number.checked_abs().and_then(|number| number.checked_add(sum))
        });
        if size.is_none_or(|size| size > i64::MAX / 4) {
            return None;
        }
        let settled = settle(&parts, goal);
        for (part, place) in parts.iter_mut().zip(&settled) {
            if let Some(number) = place.and_then(|place| part.get(place).copied()) {
                *part = vec![number];
            }
        }
        let least: Vec<i64> = parts.iter().map(|part| part.iter().min().copied()).collect::<Option<_>>()?;
        let above = |(part, least): (&Vec<i64>, &i64)| {
            part.iter().map(|number| usize::try_from(number - least).ok()).collect::<Option<Vec<usize>>>()
        };
        let parts: Vec<Vec<usize>> = parts.iter().zip(&least).map(above).collect::<Option<_>>()?;
        let mut before = vec![Bits::zero()];
        for part in &parts {
            let next = before.last().map_or_else(Bits::zero, |last| last.plus(part));
            before.push(next);
        }
        let mut from = vec![Bits::zero()];
        for part in parts.iter().rev() {
            let next = from.last().map_or_else(Bits::zero, |last| last.plus(part));
            from.push(next);
        }
        from.reverse();
        Some(Sums { parts, least, settled, before, from })
    }

    /// Whether no sum is left out.
    pub fn is_exact(&self) -> bool {
        self.settled.iter().all(Option::is_none)
    }

    /// For each part the place of a number, so that all but one part add up to at least `low` and to less than `high`.
    pub fn without(&self, part: usize, low: i64, high: i64) -> Option<Vec<usize>> {
        let least: i64 = self.least.iter().sum::<i64>() - self.least[part];
        let (before, behind) = (&self.before[part], &self.from[part + 1]);
        let ends = |first: usize| {
            let above = least + i64::try_from(first).unwrap_or(i64::MAX / 4);
            (low - above, high - above)
        };
        let (first, rest) = before.iter().find_map(|first| Some((first, behind.first_within(ends(first))?)))?;
        let mut places = vec![0; self.parts.len()];
        let mut left = first;
        for (at, place) in places.iter_mut().enumerate().take(part).rev() {
            *place = take(&self.parts[at], &mut left, &self.before[at])?;
        }
        let mut left = rest;
        for (at, place) in places.iter_mut().enumerate().skip(part + 1) {
            *place = take(&self.parts[at], &mut left, &self.from[at + 1])?;
        }
        let settled = |(place, settled): (usize, &Option<usize>)| settled.unwrap_or(place);
        Some(places.into_iter().zip(&self.settled).map(settled).collect())
    }
}

/// The place of a number that leaves one of these sums, and takes it away.
fn take(part: &[usize], left: &mut usize, rest: &Bits) -> Option<usize> {
    let place = part.iter().position(|number| left.checked_sub(*number).is_some_and(|left| rest.has(left)))?;
    *left -= part[place];
    Some(place)
}

/// Leaves the widest parts one number each, by its place, until the rest fits: the numbers that add up to about their
/// share of the goal.
fn settle(parts: &[Vec<i64>], goal: i64) -> Vec<Option<usize>> {
    let width = |part: &[i64]| match (part.iter().min(), part.iter().max()) {
        (Some(least), Some(most)) => most.abs_diff(*least),
        _ => 0,
    };
    let all = parts.iter().fold(0u64, |sum, part| sum.saturating_add(width(part)));
    let mut by_width: Vec<usize> = (0..parts.len()).collect();
    by_width.sort_by_key(|at| std::cmp::Reverse(width(&parts[*at])));
    let mut settled = vec![None; parts.len()];
    let (mut bits, mut sum) = (all, 0i64);
    for at in by_width {
        if bits.saturating_mul(parts.len() as u64) <= MOST_BITS {
            break;
        }
        bits = bits.saturating_sub(width(&parts[at]));
        let due = i128::from(goal) * i128::from(all - bits) / i128::from(all) - i128::from(sum);
        let numbers = parts[at].iter().enumerate();
        let nearest = numbers.min_by_key(|(_, number)| i128::from(**number).abs_diff(due));
        sum += nearest.map_or(0, |(_, number)| *number);
        settled[at] = nearest.map(|(place, _)| place);
    }
    settled
}

/// A set of numbers, a bit each.
#[derive(Debug)]
struct Bits(Vec<u64>);

impl Bits {
    fn zero() -> Bits {
        Bits(vec![1])
    }

    /// Every number of it plus one of these.
    fn plus(&self, numbers: &[usize]) -> Bits {
        let most = numbers.iter().max().copied().unwrap_or(0);
        let mut sums = vec![0u64; self.0.len() + most / 64 + 1];
        for number in numbers {
            let (words, bits) = (number / 64, number % 64);
            for (word, to) in self.0.iter().zip(words..) {
                sums[to] |= word << bits;
                if bits > 0 {
                    sums[to + 1] |= word >> (64 - bits);
                }
            }
        }
        while sums.len() > 1 && sums.last() == Some(&0) {
            sums.pop();
        }
        Bits(sums)
    }

    fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let next = |left: &u64| Some(left & (left - 1)).filter(|left| *left != 0);
            let lefts = std::iter::successors(Some(*word).filter(|word| *word != 0), next);
            lefts.map(move |left| at * 64 + left.trailing_zeros() as usize)
        })
    }

    /// Its first number that is at least the one and less than the other.
    fn first_within(&self, (low, high): (i64, i64)) -> Option<usize> {
        let low = usize::try_from(low.max(0)).ok()?;
        let first_word = self.0.get(low / 64)? & (u64::MAX << (low % 64));
        let rest = self.0.iter().enumerate().skip(low / 64 + 1).map(|(at, word)| (at, *word));
        let mut words = std::iter::once((low / 64, first_word)).chain(rest);
        let (at, word) =
            words.find(|(at, word)| *word != 0 || i64::try_from(at * 64).is_ok_and(|from| from >= high))?;
        let found = at * 64 + word.trailing_zeros() as usize;
        (word != 0 && i64::try_from(found).is_ok_and(|found| found < high)).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(parts: &[Vec<i64>], places: &[usize], but: usize) -> i64 {
        let numbers = parts.iter().zip(places).enumerate().filter(|(at, _)| *at != but);
        numbers.map(|(_, (part, place))| part[*place]).sum()
    }

    /// Every sum of all parts but one.
    fn sums(parts: &[Vec<i64>], but: usize) -> Vec<i64> {
        let others = parts.iter().enumerate().filter(|(at, _)| *at != but);
        others.fold(vec![0], |sums, (_, part)| {
            sums.iter().flat_map(|sum| part.iter().map(move |number| sum + number)).collect()
        })
    }

    #[test]
    fn what_can_be_added_up_is_found_and_nothing_else() {
        let parts = vec![vec![-70, 0, 3], vec![200, -1], vec![5], vec![0, 64, -64, 9]];
        let all = Sums::new(parts.clone(), 0).unwrap();
        assert!(all.is_exact());
        for but in 0..parts.len() {
            let sums = sums(&parts, but);
            for (low, size) in (-150..300).flat_map(|low| [1, 2, 40].map(|size| (low, size))) {
                let within = |sum: &i64| (low..low + size).contains(sum);
                let found = all.without(but, low, low + size);
                assert_eq!(found.is_some(), sums.iter().any(within), "{but} {low} {size}");
                assert!(found.is_none_or(|places| within(&sum(&parts, &places, but))), "{but} {low} {size}");
            }
        }
    }

    #[test]
    fn what_is_too_wide_is_settled_near_the_goal() {
        let parts: Vec<Vec<i64>> = (1..200).map(|n| vec![-n * 997, 0, n * 1009]).collect();
        for goal in [0, 1_000_000] {
            let all = Sums::new(parts.clone(), goal).unwrap();
            assert!(!all.is_exact());
            for but in [0, 100, 198] {
                let places = all.without(but, goal, goal + 3000).unwrap();
                assert!((goal..goal + 3000).contains(&sum(&parts, &places, but)));
            }
        }
    }

    #[test]
    fn a_part_without_a_number_has_no_sums() {
        assert!(Sums::new(vec![vec![1], vec![]], 0).is_none());
        assert!(Sums::new(vec![vec![1, i64::MAX]], 0).is_none());
    }
}
