//! The lexer: tokens tile the text, and what is no token is mended where it is plain what was meant.
#![expect(clippy::string_slice, reason = "the spans under test are those of tokens")]

use mognad::source::{FileId, Sources};
use mognad::syntax::{decode, parse, tokens};

fn kinds(text: &str) -> String {
    tokens(FileId(0), text)
        .iter()
        .map(|t| format!("{:?}<{}>", t.kind, &text[t.span.range()]))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Each message on a line: code, underlined text, message, edit.
fn messages(text: &str) -> String {
    let mut sources = Sources::new();
    let file = sources.add("m", text);
    parse(file, text)
        .diagnostics
        .iter()
        .map(|d| {
            let edits: Vec<_> = d.edits.iter().map(|e| format!(" -> {:?}", e.replacement)).collect();
            let at = d.primary.as_ref().map_or("", |l| sources.slice(l.span));
            format!("{} {at:?}{}", d.code, edits.concat())
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn reads_every_kind() {
    assert_eq!(
        kinds("question plan_2 \"a \\\" b\" { weight 1_000.5 } // å\n`level`.åäö >= 25%"),
        "Question<question> Name<plan_2> String<\"a \\\" b\"> OpenBrace<{> Weight<weight> Number<1_000.5> CloseBrace<}> \
         Comment<// å> Name<`level`> Dot<.> Name<åäö> GreaterEqual<>=> Number<25> Percent<%>"
    );
    assert_eq!(kinds("questions areas area"), "Questions<questions> Areas<areas> Area<area>");
    assert_eq!(tokens(FileId(0), "a b\n c // d\n// e").iter().filter(|t| t.first_on_line).count(), 3);
}

#[test]
fn mends_what_is_plain() {
    for (text, read) in [
        ("a && b", "Name<a> And<&&> Name<b>"),
        ("a≥b", "Name<a> GreaterEqual<≥> Name<b>"),
        ("“Säg hej”", "String<“Säg hej”>"),
        ("\"Säg hej” {", "String<\"Säg hej”> OpenBrace<{>"),
        ("\"Säg hej {\nx", "String<\"Säg hej> OpenBrace<{> Name<x>"),
        ("\"Säg hej { weight 2 }", "String<\"Säg hej> OpenBrace<{> Weight<weight> Number<2> CloseBrace<}>"),
        ("1e3 .5 1. 1 000 000", "Number<1e3> Number<.5> Number<1.> Number<1 000 000>"),
        ("plan\u{200b}ering x", "Name<plan\u{200b}ering> Name<x>"),
        ("\u{430}rea x", "Area<\u{430}rea> Name<x>"),
        ("１２ ＞＝ 3", "Number<１２> GreaterEqual<＞＝> Number<3>"),
        ("a;b", "Name<a> Name<b>"),
        ("# hej\nx /* y\n */ z", "Name<x> Name<z>"),
        ("2nd", "Name<2nd>"),
        ("1,5 1 000,50 1,000,000", "Number<1,5> Number<1 000,50> Number<1,000,000>"),
        (
            "{ 3 up to 1,2 up to 3 }",
            "OpenBrace<{> Number<3> Up<up> To<to> Number<1> Comma<,> Number<2> Up<up> To<to> Number<3> CloseBrace<}>",
        ),
    ] {
        assert_eq!(kinds(text), read, "{text}");
    }
}

#[test]
fn reports_characters_with_their_edits() {
    for (text, said) in [
        ("use \"a\u{202e}b\"", "M0006 \"\\u{202e}\" -> \"\""),
        ("// \u{0}\u{1}x\u{7}", "M0005 \"\\0\\u{1}\" -> \"\"\nM0005 \"\\u{7}\" -> \"\""),
        ("use \"a\\q\"", "M0009 \"\\\\q\" -> \"\\\\\\\\q\""),
        ("use “a”", "M0007 \"“a”\" -> \"\\\"a\\\"\""),
        ("area a { weight 1 000,50 }", "M0012 \"1 000,50\" -> \"1_000.50\""),
        ("use\u{a0}\"a\"", "M0007 \"\\u{a0}\" -> \" \""),
    ] {
        assert_eq!(messages(text), said, "{text}");
    }
}

#[test]
fn decodes_what_windows_writes() {
    let codes = |bytes: &[u8]| {
        let (text, diagnostics) = decode(FileId(0), bytes);
        (text, diagnostics.iter().map(|d| d.code.to_string()).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(codes(b"\xef\xbb\xbfa\r\nb\r\n"), ("a\nb\n".to_owned(), "M0018 M0019".to_owned()));
    assert_eq!(codes(b"l\xe4rare f\xf6r"), ("lärare för".to_owned(), "M0002".to_owned()));
    assert_eq!(codes(b"\xff\xfea\0b\0"), ("ab".to_owned(), "M0002".to_owned()));
    assert_eq!(codes(&vec![b' '; mognad::source::MAX_FILE_BYTES + 1]).1, "M0003");
    assert_eq!(codes("åäö".as_bytes()), ("åäö".to_owned(), String::new()));
}
