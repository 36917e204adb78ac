//! mognad: a rule language for maturity models, and its compiler.
//!
//! A maturity model (questions, scales, weights, thresholds, levels, actions) is a text. [`semantics::compile`] checks it
//! and gives a compiled [`model::Model`]; [`evaluate::Outcome::of`] tells what a response leads to.
//!
//! ```
//! use mognad::evaluate::{Answers, Outcome};
//! use mognad::model::{Answer, OVERALL, QuestionId};
//! use mognad::semantics::{Loader, compile};
//!
//! struct InMemory;
//! impl Loader for InMemory {
//!     fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
//!         Ok(br#"
//!             model tools "Our tools" { edition 1 }
//!             ladder steps { starting "Starting"  leading "Leading" from 50% }
//!             area habits "How we use them" { question plan "There is a plan" { answers yes_no } }
//!             overall { levels steps }
//!         "#.to_vec())
//!     }
//! }
//!
//! let compilation = compile("tools.mognad", "", &InMemory);
//! let model = compilation.model.unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
//! let mut answers = Answers::blank(&model, None);
//! answers.set(QuestionId(0), Some(Answer::Index(1))); // the second option: yes
//! let outcome = Outcome::of(&model, &answers);
//! let level = outcome.areas[OVERALL.0 as usize].level.clone().unwrap();
//! assert_eq!(level.known().flatten().and_then(|rank| rank.to_i64()), Some(1));
//! ```
//!
//! The library does no input or output; data flows one way through its modules, in the order of `ARCHITECTURE.md`.

#![deny(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

pub mod analyse;
pub mod compare;
pub mod diagnostics;
pub mod evaluate;
pub mod exact;
pub mod format;
pub mod model;
pub mod report;
pub mod respond;
pub mod score;
pub mod semantics;
pub mod source;
pub mod sql;
pub mod syntax;
pub mod table;
