//! JSON to the written tree: strict, with the place of every value.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::document::{Document, Entry, Node, Written, span};
use super::messages;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Spanned};

/// Plain JSON: nothing that other readers of the file would refuse.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a JSON file.
pub(super) fn read(file: FileId, text: &str) -> Document {
    let broken = |diagnostic| Document { entries: Vec::new(), diagnostics: vec![diagnostic], broken: true };
    let value = match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => parsed.value,
        Err(error) => {
            let range = error.range();
            return broken(wording(file, text, range.start..range.end, error.kind()));
        }
    };
    // The reader with places is laxer than JSON in a few ways (a line end in a string): the strict one has the last word.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let at = offset(text, error.line(), error.column());
        let said = error.to_string();
        let (what, help) = match said.split(" at line ").next().unwrap_or("") {
            said if said.starts_with("control character") => {
                ("a line end or another control character in a text".to_owned(), Some("write `\\n` for a line end"))
            }
            said => (said.to_lowercase(), None),
        };
        return broken(messages::broken(span(file, at..at), "JSON", &what, help));
    }
    match value {
        Some(Value::Object(object)) => {
            Document { entries: entries(file, object), diagnostics: Vec::new(), broken: false }
        }
        Some(other) => {
            let node = node(file, other);
            broken(messages::not_a_table(node.span, node.node.kind()))
        }
        None => Document::empty(file),
    }
}

fn entries(file: FileId, object: jsonc_parser::ast::Object<'_>) -> Vec<Entry> {
    let entry = |property: jsonc_parser::ast::ObjectProp<'_>| {
        let range = property.name.range();
        let key = match property.name {
            ObjectPropName::String(name) => name.value.into_owned(),
            ObjectPropName::Word(name) => name.value.to_owned(),
        };
        Entry { key: Spanned::new(key, span(file, range.start..range.end)), value: node(file, property.value) }
    };
    object.properties.into_iter().map(entry).collect()
}

fn node(file: FileId, value: Value<'_>) -> Node {
    let range = value.range();
    let written = match value {
        Value::StringLit(text) => Written::Text(text.value.into_owned()),
        Value::NumberLit(number) => Written::Number(number.value.to_owned()),
        Value::BooleanLit(truth) => Written::Truth(truth.value),
        Value::NullKeyword(_) => Written::Nothing,
        Value::Array(array) => Written::List(array.elements.into_iter().map(|e| node(file, e)).collect()),
        Value::Object(object) => Written::Table(entries(file, object)),
    };
    Spanned::new(written, span(file, range.start..range.end))
}

/// The byte offset of a line and column as `serde_json` counts them: from one, the column in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = before.saturating_add(column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    at
}

fn wording(file: FileId, text: &str, range: std::ops::Range<usize>, kind: &ParseErrorKind) -> Diagnostic {
    let (what, help) = match kind {
        ParseErrorKind::CommentsNotAllowed => {
            ("a comment, which JSON does not have", Some("move it into `metadata`, or write the response as TOML"))
        }
        ParseErrorKind::TrailingCommasNotAllowed => ("a comma after the last entry", Some("remove the comma")),
        ParseErrorKind::ExpectedComma => ("a comma is missing here", Some("put a comma between two entries")),
        ParseErrorKind::ExpectedColonAfterObjectKey => {
            ("a colon is missing after the key", Some("write `\"question\": \"option\"`"))
        }
        ParseErrorKind::ExpectedObjectValue => ("a value is missing after the colon", None),
        ParseErrorKind::ExpectedStringObjectProperty | ParseErrorKind::UnexpectedWord => {
            ("a word without quotation marks", Some("put it in quotation marks: `\"…\"`"))
        }
        ParseErrorKind::SingleQuotedStringsNotAllowed => {
            ("a text in single quotation marks", Some("use double ones: `\"…\"`"))
        }
        ParseErrorKind::HexadecimalNumbersNotAllowed
        | ParseErrorKind::UnaryPlusNumbersNotAllowed
        | ParseErrorKind::BareDecimalPointNumbersNotAllowed
        | ParseErrorKind::NonFiniteNumbersNotAllowed
        | ParseErrorKind::ExpectedDigit
        | ParseErrorKind::ExpectedDigitFollowingNegativeSign
        | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral => {
            ("a number that JSON writes in another way", Some("write it as `12`, `-3` or `0.5`"))
        }
        ParseErrorKind::MultipleRootJsonValues => {
            ("something after the end of the response", Some("a file holds one response: one `{ … }`"))
        }
        ParseErrorKind::UnterminatedObject => ("a `{` without its `}`", None),
        ParseErrorKind::UnterminatedArray => ("a `[` without its `]`", None),
        ParseErrorKind::UnexpectedCloseBrace => ("a `}` without its `{`", None),
        ParseErrorKind::UnexpectedCloseBracket => ("a `]` without its `[`", None),
        ParseErrorKind::UnexpectedColon => ("a colon where a value belongs", None),
        ParseErrorKind::UnexpectedComma => ("a comma where a value belongs", None),
        ParseErrorKind::UnexpectedTokenInObject => ("something else where a key in quotation marks belongs", None),
        ParseErrorKind::NestingDepthExceeded => ("lists or tables nested more than 512 deep", None),
        ParseErrorKind::String(jsonc_parser::ParseStringErrorKind::UnterminatedStringLiteral) => {
            ("a text without its closing quotation mark", Some("put a `\"` at its end"))
        }
        ParseErrorKind::String(_) => {
            ("an escape that JSON does not have", Some("write `\\\\` for a backslash, `\\n` for a line end"))
        }
        _ => ("something that JSON does not have", None),
    };
    let opening = matches!(kind, ParseErrorKind::UnterminatedObject | ParseErrorKind::UnterminatedArray);
    let range = if opening { range.start..range.start.saturating_add(1) } else { range };
    let end = if range.start >= text.len() { text.trim_end().len() } else { range.end };
    messages::broken(span(file, range.start.min(end)..end), "JSON", what, help)
}
