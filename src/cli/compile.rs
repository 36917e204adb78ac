//! `mognad compile`: the compiled model as JSON, or as a query for a database.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mognad::model::Model;
use mognad::source::Sources;
use mognad::sql::{self, Dialect, Options};

use super::apart::{apart, read_with};
use super::choices::Names;
use super::{Console, Failure, Verdict};

/// Write the compiled model as JSON, or as a query for a database
///
/// Every command that takes a MODEL takes the JSON too, and gives the same. It states its format; another version of
/// mognad refuses a format that it does not know.
///
/// With `--to sql` it writes a query over a table of responses, a row a respondent and a column a question, which gives
/// the same cells as `mognad score`. Every threshold is decided exactly; what an engine cannot hold is refused.
#[derive(Debug, Args)]
pub struct Compile {
    /// The model; `-` for standard input
    model: PathBuf,
    /// Where to write it; `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What to write
    #[arg(long, value_name = "FORM", default_value = "json")]
    to: Form,
    /// The database that the query is for
    #[arg(long, value_name = "ENGINE", required_if_eq("to", "sql"), help_heading = "Query")]
    dialect: Option<Engine>,
    /// The table of responses; a schema may stand before its name [default: responses]
    #[arg(long, value_name = "NAME", help_heading = "Query")]
    table: Option<String>,
    /// Columns of the table to pass on, such as an id; a name with a comma in it stands in quotation marks
    #[arg(long, value_name = "COLUMN,…", value_parser = Names::parse, help_heading = "Query")]
    keep: Vec<Names>,
    /// How to tell what is suggested: one list, or yes or no for each action [default: list]
    #[arg(long, value_name = "FORM", help_heading = "Query")]
    suggestions: Option<Suggestions>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The compiled model
    Json,
    /// A query
    Sql,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Suggestions {
    /// One column: the names of the actions, with `;` between them
    List,
    /// One column an action
    Columns,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// DuckDB
    Duckdb,
    /// PostgreSQL
    Postgres,
    /// Apache Spark
    Spark,
    /// SQLite
    Sqlite,
}

impl Engine {
    fn dialect(self) -> Dialect {
        match self {
            Engine::Duckdb => Dialect::DuckDb,
            Engine::Postgres => Dialect::Postgres,
            Engine::Spark => Dialect::Spark,
            Engine::Sqlite => Dialect::Sqlite,
        }
    }
}

impl Compile {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        self.need_query()?;
        let model = console.load_model(&self.model)?;
        let read = read_with(&model, &self.model);
        if let Err(wrong) = apart(&read, &[("what is compiled", &self.output)]) {
            return console.refuse(&[wrong], &Sources::new());
        }
        let text = match self.dialect {
            Some(engine) => self.query(&model, engine, console)?,
            None => json(&model)?,
        };
        console.write(&self.output, &text)?;
        Ok(Verdict::Done)
    }

    /// Refuses what says how a query is to be, where none is asked for.
    fn need_query(&self) -> Result<(), Failure> {
        let of_query = [
            ("--dialect", self.dialect.is_some()),
            ("--table", self.table.is_some()),
            ("--keep", !self.keep.is_empty()),
            ("--suggestions", self.suggestions.is_some()),
        ];
        match of_query.into_iter().find(|(_, is_given)| *is_given && self.to == Form::Json) {
            Some((option, _)) => Err(Failure::new(format!("`{option}` goes with `--to sql`")).help("add `--to sql`")),
            None => Ok(()),
        }
    }

    fn query(&self, model: &Model, engine: Engine, console: &mut Console) -> Result<String, Failure> {
        let options = Options {
            dialect: engine.dialect(),
            table: self.table.clone().unwrap_or_else(|| "responses".to_owned()),
            keep: Names::all(&self.keep),
            separately: self.suggestions == Some(Suggestions::Columns),
        };
        match sql::compile(model, &options) {
            Ok(query) => Ok(query.text),
            Err(diagnostic) => console.refuse(&[*diagnostic], &model.sources),
        }
    }
}

fn json(model: &Model) -> Result<String, Failure> {
    let mut text = serde_json::to_string(model)
        .map_err(|error| Failure::new(format!("cannot write the model as JSON: {error}")))?;
    text.push('\n');
    Ok(text)
}
