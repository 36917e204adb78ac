//! Long lines, cut to what the labels point at.

use std::ops::Range;

/// Gaps of so few characters are shown: an ellipsis would not be shorter.
const SMALLEST_GAP: usize = 3;

/// A line of which only some pieces are shown, an ellipsis for each gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// What is shown.
    pub text: String,
    /// The bytes of the line that are shown, ascending, each with the place of its first character in `text`.
    pieces: Vec<(Range<usize>, usize)>,
}

impl Window {
    /// The line in at most `budget` characters, or as many as it takes to show a little around each point (a byte of
    /// the line).
    pub fn new(line: &str, points: &[usize], budget: usize) -> Window {
        let indent = line.len().saturating_sub(line.trim_start().len());
        let mut points: Vec<usize> = points.iter().copied().chain([indent]).collect();
        points.sort_unstable();
        points.dedup();
        let mut radius = budget;
        let mut pieces = around(line, &points, radius);
        while radius > 3 && cost(line, &pieces) > budget {
            radius = radius.saturating_sub(1);
            pieces = around(line, &points, radius);
        }
        Window::of(line, &pieces)
    }

    fn of(line: &str, ranges: &[Range<usize>]) -> Window {
        let mut text = String::new();
        let mut length = 0_usize;
        let mut pieces = Vec::new();
        let mut at = 0;
        for range in ranges {
            if line.get(at..range.start).is_some_and(|gap| !gap.trim().is_empty()) {
                text.push('…');
                length = length.saturating_add(1);
            }
            pieces.push((range.clone(), length));
            let piece = line.get(range.clone()).unwrap_or("");
            text.push_str(piece);
            length = length.saturating_add(piece.chars().count());
            at = range.end;
        }
        if line.get(at..).is_some_and(|gap| !gap.trim().is_empty()) {
            text.push('…');
        }
        Window { text, pieces }
    }

    /// Where a byte of the line is shown: the character of `text`, that of the ellipsis when it is left out.
    pub fn character(&self, line: &str, byte: usize) -> usize {
        let next = self.pieces.partition_point(|(range, _)| range.start <= byte);
        let Some((range, first)) = next.checked_sub(1).and_then(|i| self.pieces.get(i)) else {
            return 0;
        };
        let inside = line.get(range.start..byte.min(range.end)).unwrap_or("").chars().count();
        first.saturating_add(inside)
    }
}

/// The bytes within `radius` characters of the points, joined where the gap would be small.
fn around(line: &str, points: &[usize], radius: usize) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for point in points {
        let mut point = (*point).min(line.len());
        while !line.is_char_boundary(point) {
            point = point.saturating_sub(1);
        }
        let (before, after) = (line.get(..point).unwrap_or(""), line.get(point..).unwrap_or(""));
        let start = before.char_indices().rev().take(radius).last().map_or(point, |(i, _)| i);
        let start = whole_words_after(line, start, point);
        let end =
            after.char_indices().nth(radius.saturating_add(1)).map_or(line.len(), |(i, _)| point.saturating_add(i));
        let end = whole_words_before(line, end, point);
        match pieces.last_mut() {
            Some(last) if gap(line, last.end, start) <= SMALLEST_GAP => last.end = last.end.max(end),
            _ => pieces.push(start..end),
        }
    }
    if let Some(last) = pieces.last_mut()
        && gap(line, last.end, line.len()) <= SMALLEST_GAP
    {
        last.end = line.len();
    }
    pieces
}

/// The beginning of the first whole word from `start` on; `start` itself when the word at `point` is the first.
fn whole_words_after(line: &str, start: usize, point: usize) -> usize {
    let is_inside = line.get(..start).is_some_and(|before| before.ends_with(|c: char| !c.is_whitespace()));
    let skipped = line.get(start..point).unwrap_or("");
    match skipped.find(char::is_whitespace).filter(|_| is_inside) {
        Some(space) => start.saturating_add(space),
        None => start,
    }
}

/// The end of the last whole word before `end`; `end` itself when the word at `point` is the last.
fn whole_words_before(line: &str, end: usize, point: usize) -> usize {
    let is_inside = line.get(end..).is_some_and(|after| after.starts_with(|c: char| !c.is_whitespace()));
    let skipped = line.get(point..end).unwrap_or("");
    match skipped.char_indices().rev().find(|(_, c)| c.is_whitespace()).filter(|_| is_inside) {
        Some((space, c)) => point.saturating_add(space).saturating_add(c.len_utf8()),
        None => end,
    }
}

/// How many characters lie between, as far as it matters.
fn gap(line: &str, from: usize, to: usize) -> usize {
    line.get(from..to).map_or(0, |text| text.chars().take(SMALLEST_GAP.saturating_add(1)).count())
}

/// How many characters the pieces take with their ellipses.
fn cost(line: &str, pieces: &[Range<usize>]) -> usize {
    let shown: usize = pieces.iter().filter_map(|range| line.get(range.clone())).map(|text| text.chars().count()).sum();
    shown.saturating_add(pieces.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(line: &str, point: &str, budget: usize) -> (String, String) {
        let at = line.find(point).unwrap();
        let end = at.saturating_add(point.len()).saturating_sub(1);
        let window = Window::new(line, &[at, end], budget);
        let first = window.character(line, at);
        let last = window.character(line, end);
        let under = window.text.chars().enumerate();
        (window.text.clone(), under.filter(|(i, _)| (first..=last).contains(i)).map(|(_, c)| c).collect())
    }

    #[test]
    fn it_shows_what_is_pointed_at() {
        let line = "    question plan \"Det finns en fortbildningsplan för alla som undervisar\" { for skolledare }";
        let (text, under) = window(line, "skolledare", 50);
        assert_eq!(text, "    question plan \"Det… { for skolledare }");
        assert_eq!(under, "skolledare");
        let (text, under) = window(line, "plan ", 40);
        assert_eq!(text, "    question plan \"Det finns en …");
        assert_eq!(under, "plan ");
    }
}
