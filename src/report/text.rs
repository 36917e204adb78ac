//! A page for the terminal.

use super::Words;
use super::grid::Grid;
use super::page::{Advice, Chart, Fact, Next, Page, Section};
use super::paper::{Paper, pad_left, width};
use crate::diagnostics::render::TextStyle;

/// How many columns a bar takes.
const BAR: usize = 24;

/// The page of one response as text.
pub fn text(page: &Page, words: &Words, style: TextStyle) -> String {
    let mut paper = Paper::new(style);
    paper.heading("", &page.title);
    for fact in &page.about {
        paper.paragraph("", &format!("{}: {}", fact.label, fact.value));
    }
    for notice in &page.notices {
        paper.gap();
        paper.paragraph("", notice);
    }
    paper.gap();
    overview(&mut paper, &page.sections, words);
    for section in page.sections.iter().filter(|section| section.has_details()) {
        paper.gap();
        details(&mut paper, section);
    }
    advice(&mut paper, page, words);
    paper.finish()
}

/// One row an area: title, level, score, bar, answered. Without the bar where the terminal is too narrow; a line an area
/// where it is narrower still.
fn overview(paper: &mut Paper, sections: &[Section], words: &Words) {
    let style = paper.style();
    let heading = [words.say("area"), words.say("level"), words.say("score"), String::new(), words.say("answered")];
    let rows = |bars: bool| -> Vec<Vec<String>> { sections.iter().map(|section| cells(section, bars)).collect() };
    let empty =
        |rows: &[Vec<String>], column: usize| rows.iter().all(|row| row.get(column).is_none_or(String::is_empty));
    for bars in [true, false] {
        let rows = rows(bars);
        // A column that no area has needs no heading.
        let heading: Vec<String> = heading
            .iter()
            .enumerate()
            .map(|(column, title)| if empty(&rows, column) { String::new() } else { title.clone() })
            .collect();
        let numeric = vec![false, false, true, false, false];
        let Some(grid) = Grid::fit(&heading, &rows, numeric, style) else { continue };
        for line in grid.lines(&heading) {
            let line = paper.faint(&line);
            paper.line(&line);
        }
        for (row, section) in rows.iter().zip(sections) {
            let lines = grid.styled(row, |column, part| match column {
                0 if section.depth > 0 => part,
                0 | 1 => paper.bold(&part),
                4 => paper.faint(&part),
                _ => part,
            });
            lines.iter().for_each(|line| paper.line(line));
        }
        return;
    }
    for section in sections {
        let parts = [&section.level, &section.score, &section.completeness];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        paper.paragraph(&indent(section), &format!("{}: {}", section.title, parts.join("; ")));
    }
}

fn indent(section: &Section) -> String {
    "  ".repeat(section.depth.saturating_sub(1))
}

fn cells(section: &Section, bars: bool) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let bar = section.chart.as_ref().filter(|_| bars).map_or_else(String::new, |chart| drawing(chart, BAR));
    let title = format!("{}{}", indent(section), section.title);
    vec![title, text(&section.level), text(&section.score), bar, text(&section.completeness)]
}

/// A bar: filled as far as the result certainly reaches, half as far as it may, with a line at every threshold.
fn drawing(chart: &Chart, columns: usize) -> String {
    let cell = |share: f64| round(share, columns);
    let (sure, maybe) = (cell(chart.fill.0), cell(chart.fill.1));
    let marks: Vec<usize> = chart.marks.iter().map(|mark| cell(*mark)).collect();
    (0..columns)
        .map(|at| match at {
            _ if at < sure => '█',
            _ if at < maybe => '▒',
            _ if marks.contains(&at) => '│',
            _ => '·',
        })
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "for drawing only: a share between 0 and 1 of a few columns"
)]
fn round(share: f64, columns: usize) -> usize {
    (share.clamp(0.0, 1.0) * columns as f64).round() as usize
}

fn details(paper: &mut Paper, section: &Section) {
    paper.heading("", &section.title);
    for remark in &section.remarks {
        paper.paragraph("  ", remark);
    }
    for value in &section.values {
        paper.paragraph("  ", &format!("{}: {}", value.label, value.value));
    }
    if let Some(next) = &section.next {
        way(paper, next);
    }
}

fn way(paper: &mut Paper, next: &Next) {
    paper.paragraph("  ", &format!("{}:", next.heading));
    for missing in &next.missing {
        let text = match &missing.code {
            Some(code) => format!("{}: `{code}`", missing.text),
            None => missing.text.clone(),
        };
        paper.paragraph("  - ", &text);
        for detail in &missing.details {
            paper.paragraph("    - ", detail);
        }
    }
}

fn advice(paper: &mut Paper, page: &Page, words: &Words) {
    if !page.advises {
        return;
    }
    paper.gap();
    paper.heading("", &words.say("suggestions"));
    if page.advice.is_empty() {
        paper.paragraph("  ", &words.say("no-suggestions"));
    }
    for (index, advice) in page.advice.iter().enumerate() {
        one_advice(paper, index.saturating_add(1), advice, words);
    }
}

fn one_advice(paper: &mut Paper, number: usize, advice: &Advice, words: &Words) {
    let lead = pad_left(&format!("{number}. "), 5);
    let indent = " ".repeat(width(&lead));
    let title = match advice.certain {
        true => advice.title.clone(),
        false => format!("{} ({})", advice.title, words.say("maybe")),
    };
    paper.heading(&lead, &title);
    if let Some(guidance) = &advice.guidance {
        paper.paragraph(&indent, guidance);
    }
    if !advice.because.is_empty() {
        let reasons = words.and(&advice.because);
        paper.paragraph(&indent, &words.with("because", &[("reasons", reasons.into())]));
    }
    let facts: Vec<String> = advice.facts.iter().map(|Fact { label, value }| format!("{label}: {value}")).collect();
    if !facts.is_empty() {
        paper.faint_paragraph(&indent, &facts.join("; "));
    }
}
