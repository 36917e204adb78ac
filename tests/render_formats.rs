//! Findings in the formats for machines, checked against their schemas; and every format with every span.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use insta::assert_snapshot;
use mognad::diagnostics::render::{self, Summary, TextStyle, github, json, junit, sarif};
use mognad::diagnostics::{Applicability, CATALOGUE, Code, Diagnostic};
use mognad::source::{FileId, Sources, Span};
use proptest::prelude::*;
use serde_json::Value;

fn sample() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let model = sources.add("modeller/åk 1, 50%.mognad", "area a {\n    levels trappa\n    weight 0\n}\n");
    let library = sources.add("skalor.mognad", "ladder trappa {\n    låg \"Låg\"\n    hög \"Hög\"\n}\n");
    sources.add("clean.mognad", "scale s { a 0 b 1 }\n");
    let diagnostics = vec![
        Diagnostic::new(Code::M0020, "cannot read `x.mognad`: there is no such file"),
        Diagnostic::new(Code::M0310, "the weight of `a` is 0, and must be more than 0%")
            .at(Span::new(model, 38, 39), "this weight")
            .also(Span::new(model, 5, 6), "of this area")
            .note("a weight of 0 <b>\"hides\"</b> & blinds:\nleave the question out instead")
            .help("write a weight above 0")
            .edit(Span::new(model, 38, 39), "1", Applicability::NeedsALook),
        Diagnostic::new(Code::M0104, "nothing uses `hög`").at(Span::new(library, 36, 40), "").edit(
            Span::new(library, 31, 53),
            "",
            Applicability::Safe,
        ),
    ];
    (sources, diagnostics)
}

#[test]
fn json_fits_its_schema() {
    let (sources, diagnostics) = sample();
    let text = json::render(&diagnostics, &sources, Summary::new(1, 2, &diagnostics));
    assert_snapshot!(text);
    let schema = serde_json::to_value(schemars::schema_for!(json::Document)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    validator.validate(&value).unwrap();
    let read: json::Document = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), value);
    assert!(!validator.is_valid(&serde_json::json!({ "diagnostics": [] })));
}

