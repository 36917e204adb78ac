//! `use`: which files a model consists of.

use std::collections::BTreeMap;

use crate::diagnostics::{Applicability, Code, Diagnostic};
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

    /// The `.mognad` files in a folder and the folders in it, as paths from there, for "did you mean". None are known
    /// unless a loader says so.
    fn models_in(&self, folder: &str) -> Vec<String> {
        let _ = folder;
        Vec::new()
    }
}

/// The files of a model, the outermost first.
pub(super) struct Loaded {
    pub sources: Sources,
    pub trees: Vec<(FileId, ast::File)>,
    pub diagnostics: Vec<Diagnostic>,
    /// A used file was not read.
    pub misses_files: bool,
    /// Where a file is used, and which one.
    pub uses: Vec<(Span, FileId)>,
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
        loaded: Loaded {
            sources: Sources::new(),
            trees: Vec::new(),
            diagnostics: Vec::new(),
            misses_files: false,
            uses: Vec::new(),
        },
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
        if let Some(diagnostic) = not_from_here(written, span) {
            self.refuse(diagnostic);
            return;
        }
        let folder = user.rsplit_once('/').map_or("", |(folder, _)| folder);
        let joined = if folder.is_empty() { written.to_owned() } else { format!("{folder}/{written}") };
        let path = normalise(&joined);
        if !inside(&normalise(&self.loader.place(&path)), &self.root) {
            self.refuse(
                Diagnostic::new(Code::M0108, format!("`{written}` lies outside the folder of the models"))
                    .at(span, "leads out of it")
                    .note(format!("files are used from `{}` and the folders in it", show_folder(&self.root)))
                    .help("move the file into that folder; in a repository every folder of it will do"),
            );
            return;
        }
        if self.open.contains(&path) {
            self.circle(&path, written, span);
            return;
        }
        if let Some(id) = self.done.get(&path).copied() {
            self.used_again(user, id, written, span);
            return;
        }
        match self.loader.read(&path) {
            Ok(bytes) => {
                self.file(&path, &bytes);
                if let Some(id) = self.done.get(&path).copied() {
                    self.loaded.uses.push((span, id));
                    self.refuse_more_than_shared(id, written, span);
                }
            }
            Err(error) => {
                let message = format!("the used file `{written}` cannot be read: {}", reason(&error));
                let diagnostic = Diagnostic::new(Code::M0106, message).at(span, format!("looked for as `{path}`"));
                let near = self.near(user, written).filter(|_| error.kind() == std::io::ErrorKind::NotFound);
                self.refuse(match near {
                    Some(near) => {
                        let inside = Span::new(span.file, span.start.saturating_add(1), span.end.saturating_sub(1));
                        diagnostic.help(format!("did you mean `{near}`?")).edit(inside, near, Applicability::NeedsALook)
                    }
                    None => diagnostic.help("check the spelling: the path starts at the folder of this file"),
                });
            }
        }
    }

    /// A file that is there, and most likely meant by a path that leads nowhere: one of the same name in another folder,
    /// or one of a similar path.
    fn near(&self, user: &str, written: &str) -> Option<String> {
        let own = user.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = self.loader.models_in(own).into_iter();
        // Where the path leads up, the files around the folder that it names.
        let up = written.rsplit_once('/').map(|(folder, _)| folder).filter(|folder| folder.starts_with(".."));
        let above = up.map(|folder| {
            let found = self.loader.models_in(&normalise(&format!("{own}/{folder}"))).into_iter();
            found.map(|file| format!("{folder}/{file}")).collect::<Vec<_>>()
        });
        let own_name = user.rsplit('/').next().unwrap_or(user);
        let known: Vec<String> = beside.filter(|file| file != own_name).chain(above.unwrap_or_default()).collect();
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".mognad").to_owned();
        let same_name = known.iter().find(|file| name(file) == name(written));
        let paths = || known.iter().map(|file| file.trim_end_matches(".mognad"));
        let near = || crate::diagnostics::nearest(written.trim_end_matches(".mognad"), paths());
        let near_name = || {
            let names: Vec<String> = known.iter().map(|file| name(file)).collect();
            let near = crate::diagnostics::nearest(&name(written), names.iter().map(String::as_str))?.to_owned();
            known.iter().find(|file| name(file) == near).cloned()
        };
        same_name.cloned().or_else(|| near().map(|file| format!("{file}.mognad"))).or_else(near_name)
    }

    /// Reports a file that is not read, so that what it shares is not known.
    fn refuse(&mut self, diagnostic: Diagnostic) {
        self.loaded.misses_files = true;
        self.loaded.diagnostics.push(diagnostic);
    }

    fn circle(&mut self, path: &str, written: &str, span: Span) {
        let start = self.open.iter().position(|open| open == path).unwrap_or(0);
        let diagnostic = match self.open.len().saturating_sub(start) {
            0 | 1 => Diagnostic::new(Code::M0107, "a file cannot use itself")
                .at(span, "is this file")
                .help("take the line away: what a file declares it has"),
            _ => {
                let mut links: Vec<String> = self.open.iter().skip(start).map(|p| format!("`{p}`")).collect();
                links.push(format!("`{path}` again"));
                let shown = match links.split_first() {
                    Some((first, rest)) => format!("{first} uses {}", rest.join(", which uses ")),
                    None => String::new(),
                };
                Diagnostic::new(Code::M0107, format!("`{written}` uses this file in turn"))
                    .at(span, "closes the circle")
                    .note(shown)
                    .help("move what both need into a third file that uses neither")
            }
        };
        self.refuse(diagnostic);
    }

    /// The same file twice from one file; from two files is how sharing works.
    fn used_again(&mut self, user: &str, id: FileId, written: &str, span: Span) {
        let user = self.done.get(&normalise(user)).copied();
        let first = self.loaded.uses.iter().find(|(first, used)| *used == id && Some(first.file) == user);
        match first.map(|(first, _)| *first) {
            Some(first) => self.loaded.diagnostics.push(
                Diagnostic::new(Code::M0111, format!("`{written}` is used twice"))
                    .at(span, "again here")
                    .also(first, "first used here")
                    .help("keep one of them"),
            ),
            None => self.loaded.uses.push((span, id)),
        }
    }

    /// A used file shares scales and ladders. What else it holds is reported and left out; a second `model` would
    /// leave it open which one is meant.
    fn refuse_more_than_shared(&mut self, id: FileId, written: &str, span: Span) {
        let Some((_, tree)) = self.loaded.trees.iter_mut().find(|(file, _)| *file == id) else { return };
        let more: Vec<(&'static str, Span)> = tree.items.iter().filter_map(own).collect();
        let Some(first) = more.iter().find(|(what, _)| *what == "a model").or(more.first()).copied() else { return };
        tree.items.retain(|item| own(item).is_none());
        let (what, keyword) = first;
        let message = match what {
            "a model" => format!("`{written}` is a model of its own, so it cannot be used"),
            _ => format!("`{written}` holds {what}, but only scales and ladders can be shared"),
        };
        self.loaded.diagnostics.push(
            Diagnostic::new(Code::M0109, message).at(span, "used here").also(keyword, what).help(match what {
                "a model" => "move the scales and ladders that both need into a file without `model`",
                _ => "move it into the file with the `model`",
            }),
        );
    }
}

