//! Results in words: one page, laid out as text, Markdown or HTML; and as JSON.
//!
//! [`page`] words everything once, in a language; the renderers only lay it out. The report's own words come from the
//! catalogues in `messages/`.

mod chart;
mod clause;
mod compose;
mod contribution;
mod derivation;
mod explain;
mod facts;
mod grid;
mod html;
mod inquiry;
mod markdown;
mod naming;
mod page;
pub(crate) mod paper;
mod result;
mod results;
mod summary;
mod survey;
mod table;
mod table_layout;
mod template;
mod text;
mod tree;
mod way;
mod way_layout;
mod words;

pub use compose::page;
pub use explain::{Explanation, Target, explain};
pub use html::html;
pub use inquiry::Inquiry;
pub use markdown::markdown;
pub use page::{Advice, Chart, Fact, Missing, Next, Page, Reach, Section, Step};
pub use paper::folded;
pub use result::{RESULT_FORMAT, ResultOf, Results};
pub use results::results;
pub use summary::{Summary, SummaryAdvice, SummaryArea, SummaryDocument, SummaryGroup, SummaryLevel, summary};
pub use survey::{
    Cell, LadderGroup, LadderRow, PropertyRow, Stands, SurveyPage, VerdictRow, WeightGroup, WeightRow, survey_page,
};
pub use table::{Column, Evaluated, Row, SortBy, Table, UnknownMeasure, table};
pub use template::template;
pub use text::text;
pub use tree::tree;
pub use way::{Aim, WayToLevel, WayVerdict, way};
pub use words::{Arg, Words};
