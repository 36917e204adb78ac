//! Bytes to text.

use std::borrow::Cow;

use super::characters::is_control;
use super::characters::messages::byte_order_mark;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{FileId, MAX_FILE_BYTES, Span};

/// Decodes a file's bytes: size, UTF-8, byte order mark (dropped), line ends (made `\n`).
/// The text is always usable; what was wrong is in the diagnostics. Spans refer to the decoded text.
pub fn decode(file: FileId, bytes: &[u8]) -> (String, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let start = Span::new(file, 0, 0);
    if is_no_text(bytes) {
        diagnostics.push(no_text(start));
        return (String::new(), diagnostics);
    }
    if bytes.len() > MAX_FILE_BYTES {
        diagnostics.push(too_large(start));
        return (String::new(), diagnostics);
    }
    if let Some(text) = utf16(bytes) {
        diagnostics.push(in_utf16(start));
        let bytes = line_ends(file, text.as_bytes(), &mut diagnostics);
        return (String::from_utf8_lossy(&bytes).into_owned(), diagnostics);
    }
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => {
            diagnostics.push(byte_order_mark(start));
            rest
        }
        None => bytes,
    };
    let bytes = line_ends(file, bytes, &mut diagnostics);
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (text, wrong) = windows_1252(&bytes);
            diagnostics.push(not_utf8(file, &wrong));
            text
        }
    };
    (text, diagnostics)
}

/// Whether it is something else than text: a program, a picture, a document of an office program. A few control
/// characters in a text are mistakes that can be shown where they stand.
fn is_no_text(bytes: &[u8]) -> bool {
    let controls = bytes.iter().filter(|byte| is_control(char::from(**byte)) && byte.is_ascii()).count();
    !is_utf16(bytes) && controls >= 8 && controls > bytes.len() / 32
}

/// Whether a file begins with the mark of UTF-16, in either order of bytes.
fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// The text of a file in UTF-16, which Windows programs write.
fn utf16(bytes: &[u8]) -> Option<String> {
    if !is_utf16(bytes) {
        return None;
    }
    let little = bytes.starts_with(b"\xff\xfe");
    let units = bytes.get(2..)?.chunks(2).map(|pair| match (pair, little) {
        ([a, b], true) => u16::from_le_bytes([*a, *b]),
        ([a, b], false) => u16::from_be_bytes([*a, *b]),
        _ => 0xfffd,
    });
    Some(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect())
}

/// A byte that is no UTF-8.
struct WrongByte {
    byte: u8,
    read_as: char,
    /// Where the character stands in the decoded text.
    start: usize,
}

/// The text with every byte that is no UTF-8 read as Windows-1252, which is what such files are in.
fn windows_1252(bytes: &[u8]) -> (String, Vec<WrongByte>) {
    let mut text = String::with_capacity(bytes.len());
    let mut wrong = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let read_as = windows_1252_letter(*byte);
            wrong.push(WrongByte { byte: *byte, read_as, start: text.len() });
            text.push(read_as);
        }
    }
    (text, wrong)
}

fn windows_1252_letter(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH.get(usize::from(byte).saturating_sub(0x80)).copied().unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}

/// Makes every line end `\n`.
fn line_ends<'a>(file: FileId, bytes: &'a [u8], diagnostics: &mut Vec<Diagnostic>) -> Cow<'a, [u8]> {
    let Some(first) = bytes.iter().position(|b| *b == b'\r') else { return Cow::Borrowed(bytes) };
    let windows = bytes.get(first..).is_some_and(|b| b.starts_with(b"\r\n"));
    let offset = u32::try_from(first).unwrap_or(u32::MAX);
    diagnostics.push(other_line_ends(Span::new(file, offset, offset), windows));
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' => {
                rest.next_if(|next| **next == b'\n');
                out.push(b'\n');
            }
            byte => out.push(*byte),
        }
    }
    Cow::Owned(out)
}

fn too_large(start: Span) -> Diagnostic {
    Diagnostic::new(Code::M0003, format!("the file has more than {MAX_FILE_BYTES} bytes, and no more are read"))
        .at(start, "")
        .help("move scales and ladders into files of their own, and take them in with `use`")
}

fn no_text(start: Span) -> Diagnostic {
    Diagnostic::new(Code::M0002, "the file is not text")
        .at(start, "")
        .note("it is full of control characters, as programs, pictures and documents of office programs are")
        .help("save the model as plain text, in UTF-8")
}

fn in_utf16(start: Span) -> Diagnostic {
    Diagnostic::new(Code::M0002, "the file is in UTF-16, and must be in UTF-8")
        .at(start, "")
        .help("save the file again, and choose UTF-8 as its encoding")
}

fn not_utf8(file: FileId, wrong: &[WrongByte]) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::M0002, "the file is not in UTF-8")
        .help("save the file again, and choose UTF-8 as its encoding");
    let Some(first) = wrong.first() else { return diagnostic };
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let span = Span::new(file, offset(first.start), offset(first.start.saturating_add(first.read_as.len_utf8())));
    let label = match first.read_as.is_alphanumeric() {
        true => format!("the byte {:02X}, which is `{}` in the encoding Windows-1252", first.byte, first.read_as),
        false => format!("the byte {:02X}", first.byte),
    };
    let diagnostic = match wrong.len() {
        1 => diagnostic,
        n => diagnostic.note(format!("{n} bytes in the file are not UTF-8; this is the first")),
    };
    diagnostic.at(span, label)
}

fn other_line_ends(at: Span, windows: bool) -> Diagnostic {
    let system = if windows { "Windows" } else { "an old Mac" };
    Diagnostic::new(Code::M0019, format!("the lines of this file end as on {system}"))
        .at(at, "the first such line end")
        .note("it is read all the same, but every line will seem changed to whoever saves it elsewhere")
        .help("save the file with the line end LF; `mognad fmt` does so")
}
