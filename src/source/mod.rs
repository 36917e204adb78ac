//! Source files, byte spans and lines.
//!
//! Spans are byte offsets everywhere. This module alone converts them to lines and columns.

mod lines;
mod span;
mod text;

pub use lines::LineIndex;
pub use span::{FileId, Span, Spanned};
pub use text::{LineColumn, MAX_FILE_BYTES, SourceFile, Sources};
