//! The tree to the compiled model: names, types, missing answers, and everything local that can be wrong.

use crate::diagnostics::Diagnostic;
use crate::model::Model;
use crate::source::Sources;

/// What compiling a file gives.
#[derive(Debug, Clone, Default)]
pub struct Compilation {
    /// Every file that was read; the spans of the diagnostics refer to them.
    pub sources: Sources,
    /// The model; none when an error rejects it, or when the file is a library without `model`.
    pub model: Option<Model>,
    /// Findings in order of file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads files for the compiler, which does no input itself. Paths have `/` between folders.
pub trait Loader {
    /// The bytes of a file, or why it cannot be read.
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>>;
}

/// Compiles the file at `path` and what it uses. A used file must lie in `root` (a folder; the repository's, else the
/// file's own).
pub fn compile(path: &str, root: &str, loader: &dyn Loader) -> Compilation {
    let _ = (path, root, loader);
    Compilation::default()
}
