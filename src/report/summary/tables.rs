//! The tables of a summary: all areas in all responses, then area by area every group, then what is suggested in each.

use super::{Advice, Area, Group, InArea, Summary, Told, share};
use crate::exact::Rational;
use crate::model::Unit;
use crate::report::Words;

/// What stands where too few have answered.
pub(super) const HIDDEN: &str = "–";

/// So many suggestions are shown of each group; of the whole, all that are told.
const MOST_OF_A_GROUP: usize = 3;

/// A table of a summary.
pub(super) struct Table {
    pub title: String,
    pub headings: Vec<String>,
    /// Which columns are numbers.
    pub numeric: Vec<bool>,
    pub rows: Vec<Vec<String>>,
}

impl Summary {
    /// All areas in all responses.
    pub(super) fn areas_table(&self, words: &Words) -> Table {
        let headings = ["area", "summary-mean", "summary-levels", "summary-without", "answered"];
        let row = |(area, told): (&Area, &InArea)| {
            let title = format!("{}{}", "\u{2003}".repeat(area.depth.saturating_sub(1)), area.title);
            vec![title, mean(told, words), levels(area, told, words), without(told, words), answered(told, words)]
        };
        let whole = self.groups.first().map(|whole| whole.areas.as_slice()).unwrap_or_default();
        Table {
            title: String::new(),
            headings: headings.map(|id| words.say(id)).into(),
            numeric: vec![false, true, false, true, true],
            rows: self.areas.iter().zip(whole).map(row).collect(),
        }
    }

    /// What is suggested most in all responses, a line each.
    pub(super) fn advice_lines(&self, words: &Words) -> Vec<String> {
        let advice = self.groups.first().map(|whole| whole.advice.as_slice()).unwrap_or_default();
        advice.iter().map(|advice| format!("{}: {}", advice.title, share_of(advice, words))).collect()
    }

    /// The groups: none without them.
    pub(super) fn within(&self) -> &[Group] {
        self.groups.get(1..).unwrap_or_default()
    }

    /// Each area in every group, and what is suggested most in each.
    pub(super) fn group_tables(&self, words: &Words) -> Vec<Table> {
        if self.within().is_empty() {
            return Vec::new();
        }
        let areas = self.areas.iter().enumerate().map(|(place, area)| self.area_table(place, area, words));
        areas.chain(self.advice_table(words)).collect()
    }

    /// An area in every group: a column a level.
    fn area_table(&self, place: usize, area: &Area, words: &Words) -> Table {
        let mut headings = vec![self.by.join(", "), words.say("summary-count")];
        headings.extend(area.has_score.then(|| words.say("summary-mean")));
        headings.extend(area.levels.iter().map(|(_, title)| title.clone()));
        headings.extend((!area.levels.is_empty()).then(|| words.say("summary-without")));
        headings.extend(area.has_questions.then(|| words.say("answered")));
        let row = |group: &Group| {
            let told = group.areas.get(place)?;
            let mut cells = vec![group_name(group, words), rows(group, words)];
            cells.extend(area.has_score.then(|| mean(told, words)));
            cells.extend((0..area.levels.len()).map(|level| at_level(told, level, words)));
            cells.extend((!area.levels.is_empty()).then(|| without(told, words)));
            cells.extend(area.has_questions.then(|| answered(told, words)));
            Some(cells)
        };
        Table {
            title: area.title.clone(),
            numeric: (0..headings.len()).map(|column| column > 0).collect(),
            headings,
            rows: self.within().iter().filter_map(row).collect(),
        }
    }

    /// What is suggested most in each group, a row each; none where there is nothing to suggest.
    fn advice_table(&self, words: &Words) -> Option<Table> {
        let mut rows = Vec::new();
        for group in self.within() {
            let name = group_name(group, words);
            let lines = advice_of(group, words);
            if lines.is_empty() {
                let cell = if group.rows == Told::Hidden { HIDDEN } else { "" };
                rows.push(vec![name, cell.to_owned(), String::new()]);
                continue;
            }
            let names = std::iter::once(name).chain(std::iter::repeat(String::new()));
            rows.extend(names.zip(lines).map(|(name, (title, count))| vec![name, title, count]));
        }
        let is_empty = self.groups.iter().all(|group| group.advice.is_empty());
        (!is_empty).then(|| Table {
            title: words.say("summary-advice"),
            headings: vec![self.by.join(", "), words.say("summary-first"), words.say("summary-count")],
            numeric: vec![false, false, true],
            rows,
        })
    }
}

