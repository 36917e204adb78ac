//! What is said about characters that make no token.

use crate::diagnostics::{Applicability, Code, Diagnostic};
use crate::source::Span;

use super::super::spelling;
use super::{is_control, is_invisible};

/// A control character, or one that turns the direction of writing.
pub(crate) fn hidden_character(span: Span, c: char) -> Diagnostic {
    let number = format!("U+{:04X}", u32::from(c));
    match is_control(c) {
        true => Diagnostic::new(Code::M0005, format!("the control character {number} stands in the text"))
            .at(span, "cannot be seen, and means nothing here")
            .note("a line break in a text is written `\\n`")
            .edit(span, "", Applicability::Safe),
        false => {
            Diagnostic::new(Code::M0006, format!("the invisible character {number} changes the direction of writing"))
                .at(span, "what follows may be shown in another order than it is read")
                .note("a reviewer would see another model than the one that is computed")
                .edit(span, "", Applicability::Safe)
        }
    }
}

/// A run of hidden characters goes on.
pub(super) fn lengthen(diagnostic: &mut Diagnostic, end: u32) {
    if let Some(label) = &mut diagnostic.primary {
        label.span.end = end;
    }
    for edit in &mut diagnostic.edits {
        edit.span.end = end;
    }
}

/// A character without width, outside texts.
pub(super) fn invisible(span: Span, c: char, first_in_file: bool) -> Diagnostic {
    if c == '\u{feff}' && first_in_file {
        return byte_order_mark(span);
    }
    debug_assert!(is_invisible(c), "{c:?} has a width");
    Diagnostic::new(Code::M0007, format!("the invisible character U+{:04X} stands here", u32::from(c)))
        .at(span, "cannot be seen, and makes one name into another")
        .note("it often comes along when text is copied from a web page")
        .edit(span, "", Applicability::Safe)
}

/// A byte order mark at the beginning of the file.
pub(crate) fn byte_order_mark(span: Span) -> Diagnostic {
    Diagnostic::new(Code::M0018, "the file begins with a byte order mark")
        .at(span, "")
        .note("it is ignored; nothing that reads this file needs it")
        .help("save the file as UTF-8 without a byte order mark")
}

/// A space that is none of ours.
pub(super) fn odd_space(span: Span, c: char) -> Diagnostic {
    let name = match c {
        '\u{a0}' => "a non-breaking space",
        '\u{202f}' => "a narrow non-breaking space",
        '\u{2007}' => "a figure space",
        '\u{2009}' => "a thin space",
        '\u{3000}' => "a wide space",
        '\u{2028}' | '\u{2029}' => "a line separator",
        _ => "a space of another kind",
    };
    Diagnostic::new(Code::M0007, format!("{name} (U+{:04X}) stands where an ordinary space belongs", u32::from(c)))
        .at(span, "looks like a space, but is none")
        .help("replace it by a space")
        .edit(span, " ", Applicability::Safe)
}

/// A name with letters of another script.
pub(crate) fn look_alike_name(span: Span, written: &str, meant: &str, odd: &[(char, String)]) -> Diagnostic {
    let letters: Vec<String> = odd
        .iter()
        .map(|(c, plain)| format!("`{c}` (U+{:04X}) looks like `{plain}`", u32::from(*c)))
        .fold(Vec::new(), |mut all, one| {
            if !all.contains(&one) {
                all.push(one);
            }
            all
        });
    let count = match letters.len() {
        1 => "a letter that only looks",
        _ => "letters that only look",
    };
    Diagnostic::new(Code::M0007, format!("`{written}` has {count} like the one that was meant"))
        .at(span, format!("not the same as `{meant}`, though it looks so"))
        .note(letters.join(", "))
        .help(format!("write `{meant}`"))
        .edit(span, meant, Applicability::Safe)
}

/// A sign or digit in another form.
pub(super) fn look_alike_sign(span: Span, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(Code::M0007, format!("`{written}` only looks like `{meant}`"))
        .at(span, "a character of another kind")
        .help(format!("write `{meant}`"))
        .edit(span, meant, Applicability::Safe)
}

