//! Two sums at once: of all pairs of a point on some lines and a point beside them, how many lie in each cell between
//! thresholds of the one sum and thresholds of the other.
//!
//! On a line both sums grow together, so that one of two thresholds is passed last: which one follows from how far the
//! line lies to the side. Lines are taken from one side to the other, so that a pair is looked up in all that was taken
//! so far by one sum alone.

use num_integer::Integer;

use crate::analyse::natural::Natural;

/// Something at a place of either sum.
#[derive(Debug, Clone, Copy)]
pub struct Spot<I> {
    /// The place of the one sum.
    pub first: i64,
    /// The place of the other.
    pub second: i64,
    /// What.
    pub item: I,
}

/// A line: every spot of one row with every spot of another one, of which the places are added up.
#[derive(Debug)]
pub struct Slanted {
    /// How far to the side it lies: the same for all its spots.
    pub slant: i128,
    /// Pairs of rows, by number.
    pub parts: Vec<(usize, usize)>,
}

/// Spots that are held against the same thresholds.
#[derive(Debug)]
pub struct Crowd<'a, I> {
    /// How far to the side, ascending, and where.
    pub spots: &'a [(i128, Spot<&'a I>)],
    /// Where thresholds of the one sum are passed, ascending.
    pub firsts: Vec<i64>,
    /// Where thresholds of the other are.
    pub seconds: Vec<i64>,
    /// The lowest place of either sum that a pair has.
    pub lowest: [i64; 2],
    /// Of each cell, those of the lowest first sum first, to which goal it adds what lies in it; none where nobody asks.
    pub goals: Vec<Option<usize>>,
}

/// What is asked of fields.
#[derive(Debug)]
pub struct Goals<I> {
    /// What was found.
    pub found: Vec<Option<I>>,
    /// Where the cheapest is asked for: something that costs as much as this may have been overlooked.
    pub doubtful: Vec<u64>,
}

/// All of that.
#[derive(Debug)]
pub struct Field<'a, I> {
    /// Rows of which lines are made.
    pub left: &'a [Vec<Spot<I>>],
    /// What is added to these.
    pub right: &'a [Vec<Spot<I>>],
    /// The lines, the lowest slant first.
    pub lines: Vec<Slanted>,
    /// What lies beside them.
    pub crowds: Vec<Crowd<'a, I>>,
    /// The place of either sum that is called 0 on lines.
    pub start: [i64; 2],
    /// And how far the next one is from it.
    pub steps: [i64; 2],
    /// By how much a place of either sum lies further to the side, of the first one to the other side.
    pub slants: [i128; 2],
}

impl<I> Field<'_, I> {
    /// The first place on lines that is not before a place of a sum.
    pub(super) fn from(&self, sum: usize, place: i64) -> i64 {
        Integer::div_ceil(&place.saturating_sub(self.start[sum]), &self.steps[sum])
    }

    /// How far to the side the places lie.
    fn slant(&self, first: i64, second: i64) -> i128 {
        i128::from(second) * self.slants[1] - i128::from(first) * self.slants[0]
    }

    /// The lowest and the highest places of either sum on the lines.
    pub fn ends(&self) -> Option<[[i64; 2]; 2]> {
        let ends = |row: &Vec<Spot<I>>| {
            let fold = |(low, high): ([i64; 2], [i64; 2]), spot: &Spot<I>| {
                let places = [spot.first, spot.second];
                ([0, 1].map(|sum| places[sum].min(low[sum])), [0, 1].map(|sum| places[sum].max(high[sum])))
            };
            row.iter().fold(([i64::MAX; 2], [i64::MIN; 2]), fold)
        };
        let [left, right] = [self.left, self.right].map(|rows| rows.iter().map(ends).collect::<Vec<_>>());
        let mut all: Option<[[i64; 2]; 2]> = None;
        for (one, other) in self.lines.iter().flat_map(|line| &line.parts) {
            let ((low, high), (its_low, its_high)) = (left[*one], right[*other]);
            let known = all.unwrap_or([[i64::MAX; 2], [i64::MIN; 2]]);
            let place = |sum: usize, reduced: i64| self.start[sum] + reduced * self.steps[sum];
            all = Some([
                [0, 1].map(|sum| place(sum, low[sum] + its_low[sum]).min(known[0][sum])),
                [0, 1].map(|sum| place(sum, high[sum] + its_high[sum]).max(known[1][sum])),
            ]);
        }
        all
    }

    /// How many spots the lines have.
    pub fn count(&self) -> usize {
        let part = |(left, right): &(usize, usize)| self.left[*left].len().saturating_mul(self.right[*right].len());
        self.lines.iter().flat_map(|line| &line.parts).map(part).fold(0, usize::saturating_add)
    }

    /// How often it is looked up what lies beyond two thresholds.
    pub fn look_ups(&self) -> usize {
        let asked = |crowd: &Crowd<'_, I>| crowd.goals.iter().flatten().count();
        self.crowds.iter().fold(0, |sum, crowd| sum.saturating_add(crowd.spots.len().saturating_mul(asked(crowd))))
    }
}

