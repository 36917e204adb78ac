use std::process::Stdio;
use std::time::{Duration, Instant};

use super::passing::NOTHING;
use super::{Folder, command};

const MODEL: &str = include_str!("../tables/files/model.mognad");
const PLAIN: &str = include_str!("../tables/files/plain.csv");
const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/files");

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("model.mognad", MODEL).write("plain.csv", PLAIN);
    folder
}

#[test]
fn every_program_writes_the_same_responses() {
    let folder = folder();
    assert_eq!(folder.run(&["score", "model.mognad", "plain.csv", "-o", "plain.out.csv"]).code, 0);
    let expected = folder.read("plain.out.csv");
    let mut tried = 0;
    for entry in std::fs::read_dir(FILES).unwrap() {
        let path = entry.unwrap().path();
        let is_table =
            |end: &std::ffi::OsStr| ["parquet", "arrow", "arrows", "feather"].iter().any(|known| end == *known);
        if !path.extension().is_some_and(is_table) {
            continue;
        }
        let path = path.to_string_lossy().into_owned();
        let done = folder.run(&["score", "model.mognad", &path, "-o", "out.csv", "--threads", "2"]);
        assert_eq!(done.code, 0, "{path}: {}", done.stderr);
        assert_eq!(folder.read("out.csv"), expected, "{path}");
        tried += 1;
    }
    assert_eq!(tried, 12);
}

#[test]
fn what_is_written_in_one_format_passes_through_to_every_other() {
    let folder = folder();
    let run = |from: &str, to: &str| {
        let columns = "id,school,day,share,*.score,*.level,*.asked";
        let done = folder.run(&["score", "model.mognad", from, "-o", to, "--columns", columns]);
        assert_eq!(done.code, 0, "{from} {to}: {}", done.stderr);
    };
    let polars = format!("{FILES}/polars.parquet");
    run(&polars, "direct.csv");
    for to in ["a.parquet", "a.arrow", "a.arrows"] {
        run(&polars, to);
        folder.write("nothing.mognad", NOTHING);
        let back = folder.run(&["score", "nothing.mognad", to, "-o", "back.csv"]);
        assert_eq!(back.code, 0, "{to}: {}", back.stderr);
        let columns = "id,school,day,share,*.score,*.level,*.asked";
        let direct = folder.run(&["score", "model.mognad", &polars, "-o", "-", "--columns", columns, "--to", "csv"]);
        // A model without questions has no columns of its own.
        assert_eq!(folder.read("back.csv"), direct.stdout, "{to}");
    }
}

