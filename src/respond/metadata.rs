//! What a response carries beside its answers.

use super::document::{Entry, Written};
use super::number::exact;

/// A free value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metadata {
    /// A text.
    Text(String),
    /// A number, as written.
    Number(String),
    /// `true` or `false`.
    Truth(bool),
    /// A date or time, as written.
    Date(String),
    /// `null`.
    Nothing,
    /// A list.
    List(Vec<Metadata>),
    /// A table.
    Table(Vec<(String, Metadata)>),
}

impl Metadata {
    pub(super) fn entries(entries: &[Entry]) -> Vec<(String, Metadata)> {
        entries.iter().map(|entry| (entry.key.node.clone(), Metadata::of(&entry.value.node))).collect()
    }

    fn of(written: &Written) -> Metadata {
        match written {
            Written::Text(text) => Metadata::Text(text.clone()),
            Written::Number(text) => Metadata::Number(text.clone()),
            Written::Truth(truth) => Metadata::Truth(*truth),
            Written::Date(text) => Metadata::Date(text.clone()),
            Written::Nothing => Metadata::Nothing,
            Written::List(nodes) => Metadata::List(nodes.iter().map(|node| Metadata::of(&node.node)).collect()),
            Written::Table(entries) => Metadata::Table(Metadata::entries(entries)),
        }
    }

    /// As JSON. A number that JSON cannot write (`inf`, `0x10`) becomes a text.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Metadata::Text(text) | Metadata::Date(text) => serde_json::Value::String(text.clone()),
            Metadata::Number(text) => {
                // A number that a double would change is kept as it was written.
                let same = |number: &serde_json::Number| exact(text).is_ok_and(|n| exact(&number.to_string()) == Ok(n));
                match serde_json::from_str::<serde_json::Number>(&plain(text)).ok().filter(same) {
                    Some(number) => serde_json::Value::Number(number),
                    None => serde_json::Value::String(text.clone()),
                }
            }
            Metadata::Truth(truth) => serde_json::Value::Bool(*truth),
            Metadata::Nothing => serde_json::Value::Null,
            Metadata::List(items) => items.iter().map(Metadata::to_json).collect(),
            Metadata::Table(entries) => entries
                .iter()
                .map(|(key, value)| (key.clone(), value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    /// As the text of a JSON value; a number keeps its digits.
    pub(super) fn json_text(&self) -> String {
        match self {
            Metadata::Number(text) if serde_json::from_str::<serde_json::Number>(&plain(text)).is_ok() => plain(text),
            Metadata::List(items) => {
                format!("[{}]", items.iter().map(Metadata::json_text).collect::<Vec<_>>().join(", "))
            }
            Metadata::Table(entries) => {
                let key = |key: &String| serde_json::Value::String(key.clone()).to_string();
                let entries = entries.iter().map(|(name, value)| format!("{}: {}", key(name), value.json_text()));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            other => other.to_json().to_string(),
        }
    }

    /// In one line, for people.
    pub fn shown(&self) -> String {
        match self {
            Metadata::Text(text) | Metadata::Number(text) | Metadata::Date(text) => text.clone(),
            Metadata::Truth(truth) => truth.to_string(),
            Metadata::Nothing => "–".to_owned(),
            Metadata::List(items) => items.iter().map(Metadata::shown).collect::<Vec<_>>().join(", "),
            Metadata::Table(entries) => {
                let parts = entries.iter().map(|(key, value)| format!("{key}: {}", value.shown()));
                parts.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// A number without what only TOML writes.
fn plain(number: &str) -> String {
    number.strip_prefix('+').unwrap_or(number).replace('_', "")
}
