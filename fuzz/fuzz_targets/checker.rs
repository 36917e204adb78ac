//! Any text: checking never panics, and a model without errors evaluates the blank response.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mognad::evaluate::{Answers, Outcome};
use mognad::model::RoleId;
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

fuzz_target!(|text: &str| {
    if let Some(model) = compile("fuzz.mognad", "", &InMemory(text)).model {
        let role = (!model.roles.is_empty()).then_some(RoleId(0));
        Outcome::of(&model, &Answers::blank(&model, role));
    }
});
