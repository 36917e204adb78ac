//! Arrow IPC, as a file or as a stream. The metadata is flatbuffers, read and written by a library; the columns behind
//! it are plain memory.

mod buffers;
mod codes;
mod decode;
mod input;
mod message;
mod shape;
mod views;
mod write;

pub(super) use codes::Room;
pub(super) use decode::Segment;
pub(super) use input::Input;
pub(super) use write::{Book, Encoder, Sheet};
