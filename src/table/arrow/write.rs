//! Arrow out: a record batch for each batch, encoded in the thread that has it, put together in order.

use polars_arrow_format::ipc::planus::{Builder, WriteAsOffset};
use polars_arrow_format::ipc::{
    Block, Bool, Buffer, Date, DateUnit, Decimal, DictionaryBatch, DictionaryEncoding, DictionaryKind, Endianness,
    Field, FieldNode, FloatingPoint, Footer, Int, List, Message, MessageHeader, MetadataVersion, Precision,
    RecordBatch, Schema, TimeUnit, Timestamp, Type, Utf8,
};

use super::super::batch::Batch;
use super::super::carried::{Carried, CarriedKind};
use super::super::lines::unquoted;
use super::super::plan::{From, Plan};
use super::super::write::{Good, Names};
use crate::model::Model;
use crate::score::{Column, Kind, NO_NUMBER, NO_WIDE_NUMBER, Scores};

/// What a file begins and ends with.
const MAGIC: &[u8; 6] = b"ARROW1";

/// Buffers begin at multiples of this, so that they can be used as they lie.
const ALIGNMENT: usize = 64;

/// Encodes batches.
#[derive(Debug, Clone)]
pub(in super::super) struct Encoder {
    plan: Plan,
    carried: Vec<CarriedKind>,
    names: Names,
    is_stream: bool,
}

/// An encoded batch: its metadata, and its body.
#[derive(Debug)]
pub(in super::super) struct Sheet {
    metadata: Vec<u8>,
    body: Vec<u8>,
}

/// A file that is being put together.
#[derive(Debug)]
pub(in super::super) struct Book {
    schema: Schema,
    is_stream: bool,
    position: u64,
    dictionaries: Vec<Block>,
    batches: Vec<Block>,
    start: Vec<u8>,
}

impl Encoder {
    pub fn new(model: &Model, plan: &Plan, carried: &[CarriedKind], is_stream: bool) -> Encoder {
        Encoder { plan: plan.clone(), carried: carried.to_vec(), names: Names::new(model, plan), is_stream }
    }

    /// The good rows of a batch; none when there are none.
    pub fn encode(&self, batch: &Batch, scores: &Scores, good: &Good<'_>) -> Option<Sheet> {
        let rows: Vec<usize> = good.rows(batch.rows).collect();
        if rows.is_empty() {
            return None;
        }
        let mut body = Body::default();
        for column in &self.plan.columns {
            self.column(column.from, batch, scores, &rows, &mut body);
        }
        Some(body.sheet(rows.len(), None))
    }

    fn column(&self, from: From, batch: &Batch, scores: &Scores, rows: &[usize], body: &mut Body) {
        let count = rows.len();
        match from {
            From::Role => {
                let known = |row: &usize| batch.roles.get(*row).copied().filter(|role| *role < u8::MAX);
                body.cells(rows.iter().map(known), count, |cell, out| out.push(cell));
            }
            From::Carried(place) => {
                let kind = self.carried.get(place).copied().unwrap_or(CarriedKind::Text);
                passing(batch.carried.get(place), kind, rows, body);
            }
            From::Result(place) => match scores.columns().get(place) {
                Some(Column::Number(cells)) => {
                    let cells = rows.iter().map(|row| cells.get(*row).copied().filter(|cell| *cell != NO_NUMBER));
                    body.cells(cells, count, |cell, out| out.extend_from_slice(&i128::from(cell).to_le_bytes()));
                }
                Some(Column::WideNumber(cells)) => {
                    let cells = rows.iter().map(|row| cells.get(*row).copied().filter(|cell| *cell != NO_WIDE_NUMBER));
                    body.cells(cells, count, |cell, out| out.extend_from_slice(&cell.to_le_bytes()));
                }
                Some(Column::Level(cells)) => {
                    let cells = rows.iter().map(|row| cells.get(*row).copied().filter(|cell| *cell < u8::MAX));
                    body.cells(cells, count, |cell, out| out.push(cell));
                }
                Some(Column::Count(cells)) => {
                    let cells = rows.iter().map(|row| cells.get(*row).copied().map(i32::from));
                    body.cells(cells, count, |cell, out| out.extend_from_slice(&cell.to_le_bytes()));
                }
                Some(Column::Truth(cells)) => {
                    let cell = |row: &usize| cells.get(*row).filter(|cell| **cell < 2).map(|cell| *cell == 1);
                    body.truths(rows.iter().map(cell).collect());
                }
                Some(Column::Suggestions(suggestions)) => {
                    let mut ends = vec![0i32];
                    let mut names: Vec<Option<&[u8]>> = Vec::new();
                    for row in rows {
                        for place in suggestions.places(*row) {
                            names.push(self.names.actions.get(place).map(String::as_bytes));
                        }
                        ends.push(i32::try_from(names.len()).unwrap_or(i32::MAX));
                    }
                    body.node(count, 0);
                    body.buffer(&[]);
                    body.buffer(&ends.iter().flat_map(|end| end.to_le_bytes()).collect::<Vec<u8>>());
                    body.texts(names.into_iter());
                }
                None => body.cells(rows.iter().map(|_| None::<u8>), count, |cell, out| out.push(cell)),
            },
        }
    }

