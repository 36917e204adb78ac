//! Cells to codes: short names by one look into a table, everything else by what was read before, and at last by the
//! rules of a response file.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::fault::{Fault, FaultKind};
use crate::diagnostics::nearest;
use crate::model::notation::decimal;
use crate::model::{Answer, Domain, Model, Question, QuestionId};
use crate::respond::{self, Notation, Refusal};
use crate::score::Coding;

/// So many different cells of a column are remembered.
const MOST_REMEMBERED: usize = 4096;

/// Texts of less than 16 bytes: their bytes, then their length in the last one.
pub(super) type Key = (u64, u64);

/// The key of a text; none when it is too long.
#[inline]
pub(super) fn key(text: &[u8]) -> Option<Key> {
    let mut bytes = [0u8; 16];
    bytes.get_mut(..text.len()).filter(|_| text.len() < 16)?.copy_from_slice(text);
    Some(halves(u128::from_le_bytes(bytes) | (u128::try_from(text.len()).ok()? << 120)))
}

/// The key of a text that stands at a place, with at least 16 bytes behind its beginning; none when it is too long.
#[inline(always)]
pub(super) fn key_at(bytes: &[u8], text: &Range<usize>) -> Option<Key> {
    let length = u32::try_from(text.len()).ok().filter(|length| *length < 16 && text.start <= text.end)?;
    let whole = bytes.get(text.start..text.start.checked_add(16)?)?.try_into().ok()?;
    let bits = length.wrapping_mul(8);
    let kept = u128::from_le_bytes(whole) & !(u128::MAX << bits);
    Some(halves(kept | u128::from(length) << 120))
}

/// A key in one.
#[inline]
pub(super) fn halves(whole: u128) -> Key {
    (low(whole), low(whole >> 64))
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
fn low(whole: u128) -> u64 {
    whole as u64
}

/// Reads the answers to one question.
#[derive(Debug)]
pub(super) struct CellReader<'a> {
    model: &'a Model,
    id: QuestionId,
    question: &'a Question,
    notation: Notation,
    coding: Coding,
    short: Short,
    long: Long,
    remembered: FxHashMap<Box<[u8]>, u64>,
}

impl<'a> CellReader<'a> {
    pub fn new(model: &'a Model, id: QuestionId, question: &'a Question, notation: Notation) -> CellReader<'a> {
        let coding = Coding::of(question);
        let mut reader = CellReader {
            model,
            id,
            question,
            notation,
            coding,
            short: Short::default(),
            long: Long::default(),
            remembered: FxHashMap::default(),
        };
        let texts = reader.likely_texts();
        let known: Vec<(String, u64)> =
            texts.into_iter().filter_map(|text| Some((reader.parse(&text).ok()?, text))).map(|(c, t)| (t, c)).collect();
        reader.short = Short::new(&known);
        reader.long = Long::new(&known);
        reader.remembered.extend(known.into_iter().map(|(text, code)| (text.into_bytes().into_boxed_slice(), code)));
        reader
    }

    /// The cells that will probably come.
    fn likely_texts(&self) -> Vec<String> {
        let options = self.model.options(self.question);
        let mut texts = vec![String::new(), "na".to_owned()];
        match &self.question.domain {
            Domain::Choice(_) if self.notation == Notation::Points => {
                texts.extend(options.iter().filter_map(|option| option.points.as_ref()).map(decimal));
            }
            Domain::Choice(_) | Domain::AnyOf(_) => {
                texts.push("nothing".to_owned());
                texts.extend(options.iter().map(|option| option.name.clone()));
                texts.extend(options.iter().flat_map(|option| option.was.clone()));
            }
            Domain::Range(range) => texts.extend((0..range.count.min(256)).map(|step| decimal(&range.value(step)))),
            Domain::Text => {}
        }
        texts.sort();
        texts.dedup();
        texts
    }

    /// The code of a missing answer.
    pub fn unanswered(&self) -> u64 {
        self.coding.unanswered()
    }

    /// The code of a short cell, if it is a likely one.
    #[inline(always)]
    pub fn short(&self, key: Key) -> Option<u64> {
        self.short.find(key)
    }

    /// The code of a cell of any length, if it is a likely one.
    #[inline]
    pub fn likely(&self, cell: &[u8]) -> Option<u64> {
        match key(cell) {
            Some(key) => self.short.find(key),
            None => self.long.find(cell),
        }
    }

    /// The code of a cell.
    pub fn text(&mut self, cell: &[u8]) -> Result<u64, Refusal> {
        if let Some(code) = self.long.find(cell) {
            return Ok(code);
        }
        if let Some(code) = self.remembered.get(cell) {
            return Ok(*code);
        }
        let text = String::from_utf8_lossy(cell);
        let code = self.parse(&text)?;
        if self.remembered.len() < MOST_REMEMBERED {
            self.remembered.insert(cell.into(), code);
        }
        Ok(code)
    }

    fn parse(&self, text: &str) -> Result<u64, Refusal> {
        Ok(self.code(respond::cell(self.model, self.question, text, self.notation)?.as_ref()))
    }

    /// The code of a list of options.
    pub fn list<'t>(&self, names: impl IntoIterator<Item = &'t str>) -> Result<u64, Refusal> {
        Ok(self.code(respond::list_cell(self.model, self.question, names)?.as_ref()))
    }

    fn code(&self, answer: Option<&Answer>) -> u64 {
        match answer {
            None => self.coding.unanswered(),
            Some(Answer::Na) => self.coding.na(),
            Some(Answer::Text(_)) => 0,
            Some(Answer::Index(index)) => *index,
        }
    }

    /// What is wrong with a cell.
    pub fn fault(&self, row: usize, column: &str, value: &[u8], refusal: Refusal) -> Fault {
        Fault {
            row,
            column: Some(column.to_owned()),
            value: String::from_utf8_lossy(value).into_owned(),
            kind: FaultKind::Answer(self.id, refusal),
        }
    }
}

