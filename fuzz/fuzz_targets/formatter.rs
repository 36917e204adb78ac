//! Any text: what can be read is laid out, can be read again, and stays as it is when laid out again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mognad::format::format;
use mognad::source::FileId;

fuzz_target!(|text: &str| {
    if let Ok(once) = format(FileId(0), text) {
        assert_eq!(format(FileId(0), &once).as_deref(), Ok(once.as_str()));
    }
});
