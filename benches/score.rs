//! How many responses a second are scored in memory: `cargo bench --bench score`, or `-- ROWS` for other than a million.
//!
//! W1 and W2 are in `benches/compare/`. Beside W1 stand a loop written by hand for that model alone and the time that only
//! reading the answers takes; each figure is a median over rounds in which everything ran in turn.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a benchmark"
)]

use std::hint::black_box;
use std::time::Instant;

use mognad::model::{AreaId, Model, OVERALL};
use mognad::score::{Block, Codes, Coding, Column, Content, Engine, Output, Scorer, Scores, Width};
use mognad::semantics::{Loader, compile};

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

enum Answers {
    Byte(Vec<u8>),
    Word(Vec<u32>),
    Long(Vec<u64>),
}

/// Random responses: every question is answered, `na` in 2% where it is offered.
struct Responses {
    rows: usize,
    roles: Option<Vec<u8>>,
    answers: Vec<Answers>,
}

impl Responses {
    fn random(model: &Model, rows: usize) -> Responses {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let count = model.roles.len() as u64;
        let roles = (count > 0).then(|| (0..rows).map(|_| (random() % count) as u8).collect());
        let answers = model.questions.iter().map(|question| {
            let coding = Coding::of(question);
            let mut code = || {
                let number = random();
                let is_na = coding.offers_na && number % 50 == 0;
                if is_na { coding.na() } else { (number >> 32) % coding.answers }
            };
            match coding.width() {
                Width::Byte => Answers::Byte((0..rows).map(|_| code() as u8).collect()),
                Width::Word => Answers::Word((0..rows).map(|_| code() as u32).collect()),
                Width::Long => Answers::Long((0..rows).map(|_| code()).collect()),
            }
        });
        Responses { rows, answers: answers.collect(), roles }
    }

    fn block(&self) -> Block<'_> {
        let answers = self
            .answers
            .iter()
            .map(|answers| match answers {
                Answers::Byte(codes) => Codes::Byte(codes),
                Answers::Word(codes) => Codes::Word(codes),
                Answers::Long(codes) => Codes::Long(codes),
            })
            .collect();
        Block { rows: self.rows, roles: self.roles.as_deref(), answers }
    }

    fn bytes(&self, question: usize) -> &[u8] {
        match &self.answers[question] {
            Answers::Byte(codes) => codes,
            Answers::Word(_) | Answers::Long(_) => &[],
        }
    }
}

/// Scores everything on so many threads, block by block; results stay in memory.
fn score(scorer: &Scorer<'_>, block: &Block<'_>, threads: usize, scores: &mut [Vec<Scores>]) {
    let share = block.rows.div_ceil(threads);
    std::thread::scope(|scope| {
        for (thread, scores) in scores.iter_mut().enumerate() {
            let mine = block.slice(thread * share..(thread + 1) * share);
            scope.spawn(move || {
                scores.resize_with(mine.rows.div_ceil(BLOCK), Scores::default);
                for (place, scores) in scores.iter_mut().enumerate() {
                    scorer.score(&mine.slice(place * BLOCK..(place + 1) * BLOCK), scores);
                }
            });
        }
    });
}

/// Only reads the answers.
fn read(responses: &Responses) -> u64 {
    let mut sum = 0u64;
    for answers in &responses.answers {
        if let Answers::Byte(codes) = answers {
            let (words, _) = codes.as_chunks::<8>();
            for word in words {
                sum = sum.wrapping_add(u64::from_le_bytes(*word));
            }
        }
    }
    sum
}

/// What W1 gives, by a loop written for it: levels of practices, score and level of the whole, 60 actions.
struct ByHand {
    levels: Vec<[u8; 16]>,
    score: Vec<i64>,
    overall: Vec<u8>,
    actions: Vec<u64>,
}

const AT_ONCE: usize = 1024;

