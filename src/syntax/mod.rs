//! Text to tokens to tree.
pub mod ast;
