//! `mognad explain`.

use clap::Args;

use super::{Console, Failure, Verdict};

/// (being built)
#[derive(Debug, Args)]
pub struct Explain {}

impl Explain {
    /// Runs the command.
    pub fn run(self, _console: &mut Console) -> Result<Verdict, Failure> {
        Err(Failure::new("`explain` is not built yet"))
    }
}
