//! Parquet out: a row group for each batch, encoded in the thread that has it, put together in order.

mod cells;
mod coded;
mod schema;

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{SchemaDescriptor, TypePtr};

use super::super::batch::Batch;
use super::super::carried::CarriedKind;
use super::super::plan::Plan;
use super::super::write::{Good, Names, wide};
use crate::model::Model;
use crate::score::Scores;

/// Encodes batches.
#[derive(Debug, Clone)]
pub(in super::super) struct Encoder {
    plan: Plan,
    carried: Vec<CarriedKind>,
    names: Names,
    root: TypePtr,
    schema: Arc<SchemaDescriptor>,
    properties: Arc<WriterProperties>,
}

/// An encoded row group: its columns, each with what the file says of it.
#[derive(Debug)]
pub struct Group {
    columns: Vec<(Bytes, ColumnCloseResult)>,
}

impl Encoder {
    pub fn new(model: &Model, plan: &Plan, carried: &[CarriedKind]) -> Result<Encoder> {
        let wide = wide(model, plan);
        let root = schema::root(plan, carried, &wide)?;
        // Only the footer of a column has its bounds: pages are small, and nothing but a search would use theirs.
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(concat!("mognad ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        Ok(Encoder {
            plan: plan.clone(),
            carried: carried.to_vec(),
            names: Names::new(model, plan),
            schema: Arc::new(SchemaDescriptor::new(Arc::clone(&root))),
            root,
            properties: Arc::new(properties),
        })
    }

    /// The good rows of a batch; none when there are none.
    pub fn encode(&self, batch: &Batch, scores: &Scores, good: &Good<'_>) -> Result<Option<Group>> {
        let rows: Vec<usize> = good.rows(batch.rows).collect();
        if rows.is_empty() {
            return Ok(None);
        }
        let mut columns = Vec::with_capacity(self.plan.columns.len());
        for (place, column) in self.plan.columns.iter().enumerate() {
            let descriptor = self.schema.columns().get(place).cloned();
            let descriptor =
                descriptor.ok_or_else(|| parquet::errors::ParquetError::General("no column".to_owned()))?;
            columns.push(cells::encode(self, column.from, descriptor, batch, scores, &rows)?);
        }
        Ok(Some(Group { columns }))
    }

    /// An empty file.
    pub fn sheet(&self) -> Result<Sheet> {
        let writer = SerializedFileWriter::new(Vec::new(), Arc::clone(&self.root), Arc::clone(&self.properties))?;
        Ok(Sheet { writer })
    }
}

/// A Parquet file that is being put together.
pub struct Sheet {
    writer: SerializedFileWriter<Vec<u8>>,
}

impl Sheet {
    /// Adds a row group; gives the bytes to write.
    pub(in super::super) fn add(&mut self, group: Group) -> Result<Vec<u8>> {
        let mut writer = self.writer.next_row_group()?;
        for (bytes, close) in group.columns {
            writer.append_column(&bytes, close)?;
        }
        writer.close()?;
        self.writer.flush()?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// The last bytes.
    pub(in super::super) fn end(&mut self) -> Result<Vec<u8>> {
        self.writer.finish()?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").finish_non_exhaustive()
    }
}
