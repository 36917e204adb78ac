//! Columns that `mognad score` passes through.

use super::Folder;

/// A model that asks nothing: what it is given passes through.
pub const NOTHING: &str = "model n \"N\" { edition 1 }\n";

#[test]
fn decimals_large_numbers_and_times_of_day_pass_through_unchanged() {
    const KINDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/kinds");
    let folder = Folder::new();
    folder.write("nothing.mognad", NOTHING);
    let plain = std::fs::read_to_string(format!("{KINDS}/plain.csv")).unwrap();
    // What programs make of the same rows, and the columns that they know.
    for (file, columns) in [
        ("duckdb.parquet", "count,price,debt,at"),
        ("polars.parquet", "count,price,debt,at"),
        ("polars.arrow", "count,price,debt,at"),
        ("pyarrow.parquet", "count,price,debt,at"),
        ("bytes.parquet", "count,price,debt,at"),
        ("pyarrow.feather", "count,price,debt,at"),
        ("spark.parquet", "price,debt"),
    ] {
        let from = format!("{KINDS}/{file}");
        let places: Vec<usize> = columns
            .split(',')
            .map(|name| "count,price,debt,at".split(',').position(|it| it == name).unwrap())
            .collect();
        let line = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            places.iter().map(|place| cells[*place]).collect::<Vec<&str>>().join(",")
        };
        let expected: String = plain.lines().map(|cells| line(cells) + "\n").collect();
        let pass = |from: &str, to: &str| {
            let done = folder.run(&["score", "nothing.mognad", from, "-o", to, "--columns", columns]);
            assert_eq!(done.code, 0, "{file}: {from} {to}: {}", done.stderr);
        };
        // Polars counts nanoseconds.
        let expected =
            if file.starts_with("polars") { expected.replace(".999999\n", ".999999000\n") } else { expected };
        pass(&from, "direct.csv");
        assert_eq!(folder.read("direct.csv"), expected, "{file}");
        pass(&from, "direct.jsonl");
        for to in ["a.parquet", "a.arrow", "a.arrows"] {
            pass(&from, to);
            pass(to, "back.csv");
            assert_eq!(folder.read("back.csv"), expected, "{file} {to}");
            pass(to, "back.jsonl");
            assert_eq!(folder.read("back.jsonl"), folder.read("direct.jsonl"), "{file} {to}");
        }
    }
    let lines = folder.read("direct.jsonl");
    assert_eq!(lines.lines().nth(1).unwrap(), "{\"price\":-1234567.50,\"debt\":0.000000000001}");
}

