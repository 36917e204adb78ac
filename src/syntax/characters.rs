//! Characters that make no token: other languages' signs, look-alikes, characters that cannot be seen.

pub(crate) mod commas;
pub(crate) mod messages;

use logos::Logos;

use super::findings::Findings;
use super::kind::Kind;
use super::spelling;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Span};

/// What was read where no token stands.
#[derive(Debug)]
pub(crate) struct Reading {
    /// In bytes.
    pub length: usize,
    /// The token that was meant, with its text where that differs from what is written.
    pub token: Option<(Kind, Option<String>)>,
    /// More than a stray character may be missing now.
    pub doubtful: bool,
    /// What to say; none when it has been said already.
    pub diagnostic: Option<Diagnostic>,
}

/// Signs of other languages: as written, what is meant (nothing: leave it out), whether the edit is safe.
const FOREIGN: &[(&str, Option<Kind>, &str, bool)] = &[
    ("===", Some(Kind::Equal), "==", true),
    ("!==", Some(Kind::NotEqual), "!=", true),
    ("<>", Some(Kind::NotEqual), "!=", true),
    ("≠", Some(Kind::NotEqual), "!=", true),
    ("=>", Some(Kind::GreaterEqual), ">=", false),
    ("=<", Some(Kind::LessEqual), "<=", true),
    ("≥", Some(Kind::GreaterEqual), ">=", true),
    ("⩾", Some(Kind::GreaterEqual), ">=", true),
    ("≤", Some(Kind::LessEqual), "<=", true),
    ("⩽", Some(Kind::LessEqual), "<=", true),
    ("&&", Some(Kind::And), "and", true),
    ("&", Some(Kind::And), "and", true),
    ("∧", Some(Kind::And), "and", true),
    ("||", Some(Kind::Or), "or", true),
    ("|", Some(Kind::Or), "or", true),
    ("∨", Some(Kind::Or), "or", true),
    ("!", Some(Kind::Not), "not ", true),
    ("¬", Some(Kind::Not), "not ", true),
    ("×", Some(Kind::Star), "*", true),
    ("·", Some(Kind::Star), "*", true),
    ("÷", Some(Kind::Slash), "/", true),
    ("−", Some(Kind::Minus), "-", true),
    ("–", Some(Kind::Minus), "-", true),
    ("—", Some(Kind::Minus), "-", true),
    ("**", Some(Kind::Star), "*", false),
    ("->", None, "", false),
    (";", None, "", true),
];

/// Opening quotation marks that are not `"`.
const QUOTES: &[char] = &['“', '”', '„', '‟', '«', '»', '″', '＂', '\'', '‘', '’', '‚', '‹', '›'];

/// Reads what stands at the beginning of `rest`, which is no token.
pub(crate) fn read(file: FileId, start: usize, rest: &str) -> Reading {
    let Some(first) = rest.chars().next() else {
        return Reading { length: 1, token: None, doubtful: false, diagnostic: None };
    };
    let span = |length: usize| {
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span::new(file, offset(start), offset(start.saturating_add(length)))
    };
    let one = first.len_utf8();
    if first == '"' {
        let length = unclosed_length(rest);
        return closed(length, Kind::String, messages::unclosed(span(length), rest.get(..length).unwrap_or("")));
    }
    if QUOTES.contains(&first) {
        return read_quoted(first, rest, span);
    }
    if first == '`' {
        return read_backtick(rest, span);
    }
    if let Some(length) =
        rest.strip_prefix("/*").map(|body| body.find("*/").map_or(rest.len(), |i| i.saturating_add(4)))
    {
        let diagnostic = messages::block_comment(span(length), rest.get(..length).unwrap_or(""));
        return Reading { length, token: None, doubtful: false, diagnostic: Some(diagnostic) };
    }
    if first == '#' {
        let length = line_length(rest);
        let diagnostic = messages::hash_comment(span(1));
        return Reading { length, token: None, doubtful: false, diagnostic: Some(diagnostic) };
    }
    if first.is_ascii_digit() || first == '.' {
        return read_number(rest, span);
    }
    if let Some((written, kind, meant, safe)) =
        FOREIGN.iter().filter(|(w, ..)| rest.starts_with(w)).max_by_key(|(w, ..)| w.len())
    {
        let diagnostic = messages::foreign_sign(span(written.len()), written, meant, *safe);
        let token = kind.map(|kind| (kind, None));
        return Reading { length: written.len(), token, doubtful: false, diagnostic: Some(diagnostic) };
    }
    if is_reported_by_scan(first) {
        return Reading { length: one, token: None, doubtful: false, diagnostic: None };
    }
    if is_invisible(first) {
        let diagnostic = messages::invisible(span(one), first, start == 0);
        return Reading { length: one, token: None, doubtful: false, diagnostic: Some(diagnostic) };
    }
    if first.is_whitespace() || first == '\u{3164}' {
        let length = rest.chars().take_while(|c| *c == first).map(char::len_utf8).sum();
        let diagnostic = messages::odd_space(span(length), first);
        return Reading { length, token: None, doubtful: false, diagnostic: Some(diagnostic) };
    }
    if let Some(reading) = read_look_alike(rest, span) {
        return reading;
    }
    let length = rest.chars().take_while(|c| is_stray(*c)).map(char::len_utf8).sum::<usize>().max(one);
    let diagnostic = messages::stray(span(length), rest.get(..length).unwrap_or(""));
    Reading { length, token: None, doubtful: true, diagnostic: Some(diagnostic) }
}

