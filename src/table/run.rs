//! Inputs to outputs: pieces are taken one at a time, read, scored and laid out in several threads, and written in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;
use super::census::{Census, Groups};
use super::fault::{Fault, FaultKind, shown};
use super::input::{Input, Piece};
use super::layout::Layout;
use super::reader::{Broken, Reader};
use super::write::{Binder, Good, Laid, Writer};
use crate::diagnostics::{Code, Diagnostic};
use crate::model::Model;
use crate::respond::Notation;
use crate::score::{Scorer, Scores};

/// So many faults of the row that stops a run are told.
const MOST_TOLD: usize = 5;

/// What is to be done.
#[derive(Debug)]
pub struct Job<'a> {
    /// The model.
    pub model: &'a Model,
    /// What scores.
    pub scorer: &'a Scorer<'a>,
    /// How answers to choices are written.
    pub notation: Notation,
    /// What lays rows out; none when only a summary is wanted.
    pub writer: Option<&'a Writer>,
    /// What is counted.
    pub census: Option<&'a Census>,
    /// What bad rows lead to.
    pub on_error: OnError,
    /// How many threads work, at least one.
    pub threads: usize,
}

/// What a bad row leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// The run stops.
    Fail,
    /// It is told, and left out.
    Reject,
}

/// Where results go, in the order of the rows.
pub trait Sink: Send {
    /// Takes the next bytes of the output.
    ///
    /// # Errors
    /// When they cannot be written.
    fn rows(&mut self, bytes: &[u8]) -> Result<(), Diagnostic>;

    /// Takes something that is wrong with the row of this number (from 1) of an input.
    ///
    /// # Errors
    /// When it cannot be written.
    fn rejected(&mut self, input: &str, row: u64, fault: &Fault, diagnostic: &Diagnostic) -> Result<(), Diagnostic>;

    /// How far the run has come.
    fn progress(&mut self, tally: &Tally);
}

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that were read.
    pub rows: u64,
    /// Rows that were rejected.
    pub rejected: u64,
    /// For each code, how many cells or rows it was said of.
    pub codes: BTreeMap<u16, u64>,
}

impl Tally {
    /// Rows that were scored.
    pub fn scored(&self) -> u64 {
        self.rows.saturating_sub(self.rejected)
    }
}

/// Runs a job over inputs with their layouts.
///
/// # Errors
/// Everything that stopped it: what has been written is then no result.
pub fn run(
    job: &Job<'_>,
    inputs: Vec<(Input, Layout)>,
    sink: &mut dyn Sink,
) -> Result<(Tally, Groups), Vec<Diagnostic>> {
    let names: Vec<String> = inputs.iter().map(|(input, _)| input.name.clone()).collect();
    let columns = inputs.iter().map(|(input, layout)| (layout.clone(), input.fields.clone())).collect();
    let inputs = inputs.into_iter().map(|(input, _)| input).collect();
    let mut binder = job.writer.map(Writer::binder).transpose().map_err(|error| vec![error])?;
    if let Some(binder) = &mut binder {
        sink.rows(&binder.start()).map_err(|error| vec![error])?;
    }
    let shared = Shared {
        job,
        names,
        columns,
        source: Mutex::new(Source { inputs, current: 0, taken: 0 }),
        order: Mutex::new(Order { next: 0, input: 0, row: 0, tally: Tally::default(), sink, binder, stopped: None }),
        turn: Condvar::new(),
        groups: Mutex::new(Groups::default()),
    };
    std::thread::scope(|scope| {
        for _ in 1..job.threads.max(1) {
            scope.spawn(|| shared.work());
        }
        shared.work();
    });
    let mut order = shared.order.into_inner().unwrap_or_else(PoisonError::into_inner);
    match order.stopped {
        None => {
            if let Some(binder) = &mut order.binder {
                binder.end().and_then(|bytes| order.sink.rows(&bytes)).map_err(|error| vec![error])?;
            }
            Ok((order.tally, shared.groups.into_inner().unwrap_or_else(PoisonError::into_inner)))
        }
        Some(diagnostics) => Err(diagnostics),
    }
}