/// Reads roles.
#[derive(Debug)]
pub(super) struct RoleReader<'a> {
    model: &'a Model,
    known: FxHashMap<Box<[u8]>, u8>,
}

/// The number of no role.
pub(super) const NO_ROLE: u8 = u8::MAX;

impl<'a> RoleReader<'a> {
    pub fn new(model: &'a Model) -> RoleReader<'a> {
        let mut known: FxHashMap<Box<[u8]>, u8> = FxHashMap::default();
        let number = |place: usize| u8::try_from(place).unwrap_or(NO_ROLE);
        for (place, role) in model.roles.iter().enumerate() {
            for was in &role.was {
                known.entry(was.as_bytes().into()).or_insert(number(place));
            }
        }
        known.extend(model.roles.iter().enumerate().map(|(place, role)| (role.name.as_bytes().into(), number(place))));
        RoleReader { model, known }
    }

    /// The number of a role, or what is wrong.
    pub fn text(&self, cell: &[u8]) -> Result<u8, FaultKind> {
        if let Some(role) = self.known.get(cell) {
            return Ok(*role);
        }
        if cell.is_empty() {
            return Err(FaultKind::NoRole);
        }
        let name = String::from_utf8_lossy(cell);
        let same = |text: &String| text.to_lowercase() == name.to_lowercase();
        let by_text = self.model.roles.iter().find(|role| role.text.values().any(same)).map(|role| role.name.as_str());
        let meant = by_text.or_else(|| nearest(&name, self.model.roles.iter().map(|role| role.name.as_str())));
        Err(FaultKind::Role(meant.map(str::to_owned)))
    }
}

/// A table of short texts without collisions: one multiplication finds the only one that it can be.
#[derive(Debug, Default)]
struct Short {
    factor: u64,
    shift: u32,
    slots: Vec<(Key, u64)>,
}

/// No short text has this key: its length would be 255.
const NO_KEY: Key = (u64::MAX, u64::MAX);

impl Short {
    fn new(texts: &[(String, u64)]) -> Short {
        let keys: Vec<(Key, u64)> =
            texts.iter().filter_map(|(text, code)| Some((key(text.as_bytes())?, *code))).collect();
        Short::of_keys(&keys)
    }

    fn of_keys(keys: &[(Key, u64)]) -> Short {
        let smallest = keys.len().saturating_mul(2).next_power_of_two().max(4).trailing_zeros();
        // A table that is four times too large has no collisions with one of the first few factors.
        for bits in smallest..smallest.saturating_add(8) {
            let mut factor = 0x9e37_79b9_7f4a_7c15u64;
            for _ in 0..32 {
                if let Some(short) = Short::with(keys, factor, 64u32.saturating_sub(bits)) {
                    return short;
                }
                factor = factor.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(2) | 1;
            }
        }
        Short { factor: 0, shift: 63, slots: vec![(NO_KEY, 0); 2] }
    }

