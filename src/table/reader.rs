//! Reads pieces of one input.

use rustc_hash::FxHashMap;

use super::batch::Batch;
use super::carried::Carried;
use super::codes::{CellReader, Key, NO_ROLE, RoleReader};
use super::fault::{Fault, FaultKind};
use super::fields::Field;
use super::input::Cells;
use super::layout::{Layout, Use};
use super::{arrow, columns, csv, lines};
use crate::diagnostics::Code;
use crate::model::{Model, QuestionId};
use crate::respond::{Notation, Refusal};

/// Reads pieces of one input, in one thread.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) model: &'a Model,
    /// What each column of the input is for.
    pub(super) uses: Vec<Use>,
    /// What each column is called.
    pub(super) names: Vec<String>,
    /// Where each name stands.
    pub(super) places: FxHashMap<String, usize>,
    pub(super) cells: Vec<CellReader<'a>>,
    pub(super) roles: RoleReader<'a>,
    /// For each column the codes of its dictionary.
    pub(super) known: Vec<columns::Known>,
    /// What columns of Arrow are read into.
    pub(super) room: arrow::Room,
    /// The questions without a column.
    absent: Vec<usize>,
    /// The carried columns of other inputs.
    layout: Layout,
}

/// Why the rest of an input cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The row in its piece, from 0.
    pub row: usize,
    /// What is wrong.
    pub code: Code,
    /// In words.
    pub message: String,
    /// What to do.
    pub help: Option<&'static str>,
}

impl<'a> Reader<'a> {
    /// A reader of an input with these columns.
    pub fn new(model: &'a Model, layout: &Layout, fields: &[Field], notation: Notation) -> Reader<'a> {
        let ids = (0..).map(QuestionId).zip(&model.questions);
        let answered = |place: &usize| {
            layout.uses.iter().any(|target| matches!(target, Use::Answer(id) if id.0 as usize == *place))
        };
        Reader {
            model,
            uses: layout.uses.clone(),
            names: fields.iter().map(|field| field.name.clone()).collect(),
            places: fields.iter().enumerate().map(|(place, field)| (field.name.clone(), place)).collect(),
            cells: ids.map(|(id, question)| CellReader::new(model, id, question, notation)).collect(),
            roles: RoleReader::new(model),
            known: vec![None; fields.len()],
            room: arrow::Room::default(),
            absent: (0..model.questions.len()).filter(|place| !answered(place)).collect(),
            layout: layout.clone(),
        }
    }

    /// What the column of a question is called.
    pub(super) fn column_of(&self, id: QuestionId) -> Option<&str> {
        let place = self.uses.iter().position(|target| *target == Use::Answer(id))?;
        self.names.get(place).map(String::as_str)
    }

    /// An empty batch for its rows.
    pub fn batch(&self) -> Batch {
        Batch::new(self.model, &self.layout)
    }

    /// Reads rows into `batch`, which is cleared first. What is wrong with single rows is in the batch.
    ///
    /// # Errors
    /// When the input is broken there, so that not even the rows after can be read.
    pub fn read(&mut self, cells: &Cells, batch: &mut Batch) -> Result<(), Broken> {
        batch.clear();
        match cells {
            Cells::Csv(piece) => csv::read(self, piece, batch)?,
            Cells::Lines(piece) => lines::read(self, piece, batch)?,
            Cells::Columns(piece) => columns::read(self, piece, batch)?,
        }
        for place in &self.absent {
            if let (Some(answers), Some(cells)) = (batch.answers.get_mut(*place), self.cells.get(*place)) {
                answers.fill(batch.rows, cells.unanswered());
            }
        }
        Ok(())
    }

    /// Takes a cell of a text, `short` being its key when it is short enough for one.
    #[inline(always)]
    pub(super) fn text_cell(&mut self, column: usize, cell: &[u8], short: Option<Key>, batch: &mut Batch) {
        match self.uses.get(column) {
            Some(Use::Answer(id)) => self.answer_cell(*id, column, cell, short, batch),
            Some(Use::Role) => {
                let role = self.roles.text(cell);
                self.role_cell(column, cell, role, batch);
            }
            Some(Use::Carried(place)) => {
                if let Some(carried) = batch.carried.get_mut(*place) {
                    carried.push_text((!cell.is_empty()).then_some(cell));
                }
            }
            Some(Use::Unused) | None => {}
        }
    }

    #[inline(always)]
    fn answer_cell(&mut self, id: QuestionId, column: usize, cell: &[u8], short: Option<Key>, batch: &mut Batch) {
        let place = id.0 as usize;
        let (Some(cells), Some(answers)) = (self.cells.get_mut(place), batch.answers.get_mut(place)) else { return };
        if let Some(code) = short.and_then(|key| cells.short(key)) {
            return answers.push(code);
        }
        let read = cells.text(cell);
        self.code_cell(id, column, cell, read, batch);
    }

    /// Takes the code of an answer, or why there is none.
    pub(super) fn code_cell(
        &self,
        id: QuestionId,
        column: usize,
        value: &[u8],
        read: Result<u64, Refusal>,
        batch: &mut Batch,
    ) {
        let place = id.0 as usize;
        let (Some(cells), Some(answers)) = (self.cells.get(place), batch.answers.get_mut(place)) else { return };
        match read {
            Ok(code) => answers.push(code),
            Err(refusal) => {
                let name = self.names.get(column).map_or("", String::as_str);
                batch.faults.push(cells.fault(batch.rows, name, value, refusal));
                answers.push(cells.unanswered());
            }
        }
    }

    /// Takes a role, or why there is none.
    pub(super) fn role_cell(&self, column: usize, cell: &[u8], role: Result<u8, FaultKind>, batch: &mut Batch) {
        match role {
            Ok(role) => batch.roles.push(role),
            Err(kind) => {
                batch.roles.push(NO_ROLE);
                batch.faults.push(Fault {
                    row: batch.rows,
                    column: self.names.get(column).cloned(),
                    value: String::from_utf8_lossy(cell).into_owned(),
                    kind,
                });
            }
        }
    }

    /// Takes a cell with nothing in it.
    pub(super) fn no_cell(&self, column: usize, batch: &mut Batch) {
        match self.uses.get(column) {
            Some(Use::Answer(id)) => {
                let place = id.0 as usize;
                if let (Some(cells), Some(answers)) = (self.cells.get(place), batch.answers.get_mut(place)) {
                    answers.push(cells.unanswered());
                }
            }
            Some(Use::Role) => self.role_cell(column, b"", Err(FaultKind::NoRole), batch),
            Some(Use::Carried(place)) => {
                if let Some(carried) = batch.carried.get_mut(*place) {
                    Carried::push_nothing(carried);
                }
            }
            Some(Use::Unused) | None => {}
        }
    }
}
