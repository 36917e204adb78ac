//! Options of `mognad score` that name columns, or that would do nothing.

use std::process::Stdio;

use super::{Folder, command};

fn folder() -> Folder {
    let folder = Folder::new();
    let area = "area a \"A\" { question q \"Q\" { answers yes_no } }";
    folder.write("m.mognad", format!("model m \"M\" {{ edition 1 roles {{ t \"T\" }} }}\n{area}\n"));
    folder.write("t.csv", "id,\"School, name\",role,q\n1,North,t,yes\n");
    folder
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let folder = folder();
    for (arguments, says) in [
        (vec!["-o", "out.csv", "--rejects", "bad.csv"], "`--rejects` goes with `--on-error reject`"),
        (vec!["--summary", "--columns", "id"], "`--columns` is about the results"),
        (vec!["--summary", "--to", "csv"], "`--to` is about the results"),
        (vec!["-o", "out.csv", "--min-group", "3"], "`--min-group` is about the summary"),
        (vec!["-o", "out.csv", "--lang", "en"], "`--lang` is about the summary"),
    ] {
        let done = folder.run(&[vec!["score", "m.mognad", "t.csv"], arguments.clone()].concat());
        assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(done.stderr.contains(says) && done.stderr.contains("help: "), "{}", done.stderr);
    }
    assert!(!folder.path("out.csv").exists());
}

#[test]
fn what_an_option_takes_is_said_in_our_words() {
    let folder = folder();
    folder.write("map.toml", "\"id\" = 5\n").write("broken.json", "{\"format\": 1, }");
    for (arguments, says) in [
        (&["score", "m.mognad", "t.csv", "--summary", "--threads", "0"][..], "give a number from 1 to 512"),
        (&["score", "m.mognad", "t.csv", "--summary", "--map", "map.toml"], "a line names no question"),
        (&["score", "broken.json", "t.csv", "--summary"], "is not a compiled model: a comma is too many"),
    ] {
        let done = folder.run(arguments);
        let stderr = done.stderr.replace("\n  ", " ");
        assert!(done.code == 2 && stderr.contains(says), "{}", done.stderr);
    }
}

#[test]
fn columns_are_named_as_people_write_lists() {
    let folder = folder();
    let run = |arguments: &[&str]| folder.run(&[&["score", "m.mognad", "t.csv"], arguments].concat());
    let done = run(&["-o", "-", "--columns", "id , \"School, name\", a.score"]);
    assert_eq!(done.stdout, "id,\"School, name\",a.score\n1,North,100.000000\n", "{}", done.stderr);
    assert_eq!(run(&["--by", "role, \"School, name\""]).code, 0);
    for (arguments, says) in [
        (["-o", "-", "--columns", "\"School, nam\""], "help: did you mean `\"School, name\"`?"),
        (["--min-group", "1", "--by", "\"School, nam\""], "help: did you mean `\"School, name\"`?"),
        (["-o", "-", "--columns", "id,,q"], "a name is missing"),
        (["-o", "-", "--columns", "\"id"], "a quotation mark is missing"),
        (["-o", "-", "--columns", "q"], "error[M0915]: `q` is a question, and answers are not written"),
        (["--min-group", "1", "--by", "q"], "`q` is a question, and groups are made by other columns"),
        (["--min-group", "1", "--by", "xyz"], "help: there are `role`, `id` and `\"School, name\"`"),
        (["--min-group", "1", "--by", "id,id"], "`--by` names `id` twice"),
    ] {
        let done = run(&arguments);
        assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(done.stderr.contains(says), "{arguments:?}: {}", done.stderr);
    }
    folder.write("m.mognad", "model m \"M\" { edition 1 }\narea a \"A\" { question q \"Q\" { answers yes_no } }\n");
    folder.write("t.csv", "q\nyes\n");
    assert!(run(&["--by", "school"]).stderr.contains("help: all columns are questions"));
}

#[test]
fn a_column_that_cannot_be_written_is_one_mistake() {
    let folder = folder();
    folder.write("m.mognad", "model m \"M\" { edition 1 }\narea a \"A\" { question q \"Q\" { answers yes_no } }\n");
    folder.write("in.csv", "id,k,q\n1,yes,yes\n").write("k.mognad", "model k \"K\" { edition 1 }\n");
    // Lists of suggestions are a column that does not pass through.
    let area = "area a \"A\" { question k \"K\" { answers yes_no } action go \"Go\" { suggest when k == yes } }";
    folder.write("k.mognad", format!("model k \"K\" {{ edition 1 }}\n{area}\n"));
    let made = folder.run(&["score", "k.mognad", "in.csv", "-o", "t.parquet", "--columns", "id,q,suggested"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let done = folder.run(&["score", "m.mognad", "t.parquet", "-o", "-", "--columns", "id,suggested"]);
    let codes = done.stderr.matches("error[").count();
    assert!(done.code == 2 && codes == 1 && done.stderr.contains("M0910"), "{}", done.stderr);
    assert!(done.stderr.contains("leave it out of `--columns`"), "{}", done.stderr);
    let done = folder.run(&["score", "m.mognad", "t.parquet", "--by", "suggested"]);
    assert!(done.code == 2 && done.stderr.contains("cannot be grouped by: it holds"), "{}", done.stderr);
}

#[test]
fn a_run_whose_reader_goes_away_ends_quietly() {
    let folder = folder();
    let row = "1,North,t,yes\n";
    folder.write("t.csv", format!("id,school,role,q\n{}", row.repeat(400_000)));
    let mut child = command(&folder.path("."), &["score", "m.mognad", "t.csv", "-o", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(done.stderr).unwrap();
    assert_eq!((done.status.code(), stderr.as_str()), (Some(0), ""));
}
