//! Columns of an Arrow schema: what their cells are, and how they lie in memory.

use polars_arrow_format::ipc::{DateUnit, Field as Declared, Precision, TimeUnit, Type};

use super::super::fields::{Field, FieldKind};

/// How a column lies in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing at all.
    Nothing,
    /// Numbers of so many bytes; days as so many milliseconds when they are.
    Whole {
        bytes: usize,
        signed: bool,
        divisor: i64,
    },
    Number {
        bytes: usize,
    },
    /// Whole numbers of so many bytes, in units of which a whole has ten to the power of the scale.
    Decimal {
        bytes: usize,
        signed: bool,
        digits: u32,
        scale: u32,
    },
    Truth,
    /// Texts one after the other, with offsets of so many bytes.
    Text {
        offsets: usize,
    },
    /// Texts by views of 16 bytes.
    View,
    /// Places in a dictionary.
    Coded {
        id: i64,
        bytes: usize,
        signed: bool,
    },
    /// Lists of texts, with offsets of so many bytes.
    List {
        offsets: usize,
        inner: Box<Shape>,
    },
    /// What is left out: how many buffers it has, whether it has views, and what is within.
    Other {
        buffers: usize,
        views: bool,
        within: Vec<Shape>,
    },
}

/// What a column is, and how it lies.
pub(super) fn column(declared: &Declared) -> (Field, Shape) {
    let (kind, shape) = shape(declared);
    (Field { name: declared.name.clone().unwrap_or_default(), kind }, shape)
}

fn other(words: &str, buffers: usize, declared: &Declared) -> (FieldKind, Shape) {
    let within = declared.children.iter().flatten().map(|inner| shape(inner).1).collect();
    (FieldKind::Other(words.to_owned()), Shape::Other { buffers, views: false, within })
}

fn width(bits: i32) -> usize {
    usize::try_from(bits / 8).unwrap_or(0)
}

fn shape(declared: &Declared) -> (FieldKind, Shape) {
    if let Some(dictionary) = &declared.dictionary {
        let index = dictionary.index_type.as_ref();
        let (bytes, signed) = index.map_or((4, true), |index| (width(index.bit_width), index.is_signed));
        let kind = match declared.type_ {
            Some(Type::Utf8(_) | Type::LargeUtf8(_) | Type::Utf8View(_)) => FieldKind::Text,
            _ => FieldKind::Other("a dictionary of something else than texts".to_owned()),
        };
        return (kind, Shape::Coded { id: dictionary.id, bytes, signed });
    }
    let whole = |bytes, signed| Shape::Whole { bytes, signed, divisor: 1 };
    match &declared.type_ {
        Some(Type::Null(_)) => (FieldKind::Nothing, Shape::Nothing),
        Some(Type::Int(int)) if !int.is_signed && int.bit_width == 64 => {
            (FieldKind::Unsigned, Shape::Decimal { bytes: 8, signed: false, digits: 20, scale: 0 })
        }
        Some(Type::Int(int)) => (FieldKind::Whole, whole(width(int.bit_width), int.is_signed)),
        Some(Type::FloatingPoint(float)) => match float.precision {
            Precision::Half => (FieldKind::Other("half numbers".to_owned()), Shape::Number { bytes: 2 }),
            Precision::Single => (FieldKind::Number, Shape::Number { bytes: 4 }),
            Precision::Double => (FieldKind::Number, Shape::Number { bytes: 8 }),
        },
        Some(Type::Bool(_)) => (FieldKind::Truth, Shape::Truth),
        Some(Type::Utf8(_)) => (FieldKind::Text, Shape::Text { offsets: 4 }),
        Some(Type::LargeUtf8(_)) => (FieldKind::Text, Shape::Text { offsets: 8 }),
        Some(Type::Utf8View(_)) => (FieldKind::Text, Shape::View),
        Some(Type::Date(date)) => match date.unit {
            DateUnit::Day => (FieldKind::Day, whole(4, true)),
            DateUnit::Millisecond => (FieldKind::Day, Shape::Whole { bytes: 8, signed: true, divisor: 86_400_000 }),
        },
        Some(Type::Timestamp(time)) => {
            let kind = FieldKind::Moment { per_second: per_second(time.unit), universal: time.timezone.is_some() };
            (kind, whole(8, true))
        }
        Some(Type::Time(time)) => {
            let kind = FieldKind::Time { per_second: per_second(time.unit), universal: false };
            (kind, whole(width(time.bit_width), true))
        }
        Some(list @ (Type::List(_) | Type::LargeList(_))) => {
            let offsets = if matches!(list, Type::List(_)) { 4 } else { 8 };
            match declared.children.iter().flatten().next().map(shape) {
                Some((FieldKind::Text, inner)) => (FieldKind::List, Shape::List { offsets, inner: Box::new(inner) }),
                _ => other("lists", 2, declared),
            }
        }
        Some(Type::Decimal(decimal)) => match (u32::try_from(decimal.precision), u32::try_from(decimal.scale)) {
            (Ok(digits), Ok(scale)) => {
                let shape = Shape::Decimal { bytes: width(decimal.bit_width), signed: true, digits, scale };
                (FieldKind::Decimal { digits, scale }, shape)
            }
            _ => other("decimals of another kind", 2, declared),
        },
        Some(Type::Binary(_) | Type::LargeBinary(_)) => other("bytes", 3, declared),
        Some(Type::BinaryView(_)) => {
            (FieldKind::Other("bytes".to_owned()), Shape::Other { buffers: 2, views: true, within: Vec::new() })
        }
        Some(Type::Duration(_) | Type::Interval(_)) => other("durations", 2, declared),
        Some(Type::FixedSizeBinary(_)) => other("bytes", 2, declared),
        Some(Type::Map(_)) => other("maps", 2, declared),
        Some(Type::ListView(_) | Type::LargeListView(_)) => other("lists", 3, declared),
        Some(Type::FixedSizeList(_) | Type::Struct(_)) => other("groups or lists", 1, declared),
        Some(Type::RunEndEncoded(_)) => other("runs", 0, declared),
        Some(Type::Union(union)) => {
            let buffers = if matches!(union.mode, polars_arrow_format::ipc::UnionMode::Dense) { 2 } else { 1 };
            other("unions", buffers, declared)
        }
        None => other("nothing that is known", 0, declared),
    }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}
