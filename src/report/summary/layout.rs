//! A summary as text and as Markdown.

use super::{Area, Group, Summary, Told, share};
use crate::diagnostics::render::TextStyle;
use crate::model::Unit;
use crate::report::Words;
use crate::report::grid::Grid;
use crate::report::markdown::escape;
use crate::report::paper::Paper;

/// What stands where too few have answered.
pub(super) const HIDDEN: &str = "–";

impl Summary {
    /// The summary for the terminal.
    pub fn text(&self, words: &Words, style: TextStyle) -> String {
        let mut paper = Paper::new(style);
        paper.heading("", &self.title);
        self.notices(words).iter().for_each(|notice| paper.paragraph("", notice));
        let mut groups = self.groups.iter();
        if let Some(whole) = groups.next() {
            paper.gap();
            let rows: Vec<Vec<String>> = whole.areas.iter().map(|area| area_cells(area, words)).collect();
            table(&mut paper, &area_headings(words), &rows, &[1, 3]);
            if !whole.advice.is_empty() {
                paper.gap();
                paper.heading("", &words.say("summary-advice"));
                for advice in advice(whole, words) {
                    paper.paragraph("  ", &advice);
                }
            }
        }
        let rows: Vec<Vec<String>> = groups.map(|group| self.group_cells(group, words)).collect();
        if !rows.is_empty() {
            paper.gap();
            paper.heading("", &self.grouped(words));
            table(&mut paper, &self.group_headings(words), &rows, &[1, 2, 4]);
        }
        paper.finish()
    }

    /// The summary as Markdown.
    pub fn markdown(&self, words: &Words) -> String {
        let mut text = format!("# {}\n", escape(&self.title));
        self.notices(words).iter().for_each(|notice| text.push_str(&format!("\n{}\n", escape(notice))));
        let mut groups = self.groups.iter();
        if let Some(whole) = groups.next() {
            let rows: Vec<Vec<String>> = whole.areas.iter().map(|area| area_cells(area, words)).collect();
            text.push_str(&markdown_table(&area_headings(words), &rows));
            if !whole.advice.is_empty() {
                text.push_str(&format!("\n## {}\n\n", escape(&words.say("summary-advice"))));
                advice(whole, words).iter().for_each(|advice| text.push_str(&format!("- {}\n", escape(advice))));
            }
        }
        let rows: Vec<Vec<String>> = groups.map(|group| self.group_cells(group, words)).collect();
        if !rows.is_empty() {
            text.push_str(&format!("\n## {}\n", escape(&self.grouped(words))));
            text.push_str(&markdown_table(&self.group_headings(words), &rows));
        }
        text
    }

    /// What to know before reading.
    pub(super) fn notices(&self, words: &Words) -> Vec<String> {
        let rows = match self.groups.first().map(|whole| &whole.rows) {
            Some(Told::Shown(rows)) => words.with("summary-rows", &[("count", (*rows).into())]),
            Some(Told::Hidden) => words.say("summary-too-few"),
            Some(Told::Nothing) | None => words.with("summary-rows", &[("count", 0u64.into())]),
        };
        let mut notices = vec![rows];
        if self.rejected > 0 {
            notices.push(words.with("summary-rejected", &[("count", self.rejected.into())]));
        }
        let hides = |group: &Group| group.rows == Told::Hidden || group.areas.iter().any(Area::hides);
        if self.groups.iter().any(hides) {
            notices.push(words.with("summary-hidden", &[("least", self.min_group.to_string().into())]));
        }
        notices
    }

    pub(super) fn grouped(&self, words: &Words) -> String {
        words.with("summary-by", &[("columns", self.by.join(", ").into())])
    }

    /// The area that groups are shown by: the whole where it says something, else the first.
    pub(super) fn main_area<'g>(&self, group: &'g Group) -> Option<&'g Area> {
        group.areas.first()
    }

    fn group_headings(&self, words: &Words) -> Vec<String> {
        let first = self.groups.first().and_then(|whole| self.main_area(whole));
        let mut headings = vec![self.by.join(", "), words.say("summary-count")];
        headings.extend(area_headings(words).into_iter().skip(1));
        if let (Some(area), Some(mean)) = (first, headings.get_mut(2)) {
            *mean = format!("{}, {mean}", area.title);
        }
        headings.push(words.say("summary-first"));
        headings
    }

    fn group_cells(&self, group: &Group, words: &Words) -> Vec<String> {
        let mut cells = vec![group_name(group, words), told(&group.rows, ToString::to_string)];
        match self.main_area(group) {
            Some(area) => cells.extend(area_cells(area, words).into_iter().skip(1)),
            None => cells.extend([String::new(), String::new(), String::new()]),
        }
        cells.push(group.advice.first().map_or_else(String::new, |advice| advice.title.clone()));
        cells
    }
}

