//! Any text: what can be read is laid out, can be read again, and stays as it is when laid out again, also with a
//! comment in every gap between its tokens. No comment is lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mognad::format::format;
use mognad::source::FileId;
use mognad::syntax::{Kind, tokens};

const FILE: FileId = FileId(0);

fn comments(text: &str) -> Vec<&str> {
    let all = tokens(FILE, text).into_iter().filter(|t| t.kind == Kind::Comment);
    all.map(|t| text[t.span.range()].trim_end()).collect()
}

fn lay_out(text: &str) {
    if let Ok(once) = format(FILE, text) {
        assert_eq!(comments(text), comments(&once));
        assert_eq!(format(FILE, &once).as_deref(), Ok(once.as_str()));
    }
}

fuzz_target!(|text: &str| {
    lay_out(text);
    let pieces = tokens(FILE, text).into_iter().enumerate();
    let commented: String = pieces.map(|(i, t)| format!("{} // {i}\n", &text[t.span.range()])).collect();
    lay_out(&commented);
});
