//! `mognad compile`: the compiled model as JSON.

use std::path::PathBuf;

use clap::Args;

use super::{Console, Failure, Verdict};

/// Write the compiled model as JSON
///
/// Every command that takes a MODEL takes the result too, and gives the same. It states its format; another version of
/// mognad refuses a format that it does not know.
#[derive(Debug, Args)]
pub struct Compile {
    /// The model; `-` for standard input
    model: PathBuf,
    /// Where to write it; `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Compile {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let model = console.load_model(&self.model)?;
        let mut text = serde_json::to_string(&model)
            .map_err(|error| Failure::new(format!("cannot write the model as JSON: {error}")))?;
        text.push('\n');
        console.write(&self.output, &text)?;
        Ok(Verdict::Done)
    }
}
