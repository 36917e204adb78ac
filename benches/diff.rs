//! How long it takes to work out what an edit does: `cargo bench --bench diff`.
//!
//! Each line is one edit to one of the models: the median time, how many levels and actions it moves, how much is left
//! undecided, and how many responses to a level are not proved to be the smallest. Reading the text is not counted. The
//! budget is that of `mognad diff`. Words after `--` choose the edits that have one of them in their line.

use std::time::{Duration, Instant};

use mognad::analyse::findings::STEPS_A_SECOND;
use mognad::compare::{Effects, Pairing, effects};
use mognad::model::Model;
use mognad::semantics::{Loader, compile};

const RUNS: usize = 5;
const STOCKHOLM: &str = "stockholm/it-strategi.mognad";
const SAMM: &str = "owasp/samm.mognad";

/// What stands in a file, and what is written instead.
type Change = (&'static str, &'static str, &'static str);

/// Weights of areas.
const DIGITAL: Change = (STOCKHOLM, "    weight 2\n    levels trappa {", "    weight 3\n    levels trappa {");
const COLLABORATION: Change = (STOCKHOLM, "    code \"2\"\n", "    code \"2\"\n    weight 1.5\n");
const CONTENT: Change = (STOCKHOLM, "    code \"3\"\n", "    code \"3\"\n    weight 2\n");
const INFRASTRUCTURE: Change = (STOCKHOLM, "    code \"4\"\n", "    code \"4\"\n    weight 4\n");
const FOLLOW_UP: Change = (STOCKHOLM, "for the follow-up.\"\n    weight 2\n", "for the follow-up.\"\n    weight 5\n");
const GOVERNANCE: Change = (SAMM, "    code \"G\"\n", "    code \"G\"\n    weight 2\n");
const DESIGN: Change = (SAMM, "    code \"D\"\n", "    code \"D\"\n    weight 3\n");
const IMPLEMENTATION: Change = (SAMM, "    code \"I\"\n", "    code \"I\"\n    weight 1.5\n");
const VERIFICATION: Change = (SAMM, "    code \"V\"\n", "    code \"V\"\n    weight 4\n");
const OPERATIONS: Change = (SAMM, "    code \"O\"\n", "    code \"O\"\n    weight 5\n");

/// Weights of questions, in three areas of either model.
const JUDGING: Change =
    (STOCKHOLM, "weight 2\n            action kallkritik", "weight 3\n            action kallkritik");
const PLAN: Change =
    (STOCKHOLM, "weight 2\n            action gor_handlingsplan", "weight 3\n            action gor_handlingsplan");
const DEVICES: Change =
    (STOCKHOLM, "weight 2\n            action skaffa_enheter", "weight 3\n            action skaffa_enheter");
const RISK: Change =
    (SAMM, "answers upkeep\n            at initial", "answers upkeep\n            weight 2\n            at initial");
const THREATS: Change =
    (SAMM, "            code \"D-TA-1-A\"\n", "            code \"D-TA-1-A\"\n            weight 2\n");
const BUILD: Change =
    (SAMM, "            code \"I-SB-2-A\"\n", "            code \"I-SB-2-A\"\n            weight 3\n");

/// A question that is added, and a threshold.
const ADDED: Change = (
    STOCKHOLM,
    "question trygg_pa_natet\n",
    "question ny sv: \"Ny\" en: \"New\" { answers instammer }\n        question trygg_pa_natet\n",
);
const ESTABLISHED: Change =
    ("stockholm/gemensamt.mognad", "en: \"Established\" from 50%", "en: \"Established\" from 55%");

/// A question that is moved to another area.
const NETWORK: &str = "        question natverk
            sv: \"Lärarna har nytta av nätverk utanför den egna skolan\"
            en: \"The teachers benefit from networks outside their own school\"
        {
            answers instammer
        }
";
const GONE: Change = (STOCKHOLM, NETWORK, "");
const MOVED: Change = (
    STOCKHOLM,
    "        question uppgifter_pa_natet\n",
    "        question natverk sv: \"Nätverk\" en: \"Networks\" { answers instammer }
        question uppgifter_pa_natet\n",
);

/// An edit: its name, the model, and what is changed.
const EDITS: &[(&str, &str, &[Change])] = &[
    (
        "a threshold of one area",
        STOCKHOLM,
        &[(
            STOCKHOLM,
            "etablerad requires kartlaggning != nej for skolledare",
            "etablerad from 60% requires kartlaggning != nej for skolledare",
        )],
    ),
    ("a threshold of the ladder", STOCKHOLM, &[ESTABLISHED]),
    ("the weight of a question", STOCKHOLM, &[JUDGING]),
    ("a question added", STOCKHOLM, &[ADDED]),
    (
        "a question behind another",
        STOCKHOLM,
        &[(
            STOCKHOLM,
            "the digital competence that its task demands\"\n        {\n",
            "the digital competence that its task demands\"\n        {\n            ask when kartlaggning == ja\n",
        )],
    ),
    ("the weight of an area", STOCKHOLM, &[DIGITAL]),
    ("a threshold of the practices", SAMM, &[(SAMM, "\"1 Initial\" from 1 {", "\"1 Initial\" from 1.25 {")]),
    ("the condition of an action", SAMM, &[(SAMM, "risk_appetite >= half", "risk_appetite >= most")]),
    ("the weight of a question", SAMM, &[RISK]),
    (
        "a gate",
        SAMM,
        &[(
            SAMM,
            "guidance \"How the organisation steers, demands and teaches software security.\"\n    levels function",
            "levels function { initial requires all(score of areas > 0) }",
        )],
    ),
    ("weights of two areas", STOCKHOLM, &[DIGITAL, INFRASTRUCTURE]),
    ("weights of three areas", STOCKHOLM, &[DIGITAL, INFRASTRUCTURE, FOLLOW_UP]),
    ("weights of all areas", STOCKHOLM, &[DIGITAL, COLLABORATION, CONTENT, INFRASTRUCTURE, FOLLOW_UP]),
    ("weights of a question and an area", STOCKHOLM, &[JUDGING, FOLLOW_UP]),
    ("weights of three questions", STOCKHOLM, &[JUDGING, PLAN, DEVICES]),
    ("a weight, a question, a threshold", STOCKHOLM, &[DIGITAL, ADDED, ESTABLISHED]),
    ("two weights, a question moved", STOCKHOLM, &[DIGITAL, INFRASTRUCTURE, GONE, MOVED]),
    ("weights of two areas", SAMM, &[GOVERNANCE, DESIGN]),
    ("weights of three areas", SAMM, &[GOVERNANCE, DESIGN, VERIFICATION]),
    ("weights of all areas", SAMM, &[GOVERNANCE, DESIGN, IMPLEMENTATION, VERIFICATION, OPERATIONS]),
    ("weights of a question and an area", SAMM, &[RISK, VERIFICATION]),
    ("weights of three questions", SAMM, &[RISK, THREATS, BUILD]),
];

/// The models as they are, but for these changes, or before them.
struct Edited {
    changes: &'static [Change],
}

impl Loader for Edited {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        let mut text = std::fs::read_to_string(path)?;
        for (_, from, to) in self.changes.iter().filter(|(file, ..)| path.ends_with(file)) {
            assert!(text.contains(from), "{path} has no {from:?}");
            text = text.replacen(from, to, 1);
        }
        Ok(text.into_bytes())
    }
}

