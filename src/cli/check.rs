//! `mognad check`.

use clap::Args;

use super::{Console, Failure, Verdict};

/// (being built)
#[derive(Debug, Args)]
pub struct Check {}

impl Check {
    /// Runs the command.
    pub fn run(self, _console: &mut Console) -> Result<Verdict, Failure> {
        Err(Failure::new("`check` is not built yet"))
    }
}
