//! Models on disk: the loader, the root, and a model from its text or its compiled form.

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

use mognad::diagnostics::{Code, Diagnostic, json_words};
use mognad::model::{FORMAT_VERSION, Model};
use mognad::semantics::{self, Compilation, Loader};
use mognad::source::Sources;
use walkdir::WalkDir;

use super::input::{Input, is_json, read_bounded, shown};
use super::{Console, Failure};

/// So many files and folders are looked at for one that is meant by a path that leads nowhere.
const MOST_LOOKED_AT: usize = 5000;

/// Reads used files from disk; the first file has been read already.
struct Disk<'a> {
    first: &'a Input,
    /// The root without links in it.
    root: Option<PathBuf>,
}

impl Loader for Disk<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if path == self.first.path {
            return Ok(self.first.bytes.clone());
        }
        // The compiler looks at the path as written; a link could still lead elsewhere.
        if let (Some(root), real) = (&self.root, Path::new(path).canonicalize()?)
            && !real.starts_with(root)
        {
            return Err(io::Error::other("a link leads out of the folder of the models"));
        }
        File::open(path).and_then(read_bounded)
    }

    fn place(&self, path: &str) -> String {
        shown(&resolved(Path::new(path)))
    }

    fn models_in(&self, folder: &str) -> Vec<String> {
        let folder = if folder.is_empty() { Path::new(".") } else { Path::new(folder) };
        let entries = WalkDir::new(folder).min_depth(1).max_depth(3).sort_by_file_name().into_iter();
        let visible = entries.filter_entry(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
        let files = visible.filter_map(Result::ok).take(MOST_LOOKED_AT).filter(|entry| entry.file_type().is_file());
        let paths = files.filter_map(|entry| entry.path().strip_prefix(folder).ok().map(shown));
        paths.filter(|path| path.ends_with(".mognad")).collect()
    }
}

/// Compiles a text and what it uses.
pub fn compile(input: &Input) -> Compilation {
    let root = root(&input.path);
    let real = Path::new(&root).canonicalize().ok();
    semantics::compile(&input.path, &root, &Disk { first: input, root: real })
}

/// The folder that used files must lie in: the nearest one around the file that holds `.git`, else the file's own.
/// Absolute, like the places that it is compared with.
fn root(path: &str) -> String {
    let own = resolved(Path::new(path).parent().unwrap_or(Path::new("")));
    let repository = own.ancestors().find(|folder| folder.join(".git").exists());
    shown(repository.unwrap_or(&own))
}

/// The path from the outermost folder, without `.` and `..`.
fn resolved(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    let here = std::env::current_dir().unwrap_or_default();
    for part in here.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
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
        if is_response(&input) {
            return Err(Failure::new(format!("`{}` looks like a response: the model comes first", input.path))
                .help("give the model before the responses"));
        }
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

    /// Says what is wrong, and that the work cannot be done.
    pub fn refuse<T>(&mut self, diagnostics: &[Diagnostic], sources: &Sources) -> Result<T, Failure> {
        self.talk_diagnostics(diagnostics, sources);
        Err(Failure::Said)
    }
}

/// Whether a file that should be a model is a response: TOML, or JSON with `answers`.
fn is_response(input: &Input) -> bool {
    if is_json(&input.bytes) {
        let value: Option<serde_json::Value> = serde_json::from_slice(&input.bytes).ok();
        return value.is_some_and(|value| value.get("answers").is_some() && value.get("format").is_none());
    }
    let path = Path::new(&input.path);
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
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
        .map_err(|error| refuse(format!("`{path}` is not a compiled model: {}", json_words(&error))))?;
    match value.get("format").and_then(serde_json::Value::as_u64) {
        None => return Err(refuse(format!("`{path}` is not a compiled model: it does not state its format"))),
        Some(format) if format != u64::from(FORMAT_VERSION) => {
            return Err(refuse(format!(
                "`{path}` is a compiled model of format {format}, and this version reads format {FORMAT_VERSION}"
            )));
        }
        Some(_) => {}
    }
    let damaged = |why: String| refuse(format!("`{path}` is a damaged compiled model: {why}"));
    let model: Model = serde_json::from_value(value).map_err(|error| damaged(json_words(&error)))?;
    model.check_integrity().map_err(damaged)?;
    Ok(model)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_resolved_without_looking_at_the_disk() {
        assert_eq!(shown(&resolved(Path::new("/a/./b/../c"))), "/a/c");
        assert_eq!(resolved(Path::new("a/..")), std::env::current_dir().unwrap());
    }
}
