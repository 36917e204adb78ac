//! `mognad man`: manual pages.

use std::path::PathBuf;

use clap::{Args, CommandFactory};

use super::output::{replace, unwritable};
use super::{Cli, Console, Failure, Verdict};

/// Write the manual pages into a folder
#[derive(Debug, Args)]
pub struct Man {
    /// The folder; made when it is not there
    dir: PathBuf,
}

impl Man {
    /// Runs the command.
    pub fn run(self, _console: &mut Console) -> Result<Verdict, Failure> {
        std::fs::create_dir_all(&self.dir).map_err(|error| unwritable(&self.dir, &error))?;
        let mut command = Cli::command();
        command.build();
        for page in std::iter::once(&command).chain(command.get_subcommands()) {
            // A subcommand's display name is `mognad-check`, as the page of `mognad check` is called.
            let name = page.get_display_name().unwrap_or(page.get_name()).to_owned();
            let path = self.dir.join(format!("{name}.1"));
            let mut bytes = Vec::new();
            clap_mangen::Man::new(page.clone())
                .render(&mut bytes)
                .and_then(|()| replace(&path, &String::from_utf8_lossy(&bytes)))
                .map_err(|error| unwritable(&path, &error))?;
        }
        Ok(Verdict::Done)
    }
}
