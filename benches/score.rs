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

use mognad::evaluate::{Evaluation, Presence};
use mognad::model::{Answer, AreaId, Model, OVERALL, QuestionId, RoleId};
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

/// Complete random responses, some thousand different ones again and again: every question that is asked is answered,
/// with `na` in 2% where it is offered.
struct Responses {
    rows: usize,
    roles: Option<Vec<u8>>,
    answers: Vec<Answers>,
}

const DIFFERENT: usize = 4999;

impl Responses {
    fn random(model: &Model, rows: usize) -> Responses {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state >> 20
        };
        let different: Vec<(u8, Vec<u64>)> = (0..DIFFERENT).map(|_| response(model, &mut random)).collect();
        let repeated = || different.iter().cycle().take(rows);
        let roles = (!model.roles.is_empty()).then(|| repeated().map(|(role, _)| *role).collect());
        let column = |place: usize| {
            let codes = repeated().map(|(_, codes)| codes[place]);
            match Coding::of(&model.questions[place]).width() {
                Width::Byte => Answers::Byte(codes.map(|code| code as u8).collect()),
                Width::Word => Answers::Word(codes.map(|code| code as u32).collect()),
                Width::Long => Answers::Long(codes.collect()),
            }
        };
        Responses { rows, roles, answers: (0..model.questions.len()).map(column).collect() }
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

fn response(model: &Model, random: &mut impl FnMut() -> u64) -> (u8, Vec<u64>) {
    let role = (!model.roles.is_empty()).then(|| (random() % model.roles.len() as u64) as u8);
    let mut codes: Vec<u64> = Vec::new();
    let mut answers = mognad::evaluate::Answers::blank(model, role.map(|role| RoleId(u32::from(role))));
    for (id, question) in (0..).map(QuestionId).zip(&model.questions) {
        let coding = Coding::of(question);
        let is_na = coding.offers_na && random().is_multiple_of(50);
        let code = if is_na { coding.na() } else { random() % coding.answers };
        codes.push(code);
        answers.set(id, Some(if is_na { Answer::Na } else { Answer::Index(code) }));
    }
    // What is not asked is not answered.
    for _ in 0..4 {
        let evaluation = Evaluation::new(model, &answers);
        let ids = (0..codes.len() as u32).map(QuestionId);
        let hidden: Vec<QuestionId> =
            ids.filter(|id| matches!(evaluation.presence(*id), Presence::Outside | Presence::Hidden)).collect();
        for id in hidden {
            codes[id.0 as usize] = Coding::of(&model.questions[id.0 as usize]).unanswered();
            answers.set(id, None);
        }
    }
    (role.unwrap_or(0), codes)
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
    levels: Vec<Vec<u8>>,
    score: Vec<i64>,
    overall: Vec<u8>,
    actions: Vec<Vec<u8>>,
}

const AT_ONCE: usize = 2048;

/// Plain loops over bytes and shorts, which a compiler turns into vectors.
fn by_hand(answers: &[&[u8]], out: &mut ByHand) {
    let rows = out.score.len();
    let mut total = vec![0u16; AT_ONCE];
    let mut streams = [vec![0u8; AT_ONCE], vec![0u8; AT_ONCE]];
    for at in (0..rows).step_by(AT_ONCE) {
        let end = (at + AT_ONCE).min(rows);
        let n = end - at;
        total[..n].fill(0);
        for practice in 0..15 {
            let column = |question: usize| &answers[practice * 6 + question][at..end];
            let quarter = |code: u8| if code < 3 { code } else { (code & 4) ^ 4 };
            for (stream, score) in streams.iter_mut().enumerate() {
                let (a, b, c) = (column(stream * 3), column(stream * 3 + 1), column(stream * 3 + 2));
                for (((score, a), b), c) in score.iter_mut().zip(a).zip(b).zip(c) {
                    let sum = quarter(*a) + quarter(*b) + quarter(*c);
                    let count = u8::from(*a < 4) + u8::from(*b < 4) + u8::from(*c < 4);
                    // In twenty-fourths: three times sum / 4 / count.
                    let times = if count == 3 {
                        6
                    } else if count == 2 {
                        9
                    } else {
                        18
                    };
                    *score = sum * times;
                }
            }
            let levels = &mut out.levels[practice][at..end];
            for (((level, total), a), b) in levels.iter_mut().zip(&mut total).zip(&streams[0]).zip(&streams[1]) {
                let score = a + b;
                // A stream without any answer is left out; so rare that here it counts as nothing reached.
                *level = u8::from(score >= 48) + u8::from(score >= 96) + u8::from(score >= 144);
                *total += u16::from(score);
            }
            let shift = practice % 2 * 4;
            let actions = &mut out.actions[practice / 2][at..end];
            let questions = column(0).iter().zip(column(3)).zip(column(2)).zip(column(5));
            for ((actions, level), (((begin, widen), deepen), keep)) in actions.iter_mut().zip(&*levels).zip(questions)
            {
                let bits = u8::from(*level < 1) & u8::from(*begin <= 1)
                    | (u8::from(*level == 1) & u8::from(*widen < 3)) << 1
                    | (u8::from(*level == 2) & u8::from(*deepen <= 2)) << 2
                    | (u8::from(*level >= 2) & u8::from(*keep < 3)) << 3;
                *actions = if shift == 0 { bits } else { *actions | bits << 4 };
            }
        }
        for ((score, overall), total) in out.score[at..end].iter_mut().zip(&mut out.overall[at..end]).zip(&total) {
            *score = (i64::from(*total) * 2_000_000 + 720) / 1440;
            *overall = u8::from(*total >= 720) + u8::from(*total >= 1440) + u8::from(*total >= 2160);
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

/// Seconds that something takes of this thread's time on a processor, where the system tells: what else runs on the
/// machine then counts less.
fn worked(work: impl FnOnce()) -> f64 {
    let (start, before) = (Instant::now(), on_processor());
    work();
    match (before, on_processor()) {
        (Some(before), Some(after)) => (after - before) / 1e9,
        _ => start.elapsed().as_secs_f64(),
    }
}

fn on_processor() -> Option<f64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
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
    let mut hand = ByHand {
        levels: vec![vec![0; rows]; 15],
        score: vec![0; rows],
        overall: vec![0; rows],
        actions: vec![vec![0; rows]; 8],
    };
    let (mut one, mut two) = (Vec::new(), vec![Vec::new(); 2]);
    let mut times: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        times[0].push(worked(|| assert_ne!(black_box(read(&responses)), 0)));
        times[1].push(worked(|| by_hand(&bytes, black_box(&mut hand))));
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
