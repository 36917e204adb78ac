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
pub mod possible;
mod questions;
pub mod responses;
mod rng;
mod selectors;
mod words;
pub mod worth;

use std::collections::BTreeMap;
use std::io;

use mognad::evaluate::Evaluation;
use mognad::model::{AreaId, Model, OVERALL};
use mognad::semantics::{Compilation, Loader};
use num_rational::Ratio;
use num_traits::ToPrimitive;

pub use rng::Random;

/// A number from the environment: how much a test tries.
pub fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The files of a model by their paths; the first one holds the `model`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub files: Vec<(String, String)>,
}

impl Source {
    /// The random model of a seed. It is written twice: the second time with thresholds at scores that some responses
    /// had in the first one.
    pub fn random(seed: u64) -> Source {
        let draft = plan::Plan::new(seed, BTreeMap::new()).write();
        match draft.compile().model {
            Some(model) => plan::Plan::new(seed, scores(&model, seed)).write(),
            None => draft,
        }
    }

    pub fn compile(&self) -> Compilation {
        mognad::semantics::compile(&self.files[0].0, "", self)
    }
}

/// Scores of areas over some responses, by the areas' dotted paths.
fn scores(model: &Model, seed: u64) -> BTreeMap<String, Vec<Ratio<i128>>> {
    let path = |id: usize| {
        let mut names = vec![model.areas[id].name.as_str()];
        let mut at = model.areas[id].parent;
        while let Some(outer) = at.filter(|outer| *outer != OVERALL) {
            names.insert(0, &model.areas[outer.0 as usize].name);
            at = model.areas[outer.0 as usize].parent;
        }
        names.join(".")
    };
    let mut seen: BTreeMap<String, Vec<Ratio<i128>>> = BTreeMap::new();
    let mut random = Random::new(seed);
    for _ in 0..12 {
        let answers = responses::complete(model, &mut random);
        let evaluation = Evaluation::new(model, &answers);
        for id in 0..model.areas.len() {
            let score = evaluation.score(AreaId(id as u32)).map(|score| score.to_big());
            let parts = score.and_then(|score| Some((score.numer().to_i128()?, score.denom().to_i128()?)));
            if let Some((numerator, denominator)) = parts {
                seen.entry(path(id)).or_default().push(Ratio::new(numerator, denominator));
            }
        }
    }
    seen
}

impl Loader for Source {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let file = self.files.iter().find(|(its, _)| its == path);
        file.map(|(_, text)| text.clone().into_bytes()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
