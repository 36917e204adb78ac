//! `mognad diff`: files, folders, revisions; requirements, accepted changes, stored responses.

use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value;

use super::{Done, Folder, SOUND};

const OLD: &str = "\
model school \"Our school\" {
    edition 1
    version \"1\"
    language en
}

ladder steps {
    starting \"Starting\"
    leading \"Leading\" from 50%
}

area tools \"Tools\" {
    levels steps
    question plan \"There is a plan\" { answers yes_no }
    question devices \"Devices\" { answers 0 to 10 }
}
";

/// The same with a higher threshold, a question more, and one renamed.
fn new() -> String {
    OLD.replace("version \"1\"", "version \"2\"").replace("from 50%", "from 60%").replace(
        "    question plan \"There is a plan\" { answers yes_no }",
        "    question scheme \"There is a plan\" { answers yes_no  was plan }\n    question use \"In use\" { answers yes_no }",
    )
    .replace("question use ", "question used ")
}

pub fn git(folder: &Folder, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new("git");
    command.current_dir(folder.0.path()).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(arguments);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// A repository whose first commit has the old version, and whose files have the new one.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.write("models/school.mognad", OLD);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "the old version"]);
    folder.write("models/school.mognad", new());
    folder
}

fn files() -> Folder {
    let folder = Folder::new();
    folder.write("old.mognad", OLD).write("new.mognad", new());
    folder
}

fn both(folder: &Folder, more: &[&str]) -> Done {
    folder.run(&[&["diff", "old.mognad", "new.mognad"], more].concat())
}

#[test]
fn two_files() {
    assert_snapshot!(both(&files(), &[]).all());
}

#[test]
fn a_file_against_itself_has_no_changes() {
    let folder = Folder::new();
    folder.write("a.mognad", SOUND);
    assert_snapshot!(folder.run(&["diff", "a.mognad", "a.mognad", "--require", "same-results,compatible"]).all(), @r"
    exit 0
    --- stdout
    lunch: no changes
    ");
}

#[test]
fn a_revision_of_the_repository() {
    let folder = repository();
    let done = folder.run(&["diff", "HEAD:models/school.mognad", "models/school.mognad"]);
    assert_eq!(done.stderr, "");
    assert_eq!(done.stdout, both(&files(), &[]).stdout);
    assert_eq!(folder.run(&["diff", "HEAD:./models", "models"]).stdout, done.stdout);
    // What is staged.
    assert_eq!(folder.run(&["diff", ":models/school.mognad", "models/school.mognad"]).stdout, done.stdout);
    // A path that is there wins.
    folder.write("HEAD:models/school.mognad", new());
    let same = folder.run(&["diff", "HEAD:models/school.mognad", "models/school.mognad"]);
    assert_eq!(same.stdout, "school: no changes\n");
}

#[test]
fn used_files_are_read_at_the_same_revision() {
    let folder = Folder::new();
    let ladder = |from: &str| format!("ladder steps {{ starting \"Starting\" leading \"Leading\" from {from} }}\n");
    let model = "use \"../shared.mognad\"\nmodel m \"M\" { edition 1 }\narea a \"A\" { levels steps \
                 question q \"Q\" { answers yes_no } }\n";
    folder.write("shared.mognad", ladder("40%")).write("models/m.mognad", model);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "one"]);
    folder.write("shared.mognad", ladder("70%"));
    assert_snapshot!(folder.run(&["diff", "HEAD:models/m.mognad", "models/m.mognad"]).all());
}

