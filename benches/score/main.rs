//! How many responses a second are scored in memory: `cargo bench --bench score`, or `-- ROWS` for other than a million.
//!
//! W1 and W2 are in `benches/compare/`. Beside W1 stand a loop written by hand for that model alone and the time that only
//! reading the answers takes; each figure is a median over rounds in which everything ran in turn. `-- serve …` scores when
//! it is told to, see `serve.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a benchmark"
)]

mod by_hand;
mod responses;
mod serve;

use std::hint::black_box;
use std::time::Instant;

use by_hand::ByHand;
use mognad::model::{AreaId, Model, OVERALL};
use mognad::score::{Block, Column, Content, Engine, Output, Scorer, Scores};
use mognad::semantics::{Loader, compile};
use responses::Responses;

const ROUNDS: usize = 7;
/// Rows of a block, as a caller might read them from a file.
const BLOCK: usize = 1 << 16;

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn load(path: &str) -> Model {
    let root = env!("CARGO_MANIFEST_DIR");
    compile(&format!("{root}/{path}.mognad"), root, &Disk).model.expect(path)
}

/// Scores everything block by block; results stay in memory.
fn score_alone(scorer: &Scorer<'_>, block: &Block<'_>, scores: &mut Vec<Scores>) {
    scores.resize_with(block.rows.div_ceil(BLOCK), Scores::default);
    for (place, scores) in scores.iter_mut().enumerate() {
        scorer.score(&block.slice(place * BLOCK..(place + 1) * BLOCK), scores);
    }
}

/// The same on so many threads.
fn score(scorer: &Scorer<'_>, block: &Block<'_>, threads: usize, scores: &mut [Vec<Scores>]) {
    let share = block.rows.div_ceil(threads);
    std::thread::scope(|scope| {
        for (thread, scores) in scores.iter_mut().enumerate() {
            let mine = block.slice(thread * share..(thread + 1) * share);
            scope.spawn(move || score_alone(scorer, &mine, scores));
        }
    });
}

/// Only reads answers.
fn read(codes: &[u8]) -> u64 {
    let (words, _) = codes.as_chunks::<8>();
    words.iter().fold(0, |sum, word| sum.wrapping_add(u64::from_le_bytes(*word)))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Seconds that something takes.
fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Seconds that something takes of this thread's time on a processor, where the system tells: what else runs on the
/// machine then counts less. The system counts in steps of some milliseconds, so it is done again and again.
fn worked(mut work: impl FnMut()) -> f64 {
    let (start, before) = (Instant::now(), on_processor());
    let mut count = 0.0;
    while count < 3.0 || start.elapsed().as_secs_f64() < 0.1 {
        work();
        count += 1.0;
    }
    let total = match (before, on_processor()) {
        (Some(before), Some(after)) => (after - before) / 1e9,
        _ => start.elapsed().as_secs_f64(),
    };
    total / count
}

fn on_processor() -> Option<f64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [serve, words @ ..] = words.as_slice()
        && serve == "serve"
    {
        return serve::serve(words);
    }
    let rows = words.iter().filter_map(|word| word.parse().ok()).next().unwrap_or(1_000_000);
    println!("million rows a second, {rows} rows, medians of {ROUNDS} rounds");
    w1(rows);
    for name in ["benches/compare/w2", "models/owasp/samm", "models/stockholm/it-strategi"] {
        other(name, rows);
    }
}

/// The columns that are compared: the levels of the areas, score and level of the whole, the actions.
fn compared(model: &Model) -> Vec<Output> {
    let areas = (1..).map(AreaId).zip(&model.areas[1..]);
    let levels = areas.filter(|(_, area)| area.adoption.is_some()).map(|(id, _)| Content::Level(id));
    let whole = [Content::Score(OVERALL), Content::Level(OVERALL), Content::Suggestions];
    levels.chain(whole).map(|content| Output::new(model, content)).collect()
}

fn rates(rows: usize, times: Vec<f64>) -> f64 {
    rows as f64 / median(times) / 1e6
}

fn w1(rows: usize) {
    let model = load("benches/compare/w1");
    let responses = Responses::random(&model, rows);
    let block = responses.block();
    let scorer = Scorer::new(&model, compared(&model)).unwrap();
    assert_eq!(scorer.engine(), Engine::Columns);
    let bytes = responses.bytes();
    let mut hand = ByHand::new(rows);
    let (mut one, mut two) = (Vec::new(), vec![Vec::new(); 2]);
    let mut times: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        times[0].push(worked(|| assert_ne!(black_box(bytes.iter().fold(0, |sum, codes| sum ^ read(codes))), 0)));
        times[1].push(worked(|| black_box(&mut hand).score(&bytes)));
        times[2].push(worked(|| score_alone(&scorer, &block, black_box(&mut one))));
        times[3].push(timed(|| score(&scorer, &block, 2, black_box(&mut two))));
    }
    agree(&one, &hand);
    let [read, hand, one, two] = times.map(|times| rates(rows, times));
    println!("w1: only reading {read:.1}, by hand {hand:.1}, one thread {one:.1}, two {two:.1}");
    println!(
        "    one thread is {:.2} of reading and {:.2} of the loop by hand; two are {:.2} of one",
        one / read,
        one / hand,
        two / one
    );
}

fn agree(scores: &[Scores], hand: &ByHand) {
    for (scores, expected) in scores.iter().zip(hand.score.chunks(BLOCK)) {
        let Some(Column::Number(score)) = scores.columns().iter().rev().nth(2) else { panic!("no score") };
        assert_eq!(score, expected);
    }
}

fn other(name: &str, rows: usize) {
    let model = load(name);
    let responses = Responses::random(&model, rows);
    let block = responses.block();
    let mut told = String::new();
    for (what, outputs) in [("levels and actions", compared(&model)), ("everything", Output::all(&model, false))] {
        let scorer = Scorer::new(&model, outputs).unwrap();
        let (mut one, mut two) = (Vec::new(), vec![Vec::new(); 2]);
        let mut times: [Vec<f64>; 2] = Default::default();
        for _ in 0..ROUNDS {
            times[0].push(worked(|| score_alone(&scorer, &block, black_box(&mut one))));
            times[1].push(timed(|| score(&scorer, &block, 2, black_box(&mut two))));
        }
        let [one, two] = times.map(|times| rates(rows, times));
        told.push_str(&format!(" {what}: one thread {one:.1}, two {two:.1};"));
    }
    println!("{name}:{told}");
}
