//! Tokens and marks to elements for the printer.
//!
//! Every token becomes one text and every comment one comment, in the order in which they stand; only the comma
//! after a list's last entry and an empty optional block come and go.

use std::borrow::Cow;

use super::marks::{Mark, Marks};
use super::printer::Element;
use super::tokens::Token;

/// Words whose parentheses stand close.
const CALLS: &[&str] = &["suggested", "round", "sum", "mean", "min", "max", "count", "share", "all", "any"];

/// Declarations and lines that need their braces, even empty ones.
const NEEDS_BRACES: &[&str] = &["scale", "answers", "roles", "points", "always", "never", "example"];

/// The elements of a file. The last token is the end of the file.
pub(super) fn lay_out<'a>(tokens: Vec<Token<'a>>, marks: &Marks) -> Vec<Element<'a>> {
    let tokens = leave_out(tokens, marks);
    let mut layout = Layout::default();
    for token in tokens {
        layout.token(token, marks);
    }
    layout.elements
}

/// A token with its place among all tokens, which the marks refer to.
struct Numbered<'a> {
    index: usize,
    /// The line of the brace that closes what this token opens.
    closes_on: usize,
    token: Token<'a>,
}

fn starts_line(marks: &Marks, index: usize) -> bool {
    marks.before(index).any(|m| matches!(m, Mark::Line | Mark::Item))
}

/// Leaves out commas after a last entry and empty optional blocks; a comment before a comma goes behind it.
fn leave_out<'a>(tokens: Vec<Token<'a>>, marks: &Marks) -> Vec<Numbered<'a>> {
    let mut kept: Vec<Numbered<'a>> = Vec::with_capacity(tokens.len());
    let mut open = Vec::new();
    let mut line_word: Cow<'a, str> = Cow::Borrowed("");
    let mut moved = Vec::new();
    let mut tokens = tokens.into_iter().enumerate().peekable();
    while let Some((index, mut token)) = tokens.next() {
        if starts_line(marks, index) {
            line_word = token.text.clone();
        }
        if token.text == "," {
            moved.append(&mut token.comments);
            let last = tokens
                .peek()
                .is_none_or(|(next, following)| following.text == "}" || marks.before(*next).any(|m| m == Mark::Line));
            if last {
                continue;
            }
        } else if !moved.is_empty() {
            moved.append(&mut token.comments);
            token.comments = std::mem::take(&mut moved);
        }
        if token.text == "{" {
            let optional = !NEEDS_BRACES.contains(&line_word.as_ref());
            let is_end = |t: &Token<'_>| t.text == "}" && t.comments.is_empty();
            if optional && token.comments.is_empty() && tokens.next_if(|(_, t)| is_end(t)).is_some() {
                continue;
            }
            open.push(kept.len());
        }
        if token.text == "}"
            && let Some(opening) = open.pop().and_then(|o| kept.get_mut(o))
        {
            let empty = opening.index.saturating_add(1) == index && token.comments.is_empty();
            opening.closes_on = if empty { opening.token.line } else { token.line };
        }
        kept.push(Numbered { index, closes_on: token.line, token });
    }
    kept
}

/// A block that is open.
#[derive(Clone, Copy)]
struct Block {
    /// Its lines are separated by commas.
    commas: bool,
}

#[derive(Default)]
struct Layout<'a> {
    elements: Vec<Element<'a>>,
    blocks: Vec<Block>,
    /// A line, or the part of it before or after a block, is open.
    in_line: bool,
    /// The token before; empty at the start of the file.
    previous: Cow<'a, str>,
}

impl<'a> Layout<'a> {
    fn token(&mut self, numbered: Numbered<'a>, marks: &Marks) {
        let Numbered { index, closes_on, token } = numbered;
        let end_of_file = token.text.is_empty();
        if end_of_file || token.text == "}" || starts_line(marks, index) {
            let separated_by_comma = marks.before(index).any(|m| m == Mark::Item);
            self.between_lines(&token, separated_by_comma);
        } else {
            self.inside_line(&token, marks, index);
        }
        match token.text.as_ref() {
            "" => {}
            "{" => self.open_block(&token, closes_on),
            "}" => self.close_block(&token),
            _ => self.text(&token, marks, index),
        }
        self.previous = token.text;
    }

