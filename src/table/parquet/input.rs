//! A Parquet file, row group by row group.

use std::sync::Arc;

use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::serialized_reader::SerializedPageReader;

use super::super::columns::{Piece, Segment};
use super::super::fields::{Field, FieldKind};
use super::cursor::{Cursor, reads};
use super::schema;
use super::source::{Shared, Source};
use super::stock::{self, Shape};
use crate::diagnostics::{Code, Diagnostic};

/// So many rows are given at a time.
const ROWS: usize = 1 << 16;

/// A Parquet file whose columns are known.
pub(in super::super) struct Input {
    file: SerializedFileReader<Shared>,
    source: Arc<Shared>,
    fields: Vec<Field>,
    /// The columns that are read.
    wanted: Vec<usize>,
    /// The leaf of each root column; none when it has several.
    leaves: Vec<Option<usize>>,
    group: usize,
    /// Rows of this row group that are left.
    left: usize,
    columns: Vec<(usize, Column)>,
}

enum Column {
    Texts(Cursor),
    Stock(Box<ColumnReader>, FieldKind, Shape),
}

fn unreadable(name: &str, why: &str) -> Diagnostic {
    let why = why.strip_prefix("Parquet error: ").unwrap_or(why);
    Diagnostic::new(Code::M0916, format!("`{name}` cannot be read as Parquet: {why}"))
}

impl Input {
    /// Reads which columns there are.
    pub fn open(name: &str, source: Arc<dyn Source>) -> Result<(Vec<Field>, Input), Diagnostic> {
        let wrong = |error: parquet::errors::ParquetError| unreadable(name, &error.to_string());
        let file = SerializedFileReader::new(Shared(Arc::clone(&source))).map_err(wrong)?;
        let descriptor = file.metadata().file_metadata().schema_descr_ptr();
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
        let wanted = (0..fields.len()).collect();
        let input = Input {
            file,
            source: Arc::new(Shared(source)),
            fields: fields.clone(),
            wanted,
            leaves,
            group: 0,
            left: 0,
            columns: Vec::new(),
        };
        Ok((fields, input))
    }

    /// Says which columns are to be read.
    pub fn want(&mut self, wanted: Vec<usize>) {
        self.wanted = wanted;
    }

    /// The next rows.
    pub fn next_piece(&mut self, name: &str) -> Result<Option<Piece>, Diagnostic> {
        while self.left == 0 {
            if self.group >= self.file.num_row_groups() {
                // The last pages: other inputs may follow.
                self.columns.clear();
                return Ok(None);
            }
            self.next_group().map_err(|why| unreadable(name, &why))?;
        }
        let rows = self.left.min(ROWS);
        let mut columns = Vec::with_capacity(self.columns.len());
        for (place, column) in &mut self.columns {
            let segments = match column {
                Column::Texts(cursor) => {
                    cursor.take(rows).map(|segments| segments.into_iter().map(Segment::Parquet).collect())
                }
                Column::Stock(reader, kind, shape) => stock::take(reader, kind, rows, *shape)
                    .map(|part| vec![Segment::Read(part)])
                    .map_err(|error| error.to_string()),
            };
            columns.push((*place, segments.map_err(|why| unreadable(name, &why))?));
        }
        self.left = self.left.saturating_sub(rows);
        Ok(Some(Piece { rows, columns }))
    }

    fn next_group(&mut self) -> Result<(), String> {
        let metadata = self.file.metadata();
        let group = metadata.row_groups().get(self.group).ok_or("a row group is missing")?;
        let rows = usize::try_from(group.num_rows()).map_err(|_| "a row group is damaged")?;
        let mut columns = Vec::new();
        for place in &self.wanted {
            let Some(Some(leaf)) = self.leaves.get(*place) else { continue };
            let kind = self.fields.get(*place).map_or(FieldKind::Text, |field| field.kind.clone());
            let chunk = group.columns().get(*leaf).ok_or("a column is missing")?;
            columns.push((*place, column(&self.source, chunk, rows, kind)?));
        }
        self.columns = columns;
        self.left = rows;
        self.group = self.group.saturating_add(1);
        Ok(())
    }
}

fn column(source: &Arc<Shared>, chunk: &ColumnChunkMetaData, rows: usize, kind: FieldKind) -> Result<Column, String> {
    let pages = SerializedPageReader::new(Arc::clone(source), chunk, rows, None).map_err(|error| error.to_string())?;
    let descriptor = chunk.column_descr_ptr();
    let is_plain = descriptor.max_rep_level() == 0 && descriptor.max_def_level() <= 1;
    if kind == FieldKind::Text && is_plain && chunk.encodings().all(reads) {
        return Ok(Column::Texts(Cursor::new(Box::new(pages), descriptor.max_def_level() == 1)));
    }
    let shape = Shape { value: descriptor.max_def_level(), element: descriptor.repeated_ancestor_def_level() };
    Ok(Column::Stock(Box::new(get_column_reader(descriptor, Box::new(pages))), kind, shape))
}
