//! The library's answers in the words of the naive reading.

use std::collections::BTreeMap;

use mognad::evaluate::Answers;
use mognad::model::{Answer, Domain, Model, QuestionId};

use crate::naive::{Exact, Given, Response};

pub fn response(model: &Model, answers: &Answers, completion: Option<&Answers>) -> Response {
    Response {
        role: answers.role.map(|role| model.roles[role.0 as usize].name.clone()),
        given: given(model, answers),
        assumed: completion.map(|completion| given(model, completion)).unwrap_or_default(),
    }
}

fn given(model: &Model, answers: &Answers) -> BTreeMap<usize, Given> {
    let ids = 0..model.questions.len();
    ids.filter_map(|id| Some((id, word(model, id, answers.get(QuestionId(id as u32))?)))).collect()
}

fn word(model: &Model, id: usize, answer: &Answer) -> Given {
    let question = &model.questions[id];
    let options = model.options(question);
    match (answer, &question.domain) {
        (Answer::Na, _) => Given::Na,
        (Answer::Text(_), _) => Given::Text,
        (Answer::Index(index), Domain::Choice(_)) => Given::Option(options[*index as usize].name.clone()),
        (Answer::Index(set), Domain::AnyOf(_)) => {
            let taken = options.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
            Given::Options(taken.map(|(_, option)| option.name.clone()).collect())
        }
        (Answer::Index(steps), Domain::Range(range)) => {
            let steps = Exact::from_integer(num_bigint::BigInt::from(*steps));
            Given::Number(range.first.to_big() + range.step.to_big() * steps)
        }
        (Answer::Index(_), Domain::Text) => panic!("a number for a text"),
    }
}
