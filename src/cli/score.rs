//! `mognad score`: results of many responses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use mognad::diagnostics::{Code, Diagnostic};
use mognad::model::Model;
use mognad::respond::Notation;
use mognad::score::{Engine, Scorer};
use mognad::source::Sources;
use mognad::table::{
    CarriedKind, FAULT_HEADER, Format, Input, Job, Layout, Mapping, OnError, Plan, Settings, Tally, Wanted, Writer, run,
};

use super::input::shown;
use super::tables::{Extent, Files, grouped};
use super::{Console, Failure, Verdict};

/// Score many responses
///
/// Each row of a table is a response: a column a question, by its name. The result has a row for each: scores, levels,
/// how much was answered, values and what is suggested, beside the columns that are no questions.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mognad score strategy.mognad answers.csv -o scores.csv
  mognad score strategy.mognad north.csv south.csv -o scores.jsonl --columns 'school,*.level'
  zcat answers.csv.gz | mognad score strategy.mognad - -o scores.csv --on-error reject")]
pub struct Score {
    /// The model, as text or compiled
    model: PathBuf,
    /// Tables of responses: CSV or JSON lines; `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Where to write the results; `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// How the inputs are written [default: as their names say]
    #[arg(long, value_name = "FORMAT")]
    from: Option<TableFormat>,
    /// How the results are written [default: as the name of the output says]
    #[arg(long, value_name = "FORMAT")]
    to: Option<TableFormat>,
    /// What separates the cells of CSV: `,`, `;` or `tab` [default: what the header shows]
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// How answers to choices are written: by the names of options, or by what they are worth
    #[arg(long, value_name = "HOW", default_value = "names")]
    answers: Answers,
    /// A file that says which question a column answers that is called otherwise: lines `"column" = "question"`
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Take questions without a column as unanswered
    #[arg(long)]
    partial: bool,
    /// The columns to write, in this order; `*` stands for anything, `suggested.*` is a column for each action
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    /// What a bad row leads to: the run fails, or the row goes to a file of its own and the rest is scored
    #[arg(long, value_name = "WHAT", default_value = "fail")]
    on_error: Bad,
    /// Where rejected rows are told, as CSV [default: the output with `.rejected.csv` behind]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// How many threads work [default: as many as the machine runs]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
    /// Say how the rows are scored
    #[arg(long)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TableFormat {
    Csv,
    Jsonl,
    Parquet,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Answers {
    Names,
    Points,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Bad {
    Fail,
    Reject,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "," | ";" | "\t" | "|" => Ok(text.bytes().next().unwrap_or(b',')),
        "tab" => Ok(b'\t'),
        "comma" => Ok(b','),
        "semicolon" => Ok(b';'),
        _ => Err("it is `,`, `;`, `|` or `tab`".to_owned()),
    }
}

impl TableFormat {
    fn format(self) -> Format {
        match self {
            TableFormat::Csv => Format::Csv,
            TableFormat::Jsonl => Format::Lines,
            TableFormat::Parquet => Format::Parquet,
        }
    }
}

/// About how many bytes of text are read at a time.
const PIECE: usize = 1 << 20;

impl Score {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let model = console.load_model(&self.model)?;
        let format = self.output_format()?;
        let mapping = self.mapping(console, &model)?;
        let notation = match self.answers {
            Answers::Names => Notation::Names,
            Answers::Points => Notation::Points,
        };
        let wanted = Wanted::new(&model, notation, self.partial, &mapping);
        let extent = Arc::new(Extent::default());
        let inputs = self.open(console, &wanted, &extent)?;
        let first = inputs.first().map(|(_, layout)| layout.clone()).unwrap_or_default();
        let plan = Plan::new(&model, &first, self.columns.as_deref()).map_err(|wrong| said(console, &wrong))?;
        let kept: Vec<usize> = plan.carried().into_iter().collect();
        let inputs: Vec<(Input, Layout)> = inputs
            .into_iter()
            .map(|(mut input, layout)| {
                let layout = layout.keeping(&kept);
                input.want(&layout);
                (input, layout)
            })
            .collect();
        let carried: Vec<CarriedKind> = inputs
            .first()
            .map(|(_, layout)| layout.carried.iter().map(|(_, kind)| *kind).collect())
            .unwrap_or_default();
        let plan = plan.keeping(&kept);

