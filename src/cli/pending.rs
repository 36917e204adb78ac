//! Files that grow for a long time: they get their name when they are whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::interrupt::Unfinished;

/// Bytes that are kept before they are written.
const BUFFER: usize = 1 << 20;

/// A file that is being written, or standard output.
#[derive(Debug)]
pub enum Pending {
    /// A file beside the one that it will replace.
    File(BufWriter<NamedTempFile>, PathBuf, Unfinished),
    /// A device or a pipe, which has no name to put something else under.
    Device(BufWriter<File>),
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
}

impl Pending {
    /// Begins the file at `path`; `-` is standard output.
    pub fn create(path: &Path) -> io::Result<Pending> {
        if path.as_os_str() == "-" {
            return Ok(Pending::Stdout(BufWriter::with_capacity(BUFFER, io::stdout())));
        }
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let metadata = target.metadata().ok();
        if metadata.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if metadata.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(&target)?;
            return Ok(Pending::Device(BufWriter::with_capacity(BUFFER, file)));
        }
        if metadata.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        // The process's mask narrows it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (file, unfinished) = Unfinished::begin(|| builder.prefix(".mognad-").tempfile_in(folder))?;
        if let Some(metadata) = metadata {
            file.as_file().set_permissions(metadata.permissions())?;
        }
        Ok(Pending::File(BufWriter::with_capacity(BUFFER, file), target, unfinished))
    }

    /// Gives the file its name, now that it is whole.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Pending::File(writer, target, _unfinished) => {
                let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
                // After a power cut the name stands for the old file or for the whole new one. A quick disk takes some
                // hundredths of a second for some hundred megabytes: little beside losing what a run led to.
                file.as_file().sync_all()?;
                file.persist(target).map(|_| ()).map_err(|error| error.error)
            }
            Pending::Device(mut writer) => writer.flush(),
            Pending::Stdout(mut writer) => writer.flush(),
        }
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Pending::File(writer, ..) => writer.write(bytes),
            Pending::Device(writer) => writer.write(bytes),
            Pending::Stdout(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Pending::File(writer, ..) => writer.flush(),
            Pending::Device(writer) => writer.flush(),
            Pending::Stdout(writer) => writer.flush(),
        }
    }
}