fn closed(length: usize, kind: Kind, diagnostic: Diagnostic) -> Reading {
    Reading { length, token: Some((kind, None)), doubtful: true, diagnostic: Some(diagnostic) }
}

/// Length up to the end of the line.
fn line_length(rest: &str) -> usize {
    rest.find(['\n', '\r']).unwrap_or(rest.len())
}

/// Length of a string that nothing closes: to the end of the line, but for a brace there that belongs to the block.
fn unclosed_length(rest: &str) -> usize {
    let line = rest.get(..line_length(rest)).unwrap_or("").trim_end();
    if let Some(curly) = line.find(['”', '“', '»', '″']) {
        let close = line.get(curly..).and_then(|l| l.chars().next()).map_or(0, char::len_utf8);
        return curly.saturating_add(close);
    }
    let text_before_block = line.rfind(" {").filter(|open| {
        let inside = line.get(*open..).unwrap_or("").trim_start_matches([' ', '{']);
        let word: &str = inside.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
        inside.is_empty() || Kind::of_word(word).is_some()
    });
    match (text_before_block, line.strip_suffix('}')) {
        (Some(open), _) => line.get(..open).unwrap_or("").trim_end().len(),
        (None, Some(before)) if line.len() > 1 => before.trim_end().len(),
        _ => line.len(),
    }
    .max(1)
}

/// A text in other quotation marks.
fn read_quoted(open: char, rest: &str, span: impl Fn(usize) -> Span) -> Reading {
    let single = matches!(open, '\'' | '‘' | '’' | '‚' | '‹' | '›');
    let closes = |c: char| match single {
        true => matches!(c, '\'' | '‘' | '’' | '‹' | '›'),
        false => c == '"' || (QUOTES.contains(&c) && !matches!(c, '\'' | '‘' | '’' | '‚' | '‹' | '›')),
    };
    let body = rest.get(open.len_utf8()..).unwrap_or("");
    // No further than to the closing mark or the end of the line: a line may hold any number of texts.
    match body.char_indices().find(|(_, c)| closes(*c) || matches!(c, '\n' | '\r')) {
        Some((inside, close)) if closes(close) => {
            let length = open.len_utf8().saturating_add(inside).saturating_add(close.len_utf8());
            let content = body.get(..inside).unwrap_or("");
            closed(length, Kind::String, messages::other_quotes(span(length), open, close, content))
        }
        _ => {
            let length = unclosed_length(rest).max(open.len_utf8());
            closed(length, Kind::String, messages::unclosed(span(length), rest.get(..length).unwrap_or("")))
        }
    }
}

/// A backtick that opens no name.
fn read_backtick(rest: &str, span: impl Fn(usize) -> Span) -> Reading {
    let body = rest.get(1..).unwrap_or("");
    match body.char_indices().find(|(_, c)| matches!(c, '`' | '\n' | '\r')) {
        Some((close, '`')) => {
            let length = close.saturating_add(2);
            let content = body.get(..close).unwrap_or("");
            let mended: String =
                content.chars().map(|c| if spelling::may_be_in_backticks(c) { c } else { '_' }).collect();
            let diagnostic = messages::backtick_name(span(length), content, &mended);
            Reading { length, token: Some((Kind::Name, Some(mended))), doubtful: false, diagnostic: Some(diagnostic) }
        }
        _ => {
            let name: usize = body.chars().take_while(|c| spelling::may_be_in_backticks(*c)).map(char::len_utf8).sum();
            let length = name.saturating_add(1);
            let mended = body.get(..name).unwrap_or("").to_owned();
            let diagnostic = messages::unclosed_backtick(span(length), &mended);
            let token = (!mended.is_empty()).then_some((Kind::Name, Some(mended)));
            Reading { length, token, doubtful: true, diagnostic: Some(diagnostic) }
        }
    }
}

/// `1.`, `.5`, `1e3`, `2nd`.
fn read_number(rest: &str, span: impl Fn(usize) -> Span) -> Reading {
    let length = rest
        .char_indices()
        .find(|(i, c)| !(spelling::continues_name(*c) || *c == '.' || (is_exponent_sign(rest, *i))))
        .map_or(rest.len(), |(i, _)| i)
        .max(1);
    let written = rest.get(..length).unwrap_or("");
    // `1.x`: the point belongs to what follows.
    let (length, written) = match written.find("..") {
        Some(i) if i > 0 => (i, written.get(..i).unwrap_or("")),
        _ => (length, written),
    };
    match spelling::mend_number(written) {
        Some(mended) => {
            let diagnostic = messages::odd_number(span(length), written, &mended);
            Reading { length, token: Some((Kind::Number, Some(mended))), doubtful: false, diagnostic: Some(diagnostic) }
        }
        None if written.starts_with('.') || written.contains('.') => {
            let length = written.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(length).max(1);
            let written = written.get(..length).unwrap_or("");
            let diagnostic = messages::no_number(span(length), written);
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            let token = (!digits.is_empty()).then_some((Kind::Number, Some(digits)));
            Reading { length, token, doubtful: true, diagnostic: Some(diagnostic) }
        }
        None => {
            let mended = format!("_{written}");
            let diagnostic = messages::digit_first(span(length), written);
            Reading { length, token: Some((Kind::Name, Some(mended))), doubtful: false, diagnostic: Some(diagnostic) }
        }
    }
}

