//! Any text gives a tree and errors whose places lie in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mognad::source::FileId;
use mognad::syntax::{MAX_ERRORS, parse};

fuzz_target!(|text: &str| {
    let parsed = parse(FileId(0), text);
    assert!(parsed.diagnostics.len() <= MAX_ERRORS);
    for diagnostic in &parsed.diagnostics {
        let labels = diagnostic.primary.iter().chain(&diagnostic.secondary).map(|label| label.span);
        for span in labels.chain(diagnostic.edits.iter().map(|edit| edit.span)) {
            assert!(text.get(span.range()).is_some(), "{diagnostic:?}");
        }
    }
});
