//! Any bytes as a table of responses, CSV and JSON lines: reading never panics; in pieces of any size it gives the same;
//! and every row is either scored or told to be bad.
#![no_main]

use std::io::Cursor;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mognad::diagnostics::Diagnostic;
use mognad::model::Model;
use mognad::respond::Notation;
use mognad::score::Scorer;
use mognad::semantics::{Loader, compile};
use mognad::table::{
    CarriedKind, Fault, Format, Input, Job, Mapping, OnError, Plan, Settings, Sink, Tally, Wanted, Writer, run,
};

const MODEL: &str = r#"
    model m "M" { edition 1  roles { a "A"  b "B" } }
    area x "X" {
        question c "Choice" { answers { no 0 "No"  yes 1 "Yes"  na "Not applicable" } }
        question s "Several" { answers any of { one 1 "One"  two 2 "Two" }  for a }
        question n "Number" { answers 1 to 30 step 0.1 "pupils" }
        question w "Wish" { answers text }
        question f "Follow-up" { answers yes_no  ask when c == yes }
    }
"#;

struct Fixed;

impl Loader for Fixed {
    fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
        Ok(MODEL.as_bytes().to_vec())
    }
}

static COMPILED: LazyLock<Model> =
    LazyLock::new(|| compile("m.mognad", "", &Fixed).model.expect("the model has no errors"));

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    rejected: Vec<(u64, String)>,
}

impl Sink for Kept {
    fn rows(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn rejected(&mut self, _: &str, row: u64, fault: &Fault, diagnostic: &Diagnostic) -> Result<(), Diagnostic> {
        self.rejected.push((row, format!("{:?} {}", fault.column, diagnostic.code)));
        Ok(())
    }

    fn progress(&mut self, _: &Tally) {}
}

fn score(bytes: &[u8], format: Format, piece: usize, threads: usize) -> Option<(Kept, Tally)> {
    let model = &*COMPILED;
    let mapping = Mapping::default();
    let wanted = Wanted::new(model, Notation::Names, true, &mapping);
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let input = Input::stream("table", reader, format, Settings { delimiter: None, piece }).ok()?;
    let layout = wanted.layout(&input.name, &input.fields).ok()?;
    let plan = Plan::new(model, &layout, None).ok()?;
    let scorer = Scorer::new(model, plan.outputs.clone()).ok()?;
    let carried: Vec<CarriedKind> = layout.carried.iter().map(|(_, kind)| *kind).collect();
    let writer = Writer::new(model, Format::Lines, &plan, &carried, b',').ok()?;
    let job = Job {
        model,
        scorer: &scorer,
        notation: Notation::Names,
        writer: Some(&writer),
        census: None,
        on_error: OnError::Reject,
        threads,
    };
    let mut kept = Kept::default();
    let (tally, _) = run(&job, vec![(input, layout)], &mut kept).ok()?;
    Some((kept, tally))
}

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Csv, Format::Lines] {
        let Some((whole, tally)) = score(bytes, format, 1 << 20, 1) else { continue };
        let lines = whole.bytes.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(u64::try_from(lines), Ok(tally.scored()));
        for line in whole.bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            serde_json::from_slice::<serde_json::Value>(line).expect("a line is JSON");
        }
        // The columns of JSON lines are those of the first piece.
        if format == Format::Csv {
            let (pieces, again) = score(bytes, format, 0, 2).expect("the same table");
            assert_eq!((pieces.bytes, pieces.rejected, again), (whole.bytes, whole.rejected, tally));
        }
    }
});