    /// A file, begun: its schema and its dictionaries.
    pub fn book(&self, wide: &[bool]) -> Book {
        let mut dictionaries: Vec<(i64, &[String])> = Vec::new();
        let mut fields = Vec::new();
        for (place, column) in self.plan.columns.iter().enumerate() {
            let id = i64::try_from(place).unwrap_or(i64::MAX);
            let (type_, children) = match column.from {
                From::Role => {
                    dictionaries.push((id, &self.names.roles));
                    (text(), Vec::new())
                }
                From::Carried(place) => (of_carried(self.carried.get(place).copied()), Vec::new()),
                From::Result(place) => match self.plan.outputs.get(place).map(|output| output.kind) {
                    Some(Kind::Number) => {
                        let precision = if wide.get(place) == Some(&true) { 38 } else { 19 };
                        let decimal = Decimal { precision, scale: 6, bit_width: 128 };
                        (Type::Decimal(Box::new(decimal)), Vec::new())
                    }
                    Some(Kind::Count) => (Type::Int(Box::new(Int { bit_width: 32, is_signed: true })), Vec::new()),
                    Some(Kind::Truth) => (Type::Bool(Box::new(Bool {})), Vec::new()),
                    Some(Kind::Actions) => {
                        (Type::List(Box::new(List {})), vec![field("item", text(), None, Vec::new())])
                    }
                    Some(Kind::Level(_)) | None => {
                        dictionaries.push((id, self.names.levels.get(place).map_or(&[][..], Vec::as_slice)));
                        (text(), Vec::new())
                    }
                },
            };
            let coded = dictionaries.last().is_some_and(|(last, _)| *last == id).then_some(id);
            fields.push(field(&column.name, type_, coded, children));
        }
        let schema =
            Schema { endianness: Endianness::Little, fields: Some(fields), custom_metadata: None, features: None };
        let mut book = Book {
            schema: schema.clone(),
            is_stream: self.is_stream,
            position: 0,
            dictionaries: Vec::new(),
            batches: Vec::new(),
            start: Vec::new(),
        };
        if !self.is_stream {
            book.start.extend_from_slice(MAGIC);
            book.start.extend_from_slice(&[0, 0]);
        }
        book.start.extend(message(MessageHeader::Schema(Box::new(schema)), 0));
        for (id, names) in dictionaries {
            let mut body = Body::default();
            body.texts(names.iter().map(|name| Some(name.as_bytes())));
            let sheet = body.sheet(names.len(), Some(id));
            let block = sheet.block(book.start.len());
            book.dictionaries.push(block);
            book.start.extend_from_slice(&sheet.metadata);
            book.start.extend_from_slice(&sheet.body);
        }
        book.position = wide_of(book.start.len());
        book
    }
}

