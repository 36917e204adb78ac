//! `mognad template`.

use clap::Args;

use super::{Console, Failure, Verdict};

/// (being built)
#[derive(Debug, Args)]
pub struct Template {}

impl Template {
    /// Runs the command.
    pub fn run(self, _console: &mut Console) -> Result<Verdict, Failure> {
        Err(Failure::new("`template` is not built yet"))
    }
}