/// A text in curly, angular or single quotation marks.
pub(super) fn other_quotes(span: Span, open: char, close: char, content: &str) -> Diagnostic {
    let code = if open == '\'' { Code::M0011 } else { Code::M0007 };
    let mut letters = content.chars();
    let is_name = letters.next().is_some_and(spelling::starts_name) && letters.all(spelling::continues_name);
    // Other languages put what is a name here into single quotation marks as well.
    let applicability = match code == Code::M0011 && is_name {
        true => Applicability::NeedsALook,
        false => Applicability::Safe,
    };
    let content = content.replace('"', "\\\"");
    Diagnostic::new(code, format!("a text stands between `\"` and `\"`, not between `{open}` and `{close}`"))
        .at(span, "quotation marks of another kind")
        .help(match code == Code::M0011 {
            true => "use double quotation marks for a text, and none for a name",
            false => "use straight quotation marks; word processors turn them into curly ones",
        })
        .edit(span, format!("\"{content}\""), applicability)
}

/// A string that the line ends before it is closed.
pub(super) fn unclosed(span: Span, written: &str) -> Diagnostic {
    let curly = written.chars().count() > 1 && written.ends_with(['”', '“', '»', '″']);
    if curly {
        let mut characters = written.chars();
        let close = characters.next_back().unwrap_or('”');
        let content: String = characters.skip(1).collect();
        return Diagnostic::new(
            Code::M0007,
            format!("a text that begins with `\"` ends with `\"`, not with `{close}`"),
        )
        .at(span, "quotation marks of two kinds")
        .help("use straight quotation marks; word processors turn them into curly ones")
        .edit(span, format!("\"{content}\""), Applicability::Safe);
    }
    let end = Span::new(span.file, span.end, span.end);
    Diagnostic::new(Code::M0008, "this text has no closing quotation mark")
        .at(span, "opened here, and still open at the end of the line")
        .note("a text stands on one line; in it, a line break is written `\\n` and a quotation mark `\\\"`")
        .edit(end, "\"", Applicability::NeedsALook)
}

/// An escape that the language does not have.
pub(super) fn unknown_escape(span: Span, escaped: char) -> Diagnostic {
    Diagnostic::new(Code::M0009, format!("`\\{escaped}` means nothing in a text"))
        .at(span, "after a backslash stands `\"`, `\\` or `n`")
        .note("å, ä, ö and every other letter are written as they are")
        .edit(span, format!("\\\\{escaped}"), Applicability::NeedsALook)
}

/// A sign that other languages write.
pub(super) fn foreign_sign(span: Span, written: &str, meant: &str, safe: bool) -> Diagnostic {
    let applicability = if safe { Applicability::Safe } else { Applicability::NeedsALook };
    let diagnostic = match (written, meant.trim()) {
        (";", _) => Diagnostic::new(Code::M0011, "a line ends without `;`")
            .at(span, "not needed")
            .note("the end of a line, or the next word, ends what stands before"),
        (_, "") => Diagnostic::new(Code::M0011, format!("`{written}` is no sign of the language"))
            .at(span, "means nothing here")
            .help("a condition is written with `when`, as in `0 when plan == no`"),
        ("!", _) => Diagnostic::new(Code::M0011, "`!` is written `not`")
            .at(span, "a sign from another language")
            .help("write `not`, as in `not plan == yes`, or `!=` for one comparison"),
        (_, meant) => Diagnostic::new(Code::M0011, format!("`{written}` is written `{meant}`"))
            .at(span, "a sign from another language")
            .help(format!("write `{meant}`")),
    };
    diagnostic.edit(span, meant, applicability)
}

/// `/* … */`.
pub(super) fn block_comment(span: Span, written: &str) -> Diagnostic {
    let body = written.trim_start_matches("/*").trim_start_matches('*').trim_end_matches("*/").trim();
    let lines: Vec<String> =
        body.lines().map(|l| format!("// {}", l.trim().trim_start_matches('*').trim()).trim_end().to_owned()).collect();
    Diagnostic::new(Code::M0011, "a comment begins with `//` and ends with its line")
        .at(span, "a comment as other languages write it")
        .help("begin each of its lines with `//`")
        .edit(span, lines.join("\n"), Applicability::NeedsALook)
}

/// `# comment`.
pub(super) fn hash_comment(span: Span) -> Diagnostic {
    Diagnostic::new(Code::M0011, "a comment begins with `//`, not with `#`")
        .at(span, "a comment as other languages write it")
        .help("write `//`")
        .edit(span, "//", Applicability::Safe)
}

/// `1 000`.
pub(crate) fn grouped_digits(span: Span, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(Code::M0012, format!("the digits of `{written}` are grouped by spaces"))
        .at(span, "read as two numbers otherwise")
        .help(format!("write `{meant}`: digits are grouped by `_`, or not at all"))
        .edit(span, meant, Applicability::Safe)
}

