//! A pull request's worth of edits to the model of the Stockholm schools, as a reviewer reads it.

use std::fs;
use std::path::Path;

use super::Folder;
use super::diff::git;

const MODEL: &str = "models/stockholm/it-strategi.mognad";

/// The file with edits: what stands there once, and what stands there instead.
fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    })
}

/// The text without what stands from the start of one text to the start of another.
fn without(text: &str, from: &str, to: &str) -> String {
    let (before, rest) = text.split_once(from).unwrap();
    let (_, after) = rest.split_once(to).unwrap();
    format!("{before}{to}{after}")
}

/// A threshold raised, a weight changed, a question added, one moved behind a gate, an action removed.
fn request(text: &str) -> String {
    let text = edited(
        text,
        &[
            (
                "            etablerad requires kartlaggning != nej for skolledare\n",
                "            etablerad from 60% requires kartlaggning != nej for skolledare\n",
            ),
            (
                "            answers instammer\n            weight 2\n            action kallkritik_i_alla_amnen",
                "            answers instammer\n            weight 3\n            action kallkritik_i_alla_amnen",
            ),
            (
                "        question trygg_pa_natet\n",
                "        question forstar_ai\n            \
                 sv: \"Eleverna får lära sig hur AI-verktyg fungerar och när de inte går att lita på\"\n            \
                 en: \"The pupils learn how AI tools work and when they cannot be relied on\"\n        \
                 {\n            answers instammer\n        }\n        question trygg_pa_natet\n",
            ),
            (
                "the digital competence that its task demands\"\n        {\n            answers instammer\n",
                "the digital competence that its task demands\"\n        {\n            answers instammer\n            \
                 ask when kartlaggning == ja\n",
            ),
        ],
    );
    let text = without(&text, "        action folj_upp_lika_villkor\n", "        action elever_som_handledare\n");
    text.replace("    expect suggested(folj_upp_lika_villkor)\n", "")
}

/// The page before, in and after its block ```` ```markdown ````.
fn shown(page: &str) -> (&str, &str, &str) {
    let (before, rest) = page.split_once("```markdown\n").unwrap();
    let (block, after) = rest.split_once("```\n").unwrap();
    (before, block, after)
}

#[test]
fn a_reviewer_reads_what_it_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new();
    for path in [MODEL, "models/stockholm/gemensamt.mognad"] {
        folder.write(path, fs::read_to_string(root.join(path)).unwrap());
    }
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "the model as it is"]);
    folder.write(MODEL, request(&fs::read_to_string(root.join(MODEL)).unwrap()));
    let before = format!("HEAD:{MODEL}");
    let arguments = ["diff", &before, MODEL, "--format", "markdown", "--require", "compatible"];
    let done = folder.run(&arguments);
    assert_eq!((done.code, done.stderr.as_str()), (1, ""), "{}", done.all());

    let path = root.join("docs/guide/review.md");
    let page = fs::read_to_string(&path).unwrap();
    let (start, block, end) = shown(&page);
    if std::env::var_os("MOGNAD_BLESS").is_some() {
        fs::write(&path, format!("{start}```markdown\n{}```\n{end}", done.stdout)).unwrap();
        return;
    }
    assert_eq!(block, done.stdout, "`MOGNAD_BLESS=1 cargo test --test cli` writes it into the page");
}
