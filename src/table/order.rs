//! What came of pieces, written in the order in which they were taken.
//!
//! Nobody waits for an earlier piece: what is done is left here, and whoever comes when its turn has come writes it, and
//! what others leave meanwhile. Only who is far ahead has to wait, so that memory stays bounded.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::fault::Fault;
use super::reader::Broken;
use super::run::{Job, OnError, Sink, Tally};
use super::write::{Binder, Laid, Writer};
use crate::diagnostics::{Code, Diagnostic};

/// So many faults of the row that stops a run are told.
const MOST_TOLD: usize = 5;

/// What came of a piece.
#[derive(Default)]
pub(super) struct Done {
    /// The input that it is of.
    pub input: usize,
    pub rows: usize,
    pub faults: Vec<Fault>,
    /// How many rows have faults.
    pub bad: usize,
    pub laid: Laid,
    /// Why it is not whole.
    pub trouble: Option<Trouble>,
}

pub(super) enum Trouble {
    Unreadable(Diagnostic),
    Broken(Broken),
}

/// Where pieces go.
pub(super) struct Order<'a> {
    job: &'a Job<'a>,
    names: Vec<String>,
    queue: Mutex<Queue>,
    /// The queue has become shorter.
    shorter: Condvar,
    /// Only whoever writes has this.
    output: Mutex<Output<'a>>,
}

struct Queue {
    /// The piece that is written next.
    next: u64,
    done: BTreeMap<u64, Done>,
    is_writing: bool,
    stopped: Option<Vec<Diagnostic>>,
    /// What was written, to be used again.
    spare: Vec<Done>,
}

struct Output<'a> {
    /// The input of the piece before.
    input: usize,
    /// Rows before the next piece in its input.
    row: u64,
    tally: Tally,
    sink: &'a mut dyn Sink,
    binder: Option<Binder>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Order<'a> {
    /// Begins the output.
    pub fn new(job: &'a Job<'a>, names: Vec<String>, sink: &'a mut dyn Sink) -> Result<Order<'a>, Diagnostic> {
        let mut binder = job.writer.map(Writer::binder).transpose()?;
        if let Some(binder) = &mut binder {
            sink.rows(&binder.start())?;
        }
        let queue = Queue { next: 0, done: BTreeMap::new(), is_writing: false, stopped: None, spare: Vec::new() };
        Ok(Order {
            job,
            names,
            queue: Mutex::new(queue),
            shorter: Condvar::new(),
            output: Mutex::new(Output { input: 0, row: 0, tally: Tally::default(), sink, binder }),
        })
    }

    /// What an input is called.
    pub fn name(&self, input: usize) -> &str {
        self.names.get(input).map_or("", String::as_str)
    }

    /// Something to put a piece of an input into.
    pub fn fresh(&self, input: usize) -> Done {
        let spare = lock(&self.queue).spare.pop().unwrap_or_default();
        Done { input, ..spare }
    }

    /// Leaves what came of a piece, and writes whatever is to be written next. Whether to go on.
    pub fn hand_in(&self, ticket: u64, done: Done) -> bool {
        let most = u64::try_from(self.job.threads).unwrap_or(u64::MAX).saturating_mul(2);
        let mut queue = lock(&self.queue);
        while queue.stopped.is_none() && ticket >= queue.next.saturating_add(most) {
            queue = self.shorter.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.done.insert(ticket, done);
        if queue.is_writing || queue.stopped.is_some() {
            return queue.stopped.is_none();
        }
        queue.is_writing = true;
        loop {
            let next = queue.next;
            let Some(mut done) = queue.done.remove(&next) else { break };
            drop(queue);
            let result = self.write(&mut lock(&self.output), &mut done);
            queue = lock(&self.queue);
            queue.next = next.saturating_add(1);
            queue.stopped = result.err();
            queue.spare.push(done.emptied());
            self.shorter.notify_all();
            if queue.stopped.is_some() {
                break;
            }
        }
        queue.is_writing = false;
        queue.stopped.is_none()
    }

    fn write(&self, output: &mut Output<'_>, done: &mut Done) -> Result<(), Vec<Diagnostic>> {
        if output.input != done.input {
            output.input = done.input;
            output.row = 0;
        }
        let name = self.name(done.input);
        let before = output.row;
        let number = |row: usize| before.saturating_add(wide(row)).saturating_add(1);
        if let (OnError::Fail, Some(first)) = (self.job.on_error, done.faults.first()) {
            let of_row = done.faults.iter().filter(|fault| fault.row == first.row).take(MOST_TOLD);
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
        match done.trouble.take() {
            Some(Trouble::Unreadable(diagnostic)) => return Err(vec![diagnostic]),
            Some(Trouble::Broken(broken)) => return Err(vec![told_broken(&broken, number(broken.row), name)]),
            None => {}
        }
        output
            .piece(done, |fault| (fault.diagnostic(self.job.model), number(fault.row)), name)
            .map_err(|error| vec![error])
    }

    /// Ends the output; what stopped it, if anything did.
    pub fn end(self) -> Result<Tally, Vec<Diagnostic>> {
        let queue = self.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(diagnostics) = queue.stopped {
            return Err(diagnostics);
        }
        let mut output = self.output.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(binder) = &mut output.binder {
            binder.end().and_then(|bytes| output.sink.rows(&bytes)).map_err(|error| vec![error])?;
        }
        Ok(output.tally)
    }
}

impl Output<'_> {
    /// Writes a piece that is whole.
    fn piece(
        &mut self,
        done: &mut Done,
        told: impl Fn(&Fault) -> (Diagnostic, u64),
        name: &str,
    ) -> Result<(), Diagnostic> {
        for fault in &done.faults {
            let (diagnostic, row) = told(fault);
            self.sink.rejected(name, row, fault, &diagnostic)?;
            let count = self.tally.codes.entry(diagnostic.code.0).or_default();
            *count = count.saturating_add(1);
        }
        if let Some(binder) = &mut self.binder {
            binder.bind(&mut done.laid);
        }
        done.laid.parts().filter(|part| !part.is_empty()).try_for_each(|part| self.sink.rows(part))?;
        let rows = wide(done.rows);
        self.row = self.row.saturating_add(rows);
        self.tally.rows = self.tally.rows.saturating_add(rows);
        self.tally.rejected = self.tally.rejected.saturating_add(wide(done.bad));
        let tally = self.tally.clone();
        self.sink.progress(&tally);
        Ok(())
    }
}

impl Done {
    /// Its memory, with nothing in it.
    fn emptied(mut self) -> Done {
        self.faults.clear();
        self.laid.clear();
        Done { faults: self.faults, laid: self.laid, ..Done::default() }
    }
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
