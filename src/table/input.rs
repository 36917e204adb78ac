//! Inputs: opened, their header read, and then piece by piece.

use std::io::Read;
use std::sync::Arc;

use super::fields::Field;
use super::layout::{Layout, Use};
use super::parquet::Source;
use super::{arrow, columns, csv, lines, parquet};
use crate::diagnostics::{Code, Diagnostic};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A line a row, cells between delimiters.
    Csv,
    /// A JSON object a line.
    Lines,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, as a file; a stream is read too.
    Arrow,
    /// Arrow IPC, as a stream; a file is read too.
    ArrowStream,
}

impl Format {
    /// Whether such a table is read here and there, and not from its beginning to its end.
    pub fn is_random(self) -> bool {
        matches!(self, Format::Parquet | Format::Arrow | Format::ArrowStream)
    }

    /// By the first bytes; none when they do not tell.
    pub fn of_start(bytes: &[u8]) -> Option<Format> {
        match bytes {
            [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
            [b'A', b'R', b'R', b'O', b'W', b'1', ..] => Some(Format::Arrow),
            [0xff, 0xff, 0xff, 0xff, ..] => Some(Format::ArrowStream),
            _ => None,
        }
    }

    /// By the name of a file.
    pub fn of_name(name: &str) -> Option<Format> {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())?;
        Some(match extension.as_str() {
            "csv" | "tsv" | "tab" => Format::Csv,
            "jsonl" | "ndjson" => Format::Lines,
            "parquet" | "pq" => Format::Parquet,
            "arrow" | "feather" | "ipc" => Format::Arrow,
            "arrows" => Format::ArrowStream,
            _ => return None,
        })
    }
}

/// How inputs are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    /// What separates the cells of CSV; found in the header when none.
    pub delimiter: Option<u8>,
    /// About how many bytes a piece has.
    pub piece: usize,
}

/// An input whose header was read.
pub struct Input {
    /// What it is called in messages.
    pub name: String,
    /// Its columns.
    pub fields: Vec<Field>,
    rows: Rows,
}

enum Rows {
    Csv(csv::Input),
    Lines(lines::Input),
    Parquet(parquet::Input),
    Arrow(arrow::Input),
}

/// Some rows of an input, perhaps still in the file.
#[derive(Debug)]
pub enum Piece {
    /// Rows as bytes.
    Cells(Cells),
    /// Rows of Parquet, whose pages are not read yet.
    Parquet(parquet::Piece),
}

/// Some rows of an input, as bytes.
#[derive(Debug)]
pub enum Cells {
    /// Of CSV.
    Csv(csv::Piece),
    /// Of JSON lines.
    Lines(lines::Piece),
    /// Of a file that has columns.
    Columns(columns::Piece),
}

/// The rows of a piece, so many at a time that their answers and results stay in the cache.
#[derive(Debug)]
pub struct Blocks(Left);

#[derive(Debug)]
enum Left {
    Cells(Option<Cells>),
    Parquet(parquet::Blocks),
}

impl Piece {
    /// Reads the rows, if they are still in the file; `name` is the input's.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn open(self, name: &str) -> Result<Blocks, Diagnostic> {
        Ok(Blocks(match self {
            Piece::Cells(cells) => Left::Cells(Some(cells)),
            Piece::Parquet(piece) => Left::Parquet(piece.open().map_err(|why| parquet::unreadable(name, &why))?),
        }))
    }
}

impl Blocks {
    /// The next rows; none at the end. `name` is the input's.
    ///
    /// # Errors
    /// When there are fewer than the file says.
    pub fn next(&mut self, name: &str) -> Result<Option<Cells>, Diagnostic> {
        match &mut self.0 {
            Left::Cells(cells) => Ok(cells.take()),
            Left::Parquet(blocks) => {
                let piece = blocks.next().map_err(|why| parquet::unreadable(name, &why))?;
                Ok(piece.map(Cells::Columns))
            }
        }
    }
}

impl Input {
    /// Opens a table that is read from its beginning to its end.
    ///
    /// # Errors
    /// When its header cannot be read.
    pub fn stream(
        name: &str,
        reader: Box<dyn Read + Send>,
        format: Format,
        settings: Settings,
    ) -> Result<Input, Diagnostic> {
        let (fields, rows) = match format {
            Format::Csv => {
                let (fields, input) = csv::Input::open(name, reader, settings)?;
                (fields, Rows::Csv(input))
            }
            Format::Parquet | Format::Arrow | Format::ArrowStream => {
                let message =
                    format!("`{name}` is a table of columns, which is not read from its beginning to its end");
                return Err(Diagnostic::new(Code::M0916, message).help("give it as a file"));
            }
            Format::Lines => {
                let (fields, input) = lines::Input::open(name, reader, settings)?;
                (fields, Rows::Lines(input))
            }
        };
        Ok(Input { name: name.to_owned(), fields, rows })
    }

    /// Opens a table that is read here and there.
    ///
    /// # Errors
    /// When it says nothing of its columns.
    pub fn random(name: &str, source: Arc<dyn Source>, format: Format) -> Result<Input, Diagnostic> {
        let (fields, rows) = match format {
            Format::Arrow | Format::ArrowStream => {
                let (fields, input) = arrow::Input::open(name, source)?;
                (fields, Rows::Arrow(input))
            }
            _ => {
                let (fields, input) = parquet::Input::open(name, source)?;
                (fields, Rows::Parquet(input))
            }
        };
        Ok(Input { name: name.to_owned(), fields, rows })
    }

    /// Says what the columns are for: others are not read.
    pub fn want(&mut self, layout: &Layout) {
        let used = layout.uses.iter().enumerate().filter(|(_, target)| **target != Use::Unused);
        let used = used.map(|(place, _)| place).collect();
        match &mut self.rows {
            Rows::Parquet(input) => input.want(used),
            Rows::Arrow(input) => input.want(used),
            Rows::Csv(_) | Rows::Lines(_) => {}
        }
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Diagnostic> {
        Ok(match &mut self.rows {
            Rows::Csv(input) => input.next_piece(&self.name)?.map(Cells::Csv).map(Piece::Cells),
            Rows::Lines(input) => input.next_piece(&self.name)?.map(Cells::Lines).map(Piece::Cells),
            Rows::Parquet(input) => input.next_piece(&self.name)?.map(Piece::Parquet),
            Rows::Arrow(input) => input.next_piece(&self.name)?.map(Cells::Columns).map(Piece::Cells),
        })
    }
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input").field("name", &self.name).field("fields", &self.fields).finish_non_exhaustive()
    }
}
