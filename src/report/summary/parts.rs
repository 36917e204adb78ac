//! What is a part of what: who knows a whole and all of its parts but one knows that part.

use std::collections::BTreeSet;

use crate::evaluate::Query;
use crate::model::{AreaId, Model, QuestionId};
use crate::table::Measure;

/// The measures from small to large, each with those that hide it where they are hidden: the group itself; how much of an
/// area is answered, since whoever has no score has answered nothing; and areas that hang on only some of its questions.
pub fn in_order(model: &Model, measures: &[Measure]) -> Vec<(usize, Vec<usize>)> {
    let behind: Vec<Option<BTreeSet<QuestionId>>> =
        measures.iter().map(|measure| area(measure).map(|id| questions(model, id))).collect();
    let hides = |part: usize, whole: usize| match (measures.get(part), measures.get(whole)) {
        (Some(Measure::Rows), whole) => whole != Some(&Measure::Rows),
        (Some(Measure::Answers(part)), Some(Measure::Score(whole) | Measure::Levels(whole))) if part == whole => true,
        _ => match (behind.get(part), behind.get(whole)) {
            (Some(Some(part)), Some(Some(whole))) => part.len() < whole.len() && part.is_subset(whole),
            _ => false,
        },
    };
    let mut order: Vec<usize> = (0..measures.len()).collect();
    order.sort_by_key(|place| {
        let is_answers = matches!(measures.get(*place), Some(Measure::Answers(_)));
        let questions = behind.get(*place).and_then(Option::as_ref).map_or(0, BTreeSet::len);
        (measures.get(*place) != Some(&Measure::Rows), questions, !is_answers)
    });
    let parts = |whole: usize| (0..measures.len()).filter(|part| hides(*part, whole)).collect();
    order.into_iter().map(|whole| (whole, parts(whole))).collect()
}

fn area(measure: &Measure) -> Option<AreaId> {
    match measure {
        Measure::Score(id) | Measure::Levels(id) | Measure::Answers(id) => Some(*id),
        Measure::Rows | Measure::Action(_) => None,
    }
}

/// The questions of an area, and those that decide its score or level.
fn questions(model: &Model, id: AreaId) -> BTreeSet<QuestionId> {
    model.questions_behind([Query::Score(id), Query::Level(id)].map(|query| query.rules(model)).concat())
}
