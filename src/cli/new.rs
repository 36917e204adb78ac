//! `mognad new`: a first model.

use std::path::{Path, PathBuf};

use clap::Args;

use super::input::shown;
use super::output::{create, unwritable};
use super::{Console, Failure, Verdict};

const TEMPLATE: &str = include_str!("new.mognad");
/// The name in the template.
const NAME: &str = "first_model";

/// Write a commented model to start from
///
/// The model passes `mognad check` and `mognad test`. A file that exists is never overwritten.
#[derive(Debug, Args)]
pub struct New {
    /// The file to write, as `my_school.mognad`; `-` for standard output
    file: PathBuf,
}

impl New {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let path = &self.file;
        if path.as_os_str() == "-" {
            console.data(TEMPLATE)?;
            return Ok(Verdict::Done);
        }
        let name_shown = shown(path);
        if path.extension().is_none_or(|extension| extension != "mognad") {
            let better = path.with_extension("mognad");
            return Err(Failure::new(format!("the name of a model ends in `.mognad`, and `{name_shown}` does not"))
                .help(format!("write `mognad new {}`", shown(&better))));
        }
        let text = TEMPLATE.replacen(NAME, &name(path), 1);
        match create(path, &text) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(Failure::new(format!("`{name_shown}` exists already, and is left as it is"))
                    .help("give a name that is not taken"));
            }
            Err(error) => return Err(unwritable(path, &error)),
        }
        console
            .talk(&format!("wrote `{name_shown}`; try `mognad check {name_shown}` and `mognad test {name_shown}`\n"));
        Ok(Verdict::Done)
    }
}

/// The model's name after the file's: letters, digits and `_`, in backticks when the language has kept the word.
fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let mut name: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    if name.chars().all(|c| c == '_') {
        return NAME.to_owned();
    }
    if name.starts_with(|c: char| c.is_numeric()) {
        name.insert(0, '_');
    }
    name
}
