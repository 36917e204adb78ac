//! A survey as Markdown.

use super::Cell;
use super::page::{LadderGroup, PropertyRow, SurveyPage, WeightGroup};
use super::text::{MOST_QUESTIONS, cells, headings};
use crate::report::Words;
use crate::report::markdown::{code, escape};

impl SurveyPage {
    /// The survey as Markdown.
    pub fn markdown(&self, words: &Words) -> String {
        let mut text = format!("# {}\n\n{}\n\n", escape(&self.title), escape(&words.say("analysis")));
        for fact in &self.about {
            text.push_str(&format!("- **{}**: {}\n", escape(&fact.label), escape(&fact.value)));
        }
        for notice in &self.notices {
            text.push_str(&format!("\n> {}\n", escape(notice)));
        }
        if !self.spread.is_empty() {
            heading(&mut text, &words.say("survey-spread"), None);
            self.spread.iter().for_each(|group| ladder(&mut text, group, words));
        }
        if !self.weights.is_empty() {
            heading(&mut text, &words.say("survey-weights"), Some(&words.say("survey-weights-how")));
            self.weights.iter().for_each(|group| weights(&mut text, group, words));
        }
        if !self.advice.is_empty() {
            heading(&mut text, &words.say("survey-advice"), Some(&words.say("survey-advice-how")));
            self.advice.iter().for_each(|group| ladder(&mut text, group, words));
        }
        if !self.properties.is_empty() {
            heading(&mut text, &words.say("survey-properties"), None);
            text.push('\n');
            self.properties.iter().for_each(|row| property(&mut text, row));
        }
        text
    }
}

fn heading(text: &mut String, title: &str, how: Option<&str>) {
    text.push_str(&format!("\n## {}\n", escape(title)));
    if let Some(how) = how {
        text.push_str(&format!("\n{}\n", escape(how)));
    }
}

fn role(text: &mut String, role: Option<&String>) {
    if let Some(role) = role {
        text.push_str(&format!("\n### {}\n", escape(role)));
    }
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    format!("| {} |\n", cells.into_iter().collect::<Vec<_>>().join(" | "))
}

fn ladder(text: &mut String, group: &LadderGroup, words: &Words) {
    role(text, group.role.as_ref());
    let heading = headings(group, words);
    text.push('\n');
    text.push_str(&line(heading.iter().map(|title| escape(title))));
    text.push_str(&line(heading.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }.to_owned())));
    for row in &group.rows {
        let named = match &row.role {
            Some(role) => format!("{}, {}", escape(&row.title), escape(role)),
            None => escape(&row.title),
        };
        let title = match row.depth {
            0 => format!("**{named}**"),
            depth => format!("{}{named}", "&emsp;".repeat(depth.saturating_sub(1))),
        };
        let cells = cells(group, row);
        text.push_str(&line(std::iter::once(title).chain(cells.iter().map(|cell| escape(cell)))));
    }
}

fn weights(text: &mut String, group: &WeightGroup, words: &Words) {
    role(text, group.role.as_ref());
    if !group.rows.is_empty() {
        let overall = |cell: String| group.overall.then_some(cell);
        let heading = std::iter::once(words.say("question")).chain(overall(words.say("overall")));
        text.push('\n');
        text.push_str(&line(heading.chain([words.say("area")]).map(|title| escape(&title))));
        text.push_str(&line(
            ["---".to_owned()].into_iter().chain(overall("---:".to_owned())).chain(["---".to_owned()]),
        ));
    }
    for row in group.rows.iter().take(MOST_QUESTIONS) {
        let overall = group.overall.then(|| row.overall.as_ref().map_or_else(String::new, Cell::line));
        let areas: Vec<String> = row.areas.iter().map(|(area, cell)| format!("{area} {}", cell.line())).collect();
        let cells = std::iter::once(row.title.clone()).chain(overall).chain([areas.join(", ")]);
        text.push_str(&line(cells.map(|cell| escape(&cell))));
    }
    let more = group.rows.len().saturating_sub(MOST_QUESTIONS);
    if more > 0 {
        text.push_str(&format!("\n{}\n", escape(&words.with("more", &[("count", more.into())]))));
    }
    if !group.idle.is_empty() {
        let label = words.with("survey-idle", &[("count", group.idle.len().into())]);
        text.push_str(&format!("\n{}: {}\n", escape(&label), escape(&group.idle.join(", "))));
    }
}

fn property(text: &mut String, row: &PropertyRow) {
    text.push_str(&format!("- **{}**: {}\n", escape(&row.title), code(&row.condition)));
    for verdict in &row.verdicts {
        let role = verdict.role.as_ref().map_or_else(String::new, |role| format!("{}: ", escape(role)));
        text.push_str(&format!("  - {role}{}\n", escape(&verdict.text)));
        if let Some((is_called, given)) = &verdict.breaks_it {
            text.push_str(&format!("  - {}: {}\n", escape(is_called), code(given)));
        }
    }
}