impl<I> Crowd<'_, I> {
    /// How many cells there are, each of which has a corner.
    pub fn corners(&self) -> usize {
        (self.firsts.len() + 1) * (self.seconds.len() + 1)
    }

    /// Drops thresholds that all pairs pass, or none, on lines with these lowest and highest places of either sum.
    pub fn drop_far(&mut self, [low, high]: [[i64; 2]; 2]) {
        let place = |spot: &Spot<&I>, sum: usize| if sum == 0 { spot.first } else { spot.second };
        for (sum, cuts) in [&mut self.firsts, &mut self.seconds].into_iter().enumerate() {
            let places = self.spots.iter().map(|(_, spot)| place(spot, sum));
            let Some((first, last)) = places.clone().min().zip(places.max()) else { continue };
            self.lowest[sum] = first + low[sum];
            cuts.retain(|cut| first + low[sum] < *cut && *cut <= last + high[sum]);
        }
    }

    /// Drops thresholds on both sides of which all that lies goes to the same goals.
    pub fn drop_idle(&mut self) {
        let width = self.seconds.len() + 1;
        let mut rows: Vec<Vec<Option<usize>>> = self.goals.chunks(width).map(<[_]>::to_vec).collect();
        drop_alike(&mut self.firsts, &mut rows);
        let mut columns: Vec<Vec<Option<usize>>> =
            (0..width).map(|at| rows.iter().filter_map(|row| row.get(at).copied()).collect()).collect();
        drop_alike(&mut self.seconds, &mut columns);
        let height = self.firsts.len() + 1;
        self.goals =
            (0..height).flat_map(|at| columns.iter().filter_map(move |column| column.get(at).copied())).collect();
    }

    /// A place of either sum in a cell.
    pub fn places(&self, cell: usize) -> [i64; 2] {
        let width = self.seconds.len() + 1;
        let place = |cuts: &[i64], number: usize, lowest: i64| {
            number.checked_sub(1).and_then(|before| cuts.get(before)).copied().unwrap_or(lowest)
        };
        let [first, second] = self.lowest;
        [place(&self.firsts, cell / width, first), place(&self.seconds, cell % width, second)]
    }
}

/// Drops the cuts before lines that are as the one before them.
fn drop_alike(cuts: &mut Vec<i64>, lines: &mut Vec<Vec<Option<usize>>>) {
    let alike: Vec<bool> = lines.iter().zip(lines.iter().skip(1)).map(|(one, next)| one == next).collect();
    let mut keep = alike.iter().map(|alike| !alike);
    cuts.retain(|_| keep.next().unwrap_or(true));
    let mut keep = std::iter::once(true).chain(alike.iter().map(|alike| !alike));
    lines.retain(|_| keep.next().unwrap_or(true));
}

/// The most places of a sum.
const PLACES: usize = 1 << 21;

