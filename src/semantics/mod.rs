//! The tree to the compiled model: names, types, missing answers, and everything local that can be wrong.
//!
//! The passes, in order: `files` reads what is used; `declare` numbers everything that has a name; `questions`
//! gives each question its answers; `lower` turns formulas and conditions into the expression graph; `levels`,
//! `actions` and `examples` build the rest on it; `cycles`, `bounds` and `roles` look at the finished graph;
//! `allow` silences what the author argued away.
//!
//! One mistake gives one finding: what is wrong has no value (`None`), and nothing is said of what depends on it.
//! `doubts` knows what else is not known for sure; `unknown` and `units` word what is said of names and units.

mod actions;
mod allow;
mod answers;
mod bands;
mod bounds;
mod checker;
mod conditions;
mod constants;
mod cycles;
mod declare;
mod doubts;
mod examples;
mod files;
mod graph;
mod history;
mod keys;
mod ladders;
mod levels;
mod lower;
mod names;
mod policies;
mod questions;
mod roles;
mod scales;
mod scores;
mod selectors;
mod texts;
mod thresholds;
mod units;
mod unknown;

use crate::diagnostics::{self, Diagnostic};
use crate::model::Model;
use crate::source::Sources;

pub(crate) use allow::{covers, idle};
pub use files::Loader;

/// What compiling a file gives.
#[derive(Debug, Clone, Default)]
pub struct Compilation {
    /// Every file that was read; the spans of the diagnostics refer to them.
    pub sources: Sources,
    /// The model; none when an error rejects it, or when the file is a library without `model`.
    pub model: Option<Model>,
    /// The file has no `model`, so it is a library: scales, ladders and roles for others.
    pub library: bool,
    /// Findings in order of file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles the file at `path` and what it uses. A used file must lie in `root` (a folder; the repository's, else the
/// file's own).
pub fn compile(path: &str, root: &str, loader: &dyn Loader) -> Compilation {
    let mut loaded = files::load(path, root, loader);
    let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
    // A file with nothing in it, not even a mistake, is no library.
    let empty = loaded.trees.first().is_some_and(|(_, tree)| tree.items.is_empty()) && diagnostics.is_empty();
    let library = !empty && loaded.trees.iter().all(|(_, tree)| files::is_library(tree));
    let mut model = None;
    if !loaded.trees.is_empty() {
        let (built, findings) = checker::check(&loaded, library);
        diagnostics.extend(findings);
        model = Some(built);
    }
    diagnostics::sort(&mut diagnostics);
    let rejected = library || diagnostics.iter().any(Diagnostic::is_error);
    Compilation { model: model.filter(|_| !rejected), sources: loaded.sources, library, diagnostics }
}
