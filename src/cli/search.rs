//! From the paths that were given to files: folders are searched for models.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mognad::diagnostics::{Code, Diagnostic};
use walkdir::WalkDir;

use super::input::{shown, unreadable, why};

/// The files to look at, and what could not be searched.
#[derive(Debug, Default)]
pub struct Found {
    /// Every file once: in the order of the arguments, those of a folder by name.
    pub files: Vec<PathBuf>,
    /// Folders that cannot be read or have no model in them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Files stand for themselves, whatever they are called; a folder for all files in it that end in `.mognad`, at any
/// depth, except in hidden folders. Links to folders are not followed.
pub fn search(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        if path.as_os_str() == "-" || !path.is_dir() {
            if seen.insert(shown(path)) {
                found.files.push(path.clone());
            }
            continue;
        }
        let mut in_folder = 0_usize;
        let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
        let walk = WalkDir::new(path).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name())) {
            match entry {
                Ok(entry) if is_model(entry.path()) && !entry.file_type().is_dir() => {
                    in_folder = in_folder.saturating_add(1);
                    if seen.insert(shown(entry.path())) {
                        found.files.push(entry.into_path());
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let place = shown(error.path().unwrap_or(path));
                    found.diagnostics.push(match error.io_error() {
                        Some(error) => unreadable(&place, error),
                        None => Diagnostic::new(
                            Code::M0020,
                            format!("`{place}` cannot be searched: {}", why(&error.into())),
                        ),
                    });
                }
            }
        }
        if in_folder == 0 {
            let message = format!("there is no model in the folder `{}`", shown(path));
            found.diagnostics.push(Diagnostic::new(Code::M0020, message).help("the names of models end in `.mognad`"));
        }
    }
    found
}

fn is_model(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "mognad")
}
