//! An Arrow file or stream, batch by batch.

use std::collections::HashMap;
use std::sync::Arc;

use polars_arrow_format::ipc::{Endianness, MessageHeader, RecordBatch, Schema, Type};

use super::super::carried::Texts;
use super::super::columns::{Dictionary, Part, Piece, Segment as Cells};
use super::super::fields::Field;
use super::super::parquet::Source;
use super::decode::{Array, Segment, Taking};
use super::message::{self, Found};
use super::shape::{Shape, column};
use crate::diagnostics::{Code, Diagnostic};

/// What a file begins with; streams do not.
const MAGIC: &[u8; 6] = b"ARROW1";

/// So many rows are given at a time.
const ROWS: usize = 1 << 15;

/// An Arrow table whose columns are known.
pub(in super::super) struct Input {
    source: Arc<dyn Source>,
    shapes: Vec<Shape>,
    /// The shapes of the values of each dictionary.
    values: HashMap<i64, Shape>,
    dictionaries: HashMap<i64, Arc<Dictionary>>,
    wanted: Vec<usize>,
    place: Place,
    batch: Option<Batch>,
}

/// Where the next batch is.
enum Place {
    /// In a file: the batches that are left, the next one last.
    File(Vec<u64>),
    /// In a stream.
    Stream(u64),
}

/// A batch that is being given away.
struct Batch {
    columns: Vec<(usize, Arc<Array>)>,
    rows: usize,
    next: usize,
}

fn damaged(name: &str) -> Diagnostic {
    Diagnostic::new(Code::M0916, format!("`{name}` cannot be read as Arrow: it is damaged, or ends too early"))
}

impl Input {
    /// Reads which columns there are.
    pub fn open(name: &str, source: Arc<dyn Source>) -> Result<(Vec<Field>, Input), Diagnostic> {
        let mut magic = [0; 6];
        let is_file = source.read_at(0, &mut magic).is_ok() && magic == *MAGIC;
        let opened = if is_file { Input::file(source) } else { Input::stream(source) };
        let (schema, mut input, dictionaries) = opened.ok_or_else(|| damaged(name))?;
        if schema.endianness == Endianness::Big {
            let message = format!("`{name}` cannot be read as Arrow: its numbers begin with their highest byte");
            return Err(Diagnostic::new(Code::M0916, message));
        }
        let mut fields = Vec::new();
        for declared in schema.fields.iter().flatten() {
            let (field, shape) = column(declared);
            fields.push(field);
            input.shapes.push(shape);
            input.dictionaries_of(declared);
        }
        input.wanted = (0..fields.len()).collect();
        for at in dictionaries {
            let found = message::message(input.source.as_ref(), at).flatten();
            found.and_then(|found| input.take(found)).ok_or_else(|| damaged(name))?;
        }
        Ok((fields, input))
    }

    fn new(source: Arc<dyn Source>, place: Place) -> Input {
        Input {
            source,
            shapes: Vec::new(),
            values: HashMap::new(),
            dictionaries: HashMap::new(),
            wanted: Vec::new(),
            place,
            batch: None,
        }
    }

    fn file(source: Arc<dyn Source>) -> Option<(Schema, Input, Vec<u64>)> {
        let (schema, dictionaries, mut batches) = message::footer(source.as_ref())?;
        batches.reverse();
        Some((schema, Input::new(source, Place::File(batches)), dictionaries))
    }

    fn stream(source: Arc<dyn Source>) -> Option<(Schema, Input, Vec<u64>)> {
        let Found { message, next, .. } = message::message(source.as_ref(), 0)??;
        let Some(MessageHeader::Schema(schema)) = message.header else { return None };
        Some((*schema, Input::new(source, Place::Stream(next)), Vec::new()))
    }

