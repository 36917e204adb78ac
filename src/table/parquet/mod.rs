//! Parquet. Pages of dictionary codes and of plain texts are read here, straight to codes; the library reads the rest.

mod cursor;
mod input;
mod runs;
mod schema;
mod source;
mod stock;
mod write;

pub(super) use cursor::Segment;
pub(super) use input::Input;
pub use source::Source;
pub(super) use write::Encoder;
pub(super) use write::{Group, Sheet};
