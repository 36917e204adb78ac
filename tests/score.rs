//! Columns against rows: on random models and random responses every cell is that of the row definition, whichever
//! vector instructions are used.
//!
//! `MOGNAD_SCORED_ROWS=10000000` scores more rows than by default, `MOGNAD_RANDOM_FIRST=300` begins with that seed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    dead_code,
    reason = "tests"
)]

mod random;

use std::collections::BTreeMap;

use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::exact::Rational;
use mognad::model::{Answer, AreaId, Model, QuestionId};
use mognad::score::{
    Block, Cell, Codes, Coding, Column, Engine, NO_LEVEL, NO_NUMBER, NO_WIDE_NUMBER, Output, RowScorer, Scorer, Scores,
    Width,
};
use mognad::semantics::{Loader, compile};
use random::{Random, Source, setting};

/// Columns that own their codes.
struct Responses {
    rows: usize,
    roles: Option<Vec<u8>>,
    bytes: BTreeMap<usize, Vec<u8>>,
    words: BTreeMap<usize, Vec<u32>>,
    longs: BTreeMap<usize, Vec<u64>>,
}

impl Responses {
    fn new(model: &Model, responses: &[(u8, Vec<u64>)]) -> Responses {
        let mut columns = Responses {
            rows: responses.len(),
            roles: (!model.roles.is_empty()).then(|| responses.iter().map(|(role, _)| *role).collect()),
            bytes: BTreeMap::new(),
            words: BTreeMap::new(),
            longs: BTreeMap::new(),
        };
        for (place, question) in model.questions.iter().enumerate() {
            let codes = responses.iter().map(|(_, codes)| codes[place]);
            match Coding::of(question).width() {
                Width::Byte => drop(columns.bytes.insert(place, codes.map(|code| code as u8).collect())),
                Width::Word => drop(columns.words.insert(place, codes.map(|code| code as u32).collect())),
                Width::Long => drop(columns.longs.insert(place, codes.collect())),
            }
        }
        columns
    }

    fn block(&self) -> Block<'_> {
        let count = self.bytes.len() + self.words.len() + self.longs.len();
        let codes = |place: usize| {
            let byte = self.bytes.get(&place).map(|codes| Codes::Byte(codes));
            let word = self.words.get(&place).map(|codes| Codes::Word(codes));
            byte.or(word).or_else(|| self.longs.get(&place).map(|codes| Codes::Long(codes))).unwrap()
        };
        Block { rows: self.rows, roles: self.roles.as_deref(), answers: (0..count).map(codes).collect() }
    }
}

/// A role and a code a question. Now and then a code is out of place.
fn response(model: &Model, random: &mut Random, missing: u64) -> (u8, Vec<u64>) {
    let role = random::responses::role(model, random);
    let mut answers = Answers::blank(model, role);
    for (id, question) in (0..).map(QuestionId).zip(&model.questions) {
        if !random.percent(missing) {
            answers.set(id, Some(random::responses::answer(question, random)));
        }
    }
    // What is not asked is not answered; what that hides is found the next time.
    for _ in 0..model.questions.len() {
        let evaluation = Evaluation::new(model, &answers);
        let not_asked = |id: &QuestionId| {
            answers.get(*id).is_some() && matches!(evaluation.presence(*id), Presence::Outside | Presence::Hidden)
        };
        let wrong: Vec<QuestionId> = (0..model.questions.len() as u32).map(QuestionId).filter(not_asked).collect();
        if wrong.is_empty() {
            break;
        }
        wrong.into_iter().for_each(|id| answers.set(id, None));
    }
    let mut codes: Vec<u64> = model.questions.iter().zip(&answers.given).map(|(q, a)| code(q, a.as_ref())).collect();
    if random.percent(2) && !codes.is_empty() {
        let place = random.below(codes.len());
        let coding = Coding::of(&model.questions[place]);
        let most = if coding.width() == Width::Byte { 255 } else { coding.unanswered() + 3 };
        codes[place] = random.upto(most.min(coding.unanswered() + 3) + 1);
    }
    (role.map_or(0, |role| role.0 as u8), codes)
}