/// Adds how many lie in each cell to its goal; none where there are too many.
pub(super) fn count(field: &Field<'_, Natural>, goals: &mut Goals<Natural>) -> Option<()> {
    let small = |rows: &[Vec<Spot<Natural>>]| -> Option<Vec<Vec<Spot<u128>>>> {
        let spot =
            |spot: &Spot<Natural>| Some(Spot { first: spot.first, second: spot.second, item: spot.item.to_u128()? });
        rows.iter().map(|row| row.iter().map(spot).collect()).collect()
    };
    let (left, right) = (small(field.left)?, small(field.right)?);
    let all = |row: &Vec<Spot<u128>>| row.iter().try_fold(0u128, |sum, spot| sum.checked_add(spot.item));
    let mut total = 0u128;
    for (one, other) in field.lines.iter().flat_map(|line| &line.parts) {
        total = total.checked_add(all(&left[*one])?.checked_mul(all(&right[*other])?)?)?;
    }
    let rows = Rows { left: &left, right: &right };
    let looked_up = LookedUp::of(field)?;
    let mut corners: Vec<Vec<Wide>> = field.crowds.iter().map(|crowd| vec![Wide::default(); crowd.corners()]).collect();
    for way in [Way::First, Way::Second] {
        let mut taken = Taken::new(field, &rows, way)?;
        let lines = field.lines.len();
        for number in 0..=lines {
            // Beyond the first threshold lines count from the highest slant down, beyond the second from the lowest up.
            let (at, line) = match way {
                Way::First => (lines - number, number.checked_sub(1).map(|number| lines - 1 - number)),
                Way::Second => (number, number.checked_sub(1)),
            };
            if let Some(line) = line {
                taken.add(&rows, &field.lines[line]);
            }
            for look_up in looked_up.at(at) {
                let crowd = &field.crowds[look_up.crowd as usize];
                let (_, spot) = &crowd.spots[look_up.spot as usize];
                let (first, second) = crowd.corner(look_up.corner as usize);
                let count = match way {
                    Way::First => taken.from(first.map(|first| field.from(0, first - spot.first))),
                    Way::Second => taken.from(second.map(|second| field.from(1, second - spot.second))),
                };
                if count > 0 {
                    corners[look_up.crowd as usize][look_up.corner as usize].add(count, spot.item.to_u128()?);
                }
            }
        }
    }
    for (crowd, corners) in field.crowds.iter().zip(corners) {
        for (cell, goal) in crowd.goals.iter().enumerate() {
            let count = crowd.inside(cell, &corners);
            if let Some(found) = goal.and_then(|goal| goals.found.get_mut(goal)).filter(|_| !count.is_zero()) {
                *found = Some(found.as_ref().map_or(count.clone(), |found| found.plus(&count)));
            }
        }
    }
    Some(())
}

