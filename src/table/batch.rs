//! Some rows of an input, read.

use super::carried::Carried;
use super::fault::Fault;
use super::layout::Layout;
use crate::model::Model;
use crate::score::{Block, Codes, Coding, Width};

/// Some rows of an input.
#[derive(Debug, Default)]
pub struct Batch {
    /// How many.
    pub rows: usize,
    /// The number of the role of each; nothing in a model without roles.
    pub roles: Vec<u8>,
    /// The answers: a column a question.
    pub answers: Vec<Answers>,
    /// What passes through.
    pub carried: Vec<Carried>,
    /// What is wrong, by row.
    pub faults: Vec<Fault>,
}

/// The answers to a question, as codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answers {
    /// 8 bits each.
    Byte(Vec<u8>),
    /// 32 bits each.
    Word(Vec<u32>),
    /// 64 bits each.
    Long(Vec<u64>),
}

impl Answers {
    /// An empty column.
    pub fn new(coding: Coding) -> Answers {
        match coding.width() {
            Width::Byte => Answers::Byte(Vec::new()),
            Width::Word => Answers::Word(Vec::new()),
            Width::Long => Answers::Long(Vec::new()),
        }
    }

    /// Adds a code, which the width must hold.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a column is as wide as its codes")]
    pub fn push(&mut self, code: u64) {
        match self {
            Answers::Byte(codes) => codes.push(code as u8),
            Answers::Word(codes) => codes.push(code as u32),
            Answers::Long(codes) => codes.push(code),
        }
    }

    /// Adds the same code for the rows that are missing up to `rows`.
    #[expect(clippy::cast_possible_truncation, reason = "a column is as wide as its codes")]
    pub fn fill(&mut self, rows: usize, code: u64) {
        match self {
            Answers::Byte(codes) => codes.resize(rows, code as u8),
            Answers::Word(codes) => codes.resize(rows, code as u32),
            Answers::Long(codes) => codes.resize(rows, code),
        }
    }

    fn clear(&mut self) {
        match self {
            Answers::Byte(codes) => codes.clear(),
            Answers::Word(codes) => codes.clear(),
            Answers::Long(codes) => codes.clear(),
        }
    }

    fn codes(&self) -> Codes<'_> {
        match self {
            Answers::Byte(codes) => Codes::Byte(codes),
            Answers::Word(codes) => Codes::Word(codes),
            Answers::Long(codes) => Codes::Long(codes),
        }
    }
}

impl Batch {
    /// A batch of the rows of a layout, with nothing in it.
    pub fn new(model: &Model, layout: &Layout) -> Batch {
        Batch {
            rows: 0,
            roles: Vec::new(),
            answers: model.questions.iter().map(|question| Answers::new(Coding::of(question))).collect(),
            carried: layout.carried.iter().map(|(_, kind)| kind.column()).collect(),
            faults: Vec::new(),
        }
    }

    /// Leaves nothing in it, but keeps its memory.
    pub fn clear(&mut self) {
        self.rows = 0;
        self.roles.clear();
        self.answers.iter_mut().for_each(Answers::clear);
        self.carried.iter_mut().for_each(Carried::clear);
        self.faults.clear();
    }

    /// Its answers, to be scored.
    pub fn block(&self, model: &Model) -> Block<'_> {
        Block {
            rows: self.rows,
            roles: (!model.roles.is_empty()).then_some(self.roles.as_slice()),
            answers: self.answers.iter().map(Answers::codes).collect(),
        }
    }
}
