//! What is known of a value: exactly, or within bounds where a walk was coarsened.

use rustc_hash::FxHashMap;

use super::automaton::Id;
use super::graph::{Value, truth};
use crate::exact::{Compare, Rational};

/// What is known of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Known {
    /// It is this.
    Exactly(Value),
    /// It is a number within these bounds; a condition that may hold or not lies between 0 and 1.
    Within(Bounds),
    /// Nothing is known of it.
    Anything,
}

/// Bounds of a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// At least this.
    pub low: Rational,
    /// At most this.
    pub high: Rational,
    /// More than the lower bound.
    pub above: bool,
    /// Less than the upper bound.
    pub below: bool,
}

impl Known {
    /// A number between two others, both included.
    pub fn between(low: Rational, high: Rational) -> Known {
        if low == high {
            return Known::Exactly(Some(low));
        }
        Known::Within(Bounds { low, high, above: false, below: false })
    }

    /// The bounds of a number; none where it may be none.
    pub fn bounds(&self) -> Option<Bounds> {
        match self {
            Known::Exactly(Some(value)) => {
                Some(Bounds { low: value.clone(), high: value.clone(), above: false, below: false })
            }
            Known::Within(bounds) => Some(bounds.clone()),
            Known::Exactly(None) | Known::Anything => None,
        }
    }

    /// Whether it may be this value.
    pub fn may_be(&self, value: &Value) -> bool {
        match (self, value) {
            (Known::Exactly(known), value) => known == value,
            (Known::Within(bounds), Some(value)) => bounds.has(value),
            (Known::Within(_), None) => false,
            (Known::Anything, _) => true,
        }
    }

    /// Whether it may be another value.
    pub fn may_differ(&self, value: &Value) -> bool {
        !matches!(self, Known::Exactly(known) if known == value)
    }
}

impl Bounds {
    fn has(&self, value: &Rational) -> bool {
        let low = if self.above { *value > self.low } else { *value >= self.low };
        let high = if self.below { *value < self.high } else { *value <= self.high };
        low && high
    }

    /// Cut at `at`: what is below it, it itself, and what is above; none when it is not inside.
    pub fn cut(&self, at: &Rational) -> Option<[Option<Known>; 3]> {
        if !self.has(at) || self.low == self.high {
            return None;
        }
        let below = (self.low < *at).then(|| Known::Within(Bounds { high: at.clone(), below: true, ..self.clone() }));
        let above = (self.high > *at).then(|| Known::Within(Bounds { low: at.clone(), above: true, ..self.clone() }));
        Some([below, Some(Known::Exactly(Some(at.clone()))), above])
    }
}

/// How two numbers within bounds compare; none when that is open.
pub fn compare(left: &Bounds, op: Compare, right: &Bounds) -> Option<bool> {
    let surely_less = left.high < right.low || (left.high == right.low && (left.below || right.above));
    let surely_more = left.low > right.high || (left.low == right.high && (left.above || right.below));
    let at_most = left.high <= right.low;
    let at_least = left.low >= right.high;
    let equal = at_most && at_least;
    let decide = |yes: bool, no: bool| {
        if yes {
            Some(true)
        } else if no {
            Some(false)
        } else {
            None
        }
    };
    match op {
        Compare::Less => decide(surely_less, at_least),
        Compare::LessOrEqual => decide(at_most, surely_more),
        Compare::Greater => decide(surely_more, at_most),
        Compare::GreaterOrEqual => decide(at_least, surely_less),
        Compare::Equal => decide(equal, surely_less || surely_more),
        Compare::NotEqual => decide(surely_less || surely_more, equal),
    }
}

/// Values by number.
#[derive(Debug, Clone)]
pub struct Values {
    list: Vec<Known>,
    ids: FxHashMap<Known, Id>,
}

/// The number of *does not hold*, and of zero.
pub const FALSE: Id = 0;
/// The number of *holds*, and of one.
pub const TRUE: Id = 1;
/// The number of *none*.
pub const NONE: Id = 2;
/// The number of *may hold or not*.
pub const MAYBE: Id = 3;
/// The number of *anything*.
pub const ANYTHING: Id = 4;

impl Default for Values {
    fn default() -> Values {
        let mut values = Values { list: Vec::new(), ids: FxHashMap::default() };
        for value in [truth(false), truth(true), None] {
            values.exactly(&value);
        }
        values.id(&Known::between(Rational::ZERO, Rational::ONE));
        values.id(&Known::Anything);
        values
    }
}

impl Values {
    /// The number of what is known.
    pub fn id(&mut self, known: &Known) -> Id {
        if let Some(id) = self.ids.get(known) {
            return *id;
        }
        let id = Id::try_from(self.list.len()).unwrap_or(ANYTHING);
        self.list.push(known.clone());
        self.ids.insert(known.clone(), id);
        id
    }

    /// The number of a value.
    pub fn exactly(&mut self, value: &Value) -> Id {
        self.id(&Known::Exactly(value.clone()))
    }

    /// What a number stands for.
    pub fn get(&self, id: Id) -> &Known {
        self.list.get(id as usize).unwrap_or(&Known::Anything)
    }
}
