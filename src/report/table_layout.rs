//! A table of several results as text, Markdown and HTML.

use maud::html;

use super::Words;
use super::grid::Grid;
use super::markdown::escape;
use super::paper::Paper;
use super::table::Table;
use crate::diagnostics::render::TextStyle;

impl Table {
    /// The table for the terminal; where it is too narrow, a paragraph a response.
    pub fn text(&self, words: &Words, style: TextStyle) -> String {
        let mut paper = Paper::new(style);
        paper.heading("", &self.title);
        paper.gap();
        let heading: Vec<String> = std::iter::once(words.say("response"))
            .chain(self.columns.iter().map(|column| column.title.clone()))
            .collect();
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| std::iter::once(&row.name).chain(&row.cells).cloned().collect()).collect();
        let numeric = std::iter::once(false).chain(self.columns.iter().map(|column| column.numeric)).collect();
        let Some(grid) = Grid::fit(&heading, &rows, numeric, style) else {
            for row in &self.rows {
                paper.gap();
                paper.heading("", &row.name);
                for (column, cell) in self.columns.iter().zip(&row.cells) {
                    paper.paragraph("  ", &format!("{}: {cell}", column.title));
                }
            }
            return paper.finish();
        };
        for line in grid.lines(&heading) {
            let line = paper.faint(&line);
            paper.line(&line);
        }
        rows.iter().flat_map(|cells| grid.lines(cells)).for_each(|line| paper.line(&line));
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
            Some("compared"),
            &html! {
                header {
                    p .count { (words.say("result")) }
                    h1 { (self.title) }
                }
                main {
                    div .wide role="region" tabindex="0" aria-label=(words.say("result")) {
                        // On a narrow screen each row stands as a block: the roles keep it a table for those who hear it.
                        table role="table" {
                            thead role="rowgroup" {
                                tr role="row" {
                                    th scope="col" { (words.say("response")) }
                                    @for column in &self.columns {
                                        th .number[column.numeric] scope="col" { (column.title) }
                                    }
                                }
                            }
                            tbody role="rowgroup" {
                                @for row in &self.rows {
                                    tr role="row" {
                                        th scope="row" role="rowheader" { (row.name) }
                                        @for (column, cell) in self.columns.iter().zip(&row.cells) {
                                            td .number[column.numeric] role="cell" data-label=(column.title) { (cell) }
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
