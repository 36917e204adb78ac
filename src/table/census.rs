//! Counts over many responses, in all and by group.
//!
//! Each thing that is counted has a *population*: the rows that it says something of. A level is counted over the rows
//! that have one, an action over those of a role that may be told it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::batch::Batch;
use super::carried::{Carried, CarriedKind};
use super::lines::unquoted;
use super::write::Good;
use super::{decimal, moment};
use crate::model::{ActionId, AreaId, Model, RoleId};
use crate::score::{Column, Content, NO_NUMBER, NO_WIDE_NUMBER, Output, Scores};

/// More groups are no summary.
pub const MOST_GROUPS: usize = 100_000;

/// What is counted, and by which columns.
#[derive(Debug, Clone)]
pub struct Census {
    keys: Vec<Key>,
    measures: Vec<(Measure, Option<usize>, Option<usize>)>,
    /// How many sums each measure has, and where they begin.
    starts: Vec<usize>,
    width: usize,
    roles: Vec<String>,
    /// For each measure whether it concerns a role.
    concerns: Vec<Vec<bool>>,
    /// Each action by its place in the order of suggestions.
    places: Vec<usize>,
}

/// A column that rows are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The role.
    Role,
    /// A column that passes through, by its place, and what its cells are.
    Carried(usize, CarriedKind),
}

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The rows.
    Rows,
    /// The score of an area: the sum of its millionths.
    Score(AreaId),
    /// The levels of an area: how many rows have each.
    Levels(AreaId),
    /// The questions of an area, over the rows that are asked any: how many are answered and asked.
    Answers(AreaId),
    /// An action: how many rows are told it.
    Action(ActionId),
}

/// Counts of some rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// For each measure its population.
    pub populations: Vec<u64>,
    sums: Vec<i128>,
}

/// Counts by group, each group by the texts of its columns.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    known: FxHashMap<Box<[u8]>, usize>,
    groups: Vec<(Vec<String>, Counts)>,
    scratch: Vec<u8>,
    of_rows: Vec<usize>,
    is_full: bool,
}

impl Census {
    /// A census by these columns, over results that begin with all of [`Census::outputs`].
    pub fn new(model: &Model, outputs: &[Output], actions: &[ActionId], keys: Vec<Key>) -> Census {
        let place = |content: Content| outputs.iter().position(|output| output.content == content);
        let mut measures = vec![(Measure::Rows, None, None)];
        let mut widths = vec![0usize];
        for (id, area) in (0..).map(AreaId).zip(&model.areas) {
            let levels = area.adoption.as_ref().and_then(|adoption| model.ladders.get(adoption.ladder.0 as usize));
            if let Some(place) = place(Content::Score(id)).filter(|_| !is_level(outputs, Content::Score(id))) {
                measures.push((Measure::Score(id), Some(place), None));
                widths.push(1);
            }
            if let (Some(place), Some(ladder)) = (place(Content::Level(id)), levels) {
                measures.push((Measure::Levels(id), Some(place), None));
                widths.push(ladder.levels.len());
            }
            if let (Some(answered), Some(asked)) = (place(Content::Answered(id)), place(Content::Asked(id))) {
                measures.push((Measure::Answers(id), Some(answered), Some(asked)));
                widths.push(2);
            }
        }
        let suggestions = place(Content::Suggestions);
        for id in actions {
            measures.push((Measure::Action(*id), suggestions, None));
            widths.push(1);
        }
        let mut starts = Vec::new();
        let mut width = 0usize;
        for own in widths {
            starts.push(width);
            width = width.saturating_add(own);
        }
        let role = |place: usize| u32::try_from(place).ok().map(RoleId);
        let concerns = measures.iter().map(|(measure, ..)| match measure {
            Measure::Action(id) => {
                let roles = model.actions.get(id.0 as usize).map(|action| &action.roles);
                let told = |role| roles.is_some_and(|roles| roles.contains(role));
                match model.roles.is_empty() {
                    true => vec![told(None)],
                    false => (0..model.roles.len()).map(|place| told(role(place))).collect(),
                }
            }
            _ => Vec::new(),
        });
        Census {
            keys,
            concerns: concerns.collect(),
            measures,
            starts,
            width,
            roles: model.roles.iter().map(|role| role.name.clone()).collect(),
            places: (0..actions.len()).collect(),
        }
    }

