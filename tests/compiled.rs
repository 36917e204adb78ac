//! Compiled models that were damaged: each is refused, or does what any model does.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use mognad::evaluate::{Answers, Outcome, run_example};
use mognad::model::{Answer, Model, QuestionId, RoleId};
use mognad::semantics::{Loader, compile};
use proptest::prelude::*;
use serde_json::Value;

struct Given(&'static str);

impl Loader for Given {
    fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().to_vec())
    }

    fn place(&self, path: &str) -> String {
        path.to_owned()
    }
}

const MODEL: &str = r#"
model m "M" { edition 1 language en roles { a "A" b "B" } unanswered counts as lowest }
scale s { no 0 "No" some 1 "Some" fully 2 "Fully" na "N/A" met from some }
ladder l { low "Low" mid "Mid" from 25% high "High" from 80% }
area one "One" {
    weight 2
    levels l { high requires q1 is met for a }
    value v "V" sum(points of questions) else 0
    question q1 "Q1" { answers s weight 3 hidden counts as highest ask when q2 has x }
    question q2 "Q2" { answers any of { x 1 "X" y 2 "Y" } }
    question q3 "Q3" { answers 1 to 7 step 2 "u" points { 3 up to 1.5, 1 below 6, 0 otherwise } for b }
    action act "Act" { suggest when level <= low and q1 < fully raises q1 to fully after other priority 1 }
    action other "Other" { suggest when count(questions on s are met) >= 1 or suggested(third) }
    action third "Third" { for a suggest when share(questions on s >= some) < 50% raises q2 }
}
area two "Two" {
    levels l
    score { 0% when q4 == no, one.score otherwise }
    question q4 "Q4" { answers yes_no }
}
overall { levels l level min(level of areas) value grand "T" round(one.v + max(1, 2), 1) }
never "n" { overall.level == high and q4 == no }
example "e" { as a given q1 fully, q2 x + y, others highest expect one.level == high }
"#;

fn compiled() -> Value {
    let compilation = compile("m.mognad", "", &Given(MODEL));
    let model = compilation.model.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
    model.check_integrity().unwrap();
    serde_json::to_value(model).unwrap()
}

/// Every number and list of the document, without the texts that it was compiled from.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().filter(|(key, _)| *key != "sources" && *key != "span").for_each(|(key, value)| {
                places(value, &format!("{path}/{key}"), found);
            })
        }
        Value::Array(list) => {
            found.push(path.to_owned());
            list.iter().enumerate().for_each(|(number, value)| places(value, &format!("{path}/{number}"), found));
        }
        Value::Number(_) | Value::String(_) | Value::Null => found.push(path.to_owned()),
        Value::Bool(_) => {}
    }
}

fn use_it(model: &Model) {
    for role in [None, Some(RoleId(0)), Some(RoleId(1)), Some(RoleId(7))] {
        let mut answers = Answers::blank(model, role);
        for index in [0, 1, 3, u64::MAX] {
            Outcome::of(model, &answers);
            for question in 0..u32::try_from(model.questions.len()).unwrap() {
                answers.set(QuestionId(question), Some(Answer::Index(index)));
            }
        }
    }
    for example in &model.examples {
        run_example(model, example).diagnostics(model, example);
    }
}

#[test]
fn a_whole_one_is_taken() {
    let model: Model = serde_json::from_value(compiled()).unwrap();
    model.check_integrity().unwrap();
    use_it(&model);
}

#[test]
fn damage_is_refused_or_harmless() {
    let whole = compiled();
    let mut found = Vec::new();
    places(&whole, "", &mut found);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(600));
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u32..8);
    let taken = std::cell::Cell::new(0);
    let outcome = runner.run(&prop::collection::vec(change, 1..3), |changes| {
        let mut damaged = whole.clone();
        for (at, from, kind) in changes {
            let other = damaged.pointer(from.get(&found).as_str()).cloned().unwrap_or(Value::Null);
            if let Some(place) = damaged.pointer_mut(at.get(&found).as_str()) {
                match (kind, &mut *place) {
                    (0 | 1, Value::Array(list)) => drop(list.pop()),
                    (2, Value::Array(list)) => list.extend(list.clone()),
                    (3, _) => *place = Value::from(u32::MAX),
                    (4, _) => *place = Value::from(u64::MAX),
                    (_, Value::Number(_)) => *place = Value::from(kind.saturating_sub(4)),
                    _ => *place = other,
                }
            }
        }
        if let Ok(model) = serde_json::from_value::<Model>(damaged)
            && model.check_integrity().is_ok()
        {
            taken.set(taken.get() + 1);
            use_it(&model);
        }
        Ok(())
    });
    outcome.unwrap();
    assert!(taken.get() > 60, "too much is refused for the test to be worth it: {}", taken.get());
}
