//! What the options of `mognad score` can be.

use clap::ValueEnum;
use mognad::respond::Notation;
use mognad::table::{Format, names};

/// How a table is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum TableFormat {
    Csv,
    Jsonl,
    Parquet,
    Arrow,
    Arrows,
}

/// How a summary is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SummaryFormat {
    Text,
    Markdown,
    Json,
    Csv,
    Html,
}

/// How answers to choices are written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Answers {
    Names,
    Points,
}

/// What a bad row leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Bad {
    Fail,
    Reject,
}

/// Names of columns, with commas between them.
#[derive(Debug, Clone)]
pub struct Names(pub Vec<String>);

impl Names {
    /// Reads a list of names.
    pub fn parse(list: &str) -> Result<Names, String> {
        names(list).map(Names)
    }

    /// All names of several lists.
    pub fn all(lists: &[Names]) -> Vec<String> {
        lists.iter().flat_map(|Names(names)| names.iter().cloned()).collect()
    }
}

/// What separates the cells of CSV.
pub fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "," | ";" | "\t" | "|" => Ok(text.bytes().next().unwrap_or(b',')),
        "tab" => Ok(b'\t'),
        "comma" => Ok(b','),
        "semicolon" => Ok(b';'),
        _ => Err("it is `,`, `;`, `|` or `tab`".to_owned()),
    }
}

/// How many threads work.
pub fn threads(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| (1..=512).contains(number));
    number.ok_or_else(|| "give a number from 1 to 512".to_owned())
}

impl TableFormat {
    /// The format itself.
    pub fn format(self) -> Format {
        match self {
            TableFormat::Csv => Format::Csv,
            TableFormat::Jsonl => Format::Lines,
            TableFormat::Parquet => Format::Parquet,
            TableFormat::Arrow => Format::Arrow,
            TableFormat::Arrows => Format::ArrowStream,
        }
    }
}

impl Answers {
    /// The notation itself.
    pub fn notation(self) -> Notation {
        match self {
            Answers::Names => Notation::Names,
            Answers::Points => Notation::Points,
        }
    }
}
