//! Writing files: whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use super::input::{shown, why};
use super::{Console, Failure};

impl Console {
    /// Writes a result to the file at `path`, or to standard output for `-`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, path: &Path, text: &str) -> Result<(), Failure> {
        if path.as_os_str() == "-" {
            return self.data(text);
        }
        replace(path, text).map_err(|error| unwritable(path, &error))
    }
}

/// The refusal to write a file.
pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        _ => why(error),
    };
    Failure::new(format!("`{}` cannot be written: {why}", shown(path)))
}

/// Replaces the file at `path`: a reader sees the old text or the new one, never a part. The file keeps its permissions,
/// and a link to it stays a link.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(metadata) = target.metadata() {
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            // A device or a pipe has no name to put something else under.
            return std::fs::write(&target, text);
        }
        if metadata.permissions().readonly() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let mut file = tempfile::Builder::new().prefix(".mognad-").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().set_permissions(metadata.permissions())?;
        file.as_file().sync_all()?;
        return file.persist(&target).map(|_| ()).map_err(|error| error.error);
    }
    new_file(folder, text)?.persist(&target).map(|_| ()).map_err(|error| error.error)
}

/// Writes a file that must not be there yet.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    new_file(folder, text)?.persist_noclobber(path).map(|_| ()).map_err(|error| error.error)
}

/// A file without its name yet, as readable as any new file.
fn new_file(folder: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // The process's mask narrows it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".mognad-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}
