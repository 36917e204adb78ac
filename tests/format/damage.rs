//! Whatever is read, nothing panics.

use mognad::format::format;
use proptest::prelude::*;

use super::{FILE, formatted, models};
use mognad::syntax;

/// A model with pieces taken out, doubled and exchanged.
fn mutated() -> impl Strategy<Value = String> {
    let texts: Vec<String> = models().into_iter().map(|(_, text)| text).collect();
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4u8), 1..6);
    (prop::sample::select(texts), edits).prop_map(|(text, edits)| {
        let mut pieces: Vec<String> =
            syntax::tokens(FILE, &text).iter().map(|t| text[t.span.range()].to_owned() + "\n").collect();
        for (a, b, kind) in edits {
            let (a, b) = (a.index(pieces.len()), b.index(pieces.len()));
            match kind {
                0 => drop(pieces.remove(a)),
                1 => pieces.insert(a, pieces[b].clone()),
                2 => pieces.swap(a, b),
                _ => pieces[a] = pieces[a].trim_end().to_owned(),
            }
        }
        pieces.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn by_random_text(text in "[a-z{}()\"/,.:`%+*=<>0-9 \n\r\t\u{0}-\u{7f}åäö\u{feff}]{0,80}") {
        let _ = format(FILE, &text);
    }

    #[test]
    fn by_random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = format(FILE, &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn by_a_mutated_model(text in mutated()) {
        if format(FILE, &text).is_ok() {
            formatted(&text);
        }
    }
}
