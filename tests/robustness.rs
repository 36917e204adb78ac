//! Whatever the text is, it is read: no panic, no place outside the text, no stack that overflows, no time that grows
//! faster than the text.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

#[path = "syntax/dice.rs"]
mod dice;
#[path = "../benches/generate.rs"]
#[allow(dead_code, reason = "the measurement needs more of it")]
mod generate;

use std::time::{Duration, Instant};

use dice::Dice;
use mognad::diagnostics::{Code, Diagnostic};
use mognad::source::{FileId, Span};
use mognad::syntax::{MAX_ERRORS, SIGNS, WORDS, decode, parse, tokens};

/// Reads a text and looks at what comes of it.
fn read(text: &str) -> Vec<Diagnostic> {
    let fits = |span: Span| span.start <= span.end && text.get(span.range()).is_some();
    let mut end = 0;
    for token in tokens(FileId(0), text) {
        assert!(
            fits(token.span) && token.span.start >= end && token.span.end > token.span.start,
            "{token:?} in {text:?}"
        );
        end = token.span.end;
    }
    let parsed = parse(FileId(0), text);
    for diagnostic in &parsed.diagnostics {
        let labels = diagnostic.primary.iter().chain(&diagnostic.secondary).map(|label| label.span);
        let edits = diagnostic.edits.iter().map(|edit| edit.span);
        assert!(diagnostic.primary.is_some() && labels.chain(edits).all(fits), "{diagnostic:?} in {text:?}");
        assert!(!diagnostic.message.ends_with('.') && !diagnostic.message.contains('\n'), "{}", diagnostic.message);
    }
    parsed.diagnostics
}

#[test]
fn random_bytes() {
    let mut dice = Dice(1);
    for _ in 0..3000 {
        let bytes: Vec<u8> = (0..dice.roll(200)).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect();
        read(&decode(FileId(0), &bytes).0);
    }
}

#[test]
fn soups_of_tokens() {
    let odd = [
        "namn",
        "1",
        "0.5",
        "\"text\"",
        "\"",
        "“text”",
        "'x'",
        "`x`",
        "`",
        "//x\n",
        "/*",
        "*/",
        "#",
        ";",
        "=",
        "=>",
        "&&",
        "|",
        "!",
        "≥",
        "\u{a0}",
        "\u{200b}",
        "\u{202e}",
        "\u{0}",
        "@",
        "[",
        "]",
        "1,5",
        "1.",
        ".5",
        "1e3",
        "1 000",
        "2x",
        "1.2.3",
        "{",
        "}",
        "(",
        ")",
        "\n",
        "\\",
        "if",
        "ｘ",
        "１",
        "ａ",
        "\u{430}",
        "€",
        "\u{feff}",
    ];
    let mut dice = Dice(2);
    for _ in 0..6000 {
        let mut text = String::new();
        for _ in 0..dice.roll(60) {
            text.push_str(match dice.roll(3) {
                0 => dice.pick(&odd),
                1 => SIGNS[dice.roll(SIGNS.len())].0,
                _ => WORDS[dice.roll(WORDS.len())].0,
            });
            text.push_str(dice.pick(&["", " ", " ", "\n"]));
        }
        read(&text);
    }
}

#[test]
fn truncated_and_mutated_models() {
    let model = include_str!("syntax/right/it_strategi.mognad");
    for end in (0..model.len()).step_by(3).filter(|i| model.is_char_boundary(*i)) {
        read(&model[..end]);
    }
    let mut dice = Dice(3);
    let places: Vec<usize> = model.char_indices().map(|(i, _)| i).collect();
    for _ in 0..1500 {
        let mut text = model.to_owned();
        for _ in 0..=dice.roll(4) {
            let from = places[dice.roll(places.len())].min(text.len());
            let to = (from + dice.roll(30)).min(text.len());
            let (from, to) = (text.floor_char_boundary(from), text.floor_char_boundary(to));
            let put =
                dice.pick(&["", "{", "}", "(", ")", "\"", ",", "area x {", "\n", " ", "1", "x", "`", "\u{202e}", "å"]);
            text.replace_range(from..to.max(from), put);
        }
        read(&text);
    }
}

