//! CSV: cells between commas, semicolons or tabs, in quotation marks where they need them.

mod cells;
mod header;
mod pieces;
mod rows;

pub(super) use header::{Input, beginning};
pub use pieces::Piece;
pub(super) use pieces::{Lines, last_line};
pub(super) use rows::read;
