use insta::assert_snapshot;
use serde_json::Value;

use super::Folder;

const MODEL: &str = include_str!("../responses/skola.mognad");

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("skola.mognad", MODEL);
    folder.write("open.toml", include_str!("../reports/larare.toml"));
    folder.write("whole.toml", include_str!("../reports/skolledare.toml"));
    folder.write("best.json", include_str!("../reports/hogst.json"));
    folder
}

#[test]
fn the_fewest_steps_lead_to_the_next_level() {
    let folder = folder();
    assert_snapshot!("steps", folder.run(&["next", "skola.mognad", "whole.toml"]).all());
    assert_snapshot!("open", folder.run(&["next", "skola.mognad", "open.toml", "--lang", "en"]).all());
}

#[test]
fn the_least_effort_takes_actions() {
    let arguments = ["next", "skola.mognad", "whole.toml", "--by", "effort", "--format", "markdown", "--lang", "en"];
    assert_snapshot!("effort", folder().run(&arguments).all());
}

#[test]
fn at_the_highest_level_there_is_nothing_next() {
    assert_snapshot!("top", folder().run(&["next", "skola.mognad", "best.json"]).all());
    let done = folder().run(&["next", "skola.mognad", "best.json", "--level", "etablerad", "--lang", "en"]);
    assert_snapshot!("there", done.all());
}

#[test]
fn what_no_action_reaches_is_out_of_reach() {
    let folder = folder();
    for (name, format) in [("out", "text"), ("out_markdown", "markdown")] {
        let arguments =
            ["next", "skola.mognad", "whole.toml", "--level", "ledande", "--by", "effort", "--format", format];
        assert_snapshot!(name, folder.run(&arguments).all());
    }
}

#[test]
fn a_requirement_that_cannot_hold_is_named() {
    let folder = Folder::new();
    folder.write(
        "m.mognad",
        r#"model m "M" { edition 1 language en roles { a "A" b "B" } }
        ladder l { low "Low"  high "High" }
        area x "X" {
            levels l { high requires plan == yes and used == yes }
            question plan "A plan" { answers yes_no  for a }
            question used "It is used" { answers yes_no }
        }"#,
    );
    folder.write("r.toml", "model = \"m\"\nrole = \"b\"\n[answers]\nused = \"no\"\n");
    assert_snapshot!("requirement", folder.run(&["next", "m.mognad", "r.toml"]).all());
}

#[test]
fn json_fits_the_schema_that_is_printed() {
    let folder = folder();
    let schema: Value = serde_json::from_str(&folder.run(&["schema", "next"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for arguments in [
        &["whole.toml"][..],
        &["open.toml", "--area", "kompetens"],
        &["whole.toml", "--level", "ledande", "--by", "effort"],
        &["best.json"],
    ] {
        let done = folder.run(&[&["next", "skola.mognad", "--format", "json"], arguments].concat());
        let way: Value = serde_json::from_str(&done.stdout).unwrap();
        assert!(validator.is_valid(&way), "{way}");
        assert_eq!(done.code == 0, way.pointer("/verdict") == Some(&Value::from("found")), "{arguments:?}");
    }
}

#[test]
fn an_area_or_level_that_is_not_there_is_refused() {
    let folder = folder();
    for (name, arguments) in [
        ("no_area", &["--area", "kompetns"][..]),
        ("no_level", &["--level", "hogst"]),
        ("no_model", &["--area", "x", "--by", "luck"]),
    ] {
        let done = folder.run(&[&["next", "skola.mognad", "whole.toml"], arguments].concat());
        assert_eq!(done.code, 2);
        assert_snapshot!(name, done.all());
    }
}

#[test]
fn what_is_still_possible_is_exact_with_many_open_questions() {
    let folder = Folder::new();
    let questions: String =
        (0..30).map(|n| format!("question q{n} \"Q{n}\" {{ answers s  weight {} }}\n", n % 3 + 1)).collect();
    folder.write(
        "m.mognad",
        format!(
            "model m \"M\" {{ edition 1 language en }}
            scale s {{ no 0 \"No\"  some 1 \"Some\"  yes 2 \"Yes\"  na \"N/A\" }}
            ladder l {{ low \"Low\"  mid \"Mid\" from 40%  high \"High\" from 80% }}
            area x \"X\" {{ {questions} }}
            overall {{ levels l {{ high requires x.score >= 70% }} }}"
        ),
    );
    let answered: String = (0..8).map(|n| format!("q{n} = \"no\"\n")).collect();
    folder.write("r.toml", format!("model = \"m\"\n[answers]\n{answered}"));
    let done = folder.run(&["eval", "m.mognad", "r.toml"]);
    assert_eq!(done.code, 0);
    assert!(!done.stdout.contains("omewhere"), "{}", done.stdout);
    assert_snapshot!("exact_range", done.stdout);
}
