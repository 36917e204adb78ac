//! `use`: which files a model consists of.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast::{self, Item};
use crate::syntax::{decode, parse};

/// Reads files for the compiler, which does no input itself. Paths have `/` between folders.
pub trait Loader {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>>;

    /// The path in the terms of the root that is given to [`compile`](super::compile): absolute when that is.
    fn place(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// The files of a model, the outermost first.
pub(super) struct Loaded {
    pub sources: Sources,
    pub trees: Vec<(FileId, ast::File)>,
    pub diagnostics: Vec<Diagnostic>,
    /// A used file was not read.
    pub misses_files: bool,
}

/// Whether the file holds a `model` declaration.
pub(super) fn declares_model(tree: &ast::File) -> bool {
    tree.items.iter().any(|item| matches!(item, Item::Model(_)))
}

/// Whether the file holds only what others can use: scales, ladders, and what it uses itself.
pub(super) fn is_library(tree: &ast::File) -> bool {
    tree.items.iter().all(|item| matches!(item, Item::Use(_) | Item::Scale(_) | Item::Ladder(_)))
}

/// Reads the file at `path` and everything that it uses, each once.
pub(super) fn load(path: &str, root: &str, loader: &dyn Loader) -> Loaded {
    let mut loading = Loading {
        loader,
        root: normalise(root),
        done: BTreeMap::new(),
        open: Vec::new(),
        loaded: Loaded { sources: Sources::new(), trees: Vec::new(), diagnostics: Vec::new(), misses_files: false },
    };
    match loader.read(path) {
        Ok(bytes) => loading.file(path, &bytes),
        Err(error) => loading.loaded.diagnostics.push(cannot_read(path, &error)),
    }
    loading.loaded
}

/// `M0020`: a file that cannot be read.
pub(crate) fn cannot_read(path: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Code::M0020, format!("`{path}` cannot be read: {}", reason(error)))
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

struct Loading<'l> {
    loader: &'l dyn Loader,
    root: String,
    /// Normalised paths that were read, with their file.
    done: BTreeMap<String, FileId>,
    /// Normalised paths of the files being read, outermost first.
    open: Vec<String>,
    loaded: Loaded,
}

impl Loading<'_> {
    fn file(&mut self, path: &str, bytes: &[u8]) {
        let id = FileId(u32::try_from(self.loaded.sources.iter().count()).unwrap_or(u32::MAX));
        let (text, findings) = decode(id, bytes);
        self.loaded.diagnostics.extend(findings);
        let id = self.loaded.sources.add(path, text);
        let parsed = parse(id, self.loaded.sources.get(id).map_or("", |f| f.text.as_str()));
        self.loaded.diagnostics.extend(parsed.diagnostics);
        let uses: Vec<ast::Use> = parsed
            .tree
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Use(used) => Some(used.clone()),
                _ => None,
            })
            .collect();
        self.loaded.trees.push((id, parsed.tree));
        self.done.insert(normalise(path), id);
        self.open.push(normalise(path));
        for used in uses {
            self.used(path, &used);
        }
        self.open.pop();
    }

    fn used(&mut self, user: &str, used: &ast::Use) {
        let written = used.path.node.as_str();
        let span = used.path.span;
        if written.starts_with('/') || written.contains(':') || written.contains('\\') {
            self.loaded.misses_files = true;
            self.loaded.diagnostics.push(
                Diagnostic::new(Code::M0108, format!("`{written}` is not a path from this file"))
                    .at(span, "a used file is named from here")
                    .help("write the path from this file's folder, with `/`, as in `../gemensamt.mognad`"),
            );
            return;
        }
        let folder = user.rsplit_once('/').map_or("", |(folder, _)| folder);
        let joined = if folder.is_empty() { written.to_owned() } else { format!("{folder}/{written}") };
        let path = normalise(&joined);
        if !inside(&normalise(&self.loader.place(&path)), &self.root) {
            self.loaded.misses_files = true;
            self.loaded.diagnostics.push(
                Diagnostic::new(Code::M0108, format!("`{written}` lies outside the folder of the models"))
                    .at(span, "leads out of it")
                    .note(format!("files are used from `{}` and the folders in it", show_folder(&self.root)))
                    .help("move the file into that folder, or make it the root of the repository"),
            );
            return;
        }
        if self.open.contains(&path) {
            self.circle(&path, written, span);
            return;
        }
        if self.done.contains_key(&path) {
            return;
        }
        match self.loader.read(&path) {
            Ok(bytes) => {
                self.file(&path, &bytes);
                self.refuse_second_model(&path, span);
            }
            Err(error) => {
                self.loaded.misses_files = true;
                self.loaded.diagnostics.push(
                    Diagnostic::new(
                        Code::M0106,
                        format!("the used file `{written}` cannot be read: {}", reason(&error)),
                    )
                    .at(span, format!("looked for as `{path}`"))
                    .help("check the spelling: the path starts at the folder of this file"),
                );
            }
        }
    }

    fn circle(&mut self, path: &str, written: &str, span: Span) {
        let start = self.open.iter().position(|open| open == path).unwrap_or(0);
        let mut chain: Vec<String> = self.open.iter().skip(start).map(|p| format!("`{p}`")).collect();
        chain.push(format!("`{path}`"));
        self.loaded.diagnostics.push(
            Diagnostic::new(Code::M0107, format!("`{written}` uses this file in turn"))
                .at(span, "closes the circle")
                .note(chain.join(" uses "))
                .help("move what both need into a third file that uses neither"),
        );
    }

    /// A used file is a library: a second `model` would leave it open which one is meant.
    fn refuse_second_model(&mut self, path: &str, span: Span) {
        let Some(id) = self.done.get(path).copied() else { return };
        let Some((_, tree)) = self.loaded.trees.iter().find(|(file, _)| *file == id) else { return };
        let model = tree.items.iter().find_map(|item| match item {
            Item::Model(model) => Some(model.head.keyword),
            _ => None,
        });
        if let Some(keyword) = model {
            self.loaded.diagnostics.push(
                Diagnostic::new(Code::M0109, format!("`{path}` is a model of its own, so it cannot be used"))
                    .at(span, "used here")
                    .also(keyword, "declares a model")
                    .help("move the scales and ladders that both need into a file without `model`"),
            );
        }
    }
}

