//! Exact numbers and their comparison: the only arithmetic that decides a result.

mod compare;
mod rational;

pub use compare::Compare;
pub use rational::Rational;
