//! All possible responses to a small model, one by one.

use std::collections::BTreeSet;

use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::model::{Answer, Domain, Model, QuestionId, RoleId, Rule};

use super::responses::count;

/// Every possible response of a role; none when there are more than `most`.
pub fn possible(model: &Model, role: Option<RoleId>, most: usize) -> Option<Vec<Answers>> {
    let mut found = Vec::new();
    let mut answers = Answers::blank(model, role);
    all(model, &in_order(model), &mut answers, most, &mut found).then_some(found)
}

fn all(model: &Model, rest: &[QuestionId], answers: &mut Answers, most: usize, found: &mut Vec<Answers>) -> bool {
    let Some((id, rest)) = rest.split_first() else {
        found.push(answers.clone());
        return found.len() <= most;
    };
    let question = &model.questions[id.0 as usize];
    let asked = Evaluation::new(model, answers).presence(*id) == Presence::Unanswered;
    if !asked || matches!(question.domain, Domain::Text) {
        return all(model, rest, answers, most, found);
    }
    if count(question) > most as u64 {
        return false;
    }
    let na = question.na.is_some().then_some(Answer::Na);
    for answer in (0..count(question)).map(Answer::Index).chain(na) {
        answers.set(*id, Some(answer));
        if !all(model, rest, answers, most, found) {
            return false;
        }
    }
    answers.set(*id, None);
    true
}

/// The questions, each after those that decide whether it is asked.
pub fn in_order(model: &Model) -> Vec<QuestionId> {
    let mut order = Vec::new();
    let mut placed = BTreeSet::new();
    while order.len() < model.questions.len() {
        let before = order.len();
        for (index, question) in model.questions.iter().enumerate() {
            let id = QuestionId(index as u32);
            let mut needs = model.questions_behind(question.ask_when.map(Rule::Truth));
            needs.remove(&id);
            if !placed.contains(&id) && needs.is_subset(&placed) {
                placed.insert(id);
                order.push(id);
            }
        }
        assert!(order.len() > before, "questions that wait for each other");
    }
    order
}
