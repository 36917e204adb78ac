//! Queries on real engines, cell for cell against the definition of a scored row.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "sql/cases.rs"]
mod cases;
#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod random;

use std::io::Write;
use std::path::{Path, PathBuf};

use cases::Case;
use mognad::model::Model;
use mognad::score::Kind;
use mognad::semantics::{Loader, compile};
use mognad::sql::Dialect;
use random::{Random, Source, setting};
use rusqlite::Connection;
use rusqlite::types::Value;

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn random_models(seeds: std::ops::Range<u64>) -> impl Iterator<Item = (u64, Model)> {
    seeds.filter_map(|seed| Some((seed, Source::random(seed).compile().model?)))
}

fn real_models() -> Vec<(String, Model)> {
    let root = format!("{}/models", env!("CARGO_MANIFEST_DIR"));
    let names = [
        "nist/sp800-171",
        "owasp/samm",
        "stockholm/en-till-en",
        "stockholm/gs-it",
        "stockholm/it-strategi",
        "stockholm/namndens-handlingsplan",
        "stockholm/upphandling",
        "varmdo/en-smartare-skola",
    ];
    let compiled = names.map(|name| (name.to_owned(), compile(&format!("{root}/{name}.mognad"), &root, &Disk).model));
    compiled.into_iter().map(|(name, model)| (name, model.unwrap())).collect()
}

/// Runs a case in SQLite and compares every cell.
fn in_sqlite(case: &Case) -> Result<usize, String> {
    let query = case.query(Dialect::Sqlite)?;
    let connection = Connection::open_in_memory().unwrap();
    let columns = case.columns(&query);
    let quoted: Vec<String> = columns.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
    connection.execute_batch(&format!("CREATE TABLE responses ({})", quoted.join(", "))).unwrap();
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = connection.prepare(&format!("INSERT INTO responses VALUES ({places})")).unwrap();
    for (id, row) in case.rows.iter().enumerate() {
        let id = Value::Integer(id as i64);
        let cells = row.iter().map(|cell| cell.clone().map_or(Value::Null, Value::Text));
        insert.execute(rusqlite::params_from_iter([id].into_iter().chain(cells))).unwrap();
    }
    let mut statement = connection.prepare(&query.text).unwrap_or_else(|error| panic!("{error}\n{}", kept(&query)));
    let count = statement.column_count();
    assert_eq!(count, query.outputs.len() + 2);
    let mut rows = statement.query([]).unwrap();
    let mut cells = 0;
    while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{}: {error}\n{}", case.name, kept(&query))) {
        let id: i64 = row.get(0).unwrap();
        let found: Vec<Option<String>> =
            (1..count).map(|at| shown(row.get(at).unwrap(), query.outputs.get(at - 1))).collect();
        compare(case, id as usize, &found, &query);
        cells += count - 2;
    }
    Ok(cells)
}

fn shown(value: Value, output: Option<&mognad::score::Output>) -> Option<String> {
    match (value, output.map(|output| output.kind)) {
        (Value::Null, _) => None,
        (Value::Integer(truth), Some(Kind::Truth)) => Some(if truth == 1 { "true" } else { "false" }.to_owned()),
        (Value::Integer(number), _) => Some(number.to_string()),
        (Value::Text(text), _) => Some(text),
        (other, _) => panic!("{other:?}"),
    }
}

fn compare(case: &Case, row: usize, found: &[Option<String>], query: &mognad::sql::Query) {
    let refused = found.last().unwrap();
    let wanted = match &case.expected[row] {
        Some(wanted) => wanted.clone(),
        None => vec![None; found.len() - 1],
    };
    assert_eq!(
        refused.is_some(),
        case.expected[row].is_none(),
        "{} row {row}: {:?} {refused:?}\n{}",
        case.name,
        case.rows[row],
        kept(query)
    );
    for ((found, wanted), output) in found.iter().zip(&wanted).zip(&query.outputs) {
        assert_eq!(found, wanted, "{} row {row} `{}`: {:?}\n{}", case.name, output.name, case.rows[row], kept(query));
    }
}

/// Where the query is for a look.
fn kept(query: &mognad::sql::Query) -> String {
    let path = std::env::temp_dir().join("mognad-wrong.sql");
    std::fs::write(&path, &query.text).unwrap();
    format!("the query is {}", path.display())
}

