use super::Folder;

/// Two areas with levels, one without, and a value that no column holds.
const MODEL: &str = "\
model m \"M\" { edition 1 language en roles { t \"Teacher\" l \"Leader\" } }
ladder steps { low \"Low\"  high \"High\" from 50% }
area one \"Area one\" { levels steps question a \"A\" { answers yes_no } question b \"B\" { answers yes_no }
    action first \"Begin\" { suggest when a == no } }
area two \"Area two\" { levels steps question c \"C\" { answers yes_no for l }
    action second \"Go on\" { suggest when c == no } }
overall { levels steps }
";

fn folder(rows: &str) -> Folder {
    let folder = Folder::new();
    folder.write("m.mognad", MODEL).write("t.csv", format!("school,role,a,b,c\n{rows}"));
    folder
}

fn told(folder: &Folder, more: &[&str]) -> String {
    let done = folder.run(&[&["score", "m.mognad", "t.csv"], more].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    done.stdout
}

const ROWS: &str = "North,l,no,no,no\nNorth,l,yes,yes,yes\nSouth,t,no,yes,\nSouth,t,yes,,\nSouth,t,yes,yes,\n";

#[test]
fn every_area_and_the_suggestions_are_told_of_each_group_in_every_format() {
    let folder = folder(ROWS);
    let by = |format: &str| told(&folder, &["--by", "school", "--min-group", "1", "--format", format]);
    let text = by("text");
    let behind = |heading: &str| text.split_once(heading).unwrap_or_else(|| panic!("{heading}: {text}")).1;
    let line = |heading: &str, group: &str| {
        let line = behind(heading).lines().find(|line| line.starts_with(group)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("By school: Overall", "South"), "South 3 75% 0 (0%) 2 (100%) 1 83%");
    assert_eq!(line("By school: Area one", "North"), "North 2 50% 1 (50%) 1 (50%) 0 100%");
    // Nobody in the south is asked anything there.
    assert_eq!(line("By school: Area two", "South"), "South 3");
    assert_eq!(line("By school: Area two", "North"), "North 2 50% 1 (50%) 1 (50%) 0 100%");
    assert!(behind("By school: What is suggested most").contains("Begin"), "{text}");
    assert_eq!(line("By school: What is suggested most", "North"), "North Begin 1 of 2 (50%)");
    let markdown = by("markdown");
    for part in [
        "### Overall\n",
        "### Area one\n",
        "### Area two\n\n| school | Responses | Mean score | Low | High | No level | Answered |",
        "### What is suggested most\n\n| school | Suggested most | Responses |\n| --- | --- | ---: |\n\
         | North | Begin | 1 of 2 (50%) |\n|  | Go on | 1 of 2 (50%) |\n| South | Begin | 1 of 3 (33%) |\n",
    ] {
        assert!(markdown.contains(part), "{part}: {markdown}");
    }
    let html = by("html");
    assert_eq!(html.matches("<details").count(), 4, "{html}");
    assert!(html.contains("<th scope=\"row\">South</th><td><ol><li>Begin: 1 of 3 (33%)</li></ol></td>"), "{html}");
    let json: serde_json::Value = serde_json::from_str(&by("json")).unwrap();
    assert_eq!(json["groups"][1]["areas"][2]["area"], "two");
    assert_eq!(json["groups"][2]["suggestions"][0]["action"], "first");
    let csv = by("csv");
    assert!(csv.lines().next().unwrap().contains(",two.level.high,two.no_level,"), "{csv}");
    assert!(csv.lines().nth(2).unwrap().ends_with(",first;second"), "{csv}");
}

#[test]
fn the_columns_of_a_summary_hang_on_the_model_alone() {
    let header = |rows: &str| {
        let text = told(&folder(rows), &["--by", "school", "--format", "csv"]);
        text.lines().next().unwrap().to_owned()
    };
    let full = header(&ROWS.repeat(10));
    assert!(full.contains(",overall.level.low,overall.level.high,overall.no_level,"), "{full}");
    assert_eq!(header(ROWS), full);
    assert_eq!(header(""), full);
    let none = told(&folder(""), &["--summary", "--format", "csv"]);
    assert!(none.lines().nth(1).unwrap().starts_with("0,"), "{none}");
}

#[test]
fn a_summary_tells_how_many_have_no_level_and_never_rounds_to_all_or_nothing() {
    // One answer of very many is missing.
    let rows = format!("{}North,t,yes,,\n", "North,t,yes,yes,\n".repeat(999));
    let folder = folder(&rows);
    let text = told(&folder, &["--summary"]);
    assert!(text.contains("1,000 responses") || text.contains("1000 responses"), "{text}");
    let whole = text.lines().find(|line| line.starts_with("Area one")).unwrap();
    assert!(whole.ends_with("High 999 (100%)         1      >99%"), "{text}");
    assert!(text.contains("Percentages at levels are of the responses that have one."), "{text}");
    let json = told(&folder, &["--summary", "--format", "json"]);
    let summary: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(summary["groups"][0]["areas"][1]["without_level"], 1);
    let csv = told(&folder, &["--summary", "--format", "csv"]);
    let cells = |line: usize| csv.lines().nth(line).unwrap().split(',').map(str::to_owned).collect::<Vec<_>>();
    let place = cells(0).iter().position(|name| name == "one.no_level").unwrap();
    assert_eq!(cells(1)[place], "1");
    let html = told(&folder, &["--summary", "--format", "html"]);
    assert!(html.contains("No level</span> <b>1</b>") && html.contains("&gt;99%"), "{html}");
}

#[test]
fn how_many_have_no_level_is_hidden_with_the_levels() {
    // Of the north so few have a level that it is not told; neither is how many have none.
    let rows = format!("{}{}", "North,t,yes,,\n".repeat(4), "North,t,yes,yes,\n".repeat(2));
    let folder = folder(&format!("{rows}{}", "South,t,yes,yes,\n".repeat(9)));
    let text = told(&folder, &["--by", "school", "--format", "json"]);
    let summary: serde_json::Value = serde_json::from_str(&text).unwrap();
    let north = &summary["groups"][1]["areas"][1];
    assert!(north["levels"].is_null() && north["without_level"].is_null(), "{text}");
    assert_eq!(north["hidden"], serde_json::json!(["mean", "levels"]));
}

#[test]
fn a_role_is_told_by_its_title_and_to_programs_by_its_name() {
    let folder = folder(ROWS);
    let by = |format: &str| told(&folder, &["--by", "role", "--min-group", "1", "--format", format]);
    assert!(by("text").contains("\nTeacher "), "{}", by("text"));
    assert!(by("markdown").contains("\n| Teacher |"), "{}", by("markdown"));
    assert!(by("csv").contains("\n1,t,3,"), "{}", by("csv"));
}

#[test]
fn a_summary_fits_the_schema_that_is_printed() {
    let folder = folder(ROWS);
    let schema: serde_json::Value = serde_json::from_str(&folder.run(&["schema", "summary"]).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for least in ["1", "3"] {
        let text = told(&folder, &["--by", "school,role", "--min-group", least, "--format", "json"]);
        validator.validate(&serde_json::from_str(&text).unwrap()).unwrap();
    }
}

#[test]
fn values_too_large_for_a_column_are_no_hindrance_to_a_summary() {
    let folder = folder("");
    let large = "9".repeat(60);
    let area = format!("area a \"A\" {{ value v \"V\" {large} question q \"Q\" {{ answers yes_no }} }}");
    folder.write("m.mognad", format!("model m \"M\" {{ edition 1 }}\n{area}\n")).write("t.csv", "q\nyes\n");
    let text = told(&folder, &["--summary", "--min-group", "1"]);
    assert!(text.contains("100%"), "{text}");
    let done = folder.run(&["score", "m.mognad", "t.csv", "-o", "out.csv", "--summary"]);
    assert!(done.code == 2 && done.stderr.contains("M0922") && done.stderr.contains("`--columns`"), "{}", done.stderr);
    told(&folder, &["-o", "out.csv", "--summary", "--columns", "a.score"]);
    // A score that is too large is told by the summary, so that leaving it out would not help.
    let area =
        format!("area a \"A\" {{ score sum(points of questions) question q \"Q\" {{ answers {{ n 0 y {large} }} }} }}");
    folder.write("m.mognad", format!("model m \"M\" {{ edition 1 }}\n{area}\n"));
    let done = folder.run(&["score", "m.mognad", "t.csv", "--summary"]);
    assert!(done.code == 2 && done.stderr.contains("M0922"), "{}", done.stderr);
    assert!(!done.stderr.contains("--columns") && done.stderr.contains("larger unit"), "{}", done.stderr);
}

#[test]
fn means_beyond_64_bits_are_told() {
    let folder = folder("");
    let area =
        "area a \"A\" { score sum(points of questions) question q \"Q\" { answers { n 0 y 1000000000000000 } } }";
    folder.write("m.mognad", format!("model m \"M\" {{ edition 1 }}\n{area}\n")).write("t.csv", "q\ny\n");
    let csv = told(&folder, &["--summary", "--min-group", "1", "--format", "csv"]);
    assert!(csv.contains("1000000000000000.000000"), "{csv}");
}
