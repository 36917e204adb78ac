//! Random small models, as text in the language, and responses to them. The same seed gives the same bytes.

pub mod responses;
mod rng;

pub use rng::Random;
