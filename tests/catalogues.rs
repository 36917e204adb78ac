//! The message catalogues: the same messages in every language, each of them used.

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

const CATALOGUES: [(&str, &str); 2] =
    [("en", include_str!("../src/report/messages/en.ftl")), ("sv", include_str!("../src/report/messages/sv.ftl"))];

/// Every message of a catalogue with its placeables.
fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_bundle::FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| errors);
    assert!(resource.is_ok(), "{:?}", resource.err());
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut last = String::new();
    for line in source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if !line.starts_with([' ', '}']) {
            last = line.split(" =").next().unwrap().to_owned();
            assert!(found.insert(last.clone(), BTreeSet::new()).is_none(), "{last} stands here twice");
        }
        let end = |c: char| !c.is_alphanumeric() && c != '-';
        let names = line.split('$').skip(1).map(|rest| rest.split(end).next().unwrap().to_owned());
        found.get_mut(&last).unwrap().extend(names);
    }
    found
}

#[test]
fn every_catalogue_has_the_same_messages_with_the_same_placeables() {
    let [(_, first), others @ ..] = CATALOGUES;
    for (language, source) in others {
        assert_eq!(messages(first), messages(source), "{language}");
    }
}

#[test]
fn every_message_is_used_and_every_used_message_is_there() {
    let mut code = String::new();
    for folder in ["src/report", "src/report/summary", "src/report/survey", "src/cli"] {
        let folder = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                code.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let known = messages(CATALOGUES[0].1);
    for id in known.keys() {
        let with_sign = id.strip_suffix("-not").unwrap_or(id);
        assert!(code.contains(&format!("\"{with_sign}\"")), "nothing says {id}");
    }
    for call in [".say(\"", ".with(\""] {
        for rest in code.split(call).skip(1) {
            let id = rest.split('"').next().unwrap();
            assert!(known.contains_key(id), "{id} is in no catalogue");
        }
    }
}
