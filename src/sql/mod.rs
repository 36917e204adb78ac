//! A compiled model as a query over a table of responses.
//!
//! The query gives the same cells as [`score`](crate::score), and every threshold is decided exactly: numbers are
//! fractions of whole numbers, compared without dividing, in types that are proved to hold them. What an engine cannot
//! hold is refused while compiling.

mod areas;
mod builder;
mod dialect;
mod expression;
mod fraction;
mod inputs;
mod known;
mod names;
mod numbers;
mod query;
mod questions;
mod results;
mod round;
mod spell;
mod steps;
mod truths;
mod uses;
mod wishes;

use num_bigint::BigInt;

use crate::diagnostics::{Code, Diagnostic};
use crate::model::Model;
use crate::score::{Output, Scorer};

pub use dialect::Dialect;

use builder::{Builder, TooWide};
use query::Parts;
use results::REFUSED_NAME;

/// Denominators of means over changing sets are brought to one while it is no larger than a power of ten: the first of
/// these with which the narrower types suffice is taken, else the first with which the engine can hold everything.
const LIMITS: [u32; 7] = [6, 9, 3, 12, 15, 18, 0];

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Options {
    /// The engine.
    pub dialect: Dialect,
    /// The table of responses; a schema may stand before it with a point.
    pub table: String,
    /// Columns of the table that are passed on.
    pub keep: Vec<String>,
    /// A column an action, instead of a list of all that are suggested.
    pub separately: bool,
}

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its text.
    pub text: String,
    /// The columns of the table in which the answers are looked for, a question each.
    pub inputs: Vec<String>,
    /// The results in order; the columns that are passed on come before them, and `refused` comes after.
    pub outputs: Vec<Output>,
}

/// Writes the query of a model.
///
/// # Errors
/// `M1001` when the engine cannot hold a number exactly, `M1002` when a range cannot be read from a table, `M1003` when a
/// name is missing, `M0915` when two columns of the result would be called the same.
pub fn compile(model: &Model, options: &Options) -> Result<Query, Box<Diagnostic>> {
    if let Some(question) = inputs::unlistable(model) {
        let message = format!("the answers to `{}` cannot be read by a query", question.key);
        let diagnostic = Diagnostic::new(Code::M1002, message)
            .at(question.span, "its numbers are no decimals, and too many to be listed")
            .help("use `mognad score`, or a step that is a decimal number with at most six decimals");
        return Err(Box::new(diagnostic));
    }
    let outputs = Output::all(model, options.separately);
    wishes::check(options, &outputs)?;
    let mut best: Option<Query> = None;
    let mut refused: Option<TooWide> = None;
    for digits in LIMITS {
        let mut builder = Builder::new(model, options.dialect, BigInt::from(10).pow(digits));
        let inputs = builder.read(&options.keep);
        let (cells, refusal) = builder.cells(&outputs);
        if let Some(too_wide) = builder.too_wide {
            refused = Some(refused.filter(|known| known.largest <= too_wide.largest).unwrap_or(too_wide));
            continue;
        }
        if best.is_some() && builder.wide {
            continue;
        }
        let kept = inputs.kept.iter().map(|(name, column)| (name.clone(), expression::Expr::Column(*column)));
        let names = outputs.iter().map(|output| output.name.clone());
        let results = kept.chain(names.zip(cells)).chain([(REFUSED_NAME.to_owned(), refusal)]).collect();
        let parts = Parts { model, dialect: options.dialect, table: &options.table, steps: &builder.steps, results };
        let query = Query { text: parts.text(), inputs: inputs.questions, outputs: outputs.clone() };
        if !builder.wide {
            return Ok(query);
        }
        best = Some(query);
    }
    best.ok_or_else(|| Box::new(too_wide(model, options.dialect, refused)))
}

fn too_wide(model: &Model, dialect: Dialect, refused: Option<TooWide>) -> Diagnostic {
    let area = refused.as_ref().and_then(|refused| model.areas.get(refused.area.0 as usize));
    let name = area.map_or("", |area| area.key.as_str());
    let message = format!("{} cannot work out `{name}` exactly", dialect.title());
    let digits = refused.map_or(0, |refused| refused.largest.to_string().len());
    // Tables have a bound of their own.
    let help = match Scorer::new(model, Output::all(model, false)) {
        Ok(_) => "use `mognad score`, or an engine with wider numbers: `--dialect postgres` has no bound",
        Err(_) => "measure in a larger unit, or use an engine with wider numbers: `--dialect postgres` has no bound",
    };
    let mut diagnostic = Diagnostic::new(Code::M1001, message)
        .note(format!(
            "it would need whole numbers of {digits} digits; {} holds {}",
            dialect.title(),
            dialect.widest_name()
        ))
        .help(help);
    if let Some(area) = area {
        diagnostic = diagnostic.at(area.span, "its numbers grow too large");
    }
    diagnostic
}
