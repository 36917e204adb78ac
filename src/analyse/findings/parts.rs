//! The parts of a sum or a mean: which questions are answered together, in which ways, and what each way adds.

use super::effects::Move;
use super::held::Held;
use crate::analyse::bounds::Intervals;
use crate::analyse::graph::{Graph, Node, Op, Value, Variable};
use crate::analyse::set::Set;
use crate::exact::Rational;

/// The most ways in which the questions of a part can be answered, where each is looked at.
const MOST_WAYS: u64 = 256;

/// Responses to take answers from where there are too many to look at each: by variable.
pub type Tried = [Vec<u64>];

/// Questions that the same terms depend on.
#[derive(Debug)]
pub struct Part {
    /// Their variables.
    pub group: Set,
    variables: Vec<Variable>,
    /// How many answers each variable has.
    counts: Vec<u64>,
    /// Some ways to answer them; none: all, where the first variable changes fastest.
    some: Option<Vec<Vec<u64>>>,
}

impl Part {
    /// None where too much would have to be looked at.
    fn new(graph: &Graph, group: &Set, tried: &Tried) -> Option<Part> {
        let variables: Vec<Variable> = variables(group).collect();
        let counts = variables.iter().map(|variable| count(graph, *variable)).collect();
        let is_small = ways(graph, group).is_some_and(|ways| ways <= MOST_WAYS);
        let answers = |tried: &Vec<u64>| {
            let answer = |variable: &Variable| tried.get(variable.0 as usize).copied().unwrap_or(0);
            variables.iter().map(answer).collect::<Vec<u64>>()
        };
        let some = (!is_small).then(|| tried.iter().map(answers).collect::<Vec<_>>());
        let can_be_told = some.iter().flatten().flatten().all(|answer| *answer < 64);
        can_be_told.then(|| Part { group: group.clone(), variables, counts, some })
    }

    /// Whether all ways to answer its questions are looked at.
    pub fn is_whole(&self) -> bool {
        self.some.is_none()
    }

    fn ways(&self) -> usize {
        match &self.some {
            Some(some) => some.len(),
            None => usize::try_from(self.counts.iter().product::<u64>()).unwrap_or(usize::MAX),
        }
    }

    /// The answers of a way.
    pub fn answers(&self, way: usize) -> Vec<(Variable, u64)> {
        if let Some(some) = &self.some {
            return some
                .get(way)
                .into_iter()
                .flat_map(|way| self.variables.iter().copied().zip(way.iter().copied()))
                .collect();
        }
        let mut left = way as u64;
        let answer = |(variable, count): (&Variable, &u64)| {
            let answer = left % count;
            left /= count;
            (*variable, answer)
        };
        self.variables.iter().zip(&self.counts).map(answer).collect()
    }

    /// The ways with the answer before a move, and with the one after it instead.
    pub fn moves(&self, change: Move) -> Vec<(usize, usize)> {
        let Some(place) = self.variables.iter().position(|its| *its == change.variable) else { return Vec::new() };
        if !self.is_whole() {
            return Vec::new();
        }
        let stride: u64 = self.counts[..place].iter().product();
        let count = self.counts[place];
        let ways = (0..self.ways()).filter(|way| *way as u64 / stride % count == change.from);
        let other = |way: usize| usize::try_from(way as u64 + change.to * stride - change.from * stride).ok();
        ways.filter_map(|way| Some((way, other(way)?))).collect()
    }
}

/// What is added up: `Σ factor × (value − shift)` over terms.
#[derive(Debug)]
pub struct Added {
    /// The factors and the terms.
    pub terms: Vec<(Rational, Node)>,
    /// What is taken from each value.
    pub shift: Rational,
    /// Without one of its terms there is no sum.
    needs_all: bool,
    /// What the sum is held against.
    pub goal: Rational,
}

impl Added {
    /// None for what is no plain sum or mean.
    pub fn new(graph: &Graph, held: &Held) -> Option<Added> {
        let (terms, shift, goal) = match graph.op(held.number) {
            Op::Mean(terms) if terms.iter().all(|(weight, _)| weight.is_positive()) => {
                (terms, held.value.clone(), Rational::ZERO)
            }
            Op::Sum(terms) => (terms, Rational::ZERO, held.value.clone()),
            Op::Linear(constant, terms) => (terms, Rational::ZERO, &held.value - constant),
            _ => return None,
        };
        let needs_all = matches!(graph.op(held.number), Op::Linear(..));
        Some(Added { terms: terms.clone(), shift, needs_all, goal })
    }

