//! A Parquet file, row group by row group.

use std::sync::Arc;

use parquet::file::metadata::{ParquetMetaDataOptions, ParquetMetaDataReader, ParquetStatisticsPolicy};
use parquet::schema::types::SchemaDescPtr;

use super::super::fields::{Field, FieldKind};
use super::group::{Chunk, Column, Group, Piece};
use super::schema;
use super::source::{Shared, Source};
use crate::diagnostics::{Code, Diagnostic};

/// A Parquet file whose columns are known.
pub(in super::super) struct Input {
    source: Arc<dyn Source>,
    schema: SchemaDescPtr,
    fields: Vec<Field>,
    /// The leaf of each root column; none when it has several.
    leaves: Vec<Option<usize>>,
    /// The columns that are read.
    wanted: Vec<usize>,
    /// For each row group how many rows it has.
    groups: Vec<usize>,
    /// All columns of the first row group, then those of the next one.
    chunks: Vec<Chunk>,
    /// The row group that comes next.
    next: usize,
    /// The one that is being given away, and its next row.
    current: Option<(Arc<Group>, usize)>,
}

pub(in super::super) fn unreadable(name: &str, why: &str) -> Diagnostic {
    let why = why.strip_prefix("Parquet error: ").unwrap_or(why);
    Diagnostic::new(Code::M0916, format!("`{name}` cannot be read as Parquet: {why}"))
}

impl Input {
    /// Reads which columns there are.
    pub fn open(name: &str, source: Arc<dyn Source>) -> Result<(Vec<Field>, Input), Diagnostic> {
        let wrong = |error: parquet::errors::ParquetError| unreadable(name, &error.to_string());
        // Bounds of columns are not looked at, and a large file has many.
        let none = || ParquetStatisticsPolicy::SkipAll;
        let options = ParquetMetaDataOptions::new()
            .with_encoding_stats_policy(none())
            .with_column_stats_policy(none())
            .with_size_stats_policy(none());
        let reader = ParquetMetaDataReader::new().with_metadata_options(Some(options));
        let metadata = reader.parse_and_finish(&Shared::new(Arc::clone(&source))).map_err(wrong)?;
        let descriptor = metadata.file_metadata().schema_descr_ptr();
        let roots = descriptor.root_schema().get_fields();
        let mut leaves = Vec::new();
        let mut fields = Vec::new();
        for (place, root) in roots.iter().enumerate() {
            let mut own = (0..descriptor.num_columns()).filter(|leaf| descriptor.get_column_root_idx(*leaf) == place);
            let leaf = own.next();
            let only = leaf.filter(|_| own.next().is_none());
            leaves.push(only);
            fields.push(match only {
                Some(leaf) => schema::field(root, &descriptor.column(leaf)),
                None => Field { name: root.name().to_owned(), kind: FieldKind::Other("groups".to_owned()) },
            });
        }
        let mut groups = Vec::with_capacity(metadata.num_row_groups());
        let mut chunks = Vec::with_capacity(metadata.num_row_groups().saturating_mul(descriptor.num_columns()));
        for group in metadata.row_groups() {
            groups.push(usize::try_from(group.num_rows()).map_err(|_| unreadable(name, "a row group is damaged"))?);
            if group.columns().len() != descriptor.num_columns() {
                return Err(unreadable(name, "a column is missing"));
            }
            chunks.extend(group.columns().iter().map(Chunk::new));
        }
        let wanted = (0..fields.len()).collect();
        let input = Input {
            source,
            schema: descriptor,
            fields: fields.clone(),
            leaves,
            wanted,
            groups,
            chunks,
            next: 0,
            current: None,
        };
        Ok((fields, input))
    }

    /// Says which columns are to be read.
    pub fn want(&mut self, wanted: Vec<usize>) {
        self.wanted = wanted;
    }

    /// The next rows. Nothing is read of them yet.
    pub fn next_piece(&mut self, name: &str) -> Result<Option<Piece>, Diagnostic> {
        loop {
            if let Some((group, first)) = self.current.take()
                && let Some(piece) = Piece::from(&group, first)
            {
                self.current = Some((group, piece.end()));
                return Ok(Some(piece));
            }
            let Some(rows) = self.groups.get(self.next).copied() else { return Ok(None) };
            let group = self.group(rows).ok_or_else(|| unreadable(name, "a column is missing"))?;
            self.current = Some((Arc::new(group), 0));
            self.next = self.next.saturating_add(1);
        }
    }

    fn group(&self, rows: usize) -> Option<Group> {
        let first = self.next.checked_mul(self.schema.num_columns())?;
        let mut columns = Vec::with_capacity(self.wanted.len());
        for place in &self.wanted {
            let Some(Some(leaf)) = self.leaves.get(*place) else { continue };
            let kind = self.fields.get(*place)?.kind.clone();
            let column = Column { place: *place, descriptor: self.schema.column(*leaf), kind };
            columns.push((column, *self.chunks.get(first.checked_add(*leaf)?)?));
        }
        Some(Group::new(Arc::clone(&self.source), rows, columns))
    }
}
