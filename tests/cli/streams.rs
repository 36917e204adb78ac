//! Colours, widths, and readers that go away.

use std::io::Read;
use std::process::Stdio;

use super::{Folder, command};

const BROKEN: &str = "model m \"M\" {\n    edition 1\n    language en\n}\narea a \"A\" { question q \"Q?\" { answers nothing_of_the_kind } }\n";

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let folder = Folder::new();
    folder.write("a.mognad", BROKEN);
    assert!(!folder.run(&["check", "a.mognad"]).stdout.contains('\u{1b}'));
    assert!(folder.run(&["check", "a.mognad", "--color", "always"]).stdout.contains("\u{1b}[1;31m"));
    assert!(!folder.run(&["--color", "never", "check", "a.mognad"]).stdout.contains('\u{1b}'));
    assert!(folder.run(&["compile", "a.mognad", "-o", "x", "--color", "always"]).stderr.contains('\u{1b}'));
    assert!(!folder.run(&["check", "a.mognad", "--plain", "--color", "always"]).stdout.contains('\u{1b}'));
    let no_color = |arguments: &[&str]| {
        let output = command(&folder.path("."), arguments).env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1").output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    assert!(!no_color(&["check", "a.mognad"]).contains('\u{1b}'));
    assert!(no_color(&["check", "a.mognad", "--color", "always"]).contains('\u{1b}'));
}

#[test]
fn lines_are_as_wide_as_columns_says() {
    let folder = Folder::new();
    folder.write("a.mognad", BROKEN);
    let widest = |columns: &str| {
        let output = command(&folder.path("."), &["check", "a.mognad"]).env("COLUMNS", columns).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert!(widest("50") <= 50);
    assert!(widest("0") <= 100);
    assert!(widest("many") <= 100);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Folder::new();
    folder.write("a.mognad", BROKEN);
    for (arguments, code) in [
        (&["schema", "model"][..], 0),
        (&["code"], 0),
        (&["completions", "zsh"], 0),
        (&["check", "a.mognad"], 1),
        (&["--help"], 0),
    ] {
        let mut child =
            command(&folder.path("."), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut talk = String::new();
        child.stderr.take().unwrap().read_to_string(&mut talk).unwrap();
        assert_eq!((child.wait().unwrap().code(), talk.as_str()), (Some(code), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = Folder::new();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command(&folder.path("."), &["schema", "model"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: standard output cannot be written: there is no space left\n"
    );
}
