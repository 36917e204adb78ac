//! Columns of a Parquet file as fields.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::{ColumnDescriptor, Type};

use super::super::fields::{Field, FieldKind};

/// A root column, and the leaf that holds its cells.
pub(super) fn field(root: &Type, leaf: &ColumnDescriptor) -> Field {
    Field { name: root.name().to_owned(), kind: kind(root, leaf) }
}

fn kind(root: &Type, leaf: &ColumnDescriptor) -> FieldKind {
    if root.is_group() {
        let is_list = matches!(root.get_basic_info().logical_type_ref(), Some(LogicalType::List))
            || root.get_basic_info().converted_type() == ConvertedType::LIST;
        return match is_list && leaf.max_rep_level() == 1 && is_text(leaf) {
            true => FieldKind::List,
            false => FieldKind::Other("groups or lists".to_owned()),
        };
    }
    if leaf.max_rep_level() > 0 {
        return FieldKind::Other("repeated values".to_owned());
    }
    let logical = leaf.logical_type_ref();
    if matches!(logical, Some(LogicalType::Decimal(_))) || leaf.converted_type() == ConvertedType::DECIMAL {
        return match (u32::try_from(leaf.type_precision()), u32::try_from(leaf.type_scale())) {
            (Ok(digits), Ok(scale)) => FieldKind::Decimal { digits, scale },
            _ => FieldKind::Other("decimals of another kind".to_owned()),
        };
    }
    match (leaf.physical_type(), logical, leaf.converted_type()) {
        (Physical::BYTE_ARRAY, ..) if is_text(leaf) => FieldKind::Text,
        (_, Some(LogicalType::Unknown), _) => FieldKind::Nothing,
        (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Uuid), _) => FieldKind::Text,
        // Points in time as Spark and old programs write them; what is finer than microseconds is refused.
        (Physical::INT96, ..) => FieldKind::Moment { per_second: 1_000_000, universal: false },
        (Physical::BOOLEAN, ..) => FieldKind::Truth,
        (Physical::INT32, Some(LogicalType::Date), _) | (Physical::INT32, None, ConvertedType::DATE) => FieldKind::Day,
        (Physical::INT64, Some(LogicalType::Timestamp(time)), _) => {
            FieldKind::Moment { per_second: per_second(time.unit), universal: time.is_adjusted_to_u_t_c }
        }
        (Physical::INT32 | Physical::INT64, Some(LogicalType::Time(time)), _) => {
            FieldKind::Time { per_second: per_second(time.unit), universal: time.is_adjusted_to_u_t_c }
        }
        (Physical::INT32 | Physical::INT64, None | Some(LogicalType::Integer(_)), converted) => match converted {
            ConvertedType::UINT_64 => FieldKind::Unsigned,
            ConvertedType::TIME_MILLIS => FieldKind::Time { per_second: 1_000, universal: true },
            ConvertedType::TIME_MICROS => FieldKind::Time { per_second: 1_000_000, universal: true },
            _ => FieldKind::Whole,
        },
        (Physical::FLOAT | Physical::DOUBLE, None, _) => FieldKind::Number,
        _ => FieldKind::Other("bytes or times that are not known here".to_owned()),
    }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

fn is_text(leaf: &ColumnDescriptor) -> bool {
    let by_logical =
        matches!(leaf.logical_type_ref(), Some(LogicalType::String | LogicalType::Enum | LogicalType::Json));
    let by_converted = matches!(leaf.converted_type(), ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON);
    leaf.physical_type() == Physical::BYTE_ARRAY && (by_logical || by_converted)
}