#[test]
fn every_mistake_in_a_truncated_model_is_about_its_end() {
    // Cut between two lines, a model lacks only braces.
    let model = generate::model(40);
    for (end, _) in model.match_indices('\n') {
        let codes: Vec<Code> = read(&model[..=end]).iter().map(|d| d.code).collect();
        assert!(codes.iter().all(|c| matches!(*c, Code::M0010)), "{codes:?} at {}", &model[..=end]);
        assert!(codes.len() <= 3, "{codes:?}");
    }
}

/// Texts that are made of one piece over and over, with what could go wrong at each.
const REPEATED: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "area a {",
    "area a { score (",
    "a + ",
    "1 ",
    "1 000 ",
    "- ",
    "not ",
    "\"",
    "'",
    "“",
    "`",
    "`a ",
    "/* ",
    "#",
    "\\",
    "&",
    "a\u{200b}",
    "\u{200b}",
    "\u{0}",
    "\u{0}a",
    "\u{202e}x",
    "＋",
    "ａ",
    "\u{430}a ",
    "\u{430} ",
    "area a\n}\n",
    "area a {\n",
    "area a {\n(\n",
    "}\n",
    "\" {",
    "x { ",
    "a,",
    "1,5 ",
    "a.",
    "scale\n",
    "question ",
    "area a 1 ",
    "area a \"b\" \"c\" ",
    "@",
    "@ ",
    "1.2.3.",
    "2x",
    "sv: ",
    "sv: x ",
    "if ",
    "ask when ",
    "weight weight ",
    "\u{fffd}",
    "é",
    "e\u{301}",
    "=",
    "==",
    "value v a + ",
    ";\n",
    "]\n",
    "never \"x\" {\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{2028}",
    "area a { weight 1,5 }\n",
    "scale s { a 0, b 1 }\n",
    "use\n",
    "// x\n",
    "\"\\q\" ",
];

#[test]
fn repetition_neither_overflows_the_stack_nor_floods() {
    for piece in REPEATED {
        let text = piece.repeat(8_000 / piece.len());
        for text in [text.clone(), format!("area a {{ score {text}"), format!("area a {{ score ({text}) }}")] {
            assert!(read(&text).len() <= MAX_ERRORS, "{piece:?}");
        }
    }
}

#[test]
fn time_grows_with_the_text() {
    let mut slow = Vec::new();
    for piece in REPEATED {
        let time = |bytes: usize| {
            let text = format!("area a {{ score {}", piece.repeat(bytes / piece.len()));
            let best = (0..2).map(|_| {
                let start = Instant::now();
                drop(parse(FileId(0), &text));
                start.elapsed()
            });
            best.min().unwrap_or_default().max(Duration::from_millis(1))
        };
        // Sixteen times the text; a square would take 256 times as long. A busy machine gets several tries.
        let grows = || {
            let (short, long) = (time(4_000), time(64_000));
            (long > short * 90).then_some((short, long))
        };
        if let Some(times) = (0..4).map(|_| grows()).take_while(Option::is_some).nth(3).flatten() {
            slow.push(format!("{piece:?}: {times:?}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn nesting_is_bounded_and_the_rest_is_read() {
    for depth in [65, 1000, 100_000] {
        let text = format!(
            "area a {{ score {}1{} question lost {{ answers x }} }}\narea b {{ wieght 2 }}",
            "(".repeat(depth),
            ")".repeat(depth)
        );
        let codes: Vec<Code> = read(&text).iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::M0004, Code::M0017], "{depth}");
        let tree = parse(FileId(0), &text).tree;
        assert!(tree.lost_names.contains("lost") && tree.items.len() == 2);
    }
    let deepest = format!("area a {{ score {}1{} }}", "(".repeat(63), ")".repeat(63));
    assert_eq!(read(&deepest), []);
    let longest = format!("area a {{ score 1{} }}", " + 1".repeat(256));
    assert_eq!(read(&longest), []);
    let longer = format!("area a {{ score 1{} }}", " + 1".repeat(257));
    assert_eq!(read(&longer).iter().map(|d| d.code).collect::<Vec<_>>(), [Code::M0004]);
    // A list is no chain.
    assert_eq!(read(&format!("area a {{ score sum(1{}) }}", ", 1 + 1".repeat(5000))), []);
    assert_eq!(read(&format!("area a {{ question q {{ ask when a == 1{} }} }}", " and b + 1 == 2".repeat(5000))), []);
}
