use insta::assert_snapshot;

use super::Folder;

#[test]
fn a_new_model_passes_and_is_laid_out() {
    let folder = Folder::new();
    assert_snapshot!(folder.run(&["new", "min_skola.mognad"]).all(), @r"
    exit 0
    --- stderr
    wrote `min_skola.mognad`; try `mognad check min_skola.mognad` and `mognad test min_skola.mognad`
    ");
    assert!(folder.read("min_skola.mognad").contains("\nmodel min_skola \""));
    assert_eq!(
        folder.run(&["check", "--deny", "warnings", "min_skola.mognad"]).all(),
        "exit 0\n--- stdout\n1 model, no findings\n"
    );
    let done = folder.run(&["fmt", "--check", "min_skola.mognad"]);
    assert_eq!(done.code, 0, "{}", done.all());
    let done = folder.run(&["test", "min_skola.mognad"]);
    assert_eq!(done.code, 0, "{}", done.all());
}

#[test]
fn any_file_name_gives_a_name() {
    let folder = Folder::new();
    for (file, name) in
        [("Åk 1–3.mognad", "åk_1_3"), ("2024.mognad", "_2024"), ("area.mognad", "`area`"), ("--.mognad", "first_model")]
    {
        let done = folder.run(&["new", "--", file]);
        assert_eq!(done.code, 0, "{}", done.all());
        assert!(folder.read(file).contains(&format!("\nmodel {name} \"")), "{}", folder.read(file));
        let done = folder.run(&["check", "--deny", "warnings", "--", file]);
        assert_eq!(done.code, 0, "{}", done.all());
    }
}

#[test]
fn no_file_is_overwritten() {
    let folder = Folder::new();
    folder.write("a.mognad", "mine");
    assert_snapshot!(folder.run(&["new", "a.mognad"]).all(), @r"
    exit 2
    --- stderr
    error: `a.mognad` exists already, and is left as it is
      help: give a name that is not taken
    ");
    assert_eq!(folder.read("a.mognad"), "mine");
}

#[test]
fn a_name_that_would_not_be_found_is_refused() {
    let folder = Folder::new();
    assert_snapshot!(folder.run(&["new", "skola"]).all(), @r"
    exit 2
    --- stderr
    error: the name of a model ends in `.mognad`, and `skola` does not
      help: write `mognad new skola.mognad`
    ");
    assert_snapshot!(folder.run(&["new", "nowhere/skola.mognad"]).all(), @r"
    exit 2
    --- stderr
    error: `nowhere/skola.mognad` cannot be written: there is no such folder
    ");
}

#[test]
fn standard_output_takes_it_too() {
    let folder = Folder::new();
    let done = folder.run(&["new", "-"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_eq!(folder.feed(&["check", "--deny", "warnings", "-"], &done.stdout).code, 0);
}