#[test]
fn what_is_about_a_summary_needs_one() {
    let folder = folder();
    for (option, value) in [("--format", "html"), ("--lang", "en"), ("--min-group", "9")] {
        let done = folder.run(&["score", "model.mognad", "plain.csv", "-o", "out.csv", option, value]);
        assert_eq!(done.code, 2);
        assert!(done.stderr.contains(&format!("`{option}` is about the summary")), "{}", done.stderr);
        assert!(done.stderr.contains("--summary"), "{}", done.stderr);
        assert!(!folder.path("out.csv").exists());
        let done = folder.run(&["score", "model.mognad", "plain.csv", "-o", "out.csv", "--summary", option, value]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        std::fs::remove_file(folder.path("out.csv")).unwrap();
    }
}

#[test]
fn decimals_are_read_exactly() {
    use parquet::data_type::{ByteArray, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    let folder = folder();
    let question = |name: &str| format!("question {name} \"Q\" {{ answers -5 to 5 step 0.001 }}");
    let area = ["a", "b", "c"].map(question).join(" ");
    folder.write(
        "m.mognad",
        format!("model m \"M\" {{ edition 1 }}\narea x \"X\" {{ score sum(points of questions) {area} }}\n"),
    );
    let schema = "message s { required int32 a (DECIMAL(2,1)); optional int64 b (DECIMAL(18,3)); \
                  required fixed_len_byte_array(9) c (DECIMAL(20,4)); }";
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let file = std::fs::File::create(folder.path("t.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, std::sync::Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[25, -10], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[-1001], Some(&[1, 0]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let bytes = |units: i128| FixedLenByteArray::from(ByteArray::from(units.to_be_bytes()[7..].to_vec()));
    column.typed::<FixedLenByteArrayType>().write_batch(&[bytes(-30), bytes(50_000)], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let done = folder.run(&["score", "m.mognad", "t.parquet", "-o", "-", "--columns", "x.score,x.answered"]);
    assert_eq!(done.stdout, "x.score,x.answered\n1.496000,3\n,2\n", "{}", done.stderr);
    // Scores are decimals in files that have columns, and answers of the next model.
    folder.write("map.toml", "\"x.score\" = \"a\"\n").write("t.csv", "a,b,c\n2.5,-1,-0.003\n0,,5\n");
    for to in ["t.parquet", "t.arrow", "t.arrows"] {
        assert_eq!(folder.run(&["score", "m.mognad", "t.csv", "-o", to, "--columns", "x.score"]).code, 0);
        let arguments =
            ["score", "m.mognad", to, "--map", "map.toml", "--partial", "-o", "-", "--columns", "x.answered"];
        let done = folder.run(&arguments);
        assert_eq!(done.stdout, "x.answered\n1\n0\n", "{to}: {}", done.stderr);
        folder.write(
            "fine.mognad",
            "model m \"M\" { edition 1 }\narea x \"X\" { question a \"A\" { answers 0 to 2 } }\n",
        );
        let done = folder.run(&["score", "fine.mognad", to, "--map", "map.toml", "-o", "-"]);
        assert!(done.stderr.contains("1.497"), "{to}: {}", done.stderr);
    }
}

#[test]
fn a_header_is_looked_at_before_the_first_row() {
    let folder = folder();
    for (header, code, says) in [
        ("role,vision,devices,channels", "M0914", "has no column `plan`"),
        ("role,vision,device,channels,plan", "M0914", "is `device` the column for `devices`?"),
        ("vision,devices,channels,plan", "M0914", "has no column `role`"),
        ("role,vision,tools.vision,devices,channels,plan", "M0908", "two columns for `vision`"),
        ("role,vision,devices,channels,plan,overall.level", "M0915", "are called `overall.level`"),
    ] {
        folder.write("t.csv", format!("{header}\nthis,is,no,row\n"));
        let done = folder.run(&["score", "model.mognad", "t.csv", "-o", "out.csv"]);
        assert_eq!(done.code, 2, "{header}");
        assert!(done.stderr.contains(code) && done.stderr.replace("\n        ", " ").contains(says), "{}", done.stderr);
        assert!(!folder.path("out.csv").exists());
    }
    folder.write("t.csv", [0xff, 0xfe, b'a', 0]);
    assert!(folder.run(&["score", "model.mognad", "t.csv", "-o", "out.csv"]).stderr.contains("it is UTF-16"));
}

#[test]
fn bad_rows_stop_the_run_or_are_told() {
    let folder = folder();
    folder.write(
        "t.csv",
        "role,id,vision,devices,channels,plan\n\
         teacher,1,partly,2,mail,\n\
         teacher,2,fuly,2.25,mail;mail,\n\
         leader,3,na,31,nothing,na\n\
         pupil,4,no,1,app,\n\
         teacher,5,no,1,app,yes\n\
         teacher,=6,no,1,app,\n",
    );
    let done = folder.run(&["score", "model.mognad", "t.csv", "-o", "out.csv"]);
    assert_eq!(done.code, 2);
    assert!(done.stderr.contains("row 2 of `t.csv`") && !folder.path("out.csv").exists(), "{}", done.stderr);
    let done = folder.run(&["score", "model.mognad", "t.csv", "-o", "out.csv", "--on-error", "reject"]);
    assert_eq!(done.code, 3);
    assert!(done.stderr.contains("2 rows scored\n4 rows rejected"), "{}", done.stderr);
    let ids: Vec<String> =
        folder.read("out.csv").lines().map(|line| line.split(',').nth(1).unwrap().to_owned()).collect();
    assert_eq!(ids, ["id", "1", "\"'=6\""]);
    let told: Vec<String> = folder
        .read("out.csv.rejected.csv")
        .lines()
        .map(|line| line.splitn(6, ',').take(5).collect::<Vec<_>>().join(","))
        .collect();
    assert_eq!(
        told,
        [
            "input,row,column,value,code",
            "t.csv,2,vision,fuly,M0903",
            "t.csv,2,devices,2.25,M0905",
            "t.csv,2,channels,mail;mail,M0908",
            "t.csv,3,devices,31,M0904",
            "t.csv,3,plan,na,M0906",
            "t.csv,4,role,pupil,M0909",
            "t.csv,5,plan,yes,M0907",
        ]
    );
}

#[test]
fn points_name_answers_where_they_tell_them_apart() {
    let folder = folder();
    folder.write("t.csv", "role,vision,devices,channels,plan\nleader,2,1,nothing,1.0\nleader,na,1,mail,0\n");
    let done = folder.run(&["score", "model.mognad", "t.csv", "-o", "-", "--answers", "points"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    folder.write(
        "n.csv",
        "role,vision,devices,channels,plan\nleader,fully_and_everywhere,1,nothing,yes\nleader,na,1,mail,no\n",
    );
    assert_eq!(folder.run(&["score", "model.mognad", "n.csv", "-o", "-"]).stdout, done.stdout);
    for (row, says) in [
        ("leader,7,1,nothing,1", "no option that is worth `7`\n  note: the options are worth `0`"),
        ("leader,fully,1,nothing,1", "no option that is worth `fully`"),
        ("leader,2,1,1,1", "help: several options are given by their names"),
        ("leader,2,1,mail;,1", "`channels` has a semicolon with no option on one side: `mail;`"),
    ] {
        folder.write("t.csv", format!("role,vision,devices,channels,plan\n{row}\n"));
        let done = folder.run(&["score", "model.mognad", "t.csv", "-o", "-", "--answers", "points"]);
        assert!(done.code == 2 && done.stderr.contains("M0903") && done.stderr.contains(says), "{}", done.stderr);
    }
}

#[test]
fn an_output_never_destroys_what_is_read() {
    let folder = folder();
    folder.write("lib.mognad", "scale much { little \"Little\" lots \"Lots\" }\n");
    let model = "use \"lib.mognad\"\nmodel m \"M\" { edition 1 }\narea a \"A\" { question q \"Q\" { answers much } }\n";
    folder.write("m.mognad", model).write("t.csv", "q\nlots\n").write("map.toml", "\"q\" = \"q\"\n");
    let run = |arguments: &[&str]| folder.run(&[&["score", "m.mognad", "t.csv", "--to", "csv"], arguments].concat());
    let reject = ["--on-error", "reject", "--rejects"];
    for (arguments, says) in [
        (vec!["-o", "./t.csv"], "the results would be written over `t.csv`, which is an input"),
        (vec!["-o", "m.mognad"], "`m.mognad`, which is the model"),
        (vec!["-o", "lib.mognad"], "`lib.mognad`, which is used by the model"),
        (vec!["-o", "map.toml", "--map", "map.toml"], "which is the mapping"),
        ([vec!["-o", "out.csv"], reject.to_vec(), vec!["t.csv"]].concat(), "the rejected rows would be written over"),
        ([vec!["-o", "out.csv"], reject.to_vec(), vec!["./out.csv"]].concat(), "would both be written to `out.csv`"),
        ([vec!["-o", "-"], reject.to_vec(), vec!["-"]].concat(), "would both be written to standard output"),
        (vec!["-o", "-", "--summary"], "would both be written to standard output"),
    ] {
        let done = run(&arguments);
        assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{arguments:?}");
        let stderr = done.stderr.replace("\n  ", " ");
        assert!(stderr.contains("M0921") && stderr.contains(says) && stderr.contains("help: "), "{stderr}");
    }
    assert!(!folder.path("out.csv").exists());
    assert_eq!((folder.read("m.mognad"), folder.read("t.csv")), (model.to_owned(), "q\nlots\n".to_owned()));
    assert_eq!(run(&["-o", "/dev/null", "--on-error", "reject", "--rejects", "/dev/null"]).code, 0);
    let over = folder.run(&["compile", "m.mognad", "-o", "m.mognad"]);
    assert!(over.stderr.contains("M0921") && folder.read("m.mognad") == model, "{}", over.stderr);
}

#[test]
fn what_is_no_table_is_called_what_it_is() {
    let folder = folder();
    folder.write("m.mognad", "model m \"M\" { edition 1 }\narea a \"A\" { question q \"Q\" { answers yes_no } }\n");
    for (name, bytes, code, says) in [
        ("t.csv", b"k\xf6n,\xe5r,q\n1,2,yes\n".as_slice(), "M0002", "a text is not UTF-8"),
        ("t.csv", b"k,\"q\"\r1,yes\r", "M0916", "a carriage return stands without a line feed"),
        ("t.csv", b"k,q\r1,yes\r", "M0916", "a carriage return stands without a line feed"),
        ("t.jsonl", b"{\"k\": 1, \"q\": \"ye", "M0916", "`t.jsonl` is not JSON lines: it ends in the middle"),
        ("t.jsonl", b"[{\"q\": \"yes\"}]\n", "M0916", "`t.jsonl` is not JSON lines: there is no object"),
        ("t.jsonl", b"{\n  \"q\": \"yes\"\n}\n", "M0916", "none over several lines"),
    ] {
        folder.write(name, bytes);
        let done = folder.run(&["score", "m.mognad", name, "-o", "out.csv"]);
        let stderr = done.stderr.replace("\n       ", "").replace("\n ", "");
        assert!(done.code == 2 && stderr.contains(code) && stderr.contains(says), "{}", done.stderr);
        assert!(!folder.path("out.csv").exists());
    }
}

#[test]
fn a_mapping_of_a_column_that_is_not_there_is_refused() {
    let folder = folder();
    folder.write("columns.toml", "\"visoin\" = \"vision\"\n");
    let done = folder.run(&["score", "model.mognad", "plain.csv", "-o", "-", "--map", "columns.toml"]);
    assert!(done.code == 2 && done.stdout.is_empty(), "{}", done.stderr);
    assert!(done.stderr.contains("M0914") && done.stderr.contains("did you mean `vision`?"), "{}", done.stderr);
}

#[test]
fn values_called_as_results_get_columns_of_their_own() {
    let folder = folder();
    let area = "area a \"A\" { value `score` \"S\" 7 question q \"Q\" { answers yes_no } }";
    folder.write("m.mognad", format!("model m \"M\" {{ edition 1 }}\n{area}\n")).write("t.csv", "q\nyes\n");
    let done = folder.run(&["score", "m.mognad", "t.csv", "-o", "-", "--columns", "a.score*"]);
    assert_eq!(done.stdout, "a.score,a.score 2\n100.000000,7.000000\n", "{}", done.stderr);
    let query = folder.run(&["compile", "m.mognad", "--to", "sql", "--dialect", "duckdb", "-o", "-"]).stdout;
    assert!(query.contains("AS \"a.score 2\""), "{query}");
}

#[test]
fn results_too_large_for_a_table_are_refused_with_advice_that_is_true() {
    let folder = folder();
    let large = "9".repeat(60);
    let area =
        format!("area a \"A\" {{ score sum(points of questions) question q \"Q\" {{ answers {{ n 0 y {large} }} }} }}");
    folder.write("m.mognad", format!("model m \"M\" {{ edition 1 }}\n{area}\n")).write("t.csv", "q\ny\n");
    let done = folder.run(&["score", "m.mognad", "t.csv", "-o", "-"]);
    assert!(done.code == 2 && done.stderr.contains("M0922") && done.stderr.contains("`--columns`"), "{}", done.stderr);
    assert_eq!(folder.run(&["score", "m.mognad", "t.csv", "-o", "-", "--columns", "a.answered"]).code, 0);
    let done = folder.run(&["compile", "m.mognad", "--to", "sql", "--dialect", "duckdb", "-o", "-"]);
    assert!(done.stderr.contains("M1001") && !done.stderr.contains("mognad score"), "{}", done.stderr);
}

#[test]
fn the_whole_and_a_group_without_a_name_are_told_apart() {
    let folder = folder();
    folder.write("m.mognad", "model m \"M\" { edition 1 }\narea a \"A\" { question q \"Q\" { answers yes_no } }\n");
    folder.write("t.csv", "school,q\nNorth,yes\n,no\n");
    let arguments = ["score", "m.mognad", "t.csv", "--by", "school", "--min-group", "1", "--format", "csv"];
    let text = folder.run(&arguments).stdout;
    let keys: Vec<String> = text.lines().map(|line| line.split(',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(keys, ["depth,school,rows", "0,,2", "1,,1", "1,North,1"]);
}

/// A run that has written something and goes on, and the folder that it writes in.
fn half_way() -> (Folder, std::process::Child, std::process::ChildStdin) {
    let folder = folder();
    folder.write("out.csv", "what was there before\n");
    let arguments = ["score", "model.mognad", "-", "-o", "out.csv", "--from", "csv"];
    let mut command = command(folder.0.path(), &arguments);
    if cfg!(target_os = "linux") {
        // Whoever runs the tests in the background or under `nohup` has signals ignored, and so would the child.
        let program = command.get_program().to_owned();
        command = std::process::Command::new("env");
        command.current_dir(folder.0.path()).arg("--default-signal").arg(program).args(arguments);
    }
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let (header, rows) = PLAIN.split_once('\n').unwrap();
    std::io::Write::write_all(&mut input, format!("{header}\n").as_bytes()).unwrap();
    // Some megabytes are read and written, and then nothing comes any more.
    for _ in 0..1000 {
        std::io::Write::write_all(&mut input, rows.as_bytes()).unwrap();
    }
    let began = Instant::now();
    let grown = || {
        let files = std::fs::read_dir(folder.0.path()).unwrap().filter_map(Result::ok);
        files
            .filter(|file| file.file_name().to_string_lossy().starts_with(".mognad-"))
            .any(|file| file.metadata().is_ok_and(|metadata| metadata.len() > 0))
    };
    while !grown() {
        assert!(began.elapsed() < Duration::from_secs(60), "nothing is written");
        std::thread::sleep(Duration::from_millis(20));
    }
    (folder, child, input)
}

#[test]
fn a_killed_run_leaves_the_output_as_it_was() {
    let (folder, mut child, _input) = half_way();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(folder.read("out.csv"), "what was there before\n");
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_leaves_nothing() {
    for (signal, number) in [("HUP", 1), ("INT", 2), ("TERM", 15)] {
        let (folder, mut child, input) = half_way();
        let sent = std::process::Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let began = Instant::now();
        let ended = loop {
            match child.try_wait().unwrap() {
                None if began.elapsed() < Duration::from_secs(60) => std::thread::sleep(Duration::from_millis(20)),
                ended => break ended,
            }
        };
        drop(input);
        let code = ended.and_then(|ended| ended.code());
        assert_eq!(code, Some(128 + number), "{signal}");
        let names = std::fs::read_dir(folder.0.path()).unwrap().map(|file| file.unwrap().file_name());
        assert!(!names.into_iter().any(|name| name.to_string_lossy().starts_with(".mognad-")), "{signal}");
        assert_eq!(folder.read("out.csv"), "what was there before\n");
    }
}

#[test]
fn summaries_count_what_is_scored_and_hide_small_groups() {
    let folder = folder();
    let done = folder.run(&["score", "model.mognad", "plain.csv", "--by", "school,role", "--format", "json"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let summary: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    let groups = summary["groups"].as_array().unwrap();
    assert_eq!((groups[0]["rows"].as_u64(), groups[0]["path"].as_array().unwrap().len()), (Some(60), 0));
    folder.run(&["score", "model.mognad", "plain.csv", "-o", "rows.jsonl"]);
    let rows: Vec<serde_json::Value> =
        folder.read("rows.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut hidden = 0;
    for group in groups {
        let path: Vec<&str> = group["path"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
        let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let own: Vec<&serde_json::Value> = rows
            .iter()
            .filter(|row| path.iter().zip(["school", "role"]).all(|(part, key)| text(row, key) == *part))
            .collect();
        match group["rows"].as_u64() {
            Some(count) => assert_eq!(count, own.len() as u64, "{path:?}"),
            None => hidden += 1,
        }
        assert!(group["rows"].is_null() || own.len() >= 5);
        let area = &group["areas"][0];
        let Some(levels) = area["levels"].as_array() else { continue };
        let count = |level: &str| own.iter().filter(|row| text(row, "overall.level") == level).count() as u64;
        for level in levels {
            assert_eq!(level["count"].as_u64().unwrap(), count(level["level"].as_str().unwrap()), "{path:?}");
        }
    }
    assert!(hidden > 0, "{groups:?}");
    for format in ["text", "markdown", "html", "csv"] {
        let done = folder.run(&["score", "model.mognad", "plain.csv", "--by", "school", "--format", format]);
        assert_eq!(done.code, 0, "{format}: {}", done.stderr);
        assert!(done.stdout.contains("North"), "{}", done.stdout);
    }
}

/// Only the leader is asked about the area `lead`: the whole less the area `common` would tell what was answered there.
#[test]
fn a_summary_does_not_tell_what_one_person_adds_to_the_whole() {
    let folder = Folder::new();
    folder.write(
        "model.mognad",
        "model m \"M\" { edition 1 language en roles { t \"T\" l \"L\" } }\n\
         area common \"Common\" { question c \"C\" { answers yes_no } }\n\
         area lead \"Lead\" { question d \"D\" { answers yes_no for l } }\n",
    );
    let told = |school_b: &str, answer: &str| {
        let teachers = |school: &str| format!("{school},t,yes,\n").repeat(6);
        let rows = format!("school,role,c,d\n{}{}a,l,yes,{answer}\n", teachers("a"), teachers(school_b));
        folder.write("rows.csv", &rows);
        let done = folder.run(&["score", "model.mognad", "rows.csv", "--by", "school", "--format", "csv"]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        done.stdout
    };
    for school_b in ["a", "b"] {
        assert_eq!(told(school_b, "yes"), told(school_b, "no"));
        assert_eq!(told(school_b, "yes"), told(school_b, ""));
    }
    assert!(told("b", "no").contains(",100.000000,"), "{}", told("b", "no"));
}

/// `MOGNAD_MANY_ROWS=10000000` makes it as many as a large survey has.
#[test]
fn one_bad_row_among_very_many_is_found() {
    let rows: u64 = std::env::var("MOGNAD_MANY_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(50_000);
    let bad = rows / 2;
    let folder = folder();
    let arguments = ["score", "model.mognad", "-", "-o", "out.csv", "--from", "csv", "--columns", "id,overall.level"];
    let reject = ["--on-error", "reject"];
    let arguments: Vec<&str> = arguments.into_iter().chain(reject).collect();
    let mut child = command(folder.0.path(), &arguments).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    {
        let mut input = std::io::BufWriter::new(child.stdin.take().unwrap());
        use std::io::Write;
        writeln!(input, "role,id,vision,devices,channels,plan").unwrap();
        for row in 1..=rows {
            let vision = if row == bad { "prtly" } else { "partly" };
            writeln!(input, "teacher,{row},{vision},2.5,mail;app,").unwrap();
        }
    }
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(3), "{}", String::from_utf8_lossy(&done.stderr));
    let told = folder.read("out.csv.rejected.csv");
    assert_eq!(
        told.lines().nth(1).unwrap().split(',').take(5).collect::<Vec<_>>().join(","),
        format!("<stdin>,{bad},vision,prtly,M0903")
    );
    assert_eq!(told.lines().count(), 2);
    let mut next = 0;
    for line in folder.read("out.csv").lines().skip(1) {
        next += 1 + u64::from(next + 1 == bad);
        assert!(line.starts_with(&format!("{next},")), "{line}");
    }
    assert_eq!(next, rows);
}
