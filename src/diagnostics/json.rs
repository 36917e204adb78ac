//! What is wrong with a JSON text, in our words.

use serde_json::error::Category;

/// What is wrong, without its place: `it ends in the middle`.
pub fn json_words(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        Category::Eof => "it ends in the middle".to_owned(),
        Category::Data => "a part of it is of another form".to_owned(),
        Category::Io => "it cannot be read".to_owned(),
        Category::Syntax => match said {
            "expected value" => "a value is missing".to_owned(),
            "expected ident" => "a word is none of `true`, `false` and `null`".to_owned(),
            "expected `:`" => "a `:` is missing".to_owned(),
            "expected `,` or `}`" => "a `,` or a `}` is missing".to_owned(),
            "expected `,` or `]`" => "a `,` or a `]` is missing".to_owned(),
            "key must be a string" => "a key is no text in quotation marks".to_owned(),
            "trailing comma" => "a comma is too many".to_owned(),
            "trailing characters" => "something follows behind its end".to_owned(),
            "invalid number" | "number out of range" => "a number is not written as JSON writes numbers".to_owned(),
            "recursion limit exceeded" => "it is nested too deeply".to_owned(),
            said if said.starts_with("control character") => {
                "a line end or another control character stands in a text".to_owned()
            }
            said => said.to_lowercase(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::json_words;

    #[test]
    fn a_broken_text_is_told_in_plain_words() {
        for (text, expected) in [
            ("{\"a\": ", "it ends in the middle"),
            ("{\"a\": }", "a value is missing"),
            ("{\"a\" 1}", "a `:` is missing"),
            ("{\"a\": 1 \"b\"}", "a `,` or a `}` is missing"),
            ("[1 2]", "a `,` or a `]` is missing"),
            ("{1: 2}", "a key is no text in quotation marks"),
            ("[1,]", "a comma is too many"),
            ("{} x", "something follows behind its end"),
            ("truth", "a word is none of `true`, `false` and `null`"),
            ("01", "a number is not written as JSON writes numbers"),
            ("\"a\nb\"", "a line end or another control character stands in a text"),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            assert_eq!(json_words(&error), expected, "{text}");
        }
    }
}
