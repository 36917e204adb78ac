//! The schema of the output.

use polars_arrow_format::ipc::{
    Bool, Date, DateUnit, Decimal, DictionaryEncoding, DictionaryKind, Field, FloatingPoint, Int, List, Precision,
    Time, TimeUnit, Timestamp, Type, Utf8,
};

use super::super::super::carried::CarriedKind;
use super::super::super::plan::From;
use super::{Book, Encoder};
use crate::score::Kind;

impl Encoder {
    /// A file, begun: its schema and its dictionaries.
    pub fn book(&self, wide: &[bool]) -> Book {
        let mut dictionaries: Vec<(i64, &[String])> = Vec::new();
        let mut fields = Vec::new();
        for (place, column) in self.plan.columns.iter().enumerate() {
            let id = i64::try_from(place).unwrap_or(i64::MAX);
            let (type_, children) = match column.from {
                From::Role => {
                    dictionaries.push((id, &self.names.roles));
                    (text(), Vec::new())
                }
                From::Carried(place) => (of_carried(self.carried.get(place).copied()), Vec::new()),
                From::Result(place) => match self.plan.outputs.get(place).map(|output| output.kind) {
                    Some(Kind::Number) => {
                        let precision = if wide.get(place) == Some(&true) { 38 } else { 19 };
                        let decimal = Decimal { precision, scale: 6, bit_width: 128 };
                        (Type::Decimal(Box::new(decimal)), Vec::new())
                    }
                    Some(Kind::Count) => (Type::Int(Box::new(Int { bit_width: 32, is_signed: true })), Vec::new()),
                    Some(Kind::Truth) => (Type::Bool(Box::new(Bool {})), Vec::new()),
                    Some(Kind::Actions) => {
                        dictionaries.push((id, &self.names.actions));
                        let item = field("item", text(), Some((id, self.names.actions.len())), Vec::new());
                        fields.push(field(&column.name, Type::List(Box::new(List {})), None, vec![item]));
                        continue;
                    }
                    Some(Kind::Level(_)) | None => {
                        dictionaries.push((id, self.names.levels.get(place).map_or(&[][..], Vec::as_slice)));
                        (text(), Vec::new())
                    }
                },
            };
            let coded = dictionaries.last().filter(|(last, _)| *last == id).map(|(id, names)| (*id, names.len()));
            fields.push(field(&column.name, type_, coded, children));
        }
        Book::new(fields, &dictionaries, self.is_stream)
    }
}

fn text() -> Type {
    Type::Utf8(Box::new(Utf8 {}))
}

/// How many bytes a place in a dictionary of so many entries has.
pub(super) fn index_bytes(entries: usize) -> u8 {
    if entries <= 256 { 1 } else { 4 }
}

/// A column; the dictionary has a number, and so many entries.
fn field(name: &str, type_: Type, dictionary: Option<(i64, usize)>, children: Vec<Field>) -> Field {
    let encoding = |(id, entries)| {
        Box::new(DictionaryEncoding {
            id,
            index_type: Some(Box::new(Int {
                bit_width: i32::from(index_bytes(entries)).saturating_mul(8),
                is_signed: false,
            })),
            is_ordered: false,
            dictionary_kind: DictionaryKind::DenseArray,
        })
    };
    Field {
        name: Some(name.to_owned()),
        nullable: true,
        type_: Some(type_),
        dictionary: dictionary.map(encoding),
        children: Some(children),
        custom_metadata: None,
    }
}

fn of_carried(kind: Option<CarriedKind>) -> Type {
    match kind {
        None | Some(CarriedKind::Text | CarriedKind::Json) => text(),
        Some(CarriedKind::Whole) => Type::Int(Box::new(Int { bit_width: 64, is_signed: true })),
        Some(CarriedKind::Unsigned) => Type::Int(Box::new(Int { bit_width: 64, is_signed: false })),
        Some(CarriedKind::Decimal { digits, scale }) => {
            let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
            Type::Decimal(Box::new(Decimal { precision: number(digits), scale: number(scale), bit_width: 128 }))
        }
        Some(CarriedKind::Number) => Type::FloatingPoint(Box::new(FloatingPoint { precision: Precision::Double })),
        Some(CarriedKind::Truth) => Type::Bool(Box::new(Bool {})),
        Some(CarriedKind::Day) => Type::Date(Box::new(Date { unit: DateUnit::Day })),
        Some(CarriedKind::Moment { per_second, universal }) => {
            let timezone = universal.then(|| "UTC".to_owned());
            Type::Timestamp(Box::new(Timestamp { unit: unit(per_second), timezone }))
        }
        Some(kind @ CarriedKind::Time { per_second, .. }) => {
            let bit_width = if kind.is_narrow() { 32 } else { 64 };
            Type::Time(Box::new(Time { unit: unit(per_second), bit_width }))
        }
    }
}

fn unit(per_second: i64) -> TimeUnit {
    match per_second {
        1 => TimeUnit::Second,
        1_000 => TimeUnit::Millisecond,
        1_000_000 => TimeUnit::Microsecond,
        _ => TimeUnit::Nanosecond,
    }
}
