//! CSV out. No cell of it is a formula.

use std::borrow::Cow;

use super::super::batch::Batch;
use super::super::carried::{Carried, CarriedKind};
use super::super::lines::unquoted;
use super::super::plan::From;
use super::super::{decimal, moment};
use super::{Good, Writer, cell, result};
use crate::score::Scores;

/// The first line.
pub(super) fn header(writer: &Writer) -> Vec<u8> {
    let mut out = Vec::new();
    for (place, name) in writer.words.columns.iter().enumerate() {
        if place > 0 {
            out.push(writer.words.delimiter);
        }
        text(name, writer.words.delimiter, &mut out);
    }
    out.push(b'\n');
    out
}

/// A line a good row.
pub(super) fn rows(writer: &Writer, batch: &Batch, scores: &Scores, good: &Good<'_>, out: &mut Vec<u8>) {
    for row in good.rows(batch.rows) {
        let start = out.len();
        for (place, column) in writer.plan.columns.iter().enumerate() {
            if place > 0 {
                out.push(writer.words.delimiter);
            }
            match column.from {
                From::Role => {
                    let role = batch.roles.get(row).and_then(|role| writer.words.roles.get(usize::from(*role)));
                    role.inspect(|role| role.put(out));
                }
                From::Carried(place) => carried(writer, batch, place, row, out),
                From::Result(place) => cell(writer, result(scores, place), place, row, ["", ";", ""], out),
            }
        }
        // A line with nothing in it would be no row.
        if out.len() == start {
            out.extend_from_slice(b"\"\"");
        }
        out.push(b'\n');
    }
}

fn carried(writer: &Writer, batch: &Batch, place: usize, row: usize, out: &mut Vec<u8>) {
    let kind = writer.carried.get(place).copied().unwrap_or(CarriedKind::Text);
    let delimiter = writer.words.delimiter;
    match batch.carried.get(place) {
        Some(Carried::Text(texts)) => {
            let Some(cell) = texts.get(row) else { return };
            if kind == CarriedKind::Json {
                let value = String::from_utf8_lossy(cell);
                return text(unquoted(&value).unwrap_or(Cow::Borrowed(&value)).as_bytes(), delimiter, out);
            }
            text(cell, delimiter, out);
        }
        Some(Carried::Whole(cells)) => {
            if let Some(Some(cell)) = cells.get(row) {
                out.extend_from_slice(moment::shown(kind, *cell).as_bytes());
            }
        }
        Some(Carried::Wide(cells)) => {
            if let Some(Some(cell)) = cells.get(row) {
                out.extend_from_slice(decimal::shown(kind, *cell).as_bytes());
            }
        }
        Some(Carried::Number(cells)) => {
            if let Some(Some(cell)) = cells.get(row) {
                out.extend_from_slice(cell.to_string().as_bytes());
            }
        }
        Some(Carried::Truth(cells)) => {
            if let Some(Some(cell)) = cells.get(row) {
                out.extend_from_slice(if *cell { b"true" } else { b"false" });
            }
        }
        None => {}
    }
}

/// A text, so that a spreadsheet shows it and does not run it: what would be a formula begins with an apostrophe.
pub(in super::super) fn text(cell: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    let is_formula = is_formula(cell);
    let special = |byte: &u8| *byte == delimiter || matches!(*byte, b'"' | b'\n' | b'\r');
    if !is_formula && !cell.iter().any(special) {
        return out.extend_from_slice(cell);
    }
    out.push(b'"');
    if is_formula {
        out.push(b'\'');
    }
    for byte in cell {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

/// Whether a spreadsheet would run a cell: it begins as a formula does, and is no plain number.
fn is_formula(cell: &[u8]) -> bool {
    match cell {
        [b'=' | b'@' | b'\t' | b'\r' | b'\n', ..] => true,
        [b'+' | b'-', rest @ ..] => !is_number(rest),
        // The same signs in their wide forms.
        [0xef, 0xbc, 0x9d | 0x8b | 0x8d, ..] | [0xef, 0xbc, 0xa0, ..] => true,
        _ => false,
    }
}

/// Whether a number stands behind a sign, or nothing: digits with points or commas, perhaps a power of ten.
fn is_number(text: &[u8]) -> bool {
    let is_digits = |text: &[u8]| text.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let mut parts = text.splitn(2, |byte| matches!(byte, b'e' | b'E'));
    let (number, power) = (parts.next().unwrap_or_default(), parts.next());
    // Without digits before it, it would be the name of a cell: `+E5`.
    let is_power = |power: &[u8]| {
        let digits = power.strip_prefix(b"-").or(power.strip_prefix(b"+")).unwrap_or(power);
        !number.is_empty() && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
    };
    is_digits(number) && power.is_none_or(is_power)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn cells_that_would_be_run_are_written_as_text() {
        for (cell, written) in [
            ("Björkskolan", "Björkskolan"),
            ("a,b", "\"a,b\""),
            ("say \"yes\"", "\"say \"\"yes\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("-1.5", "-1.5"),
            ("+46701234567", "+46701234567"),
            ("-", "-"),
            ("+1e5", "+1e5"),
            ("-2,5E-3", "\"-2,5E-3\""),
            ("+E5", "\"'+E5\""),
            ("-1e", "\"'-1e\""),
            ("-1e5+A1", "\"'-1e5+A1\""),
            ("-1+cmd|' /C calc'!A0", "\"'-1+cmd|' /C calc'!A0\""),
            ("\t=1", "\"'\t=1\""),
            ("＝1", "\"'＝1\""),
            ("", ""),
        ] {
            let mut out = Vec::new();
            text(cell.as_bytes(), b',', &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), written, "{cell}");
        }
    }
}
