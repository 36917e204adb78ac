//! The names that responses and results call things by.

use std::collections::HashMap;

use crate::model::{AreaId, OVERALL};

use super::checker::Checker;

impl Checker<'_> {
    /// Gives questions, areas and values the names that responses and results call them by: the shortest end of the
    /// path that is unique among its kind.
    pub fn give_keys(&mut self) {
        let path = |model: &crate::model::Model, area: Option<AreaId>, name: &str| -> Vec<String> {
            let mut parts = vec![name.to_owned()];
            let mut at = area;
            while let Some(area) = at.filter(|id| *id != OVERALL).and_then(|id| model.areas.get(id.0 as usize)) {
                parts.push(area.name.clone());
                at = area.parent;
            }
            parts
        };
        let model = &self.model;
        let questions: Vec<_> = model.questions.iter().map(|q| path(model, Some(q.area), &q.name)).collect();
        let areas: Vec<_> = model.areas.iter().map(|a| path(model, a.parent, &a.name)).collect();
        let (questions, areas) = (shortest(&questions), shortest(&areas));
        for (question, key) in self.model.questions.iter_mut().zip(questions) {
            question.key = key;
        }
        for (area, key) in self.model.areas.iter_mut().zip(areas) {
            area.key = key;
        }
        for value in &mut self.model.values {
            value.key = match self.model.areas.get(value.area.0 as usize) {
                Some(area) if value.area != OVERALL => format!("{}.{}", area.key, value.name),
                _ => value.name.clone(),
            };
        }
    }
}

/// For each path (its last part first) the shortest end that no other has.
fn shortest(paths: &[Vec<String>]) -> Vec<String> {
    let end = |path: &[String], parts: usize| -> String {
        let mut end: Vec<&str> = path.iter().take(parts).map(String::as_str).collect();
        end.reverse();
        end.join(".")
    };
    let mut counts: HashMap<String, u32> = HashMap::new();
    for path in paths {
        for parts in 1..=path.len() {
            let count = counts.entry(end(path, parts)).or_default();
            *count = count.saturating_add(1);
        }
    }
    let unique = |path: &Vec<String>| {
        let mut ends = (1..=path.len()).map(|parts| end(path, parts));
        ends.find(|end| counts.get(end) == Some(&1)).unwrap_or_else(|| end(path, path.len()))
    };
    paths.iter().map(unique).collect()
}
