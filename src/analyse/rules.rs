//! Numbers and conditions of a model as nodes.

use super::graph::{Graph, Node, Value, Variable, truth};
use super::leaf::{Leaf, Worth};
use super::reading::{Reading, Slot, is_answer};
use crate::evaluate::worth;
use crate::exact::{Compare, Rational};
use crate::model::{
    Domain, Model, Number, NumberId, Question, QuestionId, QuestionState, Sign, Truth, TruthId, ValueId, deep,
};

impl Reading<'_> {
    /// The worth of the answer that counts.
    fn points(&mut self, graph: &mut Graph, id: QuestionId, scaled: &dyn Fn(Rational) -> Value) -> Node {
        let model = self.model;
        let worths = |question: &Question| points_of(model, question, scaled);
        let of_set = |question: &Question, set: u64| worth(model, question, set).and_then(scaled);
        let na = model.questions.get(id.0 as usize).and_then(|q| q.na.as_ref()?.points.clone()).and_then(scaled);
        let question = model.questions.get(id.0 as usize);
        let options = |graph: &mut Graph, variables: &[Option<Variable>]| {
            let Some(question) = question.filter(|question| question.bounds.is_some()) else {
                return graph.constant(None);
            };
            let empty = worth(model, question, 0).and_then(scaled).unwrap_or_default();
            let terms: Vec<(Rational, Node)> = variables
                .iter()
                .enumerate()
                .filter_map(|(option, variable)| {
                    let alone = worth(model, question, 1u64.checked_shl(u32::try_from(option).ok()?)?);
                    let more = &alone.and_then(scaled)? - &empty;
                    let taken = taken(graph, *variable, true);
                    Some((more, taken))
                })
                .collect();
            graph.linear(empty, terms)
        };
        self.over_answer(graph, id, worths, options, of_set, (na, None))
    }

    /// The value of a number node.
    pub fn number(&mut self, graph: &mut Graph, id: NumberId) -> Node {
        if let Some(Some(node)) = self.numbers.get(id.0 as usize) {
            return *node;
        }
        let node = match self.model.numbers.get(id.0 as usize) {
            Some(number) => deep(|| self.lower_number(graph, number)),
            None => graph.constant(None),
        };
        if let Some(slot) = self.numbers.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    fn lower_number(&mut self, graph: &mut Graph, number: &Number) -> Node {
        match number {
            Number::Constant(value) => graph.constant(Some(value.clone())),
            Number::Points(question) => self.points(graph, *question, &Some),
            Number::Share(question) => {
                let bounds = self.model.questions.get(question.0 as usize).and_then(|q| q.bounds.clone());
                let Some((low, high)) = bounds else { return graph.constant(None) };
                let width = &high - &low;
                self.points(graph, *question, &|points| (&points - &low).checked_div(&width))
            }
            Number::Given(question) => {
                let given = |question: &Question| match &question.domain {
                    Domain::Range(range) => Worth::Steps(range.first.clone(), range.step.clone()),
                    _ => Worth::Spans(Vec::new(), None),
                };
                self.over_answer(graph, *question, given, |graph, _| graph.constant(None), |_, _| None, (None, None))
            }
            Number::Score(area) => self.score(graph, *area),
            Number::Level(area) => self.level(graph, *area),
            Number::Value(value) => self.value(graph, *value),
            Number::Linear { constant, terms } => {
                let terms = self.terms(graph, terms);
                graph.linear(constant.clone(), terms)
            }
            Number::Sum(terms) => {
                let terms = self.terms(graph, terms);
                graph.sum(terms)
            }
            Number::Mean(terms) => {
                let terms = self.terms(graph, terms);
                graph.mean(terms)
            }
            Number::Min(terms) => {
                let terms = terms.iter().map(|term| self.number(graph, *term)).collect();
                graph.min(terms)
            }
            Number::Max(terms) => {
                let terms = terms.iter().map(|term| self.number(graph, *term)).collect();
                graph.max(terms)
            }
            Number::Round(inner, digits) => {
                let inner = self.number(graph, *inner);
                graph.round(inner, *digits)
            }
            Number::Else(first, second) => {
                let (first, second) = (self.number(graph, *first), self.number(graph, *second));
                graph.or_else(first, second)
            }
            Number::Case { lines, otherwise } => {
                let mut node = self.number(graph, *otherwise);
                for (condition, number) in lines.iter().rev() {
                    let (condition, then) = (self.truth(graph, *condition), self.number(graph, *number));
                    node = graph.when_holds(condition, then, node);
                }
                node
            }
            Number::Count(conditions) => {
                let terms = conditions.iter().map(|id| (Rational::ONE, self.truth(graph, *id))).collect();
                graph.sum(terms)
            }
            Number::Proportion(members) => {
                let mut terms = Vec::with_capacity(members.len());
                for (present, holds) in members {
                    let (present, holds) = (self.truth(graph, *present), self.truth(graph, *holds));
                    let nothing = graph.constant(None);
                    terms.push((Rational::ONE, graph.when_holds(present, holds, nothing)));
                }
                graph.mean(terms)
            }
        }
    }

    fn terms(&mut self, graph: &mut Graph, terms: &[(Rational, NumberId)]) -> Vec<(Rational, Node)> {
        terms.iter().map(|(weight, term)| (weight.clone(), self.number(graph, *term))).collect()
    }

    /// A declared value.
    pub fn value(&mut self, graph: &mut Graph, id: ValueId) -> Node {
        match self.model.values.get(id.0 as usize) {
            Some(value) => self.number(graph, value.number),
            None => graph.constant(None),
        }
    }

    /// Whether a condition holds.
    pub fn truth(&mut self, graph: &mut Graph, id: TruthId) -> Node {
        if let Some(Some(node)) = self.truths.get(id.0 as usize) {
            return *node;
        }
        let node = match self.model.truths.get(id.0 as usize) {
            Some(condition) => deep(|| self.lower_truth(graph, condition)),
            None => Graph::NEVER,
        };
        if let Some(slot) = self.truths.get_mut(id.0 as usize) {
            *slot = Some(node);
        }
        node
    }

    fn lower_truth(&mut self, graph: &mut Graph, condition: &Truth) -> Node {
        let signed = |graph: &mut Graph, node: Node, sign: Sign| match sign {
            Sign::Is => node,
            Sign::IsNot => graph.negation(node),
        };
        match condition {
            Truth::Constant(value) => graph.truth(*value),
            Truth::And(parts) => {
                let parts: Vec<Node> = parts.iter().map(|part| self.truth(graph, *part)).collect();
                graph.and(parts)
            }
            Truth::Or(parts) => {
                let parts: Vec<Node> = parts.iter().map(|part| self.truth(graph, *part)).collect();
                graph.or(parts)
            }
            Truth::Compare(left, op, right) => {
                let (left, right) = (self.number(graph, *left), self.number(graph, *right));
                graph.compare(left, *op, right)
            }
            Truth::Answer(question, spans) => {
                self.over_answer_holds(graph, *question, spans, |_, _| Graph::NEVER, |set| in_spans(spans, set))
            }
            Truth::Has(question, option, sign) => {
                let has = |set: u64| set.checked_shr(*option).unwrap_or(0) & 1 == 1;
                let given = |graph: &mut Graph, variables: &[Option<Variable>]| match variables.get(*option as usize) {
                    Some(variable) => taken(graph, *variable, *sign == Sign::Is),
                    None => Graph::NEVER,
                };
                self.over_answer_holds(graph, *question, &[], given, |set| has(set) == (*sign == Sign::Is))
            }
            Truth::HasAtLeast(question, least, sign) => {
                let given = |graph: &mut Graph, variables: &[Option<Variable>]| {
                    let mut terms = Vec::with_capacity(variables.len());
                    for variable in variables {
                        terms.push((Rational::ONE, taken(graph, *variable, true)));
                    }
                    let sum = graph.sum(terms);
                    let least = graph.constant(Some(Rational::from(i64::from(*least))));
                    let op = if *sign == Sign::Is { Compare::GreaterOrEqual } else { Compare::Less };
                    graph.compare(sum, op, least)
                };
                let of_set = |set: u64| (set.count_ones() >= *least) == (*sign == Sign::Is);
                self.over_answer_holds(graph, *question, &[], given, of_set)
            }
            Truth::State(question, state, sign) => {
                let node = self.in_state(graph, *question, *state);
                signed(graph, node, *sign)
            }
            Truth::Present(number, sign) => {
                let number = self.number(graph, *number);
                let present = graph.has_value(number);
                signed(graph, present, *sign)
            }
            Truth::Counts(question, sign) => {
                let every = |_: &Question| Worth::Spans(Vec::new(), truth(true));
                let node = self.over_answer(
                    graph,
                    *question,
                    every,
                    |_, _| Graph::ALWAYS,
                    |_, _| truth(true),
                    (truth(false), truth(false)),
                );
                signed(graph, node, *sign)
            }
            Truth::Suggested(action, sign) => {
                let node = self.suggested(graph, *action);
                signed(graph, node, *sign)
            }
        }
    }

    fn in_state(&mut self, graph: &mut Graph, id: QuestionId, state: QuestionState) -> Node {
        let Some(question) = self.model.questions.get(id.0 as usize).filter(|q| q.roles.contains(self.role)) else {
            return Graph::NEVER;
        };
        let asked = self.asked(graph, id);
        let slot = match question.domain {
            // A free text that nobody can give stays open.
            Domain::Text => match self.slot(graph, id) {
                Slot::Never => Slot::Unanswered,
                slot => slot,
            },
            _ => self.slot(graph, id),
        };
        let holds = match state {
            QuestionState::Hidden => return graph.negation(asked),
            QuestionState::Na => is_na(graph, &slot),
            QuestionState::Unanswered => is_unanswered(graph, &slot),
            QuestionState::Answered => {
                let unanswered = is_unanswered(graph, &slot);
                graph.negation(unanswered)
            }
        };
        graph.when_holds(asked, holds, Graph::NEVER)
    }
}

