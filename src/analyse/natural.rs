//! Counts of responses, of any size.

use std::fmt;

use num_bigint::BigUint;

/// A count of any size; kept inline up to 128 bits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Natural(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(u128),
    /// Only what does not fit `Small`.
    Big(Box<BigUint>),
}

impl Natural {
    /// None.
    pub const ZERO: Natural = Natural(Repr::Small(0));
    /// One.
    pub const ONE: Natural = Natural(Repr::Small(1));

    /// Whether it is none.
    pub fn is_zero(&self) -> bool {
        *self == Natural::ZERO
    }

    /// As a big integer.
    pub fn to_big(&self) -> BigUint {
        match &self.0 {
            Repr::Small(small) => BigUint::from(*small),
            Repr::Big(big) => (**big).clone(),
        }
    }

    /// As a number of 128 bits, where it fits.
    pub fn to_u128(&self) -> Option<u128> {
        match &self.0 {
            Repr::Small(small) => Some(*small),
            Repr::Big(_) => None,
        }
    }

    fn from_big(big: BigUint) -> Natural {
        match u128::try_from(&big) {
            Ok(small) => Natural(Repr::Small(small)),
            Err(_) => Natural(Repr::Big(Box::new(big))),
        }
    }

    /// The sum.
    pub fn plus(&self, other: &Natural) -> Natural {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0)
            && let Some(sum) = a.checked_add(*b)
        {
            return Natural(Repr::Small(sum));
        }
        Natural::from_big(self.to_big() + other.to_big())
    }

    /// The product.
    pub fn times(&self, other: &Natural) -> Natural {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0)
            && let Some(product) = a.checked_mul(*b)
        {
            return Natural(Repr::Small(product));
        }
        Natural::from_big(self.to_big() * other.to_big())
    }

    /// What is left when `other`, which is no larger, is taken away.
    pub fn minus(&self, other: &Natural) -> Natural {
        if let (Repr::Small(a), Repr::Small(b)) = (&self.0, &other.0) {
            return Natural(Repr::Small(a.saturating_sub(*b)));
        }
        let difference = num_bigint::BigInt::from(self.to_big()) - num_bigint::BigInt::from(other.to_big());
        difference.to_biguint().map_or(Natural::ZERO, Natural::from_big)
    }

    /// The share of `whole`; none of nothing.
    pub fn share_of(&self, whole: &Natural) -> Option<crate::exact::Rational> {
        let rational = |natural: &Natural| {
            crate::exact::Rational::from(num_rational::BigRational::from_integer(natural.to_big().into()))
        };
        rational(self).checked_div(&rational(whole))
    }
}

impl Default for Natural {
    fn default() -> Natural {
        Natural::ZERO
    }
}

impl From<u128> for Natural {
    fn from(small: u128) -> Natural {
        Natural(Repr::Small(small))
    }
}

impl From<u64> for Natural {
    fn from(small: u64) -> Natural {
        Natural(Repr::Small(u128::from(small)))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Natural) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Natural) -> std::cmp::Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a), Repr::Small(b)) => a.cmp(b),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl fmt::Display for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(small) => small.fmt(f),
            Repr::Big(big) => big.fmt(f),
        }
    }
}

impl fmt::Debug for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
