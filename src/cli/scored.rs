//! What `mognad score` tells: of a run, and of what stopped it.

use std::path::Path;

use mognad::diagnostics::{Code, Diagnostic};
use mognad::score::{Engine, Output, Refusal};
use mognad::source::Sources;
use mognad::table::Tally;

use super::input::shown;
use super::tables::grouped;
use super::{Console, Failure};

/// Says what is wrong where no text can be shown.
pub fn said(console: &mut Console, wrong: &[Diagnostic]) -> Failure {
    console.talk_diagnostics(wrong, &Sources::new());
    Failure::Said
}

/// What a model that is not scored is told. What is counted for a summary cannot be left out.
pub fn refused(refusal: &Refusal, counted: &[Output]) -> Diagnostic {
    Diagnostic::new(Code::M0922, refusal.to_string()).help(match refusal {
        Refusal::TooLarge(name) if counted.iter().any(|output| output.name == *name) => {
            "the summary tells its mean, so measure in a larger unit; `mognad eval` has no bound"
        }
        Refusal::TooLarge(_) => {
            "leave it out with `--columns`, or measure in a larger unit; `mognad eval` has no bound"
        }
        Refusal::TooManyLevels(_) | Refusal::TooManyQuestions | Refusal::TooManyRoles => {
            "`mognad eval` scores one response at a time, and has no bound"
        }
    })
}

/// How the rows are scored.
pub fn engine(engine: &Engine) -> String {
    match engine {
        Engine::Columns => "scored column by column\n".to_owned(),
        Engine::Rows(why) => format!("scored row by row: {why}\n"),
    }
}

/// What came of the run, in a line or two.
pub fn told(tally: &Tally, rejects: Option<&Path>) -> String {
    let rows = |count: u64| if count == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(count)) };
    let mut text = format!("{} scored\n", rows(tally.scored()));
    if tally.rejected > 0 {
        let codes: Vec<String> =
            tally.codes.iter().map(|(code, count)| format!("{} {}", Code(*code), grouped(*count))).collect();
        let path = rejects.map(|path| format!("; see `{}`", shown(path))).unwrap_or_default();
        text.push_str(&format!("{} rejected ({}){path}\n", rows(tally.rejected), codes.join(", ")));
    }
    text
}
