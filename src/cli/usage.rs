//! Arguments that make no sense, in our own words.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Failure;

/// What is wrong with the arguments.
pub fn failure(error: &clap::Error) -> Failure {
    // Of several names that could be meant the last one is the nearest.
    let text = |kind| words(error, kind).into_iter().next_back();
    let given = text(ContextKind::InvalidArg).map(|argument| bare(&argument));
    let failure = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let failure = Failure::new(format!("there is no command {}", quoted(text(ContextKind::InvalidSubcommand))));
            match text(ContextKind::SuggestedSubcommand) {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => failure.help("`mognad --help` lists the commands"),
            }
        }
        ErrorKind::UnknownArgument if given.as_ref().is_some_and(|given| !given.starts_with('-')) => {
            Failure::new(format!("{} is one argument too many", quoted(given)))
        }
        ErrorKind::UnknownArgument => {
            let failure = Failure::new(format!("there is no option {} here", quoted(given)));
            match text(ContextKind::SuggestedArg) {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => failure,
            }
        }
        ErrorKind::InvalidValue => {
            let valid = words(error, ContextKind::ValidValue);
            let value = text(ContextKind::InvalidValue).unwrap_or_default();
            let what = quoted(given);
            let failure = match valid.as_slice() {
                [] => Failure::new(format!("{what} needs a value")),
                valid if value.is_empty() => Failure::new(format!("{what} needs a value: {}", list(valid, "or"))),
                valid => Failure::new(format!("{what} takes {}, and not `{value}`", list(valid, "or"))),
            };
            match text(ContextKind::SuggestedValue) {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => failure,
            }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing: Vec<String> = words(error, ContextKind::InvalidArg).iter().map(|name| bare(name)).collect();
            let verb = if missing.len() == 1 { "is" } else { "are" };
            Failure::new(format!("{} {verb} missing", list(&missing, "and")))
        }
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg).map(|argument| bare(&argument)) {
            Some(prior) if Some(&prior) != given.as_ref() => {
                Failure::new(format!("{} and `{prior}` cannot be given together", quoted(given)))
            }
            _ => Failure::new(format!("{} can be given only once", quoted(given))),
        },
        ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue).unwrap_or_default();
            let why = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
            Failure::new(format!("{} cannot be `{value}`{why}", quoted(given)))
        }
        ErrorKind::InvalidUtf8 => Failure::new("an argument is not UTF-8"),
        _ => Failure::new(first_line(error)),
    };
    match usage(error).filter(|_| error.kind() != ErrorKind::InvalidSubcommand) {
        Some(usage) => failure.help(format!("the form is `{usage}`")),
        None => failure,
    }
}

fn words(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        _ => Vec::new(),
    }
}

/// `--output` for `--output <FILE>`, `FILE` for `<FILE>`, `PATH` for `<PATH>...`.
fn bare(argument: &str) -> String {
    let word = argument.split(' ').next().unwrap_or(argument);
    word.trim_end_matches('.').trim_matches(['<', '>', '[', ']']).to_owned()
}

fn quoted(text: Option<String>) -> String {
    text.map_or_else(|| "this".to_owned(), |text| format!("`{text}`"))
}

fn list(names: &[String], last_word: &str) -> String {
    let mut names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} {last_word} {last}", names.join(", ")),
        last => last.unwrap_or_default(),
    }
}

/// `mognad new <FILE>`, from the line that clap makes.
fn usage(error: &clap::Error) -> Option<String> {
    let usage = words(error, ContextKind::Usage).into_iter().next()?;
    let usage = anstream::adapter::strip_str(&usage).to_string();
    Some(usage.trim().strip_prefix("Usage:")?.trim().lines().next()?.to_owned())
}

fn first_line(error: &clap::Error) -> String {
    let text = anstream::adapter::strip_str(&error.to_string()).to_string();
    let line = text.lines().next().unwrap_or("");
    line.strip_prefix("error: ").unwrap_or(line).replace('\'', "`")
}