fn code(question: &mognad::model::Question, answer: Option<&Answer>) -> u64 {
    let coding = Coding::of(question);
    match answer {
        None => coding.unanswered(),
        Some(Answer::Na) => coding.na(),
        Some(Answer::Text(_)) => 0,
        Some(Answer::Index(index)) => *index,
    }
}

/// Whether a cell of a column is that of the row.
fn same(column: &Column, row: usize, cell: &Cell, actions: &[mognad::model::ActionId]) -> bool {
    let millionths = |number: &Rational| (number * &Rational::from(1_000_000)).to_big().to_integer();
    match (column, cell) {
        (Column::Number(cells), Cell::Empty) => cells[row] == NO_NUMBER,
        (Column::Number(cells), Cell::Number(number)) => {
            (number * &Rational::from(1_000_000)).to_i64() == Some(cells[row])
        }
        (Column::WideNumber(cells), Cell::Empty) => cells[row] == NO_WIDE_NUMBER,
        (Column::WideNumber(cells), Cell::Number(number)) => millionths(number) == cells[row].into(),
        (Column::Level(cells), Cell::Empty) => cells[row] == NO_LEVEL,
        (Column::Level(cells), Cell::Level(rank)) => u32::from(cells[row]) == *rank,
        (Column::Count(cells), Cell::Count(count)) => u32::from(cells[row]) == *count,
        (Column::Truth(cells), Cell::Empty) => cells[row] == u8::MAX,
        (Column::Truth(cells), Cell::Truth(holds)) => cells[row] == u8::from(*holds),
        (Column::Suggestions(suggestions), Cell::Actions(suggested)) => {
            suggestions.places(row).map(|place| actions[place]).eq(suggested.iter().copied())
        }
        _ => false,
    }
}

#[derive(Debug, Default)]
struct Tally {
    models: u64,
    columnar: u64,
    rows: u64,
    misplaced: u64,
    empty: u64,
    cells: u64,
    on_threshold: u64,
    reasons: Vec<String>,
}

fn hold(place: &str, model: &Model, responses: &[(u8, Vec<u64>)], tally: &mut Tally) {
    let mut outputs = Output::all(model, false);
    outputs.extend(Output::all(model, true).into_iter().filter(|output| !outputs.contains(output)).collect::<Vec<_>>());
    let by_row = RowScorer::new(model, &outputs);
    let scorer = Scorer::new(model, outputs).unwrap();
    let columns = Responses::new(model, responses);
    let block = columns.block();
    tally.models += 1;
    match scorer.engine() {
        Engine::Columns => tally.columnar += 1,
        Engine::Rows(why) => {
            tally.reasons.push(format!("{place}: {why}"));
            return;
        }
    }
    let ways: Vec<Scores> = scorer
        .each_way()
        .iter()
        .map(|scorer| {
            let mut scores = Scores::default();
            scorer.score(&block, &mut scores);
            scores
        })
        .collect();
    for (row, response) in responses.iter().enumerate() {
        let expected = by_row.row(&block, row);
        tally.rows += 1;
        for (way, scores) in ways.iter().enumerate() {
            let misplaced = scores.misplaced().binary_search_by_key(&row, |(row, _)| *row).ok();
            let misplaced = misplaced.map(|found| scores.misplaced()[found].1);
            assert_eq!(misplaced, expected.misplaced, "{place}, row {row}, way {way}: {response:?}");
            if misplaced.is_some() {
                continue;
            }
            for ((output, cell), column) in scorer.outputs().iter().zip(&expected.cells).zip(scores.columns()) {
                assert!(
                    same(column, row, cell, scorer.actions()),
                    "{place}, row {row}, way {way}, {}: {cell:?} by row; {:?} of {response:?}",
                    output.name,
                    at(column, row),
                );
                tally.cells += 1;
                tally.empty += u64::from(*cell == Cell::Empty);
            }
        }
        tally.misplaced += u64::from(expected.misplaced.is_some());
        if row % 16 == 0 {
            tally.on_threshold += on_threshold(model, &block.response(model, row));
        }
    }
}

fn at(column: &Column, row: usize) -> String {
    match column {
        Column::Number(cells) => cells[row].to_string(),
        Column::WideNumber(cells) => cells[row].to_string(),
        Column::Level(cells) | Column::Truth(cells) => cells[row].to_string(),
        Column::Count(cells) => cells[row].to_string(),
        Column::Suggestions(suggestions) => format!("{:?}", suggestions.places(row).collect::<Vec<_>>()),
    }
}

