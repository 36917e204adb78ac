//! Ranges over more completions than are tried one by one: what must not be missing from them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io;

use mognad::evaluate::{Answers, Extent, Outcome};
use mognad::exact::Rational;
use mognad::model::Model;
use mognad::semantics::{Loader, compile};

struct Text(&'static str);

impl Loader for Text {
    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().to_vec())
    }
}

fn model(text: &'static str) -> Model {
    let compilation = compile("m.mognad", "", &Text(text));
    compilation.model.unwrap_or_else(|| panic!("{:?}", compilation.diagnostics))
}

fn blank(model: &Model) -> Outcome {
    Outcome::of(model, &Answers::blank(model, None))
}

fn range(low: &str, high: &str, may_be_none: bool) -> Option<Extent> {
    let bounds = Some((Rational::parse(low).unwrap(), Rational::parse(high).unwrap()));
    Some(Extent { bounds, may_be_none, exact: false })
}

#[test]
fn a_worth_of_na_does_not_keep_a_hidden_question_in() {
    let model = model(
        r#"model m "M" { edition 1 language en }
        scale s { low 1 "Low" high 2 "High" na 1 "Not applicable" }
        area x "X" {
            score mean(points of questions except long)
            question long "Long" { answers 1 to 100_000 }
            question first "First" { answers { none 0 "None" every 4 "All" } }
            question second "Second" { answers s  ask when long > 5 }
        }"#,
    );
    // Alone, the first question can give 4.
    assert_eq!(blank(&model).areas[1].score, range("0", "4", false));
}

#[test]
fn where_nothing_may_be_left_there_may_be_no_score() {
    let model = model(
        r#"model m "M" { edition 1 language en }
        area y "Y" { question long "Long" { answers 1 to 100_000 } }
        area x "X" {
            score sum(points of questions) + 1
            question q "Q" { answers { low 1 "Low" high 2 "High" }  ask when long > 5 }
        }"#,
    );
    assert_eq!(blank(&model).areas[2].score, range("1", "3", true));
}
