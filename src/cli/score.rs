//! `mognad score`: results of many responses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use mognad::diagnostics::Diagnostic;
use mognad::model::Model;
use mognad::report::{Summary, Words, summary};
use mognad::score::{Output, Scorer};
use mognad::source::Sources;
use mognad::table::{
    CarriedKind, Census, FAULT_HEADER, Field, Format, Input, Job, Key, Layout, MOST_GROUPS, Mapping, OnError, Plan,
    Settings, Wanted, Writer, run,
};

use super::apart::{apart, read_with};
use super::choices::{Answers, Bad, Names, SummaryFormat, TableFormat, delimiter, threads};
use super::grouping::grouping;
use super::input::shown;
use super::scored::{engine, refused, said, told};
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
  mognad score strategy.mognad answers.parquet --by school,role --format html > schools.html
  mognad score strategy.mognad north.csv south.csv -o scores.jsonl --columns 'school,*.level'
  zcat answers.csv.gz | mognad score strategy.mognad - -o scores.csv --on-error reject")]
pub struct Score {
    /// The model, as text or compiled
    model: PathBuf,
    /// Tables of responses: CSV, JSON lines, Parquet or Arrow; `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Where to write the results; `-` for standard output
    #[arg(short, long, value_name = "FILE", required_unless_present_any = ["summary", "by"])]
    output: Option<PathBuf>,
    /// Print how many are at each level, mean scores, what is suggested most and how much is answered, on standard
    /// output; results then go to a file
    #[arg(long)]
    summary: bool,
    /// The summary by group: by one column, or by one and within it by others; `role` is the role
    #[arg(long, value_name = "COLUMNS", value_parser = Names::parse)]
    by: Vec<Names>,
    /// Groups of fewer responses are not shown in a summary, nor others from which they could be computed [default: 5]
    #[arg(long, value_name = "NUMBER")]
    min_group: Option<u64>,
    /// How the summary is written [default: text]
    #[arg(long, value_name = "FORMAT")]
    format: Option<SummaryFormat>,
    /// The language of the summary [default: the model's first]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// How the inputs are written [default: as their names say]
    #[arg(long, value_name = "FORMAT")]
    from: Option<TableFormat>,
    /// How the results are written [default: as the name of the output says]
    #[arg(long, value_name = "FORMAT")]
    to: Option<TableFormat>,
    /// What separates the cells of CSV: `,`, `;`, `|` or `tab` [default: what the header shows]
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
    /// The columns to write, in this order; `*` stands for anything, `suggested.*` is a column for each action, and a name
    /// with a comma in it stands in quotation marks
    #[arg(long, value_name = "NAMES", value_parser = Names::parse)]
    columns: Vec<Names>,
    /// What a bad row leads to: the run fails, or the row goes to a file of its own and the rest is scored
    #[arg(long, value_name = "WHAT", default_value = "fail")]
    on_error: Bad,
    /// Where rejected rows are told, as CSV [default: the output with `.rejected.csv` behind;
    /// `scores.rejected.csv` where that is no file]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// How many threads work [default: as many as the machine runs]
    #[arg(long, value_name = "NUMBER", value_parser = threads)]
    threads: Option<u16>,
    /// Say how the rows are scored
    #[arg(long)]
    verbose: bool,
}

/// Groups of fewer responses are not shown when nothing else is asked for.
const MIN_GROUP: u64 = 5;

/// About how many bytes of text are read at a time.
const PIECE: usize = 1 << 20;