#[test]
fn times_of_every_unit_pass_through() {
    use parquet::data_type::{Int32Type, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    let folder = Folder::new();
    folder.write("nothing.mognad", NOTHING);
    let schema = "message s { optional int32 small (INTEGER(32,false)); optional int32 milli (TIME(MILLIS,true)); \
                  optional int64 nano (TIME(NANOS,false)); optional int64 old (TIME_MICROS); }";
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let file = std::fs::File::create(folder.path("t.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, std::sync::Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for cell in [i64::from(u32::MAX), 45_296_007, 45_296_000_000_007, 86_399_999_999] {
        let mut column = group.next_column().unwrap().unwrap();
        match cell < i64::from(u32::MAX) + 1 {
            true => {
                let cell = u32::try_from(cell).unwrap().cast_signed();
                column.typed::<Int32Type>().write_batch(&[cell], Some(&[1, 0]), None).unwrap()
            }
            false => column.typed::<Int64Type>().write_batch(&[cell], Some(&[1, 0]), None).unwrap(),
        };
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    let expected = "small,milli,nano,old\n4294967295,12:34:56.007,12:34:56.000000007,23:59:59.999999\n,,,\n";
    for through in ["a.parquet", "a.arrow", "a.arrows"] {
        let done = folder.run(&["score", "nothing.mognad", "t.parquet", "-o", through]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        assert_eq!(folder.run(&["score", "nothing.mognad", through, "-o", "out.csv"]).code, 0);
        assert_eq!(folder.read("out.csv"), expected, "{through}");
    }
}

#[test]
fn a_row_group_of_very_many_rows_is_shared_by_threads() {
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    const ROWS: i32 = 300_000;
    let folder = Folder::new();
    folder.write(
        "m.mognad",
        "model m \"M\" { edition 1 }\n\
         area x \"X\" {\n\
         score sum(points of questions)\n\
         question number \"Number\" { answers 0 to 300000 }\n\
         question word \"Word\" { answers { no 0 \"No\"  yes 1 \"Yes\" } }\n\
         question rare \"Rare\" { answers { few 0 \"Few\"  many 0.5 \"Many\" } }\n\
         }\n",
    );
    folder.write("nothing.mognad", NOTHING);
    let schema = "message s { optional int32 number; required binary word (STRING); optional binary rare (STRING); \
                  optional int32 id; }";
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    // Pages of the first column end where no piece does; of the second one there is only one page.
    let properties = WriterProperties::builder()
        .set_data_page_row_count_limit(7_000)
        .set_column_data_page_size_limit("word".into(), 1 << 30)
        .set_write_batch_size(500)
        .build();
    let file = std::fs::File::create(folder.path("t.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, std::sync::Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let is_there = |row: i32| row % 1000 != 7;
    let there: Vec<i16> = (0..ROWS).map(|row| i16::from(is_there(row))).collect();
    let numbers: Vec<i32> = (0..ROWS).filter(|row| is_there(*row)).collect();
    let word = |row: i32| if row % 3 == 0 { "yes" } else { "no" };
    let rare = |row: i32| if row % 70_000 < 3 { "many" } else { "few" };
    let text = |text: &str| ByteArray::from(text.as_bytes().to_vec());
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&numbers, Some(&there), None).unwrap();
    column.close().unwrap();
    let words: Vec<ByteArray> = (0..ROWS).map(|row| text(word(row))).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&words, None, None).unwrap();
    column.close().unwrap();
    let rares: Vec<ByteArray> = numbers.iter().map(|row| text(rare(*row))).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&rares, Some(&there), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&numbers, Some(&there), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let line = |row: i32| match is_there(row) {
        true => {
            let half = if rare(row) == "many" { "5" } else { "0" };
            let sum = row + i32::from(word(row) == "yes");
            format!("{row},{sum}.{half}00000,3\n")
        }
        false => ",,1\n".to_owned(),
    };
    let expected: String = std::iter::once("id,x.score,x.answered\n".to_owned()).chain((0..ROWS).map(line)).collect();
    for threads in ["1", "3"] {
        for to in ["out.csv", "out.parquet", "out.arrow"] {
            let columns = ["--columns", "id,x.score,x.answered"];
            let done = folder.run(
                &[&["score", "m.mognad", "t.parquet", "-o", to, "--threads", threads], columns.as_slice()].concat(),
            );
            assert_eq!(done.code, 0, "{}", done.stderr);
            if to != "out.csv" {
                assert_eq!(folder.run(&["score", "nothing.mognad", to, "-o", "out.csv"]).code, 0);
            }
            assert!(folder.read("out.csv") == expected, "{threads} {to}");
        }
    }
    // A bad row in the middle is found whoever comes to it first.
    folder.write("fewer.mognad", folder.read("m.mognad").replace("300000", "200000"));
    let done = folder.run(&["score", "fewer.mognad", "t.parquet", "-o", "out.csv", "--threads", "3"]);
    assert_eq!(done.code, 2);
    assert!(done.stderr.contains("row 200002"), "{}", done.stderr);
}

#[test]
fn points_in_time_uuids_and_json_pass_through_unchanged() {
    const KINDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/kinds");
    let folder = Folder::new();
    folder.write("nothing.mognad", NOTHING);
    let expected = std::fs::read_to_string(format!("{KINDS}/times.csv")).unwrap();
    let pass = |from: &str, to: &str| {
        let done = folder.run(&["score", "nothing.mognad", from, "-o", to, "--columns", "moment,key,note"]);
        assert_eq!(done.code, 0, "{from} {to}: {}", done.stderr);
    };
    for file in ["times-duckdb.parquet", "times-spark.parquet"] {
        let from = format!("{KINDS}/{file}");
        pass(&from, "direct.csv");
        assert_eq!(folder.read("direct.csv"), expected, "{file}");
        for to in ["a.parquet", "a.arrow", "a.arrows", "a.jsonl"] {
            pass(&from, to);
            pass(to, "back.csv");
            assert_eq!(folder.read("back.csv"), expected, "{file} {to}");
        }
    }
}