/// How many thresholds a response lies exactly on.
fn on_threshold(model: &Model, answers: &Answers) -> u64 {
    let evaluation = Evaluation::new(model, answers);
    let mut found = 0;
    for (id, area) in (0..).map(AreaId).zip(&model.areas) {
        let bounds = area.adoption.iter().flat_map(|adoption| &adoption.rules).filter_map(|rule| rule.lower.as_ref());
        let score = evaluation.score(id);
        found += bounds.filter(|bound| score == Some(&bound.value)).count() as u64;
    }
    found
}

#[test]
fn every_cell_is_that_of_the_row() {
    let (first, wanted) = (setting("MOGNAD_RANDOM_FIRST", 0), setting("MOGNAD_SCORED_ROWS", 60_000));
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let run = |thread: u64| {
        let mut tally = Tally::default();
        let mut seed = first + thread;
        while tally.rows * threads < wanted {
            if let Some(model) = Source::random(seed).compile().model {
                hold(&format!("seed {seed}"), &model, &responses(&model, seed, rows(seed, wanted)), &mut tally);
            }
            seed += threads;
        }
        tally
    };
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || run(thread))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    let (models, columnar) = (sum(|t| t.models), sum(|t| t.columnar));
    println!(
        "{models} models, {columnar} in columns; {} rows, {} cells, {} of them empty, {} rows with misplaced answers, {} \
         scores on a threshold in every 16th row",
        sum(|t| t.rows),
        sum(|t| t.cells),
        sum(|t| t.empty),
        sum(|t| t.misplaced),
        sum(|t| t.on_threshold),
    );
    tallies.iter().flat_map(|tally| &tally.reasons).take(20).for_each(|reason| println!("{reason}"));
    assert!(columnar * 1000 >= models * 998, "too many models are not scored in columns");
    assert!(sum(|t| t.empty) * 20 > sum(|t| t.cells), "hardly any cell is empty");
    assert!(sum(|t| t.misplaced) * 200 > sum(|t| t.rows), "hardly any answer is misplaced");
    assert!(sum(|t| t.on_threshold) * 200 > sum(|t| t.rows), "hardly any score lies on a threshold");
}

/// How many rows of a model are scored: some more than a chunk, none that is as long as one.
fn rows(seed: u64, wanted: u64) -> usize {
    match (seed % 16, wanted < 1_000_000) {
        (0, true) => 4500,
        (_, true) => 40 + (seed % 300) as usize,
        (0, false) => 9000,
        (_, false) => 1500 + (seed % 1000) as usize,
    }
}

fn responses(model: &Model, seed: u64, rows: usize) -> Vec<(u8, Vec<u64>)> {
    // The responses whose scores the thresholds were taken from come first.
    let mut same = Random::new(seed);
    let mut responses: Vec<(u8, Vec<u64>)> = (0..12)
        .map(|_| {
            let answers = random::responses::complete(model, &mut same);
            let codes = model.questions.iter().zip(&answers.given).map(|(q, answer)| code(q, answer.as_ref()));
            (answers.role.map_or(0, |role| role.0 as u8), codes.collect())
        })
        .collect();
    let mut random = Random::new(seed.wrapping_mul(31).wrapping_add(7));
    while responses.len() < rows {
        let missing = *random.pick(&[0, 0, 3, 30]);
        responses.push(response(model, &mut random, missing));
    }
    responses
}

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

#[test]
fn the_models_are_scored_in_columns() {
    let mut tally = Tally::default();
    for name in [
        "nist/sp800-171",
        "owasp/samm",
        "stockholm/en-till-en",
        "stockholm/gs-it",
        "stockholm/it-strategi",
        "stockholm/namndens-handlingsplan",
        "stockholm/upphandling",
        "varmdo/en-smartare-skola",
    ] {
        let model = load(&format!("models/{name}"));
        let mut random = Random::new(1);
        let rows: Vec<(u8, Vec<u64>)> = (0..60).map(|row| response(&model, &mut random, [0, 0, 2][row % 3])).collect();
        hold(name, &model, &rows, &mut tally);
    }
    assert_eq!(tally.reasons, Vec::<String>::new());
}
