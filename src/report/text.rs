//! A page for the terminal.

use super::Words;
use super::page::{Advice, Chart, Fact, Next, Page, Section};
use super::paper::{Paper, clean, pad, pad_left, width};
use crate::diagnostics::render::TextStyle;

/// How many columns a bar takes.
const BAR: usize = 24;

/// A title is cut to this many columns before the bar is given up.
const MIN_TITLE: usize = 16;

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

/// One line an area: title, level, score, bar, answered.
fn overview(paper: &mut Paper, sections: &[Section], words: &Words) {
    struct Row<'a> {
        title: String,
        level: String,
        score: String,
        answered: &'a str,
        chart: Option<&'a Chart>,
        strong: bool,
    }
    let rows: Vec<Row<'_>> = sections
        .iter()
        .map(|section| Row {
            title: format!("{}{}", "  ".repeat(section.depth.saturating_sub(1)), clean(&section.title)),
            level: clean(section.level.as_deref().unwrap_or("")),
            score: section.score.clone().unwrap_or_default(),
            answered: section.completeness.as_deref().unwrap_or(""),
            chart: section.chart.as_ref(),
            strong: section.depth == 0,
        })
        .collect();
    let longest = |column: &dyn Fn(&Row<'_>) -> usize| rows.iter().map(column).max().unwrap_or(0);
    let level = longest(&|row| width(&row.level));
    let score = longest(&|row| width(&row.score));
    let answered = longest(&|row| width(row.answered));
    let style = paper.style();
    let columns = |parts: &[usize]| parts.iter().filter(|part| **part > 0).map(|part| part.saturating_add(2)).sum();
    let has_bar = !style.plain && rows.iter().any(|row| row.chart.is_some());
    let fixed: usize = columns(&[level, score, answered]);
    let bar = if has_bar && fixed.saturating_add(BAR).saturating_add(MIN_TITLE) <= style.width { BAR } else { 0 };
    let room = style.width.saturating_sub(fixed).saturating_sub(columns(&[bar]));
    if style.plain || room < MIN_TITLE {
        for row in &rows {
            let title = row.title.trim_start();
            let rest: Vec<&str> =
                [row.level.as_str(), &row.score, row.answered].into_iter().filter(|part| !part.is_empty()).collect();
            let lead = " ".repeat(width(&row.title).saturating_sub(width(title)));
            paper.paragraph(&lead, &format!("{title}: {}", rest.join("; ")));
        }
        return;
    }
    let title = longest(&|row| width(&row.title)).min(room);
    let headings = [
        (title, words.say("area"), false),
        (level, words.say("level"), false),
        (score, words.say("score"), true),
        (bar, String::new(), false),
        (answered, words.say("answered"), false),
    ];
    let heading = headings.iter().filter(|(columns, ..)| *columns > 0).map(|(columns, text, right)| match right {
        true => pad_left(text, *columns),
        false => pad(text, *columns),
    });
    let heading = heading.collect::<Vec<_>>().join("  ");
    let line = paper.faint(heading.trim_end());
    paper.line(&line);
    for row in &rows {
        let mut lines = super::paper::wrap(row.title.trim_start(), title.saturating_sub(lead(&row.title))).into_iter();
        let indent = " ".repeat(lead(&row.title));
        let first = format!("{indent}{}", lines.next().unwrap_or_default());
        let first = pad(&first, title);
        let mut cells = vec![if row.strong { paper.bold(&first) } else { first }];
        if level > 0 {
            cells.push(paper.bold(&pad(&row.level, level)));
        }
        if score > 0 {
            cells.push(pad_left(&row.score, score));
        }
        if bar > 0 {
            cells.push(row.chart.map_or_else(|| " ".repeat(bar), |chart| drawing(chart, bar)));
        }
        if answered > 0 {
            cells.push(paper.faint(row.answered));
        }
        paper.line(&cells.join("  "));
        for line in lines {
            paper.line(&format!("{indent}{line}"));
        }
    }
}

fn lead(title: &str) -> usize {
    width(title).saturating_sub(width(title.trim_start()))
}

/// A bar: filled as far as the result certainly reaches, half as far as it may, with a line at every threshold.
fn drawing(chart: &Chart, columns: usize) -> String {
    let cell = |share: f64| round(share, columns);
    let (sure, maybe) = (cell(chart.fill.0), cell(chart.fill.1));
    let marks: Vec<usize> = chart.steps.iter().skip(1).map(|step| cell(step.from)).collect();
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
