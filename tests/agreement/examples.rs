//! Examples, run by hand: the answers that the tree gives, and what holds for every completion of them.

use std::collections::{BTreeMap, BTreeSet};

use mognad::syntax::ast::{self, ExampleLine, GivenAnswer, Item, OthersAnswer};

use crate::compare::{Both, OUTSIDE, expectations};
use crate::naive::{Given, Meaning, Presence, Reading, Response};

/// What running an example gives.
pub struct Run {
    pub response: Response,
    /// Questions that are answered by name, but not asked.
    pub not_asked: BTreeSet<usize>,
}

pub fn examples<'t>(both: &Both<'t>) -> Vec<&'t ast::Example> {
    let examples = both.tree.items().filter_map(|item| match item {
        Item::Example(example) => Some(example),
        _ => None,
    });
    examples.collect()
}

pub fn run(both: &Both<'_>, example: &ast::Example) -> Run {
    let role = example.lines.iter().find_map(|line| match line {
        ExampleLine::As(_, role) => Some(role.node.clone()),
        _ => None,
    });
    let mut named: BTreeMap<usize, Option<Given>> = BTreeMap::new();
    let mut others = None;
    let empty = Response { role: role.clone(), ..Response::default() };
    let lists = example.lines.iter().filter_map(|line| match line {
        ExampleLine::Given(_, list) => Some(list),
        _ => None,
    });
    for given in lists.flatten() {
        match given {
            ast::Given::Answer { question, answer } => {
                let Meaning::Question(id) = both.tree.resolve(question, 0) else { panic!("not a question") };
                let reading = Reading::new(both.tree, &empty);
                let answer = match &answer.node {
                    GivenAnswer::Options(names) if reading.takes_several(id) => {
                        Some(Given::Options(names.iter().map(|name| name.node.clone()).collect()))
                    }
                    GivenAnswer::Options(names) => Some(Given::Option(names[0].node.clone())),
                    GivenAnswer::Number(value) => Some(Given::Number(value.number.to_big())),
                    GivenAnswer::Text(_) => Some(Given::Text),
                    GivenAnswer::Na => Some(Given::Na),
                    GivenAnswer::Nothing => Some(Given::Options(BTreeSet::new())),
                    GivenAnswer::Unanswered => None,
                };
                named.insert(id, answer);
            }
            ast::Given::Others { answer, .. } => others = Some(answer.node),
        }
    }
    let given: BTreeMap<usize, Given> = named.iter().filter_map(|(id, answer)| Some((*id, answer.clone()?))).collect();
    let mut response = Response { role, given: given.clone(), ..Response::default() };
    // Answering the others may reveal more of them: as often as questions can hang on each other.
    for _ in 0..=both.tree.questions.len() {
        let reading = Reading::new(both.tree, &response);
        let mut next = given.clone();
        for id in (0..both.tree.questions.len()).filter(|id| !named.contains_key(id)) {
            let asked = !matches!(reading.presence(id), Presence::Outside | Presence::Hidden);
            if asked && !reading.is_text(id) {
                next.extend(others.and_then(|others| other(&reading, id, others)).map(|answer| (id, answer)));
            }
        }
        response.given = next;
    }
    let reading = Reading::new(both.tree, &response);
    let not_asked = given.keys().copied().filter(|id| reading.presence(*id) == Presence::Hidden).collect();
    Run { response, not_asked }
}

fn other(reading: &Reading<'_>, id: usize, others: OthersAnswer) -> Option<Given> {
    match others {
        OthersAnswer::Lowest => Some(reading.extreme(id, false)),
        OthersAnswer::Highest => Some(reading.extreme(id, true)),
        OthersAnswer::Na => reading.offers_na(id).then_some(Given::Na),
        OthersAnswer::Unanswered => None,
    }
}

/// Which expectations hold for one completion.
pub fn holding(both: &Both<'_>, example: &ast::Example, response: &Response) -> Vec<bool> {
    let reading = Reading::new(both.tree, response);
    expectations(example).map(|condition| reading.holds(condition, OUTSIDE)).collect()
}
