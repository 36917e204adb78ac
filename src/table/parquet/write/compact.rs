//! What Parquet says of pages and row groups, in Thrift's compact form: numbers of few bytes, fields by what they are
//! numbered more than the one before.

use super::super::runs::varint;

/// The kinds of fields that are written.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const WORD: u8 = 5;
const LONG: u8 = 6;
const BYTES: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A struct that is being written.
pub(super) struct Struct<'o> {
    out: &'o mut Vec<u8>,
    last: u8,
}

impl<'o> Struct<'o> {
    /// A struct behind what was written before.
    pub fn new(out: &'o mut Vec<u8>) -> Struct<'o> {
        Struct { out, last: 0 }
    }

    /// Fields come in ascending order, at most fifteen apart.
    fn field(&mut self, number: u8, kind: u8) {
        self.out.push(number.saturating_sub(self.last) << 4 | kind);
        self.last = number;
    }

    pub fn word(&mut self, number: u8, value: i32) {
        self.field(number, WORD);
        signed(i64::from(value), self.out);
    }

    pub fn long(&mut self, number: u8, value: i64) {
        self.field(number, LONG);
        signed(value, self.out);
    }

    pub fn truth(&mut self, number: u8, value: bool) {
        self.field(number, if value { TRUE } else { FALSE });
    }

    pub fn bytes(&mut self, number: u8, value: &[u8]) {
        self.field(number, BYTES);
        bytes(value, self.out);
    }

    pub fn words(&mut self, number: u8, values: &[i32]) {
        self.field(number, LIST);
        list(values.len(), WORD, self.out);
        values.iter().for_each(|value| signed(i64::from(*value), self.out));
    }

    pub fn texts(&mut self, number: u8, values: &[String]) {
        self.field(number, LIST);
        list(values.len(), BYTES, self.out);
        values.iter().for_each(|value| bytes(value.as_bytes(), self.out));
    }

    pub fn within(&mut self, number: u8, fill: impl FnOnce(&mut Struct<'_>)) {
        self.field(number, STRUCT);
        within(self.out, fill);
    }

    /// Structs, of which `fill` fills each.
    pub fn each<T>(&mut self, number: u8, items: &[T], mut fill: impl FnMut(&T, &mut Struct<'_>)) {
        self.field(number, LIST);
        structs(items.len(), self.out);
        items.iter().for_each(|item| within(self.out, |inner| fill(item, inner)));
    }
}

/// A struct by itself.
pub(super) fn within(out: &mut Vec<u8>, fill: impl FnOnce(&mut Struct<'_>)) {
    fill(&mut Struct::new(out));
    out.push(0);
}

/// What stands before so many structs.
pub(super) fn structs(count: usize, out: &mut Vec<u8>) {
    list(count, STRUCT, out);
}

fn list(count: usize, kind: u8, out: &mut Vec<u8>) {
    match u8::try_from(count) {
        Ok(count) if count < 15 => out.push(count << 4 | kind),
        _ => {
            out.push(0xf0 | kind);
            varint(u64::try_from(count).unwrap_or(u64::MAX), out);
        }
    }
}

fn bytes(value: &[u8], out: &mut Vec<u8>) {
    varint(u64::try_from(value.len()).unwrap_or(u64::MAX), out);
    out.extend_from_slice(value);
}

/// Small numbers are short, whatever their sign.
fn signed(value: i64, out: &mut Vec<u8>) {
    varint((value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned(), out);
}

pub(super) fn signed_of(value: usize, out: &mut Vec<u8>) {
    signed(i64::try_from(value).unwrap_or(i64::MAX), out);
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn structs_are_as_the_protocol_has_them() {
        let mut out = Vec::new();
        within(&mut out, |outer| {
            outer.word(1, -1);
            outer.long(3, 300);
            outer.within(5, |inner| inner.truth(1, true));
            outer.texts(6, &["ab".to_owned()]);
            outer.words(7, &[0; 15]);
        });
        let start = [0x15, 1, 0x26, 0xd8, 0x04, 0x2c, 0x11, 0, 0x19, 0x18, 2, b'a', b'b', 0x19, 0xf5, 15];
        assert_eq!(out[..start.len()], start);
        assert_eq!(out[start.len()..], [0; 16]);
    }
}
