//! `mognad code`: the page of a diagnostic code, or the list.

use clap::Args;
use mognad::diagnostics::{CATALOGUE, Code, Severity};

use super::{Console, Failure, Verdict};

/// Explain a diagnostic code
///
/// Prints the page of a code: a wrong model, its message, the mended model. Without a code, the list of all codes.
#[derive(Debug, Args)]
pub struct CodePage {
    /// The code, as `M0301`
    code: Option<String>,
}

impl CodePage {
    /// Runs the command.
    pub fn run(self, console: &mut Console) -> Result<Verdict, Failure> {
        let text = match self.code {
            None => list(),
            Some(code) => page(&code)?,
        };
        console.data(&text)?;
        Ok(Verdict::Done)
    }
}

fn page(text: &str) -> Result<String, Failure> {
    let entry = Code::parse(&text.to_uppercase()).and_then(Code::entry).ok_or_else(|| unknown(text))?;
    let mut page = entry.page.trim_end().to_owned();
    page.push('\n');
    Ok(page)
}

/// The refusal of a code that is not in the catalogue.
pub fn unknown(text: &str) -> Failure {
    let failure = Failure::new(format!("there is no code `{text}`"));
    match nearest(text) {
        Some(code) => failure.help(format!("did you mean `{code}`: {}?", title(code))),
        None => failure.help("`mognad code` lists the codes"),
    }
}

/// The code that was probably meant: the same digits with something else in front or missing zeros, else a slip of one.
fn nearest(text: &str) -> Option<Code> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return None;
    }
    let same = digits.parse().ok().map(Code).filter(|code| code.entry().is_some());
    same.or_else(|| {
        let written = format!("M{digits:0>4}");
        let distance = |code: &Code| strsim::damerau_levenshtein(&code.to_string(), &written);
        CATALOGUE.iter().map(|entry| entry.code).min_by_key(distance).filter(|code| distance(code) <= 1)
    })
}

fn title(code: Code) -> &'static str {
    code.entry().map_or("", |entry| entry.title)
}

fn list() -> String {
    let mut text = String::new();
    for entry in CATALOGUE {
        let severity = match entry.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        text.push_str(&format!("{}  {severity:<8} {}\n", entry.code, entry.title));
    }
    text
}
