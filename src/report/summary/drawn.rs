//! A summary as HTML: a bar a group, a colour a level.

use maud::{Markup, html};

use super::layout::{HIDDEN, advice, answered, group_name, mean, told};
use super::{Area, Group, Summary, Told};
use crate::report::Words;
use crate::report::html::document;
use crate::report::survey::colour;

impl Summary {
    /// The summary as HTML: one file that needs nothing else.
    pub fn html(&self, words: &Words) -> String {
        let whole = self.groups.first();
        let groups = self.groups.get(1..).unwrap_or_default();
        let notices = self.notices(words);
        document(
            &self.language,
            &self.title,
            Some("survey summary"),
            &html! {
                header {
                    p .count { (words.say("summary")) }
                    h1 { (self.title) }
                    @for notice in &notices { p .said { (notice) } }
                }
                main {
                    @if let Some(whole) = whole {
                        section {
                            h2 { (words.say("area-by-area")) }
                            ul .spread {
                                @for area in &whole.areas {
                                    li .whole-row[area.depth == 0] style=[(area.depth > 1).then(|| format!("--depth:{}", area.depth.saturating_sub(1)))] {
                                        p .name { (area.title) }
                                        (bar(area))
                                        (shares(area, words))
                                    }
                                }
                            }
                        }
                        @if !whole.advice.is_empty() {
                            section {
                                h2 { (words.say("summary-advice")) }
                                ol { @for advice in advice(whole, words) { li { (advice) } } }
                            }
                        }
                    }
                    @if let Some(whole) = whole.filter(|_| !groups.is_empty()) {
                        section {
                            h2 { (self.grouped(words)) }
                            @for (place, area) in whole.areas.iter().enumerate() {
                                details open[place == 0] {
                                    summary { (area.title) }
                                    (legend(area))
                                    (self.table(place, groups, words))
                                }
                            }
                        }
                    }
                }
            },
        )
    }

    /// One area in every group.
    fn table(&self, place: usize, groups: &[Group], words: &Words) -> Markup {
        html! {
            div .wide role="region" tabindex="0" aria-label=(self.grouped(words)) {
                table {
                    thead {
                        tr {
                            th scope="col" { (self.by.join(", ")) }
                            th .number scope="col" { (words.say("summary-count")) }
                            th .number scope="col" { (words.say("summary-mean")) }
                            th scope="col" { (words.say("summary-levels")) }
                            th .number scope="col" { (words.say("answered")) }
                        }
                    }
                    tbody {
                        @for group in groups {
                            @if let Some(area) = group.areas.get(place) {
                                tr {
                                    th scope="row" { (group_name(group, words)) }
                                    td .number { (told(&group.rows, ToString::to_string)) }
                                    td .number { (mean(area, words)) }
                                    td .drawn { (bar(area)) (counts(area)) }
                                    td .number { (answered(area, words)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The levels as one bar. It says nothing that the words beside it do not say.
fn bar(area: &Area) -> Markup {
    let Told::Shown(levels) = &area.levels else { return html! {} };
    let all = levels.iter().fold(0u64, |sum, (.., count)| sum.saturating_add(*count));
    html! {
        div .stack role="presentation" {
            @for (rank, (.., count)) in levels.iter().enumerate().filter(|(_, (.., count))| *count > 0) {
                i style=(format!("width:{};background:{}", percent(*count, all), colour(rank, levels.len()))) {}
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "for drawing only")]
fn percent(count: u64, all: u64) -> String {
    format!("{:.3}%", count as f64 * 100.0 / all.max(1) as f64)
}

/// How many are at each level, in words.
fn shares(area: &Area, words: &Words) -> Markup {
    html! {
        ul .shares {
            @if area.mean != Told::Nothing {
                li { span .level-name { (words.say("summary-mean")) } " " b { (mean(area, words)) } }
            }
            @if let Told::Shown(levels) = &area.levels {
                @for (rank, (_, title, count)) in levels.iter().enumerate() {
                    li { i .swatch style=(format!("background:{}", colour(rank, levels.len()))) {} span .level-name { (title) } " " b { (count) } }
                }
            } @else if area.levels == Told::Hidden {
                li { (HIDDEN) }
            }
            @if area.answers != Told::Nothing {
                li { span .level-name { (words.say("answered")) } " " b { (answered(area, words)) } }
            }
        }
    }
}

/// The counts of a group, in the order of the levels.
fn counts(area: &Area) -> Markup {
    let counts = |levels: &Vec<(String, String, u64)>| {
        levels.iter().map(|(.., count)| count.to_string()).collect::<Vec<_>>().join(" · ")
    };
    html! { span .level-name { (told(&area.levels, counts)) } }
}

/// Which colour is which level.
fn legend(area: &Area) -> Markup {
    let Told::Shown(levels) = &area.levels else { return html! {} };
    html! {
        ul .shares {
            @for (rank, (_, title, _)) in levels.iter().enumerate() {
                li { i .swatch style=(format!("background:{}", colour(rank, levels.len()))) {} span .level-name { (title) } }
            }
        }
    }
}
