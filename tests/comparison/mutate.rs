//! One small edit to a text, as an author might make it.

use mognad::source::FileId;
use mognad::syntax::{Kind, tokens};

use super::random::Random;

/// The text with one word, sign or number exchanged; none where nothing can be.
pub fn mutated(text: &str, random: &mut Random) -> Option<String> {
    let edits: Vec<(std::ops::Range<usize>, String)> = tokens(FileId(0), text)
        .into_iter()
        .filter_map(|token| {
            let word = &text[token.span.range()];
            let other = match (token.kind, word) {
                (Kind::Number, _) => match word.strip_suffix('1') {
                    Some(start) => format!("{start}2"),
                    None => format!("{word}1"),
                },
                (_, ">=") => ">".to_owned(),
                (_, ">") => ">=".to_owned(),
                (_, "<=") => "<".to_owned(),
                (_, "<") => "<=".to_owned(),
                (_, "==") => "!=".to_owned(),
                (_, "!=") => "==".to_owned(),
                (_, "+") => "-".to_owned(),
                (_, "and") => "or".to_owned(),
                (_, "or") => "and".to_owned(),
                (_, "all") => "any".to_owned(),
                (_, "any") => "all".to_owned(),
                (_, "min") => "max".to_owned(),
                (_, "max") => "min".to_owned(),
                (_, "mean") => "sum".to_owned(),
                (_, "sum") => "mean".to_owned(),
                (_, "lowest") => "highest".to_owned(),
                (_, "highest") => "lowest".to_owned(),
                (_, "from") => "above".to_owned(),
                (_, "above") => "from".to_owned(),
                (_, "unanswered") => "na".to_owned(),
                (_, "hidden") => "na".to_owned(),
                (_, "answered") => "hidden".to_owned(),
                _ => return None,
            };
            Some((token.span.range(), other))
        })
        .collect();
    if edits.is_empty() {
        return None;
    }
    let (range, other) = random.pick(&edits).clone();
    Some(format!("{}{other}{}", &text[..range.start], &text[range.end..]))
}
