//! Tables of responses: CSV, JSON lines, Parquet and Arrow, in and out.
//!
//! An input is opened by [`Input`], which reads its header; [`Wanted::layout`] says what each of its columns is for, or
//! everything that is wrong with it, before the first row is read. Then the input gives [`Piece`]s, each some thousands of
//! rows that are still bytes, or still in the file: taking one is quick, so that one thread at a time does it.
//! [`Piece::open`] and [`Reader::read`] make [`Batch`]es of it in any thread. A [`Writer`] lays batches and their scores
//! out as bytes again, and [`run`] does all of this for several inputs, in several threads, in order.
//!
//! Nothing here opens a file: inputs are readers, outputs are bytes.

mod arrow;
mod batch;
mod carried;
mod census;
mod codes;
mod columns;
mod csv;
mod decimal;
mod fault;
mod fields;
mod input;
mod layout;
mod lines;
mod mapping;
mod moment;
mod names;
mod order;
mod parquet;
mod plan;
mod reader;
mod run;
mod write;

pub use batch::{Answers, Batch};
pub use carried::{Carried, CarriedKind, Texts};
pub use census::{Census, Counts, Groups, Key, MOST_GROUPS, Measure};
pub use fault::{FAULT_HEADER, Fault, FaultKind, csv_line, fault_line};
pub use fields::{Field, FieldKind};
pub use input::{Blocks, Cells, Format, Input, Piece, Settings};
pub use layout::{Layout, ROLE, Use, Wanted};
pub use mapping::Mapping;
pub use names::{in_list, names};
pub use parquet::Source;
pub use plan::{From, OutputColumn, Plan};
pub use reader::{Broken, Reader};
pub use run::{Job, OnError, Sink, Tally, run};
pub use write::{Draft, Good, Laid, Writer};
