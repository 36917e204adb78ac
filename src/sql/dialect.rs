//! What the engines spell differently.

use num_bigint::BigInt;

use super::expression::Width;

/// An engine that the query is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB 1.4 or later.
    DuckDb,
    /// PostgreSQL 12 or later.
    Postgres,
    /// Apache Spark 3.5 or later.
    Spark,
    /// SQLite 3.35 or later.
    Sqlite,
}

/// How far names are apart in an engine.
#[derive(Debug, Clone, Copy)]
pub(super) struct NameRule {
    /// Which letters are the same in upper and lower case.
    pub folds: Folds,
    /// Longer names are cut to this many bytes.
    pub bytes: usize,
}

/// Which letters are the same in upper and lower case when names are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Folds {
    /// None.
    None,
    /// A to Z.
    Ascii,
    /// All.
    All,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 4] = [Dialect::DuckDb, Dialect::Postgres, Dialect::Spark, Dialect::Sqlite];

    /// As the engine calls itself.
    pub fn title(self) -> &'static str {
        match self {
            Dialect::DuckDb => "DuckDB",
            Dialect::Postgres => "PostgreSQL",
            Dialect::Spark => "Spark",
            Dialect::Sqlite => "SQLite",
        }
    }

    /// As the command calls it.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::DuckDb => "duckdb",
            Dialect::Postgres => "postgres",
            Dialect::Spark => "spark",
            Dialect::Sqlite => "sqlite",
        }
    }

    pub(super) fn name_rule(self) -> NameRule {
        match self {
            Dialect::Postgres => NameRule { folds: Folds::None, bytes: 63 },
            Dialect::Spark => NameRule { folds: Folds::All, bytes: 255 },
            Dialect::DuckDb | Dialect::Sqlite => NameRule { folds: Folds::Ascii, bytes: usize::MAX },
        }
    }

    /// A name in quotation marks.
    pub(super) fn quoted(self, name: &str) -> String {
        match self {
            Dialect::Spark => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A text as a literal.
    pub(super) fn literal(self, text: &str) -> String {
        match self {
            Dialect::Spark => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            _ => format!("'{}'", text.replace('\'', "''")),
        }
    }

    /// The largest whole number that it calculates with exactly; none where there is no end.
    pub(super) fn widest(self) -> Option<BigInt> {
        match self {
            Dialect::DuckDb => Some(BigInt::from(i128::MAX)),
            Dialect::Postgres => None,
            Dialect::Spark => Some(BigInt::from(10).pow(38) - 1),
            Dialect::Sqlite => Some(BigInt::from(i64::MAX)),
        }
    }

    /// What the widest type is called in messages.
    pub(super) fn widest_name(self) -> &'static str {
        match self {
            Dialect::DuckDb => "128 bits",
            Dialect::Postgres => "`numeric`",
            Dialect::Spark => "38 digits",
            Dialect::Sqlite => "64 bits",
        }
    }

    /// The narrowest type for numbers that are at most so large, with their sign either way; none when there is none.
    pub(super) fn width(self, largest: &BigInt) -> Option<Width> {
        if *largest <= BigInt::from(i32::MAX) {
            Some(Width::Normal)
        } else if *largest <= BigInt::from(i64::MAX) {
            Some(Width::Long)
        } else if self.widest().is_none_or(|widest| *largest <= widest) {
            Some(Width::Widest)
        } else {
            None
        }
    }

    pub(super) fn whole_type(self, width: Width) -> &'static str {
        match (self, width) {
            (Dialect::Sqlite, _) => "INTEGER",
            (Dialect::Spark, Width::Normal) => "INT",
            (_, Width::Normal) => "INTEGER",
            (_, Width::Long) => "BIGINT",
            (Dialect::DuckDb, Width::Widest) => "HUGEINT",
            (Dialect::Postgres, Width::Widest) => "NUMERIC",
            (Dialect::Spark, Width::Widest) => "DECIMAL(38, 0)",
        }
    }

    pub(super) fn text_type(self) -> &'static str {
        match self {
            Dialect::DuckDb => "VARCHAR",
            Dialect::Postgres | Dialect::Sqlite => "TEXT",
            Dialect::Spark => "STRING",
        }
    }

    /// What stands before the query of a step. Each step is worked out by itself: an engine that puts an expression
    /// wherever its column is read works it out many times.
    pub(super) fn step_mark(self) -> &'static str {
        match self {
            Dialect::DuckDb => " NOT MATERIALIZED",
            Dialect::Sqlite => " MATERIALIZED",
            Dialect::Postgres | Dialect::Spark => "",
        }
    }

    /// What stands at the end of the query of a step. PostgreSQL keeps a query with an offset apart, and its rows
    /// pass through one by one; a materialized step would be written out first.
    pub(super) fn step_end(self) -> &'static str {
        match self {
            Dialect::Postgres => "OFFSET 0",
            _ => "",
        }
    }
}