    fn text(&mut self, token: &Token<'a>, marks: &Marks, index: usize) {
        let continues = self.previous == "}" && !starts_line(marks, index);
        let opens = !self.in_line;
        if opens {
            if self.blocks.is_empty() && !continues {
                self.elements.push(Element::Declaration);
            }
            self.elements.push(Element::Open { broken: false });
            self.in_line = true;
        }
        for mark in marks.before(index) {
            self.mark(mark, token.blank);
        }
        if opens && continues {
            self.elements.push(Element::Indent);
        }
        self.elements.push(Element::Text(token.text.clone()));
        if opens && !continues {
            let even = marks.before(index).any(|m| m == Mark::Even);
            self.elements.push(if even { Element::Even } else { Element::Indent });
        }
        for mark in marks.after(index) {
            self.mark(mark, false);
        }
    }

    fn mark(&mut self, mark: Mark, blank: bool) {
        self.elements.push(match mark {
            Mark::Line | Mark::Item | Mark::Even | Mark::Tight => return,
            Mark::Open { broken } => Element::Open { broken },
            Mark::Close => Element::Close,
            Mark::Indent => Element::Indent,
            Mark::Hang => Element::Hang,
            Mark::Dedent => Element::Dedent,
            Mark::Break(flat) => Element::Break { flat, blank: false },
            Mark::ItemBreak => Element::Break { flat: 1, blank },
            Mark::BreakIfOpened => Element::BreakIfOpened,
            Mark::Comma => Element::Comma,
        });
    }

    fn open_block(&mut self, token: &Token<'a>, closes_on: usize) {
        if self.in_line {
            self.elements.push(Element::BreakIfOpened);
        }
        self.end_line();
        self.elements.push(Element::OpenBlock { broken: closes_on != token.line });
        self.elements.push(Element::Text(token.text.clone()));
        self.elements.push(Element::Indent);
        self.blocks.push(Block { commas: false });
    }

    fn close_block(&mut self, token: &Token<'a>) {
        self.elements.push(Element::Text(token.text.clone()));
        self.elements.push(Element::Close);
        self.blocks.pop();
    }

    fn end_line(&mut self) {
        if std::mem::take(&mut self.in_line) {
            self.elements.push(Element::Dedent);
            self.elements.push(Element::Close);
        }
    }

    /// What stands between two lines, or between a line and the end of its block or of the file.
    fn between_lines(&mut self, token: &Token<'a>, item: bool) {
        self.end_line();
        let closes = token.text == "}";
        if let Some(block) = self.blocks.last_mut() {
            block.commas |= item;
            if closes && block.commas {
                self.elements.push(Element::Comma);
            }
        }
        // No blank line at the start of a block or of the file.
        let mut at_start = self.previous == "{" || self.previous.is_empty();
        let mut boundary = self.blocks.is_empty() && !self.previous.is_empty();
        let any_blank = token.blank || token.comments.iter().any(|c| c.blank);
        for comment in &token.comments {
            let blank = comment.blank && !at_start;
            if comment.own_line {
                at_start = false;
                if std::mem::take(&mut boundary) {
                    self.elements.push(Element::Boundary { blank, any_blank });
                }
            }
            self.elements.push(Element::Comment { text: comment.text, own_line: comment.own_line, blank });
        }
        let blank = token.blank && !at_start;
        if closes {
            self.elements.push(Element::Dedent);
            let flat = usize::from(self.previous != "{");
            self.elements.push(Element::Break { flat, blank: false });
        } else if token.text.is_empty() {
        } else if boundary {
            self.elements.push(Element::Boundary { blank, any_blank });
        } else if !self.blocks.is_empty() || !token.comments.is_empty() {
            let flat = if item || self.previous == "{" { 1 } else { 2 };
            self.elements.push(Element::Break { flat, blank });
        }
    }

    fn inside_line(&mut self, token: &Token<'a>, marks: &Marks, index: usize) {
        let keep_blank = marks.before(index).any(|m| m == Mark::ItemBreak);
        for comment in &token.comments {
            let blank = comment.blank && keep_blank;
            self.elements.push(Element::Comment { text: comment.text, own_line: comment.own_line, blank });
        }
        let laid_out = marks
            .before(index)
            .any(|m| matches!(m, Mark::Break(_) | Mark::ItemBreak | Mark::BreakIfOpened | Mark::Tight));
        if !laid_out && token.text != "{" && spaced(&self.previous, &token.text) {
            self.elements.push(Element::Space);
        }
    }
}

fn spaced(previous: &str, next: &str) -> bool {
    match (previous, next) {
        ("(" | ".", _) | (_, ")" | "," | "." | ":" | "%") => false,
        (word, "(") => !CALLS.contains(&word),
        _ => true,
    }
}
