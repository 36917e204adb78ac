//! Every comment is kept, in its order and in its block.

use mognad::source::FileId;
use mognad::syntax::{self, Kind};

use super::{FILE, formatted, models, tokens};

/// Every comment with the number of the brace that opens the block around it (none at the top).
fn comments(text: &str) -> Vec<(String, Option<usize>)> {
    let mut open = Vec::new();
    let mut braces = 0;
    let mut found = Vec::new();
    for token in syntax::tokens(FILE, text) {
        match token.kind {
            Kind::OpenBrace => {
                open.push(braces);
                braces += 1;
            }
            Kind::CloseBrace => {
                open.pop();
            }
            Kind::Comment => found.push((text[token.span.range()].trim_end().to_owned(), open.last().copied())),
            _ => {}
        }
    }
    found
}

#[track_caller]
fn assert_kept(text: &str) {
    let result = formatted(text);
    assert_eq!(comments(text), comments(&result), "{text}\nbecomes\n{result}");
    assert_eq!(tokens(text), tokens(&result), "{text}\nbecomes\n{result}");
}

/// The text with a comment before token `n` (counted with comments), or before each.
fn with_comments(text: &str, own_line: bool, only: Option<usize>) -> String {
    let start = if own_line { "\n" } else { " " };
    let mut out = String::new();
    let mut at = 0;
    for (i, token) in syntax::tokens(FileId(0), text).iter().enumerate() {
        out += &text[at..token.span.start as usize];
        if only.is_none_or(|n| n == i) {
            out += &format!("{start}// note {i}\n");
        }
        out += &text[token.span.range()];
        at = token.span.range().end;
    }
    out + &text[at..] + start + "// the end"
}

#[test]
fn in_the_corpus() {
    for (name, text) in models().into_iter().filter(|(name, _)| name != "empty_blocks") {
        println!("{name}");
        assert_kept(&text);
    }
}

#[test]
fn in_every_gap_at_once() {
    for (_, text) in models() {
        assert_kept(&with_comments(&text, true, None));
        assert_kept(&with_comments(&text, false, None));
    }
}

#[test]
fn in_every_gap_alone() {
    for (name, text) in models() {
        if ["one_line", "languages", "comments", "names_and_numbers"].contains(&name.as_str()) {
            for i in 0..syntax::tokens(FILE, &text).len() {
                assert_kept(&with_comments(&text, true, Some(i)));
                assert_kept(&with_comments(&text, false, Some(i)));
            }
        }
    }
}
