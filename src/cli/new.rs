//! `mognad new`: a first model.

use std::path::{Path, PathBuf};

use clap::Args;
use mognad::source::FileId;
use mognad::syntax;
use unicode_normalization::UnicodeNormalization;

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
                .help(format!("write `mognad new {}`", shell_word(&shown(&better)))));
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
        let word = shell_word(&name_shown);
        console.talk(&format!("wrote `{name_shown}`; try `mognad check {word}` and `mognad test {word}`\n"));
        Ok(Verdict::Done)
    }
}

/// The model's name after the file's: letters, digits and `_`, in backticks when the language has kept the word.
fn name(path: &Path) -> String {
    let stem: String = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase().nfc().collect();
    let fits = |c: char| c.is_alphabetic() || c.is_ascii_digit();
    let mut name: String = stem.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if syntax::WORDS.iter().any(|(word, _)| *word == name) {
        name = format!("`{name}`");
    }
    let is_readable = syntax::parse(FileId(0), &format!("model {name}")).diagnostics.is_empty();
    if is_readable && name.contains(fits) { name } else { NAME.to_owned() }
}

/// The path as it can be typed after the command's name.
fn shell_word(path: &str) -> String {
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    let is_plain = path.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'));
    if is_plain { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}
