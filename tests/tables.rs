//! Tables of responses against the row evaluator: random models, random responses, written as tables in the ways that
//! people and programs write them; read in small pieces by several threads; every cell of every row compared.
//!
//! `MOGNAD_RANDOM_MODELS=2000` tries more models than by default.

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
#[path = "tables/written.rs"]
mod written;

use std::collections::BTreeSet;
use std::io::Cursor;

use mognad::diagnostics::Diagnostic;
use mognad::evaluate::Answers;
use mognad::model::Model;
use mognad::respond::Notation;
use mognad::score::{Cell, Content, RowScorer, Scorer, fixed};
use mognad::table::{
    CarriedKind, Fault, Format, Input, Job, Mapping, OnError, Plan, Settings, Sink, Tally, Wanted, Writer, run,
};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use random::responses::partial;
use random::{Random, Source, setting};
use written::{Quirks, csv, json_lines};

/// Keeps what is written.
#[derive(Default)]
struct Kept {
    text: Vec<u8>,
    rejected: Vec<(String, u64, String)>,
}

impl Sink for Kept {
    fn rows(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.text.extend_from_slice(bytes);
        Ok(())
    }

    fn rejected(&mut self, input: &str, row: u64, fault: &Fault, diagnostic: &Diagnostic) -> Result<(), Diagnostic> {
        let column = fault.column.clone().unwrap_or_default();
        self.rejected.push((input.to_owned(), row, format!("{} {column}={}", diagnostic.code, fault.value)));
        Ok(())
    }

    fn progress(&mut self, _: &Tally) {}
}

/// Scores tables; gives the lines of the output without the header.
fn score(
    model: &Model,
    tables: &[(Format, Vec<u8>)],
    to: Format,
    threads: usize,
    on_error: OnError,
) -> Result<(Vec<String>, Kept, Tally), Vec<Diagnostic>> {
    let mapping = Mapping::default();
    let wanted = Wanted::new(model, Notation::Names, true, &mapping);
    let settings = Settings { delimiter: None, piece: 4096 };
    let mut inputs = Vec::new();
    for (place, (format, bytes)) in tables.iter().enumerate() {
        let reader = Box::new(Cursor::new(bytes.clone()));
        let input = Input::stream(&format!("table {place}"), reader, *format, settings).map_err(|wrong| vec![wrong])?;
        let layout = wanted.layout(&input.name, &input.fields)?;
        inputs.push((input, layout));
    }
    let plan = Plan::new(model, &inputs[0].1, None)?;
    let scorer = Scorer::new(model, plan.outputs.clone()).unwrap();
    let carried: Vec<CarriedKind> = inputs[0].1.carried.iter().map(|(_, kind)| *kind).collect();
    let writer = Writer::new(model, to, &plan, &carried, b',').map_err(|wrong| vec![wrong])?;
    let job = Job {
        model,
        scorer: &scorer,
        notation: Notation::Names,
        writer: Some(&writer),
        census: None,
        on_error,
        threads,
    };
    let mut kept = Kept::default();
    let (tally, _) = run(&job, inputs, &mut kept)?;
    let text = if to == Format::Parquet { String::new() } else { String::from_utf8(kept.text.clone()).unwrap() };
    let header = usize::from(to == Format::Csv);
    let lines = text.lines().skip(header).map(str::to_owned).collect();
    Ok((lines, kept, tally))
}

/// The line that a row must give, laid out in the plainest way.
fn expected(model: &Model, scorer: &RowScorer<'_>, number: usize, answers: &Answers, outputs: usize) -> String {
    let row = scorer.score(answers);
    assert_eq!(row.misplaced, None);
    assert_eq!(row.cells.len(), outputs);
    let mut cells = Vec::new();
    if let Some(role) = answers.role {
        cells.push(model.roles[role.0 as usize].name.clone());
    }
    cells.push(number.to_string());
    let all = mognad::score::Output::all(model, false);
    for (cell, output) in row.cells.iter().zip(&all) {
        cells.push(match cell {
            Cell::Empty => String::new(),
            Cell::Number(number) => {
                let millionths = (number.to_big() * num_bigint::BigInt::from(1_000_000)).to_integer();
                fixed(i128::try_from(millionths).unwrap())
            }
            Cell::Level(rank) => {
                let mognad::score::Kind::Level(ladder) = output.kind else { panic!("{output:?}") };
                model.ladders[ladder.0 as usize].levels[*rank as usize].name.clone()
            }
            Cell::Count(count) => count.to_string(),
            Cell::Truth(truth) => truth.to_string(),
            Cell::Actions(actions) => {
                assert_eq!(output.content, Content::Suggestions);
                let names: Vec<&str> = actions.iter().map(|id| model.actions[id.0 as usize].name.as_str()).collect();
                names.join(";")
            }
        });
    }
    cells.join(",")
}

/// The response without the answers that are out of place.
fn proper(scorer: &RowScorer<'_>, mut answers: Answers) -> Answers {
    while let Some(question) = scorer.score(&answers).misplaced {
        answers.set(question, None);
    }
    answers
}

