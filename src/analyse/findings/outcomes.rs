//! What a model comes to, and whether it comes to the same in two readings of it.

use rustc_hash::FxHashMap;

use super::finder::Finder;
use crate::analyse::{Graph, Node, Reading};
use crate::evaluate::{Evaluation, Presence};
use crate::exact::{Compare, Rational};
use crate::model::{ActionId, AreaId, Model, QuestionId, RoleId, Rule, ValueId};

/// What an answer, an option or a weight can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The level of an area.
    Level(AreaId),
    /// A declared value.
    Value(ValueId),
    /// Whether an action is suggested.
    Suggested(ActionId),
    /// Whether a question is asked.
    Asked(QuestionId),
    /// The score of an area that no level follows from.
    Score(AreaId),
}

impl Outcome {
    /// Everything that something in an area can change, what is cheap to look at first: actions, then levels from the
    /// inside out. Where the area, or one around it, has levels, a score is only the way to them.
    pub fn all(model: &Model, area: AreaId) -> Vec<Outcome> {
        let ids = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
        let actions = ids(model.actions.len()).map(|id| Outcome::Suggested(ActionId(id)));
        let asked = ids(model.questions.len()).map(|id| Outcome::Asked(QuestionId(id)));
        let levels = ids(model.areas.len()).rev().map(|id| Outcome::Level(AreaId(id)));
        let values = ids(model.values.len()).map(|id| Outcome::Value(ValueId(id)));
        let scores = ids(model.areas.len()).map(AreaId).filter(|_| !has_level(model, area)).map(Outcome::Score);
        actions.chain(asked).chain(levels).chain(values).chain(scores).collect()
    }

    /// The rule that it follows from; none where nothing decides it.
    pub fn rule(self, model: &Model) -> Option<Rule> {
        match self {
            Outcome::Level(area) | Outcome::Score(area) => Some(Rule::Area(area)),
            Outcome::Value(value) => Some(Rule::Number(model.values.get(value.0 as usize)?.number)),
            Outcome::Suggested(action) => Some(Rule::Truth(model.actions.get(action.0 as usize)?.suggest_when)),
            Outcome::Asked(question) => model.questions.get(question.0 as usize)?.ask_when.map(Rule::Truth),
        }
    }

    /// As a node of a graph.
    pub fn node(self, reading: &mut Reading<'_>, graph: &mut Graph) -> Node {
        match self {
            Outcome::Level(area) => reading.level(graph, area),
            Outcome::Value(value) => reading.value(graph, value),
            Outcome::Suggested(action) => reading.suggested(graph, action),
            Outcome::Asked(question) => reading.asked(graph, question),
            Outcome::Score(area) => reading.score(graph, area),
        }
    }

    /// What it is for a response.
    pub fn of(self, evaluation: &Evaluation<'_>) -> Option<Rational> {
        let truth = |holds: bool| Some(Rational::from(i64::from(holds)));
        match self {
            Outcome::Level(area) => evaluation.level(area).map(|rank| Rational::from(i64::from(rank))),
            Outcome::Value(value) => evaluation.value(value).cloned(),
            Outcome::Suggested(action) => truth(evaluation.suggested(action)),
            Outcome::Asked(question) => {
                truth(!matches!(evaluation.presence(question), Presence::Outside | Presence::Hidden))
            }
            Outcome::Score(area) => evaluation.score(area).cloned(),
        }
    }
}

/// Whether the area, or one around it, has levels: then its score is a way to a level.
fn has_level(model: &Model, area: AreaId) -> bool {
    let mut at = Some(area);
    while let Some(area) = at.and_then(|id| model.areas.get(id.0 as usize)) {
        if area.adoption.is_some() {
            return true;
        }
        at = area.parent;
    }
    false
}

/// The condition that two nodes have different values, or one has none.
pub fn differ(graph: &mut Graph, one: Node, other: Node) -> Node {
    if one == other {
        return Graph::NEVER;
    }
    let same = graph.compare(one, Compare::Equal, other);
    let (has_one, has_other) = (graph.has_value(one), graph.has_value(other));
    let (no_one, no_other) = (graph.negation(has_one), graph.negation(has_other));
    let neither = graph.and([no_one, no_other]);
    let same = graph.or([same, neither]);
    graph.negation(same)
}

/// The order in which samples show soonest that something changes an outcome: those whose score lies nearest to a
/// threshold come first.
#[derive(Debug, Default)]
pub struct Nearest {
    orders: FxHashMap<(Option<RoleId>, AreaId), Vec<usize>>,
}

impl Nearest {
    /// The samples of a role by number, for an outcome.
    pub fn order(&mut self, finder: &Finder<'_>, role: Option<RoleId>, outcome: Outcome) -> &mut [usize] {
        let area = match outcome {
            Outcome::Level(area) => area,
            // One order for everything else: as they come.
            _ => AreaId(u32::MAX),
        };
        self.orders.entry((role, area)).or_insert_with(|| by_distance(finder, role, area))
    }
}

fn by_distance(finder: &Finder<'_>, role: Option<RoleId>, area: AreaId) -> Vec<usize> {
    let adoption = finder.model.areas.get(area.0 as usize).and_then(|area| area.adoption.as_ref());
    let thresholds: Vec<&Rational> = adoption
        .filter(|adoption| adoption.level.is_none())
        .into_iter()
        .flat_map(|adoption| &adoption.rules)
        .filter_map(|rule| rule.lower.as_ref().map(|bound| &bound.value))
        .collect();
    let mut distances: Vec<(Option<Rational>, usize)> = Vec::new();
    for (number, (_, evaluation)) in finder.samples(role).enumerate() {
        let distance = evaluation.score(area).filter(|_| !thresholds.is_empty()).and_then(|score| {
            let distance =
                |threshold: &&Rational| if score < *threshold { *threshold - score } else { score - *threshold };
            thresholds.iter().map(distance).min()
        });
        distances.push((distance, number));
    }
    // Without a score no threshold is near.
    distances.sort_by(|(one, a), (other, b)| one.is_none().cmp(&other.is_none()).then(one.cmp(other)).then(a.cmp(b)));
    distances.into_iter().map(|(_, number)| number).collect()
}
