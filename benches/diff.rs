//! How long it takes to work out what an edit does: `cargo bench --bench diff`.
//!
//! Each line is one edit to one of the models: the median time, how many levels and actions it moves, and what is left
//! undecided or not proved to be the smallest. Reading the text is not counted. The budget is that of `mognad diff`.

use std::time::{Duration, Instant};

use mognad::analyse::findings::STEPS_A_SECOND;
use mognad::compare::{Effects, Pairing, effects};
use mognad::model::Model;
use mognad::semantics::{Loader, compile};

const RUNS: usize = 5;
const STOCKHOLM: &str = "stockholm/it-strategi.mognad";
const SAMM: &str = "owasp/samm.mognad";

/// The weight of the first area, and what follows on it.
const AREA: &str = "    weight 2\n    levels trappa {\n        etablerad requires all";

/// An edit: its name, the model, the file that is edited, what stands there and what is written instead.
const EDITS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "a threshold of one area",
        STOCKHOLM,
        STOCKHOLM,
        "etablerad requires kartlaggning != nej for skolledare",
        "etablerad from 60% requires kartlaggning != nej for skolledare",
    ),
    (
        "a threshold of the ladder",
        STOCKHOLM,
        "stockholm/gemensamt.mognad",
        "en: \"Established\" from 50%",
        "en: \"Established\" from 55%",
    ),
    (
        "the weight of a question",
        STOCKHOLM,
        STOCKHOLM,
        "weight 2\n            action kallkritik_i_alla_amnen",
        "weight 3\n            action kallkritik_i_alla_amnen",
    ),
    (
        "a question added",
        STOCKHOLM,
        STOCKHOLM,
        "question trygg_pa_natet\n",
        "question ny sv: \"Ny\" en: \"New\" { answers instammer }\n        question trygg_pa_natet\n",
    ),
    (
        "a question behind another",
        STOCKHOLM,
        STOCKHOLM,
        "the digital competence that its task demands\"\n        {\n",
        "the digital competence that its task demands\"\n        {\n            ask when kartlaggning == ja\n",
    ),
    (
        "the weight of an area",
        STOCKHOLM,
        STOCKHOLM,
        AREA,
        "    weight 3\n    levels trappa {\n        etablerad requires all",
    ),
    ("a threshold of the practices", SAMM, SAMM, "\"1 Initial\" from 1 {", "\"1 Initial\" from 1.25 {"),
    ("the condition of an action", SAMM, SAMM, "risk_appetite >= half", "risk_appetite >= most"),
    (
        "the weight of a question",
        SAMM,
        SAMM,
        "answers upkeep\n            at initial",
        "answers upkeep\n            weight 2\n            at initial",
    ),
    (
        "a gate",
        SAMM,
        SAMM,
        "guidance \"How the organisation steers, demands and teaches software security.\"\n    levels function",
        "levels function { initial requires all(score of areas > 0) }",
    ),
];

/// The models as they are, but for one edit of one file.
struct Edited {
    file: String,
    from: &'static str,
    to: &'static str,
}

impl Loader for Edited {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        let text = std::fs::read_to_string(path)?;
        let is_it = path.ends_with(&self.file);
        Ok(if is_it { text.replacen(self.from, self.to, 1) } else { text }.into_bytes())
    }
}

fn load(model: &str, loader: &Edited) -> Option<Model> {
    let root = format!("{}/models", env!("CARGO_MANIFEST_DIR"));
    let path = format!("{root}/{model}");
    let folder = path.rsplit_once('/').map_or(root.as_str(), |(folder, _)| folder);
    compile(&path, folder, loader).model
}

fn main() {
    println!("{:42} {:>8} {:>8} {:>8} {:>6}", "edit", "ms", "levels", "actions", "open");
    for (name, model, file, from, to) in EDITS {
        let edited = |to| Edited { file: (*file).to_owned(), from, to };
        let (Some(old), Some(new)) = (load(model, &edited(from)), load(model, &edited(to))) else {
            println!("{name}: the edit leaves no model");
            continue;
        };
        let mut times: Vec<Duration> = Vec::new();
        let mut found = Effects::default();
        for _ in 0..RUNS {
            let start = Instant::now();
            let pairing = Pairing::new(&old, &new);
            found = effects(&old, &new, &pairing, 2 * STEPS_A_SECOND);
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let median = times.get(RUNS / 2).copied().unwrap_or_default();
        let title = format!("{}: {name}", old.name);
        println!(
            "{title:42} {:8.1} {:8} {:8} {:6}",
            median.as_secs_f64() * 1000.0,
            found.levels.len(),
            found.actions.len(),
            found.undecided.len()
        );
    }
}
