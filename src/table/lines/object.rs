//! One line: keys, and values as they are written.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostics::json_words;

/// Calls `each` for every key of an object with its value as written.
///
/// # Errors
/// Why the line is no object.
pub(super) fn object<'a>(line: &'a [u8], each: &mut dyn FnMut(Cow<'a, str>, &'a str)) -> Result<(), String> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let read = reader.deserialize_map(Keys { each }).and_then(|()| reader.end());
    read.map_err(|error| match error.is_data() {
        true => "there is no object".to_owned(),
        false => format!("{}, at character {}", json_words(&error), error.column()),
    })
}

struct Keys<'e, 'a> {
    each: &'e mut dyn FnMut(Cow<'a, str>, &'a str),
}

impl<'a> Visitor<'a> for Keys<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, `{\"question\": \"answer\", …}`")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Key<'a>>()? {
            let value: &'a RawValue = map.next_value()?;
            (self.each)(key.0, value.get());
        }
        Ok(())
    }
}

/// A key, in the line where nothing in it is escaped.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Key<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text).map(Key)
    }
}

struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// The text in a JSON string; none when the value is no string.
pub(in super::super) fn unquoted(value: &str) -> Option<Cow<'_, str>> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    if inside.contains('\\') {
        return serde_json::from_str(value).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inside))
}
