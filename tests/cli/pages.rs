//! `schema`, `completions` and `man`.

use serde_json::Value;

use super::Folder;

#[test]
fn schemas_are_schemas() {
    let folder = Folder::new();
    for what in ["response", "result", "diagnostics", "diff", "model"] {
        let done = folder.run(&["schema", what]);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.all());
        let schema: Value = serde_json::from_str(&done.stdout).unwrap();
        jsonschema::meta::validate(&schema).unwrap();
        assert!(schema.get("title").is_some());
    }
}

#[test]
fn every_shell_has_completions_of_every_command() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let done = folder.run(&["completions", shell]);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""));
        for command in
            ["check", "eval", "explain", "test", "diff", "fmt", "new", "template", "ask", "code", "compile", "schema"]
        {
            assert!(done.stdout.contains(command), "{shell} {command}");
        }
    }
    assert_eq!(folder.run(&["completions", "csh"]).code, 2);
}

#[test]
fn manual_pages_are_written() {
    let folder = Folder::new();
    let done = folder.run(&["man", "share/man1"]);
    assert_eq!(done.all(), "exit 0\n");
    let page = folder.read("share/man1/mognad-check.1");
    assert!(page.starts_with(".ie \\n(.g .ds Aq \\(aq") && page.contains("\\-\\-deny"), "{page}");
    assert!(folder.read("share/man1/mognad.1").contains("mognad\\-check(1)"));
    folder.write("file", "");
    assert_eq!(folder.run(&["man", "file"]).code, 2);
}
