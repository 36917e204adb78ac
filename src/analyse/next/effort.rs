//! A response that may be improved by actions: what each takes, and what its answers are afterwards.

use super::scale::{Places, STEP, changed};
use crate::analyse::graph::{Graph, Node, Variable};
use crate::analyse::leaf::{Cost, Offered};
use crate::analyse::reading::{Reading, Slot, is_answer};
use crate::analyse::space::Space;
use crate::analyse::walk::{Budget, Undecided};
use crate::analyse::witness::Witness;
use crate::evaluate::{Answers, Evaluation, Presence};
use crate::model::{Action, ActionId, Answer, AreaId, Domain, Model, OVERALL, QuestionId};

/// What an action takes; 1 where nothing is said.
pub fn effort(action: &Action) -> u64 {
    u64::from(action.effort.unwrap_or(1))
}

/// The actions for a role, each as a variable (0: not taken, 1: taken); one that comes `after` others can be taken
/// only with them.
pub struct Actions {
    variables: Vec<Option<Variable>>,
    taken: Vec<Option<Node>>,
    /// What is left to heed: an action, and one that it comes `after`.
    loose: Vec<(ActionId, ActionId)>,
}

/// Which `after` the graph knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heeded {
    /// All.
    All,
    /// Those of actions that raise answers of the same area. Then areas can be worked out by themselves.
    InAreas,
}

impl Actions {
    fn new(graph: &mut Graph, reading: &mut Reading<'_>, heeded: Heeded) -> Actions {
        let model = reading.model();
        let count = model.actions.len();
        let mut actions = Actions { variables: vec![None; count], taken: vec![None; count], loose: Vec::new() };
        let role = reading.role();
        let for_role = ids(model).filter(|(_, action)| action.roles.contains(role)).map(|(id, _)| id);
        let areas = areas(model, heeded);
        // In this order each comes later than those that it is `after`.
        for id in crate::evaluate::in_order(model, for_role.collect()) {
            let Some((action, area)) = model.actions.get(id.0 as usize).zip(areas.get(id.0 as usize)) else { continue };
            let region = reading.region(graph, *area);
            let mut before: Vec<Node> = Vec::new();
            for other in &action.after {
                match actions.taken(*other) {
                    Some(taken) if areas.get(other.0 as usize) == Some(area) => before.push(taken),
                    Some(_) => actions.loose.push((id, *other)),
                    None => {}
                }
            }
            let when = graph.and(before);
            let cost = Cost::Each(vec![0, changed(effort(action))]);
            let variable = graph.variable(region, Offered { count: 2, na: false, cost }, when);
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

    /// Whether all `after` are heeded.
    pub fn is_strict(&self) -> bool {
        self.loose.is_empty()
    }

    /// The least effort for which a node holds: without what is left to heed first; where that takes an action without
    /// one that it comes after, once with both and once without the first, as long as something cheaper is left.
    pub fn least(
        &self,
        space: &mut Space,
        model: &Model,
        node: Node,
        budget: &mut Budget,
    ) -> Result<Option<Witness>, Undecided> {
        let mut open: Vec<(Node, Witness)> = Vec::new();
        let mut todo = vec![node];
        loop {
            for node in todo.drain(..) {
                open.extend(space.cheapest(node, budget)?.map(|witness| (node, witness)));
            }
            let least = (0..open.len()).min_by_key(|at| open.get(*at).map(|(_, witness)| witness.cost));
            let Some((node, witness)) = least.map(|least| open.swap_remove(least)) else { return Ok(None) };
            let taken = self.of(model, &witness);
            let broken = |(id, before): &&(ActionId, ActionId)| taken.contains(id) && !taken.contains(before);
            let Some((id, before)) = self.loose.iter().find(broken) else { return Ok(Some(witness)) };
            let (Some(id), Some(before)) = (self.taken(*id), self.taken(*before)) else { return Ok(Some(witness)) };
            let without = space.graph.negation(id);
            todo = vec![space.graph.and([node, before]), space.graph.and([node, without])];
        }
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

/// For each action the smallest area with all that it raises; where all `after` are heeded, also with all that the
/// actions raise that it comes after or that come after it: what an area needs to know of actions is then inside it.
fn areas(model: &Model, heeded: Heeded) -> Vec<AreaId> {
    let raised = |action: &Action| {
        let questions = action.raises.iter().filter_map(|raises| model.questions.get(raises.question.0 as usize));
        questions.map(|question| question.area).reduce(|area, other| around_both(model, area, other))
    };
    let mut areas: Vec<AreaId> = model.actions.iter().map(|action| raised(action).unwrap_or(action.area)).collect();
    loop {
        let before = areas.clone();
        for (id, action) in ids(model).filter(|_| heeded == Heeded::All) {
            for other in &action.after {
                let both = areas.get(id.0 as usize).copied().zip(areas.get(other.0 as usize).copied());
                let Some(both) = both.map(|(area, other)| around_both(model, area, other)) else { continue };
                for id in [id, *other] {
                    if let Some(area) = areas.get_mut(id.0 as usize) {
                        *area = both;
                    }
                }
            }
        }
        if areas == before {
            return areas;
        }
    }
}

/// The smallest area around two.
fn around_both(model: &Model, area: AreaId, other: AreaId) -> AreaId {
    let outward = |area| std::iter::successors(Some(area), |id: &AreaId| model.areas.get(id.0 as usize)?.parent);
    outward(area).find(|around| outward(other).any(|its| its == *around)).unwrap_or(OVERALL)
}

fn ids(model: &Model) -> impl Iterator<Item = (ActionId, &Action)> {
    (0..).map(ActionId).zip(&model.actions)
}

/// How much work a witness is.
pub fn total(witness: &Witness) -> u64 {
    witness.cost.checked_div(STEP).unwrap_or(0)
}

/// The response, its answers as the actions leave them.
pub fn reading<'m>(graph: &mut Graph, model: &'m Model, answers: &Answers, heeded: Heeded) -> (Reading<'m>, Actions) {
    let mut reading = Reading::bare(model, answers.role);
    let actions = Actions::new(graph, &mut reading, heeded);
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
