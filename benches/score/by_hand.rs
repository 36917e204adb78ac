//! W1 by a loop written for it alone, with plain loops over bytes and shorts, which a compiler turns into vectors.

use mognad::score::{NO_LEVEL, NO_NUMBER};

/// What W1 gives: levels of practices, score and level of the whole, 60 actions.
pub struct ByHand {
    pub levels: Vec<Vec<u8>>,
    pub score: Vec<i64>,
    pub overall: Vec<u8>,
    pub actions: Vec<Vec<u8>>,
}

const AT_ONCE: usize = 2048;
const PRACTICES: usize = 15;

impl ByHand {
    pub fn new(rows: usize) -> ByHand {
        ByHand {
            levels: vec![vec![0; rows]; PRACTICES],
            score: vec![0; rows],
            overall: vec![0; rows],
            actions: vec![vec![0; rows]; PRACTICES.div_ceil(2)],
        }
    }

    /// Scores these answers, a column a question.
    pub fn score(&mut self, answers: &[&[u8]]) {
        let rows = self.score.len();
        let mut total = vec![0u16; AT_ONCE];
        let mut streams = [vec![0u8; AT_ONCE], vec![0u8; AT_ONCE]];
        let mut sparse = Vec::new();
        for at in (0..rows).step_by(AT_ONCE) {
            let end = (at + AT_ONCE).min(rows);
            total[..end - at].fill(0);
            sparse.clear();
            for practice in 0..PRACTICES {
                let column = |question: usize| &answers[practice * 6 + question][at..end];
                for (number, score) in streams.iter_mut().enumerate() {
                    let three = [column(number * 3), column(number * 3 + 1), column(number * 3 + 2)];
                    if stream(three, score) {
                        let is_sparse = |row: &usize| three.iter().all(|codes| codes[*row] == NA);
                        sparse.extend((0..end - at).filter(is_sparse).map(|row| at + row));
                    }
                }
                let levels = &mut self.levels[practice][at..end];
                for (((level, total), a), b) in levels.iter_mut().zip(&mut total).zip(&streams[0]).zip(&streams[1]) {
                    let score = a.wrapping_add(*b);
                    *level = rank(u16::from(score), 48);
                    *total = total.wrapping_add(u16::from(score));
                }
                let shift = practice % 2 * 4;
                let actions = &mut self.actions[practice / 2][at..end];
                let questions = column(0).iter().zip(column(3)).zip(column(2)).zip(column(5));
                for ((actions, level), (((begin, widen), deepen), keep)) in
                    actions.iter_mut().zip(&*levels).zip(questions)
                {
                    let bits = suggested(*level, [*begin, *widen, *deepen, *keep]);
                    *actions = if shift == 0 { bits } else { *actions | bits << 4 };
                }
            }
            for ((score, overall), total) in self.score[at..end].iter_mut().zip(&mut self.overall[at..end]).zip(&total)
            {
                *score = i64::from(*total).wrapping_mul(2_000_000).wrapping_add(720) / 1440;
                *overall = rank(*total, 720);
            }
            for row in &sparse {
                self.score_sparse(answers, *row);
            }
        }
    }

    /// A row with a stream in which nothing counts.
    fn score_sparse(&mut self, answers: &[&[u8]], row: usize) {
        let (mut total, mut count) = (0, 0);
        for practice in 0..PRACTICES {
            let code = |question: usize| answers[practice * 6 + question][row];
            let mut scores = Vec::new();
            for number in 0..2 {
                let codes = [code(number * 3), code(number * 3 + 1), code(number * 3 + 2)];
                let counting = codes.iter().filter(|code| **code != NA).count() as i64;
                let sum: i64 = codes.iter().map(|code| i64::from(quarters(*code))).sum();
                scores.extend(sum.checked_mul(18).and_then(|sum| sum.checked_div(counting)));
            }
            let score = (!scores.is_empty()).then(|| 2 * scores.iter().sum::<i64>() / scores.len() as i64);
            total += score.unwrap_or(0);
            count += i64::from(score.is_some());
            let level = score.map_or(NO_LEVEL, |score| (score / 48) as u8);
            self.levels[practice][row] = level;
            let bits = if score.is_some() { suggested(level, [code(0), code(3), code(2), code(5)]) } else { 0 };
            let (actions, shift) = (&mut self.actions[practice / 2][row], practice % 2 * 4);
            *actions = if shift == 0 { bits } else { *actions | bits << 4 };
        }
        let bottom = 48 * count;
        self.score[row] = (2_000_000 * total + bottom).checked_div(2 * bottom).unwrap_or(NO_NUMBER);
        self.overall[row] = total.checked_div(bottom).map_or(NO_LEVEL, |level| level as u8);
    }
}

const NA: u8 = 4;

/// The level of a score that reaches the next one with each step. Nothing overflows here or below, but checks of that would
/// keep the compiler from making vectors.
fn rank(score: u16, step: u16) -> u8 {
    let reached = |steps: u16| u8::from(score >= step.wrapping_mul(steps));
    reached(1).wrapping_add(reached(2)).wrapping_add(reached(3))
}

fn quarters(code: u8) -> u8 {
    if code < 3 { code } else { (code & 4) ^ 4 }
}

/// Three times the mean of three answers, in 24ths. Tells whether anywhere nothing counts.
fn stream([a, b, c]: [&[u8]; 3], scores: &mut [u8]) -> bool {
    let mut sparse = 0;
    for (((score, a), b), c) in scores.iter_mut().zip(a).zip(b).zip(c) {
        let sum = quarters(*a).wrapping_add(quarters(*b)).wrapping_add(quarters(*c));
        let count = u8::from(*a < NA).wrapping_add(u8::from(*b < NA)).wrapping_add(u8::from(*c < NA));
        let times = if count == 3 {
            6
        } else if count == 2 {
            9
        } else {
            18
        };
        *score = sum.wrapping_mul(times);
        sparse |= u8::from(count == 0);
    }
    sparse != 0
}

/// The four actions of a practice.
fn suggested(level: u8, [begin, widen, deepen, keep]: [u8; 4]) -> u8 {
    u8::from(level < 1) & u8::from(begin <= 1)
        | (u8::from(level == 1) & u8::from(widen < 3)) << 1
        | (u8::from(level == 2) & u8::from(deepen <= 2)) << 2
        | (u8::from(level >= 2) & u8::from(keep < 3)) << 3
}
