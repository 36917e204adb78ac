//! Text for a terminal: cleaned, measured in columns, wrapped.

use unicode_width::UnicodeWidthStr;

use crate::diagnostics::render::TextStyle;

/// A text from a model or a response without what could steer a terminal or turn the direction of writing.
pub(crate) fn clean(text: &str) -> String {
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t' || crate::respond::turns(c);
    text.chars().filter(|c| !steers(*c)).collect()
}

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Breaks a text between words into lines of at most `width` columns. A word that is longer keeps its length.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if self::width(line).saturating_add(1).saturating_add(self::width(word)) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Breaks a line at `width`; what is broken off stands under the text of its first line.
pub fn folded(line: &str, width: usize) -> String {
    let text = line.trim_start();
    let lead = line.len().saturating_sub(text.len());
    let indent = " ".repeat(lead);
    let lines = wrap(text, width.saturating_sub(lead).max(20));
    lines.iter().map(|line| format!("{indent}{line}")).collect::<Vec<_>>().join("\n")
}

/// A sheet that is written from top to bottom.
#[derive(Debug)]
pub(crate) struct Paper {
    text: String,
    style: TextStyle,
}

impl Paper {
    pub fn new(style: TextStyle) -> Paper {
        Paper { text: String::new(), style }
    }

    pub fn style(&self) -> TextStyle {
        self.style
    }

    /// A line as it is.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// An empty line, unless there is one.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A paragraph: `lead` before its first line, the others under the text.
    pub fn paragraph(&mut self, lead: &str, text: &str) {
        self.styled(lead, text, |_, line| line.to_owned());
    }

    /// A paragraph in bold.
    pub fn heading(&mut self, lead: &str, text: &str) {
        self.styled(lead, text, Paper::bold);
    }

    /// A paragraph in a fainter colour.
    pub fn faint_paragraph(&mut self, lead: &str, text: &str) {
        self.styled(lead, text, Paper::faint);
    }

    fn styled(&mut self, lead: &str, text: &str, style: impl Fn(&Paper, &str) -> String) {
        let indent = width(lead);
        let room = self.style.width.saturating_sub(indent).max(20);
        for (index, line) in wrap(&clean(text), room).iter().enumerate() {
            let before = if index == 0 { lead.to_owned() } else { " ".repeat(indent) };
            let line = format!("{before}{}", style(self, line));
            self.line(&line);
        }
    }

    pub fn bold(&self, text: &str) -> String {
        if self.style.color && !text.is_empty() { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub fn faint(&self, text: &str) -> String {
        if self.style.color && !text.is_empty() { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub fn finish(self) -> String {
        let mut text = self.text.trim_end().to_owned();
        text.push('\n');
        text
    }
}

/// `text` filled up with spaces to `columns`.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `text` with spaces in front, up to `columns`.
pub(crate) fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::{clean, wrap};

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\u{7}"), "a[31mbc");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("ett två tre", 7), ["ett två", "tre"]);
        assert_eq!(wrap("obrytbart", 3), ["obrytbart"]);
        assert_eq!(wrap("", 3), [""]);
    }
}
