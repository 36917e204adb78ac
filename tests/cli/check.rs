use insta::assert_snapshot;
use serde_json::Value;

use super::{Folder, SOUND};

/// One error, in line 5.
const BROKEN: &str = "model m \"M\" {\n    edition 1\n    language en\n}\narea a \"A\" { question q \"Q?\" { answers nothing_of_the_kind } }\n";

/// One warning: an unused scale.
const WARNED: &str = "model m \"M\" {\n    edition 1\n    language en\n}\n\nscale idle { a 0 \"A\" b 1 \"B\" }\n\narea a \"A\" {\n    question q \"Q?\" { answers yes_no }\n}\n";

#[test]
fn a_sound_model_has_no_findings() {
    let folder = Folder::new();
    folder.write("lunch.mognad", SOUND);
    assert_snapshot!(folder.run(&["check", "lunch.mognad"]).all(), @r"
    exit 0
    --- stdout
    1 model, no findings
    ");
}

#[test]
fn an_error_is_against() {
    let folder = Folder::new();
    folder.write("broken.mognad", BROKEN);
    assert_snapshot!(folder.run(&["check", "broken.mognad"]).all(), @r#"
    exit 1
    --- stdout
    error[M0101]: there is no scale `nothing_of_the_kind`
       ╭─[ broken.mognad:5:40 ]
     5 │ area a "A" { question q "Q?" { answers nothing_of_the_kind } }
       │                                        ─────────┬─────────
       │                                                 ╰─────────── not declared
       │ help: the only scale is `yes_no`
    ───╯

    1 error in 1 file
    "#);
    assert_snapshot!(folder.run(&["check", "--plain", "broken.mognad"]).all(), @r"
    exit 1
    --- stdout
    broken.mognad:5:40: error[M0101]: there is no scale `nothing_of_the_kind`
      `nothing_of_the_kind`: not declared
      help: the only scale is `yes_no`
    1 error in 1 file
    ");
}

#[test]
fn a_warning_is_against_when_it_is_denied() {
    let folder = Folder::new();
    folder.write("warned.mognad", WARNED);
    let done = folder.run(&["check", "warned.mognad"]);
    assert_eq!((done.code, done.stdout.contains("warning[M0104]")), (0, true), "{}", done.all());
    for deny in [&["--deny", "warnings"][..], &["--deny", "M0104"], &["--deny", "M0501,M0104", "--deny", "undecided"]] {
        let done = folder.run(&[&["check", "warned.mognad"], deny].concat());
        assert_eq!((done.code, done.stdout.contains("error[M0104]")), (1, true), "{}", done.all());
    }
    let done = folder.run(&["check", "warned.mognad", "--deny", "M0105", "--deny", "undecided"]);
    assert_eq!(done.code, 0, "{}", done.all());
}

#[test]
fn an_unknown_code_is_bad_usage() {
    let folder = Folder::new();
    folder.write("lunch.mognad", SOUND);
    assert_snapshot!(folder.run(&["check", "--deny", "M0140", "lunch.mognad"]).all(), @r"
    exit 2
    --- stderr
    error: there is no code `M0140`
      help: did you mean `M0104`: a name that nothing uses?
      help: `--deny` takes a code, `warnings` or `undecided`
    ");
    assert_snapshot!(folder.run(&["check", "--deny", "everything", "lunch.mognad"]).all(), @r"
    exit 2
    --- stderr
    error: there is no code `everything`
      help: `mognad code` lists the codes
      help: `--deny` takes a code, `warnings` or `undecided`
    ");
}

#[test]
fn what_cannot_be_read_does_not_hide_the_rest() {
    let folder = Folder::new();
    folder.write("broken.mognad", BROKEN);
    let done = folder.run(&["check", "--plain", "missing.mognad", "broken.mognad", "nowhere/"]);
    assert_eq!(done.code, 2);
    assert!(done.stdout.contains("`missing.mognad` cannot be read: there is no such file"), "{}", done.all());
    assert!(done.stdout.contains("broken.mognad:5:"), "{}", done.all());
    assert!(done.stdout.contains("in 3 files"), "{}", done.all());
}

/// A path that leads nowhere, and the file that is meant.
#[test]
fn a_used_file_that_is_meant_is_offered() {
    let folder = Folder::new();
    folder.write("scales/degrees.mognad", "scale degree \"Degree\" { no 0 \"No\" fully 1 \"Fully\" }\n");
    folder.write("common.mognad", "ladder steps \"Steps\" { starting \"Starting\" leading \"Leading\" from 50% }\n");
    for (written, meant) in [
        ("degrees.mognad", Some("scales/degrees.mognad")),
        ("scale/degrees.mognad", Some("scales/degrees.mognad")),
        ("scales/degree.mognad", Some("scales/degrees.mognad")),
        ("comon.mognad", Some("common.mognad")),
        ("common", Some("common.mognad")),
        ("indicators.mognad", None),
    ] {
        folder.write("model.mognad", format!("use \"{written}\"\nmodel m \"M\" {{ edition 1 language en }}\n"));
        let done = folder.run(&["check", "--plain", "model.mognad"]);
        let offered = meant.map(|meant| format!("did you mean `{meant}`?"));
        let expected = offered.as_deref().unwrap_or("check the spelling");
        assert!(done.stdout.contains(expected) && done.stdout.contains("1 error"), "{written}: {}", done.all());
    }
}

#[test]
fn folders_are_searched_in_order() {
    let folder = Folder::new();
    for name in ["models/b/z.mognad", "models/a.mognad", "models/b/c.mognad", "models/.hidden/x.mognad", "models/x.txt"]
    {
        folder.write(name, BROKEN);
    }
    let done = folder.run(&["check", "--plain", "models", "models/a.mognad"]);
    let mut files: Vec<&str> =
        done.stdout.lines().filter_map(|line| line.split_once(".mognad:")).map(|l| l.0).collect();
    files.dedup();
    assert_eq!(files, ["models/a", "models/b/c", "models/b/z"]);
    folder.write("empty/readme.txt", "");
    assert_snapshot!(folder.run(&["check", "empty"]).all(), @r"
    exit 2
    --- stdout
    error[M0020]: there is no model in the folder `empty`
      help: the names of models end in `.mognad`

    1 error in 1 file
    ");
}

#[test]
fn a_library_is_no_failing_model() {
    let folder = Folder::new();
    folder.write("scales.mognad", "scale agreement { no 0 \"No\" yes 1 \"Yes\" }\n");
    folder.write(
        "model.mognad",
        "use \"scales.mognad\"\n\nmodel m \"M\" {\n    edition 1\n    language en\n}\n\narea a \"A\" {\n    question q \"Q?\" { answers agreement }\n}\n",
    );
    assert_snapshot!(folder.run(&["check", "--deny", "warnings", "."]).all(), @r"
    exit 0
    --- stdout
    1 model and 1 library, no findings
    ");
}

#[test]
fn a_finding_in_a_shared_file_is_said_once() {
    let folder = Folder::new();
    folder.write("shared/scales.mognad", "scale agreement { no 0 \"No\" yes 1 \"Yes\" met from maybe }\n");
    let user = |name: &str| {
        format!(
            "use \"../shared/scales.mognad\"\n\nmodel {name} \"M\" {{\n    edition 1\n    language en\n}}\n\narea a \"A\" {{\n    question q \"Q?\" {{ answers agreement }}\n}}\n"
        )
    };
    folder.write("models/one.mognad", user("one")).write("models/two.mognad", user("two"));
    std::fs::create_dir(folder.path(".git")).unwrap();
    let done = folder.run(&["check", "--plain", "models", "shared"]);
    assert_eq!(done.code, 1, "{}", done.all());
    assert_eq!(done.stdout.matches("[M0101]").count(), 1, "{}", done.all());
    assert!(done.stdout.ends_with("1 error in 1 file\n"), "{}", done.all());
}

#[test]
fn standard_input_is_a_file() {
    let folder = Folder::new();
    assert_eq!(folder.feed(&["check", "-"], SOUND).code, 0);
    let done = folder.feed(&["check", "--plain", "-"], BROKEN);
    assert_eq!(done.code, 1);
    assert!(done.stdout.starts_with("<stdin>:5:"), "{}", done.all());
    let done = folder.feed(&["check", "-", "-"], SOUND);
    assert_eq!(done.code, 0, "{}", done.all());
}

#[test]
fn a_compiled_model_can_be_checked() {
    let folder = Folder::new();
    folder.write("lunch.mognad", SOUND);
    assert_eq!(folder.run(&["compile", "lunch.mognad", "-o", "lunch.json"]).all(), "exit 0\n");
    assert_snapshot!(folder.run(&["check", "lunch.json"]).all(), @r"
    exit 0
    --- stdout
    1 model, no findings
    ");
    folder.write("odd.json", "{ \"format\": 99 }");
    assert_snapshot!(folder.run(&["check", "odd.json"]).all(), @r"
    exit 2
    --- stdout
    error[M0021]: `odd.json` is a compiled model of format 99, and this version reads format 1
      help: compile the model again, with `mognad compile MODEL -o FILE`

    1 error in 1 file
    ");
}

#[test]
fn every_format_holds_the_findings() {
    let folder = Folder::new();
    folder.write("broken.mognad", BROKEN).write("lunch.mognad", SOUND);
    let run = |format: &str| {
        let done = folder.run(&["check", "--format", format, "."]);
        assert_eq!((done.code, done.stderr.as_str()), (1, ""), "{}", done.all());
        done.stdout
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(json.pointer("/summary/errors"), Some(&Value::from(1)), "{json}");
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif.pointer("/runs/0/results/0/level"), Some(&Value::from("error")), "{sarif}");
    assert!(run("github").starts_with("::error file=broken.mognad,line=5,"));
    let junit = run("junit");
    let xml = roxmltree::Document::parse(&junit).unwrap();
    assert_eq!(xml.root_element().attribute("failures"), Some("1"), "{junit}");
    assert_eq!(xml.root_element().attribute("tests"), Some("2"), "{junit}");
}

#[test]
fn findings_fit_the_schema_that_is_printed() {
    let folder = Folder::new();
    folder.write("broken.mognad", BROKEN).write("warned.mognad", WARNED);
    let schema: Value = serde_json::from_str(&folder.run(&["schema", "diagnostics"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for arguments in [&["check", "--format", "json", "."][..], &["check", "--format", "json", "missing"]] {
        let value = serde_json::from_str(&folder.run(arguments).stdout).unwrap();
        validator.validate(&value).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_root() {
    let folder = Folder::new();
    folder.write("outside/scales.mognad", "scale agreement { no 0 \"No\" yes 1 \"Yes\" }\n");
    folder.write(
        "inside/model.mognad",
        "use \"scales.mognad\"\n\nmodel m \"M\" {\n    edition 1\n    language en\n}\n\narea a \"A\" {\n    question q \"Q?\" { answers agreement }\n}\n",
    );
    std::os::unix::fs::symlink(folder.path("outside/scales.mognad"), folder.path("inside/scales.mognad")).unwrap();
    let done = folder.run(&["check", "--plain", "inside/model.mognad"]);
    assert_eq!(done.code, 1);
    assert!(done.stdout.contains("a link leads out of the folder of the models"), "{}", done.all());
}

/// Nobody reaches `leading`, teachers least of all, and two properties are there to be proved.
const CONTRADICTORY: &str = "model m \"M\" {
    edition 1
    language en
    roles { leader \"Leader\" teacher \"Teacher\" }
}
ladder steps { starting \"Starting\" leading \"Leading\" from 75% }
area a \"A\" {
    levels steps { leading requires p == no for teacher }
    question p \"P?\" { answers yes_no }
    question q \"Q?\" { answers yes_no }
}
always \"a level\" { a.level >= starting }
";

#[test]
fn the_analysis_is_as_deep_as_it_is_asked_to_be() {
    let folder = Folder::new();
    folder.write("m.mognad", CONTRADICTORY);
    let code = |arguments: &[&str]| {
        let done = folder.run(&[&["check", "--plain", "m.mognad"], arguments].concat());
        let found: Vec<&str> = done.stdout.split('[').skip(1).filter_map(|rest| rest.split(']').next()).collect();
        format!("{} {}", done.code, found.join(" "))
    };
    assert_eq!(code(&[]), "0 M0311");
    assert_eq!(code(&["--analysis", "quick"]), "0 M0311");
    assert_eq!(code(&["--analysis", "off"]), "0 ");
    assert_eq!(code(&["--deny", "M0311"]), "1 M0311");
    assert_eq!(code(&["--verbose"]), "0 M0311 M0316 M0707");
    // Bounds cost nothing; the walks do.
    assert_eq!(code(&["--budget", "0"]), "0 M0311 M0714");
    assert_eq!(code(&["--budget", "0", "--deny", "undecided"]), "3 M0311 M0714");
    assert_eq!(code(&["--deny", "undecided"]), "0 M0311");
    assert_eq!(folder.run(&["check", "--budget", "soon", "m.mognad"]).code, 2);
}

#[test]
fn a_compiled_model_is_analysed_and_knows_what_was_argued_away() {
    let folder = Folder::new();
    folder.write("m.mognad", CONTRADICTORY);
    assert_eq!(folder.run(&["compile", "m.mognad", "-o", "m.json"]).code, 0);
    let (text, compiled) = (folder.run(&["check", "m.mognad"]), folder.run(&["check", "m.json"]));
    assert_eq!(text.stdout, compiled.stdout);
    assert!(text.stdout.contains("M0311"), "{}", text.all());
    let allow = "levels steps {";
    for (code, found) in [("M0311", "1 model, no findings\n"), ("M0315", "M0114")] {
        let allowed = format!("allow {code} \"they answer for others\" {allow}");
        folder.write("m.mognad", CONTRADICTORY.replace(allow, &allowed));
        assert_eq!(folder.run(&["compile", "m.mognad", "-o", "m.json"]).code, 0);
        let (text, compiled) = (folder.run(&["check", "m.mognad"]), folder.run(&["check", "m.json"]));
        assert_eq!(text.stdout, compiled.stdout);
        assert!(text.stdout.contains(found), "{code}: {}", text.all());
        // Without the analysis nothing is known of it.
        assert!(folder.run(&["check", "--analysis", "off", "m.mognad"]).stdout.contains("no findings"));
    }
}

#[test]
fn what_was_not_looked_for_is_not_called_needless() {
    let folder = Folder::new();
    let allowing = |code: &str| {
        CONTRADICTORY
            .replace("levels steps {", &format!("allow {code} \"we know\" allow M0311 \"we know\" levels steps {{"))
    };
    // No score of `a` is 75%, which is looked for only when information is shown.
    folder.write("m.mognad", allowing("M0316"));
    for arguments in [&[][..], &["--verbose"], &["--deny", "M0316"], &["--analysis", "quick"]] {
        let done = folder.run(&[&["check", "--plain", "m.mognad"], arguments].concat());
        assert_eq!(done.code, 0, "{}", done.all());
        assert!(!done.stdout.contains("M0316") && !done.stdout.contains("M0114"), "{}", done.all());
    }
    // Asked for by its code it is found, shown or not.
    folder.write("m.mognad", CONTRADICTORY);
    let done = folder.run(&["check", "--plain", "--deny", "M0316", "m.mognad"]);
    assert!(done.code == 1 && done.stdout.contains("error[M0316]"), "{}", done.all());
    // Whether something is left open is a matter of the budget.
    folder.write("m.mognad", allowing("M0714"));
    for arguments in [&[][..], &["--budget", "0"]] {
        let done = folder.run(&[&["check", "--plain", "m.mognad", "--deny", "undecided"], arguments].concat());
        assert_eq!((done.code, done.stdout.as_str()), (0, "1 model, no findings\n"), "{}", done.all());
    }
}

#[test]
fn what_is_left_open_stands_where_it_is_about() {
    let folder = Folder::new();
    folder.write("m.mognad", CONTRADICTORY);
    let done = folder.run(&["check", "--plain", "--budget", "0", "m.mognad"]);
    assert!(done.stdout.contains("m.mognad:9:14: info[M0714]"), "{}", done.all());
    assert!(done.stdout.ends_with("1 warning and 1 remark in 1 file\n"), "{}", done.all());
}