/// `0,5`, `1,000,000`. `certain`: no other number can have been meant.
pub(super) fn comma_in_number(span: Span, written: &str, meant: &str, certain: bool) -> Diagnostic {
    let thousands = meant.contains('_');
    let message = match thousands {
        true => format!("the digits of a number are grouped by `_`, not by `,` or `.` as in `{written}`"),
        false => format!("a decimal point is written `.`, not `,` as in `{written}`"),
    };
    let diagnostic = Diagnostic::new(Code::M0012, message).at(span, "a comma separates the parts of a list");
    match certain || thousands {
        true => diagnostic.help(format!("write `{meant}`")).edit(
            span,
            meant,
            if certain { Applicability::Safe } else { Applicability::NeedsALook },
        ),
        false => diagnostic
            .help(format!("write `{meant}`, or `{}` if thousands are meant", written.replace(',', "_")))
            .edit(span, meant, Applicability::NeedsALook),
    }
}

/// A number that goes on and on.
pub(crate) fn long_number(span: Span, digits: usize) -> Diagnostic {
    Diagnostic::new(Code::M0012, format!("this number has more than {digits} digits"))
        .at(span, "no model needs so many")
        .help("give fewer digits")
}

/// `1.`, `.5`, `1e3`.
pub(super) fn odd_number(span: Span, written: &str, meant: &str) -> Diagnostic {
    let rule = match written.contains(['e', 'E']) {
        true => "a number is written out in full",
        false => "a number has digits on both sides of its decimal point",
    };
    Diagnostic::new(Code::M0012, format!("`{written}` is written `{meant}`"))
        .at(span, rule)
        .help(format!("write `{meant}`"))
        .edit(span, meant, Applicability::Safe)
}

/// `1.2.3`.
pub(super) fn no_number(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(Code::M0012, format!("`{written}` is no number"))
        .at(span, "a number has at most one decimal point")
        .help("a number looks like `12`, `0.25` or `1_000`; a version or a published number stands in quotation marks, as in `version \"1.2.3\"`")
}

/// `2nd`.
pub(super) fn digit_first(span: Span, written: &str) -> Diagnostic {
    Diagnostic::new(Code::M0012, format!("`{written}` is neither a number nor a name"))
        .at(span, "a name begins with a letter, and a number has only digits")
        .edit(span, format!("`{written}`"), Applicability::NeedsALook)
}

/// A name in backticks with characters that cannot be in a name.
pub(super) fn backtick_name(span: Span, content: &str, meant: &str) -> Diagnostic {
    if content.is_empty() {
        return Diagnostic::new(Code::M0016, "there is no name between the backticks")
            .at(span, "empty")
            .help("backticks hold a name that is a reserved word, as in `` `level` ``");
    }
    Diagnostic::new(Code::M0016, "a name has letters, digits, `_`, `-` and `.` only, also in backticks")
        .at(span, "other characters stand in it")
        .help("what readers see stands in a text; a name only tells things apart")
        .edit(span, format!("`{meant}`"), Applicability::NeedsALook)
}

/// A backtick that opens a name and is never closed.
pub(super) fn unclosed_backtick(span: Span, name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::M0016, "a backtick without its partner")
        .at(span, "opened here, and still open at the end of the line")
        .help("a name that is a reserved word stands between two backticks, as in `` `level` ``");
    match name {
        "" => diagnostic.edit(span, "", Applicability::NeedsALook),
        name => diagnostic.edit(span, format!("`{name}`"), Applicability::NeedsALook),
    }
}

/// Characters that the language does not use.
pub(super) fn stray(span: Span, written: &str) -> Diagnostic {
    let help = match written.chars().next() {
        Some('[' | ']') => "a list is written without brackets, its parts separated by commas",
        Some('?') => "a choice is written with `when`, as in `{ 0 when plan == no, 1 otherwise }`",
        Some('$' | '€' | '£') => "an amount is a plain number; its unit stands in a text",
        Some('^') => "powers are not part of the language",
        Some('\\') => "a backslash stands in texts only",
        _ => "what readers are to see stands in a text, between quotation marks",
    };
    Diagnostic::new(Code::M0016, format!("`{written}` is no sign of the language"))
        .at(span, "means nothing outside texts and comments")
        .help(help)
        .edit(span, "", Applicability::NeedsALook)
}
