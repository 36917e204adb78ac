//! Models on disk: the loader, the root, and a model from its text or its compiled form.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use mognad::diagnostics::{Code, Diagnostic};
use mognad::model::{FORMAT_VERSION, Model};
use mognad::semantics::{self, Compilation, Loader};
use mognad::source::Sources;

use super::input::{Input, is_json, read_bounded, shown};
use super::{Console, Failure};

/// Reads used files from disk; the first file has been read already.
struct Disk<'a> {
    first: &'a Input,
}

impl Loader for Disk<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if path == self.first.path { Ok(self.first.bytes.clone()) } else { File::open(path).and_then(read_bounded) }
    }

    fn place(&self, path: &str) -> String {
        std::path::absolute(path).map_or_else(|_| path.to_owned(), |absolute| shown(&absolute))
    }
}

/// Compiles a text and what it uses.
pub fn compile(input: &Input) -> Compilation {
    semantics::compile(&input.path, &root(&input.path), &Disk { first: input })
}

/// The folder that used files must lie in: the nearest one around the file that holds `.git`, else the file's own.
pub fn root(path: &str) -> String {
    let own = Path::new(path).parent().filter(|own| !own.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let own = std::path::absolute(own).unwrap_or_else(|_| own.to_owned());
    shown(&repository(&own).unwrap_or(own))
}

fn repository(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|ancestor| ancestor.join(".git").exists()).map(Path::to_owned)
}

impl Console {
    /// A model from its text, its compiled form or standard input (`-`). What is wrong with it is said here.
    ///
    /// # Errors
    /// When there is no such model; it has been said why.
    pub fn load_model(&mut self, path: &Path) -> Result<Model, Failure> {
        let input = match self.read(path) {
            Ok(input) => input,
            Err(diagnostic) => return self.refuse(&[diagnostic], &Sources::new()),
        };
        if is_json(&input.bytes) {
            return match compiled(&input) {
                Ok(model) => Ok(model),
                Err(diagnostic) => self.refuse(&[diagnostic], &Sources::new()),
            };
        }
        let compilation = compile(&input);
        let errors: Vec<Diagnostic> = compilation.diagnostics.iter().filter(|d| d.is_error()).cloned().collect();
        match compilation.model {
            Some(model) if errors.is_empty() => Ok(model),
            _ if !errors.is_empty() => self.refuse(&errors, &compilation.sources),
            _ => Err(Failure::new(format!("there is no model in `{}`", input.path))
                .help("this file only shares scales and ladders; give the file that has the `model` line")),
        }
    }

    fn refuse(&mut self, diagnostics: &[Diagnostic], sources: &Sources) -> Result<Model, Failure> {
        self.talk_diagnostics(diagnostics, sources);
        Err(Failure::Said)
    }
}

/// The model in its compiled form.
///
/// # Errors
/// `M0021` when it is none that this version reads.
pub fn compiled(input: &Input) -> Result<Model, Diagnostic> {
    let refuse = |message: String| {
        Diagnostic::new(Code::M0021, message).help("compile the model again, with `mognad compile MODEL -o FILE`")
    };
    let path = &input.path;
    let value: serde_json::Value = serde_json::from_slice(&input.bytes)
        .map_err(|error| refuse(format!("`{path}` is not a compiled model: {error}")))?;
    match value.get("format").and_then(serde_json::Value::as_u64) {
        None => return Err(refuse(format!("`{path}` is not a compiled model: it does not state its format"))),
        Some(format) if format != u64::from(FORMAT_VERSION) => {
            return Err(refuse(format!(
                "`{path}` is a compiled model of format {format}, and this version reads format {FORMAT_VERSION}"
            )));
        }
        Some(_) => {}
    }
    serde_json::from_value(value).map_err(|error| refuse(format!("`{path}` is a damaged compiled model: {error}")))
}
