//! Files of a revision in the git repository, read through the `git` command.

use std::io;
use std::process::{Command, Output, Stdio};

use mognad::diagnostics::{Code, Diagnostic};
use mognad::semantics::Loader;
use mognad::source::MAX_FILE_BYTES;

use super::input::{is_json, why};

/// A place in a revision: `HEAD~1:models/strategy.mognad`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The commit, branch or tag; empty for what is staged.
    revision: String,
    /// The path from the top of the repository.
    path: String,
}

/// What stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File(String),
    /// A folder, with the models in it.
    Folder(Vec<String>),
}

impl Revision {
    /// Reads `REV:path`, as git does: from the top of the repository, or from here when it begins with `./` or `../`.
    /// None when it has no colon.
    ///
    /// # Errors
    /// `M0810` when there is no git, no repository, or no such revision.
    pub fn parse(text: &str) -> Option<Result<Revision, Diagnostic>> {
        let (revision, path) = text.split_once(':')?;
        Some(Revision::resolve(revision, path))
    }

    fn resolve(revision: &str, path: &str) -> Result<Revision, Diagnostic> {
        let inside = git(&["rev-parse", "--show-prefix"])?;
        if !inside.status.success() {
            return Err(refused(format!("`{revision}:{path}` needs a git repository, and here is none"))
                .help("run the command in the repository, or give two files"));
        }
        let prefix = String::from_utf8_lossy(&inside.stdout).trim_end_matches('\n').to_owned();
        let path = if path.starts_with("./") || path.starts_with("../") || path == "." || path == ".." {
            normalised(&format!("{prefix}{path}"))
        } else {
            normalised(path)
        };
        let Some(path) = path else {
            return Err(refused(format!("`{revision}:` begins outside the repository")));
        };
        if !revision.is_empty() {
            let tree = format!("{revision}^{{tree}}");
            let known = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &tree])?;
            if !known.status.success() {
                return Err(refused(format!("git knows no revision `{revision}`"))
                    .help("a revision is a commit, a branch or a tag, as `HEAD~1`, `main` or `v2`; a shallow clone has only the last commits"));
            }
        }
        Ok(Revision { revision: revision.to_owned(), path })
    }

    /// What stands at the place.
    ///
    /// # Errors
    /// `M0810` when nothing does.
    pub fn find(&self) -> Result<Found, Diagnostic> {
        let place = self.place(&self.path);
        let kind = git(&["cat-file", "-t", &place])?;
        match String::from_utf8_lossy(&kind.stdout).trim() {
            "blob" => Ok(Found::File(self.path.clone())),
            "tree" | "commit" => self.folder(),
            _ => Err(self.not_there(&self.path)),
        }
    }

    fn folder(&self) -> Result<Found, Diagnostic> {
        let place = self.place(&self.path);
        let listed = git(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", &place])?;
        if !listed.status.success() {
            return Err(self.not_there(&self.path));
        }
        let names = String::from_utf8_lossy(&listed.stdout).into_owned();
        let is_model = |name: &&str| name.ends_with(".mognad") && !name.split('/').any(|part| part.starts_with('.'));
        let whole = |name: &str| if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) };
        Ok(Found::Folder(names.split('\0').filter(is_model).map(whole).collect()))
    }

    /// The bytes of a file of the same revision.
    ///
    /// # Errors
    /// `M0810` when there is no such file.
    pub fn file(&self, path: &str) -> Result<Vec<u8>, Diagnostic> {
        let output = git(&["cat-file", "blob", &self.place(path)])?;
        if output.status.success() { Ok(bounded(output.stdout)) } else { Err(self.not_there(path)) }
    }

    fn place(&self, path: &str) -> String {
        format!("{}:{path}", self.revision)
    }

    fn not_there(&self, path: &str) -> Diagnostic {
        let revision = if self.revision.is_empty() { "what is staged" } else { &self.revision };
        refused(format!("there is no `{path}` in `{revision}`"))
            .help("the path begins at the top of the repository; with `./` in front, at this folder")
    }
}

/// Used files are read at the same revision.
impl Loader for Revision {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.file(path).map_err(|_| io::ErrorKind::NotFound.into())
    }
}

fn git(arguments: &[&str]) -> Result<Output, Diagnostic> {
    let output = Command::new("git").args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).output();
    output.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            refused("there is no `git` command here".to_owned()).help("install git, or give two files")
        }
        _ => refused(format!("`git` cannot be run: {}", why(&error))),
    })
}

fn refused(message: String) -> Diagnostic {
    Diagnostic::new(Code::M0810, message)
}

/// As much of a text as shows that it is too large, like a file on disk.
fn bounded(mut bytes: Vec<u8>) -> Vec<u8> {
    if !is_json(&bytes) {
        bytes.truncate(MAX_FILE_BYTES.saturating_add(1));
    }
    bytes
}

/// Without `.` and `..`; none when it leads out.
fn normalised(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn a_path_stays_in_the_repository() {
        assert_eq!(normalised("models/./a/../b.mognad").as_deref(), Some("models/b.mognad"));
        assert_eq!(normalised("models/.."), Some(String::new()));
        assert_eq!(normalised("a/../../b"), None);
    }
}
