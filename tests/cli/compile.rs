use insta::assert_snapshot;
use serde_json::Value;

use super::{Folder, SOUND};

#[test]
fn the_model_fits_the_schema_that_is_printed() {
    let folder = Folder::new();
    let text = folder.feed(&["compile", "-", "-o", "-"], SOUND);
    assert_eq!((text.code, text.stderr.as_str()), (0, ""));
    let model: Value = serde_json::from_str(&text.stdout).unwrap();
    assert_eq!(model.get("format"), Some(&Value::from(1)));
    let schema: Value = serde_json::from_str(&folder.run(&["schema", "model"]).stdout).unwrap();
    jsonschema::validator_for(&schema).unwrap().validate(&model).unwrap();
}

#[test]
fn a_compiled_model_compiles_to_itself() {
    let folder = Folder::new();
    folder.write("lunch.mognad", SOUND);
    assert_eq!(folder.run(&["compile", "lunch.mognad", "-o", "one.json"]).all(), "exit 0\n");
    assert_eq!(folder.run(&["compile", "one.json", "-o", "two.json"]).all(), "exit 0\n");
    assert_eq!(folder.read("one.json"), folder.read("two.json"));
}

#[test]
fn a_rejected_model_leaves_no_file() {
    let folder = Folder::new();
    folder.write("a.mognad", "model m { edition 7 }").write("b.mognad", "scale s { a 0 \"A\" b 1 \"B\" }\n");
    let done = folder.run(&["compile", "--plain", "a.mognad", "-o", "out.json"]);
    assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{}", done.all());
    assert!(done.stderr.contains("a.mognad:1:"), "{}", done.all());
    assert!(!folder.path("out.json").exists());
    assert_snapshot!(folder.run(&["compile", "b.mognad", "-o", "out.json"]).all(), @r"
    exit 2
    --- stderr
    error: there is no model in `b.mognad`
      help: this file only shares scales and ladders; give the file that has the `model` line
    ");
    assert_snapshot!(folder.run(&["compile", "none.mognad", "-o", "out.json"]).all(), @r"
    exit 2
    --- stderr
    error[M0020]: `none.mognad` cannot be read: there is no such file
    ");
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = Folder::new();
    folder.write("a.mognad", SOUND);
    std::fs::create_dir(folder.path("folder")).unwrap();
    assert_snapshot!(folder.run(&["compile", "a.mognad", "-o", "nowhere/out.json"]).all(), @r"
    exit 2
    --- stderr
    error: `nowhere/out.json` cannot be written: there is no such folder
    ");
    assert_snapshot!(folder.run(&["compile", "a.mognad", "-o", "folder"]).all(), @r"
    exit 2
    --- stderr
    error: `folder` cannot be written: it is a folder
    ");
}

#[test]
fn a_compiled_model_that_is_odd_is_refused() {
    let folder = Folder::new();
    let model = folder.feed(&["compile", "-", "-o", "-"], SOUND).stdout;
    let refused = |text: &str| {
        let done = folder.feed(&["compile", "-", "-o", "-"], text);
        assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{}", done.all());
        done.stderr
    };
    assert_snapshot!(refused(&model.replacen("\"format\":1", "\"format\":2", 1)), @r"
    error[M0021]: `<stdin>` is a compiled model of format 2, and this version reads format 1
      help: compile the model again, with `mognad compile MODEL -o FILE`
    ");
    assert_snapshot!(refused(&model.replacen("\"format\":1", "\"form\":1", 1)), @r"
    error[M0021]: `<stdin>` is not a compiled model: it does not state its format
      help: compile the model again, with `mognad compile MODEL -o FILE`
    ");
    assert_snapshot!(refused("{ \"model\": "), @r"
    error[M0021]: `<stdin>` is not a compiled model: it ends in the middle
      help: compile the model again, with `mognad compile MODEL -o FILE`
    ");
    assert_snapshot!(refused(&model.replacen("\"questions\":[0]", "\"questions\":[7]", 1)), @r"
    error[M0021]: `<stdin>` is a damaged compiled model: there is no question 7
      help: compile the model again, with `mognad compile MODEL -o FILE`
    ");
}

#[test]
fn what_is_about_a_query_goes_with_one() {
    let folder = Folder::new();
    folder.write("a.mognad", SOUND);
    for option in [["--table", "t"], ["--keep", "id"], ["--suggestions", "list"], ["--dialect", "duckdb"]] {
        let done = folder.run(&[&["compile", "a.mognad", "-o", "out.json"], &option[..]].concat());
        let says = format!("`{}` goes with `--to sql`", option[0]);
        assert!(done.code == 2 && done.stderr.contains(&says), "{}", done.stderr);
        assert!(!folder.path("out.json").exists());
    }
}

#[test]
fn a_query_has_no_two_columns_of_a_name_and_no_name_without_letters() {
    let folder = Folder::new();
    folder.write("a.mognad", SOUND);
    let run = |engine: &str, more: &[&str]| {
        folder.run(&[&["compile", "a.mognad", "--to", "sql", "--dialect", engine, "-o", "q.sql"], more].concat())
    };
    for (engine, option, says) in [
        ("duckdb", ["--keep", "id,taste.score"], "M0915"),
        ("duckdb", ["--keep", "refused"], "two columns of the query would be called `refused`"),
        ("duckdb", ["--keep", "REFUSED"], "M0915"),
        ("sqlite", ["--keep", "id,id"], "pass it on once"),
        ("spark", ["--keep", ""], "a name is missing"),
        ("postgres", ["--table", ""], "M1003"),
        ("postgres", ["--table", "survey."], "error[M1003]: `survey.` is no name of a table"),
    ] {
        let done = run(engine, &option);
        assert!(done.code == 2 && done.stderr.contains(says), "{option:?}: {}", done.stderr);
        assert!(!folder.path("q.sql").exists());
    }
    // PostgreSQL tells names apart that differ in the size of their letters.
    assert_eq!(run("postgres", &["--keep", "REFUSED, \"School, name\""]).code, 0);
    assert!(folder.read("q.sql").contains("\"School, name\""), "{}", folder.read("q.sql"));
}
