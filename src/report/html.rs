//! A page as HTML: one file that needs nothing else, to read on a telephone, on a screen and on paper.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Words;
use super::page::{Advice, Chart, Next, Page, Reach, Section};

const STYLE: &str = include_str!("html.css");

/// Nothing is loaded and nothing is sent: the browser refuses whatever the page might ask for.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page of one response as HTML: the whole, an overview of its areas, suggestions, then area by area.
pub fn html(page: &Page, words: &Words) -> String {
    let whole = page.sections.iter().find(|section| section.depth == 0);
    let areas: Vec<&Section> = page.sections.iter().filter(|section| section.depth > 0).collect();
    let detailed: Vec<&Section> = areas.iter().filter(|section| section.has_details()).copied().collect();
    document(
        &page.language,
        &page.title,
        None,
        &html! {
            (top(page, words))
            main {
                @for notice in &page.notices { p .notice { (notice) } }
                @if let Some(whole) = whole {
                    section .whole {
                        h2 { (whole.title) }
                        (verdict(whole))
                        @if let Some(drawing) = &whole.chart { (bar(drawing, whole)) (steps(drawing, words)) }
                        (details(whole))
                    }
                }
                @if !areas.is_empty() {
                    section {
                        h2 { (words.say("overview")) }
                        ul .rows { @for section in &areas { (row(section)) } }
                    }
                }
                @if page.advises { (advice(page, words)) }
                @if !detailed.is_empty() {
                    section {
                        h2 { (words.say("area-by-area")) }
                        @for section in detailed {
                            div .area {
                                h3 { (section.title) }
                                (verdict(section))
                                @if let Some(drawing) = &section.chart { (steps(drawing, words)) }
                                (details(section))
                            }
                        }
                    }
                }
            }
        },
    )
}

/// A whole document around its body.
pub(super) fn document(language: &str, title: &str, class: Option<&str>, body: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body class=[class] { (body) }
        }
    };
    let mut text = markup.into_string();
    text.push('\n');
    text
}

fn top(page: &Page, words: &Words) -> Markup {
    html! {
        header {
            p .count { (words.say("result")) }
            h1 { (page.title) }
            dl .about {
                @for fact in &page.about { div { dt { (fact.label) } dd { (fact.value) } } }
            }
        }
    }
}

/// An area in the overview.
fn row(section: &Section) -> Markup {
    let class = (section.depth > 1).then_some("inner");
    html! {
        li class=[class] style=[(section.depth > 2).then(|| format!("--depth:{}", section.depth.saturating_sub(2)))] {
            span .name { (section.title) }
            span .result {
                @if let Some(level) = &section.level { span .level { (level) } }
                " "
                @if let Some(score) = &section.score { span .score { (score) } }
                @if let (None, Some(remark)) = (&section.score, section.remarks.first()) { span .count { (remark) } }
            }
            @if let Some(drawing) = &section.chart { (bar(drawing, section)) }
        }
    }
}

fn verdict(section: &Section) -> Markup {
    html! {
        p .verdict {
            @if let Some(level) = &section.level { span .level { (level) } }
            " "
            @if let Some(score) = &section.score { span .score { (score) } }
            " "
            @if let Some(count) = &section.completeness { span .count { (count) } }
        }
    }
}

fn details(section: &Section) -> Markup {
    html! {
        @for remark in &section.remarks { p .remark { (remark) } }
        @if !section.values.is_empty() {
            dl .values { @for value in &section.values { div { dt { (value.label) } dd { (value.value) } } } }
        }
        @if let Some(next) = &section.next { (way(next)) }
    }
}

/// The drawing itself says nothing that the words beside it do not say.
fn bar(chart: &Chart, section: &Section) -> Markup {
    let parts: Vec<&str> = [&section.level, &section.score].into_iter().flatten().map(String::as_str).collect();
    let label = format!("{}: {}", section.title, parts.join(", "));
    html! {
        div .bar role="img" aria-label=(label) {
            @if chart.fill.1 > chart.fill.0 { i .maybe style=(format!("width:{}", percent(chart.fill.1))) {} }
            @if chart.held_at.is_some() { i .held style=(format!("width:{}", percent(chart.fill.0))) {} }
            @let sure = chart.held_at.unwrap_or(chart.fill.0);
            @if sure > 0.0 { i .sure style=(format!("width:{}", percent(sure))) {} }
            @for mark in &chart.marks { i .mark style=(format!("left:{}", percent(*mark))) {} }
        }
    }
}

/// The levels with their thresholds.
fn steps(chart: &Chart, words: &Words) -> Markup {
    html! {
        @if !chart.steps.is_empty() {
            ol .steps {
                @for step in &chart.steps {
                    li class=(class(step.reach)) {
                        span {
                            (step.title)
                            @if let Some(bound) = &step.bound { " " span .bound { (bound) } }
                            @if let Some(said) = said(step.reach) { span .unseen { " (" (words.say(said)) ")" } }
                        }
                    }
                }
            }
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

fn class(reach: Reach) -> &'static str {
    match reach {
        Reach::Reached => "reached",
        Reach::Current => "current",
        Reach::Possible => "possible",
        Reach::Beyond => "beyond",
    }
}

fn said(reach: Reach) -> Option<&'static str> {
    match reach {
        Reach::Reached => Some("reach-reached"),
        Reach::Current => Some("reach-current"),
        Reach::Possible => Some("reach-possible"),
        Reach::Beyond => None,
    }
}

fn way(next: &Next) -> Markup {
    html! {
        div .way {
            p { (next.heading) }
            ul {
                @for missing in &next.missing {
                    li {
                        (missing.text)
                        @if let Some(code) = &missing.code { ": " code { (code) } }
                        @if !missing.details.is_empty() {
                            ul { @for detail in &missing.details { li { (detail) } } }
                        }
                    }
                }
            }
        }
    }
}

fn advice(page: &Page, words: &Words) -> Markup {
    html! {
        section .advice {
            h2 { (words.say("suggestions")) }
            @if page.advice.is_empty() { p { (words.say("no-suggestions")) } }
            @else { ol { @for advice in &page.advice { (one_advice(advice, words)) } } }
        }
    }
}

fn one_advice(advice: &Advice, words: &Words) -> Markup {
    html! {
        li {
            h3 {
                (advice.title)
                @if !advice.certain { " " span .maybe-note { "(" (words.say("maybe")) ")" } }
            }
            @if let Some(guidance) = &advice.guidance { p { (guidance) } }
            @if !advice.because.is_empty() {
                p .because { (words.with("because", &[("reasons", words.and(&advice.because).into())])) }
            }
            @if !advice.facts.is_empty() {
                dl .facts { @for fact in &advice.facts { div { dt { (fact.label) } dd { (fact.value) } } } }
            }
        }
    }
}
