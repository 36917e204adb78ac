//! The models of a version: of a file, a folder, or a revision in git.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use mognad::diagnostics::{Code, Diagnostic};
use mognad::model::Model;
use mognad::semantics::{self, Compilation};
use mognad::source::Sources;

use super::disk::{compile, compiled};
use super::git::{Found, Revision};
use super::input::{Input, is_json, shown};
use super::search::search;
use super::{Console, Failure};

/// The models of one version.
#[derive(Debug, Default)]
pub struct Version {
    /// The models.
    pub models: Vec<Model>,
    /// It is a folder, whose models are paired by name.
    pub is_folder: bool,
}

impl Console {
    /// The models at a path or at a `REV:path`. A path that is there wins. `/dev/null` has none: so git shows that a
    /// file was added or removed.
    ///
    /// # Errors
    /// When something cannot be read or has errors; it has been said.
    pub fn load_version(&mut self, what: &OsStr) -> Result<Version, Failure> {
        let path = Path::new(what);
        if what == "/dev/null" {
            return Ok(Version::default());
        }
        let revision = match what.to_str() {
            Some(text) if what != "-" && !path.exists() => Revision::parse(text),
            _ => None,
        };
        match revision {
            Some(Ok(revision)) => self.at_revision(&shown(path), &revision),
            Some(Err(diagnostic)) => self.unreadable(diagnostic),
            None if path.is_dir() => self.in_folder(path),
            None => {
                let input = match self.read(path) {
                    Ok(input) => input,
                    Err(diagnostic) => return self.unreadable(diagnostic),
                };
                let model = self.model_of(&input, &|| compile(&input))?;
                let name = &input.path;
                model.map(|model| Version { models: vec![model], is_folder: false }).ok_or_else(|| no_model(name))
            }
        }
    }

    fn in_folder(&mut self, folder: &Path) -> Result<Version, Failure> {
        let found = search(&[PathBuf::from(folder)]);
        if !found.diagnostics.is_empty() {
            self.talk_diagnostics(&found.diagnostics, &Sources::new());
            return Err(Failure::Said);
        }
        let mut version = Version { models: Vec::new(), is_folder: true };
        for path in &found.files {
            let input = match self.read(path) {
                Ok(input) => input,
                Err(diagnostic) => return self.unreadable(diagnostic),
            };
            version.models.extend(self.model_of(&input, &|| compile(&input))?);
        }
        Ok(version)
    }

    fn at_revision(&mut self, shown: &str, revision: &Revision) -> Result<Version, Failure> {
        let (paths, is_folder) = match revision.find() {
            Ok(Found::File(path)) => (vec![path], false),
            Ok(Found::Folder(paths)) => (paths, true),
            Err(diagnostic) => return self.unreadable(diagnostic),
        };
        let mut version = Version { models: Vec::new(), is_folder };
        for path in paths {
            let input = match revision.file(&path) {
                Ok(bytes) => Input { path, bytes },
                Err(diagnostic) => return self.unreadable(diagnostic),
            };
            let model = self.model_of(&input, &|| semantics::compile(&input.path, "", revision));
            let model = model.inspect_err(|_| self.talk(&format!("these are the errors of `{shown}`\n")))?;
            version.models.extend(model);
        }
        if version.models.is_empty() && !is_folder {
            return Err(no_model(shown));
        }
        Ok(version)
    }

    /// The model of a file; none for a library.
    fn model_of(&mut self, input: &Input, compile: &dyn Fn() -> Compilation) -> Result<Option<Model>, Failure> {
        if is_json(&input.bytes) {
            return match compiled(input) {
                Ok(model) => Ok(Some(model)),
                Err(diagnostic) => self.unreadable(diagnostic),
            };
        }
        let compilation = compile();
        let errors: Vec<Diagnostic> = compilation.diagnostics.iter().filter(|d| d.is_error()).cloned().collect();
        if errors.is_empty() {
            return Ok(compilation.model);
        }
        // Without a used file much else is missing, too.
        let missing: Vec<Diagnostic> = errors.iter().filter(|error| error.code == Code::M0106).cloned().collect();
        if missing.is_empty() {
            self.talk_diagnostics(&errors, &compilation.sources);
        } else {
            self.talk_diagnostics(&missing, &compilation.sources);
            self.talk("used files are read beside the file that uses them; `REV:path` reads all of them from git\n");
        }
        Err(Failure::Said)
    }

    fn unreadable<T>(&mut self, diagnostic: Diagnostic) -> Result<T, Failure> {
        self.talk_diagnostics(&[diagnostic], &Sources::new());
        Err(Failure::Said)
    }
}

fn no_model(path: &str) -> Failure {
    Failure::new(format!("there is no model in `{path}`"))
        .help("this file only shares scales and ladders; give the file that has the `model` line")
}