        let scorer = Scorer::new(&model, plan.outputs.clone()).map_err(|refusal| Failure::new(refusal.to_string()))?;
        if self.verbose {
            console.talk(&engine(&scorer.engine()));
        }
        let writer = Writer::new(&model, format, &plan, &carried, self.output_delimiter())
            .map_err(|wrong| said(console, &[wrong]))?;
        let rejects = self.rejects_path();
        let mut files = Files::create(Some(&self.output), rejects.as_deref(), extent)?;
        let job = Job {
            model: &model,
            scorer: &scorer,
            notation,
            writer: Some(&writer),
            on_error: if self.on_error == Bad::Fail { OnError::Fail } else { OnError::Reject },
            threads: self.threads.map_or_else(default_threads, usize::from),
        };
        let tally =
            files.write_reject(FAULT_HEADER).map_err(|error| vec![error]).and_then(|()| run(&job, inputs, &mut files));
        files.close_bar();
        let tally = tally.map_err(|wrong| said(console, &wrong))?;
        files.finish()?;
        console.talk(&told(&tally, rejects.as_deref()));
        Ok(if tally.rejected == 0 { Verdict::Done } else { Verdict::Undecided })
    }

    /// Opens the inputs and looks at their columns. Everything that is wrong with any of them is said.
    fn open(
        &self,
        console: &mut Console,
        wanted: &Wanted<'_>,
        extent: &Arc<Extent>,
    ) -> Result<Vec<(Input, Layout)>, Failure> {
        let settings = Settings { delimiter: self.delimiter, piece: PIECE };
        let mut wrong = wanted.check().err().unwrap_or_default();
        let mut opened: Vec<(Input, Layout)> = Vec::new();
        for path in &self.inputs {
            let input = match console.open_table(path, self.from.map(TableFormat::format), settings, extent) {
                Ok(input) => input,
                Err(diagnostic) => {
                    wrong.push(diagnostic);
                    continue;
                }
            };
            let layout = wanted.layout(&input.name, &input.fields).and_then(|layout| match opened.first() {
                None => Ok(layout),
                Some((first, like)) => layout.like(like, &input.name, &first.name).map_err(|error| vec![error]),
            });
            match layout {
                Ok(layout) => opened.push((input, layout)),
                Err(found) => wrong.extend(found),
            }
        }
        if wrong.is_empty() { Ok(opened) } else { Err(said(console, &wrong)) }
    }

    fn mapping(&self, console: &mut Console, model: &Model) -> Result<Mapping, Failure> {
        let Some(path) = &self.map else { return Ok(Mapping::default()) };
        let input = console.read(path).map_err(|diagnostic| said(console, &[diagnostic]))?;
        let text = mognad::respond::decode(&input.path, &input.bytes).map_err(|wrong| said(console, &[wrong]))?;
        let mut sources = Sources::new();
        let file = sources.add(input.path, text.clone());
        Mapping::parse(model, file, &text).map_err(|wrong| {
            console.talk_diagnostics(&wrong, &sources);
            Failure::Said
        })
    }

    fn output_format(&self) -> Result<Format, Failure> {
        let name = shown(&self.output);
        let by_name = || match (Format::of_name(&name), self.output.as_os_str() == "-") {
            (Some(format), _) => Ok(format),
            (None, true) => Ok(Format::Csv),
            (None, false) => Err(Failure::new(format!("`{name}` does not say how the results are to be written"))
                .help("end its name in `.csv` or `.jsonl`, or say it with `--to`")),
        };
        self.to.map_or_else(by_name, |format| Ok(format.format()))
    }

    /// Tabs in a file that is called so, else what was asked for.
    fn output_delimiter(&self) -> u8 {
        let is_tabs = self.output.extension().is_some_and(|extension| extension == "tsv" || extension == "tab");
        if is_tabs { b'\t' } else { self.delimiter.unwrap_or(b',') }
    }

    fn rejects_path(&self) -> Option<PathBuf> {
        if self.on_error == Bad::Fail {
            return None;
        }
        self.rejects.clone().or_else(|| {
            let beside = if self.output.as_os_str() == "-" { Path::new("scores") } else { &self.output };
            let mut name = beside.as_os_str().to_owned();
            name.push(".rejected.csv");
            Some(PathBuf::from(name))
        })
    }
}

fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Says what is wrong where no text can be shown.
fn said(console: &mut Console, wrong: &[Diagnostic]) -> Failure {
    console.talk_diagnostics(wrong, &Sources::new());
    Failure::Said
}

fn engine(engine: &Engine) -> String {
    match engine {
        Engine::Columns => "scored column by column\n".to_owned(),
        Engine::Rows(why) => format!("scored row by row: {why}\n"),
    }
}

/// What came of the run, in a line or two.
fn told(tally: &Tally, rejects: Option<&Path>) -> String {
    let rows = |count: u64| if count == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(count)) };
    let mut text = format!("{} scored\n", rows(tally.scored()));
    if tally.rejected > 0 {
        let codes: Vec<String> =
            tally.codes.iter().map(|(code, count)| format!("{} {}", Code(*code), grouped(*count))).collect();
        let path = rejects.map(|path| format!("; see `{}`", shown(path))).unwrap_or_default();
        text.push_str(&format!("{} rejected ({}){path}\n", rows(tally.rejected), codes.join(", ")));
    }
    text
}
