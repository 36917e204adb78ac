//! Any text: checking never panics, and a model without errors evaluates a blank response, one that answers everything
//! with the first answer, and one with `na`, of each role; and it is analysed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mognad::analyse::findings::{Options, find};
use mognad::evaluate::{Answers, Outcome};
use mognad::model::{Answer, Model, RoleId};
use mognad::semantics::{Loader, compile};

struct InMemory<'a>(&'a str);

impl Loader for InMemory<'_> {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        match path {
            "fuzz.mognad" => Ok(self.0.as_bytes().to_vec()),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        }
    }
}

fn evaluate(model: &Model, role: Option<RoleId>) {
    for answer in [None, Some(Answer::Index(0)), Some(Answer::Na)] {
        let given = vec![answer; model.questions.len()];
        Outcome::of(model, &Answers { role, given });
    }
}

fuzz_target!(|text: &str| {
    if let Some(model) = compile("fuzz.mognad", "", &InMemory(text)).model {
        if model.roles.is_empty() {
            evaluate(&model, None);
        }
        find(&model, &Options { steps: 20_000, information: true, ..Options::default() });
        for role in 0..model.roles.len() {
            evaluate(&model, u32::try_from(role).ok().map(RoleId));
        }
    }
});
