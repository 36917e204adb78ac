//! Any bytes as a response to a model with every kind of answer: reading never panics, and what is read can be evaluated.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mognad::evaluate::Outcome;
use mognad::model::Model;
use mognad::respond::{Format, Reader, decode};
use mognad::semantics::{Loader, compile};
use mognad::source::FileId;

const MODEL: &str = r#"
    model m "M" { edition 1  version "1"  roles { a "A"  b "B" } }
    area x "X" {
        question choice "Choice" { answers { no 0 "No"  yes 1 "Yes"  na "Not applicable" } }
        question several "Several" { answers any of { one 1 "One"  two 2 "Two" }  for a }
        question number "Number" { answers 1 to 30 step 0.1 "pupils" }
        question wish "Wish" { answers text }
        question follow "Follow-up" { answers yes_no  ask when choice == yes }
    }
"#;

struct Fixed;

impl Loader for Fixed {
    fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
        Ok(MODEL.as_bytes().to_vec())
    }
}

static COMPILED: LazyLock<Model> =
    LazyLock::new(|| compile("m.mognad", "", &Fixed).model.expect("the model has no errors"));

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = decode("response", bytes) else { return };
    for format in [Format::Json, Format::Toml] {
        if let Some(response) = Reader::new(&COMPILED).read(FileId(0), &text, format).response {
            Outcome::of(&COMPILED, &response.answers);
        }
    }
});
