//! A page as Markdown.

use super::Words;
use super::page::{Page, Section};

/// A text from a model or a response, so that nothing in it is markup: it stands in a line of its own or in a cell.
pub(crate) fn escape(text: &str) -> String {
    let text = super::paper::clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(text.len());
    // What would begin a list, a heading or a rule does so only at the beginning.
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let after = text.chars().nth(digits.saturating_add(1));
    let numbers = digits > 0 && after.is_none_or(|c| c == ' ');
    for (index, c) in text.chars().enumerate() {
        let begins =
            index == 0 && matches!(c, '#' | '+' | '-' | '=') || numbers && index == digits && matches!(c, '.' | ')');
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '@' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ if begins => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    // GitHub makes links of bare addresses.
    escaped.replace("://", "\\://").replace("www.", "www\\.")
}

/// A condition as code: in as many backticks as it needs.
pub(super) fn code(text: &str) -> String {
    let text = super::paper::clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.saturating_add(1));
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// The page of one response as Markdown.
pub fn markdown(page: &Page, words: &Words) -> String {
    let mut text = format!("# {}\n\n", escape(&page.title));
    for fact in &page.about {
        text.push_str(&format!("- **{}**: {}\n", escape(&fact.label), escape(&fact.value)));
    }
    for notice in &page.notices {
        text.push_str(&format!("\n> {}\n", escape(notice)));
    }
    text.push('\n');
    overview(&mut text, &page.sections, words);
    let (whole, areas): (Vec<&Section>, Vec<&Section>) =
        page.sections.iter().filter(|section| section.has_details()).partition(|section| section.depth == 0);
    whole.into_iter().for_each(|section| details(&mut text, section, "##"));
    if page.advises {
        text.push_str(&format!("\n## {}\n\n", escape(&words.say("suggestions"))));
        if page.advice.is_empty() {
            text.push_str(&format!("{}\n", escape(&words.say("no-suggestions"))));
        }
        for (index, advice) in page.advice.iter().enumerate() {
            let number = format!("{}. ", index.saturating_add(1));
            let indent = " ".repeat(number.len());
            let maybe = if advice.certain { String::new() } else { format!(" *({})*", escape(&words.say("maybe"))) };
            text.push_str(&format!("{number}**{}**{maybe}\n", escape(&advice.title)));
            let mut paragraph = |line: &str| text.push_str(&format!("\n{indent}{line}\n"));
            if let Some(guidance) = &advice.guidance {
                paragraph(&escape(guidance));
            }
            if !advice.because.is_empty() {
                let reasons = words.and(&advice.because);
                paragraph(&escape(&words.with("because", &[("reasons", reasons.into())])));
            }
            let facts: Vec<String> =
                advice.facts.iter().map(|fact| format!("{}: {}", escape(&fact.label), escape(&fact.value))).collect();
            if !facts.is_empty() {
                paragraph(&facts.join("; "));
            }
        }
    }
    if !areas.is_empty() {
        text.push_str(&format!("\n## {}\n", escape(&words.say("area-by-area"))));
    }
    areas.into_iter().for_each(|section| details(&mut text, section, "###"));
    text
}

fn overview(text: &mut String, sections: &[Section], words: &Words) {
    let headings = ["area", "level", "score", "answered"].map(|id| escape(&words.say(id)));
    text.push_str(&format!("| {} |\n| --- | --- | ---: | --- |\n", headings.join(" | ")));
    for section in sections {
        let title = escape(&section.title);
        let title = match section.depth {
            0 => format!("**{title}**"),
            depth => format!("{}{title}", "&emsp;".repeat(depth.saturating_sub(1))),
        };
        let cell = |cell: &Option<String>| escape(cell.as_deref().unwrap_or(""));
        let (level, score, answered) = (cell(&section.level), cell(&section.score), cell(&section.completeness));
        text.push_str(&format!("| {title} | {level} | {score} | {answered} |\n"));
    }
}

fn details(text: &mut String, section: &Section, heading: &str) {
    text.push_str(&format!("\n{heading} {}\n", escape(&section.title)));
    for remark in &section.remarks {
        text.push_str(&format!("\n{}\n", escape(remark)));
    }
    if !section.values.is_empty() {
        text.push('\n');
    }
    for value in &section.values {
        text.push_str(&format!("- {}: **{}**\n", escape(&value.label), escape(&value.value)));
    }
    let Some(next) = &section.next else { return };
    text.push_str(&format!("\n{}:\n\n", escape(&next.heading)));
    for missing in &next.missing {
        match &missing.code {
            Some(condition) => text.push_str(&format!("- {}: {}\n", escape(&missing.text), code(condition))),
            None => text.push_str(&format!("- {}\n", escape(&missing.text))),
        }
        for detail in &missing.details {
            text.push_str(&format!("  - {}\n", escape(detail)));
        }
    }
}