fn load(model: &str, changes: &'static [Change]) -> Option<Model> {
    let root = format!("{}/models", env!("CARGO_MANIFEST_DIR"));
    let path = format!("{root}/{model}");
    let folder = path.rsplit_once('/').map_or(root.as_str(), |(folder, _)| folder);
    compile(&path, folder, &Edited { changes }).model
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    println!("{:60} {:>8} {:>8} {:>8} {:>6} {:>6}", "edit", "ms", "levels", "actions", "open", "larger");
    for (name, model, changes) in EDITS {
        let (Some(old), Some(new)) = (load(model, &[]), load(model, changes)) else {
            println!("{name}: the edit leaves no model");
            continue;
        };
        let title = format!("{}: {name}", old.name);
        if !wanted.is_empty() && !wanted.iter().any(|wanted| title.contains(wanted)) {
            continue;
        }
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
        let witnesses = found.levels.iter().flat_map(|level| [&level.rises, &level.falls, &level.changes]).flatten();
        println!(
            "{title:60} {:8.1} {:8} {:8} {:6} {:6}",
            median.as_secs_f64() * 1000.0,
            found.levels.len(),
            found.actions.len(),
            found.undecided.len(),
            witnesses.filter(|witness| !witness.smallest).count(),
        );
        for sentence in &found.undecided {
            println!("    not decided: {sentence}");
        }
    }
}
