//! Inputs to outputs: pieces are taken one at a time, and read, scored and laid out in several threads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::batch::Batch;
use super::census::{Census, Groups};
use super::fault::{Fault, FaultKind, shown};
use super::input::{Cells, Input, Piece};
use super::layout::Layout;
use super::order::{Done, Order, Trouble, lock};
use super::reader::{Broken, Reader};
use super::write::{Draft, Good, Writer};
use crate::diagnostics::Diagnostic;
use crate::model::Model;
use crate::respond::Notation;
use crate::score::{Scorer, Scores};

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
    let order = Order::new(job, names, sink).map_err(|error| vec![error])?;
    let shared = Shared {
        job,
        columns,
        source: Mutex::new(Source { inputs, current: 0, taken: 0 }),
        order,
        groups: Mutex::new(Groups::default()),
    };
    std::thread::scope(|scope| {
        for _ in 1..job.threads.max(1) {
            scope.spawn(|| shared.work());
        }
        shared.work();
    });
    let tally = shared.order.end()?;
    Ok((tally, shared.groups.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

struct Shared<'a> {
    job: &'a Job<'a>,
    columns: Vec<(Layout, Vec<super::fields::Field>)>,
    source: Mutex<Source>,
    order: Order<'a>,
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
    piece: Result<Piece, Diagnostic>,
}

/// What a thread needs for its work, used again and again.
struct Bench<'a> {
    /// The input that the reader is for.
    input: usize,
    reader: Reader<'a>,
    batch: Batch,
    scores: Scores,
    bad: Vec<usize>,
    draft: Draft,
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
            let mut done = self.order.fresh(taken.input);
            let outcome = taken.piece.map_err(Trouble::Unreadable);
            done.trouble = outcome.and_then(|piece| self.one(bench, piece, &mut done, groups)).err();
            if !self.order.hand_in(taken.ticket, done) {
                lock(&self.source).inputs.clear();
                return;
            }
        }
    }

    fn bench(&self, input: usize) -> Option<Bench<'a>> {
        let (layout, fields) = self.columns.get(input)?;
        let reader = Reader::new(self.job.model, layout, fields, self.job.notation);
        let batch = reader.batch();
        Some(Bench { input, reader, batch, scores: Scores::default(), bad: Vec::new(), draft: Draft::default() })
    }

    /// The next piece; none when there is none, or an earlier one could not be read.
    fn take(&self) -> Option<Taken> {
        let mut source = lock(&self.source);
        loop {
            let input = source.current;
            let piece = source.inputs.get_mut(input)?.next_piece().transpose();
            let ticket = source.taken;
            match piece {
                None => source.current = source.current.saturating_add(1),
                Some(piece) => {
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
    fn one(&self, bench: &mut Bench<'a>, piece: Piece, done: &mut Done, groups: &mut Groups) -> Result<(), Trouble> {
        let name = self.order.name(done.input);
        bench.draft.clear();
        let mut blocks = piece.open(name).map_err(Trouble::Unreadable)?;
        while let Some(cells) = blocks.next(name).map_err(Trouble::Unreadable)? {
            self.block(bench, &cells, done, groups)?;
            if self.job.on_error == OnError::Fail && !done.faults.is_empty() {
                return Ok(());
            }
        }
        if let Some(writer) = self.job.writer {
            writer.seal(&mut bench.draft, &mut done.laid).map_err(Trouble::Unreadable)?;
        }
        Ok(())
    }

    /// Reads, scores and lays out some rows of a piece.
    fn block(&self, bench: &mut Bench<'a>, cells: &Cells, done: &mut Done, groups: &mut Groups) -> Result<(), Trouble> {
        let Bench { reader, batch, scores, bad, draft, .. } = bench;
        let in_piece = |broken: Broken| Broken { row: broken.row.saturating_add(done.rows), ..broken };
        reader.read(cells, batch).map_err(|broken| Trouble::Broken(in_piece(broken)))?;
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
            writer.lay(batch, scores, &good, draft).map_err(Trouble::Unreadable)?;
        }
        let before = done.rows;
        let in_piece = |fault: Fault| Fault { row: fault.row.saturating_add(before), ..fault };
        done.faults.extend(batch.faults.drain(..).map(in_piece));
        done.bad = done.bad.saturating_add(bad.len());
        done.rows = done.rows.saturating_add(batch.rows);
        Ok(())
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