impl Area {
    fn hides(&self) -> bool {
        self.mean == Told::Hidden || self.levels == Told::Hidden || self.answers == Told::Hidden
    }
}

/// A group by its last column, moved in below those that it is within.
pub(super) fn group_name(group: &Group, words: &Words) -> String {
    let name = group.path.last().filter(|name| !name.is_empty());
    let name = name.map_or_else(|| words.say("summary-unnamed"), Clone::clone);
    format!("{}{name}", "\u{2003}".repeat(group.path.len().saturating_sub(1)))
}

pub(super) fn told<T>(told: &Told<T>, show: impl FnOnce(&T) -> String) -> String {
    match told {
        Told::Nothing => String::new(),
        Told::Hidden => HIDDEN.to_owned(),
        Told::Shown(value) => show(value),
    }
}

fn area_headings(words: &Words) -> Vec<String> {
    ["area", "summary-mean", "summary-levels", "answered"].iter().map(|id| words.say(id)).collect()
}

fn area_cells(area: &Area, words: &Words) -> Vec<String> {
    let title = format!("{}{}", "\u{2003}".repeat(area.depth.saturating_sub(1)), area.title);
    vec![title, mean(area, words), levels(area, words), answered(area, words)]
}

pub(super) fn mean(area: &Area, words: &Words) -> String {
    told(&area.mean, |(mean, unit, _)| words.number(mean, *unit))
}

pub(super) fn answered(area: &Area, words: &Words) -> String {
    told(&area.answers, |(answered, asked)| words.number(&share(*answered, *asked).round(2), Unit::Percent))
}

fn levels(area: &Area, words: &Words) -> String {
    told(&area.levels, |levels| {
        let all = levels.iter().fold(0u64, |sum, (.., count)| sum.saturating_add(*count));
        let part = |(_, title, count): &(String, String, u64)| {
            let percent = words.number(&share(*count, all).round(2), Unit::Percent);
            format!("{title} {count} ({percent})")
        };
        levels.iter().map(part).collect::<Vec<_>>().join(", ")
    })
}

pub(super) fn advice(group: &Group, words: &Words) -> Vec<String> {
    let line = |advice: &super::Advice| {
        let percent = words.number(&share(advice.count, advice.among).round(2), Unit::Percent);
        let count = advice.count.to_string();
        let among = advice.among.to_string();
        let told =
            words.with("summary-told", &[("count", count.into()), ("among", among.into()), ("share", percent.into())]);
        format!("{}: {told}", advice.title)
    };
    group.advice.iter().map(line).collect()
}

fn table(paper: &mut Paper, headings: &[String], rows: &[Vec<String>], numeric: &[usize]) {
    let numeric = (0..headings.len()).map(|column| numeric.contains(&column)).collect();
    let Some(grid) = Grid::fit(headings, rows, numeric, paper.style()) else {
        for row in rows {
            let cells = headings.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty());
            let parts: Vec<String> = cells.map(|(heading, cell)| format!("{heading}: {cell}")).collect();
            paper.paragraph("", row.first().map_or("", |name| name.trim()));
            paper.paragraph("  ", &parts.join("; "));
        }
        return;
    };
    for line in grid.lines(headings) {
        let line = paper.faint(&line);
        paper.line(&line);
    }
    rows.iter().flat_map(|cells| grid.lines(cells)).for_each(|line| paper.line(&line));
}

fn markdown_table(headings: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escape(cell).replace('\u{2003}', "&emsp;")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<String> = headings.iter().map(|_| "---".to_owned()).collect();
    let mut text = format!("\n{}| {} |\n", line(headings), rule.join(" | "));
    rows.iter().for_each(|row| text.push_str(&line(row)));
    text
}
