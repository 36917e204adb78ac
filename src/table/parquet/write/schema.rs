//! The schema of the output.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{PrimitiveTypeBuilder, Type, TypePtr};

use super::super::super::carried::CarriedKind;
use super::super::super::plan::{From, Plan};
use crate::score::Kind;

/// The digits of a number that 64 bits hold, and of one that 128 bits hold; six of them are decimals.
const DIGITS: i32 = 18;
const WIDE_DIGITS: i32 = 38;

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
    let builder = match is_wide {
        false => primitive(name, Physical::INT64).with_precision(DIGITS),
        true => primitive(name, Physical::FIXED_LEN_BYTE_ARRAY).with_length(16).with_precision(WIDE_DIGITS),
    };
    builder.with_converted_type(ConvertedType::DECIMAL).with_scale(6).build()
}

fn passing(name: &str, kind: CarriedKind) -> Result<Type> {
    match kind {
        CarriedKind::Text | CarriedKind::Json => text(name),
        CarriedKind::Whole => primitive(name, Physical::INT64).build(),
        CarriedKind::Number => primitive(name, Physical::DOUBLE).build(),
        CarriedKind::Truth => primitive(name, Physical::BOOLEAN).build(),
        CarriedKind::Day => primitive(name, Physical::INT32).with_logical_type(Some(LogicalType::Date)).build(),
        CarriedKind::Moment { per_second, universal } => {
            let unit = match per_second {
                1_000_000 => TimeUnit::MICROS,
                1_000_000_000 => TimeUnit::NANOS,
                _ => TimeUnit::MILLIS,
            };
            let logical = LogicalType::timestamp(universal, unit);
            primitive(name, Physical::INT64).with_logical_type(Some(logical)).build()
        }
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