/// The sign in `1e-3`.
fn is_exponent_sign(rest: &str, at: usize) -> bool {
    let sign = rest.get(at..).is_some_and(|r| r.starts_with(['-', '+']));
    let after = rest.get(at.saturating_add(1)..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
    let before = rest.get(..at).unwrap_or("");
    let exponent = before.strip_suffix(['e', 'E']).is_some_and(|n| n.chars().all(|c| c.is_ascii_digit() || c == '.'));
    sign && after && exponent
}

/// A sign or digit that looks like one of ours: fullwidth forms, and what Unicode calls confusable.
fn read_look_alike(rest: &str, span: impl Fn(usize) -> Span) -> Option<Reading> {
    let length: usize =
        rest.chars().take(8).take_while(|c| spelling::plain_sign(*c).is_some()).map(char::len_utf8).sum();
    let run = rest.get(..length).filter(|run| !run.is_empty())?;
    let plain: String = run.chars().filter_map(spelling::plain_sign).collect();
    let mut tokens = Kind::lexer(&plain);
    let kind = tokens.next()?.ok().filter(|k| !matches!(k, Kind::Foreign | Kind::Comment))?;
    let meant = tokens.slice().to_owned();
    let written: usize = run.chars().take(meant.chars().count()).map(char::len_utf8).sum();
    let shown = rest.get(..written).unwrap_or("");
    let diagnostic = messages::look_alike_sign(span(written), shown, &meant);
    Some(Reading { length: written, token: Some((kind, Some(meant))), doubtful: false, diagnostic: Some(diagnostic) })
}

/// Whether nothing in the language begins with it.
fn is_stray(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_ascii_alphanumeric()
        && !spelling::starts_name(c)
        && !is_hidden(c)
        && !QUOTES.contains(&c)
        && spelling::plain_sign(c).is_none()
        && !"{}(),.:+-*/%=!<>\"`#&|;".contains(c)
        && !FOREIGN.iter().any(|(sign, ..)| sign.starts_with(c))
}

/// Reports control characters and characters that turn the direction of writing, wherever they stand.
pub(crate) fn scan(file: FileId, text: &str, findings: &mut Findings) {
    let mut end_of_last: Option<usize> = None;
    for (at, byte) in text.bytes().enumerate() {
        // The first bytes of every character that is looked for.
        if !(byte < 0x20 || matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2)) || matches!(byte, b'\t' | b'\n' | b'\r') {
            continue;
        }
        let Some(c) = text.get(at..).and_then(|t| t.chars().next()) else { continue };
        let end = at.saturating_add(c.len_utf8());
        if !is_reported_by_scan(c) {
            continue;
        }
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match findings.last_mut() {
            // A run of them is one mistake.
            Some(last) if end_of_last == Some(at) => messages::lengthen(last, offset(end)),
            _ => findings.push(messages::hidden_character(Span::new(file, offset(at), offset(end)), c)),
        }
        end_of_last = Some(end);
    }
}

/// Control characters other than tab and line end.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// Characters that turn the direction of writing.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_reported_by_scan(c: char) -> bool {
    is_control(c) || is_bidi(c)
}

/// Characters without width.
pub(crate) fn is_invisible(c: char) -> bool {
    is_bidi(c) || matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{180e}')
}

/// Characters that cannot be seen at all.
pub(crate) fn is_hidden(c: char) -> bool {
    is_invisible(c) || is_control(c)
}

/// Whether it stands between groups of digits: one space of some kind, or an apostrophe.
pub(crate) fn groups_digits(gap: &str) -> bool {
    let mut chars = gap.chars();
    matches!(chars.next(), Some(' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')) && chars.next().is_none()
}

/// Reports escapes that the language does not have.
pub(crate) fn check_escapes(span: Span, slice: &str, findings: &mut Findings) {
    let mut chars = slice.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            continue;
        }
        let Some((_, escaped)) = chars.next() else { return };
        if !matches!(escaped, '"' | '\\' | 'n') {
            let start = span.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            let length = u32::try_from(escaped.len_utf8()).unwrap_or(1).saturating_add(1);
            findings.push(messages::unknown_escape(Span::new(span.file, start, start.saturating_add(length)), escaped));
        }
    }
}

/// Whether it is a quotation mark of another kind.
pub(crate) fn is_quote(c: char) -> bool {
    QUOTES.contains(&c)
}
