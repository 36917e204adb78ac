//! What is read is not written over: an output is none of the inputs, and no other output.

use std::path::{Path, PathBuf};

use mognad::diagnostics::{Code, Diagnostic};
use mognad::model::Model;

use super::input::shown;

/// A file of a run, and what it is: "an input", "the results".
pub type Named<'a> = (&'static str, &'a Path);

/// The model's file and those that it uses.
pub fn read_with<'a>(model: &'a Model, path: &'a Path) -> Vec<Named<'a>> {
    let used = model.sources.iter().map(|(_, source)| ("used by the model", Path::new(&source.path)));
    std::iter::once(("the model", path)).chain(used).collect()
}

/// Refuses outputs that would destroy what is read, or each other. Devices and pipes hold nothing that could be lost.
///
/// # Errors
/// `M0921` for the first that would.
pub fn apart(read: &[Named<'_>], written: &[Named<'_>]) -> Result<(), Diagnostic> {
    for (number, (what, path)) in written.iter().enumerate() {
        let own = place(path);
        let is_own = |(_, other): &&Named<'_>| own.is_some() && place(other) == own;
        if let Some((other, _)) = read.iter().find(is_own) {
            let message = format!("{what} would be written over `{}`, which is {other}", shown(path));
            return Err(Diagnostic::new(Code::M0921, message).help("write to another file: nothing has been changed"));
        }
        let before = written.get(..number).unwrap_or_default();
        let to_stdout = |path: &Path| path.as_os_str() == "-";
        let is_same = |other: &&Named<'_>| is_own(other) || (to_stdout(path) && to_stdout(other.1));
        if let Some((other, _)) = before.iter().find(is_same) {
            let place = if to_stdout(path) { "standard output".to_owned() } else { format!("`{}`", shown(path)) };
            let message = format!("{other} and {what} would both be written to {place}");
            return Err(Diagnostic::new(Code::M0921, message).help("give each a file of its own"));
        }
    }
    Ok(())
}

/// Where a file is or would be, without links; none for standard output, devices and pipes.
fn place(path: &Path) -> Option<PathBuf> {
    if path.as_os_str() == "-" {
        return None;
    }
    match path.canonicalize() {
        Ok(real) => real.is_file().then_some(real),
        Err(_) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(folder.canonicalize().ok()?.join(path.file_name()?))
        }
    }
}
