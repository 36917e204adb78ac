//! Examples: the model's tests, run.

use super::leaves::leaves;
use super::open::{Open, Query};
use super::{Answers, Evaluation, Extent, Presence};
use crate::model::{Domain, Example, Model, QuestionId, TruthId};
use crate::source::Span;

/// What running an example gave. It passes when all lists are empty.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleOutcome {
    /// The answers that were evaluated.
    pub answers: Answers,
    /// Answers to questions that these answers do not reveal, with the place where they were given.
    pub not_asked: Vec<(QuestionId, Span)>,
    /// Expectations that do not hold, by number.
    pub unfulfilled: Vec<Unfulfilled>,
    /// Properties of the model that these answers break, by number. Only a complete response can: `always` and `never`
    /// speak of responses in which everything that is asked is answered.
    pub broken: Vec<usize>,
}

impl ExampleOutcome {
    /// Whether the example passes.
    pub fn passes(&self) -> bool {
        self.not_asked.is_empty() && self.unfulfilled.is_empty() && self.broken.is_empty()
    }
}

/// An expectation that does not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfulfilled {
    /// Its number in the example.
    pub expectation: usize,
    /// What stands in the way, with the answers as they are: leaves of the condition.
    pub leaves: Vec<TruthId>,
    /// Questions that are open and matter: it would hold for some of their answers, but not for all.
    pub open: Vec<QuestionId>,
}

/// Runs an example. On an incomplete response an expectation holds only if it holds for every completion; where these
/// are too many to be tried one by one, a sound range of what can be has to show it.
pub fn run_example(model: &Model, example: &Example) -> ExampleOutcome {
    run_example_decided(model, example, &mut |_, _| None)
}

/// As [`run_example`], but what many completions come to is asked of `decide` first.
pub fn run_example_decided(
    model: &Model,
    example: &Example,
    decide: &mut dyn FnMut(&Answers, Query) -> Option<Extent>,
) -> ExampleOutcome {
    let answers = answers(model, example);
    let evaluation = Evaluation::new(model, &answers);
    let not_asked = example
        .answers
        .iter()
        .filter_map(|given| Some((given.question, given.span?)))
        .filter(|(question, _)| evaluation.presence(*question) == Presence::Hidden)
        .collect();
    let queries: Vec<Query> = example.expectations.iter().map(|e| Query::Truth(e.condition)).collect();
    let still_open = Open::new(model, &answers);
    let answered = still_open.over_completions(&queries, &mut |query| decide(&answers, query));
    let mut unfulfilled = Vec::new();
    for (index, expectation) in example.expectations.iter().enumerate() {
        let extent = answered.get(&Query::Truth(expectation.condition)).and_then(|extent| extent.bounds.as_ref());
        let (always, sometimes) = extent.map_or((false, false), |(low, high)| (!low.is_zero(), !high.is_zero()));
        if always {
            continue;
        }
        let open = match sometimes {
            true => still_open.behind(Query::Truth(expectation.condition)).into_iter().collect(),
            false => Vec::new(),
        };
        let leaves = match evaluation.truth(expectation.condition) {
            true => Vec::new(),
            false => leaves(model, &evaluation, expectation.condition),
        };
        unfulfilled.push(Unfulfilled { expectation: index, leaves, open });
    }
    let broken = if is_complete(model, &evaluation) { broken(model, &evaluation) } else { Vec::new() };
    ExampleOutcome { answers, not_asked, unfulfilled, broken }
}

/// Whether every question that is asked is answered, free text apart.
fn is_complete(model: &Model, evaluation: &Evaluation<'_>) -> bool {
    let ids = 0..u32::try_from(model.questions.len()).unwrap_or(u32::MAX);
    model.questions.iter().zip(ids).all(|(question, id)| {
        matches!(question.domain, Domain::Text) || evaluation.presence(QuestionId(id)) != Presence::Unanswered
    })
}

/// The properties that a response breaks.
fn broken(model: &Model, evaluation: &Evaluation<'_>) -> Vec<usize> {
    let properties = model.properties.iter().enumerate();
    properties.filter(|(_, p)| evaluation.truth(p.condition) == p.never).map(|(index, _)| index).collect()
}

/// The answers of an example. Those that come from `others` are given only to questions that are asked, so they are
/// given one by one, each after what it depends on.
fn answers(model: &Model, example: &Example) -> Answers {
    let mut answers = Answers::blank(model, example.role);
    for given in example.answers.iter().filter(|given| given.span.is_some()) {
        answers.set(given.question, Some(given.answer.clone()));
    }
    let mut rest: Vec<_> = example.answers.iter().filter(|given| given.span.is_none()).collect();
    loop {
        let before = rest.len();
        let evaluation_of = answers.clone();
        let evaluation = Evaluation::new(model, &evaluation_of);
        // Only questions whose condition no longer waits for others can be decided.
        let waiting: Vec<QuestionId> = rest.iter().map(|given| given.question).collect();
        rest.retain(|given| {
            let condition = model.questions.get(given.question.0 as usize).and_then(|question| question.ask_when);
            let mut needs = model.questions_behind(condition.map(crate::model::Rule::Truth));
            needs.remove(&given.question);
            if waiting.iter().any(|question| needs.contains(question)) {
                return true;
            }
            if evaluation.presence(given.question) == Presence::Unanswered {
                answers.set(given.question, Some(given.answer.clone()));
            }
            false
        });
        if rest.is_empty() || rest.len() == before {
            return answers;
        }
    }
}