impl Book {
    /// What stands before the first batch.
    pub fn start(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.start)
    }

    /// Adds a batch; gives the bytes to write.
    pub fn add(&mut self, sheet: Sheet) -> Vec<u8> {
        self.batches.push(sheet.block(usize::try_from(self.position).unwrap_or(usize::MAX)));
        let mut bytes = sheet.metadata;
        bytes.extend_from_slice(&sheet.body);
        self.position = self.position.saturating_add(wide_of(bytes.len()));
        bytes
    }

    /// The last bytes.
    pub fn end(&mut self) -> Vec<u8> {
        let mut bytes = u32::MAX.to_le_bytes().to_vec();
        bytes.extend_from_slice(&0u32.to_le_bytes());
        if self.is_stream {
            return bytes;
        }
        let footer = Footer {
            version: MetadataVersion::V5,
            schema: Some(Box::new(self.schema.clone())),
            dictionaries: Some(std::mem::take(&mut self.dictionaries)),
            record_batches: Some(std::mem::take(&mut self.batches)),
            custom_metadata: None,
        };
        let footer = flat(&footer);
        bytes.extend_from_slice(&footer);
        bytes.extend_from_slice(&u32::try_from(footer.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend_from_slice(MAGIC);
        bytes
    }
}

impl Sheet {
    fn block(&self, offset: usize) -> Block {
        Block {
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            meta_data_length: i32::try_from(self.metadata.len()).unwrap_or(i32::MAX),
            body_length: i64::try_from(self.body.len()).unwrap_or(i64::MAX),
        }
    }
}

/// The columns of a batch, one after the other.
#[derive(Debug, Default)]
struct Body {
    nodes: Vec<FieldNode>,
    buffers: Vec<Buffer>,
    bytes: Vec<u8>,
}

impl Body {
    fn node(&mut self, length: usize, nothing: usize) {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.nodes.push(FieldNode { length: number(length), null_count: number(nothing) });
    }

    fn buffer(&mut self, bytes: &[u8]) {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.buffers.push(Buffer { offset: number(self.bytes.len()), length: number(bytes.len()) });
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGNMENT), 0);
    }

    /// A node and which of its cells are there.
    fn validity(&mut self, there: &[bool]) {
        let nothing = there.iter().filter(|there| !**there).count();
        self.node(there.len(), nothing);
        if nothing == 0 { self.buffer(&[]) } else { self.buffer(&bits(there)) }
    }

    /// Cells of one width each; `put` writes one.
    fn cells<T: Copy + Default>(
        &mut self,
        cells: impl Iterator<Item = Option<T>>,
        count: usize,
        put: impl Fn(T, &mut Vec<u8>),
    ) {
        let mut there = Vec::with_capacity(count);
        let mut bytes = Vec::with_capacity(count.saturating_mul(size_of::<T>()));
        for cell in cells {
            there.push(cell.is_some());
            put(cell.unwrap_or_default(), &mut bytes);
        }
        self.validity(&there);
        self.buffer(&bytes);
    }

    fn truths(&mut self, cells: Vec<Option<bool>>) {
        self.validity(&cells.iter().map(Option::is_some).collect::<Vec<bool>>());
        self.buffer(&bits(&cells.iter().map(|cell| *cell == Some(true)).collect::<Vec<bool>>()));
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = Option<&'t [u8]>>) {
        let (mut there, mut ends, mut bytes) = (Vec::new(), 0i32.to_le_bytes().to_vec(), Vec::new());
        for text in texts {
            there.push(text.is_some());
            bytes.extend_from_slice(text.unwrap_or_default());
            ends.extend_from_slice(&i32::try_from(bytes.len()).unwrap_or(i32::MAX).to_le_bytes());
        }
        self.validity(&there);
        self.buffer(&ends);
        self.buffer(&bytes);
    }

    /// The batch, or the dictionary of this number.
    fn sheet(self, rows: usize, dictionary: Option<i64>) -> Sheet {
        let batch = Box::new(RecordBatch {
            length: i64::try_from(rows).unwrap_or(i64::MAX),
            nodes: Some(self.nodes),
            buffers: Some(self.buffers),
            compression: None,
            variadic_buffer_counts: None,
        });
        let header = match dictionary {
            None => MessageHeader::RecordBatch(batch),
            Some(id) => {
                MessageHeader::DictionaryBatch(Box::new(DictionaryBatch { id, data: Some(batch), is_delta: false }))
            }
        };
        Sheet { metadata: message(header, self.bytes.len()), body: self.bytes }
    }
}

