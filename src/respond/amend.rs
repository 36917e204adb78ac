//! A TOML file that somebody has written in, with other answers: only what differs is changed, so that comments, blank
//! lines and the order of the file stay.

use super::read::{Places, Reader};
use super::{Format, Response, answer_in_toml, key_in_toml, text_in_toml};
use crate::model::{Answer, Model, QuestionId};
use crate::source::{FileId, Span};

/// The text of a response in TOML, changed so that it says what `response` says. None where the text is written in a way
/// that cannot be changed line by line.
pub fn amended_toml(model: &Model, text: &str, response: &Response) -> Option<String> {
    let reader = Reader::new(model);
    let (reading, places) = reader.read_with_places(FileId(0), text, Format::Toml);
    let before = reading.response?;
    let mut file = File { text, places: &places, edits: Vec::new(), new_lines: Vec::new() };
    file.version(before.version.as_deref(), response.version.as_deref());
    for (index, question) in model.questions.iter().enumerate() {
        let id = QuestionId(u32::try_from(index).unwrap_or(u32::MAX));
        let (was, now) = (before.answers.get(id), response.answers.get(id));
        if was != now {
            let written = |answer: &Answer| answer_in_toml(model, question, answer);
            file.answer(id, &question.key, now.map(written));
        }
    }
    let amended = file.finish();
    // What was made is read again: a file that says something else is worse than one that looks different.
    let again = reader.read(FileId(0), &amended, Format::Toml).response?;
    (again == *response).then_some(amended)
}

struct File<'a> {
    text: &'a str,
    places: &'a Places,
    /// Ranges of bytes with what takes their place.
    edits: Vec<(std::ops::Range<usize>, String)>,
    /// Answers that have no line yet.
    new_lines: Vec<String>,
}

impl File<'_> {
    fn version(&mut self, was: Option<&str>, now: Option<&str>) {
        if was == now {
            return;
        }
        match (self.places.version, now) {
            (Some(place), Some(now)) => self.edits.push((place.range(), text_in_toml(now))),
            (Some(place), None) => {
                let start = self.line(place).start;
                self.edits.push((start..start, "# ".to_owned()));
            }
            (None, Some(now)) => {
                let Some(model) = self.places.model else { return };
                let end = self.line(model).end;
                self.edits.push((end..end, format!("{}version = {}", self.line_end(), text_in_toml(now))));
            }
            (None, None) => {}
        }
    }

    fn answer(&mut self, id: QuestionId, key: &str, now: Option<String>) {
        match (self.places.answers.get(&id), now) {
            (Some((_, value)), Some(now)) => self.edits.push((value.range(), now)),
            (Some((_, value)), None) => {
                // The line stays as one to fill in.
                let start = self.line(*value).start;
                let before = self.text.get(start..value.range().start).unwrap_or_default();
                let indent = before.len().saturating_sub(before.trim_start().len());
                self.edits.push((start.saturating_add(indent)..value.range().end, format!("# {}", before.trim())));
            }
            (None, Some(now)) => {
                let line = format!("{} = {now}", key_in_toml(key));
                let empty = self.empty_lines().find(|(_, named)| [key_in_toml(key).as_str(), key].contains(named));
                match empty.map(|(range, _)| range) {
                    Some(range) => self.edits.push((range, line)),
                    None => self.new_lines.push(line),
                }
            }
            (None, None) => {}
        }
    }

    fn finish(mut self) -> String {
        if !self.new_lines.is_empty() {
            self.insert_new_lines();
        }
        // From the last to the first, so that the places before stay where they are.
        self.edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = self.text.to_owned();
        for (range, with) in self.edits {
            if text.get(range.clone()).is_some() {
                text.replace_range(range, &with);
            }
        }
        text
    }

    /// After what already stands under `[answers]`; with that heading, before the next one, where there is none.
    fn insert_new_lines(&mut self) {
        let end = self.line_end();
        let (at, lines) = match self.answers_section() {
            Some(section) => {
                let given = self.places.answers.values().map(|(_, value)| self.line(*value).end);
                let open = self.empty_lines().map(|(range, _)| self.line_at(range.start).end);
                let inside = given.chain(open).filter(|at| section.contains(at) || *at == section.end).max();
                let at = inside.unwrap_or_else(|| self.line_at(section.start).end);
                (at, self.new_lines.iter().map(|line| format!("{end}{line}")).collect::<String>())
            }
            None => {
                let at = self.headings().next().map_or(self.text.len(), |(heading, _)| heading.start);
                let lines: String = self.new_lines.iter().map(|line| format!("{line}{end}")).collect();
                let gap = if at < self.text.len() { end } else { "" };
                (at, format!("{end}[answers]{end}{lines}{gap}"))
            }
        };
        self.edits.push((at..at, lines));
    }

    /// From the line `[answers]` to the next heading.
    fn answers_section(&self) -> Option<std::ops::Range<usize>> {
        let mut headings = self.headings().skip_while(|(_, name)| *name != "answers");
        let (heading, _) = headings.next()?;
        Some(heading.start..headings.next().map_or(self.text.len(), |(next, _)| next.start))
    }

    /// The lines that begin a table, with its name.
    fn headings(&self) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
        self.lines().filter_map(|(range, line)| {
            let (name, _) = line.trim_start().strip_prefix('[')?.split_once(']')?;
            Some((range, name.trim()))
        })
    }

    /// The places of `# question =`, as the template writes what is unanswered, with the name of the question.
    fn empty_lines(&self) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
        let section = self.answers_section().unwrap_or(0..0);
        self.lines().filter(move |(range, _)| section.contains(&range.start)).filter_map(|(range, line)| {
            let (lead, rest) = line.split_once('#')?;
            let (name, after) = rest.split_once('=')?;
            let is_empty = lead.trim().is_empty() && (after.trim().is_empty() || after.trim_start().starts_with('#'));
            let start = range.start.saturating_add(lead.len());
            let length = name.len().saturating_add(2);
            is_empty.then(|| (start..start.saturating_add(length), name.trim()))
        })
    }

    /// Every line without its end, with its place.
    fn lines(&self) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
        let mut at = 0usize;
        self.text.split_inclusive('\n').map(move |whole| {
            let line = whole.trim_end_matches(['\n', '\r']);
            let start = at;
            at = at.saturating_add(whole.len());
            (start..start.saturating_add(line.len()), line)
        })
    }

    /// From the start of the line in which a place begins to the end of the line in which it ends.
    fn line(&self, place: Span) -> std::ops::Range<usize> {
        self.line_at(place.range().start).start..self.line_at(place.range().end).end
    }

    fn line_at(&self, at: usize) -> std::ops::Range<usize> {
        let line = self.lines().map(|(range, _)| range).take_while(|range| range.start <= at).last();
        line.unwrap_or(0..0)
    }

    fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }
}
