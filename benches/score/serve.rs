//! A process that scores again and again when it is told to, for `benches/compare/score`.
//!
//! `cargo bench --bench score -- serve MODEL CODES ROWS THREADS` reads the codes (a byte an answer, one column after the
//! other; `-` for random ones) and then lines of standard input. `run WHAT` prints the seconds that it took, `save WHAT FILE`
//! writes the results, where WHAT is
//!
//! - `levels`: the columns that are compared, by the engine;
//! - `all`: everything that the model tells;
//! - `hand`: the loop written for W1;
//! - `read`: nothing but reading the answers.

use std::hint::black_box;
use std::io::{BufRead, BufWriter, Write};

use mognad::model::Model;
use mognad::score::{Column, Output, Scorer, Scores};

use super::by_hand::ByHand;
use super::responses::Responses;
use super::{compared, load, read, score, timed};

/// Answers lines of standard input until it ends.
pub fn serve(words: &[String]) {
    let [model, codes, rows, threads] = words else { panic!("serve MODEL CODES ROWS THREADS") };
    let (model, rows, threads) = (load(model), rows.parse().unwrap(), threads.parse().unwrap());
    let responses = match codes.as_str() {
        "-" => Responses::random(&model, rows),
        path => Responses::of_bytes(&model, &std::fs::read(path).unwrap(), rows),
    };
    let mut session = Session::new(&model, responses, threads);
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        match line.unwrap().split(' ').collect::<Vec<_>>()[..] {
            ["run", what] => println!("{:.9}", session.run(what)),
            ["save", what, path] => {
                session.save(what, path);
                println!("saved");
            }
            _ => panic!("run WHAT or save WHAT FILE"),
        }
    }
}

struct Session<'a> {
    responses: Responses,
    threads: usize,
    levels: Scorer<'a>,
    all: Scorer<'a>,
    scores: Vec<Vec<Scores>>,
    hand: Vec<ByHand>,
}

impl<'a> Session<'a> {
    fn new(model: &'a Model, responses: Responses, threads: usize) -> Session<'a> {
        let levels = Scorer::new(model, compared(model)).unwrap();
        let all = Scorer::new(model, Output::all(model, false)).unwrap();
        Session { responses, threads, levels, all, scores: vec![Vec::new(); threads], hand: Vec::new() }
    }

    /// Seconds of one run.
    fn run(&mut self, what: &str) -> f64 {
        let (responses, threads) = (&self.responses, self.threads);
        match what {
            "levels" => timed(|| score(&self.levels, &responses.block(), threads, &mut self.scores)),
            "all" => timed(|| score(&self.all, &responses.block(), threads, &mut self.scores)),
            "hand" => {
                if self.hand.is_empty() {
                    self.hand = shares(responses.rows, threads).map(|(start, end)| ByHand::new(end - start)).collect();
                }
                timed(|| by_hand(&responses.bytes(), &mut self.hand))
            }
            "read" => timed(|| read_all(&responses.bytes(), threads)),
            _ => panic!("levels, all, hand or read"),
        }
    }

    /// Levels, score, level of the whole, actions as bits in 64: one column after the other.
    fn save(&self, what: &str, path: &str) {
        let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
        if what == "hand" {
            let column = |bytes: fn(&ByHand) -> Vec<u8>| self.hand.iter().flat_map(bytes).collect::<Vec<_>>();
            for practice in 0..15 {
                let levels = self.hand.iter().flat_map(|hand| hand.levels[practice].iter().copied());
                file.write_all(&levels.collect::<Vec<_>>()).unwrap();
            }
            file.write_all(&column(|hand| hand.score.iter().flat_map(|score| score.to_le_bytes()).collect())).unwrap();
            file.write_all(&column(|hand| hand.overall.clone())).unwrap();
            file.write_all(&column(|hand| bits(&hand.actions))).unwrap();
            return;
        }
        for place in 0..self.levels.outputs().len() {
            for scores in self.scores.iter().flatten() {
                match &scores.columns()[place] {
                    Column::Level(cells) => file.write_all(cells).unwrap(),
                    Column::Number(cells) => cells.iter().for_each(|cell| file.write_all(&cell.to_le_bytes()).unwrap()),
                    Column::Suggestions(suggestions) => file.write_all(&bits(suggestions.planes())).unwrap(),
                    _ => panic!("no such column is compared"),
                }
            }
        }
    }
}

/// Bits of eight actions a byte and column, as 64 bits a row.
fn bits(planes: &[Vec<u8>]) -> Vec<u8> {
    let rows = planes.first().map_or(0, Vec::len);
    let row = |row: usize| {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(planes).for_each(|(byte, plane)| *byte = plane[row]);
        bytes
    };
    (0..rows).flat_map(row).collect()
}

/// First and last row of each thread.
fn shares(rows: usize, threads: usize) -> impl Iterator<Item = (usize, usize)> {
    let share = rows.div_ceil(threads);
    (0..threads).map(move |thread| (thread * share, rows.min((thread + 1) * share)))
}

fn by_hand(answers: &[&[u8]], hands: &mut [ByHand]) {
    let (rows, threads) = (answers[0].len(), hands.len());
    std::thread::scope(|scope| {
        for (hand, (start, end)) in hands.iter_mut().zip(shares(rows, threads)) {
            let mine: Vec<&[u8]> = answers.iter().map(|codes| &codes[start..end]).collect();
            scope.spawn(move || black_box(hand).score(&mine));
        }
    });
}

fn read_all(answers: &[&[u8]], threads: usize) {
    std::thread::scope(|scope| {
        for (start, end) in shares(answers[0].len(), threads) {
            scope.spawn(move || {
                let sums = answers.iter().map(|codes| read(&codes[start..end]));
                assert_ne!(black_box(sums.fold(0, u64::wrapping_add)), 0);
            });
        }
    });
}
