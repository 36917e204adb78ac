//! Any text: there is always a tree, and every message lies inside the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mognad::source::FileId;
use mognad::syntax::parse;

fuzz_target!(|text: &str| {
    for diagnostic in parse(FileId(0), text).diagnostics {
        let span = diagnostic.primary.expect("a syntax error has a place").span;
        assert!(span.end as usize <= text.len());
    }
});
