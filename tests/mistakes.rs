//! Mistakes in separate declarations are reported each once, where they are, and none is invented.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "syntax/dice.rs"]
mod dice;
#[path = "../benches/generate.rs"]
#[allow(dead_code, reason = "the measurement needs more of it")]
mod generate;

use std::ops::Range;

use dice::Dice;
use generate::Piece;
use mognad::source::FileId;
use mognad::syntax::parse;

/// A mistake: in a line with the first text, it is replaced by the second. Several codes may be the answer, as the same
/// slip reads differently in different places.
struct Mistake {
    right: &'static str,
    wrong: &'static str,
    codes: &'static str,
}

const fn mistake(right: &'static str, wrong: &'static str, codes: &'static str) -> Mistake {
    Mistake { right, wrong, codes }
}

const MISTAKES: &[Mistake] = &[
    // left out
    mistake("weight 3", "weight", "M0001"),
    mistake("weight 3", "3", "M0001"),
    mistake("answers skattning", "answers", "M0001"),
    mistake("answers skattning", "skattning", "M0017"),
    mistake("for skolledare", "for", "M0001"),
    mistake("as skolledare", "as", "M0001"),
    mistake("1 to 30", "1 30", "M0001"),
    mistake("step 0.5", "step", "M0001"),
    mistake("from 50%", "from", "M0001"),
    mistake("from mycket", "mycket", "M0001"),
    mistake("ask when", "ask", "M0001"),
    mistake("suggest when", "suggest", "M0001"),
    mistake(">= delvis and", ">= and", "M0001"),
    mistake(">= delvis and", "delvis and", "M0001"),
    mistake("and not", "and", "M0001 none"),
    mistake(" is na", " is", "M0001"),
    mistake(", 2 up", " 2 up", "M0001"),
    mistake(", 0 otherwise", ", 0", "M0001"),
    mistake("counts as lowest", "counts lowest", "M0001"),
    mistake("counts as lowest", "lowest", "M0001"),
    mistake("raises f_0", "raises", "M0001"),
    mistake("effort 2", "effort", "M0001"),
    mistake("(level of areas)", "(level areas)", "M0001"),
    mistake("(level of areas)", "()", "M0001"),
    mistake("share(questions", "share(", "M0001"),
    mistake("version \"2025.1\"", "version 2025.1", "M0001"),
    mistake("edition 1", "edition", "M0001"),
    mistake("f_0 inte,", "f_0,", "M0001"),
    // one too many
    mistake("weight 3", "weight 3 5", "M0001"),
    mistake("weight 3", "weight 3,", "M0011"),
    mistake("weight 3", "weight 3;", "M0011"),
    mistake("weight 3", "weight: 3", "M0011"),
    mistake("weight 3", "weight = 3", "M0011"),
    mistake("answers skattning", "answers skattning x", "M0001"),
    mistake("priority 1", "priority 1\n        effekt 2", "M0017"),
    mistake("priority 1", "priority 1\n        answers yes_no", "M0017"),
    mistake("priority 1", "priority 1 @", "M0016"),
    mistake("priority 1", "priority 1 \u{7}", "M0005"),
    mistake("priority 1", "priority 1 \u{200b}", "M0007"),
    mistake("f_0 < helt", "f_0 < helt)", "M0010"),
    mistake("f_0 < helt", "(f_0 < helt", "M0010"),
    mistake("f_0 < helt", "f_0 < helt < x", "M0015"),
    mistake("(questions are met)", "(questions are met", "M0010"),
    // misspelt
    mistake("weight 3", "wieght 3", "M0017"),
    mistake("guidance", "guidence", "M0017"),
    mistake("answers", "answer", "M0017"),
    mistake("suggest when", "suggests when", "M0017"),
    mistake("question f", "fråga f", "M0017"),
    mistake("question", "quesiton", "M0017"),
    mistake("action", "acton", "M0017"),
    mistake("scale ", "skala ", "M0017"),
    mistake("ladder", "lader", "M0017"),
    mistake("overall {", "overal {", "M0017"),
    mistake("never", "newer", "M0017"),
    mistake("example \"", "exampel \"", "M0017"),
    mistake("expect suggested", "expected suggested", "M0017"),
    // habits from elsewhere
    mistake(">= delvis and", ">= delvis && ", "M0011"),
    mistake(">= delvis and", "≥ delvis and", "M0011"),
    mistake("<= utvecklande", "=< utvecklande", "M0011"),
    mistake("and f_0 < helt", "och f_0 < helt", "M0011"),
    mistake("and f_0 < helt", "AND f_0 < helt", "M0011"),
    mistake("and f_0 < helt", "and f_0 = helt", "M0011"),
    mistake("and f_0 < helt", "and f_0 < helt or f_1 == 2", "M0014"),
    mistake("given omrade_0.f_0 inte", "given omrade_0.f_0 = inte", "M0011"),
    mistake("raises f_0 to helt", "raises f_0 = helt", "M0011"),
    mistake("up to 1.5", "up to 1,5", "M0012"),
    mistake("step 0.5", "step 0,5", "M0012"),
    mistake("step 0.5", "step .5", "M0012"),
    mistake("1 to 30", "1 to 30 000", "M0012"),
    mistake("        effort 2", "        # effort 2", "M0011"),
    mistake("weight 3", "/* weight 3 */", "M0011"),
    mistake("\"Skattning\"", "“Skattning”", "M0007"),
    mistake("\"Skattning\"", "\"Skattning", "M0008"),
    mistake("\"Tänk", "\"C:\\tänk", "M0009"),
    mistake("\"Tänk", "\"\u{202e}Tänk", "M0006"),
    mistake("skattning", "sk\u{430}ttning", "M0007"),
    // names
    mistake("question f_0", "question", "M0001"),
    mistake("question f_0", "question f 0", "M0001"),
    mistake("question f_0", "question level", "M0013"),
    mistake("action atgard_0", "action 2nd", "M0012"),
    mistake("delvis 1", "score 1", "M0013"),
    mistake("ladder trappa {", "ladder {", "M0001"),
    // braces
    mistake("\" {\n", "\"\n", "M0010"),
    mistake("\n    }\n", "\n", "M0010"),
];

