//! Columns, and the steps that they are worked out in.

use std::collections::BTreeMap;

use super::dialect::Dialect;
use super::expression::{ColumnId, Expr, Width};
use super::names::Names;
use crate::model::{AreaId, Model, OVERALL};

/// Where a column belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// What is needed to read texts.
    Texts,
    /// Texts read as numbers.
    Answers,
    /// Who is asked what, and what missing answers count as.
    Asked,
    /// The numbers of an area.
    Area(AreaId),
    /// The levels of areas.
    Levels,
    /// What is suggested.
    Suggested,
    /// What is refused and what is open.
    Complete,
    /// Numbers as they are shown.
    Rounded,
}

/// A column of a step.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// How it is worked out.
    pub expr: Expr,
    /// Where it belongs.
    pub place: Place,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Of a whole number: the width of its type.
    pub width: Width,
}

/// A step: columns that only need earlier steps.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Where its columns belong.
    pub place: Place,
    /// Its columns, in the order in which they were added.
    pub columns: Vec<ColumnId>,
}

/// All columns of a query.
#[derive(Debug)]
pub(super) struct Steps {
    dialect: Dialect,
    names: Names,
    /// What they are called.
    pub column_names: Vec<String>,
    /// What they are.
    pub columns: Vec<Column>,
}

impl Steps {
    pub fn new(dialect: Dialect) -> Steps {
        Steps { dialect, names: Names::new(dialect.name_rule()), column_names: Vec::new(), columns: Vec::new() }
    }

    /// Adds a column; its name is made unique.
    pub fn add(&mut self, name: &str, place: Place, expr: Expr, notes: Vec<String>) -> ColumnId {
        let id = ColumnId(self.columns.len());
        self.column_names.push(self.names.take(name));
        let width = self.width_of(&expr);
        self.columns.push(Column { expr, place, notes, width });
        id
    }

    /// The width of the type that engines give a whole number: that of the widest in it.
    pub fn width_of(&self, expr: &Expr) -> Width {
        match expr {
            Expr::Column(id) => self.columns.get(id.0).map_or(Width::Normal, |column| column.width),
            Expr::Integer(number) if i32::try_from(number).is_ok() => Width::Normal,
            Expr::Integer(number) if i64::try_from(number).is_ok() => Width::Long,
            Expr::Integer(_) => Width::Widest,
            Expr::Widened(width, _) | Expr::ToNumber(width, _) => *width,
            // Spark gives every whole quotient 64 bits.
            Expr::Quotient(..) if self.dialect == Dialect::Spark => Width::Long,
            Expr::Quotient(width, ..) => *width,
            Expr::Minus(inner) => self.width_of(inner),
            Expr::NullIf(one, _) => self.width_of(one),
            Expr::Sum(all)
            | Expr::Product(all)
            | Expr::Coalesce(all)
            | Expr::Least(all, _)
            | Expr::Greatest(all, _) => all.iter().map(|part| self.width_of(part)).max().unwrap_or(Width::Normal),
            Expr::Remainder(one, other) => self.width_of(one).max(self.width_of(other)),
            Expr::Case(lines, otherwise) | Expr::Lookup(_, lines, otherwise) => {
                let values = lines.iter().map(|(_, then)| then).chain([&**otherwise]);
                values.map(|value| self.width_of(value)).max().unwrap_or(Width::Normal)
            }
            _ => Width::Normal,
        }
    }

    /// The columns in steps: who is asked, then area by area from the inside out. What needs the results of an area that
    /// comes later waits for a further step.
    pub fn in_order(&self, model: &Model) -> Vec<Step> {
        let mut waiting: BTreeMap<Place, Vec<ColumnId>> = BTreeMap::new();
        for (index, column) in self.columns.iter().enumerate() {
            waiting.entry(column.place).or_default().push(ColumnId(index));
        }
        let mut places = vec![Place::Texts, Place::Answers, Place::Asked];
        inside_out(model, OVERALL, &mut places);
        places.push(Place::Levels);
        let reads: Vec<Vec<ColumnId>> = self.columns.iter().map(reads).collect();
        let mut done = vec![false; self.columns.len()];
        let mut steps: Vec<Step> = Vec::new();
        let mut take = |place: Place, steps: &mut Vec<Step>| {
            let before = steps.len();
            // A place may need several steps, each with what the one before has made ready.
            while let Some(step) = ready(place, &mut waiting, &reads, &mut done) {
                steps.push(step);
            }
            steps.len() > before
        };
        // What is suggested waits until nothing else can go on: mostly it needs the levels.
        loop {
            let more = places.iter().filter(|place| take(**place, &mut steps)).count();
            if more == 0 && !take(Place::Suggested, &mut steps) {
                break;
            }
        }
        take(Place::Complete, &mut steps);
        take(Place::Rounded, &mut steps);
        steps
    }
}

fn ready(
    place: Place,
    waiting: &mut BTreeMap<Place, Vec<ColumnId>>,
    reads: &[Vec<ColumnId>],
    done: &mut [bool],
) -> Option<Step> {
    let columns = waiting.get_mut(&place)?;
    let is_done = |id: &ColumnId| done.get(id.0).copied().unwrap_or(false);
    let is_ready = |id: &ColumnId| reads.get(id.0).is_some_and(|reads| reads.iter().all(is_done));
    let (now, later): (Vec<ColumnId>, Vec<ColumnId>) = columns.iter().partition(|id| is_ready(id));
    *columns = later;
    for id in &now {
        if let Some(slot) = done.get_mut(id.0) {
            *slot = true;
        }
    }
    (!now.is_empty()).then_some(Step { place, columns: now })
}

fn reads(column: &Column) -> Vec<ColumnId> {
    let mut found = Vec::new();
    column.expr.reads(&mut found);
    found.sort_unstable();
    found.dedup();
    found
}

/// Every area after the areas in it.
fn inside_out(model: &Model, id: AreaId, places: &mut Vec<Place>) {
    let Some(area) = model.areas.get(id.0 as usize) else { return };
    area.areas.iter().for_each(|child| inside_out(model, *child, places));
    places.push(Place::Area(id));
}