    /// What has to be scored: everything but the declared values, which are not counted.
    pub fn outputs(model: &Model) -> Vec<Output> {
        let all = Output::all(model, false).into_iter();
        all.filter(|output| !matches!(output.content, Content::Value(_))).collect()
    }

    /// What is counted.
    pub fn measures(&self) -> impl Iterator<Item = Measure> {
        self.measures.iter().map(|(measure, ..)| *measure)
    }

    /// The sums of a measure.
    pub fn sums<'c>(&self, counts: &'c Counts, measure: usize) -> &'c [i128] {
        let start = self.starts.get(measure).copied().unwrap_or(0);
        let end = self.starts.get(measure.saturating_add(1)).copied().unwrap_or(self.width);
        counts.sums.get(start..end).unwrap_or_default()
    }

    fn counts(&self) -> Counts {
        Counts { populations: vec![0; self.measures.len()], sums: vec![0; self.width] }
    }

    /// Counts the good rows of a batch.
    pub fn count(&self, batch: &Batch, scores: &Scores, good: &Good<'_>, groups: &mut Groups) {
        let rows: Vec<usize> = good.rows(batch.rows).collect();
        groups.of_rows.clear();
        for row in &rows {
            let group = self.group(batch, *row, groups);
            groups.of_rows.push(group);
        }
        let of_rows = std::mem::take(&mut groups.of_rows);
        let mut first_action = None;
        for (place, (measure, result, other)) in self.measures.iter().enumerate() {
            let column = |result: &Option<usize>| result.and_then(|place| scores.columns().get(place));
            let start = self.starts.get(place).copied().unwrap_or(0);
            let first = *first_action.get_or_insert(place);
            if !matches!(measure, Measure::Action(_)) {
                first_action = None;
            }
            for (row, group) in rows.iter().zip(&of_rows) {
                let Some((_, counts)) = groups.groups.get_mut(*group) else { continue };
                match (measure, column(result)) {
                    (Measure::Rows, _) => counts.add(place, &[]),
                    (Measure::Score(_), Some(Column::Number(cells))) => match cells.get(*row) {
                        Some(number) if *number != NO_NUMBER => counts.add(place, &[(start, i128::from(*number))]),
                        _ => {}
                    },
                    (Measure::Score(_), Some(Column::WideNumber(cells))) => match cells.get(*row) {
                        Some(number) if *number != NO_WIDE_NUMBER => counts.add(place, &[(start, *number)]),
                        _ => {}
                    },
                    (Measure::Levels(_), Some(Column::Level(cells))) => {
                        let level = cells.get(*row).copied().map_or(usize::MAX, usize::from);
                        let end = self.starts.get(place.saturating_add(1)).copied().unwrap_or(self.width);
                        let slot = start.saturating_add(level);
                        if slot < end {
                            counts.add(place, &[(slot, 1)]);
                        }
                    }
                    (Measure::Answers(_), Some(Column::Count(answered))) => {
                        let Some(Column::Count(asked)) = column(other) else { continue };
                        let number = |cells: &[u16]| cells.get(*row).copied().map_or(0, i128::from);
                        if number(asked) > 0 {
                            counts.add(place, &[(start, number(answered)), (start.saturating_add(1), number(asked))]);
                        }
                    }
                    (Measure::Action(_), Some(Column::Suggestions(suggestions))) => {
                        let role = batch.roles.get(*row).copied().map_or(0, usize::from);
                        if self.concerns.get(place).and_then(|concerns| concerns.get(role)) == Some(&true) {
                            let action = self.places.get(place.saturating_sub(first)).copied().unwrap_or(usize::MAX);
                            let is_told = suggestions.contains(*row, action);
                            counts.add(place, &[(start, i128::from(is_told))]);
                        }
                    }
                    _ => {}
                }
            }
        }
        groups.of_rows = of_rows;
    }

    /// The place of the group of a row.
    fn group(&self, batch: &Batch, row: usize, groups: &mut Groups) -> usize {
        groups.scratch.clear();
        for key in &self.keys {
            let text = self.text(*key, batch, row);
            groups.scratch.extend_from_slice(text.as_bytes());
            groups.scratch.push(0);
        }
        if let Some(place) = groups.known.get(groups.scratch.as_slice()) {
            return *place;
        }
        if groups.groups.len() >= MOST_GROUPS {
            groups.is_full = true;
            return usize::MAX;
        }
        let place = groups.groups.len();
        groups.known.insert(groups.scratch.as_slice().into(), place);
        let texts = self.keys.iter().map(|key| self.text(*key, batch, row)).collect();
        groups.groups.push((texts, self.counts()));
        place
    }

    fn text(&self, key: Key, batch: &Batch, row: usize) -> String {
        match key {
            Key::Role => {
                let role = batch.roles.get(row).copied().map(usize::from);
                role.and_then(|role| self.roles.get(role)).cloned().unwrap_or_default()
            }
            Key::Carried(place, kind) => match batch.carried.get(place) {
                Some(Carried::Text(texts)) => {
                    let text = String::from_utf8_lossy(texts.get(row).unwrap_or_default()).into_owned();
                    match kind {
                        CarriedKind::Json => unquoted(&text).map_or(text.clone(), |text| text.into_owned()),
                        _ => text,
                    }
                }
                Some(Carried::Whole(cells)) => {
                    cells.get(row).copied().flatten().map_or_else(String::new, |cell| moment::shown(kind, cell))
                }
                Some(Carried::Wide(cells)) => {
                    cells.get(row).copied().flatten().map_or_else(String::new, |cell| decimal::shown(kind, cell))
                }
                Some(Carried::Number(cells)) => {
                    cells.get(row).copied().flatten().map_or_else(String::new, |cell| cell.to_string())
                }
                Some(Carried::Truth(cells)) => {
                    cells.get(row).copied().flatten().map_or_else(String::new, |cell| cell.to_string())
                }
                None => String::new(),
            },
        }
    }
}

