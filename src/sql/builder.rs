//! What is shared while a model is turned into columns.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::{One, Signed};

use super::dialect::Dialect;
use super::expression::{Expr, Width};
use super::fraction::Fraction;
use super::known::{Askers, Known, Reading};
use super::steps::{Place, Steps};
use super::uses::Uses;
use crate::model::{AreaId, Model, NumberId, OVERALL, RoleId};

/// Bounds hold for answers. A row that is refused has calculated with something else before: at most five times as much
/// as any answer gives, as `-2` lies beside `0..n`.
const MARGIN: i64 = 8;

/// A number that an engine cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooWide {
    /// The area that it is calculated in.
    pub area: AreaId,
    /// How large it can become.
    pub largest: BigInt,
}

/// Builds the columns of a query.
pub(super) struct Builder<'a> {
    pub model: &'a Model,
    pub dialect: Dialect,
    /// A mean over a changing set is brought to one denominator as long as that is no larger than this.
    pub limit: BigInt,
    pub steps: Steps,
    pub uses: Uses,
    pub askers: Askers,
    complete: Vec<Known<'a>>,
    any: Vec<Known<'a>>,
    /// The area whose results are worked out.
    pub here: AreaId,
    pub too_wide: Option<TooWide>,
    /// Whether something needed the widest type.
    pub wide: bool,
    pub numbers: Vec<Option<Fraction>>,
    pub truths: Vec<Option<Expr>>,
    pub scores: Vec<Option<Fraction>>,
    pub levels: Vec<Option<Expr>>,
    pub left: Vec<Option<Expr>>,
    pub suggested: Vec<Option<Expr>>,
    pub questions: super::questions::Questions,
    /// How many questions of each area are answered and asked.
    pub complete_counts: BTreeMap<AreaId, (Expr, Expr)>,
}

impl<'a> Builder<'a> {
    pub fn new(model: &'a Model, dialect: Dialect, limit: BigInt) -> Builder<'a> {
        let roles: Vec<Option<RoleId>> = match model.roles.len() {
            0 => vec![None],
            _ => (0..).map(RoleId).zip(&model.roles).map(|(id, _)| Some(id)).collect(),
        };
        let known = |reading| roles.iter().map(|role| Known::new(model, *role, reading)).collect();
        Builder {
            model,
            dialect,
            limit,
            steps: Steps::new(dialect),
            uses: Uses::of(model),
            askers: Askers::of(model),
            complete: known(Reading::Complete),
            any: known(Reading::Any),
            here: OVERALL,
            too_wide: None,
            wide: false,
            numbers: vec![None; model.numbers.len()],
            truths: vec![None; model.truths.len()],
            scores: vec![None; model.areas.len()],
            levels: vec![None; model.areas.len()],
            left: vec![None; model.areas.len()],
            suggested: vec![None; model.actions.len()],
            questions: super::questions::Questions::default(),
            complete_counts: BTreeMap::new(),
        }
    }

    /// What is sure, for each role.
    pub fn known(&mut self, reading: Reading) -> &mut [Known<'a>] {
        match reading {
            Reading::Complete => &mut self.complete,
            Reading::Any => &mut self.any,
        }
    }

    /// Works something out as part of an area.
    pub fn within<T>(&mut self, area: AreaId, work: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.here, area);
        let result = work(self);
        self.here = outer;
        result
    }

