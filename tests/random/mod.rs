//! Random small models, as text in the language, and responses to them. The same seed gives the same bytes.
//!
//! A model is right by construction as far as that is sensible: names, kinds and the order of dependencies are kept
//! track of in a plan while it is written; a few models are still refused (a threshold outside its score, say).

mod areas;
mod conditions;
mod examples;
mod ladders;
mod names;
mod numbers;
mod plan;
mod questions;
pub mod responses;
mod rng;
mod selectors;
mod words;

use std::io;

use mognad::semantics::{Compilation, Loader};

pub use rng::Random;

/// The files of a model by their paths; the first one holds the `model`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub files: Vec<(String, String)>,
}

impl Source {
    /// The random model of a seed.
    pub fn random(seed: u64) -> Source {
        plan::Plan::new(seed).write()
    }

    pub fn compile(&self) -> Compilation {
        mognad::semantics::compile(&self.files[0].0, "", self)
    }
}

impl Loader for Source {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let file = self.files.iter().find(|(its, _)| its == path);
        file.map(|(_, text)| text.clone().into_bytes()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