/// What a declaration is, when it belongs to one model alone.
fn own(item: &Item) -> Option<(&'static str, Span)> {
    match item {
        Item::Model(model) => Some(("a model", model.head.keyword)),
        Item::Area(area) => Some(("an area", area.head.keyword)),
        Item::Overall(overall) => Some(("an `overall`", overall.head.keyword)),
        Item::Property(property) => Some(("a property", property.head.keyword)),
        Item::Example(example) => Some(("an example", example.head.keyword)),
        Item::Use(_) | Item::Scale(_) | Item::Ladder(_) => None,
    }
}

/// A path that does not begin at the file that uses it.
fn not_from_here(written: &str, span: Span) -> Option<Diagnostic> {
    let refused = |message: String, label: &str| Diagnostic::new(Code::M0108, message).at(span, label);
    if written.contains("://") {
        let diagnostic = refused(format!("`{written}` is an address, and files are not fetched"), "not a file here");
        return Some(diagnostic.help("put a copy beside the model, and use that"));
    }
    let drive = written.chars().nth(1) == Some(':');
    if drive || written.starts_with(['/', '~']) {
        let diagnostic = refused(
            format!("`{written}` is a place on one computer, so the model would work only there"),
            "begins at the root",
        );
        return Some(diagnostic.help("write the path from the folder of this file, as in `../shared.mognad`"));
    }
    written.contains('\\').then(|| {
        let mended = format!("\"{}\"", written.replace('\\', "/"));
        refused("folders are separated by `/`, on every system".to_owned(), "written with `\\`")
            .help(format!("write `{mended}`"))
            .edit(span, mended, Applicability::Safe)
    })
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
