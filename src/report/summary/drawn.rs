//! A summary as HTML: a bar a group, a colour a level.

use maud::{Markup, html};

use super::tables::{HIDDEN, advice_of, all, answered, count, group_name, mean, rows, told, without};
use super::{Area, Group, InArea, Summary, Told};
use crate::report::Words;
use crate::report::html::document;
use crate::report::survey::colour;

impl Summary {
    /// The summary as HTML: one file that needs nothing else.
    pub fn html(&self, words: &Words) -> String {
        let advice = self.advice_lines(words);
        document(
            &self.language,
            &self.title,
            Some("survey summary"),
            &html! {
                header {
                    p .count { (words.say("summary")) }
                    h1 { (self.title) }
                    @for notice in self.notices(words) { p .said { (notice) } }
                }
                main {
                    @if let Some(whole) = self.groups.first() {
                        section {
                            h2 { (words.say("area-by-area")) }
                            ul .spread {
                                @for (area, told) in self.areas.iter().zip(&whole.areas) {
                                    li .whole-row[area.depth == 0] style=[(area.depth > 1).then(|| format!("--depth:{}", area.depth.saturating_sub(1)))] {
                                        p .name { (area.title) }
                                        (bar(told))
                                        (shares(area, told, words))
                                    }
                                }
                            }
                        }
                    }
                    @if !advice.is_empty() {
                        section {
                            h2 { (words.say("summary-advice")) }
                            ol { @for advice in advice { li { (advice) } } }
                        }
                    }
                    @if !self.within().is_empty() {
                        section {
                            h2 { (self.grouped(words)) }
                            @for (place, area) in self.areas.iter().enumerate() {
                                details open[place == 0] {
                                    summary { (area.title) }
                                    (legend(area))
                                    (self.in_groups(place, area, words))
                                }
                            }
                            @if self.groups.iter().any(|group| !group.advice.is_empty()) {
                                details {
                                    summary { (words.say("summary-advice")) }
                                    (self.advice_in_groups(words))
                                }
                            }
                        }
                    }
                }
            },
        )
    }

    /// One area in every group.
    fn in_groups(&self, place: usize, area: &Area, words: &Words) -> Markup {
        html! {
            div .wide role="region" tabindex="0" aria-label=(self.grouped(words)) {
                table {
                    thead {
                        tr {
                            th scope="col" { (self.by.join(", ")) }
                            th .number scope="col" { (words.say("summary-count")) }
                            @if area.has_score { th .number scope="col" { (words.say("summary-mean")) } }
                            @if !area.levels.is_empty() {
                                th scope="col" { (words.say("summary-levels")) }
                                th .number scope="col" { (words.say("summary-without")) }
                            }
                            @if area.has_questions { th .number scope="col" { (words.say("answered")) } }
                        }
                    }
                    tbody {
                        @for group in self.within() {
                            @if let Some(told) = group.areas.get(place) {
                                tr {
                                    th scope="row" { (group_name(group, words)) }
                                    td .number { (rows(group, words)) }
                                    @if area.has_score { td .number { (mean(told, words)) } }
                                    @if !area.levels.is_empty() {
                                        td .drawn { (bar(told)) (counts(told, words)) }
                                        td .number { (without(told, words)) }
                                    }
                                    @if area.has_questions { td .number { (answered(told, words)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What is suggested most in every group.
    fn advice_in_groups(&self, words: &Words) -> Markup {
        let cell = |group: &Group| {
            let advice = advice_of(group, words);
            html! {
                @if group.rows == Told::Hidden && advice.is_empty() { (HIDDEN) }
                @if !advice.is_empty() {
                    ol { @for (title, count) in advice { li { (title) ": " (count) } } }
                }
            }
        };
        html! {
            div .wide role="region" tabindex="0" aria-label=(words.say("summary-advice")) {
                table {
                    thead {
                        tr {
                            th scope="col" { (self.by.join(", ")) }
                            th scope="col" { (words.say("summary-first")) }
                        }
                    }
                    tbody {
                        @for group in self.within() {
                            tr { th scope="row" { (group_name(group, words)) } td { (cell(group)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The levels as one bar. It says nothing that the words beside it do not say.
fn bar(told: &InArea) -> Markup {
    let Told::Shown(levels) = &told.levels else { return html! {} };
    let all = all(levels);
    html! {
        div .stack role="presentation" {
            @for (rank, count) in levels.iter().enumerate().filter(|(_, count)| **count > 0) {
                i style=(format!("width:{};background:{}", width(*count, all), colour(rank, levels.len()))) {}
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "for drawing only")]
fn width(count: u64, all: u64) -> String {
    format!("{:.3}%", count as f64 * 100.0 / all.max(1) as f64)
}

/// How many are at each level, in words.
fn shares(area: &Area, told: &InArea, words: &Words) -> Markup {
    let titles = area.levels.iter().map(|(_, title)| title);
    html! {
        ul .shares {
            @if told.mean != Told::Nothing {
                li { span .level-name { (words.say("summary-mean")) } " " b { (mean(told, words)) } }
            }
            @if let Told::Shown(levels) = &told.levels {
                @for (rank, (title, number)) in titles.zip(levels).enumerate() {
                    li { i .swatch style=(format!("background:{}", colour(rank, levels.len()))) {} span .level-name { (title) } " " b { (count(*number, words)) } }
                }
            } @else if told.levels == Told::Hidden {
                li { (HIDDEN) }
            }
            @if let Told::Shown(number) = told.without {
                li { span .level-name { (words.say("summary-without")) } " " b { (count(number, words)) } }
            }
            @if told.answers != Told::Nothing {
                li { span .level-name { (words.say("answered")) } " " b { (answered(told, words)) } }
            }
        }
    }
}

/// The counts of a group, in the order of the levels.
fn counts(in_area: &InArea, words: &Words) -> Markup {
    let counts = |levels: &Vec<u64>| levels.iter().map(|own| count(*own, words)).collect::<Vec<_>>().join(" · ");
    html! { span .level-name { (told(&in_area.levels, counts)) } }
}

/// Which colour is which level.
fn legend(area: &Area) -> Markup {
    html! {
        @if !area.levels.is_empty() {
            ul .shares {
                @for (rank, (_, title)) in area.levels.iter().enumerate() {
                    li { i .swatch style=(format!("background:{}", colour(rank, area.levels.len()))) {} span .level-name { (title) } }
                }
            }
        }
    }
}