struct Shared<'a> {
    job: &'a Job<'a>,
    names: Vec<String>,
    columns: Vec<(Layout, Vec<super::fields::Field>)>,
    source: Mutex<Source>,
    order: Mutex<Order<'a>>,
    turn: Condvar,
    groups: Mutex<Groups>,
}

/// Where pieces come from.
struct Source {
    inputs: Vec<Input>,
    current: usize,
    taken: u64,
}

/// A piece with its place in the order.
struct Taken {
    ticket: u64,
    input: usize,
    piece: Result<Option<Piece>, Diagnostic>,
}

/// Where pieces go, one after the other.
struct Order<'a> {
    next: u64,
    input: usize,
    /// Rows before the next piece in its input.
    row: u64,
    tally: Tally,
    sink: &'a mut dyn Sink,
    binder: Option<Binder>,
    stopped: Option<Vec<Diagnostic>>,
}

/// What a thread needs for its work, used again and again.
struct Bench<'a> {
    /// The input that the reader is for.
    input: usize,
    reader: Reader<'a>,
    batch: Batch,
    scores: Scores,
    bad: Vec<usize>,
    laid: Laid,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Shared<'a> {
    fn work(&self) {
        let mut groups = Groups::default();
        self.pieces(&mut groups);
        lock(&self.groups).merge(groups);
    }

    /// Takes pieces as long as there are any.
    fn pieces(&self, groups: &mut Groups) {
        let mut bench: Option<Bench<'a>> = None;
        while let Some(taken) = self.take() {
            let is_other = bench.as_ref().is_none_or(|bench| bench.input != taken.input);
            if is_other {
                bench = self.bench(taken.input);
            }
            let Some(bench) = &mut bench else { return };
            let outcome = match taken.piece {
                Ok(Some(piece)) => self.one(bench, &piece, groups),
                Ok(None) => return,
                Err(diagnostic) => Err(Trouble::Unreadable(diagnostic)),
            };
            if !self.hand_in(taken.ticket, bench, outcome) {
                return;
            }
        }
    }

    fn bench(&self, input: usize) -> Option<Bench<'a>> {
        let (layout, fields) = self.columns.get(input)?;
        let reader = Reader::new(self.job.model, layout, fields, self.job.notation);
        let batch = reader.batch();
        Some(Bench { input, reader, batch, scores: Scores::default(), bad: Vec::new(), laid: Laid::default() })
    }

    /// The next piece; none when there is none, or an earlier one could not be read.
    fn take(&self) -> Option<Taken> {
        let mut source = lock(&self.source);
        loop {
            let input = source.current;
            let piece = source.inputs.get_mut(input)?.next_piece();
            let ticket = source.taken;
            match piece {
                Ok(None) => source.current = source.current.saturating_add(1),
                piece => {
                    if piece.is_err() {
                        source.inputs.clear();
                    }
                    source.taken = ticket.saturating_add(1);
                    return Some(Taken { ticket, input, piece });
                }
            }
        }
    }

    /// Reads, scores and lays out a piece.
    fn one(&self, bench: &mut Bench<'a>, piece: &Piece, groups: &mut Groups) -> Result<(), Trouble> {
        let Bench { reader, batch, scores, bad, laid, .. } = bench;
        reader.read(piece, batch).map_err(Trouble::Broken)?;
        self.job.scorer.score(&batch.block(self.job.model), scores);
        misplaced(self.job.model, reader, batch, scores);
        batch.faults.sort_by_key(|fault| fault.row);
        bad.clear();
        bad.extend(batch.faults.iter().map(|fault| fault.row));
        bad.dedup();
        let good = if bad.is_empty() { Good::All } else { Good::But(bad) };
        if let Some(census) = self.job.census {
            census.count(batch, scores, &good, groups);
        }
        if let Some(writer) = self.job.writer {
            writer.lay(batch, scores, &good, laid).map_err(Trouble::Unreadable)?;
        }
        Ok(())
    }

    /// Writes what came of a piece when it is its turn. Whether to go on.
    fn hand_in(&self, ticket: u64, bench: &mut Bench<'_>, outcome: Result<(), Trouble>) -> bool {
        let mut order = lock(&self.order);
        while order.next != ticket && order.stopped.is_none() {
            order = self.turn.wait(order).unwrap_or_else(PoisonError::into_inner);
        }
        if order.stopped.is_some() {
            return false;
        }
        if let Err(diagnostics) = self.write(&mut order, bench, outcome) {
            order.stopped = Some(diagnostics);
            lock(&self.source).inputs.clear();
        }
        order.next = ticket.saturating_add(1);
        self.turn.notify_all();
        order.stopped.is_none()
    }

    fn write(
        &self,
        order: &mut Order<'_>,
        bench: &mut Bench<'_>,
        outcome: Result<(), Trouble>,
    ) -> Result<(), Vec<Diagnostic>> {
        if order.input != bench.input {
            order.input = bench.input;
            order.row = 0;
        }
        let name = self.names.get(bench.input).map_or("", String::as_str);
        let number = |row: usize| order.row.saturating_add(wide(row)).saturating_add(1);
        match outcome {
            Err(Trouble::Unreadable(diagnostic)) => return Err(vec![diagnostic]),
            Err(Trouble::Broken(broken)) => return Err(vec![told_broken(&broken, number(broken.row), name)]),
            Ok(()) => {}
        }
        if let (OnError::Fail, Some(first)) = (self.job.on_error, bench.batch.faults.first()) {
            let of_row = bench.batch.faults.iter().filter(|fault| fault.row == first.row).take(MOST_TOLD);
            let place = format!("row {} of `{name}`", number(first.row));
            let mut told: Vec<Diagnostic> =
                of_row.map(|fault| fault.diagnostic(self.job.model).note(place.clone())).collect();
            if let Some(last) = told.pop() {
                told.push(
                    last.help("with `--on-error reject`, bad rows go to a file of their own and the rest is scored"),
                );
            }
            return Err(told);
        }
        for fault in &bench.batch.faults {
            let diagnostic = fault.diagnostic(self.job.model);
            order.sink.rejected(name, number(fault.row), fault, &diagnostic).map_err(|error| vec![error])?;
            let count = order.tally.codes.entry(diagnostic.code.0).or_default();
            *count = count.saturating_add(1);
        }
        if let Some(binder) = &mut order.binder {
            binder.bind(&mut bench.laid).map_err(|error| vec![error])?;
        }
        order.sink.rows(&bench.laid.bytes).map_err(|error| vec![error])?;
        order.sink.rows(&bench.laid.more).map_err(|error| vec![error])?;
        let rows = wide(bench.batch.rows);
        order.row = order.row.saturating_add(rows);
        order.tally.rows = order.tally.rows.saturating_add(rows);
        order.tally.rejected = order.tally.rejected.saturating_add(wide(bench.bad.len()));
        let tally = order.tally.clone();
        order.sink.progress(&tally);
        Ok(())
    }
}