    fn with(keys: &[(Key, u64)], factor: u64, shift: u32) -> Option<Short> {
        let size = 1usize.checked_shl(64u32.saturating_sub(shift))?;
        let mut short = Short { factor, shift, slots: vec![(NO_KEY, 0); size] };
        for entry in keys {
            let place = short.place(entry.0);
            let slot = short.slots.get_mut(place).filter(|slot| slot.0 == NO_KEY)?;
            *slot = *entry;
        }
        Some(short)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a table is no larger than memory")]
    fn place(&self, key: Key) -> usize {
        ((key.0 ^ key.1.rotate_left(23)).wrapping_mul(self.factor) >> (self.shift & 63)) as usize
    }

    #[inline(always)]
    fn find(&self, key: Key) -> Option<u64> {
        self.slots.get(self.place(key)).filter(|slot| slot.0 == key).map(|slot| slot.1)
    }
}

/// The same for longer texts: by a key of their ends and their length, and then the whole text.
#[derive(Debug, Default)]
struct Long {
    keys: Short,
    texts: Vec<(Box<[u8]>, u64)>,
}

impl Long {
    fn new(texts: &[(String, u64)]) -> Long {
        let (mut keys, mut kept) = (Vec::new(), Vec::new());
        for (text, code) in texts {
            let Some(key) = Long::key(text.as_bytes()) else { continue };
            // Of texts with one key only the first is found here.
            if keys.iter().all(|(other, _)| *other != key) {
                keys.push((key, u64::try_from(kept.len()).unwrap_or(u64::MAX)));
                kept.push((text.as_bytes().into(), *code));
            }
        }
        Long { keys: Short::of_keys(&keys), texts: kept }
    }

    #[inline]
    fn key(text: &[u8]) -> Option<Key> {
        let (first, last) = (text.first_chunk::<8>()?, text.last_chunk::<8>()?);
        let length = u64::try_from(text.len()).ok().filter(|length| *length >= 16)?;
        Some((u64::from_le_bytes(*first), u64::from_le_bytes(*last) ^ length.rotate_left(32)))
    }

    #[inline]
    fn find(&self, text: &[u8]) -> Option<u64> {
        let place = usize::try_from(self.keys.find(Long::key(text)?)?).ok()?;
        self.texts.get(place).filter(|(known, _)| **known == *text).map(|(_, code)| *code)
    }
}

#[cfg(test)]
mod tests {
    use super::{Long, Short, key, key_at};

    #[test]
    fn short_texts_are_found_and_no_others() {
        let texts: Vec<(String, u64)> = (0..300u64).map(|n| (format!("{:x}", n * n * 7919), n)).collect();
        let short = Short::new(&texts);
        for (text, code) in &texts {
            assert_eq!(short.find(key(text.as_bytes()).unwrap()), Some(*code), "{text}");
        }
        for other in ["", "0\0", "zz", "123456789012345"] {
            assert_eq!(short.find(key(other.as_bytes()).unwrap()), None, "{other}");
        }
        assert_eq!(key(b"1234567890123456"), None);
        let bytes = b"..school, and what stands behind";
        assert_eq!(key_at(bytes, &(2..8)), key(b"school"));
        assert_eq!((key_at(bytes, &(2..2)), key_at(bytes, &(2..18))), (key(b""), None));
    }

    #[test]
    fn long_texts_are_found_and_no_others() {
        let texts: Vec<(String, u64)> = (0..300u64).map(|n| (format!("a long text, {:x}", n * n * 7919), n)).collect();
        let long = Long::new(&texts);
        for (text, code) in &texts {
            let expected = (text.len() >= 16).then_some(*code);
            assert_eq!(long.find(text.as_bytes()), expected, "{text}");
        }
        for other in ["", "a long text, 1ef", "a long text; 1eef", "a long text, 1eef0000000000000000"] {
            assert_eq!(long.find(other.as_bytes()), None, "{other}");
        }
        assert_eq!(Long::default().find(b"a text that nobody knows"), None);
    }
}
