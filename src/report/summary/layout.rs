//! A summary as text and as Markdown: the same tables, one after the other.

use super::tables::Table;
use super::{Group, Summary, Told};
use crate::diagnostics::render::TextStyle;
use crate::report::Words;
use crate::report::grid::Grid;
use crate::report::markdown::escape;
use crate::report::paper::Paper;

impl Summary {
    /// The summary for the terminal.
    pub fn text(&self, words: &Words, style: TextStyle) -> String {
        let mut paper = Paper::new(style);
        paper.heading("", &self.title);
        self.notices(words).iter().for_each(|notice| paper.paragraph("", notice));
        paper.gap();
        print(&mut paper, &self.areas_table(words));
        let advice = self.advice_lines(words);
        if !advice.is_empty() {
            paper.gap();
            paper.heading("", &words.say("summary-advice"));
            advice.iter().for_each(|advice| paper.paragraph("  ", advice));
        }
        for table in self.group_tables(words) {
            paper.gap();
            paper.heading("", &format!("{}: {}", self.grouped(words), table.title));
            print(&mut paper, &table);
        }
        paper.finish()
    }

    /// The summary as Markdown.
    pub fn markdown(&self, words: &Words) -> String {
        let mut text = format!("# {}\n", escape(&self.title));
        self.notices(words).iter().for_each(|notice| text.push_str(&format!("\n{}\n", escape(notice))));
        text.push_str(&markdown_table(&self.areas_table(words)));
        let advice = self.advice_lines(words);
        if !advice.is_empty() {
            text.push_str(&format!("\n## {}\n\n", escape(&words.say("summary-advice"))));
            advice.iter().for_each(|advice| text.push_str(&format!("- {}\n", escape(advice))));
        }
        let tables = self.group_tables(words);
        if !tables.is_empty() {
            text.push_str(&format!("\n## {}\n", escape(&self.grouped(words))));
        }
        for table in tables {
            text.push_str(&format!("\n### {}\n{}", escape(&table.title), markdown_table(&table)));
        }
        text
    }

    /// What to know before reading.
    pub(super) fn notices(&self, words: &Words) -> Vec<String> {
        let counted = |id: &str, count: u64| {
            words.with(id, &[("count", count.into()), ("number", words.written(&count.to_string()).into())])
        };
        let whole = self.groups.first();
        let mut notices = vec![match whole.map(|whole| &whole.rows) {
            Some(Told::Shown(rows)) => counted("summary-rows", *rows),
            Some(Told::Hidden) => words.say("summary-too-few"),
            Some(Told::Nothing) | None => counted("summary-rows", 0),
        }];
        if self.rejected > 0 {
            notices.push(counted("summary-rejected", self.rejected));
        }
        let how = [
            ("summary-percent-levels", self.areas.iter().any(|area| !area.levels.is_empty())),
            ("summary-percent-answered", self.areas.iter().any(|area| area.has_questions)),
        ];
        let how: Vec<String> = how.into_iter().filter(|(_, says)| *says).map(|(id, _)| words.say(id)).collect();
        if !how.is_empty() && whole.is_some_and(|whole| matches!(whole.rows, Told::Shown(_))) {
            notices.push(how.join(" "));
        }
        if self.groups.iter().any(Group::hides) {
            notices.push(words.with("summary-hidden", &[("least", self.min_group.to_string().into())]));
        }
        notices
    }

    pub(super) fn grouped(&self, words: &Words) -> String {
        words.with("summary-by", &[("columns", self.by.join(", ").into())])
    }
}

impl Group {
    fn hides(&self) -> bool {
        self.rows == Told::Hidden
            || self
                .areas
                .iter()
                .any(|area| area.mean == Told::Hidden || area.levels == Told::Hidden || area.answers == Told::Hidden)
    }
}

fn print(paper: &mut Paper, table: &Table) {
    let Some(grid) = Grid::fit(&table.headings, &table.rows, table.numeric.clone(), paper.style()) else {
        for row in &table.rows {
            let cells = table.headings.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
            let parts: Vec<String> = cells.map(|(heading, cell)| format!("{heading}: {cell}")).collect();
            if let Some(name) = row.first().filter(|name| !name.is_empty()) {
                paper.paragraph("", name.trim());
            }
            paper.paragraph("  ", &parts.join("; "));
        }
        return;
    };
    for line in grid.lines(&table.headings) {
        let line = paper.faint(&line);
        paper.line(&line);
    }
    table.rows.iter().flat_map(|cells| grid.lines(cells)).for_each(|line| paper.line(&line));
}

fn markdown_table(table: &Table) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escape(cell).replace('\u{2003}', "&emsp;")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<&str> = table.numeric.iter().map(|numeric| if *numeric { "---:" } else { "---" }).collect();
    let mut text = format!("\n{}| {} |\n", line(&table.headings), rule.join(" | "));
    table.rows.iter().for_each(|row| text.push_str(&line(row)));
    text
}
