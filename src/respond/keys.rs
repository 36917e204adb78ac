//! What a question can be called in a response.

use std::collections::HashMap;

use crate::diagnostics::nearest;
use crate::model::{Area, AreaId, Model, QuestionId};

/// Every name of every question, by how much it counts: today's key, then longer and shorter forms, then earlier names.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    model: &'a Model,
    tiers: [HashMap<String, Vec<QuestionId>>; 3],
}

/// What a name stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// This question.
    One(QuestionId),
    /// One of several, with their keys.
    Several(Vec<&'a str>),
    /// No question; perhaps this one was meant.
    None(Option<&'a str>),
}

impl<'a> Keys<'a> {
    pub fn new(model: &'a Model) -> Keys<'a> {
        let mut tiers: [HashMap<String, Vec<QuestionId>>; 3] = Default::default();
        let [today, other, earlier] = &mut tiers;
        for (index, question) in model.questions.iter().enumerate() {
            let id = QuestionId(u32::try_from(index).unwrap_or(u32::MAX));
            let insert = |tier: &mut HashMap<String, Vec<QuestionId>>, name: String| {
                let ids = tier.entry(name).or_default();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            };
            let (areas, areas_before) = area_names(model, question.area);
            insert(today, question.key.clone());
            insert(other, question.name.clone());
            for area in &areas {
                insert(other, format!("{area}.{}", question.name));
            }
            for area in &areas_before {
                insert(earlier, format!("{area}.{}", question.name));
            }
            for was in &question.was {
                insert(earlier, was.clone());
                for area in areas.iter().chain(&areas_before) {
                    insert(earlier, format!("{area}.{was}"));
                }
            }
        }
        Keys { model, tiers }
    }

    /// The name of today that was probably meant, in the form in which it was written.
    fn meant(&self, name: &str) -> Option<&'a str> {
        let model: &'a Model = self.model;
        let keys = model.questions.iter().map(|question| question.key.as_str());
        if let Some(key) = nearest(name, keys) {
            return Some(key);
        }
        let [_, other, _] = &self.tiers;
        let mut unique: Vec<&str> =
            other.iter().filter(|(_, ids)| ids.len() == 1).map(|(name, _)| name.as_str()).collect();
        unique.sort_unstable();
        let ids = other.get(nearest(name, unique)?)?;
        model.questions.get(ids.first()?.0 as usize).map(|question| question.key.as_str())
    }

    /// What `name` stands for.
    pub fn find(&self, name: &str) -> Found<'a> {
        let model: &'a Model = self.model;
        let key = |id: &QuestionId| model.questions.get(id.0 as usize).map(|question| question.key.as_str());
        match self.tiers.iter().find_map(|tier| tier.get(name)).map(Vec::as_slice) {
            Some([id]) => Found::One(*id),
            Some(ids) => Found::Several(ids.iter().filter_map(key).collect()),
            None => Found::None(self.meant(name)),
        }
    }
}

/// The names of an area, today's and earlier ones: its key, its own name, its name with those of all areas around it.
fn area_names(model: &Model, id: AreaId) -> (Vec<String>, Vec<String>) {
    let Some(area) = model.areas.get(id.0 as usize) else { return Default::default() };
    let mut path = vec![area.name.as_str()];
    let mut around: Option<&Area> = Some(area);
    while let Some(parent) = around.and_then(|area| area.parent).and_then(|id| model.areas.get(id.0 as usize)) {
        if parent.parent.is_some() {
            path.push(&parent.name);
        }
        around = Some(parent);
    }
    path.reverse();
    let mut today = vec![area.key.clone(), area.name.clone(), path.join(".")];
    today.dedup();
    (today, area.was.clone())
}
