//! `mognad template`: an empty response.

use std::path::PathBuf;

use clap::Args;
use mognad::evaluate::Answers;
use mognad::model::{Model, RoleId};
use mognad::report;
use mognad::respond::Response;

use super::responses::{listed, words};
use super::{Console, Failure, Verdict};

/// Print an empty response to fill in
///
/// As TOML, with the texts of questions and options as comments. It can be evaluated as it is: every question is then
/// unanswered.
#[derive(Debug, Args)]
pub struct Template {
    /// The model, as text or compiled; `-` for standard input
    model: PathBuf,
    /// The role that answers, in a model with roles: only its questions are printed
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// The language of the texts [default: the model's first]
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
}

impl Template {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let model = console.load_model(&self.model)?;
        let words = words(&model, self.lang.as_deref())?;
        let role = match &self.role {
            Some(name) => Some(role(&model, name)?),
            None if model.roles.is_empty() => None,
            None => {
                return Err(Failure::new("the model asks each role its own questions: say for which, with `--role`")
                    .help(format!("its roles are {}", roles(&model))));
            }
        };
        console.data(&report::template(&model, &empty(&model, role), &words))?;
        Ok(Verdict::Done)
    }
}

/// A response without answers.
pub fn empty(model: &Model, role: Option<RoleId>) -> Response {
    Response { answers: Answers::blank(model, role), version: model.version.clone(), metadata: Vec::new() }
}

/// A role by its name.
///
/// # Errors
/// When the model has no such role.
pub fn role(model: &Model, name: &str) -> Result<RoleId, Failure> {
    let found = model.roles.iter().position(|role| role.name == name);
    found.and_then(|index| u32::try_from(index).ok()).map(RoleId).ok_or_else(|| {
        let failure = Failure::new(format!("the model has no role `{name}`"));
        match model.roles.is_empty() {
            true => failure.help("it has no roles; leave `--role` out"),
            false => failure.help(format!("its roles are {}", roles(model))),
        }
    })
}

/// The names of the roles.
fn roles(model: &Model) -> String {
    listed(&model.roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>())
}
