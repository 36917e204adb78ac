//! A way to a level, laid out as text and as Markdown.

use super::Words;
use super::markdown::{code, escape};
use super::paper::{Paper, pad_left, width};
use super::way::{QuestionRef, WayToLevel};
use crate::diagnostics::render::TextStyle;

/// Longer lists of questions are cut; the JSON has all of them.
const MOST: usize = 12;

struct Line {
    text: String,
    /// The author's own words behind it.
    rule: Option<String>,
    details: Vec<String>,
}

impl WayToLevel {
    /// For the terminal.
    pub fn to_text(&self, words: &Words, style: TextStyle) -> String {
        let mut paper = Paper::new(style);
        paper.heading("", &self.model.text);
        for (label, value) in self.about(words) {
            paper.paragraph("", &format!("{label}: {value}"));
        }
        paper.gap();
        paper.paragraph("", &self.summary);
        for remark in &self.remarks {
            paper.paragraph("", remark);
        }
        for (heading, lines) in self.lists(words) {
            paper.gap();
            paper.heading("", &heading);
            for Line { text, rule, details } in lines {
                let line = rule.map_or_else(|| text.clone(), |rule| format!("{text}: `{rule}`"));
                paper.paragraph("  - ", &line);
                details.iter().for_each(|detail| paper.paragraph("    - ", detail));
            }
        }
        if !self.actions.is_empty() {
            paper.gap();
            paper.heading("", &words.say("way-actions"));
        }
        for (index, action) in self.actions.iter().enumerate() {
            let lead = pad_left(&format!("{}. ", index.saturating_add(1)), 5);
            let indent = " ".repeat(width(&lead));
            paper.heading(&lead, &action.text);
            if let Some(guidance) = &action.guidance {
                paper.paragraph(&indent, guidance);
            }
            paper.faint_paragraph(&indent, &action.facts.join("; "));
        }
        self.without_action().into_iter().enumerate().for_each(|(index, line)| {
            if index == 0 {
                paper.gap();
                paper.heading("", &words.say("way-alone"));
            }
            paper.paragraph("  - ", &line);
        });
        paper.finish()
    }

    /// As Markdown.
    pub fn to_markdown(&self, words: &Words) -> String {
        let mut text = format!("# {}\n\n", escape(&self.model.text));
        for (label, value) in self.about(words) {
            text.push_str(&format!("- **{}**: {}\n", escape(&label), escape(&value)));
        }
        text.push_str(&format!("\n{}\n", escape(&self.summary)));
        for remark in &self.remarks {
            text.push_str(&format!("\n{}\n", escape(remark)));
        }
        for (heading, lines) in self.lists(words) {
            text.push_str(&format!("\n## {}\n\n", escape(&heading)));
            for Line { text: line, rule, details } in lines {
                match rule {
                    Some(rule) => text.push_str(&format!("- {}: {}\n", escape(&line), code(&rule))),
                    None => text.push_str(&format!("- {}\n", escape(&line))),
                }
                details.iter().for_each(|detail| text.push_str(&format!("  - {}\n", escape(detail))));
            }
        }
        if !self.actions.is_empty() {
            text.push_str(&format!("\n## {}\n\n", escape(&words.say("way-actions"))));
        }
        for (index, action) in self.actions.iter().enumerate() {
            let number = format!("{}. ", index.saturating_add(1));
            let indent = " ".repeat(number.len());
            text.push_str(&format!("{number}**{}**\n", escape(&action.text)));
            let facts = action.facts.join("; ");
            for paragraph in action.guidance.iter().chain([&facts]) {
                text.push_str(&format!("\n{indent}{}\n", escape(paragraph)));
            }
        }
        let without = self.without_action();
        if !without.is_empty() {
            text.push_str(&format!("\n## {}\n\n", escape(&words.say("way-alone"))));
            without.iter().for_each(|line| text.push_str(&format!("- {}\n", escape(line))));
        }
        text
    }

    fn about(&self, words: &Words) -> Vec<(String, String)> {
        let mut about = Vec::new();
        about.extend(self.role.clone().map(|role| (words.say("role"), role)));
        let area = self.text.as_str();
        about.extend(self.now.iter().map(|now| (words.with("way-now", &[("area", area.into())]), now.shown.clone())));
        about.extend(self.wanted.iter().map(|wanted| (words.say("way-wanted"), wanted.text.clone())));
        about
    }

    /// Headings with what stands below them: better answers, what must be answered, what stands in the way.
    fn lists(&self, words: &Words) -> Vec<(String, Vec<Line>)> {
        let plain = |text: String| Line { text, rule: None, details: Vec::new() };
        let steps = |count: u64| words.with("way-step-count", &[("count", count.into())]);
        let improved = self.improved.iter().map(|one| plain(format!("{} ({})", one.change, steps(one.steps))));
        let hindrances = self.hindrances.iter().map(|hindrance| Line {
            text: hindrance.text.clone(),
            rule: hindrance.code.clone(),
            details: hindrance.details.clone(),
        });
        let hindered = words.with("way-hindered", &[("level", self.hindered(words).into())]);
        let mut lists = vec![
            (words.say("way-improved"), improved.collect::<Vec<_>>()),
            (words.say("way-lowest"), cut(&self.lowest, words).into_iter().map(plain).collect()),
            (words.say("way-any"), cut(&self.any, words).into_iter().map(plain).collect()),
            (hindered, hindrances.collect()),
        ];
        lists.retain(|(_, lines)| !lines.is_empty());
        lists
    }

    fn hindered(&self, words: &Words) -> String {
        self.hindered_level.as_ref().map_or_else(String::new, |level| words.quoted(&level.text))
    }

    /// What is to be improved without an action, where the model has actions for the rest.
    fn without_action(&self) -> Vec<String> {
        if self.actions.is_empty() {
            return Vec::new();
        }
        self.improved.iter().filter(|one| one.actions.is_empty()).map(|one| one.text.clone()).collect()
    }
}

fn cut(questions: &[QuestionRef], words: &Words) -> Vec<String> {
    let mut lines: Vec<String> = questions.iter().take(MOST).map(|question| question.text.clone()).collect();
    let more = questions.len().saturating_sub(MOST);
    if more > 0 {
        lines.push(words.with("more", &[("count", more.into())]));
    }
    lines
}