/// What is suggested most in a group, each with how many are told it.
pub(super) fn advice_of(group: &Group, words: &Words) -> Vec<(String, String)> {
    let most = group.advice.iter().take(MOST_OF_A_GROUP);
    most.map(|advice| (advice.title.clone(), share_of(advice, words))).collect()
}

/// A group by its last column, moved in below those that it is within.
pub(super) fn group_name(group: &Group, words: &Words) -> String {
    let name = group.titles.last().filter(|name| !name.is_empty());
    let name = name.map_or_else(|| words.say("summary-unnamed"), Clone::clone);
    format!("{}{name}", "\u{2003}".repeat(group.path.len().saturating_sub(1)))
}

pub(super) fn told<T>(told: &Told<T>, show: impl FnOnce(&T) -> String) -> String {
    match told {
        Told::Nothing => String::new(),
        Told::Hidden => HIDDEN.to_owned(),
        Told::Shown(value) => show(value),
    }
}

pub(super) fn count(count: u64, words: &Words) -> String {
    words.written(&count.to_string())
}

pub(super) fn rows(group: &Group, words: &Words) -> String {
    told(&group.rows, |rows| count(*rows, words))
}

pub(super) fn mean(area: &InArea, words: &Words) -> String {
    told(&area.mean, |(mean, unit, _)| words.number(mean, *unit))
}

pub(super) fn without(area: &InArea, words: &Words) -> String {
    told(&area.without, |without| count(*without, words))
}

pub(super) fn answered(area: &InArea, words: &Words) -> String {
    told(&area.answers, |(answered, asked)| percent(*answered, *asked, words))
}

fn at_level(area: &InArea, level: usize, words: &Words) -> String {
    told(&area.levels, |levels| {
        let own = levels.get(level).copied().unwrap_or(0);
        format!("{} ({})", count(own, words), percent(own, all(levels), words))
    })
}

fn levels(area: &Area, told_of: &InArea, words: &Words) -> String {
    let part = |(level, (_, title)): (usize, &(String, String))| format!("{title} {}", at_level(told_of, level, words));
    told(&told_of.levels, |_| area.levels.iter().enumerate().map(part).collect::<Vec<_>>().join(", "))
}

pub(super) fn all(levels: &[u64]) -> u64 {
    levels.iter().fold(0, |sum, count| sum.saturating_add(*count))
}

fn share_of(advice: &Advice, words: &Words) -> String {
    let (told, among) = (count(advice.count, words), count(advice.among, words));
    let share = percent(advice.count, advice.among, words);
    words.with("summary-told", &[("count", told.into()), ("among", among.into()), ("share", share.into())])
}

/// A share in whole percent: 0% is none of it and 100% all of it, however little is missing.
fn percent(part: u64, whole: u64, words: &Words) -> String {
    let rounded = share(part, whole).round(2);
    let hundredth = Rational::ONE.checked_div(&Rational::from(100)).unwrap_or_default();
    if part > 0 && rounded.is_zero() {
        format!("<{}", words.number(&hundredth, Unit::Percent))
    } else if part < whole && rounded == Rational::ONE {
        format!(">{}", words.number(&(&Rational::ONE - &hundredth), Unit::Percent))
    } else {
        words.number(&rounded, Unit::Percent)
    }
}

#[cfg(test)]
mod tests {
    use super::{Words, percent};

    #[test]
    fn all_and_none_are_never_what_is_left_by_rounding() {
        let words = Words::new("en", "en");
        for (part, whole, expected) in [
            (0, 12_000, "0%"),
            (1, 12_000, "<1%"),
            (60, 12_000, "1%"),
            (11_940, 12_000, ">99%"),
            (11_939, 12_000, "99%"),
            (12_000, 12_000, "100%"),
        ] {
            assert_eq!(percent(part, whole, &words), expected, "{part}");
        }
        assert_eq!(percent(1, 500, &Words::new("sv", "sv")), "<1\u{a0}%");
    }
}