/// The rows of a Parquet file as the lines of CSV.
fn parquet_lines(bytes: Vec<u8>) -> Vec<String> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(|row| {
        let row = row.unwrap();
        let cells = row.get_column_iter().map(|(_, field)| match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Int(number) => number.to_string(),
            Field::Decimal(number) => {
                let mut bytes = if number.data()[0] & 0x80 == 0 { [0; 16] } else { [0xff; 16] };
                bytes[16 - number.data().len()..].copy_from_slice(number.data());
                fixed(i128::from_be_bytes(bytes))
            }
            Field::ListInternal(list) => {
                let names = list.elements().iter().map(|name| match name {
                    Field::Str(text) => text.clone(),
                    other => panic!("{other:?}"),
                });
                names.collect::<Vec<_>>().join(";")
            }
            other => panic!("{other:?}"),
        });
        cells.collect::<Vec<_>>().join(",")
    });
    rows.collect()
}

#[test]
fn tables_give_what_the_row_evaluator_gives() {
    let mut rows = 0;
    for seed in 0..setting("MOGNAD_RANDOM_MODELS", 60) {
        let Some(model) = Source::random(seed).compile().model else { continue };
        let all = mognad::score::Output::all(&model, false);
        let Ok(_) = Scorer::new(&model, all.clone()) else { continue };
        let mut random = Random::new(seed);
        let scorer = RowScorer::new(&model, &all);
        let responses: Vec<Answers> = (0..150).map(|_| proper(&scorer, partial(&model, &mut random))).collect();
        let lines: Vec<String> = responses
            .iter()
            .enumerate()
            .map(|(number, answers)| expected(&model, &scorer, number, answers, all.len()))
            .collect();
        let quirks = Quirks::random(&mut random);
        let (first, second) = responses.split_at(100);
        let tables = [
            (Format::Csv, csv(&model, first, 0, quirks, &mut random)),
            (Format::Csv, csv(&model, second, 100, Quirks::random(&mut random), &mut random)),
        ];
        let (found, _, tally) = score(&model, &tables, Format::Csv, 3, OnError::Fail)
            .unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}"));
        assert_eq!(found, lines, "seed {seed}, {quirks:?}");
        assert_eq!((tally.rows, tally.rejected), (150, 0));
        let table = [(Format::Lines, json_lines(&model, &responses, &mut random))];
        let (found, _, _) = score(&model, &table, Format::Csv, 2, OnError::Fail)
            .unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}"));
        assert_eq!(found, lines, "seed {seed}");
        // JSON lines out say the same: each value is found in its place.
        let (json, _, _) = score(&model, &table, Format::Lines, 1, OnError::Fail).unwrap();
        for (line, json) in lines.iter().zip(&json) {
            assert_eq!(&written::plain(json), line, "seed {seed}");
        }
        // So does Parquet, read by the library's own reader.
        let (_, kept, _) = score(&model, &table, Format::Parquet, 3, OnError::Fail).unwrap();
        assert_eq!(parquet_lines(kept.text), lines, "seed {seed}");
        rows += responses.len();
    }
    assert!(rows > 3000, "{rows}");
}

#[test]
fn bad_rows_are_told_and_the_others_scored() {
    let mut rejected = 0;
    for seed in 0..setting("MOGNAD_RANDOM_MODELS", 40) {
        let Some(model) = Source::random(seed).compile().model else { continue };
        let all = mognad::score::Output::all(&model, false);
        let Ok(_) = Scorer::new(&model, all.clone()) else { continue };
        let scorer = RowScorer::new(&model, &all);
        let mut random = Random::new(seed ^ 77);
        let responses: Vec<Answers> = (0..120).map(|_| partial(&model, &mut random)).collect();
        let quirks = Quirks::default();
        let table = String::from_utf8(csv(&model, &responses, 0, quirks, &mut random)).unwrap();
        let one_line = table.replace("\nof two lines", " of two lines");
        let mut lines: Vec<String> = one_line.lines().map(str::to_owned).collect();
        let bad: Vec<usize> = (0..responses.len()).filter(|_| random.percent(5)).collect();
        let mut bad: BTreeSet<usize> = bad.into_iter().collect();
        for row in &bad {
            lines[row + 1].push_str(",surplus");
        }
        let surplus = bad.clone();
        bad.extend((0..responses.len()).filter(|row| scorer.score(&responses[*row]).misplaced.is_some()));
        let tables = [(Format::Csv, lines.join("\n").into_bytes())];
        let (found, kept, tally) = score(&model, &tables, Format::Csv, 3, OnError::Reject).unwrap();
        let good: Vec<String> = (0..responses.len())
            .filter(|row| !bad.contains(row))
            .map(|row| expected(&model, &scorer, row, &responses[row], all.len()))
            .collect();
        assert_eq!(found, good, "seed {seed}");
        let told: Vec<u64> = kept.rejected.iter().map(|(_, row, _)| *row).collect();
        assert_eq!(told, bad.iter().map(|row| *row as u64 + 1).collect::<Vec<_>>());
        assert_eq!(tally.rejected, bad.len() as u64);
        rejected += bad.len();
        if let Some(first) = bad.first() {
            let wrong = score(&model, &tables, Format::Csv, 2, OnError::Fail).err().unwrap();
            assert_eq!(wrong[0].code.to_string(), if surplus.contains(first) { "M0917" } else { "M0907" });
            assert!(wrong[0].notes.contains(&format!("row {} of `table 0`", first + 1)), "{wrong:?}");
        }
    }
    assert!(rejected > 50, "{rejected}");
}
