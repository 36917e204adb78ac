//! `mognad schema`: JSON Schemas of what the command reads and writes.

use clap::{Args, ValueEnum};

use super::{Console, Failure, Verdict};

/// Print a JSON Schema
#[derive(Debug, Args)]
pub struct Schema {
    /// Of what
    what: What,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// A response, in JSON or TOML
    Response,
    /// Results, as `eval --format json` writes them
    Result,
    /// Findings, as `check --format json` writes them
    Diagnostics,
    /// The way to a level, as `next --format json` writes it
    Next,
    /// A comparison, as `diff --format json` writes it
    Diff,
    /// An analysis, as `analyse --format json` writes it
    Analysis,
    /// The summary of many responses, as `score --summary --format json` writes it
    Summary,
    /// The compiled model, as `compile` writes it
    Model,
}

impl Schema {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let schema = match self.what {
            What::Response => mognad::respond::schema(),
            What::Result => schemars::schema_for!(mognad::report::Results).to_value(),
            What::Diagnostics => schemars::schema_for!(mognad::diagnostics::render::json::Document).to_value(),
            What::Next => schemars::schema_for!(mognad::report::WayToLevel).to_value(),
            What::Diff => schemars::schema_for!(mognad::compare::Comparison).to_value(),
            What::Analysis => schemars::schema_for!(mognad::analyse::Survey).to_value(),
            What::Summary => schemars::schema_for!(mognad::report::SummaryDocument).to_value(),
            What::Model => schemars::schema_for!(mognad::model::Model).to_value(),
        };
        let mut text = serde_json::to_string_pretty(&schema)
            .map_err(|error| Failure::new(format!("cannot write the schema: {error}")))?;
        text.push('\n');
        console.data(&text)?;
        Ok(Verdict::Done)
    }
}
