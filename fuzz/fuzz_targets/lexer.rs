//! Any bytes: decoding and lexing never panic, and tokens lie in order inside the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mognad::source::FileId;
use mognad::syntax::{decode, tokens};

fuzz_target!(|bytes: &[u8]| {
    let (text, _) = decode(FileId(0), bytes);
    let mut end = 0;
    for token in tokens(FileId(0), &text) {
        assert!(end <= token.span.start && text.get(token.span.range()).is_some());
        end = token.span.end;
    }
});
