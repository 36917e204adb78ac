//! The pages are tests: what they show is what the command prints.
//!
//! In README.md, `docs/guide` and `docs/codes`:
//!
//! - a block ```` ```mognad file=NAME ```` (or `toml`, `json`, `text`) is a file; with `escaped` behind it, `\u{feff}`, `\r`,
//!   `\0`, `\xff` and `\\` stand for what cannot be seen;
//! - a block ```` ```console ```` runs each line that begins with `$ mognad` in a folder with the files so far (and the
//!   repository's `models`), and shows what it prints, errors after data; `…` on a line of its own leaves lines out;
//! - other blocks are only looked at.
//!
//! In `docs/codes` the output shows the page's code and no other, and every file called `right` passes
//! `check --deny warnings` and `test`. `MOGNAD_BLESS=1 cargo test --test pages` writes what is printed into the pages.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A block of a page: its info line, its lines, and where they stand.
struct Block {
    info: String,
    /// The lines between the fences.
    lines: std::ops::Range<usize>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn markdown(folder: &str) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .map(|entries| entries.filter_map(|e| Some(e.ok()?.path())).collect())
        .unwrap_or_default();
    pages.retain(|path| path.extension().is_some_and(|e| e == "md"));
    pages.sort();
    pages
}

fn blocks(lines: &[String]) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for (number, line) in lines.iter().enumerate() {
        match (&open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.trim().to_owned(), number + 1)),
            (Some((info, start)), Some(_)) => {
                found.push(Block { info: info.clone(), lines: *start..number });
                open = None;
            }
            _ => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// Splits a command line at spaces, outside quotation marks.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted: Option<char> = None;
    for c in line.chars() {
        match (c, quoted) {
            (c, Some(mark)) if c == mark => quoted = None,
            (c, Some(_)) => words.last_mut().unwrap().push(c),
            ('"' | '\'', None) => quoted = Some(c),
            (' ', None) => words.push(String::new()),
            (c, None) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let (byte, used): (Vec<u8>, usize) = match rest.chars().next() {
            Some('r') => (b"\r".to_vec(), 1),
            Some('0') => (b"\0".to_vec(), 1),
            Some('x') => (vec![u8::from_str_radix(&rest[1..3], 16).unwrap()], 3),
            Some('u') => {
                let end = rest.find('}').unwrap();
                let c = char::from_u32(u32::from_str_radix(&rest[2..end], 16).unwrap()).unwrap();
                (c.to_string().into_bytes(), end + 1)
            }
            _ => (b"\\".to_vec(), 1),
        };
        bytes.extend(byte);
        rest = &rest[used..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn mognad(folder: &Path, arguments: &[String]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_mognad"))
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Whether the lines shown are the lines printed, where `…` leaves some out.
fn agrees(shown: &[String], printed: &[String]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line.trim() == "…" => (0..=printed.len()).any(|skip| agrees(rest, &printed[skip..])),
        Some((line, rest)) => {
            printed.split_first().is_some_and(|(first, others)| first == line && agrees(rest, others))
        }
    }
}

/// Runs a page; gives what is wrong with it. `bless` rewrites it instead.
fn run(page: &Path, bless: bool) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let folder = tempfile::tempdir().unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root().join("models"), folder.path().join("models")).unwrap();
    let code = page.file_stem().unwrap().to_string_lossy().into_owned();
    let is_code = page.parent().unwrap().ends_with("docs/codes");
    let mut wrong = Vec::new();
    let mut printed_all = String::new();
    let mut new_lines = lines.clone();
    let mut shift: isize = 0;
    for block in blocks(&lines) {
        let body = &lines[block.lines.clone()];
        let mut info = block.info.split_whitespace();
        let kind = info.next().unwrap_or_default();
        let rest: Vec<&str> = info.collect();
        if let Some(name) = rest.iter().find_map(|word| word.strip_prefix("file=")) {
            let mut text = body.join("\n");
            text.push('\n');
            let bytes = if rest.contains(&"escaped") { unescape(&text) } else { text.into_bytes() };
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            if is_code && name.starts_with("right") && name.ends_with(".mognad") {
                for command in [vec!["check", "--deny", "warnings", name], vec!["test", name]] {
                    let status = Command::new(env!("CARGO_BIN_EXE_mognad"))
                        .args(&command)
                        .current_dir(folder.path())
                        .output()
                        .unwrap()
                        .status;
                    if !status.success() {
                        let arguments: Vec<String> = command.iter().map(|c| (*c).to_owned()).collect();
                        wrong.push(format!("{name} does not pass: {}", mognad(folder.path(), &arguments)));
                    }
                }
            }
        }
        if kind != "console" {
            continue;
        }
        let mut new_body: Vec<String> = Vec::new();
        let mut at = 0;
        while at < body.len() {
            let line = &body[at];
            let end = (at + 1..body.len()).find(|i| body[*i].starts_with("$ ")).unwrap_or(body.len());
            new_body.push(line.clone());
            match line.strip_prefix("$ mognad ") {
                None => new_body.extend_from_slice(&body[at + 1..end]),
                Some(arguments) => {
                    let printed = mognad(folder.path(), &words(arguments));
                    printed_all.push_str(&printed);
                    let printed: Vec<String> = printed.lines().map(str::to_owned).collect();
                    let shown = &body[at + 1..end];
                    if agrees(shown, &printed) {
                        new_body.extend_from_slice(shown);
                    } else {
                        wrong.push(format!(
                            "{line}\nprints:\n{}\n\nthe page shows:\n{}",
                            printed.join("\n"),
                            shown.join("\n")
                        ));
                        new_body.extend(printed);
                    }
                }
            }
            at = end;
        }
        let start = (block.lines.start as isize + shift) as usize;
        let stop = (block.lines.end as isize + shift) as usize;
        shift += new_body.len() as isize - block.lines.len() as isize;
        new_lines.splice(start..stop, new_body);
    }
    if is_code {
        // A file of more than 8 megabytes is too long for a page.
        if code != "M0003" {
            wrong.extend(only_its_code(&code, &printed_all));
        }
        if !lines.first().is_some_and(|line| line.starts_with(&format!("# {code}: "))) {
            wrong.push(format!("the page does not begin with `# {code}: `"));
        }
    }
    if bless {
        let mut text = new_lines.join("\n");
        text.push('\n');
        fs::write(page, text).unwrap();
    }
    wrong
}

/// A code's page shows this code, and no other: one mistake, one message.
fn only_its_code(code: &str, printed: &str) -> Option<String> {
    let mut codes: Vec<&str> =
        printed.match_indices("[M").map(|(at, _)| printed[at + 1..].split(']').next().unwrap_or_default()).collect();
    codes.dedup();
    (codes != [code]).then(|| format!("the page shows the codes {codes:?}"))
}

fn check(pages: Vec<PathBuf>) {
    let bless = std::env::var_os("MOGNAD_BLESS").is_some();
    let mut wrong = Vec::new();
    for page in pages {
        for problem in run(&page, bless) {
            wrong.push(format!("{}: {problem}", page.strip_prefix(root()).unwrap_or(&page).display()));
        }
    }
    assert!(bless || wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_readme_shows_what_is_printed() {
    check(vec![root().join("README.md")]);
}

#[test]
fn the_guide_shows_what_is_printed() {
    let pages = markdown("docs/guide");
    assert!(!pages.is_empty());
    check(pages);
}

#[test]
fn every_code_has_a_page_that_shows_it() {
    let pages = markdown("docs/codes");
    let names: Vec<String> = pages.iter().map(|p| p.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let codes: Vec<String> = mognad::diagnostics::CATALOGUE.iter().map(|entry| entry.code.to_string()).collect();
    assert_eq!(names, codes);
    check(pages);
}
