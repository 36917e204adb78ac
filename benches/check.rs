//! How long checking takes, and how much memory: `cargo bench --bench check`.
//!
//! Generated models of 100, 1,000 and 10,000 questions are decoded, parsed and checked. Peak memory is that of a process
//! of its own, as the kernel counts it. The last line is the whole command on a real model, from start to exit.
//! `cargo bench --bench check -- print=1000` prints the model instead, for a profiler.

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use mognad::semantics::{Loader, compile};
use mognad::source::FileId;
use mognad::syntax::parse;

struct InMemory(String);

impl Loader for InMemory {
    fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
        Ok(self.0.clone().into_bytes())
    }
}

/// A model with this many questions, twenty an area, with conditions, requirements and actions.
fn generate(questions: usize) -> String {
    let mut text = "model big \"Big\" {\n    edition 1\n    language sv\n}\n\n\
        scale s {\n    inte 0 \"Stämmer inte\"\n    delvis 1 \"Stämmer delvis\"\n    mycket 2 \"Stämmer till stor del\"\n    \
        helt 3 \"Stämmer helt\"\n    na \"Ej aktuellt\"\n}\n\n\
        ladder t {\n    l0 \"Inledande\"\n    l1 \"Utvecklande\" from 25%\n    l2 \"Etablerad\" from 50%\n    \
        l3 \"Ledande\" from 80%\n}\n"
        .to_owned();
    for area in 0..questions.div_ceil(20) {
        let weight = area.rem_euclid(3).saturating_add(1);
        text.push_str(&format!("\narea omrade{area} \"Område {area}\" {{\n    weight {weight}\n    levels t {{\n"));
        text.push_str("        l3 requires all(questions on s >= delvis)\n    }\n");
        for i in 0..20_usize {
            let weight = i.rem_euclid(4).saturating_add(1);
            text.push_str(&format!("\n    question fraga{area}_{i} \"Skolan har en gemensam målbild {i}\" {{\n"));
            text.push_str("        guidance \"Tänk på det senaste läsåret.\"\n        answers s\n");
            text.push_str(&format!("        weight {weight}\n"));
            if i.rem_euclid(5) == 4 {
                text.push_str(&format!("        ask when fraga{area}_{} >= delvis\n", i.saturating_sub(1)));
            }
            text.push_str("    }\n");
        }
        for i in 0..4 {
            text.push_str(&format!("\n    action gor{area}_{i} \"Gör något åt saken, punkt {i}\" {{\n"));
            text.push_str(&format!("        suggest when level <= l1 and fraga{area}_{i} <= delvis\n"));
            text.push_str(&format!("        raises fraga{area}_{i} to helt\n        effort 2\n    }}\n"));
        }
        text.push_str("}\n");
    }
    text.push_str("\noverall {\n    levels t\n    level min(level of areas)\n}\n");
    text
}

/// The fastest of several runs: what else the machine does only makes runs slower.
fn fastest(runs: usize, mut call: impl FnMut()) -> Duration {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        call();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// Peak memory of this process in bytes, where the kernel tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0)
}

fn main() {
    let argument =
        |name: &str| std::env::args().find_map(|a| a.strip_prefix(name).and_then(|size| size.parse::<usize>().ok()));
    if let Some(size) = argument("print=") {
        print!("{}", generate(size));
        return;
    }
    // A process of its own for the memory of one size.
    if let Some(size) = argument("memory=") {
        let loader = InMemory(generate(size));
        let before = peak().unwrap_or(0.0);
        black_box(compile("big.mognad", "", &loader));
        let grown = peak().unwrap_or(0.0) - before;
        println!("{}", grown / loader.0.len() as f64);
        return;
    }
    let mut last: Option<f64> = None;
    for (questions, runs) in [(100, 50), (1_000, 20), (10_000, 10)] {
        let text = generate(questions);
        let megabytes = text.len() as f64 / 1e6;
        let parsing = fastest(runs, || {
            black_box(parse(FileId(0), &text));
        });
        let loader = InMemory(text);
        let all = fastest(runs, || {
            let compilation = black_box(compile("big.mognad", "", &loader));
            assert!(compilation.model.is_some(), "the generated model has errors");
        });
        let memory = std::env::current_exe().ok().and_then(|exe| {
            let output = Command::new(exe).arg(format!("memory={questions}")).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse::<f64>().ok()
        });
        let growth =
            last.map_or(String::new(), |last| format!(", {:.1} times the size before", all.as_secs_f64() / last));
        println!(
            "{questions} questions, {megabytes:.2} MB: parsing {:.1} MB/s, with checks {:.1} MB/s ({:.1} ms{growth}), {:.0} bytes of memory a byte",
            megabytes / parsing.as_secs_f64(),
            megabytes / all.as_secs_f64(),
            all.as_secs_f64() * 1e3,
            memory.unwrap_or(f64::NAN),
        );
        last = Some(all.as_secs_f64());
    }
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/models/stockholm/it-strategi.mognad");
    let command = fastest(40, || {
        let _ =
            black_box(Command::new(env!("CARGO_BIN_EXE_mognad")).args(["check", "--analysis", "off", model]).output());
    });
    println!("mognad check of the Stockholm model, from start to exit: {:.1} ms", command.as_secs_f64() * 1e3);
}
