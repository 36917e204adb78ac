//! Reading files and standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use mognad::diagnostics::{Code, Diagnostic};
use mognad::source::MAX_FILE_BYTES;

use super::Console;

/// What messages call standard input.
pub const STDIN: &str = "<stdin>";

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Input {
    /// The path as messages show it, with `/` between folders; [`STDIN`] for standard input.
    pub path: String,
    /// Its bytes. Of a text that is larger than any model may be only the beginning.
    pub bytes: Vec<u8>,
}

impl Console {
    /// Reads the file at `path`, or standard input for `-`, which can be read once.
    ///
    /// # Errors
    /// `M0020` when it cannot be read.
    pub fn read(&mut self, path: &Path) -> Result<Input, Diagnostic> {
        if path.as_os_str() != "-" {
            let shown = shown(path);
            let bytes = File::open(path).and_then(read_bounded).map_err(|error| unreadable(&shown, &error))?;
            return Ok(Input { path: shown, bytes });
        }
        if self.stdin_taken {
            return Err(Diagnostic::new(Code::M0020, "standard input cannot be read twice")
                .help("give `-` only once, and name the other files"));
        }
        self.stdin_taken = true;
        let bytes = read_bounded(io::stdin().lock()).map_err(|error| unreadable(STDIN, &error))?;
        Ok(Input { path: STDIN.to_owned(), bytes })
    }
}

/// Reads everything, but no more of a text than shows that it is too large. Compiled models (JSON) are larger than
/// their texts, and are read whole.
pub fn read_bounded(mut reader: impl Read) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    reader.by_ref().take(limit).read_to_end(&mut bytes)?;
    if is_json(&bytes) {
        reader.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Whether the bytes are a JSON object: no model text begins with a brace.
pub fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// The path as messages show it: `/` between folders, no `./` in front.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text =
        if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") };
    text.strip_prefix("./").filter(|rest| !rest.is_empty()).map(str::to_owned).unwrap_or(text)
}

/// The finding that a file cannot be read.
pub fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::M0020, format!("`{path}` cannot be read: {}", why(error)))
}

/// Why reading or writing failed, in words.
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is no folder".to_owned(),
        io::ErrorKind::StorageFull => "there is no space left".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut letters = text.chars();
            letters.next().map(|c| c.to_lowercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}
