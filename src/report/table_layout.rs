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
        let first = self.rows.iter().map(|row| width(&clean(&row.name))).max().unwrap_or(0);
        let first = first.max(width(&words.say("response")));
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let cells = self.rows.iter().filter_map(|row| row.cells.get(index));
                cells.map(|cell| width(&clean(cell))).max().unwrap_or(0).max(width(&clean(&column.title)))
            })
            .collect();
        let total = widths.iter().fold(first, |sum, width| sum.saturating_add(*width).saturating_add(2));
        if style.plain || total > style.width {
            for row in &self.rows {
                paper.gap();
                paper.heading("", &row.name);
                for (column, cell) in self.columns.iter().zip(&row.cells) {
                    paper.paragraph("  ", &format!("{}: {cell}", column.title));
                }
            }
            return paper.finish();
        }
        let line = |name: &str, cells: &mut dyn Iterator<Item = &str>| {
            let mut line = pad(&clean(name), first);
            for ((cell, column), width) in cells.zip(&self.columns).zip(&widths) {
                line.push_str("  ");
                let cell = clean(cell);
                line.push_str(&if column.numeric { pad_left(&cell, *width) } else { pad(&cell, *width) });
            }
            line
        };
        let heading = line(&words.say("response"), &mut self.columns.iter().map(|column| column.title.as_str()));
        let heading = paper.faint(heading.trim_end());
        paper.line(&heading);
        for row in &self.rows {
            paper.line(&line(&row.name, &mut row.cells.iter().map(String::as_str)));
        }
        paper.finish()
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
