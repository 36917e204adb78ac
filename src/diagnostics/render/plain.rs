//! Plain lines: `file:line:column: error[M0301]: message`, everything else indented below. Nothing depends on where
//! something stands on the screen.

use super::word;
use crate::diagnostics::Diagnostic;
use crate::source::Sources;

/// The findings, each a paragraph.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        if let Some(label) = &diagnostic.primary {
            let place = sources.line_column(label.span.file, label.span.start);
            text.push_str(&format!("{}:{}:{}: ", sources.path(label.span.file), place.line, place.column));
        }
        text.push_str(&format!("{}[{}]: {}\n", word(diagnostic.severity), diagnostic.code, diagnostic.message));
        for note in &diagnostic.notes {
            text.push_str(&format!("  note: {note}\n"));
        }
        for help in &diagnostic.help {
            text.push_str(&format!("  help: {help}\n"));
        }
    }
    text
}
