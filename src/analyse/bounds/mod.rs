//! What can be told by bounds, without a walk: between which values nodes are, in which steps, and what a condition
//! leaves of the answers. A [`search`] halves what is left until a response is found or nothing is left.

mod intervals;
mod lattice;
mod left;
mod narrow;
mod need;
mod open;
mod point;
mod search;
mod terms;
mod together;

pub use intervals::{Bounds, Intervals};
pub use narrow::is_impossible;
pub use search::{Searched, search};
