//! `mognad fmt`.

use clap::Args;

use super::{Console, Failure, Verdict};

/// (being built)
#[derive(Debug, Args)]
pub struct Fmt {}

impl Fmt {
    /// Runs the command.
    pub fn run(self, _console: &mut Console) -> Result<Verdict, Failure> {
        Err(Failure::new("`fmt` is not built yet"))
    }
}
