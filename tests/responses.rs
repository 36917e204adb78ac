//! Responses: what is read, and what is said of those that cannot be.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use insta::{assert_snapshot, glob};
use mognad::diagnostics::render::{self, TextStyle};
use mognad::evaluate::Answers;
use mognad::model::{Answer, Model, QuestionId, RoleId};
use mognad::report::{Words, template};
use mognad::respond::{Format, Metadata, Reader, Reading, Response, to_json};
use mognad::semantics::{Loader, compile};
use mognad::source::Sources;
use proptest::prelude::*;

const STYLE: TextStyle = TextStyle { color: false, plain: false, width: 100 };

struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let folder = format!("{}/tests/responses", env!("CARGO_MANIFEST_DIR"));
    compile(&format!("{folder}/skola.mognad"), &folder, &Disk).model.unwrap()
});

fn read(model: &Model, name: &str, text: &str) -> (Reading, String) {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    let reading = Reader::new(model).read(file, text, Format::of(name, text));
    let said = render::text(&reading.diagnostics, &sources, STYLE);
    (reading, said)
}

fn response(text: &str) -> Response {
    let (reading, said) = read(&MODEL, "-", text);
    assert_eq!(said, "");
    reading.response.unwrap()
}

#[test]
fn everything_wrong_is_said_at_once_and_in_its_place() {
    glob!("responses/wrong/*.*", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (reading, said) = read(&MODEL, &name, &text);
        let warns_only = name == "other_version.toml";
        assert_eq!(reading.response.is_some(), warns_only, "{name}");
        assert_snapshot!(format!("{text}\n{said}"));
    });
}

#[test]
fn both_formats_give_the_same_answers() {
    let in_toml = response(
        "model = 'skola'\nversion = '2.0'\nrole = 'skolledare'\n[answers]\nmalbild = 'ganska'\nfortbildningsplan = 'yes'\n\
         verktyg = ['tavla', 'robot']\nelever_per_dator = 1.5\nnatet.stod = 'na'\ninfrastruktur.support.stod = 'inte'\n\
         anteckning = 'fri text'\n[metadata]\nskola = 'Björkskolan'\nelever = 412\ndatum = 2014-08-20\n",
    );
    let in_json = response(
        "\u{20}{\"$schema\": \"response.json\", \"model\": \"skolmodell\", \"version\": \"2.0\", \"role\": \"rektor\",\n\
         \"answers\": {\"malbild\": \"mycket\", \"plan\": \"yes\", \"verktyg\": [\"robot\", \"tavla\"],\n\
         \"elever_per_dator\": 15e-1, \"natet\": {\"stod\": \"na\"}, \"support.stod\": \"inte\", \"foljs\": null,\n\
         \"anteckning\": \"fri text\"}}",
    );
    assert_eq!(in_toml.answers, in_json.answers);
    assert_eq!(in_toml.answers.get(QuestionId(3)), Some(&Answer::Index(0b110)));
    assert_eq!(in_toml.answers.get(QuestionId(5)), Some(&Answer::Index(5)));
    assert_eq!(in_toml.metadata[1], ("elever".to_owned(), Metadata::Number("412".to_owned())));
    assert_eq!(in_json.metadata, []);
}

#[test]
fn an_empty_template_reads_as_a_response_without_answers() {
    for role in [None, Some(RoleId(0)), Some(RoleId(1))] {
        for language in ["sv", "en"] {
            let empty = Response {
                answers: Answers::blank(&MODEL, role),
                version: MODEL.version.clone(),
                metadata: Vec::new(),
            };
            let text = template(&MODEL, &empty, &Words::new(language, "sv"));
            let (reading, said) = read(&MODEL, "-", &text);
            assert_eq!(said, "");
            let back = reading.response.unwrap();
            assert_eq!(back.answers, Answers::blank(&MODEL, Some(role.unwrap_or(RoleId(0)))));
            assert_eq!(back.version.as_deref(), Some("2.0"));
        }
    }
    let empty =
        Response { answers: Answers::blank(&MODEL, None), version: MODEL.version.clone(), metadata: Vec::new() };
    assert_snapshot!(template(&MODEL, &empty, &Words::new("sv", "sv")));
}

#[test]
fn real_templates_read_as_responses_without_answers() {
    let root = format!("{}/models", env!("CARGO_MANIFEST_DIR"));
    for path in ["owasp/samm", "nist/sp800-171", "stockholm/it-strategi", "stockholm/upphandling"] {
        let model = compile(&format!("{root}/{path}.mognad"), &root, &Disk).model.unwrap();
        let role = (!model.roles.is_empty()).then_some(RoleId(0));
        let empty =
            Response { answers: Answers::blank(&model, role), version: model.version.clone(), metadata: Vec::new() };
        for language in &model.languages {
            let text = template(&model, &empty, &Words::new(language, language));
            let (reading, said) = read(&model, "-", &text);
            assert_eq!((reading.response, said.as_str()), (Some(empty.clone()), ""), "{path}");
        }
    }
}

/// A response of a role with answers to any questions; some of them may not be asked.
fn any_response() -> impl Strategy<Value = Response> {
    let index = |highest: u64| (0..=highest).prop_map(Answer::Index);
    let na = || Just(Answer::Na);
    let answers = (
        proptest::option::of(prop_oneof![index(3), na()]),
        proptest::option::of(index(1)),
        proptest::option::of(prop_oneof![index(3), na()]),
        proptest::option::of(index(7)),
        proptest::option::of(".*".prop_map(Answer::Text)),
        proptest::option::of(index(290)),
        proptest::option::of(prop_oneof![index(3), na()]),
        proptest::option::of(prop_oneof![index(3), na()]),
    );
    let metadata = proptest::collection::btree_map(".*", ".*".prop_map(Metadata::Text), 0..3);
    (answers, metadata).prop_map(|((a, b, c, d, e, f, g, h), metadata)| Response {
        answers: Answers { role: Some(RoleId(0)), given: vec![a, b, c, d, e, f, g, h] },
        version: Some("2.0".to_owned()),
        metadata: metadata.into_iter().collect(),
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(response in any_response()) {
        let mut response = response;
        // The follow-up question is asked only with a plan.
        if response.answers.given[1] != Some(Answer::Index(1)) {
            response.answers.given[2] = None;
        }
        let (reading, said) = read(&MODEL, "r.toml", &template(&MODEL, &response, &Words::new("sv", "sv")));
        prop_assert_eq!((reading.response, said.as_str()), (Some(response.clone()), ""));
        let (reading, said) = read(&MODEL, "r.json", &to_json(&MODEL, &response));
        prop_assert_eq!((reading.response, said.as_str()), (Some(response.clone()), ""));
    }

    #[test]
    fn nothing_panics(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        for name in ["r.toml", "r.json"] {
            read(&MODEL, name, &text);
            if let Ok(text) = mognad::respond::decode(name, &bytes) {
                read(&MODEL, name, &text);
            }
        }
    }

    #[test]
    fn nothing_panics_on_mutilated_responses(at in 0usize..600, length in 0usize..40, new in "[\\[\\]{}\"'=,:.#\n a-e0-9åé\u{202e}-]{0,12}") {
        for name in ["broken.toml", "other_kind.toml", "given_twice.json", "given_twice.toml"] {
            let folder = format!("{}/tests/responses/wrong", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
            let mut chars: Vec<char> = text.chars().collect();
            let start = at.min(chars.len());
            let end = start.saturating_add(length).min(chars.len());
            chars.splice(start..end, new.chars());
            read(&MODEL, name, &chars.into_iter().collect::<String>());
        }
    }
}