/// The text of the pieces, and where each stands.
fn assemble(pieces: &[Piece]) -> (String, Vec<Range<usize>>) {
    let mut text = String::new();
    let places = pieces
        .iter()
        .map(|piece| {
            let start = text.len();
            text.push_str(&piece.text);
            start..text.len()
        })
        .collect();
    (text, places)
}

/// Codes of the messages whose place lies in each piece.
fn codes(text: &str, places: &[Range<usize>]) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new(); places.len()];
    for diagnostic in parse(FileId(0), text).diagnostics {
        let start = diagnostic.primary.as_ref().unwrap().span.range().start;
        let piece = places.iter().position(|p| p.contains(&start)).unwrap_or(places.len() - 1);
        found[piece].push(format!("{} {}", diagnostic.code, diagnostic.message));
    }
    found
}

#[test]
fn each_mistake_alone_is_one_message() {
    let right = generate::pieces(23);
    let mut missed = Vec::new();
    for mistake in MISTAKES {
        let mut applied = 0;
        for (i, piece) in right.iter().enumerate().filter(|(_, p)| p.whole && p.text.contains(mistake.right)) {
            let mut pieces = right.clone();
            pieces[i].text = piece.text.replacen(mistake.right, mistake.wrong, 1);
            let (text, places) = assemble(&pieces);
            let found = codes(&text, &places);
            let said: Vec<&String> = found.iter().flatten().collect();
            let fits = said.iter().all(|code| mistake.codes.contains(&code[..5]))
                && said.len() == usize::from(!mistake.codes.ends_with("none"));
            if !fits || found[i].len() != said.len() {
                missed.push(format!("{:?} -> {:?}: {said:#?}\n{}", mistake.right, mistake.wrong, pieces[i].text));
            }
            applied += 1;
        }
        assert!(applied > 0, "{:?} occurs nowhere", mistake.right);
    }
    assert!(missed.is_empty(), "{} of them:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn many_mistakes_are_as_many_messages() {
    let right = generate::pieces(46);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for round in 0..400 {
        let mut pieces = right.clone();
        let mut made = vec![None; pieces.len()];
        for _ in 0..=round % 10 {
            let i = dice.roll(pieces.len());
            let mistake = &MISTAKES[dice.roll(MISTAKES.len())];
            // A neighbour's missing brace could be taken for this one's.
            let braces = |m: &Mistake| m.codes == "M0010";
            let near = [i.checked_sub(1), Some(i), Some(i + 1)];
            let clear = near.into_iter().flatten().all(|n| made.get(n).is_none_or(|m: &Option<&Mistake>| m.is_none()));
            let fits = pieces[i].whole && pieces[i].text.contains(mistake.right) && !mistake.codes.ends_with("none");
            if fits && made[i].is_none() && (clear || !braces(mistake)) {
                pieces[i].text = pieces[i].text.replacen(mistake.right, mistake.wrong, 1);
                made[i] = Some(mistake);
            }
        }
        let (text, places) = assemble(&pieces);
        for ((found, made), piece) in codes(&text, &places).iter().zip(&made).zip(&pieces) {
            let expected = usize::from(made.is_some());
            assert_eq!(found.len(), expected, "round {round}: {found:#?}\n{}", piece.text);
        }
    }
}
