//! JSON lines as a stream; the columns are the keys of the first lines.

use std::collections::HashSet;
use std::io::Read;

use super::super::csv::{Lines, beginning, last_line};
use super::super::fields::{Field, FieldKind};
use super::super::input::Settings;
use super::object::object;
use crate::diagnostics::{Code, Diagnostic};

/// So many lines tell which columns there are.
const FIRST_LINES: usize = 1000;

/// Whole lines.
#[derive(Debug)]
pub struct Piece {
    pub(super) bytes: Vec<u8>,
}

/// JSON lines whose columns are known.
pub(in super::super) struct Input {
    lines: Lines,
    first: Option<Vec<u8>>,
}

impl Input {
    /// Reads which columns there are.
    pub fn open(
        name: &str,
        reader: Box<dyn Read + Send>,
        settings: Settings,
    ) -> Result<(Vec<Field>, Input), Diagnostic> {
        let (lines, bytes) = beginning(name, reader, settings, false)?;
        if bytes.iter().all(u8::is_ascii_whitespace) && last_line(&bytes, false) == Some(bytes.len())
            || bytes.is_empty()
        {
            return Err(Diagnostic::new(Code::M0916, format!("`{name}` is empty"))
                .help("each line is an object: `{\"question\": \"answer\", …}`"));
        }
        let fields = fields(&bytes).map_err(|why| no_lines(name, &why))?;
        Ok((fields, Input { lines, first: Some(bytes) }))
    }

    /// The next rows.
    pub fn next_piece(&mut self, name: &str) -> Result<Option<Piece>, Diagnostic> {
        let bytes = match self.first.take() {
            Some(first) => Some(first),
            None => self.lines.next(name)?,
        };
        Ok(bytes.map(|bytes| Piece { bytes }))
    }
}

fn no_lines(name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::M0916, format!("`{name}` is not JSON lines: {why}")).note("in the first line").help(
        "each line is an object of its own, `{\"question\": \"answer\", …}`: no array, and none over several lines",
    )
}

/// The keys of the first lines, in the order in which they come. Lines that cannot be read are said to be wrong later,
/// unless all of them are.
///
/// # Errors
/// Why the first line is no object, where none is.
fn fields(bytes: &[u8]) -> Result<Vec<Field>, String> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut fields = Vec::new();
    let mut wrong = None;
    let mut is_one = false;
    for line in bytes.split(|byte| *byte == b'\n').take(FIRST_LINES) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let read = object(line, &mut |key, _| {
            if !seen.contains(key.as_ref()) {
                seen.insert(key.clone().into_owned());
                fields.push(Field { name: key.into_owned(), kind: FieldKind::Json });
            }
        });
        match read {
            Ok(()) => is_one = true,
            Err(why) if line.trim_ascii_start().starts_with(b"{") => wrong = wrong.or(Some(why)),
            Err(_) => wrong = wrong.or(Some("there is no object".to_owned())),
        }
    }
    match wrong {
        Some(why) if !is_one => Err(why),
        _ => Ok(fields),
    }
}
