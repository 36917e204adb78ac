//! All possible responses to a small model, one by one.

use std::collections::BTreeSet;

use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::model::{Answer, Domain, Model, QuestionId, QuestionState, RoleId, Rule, Truth};

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
    if !asked {
        return all(model, rest, answers, most, found);
    }
    if count(question) > most as u64 {
        return false;
    }
    for answer in answers_of(model, *id) {
        answers.set(*id, answer);
        if !all(model, rest, answers, most, found) {
            return false;
        }
    }
    answers.set(*id, None);
    true
}

/// What a question that is asked can be answered. A free text is open or there, where a rule asks for that; else open.
pub fn answers_of(model: &Model, id: QuestionId) -> Vec<Option<Answer>> {
    let question = &model.questions[id.0 as usize];
    let is_text = matches!(question.domain, Domain::Text);
    if is_text && !asks_for_text(model, id) {
        return vec![None];
    }
    let all: Vec<Option<Answer>> = match is_text {
        true => vec![None, Some(Answer::Text("…".into()))],
        false => (0..count(question)).map(|answer| Some(Answer::Index(answer))).collect(),
    };
    all.into_iter().chain(question.na.is_some().then_some(Some(Answer::Na))).collect()
}

/// Whether a rule asks if there is an answer to a question.
pub fn asks_for_text(model: &Model, id: QuestionId) -> bool {
    let asks =
        |truth: &Truth| matches!(truth, Truth::State(its, state, _) if *its == id && *state != QuestionState::Hidden);
    model.truths.iter().any(asks)
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
