//! Results in words: one page, laid out as text, Markdown or HTML; and as JSON.
//!
//! [`page`] words everything once, in a language; the renderers only lay it out. The report's own words come from the
//! catalogues in `messages/`.

mod chart;
mod clause;
mod compose;
mod facts;
mod html;
mod markdown;
mod naming;
mod page;
pub(crate) mod paper;
mod text;
mod words;

pub use compose::page;
pub use html::html;
pub use markdown::markdown;
pub use page::{Advice, Chart, Fact, Missing, Next, Page, Reach, Section, Step};
pub use text::text;
pub use words::{Arg, Words};