#[test]
fn sqlite_gives_what_the_definition_gives_on_random_models() {
    let (mut models, mut cells, mut refused) = (0, 0, 0);
    for (seed, model) in random_models(0..setting("MOGNAD_RANDOM_MODELS", 300)) {
        let case = Case::random(format!("model {seed}"), model, seed, 40);
        models += 1;
        match in_sqlite(&case) {
            Ok(more) => cells += more,
            Err(why) => {
                refused += 1;
                println!("model {seed}: {why}");
            }
        }
    }
    println!("{models} random models, {cells} cells; refused {:.1}%", 100.0 * f64::from(refused) / f64::from(models));
    assert!(refused * 10 < models, "{refused} of {models} are refused");
}

#[test]
fn sqlite_gives_what_the_definition_gives_on_the_models() {
    for (name, model) in real_models() {
        let mut random = Random::new(7);
        let case = Case::random(name, model, random.next(), 200);
        let cells = in_sqlite(&case).unwrap();
        println!("{}: {cells} cells", case.name);
    }
}

/// Where `.ci/engines` puts the engines.
fn engines() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/engines/bin/python")
}

/// Writes cases into folders, and runs them on an engine.
fn on_engine(dialect: Dialect, cases: &[Case]) {
    let engine = dialect.name();
    let root = tempfile::tempdir().unwrap();
    let (mut folders, mut refused) = (Vec::new(), Vec::new());
    for (number, case) in cases.iter().enumerate() {
        let query = match case.query(dialect) {
            Ok(query) => query,
            Err(why) => {
                refused.push(format!("{}: {why}", case.name));
                continue;
            }
        };
        let folder = root.path().join(format!("{number:04}"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join(format!("{engine}.sql")), &query.text).unwrap();
        std::fs::write(folder.join("case.json"), case.json(&query)).unwrap();
        folders.push(folder);
    }
    if cases.len() > 1 {
        println!("{}: {} of {} models refused", dialect.title(), refused.len(), cases.len());
    }
    refused.iter().for_each(|why| println!("  {why}"));
    assert!(refused.len() * 20 < cases.len(), "too many are refused");
    let arguments = std::iter::once(engine.into()).chain(folders.into_iter().map(Into::into));
    match script("engines.py", &arguments.collect::<Vec<std::ffi::OsString>>()) {
        Some(Ok(said)) => print!("{said}"),
        Some(Err(why)) => panic!("{why}\nthe cases are in {}", root.keep().display()),
        None => skipped(dialect),
    }
}

/// What a script of `tests/sql` says; none where the engines are not there.
fn script(name: &str, arguments: &[std::ffi::OsString]) -> Option<Result<String, String>> {
    let python = engines();
    if !python.exists() {
        return None;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql").join(name);
    let mut command = std::process::Command::new(python);
    let done = command.arg(path).args(arguments).env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    let end: Vec<&str> = wrong.lines().filter(|line| !line.trim_start().starts_with("at ")).collect();
    let end = end[end.len().saturating_sub(8)..].join("\n");
    Some(if done.status.success() { Ok(said.into_owned()) } else { Err(format!("{said}{end}")) })
}

/// Says that an engine is not there, and how to get it; where it must be there, that is a failure.
fn skipped(dialect: Dialect) {
    let how = "`.ci/engines` installs DuckDB, Spark and PostgreSQL for it";
    assert!(std::env::var_os("MOGNAD_ENGINES").is_none(), "{} is not there: {how}", dialect.title());
    // Past the test's own capture, so that it is seen.
    let skipped = format!("skipped: queries on {}; {how}\n", dialect.title());
    std::io::stderr().write_all(skipped.as_bytes()).unwrap();
}

#[test]
fn stockholm_gives_the_same_on_four_engines() {
    let models = real_models();
    let (name, model) = models.into_iter().find(|(name, _)| name.ends_with("it-strategi")).unwrap();
    let case = Case::random(name, model, 4, 1000);
    let began = std::time::Instant::now();
    let cells = in_sqlite(&case).unwrap();
    println!("sqlite {}: 1 model, {cells} cells the same; {:.0} s", rusqlite::version(), began.elapsed().as_secs_f64());
    for dialect in [Dialect::DuckDb, Dialect::Postgres, Dialect::Spark] {
        on_engine(dialect, std::slice::from_ref(&case));
    }
}

/// The job of the guide, on a million rows in 24 partitions.
#[test]
fn a_spark_job_scores_a_partitioned_data_set() {
    let models = real_models();
    let (name, model) = models.into_iter().find(|(name, _)| name.ends_with("it-strategi")).unwrap();
    let case = Case::random(name, model, 5, 1000);
    let folder = tempfile::tempdir().unwrap();
    let options = mognad::sql::Options {
        dialect: Dialect::Spark,
        table: "responses".into(),
        keep: vec!["id".into(), "school".into()],
        separately: case.separately,
    };
    let query = mognad::sql::compile(&case.model, &options).unwrap();
    std::fs::write(folder.path().join("query.sql"), &query.text).unwrap();
    std::fs::write(folder.path().join("case.json"), case.json(&query)).unwrap();
    let rows = setting("MOGNAD_SPARK_ROWS", 1_000_000).to_string();
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/stockholm/it-strategi.mognad");
    let arguments = [folder.path().into(), rows.into(), env!("CARGO_BIN_EXE_mognad").into(), text.into_os_string()];
    match script("partitions.py", &arguments) {
        Some(Ok(said)) => print!("{said}"),
        Some(Err(why)) => panic!("{why}"),
        None => skipped(Dialect::Spark),
    }
}

/// Random models with their responses, then the real ones.
fn cases(models: u64, rows: usize) -> Vec<Case> {
    let random = random_models(0..models).map(|(seed, model)| Case::random(format!("model {seed}"), model, seed, rows));
    let real = real_models().into_iter().map(|(name, model)| Case::random(name, model, 11, rows));
    random.chain(real).collect()
}

#[test]
fn duckdb_gives_what_the_definition_gives() {
    on_engine(Dialect::DuckDb, &cases(setting("MOGNAD_ENGINE_MODELS", 120), 60));
}

#[test]
fn postgres_gives_what_the_definition_gives() {
    on_engine(Dialect::Postgres, &cases(setting("MOGNAD_ENGINE_MODELS", 120), 60));
}

#[test]
fn spark_gives_what_the_definition_gives() {
    on_engine(Dialect::Spark, &cases(setting("MOGNAD_ENGINE_MODELS", 120) / 10, 60));
}

/// The queries of small models, to be read.
#[test]
fn queries_read_well() {
    insta::with_settings!({ snapshot_path => "sql/models", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("sql/models/*.mognad", |path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let model = compile(path.to_str().unwrap(), path.parent().unwrap().to_str().unwrap(), &Disk).model.unwrap();
            let dialects: &[Dialect] = match name.as_str() {
                "roles-and-requirements" | "lists-and-numbers" => &Dialect::ALL,
                "long-names" => &[Dialect::Postgres, Dialect::Spark],
                _ => &[Dialect::DuckDb],
            };
            for dialect in dialects {
                let case = Case::random(name.clone(), model.clone(), 1, 0);
                let query = case.query(*dialect).unwrap();
                insta::with_settings!({ snapshot_suffix => dialect.name() }, {
                    insta::assert_snapshot!(name.clone(), query.text);
                });
            }
        });
    });
}

/// SQLite takes a name in quotation marks for a text where no column is called so.
#[test]
fn a_column_that_is_missing_is_an_error_of_the_engine() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql/models/lists-and-numbers.mognad");
    let model = compile(path.to_str().unwrap(), path.parent().unwrap().to_str().unwrap(), &Disk).model.unwrap();
    let case = Case::random("missing".to_owned(), model, 1, 0);
    let query = case.query(Dialect::Sqlite).unwrap();
    for missing in case.columns(&query) {
        let columns = case.columns(&query).into_iter().filter(|name| *name != missing);
        let columns: Vec<String> = columns.map(|name| format!("\"{name}\"")).collect();
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&format!("CREATE TABLE responses ({})", columns.join(", "))).unwrap();
        let error = connection.prepare(&query.text).err().unwrap().to_string();
        assert!(error.contains(&format!("no such column: r.{missing}")), "{error}");
    }
}

#[test]
fn sqlite_gives_what_the_definition_gives_on_small_models() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql/models");
    for name in
        ["roles-and-requirements", "answers-left-out", "many-weights", "hidden-and-unanswered", "lists-and-numbers"]
    {
        let path = folder.join(format!("{name}.mognad"));
        let model = compile(path.to_str().unwrap(), folder.to_str().unwrap(), &Disk).model.unwrap();
        in_sqlite(&Case::random(name.to_owned(), model, 3, 2000)).unwrap();
    }
}
