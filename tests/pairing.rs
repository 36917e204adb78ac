//! What is the same in two versions of a model.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, unused_imports, reason = "each test uses its part")]
mod random;

use std::io;

use mognad::compare::{Pairing, pair_levels};
use mognad::evaluate::Answers;
use mognad::exact::Rational;
use mognad::model::{Answer, Model, QuestionId, RoleId};
use mognad::semantics::{Loader, compile};
use random::Source;

struct Text(String);

impl Loader for Text {
    fn read(&self, _: &str) -> io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

fn model(text: &str) -> Model {
    let compilation = compile("m.mognad", "", &Text(text.to_owned()));
    compilation.model.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics))
}

fn question(model: &Model, key: &str) -> QuestionId {
    QuestionId(u32::try_from(model.questions.iter().position(|q| q.key == key).unwrap()).unwrap())
}

const OLD: &str = r#"
model m "M" { edition 1  roles { leader "L"  teacher "T" } }
scale steps { no 0 "No"  some 1 "Some"  full 2 "Full" }
ladder stairs { low "Low"  high "High" from 50% }
area a "A" {
    levels stairs
    question plan "Plan" { answers steps }
    question tools "Tools" { answers any of { map 1 "Map"  board 2 "Board" } }
    area inner "Inner" { question devices "Devices" { answers 1 to 10 } }
}
area b "B" { question note "Note" { answers text }  question gone "Gone" { answers yes_no } }
"#;

const NEW: &str = r#"
model m "M" { edition 1  roles { teacher "T"  head "H" { was leader } } }
scale steps { none 0 "No" { was no }  some 1 "Some"  most 2 "Most"  full 3 "Full" }
ladder stairs { bottom "Low" { was low }  middle "Middle" from 20%  high "High" from 50% }
area b "B" {
    question scheme "Plan" { answers steps  was plan }
    question note "Note" { answers text }
}
area first "A" {
    was a
    levels stairs
    question tools "Tools" { answers any of { board 2 "Board"  map 1 "Map" } }
    question fresh "Fresh" { answers yes_no }
}
area inner "Inner" { question devices "Devices" { answers 2 to 20 step 0.5 } }
"#;

#[test]
fn what_was_renamed_or_moved_is_found() {
    let (old, new) = (model(OLD), model(NEW));
    let pairing = Pairing::new(&old, &new);
    let names: Vec<(&str, &str)> = pairing
        .questions
        .both()
        .map(|(a, b)| (old.questions[a.0 as usize].key.as_str(), new.questions[b.0 as usize].key.as_str()))
        .collect();
    assert_eq!(names, [("plan", "scheme"), ("note", "note"), ("tools", "tools"), ("devices", "devices")]);
    let areas: Vec<(&str, &str)> = pairing
        .areas
        .both()
        .map(|(a, b)| (old.areas[a.0 as usize].key.as_str(), new.areas[b.0 as usize].key.as_str()))
        .collect();
    assert_eq!(areas, [("overall", "overall"), ("b", "b"), ("a", "first"), ("inner", "inner")]);
    assert_eq!(pairing.questions.removed().collect::<Vec<_>>(), [question(&old, "gone")]);
    assert_eq!(pairing.questions.added().collect::<Vec<_>>(), [question(&new, "fresh")]);
    assert_eq!((pairing.roles.new_of(RoleId(0)), pairing.roles.new_of(RoleId(1))), (Some(RoleId(1)), Some(RoleId(0))));
    let levels = pair_levels(&old.ladders[0], &new.ladders[0]);
    assert_eq!(levels.both().collect::<Vec<_>>(), [(0, 0), (1, 2)]);
    assert!(!pairing.keeps_responses(&old, &new));
}

#[test]
fn answers_keep_their_meaning() {
    let (old, new) = (model(OLD), model(NEW));
    let pairing = Pairing::new(&old, &new);
    let of = |key: &str| pairing.answers(question(&old, key)).unwrap();
    assert_eq!([0, 1, 2, 3].map(|answer| of("plan").index(answer)), [Some(0), Some(1), Some(3), None]);
    assert_eq!([0, 1, 2, 3, 4].map(|set| of("tools").index(set)), [Some(0), Some(2), Some(1), Some(3), None]);
    // 1 is gone, 2 is the first, 10 the seventeenth.
    assert_eq!([0, 1, 9, 10].map(|steps| of("devices").index(steps)), [None, Some(0), Some(16), None]);
    assert!(of("plan").is_total() && !of("plan").is_identity() && !of("devices").is_total());
    let mut answers = Answers::blank(&old, Some(RoleId(0)));
    answers.set(question(&old, "plan"), Some(Answer::Index(2)));
    answers.set(question(&old, "gone"), Some(Answer::Index(1)));
    answers.set(question(&old, "note"), Some(Answer::Text("x".to_owned())));
    let (translated, lost) = pairing.translate(&new, &answers);
    assert_eq!(lost, [question(&old, "gone")]);
    assert_eq!(translated.role, Some(RoleId(1)));
    assert_eq!(translated.get(question(&new, "scheme")), Some(&Answer::Index(3)));
    assert_eq!(translated.get(question(&new, "note")), Some(&Answer::Text("x".to_owned())));
    assert_eq!(old.questions[question(&old, "devices").0 as usize].bounds.as_ref().unwrap().0, Rational::ONE);
}

#[test]
fn a_model_is_the_same_as_itself() {
    for seed in 0..100 {
        let Some(model) = Source::random(seed).compile().model else { continue };
        let pairing = Pairing::new(&model, &model);
        assert!(pairing.keeps_responses(&model, &model), "{seed}");
        assert!(pairing.questions.both().all(|(old, new)| old == new && pairing.answers(old).unwrap().is_identity()));
        assert!(pairing.areas.both().all(|(old, new)| old == new));
        assert_eq!(pairing.areas.both().count(), model.areas.len());
        assert_eq!(pairing.questions.both().count(), model.questions.len());
        assert_eq!(pairing.values.both().count(), model.values.len());
        assert_eq!(pairing.actions.both().count(), model.actions.len());
        assert_eq!(pairing.scales.both().count(), model.scales.len());
        assert_eq!(pairing.examples.both().count(), model.examples.len());
        assert_eq!(pairing.properties.both().count(), model.properties.len());
    }
}
