//! Parquet. Pages of dictionary codes and of plain texts are read here, straight to codes; the library reads the rest.

mod cursor;
mod group;
mod input;
mod runs;
mod schema;
mod source;
mod stock;
mod write;

pub(super) use cursor::Segment;
pub(super) use group::Blocks;
pub use group::Piece;
pub(super) use input::{Input, unreadable};
pub use source::Source;
pub use write::Facts;
pub(super) use write::{Encoder, Group, Sheet};
