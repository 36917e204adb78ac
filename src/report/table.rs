//! Several responses beside each other: what is compared, and in which order.

use std::cmp::Ordering;

use super::Words;
use super::compose::{Composer, thresholds};
use crate::diagnostics::nearest;
use crate::evaluate::{Extent, Outcome};
use crate::exact::Rational;
use crate::model::{AreaId, Model, OVERALL, Unit, ValueId};
use crate::respond::Response;

/// A response that was evaluated, with the file that it was read from.
pub type Evaluated = (String, Response, Outcome);

/// Several results, a row each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The language, as in `lang` of HTML.
    pub language: String,
    /// The model.
    pub title: String,
    /// The columns after the first, which names the response.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether it holds numbers.
    pub numeric: bool,
}

/// A response in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The response.
    pub name: String,
    /// A cell a column.
    pub cells: Vec<String>,
}

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Role,
    Level(AreaId),
    Score(AreaId),
    Value(ValueId),
    Answered,
}

/// By what results are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortBy {
    measure: Measure,
    descending: bool,
}

/// A name by which nothing can be sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMeasure {
    /// The name.
    pub name: String,
    /// What was perhaps meant.
    pub meant: Option<String>,
    /// Every name by which results can be sorted.
    pub known: Vec<String>,
}

impl SortBy {
    /// Reads `NAME`, `NAME:asc` or `NAME:desc`: the name of a value or of an area; an area's own `.score` or `.level`.
    ///
    /// # Errors
    /// When there is no such name.
    pub fn parse(model: &Model, text: &str) -> Result<SortBy, UnknownMeasure> {
        let (name, descending) = match text.rsplit_once(':') {
            Some((name, "desc")) => (name, true),
            Some((name, "asc")) => (name, false),
            _ => (text, false),
        };
        let measures = measures(model);
        match measures.iter().find(|(known, _)| known == name) {
            Some((_, measure)) => Ok(SortBy { measure: *measure, descending }),
            None => Err(UnknownMeasure {
                name: name.to_owned(),
                meant: nearest(name, measures.iter().map(|(known, _)| known.as_str())).map(str::to_owned),
                known: short_names(model),
            }),
        }
    }

    /// Sorts results; equal ones keep their order. Those without the number come last, whatever the direction, and
    /// before them those whose number is still open.
    pub fn sort(self, responses: &mut [Evaluated]) {
        responses.sort_by(|(_, _, one), (_, _, other)| {
            let (one, other) = (self.place(one), self.place(other));
            let numbers = match (&one.1, &other.1) {
                (Some(one), Some(other)) if self.descending => other.cmp(one),
                (Some(one), Some(other)) => one.cmp(other),
                _ => Ordering::Equal,
            };
            one.0.cmp(&other.0).then(numbers)
        });
    }

    /// 0 for a number, 1 for a range, 2 for nothing; and the number.
    fn place(self, outcome: &Outcome) -> (u8, Option<Rational>) {
        let Some(extent) = extent(outcome, self.measure) else { return (2, None) };
        match (&extent.bounds, extent.known()) {
            (None, _) => (2, None),
            (Some((lowest, _)), Some(_)) => (0, Some(lowest.clone())),
            (Some((lowest, highest)), None) => (1, Some(if self.descending { highest } else { lowest }.clone())),
        }
    }
}

fn extent(outcome: &Outcome, measure: Measure) -> Option<&Extent> {
    match measure {
        Measure::Level(area) => outcome.areas.get(area.0 as usize)?.level.as_ref(),
        Measure::Score(area) => outcome.areas.get(area.0 as usize)?.score.as_ref(),
        Measure::Value(value) => Some(&outcome.values.get(value.0 as usize)?.number),
        Measure::Role | Measure::Answered => None,
    }
}

/// Every name by which results can be sorted.
fn measures(model: &Model) -> Vec<(String, Measure)> {
    let mut measures = Vec::new();
    for (index, value) in model.values.iter().enumerate() {
        measures.push((value.key.clone(), Measure::Value(ValueId(number(index)))));
    }
    for (index, area) in model.areas.iter().enumerate() {
        let id = AreaId(number(index));
        let score = area.score.as_ref().map(|_| Measure::Score(id));
        let level = area.adoption.as_ref().map(|_| Measure::Level(id));
        measures.extend(score.or(level).map(|measure| (area.key.clone(), measure)));
        measures.extend(score.map(|measure| (format!("{}.score", area.key), measure)));
        measures.extend(level.map(|measure| (format!("{}.level", area.key), measure)));
    }
    // A value can be called by its own name where that is unique.
    for (index, value) in model.values.iter().enumerate() {
        let same = model.values.iter().filter(|other| other.name == value.name).count();
        if same == 1 && !measures.iter().any(|(name, _)| *name == value.name) {
            measures.push((value.name.clone(), Measure::Value(ValueId(number(index)))));
        }
    }
    measures
}