fn wide_of(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn bits(cells: &[bool]) -> Vec<u8> {
    let byte = |cells: &[bool]| cells.iter().rev().fold(0u8, |byte, cell| byte << 1 | u8::from(*cell));
    cells.chunks(8).map(byte).collect()
}

/// Metadata with what stands before it.
fn message(header: MessageHeader, body: usize) -> Vec<u8> {
    let body_length = i64::try_from(body).unwrap_or(i64::MAX);
    let message = Message { version: MetadataVersion::V5, header: Some(header), body_length, custom_metadata: None };
    let metadata = flat(&message);
    let mut bytes = u32::MAX.to_le_bytes().to_vec();
    let length = metadata.len().saturating_add(8).next_multiple_of(ALIGNMENT).saturating_sub(8);
    bytes.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(&metadata);
    bytes.resize(length.saturating_add(8), 0);
    bytes
}

fn flat<T>(root: impl WriteAsOffset<T>) -> Vec<u8> {
    Builder::new().finish(root, None).to_vec()
}

fn text() -> Type {
    Type::Utf8(Box::new(Utf8 {}))
}

fn field(name: &str, type_: Type, dictionary: Option<i64>, children: Vec<Field>) -> Field {
    let encoding = |id| {
        Box::new(DictionaryEncoding {
            id,
            index_type: Some(Box::new(Int { bit_width: 8, is_signed: false })),
            is_ordered: false,
            dictionary_kind: DictionaryKind::DenseArray,
        })
    };
    Field {
        name: Some(name.to_owned()),
        nullable: true,
        type_: Some(type_),
        dictionary: dictionary.map(encoding),
        children: Some(children),
        custom_metadata: None,
    }
}

fn of_carried(kind: Option<CarriedKind>) -> Type {
    match kind {
        None | Some(CarriedKind::Text | CarriedKind::Json) => text(),
        Some(CarriedKind::Whole) => Type::Int(Box::new(Int { bit_width: 64, is_signed: true })),
        Some(CarriedKind::Number) => Type::FloatingPoint(Box::new(FloatingPoint { precision: Precision::Double })),
        Some(CarriedKind::Truth) => Type::Bool(Box::new(Bool {})),
        Some(CarriedKind::Day) => Type::Date(Box::new(Date { unit: DateUnit::Day })),
        Some(CarriedKind::Moment { per_second, universal }) => {
            let unit = match per_second {
                1 => TimeUnit::Second,
                1_000 => TimeUnit::Millisecond,
                1_000_000 => TimeUnit::Microsecond,
                _ => TimeUnit::Nanosecond,
            };
            Type::Timestamp(Box::new(Timestamp { unit, timezone: universal.then(|| "UTC".to_owned()) }))
        }
    }
}

fn passing(carried: Option<&Carried>, kind: CarriedKind, rows: &[usize], body: &mut Body) {
    match carried {
        Some(Carried::Text(texts)) if kind == CarriedKind::Json => {
            let plain = |row: &usize| {
                let value = String::from_utf8_lossy(texts.get(*row)?).into_owned();
                Some(unquoted(&value).map(|text| text.into_owned()).unwrap_or(value))
            };
            let plain: Vec<Option<String>> = rows.iter().map(plain).collect();
            body.texts(plain.iter().map(|text| text.as_ref().map(String::as_bytes)));
        }
        Some(Carried::Text(texts)) => body.texts(rows.iter().map(|row| texts.get(*row))),
        Some(Carried::Whole(cells)) if kind == CarriedKind::Day => {
            let day = |row: &usize| cells.get(*row).copied().flatten().and_then(|day| i32::try_from(day).ok());
            body.cells(rows.iter().map(day), rows.len(), |cell, out| out.extend_from_slice(&cell.to_le_bytes()));
        }
        Some(Carried::Whole(cells)) => {
            let cells = rows.iter().map(|row| cells.get(*row).copied().flatten());
            body.cells(cells, rows.len(), |cell, out| out.extend_from_slice(&cell.to_le_bytes()));
        }
        Some(Carried::Number(cells)) => {
            let cells = rows.iter().map(|row| cells.get(*row).copied().flatten());
            body.cells(cells, rows.len(), |cell, out| out.extend_from_slice(&cell.to_le_bytes()));
        }
        Some(Carried::Truth(cells)) => body.truths(rows.iter().map(|row| cells.get(*row).copied().flatten()).collect()),
        None => body.texts(rows.iter().map(|_| None)),
    }
}