/// Resolves `.` and `..`; leading `..` stay.
fn normalise(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let start = if path.starts_with('/') { "/" } else { "" };
    format!("{start}{}", parts.join("/"))
}

fn inside(path: &str, root: &str) -> bool {
    match root {
        "" => !path.starts_with("../") && !path.starts_with('/'),
        "/" => true,
        root => {
            let rest = path.strip_prefix(root);
            let ups = |p: &str| p.split('/').take_while(|part| *part == "..").count();
            match rest {
                Some(rest) => rest.starts_with('/') && !rest.starts_with("/../"),
                // A root such as `../..` holds everything that does not climb higher.
                None => root.split('/').all(|part| part == "..") && ups(path) <= ups(root) && !path.starts_with('/'),
            }
        }
    }
}

fn show_folder(root: &str) -> &str {
    if root.is_empty() { "." } else { root }
}

#[cfg(test)]
mod tests {
    use super::{inside, normalise};

    #[test]
    fn paths_are_normalised_and_bounded() {
        assert_eq!(normalise("a/./b/../c.mognad"), "a/c.mognad");
        assert_eq!(normalise("a/../../c"), "../c");
        assert_eq!(normalise("/a//b"), "/a/b");
        for (path, root, expected) in [
            ("a/b", "", true),
            ("../b", "", false),
            ("a/b", "a", true),
            ("ab/c", "a", false),
            ("/x/y", "/x", true),
            ("/y", "/x", false),
            ("../b", "..", true),
            ("../../b", "..", false),
            ("b", "..", true),
            ("b", "../..", true),
        ] {
            assert_eq!(inside(path, root), expected, "{path} in {root}");
        }
    }
}