enum Trouble {
    Unreadable(Diagnostic),
    Broken(Broken),
}

fn wide(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

fn told_broken(broken: &Broken, row: u64, name: &str) -> Diagnostic {
    let message = match broken.code {
        Code::M0002 => format!("`{name}` is not UTF-8: {}", broken.message),
        _ => format!("`{name}` cannot be read: {}", broken.message),
    };
    let diagnostic = Diagnostic::new(broken.code, message).note(format!("in row {row}"));
    match broken.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// Answers to questions that are not asked, as far as nothing else is wrong with the row.
fn misplaced(model: &Model, reader: &Reader<'_>, batch: &mut Batch, scores: &Scores) {
    if scores.misplaced().is_empty() {
        return;
    }
    let already: BTreeSet<usize> = batch.faults.iter().map(|fault| fault.row).collect();
    let block = batch.block(model);
    let fresh = scores.misplaced().iter().filter(|(row, _)| !already.contains(row));
    let found: Vec<Fault> = fresh
        .map(|(row, id)| {
            let code = block.answers.get(id.0 as usize).and_then(|codes| codes.get(*row));
            Fault {
                row: *row,
                column: reader.column_of(*id).map(str::to_owned),
                value: shown(model, *id, code.unwrap_or(0)),
                kind: FaultKind::Misplaced(*id),
            }
        })
        .collect();
    batch.faults.extend(found);
}
