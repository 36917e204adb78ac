//! Text for a screen: nothing that changes the screen itself, in lines of a given width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Shown in place of a character that must not reach the screen.
const STRANGER: char = '\u{fffd}';

/// Replaces what would act on the terminal or change the direction of writing, character by character.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if is_active(c) { STRANGER } else { c }).collect()
}

fn is_active(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{2028}' | '\u{2029}' => true,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => c.is_control(),
    }
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// How many columns a character takes.
pub fn column_count(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// Breaks a text at spaces: its first line has `first` columns, the others `rest`. Line breaks of the text stay, and
/// a line's indentation is kept for what is broken off it. A word that is too long stays whole.
pub fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = paragraph.trim_end();
        let words = paragraph.trim_start();
        let indent = paragraph.get(..paragraph.len().saturating_sub(words.len())).unwrap_or("");
        let mut line = indent.to_owned();
        let mut is_new = true;
        for word in words.split(' ') {
            let room = if lines.is_empty() { first } else { rest };
            let needed = columns(&line).saturating_add(columns(word)).saturating_add(1);
            if !is_new && needed > room {
                lines.push(std::mem::replace(&mut line, indent.to_owned()));
                is_new = true;
            }
            if !is_new {
                line.push(' ');
            }
            line.push_str(word);
            is_new = false;
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_breaks_at_spaces() {
        assert_eq!(wrap("one two three", 7, 7), ["one two", "three"]);
        assert_eq!(wrap("one two three", 3, 9), ["one", "two three"]);
        assert_eq!(wrap("a\n  bb cc dd", 20, 8), ["a", "  bb cc", "  dd"]);
        assert_eq!(wrap("åäö åäö", 7, 7), ["åäö åäö"]);
        assert_eq!(wrap("unbreakable", 3, 3), ["unbreakable"]);
        assert_eq!(wrap("", 3, 3), [""]);
    }

    #[test]
    fn nothing_reaches_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\r\u{202e}c\td\n"), "a\u{fffd}[31mb\u{fffd}\u{fffd}c\td\n");
    }
}
