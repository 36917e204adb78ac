//! Many responses: columns of answers in, columns of results out.
//!
//! [`row`](RowScorer) defines the result of one response, by the row evaluator. A [`Scorer`] gives the same, cell for
//! cell, for blocks of many responses:
//!
//! ```
//! use mognad::model::{AreaId, OVERALL};
//! use mognad::score::{Block, Codes, Column, Content, Output, Scorer, Scores};
//! # use mognad::semantics::{Loader, compile};
//! # struct InMemory;
//! # impl Loader for InMemory {
//! #     fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
//! #         Ok(br#"
//! #             model tools "Our tools" { edition 1 }
//! #             ladder steps { starting "Starting"  leading "Leading" from 50% }
//! #             area habits "How we use them" {
//! #                 question plan "There is a plan" { answers yes_no or na "Not applicable" }
//! #                 question review "It is reviewed" { answers yes_no }
//! #             }
//! #             overall { levels steps }
//! #         "#.to_vec())
//! #     }
//! # }
//! # let model = compile("tools.mognad", "", &InMemory).model.unwrap();
//! // What is wanted of each response. `Output::all` is everything that there is.
//! let outputs = [Content::Score(OVERALL), Content::Level(OVERALL)].map(|content| Output::new(&model, content));
//! let scorer = Scorer::new(&model, outputs.to_vec())?;
//!
//! // Two questions of two options: 0 is `no`, 1 is `yes`. The first one offers `na`, which is 2; 3 is unanswered.
//! let (plan, review) = ([0, 1, 2, 1], [1, 1, 0, 3]);
//! let block = Block { rows: 4, roles: None, answers: vec![Codes::Byte(&plan), Codes::Byte(&review)] };
//! let mut scores = Scores::default();
//! scorer.score(&block, &mut scores);
//!
//! let [Column::Number(score), Column::Level(level)] = scores.columns() else { panic!() };
//! // Percentages in millionths; the last response misses an answer, so it has no score and no level.
//! assert_eq!(score, &[50_000_000, 100_000_000, 0, mognad::score::NO_NUMBER]);
//! assert_eq!(level, &[1, 1, 0, mognad::score::NO_LEVEL]);
//! assert!(scores.misplaced().is_empty()); // no answer where none belongs
//! # Ok::<(), mognad::score::Refusal>(())
//! ```

mod block;
mod number;
mod outputs;
mod plan;
mod row;
mod run;
mod scorer;
mod scores;

pub use block::{Block, Codes, Coding, Width};
pub use number::fixed;
pub use outputs::{Content, Kind, Output};
pub use row::{Cell, Row, RowScorer};
pub(crate) use run::{Instructions, places, recoded};
pub(crate) use scorer::is_wide;
pub use scorer::{Engine, Refusal, Scorer};
pub use scores::{Column, NO_LEVEL, NO_NUMBER, NO_WIDE_NUMBER, Scores, Suggestions};
