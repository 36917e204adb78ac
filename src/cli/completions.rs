//! `mognad completions`: what a shell needs to complete the command's words.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Console, Failure, Verdict};

/// Print a shell's completions
///
/// For bash: mognad completions bash > ~/.local/share/bash-completion/completions/mognad
#[derive(Debug, Args)]
pub struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let mut bytes = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "mognad", &mut bytes);
        console.data(&String::from_utf8_lossy(&bytes))?;
        Ok(Verdict::Done)
    }
}
