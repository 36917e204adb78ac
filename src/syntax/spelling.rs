//! Names and numbers as they should have been written: NFC, look-alike letters, other ways to write numbers.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_security::skeleton;

use super::characters::{self, messages};
use super::kind::Kind;
use super::lexer::Lexed;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span};

/// A name as the tree has it: without backticks, in NFC.
pub(crate) fn plain_name(written: &str) -> Cow<'_, str> {
    let name = written.strip_prefix('`').and_then(|n| n.strip_suffix('`')).unwrap_or(written);
    match name.is_ascii() || is_nfc(name) {
        true => Cow::Borrowed(name),
        false => Cow::Owned(name.nfc().collect()),
    }
}

/// Whether a name may begin with it.
pub(crate) fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether a name may go on with it.
pub(crate) fn continues_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether it may stand between backticks.
pub(crate) fn may_be_in_backticks(c: char) -> bool {
    continues_name(c) || matches!(c, '-' | '.')
}

/// A name with letters of another script that look like Latin ones: the name that was meant.
pub(crate) fn mend_name(span: Span, written: &str) -> Option<(String, Diagnostic)> {
    let mut mended = String::with_capacity(written.len());
    let mut odd = Vec::new();
    let mut latin = false;
    for c in written.chars() {
        match latin_look_alike(c) {
            Some(plain) => {
                odd.push((c, plain.clone()));
                mended.push_str(&plain);
            }
            None => {
                latin |= c.is_alphabetic() && is_latin(c);
                mended.push(c);
            }
        }
    }
    let fullwidth = odd.iter().any(|(c, _)| is_fullwidth(*c));
    let whole_word = !latin && Kind::of_word(&mended).is_some();
    if odd.is_empty() || !(latin || fullwidth || whole_word) {
        return None;
    }
    Some((mended.clone(), messages::look_alike_name(span, written, &mended, &odd)))
}

/// The Latin letter that a letter of another script looks like.
fn latin_look_alike(c: char) -> Option<String> {
    if c.is_ascii() {
        return None;
    }
    if is_fullwidth(c) {
        return plain_sign(c).map(String::from);
    }
    if is_latin(c) {
        return None;
    }
    let plain: String = skeleton(c.encode_utf8(&mut [0; 4])).nfc().collect();
    (!plain.is_empty() && plain.chars().all(|p| is_latin(p) && p.is_alphanumeric())).then_some(plain)
}

fn is_latin(c: char) -> bool {
    let mut scripts = AugmentedScriptSet::for_char(c);
    scripts.intersect_with(AugmentedScriptSet::for_char('a'));
    !scripts.is_empty()
}

fn is_fullwidth(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}

/// The plain sign or digit that a character stands for or looks like.
pub(crate) fn plain_sign(c: char) -> Option<char> {
    if is_fullwidth(c) {
        return char::from_u32(u32::from(c).saturating_sub(0xfee0));
    }
    match c {
        '٫' | '‚' | '،' | '、' => Some(','),
        '：' | '꞉' | '∶' | 'ː' => Some(':'),
        '∕' | '⁄' => Some('/'),
        '∗' | '⁎' => Some('*'),
        '⁒' | '٪' => Some('%'),
        '‐' | '‑' | '‒' | '﹣' => Some('-'),
        '﹛' | '❴' => Some('{'),
        '﹜' | '❵' => Some('}'),
        '﹙' | '❨' => Some('('),
        '﹚' | '❩' => Some(')'),
        '‹' | '❮' => Some('<'),
        '›' | '❯' => Some('>'),
        _ => None,
    }
}

/// `1e3` as `1_000`, `1.` as `1`, `.5` as `0.5`; none when no number was meant.
pub(crate) fn mend_number(written: &str) -> Option<String> {
    let (mantissa, exponent) = match written.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse::<i32>().ok().filter(|e| e.abs() <= 30)?),
        None => (written, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |s: &str| s.chars().all(|c| c.is_ascii_digit() || c == '_');
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    if exponent == 0 {
        let whole = if whole.is_empty() { "0" } else { whole };
        return Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") });
    }
    let all: String = whole.chars().chain(fraction.chars()).filter(|c| *c != '_').collect();
    let places = i32::try_from(fraction.chars().filter(|c| *c != '_').count()).ok()?.saturating_sub(exponent);
    Some(with_places(&all, places))
}

/// The digits with a decimal point `places` from the right.
fn with_places(digits: &str, places: i32) -> String {
    let Ok(places) = usize::try_from(places) else {
        let zeros = "0".repeat(usize::try_from(places.saturating_neg()).unwrap_or(0));
        return plain_whole(&format!("{digits}{zeros}"));
    };
    let padded = format!("{digits:0>width$}", width = places.saturating_add(1));
    let (whole, fraction) = padded.split_at_checked(padded.len().saturating_sub(places)).unwrap_or((&padded, ""));
    let fraction = fraction.trim_end_matches('0');
    match fraction.is_empty() {
        true => plain_whole(whole),
        false => format!("{}.{fraction}", plain_whole(whole)),
    }
}

fn plain_whole(digits: &str) -> String {
    let digits = digits.trim_start_matches('0');
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(i);
        if i > 0 && left.checked_rem(3) == Some(0) {
            out.push('_');
        }
        out.push(c);
    }
    if out.is_empty() { "0".to_owned() } else { out }
}

/// Reports names wholly in another script that look like another name of the file.
pub(crate) fn compare_names(file: FileId, text: &str, lexed: &mut Lexed) {
    let slice = |span: Span| text.get(span.range()).unwrap_or("");
    let suspects: Vec<(Span, String)> = lexed
        .tokens
        .iter()
        .filter(|t| t.kind == Kind::Name && !slice(t.span).is_ascii() && !lexed.mended.contains_key(&t.span.start))
        .filter_map(|t| {
            let letters: Option<String> = slice(t.span)
                .chars()
                .map(|c| if c.is_ascii_digit() || c == '_' { Some(c.to_string()) } else { latin_look_alike(c) })
                .collect();
            letters.map(|plain| (t.span, plain))
        })
        .collect();
    if suspects.is_empty() || suspects.iter().any(|(s, _)| s.file != file) {
        return;
    }
    let names: BTreeSet<&str> =
        lexed.tokens.iter().filter(|t| t.kind == Kind::Name).map(|t| slice(t.span)).filter(|n| n.is_ascii()).collect();
    for (span, plain) in suspects {
        if names.contains(plain.as_str()) {
            let odd: Vec<_> = slice(span).chars().filter_map(|c| latin_look_alike(c).map(|p| (c, p))).collect();
            lexed.findings.push(messages::look_alike_name(span, slice(span), &plain, &odd));
            lexed.mended.insert(span.start, plain);
        }
    }
}

/// What a text says: without its quotation marks, with its escapes resolved.
pub(crate) fn text_content(written: &str) -> Cow<'_, str> {
    let mut inside = written.chars();
    inside.next();
    let open = inside.as_str();
    let content = open.strip_suffix(|c: char| c == '"' || characters::is_quote(c)).unwrap_or(open);
    if !content.contains('\\') {
        return Cow::Borrowed(content);
    }
    let mut out = String::with_capacity(content.len());
    let mut chars = content.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some(escaped @ ('"' | '\\')) => out.push(escaped),
                // Reported already; the text is kept as it is.
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            (c, false) => out.push(c),
        }
    }
    Cow::Owned(out)
}
