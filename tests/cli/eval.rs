use insta::assert_snapshot;
use serde_json::Value;

use super::Folder;

const MODEL: &str = include_str!("../responses/skola.mognad");
const WHOLE: &str = include_str!("../reports/skolledare.toml");
const OPEN: &str = include_str!("../reports/larare.toml");

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("skola.mognad", MODEL).write("a.toml", WHOLE).write("b.toml", OPEN);
    folder
}

#[test]
fn one_response_gives_its_result() {
    let done = folder().run(&["eval", "skola.mognad", "a.toml"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_snapshot!(done.stdout);
}

#[test]
fn a_compiled_model_gives_the_same() {
    let folder = folder();
    assert_eq!(folder.run(&["compile", "skola.mognad", "-o", "skola.json"]).code, 0);
    for arguments in [
        &["eval", "MODEL", "a.toml"][..],
        &["eval", "MODEL", "b.toml", "--format", "json", "--lang", "en"],
        &["eval", "MODEL", "a.toml", "b.toml", "--format", "html"],
        &["explain", "MODEL", "a.toml"],
        &["template", "MODEL", "--role", "larare"],
    ] {
        let with = |model: &'static str| {
            folder.run(&arguments.iter().map(|a| if *a == "MODEL" { model } else { a }).collect::<Vec<_>>()).all()
        };
        assert_eq!(with("skola.mognad"), with("skola.json"), "{arguments:?}");
    }
}

#[test]
fn json_fits_the_schema_that_is_printed() {
    let folder = folder();
    let schema: Value = serde_json::from_str(&folder.run(&["schema", "result"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let result = folder.run(&["eval", "skola.mognad", "b.toml", "a.toml", "--format", "json", "--sort-by", "bidrag"]);
    let result: Value = serde_json::from_str(&result.stdout).unwrap();
    assert!(validator.is_valid(&result));
    assert_eq!(result.pointer("/results/0/response"), Some(&Value::from("a.toml")));
    assert_eq!(result.pointer("/results/0/areas/1/score/value/exact"), Some(&Value::from("5/8")));
    let schema: Value = serde_json::from_str(&folder.run(&["schema", "response"]).stdout).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
}

#[test]
fn responses_come_from_standard_input_too() {
    let folder = folder();
    let from_file = folder.run(&["eval", "skola.mognad", "a.toml"]);
    let from_input = folder.feed(&["eval", "skola.mognad", "-"], WHOLE);
    assert_eq!((from_input.code, from_input.stdout), (0, from_file.stdout));
    let json = "{\"model\": \"skola\", \"version\": \"2.0\", \"role\": \"larare\"}";
    assert_eq!(folder.feed(&["eval", "skola.mognad", "-"], json).code, 0);
    let twice = folder.feed(&["eval", "skola.mognad", "-", "-"], json);
    assert_snapshot!("twice", twice.all());
}

#[test]
fn wrong_responses_are_not_evaluated() {
    let folder = folder();
    folder.write("wrong.toml", "model = \"skola\"\nrole = \"larare\"\n[answers]\nmalbidl = \"helt\"\n");
    folder.write("latin.toml", b"model = \"skol\xe5\"".as_slice());
    let done = folder.run(&["eval", "skola.mognad", "a.toml", "wrong.toml", "missing.toml", "latin.toml"]);
    assert_snapshot!("wrong", done.all());
}

#[test]
fn another_version_is_a_warning() {
    let folder = folder();
    folder.write("old.toml", "model = \"skola\"\nversion = \"1.0\"\nrole = \"larare\"\n");
    let done = folder.run(&["eval", "skola.mognad", "old.toml"]);
    assert_eq!(done.code, 0);
    assert_snapshot!("old", done.stderr);
}

#[test]
fn wrong_usage_says_what_there_is() {
    let folder = folder();
    let usages = [
        &["eval", "skola.mognad", "a.toml", "--lang", "fi"][..],
        &["eval", "skola.mognad", "a.toml", "b.toml", "--sort-by", "bidragg"],
        &["eval", "skola.mognad", "a.toml", "b.toml", "--sort-by", "pris:desc"],
        &["explain", "skola.mognad", "a.toml", "kompetenz"],
        &["explain", "skola.mognad", "a.toml", "nowhere near"],
        &["template", "skola.mognad", "--role", "elev"],
        &["template", "skola.mognad"],
    ];
    let said: Vec<String> =
        usages.iter().map(|usage| format!("$ {}\n{}", usage.join(" "), folder.run(usage).all())).collect();
    assert_snapshot!("usage", said.join("\n"));
}

#[test]
fn explanations_as_text_and_json() {
    let folder = folder();
    assert_snapshot!("explained", folder.run(&["explain", "skola.mognad", "a.toml", "natet", "--lang", "en"]).all());
    assert_snapshot!("pruned", folder.run(&["explain", "skola.mognad", "a.toml", "--depth", "1"]).all());
    let json = folder.run(&["explain", "skola.mognad", "a.toml", "bidrag", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json.pointer("/0/exact"), Some(&Value::from("125000")));
}

#[test]
fn a_template_can_be_evaluated_as_it_is() {
    let folder = folder();
    for arguments in [
        &["template", "skola.mognad", "--role", "skolledare"][..],
        &["template", "skola.mognad", "--role", "larare", "--lang", "en"],
    ] {
        let template = folder.run(arguments);
        assert_eq!((template.code, template.stderr.as_str()), (0, ""));
        let result = folder.feed(&["eval", "skola.mognad", "-"], &template.stdout);
        assert_eq!((result.code, result.stderr.as_str()), (0, ""));
    }
}

#[test]
fn a_response_before_the_model_is_told_in_one_message() {
    let folder = folder();
    folder.write("a.json", "{\"model\": \"skola\", \"answers\": {}}");
    for command in ["eval", "explain"] {
        for response in ["a.toml", "a.json"] {
            let done = folder.run(&[command, response, "skola.mognad"]);
            assert_eq!(done.code, 2);
            let message = format!("`{response}` looks like a response: the model comes first");
            assert!(done.stderr.contains(&message), "{}", done.stderr);
            assert_eq!(done.stderr.matches("error").count(), 1, "{}", done.stderr);
        }
    }
}

#[test]
fn unknown_names_and_languages_are_told_with_those_there_are() {
    let folder = folder();
    let language = folder.run(&["eval", "skola.mognad", "a.toml", "--lang", "de"]);
    assert_eq!(language.code, 2);
    assert!(language.stderr.contains("the model has no language `de`"), "{}", language.stderr);
    assert!(language.stderr.contains("it has `sv` and `en`"), "{}", language.stderr);
    let name = folder.run(&["explain", "skola.mognad", "a.toml", "nixnixnix"]);
    assert!(name.stderr.contains("its areas are `overall`, `"), "{}", name.stderr);
}

#[test]
fn what_does_not_count_is_left_out_of_what_is_asked_of_all() {
    let folder = Folder::new();
    let model = |rule: &str| {
        let scale = "scale s { no 0 \"No\"  yes 1 \"Yes\"  na \"Not applicable\"  met from yes }";
        let questions = "question k1 \"K1\" { answers s } question k2 \"K2\" { answers s }";
        let ladder = "ladder l { low \"Low\"  high \"High\" }";
        format!(
            "model m \"M\" {{ edition 1 language en }}\n{scale}\n{ladder}\n\
             area a \"A\" {{ levels l {{ high requires {rule} }} {questions} }}\n"
        )
    };
    folder.write("r.toml", "model = \"m\"\n[answers]\nk1 = \"yes\"\nk2 = \"na\"\n");
    let explained = |rule: &str| {
        folder.write("m.mognad", model(rule));
        let done = folder.run(&["explain", "m.mognad", "r.toml", "a"]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        done.stdout
    };
    let all = explained("all(questions are met)");
    assert!(all.contains("“K2” is “Yes” (now not applicable): left out"), "{all}");
    assert!(all.contains("“K1” is “Yes” (now “Yes”) – yes"), "{all}");
    let one = explained("k2 is met");
    assert!(one.contains("“K2” is “Yes” (now not applicable) – no"), "{one}");
}
