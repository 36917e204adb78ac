//! How fast text becomes a tree, and what it costs in memory: `cargo bench --bench parse`.
//!
//! Generated models of 100, 1,000 and 10,000 questions. Peak memory is that of a process of its own, as the kernel
//! counts it, less what the process had before.

#[allow(dead_code, reason = "tests need more of it")]
mod generate;

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use mognad::source::FileId;
use mognad::syntax::{parse, tokens};

fn main() {
    if let Some(size) = std::env::args().find_map(|a| a.strip_prefix("memory=").map(str::to_owned)) {
        let text = generate::model(size.parse().unwrap_or(0));
        let before = peak();
        black_box(parse(FileId(0), &text));
        println!("{:.1}", (peak() - before) / text.len() as f64);
        return;
    }
    println!("{:>10} {:>10} {:>10} {:>12} {:>16}", "questions", "bytes", "lex MB/s", "parse MB/s", "peak bytes/byte");
    for questions in [100_usize, 1_000, 10_000] {
        let text = generate::model(questions);
        assert!(parse(FileId(0), &text).diagnostics.is_empty(), "the generated model is right");
        let lex = fastest(&text, |text| drop(black_box(tokens(FileId(0), text))));
        let read = fastest(&text, |text| drop(black_box(parse(FileId(0), text))));
        let memory = in_a_process_of_its_own(questions);
        println!("{questions:>10} {:>10} {lex:>10.1} {read:>12.1} {memory:>16}", text.len());
    }
}

/// Megabytes a second in the fastest of several runs.
fn fastest(text: &str, run: impl Fn(&str)) -> f64 {
    let runs = (0..9).map(|_| {
        let start = Instant::now();
        run(text);
        start.elapsed().as_secs_f64()
    });
    text.len() as f64 / runs.fold(f64::INFINITY, f64::min) / 1e6
}

fn in_a_process_of_its_own(questions: usize) -> String {
    let output = std::env::current_exe().and_then(|exe| Command::new(exe).arg(format!("memory={questions}")).output());
    output.map_or_else(|_| "–".to_owned(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
}

/// Peak memory of this process in bytes; nothing where the kernel does not tell.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok()).map_or(0.0, |kilobytes| kilobytes * 1024.0)
}