/// Whether an option is taken, or not.
fn taken(graph: &mut Graph, option: Option<Variable>, taken: bool) -> Node {
    let answer = u64::from(taken);
    match option {
        Some(variable) => graph.leaf(variable, is_answer(&[(answer, answer)])),
        None => graph.truth(!taken),
    }
}

/// Whether a question is seen as unanswered where it is asked.
fn is_unanswered(graph: &mut Graph, slot: &Slot) -> Node {
    match slot {
        Slot::Unanswered | Slot::Completed(_) => Graph::ALWAYS,
        Slot::Text(variable) => graph.leaf(*variable, is_answer(&[(0, 0)])),
        Slot::Never | Slot::One(_) | Slot::Shared(..) | Slot::Options(..) | Slot::Fixed(_) => Graph::NEVER,
        Slot::First(cases, otherwise) => {
            let mut node = is_unanswered(graph, otherwise);
            for (condition, answer) in cases.iter().rev() {
                let unanswered = graph.truth(answer.is_none());
                node = graph.when_holds(*condition, unanswered, node);
            }
            node
        }
    }
}

/// Whether a question is seen as answered with `na` where it is asked.
fn is_na(graph: &mut Graph, slot: &Slot) -> Node {
    match slot {
        Slot::One(variable) | Slot::Text(variable) | Slot::Shared(variable, _) => {
            let worth = Worth::Spans(Vec::new(), truth(false));
            graph.leaf(*variable, Leaf { worth, na: truth(true) })
        }
        Slot::Options(Some(state), _) => graph.leaf(*state, is_answer(&[(1, 1)])),
        Slot::Fixed(None) => Graph::ALWAYS,
        Slot::Fixed(Some(_)) | Slot::Options(None, _) | Slot::Never | Slot::Unanswered | Slot::Completed(_) => {
            Graph::NEVER
        }
        Slot::First(cases, otherwise) => {
            let mut node = is_na(graph, otherwise);
            for (condition, _) in cases.iter().rev() {
                node = graph.when_holds(*condition, Graph::NEVER, node);
            }
            node
        }
    }
}

fn in_spans(spans: &[(u64, u64)], answer: u64) -> bool {
    spans.iter().any(|(first, last)| (*first..=*last).contains(&answer))
}

/// The points of the answers of a choice or a range.
fn points_of(model: &Model, question: &Question, scaled: &dyn Fn(Rational) -> Value) -> Worth {
    match &question.domain {
        Domain::Range(range) if range.points.is_empty() => {
            let first = scaled(range.value(0)).unwrap_or_default();
            let second = scaled(range.value(1)).unwrap_or_default();
            let step = &second - &first;
            Worth::Steps(first, step)
        }
        Domain::Range(range) => {
            let spans = range.points.iter().map(|rule| (rule.first, rule.last, scaled(rule.points.clone())));
            Worth::Spans(spans.collect(), None)
        }
        Domain::Choice(choice) => {
            let spans = (0..u64::from(choice.count))
                .map(|answer| (answer, answer, worth(model, question, answer).and_then(scaled)));
            Worth::Spans(spans.collect(), None)
        }
        Domain::AnyOf(_) | Domain::Text => Worth::Spans(Vec::new(), None),
    }
}
