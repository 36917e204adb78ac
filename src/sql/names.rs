//! Names of columns and steps: the author's, made unique where an engine takes several for one.

use std::collections::BTreeSet;

use super::dialect::{Folds, NameRule};

/// What the table of responses is called where its columns are read. SQLite takes a name in quotation marks that is no
/// column for a text, unless it says of which table it is.
pub(super) const TABLE: &str = "r";

/// The names of one query that must differ.
#[derive(Debug, Clone)]
pub(super) struct Names {
    rule: NameRule,
    taken: BTreeSet<String>,
}

impl Names {
    pub fn new(rule: NameRule) -> Names {
        Names { rule, taken: BTreeSet::new() }
    }

    /// The name that is wanted, cut to what the engine takes; with a number behind it where that is taken already.
    pub fn take(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "unnamed" } else { wanted };
        let mut number = 1u32;
        loop {
            let ending = if number == 1 { String::new() } else { format!(" {number}") };
            let name = format!("{}{ending}", cut(wanted, self.rule.bytes.saturating_sub(ending.len())));
            if self.taken.insert(self.same(&name)) {
                return name;
            }
            number = number.saturating_add(1);
        }
    }

    /// Whether the name could be taken as it is.
    pub fn is_free(&self, wanted: &str) -> bool {
        !self.taken.contains(&self.same(cut(wanted, self.rule.bytes)))
    }

    /// What the engine compares of a name.
    fn same(&self, name: &str) -> String {
        match self.rule.folds {
            Folds::None => name.to_owned(),
            Folds::Ascii => name.to_ascii_lowercase(),
            Folds::All => name.to_lowercase(),
        }
    }
}

/// The longest beginning of whole characters with at most so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::sql::Dialect;

    #[test]
    fn names_that_an_engine_cuts_stay_apart() {
        let mut names = Names::new(Dialect::Postgres.name_rule());
        let long = "å".repeat(40);
        let (first, second) = (names.take(&long), names.take(&long));
        assert_eq!(first, "å".repeat(31));
        assert_eq!(second, format!("{} 2", "å".repeat(30)));
        assert_eq!((names.take("Plan"), names.take("plan")), ("Plan".to_owned(), "plan".to_owned()));
    }

    #[test]
    fn engines_that_cut_no_names_get_them_whole() {
        let mut names = Names::new(Dialect::Sqlite.name_rule());
        let long = "å".repeat(400);
        assert_eq!((names.take(&long), names.take(&long)), (long.clone(), format!("{long} 2")));
    }

    #[test]
    fn names_that_differ_in_case_alone_stay_apart() {
        let mut names = Names::new(Dialect::DuckDb.name_rule());
        assert_eq!((names.take("Plan"), names.take("plan")), ("Plan".to_owned(), "plan 2".to_owned()));
        assert_eq!((names.take("Ärende"), names.take("ärende")), ("Ärende".to_owned(), "ärende".to_owned()));
        let mut names = Names::new(Dialect::Spark.name_rule());
        assert_eq!((names.take("Ärende"), names.take("ärende")), ("Ärende".to_owned(), "ärende 2".to_owned()));
    }
}