    /// The key of an area.
    pub fn area_key(&self, area: AreaId) -> &'a str {
        self.model.areas.get(area.0 as usize).map_or("", |area| area.key.as_str())
    }

    /// The width that numbers up to this size need.
    pub fn fit(&mut self, largest: &BigInt) -> Width {
        let with_margin = largest * MARGIN;
        let width = self.dialect.width(&with_margin);
        if width == Some(Width::Widest) {
            self.wide = true;
        }
        if width.is_none() {
            self.refuse(largest);
        }
        width.unwrap_or(Width::Widest)
    }

    /// Notes that a number of this size cannot be held; the largest one is told.
    pub fn refuse(&mut self, largest: &BigInt) {
        if self.too_wide.as_ref().is_none_or(|known| known.largest < *largest) {
            self.too_wide = Some(TooWide { area: self.here, largest: largest.clone() });
        }
    }

    /// A number in the width that what is calculated with it needs.
    pub fn widened(&self, expr: Expr, needed: Width) -> Expr {
        // SQLite has one type of whole numbers.
        let narrow = self.dialect != Dialect::Sqlite && self.steps.width_of(&expr) < needed;
        if narrow { Expr::Widened(needed, Box::new(expr)) } else { expr }
    }

    /// A product with a number and with parts that differ from row to row, and its size.
    pub fn product(&mut self, expr: Expr, size: &BigInt, factor: &BigInt, parts: &[(Expr, BigInt)]) -> (Expr, BigInt) {
        let result = parts.iter().fold(size * factor.abs(), |size, (_, part)| size * part);
        if expr == Expr::Null {
            return (expr, result);
        }
        if parts.is_empty() && matches!(expr, Expr::Integer(_)) {
            return (expr.times(factor), result);
        }
        let needed = self.fit(&result);
        let mut all: Vec<Expr> = match (expr, parts) {
            (Expr::Integer(one), [_, ..]) if one.is_one() => Vec::new(),
            (expr, _) => vec![expr],
        };
        all.extend(parts.iter().map(|(part, _)| part.clone()));
        if all.len() > 1 || !factor.abs().is_one() {
            // The first one widens those that it is multiplied with.
            let first = all.remove(0);
            all.insert(0, self.widened(first, needed));
        }
        let product = if all.len() == 1 { all.remove(0) } else { Expr::Product(all) };
        (product.times(factor), result)
    }

    /// A sum, and the size that none of its parts exceeds.
    pub fn sum(&mut self, terms: Vec<(Expr, BigInt)>) -> (Expr, BigInt) {
        let size: BigInt = terms.iter().map(|(_, size)| size).sum();
        if terms.iter().any(|(term, _)| *term == Expr::Null) {
            return (Expr::Null, size);
        }
        let needed = self.fit(&size);
        let mut all: Vec<Expr> = terms.into_iter().map(|(term, _)| term).filter(|term| *term != Expr::int(0)).collect();
        // The first one widens those that are added to it; a long sum is written in groups, each with a first one.
        if all.len() > 1 {
            let first = if all.len() > super::spell::CHAIN { all.len() } else { 1 };
            let rest = all.split_off(first);
            all = all.into_iter().map(|term| self.widened(term, needed)).chain(rest).collect();
        }
        (Expr::sum(all), size)
    }

    /// Everything below a fraction as one expression; none when it is 1.
    pub fn bottom(&mut self, fraction: &Fraction) -> Option<Expr> {
        match (fraction.varying.is_empty(), fraction.fixed.is_one()) {
            (true, true) => None,
            (true, false) => Some(Expr::Integer(fraction.fixed.clone())),
            (false, _) => Some(self.product(Expr::int(1), &BigInt::one(), &fraction.fixed, &fraction.varying).0),
        }
    }

    /// A column for a number, unless it is short already; named after what it is.
    pub fn in_column(&mut self, name: &str, fraction: Fraction, note: Option<String>) -> Fraction {
        if matches!(fraction.top, Expr::Column(_) | Expr::Integer(_) | Expr::Null) {
            return fraction;
        }
        let name = match (fraction.fixed.is_one(), fraction.varying.is_empty()) {
            (true, true) => name.to_owned(),
            (false, true) => format!("{name} * {}", fraction.fixed),
            (_, false) => format!("{name} numerator"),
        };
        let column = self.steps.add(&name, Place::Area(self.here), fraction.top, note.into_iter().collect());
        Fraction { top: Expr::Column(column), ..fraction }
    }

    /// Millionths as a number with six decimals. Engines hold 38 digits of such.
    pub fn shown_number(&mut self, millionths: Expr, size: &BigInt) -> Expr {
        let digits = |digits: u32| BigInt::from(10).pow(digits);
        if *size >= digits(30) && self.dialect != Dialect::Postgres {
            self.refuse(size);
        }
        self.fit(size);
        Expr::Millionths(Box::new(millionths), size * MARGIN < digits(18))
    }

    /// Whether a number has a value for everybody.
    pub fn always(&mut self, id: NumberId, reading: Reading) -> bool {
        self.known(reading).iter_mut().all(|known| known.number(id) == super::known::Sure::Always)
    }
}
