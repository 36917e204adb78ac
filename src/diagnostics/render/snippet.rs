//! Source lines with labels under them, drawn by ariadne.
//!
//! ariadne is given characters instead of bytes: counted in bytes it looks up the place of a label in a second file
//! wrongly, and stops when that splits a character. It sees texts without control characters, so that its lines are
//! ours, and long lines cut to what is pointed at.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use ariadne::{Cache, Color, Config, IndexType, Label, Report, ReportKind, Source};

use super::TextStyle;
use super::place::{Place, Places};
use super::window::Window;
use super::wrap::{clean, column_count, columns, wrap};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::{FileId, LineIndex};

/// Stands for a label's message in what ariadne draws; no text holds it.
const TOKEN: char = '\u{1}';
/// A message gets at least so many columns.
const NARROWEST: usize = 20;

/// Draws findings; keeps the texts between them.
pub struct Drawer<'a> {
    places: &'a Places<'a>,
    style: TextStyle,
    whole: HashMap<FileId, Source<String>>,
}

/// The lines of a drawing, and how wide its margin is: the bar below them stands in this column.
pub struct Drawing {
    /// Its lines, from the one with the file's name on.
    pub lines: Vec<String>,
    /// Columns before the bar.
    pub margin: usize,
}

struct Mark<'a> {
    file: FileId,
    place: Place<'a>,
    message: String,
    color: Color,
}

type Spot = (FileId, Range<usize>);

struct Texts<'a> {
    whole: &'a HashMap<FileId, Source<String>>,
    cut: HashMap<FileId, Source<String>>,
    paths: HashMap<FileId, String>,
}

impl Cache<FileId> for Texts<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<String>, impl std::fmt::Debug> {
        self.cut.get(id).or_else(|| self.whole.get(id)).ok_or("no such file")
    }

    fn display<'b>(&self, id: &'b FileId) -> Option<impl std::fmt::Display + 'b> {
        self.paths.get(id).cloned()
    }
}

impl<'a> Drawer<'a> {
    /// A drawer over some texts.
    pub fn new(places: &'a Places<'a>, style: TextStyle) -> Drawer<'a> {
        Drawer { places, style, whole: HashMap::new() }
    }

    /// The finding's labels under their lines; none when it is about no text.
    pub fn draw(&mut self, diagnostic: &Diagnostic) -> Option<Drawing> {
        let marks = self.marks(diagnostic);
        let first = marks.first()?;
        let mut texts = HashMap::new();
        let mut paths = HashMap::new();
        let mut spots = Vec::new();
        for mark in &marks {
            paths.entry(mark.file).or_insert_with(|| clean(mark.place.path));
        }
        let mut files: Vec<FileId> = marks.iter().map(|mark| mark.file).collect();
        files.dedup();
        for file in files {
            let own: Vec<&Mark<'_>> = marks.iter().filter(|mark| mark.file == file).collect();
            let (text, index) = self.places.file(file)?;
            if let Some((source, ranges)) = cut(&text.text, index, &own, self.style.width) {
                texts.insert(file, source);
                spots.extend(ranges);
            } else {
                self.whole.entry(file).or_insert_with(|| Source::from(clean_lines(&text.text)));
                let character = |byte| index.characters_before(byte);
                spots.extend(own.iter().map(|m| character(m.place.bytes.start)..character(m.place.bytes.end)));
            }
        }
        let spot: Spot = (first.file, spots.first()?.clone());
        let labels = marks.iter().zip(&spots).enumerate().map(|(number, (mark, range))| {
            Label::new((mark.file, range.clone()))
                .with_message(format!("{TOKEN}{number}{TOKEN}"))
                .with_color(mark.color)
        });
        let config = Config::new().with_color(self.style.color).with_index_type(IndexType::Char);
        let report = Report::build(ReportKind::Error, spot).with_config(config).with_labels(labels).finish();
        let mut bytes = Vec::new();
        let texts = Texts { whole: &self.whole, cut: texts, paths };
        report.write(texts, &mut bytes).ok()?;
        Some(lay_out(&String::from_utf8_lossy(&bytes), &marks, self.style.width))
    }

    /// The labels that have a place: those in the primary label's file first, then file by file, each by line.
    fn marks(&self, diagnostic: &Diagnostic) -> Vec<Mark<'a>> {
        let color = match diagnostic.severity {
            Severity::Error => Color::Red,
            Severity::Warning => Color::Yellow,
            Severity::Info => Color::Cyan,
        };
        let primary = diagnostic.primary.iter().map(|label| (label, color));
        let secondary = diagnostic.secondary.iter().map(|label| (label, Color::Blue));
        let mut marks: Vec<Mark<'a>> = primary
            .chain(secondary)
            .filter_map(|(label, color)| {
                let place = self.places.place(label.span)?;
                let message = if label.message.is_empty() { "here".to_owned() } else { clean(&label.message) };
                Some(Mark { file: label.span.file, place, message, color })
            })
            .collect();
        let first = marks.first().map(|mark| mark.file);
        marks.sort_by_key(|m| (Some(m.file) != first, m.file, m.place.end.line, m.place.start, m.place.end));
        marks
    }
}

