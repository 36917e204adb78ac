//! The schema of the output.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{PrimitiveTypeBuilder, Type, TypePtr};

use super::super::super::carried::{CarriedKind, MOST_DIGITS};
use super::super::super::plan::{From, Plan};
use crate::score::Kind;

/// So many digits 64 bits hold for sure.
pub(super) const DIGITS: u32 = 18;

/// The schema of these columns; `wide` says which results are wide numbers.
pub(super) fn root(plan: &Plan, carried: &[CarriedKind], wide: &[bool]) -> Result<TypePtr> {
    let mut fields = Vec::with_capacity(plan.columns.len());
    for column in &plan.columns {
        let name = &column.name;
        fields.push(Arc::new(match column.from {
            From::Role => text(name)?,
            From::Carried(place) => passing(name, carried.get(place).copied().unwrap_or(CarriedKind::Text))?,
            From::Result(place) => match plan.outputs.get(place).map(|output| output.kind) {
                Some(Kind::Number) => number(name, wide.get(place).copied().unwrap_or(false))?,
                Some(Kind::Count) => primitive(name, Physical::INT32).build()?,
                Some(Kind::Truth) => primitive(name, Physical::BOOLEAN).build()?,
                Some(Kind::Actions) => list(name)?,
                Some(Kind::Level(_)) | None => text(name)?,
            },
        }));
    }
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?))
}

fn primitive(name: &str, physical: Physical) -> PrimitiveTypeBuilder<'_> {
    Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL)
}

fn text(name: &str) -> Result<Type> {
    primitive(name, Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build()
}

fn number(name: &str, is_wide: bool) -> Result<Type> {
    decimal(name, if is_wide { MOST_DIGITS } else { DIGITS }, 6)
}

fn decimal(name: &str, digits: u32, scale: u32) -> Result<Type> {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let builder = match digits <= DIGITS {
        true => primitive(name, Physical::INT64),
        false => primitive(name, Physical::FIXED_LEN_BYTE_ARRAY).with_length(16),
    };
    let builder = builder.with_precision(number(digits)).with_scale(number(scale));
    builder.with_converted_type(ConvertedType::DECIMAL).build()
}

fn passing(name: &str, kind: CarriedKind) -> Result<Type> {
    match kind {
        CarriedKind::Text | CarriedKind::Json => text(name),
        CarriedKind::Whole => primitive(name, Physical::INT64).build(),
        CarriedKind::Unsigned => {
            primitive(name, Physical::INT64).with_logical_type(Some(LogicalType::integer(64, false))).build()
        }
        CarriedKind::Decimal { digits, scale } => decimal(name, digits, scale),
        CarriedKind::Number => primitive(name, Physical::DOUBLE).build(),
        CarriedKind::Truth => primitive(name, Physical::BOOLEAN).build(),
        CarriedKind::Day => primitive(name, Physical::INT32).with_logical_type(Some(LogicalType::Date)).build(),
        CarriedKind::Moment { per_second, universal } => {
            let logical = LogicalType::timestamp(universal, unit(per_second));
            primitive(name, Physical::INT64).with_logical_type(Some(logical)).build()
        }
        CarriedKind::Time { per_second, universal } => {
            let physical = if kind.is_narrow() { Physical::INT32 } else { Physical::INT64 };
            let logical = LogicalType::time(universal, unit(per_second));
            primitive(name, physical).with_logical_type(Some(logical)).build()
        }
    }
}

/// Parquet has no whole seconds.
fn unit(per_second: i64) -> TimeUnit {
    match per_second {
        1_000_000 => TimeUnit::MICROS,
        1_000_000_000 => TimeUnit::NANOS,
        _ => TimeUnit::MILLIS,
    }
}

fn list(name: &str) -> Result<Type> {
    let element = Type::primitive_type_builder("element", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::String))
        .build()?;
    let repeated = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(repeated)])
        .build()
}
