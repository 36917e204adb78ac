//! `mognad eval`.

use clap::Args;

use super::{Console, Failure, Verdict};

/// (being built)
#[derive(Debug, Args)]
pub struct Eval {}

impl Eval {
    /// Runs the command.
    pub fn run(self, _console: &mut Console) -> Result<Verdict, Failure> {
        Err(Failure::new("`eval` is not built yet"))
    }
}