/// [`clean`], but a line end of two characters stays one.
fn clean_lines(text: &str) -> String {
    if text.contains("\r\n") { text.split("\r\n").map(clean).collect::<Vec<_>>().join("\r\n") } else { clean(text) }
}

/// A text in which the lines with marks are cut to the width and all others are empty, and where the marks are in it.
/// None when every line fits.
fn cut(
    text: &str,
    index: &LineIndex<'_>,
    marks: &[&Mark<'_>],
    width: usize,
) -> Option<(Source<String>, Vec<Range<usize>>)> {
    // A mark's last byte decides which line it ends in.
    let ends = |mark: &Mark<'_>| {
        let bytes = &mark.place.bytes;
        (bytes.start, if bytes.is_empty() { bytes.start } else { bytes.end.saturating_sub(1) })
    };
    let mut points: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for mark in marks {
        let (first, last) = ends(mark);
        let room = columns(mark.message.lines().next().unwrap_or("")).min(NARROWEST);
        points.entry(index.line(first)).or_default().push((first, 0));
        points.entry(index.line(last)).or_default().push((last, room));
    }
    let last_line = points.keys().next_back().copied()?;
    let gutter = last_line.saturating_add(1).to_string().len().saturating_add(4);
    let budget = width.saturating_sub(gutter);
    let arrow = 4_usize;
    let mut windows = BTreeMap::new();
    let mut is_cut = false;
    for (line, line_points) in &points {
        let range = index.line_range(*line);
        let content = text.get(range.clone()).unwrap_or("");
        let overhang = line_points.iter().filter(|(_, room)| *room > 0).map(|(byte, room)| {
            let before = text.get(range.start..(*byte).min(range.end)).unwrap_or("");
            screen_columns(before, budget).saturating_add(arrow).saturating_add(*room).saturating_sub(budget)
        });
        let room = line_points.iter().map(|(_, room)| room.saturating_add(arrow)).max().unwrap_or(0);
        let budget = if overhang.max().unwrap_or(0) > 0 { budget.saturating_sub(room) } else { budget };
        let relative: Vec<usize> = line_points.iter().map(|(byte, _)| byte.saturating_sub(range.start)).collect();
        let fits = screen_columns(content, budget) <= budget;
        is_cut |= !fits;
        let budget = if fits { content.len() } else { budget };
        windows.insert(*line, (range, content, Window::new(content, &relative, budget)));
    }
    if !is_cut {
        return None;
    }
    let mut shown = String::new();
    let mut length = 0_usize;
    let mut starts = BTreeMap::new();
    for line in 0..=last_line {
        if let Some((_, _, window)) = windows.get(&line) {
            starts.insert(line, length);
            shown.push_str(&clean(&window.text));
            length = length.saturating_add(window.text.chars().count());
        }
        shown.push('\n');
        length = length.saturating_add(1);
    }
    let character = |byte: usize| {
        let line = index.line(byte);
        let (range, content, window) = windows.get(&line)?;
        let inside = window.character(content, byte.saturating_sub(range.start));
        Some(starts.get(&line)?.saturating_add(inside))
    };
    let ranges = marks.iter().map(|mark| {
        let (first, last) = ends(mark);
        let start = character(first).unwrap_or(0);
        let end = if mark.place.bytes.is_empty() { start } else { character(last).unwrap_or(start).saturating_add(1) };
        start..end.max(start)
    });
    let ranges = ranges.collect();
    Some((Source::from(shown), ranges))
}