    /// Remembers the dictionaries that a column uses.
    fn dictionaries_of(&mut self, declared: &polars_arrow_format::ipc::Field) {
        if let Some(dictionary) = &declared.dictionary {
            let shape = match declared.type_ {
                Some(Type::Utf8(_)) => Shape::Text { offsets: 4 },
                Some(Type::LargeUtf8(_)) => Shape::Text { offsets: 8 },
                Some(Type::Utf8View(_)) => Shape::View,
                _ => return,
            };
            self.values.insert(dictionary.id, shape);
        }
        declared.children.iter().flatten().for_each(|inner| self.dictionaries_of(inner));
    }

    /// Says which columns are to be read.
    pub fn want(&mut self, wanted: Vec<usize>) {
        self.wanted = wanted;
    }

    /// The next rows.
    pub fn next_piece(&mut self, name: &str) -> Result<Option<Piece>, Diagnostic> {
        loop {
            if let Some(batch) = self.batch.as_mut().filter(|batch| batch.next < batch.rows) {
                let first = batch.next;
                let rows = batch.rows.saturating_sub(first).min(ROWS);
                batch.next = first.saturating_add(rows);
                let column = |(place, array): &(usize, Arc<Array>)| {
                    (*place, vec![Cells::Arrow(Segment::new(Arc::clone(array), first, rows))])
                };
                return Ok(Some(Piece { rows, columns: batch.columns.iter().map(column).collect() }));
            }
            self.batch = None;
            let at = match &mut self.place {
                Place::File(batches) => match batches.pop() {
                    Some(at) => at,
                    None => return Ok(None),
                },
                Place::Stream(at) => *at,
            };
            let Some(found) = message::message(self.source.as_ref(), at).ok_or_else(|| damaged(name))? else {
                return Ok(None);
            };
            if let Place::Stream(at) = &mut self.place {
                *at = found.next;
            }
            self.take(found).ok_or_else(|| damaged(name))?;
        }
    }

    /// Takes a dictionary, or the columns of a batch; none when it is damaged.
    fn take(&mut self, found: Found) -> Option<()> {
        match found.message.header {
            Some(MessageHeader::RecordBatch(batch)) => {
                let mut taking = taking(&self.source, &batch, found.body, &self.dictionaries)?;
                let mut columns = Vec::new();
                for (place, shape) in self.shapes.iter().enumerate() {
                    let is_wanted = self.wanted.contains(&place);
                    let array = taking.array(shape, is_wanted)?;
                    if is_wanted {
                        columns.push((place, Arc::new(array)));
                    }
                }
                self.batch = Some(Batch { columns, rows: usize::try_from(batch.length).ok()?, next: 0 });
            }
            Some(MessageHeader::DictionaryBatch(dictionary)) => {
                // Of something else than texts: nobody asks for it.
                let Some(shape) = self.values.get(&dictionary.id) else { return Some(()) };
                let batch = dictionary.data?;
                let rows = usize::try_from(batch.length).ok()?;
                let array = taking(&self.source, &batch, found.body, &self.dictionaries)?.array(shape, true)?;
                let Part::Texts(new) = array.cells(0, rows)? else { return None };
                let before = self.dictionaries.get(&dictionary.id).filter(|_| dictionary.is_delta).cloned();
                let mut texts = before.map_or_else(Texts::default, |before| before.texts.clone());
                (0..rows).for_each(|row| texts.push(new.get(row)));
                let len = texts.len();
                self.dictionaries.insert(dictionary.id, Arc::new(Dictionary { texts, len }));
            }
            _ => {}
        }
        Some(())
    }
}

fn taking<'d>(
    source: &Arc<dyn Source>,
    batch: &RecordBatch,
    body: u64,
    dictionaries: &'d HashMap<i64, Arc<Dictionary>>,
) -> Option<Taking<'d>> {
    let (buffers, packing) = message::buffers(source, batch, body)?;
    let views = batch.variadic_buffer_counts.clone().unwrap_or_default().into_iter();
    Some(Taking { buffers: buffers.into_iter(), packing, views, dictionaries })
}
