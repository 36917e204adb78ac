//! JSON lines: an object a line, a key a column.

mod input;
mod object;
mod rows;

pub(super) use input::Input;
pub use input::Piece;
pub(super) use object::unquoted;
pub(super) use rows::read;