impl<I> Crowd<'_, I> {
    /// The thresholds of a corner; none where everything is beyond.
    fn corner(&self, corner: usize) -> (Option<i64>, Option<i64>) {
        let (first, second) = (corner / (self.seconds.len() + 1), corner % (self.seconds.len() + 1));
        let at = |cuts: &[i64], number: usize| number.checked_sub(1).and_then(|number| cuts.get(number)).copied();
        (at(&self.firsts, first), at(&self.seconds, second))
    }

    /// How many lie in a cell, from how many lie beyond each corner.
    fn inside(&self, cell: usize, corners: &[Wide]) -> Natural {
        let width = self.seconds.len() + 1;
        let beyond = |first: usize, second: usize| match first > self.firsts.len() || second >= width {
            true => Natural::ZERO,
            false => corners[first * width + second].natural(),
        };
        let (first, second) = (cell / width, cell % width);
        let more = beyond(first, second).plus(&beyond(first + 1, second + 1));
        more.minus(&beyond(first + 1, second).plus(&beyond(first, second + 1)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    First,
    Second,
}

/// A spot and a corner.
#[derive(Debug, Clone, Copy)]
struct LookUp {
    spot: u32,
    crowd: u16,
    corner: u16,
}

/// What is looked up, by how many lines have a lower slant than that from which on the first threshold is passed last.
struct LookedUp {
    list: Vec<LookUp>,
    starts: Vec<u32>,
}

impl LookedUp {
    fn of<I>(field: &Field<'_, I>) -> Option<LookedUp> {
        let mut all: Vec<(u32, LookUp)> = Vec::with_capacity(field.look_ups());
        for (crowd_number, crowd) in (0u16..).zip(&field.crowds) {
            for corner in 0..crowd.corners() {
                let turn = match crowd.corner(corner) {
                    (Some(first), Some(second)) => Some(field.slant(first, second)),
                    _ => None,
                };
                let all_first = crowd.corner(corner).1.is_none();
                let mut at = if turn.is_none() && all_first { 0 } else { field.lines.len() };
                for (spot, (slant, _)) in (0u32..).zip(crowd.spots) {
                    if let Some(turn) = turn {
                        let is_beyond = |at: usize| at > 0 && field.lines[at - 1].slant >= turn - slant;
                        while is_beyond(at) {
                            at -= 1;
                        }
                    }
                    let look_up = LookUp { spot, crowd: crowd_number, corner: u16::try_from(corner).ok()? };
                    all.push((u32::try_from(at).ok()?, look_up));
                }
            }
        }
        let mut starts = vec![0u32; field.lines.len() + 2];
        for (at, _) in &all {
            starts[*at as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut list = vec![LookUp { spot: 0, crowd: 0, corner: 0 }; all.len()];
        for (at, look_up) in all {
            let place = &mut next[at as usize];
            list[*place as usize] = look_up;
            *place += 1;
        }
        Some(LookedUp { list, starts })
    }

    fn at(&self, number: usize) -> &[LookUp] {
        &self.list[self.starts[number] as usize..self.starts[number + 1] as usize]
    }
}

struct Rows<'a> {
    left: &'a [Vec<Spot<u128>>],
    right: &'a [Vec<Spot<u128>>],
}

/// How many spots lie at each place of one of the sums, and at 16, 256 and 4,096 places together.
struct Taken {
    way: Way,
    start: i64,
    levels: [Vec<u128>; LEVELS],
    /// Whether there is none.
    empty: bool,
}

/// So many places more are together in each level than in the one before, as a power of 2.
const MORE: u32 = 4;
const LEVELS: usize = 4;

impl Taken {
    fn new(field: &Field<'_, Natural>, rows: &Rows<'_>, way: Way) -> Option<Taken> {
        let place = |spot: &Spot<u128>| if way == Way::First { spot.first } else { spot.second };
        let ends = |row: &Vec<Spot<u128>>| {
            let places = row.iter().map(place);
            Some((places.clone().min()?, places.max()?))
        };
        let mut all: Option<(i64, i64)> = None;
        for (left, right) in field.lines.iter().flat_map(|line| &line.parts) {
            let ((low, high), (its_low, its_high)) = (ends(&rows.left[*left])?, ends(&rows.right[*right])?);
            let (start, end) = all.unwrap_or((i64::MAX, i64::MIN));
            all = Some((start.min(low + its_low), end.max(high + its_high)));
        }
        let (start, end) = all?;
        let count = usize::try_from(end.checked_sub(start)?).ok().filter(|count| *count < PLACES)? + 1;
        let mut size = count;
        let levels = [(); LEVELS].map(|()| {
            // Whole pieces of the next level.
            let length = ((size >> MORE) + 1) << MORE;
            size = length >> MORE;
            vec![0; length]
        });
        Some(Taken { way, start, levels, empty: true })
    }

    fn add(&mut self, rows: &Rows<'_>, line: &Slanted) {
        let place = |spot: &Spot<u128>| match self.way {
            Way::First => spot.first,
            Way::Second => spot.second,
        };
        self.empty = false;
        for (left, right) in &line.parts {
            for one in &rows.right[*right] {
                let offset = place(one) - self.start;
                for other in &rows.left[*left] {
                    let at = usize::try_from(place(other) + offset).unwrap_or(0);
                    let count = one.item.wrapping_mul(other.item);
                    let mut at = at;
                    for level in &mut self.levels {
                        level[at] = level[at].wrapping_add(count);
                        at >>= MORE;
                    }
                }
            }
        }
    }

    /// How many there are from a place on.
    fn from(&self, place: Option<i64>) -> u128 {
        let at = place.map_or(0, |place| usize::try_from(place.saturating_sub(self.start)).unwrap_or(0));
        if self.empty || at >= self.levels[0].len() {
            return 0;
        }
        let (mut at, mut sum) = (at, 0u128);
        for (number, level) in self.levels.iter().enumerate() {
            let next = at.div_ceil(1 << MORE);
            let end = if number + 1 == LEVELS { level.len() } else { next << MORE };
            sum = level[at..end].iter().fold(sum, |sum, count| sum.wrapping_add(*count));
            at = next;
        }
        sum
    }
}

/// A sum of products.
#[derive(Debug, Clone, Copy, Default)]
struct Wide {
    high: u128,
    low: u128,
}

impl Wide {
    fn add(&mut self, one: u128, other: u128) {
        let halves = |number: u128| (number >> 64, number & u128::from(u64::MAX));
        let ((a, b), (c, d)) = (halves(one), halves(other));
        let (middle, carried) = (a * d).overflowing_add(b * c);
        let (low, over) = (b * d).overflowing_add(middle << 64);
        let high = a * c + (middle >> 64) + (u128::from(carried) << 64) + u128::from(over);
        let (low, over) = self.low.overflowing_add(low);
        (self.low, self.high) = (low, self.high + high + u128::from(over));
    }

    fn natural(self) -> Natural {
        let high = Natural::from(self.high).times(&Natural::from(1u128 << 127)).times(&Natural::from(2u128));
        high.plus(&Natural::from(self.low))
    }
}