fn short_names(model: &Model) -> Vec<String> {
    let values = model.values.iter().map(|value| value.key.clone());
    let areas = model.areas.iter().filter(|area| area.score.is_some() || area.adoption.is_some());
    values.chain(areas.map(|area| area.key.clone())).collect()
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The table of several results: the whole, the outermost areas, the declared values, and what they are sorted by.
pub fn table(model: &Model, responses: &[Evaluated], sorted_by: &[SortBy], words: &Words) -> Table {
    let mut measures = columns(model, responses);
    sorted_by.iter().for_each(|by| add_column(&mut measures, by.measure));
    let naming = super::naming::Naming::new(model, words);
    let title = |measure: &Measure| match measure {
        Measure::Role => words.say("role"),
        Measure::Answered => words.say("answered"),
        Measure::Value(value) => naming.value(*value),
        Measure::Level(area) if *area == OVERALL => words.say("level"),
        Measure::Score(area) if *area == OVERALL => words.say("score"),
        Measure::Score(area) if measures.contains(&Measure::Level(*area)) => {
            words.with("score-in", &[("area", naming.area(*area).into())])
        }
        Measure::Level(area) | Measure::Score(area) => naming.area(*area),
    };
    let numeric = |measure: &Measure| match measure {
        Measure::Score(_) => true,
        Measure::Value(value) => {
            model.values.get(value.0 as usize).is_some_and(|value| !matches!(value.unit, Unit::Level(_)))
        }
        _ => false,
    };
    let names = names(responses);
    let rows = responses.iter().zip(names).map(|((_, response, outcome), name)| {
        let composer = Composer::new(model, response, outcome, words);
        Row { name, cells: measures.iter().map(|measure| cell(&composer, *measure)).collect() }
    });
    Table {
        language: words.language().to_owned(),
        title: naming.model_title(),
        columns: measures.iter().map(|measure| Column { title: title(measure), numeric: numeric(measure) }).collect(),
        rows: rows.collect(),
    }
}

fn columns(model: &Model, responses: &[Evaluated]) -> Vec<Measure> {
    let mut columns = Vec::new();
    if !model.roles.is_empty() {
        columns.push(Measure::Role);
    }
    for (index, area) in model.areas.iter().enumerate() {
        let id = AreaId(number(index));
        let outermost = area.parent == Some(OVERALL);
        if area.adoption.is_some() && (id == OVERALL || outermost) {
            columns.push(Measure::Level(id));
        }
        if area.score.is_some() && (id == OVERALL || outermost && area.adoption.is_none()) {
            columns.push(Measure::Score(id));
        }
    }
    columns.extend((0..model.values.len()).map(|index| Measure::Value(ValueId(number(index)))));
    let open = responses.iter().any(|(_, _, outcome)| {
        outcome.areas.first().is_some_and(|overall| overall.completeness.answered < overall.completeness.asked)
    });
    if open {
        columns.push(Measure::Answered);
    }
    columns
}

/// An order that nothing shows looks like none: a score stands beside the level of its area, an inner area before the
/// values.
fn add_column(columns: &mut Vec<Measure>, measure: Measure) {
    let (Measure::Level(area) | Measure::Score(area)) = measure else { return };
    if columns.contains(&measure) {
        return;
    }
    let beside =
        columns.iter().position(|column| matches!(column, Measure::Level(of) | Measure::Score(of) if *of == area));
    let values = columns.iter().position(|column| matches!(column, Measure::Value(_) | Measure::Answered));
    let at = beside.map(|at| at.saturating_add(1)).or(values).unwrap_or(columns.len());
    columns.insert(at.min(columns.len()), measure);
}

fn cell(composer: &Composer<'_>, measure: Measure) -> String {
    let model = composer.naming.model;
    let area = |id: AreaId| model.areas.get(id.0 as usize).zip(composer.outcome.areas.get(id.0 as usize));
    let cell = match measure {
        Measure::Role => composer.response.answers.role.map(|role| composer.naming.role(role)),
        Measure::Level(id) => area(id).and_then(|(area, outcome)| composer.level(area, outcome)),
        Measure::Score(id) => area(id).and_then(|(area, outcome)| {
            let score = area.score.as_ref()?;
            Some(composer.extent(outcome.score.as_ref()?, score.unit, &thresholds(area)))
        }),
        Measure::Value(id) => model.values.get(id.0 as usize).and_then(|value| {
            let outcome = composer.outcome.values.get(id.0 as usize)?;
            Some(composer.extent(&outcome.number, value.unit, &[]))
        }),
        Measure::Answered => area(OVERALL).map(|(_, outcome)| composer.completeness(outcome)),
    };
    cell.unwrap_or_else(|| "–".to_owned())
}

/// The files without folders and endings where that tells them apart.
fn names(responses: &[Evaluated]) -> Vec<String> {
    let short = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or(name, |(stem, _)| stem);
        stem.to_owned()
    };
    let shorts: Vec<String> = responses.iter().map(|(path, ..)| short(path)).collect();
    let unique = |name: &String| shorts.iter().filter(|other| *other == name).count() == 1;
    match shorts.iter().all(unique) {
        true => shorts,
        false => responses.iter().map(|(path, ..)| path.clone()).collect(),
    }
}
