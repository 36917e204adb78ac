//! The canonical layout, comments kept.
//!
//! The layout of a text follows from its tokens and from a few choices of the author:
//!
//! - Declarations, properties and lists keep the order in which they were written. Texts, comments and numbers are
//!   printed as written; a name loses backticks that it does not need.
//! - A step is four spaces, a line has at most 100 columns where its texts allow it.
//! - A block that stands on one line stays there if it fits and holds no comment; its properties are set apart by
//!   two spaces. Any other block has a property a line. An optional block with nothing in it is left out.
//! - A list and a text in several languages stand on one line if they fit, else with one entry a line. They stay
//!   open if the author has put a line end before the first entry. An open list ends in a comma where the grammar
//!   takes one.
//! - Conditions and formulas stand on one line if they fit. Else they are broken before `and`, `or` and the other
//!   operators, the outermost first.
//! - One blank line between lines stays, several become one, at the start and the end of a block there is none.
//!   A declaration at the top that takes several lines has a blank line on both sides.
//! - A comment stays between the tokens between which it stands, on a line of its own or at the end of the line.
//!   Only a comma after an entry is put before the comment.
//!
//! Tokens are printed one by one, guided by marks that the tree leaves on them (`marks`, `walk`), so none can be
//! lost. The result is read again and given out only if it has the same tree and the same comments.

mod expressions;
mod layout;
mod marks;
mod printer;
mod same;
mod tokens;
mod walk;

use crate::diagnostics::Diagnostic;
use crate::source::FileId;
use crate::syntax;

/// The text in its canonical layout.
///
/// # Errors
/// The syntax errors, when there are any: what cannot be read is not laid out.
pub fn format(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parsed = syntax::parse(file, text);
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(parsed.diagnostics);
    }
    let tokens = tokens::of(file, text);
    let mut marker = marks::Marker::new(&tokens);
    walk::file(&parsed.tree, &mut marker);
    let marks = marker.finish();
    let formatted = printer::print(&layout::lay_out(tokens, &marks));
    let same = same::same(file, text, parsed.tree, &formatted);
    debug_assert!(same, "the layout changes what the text says: {formatted}");
    // A layout that changed the meaning would be our mistake; the author's text is then better left alone.
    if same { Ok(formatted) } else { Ok(text.to_owned()) }
}
