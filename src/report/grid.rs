//! Columns in a terminal: as wide as what is in them, narrowed down where the terminal is.

use super::paper::{clean, pad, pad_left, width, wrap};
use crate::diagnostics::render::TextStyle;

/// Columns that fit the terminal.
#[derive(Debug)]
pub(super) struct Grid {
    widths: Vec<usize>,
    numeric: Vec<bool>,
}

impl Grid {
    /// Columns for a heading and rows of as many cells, the widest ones narrowed down to their longest words; none when
    /// they do not fit even so, or when plain lines are asked for.
    pub fn fit(heading: &[String], rows: &[Vec<String>], numeric: Vec<bool>, style: TextStyle) -> Option<Grid> {
        if style.plain {
            return None;
        }
        let mut widths: Vec<usize> = Vec::new();
        let mut least: Vec<usize> = Vec::new();
        for (index, title) in heading.iter().enumerate() {
            let cells = || rows.iter().filter_map(|row| row.get(index)).chain(std::iter::once(title));
            let longest_word = |cell: &String| {
                let words = clean(cell);
                let longest = words.trim_start().split(' ').map(width).max().unwrap_or(0);
                longest.saturating_add(lead(&words))
            };
            widths.push(cells().map(|cell| width(&clean(cell))).max().unwrap_or(0));
            least.push(cells().map(longest_word).max().unwrap_or(0));
        }
        let gaps = widths.iter().filter(|width| **width > 0).count().saturating_sub(1).saturating_mul(2);
        while widths.iter().fold(gaps, |sum, width| sum.saturating_add(*width)) > style.width {
            let narrower = widths.iter_mut().zip(&least).filter(|(width, least)| **width > **least);
            let (widest, _) = narrower.max_by_key(|(width, _)| **width)?;
            *widest = widest.saturating_sub(1);
        }
        Some(Grid { widths, numeric })
    }

    /// A row, over as many lines as its longest cell takes.
    pub fn lines(&self, cells: &[String]) -> Vec<String> {
        self.styled(cells, |_, part| part)
    }

    /// A row whose parts are styled, by column, after they were measured.
    pub fn styled(&self, cells: &[String], style: impl Fn(usize, String) -> String) -> Vec<String> {
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(&self.widths).map(|(cell, width)| fold(cell, *width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        let line = |at: usize| {
            let parts = wrapped.iter().zip(&self.widths).zip(&self.numeric).enumerate();
            // A column with nothing in it takes no room.
            let parts = parts.filter(|(_, ((_, width), _))| **width > 0).map(|(column, ((lines, width), numeric))| {
                let part = lines.get(at).map_or("", String::as_str);
                style(column, if *numeric { pad_left(part, *width) } else { pad(part, *width) })
            });
            parts.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }
}

fn lead(cell: &str) -> usize {
    width(cell).saturating_sub(width(cell.trim_start()))
}

/// Breaks a cell into lines that keep its indentation.
fn fold(cell: &str, columns: usize) -> Vec<String> {
    let cell = clean(cell);
    let indent = " ".repeat(lead(&cell));
    let lines = wrap(cell.trim_start(), columns.saturating_sub(lead(&cell)));
    lines.into_iter().map(|line| format!("{indent}{line}")).collect()
}
