//! The columns of the output.

use std::collections::BTreeSet;

use super::layout::{Layout, ROLE};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::model::Model;
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
        let mut wrong: Vec<Diagnostic> = stuck.map(|(name, what)| cannot_pass(name, what)).collect();
        if let Some(chosen) = chosen {
            let single = Output::all(model, true).into_iter().filter(|output| !outputs.contains(output));
            let single: Vec<Output> = single.collect();
            outputs.extend(single);
            columns = columns.iter().filter(|column| !matches!(column.from, From::Result(_))).cloned().collect();
            columns.extend(outputs.iter().enumerate().map(result));
            columns = choose(&columns, chosen, &mut wrong);
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

fn choose(columns: &[OutputColumn], chosen: &[String], wrong: &mut Vec<Diagnostic>) -> Vec<OutputColumn> {
    let mut taken: Vec<OutputColumn> = Vec::new();
    for wish in chosen {
        let found: Vec<&OutputColumn> = columns.iter().filter(|column| matches(&column.name, wish)).collect();
        if found.is_empty() {
            let diagnostic = Diagnostic::new(Code::M0915, format!("there is no column `{wish}` to write"));
            wrong.push(match nearest(wish, columns.iter().map(|column| column.name.as_str())) {
                Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
                None => diagnostic.help("`*` stands for anything: `*.level` is the level of every area"),
            });
        }
        for column in found {
            if !taken.contains(column) {
                taken.push(column.clone());
            }
        }
    }
    taken
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

fn cannot_pass(name: &str, what: &str) -> Diagnostic {
    Diagnostic::new(Code::M0910, format!("the column `{name}` cannot pass through: it holds {what}"))
        .help("leave it out with `--map` (`\"column\" = \"\"`), or choose columns with `--columns`")
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
