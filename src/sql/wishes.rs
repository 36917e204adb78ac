//! What is wrong with the names that are wished for: of the table, and of the columns that are passed on.

use super::Options;
use super::names::Names;
use super::results::REFUSED_NAME;
use crate::diagnostics::{Code, Diagnostic};
use crate::score::Output;

/// Refuses names that would make no query, or another one than is meant.
pub(super) fn check(options: &Options, outputs: &[Output]) -> Result<(), Box<Diagnostic>> {
    if options.table.split('.').any(|part| part.trim().is_empty()) {
        let message = match options.table.trim() {
            "" => "the table of responses has no name".to_owned(),
            table => format!("`{table}` is no name of a table: a part of it is empty"),
        };
        let help = "give its name, or a schema and its name: `--table survey.responses`";
        return Err(Box::new(Diagnostic::new(Code::M1003, message).help(help)));
    }
    let mut names = Names::new(options.dialect.name_rule());
    for name in outputs.iter().map(|output| output.name.as_str()).chain([REFUSED_NAME]) {
        names.take(name);
    }
    for (place, keep) in options.keep.iter().enumerate() {
        if keep.trim().is_empty() {
            let diagnostic = Diagnostic::new(Code::M1003, "a column to pass on has no name");
            return Err(Box::new(diagnostic.help("give the names of columns: `--keep id,school`")));
        }
        if !names.is_free(keep) {
            return Err(Box::new(clash(keep, options.keep.iter().take(place).any(|earlier| earlier == keep))));
        }
        names.take(keep);
    }
    Ok(())
}

fn clash(name: &str, is_twice: bool) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::M0915, format!("two columns of the query would be called `{name}`"));
    match is_twice {
        true => diagnostic.help("pass it on once"),
        false => diagnostic
            .note("a column of the table is called like one of the results, or like another one that is passed on")
            .help("call the column otherwise, in a view of the table, or do not pass it on"),
    }
}
