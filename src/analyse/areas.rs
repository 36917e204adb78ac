//! Scores, levels and suggestions of a model as nodes.

use rustc_hash::FxHashMap;

use super::graph::{Graph, Node, truth};
use super::leaf::Worth;
use super::reading::Reading;
use crate::evaluate::Query;
use crate::exact::{Compare, Rational};
use crate::model::{ActionId, Adoption, AreaId, Gating, LevelRule, Number, NumberId, Question, QuestionId, deep};

impl Reading<'_> {
    /// What is asked of a response.
    pub fn query(&mut self, graph: &mut Graph, query: Query) -> Node {
        match query {
            Query::Score(area) => self.score(graph, area),
            Query::Level(area) => self.level(graph, area),
            Query::Value(value) => self.value(graph, value),
            Query::Action(action) => self.suggested(graph, action),
            Query::Truth(condition) => self.truth(graph, condition),
        }
    }

    /// Whether an action is suggested.
    pub fn suggested(&mut self, graph: &mut Graph, id: ActionId) -> Node {
        match self.model.actions.get(id.0 as usize) {
            Some(action) if action.roles.contains(self.role) => self.truth(graph, action.suggest_when),
            _ => Graph::NEVER,
        }
    }

    /// Whether something in an area counts; true for an area without questions.
    fn something_left(&mut self, graph: &mut Graph, id: AreaId) -> Node {
        let questions: Vec<QuestionId> = self.model.questions_within(id).collect();
        if questions.is_empty() {
            return Graph::ALWAYS;
        }
        let mut parts = Vec::with_capacity(questions.len());
        for question in questions {
            let counts = |_: &Question| Worth::Spans(Vec::new(), truth(true));
            let na = self.model.questions.get(question.0 as usize).and_then(|q| q.na.as_ref());
            let na = truth(na.is_some_and(|na| na.points.is_some()));
            parts.push(self.over_answer(
                graph,
                question,
                counts,
                |_, _| Graph::ALWAYS,
                |_, _| truth(true),
                (na, truth(false)),
            ));
        }
        graph.or(parts)
    }

    /// An area's score.
    pub fn score(&mut self, graph: &mut Graph, id: AreaId) -> Node {
        if let Some(Some(node)) = self.scores.get(id.0 as usize) {
            return *node;
        }
        let score = self.model.areas.get(id.0 as usize).and_then(|area| area.score.as_ref());
        let node = match score.map(|score| score.number) {
            None => graph.constant(None),
            Some(number) => {
                let node = self.number(graph, number);
                self.unless_nothing_left(graph, id, node, self.is_none_over_nothing(number, id))
            }
        };
        if let Some(slot) = self.scores.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    fn unless_nothing_left(&mut self, graph: &mut Graph, id: AreaId, node: Node, is_none_anyway: bool) -> Node {
        if is_none_anyway {
            return node;
        }
        let left = self.something_left(graph, id);
        let nothing = graph.constant(None);
        graph.when_holds(left, node, nothing)
    }

    /// The rank of an area's level.
    pub fn level(&mut self, graph: &mut Graph, id: AreaId) -> Node {
        if let Some(Some(node)) = self.levels.get(id.0 as usize) {
            return *node;
        }
        let adoption = self.model.areas.get(id.0 as usize).and_then(|area| area.adoption.as_ref());
        let node = match adoption {
            None => graph.constant(None),
            Some(adoption) => deep(|| self.new_level(graph, id, adoption)),
        };
        if let Some(slot) = self.levels.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    fn new_level(&mut self, graph: &mut Graph, id: AreaId, adoption: &Adoption) -> Node {
        let scored = adoption.rules.iter().any(|rule| rule.lower.is_some());
        let decides = match adoption.level {
            Some(level) => Some((self.number(graph, level), self.is_none_over_nothing(level, id))),
            // A score is none over nothing by itself.
            None if scored => Some((self.score(graph, id), true)),
            None => None,
        };
        let mut met = Vec::with_capacity(adoption.rules.len());
        for (rank, rule) in adoption.rules.iter().enumerate().skip(1) {
            met.push(self.meets(graph, id, adoption.level, rank, rule));
        }
        let ranks: Vec<Node> = (0..adoption.rules.len().max(1)).map(|rank| graph.constant(Some(whole(rank)))).collect();
        let floor = ranks.first().copied().unwrap_or(Graph::NEVER);
        let node = match adoption.gating {
            Gating::Cumulative => {
                let mut node = ranks.last().copied().unwrap_or(floor);
                for (rank, met) in ranks.iter().zip(&met).rev() {
                    node = graph.when_holds(*met, node, *rank);
                }
                node
            }
            Gating::Highest => {
                let mut node = floor;
                for (rank, met) in ranks.iter().skip(1).zip(&met) {
                    node = graph.when_holds(*met, *rank, node);
                }
                node
            }
        };
        match decides {
            None => self.unless_nothing_left(graph, id, node, false),
            Some((decides, is_none_anyway)) => {
                let present = graph.has_value(decides);
                let nothing = graph.constant(None);
                let node = graph.when_holds(present, node, nothing);
                self.unless_nothing_left(graph, id, node, is_none_anyway)
            }
        }
    }

    /// Whether a level's own bound and requirements hold, whatever the levels below it do.
    fn meets(&mut self, graph: &mut Graph, id: AreaId, level: Option<NumberId>, rank: usize, rule: &LevelRule) -> Node {
        let mut parts = vec![self.reaches(graph, id, level, rank, rule)];
        let role = self.role;
        for requirement in rule.requires.iter().filter(|requirement| requirement.roles.contains(role)) {
            parts.push(self.truth(graph, requirement.condition));
        }
        graph.and(parts)
    }

    /// Whether a level's lower bound holds, or the `level` formula that stands in its place.
    pub fn reaches(
        &mut self,
        graph: &mut Graph,
        id: AreaId,
        level: Option<NumberId>,
        rank: usize,
        rule: &LevelRule,
    ) -> Node {
        if let Some(level) = level {
            let (level, rank) = (self.number(graph, level), graph.constant(Some(whole(rank))));
            return graph.compare(level, Compare::GreaterOrEqual, rank);
        }
        match &rule.lower {
            None => Graph::ALWAYS,
            Some(bound) => {
                let (score, value) = (self.score(graph, id), graph.constant(Some(bound.value.clone())));
                let op = if bound.inclusive { Compare::GreaterOrEqual } else { Compare::Greater };
                graph.compare(score, op, value)
            }
        }
    }

    /// Whether a number is surely none when nothing in the area counts: then it need not be said again.
    fn is_none_over_nothing(&self, id: NumberId, area: AreaId) -> bool {
        self.is_none_with(id, area, &mut FxHashMap::default())
    }

    fn is_none_with(&self, id: NumberId, area: AreaId, known: &mut FxHashMap<NumberId, bool>) -> bool {
        if let Some(known) = known.get(&id) {
            return *known;
        }
        let is_none = deep(|| self.find_none(id, area, known));
        known.insert(id, is_none);
        is_none
    }

    fn find_none(&self, id: NumberId, area: AreaId, known: &mut FxHashMap<NumberId, bool>) -> bool {
        let within = |question: &QuestionId| self.model.questions_within(area).any(|its| its == *question);
        let area_within = |inner: &AreaId| {
            let range = |id: &AreaId| self.model.areas.get(id.0 as usize).map_or((0, 0), |area| area.within);
            let ((first, end), (start, stop)) = (range(inner), range(&area));
            first < end && start <= first && end <= stop
        };
        let Some(number) = self.model.numbers.get(id.0 as usize) else { return true };
        let mut is_none = |id: &NumberId| self.is_none_with(*id, area, known);
        match number {
            Number::Points(question) | Number::Share(question) | Number::Given(question) => within(question),
            Number::Score(inner) | Number::Level(inner) => area_within(inner),
            Number::Value(value) => self.model.values.get(value.0 as usize).is_none_or(|value| is_none(&value.number)),
            Number::Linear { terms, .. } => terms.iter().any(|(_, term)| is_none(term)),
            Number::Mean(terms) => terms.iter().all(|(_, term)| is_none(term)),
            Number::Min(terms) | Number::Max(terms) => terms.iter().all(is_none),
            Number::Round(inner, _) => is_none(inner),
            Number::Else(first, second) => is_none(first) && is_none(second),
            Number::Case { lines, otherwise } => lines.iter().all(|(_, number)| is_none(number)) && is_none(otherwise),
            Number::Constant(_) | Number::Sum(_) | Number::Count(_) | Number::Proportion(_) => false,
        }
    }
}

fn whole(n: usize) -> Rational {
    Rational::from(i64::try_from(n).unwrap_or(i64::MAX))
}
