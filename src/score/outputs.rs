//! What is told of each response, and what the columns are called.

use std::collections::BTreeSet;

use crate::evaluate::{Query, in_order};
use crate::model::{ActionId, AreaId, LadderId, Model, Rule, Unit, ValueId};

/// A column of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// What it is called: `kompetens.level`.
    pub name: String,
    /// What is told.
    pub content: Content,
    /// What its cells are.
    pub kind: Kind,
}

/// What is told of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// The score of an area.
    Score(AreaId),
    /// Its level.
    Level(AreaId),
    /// How many of its questions are answered. `na` is an answer, free text is not counted.
    Answered(AreaId),
    /// How many of its questions are asked, free text apart.
    Asked(AreaId),
    /// A declared value.
    Value(ValueId),
    /// What is suggested, in the order of [`in_order`] of all actions.
    Suggestions,
    /// Whether one action is suggested.
    Suggested(ActionId),
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number with six decimals; percentages as a number of percent.
    Number,
    /// A level of this ladder, or empty.
    Level(LadderId),
    /// A whole number, never empty.
    Count,
    /// Actions.
    Actions,
    /// Yes, no, or empty.
    Truth,
}

impl Output {
    /// The column of some content.
    pub fn new(model: &Model, content: Content) -> Output {
        let key = |area: AreaId| model.areas.get(area.0 as usize).map_or("", |area| area.key.as_str());
        let unit = |unit: Option<Unit>| match unit {
            Some(Unit::Level(ladder)) => Kind::Level(ladder),
            _ => Kind::Number,
        };
        let (name, kind) = match content {
            Content::Score(id) => {
                let score = model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
                (format!("{}.score", key(id)), unit(score.map(|score| score.unit)))
            }
            Content::Level(id) => {
                let adoption = model.areas.get(id.0 as usize).and_then(|area| area.adoption.as_ref());
                let ladder = adoption.map_or(LadderId(u32::MAX), |adoption| adoption.ladder);
                (format!("{}.level", key(id)), Kind::Level(ladder))
            }
            Content::Answered(id) => (format!("{}.answered", key(id)), Kind::Count),
            Content::Asked(id) => (format!("{}.asked", key(id)), Kind::Count),
            Content::Value(id) => {
                let value = model.values.get(id.0 as usize);
                (value.map_or_else(String::new, |value| value.key.clone()), unit(value.map(|value| value.unit)))
            }
            Content::Suggestions => ("suggested".to_owned(), Kind::Actions),
            Content::Suggested(id) => {
                let name = model.actions.get(id.0 as usize).map_or("", |action| action.name.as_str());
                (format!("suggested.{name}"), Kind::Truth)
            }
        };
        Output { name, content, kind }
    }

    /// Everything that a model tells: for each area, `overall` first, its score and level where it has them and its
    /// completeness where it has questions; the declared values; what is suggested, in one column or, when
    /// `separately`, in one for each action.
    pub fn all(model: &Model, separately: bool) -> Vec<Output> {
        let mut contents = Vec::new();
        for (id, area) in (0..).map(AreaId).zip(&model.areas) {
            contents.extend(area.score.iter().map(|_| Content::Score(id)));
            contents.extend(area.adoption.iter().map(|_| Content::Level(id)));
            if area.within.0 < area.within.1 {
                contents.extend([Content::Answered(id), Content::Asked(id)]);
            }
        }
        contents.extend((0..).map(ValueId).zip(&model.values).map(|(id, _)| Content::Value(id)));
        match (separately, model.actions.is_empty()) {
            (_, true) => {}
            (true, false) => contents.extend(actions(model).into_iter().map(Content::Suggested)),
            (false, false) => contents.push(Content::Suggestions),
        }
        let mut outputs: Vec<Output> = contents.into_iter().map(|content| Output::new(model, content)).collect();
        apart(&mut outputs);
        outputs
    }
}

/// Gives every output a name of its own: a value may be called as the score of its area is.
fn apart(outputs: &mut [Output]) {
    let mut taken = BTreeSet::new();
    for output in outputs {
        let name = output.name.clone();
        let mut number = 1u32;
        while !taken.insert(output.name.clone()) {
            number = number.saturating_add(1);
            output.name = format!("{name} {number}");
        }
    }
}

/// All actions, in the order in which they are shown.
pub(super) fn actions(model: &Model) -> Vec<ActionId> {
    in_order(model, (0..).map(ActionId).zip(&model.actions).map(|(id, _)| id).collect())
}

/// What a content depends on; nothing for completeness, which is never empty.
pub(super) fn rules(model: &Model, content: Content) -> Vec<Rule> {
    match content {
        Content::Score(area) => Query::Score(area).rules(model),
        Content::Level(area) => Query::Level(area).rules(model),
        Content::Value(value) => Query::Value(value).rules(model),
        Content::Suggested(action) => Query::Action(action).rules(model),
        Content::Answered(_) | Content::Asked(_) | Content::Suggestions => Vec::new(),
    }
}
