//! The query as text.

use super::dialect::Dialect;
use super::expression::{ColumnId, Expr};
use super::names::{Names, TABLE};
use super::spell::Speller;
use super::steps::{Place, Step, Steps};
use crate::model::Model;

/// A line of a comment is no longer than this.
const COMMENT: usize = 110;

/// What a query consists of.
pub(super) struct Parts<'a> {
    pub model: &'a Model,
    pub dialect: Dialect,
    pub table: &'a str,
    pub steps: &'a Steps,
    /// The columns of the result with their names.
    pub results: Vec<(String, Expr)>,
}

impl Parts<'_> {
    /// Writes the query.
    pub fn text(&self) -> String {
        let steps = self.steps.in_order(self.model);
        let names = self.step_names(&steps);
        let table = self.table_name();
        let mut text = self.head();
        let mut source = table.clone();
        for (number, (step, name)) in steps.iter().zip(&names).enumerate() {
            text.push_str(if number == 0 { "WITH\n" } else { ",\n" });
            let name = self.dialect.quoted(name);
            text.push_str(&self.step(step, &name, &source));
            source = name;
        }
        text.push_str(&self.result(&source));
        text
    }

    fn head(&self) -> String {
        let title = super::results::text(self.model, &self.model.text).unwrap_or_default();
        let version = self.model.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
        let title = format!("{title} ({}{version}), as a query for {}.", self.model.name, self.dialect.title());
        let made = "Made by `mognad compile`: change the model, not the query. Every number is exact: a whole number, \
                    or several times one, as the name of its column says (`score * 300`).";
        format!("{}{}\n", comment(&title, 0), comment(made, 0))
    }

    /// The table: quoted part by part, so that a schema can stand before its name.
    fn table_name(&self) -> String {
        self.table.split('.').map(|part| self.dialect.quoted(part)).collect::<Vec<_>>().join(".")
    }

    fn step_names(&self, steps: &[Step]) -> Vec<String> {
        let mut names = Names::new(self.dialect.name_rule());
        // A step that is called as the table would hide it.
        for part in self.table.split('.') {
            names.take(part);
        }
        let name = |step: &Step| match step.place {
            Place::Texts => "texts",
            Place::Answers => "answers",
            Place::Asked => "asked",
            Place::Levels => "levels",
            Place::Suggested => "suggested",
            Place::Complete => "complete",
            Place::Rounded => "rounded",
            Place::Area(id) => self.model.areas.get(id.0 as usize).map_or("", |area| area.key.as_str()),
        };
        steps.iter().map(|step| names.take(name(step))).collect()
    }

    fn name(&self, id: ColumnId) -> &str {
        self.steps.column_names.get(id.0).map_or("", String::as_str)
    }

    fn step(&self, step: &Step, name: &str, source: &str) -> String {
        let mut text = self.step_comment(step);
        text.push_str(&format!("{name} AS{} (\n  SELECT", self.dialect.step_mark()));
        let mut lines: Vec<String> = Vec::new();
        if step.place != Place::Answers {
            lines.push("    *".to_owned());
        }
        for id in &step.columns {
            let Some(column) = self.steps.columns.get(id.0) else { continue };
            let notes: String = column.notes.iter().map(|note| comment(note, 4)).collect();
            lines.push(format!("{notes}    {}", self.named(&column.expr, self.name(*id), 4)));
        }
        text.push_str(&format!("\n{}\n  FROM {source}", lines.join(",\n")));
        if matches!(step.place, Place::Texts | Place::Answers) {
            text.push_str(&format!(" AS {TABLE}"));
        }
        match self.dialect.step_end() {
            "" => {}
            end => text.push_str(&format!("\n  {end}")),
        }
        text.push_str("\n)");
        text
    }

    fn named(&self, expr: &Expr, name: &str, indent: usize) -> String {
        let quoted = self.dialect.quoted(name);
        let text = Speller { dialect: self.dialect, names: &self.steps.column_names }.spell(expr, indent);
        if text == quoted { text } else { format!("{text} AS {quoted}") }
    }

    fn step_comment(&self, step: &Step) -> String {
        match step.place {
            Place::Texts => comment("Texts in parts.", 0),
            Place::Answers => comment(
                "Each answer as a number: the place of its option from 0, or the number of steps from the first \
                         number; a bit an option where several are chosen. -1 is not applicable, -2 is none of the answers.",
                0,
            ),
            Place::Asked => comment("Who is asked what, and what missing answers count as.", 0),
            Place::Levels => comment("Levels, as ranks in their ladders.", 0),
            Place::Suggested => comment("What is suggested.", 0),
            Place::Complete => comment("What is refused, and what is open.", 0),
            Place::Rounded => comment(
                "Numbers in millionths, percentages of percent, rounded half away from zero after every level is decided.",
                0,
            ),
            Place::Area(id) => {
                let area = self.model.areas.get(id.0 as usize);
                area.and_then(|area| super::results::text(self.model, &area.text))
                    .map_or_else(String::new, |text| comment(&text, 0))
            }
        }
    }

    fn result(&self, source: &str) -> String {
        let mut names = Names::new(self.dialect.name_rule());
        let lines: Vec<String> =
            self.results.iter().map(|(name, expr)| format!("  {}", self.named(expr, &names.take(name), 2))).collect();
        format!(
            "\n{}SELECT\n{}\nFROM {source};\n",
            comment(
                "The results. A cell is empty while an answer that it needs is missing, and where the row is refused.",
                0
            ),
            lines.join(",\n")
        )
    }
}

/// A comment, broken into lines. What would end it or cannot be seen is left out.
fn comment(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut lines: Vec<String> = Vec::new();
    for word in clean.split_whitespace() {
        match lines.last_mut() {
            Some(line)
                if line.chars().count().saturating_add(word.chars().count()) < COMMENT.saturating_sub(indent) =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| format!("{margin}-- {line}\n")).collect()
}
