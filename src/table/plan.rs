//! The columns of the output.

use std::collections::BTreeSet;

use super::layout::{Layout, ROLE};
use super::names::in_list;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::model::Model;
use crate::respond::{Named, QuestionNames};
use crate::score::Output;

/// What is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The columns of the output.
    pub columns: Vec<OutputColumn>,
    /// What is to be scored.
    pub outputs: Vec<Output>,
}

/// A column of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputColumn {
    /// What it is called.
    pub name: String,
    /// Where its cells come from.
    pub from: From,
}

/// Where the cells of a column of the output come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The role.
    Role,
    /// A column that passes through, by its place.
    Carried(usize),
    /// A result, by its place in [`Plan::outputs`].
    Result(usize),
}

impl Plan {
    /// All columns: the role, what passes through, all results; or those of them that `chosen` names, in which `*` stands
    /// for anything.
    ///
    /// # Errors
    /// When a chosen column is not there, or two columns are called the same.
    pub fn new(model: &Model, layout: &Layout, chosen: Option<&[String]>) -> Result<Plan, Vec<Diagnostic>> {
        let mut outputs = Output::all(model, false);
        let mut columns = Vec::new();
        if !model.roles.is_empty() {
            columns.push(OutputColumn { name: ROLE.to_owned(), from: From::Role });
        }
        let passing = layout.carried.iter().enumerate();
        columns
            .extend(passing.map(|(place, (name, _))| OutputColumn { name: name.clone(), from: From::Carried(place) }));
        let result =
            |(place, output): (usize, &Output)| OutputColumn { name: output.name.clone(), from: From::Result(place) };
        columns.extend(outputs.iter().enumerate().map(result));
        let is_wanted = |name: &str| chosen.is_none_or(|chosen| chosen.iter().any(|wish| wish == name));
        let stuck = layout.stuck.iter().filter(|(name, _)| is_wanted(name));
        let mut wrong: Vec<Diagnostic> = stuck.map(|(name, what)| cannot_pass(name, what, chosen.is_some())).collect();
        if let Some(chosen) = chosen {
            let single = Output::all(model, true).into_iter().filter(|output| !outputs.contains(output));
            let single: Vec<Output> = single.collect();
            outputs.extend(single);
            columns = columns.iter().filter(|column| !matches!(column.from, From::Result(_))).cloned().collect();
            columns.extend(outputs.iter().enumerate().map(result));
            let is_stuck = |wish: &str| layout.stuck.iter().any(|(name, _)| name == wish);
            let wishes: Vec<&str> = chosen.iter().map(String::as_str).filter(|wish| !is_stuck(wish)).collect();
            columns = choose(model, &columns, &wishes, &mut wrong);
        }
        wrong.extend(clashes(&columns));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Plan { columns, outputs }.trimmed())
    }

    /// The same without outputs that no column shows.
    fn trimmed(self) -> Plan {
        let shown: BTreeSet<usize> = self.columns.iter().filter_map(|column| column.from.result()).collect();
        let place = |old: usize| shown.iter().position(|shown| *shown == old).unwrap_or(0);
        let columns = self.columns.iter().map(|column| match column.from {
            From::Result(old) => OutputColumn { name: column.name.clone(), from: From::Result(place(old)) },
            _ => column.clone(),
        });
        let columns = columns.collect();
        let outputs = self.outputs.into_iter().enumerate().filter(|(place, _)| shown.contains(place));
        Plan { columns, outputs: outputs.map(|(_, output)| output).collect() }
    }

    /// Which of the columns that pass through are shown, ascending.
    pub fn carried(&self) -> BTreeSet<usize> {
        let carried = self.columns.iter().filter_map(|column| match column.from {
            From::Carried(place) => Some(place),
            _ => None,
        });
        carried.collect()
    }

    /// The same for the carried columns that are kept.
    #[must_use]
    pub fn keeping(mut self, kept: &[usize]) -> Plan {
        for column in &mut self.columns {
            if let From::Carried(place) = &mut column.from {
                *place = kept.iter().position(|kept| kept == place).unwrap_or(0);
            }
        }
        self
    }
}

impl From {
    fn result(self) -> Option<usize> {
        match self {
            From::Result(place) => Some(place),
            _ => None,
        }
    }
}

fn choose(model: &Model, columns: &[OutputColumn], chosen: &[&str], wrong: &mut Vec<Diagnostic>) -> Vec<OutputColumn> {
    let mut taken: Vec<OutputColumn> = Vec::new();
    for wish in chosen {
        let found: Vec<&OutputColumn> = columns.iter().filter(|column| matches(&column.name, wish)).collect();
        if found.is_empty() {
            wrong.push(not_there(model, columns, wish));
        }
        for column in found {
            if !taken.contains(column) {
                taken.push(column.clone());
            }
        }
    }
    taken
}

/// There is no such column: because it is a question, or because it is called otherwise.
fn not_there(model: &Model, columns: &[OutputColumn], wish: &str) -> Diagnostic {
    if let Named::One(_) = QuestionNames::new(model).find(wish) {
        return Diagnostic::new(Code::M0915, format!("`{wish}` is a question, and answers are not written")).help(
            "the columns are results and what passes through; an id that passes through leads back to the answers",
        );
    }
    let diagnostic = Diagnostic::new(Code::M0915, format!("there is no column `{wish}` to write"));
    match nearest(wish, columns.iter().map(|column| column.name.as_str())) {
        Some(meant) => diagnostic.help(format!("did you mean `{}`?", in_list(meant))),
        None => diagnostic.help("`*` stands for anything: `*.level` is the level of every area"),
    }
}

/// Whether a name is the one that is wished for, in which `*` stands for anything.
fn matches(name: &str, wish: &str) -> bool {
    match wish.split_once('*') {
        None => name == wish,
        Some((start, rest)) => {
            let Some(behind) = name.strip_prefix(start) else { return false };
            behind
                .char_indices()
                .map(|(at, _)| at)
                .chain([behind.len()])
                .any(|at| behind.get(at..).is_some_and(|behind| matches(behind, rest)))
        }
    }
}

fn cannot_pass(name: &str, what: &str, is_chosen: bool) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::M0910, format!("the column `{name}` cannot pass through: it holds {what}"));
    diagnostic.help(match is_chosen {
        true => "leave it out of `--columns`",
        false => "leave it out with `--map` (`\"column\" = \"\"`), or choose columns with `--columns`",
    })
}

fn clashes(columns: &[OutputColumn]) -> Vec<Diagnostic> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let twice = columns.iter().filter(|column| !seen.insert(&column.name));
    let clash = |column: &OutputColumn| {
        Diagnostic::new(Code::M0915, format!("two columns of the output are called `{}`", column.name))
            .note("a column of the input is called like one of the results")
            .help("call the column otherwise, choose columns with `--columns`, or leave it out with `--map`")
    };
    twice.map(clash).collect()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        for (name, wish, expected) in [
            ("overall.level", "overall.level", true),
            ("overall.level", "*.level", true),
            ("overall.level", "overall.*", true),
            ("overall.level", "*", true),
            ("overall.level", "*.score", false),
            ("suggested.a", "suggested.*", true),
            ("suggested", "suggested.*", false),
            ("å.level", "*level", true),
        ] {
            assert_eq!(matches(name, wish), expected, "{name} {wish}");
        }
    }
}
