//! A summary for other programs: JSON and CSV. Numbers are exact to six decimals; what is hidden is said to be.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Area, Group, InArea, Summary, Told};
use crate::exact::Rational;
use crate::model::Unit;
use crate::table::csv_line;

/// The summary of many responses.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummaryDocument {
    /// The model's name.
    model: String,
    /// The columns that rows are grouped by.
    by: Vec<String>,
    /// Groups of fewer rows are not shown.
    min_group: u64,
    /// Rows that were rejected.
    rejected: u64,
    /// The whole first, then each group before those within it.
    groups: Vec<SummaryGroup>,
}

/// Some of the responses.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummaryGroup {
    /// What they have in common, a text a column of `by`; empty for the whole.
    path: Vec<String>,
    /// How many there are; none when too few to be shown, or needed to hide others.
    rows: Option<u64>,
    /// The areas that have scores or levels.
    areas: Vec<SummaryArea>,
    /// The actions that are suggested most.
    suggestions: Vec<SummaryAdvice>,
}

/// An area in a group. What is hidden is named in `hidden`; what is none there is not there.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummaryArea {
    /// Its key.
    area: String,
    /// The mean score, a percentage as a number of percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    mean: Option<String>,
    /// How many responses have a score.
    #[serde(skip_serializing_if = "Option::is_none")]
    scored: Option<u64>,
    /// How many are at each level, lowest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<Vec<SummaryLevel>>,
    /// How many are asked something here and have no level: answers are missing, or none of them counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    without_level: Option<u64>,
    /// How many questions were answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<u64>,
    /// How many were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<u64>,
    /// What is hidden: `mean`, `levels`, `answers`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    hidden: Vec<&'static str>,
}

/// A level in a group.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummaryLevel {
    /// Its name.
    level: String,
    /// How many are there.
    count: u64,
}

/// An action in a group.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SummaryAdvice {
    /// Its name.
    action: String,
    /// How many are told it.
    count: u64,
    /// How many have a role that may be told it.
    among: u64,
}

impl Summary {
    /// The summary as JSON is made of this.
    pub fn document(&self) -> SummaryDocument {
        SummaryDocument {
            model: self.model.clone(),
            by: self.by.clone(),
            min_group: self.min_group,
            rejected: self.rejected,
            groups: self.groups.iter().map(|group| self.told(group)).collect(),
        }
    }

    fn told(&self, group: &Group) -> SummaryGroup {
        let advice = group.advice.iter().map(|advice| SummaryAdvice {
            action: advice.name.clone(),
            count: advice.count,
            among: advice.among,
        });
        SummaryGroup {
            path: group.path.clone(),
            rows: match &group.rows {
                Told::Nothing => Some(0),
                rows => shown(rows),
            },
            areas: group.areas.iter().zip(&self.areas).map(|(told, of)| area(told, of)).collect(),
            suggestions: advice.collect(),
        }
    }

    /// The summary as CSV: a row a group, the whole first; what is hidden is a `*`.
    pub fn csv(&self) -> String {
        // A group without a name has the same cells as the whole: how many columns it is grouped by tells them apart.
        let depth = (!self.by.is_empty()).then(|| "depth".to_owned());
        let mut heading: Vec<String> = depth.into_iter().chain(self.by.iter().cloned()).collect();
        heading.push("rows".to_owned());
        // The same columns whatever is shown or hidden.
        for Area { key, levels, .. } in &self.areas {
            heading.push(format!("{key}.mean"));
            heading.extend(levels.iter().map(|(level, _)| format!("{key}.level.{level}")));
            heading.extend((!levels.is_empty()).then(|| format!("{key}.no_level")));
            heading.extend(["answered", "asked"].map(|what| format!("{key}.{what}")));
        }
        heading.push("suggested".to_owned());
        let mut text = csv_line(heading.iter().map(String::as_str));
        for group in &self.groups {
            let depth = (!self.by.is_empty()).then(|| group.path.len().to_string());
            let names = (0..self.by.len()).map(|place| group.path.get(place).cloned().unwrap_or_default());
            let mut cells: Vec<String> = depth.into_iter().chain(names).collect();
            cells.push(match &group.rows {
                Told::Nothing => "0".to_owned(),
                rows => cell(rows, u64::to_string),
            });
            for (told, area) in group.areas.iter().zip(&self.areas) {
                cells.push(cell(&told.mean, |(mean, unit, _)| number(mean, *unit)));
                for place in 0..area.levels.len() {
                    cells.push(cell(&told.levels, |levels| levels.get(place).map_or_else(String::new, u64::to_string)));
                }
                cells.extend((!area.levels.is_empty()).then(|| cell(&told.without, u64::to_string)));
                cells.push(cell(&told.answers, |(answered, _)| answered.to_string()));
                cells.push(cell(&told.answers, |(_, asked)| asked.to_string()));
            }
            let advice: Vec<&str> = group.advice.iter().map(|advice| advice.name.as_str()).collect();
            cells.push(advice.join(";"));
            text.push_str(&csv_line(cells.iter().map(String::as_str)));
        }
        text
    }
}

fn cell<T>(told: &Told<T>, show: impl FnOnce(&T) -> String) -> String {
    match told {
        Told::Nothing => String::new(),
        Told::Hidden => "*".to_owned(),
        Told::Shown(value) => show(value),
    }
}

/// A number as in a column of results.
fn number(value: &Rational, unit: Unit) -> String {
    let factor = if unit == Unit::Percent { 100 } else { 1 };
    (value * &Rational::from(factor)).to_fixed(6)
}

fn shown<T: Clone>(told: &Told<T>) -> Option<T> {
    match told {
        Told::Shown(value) => Some(value.clone()),
        _ => None,
    }
}

fn area(told: &InArea, area: &Area) -> SummaryArea {
    let hidden = [
        ("mean", told.mean == Told::Hidden),
        ("levels", told.levels == Told::Hidden),
        ("answers", told.answers == Told::Hidden),
    ];
    let levels = |counts: Vec<u64>| {
        let named = area.levels.iter().zip(counts);
        named.map(|((level, _), count)| SummaryLevel { level: level.clone(), count }).collect()
    };
    SummaryArea {
        area: area.key.clone(),
        mean: shown(&told.mean).map(|(mean, unit, _)| number(&mean, unit)),
        scored: shown(&told.mean).map(|(.., count)| count),
        levels: shown(&told.levels).map(levels),
        without_level: shown(&told.without),
        answered: shown(&told.answers).map(|(answered, _)| answered),
        asked: shown(&told.answers).map(|(_, asked)| asked),
        hidden: hidden.into_iter().filter(|(_, hidden)| *hidden).map(|(what, _)| what).collect(),
    }
}
