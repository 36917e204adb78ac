//! A table of several results as text, Markdown and HTML.

use maud::html;

use super::Words;
use super::markdown::escape;
use super::paper::{Paper, clean, pad, pad_left, width};
use super::table::Table;
use crate::diagnostics::render::TextStyle;

impl Table {
    /// The table for the terminal; where it is too narrow, a paragraph a response.
    pub fn text(&self, words: &Words, style: TextStyle) -> String {
        let mut paper = Paper::new(style);
        paper.heading("", &self.title);
        paper.gap();
        let Some(grid) = Grid::fit(self, words, style) else {
            for row in &self.rows {
                paper.gap();
                paper.heading("", &row.name);
                for (column, cell) in self.columns.iter().zip(&row.cells) {
                    paper.paragraph("  ", &format!("{}: {cell}", column.title));
                }
            }
            return paper.finish();
        };
        for line in grid.lines(&self.heading(words)) {
            let line = paper.faint(&line);
            paper.line(&line);
        }
        for row in &self.rows {
            let cells: Vec<String> = std::iter::once(&row.name).chain(&row.cells).cloned().collect();
            grid.lines(&cells).iter().for_each(|line| paper.line(line));
        }
        paper.finish()
    }

    fn heading(&self, words: &Words) -> Vec<String> {
        std::iter::once(words.say("response")).chain(self.columns.iter().map(|column| column.title.clone())).collect()
    }

    /// The table as Markdown.
    pub fn markdown(&self, words: &Words) -> String {
        let cells =
            |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
        let mut text = format!("# {}\n\n", escape(&self.title));
        let first = std::iter::once(escape(&words.say("response")));
        text.push_str(&cells(&mut first.chain(self.columns.iter().map(|column| escape(&column.title)))));
        let rule = self.columns.iter().map(|column| if column.numeric { "---:" } else { "---" }.to_owned());
        text.push_str(&cells(&mut std::iter::once("---".to_owned()).chain(rule)));
        for row in &self.rows {
            let first = std::iter::once(format!("**{}**", escape(&row.name)));
            text.push_str(&cells(&mut first.chain(row.cells.iter().map(|cell| escape(cell)))));
        }
        text
    }

    /// The table as HTML.
    pub fn html(&self, words: &Words) -> String {
        super::html::document(
            &self.language,
            &self.title,
            &html! {
                header {
                    p .count { (words.say("result")) }
                    h1 { (self.title) }
                }
                main {
                    div .wide role="region" tabindex="0" aria-label=(words.say("result")) {
                        table {
                            thead {
                                tr {
                                    th scope="col" { (words.say("response")) }
                                    @for column in &self.columns {
                                        th .number[column.numeric] scope="col" { (column.title) }
                                    }
                                }
                            }
                            tbody {
                                @for row in &self.rows {
                                    tr {
                                        th scope="row" { (row.name) }
                                        @for (column, cell) in self.columns.iter().zip(&row.cells) {
                                            td .number[column.numeric] { (cell) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            },
        )
    }
}

/// The columns of a table in a terminal.
struct Grid {
    widths: Vec<usize>,
    numeric: Vec<bool>,
}

impl Grid {
    /// Columns that fit, the widest ones narrowed down to their longest words; none when they do not fit even so.
    fn fit(table: &Table, words: &Words, style: TextStyle) -> Option<Grid> {
        if style.plain {
            return None;
        }
        let heading = table.heading(words);
        let cells = |index: usize| {
            let rows = table.rows.iter().filter_map(move |row| match index.checked_sub(1) {
                None => Some(&row.name),
                Some(index) => row.cells.get(index),
            });
            rows.chain(heading.get(index))
        };
        let mut widths: Vec<usize> = Vec::new();
        let mut least: Vec<usize> = Vec::new();
        for index in 0..heading.len() {
            let longest_word = |cell: &String| clean(cell).split(' ').map(width).max().unwrap_or(0);
            widths.push(cells(index).map(|cell| width(&clean(cell))).max().unwrap_or(0));
            least.push(cells(index).map(longest_word).max().unwrap_or(0));
        }
        let gaps = heading.len().saturating_sub(1).saturating_mul(2);
        while widths.iter().fold(gaps, |sum, width| sum.saturating_add(*width)) > style.width {
            let narrower = widths.iter_mut().zip(&least).filter(|(width, least)| **width > **least);
            let (widest, _) = narrower.max_by_key(|(width, _)| **width)?;
            *widest = widest.saturating_sub(1);
        }
        let numeric = std::iter::once(false).chain(table.columns.iter().map(|column| column.numeric)).collect();
        Some(Grid { widths, numeric })
    }

    /// A row, over as many lines as its longest cell takes.
    fn lines(&self, cells: &[String]) -> Vec<String> {
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(&self.widths).map(|(cell, width)| super::paper::wrap(&clean(cell), *width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        let line = |at: usize| {
            let parts = wrapped.iter().zip(&self.widths).zip(&self.numeric).map(|((lines, width), numeric)| {
                let part = lines.get(at).map_or("", String::as_str);
                if *numeric { pad_left(part, *width) } else { pad(part, *width) }
            });
            parts.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }
}
