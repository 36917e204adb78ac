//! What a value has to be.

use super::intervals::Bounds;
use super::lattice::Lattice;
use crate::analyse::graph::Value;
use crate::exact::{Compare, Rational};

/// What a value has to be.
#[derive(Debug, Clone, Default)]
pub struct Need {
    /// At least this; more than this where it is said.
    pub low: Option<(Rational, bool)>,
    /// At most this; less than this where it is said.
    pub high: Option<(Rational, bool)>,
    /// Not this.
    pub other_than: Option<Rational>,
    /// It may be none instead.
    pub may_lack: bool,
    /// It lies on these steps.
    pub on: Option<Lattice>,
}

impl Need {
    /// Compares like this with a value that lies within bounds.
    pub fn compares(op: Compare, with: &Bounds, may_lack: bool) -> Need {
        let none = Need { may_lack, ..Need::default() };
        match op {
            Compare::Less | Compare::LessOrEqual => {
                Need { high: Some((with.high.clone(), op == Compare::Less)), ..none }
            }
            Compare::Greater | Compare::GreaterOrEqual => {
                Need { low: Some((with.low.clone(), op == Compare::Greater)), ..none }
            }
            Compare::Equal => {
                Need { low: Some((with.low.clone(), false)), high: Some((with.high.clone(), false)), ..none }
            }
            Compare::NotEqual => Need { other_than: (with.low == with.high).then(|| with.low.clone()), ..none },
        }
    }

    /// What is left of bounds; none where nothing is.
    pub fn of(&self, bounds: &Bounds) -> Option<Bounds> {
        let may_lack = bounds.may_lack && self.may_lack;
        let nothing = may_lack.then(|| Bounds::of(&None));
        if bounds.lacks {
            return nothing;
        }
        let mut left = Bounds { may_lack, ..bounds.clone() };
        if let Some((low, strictly)) = &self.low {
            if left.high < *low || (*strictly && left.high == *low) {
                return nothing;
            }
            left.low = left.low.max(low.clone());
        }
        if let Some((high, strictly)) = &self.high {
            if left.low > *high || (*strictly && left.low == *high) {
                return nothing;
            }
            left.high = left.high.min(high.clone());
        }
        if left.low > left.high || (left.low == left.high && self.other_than.as_ref() == Some(&left.low)) {
            return nothing;
        }
        Some(left)
    }

    /// What a value has to be that is like this once it is rounded to so many digits.
    #[must_use]
    pub fn before_rounding(&self, digits: u32) -> Need {
        let half = 10i64.checked_pow(digits).and_then(|unit| Rational::new(1, unit.checked_mul(2)?));
        let (low, high) = match &half {
            None => (None, None),
            Some(half) => (
                self.low.as_ref().map(|(low, _)| (low - half, false)),
                self.high.as_ref().map(|(high, _)| (high + half, false)),
            ),
        };
        Need { low, high, may_lack: self.may_lack, ..Need::default() }
    }

    /// Whether a value is like this.
    pub fn fits(&self, value: &Value) -> bool {
        let is_on = |value: &Rational| self.on.as_ref().is_none_or(|on| on.has(value));
        self.of(&Bounds::of(value)).is_some() && value.as_ref().is_none_or(is_on)
    }
}

/// What lies within both.
pub fn within(one: &Bounds, other: &Bounds) -> Option<Bounds> {
    if other.lacks {
        return one.may_lack.then(|| Bounds::of(&None));
    }
    let need = Need {
        low: Some((other.low.clone(), false)),
        high: Some((other.high.clone(), false)),
        may_lack: other.may_lack,
        ..Need::default()
    };
    need.of(one)
}