fn by_hand(answers: &[&[u8]], out: &mut ByHand) {
    // Thirds of quarter points, three times a mean: over 12 they are a stream's score.
    let quarters: [u16; 8] = [0, 1, 2, 4, 0, 0, 0, 0];
    let rows = out.score.len();
    let mut total = vec![0u32; AT_ONCE];
    let mut level = vec![0u8; AT_ONCE];
    for at in (0..rows).step_by(AT_ONCE) {
        let end = (at + AT_ONCE).min(rows);
        let n = end - at;
        total[..n].fill(0);
        out.actions[at..end].fill(0);
        for practice in 0..15 {
            let column = |question: usize| &answers[practice * 6 + question][at..end];
            let (a, b) = ([column(0), column(1), column(2)], [column(3), column(4), column(5)]);
            for row in 0..n {
                let stream = |codes: &[&[u8]; 3]| {
                    let (mut sum, mut count) = (0u16, 0u16);
                    for codes in codes {
                        let code = codes[row] & 7;
                        sum += quarters[usize::from(code)];
                        count += u16::from(code < 4);
                    }
                    // In twenty-fourths: three times sum / 4 / count.
                    [0u16, 18, 9, 6][usize::from(count)] * sum
                };
                let score = stream(&a) + stream(&b);
                // A practice without any answer is left out; so rare that here it counts as nothing reached.
                level[row] = u8::from(score >= 48) + u8::from(score >= 96) + u8::from(score >= 144);
                total[row] += u32::from(score);
            }
            for row in 0..n {
                let level = level[row];
                out.levels[at + row][practice] = level;
                let bits = u64::from(level < 1 && a[0][row] <= 1)
                    | u64::from(level == 1 && b[0][row] < 3) << 1
                    | u64::from(level == 2 && a[2][row] <= 2) << 2
                    | u64::from(level >= 2 && b[2][row] < 3) << 3;
                out.actions[at + row] |= bits << (practice * 4);
            }
        }
        for row in 0..n {
            let total = i64::from(total[row]);
            out.score[at + row] = (total * 1_000_000 * 2 + 720) / 1440;
            out.overall[at + row] = u8::from(total >= 720) + u8::from(total >= 1440) + u8::from(total >= 2160);
        }
    }
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

fn main() {
    let rows = std::env::args().filter_map(|word| word.parse().ok()).next().unwrap_or(1_000_000);
    println!("million rows a second, {rows} rows, medians of {ROUNDS} rounds");
    w1(rows);
    for name in ["benches/compare/w2", "models/owasp/samm", "models/stockholm/it-strategi"] {
        other(name, rows);
    }
}

/// The columns that are compared: a level an area, the score of the whole, the actions.
fn columns(model: &Model, is_wanted: impl Fn(&str) -> bool) -> Vec<Output> {
    let areas = (1..).map(AreaId).zip(&model.areas[1..]);
    let levels = areas.filter(|(_, area)| is_wanted(&area.name)).map(|(id, _)| Content::Level(id));
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
    let scorer = Scorer::new(&model, columns(&model, |name| !name.ends_with(['a', 'b']))).unwrap();
    assert_eq!(scorer.engine(), Engine::Columns);
    let bytes: Vec<&[u8]> = (0..model.questions.len()).map(|question| responses.bytes(question)).collect();
    let mut hand =
        ByHand { levels: vec![[0; 16]; rows], score: vec![0; rows], overall: vec![0; rows], actions: vec![0; rows] };
    let (mut one, mut two) = (vec![Vec::new(); 1], vec![Vec::new(); 2]);
    let mut times: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        times[0].push(timed(|| assert_ne!(black_box(read(&responses)), 0)));
        times[1].push(timed(|| by_hand(&bytes, black_box(&mut hand))));
        times[2].push(timed(|| score(&scorer, &block, 1, black_box(&mut one))));
        times[3].push(timed(|| score(&scorer, &block, 2, black_box(&mut two))));
    }
    agree(&one[0], &hand);
    let [read, hand, one, two] = times.map(|times| rates(rows, times));
    println!("w1: only reading {read:.1}, by hand {hand:.1}, one thread {one:.1}, two {two:.1}");
    println!(
        "    one thread is {:.2} of reading and {:.2} of the loop by hand; two are {:.2} of one",
        one / read,
        one / hand,
        two / one
    );
}

/// The loop by hand leaves out what is so rare that it does not matter for its time, so that some rows may differ.
fn agree(scores: &[Scores], hand: &ByHand) {
    let mut differing = 0;
    for (place, scores) in scores.iter().enumerate() {
        let Some(Column::Number(score)) = scores.columns().iter().rev().nth(2) else { panic!("no score") };
        differing += score.iter().zip(&hand.score[place * BLOCK..]).filter(|(one, other)| one != other).count();
    }
    assert!(differing * 100 <= hand.score.len(), "{differing} scores differ");
}

fn other(name: &str, rows: usize) {
    let model = load(name);
    let responses = Responses::random(&model, rows);
    let block = responses.block();
    let mut told = String::new();
    for (what, outputs) in
        [("levels and actions", columns(&model, |_| true)), ("everything", Output::all(&model, false))]
    {
        let scorer = Scorer::new(&model, outputs).unwrap();
        let (mut one, mut two) = (vec![Vec::new(); 1], vec![Vec::new(); 2]);
        let mut times: [Vec<f64>; 2] = Default::default();
        for _ in 0..ROUNDS {
            times[0].push(timed(|| score(&scorer, &block, 1, black_box(&mut one))));
            times[1].push(timed(|| score(&scorer, &block, 2, black_box(&mut two))));
        }
        let [one, two] = times.map(|times| rates(rows, times));
        told.push_str(&format!(" {what}: one thread {one:.1}, two {two:.1};"));
    }
    println!("{name}:{told}");
}
