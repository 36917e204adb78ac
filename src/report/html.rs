//! A page as HTML: one file that needs nothing else, to read on a telephone, on a screen and on paper.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Words;
use super::page::{Advice, Chart, Next, Page, Reach, Section};

const STYLE: &str = include_str!("html.css");

/// Nothing is loaded and nothing is sent: the browser refuses whatever the page might ask for.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page of one response as HTML.
pub fn html(page: &Page, words: &Words) -> String {
    let mut areas: Vec<&[Section]> = Vec::new();
    let whole = page.sections.iter().find(|section| section.depth == 0);
    let rest = page.sections.get(usize::from(whole.is_some())..).unwrap_or(&[]);
    // An outermost area begins a group; what follows it is inside it.
    areas.extend(rest.chunk_by(|_, next| next.depth > 1));
    document(
        &page.language,
        &page.title,
        &html! {
            (top(page, words))
            main {
                @for notice in &page.notices { p .notice { (notice) } }
                @if let Some(whole) = whole {
                    section .whole {
                        h2 { (whole.title) }
                        (verdict(whole))
                        (body(whole, words))
                    }
                }
                @for group in areas {
                    section .area { @for section in group { (area(section, words)) } }
                }
                @if page.advises { (advice(page, words)) }
            }
        },
    )
}

/// A whole document around its body.
pub(super) fn document(language: &str, title: &str, body: &Markup) -> String {
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
            body { (body) }
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

fn area(section: &Section, words: &Words) -> Markup {
    let deeper = section.depth > 2;
    let head = html! {
        div .top {
            @if section.depth < 2 { h3 { (section.title) } } @else { h4 { (section.title) } }
            (verdict(section))
        }
    };
    html! {
        @if section.depth < 2 { (head) (body(section, words)) }
        @else { div .part .deeper[deeper] { (head) (body(section, words)) } }
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

fn body(section: &Section, words: &Words) -> Markup {
    html! {
        @if let Some(drawing) = &section.chart { (chart(drawing, section, words)) }
        @for remark in &section.remarks { p .remark { (remark) } }
        @if !section.values.is_empty() {
            dl .values { @for value in &section.values { dt { (value.label) } dd { (value.value) } } }
        }
        @if let Some(next) = &section.next { (way(next)) }
    }
}

/// The drawing itself says nothing that the words beside it do not say.
fn chart(chart: &Chart, section: &Section, words: &Words) -> Markup {
    let parts: Vec<&str> = [&section.level, &section.score].into_iter().flatten().map(String::as_str).collect();
    let label = format!("{}: {}", section.title, parts.join(", "));
    html! {
        div .bar role="img" aria-label=(label) {
            @if chart.fill.1 > chart.fill.0 { i .maybe style=(format!("width:{}", percent(chart.fill.1))) {} }
            @if chart.fill.0 > 0.0 { i .sure style=(format!("width:{}", percent(chart.fill.0))) {} }
            @for step in chart.steps.iter().skip(1) {
                i .mark style=(format!("left:{}", percent(step.from))) {}
            }
        }
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