fn sarif_validator() -> jsonschema::Validator {
    // The published pattern for `language`, which we do not write, has a stray `]` that strict readers refuse.
    let published = include_str!("schemas/sarif-2.1.0.json");
    let stray = "-[a-zA-Z]{2}]?$";
    assert_eq!(published.matches(stray).count(), 2);
    let schema: Value = serde_json::from_str(&published.replace(stray, "-[a-zA-Z]{2}$")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn sarif_fits_the_published_schema() {
    let (sources, diagnostics) = sample();
    let text = sarif::render(&diagnostics, &sources);
    let validator = sarif_validator();
    validator.validate(&serde_json::from_str(&text).unwrap()).unwrap();
    // Without what changes with every version and page.
    let mut log: Value = serde_json::from_str(&text).unwrap();
    let driver = log.pointer_mut("/runs/0/tool/driver").and_then(Value::as_object_mut).unwrap();
    driver.retain(|key, _| !key.to_lowercase().contains("version"));
    for rule in driver.get_mut("rules").and_then(Value::as_array_mut).unwrap() {
        let help = rule.get_mut("help").and_then(Value::as_object_mut).unwrap();
        assert!(help.remove("markdown").unwrap().as_str().unwrap().starts_with("# M"));
    }
    assert_snapshot!(format!("{log:#}"));
    let empty = sarif::render(&[], &Sources::new());
    validator.validate(&serde_json::from_str(&empty).unwrap()).unwrap();
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0" })));
}

#[test]
fn every_code_is_a_rule_that_fits_the_schema() {
    let diagnostics: Vec<_> = CATALOGUE.iter().map(|entry| Diagnostic::new(entry.code, entry.title)).collect();
    let log: Value = serde_json::from_str(&sarif::render(&diagnostics, &Sources::new())).unwrap();
    sarif_validator().validate(&log).unwrap();
    let rules = log.pointer("/runs/0/tool/driver/rules").and_then(Value::as_array).unwrap();
    assert_eq!(rules.len(), CATALOGUE.len());
}

#[test]
fn workflow_commands_are_escaped() {
    let (sources, diagnostics) = sample();
    assert_snapshot!(github::render(&diagnostics, &sources));
}

#[test]
fn junit_is_well_formed_and_counts() {
    let (sources, diagnostics) = sample();
    let text = junit::render(&diagnostics, &sources);
    assert_snapshot!(text);
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let count = |node: roxmltree::Node<'_, '_>, name: &str| node.descendants().filter(|n| n.has_tag_name(name)).count();
    for node in root.descendants().filter(|n| n.has_tag_name("testsuite") || n.has_tag_name("testsuites")) {
        for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
            assert_eq!(node.attribute(attribute), Some(count(node, tag).to_string().as_str()), "{attribute}");
        }
        assert!(node.has_attribute("name"));
    }
    for case in root.descendants().filter(|n| n.has_tag_name("testcase")) {
        assert!(case.has_attribute("name") && case.has_attribute("classname"));
        assert_eq!(case.parent().map(|p| p.tag_name().name()), Some("testsuite"));
        assert!(case.children().filter(roxmltree::Node::is_element).count() <= 1);
    }
    let failure = root.descendants().find(|n| n.has_tag_name("failure")).unwrap();
    assert!(failure.text().unwrap().contains("<b>\"hides\"</b> & blinds:\n"));
}

fn diagnostics() -> impl Strategy<Value = Vec<Diagnostic>> {
    let span = (0_u32..4, 0_u32..90, 0_u32..90).prop_map(|(file, start, end)| Span::new(FileId(file), start, end));
    let far = any::<(u32, u32, u32)>().prop_map(|(file, start, end)| Span::new(FileId(file), start, end));
    let span = prop_oneof![9 => span, 1 => far];
    let words = prop_oneof!["[a-zåäö \u{1}\u{1b}\u{202e}`&<\"%:,\n\r]{0,30}", any::<String>()];
    let label = (span.clone(), words.clone());
    let labels = prop::collection::vec(label, 0..4);
    let edits = prop::collection::vec((span, words.clone()), 0..3);
    let texts = prop::collection::vec(words.clone(), 0..3);
    let one = (0..CATALOGUE.len(), words, labels, edits, texts);
    let one = one.prop_map(|(code, message, labels, edits, texts)| {
        let mut diagnostic = Diagnostic::new(CATALOGUE[code].code, message);
        for (number, (span, message)) in labels.into_iter().enumerate() {
            diagnostic = if number == 0 { diagnostic.at(span, message) } else { diagnostic.also(span, message) };
        }
        for (span, text) in edits {
            diagnostic = diagnostic.edit(span, text, Applicability::Safe);
        }
        for text in texts {
            diagnostic = diagnostic.note(text.clone()).help(text);
        }
        diagnostic
    });
    prop::collection::vec(one, 0..3)
}

fn texts() -> impl Strategy<Value = Sources> {
    let line = prop_oneof![
        "[a-z åäö\u{1f600}\t]{0,20}",
        "[a-z]{30,60}",
        "\\PC{0,20}",
        Just("\u{0}\u{b}\u{85}\u{2028}\u{200b}e\u{301}界".to_owned()),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("")];
    let text = prop::collection::vec((line, end), 0..6)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect::<String>());
    prop::collection::vec(text, 0..3).prop_map(|texts| {
        let mut sources = Sources::new();
        for (number, text) in texts.into_iter().enumerate() {
            sources.add(format!("fil {number}.mognad"), text);
        }
        sources
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_finding_about_any_text_is_rendered(sources in texts(), found in diagnostics(), width in 40_usize..120) {
        for color in [false, true] {
            let style = TextStyle { color, plain: false, width };
            let text = render::text(&found, &sources, style);
            prop_assert_eq!(&text, &render::text(&found, &sources, style));
            let bare = anstream::adapter::strip_str(&text).to_string();
            prop_assert!(bare.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()), "{:?}", bare);
            for diagnostic in &found {
                let code = format!("[{}]", diagnostic.code);
                prop_assert!(bare.contains(&code), "{}", bare);
            }
        }
        let plain = render::text(&found, &sources, TextStyle { color: false, plain: true, width });
        prop_assert!(!plain.contains('\u{1b}'), "{}", plain);
        let lines = github::render(&found, &sources);
        prop_assert_eq!(lines.matches('\n').count(), found.len());
        let document = json::document(&found, &sources, Summary::new(0, 0, &found));
        for (finding, diagnostic) in document.diagnostics.iter().zip(&found) {
            if let (Some(location), Some(label)) = (&finding.primary, &diagnostic.primary) {
                let text = &sources.get(label.span.file).unwrap().text;
                prop_assert!(text.get(location.start.offset..location.end.offset).is_some());
                prop_assert!((location.start.line, location.start.column) <= (location.end.line, location.end.column));
            }
        }
        let xml = junit::render(&found, &sources);
        prop_assert!(roxmltree::Document::parse(&xml).is_ok(), "{}", xml);
        serde_json::from_str::<Value>(&sarif::render(&found, &sources)).unwrap();
    }
}

#[test]
fn any_finding_is_sarif() {
    let validator = sarif_validator();
    let config = ProptestConfig::with_cases(24);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let strategy = (texts(), diagnostics());
    let result = runner.run(&strategy, |(sources, found)| {
        let log: Value = serde_json::from_str(&sarif::render(&found, &sources)).unwrap();
        prop_assert!(validator.is_valid(&log), "{}", log);
        Ok(())
    });
    result.unwrap();
}
