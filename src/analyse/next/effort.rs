//! A response that may be improved by actions: what each takes, and what its answers are afterwards.

use super::scale::{Places, STEP, changed};
use crate::analyse::graph::{Graph, Node, Variable};
use crate::analyse::leaf::{Cost, Offered};
use crate::analyse::reading::{Reading, Slot, is_answer};
use crate::analyse::space::Witness;
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::model::{Action, ActionId, Answer, Domain, Model, QuestionId};

/// What an action takes; 1 where nothing is said.
pub fn effort(action: &Action) -> u64 {
    u64::from(action.effort.unwrap_or(1))
}

/// The actions for a role, each as a variable (0: not taken, 1: taken); one that comes `after` others can be taken
/// only with them.
pub struct Actions {
    variables: Vec<Option<Variable>>,
    taken: Vec<Option<Node>>,
}

impl Actions {
    fn new(graph: &mut Graph, reading: &Reading<'_>) -> Actions {
        let model = reading.model();
        let count = model.actions.len();
        let mut actions = Actions { variables: vec![None; count], taken: vec![None; count] };
        let for_role = ids(model).filter(|(_, action)| action.roles.contains(reading.role())).map(|(id, _)| id);
        // In this order each comes later than those that it is `after`.
        for id in crate::evaluate::in_order(model, for_role.collect()) {
            let Some(action) = model.actions.get(id.0 as usize) else { continue };
            let before: Vec<Node> = action.after.iter().filter_map(|other| actions.taken(*other)).collect();
            let when = graph.and(before);
            let cost = Cost::Each(vec![0, changed(effort(action))]);
            let variable = graph.variable(Graph::WHOLE, Offered { count: 2, na: false, cost }, when);
            let leaf = graph.leaf(variable, is_answer(&[(1, 1)]));
            let taken = graph.when_holds(when, leaf, Graph::NEVER);
            if let (Some(known), Some(node)) =
                (actions.variables.get_mut(id.0 as usize), actions.taken.get_mut(id.0 as usize))
            {
                (*known, *node) = (Some(variable), Some(taken));
            }
        }
        actions
    }

    fn taken(&self, id: ActionId) -> Option<Node> {
        self.taken.get(id.0 as usize).copied().flatten()
    }

    /// The actions that a witness takes.
    pub fn of(&self, model: &Model, witness: &Witness) -> Vec<ActionId> {
        let taken = |id: &ActionId| {
            let variable = self.variables.get(id.0 as usize).copied().flatten();
            variable.is_some_and(|variable| witness.answers.contains(&(variable, 1)))
        };
        ids(model).map(|(id, _)| id).filter(taken).collect()
    }
}

fn ids(model: &Model) -> impl Iterator<Item = (ActionId, &Action)> {
    (0..).map(ActionId).zip(&model.actions)
}

/// How much work a witness is.
pub fn total(witness: &Witness) -> u64 {
    witness.cost.checked_div(STEP).unwrap_or(0)
}

/// The response, its answers as the actions leave them.
pub fn reading<'m>(graph: &mut Graph, model: &'m Model, answers: &Answers) -> (Reading<'m>, Actions) {
    let mut reading = Reading::bare(model, answers.role);
    let actions = Actions::new(graph, &reading);
    let as_it_is = Evaluation::new(model, answers);
    for id in super::in_order(model) {
        let Some(question) = model.questions.get(id.0 as usize) else { continue };
        let given = answers.get(id);
        let asked = reading.asked(graph, id);
        let slot = match &question.domain {
            _ if asked == Graph::NEVER => Slot::Never,
            Domain::Text => super::text(given),
            _ => {
                let otherwise = match without(&reading, id, given, as_it_is.presence(id)) {
                    Some(Answer::Index(answer)) => Slot::Fixed(Some(answer)),
                    Some(_) => Slot::Fixed(None),
                    None => Slot::Unanswered,
                };
                let mut cases: Vec<(Node, Option<u64>)> = Vec::new();
                for (answer, raising) in raised(&reading, id, given) {
                    let taken: Vec<Node> = raising.iter().filter_map(|action| actions.taken(*action)).collect();
                    cases.push((graph.or(taken), Some(answer)));
                }
                Slot::First(cases, Box::new(otherwise))
            }
        };
        reading.set_slot(id, slot);
    }
    (reading, actions)
}

/// The answer that a question has when nothing raises it: the given one; what must be answered gets the lowest.
fn without(reading: &Reading<'_>, id: QuestionId, given: Option<&Answer>, presence: Presence) -> Option<Answer> {
    let question = reading.model().questions.get(id.0 as usize)?;
    match given {
        Some(given) => Some(given.clone()),
        None if presence == Presence::Unanswered && question.policies.unanswered.is_some() => None,
        None => Some(Answer::Index(reading.lowest(question))),
    }
}

/// The better answers that actions bring, the best first, each with those that bring it.
fn raised(reading: &Reading<'_>, id: QuestionId, given: Option<&Answer>) -> Vec<(u64, Vec<ActionId>)> {
    let model = reading.model();
    let Some(question) = model.questions.get(id.0 as usize) else { return Vec::new() };
    let places = Places::new(model, question);
    let mut found: Vec<(u64, Vec<ActionId>)> = Vec::new();
    for (action, declared) in ids(model).filter(|(_, action)| action.roles.contains(reading.role())) {
        for raises in declared.raises.iter().filter(|raises| raises.question == id) {
            let to = raises.to.unwrap_or_else(|| places.best(model, given));
            let better = match given {
                Some(Answer::Index(given)) if matches!(question.domain, Domain::AnyOf(_)) => to != *given,
                Some(Answer::Index(given)) => places.place(to) > places.place(*given),
                _ => true,
            };
            if !better {
                continue;
            }
            match found.iter_mut().find(|(answer, _)| *answer == to) {
                Some((_, actions)) => actions.push(action),
                None => found.push((to, vec![action])),
            }
        }
    }
    found.sort_by_key(|(answer, _)| std::cmp::Reverse(places.place(*answer)));
    found
}

/// The answers after these actions.
pub fn chosen(reading: &Reading<'_>, answers: &Answers, actions: &[ActionId]) -> Vec<Option<Answer>> {
    let as_it_is = Evaluation::new(reading.model(), answers);
    super::in_text_order(reading.model())
        .map(|id| {
            let question = reading.model().questions.get(id.0 as usize)?;
            let given = answers.get(id);
            if matches!(question.domain, Domain::Text) {
                return given.cloned();
            }
            let raised = raised(reading, id, given);
            let raised = raised.iter().find(|(_, raising)| raising.iter().any(|action| actions.contains(action)));
            match raised {
                Some((answer, _)) => Some(Answer::Index(*answer)),
                None => without(reading, id, given, as_it_is.presence(id)),
            }
        })
        .collect()
}