/// The columns that a text takes, as far as it matters whether it is more than `limit`.
fn screen_columns(text: &str, limit: usize) -> usize {
    text.chars().take(limit.saturating_mul(2)).map(|c| if c == '\t' { 4 } else { column_count(c) }).sum()
}

/// Puts the messages in, broken to the width, and takes away the frame's ends.
fn lay_out(drawn: &str, marks: &[Mark<'_>], width: usize) -> Drawing {
    let mut rows = drawn.lines().skip(1).map(str::trim_end).peekable();
    let mut lines: Vec<String> = Vec::new();
    let mut margin = 3;
    while let Some(row) = rows.next() {
        let bare = without_colors(row);
        if rows.peek().is_none() {
            margin = bare.chars().filter(|c| *c == '─').count();
            break;
        }
        let after_title = lines.last().is_some_and(|line| without_colors(line).trim_start().starts_with(['╭', '├']));
        if after_title && bare.trim() == "│" {
            continue;
        }
        let mut parts = row.split(TOKEN);
        let before = parts.next().unwrap_or("");
        let message =
            parts.next().and_then(|number| marks.get(number.parse::<usize>().ok()?)).map(|mark| &mark.message);
        let Some(message) = message else {
            lines.push(row.to_owned());
            continue;
        };
        let column = columns(&without_colors(before));
        let room = width.saturating_sub(column).max(NARROWEST);
        // Below the message go on the bars of the labels that are still to come.
        let next = rows.peek().filter(|next| is_bars(&without_colors(next))).copied().unwrap_or(before);
        let bar = without_colors(before)
            .find('│')
            .map_or(0, |byte| columns(without_colors(before).get(..byte).unwrap_or("")));
        let keep =
            if rows.peek().is_some_and(|next| is_bars(&without_colors(next))) { column } else { bar.saturating_add(1) };
        for (number, line) in wrap(message, room, room).into_iter().enumerate() {
            lines.push(if number == 0 {
                format!("{before}{line}")
            } else {
                let (start, taken) = start_of(next, keep);
                format!("{start}{}{line}", " ".repeat(column.saturating_sub(taken)))
            });
        }
    }
    Drawing { lines: lines.iter().map(|line| join_colors(line)).collect(), margin }
}

/// The same row with one escape sequence a run of a colour, where ariadne writes two a character.
fn join_colors(row: &str) -> String {
    let reset = "\u{1b}[0m";
    let mut joined = String::with_capacity(row.len());
    let (mut on, mut wanted) = ("", "");
    let mut rest = row;
    while !rest.is_empty() {
        let escape = rest.starts_with('\u{1b}').then(|| rest.split_inclusive('m').next()).flatten();
        if let Some(escape) = escape {
            wanted = if escape == reset { "" } else { escape };
            rest = rest.strip_prefix(escape).unwrap_or("");
            continue;
        }
        let text = rest.split('\u{1b}').next().unwrap_or(rest);
        if on != wanted {
            if !on.is_empty() {
                joined.push_str(reset);
            }
            joined.push_str(wanted);
            on = wanted;
        }
        joined.push_str(text);
        rest = rest.strip_prefix(text).unwrap_or("");
    }
    if !on.is_empty() {
        joined.push_str(reset);
    }
    joined
}

/// A row that only has bars.
fn is_bars(bare: &str) -> bool {
    bare.contains('│') && bare.chars().all(|c| c == ' ' || c == '│')
}

/// The first columns of a row, colours kept, and how many there are.
fn start_of(row: &str, limit: usize) -> (String, usize) {
    let mut start = String::new();
    let mut taken = 0_usize;
    let mut escape = false;
    let mut colored = false;
    for c in row.chars() {
        if escape {
            escape = c != 'm';
            start.push(c);
            continue;
        }
        if c == '\u{1b}' {
            escape = true;
            colored = true;
            start.push(c);
            continue;
        }
        let next = taken.saturating_add(column_count(c));
        if next > limit {
            break;
        }
        taken = next;
        start.push(c);
    }
    if colored {
        start.push_str("\u{1b}[0m");
    }
    (start, taken)
}

/// The row without escape sequences.
fn without_colors(row: &str) -> String {
    anstream::adapter::strip_str(row).to_string()
}