impl Score {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        self.need_summary()?;
        self.need_results()?;
        let model = console.load_model(&self.model)?;
        let words = super::responses::words(&model, self.lang.as_deref())?;
        let rejects = self.rejects_path();
        self.stay_apart(&model, rejects.as_deref()).map_err(|wrong| said(console, &[wrong]))?;
        let mapping = self.mapping(console, &model)?;
        let wanted = Wanted::new(&model, self.answers.notation(), self.partial, &mapping);
        let extent = Arc::new(Extent::default());
        let format = self.output.as_deref().map(|output| self.output_format(output)).transpose()?;
        let inputs = self.open(console, &wanted, &extent)?;
        let prepared = self.prepare(console, &model, inputs)?;
        let Prepared { inputs, mut plan, carried, keys } = prepared;
        let counted = if keys.is_some() { Census::outputs(&model) } else { Vec::new() };
        let uncounted = |output: &&Output| !plan.outputs.contains(output);
        let more: Vec<Output> = counted.iter().filter(uncounted).cloned().collect();
        plan.outputs.extend(more);
        let scorer = Scorer::new(&model, plan.outputs.clone())
            .map_err(|refusal| said(console, &[refused(&refusal, &counted)]))?;
        if self.verbose {
            console.talk(&engine(&scorer.engine()));
        }
        let census = keys.map(|keys| Census::new(&model, &plan.outputs, scorer.actions(), keys));
        let writer = format.map(|format| Writer::new(&model, format, &plan, &carried, self.output_delimiter()));
        let writer = writer.transpose().map_err(|wrong| said(console, &[wrong]))?;
        let mut files = Files::create(self.output.as_deref(), rejects.as_deref(), extent)?;
        let job = Job {
            model: &model,
            scorer: &scorer,
            notation: self.answers.notation(),
            writer: writer.as_ref(),
            census: census.as_ref(),
            on_error: if self.on_error == Bad::Fail { OnError::Fail } else { OnError::Reject },
            threads: self.threads.map_or_else(default_threads, usize::from),
        };
        let done = files.write_reject(FAULT_HEADER).map_err(|error| vec![error]);
        let done = done.and_then(|()| run(&job, inputs, &mut files));
        files.close_bar();
        if files.is_left() {
            // Nobody reads on.
            return Ok(Verdict::Done);
        }
        let (tally, groups) = done.map_err(|wrong| said(console, &wrong))?;
        files.finish()?;
        if let Some(census) = &census {
            if groups.is_full() {
                return Err(Failure::new(format!(
                    "there are more than {} groups",
                    grouped(u64::try_from(MOST_GROUPS).unwrap_or(u64::MAX))
                ))
                .help("group by a column with fewer different values"));
            }
            let rejected = tally.rejected;
            let summary = summary(
                &model,
                census,
                groups.sorted(),
                &Names::all(&self.by),
                self.min_group.unwrap_or(MIN_GROUP),
                rejected,
                &words,
            );
            self.print(console, &summary, &words)?;
        }
        console.talk(&told(&tally, rejects.as_deref()));
        Ok(if tally.rejected == 0 { Verdict::Done } else { Verdict::Undecided })
    }

    /// Refuses what says how a summary is to be, where none is asked for.
    fn need_summary(&self) -> Result<(), Failure> {
        if self.has_summary() {
            return Ok(());
        }
        let of_summary = [
            ("--format", self.format.is_some()),
            ("--lang", self.lang.is_some()),
            ("--min-group", self.min_group.is_some()),
        ];
        let Some((option, _)) = of_summary.into_iter().find(|(_, is_given)| *is_given) else { return Ok(()) };
        let failure = Failure::new(format!("`{option}` is about the summary, and none is asked for"));
        Err(match option {
            "--format" => failure.help("`--summary` prints one; how the results are written, `--to` says"),
            _ => failure.help("`--summary` prints one, and `--by COLUMN` one by group"),
        })
    }

    /// Refuses what says how results, or rejected rows, are to be written, where none are.
    fn need_results(&self) -> Result<(), Failure> {
        let of_results = [("--columns", !self.columns.is_empty()), ("--to", self.to.is_some())];
        let idle = of_results.into_iter().find(|(_, is_given)| *is_given && self.output.is_none());
        if let Some((option, _)) = idle {
            return Err(Failure::new(format!("`{option}` is about the results, and none are written"))
                .help("`-o FILE` writes them beside the summary"));
        }
        if self.rejects.is_some() && self.on_error == Bad::Fail {
            return Err(Failure::new("`--rejects` goes with `--on-error reject`")
                .help("add `--on-error reject`: without it a bad row stops the run"));
        }
        Ok(())
    }

    fn has_summary(&self) -> bool {
        self.summary || !self.by.is_empty()
    }

    /// Refuses outputs that are inputs, or one another.
    fn stay_apart(&self, model: &Model, rejects: Option<&Path>) -> Result<(), Diagnostic> {
        let mut read = read_with(model, &self.model);
        read.extend(self.inputs.iter().map(|path| ("an input", path.as_path())));
        read.extend(self.map.iter().map(|path| ("the mapping", path.as_path())));
        let summary = self.has_summary().then(|| ("the summary", Path::new("-")));
        let output = self.output.as_deref().map(|path| ("the results", path));
        let rejects = rejects.map(|path| ("the rejected rows", path));
        apart(&read, &[summary, output, rejects].into_iter().flatten().collect::<Vec<_>>())
    }

    /// Decides which columns are written, counted and kept.
    fn prepare(&self, console: &mut Console, model: &Model, inputs: Vec<(Input, Layout)>) -> Result<Prepared, Failure> {
        let first = inputs.first().map(|(_, layout)| layout.clone()).unwrap_or_default();
        let plan = match self.output {
            Some(_) => {
                let columns = (!self.columns.is_empty()).then(|| Names::all(&self.columns));
                Plan::new(model, &first, columns.as_deref()).map_err(|wrong| said(console, &wrong))?
            }
            None => Plan::default(),
        };
        let by = grouping(model, &first, &Names::all(&self.by))?;
        let mut kept = plan.carried();
        kept.extend(by.iter().flatten());
        let kept: Vec<usize> = kept.into_iter().collect();
        let inputs = inputs.into_iter().map(|(mut input, layout)| {
            let layout = layout.keeping(&kept);
            input.want(&layout);
            (input, layout)
        });
        let inputs: Vec<(Input, Layout)> = inputs.collect();
        let layout = inputs.first().map(|(_, layout)| layout.clone()).unwrap_or_default();
        let carried: Vec<CarriedKind> = layout.carried.iter().map(|(_, kind)| *kind).collect();
        let key = |place: Option<usize>| {
            let place = place.and_then(|place| kept.iter().position(|kept| *kept == place));
            place.map_or(Key::Role, |at| Key::Carried(at, carried.get(at).copied().unwrap_or(CarriedKind::Text)))
        };
        let keys = self.has_summary().then(|| by.into_iter().map(key).collect());
        Ok(Prepared { plan: plan.keeping(&kept), inputs, keys, carried })
    }

    fn print(&self, console: &mut Console, summary: &Summary, words: &Words) -> Result<(), Failure> {
        let text = match self.format.unwrap_or(SummaryFormat::Text) {
            SummaryFormat::Text => summary.text(words, console.style()),
            SummaryFormat::Markdown => summary.markdown(words),
            SummaryFormat::Html => summary.html(words),
            SummaryFormat::Csv => summary.csv(),
            SummaryFormat::Json => {
                let text = serde_json::to_string_pretty(&summary.document());
                text.map_err(|error| Failure::new(format!("cannot write the summary as JSON: {error}")))? + "\n"
            }
        };
        console.data(&text)
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
        let mut inputs = Vec::new();
        for path in &self.inputs {
            match console.open_table(path, self.from.map(TableFormat::format), settings, extent) {
                Ok(input) => inputs.push(input),
                Err(diagnostic) => wrong.push(diagnostic),
            }
        }
        if inputs.len() == self.inputs.len() {
            let fields: Vec<&Field> = inputs.iter().flat_map(|input| &input.fields).collect();
            // What a misspelt column leads to need not be said.
            wanted.mapping.check(&fields).map_err(|absent| said(console, &absent))?;
        }
        let mut opened: Vec<(Input, Layout)> = Vec::new();
        for input in inputs {
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

    fn output_format(&self, output: &Path) -> Result<Format, Failure> {
        let name = shown(output);
        let by_name = || match (Format::of_name(&name), output.as_os_str() == "-") {
            (Some(format), _) => Ok(format),
            (None, true) => Ok(Format::Csv),
            (None, false) => Err(Failure::new(format!("`{name}` does not say how the results are to be written"))
                .help("end its name in `.csv`, `.jsonl`, `.parquet` or `.arrow`, or say it with `--to`")),
        };
        self.to.map_or_else(by_name, |format| Ok(format.format()))
    }

    /// Tabs in a file that is called so, else what was asked for.
    fn output_delimiter(&self) -> u8 {
        let extension = self.output.as_deref().and_then(Path::extension);
        let is_tabs = extension.is_some_and(|extension| extension == "tsv" || extension == "tab");
        if is_tabs { b'\t' } else { self.delimiter.unwrap_or(b',') }
    }

    fn rejects_path(&self) -> Option<PathBuf> {
        if self.on_error == Bad::Fail {
            return None;
        }
        self.rejects.clone().or_else(|| {
            let output = self.output.as_deref().filter(|output| output.as_os_str() != "-");
            let beside = output.unwrap_or(Path::new("scores"));
            let mut name = beside.as_os_str().to_owned();
            name.push(".rejected.csv");
            Some(PathBuf::from(name))
        })
    }
}

/// What a run begins with.
struct Prepared {
    inputs: Vec<(Input, Layout)>,
    plan: Plan,
    carried: Vec<CarriedKind>,
    /// What the summary is grouped by, if one is wanted.
    keys: Option<Vec<Key>>,
}

fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