#[test]
fn as_git_difftool() {
    let folder = repository();
    let tool = format!("{} diff", env!("CARGO_BIN_EXE_mognad"));
    let output = git(&folder, &["difftool", "--no-prompt", "--extcmd", &tool, "HEAD", "--", "models/school.mognad"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), both(&files(), &[]).stdout);
    // A file that is new is compared with nothing.
    folder.write("models/more.mognad", SOUND);
    git(&folder, &["add", "."]);
    let output = git(&folder, &["difftool", "--no-prompt", "--extcmd", &tool, "HEAD", "--", "models/more.mognad"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "model lunch\n  added\n");
}

#[test]
fn what_git_does_not_have_is_said() {
    let folder = repository();
    let refused = |old: &str| {
        let done = folder.run(&["diff", old, "models/school.mognad"]);
        assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{}", done.all());
        done.stderr
    };
    assert_snapshot!(refused("nowhere:models/school.mognad"));
    assert_snapshot!(refused("HEAD:models/none.mognad"));
    assert_snapshot!(refused("HEAD:../../none.mognad"));
    assert_snapshot!(refused("none.mognad"));
    let outside = Folder::new();
    outside.write("a.mognad", SOUND);
    assert_snapshot!(outside.run(&["diff", "HEAD:a.mognad", "a.mognad"]).all());
    let mut command = super::command(folder.0.path(), &["diff", "HEAD:models/school.mognad", "models/school.mognad"]);
    let output = command.env("PATH", "").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(String::from_utf8(output.stderr).unwrap());
}

#[test]
fn folders_pair_models_by_name() {
    let folder = Folder::new();
    folder.write("old/a.mognad", OLD).write("old/gone.mognad", SOUND);
    folder.write(
        "new/b.mognad",
        OLD.replace("model school \"Our school\" {", "model academy \"Our school\" { was school"),
    );
    folder.write("new/come.mognad", SOUND.replace("model lunch", "model dinner"));
    assert_snapshot!(folder.run(&["diff", "old", "new"]).all());
    let done = folder.run(&["diff", "old", "new", "--require", "compatible"]);
    assert_eq!(done.code, 1, "{}", done.all());
    let gone = "`compatible` is broken: the new version has no model `lunch`\n";
    assert_eq!(done.stderr, gone);
    let done = folder.run(&["diff", "old", "new", "--require", "compatible", "--format", "github"]);
    assert!(done.stdout.ends_with(&format!("::error title=mognad diff::{gone}")), "{}", done.all());
}

#[test]
fn requirements_decide_the_exit_code() {
    let folder = files();
    assert_eq!(both(&folder, &["--require", "compatible"]).code, 0);
    let broken = |require: &str| {
        let done = both(&folder, &["--require", require]);
        assert_eq!(done.code, 1, "{}", done.all());
        done.stdout.lines().last().unwrap_or_default().to_owned()
    };
    assert_snapshot!(broken("same-results"), @"`same-results` is broken: the level of tools changes");
    assert_snapshot!(broken("no-easier"), @"`no-easier` is broken: the level of tools rises for 4.55% of the possible responses");
    assert_snapshot!(broken("no-harder"), @"`no-harder` is broken: the level of tools falls for 20.45% of the possible responses");
    // A higher threshold makes nothing easier, and one that no response lies under changes nothing.
    folder.write("new.mognad", OLD.replace("from 50%", "from 60%"));
    assert_eq!(both(&folder, &["--require", "no-easier"]).code, 0);
    assert_eq!(both(&folder, &["--require", "no-harder"]).code, 1);
    folder.write("new.mognad", OLD.replace("from 50%", "from 47%"));
    // Without time a response that breaks it may still be found, but nothing is proved.
    assert_eq!(both(&folder, &["--require", "same-results", "--budget", "0"]).code, 3);
    let done = both(&folder, &["--require", "same-results,no-easier,no-harder", "--format", "markdown"]);
    assert_snapshot!(done.all());
    folder.write("new.mognad", OLD.replace("0 to 10", "0 to 9"));
    let done = both(&folder, &["--require", "compatible"]);
    assert_eq!(done.code, 1);
    assert!(done.stdout.ends_with("`compatible` is broken: 1 change may refuse old responses\n"), "{}", done.all());
    folder.write("new.mognad", OLD.replace("Our school", "Our good school"));
    assert_eq!(both(&folder, &["--require", "same-results", "--require", "no-easier,no-harder,compatible"]).code, 0);
    assert_eq!(both(&folder, &["--require", "nothing"]).code, 2);
}

#[test]
fn what_changes_but_the_levels() {
    let folder = files();
    let model = |action: &str| format!("{OLD}overall {{ value half \"Half\" tools.score / 2 {action} }}\n");
    let action = "action plan_it \"Plan\" { suggest when plan == no }";
    folder.write("old.mognad", model("")).write("new.mognad", model(action));
    assert_snapshot!(both(&folder, &["--require", "same-results,no-easier,no-harder"]).all());
    folder.write("new.mognad", model("").replace("tools.score / 2", "tools.score / 3"));
    assert_snapshot!(both(&folder, &["--require", "same-results,no-easier,no-harder"]).all());
    // The ladder goes: levels neither rise nor fall, they are no more.
    folder.write("new.mognad", model("").replace("    levels steps\n", ""));
    assert_snapshot!(both(&folder, &["--format", "markdown", "--require", "no-easier,no-harder"]).all());
}

#[test]
fn accepted_changes_do_not_count() {
    let folder = files();
    folder.write("new.mognad", OLD.replace("0 to 10", "0 to 9"));
    folder.write(
        "accept.toml",
        "[[accept]]\nchange = \"question devices: answers\"\nreason = \"nobody has ten\"\n\n\
         [[accept]]\nchange = \"question device: weight\"\nreason = \"no longer so\"\n",
    );
    assert_snapshot!(both(&folder, &["--require", "compatible,same-results", "--accept", "accept.toml"]).all());
    folder.write("accept.toml", "[[accept]]\nchange = \"question devices: answers\"\nreason = \"\"\n");
    assert_snapshot!(both(&folder, &["--accept", "accept.toml"]).all());
    folder.write("accept.toml", "[[accept]]\nchanges = \"x\"\n");
    assert_snapshot!(both(&folder, &["--accept", "accept.toml"]).all());
}

#[test]
fn stored_responses_are_replayed() {
    let folder = files();
    let response = |plan: &str, devices: u32| {
        format!("model = \"school\"\nversion = \"1\"\n[answers]\nplan = \"{plan}\"\ndevices = {devices}\n")
    };
    folder
        .write("r/1.toml", response("yes", 10))
        .write("r/2.toml", response("yes", 1))
        .write("r/3.toml", response("no", 0));
    let new = OLD
        .replace("from 50%", "from 60%")
        .replace("question plan \"There is a plan\" {", "question scheme \"A\" { was plan");
    folder.write("new.mognad", new);
    assert_snapshot!(both(&folder, &["--responses", "r/1.toml", "r/2.toml", "r/3.toml"]).all());
    let done = both(&folder, &["--format", "markdown", "--responses", "r/2.toml"]);
    assert_snapshot!(done.all());
}

#[test]
fn for_github() {
    let folder = files();
    folder.write("new.mognad", new().replace("0 to 10", "0 to 9"));
    assert_snapshot!(both(&folder, &["--format", "github", "--require", "compatible"]).all());
}

#[test]
fn the_json_fits_the_schema_that_is_printed() {
    let folder = files();
    folder.write("r.toml", "model = \"school\"\nversion = \"1\"\n[answers]\nplan = \"yes\"\ndevices = 1\n");
    let done = both(&folder, &["--format", "json", "--responses", "r.toml", "--require", "compatible"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    let comparison: Value = serde_json::from_str(&done.stdout).unwrap();
    let schema: Value = serde_json::from_str(&folder.run(&["schema", "diff"]).stdout).unwrap();
    jsonschema::validator_for(&schema).unwrap().validate(&comparison).unwrap();
    assert_snapshot!(done.stdout);
}

/// Possible responses are complete, and what is suggested is a set: neither shows these changes.
#[test]
fn same_results_are_not_claimed_of_what_possible_responses_do_not_show() {
    let model = |policy: &str, priority: &str| {
        format!(
            "model x \"X\" {{ edition 1 language en unanswered counts as {policy} }}\n\
             ladder l {{ lo \"Lo\" hi \"Hi\" from 50% }}\n\
             area a \"A\" {{ levels l question q \"Q\" {{ answers yes_no }}\n\
             action y \"Y\" {{ suggest when q == no }}\n\
             action z \"Z\" {{ suggest when q == no priority {priority} }} }}\n"
        )
    };
    let folder = Folder::new();
    folder.write("old.mognad", model("lowest", "1"));
    let require = |policy: &str, priority: &str, requirement: &str| {
        folder.write("new.mognad", model(policy, priority));
        folder.run(&["diff", "old.mognad", "new.mognad", "--require", requirement])
    };
    assert_eq!(require("lowest", "1", "same-results").code, 0);
    for requirement in ["same-results", "no-easier", "no-harder"] {
        let done = require("highest", "1", requirement);
        assert_eq!(done.code, 3, "{}{}", done.stdout, done.stderr);
        assert!(done.stdout.contains("what an unanswered question counts as has changed"), "{}", done.stdout);
        assert!(done.stdout.contains("results of incomplete ones may change"), "{}", done.stdout);
    }
    assert_eq!(require("lowest", "2", "same-results").code, 3);
    assert_eq!(require("lowest", "2", "no-easier").code, 0);
}
