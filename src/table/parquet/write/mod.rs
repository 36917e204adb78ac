//! Parquet out: a row group for each piece, of a page for each batch, encoded in the thread that has it.

mod cells;
mod compact;
mod footer;
mod pages;
mod passing;
mod schema;

use std::sync::Arc;

pub use footer::{Facts, Sheet};
use parquet::basic::Compression;
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::{SchemaDescriptor, TypePtr};

use super::super::batch::Batch;
use super::super::carried::{Carried, CarriedKind};
use super::super::plan::{From, Plan};
use super::super::write::{Good, Names, wide};
use crate::model::Model;
use crate::score::{Column as Cells, Kind, NO_NUMBER, NO_WIDE_NUMBER, Scores};
use cells::Known;
use pages::Pages;

/// Encodes batches.
#[derive(Debug, Clone)]
pub(in super::super) struct Encoder {
    plan: Plan,
    carried: Vec<CarriedKind>,
    /// Which results are wide numbers.
    wide: Vec<bool>,
    names: Names,
    root: TypePtr,
    schema: Arc<SchemaDescriptor>,
    properties: Arc<WriterProperties>,
}

/// A row group that grows batch by batch.
#[derive(Debug)]
pub(in super::super) struct Group {
    rows: usize,
    columns: Vec<Column>,
}

/// A column of a row group.
#[derive(Debug)]
enum Column {
    /// Names of a dictionary that is always the same, or truths.
    Fixed(Pages),
    Number(Pages, Known<i64>),
    WideNumber(Pages, Known<i128>),
    Passing(Carried, CarriedKind),
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
            wide,
            names: Names::new(model, plan),
            schema: Arc::new(SchemaDescriptor::new(Arc::clone(&root))),
            root,
            properties: Arc::new(properties),
        })
    }

    /// A row group without rows.
    pub fn group(&self) -> Group {
        Group { rows: 0, columns: self.plan.columns.iter().map(|column| self.column(column.from)).collect() }
    }

    fn column(&self, from: From) -> Column {
        let fixed = |names: &[String]| {
            let mut pages = Pages::default();
            names.iter().for_each(|name| pages.text(name.as_bytes()));
            Column::Fixed(pages)
        };
        match from {
            From::Role => fixed(&self.names.roles),
            From::Carried(place) => {
                let kind = self.carried.get(place).copied().unwrap_or(CarriedKind::Text);
                Column::Passing(kind.column(), kind)
            }
            From::Result(place) => match self.plan.outputs.get(place).map(|output| output.kind) {
                Some(Kind::Number) if self.wide.get(place) == Some(&true) => {
                    Column::WideNumber(Pages::default(), Known::default())
                }
                Some(Kind::Number | Kind::Count) => Column::Number(Pages::default(), Known::default()),
                Some(Kind::Actions) => fixed(&self.names.actions),
                Some(Kind::Level(_)) => fixed(self.names.levels.get(place).map_or(&[], Vec::as_slice)),
                Some(Kind::Truth) | None => fixed(&[]),
            },
        }
    }

    /// Adds the good rows of a batch.
    pub fn lay(&self, batch: &Batch, scores: &Scores, good: &Good<'_>, group: &mut Group) {
        let rows = good.count(batch.rows);
        if rows == 0 {
            return;
        }
        group.rows = group.rows.saturating_add(rows);
        for (column, planned) in group.columns.iter_mut().zip(&self.plan.columns) {
            match (column, planned.from) {
                (Column::Fixed(pages), From::Role) => cells::names(&good.chosen(&batch.roles), pages),
                (Column::Passing(carried, _), From::Carried(place)) => match batch.carried.get(place) {
                    Some(cells) => carried.extend(cells, good.rows(batch.rows)),
                    None => (0..rows).for_each(|_| carried.push_nothing()),
                },
                (column, From::Result(place)) => match (column, scores.columns().get(place)) {
                    (Column::Number(pages, known), Some(Cells::Number(cells))) => {
                        let put = |cell: i64, out: &mut Vec<u8>| out.extend_from_slice(&cell.to_le_bytes());
                        known.lay(&good.chosen(cells), |cell| cell != NO_NUMBER, put, pages);
                    }
                    (Column::Number(pages, known), Some(Cells::Count(cells))) => {
                        let counts: Vec<i64> = good.chosen(cells).iter().map(|count| i64::from(*count)).collect();
                        let put = |cell: i64, out: &mut Vec<u8>| {
                            out.extend_from_slice(&i32::try_from(cell).unwrap_or(i32::MAX).to_le_bytes());
                        };
                        known.lay(&counts, |_| true, put, pages);
                    }
                    (Column::WideNumber(pages, known), Some(Cells::WideNumber(cells))) => {
                        let put = |cell: i128, out: &mut Vec<u8>| out.extend_from_slice(&cell.to_be_bytes());
                        known.lay(&good.chosen(cells), |cell| cell != NO_WIDE_NUMBER, put, pages);
                    }
                    (Column::Fixed(pages), Some(Cells::Level(cells))) => cells::names(&good.chosen(cells), pages),
                    (Column::Fixed(pages), Some(Cells::Truth(cells))) => cells::truths(&good.chosen(cells), pages),
                    (Column::Fixed(pages), Some(Cells::Suggestions(suggestions))) => {
                        cells::lists(suggestions, good.rows(batch.rows), pages);
                    }
                    (Column::Fixed(pages) | Column::Number(pages, _) | Column::WideNumber(pages, _), _) => {
                        cells::nothing(rows, pages);
                    }
                    (Column::Passing(carried, _), _) => (0..rows).for_each(|_| carried.push_nothing()),
                },
                (Column::Fixed(pages) | Column::Number(pages, _) | Column::WideNumber(pages, _), _) => {
                    cells::nothing(rows, pages);
                }
                (Column::Passing(carried, _), From::Role) => (0..rows).for_each(|_| carried.push_nothing()),
            }
        }
    }

    /// The bytes of a row group, and what the file says of it; none when it has no rows.
    pub fn seal(&self, group: &mut Group, out: &mut Vec<u8>) -> Result<Option<Facts>> {
        if group.rows == 0 {
            return Ok(None);
        }
        let mut chunks = Vec::with_capacity(group.columns.len());
        for (column, descriptor) in group.columns.iter().zip(self.schema.columns()) {
            chunks.push(match column {
                Column::Fixed(pages) | Column::Number(pages, _) | Column::WideNumber(pages, _) => {
                    pages.seal(descriptor, out)
                }
                Column::Passing(carried, kind) => {
                    passing::seal(carried, *kind, Arc::clone(descriptor), &self.properties, out)?
                }
            });
        }
        Ok(Some(Facts { rows: group.rows, size: out.len(), chunks }))
    }

    /// An empty file.
    pub fn sheet(&self) -> Result<Sheet> {
        Sheet::new(Arc::clone(&self.root), Arc::clone(&self.properties))
    }
}

impl Group {
    /// Leaves no rows in it, but keeps its memory.
    pub fn clear(&mut self) {
        self.rows = 0;
        for column in &mut self.columns {
            match column {
                Column::Fixed(pages) => pages.clear(),
                Column::Number(pages, known) => {
                    pages.forget();
                    known.clear();
                }
                Column::WideNumber(pages, known) => {
                    pages.forget();
                    known.clear();
                }
                Column::Passing(carried, _) => carried.clear(),
            }
        }
    }
}
