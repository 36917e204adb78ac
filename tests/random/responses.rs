//! Responses to a compiled model.

use mognad::evaluate::{Answers, Evaluation, Presence};
use mognad::model::{Answer, Domain, Model, Question, QuestionId, RoleId};

use super::Random;

/// A role of the model; none where it has none.
pub fn role(model: &Model, random: &mut Random) -> Option<RoleId> {
    match model.roles.len() {
        0 => None,
        count => Some(RoleId(random.below(count) as u32)),
    }
}

/// A possible response: every question that is asked is answered, and no other.
pub fn complete(model: &Model, random: &mut Random) -> Answers {
    let role = role(model, random);
    asked_only(model, role, &mut |question| Some(answer(question, random)))
}

/// A response in which some questions are not answered, and a few answered although they are hidden.
pub fn partial(model: &Model, random: &mut Random) -> Answers {
    let role = role(model, random);
    let missing = *random.pick(&[10, 30, 50, 80]);
    let mut answers = asked_only(model, role, &mut |question| {
        if random.percent(missing) { None } else { Some(answer(question, random)) }
    });
    for (index, question) in model.questions.iter().enumerate() {
        let id = QuestionId(index as u32);
        if question.roles.contains(role) && answers.get(id).is_none() && random.percent(4) {
            answers.set(id, Some(answer(question, random)));
        }
    }
    answers
}

/// Every question that is asked is answered, this far on the way from its first answer to its last.
pub fn steady(model: &Model, role: Option<RoleId>, thousandths: u64) -> Answers {
    asked_only(model, role, &mut |question| {
        let last = count(question).saturating_sub(1);
        Some(match question.domain {
            Domain::Text => Answer::Text("…".into()),
            _ => Answer::Index(last / 1000 * thousandths + last % 1000 * thousandths / 1000),
        })
    })
}

/// Answers the questions that are asked.
fn asked_only(model: &Model, role: Option<RoleId>, choose: &mut dyn FnMut(&Question) -> Option<Answer>) -> Answers {
    let chosen: Vec<Option<Answer>> = model.questions.iter().map(choose).collect();
    let mut answers = Answers::blank(model, role);
    // Each round settles at least the questions that depend only on settled ones.
    for _ in 0..=model.questions.len() {
        let mut next = Answers::blank(model, role);
        let evaluation = Evaluation::new(model, &answers);
        for (index, answer) in chosen.iter().enumerate() {
            let id = QuestionId(index as u32);
            if !matches!(evaluation.presence(id), Presence::Outside | Presence::Hidden) {
                next.set(id, answer.clone());
            }
        }
        if next == answers {
            break;
        }
        answers = next;
    }
    answers
}

/// One of the answers of a question, `na` included.
pub fn answer(question: &Question, random: &mut Random) -> Answer {
    if question.na.is_some() && random.percent(15) {
        return Answer::Na;
    }
    match question.domain {
        Domain::Text => Answer::Text("…".into()),
        _ => Answer::Index(random.upto(count(question))),
    }
}

/// How many answers a question has, `na` apart; one for text.
pub fn count(question: &Question) -> u64 {
    match &question.domain {
        Domain::Choice(choice) => u64::from(choice.count),
        Domain::AnyOf(any) => 1 << any.count,
        Domain::Range(range) => range.count,
        Domain::Text => 1,
    }
}
