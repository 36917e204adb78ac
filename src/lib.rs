//! mognad: a rule language for maturity models.

pub mod diagnostics;
pub mod evaluate;
pub mod exact;
pub mod format;
pub mod model;
pub mod report;
pub mod respond;
pub mod semantics;
pub mod source;
pub mod syntax;
