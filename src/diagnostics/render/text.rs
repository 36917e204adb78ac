//! Text for people: the message, the source with its labels, notes and help.

use super::edits::advice;
use super::place::Places;
use super::snippet::Drawer;
use super::wrap::{clean, columns, wrap};
use super::{TextStyle, word};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::Sources;

const GREY: &str = "\u{1b}[38;5;246m";
const BOLD: &str = "\u{1b}[1m";
const CYAN: &str = "\u{1b}[36m";
const GREEN: &str = "\u{1b}[32m";
const RESET: &str = "\u{1b}[0m";

/// The findings, a blank line between them.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, style: TextStyle) -> String {
    let places = Places::new(sources);
    let mut drawer = Drawer::new(&places, style);
    let mut text = String::new();
    for diagnostic in diagnostics {
        if !text.is_empty() {
            text.push('\n');
        }
        let title = format!("{}[{}]", word(diagnostic.severity), diagnostic.code);
        headline(&mut text, &title, color(diagnostic.severity), &diagnostic.message, style);
        let advice = advice(diagnostic, &places);
        let drawing = drawer.draw(diagnostic);
        let margin = drawing.as_ref().map(|drawing| drawing.margin);
        for line in drawing.iter().flat_map(|drawing| &drawing.lines) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        for note in &diagnostic.notes {
            remark(&mut text, "note", CYAN, note, margin, style);
        }
        for help in &advice {
            remark(&mut text, "help", GREEN, help, margin, style);
        }
        if let Some(margin) = margin {
            let end = format!("{}╯", "─".repeat(margin));
            text.push_str(&paint(&end, GREY, style));
            text.push('\n');
        }
    }
    text
}

/// A sentence that is about no file.
pub fn words(message: &str, help: &[String], style: TextStyle) -> String {
    let mut text = String::new();
    headline(&mut text, "error", color(Severity::Error), message, style);
    for help in help {
        remark(&mut text, "help", GREEN, help, None, style);
    }
    text
}

fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\u{1b}[1;31m",
        Severity::Warning => "\u{1b}[1;33m",
        Severity::Info => "\u{1b}[1;36m",
    }
}

fn headline(text: &mut String, title: &str, color: &str, message: &str, style: TextStyle) {
    let first = style.width.saturating_sub(columns(title)).saturating_sub(2);
    let lines = wrap(&clean(message), first, style.width.saturating_sub(2));
    text.push_str(&paint(title, color, style));
    text.push_str(&paint(":", BOLD, style));
    text.push(' ');
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            text.push_str("  ");
        }
        text.push_str(&paint(line, BOLD, style));
        text.push('\n');
    }
}

/// A note or a help, inside the frame when there is one.
fn remark(text: &mut String, title: &str, color: &str, message: &str, margin: Option<usize>, style: TextStyle) {
    let before = match margin {
        Some(margin) => format!("{}{} ", " ".repeat(margin), paint("│", GREY, style)),
        None => "  ".to_owned(),
    };
    let taken = margin.map_or(2, |margin| margin.saturating_add(2)).saturating_add(columns(title)).saturating_add(2);
    let room = style.width.saturating_sub(taken);
    for (number, line) in wrap(&clean(message), room, room).iter().enumerate() {
        text.push_str(&before);
        if number == 0 {
            text.push_str(&paint(title, color, style));
            text.push_str(": ");
        } else {
            text.push_str(&" ".repeat(columns(title).saturating_add(2)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

fn paint(text: &str, color: &str, style: TextStyle) -> String {
    if style.color && !text.is_empty() { format!("{color}{text}{RESET}") } else { text.to_owned() }
}
