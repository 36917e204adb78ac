use insta::assert_snapshot;
use mognad::diagnostics::CATALOGUE;

use super::Folder;

#[test]
fn every_page_is_printed() {
    let folder = Folder::new();
    for entry in CATALOGUE {
        let done = folder.run(&["code", &entry.code.to_string()]);
        assert_eq!((done.code, done.stdout.trim()), (0, entry.page.trim()));
    }
    assert_eq!(folder.run(&["code", "m0301"]).code, 0);
}

#[test]
fn without_a_code_all_are_listed() {
    let done = Folder::new().run(&["code"]);
    assert_eq!((done.code, done.stdout.lines().count()), (0, CATALOGUE.len()));
    assert_eq!(done.stdout.lines().next(), Some("M0001  error    something else was expected here"));
}

#[test]
fn an_unknown_code_is_bad_usage() {
    let folder = Folder::new();
    assert_snapshot!(folder.run(&["code", "M0310x"]).all(), @r"
    exit 2
    --- stderr
    error: there is no code `M0310x`
      help: did you mean `M0310`: a weight that is not positive?
    ");
    assert_snapshot!(folder.run(&["code", "M0103O"]).all(), @r"
    exit 2
    --- stderr
    error: there is no code `M0103O`
      help: did you mean `M0103`: a name that could mean several things?
    ");
    assert_snapshot!(folder.run(&["code", "301"]).all(), @r"
    exit 2
    --- stderr
    error: there is no code `301`
      help: did you mean `M0301`: thresholds that do not ascend?
    ");
    assert_snapshot!(folder.run(&["code", "E5555"]).all(), @r"
    exit 2
    --- stderr
    error: there is no code `E5555`
      help: `mognad code` lists the codes
    ");
}
