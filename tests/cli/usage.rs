use insta::assert_snapshot;

use super::Folder;

#[test]
fn bad_usage_is_said_in_our_words() {
    let folder = Folder::new();
    let said = |arguments: &[&str]| {
        let done = folder.run(arguments);
        assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{arguments:?}: {}", done.all());
        format!("$ mognad {}\n{}", arguments.join(" "), done.stderr)
    };
    let all = [
        &["chek"][..],
        &["xyzzy"],
        &["check"],
        &["check", "--frmat", "json", "x"],
        &["check", "--format", "xml", "x"],
        &["check", "--format", "jso", "x"],
        &["check", "x", "--format"],
        &["compile"],
        &["schema", "modell"],
        &["new", "a", "b"],
        &["fmt", "a", "--check", "--check"],
        &["--plain", "chek"],
    ];
    assert_snapshot!(all.map(said).join("\n"));
}

#[test]
fn help_and_version_are_data() {
    let folder = Folder::new();
    for arguments in [&["--help"][..], &["-h"], &["check", "--help"], &["--version"], &["check", "--version"]] {
        let done = folder.run(arguments);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""));
        assert!(done.stdout.contains("mognad"), "{}", done.all());
    }
    let done = folder.run(&[]);
    assert_eq!((done.code, done.stdout.as_str()), (2, ""));
    assert!(done.stderr.contains("Commands:"));
}
