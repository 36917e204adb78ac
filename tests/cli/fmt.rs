use insta::assert_snapshot;

use super::{Folder, SOUND};

#[test]
fn only_what_changes_is_written() {
    let folder = Folder::new();
    let crooked = SOUND.replace("    edition", "  edition");
    folder.write("a.mognad", &crooked).write("b.mognad", SOUND);
    let before = std::fs::metadata(folder.path("b.mognad")).unwrap().modified().unwrap();
    assert_snapshot!(folder.run(&["fmt", "."]).all(), @r"
    exit 0
    --- stderr
    1 file changed, 1 unchanged
    ");
    assert_eq!(folder.read("a.mognad"), SOUND);
    assert_eq!(std::fs::metadata(folder.path("b.mognad")).unwrap().modified().unwrap(), before);
    assert_snapshot!(folder.run(&["fmt", "--check", "."]).all(), @r"
    exit 0
    --- stderr
    0 files would change, 2 unchanged
    ");
}

#[test]
fn what_would_change_is_shown() {
    let folder = Folder::new();
    let crooked = SOUND.replace("    edition", "  edition").replace("expect taste", "expect   taste");
    folder.write("a.mognad", &crooked);
    assert_snapshot!(folder.run(&["fmt", "--check", "a.mognad"]).all(), @r#"
    exit 1
    --- stdout
    a.mognad
         1   model lunch "Lunch" {
         2 -   edition 1
           +     edition 1
         3       language en
           …
        11       given salt yes
        12 -     expect   taste.score == 100%
           +     expect taste.score == 100%
        13   }
    --- stderr
    1 file would change, 0 unchanged
    "#);
    assert_eq!(folder.read("a.mognad"), crooked);
}

#[test]
fn line_ends_are_part_of_the_layout() {
    let folder = Folder::new();
    folder.write("a.mognad", format!("\u{feff}{}", SOUND.replace('\n', "\r\n")));
    assert_snapshot!(folder.run(&["fmt", "--check", "a.mognad"]).all(), @r"
    exit 1
    --- stdout
    a.mognad
           only the line ends or the byte order mark
    --- stderr
    1 file would change, 0 unchanged
    ");
    assert_eq!(folder.run(&["fmt", "a.mognad"]).code, 0);
    assert_eq!(folder.read("a.mognad"), SOUND);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new();
    let done = folder.feed(&["fmt", "-"], &SOUND.replace("    edition", "edition"));
    assert_eq!(done.all(), format!("exit 0\n--- stdout\n{SOUND}"));
    let done = folder.feed(&["fmt", "-"], "model {{{");
    assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{}", done.all());
    assert!(done.stderr.contains("<stdin>:1:"), "{}", done.all());
}

#[test]
fn a_broken_file_is_left_as_it_is_and_hides_no_other() {
    let folder = Folder::new();
    folder.write("a.mognad", "model {{{").write("b.mognad", SOUND.replace("    edition", "edition"));
    let done = folder.run(&["fmt", "a.mognad", "missing.mognad", "b.mognad"]);
    assert_eq!(done.code, 2, "{}", done.all());
    assert!(done.stderr.contains("a.mognad:1:") && done.stderr.contains("`missing.mognad`"), "{}", done.all());
    assert_eq!(folder.read("a.mognad"), "model {{{");
    assert_eq!(folder.read("b.mognad"), SOUND);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("real.mognad", SOUND.replace("    edition", "edition"));
    std::fs::set_permissions(folder.path("real.mognad"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.mognad", folder.path("link.mognad")).unwrap();
    assert_eq!(folder.run(&["fmt", "link.mognad"]).code, 0);
    assert_eq!(folder.read("real.mognad"), SOUND);
    assert!(folder.path("link.mognad").symlink_metadata().unwrap().is_symlink());
    let mode = std::fs::metadata(folder.path("real.mognad")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(folder.path(".")).unwrap().count(), 2, "no other file is left");
}

#[test]
fn a_compiled_model_has_nothing_to_lay_out() {
    let folder = Folder::new();
    folder.write("a.mognad", SOUND);
    assert_eq!(folder.run(&["compile", "a.mognad", "-o", "b.json"]).code, 0);
    let done = folder.run(&["fmt", "b.json"]);
    assert_eq!(done.code, 2);
    assert!(done.stderr.contains("`b.json` is a compiled model: there is nothing to lay out"), "{}", done.stderr);
}