impl Counts {
    fn add(&mut self, measure: usize, sums: &[(usize, i128)]) {
        if let Some(population) = self.populations.get_mut(measure) {
            *population = population.saturating_add(1);
        }
        for (place, number) in sums {
            if let Some(sum) = self.sums.get_mut(*place) {
                *sum = sum.saturating_add(*number);
            }
        }
    }

    /// Adds other rows.
    pub fn merge(&mut self, other: &Counts) {
        self.populations.resize(self.populations.len().max(other.populations.len()), 0);
        self.sums.resize(self.sums.len().max(other.sums.len()), 0);
        for (population, more) in self.populations.iter_mut().zip(&other.populations) {
            *population = population.saturating_add(*more);
        }
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum = sum.saturating_add(*more);
        }
    }
}

impl Groups {
    /// Whether there were more than [`MOST_GROUPS`].
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Adds the groups of other rows.
    pub fn merge(&mut self, other: Groups) {
        let mut own: BTreeMap<Vec<String>, usize> =
            self.groups.iter().enumerate().map(|(place, (texts, _))| (texts.clone(), place)).collect();
        self.is_full |= other.is_full;
        for (texts, counts) in other.groups {
            match own.get(&texts).and_then(|place| self.groups.get_mut(*place)) {
                Some((_, sum)) => sum.merge(&counts),
                None => {
                    own.insert(texts.clone(), self.groups.len());
                    self.groups.push((texts, counts));
                }
            }
        }
        self.is_full |= self.groups.len() > MOST_GROUPS;
    }

    /// The groups in the order of their texts.
    pub fn sorted(self) -> Vec<(Vec<String>, Counts)> {
        let mut groups = self.groups;
        groups.sort_by(|(a, _), (b, _)| a.cmp(b));
        groups
    }
}

fn is_level(outputs: &[Output], content: Content) -> bool {
    let output = outputs.iter().find(|output| output.content == content);
    output.is_some_and(|output| matches!(output.kind, crate::score::Kind::Level(_)))
}
