//! A survey as HTML: drawn as bars, one file that needs nothing else.

use maud::{Markup, html};

use super::page::{Cell, LadderGroup, LadderRow, PropertyRow, Stands, SurveyPage, WeightGroup, WeightRow};
use super::text::headings;
use crate::report::Words;
use crate::report::html::document;

/// The colours of the lowest level and of the highest one.
const RAMP: ([f64; 3], [f64; 3]) = ([211.0, 227.0, 233.0], [20.0, 74.0, 94.0]);

impl SurveyPage {
    /// The survey as HTML.
    pub fn html(&self, words: &Words) -> String {
        document(
            &self.language,
            &self.title,
            Some("survey"),
            &html! {
                header {
                    p .count { (words.say("analysis")) }
                    h1 { (self.title) }
                    dl .about {
                        @for fact in &self.about { div { dt { (fact.label) } dd { (fact.value) } } }
                    }
                }
                main {
                    @for (at, notice) in self.notices.iter().enumerate() {
                        p .notice[at > 0] .said[at == 0] { (notice) }
                    }
                    @if !self.spread.is_empty() {
                        section {
                            h2 { (words.say("survey-spread")) }
                            @for group in &self.spread { (spread(group, words)) }
                        }
                    }
                    @if !self.weights.is_empty() {
                        section {
                            h2 { (words.say("survey-weights")) }
                            p .said { (words.say("survey-weights-how")) }
                            @for group in &self.weights { (weights(group, words)) }
                        }
                    }
                    @if !self.advice.is_empty() {
                        section {
                            h2 { (words.say("survey-advice")) }
                            p .said { (words.say("survey-advice-how")) }
                            @for group in &self.advice { (advice(group, words)) }
                        }
                    }
                    @if !self.properties.is_empty() {
                        section {
                            h2 { (words.say("survey-properties")) }
                            @for row in &self.properties { (property(row)) }
                        }
                    }
                }
            },
        )
    }
}

/// A bar a row, a colour a level, and the shares in words below it.
fn spread(group: &LadderGroup, words: &Words) -> Markup {
    let count = group.levels.len();
    html! {
        ul .spread {
            @for (at, row) in group.rows.iter().enumerate() {
                @let again = at.checked_sub(1).and_then(|before| group.rows.get(before)).is_some_and(|before| before.title == row.title);
                li .whole-row[row.depth == 0] .again[again] style=[(row.depth > 1).then(|| format!("--depth:{}", row.depth.saturating_sub(1)))] {
                    p .name {
                        @if !again { span { (row.title) } }
                        @if let Some(role) = &row.role { " " span .role { (role) } }
                    }
                    (stacked(row, count))
                    ul .shares {
                        @for (rank, (level, cell)) in group.levels.iter().zip(&row.cells).enumerate() {
                            li { i .swatch style=(format!("background:{}", colour(rank, count))) {} span .level-name { (level) } " " b { (cell.text) } }
                        }
                        @if let Some(without) = &row.without {
                            li { i .swatch .none {} span .level-name { (words.say("no-level")) } " " b { (without.text) } }
                        }
                    }
                }
            }
        }
    }
}

/// The drawing says nothing that the words below it do not say.
fn stacked(row: &LadderRow, count: usize) -> Markup {
    // Of a share between two bounds the least is drawn; what is left over shows as not decided.
    html! {
        div .stack role="presentation" {
            @for (rank, cell) in row.cells.iter().enumerate() {
                @if cell.extent.0 > 0.0 {
                    i style=(format!("width:{};background:{}", percent(cell.extent.0), colour(rank, count))) {}
                }
            }
            @if let Some(without) = &row.without {
                i .none style=(format!("width:{}", percent(without.extent.0))) {}
            }
        }
    }
}

fn weights(group: &WeightGroup, words: &Words) -> Markup {
    html! {
        @if let Some(role) = &group.role { h3 { (role) } }
        ol .weights {
            @for row in &group.rows { (weight(row, words)) }
        }
        @if !group.idle.is_empty() {
            p .idle { (words.with("survey-idle", &[("count", group.idle.len().into())])) ": " (group.idle.join(", ")) }
        }
    }
}

fn weight(row: &WeightRow, words: &Words) -> Markup {
    let overall = row.overall.iter().map(|cell| (words.say("overall"), cell));
    let areas = row.areas.iter().map(|(area, cell)| (area.clone(), cell));
    html! {
        li {
            p .name { (row.title) }
            dl {
                @for (title, cell) in overall.chain(areas) {
                    div {
                        dt { (title) }
                        dd { (cell.text) }
                        (bar(cell))
                    }
                }
            }
        }
    }
}

fn bar(cell: &Cell) -> Markup {
    html! {
        div .bar role="presentation" {
            @if cell.extent.1 > cell.extent.0 { i .maybe style=(format!("width:{}", percent(cell.extent.1))) {} }
            @if cell.extent.0 > 0.0 { i .sure style=(format!("width:{}", percent(cell.extent.0))) {} }
        }
    }
}

fn advice(group: &LadderGroup, words: &Words) -> Markup {
    let heading = headings(group, words);
    html! {
        @if let Some(role) = &group.role { h3 { (role) } }
        div .wide role="region" tabindex="0" aria-label=(words.say("survey-advice")) {
            table role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        @for (at, title) in heading.iter().enumerate() { th .number[at > 0] scope="col" { (title) } }
                    }
                }
                tbody role="rowgroup" {
                    @for row in &group.rows {
                        tr role="row" {
                            th scope="row" role="rowheader" { (row.title) }
                            @for (cell, level) in row.cells.iter().zip(&group.levels) {
                                td .number role="cell" data-label=(level) {
                                    span {
                                        b { (cell.text) }
                                        @if let Some(remark) = &cell.remark { " " span .maybe-note { (remark) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn property(row: &PropertyRow) -> Markup {
    html! {
        div .property {
            p .name { (row.title) }
            p { code { (row.condition) } }
            @for verdict in &row.verdicts {
                p class=(class(verdict.stands)) {
                    @if let Some(role) = &verdict.role { (role) ": " }
                    (verdict.text)
                }
                @if let Some((is_called, given)) = &verdict.breaks_it {
                    p .smallest { (is_called) ": " code { (given) } }
                }
            }
        }
    }
}

fn class(stands: Stands) -> &'static str {
    match stands {
        Stands::Proved => "verdict-proved",
        Stands::Broken => "verdict-broken",
        Stands::Open => "verdict-open",
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// The colour of a level among so many.
#[expect(clippy::cast_precision_loss, reason = "for drawing only, and ladders are short")]
pub(crate) fn colour(rank: usize, count: usize) -> String {
    let at = if count > 1 { rank as f64 / count.saturating_sub(1) as f64 } else { 1.0 };
    let mixed: Vec<String> =
        RAMP.0.iter().zip(RAMP.1).map(|(low, high)| format!("{:.0}", low + (high - low) * at)).collect();
    format!("rgb({})", mixed.join(","))
}
