//! A survey for the terminal.

use super::page::{Cell, LadderGroup, LadderRow, PropertyRow, Stands, SurveyPage, WeightGroup};
use crate::diagnostics::render::TextStyle;
use crate::report::Words;
use crate::report::grid::Grid;
use crate::report::paper::Paper;

/// Of more questions only the weightiest are shown.
pub(super) const MOST_QUESTIONS: usize = 15;

impl SurveyPage {
    /// The survey as text.
    pub fn text(&self, words: &Words, style: TextStyle) -> String {
        let mut paper = Paper::new(style);
        paper.heading("", &self.title);
        paper.paragraph("", &words.say("analysis"));
        for fact in &self.about {
            paper.paragraph("", &format!("{}: {}", fact.label, fact.value));
        }
        for notice in &self.notices {
            paper.gap();
            paper.paragraph("", notice);
        }
        if !self.spread.is_empty() {
            part(&mut paper, &words.say("survey-spread"), None);
            self.spread.iter().for_each(|group| ladder(&mut paper, group, words));
        }
        if !self.weights.is_empty() {
            part(&mut paper, &words.say("survey-weights"), Some(&words.say("survey-weights-how")));
            self.weights.iter().for_each(|group| weights(&mut paper, group, words));
        }
        if !self.advice.is_empty() {
            part(&mut paper, &words.say("survey-advice"), Some(&words.say("survey-advice-how")));
            self.advice.iter().for_each(|group| ladder(&mut paper, group, words));
        }
        if !self.properties.is_empty() {
            part(&mut paper, &words.say("survey-properties"), None);
            self.properties.iter().for_each(|row| property(&mut paper, row));
        }
        paper.finish()
    }
}

fn part(paper: &mut Paper, title: &str, how: Option<&str>) {
    paper.gap();
    paper.gap();
    paper.heading("", title);
    if let Some(how) = how {
        paper.faint_paragraph("", how);
    }
}

/// A row's title, indented by its depth, with its role.
fn titled(row: &LadderRow) -> String {
    let indent = "  ".repeat(row.depth.saturating_sub(1));
    match &row.role {
        Some(role) => format!("{indent}{}, {role}", row.title),
        None => format!("{indent}{}", row.title),
    }
}

/// The headings of a group: the area, its levels, and where some response has none, that.
pub(super) fn headings(group: &LadderGroup, words: &Words) -> Vec<String> {
    let without = group.rows.iter().any(|row| row.without.is_some());
    let last = without.then(|| words.say("no-level"));
    std::iter::once(words.say("area")).chain(group.levels.iter().cloned()).chain(last).collect()
}

/// The cells of a row, as many as there are headings after the first.
pub(super) fn cells(group: &LadderGroup, row: &LadderRow) -> Vec<String> {
    let without = group.rows.iter().any(|row| row.without.is_some());
    let last = without.then(|| row.without.as_ref().map_or_else(String::new, Cell::line));
    row.cells.iter().map(Cell::line).chain(last).collect()
}

fn ladder(paper: &mut Paper, group: &LadderGroup, words: &Words) {
    paper.gap();
    if let Some(role) = &group.role {
        paper.heading("", role);
    }
    let heading = headings(group, words);
    let rows: Vec<Vec<String>> =
        group.rows.iter().map(|row| std::iter::once(titled(row)).chain(cells(group, row)).collect()).collect();
    let numeric = (0..heading.len()).map(|column| column > 0).collect();
    let Some(grid) = Grid::fit(&heading, &rows, numeric, paper.style()) else {
        for (row, cells) in group.rows.iter().zip(&rows) {
            let named: Vec<String> = heading
                .iter()
                .zip(cells)
                .skip(1)
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(level, cell)| format!("{level}: {cell}"))
                .collect();
            paper.paragraph("", titled(row).trim_start());
            paper.paragraph("  ", &named.join("; "));
        }
        return;
    };
    table(paper, &grid, &heading, &rows);
}

fn table(paper: &mut Paper, grid: &Grid, heading: &[String], rows: &[Vec<String>]) {
    for line in grid.lines(heading) {
        let line = paper.faint(&line);
        paper.line(&line);
    }
    rows.iter().flat_map(|row| grid.lines(row)).for_each(|line| paper.line(&line));
}

fn weights(paper: &mut Paper, group: &WeightGroup, words: &Words) {
    paper.gap();
    if let Some(role) = &group.role {
        paper.heading("", role);
    }
    let mut heading = vec![words.say("question")];
    heading.extend(group.overall.then(|| words.say("overall")));
    heading.push(words.say("area"));
    let rows: Vec<Vec<String>> = group
        .rows
        .iter()
        .take(MOST_QUESTIONS)
        .map(|row| {
            let overall = group.overall.then(|| row.overall.as_ref().map_or_else(String::new, Cell::line));
            let areas: Vec<String> = row.areas.iter().map(|(area, cell)| format!("{area} {}", cell.line())).collect();
            std::iter::once(row.title.clone()).chain(overall).chain([areas.join(", ")]).collect()
        })
        .collect();
    let numeric = (0..heading.len()).map(|column| column == 1 && group.overall).collect();
    match Grid::fit(&heading, &rows, numeric, paper.style()) {
        _ if rows.is_empty() => {}
        Some(grid) => table(paper, &grid, &heading, &rows),
        None => {
            for row in &rows {
                let named: Vec<String> = heading
                    .iter()
                    .zip(row)
                    .skip(1)
                    .filter(|(_, cell)| !cell.is_empty())
                    .map(|(title, cell)| format!("{title}: {cell}"))
                    .collect();
                paper.paragraph("", row.first().map_or("", String::as_str));
                paper.paragraph("  ", &named.join("; "));
            }
        }
    }
    let more = group.rows.len().saturating_sub(MOST_QUESTIONS);
    if more > 0 {
        paper.faint_paragraph("", &words.with("more", &[("count", more.into())]));
    }
    if !group.idle.is_empty() {
        let label = words.with("survey-idle", &[("count", group.idle.len().into())]);
        paper.paragraph("", &format!("{label}: {}", group.idle.join(", ")));
    }
}

fn property(paper: &mut Paper, row: &PropertyRow) {
    paper.gap();
    paper.heading("", &row.title);
    paper.faint_paragraph("  ", &format!("`{}`", row.condition));
    for verdict in &row.verdicts {
        let mark = match verdict.stands {
            Stands::Proved => "✓ ",
            Stands::Broken => "✗ ",
            Stands::Open => "? ",
        };
        let role = verdict.role.as_ref().map_or_else(String::new, |role| format!("{role}: "));
        paper.paragraph(&format!("  {mark}"), &format!("{role}{}", verdict.text));
        if let Some((is_called, given)) = &verdict.breaks_it {
            paper.paragraph("    ", &format!("{is_called}: `{given}`"));
        }
    }
}