    /// The parts, united where terms or needs depend on the same questions. A need that looks at too many is dropped.
    pub fn parts(&self, graph: &Graph, needs: &mut Vec<(Node, bool)>, tried: &Tried) -> Option<Vec<Part>> {
        let (known, asked): (Vec<Node>, Vec<Node>) =
            self.terms.iter().map(|(_, term)| *term).partition(|term| graph.support(*term).is_empty());
        // What is known adds up to one number.
        let mut groups: Vec<Set> = known.first().map(|_| Set::default()).into_iter().collect();
        for term in asked {
            unite(graph, &mut groups, graph.support(term), u64::MAX);
        }
        needs.retain(|(need, _)| unite(graph, &mut groups, graph.support(*need), MOST_WAYS));
        groups.iter().map(|group| Part::new(graph, group, tried)).collect()
    }

    /// The terms that a part adds.
    pub fn terms_of<'t>(&'t self, graph: &'t Graph, part: &'t Part) -> impl Iterator<Item = &'t (Rational, Node)> {
        self.terms.iter().filter(move |(_, term)| {
            let support = graph.support(*term);
            if support.is_empty() { part.group.is_empty() } else { support.within(&part.group) }
        })
    }

    /// What the ways to answer the questions of a part add; none where a need is not fulfilled.
    pub fn adds(&self, graph: &Graph, part: &Part, needs: &[(Node, bool)]) -> Option<Vec<Option<Rational>>> {
        let within = |node: Node| !graph.support(node).is_empty() && graph.support(node).within(&part.group);
        let needs: Vec<&(Node, bool)> = needs.iter().filter(|(need, _)| within(*need)).collect();
        let terms: Vec<&(Rational, Node)> = self.terms_of(graph, part).collect();
        let mut adds = Vec::new();
        for way in 0..part.ways() {
            let mut intervals = Intervals::default();
            for (variable, answer) in part.answers(way) {
                intervals.suppose_answered(variable, 1 << answer);
            }
            let mut is_needed = true;
            for (need, holds) in &needs {
                is_needed &= intervals.of(graph, *need).as_truth()? == *holds;
            }
            let mut sum = Some(Rational::ZERO).filter(|_| is_needed);
            for (factor, term) in &terms {
                match value(&mut intervals, graph, *term)? {
                    Some(value) => sum = sum.map(|sum| &sum + &(factor * &(&value - &self.shift))),
                    None if self.needs_all => sum = None,
                    None => {}
                }
            }
            adds.push(sum);
        }
        Some(adds)
    }
}

/// The value of a node that is settled.
fn value(intervals: &mut Intervals, graph: &Graph, node: Node) -> Option<Value> {
    let bounds = intervals.of(graph, node);
    match (bounds.lacks, bounds.may_lack) {
        (true, _) => Some(None),
        (false, true) => None,
        (false, false) => (bounds.low == bounds.high).then_some(Some(bounds.low)),
    }
}

/// Lets variables be in one group, with all groups that have one of them; false, and left as it was, where that group
/// would have more than so many ways to answer.
fn unite(graph: &Graph, groups: &mut Vec<Set>, variables: &Set, most: u64) -> bool {
    let mut all = variables.clone();
    groups.iter().filter(|group| group.meets(variables)).for_each(|group| all.extend(group));
    if most < u64::MAX && ways(graph, &all).is_none_or(|ways| ways > most) {
        return false;
    }
    groups.retain(|group| !group.meets(variables));
    groups.push(all);
    true
}

/// In how many ways these can be answered; none where one has very many answers.
fn ways(graph: &Graph, group: &Set) -> Option<u64> {
    variables(group)
        .try_fold(1u64, |ways, variable| ways.checked_mul(Some(count(graph, variable)).filter(|its| *its < 64)?))
}

fn variables(group: &Set) -> impl Iterator<Item = Variable> {
    group.iter().map(|id| Variable(u32::try_from(id).unwrap_or(u32::MAX)))
}

fn count(graph: &Graph, variable: Variable) -> u64 {
    let answers = graph.answers(variable);
    answers.count.saturating_add(u64::from(answers.na))
}
